#!/bin/sh
# Article 003: the workshop's lab, blue and red, and what the kernel is asked to make them.
. "${0%/*}/lib.sh"
installed

# --- "How to assign a process to a namespace": the example's child, in a namespace by clone() ----

ok 'lo at home is up, as on any machine' ip link set lo up
is 'a new namespace has lo, down, and no more' "$(unshare -n "$BIN/ip" link | no_fallbacks)" \
	'1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00'

bg unshare -n sleep 1000
child=$BG_PID
here=$(readlink /proc/self/ns/net)
ok 'the process runs in it' until_ok eval "[ \"\$(readlink /proc/$child/ns/net)\" != '$here' ] &&
	[ \"\$(cat /proc/$child/comm)\" = sleep ]"
inode=$(stat -L -c %i "/proc/$child/ns/net")

# lsns_of INODE: lsns's line about it, with the spaces of its columns made one
# and without the branch to its parent.
lsns_of() {
	lsns -t net | tr -s ' ' | sed 's/^ //; s/ $//; s/`-//' | grep "^$1 "
}

if need lsns; then
	like 'lsns: the head' "$(lsns -t net | head -n 1 | tr -s ' ')" \
		' NS TYPE NPROCS PID USER NETNSID NSFS COMMAND'
	is 'lsns: process running' "$(lsns_of "$inode")" \
		"$inode net 1 $child root unassigned sleep 1000"
else
	skip 'lsns: the head' 'no lsns'
	skip 'lsns: process running' 'no lsns'
fi

# "Bind mounting one of the files in this directory to somewhere else in the filesystem keeps the
# corresponding namespace […] alive even if all processes currently in the namespace terminate."
bg unshare -n sleep 1000
bound=$BG_PID
until_ok eval "[ \"\$(readlink /proc/$bound/ns/net)\" != '$here' ]"
ip link add outside type veth peer name inside netns "$bound"
touch "$T/kept"
mount --bind "/proc/$bound/ns/net" "$T/kept"

kill "$child" "$bound"
ok 'both terminate' until_ok eval "! test -e /proc/$child/ns/net && ! test -e /proc/$bound/ns/net"
if need lsns; then
	is 'lsns: process terminated' "$(lsns_of "$inode")" ''
else
	skip 'lsns: process terminated' 'no lsns'
fi
ok 'what is bound lives on' nsexec "$T/kept" ip link show dev inside
ok 'with its end of the link' ip link show dev outside
umount "$T/kept"
ok 'until the mount goes' until_ok eval '! ip link show dev outside'

# --- "Create network namespaces" -----------------------------------------------------------------

if need strace; then
	ok 'netns add' strace -e trace=openat,unshare,mount,setns -o "$T/calls" ip netns add blue
	home=$(sed -n 's/^openat(AT_FDCWD, "\/proc\/.*self\/ns\/net", .*O_CLOEXEC) = //p' "$T/calls" | head -n 1)
	like 'the calls: home is opened, then a namespace made' "$(cat "$T/calls")" \
		"*openat(AT_FDCWD, \"/proc/*self/ns/net\", O_RDONLY*|O_CLOEXEC) = $home
unshare(CLONE_NEWNET)*= 0
*"
	# Which of the two comes first makes no difference: the article's ip mounts from inside.
	like 'bound to its name' "$(cat "$T/calls")" \
		'*mount("/proc/*self/*", "/run/netns/blue", *, MS_BIND, NULL) = 0*'
	like 'and left for home' "$(cat "$T/calls")" "*unshare(CLONE_NEWNET)*setns($home, CLONE_NEWNET)*= 0*"
else
	ok 'netns add' ip netns add blue
	skip 'the calls: home is opened, then a namespace made' 'no strace'
	skip 'bound to its name' 'no strace'
	skip 'and left for home' 'no strace'
fi
ok 'netns add' ip netns add red
is 'netns list' "$(ip netns list | sort)" 'blue
red'

# --- "Create veth pair" --------------------------------------------------------------------------

lo='1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00'
ok 'a veth pair' ip link add veth0 type veth peer name veth1
is 'link show: only they came' "$(ip link show | no_fallbacks | grep -c '^[0-9]')" 3
until_ok eval "ip link show lo | grep -q 'state UNKNOWN'"
like 'link show: both, the peer first' "$(ip link show | no_fallbacks)" "$lo
*: veth1@veth0: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff
*: veth0@veth1: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff"

# --- "Assign veth interfaces to namespaces" ------------------------------------------------------

ok 'one into blue' ip link set dev veth0 netns blue
ok 'one into red' ip link set dev veth1 netns red
is 'link show: they have gone' "$(ip link show | no_fallbacks)" "$lo"
like 'blue has one, its peer is in red' "$(ip -n blue link show veth0)" \
	'*: veth0@if[0-9]*: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff link-netns red'
like 'red has one, its peer is in blue' "$(ip netns exec red ip link show veth1)" \
	'*: veth1@if[0-9]*: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff link-netns blue'

# --- "Assign IP addresses" -----------------------------------------------------------------------

ok 'blue: lo up' ip netns exec blue ip link set lo up
ok 'blue: veth0 up' ip netns exec blue ip link set veth0 up
ok 'blue: address' ip netns exec blue ip address add 10.1.0.2/24 dev veth0
status 'red has none yet and is not reached' 1 ip netns exec blue ping -c 1 -W 1 10.1.0.3
ok 'red: lo up' ip netns exec red ip link set lo up
ok 'red: veth1 up' ip netns exec red ip link set veth1 up
ok 'red: address' ip netns exec red ip address add 10.1.0.3/24 dev veth1
like 'blue reaches red' "$(ip netns exec blue ping -c 5 -i 0.2 10.1.0.3)" \
	'PING 10.1.0.3 (10.1.0.3)*64 bytes from 10.1.0.3: *5*received, 0% packet loss*'
status 'home does not' 2 ip route get 10.1.0.3

done_testing
