#!/bin/sh
# ip-link wait and ip-addr wait: told by the kernel, never a look every now and then.
. "${0%/*}/lib.sh"

ip link add name v0 type veth peer name v1

# --- what is so already -----------------------------------------------------------------------

ok 'a link that is not there is gone' ip-link wait nothing gone timeout 1
ip link set v0 up
ok 'a link that is up is up' ip-link wait v0 up timeout 1
wrong 1 'a link without carrier has none' ip-link wait v0 carrier timeout 0.1
like 'the message says how long it waited' "$ERR" '*not within 0.1 seconds*'
wrong 1 'a link that stays is not gone' ip-link wait dev v0 gone timeout 0.1

# --- what becomes so --------------------------------------------------------------------------

bg ip-link wait v0 carrier timeout 20
waiter=$BG_PID
ip link set v1 up
wait "$waiter"
is 'a carrier that comes ends the wait' $? 0

bg ip-link wait v9 up timeout 20
waiter=$BG_PID
ip link add name v8 type veth peer name v9
ip link set v9 up
wait "$waiter"
is 'a link that is made meanwhile and comes up ends the wait' $? 0

bg ip-link wait v8 gone timeout 20
waiter=$BG_PID
ip link delete v8
wait "$waiter"
is 'a link that goes ends the wait' $? 0

ip netns add there
bg ip-link -n there wait lo up timeout 20
waiter=$BG_PID
ip -n there link set lo up
wait "$waiter"
is 'in another namespace too' $? 0

# --- addresses --------------------------------------------------------------------------------

if [ -d /proc/sys/net/ipv6 ]; then
	ip -6 addr add 2001:db8::1/64 dev v0
	ok 'an address is waited for until nobody else was heard to have it' ip-addr wait v0 timeout 20
	is 'and none is tentative then' "$(ip -6 addr show dev v0 tentative)" ''
	ip netns add other
	ip link set v1 netns other
	ip -n other link set v1 up
	ip -n other addr add 2001:db8::7/64 dev v1 nodad
	ip-addr -n other wait v1 timeout 20
	ip addr add 2001:db8::7/64 dev v0
	wrong 1 'an address that somebody else has is not waited for' ip-addr wait v0 timeout 20
	like 'but named' "$ERR" '*2001:db8::7*'
else
	skip 'addresses are waited for' 'no IPv6 here'
fi
ok 'IPv4 addresses need no waiting' ip-addr wait lo timeout 1

if need strace; then
	strace -f -o "$T/trace" ip-link wait v0 gone timeout 0.3 2>/dev/null
	is 'one poll for all the time there is' "$(grep -c 'poll(' "$T/trace")" 1
else
	skip 'one poll for all the time there is' 'no strace'
fi

# --- wrong calls ------------------------------------------------------------------------------

wrong 255 'nothing to wait for' ip-link wait v0
wrong 255 'two things to wait for' ip-link wait v0 up gone
wrong 255 'no device' ip-link wait
wrong 255 'an unknown word' ip-link wait v0 up banana
wrong 1 'seconds without sense' ip-link wait v0 gone timeout banana
wrong 255 'seconds left out' ip-link wait v0 gone timeout
wrong 1 'an address of a device that is not there' ip-addr wait nothing timeout 1
wrong 255 'addresses of no device' ip-addr wait
done_testing
