#!/bin/sh
# Article 002: a veth into vnet, the routes that are missing on either side, and a server there.
. "${0%/*}/lib.sh"
installed

# The article's machine: a way out to the world, of which here nothing comes back.
plain_link wlp110s0
ip address add 192.168.1.71/24 dev wlp110s0
ip link set wlp110s0 up
ip route add default via 192.168.1.254 dev wlp110s0 proto static metric 600

# routes [NETNS]: the routes, but for the one of the network at home, which the article leaves out.
routes() {
	if [ $# = 1 ]; then
		ip netns exec "$1" ip route
	else
		ip route | grep -v '^192.168.1.0/24'
	fi
}

# --- the pair ------------------------------------------------------------------------------------

ok 'a veth pair' ip link add veth0 type veth peer name veth1
for pair in veth0@veth1 veth1@veth0; do
	like "link show ${pair%@*}" "$(ip link show "${pair%@*}")" \
		"*: $pair: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff"
done

ok 'an address' ip addr add 10.0.1.0/24 dev veth0
ok 'up' ip link set veth0 up
shows 'addr show' '*: veth0@veth1: <NO-CARRIER,BROADCAST,MULTICAST,UP,M-DOWN> mtu 1500 qdisc noqueue state LOWERLAYERDOWN group default qlen 1000
    inet 10.0.1.0/24 scope global veth0
       valid_lft forever preferred_lft forever' ip -4 addr show veth0

ok 'a namespace' ip netns add vnet
is 'netns show' "$(ip netns show vnet)" vnet
index0=$(cat /sys/class/net/veth0/ifindex)
index1=$(cat /sys/class/net/veth1/ifindex)
ok 'the other end into it' ip link set veth1 netns vnet
wrong 1 'it is no longer here' ip link show veth1
like 'and the message is the one known' "$ERR" '*Device "veth1" does not exist.'
shown=$(ip netns exec vnet ip link show veth1)
like 'it is there' "$shown" \
	"$index1: veth1@if$index0: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff link-netnsid 0"
is 'the shorter way shows the same' "$(ip -n vnet link show veth1)" "$shown"
ok 'an address of another network' ip netns exec vnet ip addr add 10.0.2.0/24 dev veth1
ok 'up' ip netns exec vnet ip link set veth1 up
shows 'it has a carrier' "$index1: veth1@if$index0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff link-netnsid 0" ip netns exec vnet ip link show veth1

# --- the diagnosis -------------------------------------------------------------------------------

status 'a ping is lost' 1 ping -c1 -W1 10.0.2.1
is 'route get says where it goes' "$(ip route get 10.0.2.1)" \
	'10.0.2.1 via 192.168.1.254 dev wlp110s0 src 192.168.1.71 uid 0 
    cache '
is 'the routes say why' "$(routes)" \
	'default via 192.168.1.254 dev wlp110s0 proto static metric 600 
10.0.1.0/24 dev veth0 proto kernel scope link src 10.0.1.0 '
ok 'a route to the network there' ip route add 10.0.2.0/24 dev veth0 scope link
is 'is among them' "$(routes)" \
	'default via 192.168.1.254 dev wlp110s0 proto static metric 600 
10.0.1.0/24 dev veth0 proto kernel scope link src 10.0.1.0 
10.0.2.0/24 dev veth0 scope link '
is 'and route get finds it' "$(ip route get 10.0.2.0)" \
	'10.0.2.0 dev veth0 src 10.0.1.0 uid 0 
    cache '
status 'a ping is lost all the same' 1 ping -c 1 -W1 10.0.2.0
is 'since the other side knows no way back' "$(routes vnet)" \
	'10.0.2.0/24 dev veth1 proto kernel scope link src 10.0.2.0 '
ok 'a route back' ip netns exec vnet ip route add 10.0.1.0 dev veth1 scope link
is 'is among them there' "$(routes vnet)" \
	'10.0.1.0 dev veth1 scope link 
10.0.2.0/24 dev veth1 proto kernel scope link src 10.0.2.0 '
ok 'a ping is answered' ping -c 1 -W5 10.0.2.0

# --- the packets ---------------------------------------------------------------------------------

# sniff FILE CMD…: bg CMD, a tcpdump, and wait until it looks.
sniff() {
	file=$1
	shift
	bg "$@" >"$file" 2>"$file.err"
	until_ok grep -q '^listening on' "$file.err"
}

if need tcpdump; then
	ok 'tcpdump on veth0' sniff "$T/veth0" tcpdump -n -l -i veth0 icmp
	ok 'tcpdump on veth1' sniff "$T/veth1" ip netns exec vnet tcpdump -n -i veth1 icmp -l
	ping -c 1 -W5 10.0.2.0 >"$T/.out"
	for dev in veth0 veth1; do
		ok "the request is on $dev" \
			until_ok grep -q 'IP 10.0.1.0 > 10.0.2.0: ICMP echo request' "$T/$dev"
		ok "the reply is on $dev" \
			until_ok grep -q 'IP 10.0.2.0 > 10.0.1.0: ICMP echo reply' "$T/$dev"
	done
else
	for dev in veth0 veth1; do
		skip "the request and the reply are on $dev" 'no tcpdump'
	done
fi

# --- the server ----------------------------------------------------------------------------------

# What the article's server does, for one connection: logs what it gets and sends it back with the
# time in front. It listens with busybox's nc since OpenBSD's has done when its client has.
cat >"$T/tcp" <<'END'
read -r line
echo "received: \"$line\" (size_bytes=$((${#line} + 1)))" >"$T/log"
echo "[$(date '+%Y-%m-%d %H:%M:%S')] $line"
END
bg ip netns exec vnet busybox nc -l -p 4078 -e sh "$T/tcp"
ok 'a server in vnet' until_ok listening "$BG_PID" 4078

# pids: who is in vnet, out of /proc.
pids() {
	vnet=$(ip netns exec vnet readlink /proc/self/ns/net)
	for dir in /proc/[0-9]*; do
		[ "$(readlink "$dir/ns/net" 2>/dev/null)" != "$vnet" ] || echo "${dir#/proc/}"
	done
}
is 'netns pids: the processes there' "$(ip netns pids vnet | sort)" "$(pids | sort)"
ok 'the server is one of them' eval "ip netns pids vnet | grep -qx $BG_PID"
like 'which ps would show' "$(tr '\0' ' ' <"/proc/$BG_PID/cmdline")" "busybox nc -l -p 4078 *"

like 'hello is answered' "$(echo "hello" | nc -4 -q1 10.0.2.0 4078)" \
	'\[????-??-?? ??:??:??\] hello'
is 'and logged there' "$(cat "$T/log")" 'received: "hello" (size_bytes=6)'
ok 'when it is done it no longer is' until_ok eval "! ip netns pids vnet | grep -qx $BG_PID"

done_testing
