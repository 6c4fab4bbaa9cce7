#!/bin/sh
# fwd: forwarding on and off, and translated connections through a router, seen by who receives them.
. "${0%/*}/lib.sh"

# --- client (outside) - router - server (inside), a namespace each ---------------------------------------

v6=1
[ -e /proc/sys/net/ipv6 ] || v6=

for ns in client router server; do
	ip netns add $ns
	# shellcheck disable=SC2016 # expanded there
	nsexec $ns sh -c 'echo 0 2>/dev/null >/proc/sys/net/ipv6/conf/default/accept_dad; $BIN/ip link set lo up'
done
ip -n router link add wan type veth peer name eth0 netns client
ip -n router link add lan type veth peer name eth0 netns server

# address NS DEV PREFIX…: the device up, with these addresses.
address() {
	ns=$1 dev=$2
	shift 2
	ip -n "$ns" link set "$dev" up
	for prefix; do
		case $prefix in
		*:*) [ -z "$v6" ] || ip -n "$ns" addr add "$prefix" dev "$dev" nodad ;;
		*) ip -n "$ns" addr add "$prefix" dev "$dev" ;;
		esac
	done
}
address client eth0 192.0.2.2/24 192.0.2.3/24 2001:db8::2/64
address router wan 192.0.2.1/24 2001:db8::1/64
address router lan 10.0.0.1/24 fd00::1/64
address server eth0 10.0.0.2/24 10.0.0.200/24 fd00::2/64
ip -n server route add default via 10.0.0.1
ip -n client route add 10.0.0.0/24 via 192.0.2.1
[ -z "$v6" ] || ip -n server route add default via fd00::1
[ -z "$v6" ] || ip -n client route add fd00::/64 via 2001:db8::1

# knob NS FAMILY DEV KNOB: what a file below /proc/sys/net says there.
knob() {
	nsexec "$1" cat "/proc/sys/net/ip$2/conf/$3/$4"
}

# set_knob NS FAMILY DEV KNOB VALUE
set_knob() {
	nsexec "$1" sh -c "echo $5 >/proc/sys/net/ip$2/conf/$3/$4"
}

# knobs NS: all that forwarding is about.
knobs() {
	nsexec "$1" sh -c 'cd /proc/sys/net && grep . ipv4/ip_forward ipv?/conf/*/forwarding \
		ipv6/conf/*/force_forwarding ipv6/conf/*/accept_ra' 2>/dev/null
}

# forwards FAMILY FROM TO: does an echo request come back?
forwards() {
	nsexec "$2" ping "-$1" -c 1 -W 5 "$3"
}

# --- forwarding ---------------------------------------------------------------------------------------------

# forward DEV: what fwd shows about it, but for accept_ra.
forward() {
	fwd -n router "${2:--4}" | sed -n "s/ accept_ra [0-9]*\$//; s/^forward dev $1 //p"
}

for dev in all default lan lo wan; do
	is "at first: $dev" "$(forward $dev)" 'inet off'
	[ -z "$v6" ] || is "at first: IPv6, $dev" "$(forward $dev -6)" 'inet6 off router off'
done
knobs router >"$T/first"

ok 'on' fwd -n router on
for dev in all default lan lo wan; do
	is "on: $dev" "$(forward $dev)" 'inet on'
	is "on: the knob of $dev" "$(knob router v4 $dev forwarding)" 1
	if [ -n "$v6" ]; then
		is "on: IPv6, $dev" "$(forward $dev -6)" 'inet6 on router on'
		is "on: the knob of IPv6, $dev" "$(knob router v6 $dev forwarding)" 1
	fi
done
is 'on: ip_forward' "$(nsexec router cat /proc/sys/net/ipv4/ip_forward)" 1
ok 'on: IPv4 is forwarded' forwards 4 client 10.0.0.2
[ -z "$v6" ] || ok 'on: IPv6 is forwarded' forwards 6 client fd00::2
knobs router >"$T/on"
ok 'on again' fwd -n router on
is 'on again: nothing changes' "$(knobs router)" "$(cat "$T/on")"
ok 'off' fwd -n router off
is 'off: all is as it was' "$(knobs router)" "$(cat "$T/first")"
status 'off: IPv4 is not forwarded' 1 nsexec client ping -c 1 -W 1 10.0.0.2

ok 'on 4' fwd -n router on 4
is 'on 4: IPv4' "$(forward all)" 'inet on'
[ -z "$v6" ] || is 'on 4: not IPv6' "$(forward all -6)" 'inet6 off router off'
ok 'off again' fwd -n router off
if [ -n "$v6" ]; then
	ok 'on 6' fwd -n router on 6
	is 'on 6: IPv6' "$(forward all -6)" 'inet6 on router on'
	is 'on 6: not IPv4' "$(forward all)" 'inet off'
	ok '-6 off' fwd -n router -6 off
	is '-6 off: all is as it was' "$(knobs router)" "$(cat "$T/first")"
fi

ok 'on 4 dev' fwd -n router on 4 dev wan
is 'on 4 dev: this one' "$(forward wan)" 'inet on'
is 'on 4 dev: not the other' "$(forward lan)" 'inet off'
is 'on 4 dev: not all' "$(forward all)" 'inet off'
ok 'on 4 after that' fwd -n router on 4
ok 'off 4 dev' fwd -n router off 4 dev wan
is 'off 4 dev: this one' "$(forward wan)" 'inet off'
is 'off 4 dev: not the other' "$(forward lan)" 'inet on'
ok 'on 4 when all but one are' fwd -n router on 4
is 'on 4 when all but one are: all are' "$(forward wan)" 'inet on'
ok 'off in the end' fwd -n router off
is 'off in the end: all is as it was' "$(knobs router)" "$(cat "$T/first")"

if [ -z "$v6" ]; then
	wrong 2 'on 6 without IPv6' fwd -n router on 6
	ok 'off 6 without IPv6' fwd -n router off 6
elif [ -e /proc/sys/net/ipv6/conf/lo/force_forwarding ]; then
	ok 'on 6 dev' fwd -n router on 6 dev wan
	is 'on 6 dev: this one' "$(forward wan -6)" 'inet6 on router on'
	is 'on 6 dev: not the other' "$(forward lan -6)" 'inet6 off router off'
	ok 'on 6 dev: what comes from there is forwarded' fwd -n router on 6 dev lan
	ok 'on 6 dev, both: IPv6 is forwarded' forwards 6 client fd00::2
	is 'on 6 dev, both: but not on all' "$(forward all -6)" 'inet6 off router off'
	ok 'off 6 dev' fwd -n router off 6 dev lan
	is 'off 6 dev: this one' "$(forward lan -6)" 'inet6 off router off'
	is 'off 6 dev: not the other' "$(forward wan -6)" 'inet6 on router on'
	ok 'off after that' fwd -n router off
	is 'off after that: all is as it was' "$(knobs router)" "$(cat "$T/first")"
else
	wrong 2 'on 6 dev: the kernel cannot' fwd -n router on 6 dev wan
	like 'on 6 dev: it says what it can' "$ERR" '*all devices or on none'
	wrong 2 'on dev: the kernel cannot' fwd -n router on dev wan
	is 'on dev: nothing has changed' "$(knobs router)" "$(cat "$T/first")"
fi
if [ -n "$v6" ]; then
	ok 'on 6 for all' fwd -n router on 6
	knobs router >"$T/on"
	wrong 2 'off dev while all forward IPv6' fwd -n router off dev wan
	is 'off dev while all forward IPv6: nothing has changed' "$(knobs router)" "$(cat "$T/on")"
	ok 'off for all' fwd -n router off
fi

# Names that mean something else below /proc/sys.
for dev in all default; do
	wrong 1 "on dev $dev" fwd -n router on dev $dev
done
is 'on dev all: nothing has changed' "$(forward lan)" 'inet off'

like 'JSON' "$(fwd -n router -j)" \
	'[[]{"type":"forward","dev":"all","inet":false*},{"type":"forward","dev":"wan","inet":false*}]'

# --- a route learned from router advertisements ---------------------------------------------------------------

if [ -n "$v6" ]; then
	ip netns add host
	ip -n host link add wan type veth peer name isp netns client
	ip -n host link add lan type veth peer name other
	for dev in wan lan other; do
		ip -n host link set $dev up
	done
	ip -n client link set isp up
	# The kernel's own mark is its protocol.
	ip -n host route add default via fe80::1 dev wan proto ra
	ok 'a learned route: on 6' fwd -n host on 6
	is 'a learned route: its device listens on' "$(knob host v6 wan accept_ra)" 2
	is 'a learned route: another one does not' "$(knob host v6 lan accept_ra)" 1
	ok 'a learned route: off 6' fwd -n host off 6
	is 'a learned route: as it was' "$(knob host v6 wan accept_ra)" 1
	set_knob host v6 wan accept_ra 0
	ok 'a device that does not listen: on 6' fwd -n host on 6
	is 'a device that does not listen: nor now' "$(knob host v6 wan accept_ra)" 0
	ok 'a device that does not listen: off 6' fwd -n host off 6
	set_knob host v6 default accept_ra 2
	set_knob host v6 wan accept_ra 2
	ok 'a wish to listen always: on 6' fwd -n host on 6
	ok 'a wish to listen always: off 6' fwd -n host off 6
	is 'a wish to listen always: it stays' "$(knob host v6 wan accept_ra)" 2
	set_knob host v6 default accept_ra 1
	set_knob host v6 wan accept_ra 1
	ip -n host -6 route delete default dev wan
fi

# advertise: what a router on the client's side says to all hosts (RFC 4861, 4.2).
cat >"$T/advertise" <<'END'
use Socket qw(:all);
my $dev = `cat /sys/class/net/isp/ifindex`;
socket(my $s, AF_INET6, SOCK_RAW, 58) or die "socket: $!";
setsockopt($s, 41, 18, pack("i", 255)) or die "IPV6_MULTICAST_HOPS: $!";
send($s, pack("CCnCCnNN", 134, 0, 0, 64, 0, 1800, 0, 0), 0,
	pack_sockaddr_in6(0, inet_pton(AF_INET6, "ff02::1"), $dev)) or die "send: $!";
END
learned() {
	ip netns exec client perl "$T/advertise" && ip -n host -6 route show default | grep -q 'proto ra'
}
learning='a default route really learned'
if [ -n "$v6" ] && need perl; then
	ok "$learning" until_ok learned
	ok "$learning: on 6" fwd -n host on 6
	like "$learning: is kept" "$(ip -n host -6 route show default)" '*dev wan proto ra*'
	ok "$learning: off 6" fwd -n host off 6
	like "$learning: is kept again" "$(ip -n host -6 route show default)" '*dev wan proto ra*'
	ip -n host -6 route delete default dev wan
	ok "$learning: once more" until_ok learned
	set_knob host v6 all forwarding 1
	is "$learning: is lost without that" "$(ip -n host -6 route show default)" ''
else
	skip "$learning" 'no IPv6, or no perl to advertise one'
fi

# --- can this kernel translate? ------------------------------------------------------------------------------

translation() {
	fwd -n server masq dev eth0 2>"$T/cannot" &&
		fwd -n server port tcp 80 to 10.0.0.9 2>"$T/cannot" &&
		{ [ -z "$v6" ] || fwd -n server port tcp 80 to fd00::9; } 2>"$T/cannot"
}
if ! translation; then
	like 'a kernel that cannot: says which option is missing' "$(cat "$T/cannot")" \
		'fwd: *: this kernel is built without CONFIG_N*'
	is 'a kernel that cannot: a line' "$(grep -c . "$T/cannot")" 1
	fwd -n server flush
	is 'a kernel that cannot: no rule is left' "$(fwd -n server | grep -v ^forward)" ''
	skip 'translation' "$(cat "$T/cannot")"
	done_testing
fi
# A kernel without IPv6 has no tables of the family inet, and a rule for both families is one for IPv4.
family=inet both=
case $(fwd -n server | grep ^masq) in
*' family inet '*) family=ip both=' family inet' ;;
esac
fwd -n server flush
is 'flush' "$(fwd -n server | grep -v ^forward)" ''

if need strace; then
	# without N CMD…: a kernel without netfilter, where the N-th socket is one of that. A libc may ask
	# for it a second time.
	without() {
		nth=$1
		shift
		strace -qq -o /dev/null -e trace=socket \
			-e inject=socket:error=EPROTONOSUPPORT:when="$nth+" "$@"
	}
	wrong 2 'no netfilter: masq' without 2 "$BIN/fwd" -n server masq dev eth0
	is 'no netfilter: says which option is missing' "$ERR" \
		'fwd: -n server masq dev eth0: this kernel is built without CONFIG_NF_TABLES'
	ok 'no netfilter: show' without 1 "$BIN/fwd"
	ok 'no netfilter: flush' without 1 "$BIN/fwd" flush
else
	skip 'no netfilter' 'no strace to hide it'
fi

# --- connections -------------------------------------------------------------------------------------------

fwd -n router on

# Somebody else's tables, the same name in another family among them, are there from the start.
if need nft; then
	nsexec router nft -f - <<-'END'
		table ip mine {
			set ports { type inet_service; elements = { 1, 2 }; }
			chain input { type filter hook input priority 0; tcp dport @ports counter drop; }
			chain postrouting { type nat hook postrouting priority 101; oifname "nosuch" masquerade; }
		}
		table inet filter {
			chain forward { type filter hook forward priority 0; ct state established accept; }
		}
	END
	others() {
		for table in 'ip mine' 'inet filter'; do
			# shellcheck disable=SC2086 # two words
			nsexec router nft -a list table $table
		done
	}
	others >"$T/others"
fi

# bound PID PORT: is a socket of UDP there?
bound() {
	grep -qi "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$2") " "/proc/$1/net/udp" "/proc/$1/net/udp6" 2>/dev/null
}

# serve tcp|udp NS ADDR PORT: answers one connection there. Who came and with what: $T/heard.
serve() {
	# shellcheck disable=SC2016 # expanded there
	if [ "$1" = tcp ]; then
		bg ip netns exec "$2" sh -c 'echo answer | exec "$BIN/nc" -l -v -N "$@" >"$T/heard" 2>&1' sh "$3" "$4"
		until_ok listening "$BG_PID" "$4"
	else
		bg ip netns exec "$2" sh -c 'echo answer | exec "$BIN/nc" -u -l -v -w 1 "$@" >"$T/heard" 2>&1' \
			sh "$3" "$4"
		until_ok bound "$BG_PID" "$4"
	fi
}

# call tcp|udp NS ADDR PORT [NC-OPTION…]: what comes back.
call() {
	call_proto=-N call_ns=$2 call_addr=$3 call_port=$4
	[ "$1" = tcp ] || call_proto=-u
	shift 4
	echo hello | nsexec "$call_ns" "$BIN/nc" $call_proto -w 1 "$@" "$call_addr" "$call_port" 2>&1
}

# heard: the address that the newest server was called from, and what with.
heard() {
	until_ok grep -q hello "$T/heard"
	sed -n 's/^Connection received on \([^ ]*\) .*/\1/p; /hello/p' "$T/heard" | tr '\n' ' '
}

# reaches NAME SOURCE tcp|udp NS ADDR PORT AT ADDR PORT: who calls the first address reaches the second
# there, and is known by SOURCE.
reaches() {
	reach=$1 source=$2
	serve "$3" "$7" "$8" "$9"
	is "$reach: is answered" "$(call "$3" "$4" "$5" "$6")" answer
	is "$reach: is from $source" "$(heard)" "$source hello "
	kill "$BG_PID" 2>/dev/null
}

# misses NAME tcp NS ADDR PORT [NC-OPTION…]: nobody answers.
misses() {
	missing=$1
	shift
	is "$missing: is not answered" "$(call "$@" | grep answer)" ''
}

# rules: what fwd shows of them, but for the numbers.
rules() {
	fwd -n router "$@" | sed -n '/^forward/d; s/ handle [0-9]* packets.*//p'
}

# table: nsbox's, with the handles, as nft sees it; as fwd does where there is no nft.
table() {
	if need nft; then
		nsexec router nft -a list table $family nsbox | sed 's/packets [0-9]* bytes [0-9]*//'
	else
		fwd -n router | sed '/^forward/d; s/ packets.*//'
	fi
}

# same NAME CMD…: it succeeds, and changes nothing.
same() {
	was=$(table) unchanged=$1
	shift
	ok "$unchanged: again" "$@"
	is "$unchanged: again, nothing changes" "$(table)" "$was"
}

# --- masq --------------------------------------------------------------------------------------------------

for proto in tcp udp; do
	reaches "no rule, $proto" 10.0.0.2 $proto server 192.0.2.2 7000 client 192.0.2.2 7000
	[ -z "$v6" ] || reaches "no rule, $proto over IPv6" fd00::2 $proto server 2001:db8::2 7000 client 2001:db8::2 7000
done
ok 'masq' fwd -n router masq dev wan
is 'masq: shown' "$(rules)" "masq dev wan$both"
same 'masq' fwd -n router masq dev wan
for proto in tcp udp; do
	reaches "masq, $proto" 192.0.2.1 $proto server 192.0.2.2 7000 client 192.0.2.2 7000
	[ -z "$v6" ] || reaches "masq, $proto over IPv6" 2001:db8::1 $proto server 2001:db8::2 7000 client 2001:db8::2 7000
done
like 'masq: counts' "$(fwd -n router | grep ^masq)" "masq dev wan$both handle * packets [1-9]* bytes [1-9]*"
ok 'flush' fwd -n router flush
is 'flush: no rule is left' "$(rules)" ''
ok 'flush again' fwd -n router flush
reaches 'flushed' 10.0.0.2 tcp server 192.0.2.2 7000 client 192.0.2.2 7000

ok 'masq from' fwd -n router masq dev wan from 10.0.0.129/25
is 'masq from: shown without the bits of hosts' "$(rules)" 'masq dev wan from 10.0.0.128/25 family inet'
same 'masq from' fwd -n router masq dev wan from 10.0.0.128/25
reaches 'masq from: another source' 10.0.0.2 tcp server 192.0.2.2 7000 client 192.0.2.2 7000
serve tcp client 192.0.2.2 7000
is 'masq from: a source of these' "$(call tcp server 192.0.2.2 7000 -s 10.0.0.200)" answer
is 'masq from: is from the router' "$(heard)" '192.0.2.1 hello '
if [ -n "$v6" ]; then
	reaches 'masq from: IPv6' fd00::2 tcp server 2001:db8::2 7000 client 2001:db8::2 7000
	ok 'masq from, IPv6' fwd -n router masq dev wan from fd00::/16
	reaches 'masq from, IPv6' 2001:db8::1 tcp server 2001:db8::2 7000 client 2001:db8::2 7000
	ok 'masq from ::/0' fwd -n router masq dev lan from ::/0
	is 'masq from ::/0: is a family' "$(rules | tail -n 1)" 'masq dev lan family inet6'
	same 'masq from ::/0' fwd -n router -6 masq dev lan
	is 'show -6' "$(rules -6)" 'masq dev wan from fd00::/16 family inet6
masq dev lan family inet6'
	is 'show -4' "$(rules -4)" 'masq dev wan from 10.0.0.128/25 family inet'
fi
ok '-4 masq' fwd -n router -4 masq dev lan
is '-4 masq: shown' "$(rules | tail -n 1)" 'masq dev lan family inet'
fwd -n router flush

# --- port --------------------------------------------------------------------------------------------------

for proto in tcp udp; do
	ok "port $proto" fwd -n router port $proto 8080 to 10.0.0.2:7000
	is "port $proto: shown" "$(rules)" "port $proto 8080 to 10.0.0.2:7000 family inet"
	same "port $proto" fwd -n router port $proto 8080 to 10.0.0.2:7000
	reaches "port $proto, from outside" 192.0.2.2 $proto client 192.0.2.1 8080 server 10.0.0.2 7000
	reaches "port $proto, from the router" 192.0.2.1 $proto router 192.0.2.1 8080 server 10.0.0.2 7000
	reaches "port $proto, from the router's inside" 10.0.0.1 $proto router 10.0.0.1 8080 server 10.0.0.2 7000
	reaches "port $proto: what goes through" 10.0.0.2 $proto server 192.0.2.2 8080 client 192.0.2.2 8080
	reaches "port $proto: the router's loopback" 127.0.0.1 $proto router 127.0.0.1 8080 router 127.0.0.1 8080
	fwd -n router flush
	[ -n "$v6" ] || continue
	ok "port $proto to IPv6" fwd -n router port $proto 8080 to '[fd00::2]:7000'
	is "port $proto to IPv6: shown" "$(rules)" "port $proto 8080 to [fd00::2]:7000 family inet6"
	same "port $proto to IPv6" fwd -n router port $proto 8080 to '[fd00:0::2]:7000'
	reaches "port $proto, IPv6 from outside" 2001:db8::2 $proto client 2001:db8::1 8080 server fd00::2 7000
	reaches "port $proto, IPv6 from the router" 2001:db8::1 $proto router 2001:db8::1 8080 server fd00::2 7000
	reaches "port $proto: IPv6's loopback" ::1 $proto router ::1 8080 router ::1 8080
	fwd -n router flush
done
is 'route_localnet is not needed' "$(knob router v4 all route_localnet) $(knob router v4 lan route_localnet)" '0 0'

ok 'ports' fwd -n router port tcp 7000-7010 to 10.0.0.2
is 'ports: shown' "$(rules)" 'port tcp 7000-7010 to 10.0.0.2 family inet'
same 'ports' fwd -n router port tcp 7000-7010 to 10.0.0.2
for port in 7000 7005 7010; do
	reaches "ports: $port stays $port" 192.0.2.2 tcp client 192.0.2.1 $port server 10.0.0.2 $port
done
misses 'ports: one less' tcp client 192.0.2.1 6999
misses 'ports: one more' tcp client 192.0.2.1 7011
ok 'ports to one' fwd -n router port tcp 6000-6010 to 10.0.0.2:7000
is 'ports to one: shown' "$(rules | tail -n 1)" 'port tcp 6000-6010 to 10.0.0.2:7000 family inet'
reaches 'ports to one' 192.0.2.2 tcp client 192.0.2.1 6003 server 10.0.0.2 7000
if [ -n "$v6" ]; then
	ok 'ports, IPv6' fwd -n router port tcp 7000-7010 to fd00::2
	is 'ports, IPv6: shown' "$(rules | tail -n 1)" 'port tcp 7000-7010 to fd00::2 family inet6'
	reaches 'ports, IPv6' 2001:db8::2 tcp client 2001:db8::1 7005 server fd00::2 7005
	is 'show -4' "$(rules -4 | grep -c .)" 2
	is 'show -6' "$(rules -6 | grep -c .)" 1
fi
was=$(table)
for call in 'tcp 7005 to 10.0.0.3' 'tcp 6990-7000 to 10.0.0.2' 'tcp 6000-6010 to 10.0.0.2'; do
	# shellcheck disable=SC2086 # words
	wrong 2 "ports taken already: $call" fwd -n router port $call
	like "ports taken already: $call: says by which" "$ERR" '*handle [0-9]* *'
done
is 'ports taken already: nothing has changed' "$(table)" "$was"
ok 'ports taken, of the other protocol' fwd -n router port udp 7005 to 10.0.0.3
fwd -n router flush

ok 'port dev' fwd -n router port tcp 8080 to 10.0.0.2:7000 dev wan
is 'port dev: shown' "$(rules)" 'port tcp 8080 to 10.0.0.2:7000 dev wan family inet'
same 'port dev' fwd -n router port tcp 8080 to 10.0.0.2:7000 dev wan
reaches 'port dev, from there' 192.0.2.2 tcp client 192.0.2.1 8080 server 10.0.0.2 7000
misses 'port dev, from the router' tcp router 192.0.2.1 8080
misses 'port dev, from elsewhere' tcp server 10.0.0.1 8080
fwd -n router flush

ok 'port from' fwd -n router port tcp 8080 to 10.0.0.2:7000 dev wan from 192.0.2.3
is 'port from: shown' "$(rules)" 'port tcp 8080 to 10.0.0.2:7000 dev wan from 192.0.2.3 family inet'
same 'port from' fwd -n router port tcp 8080 to 10.0.0.2:7000 dev wan from 192.0.2.3/32
misses 'port from, another source' tcp client 192.0.2.1 8080
serve tcp server 10.0.0.2 7000
is 'port from, this source' "$(call tcp client 192.0.2.1 8080 -s 192.0.2.3)" answer
is 'port from, this source: stays it' "$(heard)" '192.0.2.3 hello '
ok 'port from another: a rule of its own' fwd -n router port tcp 8080 to 10.0.0.2:7001 dev wan from 192.0.2.2
reaches 'port from another' 192.0.2.2 tcp client 192.0.2.1 8080 server 10.0.0.2 7001
like 'port: counts' "$(fwd -n router | grep 7001)" '* packets 1 bytes [1-9]*'
fwd -n router flush

# A client in the server's own network needs the answer to come back the same way.
ok 'hairpin: port' fwd -n router port tcp 8080 to 10.0.0.2:7000
ok 'hairpin: masq' fwd -n router masq dev lan from 10.0.0.0/24
serve tcp server 10.0.0.2 7000
is 'hairpin: is answered' "$(call tcp server 10.0.0.1 8080 -s 10.0.0.200)" answer
is 'hairpin: is from the router' "$(heard)" '10.0.0.1 hello '
fwd -n router flush

# --- as nft and as JSON --------------------------------------------------------------------------------------

fwd -n router masq dev wan from 10.0.0.0/23
fwd -n router masq dev wan
fwd -n router port tcp 8080 to 10.0.0.2:80
fwd -n router port udp 5000-5010 to 10.0.0.2 dev wan from 192.0.2.0/25
[ -z "$v6" ] || fwd -n router port tcp 443 to '[fd00::2]:8443' from 2001:db8::/32

# json OPTION: the rules among what fwd -j shows, without the handles, which depend on what was before.
json() {
	fwd -n router -j "$1" | sed 's/"handle":[0-9]*/"handle":N/g; s/^.*"type":"forward"[^}]*}//'
}
counts='"handle":N,"packets":0,"bytes":0}'
is 'show -j -4' "$(json -4)" "$(printf %s ',{"type":"masq","dev":"wan","from":"10.0.0.0/23","family":"inet",' "$counts" \
	',{"type":"masq","dev":"wan",' "${both:+\"family\":\"inet\",}$counts" \
	',{"type":"port","proto":"tcp","port":8080,"to":"10.0.0.2","to_port":80,"family":"inet",' "$counts" \
	',{"type":"port","proto":"udp","port":5000,"last":5010,"to":"10.0.0.2","dev":"wan",' \
	'"from":"192.0.2.0/25","family":"inet",' "$counts" ']')"
[ -z "$v6" ] || is 'show -j -6' "$(json -6)" "$(printf %s ',{"type":"masq","dev":"wan",' "$counts" \
	',{"type":"port","proto":"tcp","port":443,"to":"fd00::2","to_port":8443,' \
	'"from":"2001:db8::/32","family":"inet6",' "$counts" ']')"

if need nft jq; then
	[ $family = ip ] && only= || only='meta nfproto ipv4 '
	cat >"$T/nft" <<-END
		postrouting oifname "wan" ip saddr 10.0.0.0/23 counter masquerade
		postrouting oifname "wan" counter masquerade
		port ${only}tcp dport 8080 counter dnat ip to 10.0.0.2:80
		port iifname "wan" ip saddr 192.0.2.0/25 udp dport 5000-5010 counter dnat ip to 10.0.0.2
	END
	[ -z "$v6" ] || cat >>"$T/nft" <<-'END'
		port ip6 saddr 2001:db8::/32 tcp dport 443 counter dnat ip6 to [fd00::2]:8443
	END
	{
		echo 'prerouting fib daddr type local jump port'
		echo 'output ip daddr 127.0.0.0/8 return'
		[ $family = ip ] || echo 'output ip6 daddr ::1 return'
		echo 'output fib daddr type local jump port'
	} >>"$T/nft"
	# nft's JSON of a rule, as its text has it.
	cat >"$T/nft.jq" <<-'END'
		def value:
			if type != "object" then tostring
			elif .prefix then "\(.prefix.addr)/\(.prefix.len)"
			elif .range then "\(.range[0])-\(.range[1])"
			else tostring end;
		def key: if .meta then (if .meta.key == "nfproto" then "meta nfproto" else .meta.key end)
			elif .payload then "\(.payload.protocol) \(.payload.field)"
			else "fib \(.fib.flags | if type == "array" then join(" . ") else . end) \(.fib.result)" end;
		def quoted($k): if $k | endswith("ifname") then "\"\(.)\"" else . end;
		def statement:
			if .match then (.match.left | key) as $k | "\($k) \(.match.right | value | quoted($k))"
			elif has("counter") then "counter"
			elif has("masquerade") then "masquerade"
			elif has("return") then "return"
			elif .jump then "jump \(.jump.target)"
			elif .dnat then "dnat \(.dnat.family // "ip") to " +
				(if .dnat.port then (.dnat.addr | if contains(":") then "[\(.)]" else . end) + ":\(.dnat.port)"
				else .dnat.addr end)
			else tojson end;
		.nftables[].rule | select(.) | select(.table == "nsbox")
			| "\(.chain) \([.expr[] | statement] | join(" "))"
	END
	is 'nft reads the same rules' "$(nsexec router nft -j list ruleset | jq -r -f "$T/nft.jq")" "$(cat "$T/nft")"
	is 'nft sees the hooks' "$(nsexec router nft -j list ruleset | jq -r '.nftables[].chain | select(.)
		| select(.table == "nsbox" and .hook) | "\(.name) \(.type) \(.hook) \(.prio) \(.policy)"')" \
		'postrouting nat postrouting 100 accept
prerouting nat prerouting -100 accept
output nat output -100 accept'
	is 'nft sees the handles' \
		"$(nsexec router nft -j list ruleset | jq -r '.nftables[].rule | select(.)
			| select(.chain == "port" or .chain == "postrouting") | select(.table == "nsbox") | .handle' | tr '\n' ' ')" \
		"$(fwd -n router | sed -n 's/^[mp].* handle \([0-9]*\) .*/\1/p' | tr '\n' ' ')"
	is 'JSON is JSON' "$(fwd -n router -j | jq -r '.[] | select(.type == "port") | .port' | head -n 1)" 8080
else
	skip 'nft reads the same rules' 'no nft, or no jq'
fi

if need nft; then
	nsexec router nft insert rule $family nsbox port tcp dport 9 counter accept
	like 'a rule of another hand' "$(fwd -n router | grep ^other)" 'other chain port handle * packets 0 bytes 0'
	nsexec router nft flush chain $family nsbox output
	nsexec router nft flush chain $family nsbox prerouting
	ok 'a table half empty' fwd -n router port tcp 8081 to 10.0.0.2:7000
	reaches 'a table half empty: is whole again' 192.0.2.2 tcp client 192.0.2.1 8081 server 10.0.0.2 7000
	reaches 'a table half empty: is whole again inside' 192.0.2.1 tcp router 192.0.2.1 8081 server 10.0.0.2 7000
else
	skip 'a rule of another hand' 'no nft'
fi

# --- delete ------------------------------------------------------------------------------------------------

was=$(table)
wrong 1 'delete: no such handle' fwd -n router delete 4711
is 'delete: no such handle: nothing has changed' "$(table)" "$was"
handles=$(fwd -n router | sed -n 's/^[mpo].* handle \([0-9]*\) .*/\1/p')
ok 'delete: there are some' test "$(echo "$handles" | grep -c .)" -ge 4
for handle in $handles; do
	ok "delete $handle" fwd -n router delete "$handle"
	is "delete $handle: is gone" "$(fwd -n router | grep " handle $handle ")" ''
	wrong 1 "delete $handle twice" fwd -n router delete "$handle"
done
if need nft; then
	status 'delete: the last takes the table along' 1 nsexec router nft list table $family nsbox
	is 'the tables of others are as they were' "$(others)" "$(cat "$T/others")"
else
	skip 'delete: the last takes the table along' 'no nft'
fi

# --- at the same time ------------------------------------------------------------------------------------------

pids=
for i in 1 2 3 4 5 6 7 8; do
	fwd -n router masq dev wan &
	pids="$pids $!"
	fwd -n router port tcp $i to 10.0.0.2 &
	pids="$pids $!"
done 2>"$T/parallel"
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
is 'sixteen at once: all succeed' "$failed $(cat "$T/parallel")" '0 '
is 'sixteen at once: nine rules' "$(rules | sort)" "$(
	echo "masq dev wan$both"
	for i in 1 2 3 4 5 6 7 8; do
		echo "port tcp $i to 10.0.0.2 family inet"
	done
)"
fwd -n router flush

# --- wrong calls ---------------------------------------------------------------------------------------------

fwd -n router masq dev wan
fwd -n router port tcp 8080 to 10.0.0.2:80
{
	table
	knobs router
} >"$T/before"
# shellcheck disable=SC2034 # used by the rows
long=sixteencharacter
while read -r want call; do
	eval "wrong $want \"\$call\" fwd -n router $call" </dev/null
done <<'END'
255 banana
255 show banana
255 show 4
255 on banana
255 on 4 4
255 on dev
1 on dev nosuch
1 on 6 dev nosuch
1 off dev $long
1 on dev a/b
1 on dev ''
255 off dev wan dev lan
255 masq
255 masq from 10.0.0.0/8
255 masq dev
1 masq dev nosuch
255 masq dev wan from
1 masq dev wan from banana
1 masq dev wan from 10.0.0.0/33
1 masq dev wan from 10.0/16
1 masq dev wan from fd00::/129
1 -6 masq dev wan from 10.0.0.0/8
1 -4 masq dev wan from fd00::/8
255 masq dev wan to 10.0.0.2
255 port
255 port tcp
255 port tcp 80
255 port tcp 80 to
255 port tcp 80 10.0.0.2
1 port sctp 80 to 10.0.0.2
1 port tcp 0 to 10.0.0.2
1 port tcp 65536 to 10.0.0.2
1 port tcp 99999999999999999999 to 10.0.0.2
1 port tcp 080 to 10.0.0.2
1 port tcp -80 to 10.0.0.2
1 port tcp 80- to 10.0.0.2
1 port tcp 80-79 to 10.0.0.2
1 port tcp 80-81-82 to 10.0.0.2
1 port tcp http to 10.0.0.2
1 port tcp 80 to banana
1 port tcp 80 to 10.0.0
1 port tcp 80 to 10.0.0.2:
1 port tcp 80 to 10.0.0.2:0
1 port tcp 80 to 10.0.0.2:65536
1 port tcp 80 to 10.0.0.2:80:90
1 port tcp 80 to 10.0.0.2/24
1 port tcp 80 to 0.0.0.0
1 port tcp 80 to 127.0.0.1:80
1 port tcp 80 to 224.0.0.1
1 port tcp 80 to 255.255.255.255
1 port tcp 80 to ::1
1 port tcp 80 to ::
1 port tcp 80 to ff02::1
1 port tcp 80 to fe80::1
1 port tcp 80 to [fd00::2
1 port tcp 80 to [fd00::2]80
1 port tcp 80 to [fd00::2]:
1 port tcp 80 to fd00::2]:80
1 port tcp 80 to []
1 port tcp 80 to ''
1 port tcp 80 to [fd00:0000:0000:0000:0000:0000:0000:0000:0000:0000:0002]:80
1 port tcp 80 to 10.0.0.2 dev nosuch
1 port tcp 80 to 10.0.0.2 from fd00::/8
1 port tcp 80 to fd00::2 from 10.0.0.0/8
1 -6 port tcp 80 to 10.0.0.2
1 -4 port tcp 80 to fd00::2
2 port tcp 8080 to 10.0.0.3:80
255 delete
1 delete banana
1 delete -1
1 delete 0
1 delete 99999999999999999999
255 delete 1 2
255 flush banana
255 -4 flush
END
{
	table
	knobs router
} >"$T/after"
ok 'wrong calls: nothing has changed' diff "$T/before" "$T/after"
wrong 1 'no such namespace' fwd -n nosuch masq dev wan

for call in 'masq dev lan' 'port tcp 81 to 10.0.0.2' 'delete 2' flush off; do
	# shellcheck disable=SC2086 # words
	wrong 2 "nobody: $call" nsexec -u 65534:65534 router "$BIN/fwd" $call
done
{
	table
	knobs router
} >"$T/after"
ok 'nobody: nothing has changed' diff "$T/before" "$T/after"

# --- the manual's examples ------------------------------------------------------------------------------------

fwd -n router flush
manual=${0%/*}/../applets/fwd.8
if [ -e "$manual" ]; then
	sed -n 's/^\.Dl # //p' "$manual" >"$T/examples"
	while read -r example; do
		case $example in
		*fd00::2*) [ -n "$v6" ] || continue ;;
		esac
		ok "example: $example" nsexec router sh -c "PATH=$PATH; $example" </dev/null
	done <"$T/examples"
	ok 'examples: there are some' test "$(grep -c . "$T/examples")" -gt 5
else
	skip 'examples' 'the manual is not here'
fi

done_testing
