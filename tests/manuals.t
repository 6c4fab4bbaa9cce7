#!/bin/sh
# The manuals: each applet has one, it says what the help says, and what its examples show runs.
. "${0%/*}/lib.sh"

# Of the mdoc source of a manual this reads:
#
#	.Cm WORD		a word that the applet takes; where it stands in the SYNOPSIS or heads
#				an item of a list, the help has it too
#	.Fl LETTER		an option: -LETTER; .Fl -WORD is --WORD
#	.Sh EXAMPLES		in it, each line that begins with `.Dl # `, or in a literal block with
#				`# `, is a command that root gives, with `$ ` one that anybody gives;
#				a `\e` at its end says that it goes on with the next line
#	.\" setup CMD		in EXAMPLES, what a reader has already
#	.\" needs CMD		where CMD does not work, what follows is skipped, with what it says
#
# The examples of a manual are executed one after the other, in a sandbox of their own. Words in
# parentheses in a help, and words in capitals but for names of values (`MODE := …`), are no words.

manuals=${0%/*}/../applets

if ! ls "$manuals"/*.8 >/dev/null 2>&1; then
	echo '1..0 # SKIP no manuals beside the tests'
	exit 0
fi

# --- the examples of one manual, in a sandbox of their own: manuals.t examples FILE --------------------

# commands FILE: prints "root CMD", "user CMD", "setup CMD", "needs CMD", as FILE has them.
commands() {
	awk '
	/^\.Sh / { inside = $2 == "EXAMPLES"; next }
	!inside { next }
	/^\.\\" (needs|setup) / { print substr($0, 5); next }
	{ sub(/^\.Dl /, "") }
	more { line = line $0 }
	!more && /^# / { who = "root"; line = substr($0, 3) }
	!more && /^\$ / { who = "user"; line = substr($0, 3) }
	line == "" { next }
	{
		more = sub(/\\e$/, "", line)
		if (more)
			next
		gsub(/\\&/, "", line)
		gsub(/\\-/, "-", line)
		gsub(/\\e/, "\\", line)
		print who " " line
		line = ""
	}' "$1"
}

if [ "$1" = examples ]; then
	file=${2##*/}
	# Not the functions that lib.sh may have made: $! is to be the command, not a shell around it.
	while read -r name; do
		# shellcheck disable=SC2139 # now
		alias "$name=$BIN/$name"
	done <<-END
		$("$NSBOX" --list)
	END
	commands "$2" >"$T/commands"
	lacking=
	while read -r what line <&3; do
		case $what:$lacking in
		setup:*) eval "$line" || result 1 "$file: $line" ;;
		needs:*)
			lacking=
			eval "$line" >"$T/lacking" 2>&1 </dev/null || read -r lacking <"$T/lacking" ||
				lacking="no $line"
			;;
		root:) ok "$file: $line" eval "$line" </dev/null ;;
		user:) ok "$file: $line" eval "unprivileged $line" </dev/null ;;
		*) skip "$file: $line" "$lacking" ;;
		esac
	done 3<"$T/commands"
	# shellcheck disable=SC2046 # pids
	kill $(jobs -p) 2>/dev/null
	done_testing
fi

# --- which there are -----------------------------------------------------------------------------------

"$NSBOX" --list >"$T/applets"
for file in "$manuals"/*.8; do
	name=${file##*/}
	echo "${name%.8}"
done | sort >"$T/manuals"
sort "$T/applets" >"$T/sorted"
is 'each applet has a manual, each manual an applet' "$(cat "$T/manuals")" "$(cat "$T/sorted")"

# --- mdoc ----------------------------------------------------------------------------------------------

while read -r name; do
	if need mandoc; then
		is "$name.8: mandoc has no complaint" \
			"$(mandoc -T lint -W warning "$manuals/$name.8" 2>&1)" ''
	else
		skip "$name.8: mandoc has no complaint" 'no mandoc here'
	fi
done <"$T/manuals"

# --- the help and the manual ---------------------------------------------------------------------------

# marked MACRO… <SOURCE: prints the arguments of these macros, a line each; with .Fl a dash in front.
marked() {
	awk -v wanted=" $* " '
	BEGIN {
		n = split("Ar Bo Bc Brq Bro Brc Bq Cm Do Dc Dq Dv Em Ev Fl Ic It Li Nm No Ns Oc Oo Op" \
			" Pa Pc Po Pq Ql Qo Qc Qq Sq Sy Va Xr", names)
		for (i = 1; i <= n; i++)
			macro[names[i]] = 1
	}
	/^\.[A-Z]/ {
		current = ""
		$1 = substr($1, 2)
		for (i = 1; i <= NF; i++) {
			if ($i in macro) {
				if ($i != "It")
					current = $i
				continue
			}
			gsub(/"|\\&/, "", $i)
			gsub(/\\-/, "-", $i)
			if (index(wanted, " " current " ") && $i ~ /^-?-?[A-Za-z0-9]/)
				print (current == "Fl" ? "-" : "") $i
		}
	}'
}

# words <HELP: prints the words in a help, a line each.
words() {
	sed 's/([^()]*)//g; s/^Usage: //' | awk '
	{
		names = / := / || names && wrapped
		wrapped = / [|]$/
		sub(/.* := /, "")
		gsub(/\.\.\./, "")
		while (match($0, / \[-[A-Za-z0-9]+\]/)) { # "[-46n]" is -4, -6 and -n
			letters = substr($0, RSTART + 3, RLENGTH - 4)
			gsub(/./, " -&", letters)
			$0 = substr($0, 1, RSTART) letters " " substr($0, RSTART + RLENGTH)
		}
		n = split($0, word, /[][{} |,]+/)
		for (i = 1; i <= n; i++)
			if (word[i] ~ (names ? "^[A-Za-z0-9]" : "^-?-?[a-z0-9][a-z0-9_-]*$|^-[A-Z]$") &&
			    word[i] != "NUMBER")
				print word[i]
	}'
}

lower() {
	awk '{ print tolower($0) }'
}

# helps NAME: all of its helps; behind the first, which shows its verbs, those of types, where it has any.
helps() {
	if [ "$1" = ip ]; then
		# "-n[etns]" stands for -n and -netns
		ip help | sed 's/-\([A-Za-z]*\)\[\([a-z]*\)\]/-\1 -\1\2/g; s/where OBJECT is one of//
			s/OPTIONS are//; /^Usage/d'
		return
	fi
	"$BIN/$1" --help
	"$BIN/$1" --help | sed -n '/ TYPE := veth/,/(/p' | words >"$T/types"
	while read -r type; do
		"$BIN/$1" help "$type"
	done <"$T/types"
}

while read -r name; do
	helps "$name" >"$T/help" 2>&1
	ok "$name --help" "$BIN/$name" --help
	is "$name --help is on standard output" "$("$BIN/$name" --help 2>&1 >/dev/null)" ''
	is "$name: its help fits a terminal" "$(awk 'length > 79' "$T/help")" ''
	{
		words <"$T/help" | grep -vx -e "$name" -e ip
		echo help
	} | lower | sort -u >"$T/said"
	{
		marked Cm Fl Ic <"$manuals/$name.8"
		echo help
	} | lower | sort -u >"$T/written"
	sed '/^\.Sh DESCRIPTION/,${/^\.It/!d;}' "$manuals/$name.8" | marked Cm |
		lower | sort -u >"$T/words"
	ok "$name: there are words in its help" test -s "$T/said"
	is "$name: each word of its help is in its manual" "$(comm -23 "$T/said" "$T/written")" ''
	is "$name: each word of its manual is in its help" "$(comm -13 "$T/said" "$T/words")" ''
done <"$T/manuals"

# --- the examples --------------------------------------------------------------------------------------

shell=$(readlink /proc/$$/exe)
case ${shell##*/} in
busybox*) shell="$shell ash" ;;
esac
while read -r name; do
	# shellcheck disable=SC2086 # words
	(unset NSBOX_OUTSIDE && $shell "$0" examples "$manuals/$name.8") >"$T/examples" 2>&1
	status=$?
	ok "$name.8 has examples" grep -q '^ok' "$T/examples"
	[ $status = 0 ]
	result $? "$name.8: each example runs" || diag 'seen:' "$(grep -v '^ok' "$T/examples")"
	grep '# SKIP' "$T/examples" >"$T/skipped"
	while read -r _ _ _ line; do
		skip "${line%%# SKIP*}" "${line#*# SKIP }"
	done <"$T/skipped"
done <"$T/manuals"

done_testing
