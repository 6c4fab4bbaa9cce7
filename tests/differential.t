#!/bin/sh
# nsbox's ip against iproute2's: the same bytes, the same exit status, the same change in the kernel.
. "${0%/*}/lib.sh"

# The cases are lines of the tables in differential/; a table reads like this:
#
#	# a comment
#	setup NAME			a fresh network namespace with a /run of its own, made with
#		need CMD		iproute2's ip; where CMD does not work in such a namespace
#		CMD			the cases of this set-up are skipped, by name
#	made				the same set-up made by nsbox leaves the same behind
#	show				each line by both tools in that one namespace: stdout the
#		ip{, -o, -j} link	same to the byte, exit status the same, stderr empty for
#					both or for neither; {a,b} is a case with a, one with b
#	wrong 1				each line by both there: nsbox exits with this, and prints
#		ip link set lo mtu x	nothing but a line on stderr; iproute2 does as well, or, to
#					whom 1 and 255 are much the same, with the other one, or, as
#					a second number says, otherwise; nothing has changed after all
#	change				each line by each tool in a fresh namespace: all that it
#		ip link set lo up	prints, and then all that iproute2 reads back, is the same
#		~ REASON		the next line is meant to differ, and does
#
# Lines are shell; `hold CMD` (see world.sh) gives a set-up a process in a namespace without a name.
# `netns 1` must not be in a table: that would be the machine's.
#
# What differs between two worlds by nature is evened out before it is compared: see judge.awk.
#
# `sh tests/differential.t link route` runs the tables whose names contain one of these words.

tables=${0%/*}/differential

[ -n "$IP2" ] || { echo "1..0 # SKIP no iproute2 here"; exit 0; }

REFERENCE=$T/iproute2 TESTED=$BIN
export REFERENCE TESTED
mkdir "$REFERENCE"
ln -s "$IP2" "$REFERENCE/ip"

cases=0 meant=0 skipped=0

# Fresh namespaces, in which world.sh does what it says of these words.
world() {
	unshare -n -m sh "$tables/world.sh" "$@" </dev/null
	_status=$?
	# what the names were mounted on
	[ ! -e /run/netns ] || rm -r /run/netns
	return $_status
}

# Are the two files equal? If not: where they begin to differ, and what is there.
equal() {
	cmp -s "$1" "$2" && return
	awk -v reference="$1" -v tested="$2" 'BEGIN {
		do {
			line++
			a = (getline want <reference) > 0
			b = (getline got <tested) > 0
		} while (a && b && want "" == got "")
		while (substr(want, at, 1) == substr(got, at, 1) && at <= length(want))
			at++
		printf "line %d differs from byte %d on\n", line, at
		from = at > 60 ? at - 40 : 1
		print "iproute2: " (a ? substr(want, from, 120) : "(has ended)")
		print "nsbox:    " (b ? substr(got, from, 120) : "(has ended)")
	}'
	return 1
}

# The reason why this set-up cannot be made here; nothing where it can.
lacking() {
	while IFS= read -r line; do
		world need "$line" >"$W/said" 2>&1 && continue
		read -r reason <"$W/said"
		echo "here \"$line\" says: $reason"
		return
	done <"$W/need"
}

# run_cases SECONDS WHICH: runs those whose numbers these are, or "all", and gives what changes so
# long to settle, before and after.
run_cases() {
	number=0 look=
	while read -r kind line <&4; do
		number=$((number + 1))
		case "$kind $2 " in
		*" $number "* | *' all ') ;;
		*) continue ;;
		esac
		case $kind in
		change | made)
			for tool in reference tested; do
				world one $tool $number "$kind" "$1" "$line" >"$W/said" 2>&1 || return
			done ;;
		*) look=1 ;;
		esac
	done 4<"$W/cases"
	case "$look $2 " in
	1* | *' 0 '*) world look "$1" "$2" >"$W/said" 2>&1 ;;
	esac
}

# Which of these cases differ.
judge() {
	awk -v dir="$W" -v last="$1" -v which="$2" -f "$tables/judge.awk" "$W/cases"
}

# Puts the numbers of those that differ into $differ. The kernel's clock may tick between the two
# tools, a packet be counted, and some things settle in their own time (carrier, operstate): what is
# the same when tried again, with time to settle, is the same.
try_cases() {
	differ=all
	for seconds in $patience; do
		run_cases "$seconds" "$differ" || return
		differ=$(judge $((seconds == 2)) "$differ" | tr '\n' ' ')
		[ -n "$differ" ] || return 0
	done
}

# report NUMBER KIND REASON LINE: the TAP line of a case.
report() {
	cases=$((cases + 1))
	case " $differ " in
	*" $1 "*) same= ;;
	*) same=1 ;;
	esac
	case $same,$2,$3 in
	,state,) result 1 "$setup: $4" || diag 'before, after:' "$(equal "$W/before" "$W/after")" ;;
	1,*,) result 0 "$setup: $4" ;;
	1,*) result 1 "$setup: $4 - is equal, but said to be meant to differ" ;;
	,wrong*,)
		result 1 "$setup: $4" || diag "not $2; iproute2, nsbox, its words:" \
			"$(tail -n 1 "$W/$1.reference"; cat "$W/$1.tested" "$W/$1.tested.err")" ;;
	,*,) result 1 "$setup: $4" || diag 'differs:' "$(equal "$W/$1.reference" "$W/$1.tested")" ;;
	*)
		meant=$((meant + 1))
		result 0 "$setup: $4 - differs on purpose: $3" ;;
	esac
}

# The reports of a set-up, and what is to be said of all its cases.
report_all() {
	number=0
	while read -r kind line <&4 && IFS= read -r reason <&5; do
		number=$((number + 1))
		report $number "$kind" "$reason" "$line"
	done 4<"$W/cases" 5<"$W/meant"
	if [ -e "$W/before" ]; then
		report 0 state '' 'what is wrong changes nothing'
	fi
	awk -v dir="$W" '/^show .* -j/ {
		while ((getline line <(dir "/" NR ".tested")) > 0)
			if (line !~ /^\[status /)
				print line
	}' "$W/cases" >"$W/json"
	[ -s "$W/json" ] || return
	if need jq; then
		ok "$setup: what -j prints is JSON" jq empty "$W/json"
	else
		skip "$setup: what -j prints is JSON" "no jq here"
	fi
}

# Runs the set-up in the directory $W.
run_setup() {
	read -r setup <"$W/name"
	reason=$(lacking)
	if [ -n "$reason" ]; then
		while read -r kind line <&4; do
			cases=$((cases + 1)) skipped=$((skipped + 1))
			skip "$setup: $line" "$reason"
		done 4<"$W/cases"
	elif try_cases; then
		report_all
	else
		result 1 "$setup: is set up" || diag 'it says:' "$(cat "$W/said")"
	fi
}

run_table() {
	rm -rf "$T/tables" && mkdir "$T/tables"
	count=$(awk -v table="${1##*/}" -v into="$T/tables" -f "$tables/table.awk" "$1" 2>"$T/said") ||
		result 1 "${1##*/}: is a table" || diag 'it is not:' "$(cat "$T/said")"
	table=0
	while [ $table -lt "${count:-0}" ]; do
		table=$((table + 1))
		W=$T/tables/$table
		export W
		run_setup
	done
}

# chosen TABLE WORD…: does its name hold one of the words? Without words: yes.
chosen() {
	[ $# -gt 1 ] || return 0
	table=${1##*/}
	shift
	for word; do
		case $table in *"$word"*) return 0 ;; esac
	done
	return 1
}

# --- the judge on trial: a tool that does otherwise than iproute2 has to be found out ---------
# shellcheck disable=SC2016 # the scripts are for the tool's own shell

patience=0
cat >"$T/trial.table" <<'END'
setup trial
show
	ip link show dev lo
wrong 1
	ip link set nosuch up
change
	ip link set lo mtu 1400
END

# trial SCRIPT: what is not ok in the table above when SCRIPT, where iproute2 is $IP2, is `ip`.
trial() {
	rm -rf "$T/fake" && mkdir "$T/fake"
	printf '#!/bin/sh\n%s\n' "$1" >"$T/fake/ip"
	chmod 755 "$T/fake/ip"
	(TESTED=$T/fake && run_table "$T/trial.table") | sed -n 's/^not ok [0-9]* - trial: //p'
}

is 'a tool that does the same is found equal' "$(trial '"$IP2" "$@"')" ''
is 'a tool that prints another byte is found out' \
	"$(trial '[ "$2" = set ] && exec "$IP2" "$@"; "$IP2" "$@" | sed s/65536/65537/')" \
	'ip link show dev lo'
is 'a tool that ends with another status is found out' "$(trial '"$IP2" "$@"; exit $(($? + 1))')" \
	"$(printf '%s\n' 'ip link show dev lo' 'ip link set nosuch up' 'ip link set lo mtu 1400')"
is 'a tool that changes something else as well is found out' \
	"$(trial '"$IP2" "$@" && "$IP2" link set lo alias more')" 'ip link set lo mtu 1400'
is 'a tool that changes something when it fails is found out' \
	"$(trial '"$IP2" "$@" || { "$IP2" link set lo alias more; exit 1; }')" \
	'what is wrong changes nothing'
is 'a tool that complains more than once is found out' \
	"$(trial '"$IP2" "$@" || { echo more >&2; exit 1; }')" 'ip link set nosuch up'
is 'a tool that does nothing is found out' "$(trial true)" \
	"$(printf '%s\n' 'ip link show dev lo' 'ip link set nosuch up' 'ip link set lo mtu 1400')"

# ------------------------------------------------------------------------------------------------

# Three tries, with so many seconds to settle.
patience='0 1 2'
for file in "$tables"/*.table; do
	! chosen "$file" "$@" || run_table "$file"
done
echo "# $cases cases, $((cases - skipped - meant - _failures)) equal, $meant deliberately different, $skipped skipped"
done_testing
