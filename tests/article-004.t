#!/bin/sh
# Article 004: loopback down and up, a veth across, a device into a namespace and back, a vlan left behind.
. "${0%/*}/lib.sh"
installed

# --- create, list, delete --------------------------------------------------------------------------

ok 'netns add' ip netns add mynamespace
is 'netns list' "$(ip netns list)" mynamespace
ok 'it is below /var/run or /run' test -e /run/netns/mynamespace
is 'there is but lo, and it is down' \
	"$(ip netns exec mynamespace ip link list | no_fallbacks)" \
	'1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN mode DEFAULT group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00'
like 'so a ping does not even leave' \
	"$(ip netns exec mynamespace ping -c 1 -W 5 127.0.0.1 2>&1)" '*Network is unreachable*'
ok 'lo up' ip netns exec mynamespace ip link set dev lo up
ok 'a ping is answered' ip netns exec mynamespace ping -c 1 -W 5 127.0.0.1
ok 'netns del' ip netns del mynamespace
is 'netns list: none' "$(ip netns list)" ''

# --- a veth across -----------------------------------------------------------------------------------

# The article's machine: lo and a network card.
ip link set lo up
plain_link ens33
ip address add 192.168.100.20/24 dev ens33
ip link set ens33 up
ens33=$(cat /sys/class/net/ens33/ifindex)
ip netns add mynamespace

ok 'a veth pair' ip link add veth0 type veth peer name veth1
ok 'one end into the namespace' ip link set veth1 netns mynamespace
# The article uses ifconfig here.
ok 'address there' ip -n mynamespace address add 10.0.0.1/24 dev veth1
ok 'up there' ip -n mynamespace link set veth1 up
ok 'address here' ip address add 10.0.0.2/24 dev veth0
ok 'up here' ip link set veth0 up
ok 'a ping is answered' ping -c 1 -W 5 10.0.0.1
if need busybox; then
	is 'route(8) there sees the route' \
		"$(ip netns exec mynamespace busybox route -n | tr -s ' ')" \
		'Kernel IP routing table
Destination Gateway Genmask Flags Metric Ref Use Iface
10.0.0.0 0.0.0.0 255.255.255.0 U 0 0 0 veth1'
else
	skip 'route(8) there sees the route' 'no busybox'
fi

lo='1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00'
ether='link/ether ??:??:??:??:??:?? brd ff:ff:ff:ff:ff:ff'
up="$ens33: ens33: <BROADCAST,NOARP,UP,LOWER_UP> mtu 1500 qdisc * state UNKNOWN mode DEFAULT group default qlen *
    $ether"
down="$ens33: ens33: <BROADCAST,NOARP> mtu 1500 qdisc * state DOWN mode DEFAULT group default qlen *
    $ether"
veth0="*: veth0@if[0-9]*: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    $ether link-netns mynamespace"
veth1="*: veth1@if[0-9]*: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    $ether link-netnsid 0"
lo_down=$(echo "$lo" | sed 's/LOOPBACK,UP,LOWER_UP/LOOPBACK/; s/noqueue/noop/; s/UNKNOWN/DOWN/')

# links [NS]
links() {
	if [ $# = 1 ]; then
		ip netns exec "$1" ip link | no_fallbacks
	else
		ip link | no_fallbacks
	fi
}
shows 'what is here' "$lo
$up
$veth0" links
shows 'what is there' "$lo_down
$veth1" links mynamespace

# --- a card into the namespace, and back to pid 1's --------------------------------------------------

ok 'the card moves there' ip link set ens33 netns mynamespace
shows 'it is there, and down' "$lo_down
$down
$veth1" links mynamespace
shows 'it is not here' "$lo
$veth0" links

# pid 1 must not be the machine's: this one is the first of a pid namespace and in the network of the
# test. It reads from a fifo that only the test holds open, so it ends when the test does.
mkfifo "$T/life"
exec 9<>"$T/life"
# shellcheck disable=SC2016 # for the inner shell
bg unshare -p -f --mount-proc sh -c 'echo $$ >"$T/first"; read -r end <&8' 8<"$T/life" 9>&-
first=/proc/$BG_PID/ns

# beside_first CMD…: in the pid namespace of that pid 1, with its /proc.
beside_first() {
	nsenter --mount="$first/mnt" --pid="$first/pid_for_children" "$@"
}

if need nsenter && until_ok test -s "$T/first" && [ "$(cat "$T/first")" = 1 ] &&
	[ "$(beside_first readlink /proc/1/ns/net)" = "$(readlink /proc/self/ns/net)" ]; then
	ok 'the card moves back' \
		beside_first "$BIN/ip" netns exec mynamespace ip link set ens33 netns 1
	shows 'it is here again' "$lo
$down
$veth0" links
	shows 'it is not there' "$lo_down
$veth1" links mynamespace
else
	for name in 'the card moves back' 'it is here again' 'it is not there'; do
		skip "$name" 'no pid namespace'
	done
	ip -n mynamespace link set ens33 netns $$
fi

# --- a vlan whose card moves away --------------------------------------------------------------------

# above NAME STATE TYPE…: a link of TYPE above the card; the card moves into the namespace; the link
# stays here, in STATE. The article does it with a vlan. A macvlan is another such link, of which more
# kernels know; it does not go down with its card.
above() {
	name=$1 state=$2
	shift 2
	if ! kind_ok "$1"; then
		skip "$1: made above the card" "this kernel has no $1"
		skip "$1: it stays when the card goes" "this kernel has no $1"
		return
	fi
	ip link set ens33 up
	ok "$1: a link above the card" ip link add link ens33 name "$name" type "$@"
	ok "$1: up" ip link set "$name" up
	shows "$1: it is shown with the card" "*: $name@ens33: <BROADCAST,*UP,LOWER_UP> mtu 1500 qdisc noqueue state U* mode DEFAULT group default qlen 1000
    $ether" ip link show "$name"
	ok "$1: the card goes" ip link set ens33 netns mynamespace
	shows "$1: it stays when the card goes" "$lo
$veth0
*: $name@if$ens33: <*> mtu 1500 qdisc noqueue state $state mode DEFAULT group default qlen 1000
    $ether link-netns mynamespace" links
	ip link delete "$name"
	ip -n mynamespace link set ens33 netns $$
}

above myvlan DOWN vlan id 100
above mymacvlan '*' macvlan

done_testing
