#!/bin/sh
# nsbox's ip against iproute2's: the same bytes, the same exit status, the same change in the kernel.
. "${0%/*}/lib.sh"

# The cases are lines of the tables in differential/; a table reads like this:
#
#	# a comment
#	setup NAME			a fresh network namespace with a /run of its own, made with
#		need CMD		iproute2's ip; where CMD does not work in such a namespace
#		CMD			the cases of this set-up are skipped, by name
#	show				each line by both tools in that one namespace: stdout the
#		ip{, -o, -j} link	same to the byte, exit status the same, stderr empty for
#					both or for neither; {a,b} is a case with a, one with b
#	change				each line by each tool in a fresh one of its own: all that
#		ip link set lo up	and then all that iproute2 reads back the same
#
# Lines are shell; `hold CMD` (see world.sh) gives a set-up a process in a namespace without a name.
# What differs between two worlds by nature is evened out before it is compared: a MAC address that
# the kernel drew (tables set their own, which begin with 02:00:00), and the link-local address made
# of it; the last digit of a lifetime (tables let it be a 5); a bridge's running timers.
#
# `sh tests/differential.t link route` runs the tables whose names contain one of these words.

tables=${0%/*}/differential

[ -n "$IP2" ] || { echo "1..0 # SKIP no iproute2 here"; exit 0; }

W=$T/world REFERENCE=$T/iproute2 TESTED=$BIN
export W REFERENCE TESTED
mkdir "$W" "$REFERENCE"
ln -s "$IP2" "$REFERENCE/ip"

# Fresh namespaces, in which world.sh does what it says of these words. The one of processes makes
# `netns 1` a way into this world, not out to the machine's, and ends all with the world's shell.
world() {
	unshare -n -m -p -f --mount-proc sh "$tables/world.sh" "$@" </dev/null
}

# Prints each line that the braces in LINE stand for: a{b,c}d is abd and acd.
expand() {
	case $1 in
	*{*}*)
		set -- "${1%%\{*}" "${1#*\{}"
		set -- "$1" "${2%%\}*}," "${2#*\}}"
		while [ -n "$2" ]; do
			expand "$1${2%%,*}$3"
			set -- "$1" "${2#*,}" "$3"
		done ;;
	*)	printf '%s\n' "$1" ;;
	esac
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

show_cases() {
	world show
	case=0
	while IFS= read -r line <&3; do
		case=$((case + 1))
		ok "$setup: $line" equal "$W/$case.reference" "$W/$case.tested"
	done 3<"$W/show"
	[ -s "$W/json" ] || return
	if need jq; then
		ok "$setup: what -j prints is JSON" jq empty "$W/json"
	else
		skip "$setup: what -j prints is JSON" "no jq here"
	fi
}

# What the line leaves behind with either tool. The kernel settles some things in its own time
# (carrier, operstate), so a difference counts when it is there after a second too.
change_case() {
	for settle in 0 1; do
		world change "$REFERENCE" "$1" $settle >"$W/reference" &
		world change "$TESTED" "$1" $settle >"$W/tested" || return
		wait $! || return
		cmp -s "$W/reference" "$W/tested" && return
	done
	equal "$W/reference" "$W/tested"
}

# Runs what has been read of a set-up.
run_setup() {
	reason=$(lacking)
	if [ -n "$reason" ]; then
		cat "$W/show" "$W/change" >"$W/cases"
		while IFS= read -r line <&3; do
			skip "$setup: $line" "$reason"
		done 3<"$W/cases"
		return
	fi
	world set_up >"$W/said" 2>&1
	result $? "$setup: is set up" || {
		diag 'it says:' "$(cat "$W/said")"
		return
	}
	[ ! -s "$W/show" ] || show_cases
	while IFS= read -r line <&3; do
		ok "$setup: $line" change_case "$line"
	done 3<"$W/change"
}

# Runs what has been read of a set-up, if anything, and begins to read the one of this name.
next_setup() {
	[ -z "$setup" ] || run_setup
	rm -f "$W"/*
	touch "$W/need" "$W/setup" "$W/show" "$W/change"
	setup=$1 part=setup
}

run_table() {
	setup=
	while IFS= read -r text <&4; do
		case $text in
		'' | '#'*) ;;
		'setup '*) next_setup "${text#setup }" ;;
		show | change) part=$text ;;
		'	need '*) printf '%s\n' "${text#?need }" >>"$W/need" ;;
		'	'*) expand "${text#?}" >>"$W/$part" ;;
		*) ok "${1##*/}: \"$text\" is no line of a table" false ;;
		esac
	done 4<"$1"
	next_setup ''
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

for file in "$tables"/*.table; do
	! chosen "$file" "$@" || run_table "$file"
done
done_testing
