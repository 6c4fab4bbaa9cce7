# A table of differential.t (-v table=FILE) as directories -v into=DIR: DIR/1, DIR/2, … for its set-ups, in each
#
#	name	what follows `setup`
#	need	its `need` lines
#	setup	a script that makes it; plain lists the same commands, a line each
#	cases	a line for each case: what is done with it, a blank, the command line
#	meant	a line for each case: why the two tools are meant to differ, or nothing
#
# and prints how many there are.

# Prints each line that the braces in LINE stand for: a{b,c}d is abd and acd.
function expand(line,    open, shut, head, tail, n, i, parts) {
	open = index(line, "{")
	shut = index(substr(line, open + 1), "}")
	if (!open || !shut) {
		put(line)
		return
	}
	head = substr(line, 1, open - 1)
	tail = substr(line, open + shut + 1)
	n = split(substr(line, open + 1, shut - 1), parts, ",")
	for (i = 1; i <= n; i++)
		expand(head parts[i] tail)
	if (n == 0)
		expand(head tail)
}

function put(line) {
	if (part == "setup")
		set_up(line)
	else {
		print part " " line >(dir "/cases")
		print meant >(dir "/meant")
	}
}

# Starting iproute2 takes longer than most of what it is told to do, so lines that need no shell
# are given to one of it: those with the same options in front.
function set_up(line,    options) {
	print line >(dir "/plain")
	lines++
	if (line !~ /^ip (-[46] |-n [a-z0-9]+ )*[a-z][-A-Za-z0-9 .\/:_%+,]*$/ || line ~ / netns exec /) {
		end_batch()
		print line " || cannot " lines >(dir "/setup")
		return
	}
	options = line
	sub(/^ip /, "", options)
	match(options, /^(-[46] |-n [a-z0-9]+ )*/)
	line = substr(options, RLENGTH + 1)
	options = substr(options, 1, RLENGTH)
	if (!batch || options != batch_options) {
		end_batch()
		batch_options = options
		print "ip " options "-b - <<'END' || cannot " lines >(dir "/setup")
	}
	batch = 1
	print line >(dir "/setup")
}

function end_batch() {
	if (batch)
		print "END" >(dir "/setup")
	batch = 0
}

function wrong(why) {
	print table ":" NR ": " why >"/dev/stderr"
	failed = 1
	exit 1
}

/^#/ || /^$/ { next }

/^setup / {
	end_batch()
	dir = into "/" ++count
	system("mkdir " dir)
	print substr($0, 7) >(dir "/name")
	printf "" >(dir "/need")
	printf "" >(dir "/setup")
	printf "" >(dir "/plain")
	printf "" >(dir "/cases")
	printf "" >(dir "/meant")
	part = "setup"
	lines = 0
	meant = ""
	next
}

/^(show|change)$/ || /^wrong (1|2|255)( [0-9]+)?$/ {
	part = $1 $2 (NF == 3 ? "/" $3 : "")
	next
}

/^made$/ {
	print "made the set-up, made by nsbox" >(dir "/cases")
	print "" >(dir "/meant")
	next
}

/^\tneed / {
	print substr($0, 7) >(dir "/need")
	next
}

/^\t~ / {
	meant = substr($0, 4)
	next
}

/^\t[^\t]/ && dir {
	expand(substr($0, 2))
	meant = ""
	next
}

{ wrong("no line of a table") }

END {
	if (failed)
		exit 1
	end_batch()
	print count + 0
}
