#!/bin/sh
# Article 000: a namespace's life, two nodes with a route between them, and three namespaces in a chain.
. "${0%/*}/lib.sh"
installed

# --- "How do you manage network namespaces" ----------------------------------------------------

ok 'netns add' ip netns add testns
is 'netns list shows it' "$(ip netns list)" testns
ok 'netns delete' ip netns delete testns
is 'netns list no longer does' "$(ip netns list)" ''

# The article moves its telephone; here a plain link has its name.
ip netns add testns
plain_link usb0
before=$(ip link show dev usb0)
like 'link show dev' "$before" '[0-9]*: usb0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN *
    link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff'
ok 'a link moves into a namespace' ip link set dev usb0 netns testns
wrong 1 'it is no longer here' ip link show dev usb0
like 'and the message is the one known' "$ERR" '*Device "usb0" does not exist.'
is 'it is there, with its number and address' \
	"$(ip netns exec testns ip link show dev usb0)" "$before"
ip netns delete testns

# --- "Two node networking" ---------------------------------------------------------------------

ok 'a veth pair' ip link add left type veth peer name right
ok 'a second computer' ip netns add testns
ok 'one end into it' ip link set dev right netns testns
ok 'address of the near end' ip address add 10.248.179.1/24 dev left
ok 'address of the far end' ip netns exec testns ip address add 10.248.179.2/24 dev right
ok 'a network behind it' ip netns exec testns ip address add 10.248.180.1/24 dev lo
ok 'left up' ip link set dev left up
ok 'right up' ip netns exec testns ip link set dev right up
ok 'lo up' ip netns exec testns ip link set dev lo up

ok 'a server there' server "$T/heard" ip netns exec testns nc -l 10.248.180.1 12345
said=$(echo early | nc -v -N -w 5 10.248.180.1 12345 2>&1)
like 'cannot be reached' "$said" '*Network is unreachable*'
ok 'a route to it' ip route add 10.248.180.0/24 dev left via 10.248.179.2
said=$(echo hello | nc -v -N -w 5 10.248.180.1 12345 2>&1)
if [ "$NC" = openbsd ]; then
	like 'is reached' "$said" '*Connection to 10.248.180.1 12345 port \[tcp/\*\] succeeded!*'
else
	unlike 'is reached' "$said" '*nc:*'
fi
ok 'and hears the message' until_ok grep -qx hello "$T/heard"
is 'and only that one' "$(cat "$T/heard")" hello

# --- "3 namespaces" ----------------------------------------------------------------------------

ok 'near' ip netns add near
ok 'far' ip netns add far
ok 'one and two' ip link add one type veth peer name two
ok 'three and four' ip link add three type veth peer name four
ok 'two into near' ip link set dev two netns near
ok 'three into near' ip link set dev three netns near
ok 'four into far' ip link set dev four netns far
ok 'address of one' ip address add 10.248.1.1/24 dev one
ok 'address of two' ip netns exec near ip address add 10.248.1.2/24 dev two
ok 'address of three' ip netns exec near ip address add 10.248.2.1/24 dev three
ok 'address of four' ip netns exec far ip address add 10.248.2.2/24 dev four
ok 'the destination' ip netns exec far ip address add 10.248.3.1/24 dev lo
ok 'one up' ip link set dev one up
ok 'two up' ip netns exec near ip link set dev two up
ok 'three up' ip netns exec near ip link set dev three up
ok 'four up' ip netns exec far ip link set dev four up
ok 'lo in far up' ip netns exec far ip link set dev lo up

# A new namespace takes both of these from the machine, where they may be anything.
echo 0 | ip netns exec near dd of=/proc/sys/net/ipv4/ip_forward 2>/dev/null
for dev in all four; do
	echo 0 | ip netns exec far dd of=/proc/sys/net/ipv4/conf/$dev/rp_filter 2>/dev/null
done

# reach ADDR: one attempt of nc to say something there.
reach() {
	echo "to $1" | nc -v -N -w 1 "$1" 12345 2>&1
}

# tcp_seen: how many TCP segments the far namespace has taken in.
tcp_seen() {
	ip netns exec far sed -n '/^Tcp: [0-9]/p' /proc/net/snmp | cut -d ' ' -f 11
}

ok 'a server in far' server "$T/far" ip netns exec far nc -l 10.248.3.1 12345
like 'no way to far' "$(reach 10.248.3.1)" '*Network is unreachable*'
is 'the routing table has no match' "$(ip route | grep -E '^(default|10\.248\.[123]\.)')" \
	'10.248.1.0/24 dev one proto kernel scope link src 10.248.1.1 '

ok 'a route to the middle link' ip route add 10.248.2.0/24 dev one via 10.248.1.2
ok 'a server in near' server "$T/near" ip netns exec near nc -l 10.248.2.1 12345
# The article's line names far's end of the link, though its server is at near's.
status "far's end of the link is not reached yet" 1 reach 10.248.2.2
# It says that near's end is not either, for want of a way back. But two is in 10.248.1.0/24 and has
# that from its address, and an address belongs to the whole of near, not to three alone.
ok "near's end is" reach 10.248.2.1
ok 'and hears it' until_ok grep -qx 'to 10.248.2.1' "$T/near"

# So the change is not needed; but it must be possible, and replace the route that is there.
ok 'the way back, changed' \
	ip netns exec near ip route change 10.248.1.0/24 dev two via 10.248.1.1
is 'it replaced the route of the address' "$(ip netns exec near ip route)" \
	'10.248.1.0/24 via 10.248.1.1 dev two 
10.248.2.0/24 dev three proto kernel scope link src 10.248.2.1 '
ok 'a server in near again' server "$T/near" ip netns exec near nc -l 10.248.2.1 12345
ok 'near answers through it' reach 10.248.2.1
ok 'and hears it' until_ok grep -qx 'to 10.248.2.1' "$T/near"
status "far's end still is not reached" 1 reach 10.248.2.2
is 'nothing got that far' "$(tcp_seen)" 0

# The article turns forwarding on at home. It is near that has something to forward.
echo 1 | dd of=/proc/sys/net/ipv4/ip_forward 2>/dev/null
is 'forwarding on at home' "$(cat /proc/sys/net/ipv4/ip_forward)" 1
status 'does not help' 1 reach 10.248.2.2
is 'near still drops it' "$(tcp_seen)" 0
echo 1 | ip netns exec near dd of=/proc/sys/net/ipv4/ip_forward 2>/dev/null
is 'forwarding on in near' "$(ip netns exec near cat /proc/sys/net/ipv4/ip_forward)" 1
status 'passes it on, but far has no way back' 1 reach 10.248.2.2
seen=$(tcp_seen)
ok 'far saw it come' [ "$seen" -gt 0 ]

like 'no way to the destination yet' "$(reach 10.248.3.1)" '*Network is unreachable*'
ok 'a route to it, at home' ip route add 10.248.3.0/24 dev one via 10.248.1.2
status 'near does not know where it is' 1 reach 10.248.3.1
is 'nothing more got to far' "$(tcp_seen)" "$seen"
ok 'a route to it, in near' \
	ip netns exec near ip route add 10.248.3.0/24 dev three via 10.248.2.2
status 'far gets it and cannot answer' 1 reach 10.248.3.1
ok 'far saw it come' [ "$(tcp_seen)" -gt "$seen" ]
ok 'the way back, in far' ip netns exec far ip route add 10.248.1.0/24 dev four via 10.248.2.1
ok 'the destination is reached' reach 10.248.3.1
ok 'and hears the message' until_ok grep -qx 'to 10.248.3.1' "$T/far"
is 'and only that one' "$(cat "$T/far")" 'to 10.248.3.1'
# The same server in the middle of the link is reached now as well, by the article's own line.
ok "a server at far's end of the link" server "$T/far" ip netns exec far nc -l 10.248.2.2 12345
ok "the article's line reaches it" reach 10.248.2.2
ok 'and it hears' until_ok grep -qx 'to 10.248.2.2' "$T/far"

done_testing
