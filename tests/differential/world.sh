# One fresh network namespace for differential.t, which calls this as
#
#	unshare … sh world.sh need CMD		does CMD, alone
#	unshare … sh world.sh set_up		does the commands in $W/setup
#	unshare … sh world.sh show			does them, then each line of $W/show by both tools;
#							what they print: $W/1.reference, $W/1.tested, …
#	unshare … sh world.sh change TOOL LINE S	does them, then LINE by that tool; prints what
#							that prints, and all that is there S seconds later
#
# A tool is a directory with an `ip` in it: $REFERENCE has iproute2's, $TESTED nsbox's.
# shellcheck shell=sh

mount -t tmpfs -o mode=755 run /run || exit

# However the shell finds its commands, and whatever `ip netns exec` looks for: this tool's.
use() {
	tool=$1 PATH=$1:$PATH
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
# await CMD: tries it until it works, but not for ever: a set-up may wait for what the kernel does.
await() {
	tries=300
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return
	done
}

# No waiting for duplicate addresses: a table that wants it turns it on.
set_up() {
	use "$REFERENCE"
	for dev in all default; do
		[ ! -e /proc/sys/net/ipv6 ] || echo 0 >/proc/sys/net/ipv6/conf/$dev/accept_dad
	done
	while IFS= read -r line <&3; do
		eval "$line" && continue
		echo "status $? of: $line"
		exit 1
	done 3<"$W/setup"
}

# Prints what LINE prints with TOOL, and a last line with its status and whether it complained:
# the words of a complaint are each tool's own.
run() {
	use "$1"
	eval "$2" 2>"$W/stderr.${1##*/}"
	status=$?
	[ -s "$W/stderr.${1##*/}" ] && echo "[status $status, stderr]" || echo "[status $status]"
}

# Puts what LINE prints with either tool into $reference and $tested. Are they the same?
same() {
	reference=$(run "$REFERENCE" "$1")
	tested=$(run "$TESTED" "$1")
	[ "$reference" = "$tested" ]
}

# A bridge's timers never stand still: whether one runs is compared, its digits are not.
stilled='s/(_timer"?[: ] *)([1-9][0-9.]*|0\.[0-9]*[1-9][0-9]*)/\1running/g'

# The kernel's clock may tick between the two tools, or a packet be counted: what differs by no
# more than that is the same when tried again.
show() {
	case=0
	while IFS= read -r line <&3; do
		case=$((case + 1)) differ=
		same "$line" || same "$line" || same "$line" || differ=1
		case $line in
		*' -j'*) printf '%s\n' "${tested%\[status *}" >>"$W/json" ;;
		esac
		[ -z "$differ" ] || {
			reference=$(printf '%s\n' "$reference" | sed -E "$stilled")
			tested=$(printf '%s\n' "$tested" | sed -E "$stilled")
		}
		printf '%s\n' "$reference" >"$W/$case.reference"
		printf '%s\n' "$tested" >"$W/$case.tested"
	done 3<"$W/show"
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
	"$REFERENCE/ip" "$@" -6 -d -j rule show
}

# What two worlds with the same in them do not share: a MAC address that the kernel drew itself (bit
# 1 of its first byte is set, bit 0 is not), the link-local address made of it, a second of a
# lifetime, a timer.
evened() {
	sed -E "$stilled"'
		s/02:0?0:0?0:/KEPT-/g
		s/[0-9a-f]?[26ae](:[0-9a-f]{1,2}){5}/(drawn)/g
		s/KEPT-/02:00:00:/g
		s/fe80::ff:fe00:/KEPT-/g
		s/fe80::[0-9a-f:]*ff:fe[0-9a-f:]*/(drawn)/g
		s/KEPT-/fe80::ff:fe00:/g
		s/((life_time|expires)":[0-9]+)[0-9]/\1/g'
}

change() {
	run "$1" "$2"
	sleep "$3"
	{
		state
		for pid in $held; do
			"$REFERENCE/ip" netns attach "held${number:=0}" "$pid"
			number=$((number + 1))
		done
		for name in /run/netns/*; do
			[ ! -e "$name" ] || state -n "${name##*/}"
		done
	} 2>&1 | evened
}

case $1 in
need) use "$REFERENCE" && eval "$2" ;;
set_up) set_up ;;
show) set_up && show ;;
change) set_up && change "$2" "$3" "$4" ;;
esac
