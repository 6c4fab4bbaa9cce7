#!/bin/sh
# Wrong calls: each has the status that is documented and one line that says why, and changes nothing.
. "${0%/*}/lib.sh"

# --- something that could be changed -------------------------------------------------------------------

# No address may be tentative, so that nothing changes by itself.
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad 2>/dev/null
ip link set lo up
ip netns add there
ip link add v0 type veth peer name v1
ip link add w0 type veth peer name w1 netns there
ip link add br0 type bridge
plain_link d0
for dev in v0 v1 br0 d0; do
	ip link set $dev up
done
ip addr add 192.0.2.1/24 dev v0
ip addr add 2001:db8::1/64 dev v0
ip route add 198.51.100.0/24 via 192.0.2.9
ip route add 2001:db8:9::/64 via 2001:db8::9
until_ok eval "ip link show v0 | grep -q 'state UP'"
until_ok eval "ip link show v1 | grep -q 'state UP'"

if [ -n "$IP2" ]; then
	judge=$IP2
else
	judge=$BIN/ip
fi

# state CALL: everything that it could have changed, told by the other tool where it is installed;
# but for a bridge's timers. Rules are asked for when fwd is meant, no other touches them.
state() {
	"$judge" -d -j -p addr | grep -v _timer
	"$judge" -d -j -p route show table all
	"$judge" -n there -d -j -p addr
	"$judge" netns list
	"$judge" netns list-id
	echo /run/netns/*
	for file in /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv[46]/conf/*/forwarding; do
		read -r value <"$file" && echo "$file $value"
	done
	case $1 in
	*fwd*) ! need nft || nft list ruleset ;;
	esac
}
before=$(state)

if need strace && strace -f --seccomp-bpf -o "$T/sent" -e trace=sendto true 2>"$T/.err"; then
	# shellcheck disable=SC2016 # expanded with the row
	traced='strace -f --seccomp-bpf -o $T/sent -e trace=sendto,sendmsg'
else
	traced=
fi

# sent: the types of those requests of the last call that are not questions. strace may not know a
# socket's protocol at its first request; of rtnetlink's numbers every fourth asks (RTM_GETLINK is 18),
# of nftables' those below.
sent() {
	while read -r line; do
		while [ "$line" != "${line#*nlmsg_type=}" ]; do
			line=${line#*nlmsg_type=}
			type=${line%%[!A-Za-z0-9_<|]*}
			case $type in
			RTM_GET* | *NFT_MSG_GET* | 0xa01 | 0xa04 | 0xa07 | 0xa0a | 0xa10) ;;
			0x??) [ $((type & 3)) = 2 ] || echo "$type" ;;
			*) echo "$type" ;;
			esac
		done
	done <"$T/sent"
}

# unchanged CALL: the state is what it was when this was last asked.
unchanged() {
	now=$(state "$1")
	if [ "$now" = "$before" ]; then
		ok "$1: nothing has changed" true
	else
		echo "$before" >"$T/before"
		echo "$now" >"$T/after"
		ok "$1: nothing has changed" diff "$T/before" "$T/after"
	fi
	before=$now
}

# rows FILE: makes each call of FILE, STATUS CALL, its words as the shell has them.
rows() {
	while read -r want call <&3; do
		if [ "$want" = 2 ]; then
			eval "wrong 2 \"\$call\" $call" </dev/null
			unchanged "$call"
			continue
		fi
		# What is wrong in itself is not for the kernel to refuse.
		eval "wrong $want \"\$call\" $traced $call" </dev/null
		if [ -n "$traced" ]; then
			is "$call: nothing is sent" "$(sent)" ''
		else
			unchanged "$call"
		fi
	done 3<"$1"
}

# The longest name of a device has 15 characters, the longest of a namespace 255.
# shellcheck disable=SC2034 # used by rows
long=sixteencharacter
# shellcheck disable=SC2034
longer=$(printf %0256d 0)
touch "$T/file"
mkdir "$T/calls"

# --- the tables: STATUS CALL -----------------------------------------------------------------------------

cat >"$T/calls/ip" <<'END'
255 ip
255 ip -banana link
255 ip -n
255 ip -f
1 ip -f banana link
1 ip banana
1 ip flush dev lo
1 ip -n nosuch link
1 ip -n . link
1 ip -n .. link
1 ip -n '' link
1 ip -n / link
1 ip -n "$longer" link
1 ip -n "$T/file" link
1 ip -n "$T/nosuch" link
1 ip -n 4194304 link
1 ip -n nosuch addr add 192.0.2.7/24 dev v0
255 ip link banana
255 ip addr banana
255 ip route banana
255 ip netns banana
END

cat >"$T/calls/ip-link" <<'END'
255 ip-link banana
255 ip-link -banana show
1 ip-link -n nosuch show
1 ip link show nosuch
1 ip link show dev nosuch
1 ip link show "$long"
255 ip link show dev
255 ip link show lo banana
255 ip link show dev lo dev lo
1 ip link show master nosuch
1 ip link show group banana
255 ip link add
255 ip link add x0
255 ip link add x0 type
2 ip link add x0 type banana
255 ip link add x0 type veth banana
255 ip link add x0 type veth peer name
255 ip link add x0 mtu
255 ip link add name x0 name x1 type veth
255 ip link add x0 mtu 1400 mtu 1500 type veth
1 ip link add "$long" type veth
1 ip link add a/b type veth
1 ip link add 'a b' type veth
1 ip link add . type veth
1 ip link add '' type veth
1 ip link add x0 type veth peer name "$long"
1 ip link add x0 type veth peer name a/b
1 ip link add x0 mtu banana type veth
1 ip link add x0 mtu -1 type veth
1 ip link add x0 mtu 5000000000 type veth
1 ip link add x0 mtu '' type veth
1 ip link add x0 mtu 1400x type veth
1 ip link add x0 address banana type veth
1 ip link add x0 address 02:00:00:00:00:zz type veth
2 ip link add x0 address 02:00:00:00:00 type veth
1 ip link add link nosuch name x0 type macvlan
1 ip link add link v0 name x0 type macvlan mode banana
1 ip link add x0 type bridge stp_state banana
1 ip link add x0 type bridge forward_delay banana
255 ip link add x0 type bridge banana 1
1 ip link add x0 type vxlan id 1 dstport 4789 ttl 256
1 ip link add x0 netns nosuch type veth
1 ip link add x0 type veth peer name x1 netns nosuch
2 ip link add v0 type veth
2 ip link add x0 type veth peer name v0
2 ip link add lo type bridge
255 ip link set
255 ip link set dev
1 ip link set nosuch up
1 ip link set dev nosuch up
1 ip link set "$long" up
255 ip link set v0 banana
255 ip link set v0 mtu
255 ip link set v0 mtu 1400 mtu 1300
255 ip link set v0 up dev v1
1 ip link set v0 mtu banana
2 ip link set v0 mtu 5
1 ip link set v0 address banana
2 ip link set v0 address 01:00:00:00:00:01
1 ip link set v0 name "$long"
1 ip link set v0 name a/b
2 ip link set d0 name br0
1 ip link set v0 master nosuch
2 ip link set v0 master lo
2 ip link set lo master br0
1 ip link set v0 netns nosuch
1 ip link set v0 netns 4194304
1 ip link set v0 netns ..
2 ip link set lo netns there
1 ip link set v0 arp banana
255 ip link set v0 arp
1 ip link set v0 txqueuelen banana
1 ip link set v0 group banana
255 ip link delete
255 ip link delete dev
255 ip link delete v0 banana
1 ip link delete nosuch
1 ip link delete dev nosuch
2 ip link delete lo
END

cat >"$T/calls/ip-addr" <<'END'
255 ip-addr banana
1 ip-addr -n nosuch show
1 ip addr add banana dev lo
1 ip addr add '' dev lo
1 ip addr add 192.0.2.7/33 dev lo
1 ip addr add 192.0.2.7/ dev lo
1 ip addr add 192.0.2.7/-1 dev lo
1 ip addr add 192.0.2.7/banana dev lo
1 ip addr add 192.0.2.256 dev lo
1 ip addr add 192.0.2.7.9 dev lo
1 ip addr add 192.0.2.7x dev lo
1 ip addr add 2001:db8::7/129 dev lo
1 ip addr add 2001:db8:::7 dev lo
1 ip addr add 2001:db8::7:: dev lo
1 ip addr add 1:2:3:4:5:6:7 dev lo
1 ip -4 addr add 2001:db8::7/64 dev lo
1 ip -6 addr add 192.0.2.7 dev lo
1 ip addr add 192.0.2.7/24 dev nosuch
1 ip addr add 192.0.2.7/24 dev "$long"
255 ip addr add
255 ip addr add 192.0.2.7/24
255 ip addr add dev lo
255 ip addr add 192.0.2.7/24 dev
255 ip addr add 192.0.2.7/24 dev lo dev lo
255 ip addr add 192.0.2.7/24 dev lo banana
255 ip addr add 192.0.2.7/24 dev lo broadcast
255 ip addr add local 192.0.2.7/24 local 192.0.2.8/24 dev lo
1 ip addr add 192.0.2.7/24 dev lo broadcast banana
1 ip addr add 192.0.2.7/24 dev lo peer banana
1 ip addr add 192.0.2.7 peer 2001:db8::9 dev lo
1 ip addr add 192.0.2.7/24 dev lo scope banana
1 ip addr add 192.0.2.7/24 dev lo valid_lft banana
1 ip addr add 192.0.2.7/24 dev lo metric banana
1 ip addr add 192.0.2.7/24 dev v0 label "$long"
2 ip addr add 192.0.2.1/24 dev v0
2 ip addr add 127.0.0.1/8 dev lo
2 ip addr add 2001:db8::1/64 dev v0
1 ip addr change banana dev lo
1 ip addr replace 192.0.2.1/33 dev v0
1 ip addr replace 192.0.2.1/24 dev nosuch
255 ip addr delete
255 ip addr delete 192.0.2.1/24
255 ip addr delete 192.0.2.1/24 dev v0 banana
1 ip addr delete banana dev v0
1 ip addr delete 192.0.2.1/24 dev nosuch
2 ip addr delete 192.0.2.77/24 dev v0
2 ip addr delete 192.0.2.1/24 dev d0
1 ip addr show nosuch
1 ip addr show dev nosuch
255 ip addr show dev
1 ip addr show scope banana
1 ip addr show to banana
1 ip addr show to 192.0.2.0/33
255 ip addr flush
255 ip addr flush dev
1 ip addr flush dev nosuch
1 ip addr flush dev v0 scope banana
1 ip addr flush dev v0 to banana
END

cat >"$T/calls/ip-route" <<'END'
255 ip-route banana
1 ip-route -n nosuch show
255 ip route add
1 ip route add banana dev v0
1 ip route add '' dev v0
1 ip route add 203.0.113.0/33 dev v0
1 ip route add 203.0.113.0/ dev v0
1 ip route add 203.0.113.256 dev v0
1 ip route add 2001:db8:7::/129 dev v0
1 ip -6 route add 203.0.113.0/24 dev v0
1 ip -4 route add 2001:db8:7::/64 dev v0
1 ip route add 203.0.113.0/24 dev nosuch
1 ip route add 203.0.113.0/24 dev "$long"
1 ip route add 203.0.113.0/24 via banana
1 ip route add 203.0.113.0/24 via 192.0.2.256
1 ip route add 203.0.113.0/24 via 2001:db8::9
255 ip route add 203.0.113.0/24 via
255 ip route add 203.0.113.0/24 dev
255 ip route add 203.0.113.0/24 dev v0 dev v0
255 ip route add 203.0.113.0/24 dev v0 banana
255 ip route add 203.0.113.0/24 via 192.0.2.9 metric
255 ip route add 203.0.113.0/24 via 192.0.2.9 metric 5 metric 6
1 ip route add 203.0.113.0/24 via 192.0.2.9 metric banana
1 ip route add 203.0.113.0/24 via 192.0.2.9 table banana
1 ip route add 203.0.113.0/24 via 192.0.2.9 proto banana
1 ip route add 203.0.113.0/24 via 192.0.2.9 scope banana
1 ip route add 203.0.113.0/24 via 192.0.2.9 proto 256
1 ip route add 203.0.113.0/24 via 192.0.2.9 scope 256
1 ip route add 203.0.113.0/24 via 192.0.2.9 tos 100
1 ip route add 203.0.113.0/24 vrf v0
1 ip route get 192.0.2.9 vrf v0
1 ip route add 203.0.113.0/24 via 192.0.2.9 src banana
1 ip route add 203.0.113.0/24 via 192.0.2.9 mtu banana
1 ip route add 203.0.113.0/24 nexthop via banana
1 ip route add 203.0.113.0/24 nexthop via 192.0.2.9 weight 0
1 ip route add 203.0.113.0/24 nexthop via 192.0.2.9 weight 257
1 ip route add 203.0.113.0/24 nexthop via 192.0.2.9 dev nosuch
255 ip route add 203.0.113.0/24 nexthop via
1 ip route add banana 203.0.113.0/24 dev v0
2 ip route add 203.0.113.0/24 via 203.0.113.1
2 ip route add 198.51.100.0/24 via 192.0.2.9
2 ip route add 192.0.2.0/24 dev v0
2 ip route add 203.0.113.0/24 via 192.0.2.9 dev d0
2 ip route add 203.0.113.0/24 via 192.0.2.9 src 192.0.2.77
2 ip route add 203.0.113.1/24 dev v0
2 ip route change 203.0.113.0/24 via 192.0.2.9
1 ip route change banana via 192.0.2.9
1 ip route replace 203.0.113.0/33 via 192.0.2.9
1 ip route append 203.0.113.0/24 via banana
255 ip route delete
1 ip route delete banana
1 ip route delete 198.51.100.0/24 dev nosuch
2 ip route delete 203.0.113.0/24
2 ip route delete 198.51.100.0/24 via 192.0.2.8
2 ip route delete default
255 ip route get
1 ip route get banana
1 ip route get 192.0.2.256
1 ip route get 192.0.2.9 oif nosuch
1 ip route get 192.0.2.9 from banana
255 ip route get 192.0.2.9 oif
2 ip route get 203.0.113.9
1 ip route show banana
1 ip route show dev nosuch
1 ip route show table banana
1 ip route show proto banana
255 ip route show dev
255 ip route flush
1 ip route flush banana
1 ip route flush dev nosuch
1 ip route flush table banana
END

cat >"$T/calls/netns" <<'END'
255 netns banana
255 netns -banana
255 netns add
255 netns delete
255 netns exec
255 netns exec there
255 netns attach
255 netns attach x
255 netns attach x 1 2
255 netns pids
255 netns pids there there
255 netns set
255 netns set there
255 netns set there 5 6
255 netns identify 1 2
255 netns list-id banana
255 netns list-id nsid
1 netns list-id nsid banana
1 netns list-id target-nsid banana
1 netns add there
1 netns add x there
1 netns add x a/b
1 netns add ''
1 netns add .
1 netns add ..
1 netns add "$longer"
1 netns attach x banana
1 netns attach x 0
1 netns attach x 4194304
1 netns attach there $$
1 netns attach a/b $$
1 netns delete nosuch
1 netns delete there nosuch
1 netns delete ..
1 netns delete ''
1 netns exec nosuch true
1 netns exec .. true
1 netns pids nosuch
1 netns set nosuch 5
1 netns set there banana
1 netns set there -3
1 netns set there 5000000000
2 netns set there 7
1 netns identify banana
1 netns identify 4194304
127 netns exec there nosuchcommand
126 netns exec there "$T/file"
126 netns exec there "$T"
END

cat >"$T/calls/veth" <<'END'
255 veth banana
255 veth add
255 veth add x0
255 veth add x0 x1 x2
255 veth add x0 x1 mtu
255 veth add x0 x1 mtu 1400 mtu 1500
1 veth add x0 x1 mtu banana
1 veth add "$long" x1
1 veth add x0 "$long"
1 veth add a/b:x0 x1
1 veth add nosuch:x0 x1
1 veth add x0 nosuch:x1
1 veth add ..:x0 x1
1 veth add there: x1
1 veth add there:"$long" x1
1 veth add x0 192.0.2.7/33 x1
1 veth add x0 x1 2001:db8::7/129
2 veth add v0 x1
2 veth add x0 v1
2 veth add x0 there:w1
2 veth add x0 192.0.2.7/24 there:w1 192.0.2.8/24
255 veth peer
1 veth peer nosuch
1 veth peer there:nosuch
1 veth peer nosuch:v0
1 veth peer br0
255 veth delete
1 veth delete nosuch
1 veth delete there:nosuch
1 veth delete nosuch:v0
1 veth delete br0
END

cat >"$T/calls/nsexec" <<'END'
125 nsexec
125 nsexec there
125 nsexec -N
125 nsexec --banana there true
125 nsexec -u
125 nsexec nosuch true
125 nsexec .. true
125 nsexec '' true
125 nsexec "$longer" true
125 nsexec "$T/file" true
125 nsexec "$T/nosuch" true
125 nsexec / true
125 nsexec 4194304 true
125 nsexec -u nosuchuser there true
125 nsexec -u nosuchuser:0 there true
127 nsexec there nosuchcommand
127 nsexec there "$T/nosuch"
126 nsexec there "$T/file"
126 nsexec there "$T"
END

cat >"$T/calls/fwd" <<'END'
255 fwd banana
255 fwd -banana show
1 fwd -n nosuch show
255 fwd show banana
255 fwd on banana
255 fwd on 4 4
255 fwd on dev
255 fwd on dev v0 dev v1
1 fwd on dev nosuch
1 fwd off dev nosuch
1 fwd on dev "$long"
1 fwd on dev a/b
1 fwd -n nosuch on
255 fwd masq
255 fwd masq banana
255 fwd masq dev
1 fwd masq dev nosuch
1 fwd masq dev v0 from banana
1 fwd masq dev v0 from 192.0.2.0/33
255 fwd port
255 fwd port tcp
255 fwd port tcp 80
255 fwd port tcp 80 to
1 fwd port banana 80 to 192.0.2.7
1 fwd port tcp banana to 192.0.2.7
1 fwd port tcp 0 to 192.0.2.7
1 fwd port tcp 65536 to 192.0.2.7
1 fwd port tcp 80-70 to 192.0.2.7
1 fwd port tcp 80 to banana
1 fwd port tcp 80 to 192.0.2.7:0
1 fwd port tcp 80 to 192.0.2.7:65536
1 fwd port tcp 80 to 192.0.2.7 dev nosuch
255 fwd delete
1 fwd delete banana
255 fwd flush banana
END

cat >"$T/calls/nsbox" <<'END'
255 "$NSBOX" banana
255 "$NSBOX" --banana
255 "$NSBOX" --install
255 "$NSBOX" ip
1 "$NSBOX" ip banana
1 "$NSBOX" ip addr add banana dev lo
1 "$NSBOX" ip-addr add banana dev lo
END

for table in ip ip-link ip-addr ip-route netns veth nsexec fwd nsbox; do
	if [ $table = nsbox ] || "$NSBOX" --list | grep -qx -e "$table"; then
		rows "$T/calls/$table"
		unchanged "$table"
	else
		skip "wrong calls of $table" 'this nsbox has no such applet'
	fi
done

# --- no permission ---------------------------------------------------------------------------------------

cat >"$T/calls/nobody" <<'END'
2 ip link add x0 type veth
2 ip link set v0 down
2 ip link delete v0
2 ip addr add 192.0.2.7/24 dev v0
2 ip addr delete 192.0.2.1/24 dev v0
2 ip addr flush dev v0
2 ip route add 203.0.113.0/24 via 192.0.2.9
2 ip route delete 198.51.100.0/24
2 ip route flush dev v0
2 ip -n there addr add 192.0.2.7/24 dev w1
2 ip netns add x
2 ip netns delete there
2 ip netns set there 5
2 ip netns exec there true
2 veth add x0 x1
2 veth delete v0
125 nsexec there true
125 nsexec --new true
2 fwd on
2 fwd masq dev v0
END
while read -r want call <&3; do
	# shellcheck disable=SC2086 # words
	wrong "$want" "nobody: $call" unprivileged $call </dev/null
	unchanged "nobody: $call"
done 3<"$T/calls/nobody"

# --- output that cannot be written -----------------------------------------------------------------------

# unwritten STDOUT CMD…: it fails, and says so in one line.
unwritten() {
	_to=$1
	shift
	if [ "$_to" = closed ]; then
		"$@" 2>"$T/.err" >&-
	else
		"$@" 2>"$T/.err" >"$_to"
	fi && echo 'status 0' && return 1
	[ "$(grep -c . "$T/.err")" = 1 ] || { cat "$T/.err" && return 1; }
}

while read -r call <&3; do
	for to in /dev/full closed; do
		ok "stdout $to: $call" eval "unwritten $to $call" </dev/null
	done
done 3<<'END'
ip link
ip -j addr
ip route show table all
ip -s -d link show dev lo
ip link help
ip -V
ip netns list
ip netns pids $$
ip route get 192.0.2.9
netns list
ip-addr show
veth list
fwd show
"$NSBOX"
"$NSBOX" --list
"$NSBOX" --version
END
unchanged 'stdout'
status 'without stderr the status is the same' 1 eval 'ip addr add banana dev lo 2>&-'
ok 'without stdin it works' eval 'ip link <&-'

done_testing
