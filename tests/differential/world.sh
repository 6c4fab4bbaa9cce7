# One fresh network namespace for differential.t, which calls this, with $W as table.awk made it, as
#
#	unshare … sh world.sh need CMD
#		does CMD, alone
#	unshare … sh world.sh look SECONDS WHICH
#		makes the set-up, and SECONDS later does what is to be shown, and what is wrong, with both tools
#	unshare … sh world.sh one TOOL N KIND SECONDS LINE
#		makes the set-up, SECONDS later does LINE with TOOL, and SECONDS later writes down all
#		that is there; of the kind "made" it is the set-up that TOOL makes
#
# WHICH is the numbers of the cases wanted, "3 7", or "all"; 0 is all that are wrong. A tool is
# "reference" (iproute2's) or "tested"; what it prints for case N goes to $W/N.reference or
# $W/N.tested, what it complains of to the same with .err.
#
# Nothing here forks but for the commands themselves: under User-Mode Linux that takes longest.
# shellcheck shell=sh

path=$PATH

# However the shell finds its commands, and whatever `ip netns exec` looks for: this tool's.
use() {
	case $1 in
	reference) tool=$REFERENCE ;;
	tested) tool=$TESTED ;;
	esac
	PATH=$tool:$path
}

ip() {
	"$tool/ip" "$@"
}

# hold CMD…: runs `unshare -n CMD…` until this world ends; $pid is a process in its namespace.
held=
hold() {
	unshare -n "$@" &
	pid=$!
	held="$held $pid"
	until [ "$(readlink /proc/$pid/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do :; done
}
# shellcheck disable=SC2086 # a list of pids
trap '[ -z "$held" ] || kill $held 2>/dev/null' EXIT

# await CMD: tries it until it works, but not for ever: a set-up may wait for what the kernel does.
await() {
	tries=300
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return
	done
}

cannot() {
	echo "the set-up fails in or after its line $1:"
	sed -n "$1p" "$W/plain"
	exit 1
}

# No waiting for duplicate addresses: a table that wants it turns it on.
no_dad() {
	for dev in all default; do
		[ ! -e /proc/sys/net/ipv6 ] || echo 0 >/proc/sys/net/ipv6/conf/$dev/accept_dad
	done
}

set_up() {
	use reference
	no_dad
	. "$W/setup"
}

# Line by line, and with any tool, which is told nothing that a batch would be.
set_up_with() {
	use "$1"
	no_dad
	while IFS= read -r line <&3; do
		eval "$line" || echo "status $? of: $line"
	done 3<"$W/plain"
}

# Puts what LINE prints with TOOL into FILE, and a last line with its status and whether it
# complained: the words of a complaint are each tool's own, and stay in FILE.err.
run() {
	use "$1"
	eval "$3" >"$2" 2>"$2.err"
	status=$?
	if [ -s "$2.err" ]; then
		echo "[status $status, stderr]" >>"$2"
	else
		echo "[status $status]" >>"$2"
	fi
}

# All that iproute2 knows of a namespace; its options before the object are the arguments.
state() {
	"$REFERENCE/ip" "$@" -d -j -force -b - <<-END
		link show
		address show
		route show table all
		rule show
		neighbour show
		neighbour show proxy
		nexthop show
		netns list
		netns list-id
	END
}

# Likewise of all namespaces that this world has.
states() {
	state
	number=0
	for pid in $held; do
		"$REFERENCE/ip" netns attach "held-$number" "$pid"
		number=$((number + 1))
	done
	for name in /run/netns/*; do
		[ ! -e "$name" ] || state -n "${name##*/}"
	done
	for name in /run/netns/held-*; do
		[ ! -e "$name" ] || "$REFERENCE/ip" netns delete "${name##*/}"
	done
}

# look WHICH
look() {
	case=0 wrong=
	while read -r kind line <&3; do
		case=$((case + 1))
		case "$kind $1 " in
		*" $case "* | *' all ' | 'wrong'*' 0 '*) ;;
		*) continue ;;
		esac
		case $kind$wrong in
		wrong*[0-9]) wrong=. && states >"$W/before" 2>&1 ;;
		esac
		case $kind in
		show | wrong*)
			run reference "$W/$case.reference" "$line"
			run tested "$W/$case.tested" "$line"
			;;
		esac
	done 3<"$W/cases"
	[ -z "$wrong" ] || states >"$W/after" 2>&1
}

settle() {
	[ "$1" = 0 ] || sleep "$1"
}

# one TOOL N KIND SECONDS LINE
one() {
	if [ "$3" = made ]; then
		set_up_with "$1" >"$W/$2.$1" 2>&1
	else
		set_up
		settle "$4"
		run "$1" "$W/$2.$1" "$5"
	fi
	settle "$4"
	states >>"$W/$2.$1" 2>&1
}

word=$1
shift
case $word in
need) use reference && eval "$1" ;;
look) set_up && settle "$1" && look "$2" ;;
one) one "$@" ;;
esac
