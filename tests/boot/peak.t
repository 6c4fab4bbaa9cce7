#!/bin/sh
# In a guest: no applet needs more than 256 KiB, whatever the size of what it shows; twice that where
# the same code takes more bytes.
. "${0%/*}/lib.sh"
peak=${0%/*}/peak
page=$(sed -n 's/^KernelPageSize: *\([0-9]*\) kB/\1/p' /proc/self/smaps | head -n 1)
if [ "$page" != 4 ]; then
	echo "1..0 # SKIP pages of $page KiB"
	exit 0
fi

case $(uname -m) in
x86_64 | i?86) limit=256 ;;
*) limit=512 ;;
esac

# small NAME WORD…: the call succeeds, and its peak is small.
small() {
	kib=$("$peak" "$@" 2>&1 >/dev/null)
	status=$?
	[ $status = 0 ] && [ "$kib" -le "$limit" ] 2>/dev/null
	result $? "$kib KiB: $*"
}

netns add near far
veth add near:a 192.0.2.1/24 far:b 192.0.2.2/24
[ -n "$IP2" ] || { echo '1..0 # SKIP no iproute2 to set up much'; exit 0; }
i=0
while [ $((i += 1)) -le 200 ]; do
	echo "link add d$i type dummy"
	echo "address add 10.0.$i.1/24 dev d$i"
	echo "link set d$i up"
done >"$T/batch"
i=0
while [ $((i += 1)) -le 2000 ]; do
	echo "route add 10.1.$((i / 250)).$((i % 250)) via 192.0.2.2"
done >>"$T/batch"
ok 'links, addresses and routes' "$IP2" -n near -batch "$T/batch"
is 'so many routes' "$(ip -n near route show | grep -c '^10\.1\.')" 2000

small netns list
small netns pids near
small netns who near
small netns monitor help
small veth list
small veth peer near:a
small ip -n near link show
small ip -n near -s -d -j link show
small ip -n near address show
small ip -n near route show
small ip -n near route get 10.1.1.1
[ ! -e "$BIN/ip-rule" ] || small ip -n near rule show
[ ! -e "$BIN/ip-neigh" ] || small ip -n near neigh show
small ip-link -n near set dev a mtu 1400
small ip-addr -n near add 192.0.2.9/24 dev a
small ip-route -n near delete 10.1.1.1
small nsexec near "$NSBOX" --version
small fwd -n near on
small fwd -n near show
small fwd -n near masq dev a
small lsns
small ping -n near -c 1 192.0.2.2
small netns delete near far
done_testing
