# Reads a linker's map: the bytes of code and constants of each object that are left in the
# program, largest first, and the share of libc.
/^Linker script and memory map/ { on = 1 }
!on { next }

# A section's line may be broken after a long name.
NF == 1 { section = $1 ~ /^\.(text|rodata|data)/ ? $1 : ""; next }
$1 ~ /^\.(text|rodata|data)/ && $4 ~ /\.l?o\)?$/ { count($3, $4); next }
section != "" && $1 ~ /^0x/ && $3 ~ /\.l?o\)?$/ { count($2, $3); section = "" }

function hex(text,	i, value) {
	for (i = 3; i <= length(text); i++)
		value = value * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
	return value
}

function count(size, file) {
	if (file ~ /libc\.a|crt[1in]\.o|libgcc|crt(begin|end)/)
		file = "libc"
	sub(/^.*\/applets\//, "applets/", file)
	bytes[file] += hex(size)
	total += hex(size)
}

END {
	for (file in bytes)
		if (bytes[file])
			printf "%7d  %4.1f %%  %s\n", bytes[file], 100 * bytes[file] / total, file | "sort -rn"
	close("sort -rn")
	printf "%7d  of code and constants\n", total
}
