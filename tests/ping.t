#!/bin/sh
# ping: its lines, counts and statuses beside iputils' ping, with real packets through a router.
# shellcheck disable=SC2016 # texts for an inner shell and for awk
. "${0%/*}/lib.sh"

# home (here) v0 ---- v1 router w0 ---- w1 far
ip netns add router
ip netns add far
ip link add v0 type veth peer name v1 netns router
ip -n router link add w0 type veth peer name w1 netns far
ip address add 10.0.0.1/24 dev v0
ip address add fd00::1/64 dev v0 nodad
ip -n router address add 10.0.0.2/24 dev v1
ip -n router address add fd00::2/64 dev v1 nodad
ip -n router address add 10.0.1.2/24 dev w0
ip -n router address add fd01::2/64 dev w0 nodad
ip -n far address add 10.0.1.3/24 dev w1
ip -n far address add fd01::3/64 dev w1 nodad
ip link set lo up
ip link set v0 up
for dev in lo v1 w0; do
	ip -n router link set $dev up
done
for dev in lo w1; do
	ip -n far link set $dev up
done
ip netns exec router dd of=/proc/sys/net/ipv4/ip_forward 2>/dev/null <<-END
	1
END
ip netns exec router dd of=/proc/sys/net/ipv6/conf/all/forwarding 2>/dev/null <<-END
	1
END
ip route add default via 10.0.0.2
ip -6 route add default via fd00::2
ip -n far route add default via 10.0.1.2
ip -n far -6 route add default via fd01::2
# Routers may complain as often as they like.
for file in ipv4/icmp_ratemask ipv6/icmp/ratelimit; do
	ip netns exec router dd of=/proc/sys/net/$file 2>/dev/null <<-END
		0
	END
done
# 10.0.7.7 is silence.
ip -n router route add blackhole 10.0.7.0/24
# Nobody answers for an address: known after three tries of 50 ms.
for family in ipv4 ipv6; do
	echo 50 >/proc/sys/net/$family/neigh/v0/retrans_time_ms
done

# link_local NS DEV: its address, once it may be used.
link_local() {
	ip -n "$1" -6 address show dev "$2" scope link | sed -n '/tentative/d; s/.*inet6 \(.*\)\/64.*/\1/p'
}
linked() {
	LL=$(link_local router v1)
	[ -n "$LL" ] && [ -n "$(ip -6 address show dev v0 scope link -tentative)" ]
}
until_ok linked

JUDGE=
for dir in /usr/bin /bin; do
	case $("$dir/ping" -V 2>/dev/null) in
	*iputils*) JUDGE=$dir/ping ;;
	esac
done

# What differs from call to call: times.
untimed() {
	sed -e 's/time=[0-9.]* ms/time=T/' -e 's/, time [0-9]*ms/, time T/' \
		-e 's/mdev = [0-9.]*\/[0-9.]*\/[0-9.]*\/[0-9.]* ms/mdev = T/' "$@"
}

# text CMD…: all that it prints, times aside, and its status.
text() {
	"$@" >"$T/text" 2>"$T/text2"
	_rc=$?
	untimed "$T/text"
	[ $_rc = 0 ] || sed "s|^$JUDGE:|ping:|" "$T/text2"
	echo "status $_rc"
}

# --- lines --------------------------------------------------------------------------------------

is 'IPv4' "$(text ping -c 2 -i 0.01 10.0.0.2)" 'PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.
64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=T
64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=T

--- 10.0.0.2 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time T
rtt min/avg/max/mdev = T
status 0'
is 'IPv6, through a router' "$(text ping -c 1 fd01::3)" 'PING fd01::3(fd01::3) 56 data bytes
64 bytes from fd01::3: icmp_seq=1 ttl=63 time=T

--- fd01::3 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time T
rtt min/avg/max/mdev = T
status 0'
is 'no answer' "$(text ping -c 3 -i 0.01 -W 0.1 -q 10.0.7.7)" 'PING 10.0.7.7 (10.0.7.7) 56(84) bytes of data.

--- 10.0.7.7 ping statistics ---
3 packets transmitted, 0 received, 100% packet loss, time T

status 1'
is 'nobody there' "$(text ping -c 1 -W 5 10.0.0.9)" 'PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.
From 10.0.0.1 icmp_seq=1 Destination Host Unreachable

--- 10.0.0.9 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time T

status 1'
is 'nobody there, IPv6' "$(text ping -c 1 -W 5 fd00::9)" 'PING fd00::9(fd00::9) 56 data bytes
From fd00::1 icmp_seq=1 Destination unreachable: Address unreachable

--- fd00::9 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time T

status 1'
is 'too many routers' "$(text ping -c 1 -t 1 10.0.1.3 | sed -n 2p)" \
	'From 10.0.0.2 icmp_seq=1 Time to live exceeded'
is 'too many routers, IPv6' "$(text ping -c 1 -t 1 fd01::3 | sed -n 2p)" \
	'From fd00::2 icmp_seq=1 Time exceeded: Hop limit'
is 'no network' "$(text ping -c 1 -n far 192.0.2.1 | sed -n 2p)" \
	'From 10.0.1.2 icmp_seq=1 Destination Net Unreachable'
ip route delete default
is 'no route' "$(text ping -c 1 192.0.2.1)" 'ping: connect: Network is unreachable
status 2'
ip route add default via 10.0.0.2

is 'to a link-local address' "$(text ping -c 1 "$LL%v0" | head -n 2)" "PING $LL%v0($LL%v0) 56 data bytes
64 bytes from $LL%v0: icmp_seq=1 ttl=64 time=T"
is 'its device by -I' "$(text ping -c 1 -I v0 "$LL" | sed -n 2p)" \
	"64 bytes from $LL%v0: icmp_seq=1 ttl=64 time=T"
is 'all nodes: the second answers are no surprise' \
	"$(text ping -c 2 -i 0.3 ff02::1%v0 | sed -n 's/64 bytes from \([^%]*\).*: /\1 /p' | grep -c DUP)" 0

# Two hosts of one address, and each frame goes to both.
ip link add br0 type bridge
ip link set br0 up
ip address add 10.0.2.1/24 dev br0
for ns in one two; do
	ip netns add $ns
	ip link add $ns type veth peer name eth0 netns $ns
	ip link set $ns master br0 up
	ip -n $ns address add 10.0.2.7/24 dev eth0
	ip -n $ns link set eth0 up
done
if "${IP2:-$BIN/ip}" neighbour add 10.0.2.7 lladdr ff:ff:ff:ff:ff:ff dev br0 nud permanent; then
	got=$(text ping -c 2 -i 0.5 10.0.2.7)
	is 'two answers to one request' "$(echo "$got" | sed -n '2,4p; /transmitted/p')" \
		'64 bytes from 10.0.2.7: icmp_seq=1 ttl=64 time=T
64 bytes from 10.0.2.7: icmp_seq=1 ttl=64 time=T (DUP!)
64 bytes from 10.0.2.7: icmp_seq=2 ttl=64 time=T
2 packets transmitted, 2 received, +1 duplicates, 0% packet loss, time T'
else
	skip 'two answers to one request' 'no way to write down a neighbour'
fi

# --- beside iputils -----------------------------------------------------------------------------

# same WORDS…: what both print, and their statuses, are the same.
same() {
	if [ -z "$JUDGE" ]; then
		skip "as iputils: $*" 'no iputils here'
		return
	fi
	is "as iputils: $*" "$(text ping "$@")" "$(text "$JUDGE" "$@")"
}

same -c 2 -i 0.01 10.0.0.2
same -c 2 -i 0.01 -q fd00::2
same -n -c1 10.0.0.2
same -nc1 10.0.0.2
same 10.0.0.2 -c 1
same -4c1 10.0.0.2
same -c 1 -- 10.0.0.2
same -c1 -I v0 10.0.0.2
same -c1 -I 10.0.0.1 10.0.0.2
same -c1 -I v0 -I 10.0.0.1 10.0.0.2
same -c1 -I v0 fd00::2
same -c1 -I fd00::1 fd00::2
same -c1 -I nodev 10.0.0.2
same -c1 -I 192.0.2.9 10.0.0.2
same -c1 -s 0 10.0.0.2
same -c1 -s 15 10.0.0.2
same -c1 -s 16 10.0.0.2
same -c1 -s 16 fd00::2
same -c1 -s 3000 fd01::3
same -c1 -s 65507 10.0.0.2
same -c1 0.0.0.0
same -c2 -i 0.01 -t 1 10.0.1.3
same -c2 -i 0.3 -t 1 fd01::3
same -c3 -i 0.02 -W 0.1 10.0.7.7
same -c1 -w 1 10.0.7.7
same -c1 -w 5 10.0.0.9
same -c 50 -w 1 -i 0.4 10.0.0.2
same "$LL%v0" -c1
for kind in unreachable prohibit; do
	ip -n router route add $kind 10.0.9.0/24
	ip -n router -6 route add $kind fd09::/64
	same -c1 10.0.9.9
	same -c1 fd09::9
	ip -n router route delete $kind 10.0.9.0/24
	ip -n router -6 route delete $kind fd09::/64
done
if [ -n "$JUDGE" ]; then
	# Four requests wait for the same neighbour, and all come back at once.
	want=$("$JUDGE" -c 4 -i 0.02 10.0.0.10 | untimed | sed 's/pipe [0-9]*/pipe N/')
	is 'as iputils: several requests under way' \
		"$(ping -c 4 -i 0.02 10.0.0.11 | untimed | sed 's/pipe [0-9]*/pipe N/; s/\.11/.10/g')" \
		"$want"
	# The router sends the packets back to where they came from, and says so.
	ip -n router route add 10.0.8.0/24 via 10.0.0.1
	want=$("$JUDGE" -c 1 -W 0.3 10.0.8.8)
	like 'iputils hears of a better way' "$want" '*Redirect Host(New nexthop: 10.0.0.1)*'
	sleep 1
	is 'and so does ping' "$(ping -c 1 -W 0.3 10.0.8.9 | sed -n 2p)" \
		"$(echo "$want" | sed -n 2p)"
	# Routers on the way that take smaller packets only.
	ip -n router link set w0 mtu 1300
	want=$("$JUDGE" -c 1 -s 1400 10.0.1.3)
	like 'iputils hears of an MTU' "$want" '*Frag needed and DF set (mtu = 1300)*'
	ip route flush cache
	ip route delete default
	ip route add default via 10.0.0.2
	is 'and so does ping' "$(ping -c 1 -s 1400 10.0.1.3 | untimed)" "$(echo "$want" | untimed)"
	ip -n router link set w0 mtu 1500
fi

# --- numbers ------------------------------------------------------------------------------------

# The summary's times are those of the lines: minimum, mean, maximum, deviation, of which the lines
# have three digits.
ping -c 5 -i 0.2 -s 30000 10.0.0.2 >"$T/five"
ok 'minimum, mean, maximum, deviation' awk '
	function far(a, b) { return a - b > 0.01 * b + 0.002 || b - a > 0.01 * b + 0.002 }
	function root(x,  r, i) {
		r = 1
		for (i = 0; i < 60; i++)
			r = (r + x / r) / 2
		return r
	}
	/time=/ {
		split($7, t, "=")
		if (!n++ || t[2] < min) min = t[2]
		if (t[2] > max) max = t[2]
		sum += t[2]; squares += t[2] * t[2]
	}
	/^rtt/ {
		split($4, s, "/")
		mdev = root(squares / n - sum * sum / n / n)
		bad = n != 5 || far(s[1], min) || far(s[2], sum / n) || far(s[3], max)
		if (s[4] - mdev > 0.03 * max || mdev - s[4] > 0.03 * max) bad = 1
		print; print n, min, sum / n, max, mdev
		exit bad
	}' "$T/five"

# A link that goes down after the first answer: two of three are lost.
bg ping -c 3 10.0.0.2 >"$T/loss"
pid=$BG_PID
ok 'the first answer is there before the others' until_ok grep -q icmp_seq=1 "$T/loss"
ip -n router link set v1 down
wait "$pid"
is 'some loss is no failure' $? 0
like 'loss is counted' "$(untimed "$T/loss" | grep transmitted)" \
	'3 packets transmitted, 1 received,* 66.6667% packet loss, time T'
ip -n router link set v1 up
ip -n router address add fd00::2/64 dev v1 nodad 2>/dev/null
ip -n router route add default via 10.0.0.1
until_ok ping -c 1 -W 1 10.0.0.2

# An interval is never shorter than it was asked for.
ms=$(ping -c 3 -i 0.2 -q 10.0.0.2 | sed -n 's/.*time \([0-9]*\)ms/\1/p')
ok 'a fraction of a second between requests' [ "$ms" -ge 400 ]
status 'a deadline ends it' 1 timeout 20 "$BIN/ping" -w 0.5 10.0.7.7
status 'so little is waited for an answer that it is over soon' 1 \
	timeout 20 "$BIN/ping" -c 1 -W 0.01 10.0.7.7
status 'with a deadline fewer answers than asked for fail' 1 ping -w 0.5 -c 50 -i 0.2 10.0.0.2
status 'and as many do not' 0 ping -w 20 -c 2 -i 0.01 10.0.0.2

# --- interrupted --------------------------------------------------------------------------------

bg ping -i 0.05 10.0.0.2 >"$T/int"
pid=$BG_PID
ok 'it goes on' until_ok grep -q icmp_seq=3 "$T/int"
kill -INT "$pid"
wait "$pid"
is 'SIGINT ends it well' $? 0
like 'with the summary' "$(cat "$T/int")" '*--- 10.0.0.2 ping statistics ---
*transmitted, *rtt min/avg/max/mdev = *'
bg ping 10.0.7.7 >"$T/int"
pid=$BG_PID
until_ok grep -q PING "$T/int"
kill -INT "$pid"
wait "$pid"
is 'without an answer it ends as if nobody had one' $? 1
is 'a reader that is gone ends it' "$(ping -i 0.01 10.0.0.2 | head -n 1)" \
	'PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.'
wrong 2 'nowhere to write to' sh -c '$BIN/ping -c 1 10.0.0.2 >/dev/full'

# --- one beside another -------------------------------------------------------------------------

for n in 1 2 3; do
	bg ping -c 5 -i 0.02 10.0.0.2 >"$T/beside$n"
	eval "pid$n=$BG_PID"
done
# shellcheck disable=SC2154 # they are set
wait "$pid1" "$pid2" "$pid3"
for n in 1 2 3; do
	is "three at once: what number $n counts is its own" "$(grep -c 'bytes from' "$T/beside$n") \
$(untimed "$T/beside$n" | grep transmitted)" \
		'5 5 packets transmitted, 5 received, 0% packet loss, time T'
done

# --- namespaces ---------------------------------------------------------------------------------

bg nsexec far sleep 60
pid=$BG_PID
until_ok ip -n "$pid" link show w1
for ns in '-n far' '--netns far' '-n /run/netns/far' "--netns $pid"; do
	# shellcheck disable=SC2086 # two words
	is "from within: $ns" "$(text ping -c 1 $ns 10.0.1.2 | sed -n 2p)" \
		'64 bytes from 10.0.1.2: icmp_seq=1 ttl=64 time=T'
done
is 'its devices are meant' "$(text ping -n far -c 1 -I w1 10.0.0.1 | head -n 1)" \
	'PING 10.0.0.1 (10.0.0.1) from 10.0.1.3 w1: 56(84) bytes of data.'
is 'behind -n an address is no namespace' "$(text ping -c1 -n 10.0.0.2 | sed -n 2p)" \
	'64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=T'
wrong 2 'a namespace that is not there' ping -n nowhere -c 1 10.0.0.2

# --- who is not root ----------------------------------------------------------------------------

wrong 2 'neither privilege nor permission' unprivileged ping -c 1 10.0.0.2
like 'it says what is missing' "$ERR" '*CAP_NET_RAW*ping_group_range*'
echo '0 65534' >/proc/sys/net/ipv4/ping_group_range
for to in 10.0.0.2 fd00::2 "$LL%v0"; do
	is "permission is enough: ${to%%:*}" \
		"$(text unprivileged ping -c 1 "$to" | sed -n 2p)" \
		"64 bytes from $to: icmp_seq=1 ttl=64 time=T"
done
is 'errors come back all the same' "$(text unprivileged ping -c 1 -t 1 10.0.1.3 | sed -n 2p)" \
	'From 10.0.0.2 icmp_seq=1 Time to live exceeded'
is 'and over IPv6' "$(text unprivileged ping -c 1 -t 1 fd01::3 | sed -n 2p)" \
	'From fd00::2 icmp_seq=1 Time exceeded: Hop limit'
wrong 2 'no flood' unprivileged ping -i 0 -c 1 10.0.0.2

# --- wrong calls --------------------------------------------------------------------------------

while IFS='|' read -r name words pattern; do
	# shellcheck disable=SC2086 # words
	wrong 2 "$name" ping $words
	like "$name: said why" "$ERR" "ping: $pattern"
done <<END
no destination||one destination is needed*
two of them|10.0.0.1 10.0.0.2|one destination is needed*
a name|example.org|example.org: not an address*
no address|10.0.0.256|10.0.0.256: not an address*
three numbers|10.0.1|10.0.1: not an address*
a prefix|10.0.0.0/24|10.0.0.0/24: not an address*
any|any|any: not an address*
an address far too long|1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111|*: not an address*
the other family|-4 ::1|*other family*
the other family, IPv6|-6 10.0.0.1|*other family*
a source of the other family|-I fd00::1 10.0.0.2|*other family*
a source elsewhere|-I 192.0.2.9 10.0.0.2|bind: Cannot assign requested address
a broadcast address|-c 1 10.0.0.255|connect: Permission denied
no such device|-I nodev 10.0.0.2|*nodev*No such device
no such device behind %|fe80::1%nodev|nodev: No such device
no device behind %|fe80::1%|*No such device
a device for IPv4|10.0.0.2%v0|*not an address*
link-local without a device|fe80::1|*on which device*
an unknown letter|-Z 10.0.0.2|invalid option -- 'Z'
an unknown word|--zero 10.0.0.2|invalid option -- '-'
a value missing|-c|option requires an argument -- 'c'
a count of none|-c 0 10.0.0.2|-c: "0"*
a count below none|-c -1 10.0.0.2|-c: "-1"*
a count too large|-c 4294967296 10.0.0.2|-c: "4294967296"*
a count far too large|-c 99999999999999999999999 10.0.0.2|-c: "99*
a word for a count|-c x 10.0.0.2|-c: "x"*
a number with a tail|-c 1x 10.0.0.2|-c: "1x"*
hexadecimal|-c 0x1 10.0.0.2|-c: "0x1"*
no interval|-i x 10.0.0.2|-i: "x"*
an interval below none|-i -1 10.0.0.2|-i: "-1"*
two points|-i 1.2.3 10.0.0.2|-i: "1.2.3"*
a point alone|-W . 10.0.0.2|-W: "."*
an interval too long|-W 99999999999999999999 10.0.0.2|-W: "9*
a deadline of words|-w soon 10.0.0.2|-w: "soon"*
too much data|-s 65508 10.0.0.2|-s: "65508"*
less than none|-s -1 10.0.0.2|-s: "-1"*
no hop|-t 0 10.0.0.2|-t: "0"*
too many hops|-t 256 10.0.0.2|-t: "256"*
END
is 'help' "$(ping --help; ping -h)" "$(ping --help; ping --help)"
like 'help names the options' "$(ping --help)" 'Usage: ping *-c COUNT*ADDR*'

done_testing
