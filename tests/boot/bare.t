#!/bin/sh
# In a guest that lacks something (see WITHOUT in init, and ipv6.disable=1): what can be done is done,
# what cannot ends with one line that says why, and nothing crashes or is left half made.
. "${0%/*}/lib.sh"

ok 'a namespace' netns add near
ok 'two more' netns add far away
is 'they are listed' "$(netns list | cut -d ' ' -f 1 | sort | tr '\n' ' ')" 'away far near '
ok 'a pair of links' veth add near:a 192.0.2.1/24 far:b 192.0.2.2/24
ok 'lo' ip -n near link set lo up
ok 'links are shown' ip -n near link show
ok 'links are shown with all details' ip -n near -s -d -j link show
ok 'addresses are shown' ip -n near address show
ok 'a route' ip -n near route add default via 192.0.2.2
ok 'routes are shown' ip -n near route show
ok 'a route is looked up' ip -n near route get 198.51.100.1
ok 'a ping' ping -n near -c 1 -W 5 192.0.2.2
ok 'a command in a namespace' nsexec near "$NSBOX" --version
ok 'the same, as ip does it' ip netns exec near "$NSBOX" --version
# shellcheck disable=SC2016	# for the inner shell
ok 'its namespace is the one' \
	sh -c '[ "$(nsexec near readlink /proc/self/ns/net)" != "$(readlink /proc/self/ns/net)" ]'
ok 'an unnamed namespace' nsexec --new "$NSBOX" ip link show lo
ok 'namespaces of all processes' lsns
ok 'pairs of links' veth list
ok 'forwarding of IPv4' fwd -n far on 4
is 'it is on' "$(nsexec far cat /proc/sys/net/ipv4/ip_forward)" 1
ok 'forwarding is shown' fwd -n far show

if [ -e /proc/sys/net/ipv6 ]; then
	ok 'an IPv6 address' ip -n near address add 2001:db8::1/64 dev a
	ok 'an IPv6 route' ip -n near route add 2001:db8:1::/64 dev a
	ok 'forwarding of both' fwd -n far on
else
	wrong 2 'no IPv6: an address' ip -n near address add 2001:db8::1/64 dev a
	wrong 2 'no IPv6: a route' ip -n near route add 2001:db8:1::/64 dev a
	wrong 2 'no IPv6: forwarding of it' fwd -n far on 6
	like 'and why' "$ERR" '*IPv6*'
	ok 'no IPv6: forwarding' fwd -n far on
	wrong 2 'no IPv6: a pair with such an address' veth add near:c 2001:db8::3/64 away:d
	status 'no IPv6: no half of it is left' 1 ip -n near link show dev c
fi

case $WITHOUT in
*nft*)
	wrong 2 'no nf_tables: a masquerade' fwd -n far masq dev b
	like 'and why' "$ERR" '*CONFIG_NF_TABLES*'
	wrong 2 'no nf_tables: a port' fwd -n far port tcp 80 to 192.0.2.1
	;;
*)
	ok 'a masquerade' fwd -n far masq dev b
	ok 'a port' fwd -n far port tcp 80 to 192.0.2.1
	;;
esac
ok 'rules are shown, if any' fwd -n far show

ok 'the namespaces go' netns delete near far away
is 'none is left' "$(netns list)" ''
done_testing
