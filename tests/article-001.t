#!/bin/sh
# Article 001: the two ways into a namespace, how long one lives, where a socket is, and what a link's number does.
. "${0%/*}/lib.sh"
installed

# net_of PID: the namespace that it is in, as the kernel names it.
net_of() {
	readlink "/proc/$1/ns/net"
}
here=$(net_of self)

# --- "Kernel API for NETNS" --------------------------------------------------------------------

# shellcheck disable=SC2016 # for the inner shell
bg unshare -n sh -c 'sleep 1000 & echo $! >$T/child; wait'
maker=$BG_PID
ok 'a process makes a namespace and forks' until_ok test -s "$T/child"
child=$(cat "$T/child")
bg_pids="$child $bg_pids"
there=$(net_of "$maker")
ok 'it is another one than ours' [ "$there" != "$here" ]
is 'the child has inherited it' "$(net_of "$child")" "$there"

# The first approach: the pid of a process that is in it.
is 'a way in: its /proc/PID/ns/net' "$(nsexec "/proc/$maker/ns/net" readlink /proc/self/ns/net)" "$there"
is 'a way in: its pid' "$(nsexec "$maker" readlink /proc/self/ns/net)" "$there"
is "a way in: its child's pid" "$(nsexec "$child" readlink /proc/self/ns/net)" "$there"
is 'we ourselves stay where we are' "$(net_of self)" "$here"

# The second: the file that ip has bound the namespace to.
ip netns add NAME
is 'the file is the namespace' "net:[$(stat -L -c %i /run/netns/NAME)]" \
	"$(ip netns exec NAME readlink /proc/self/ns/net)"
named=$(ip netns exec NAME readlink /proc/self/ns/net)
is 'a way in: the file' "$(nsexec /run/netns/NAME readlink /proc/self/ns/net)" "$named"
is 'a way in: the name' "$(nsexec NAME readlink /proc/self/ns/net)" "$named"
if need nsenter; then
	is 'a way in: nsenter(1), by the file' \
		"$(nsenter --net=/run/netns/NAME readlink /proc/self/ns/net)" "$named"
else
	skip 'a way in: nsenter(1), by the file' 'no nsenter'
fi

# "regular user processes can't switch namespaces"
status 'nobody may enter by name' 125 unprivileged nsexec NAME true
like 'and is told why' "$(cat "$T/.out")" '*NAME*[Pp]ermi*'
ok 'nor with netns exec' eval '! unprivileged ip netns exec NAME true'
ok 'nor make one' eval '! unprivileged ip netns add theirs'
is 'and none was made' "$(ip netns list)" NAME

# --- "Each network namespace exists as long as there is at least one process that uses it, or
# there is a mount point": an end of a veth in it shows the other end's owner when it goes.

ip link add byprocess type veth peer name inside netns "$child"
kill "$maker"
ok 'the maker has gone' until_ok eval "! test -e /proc/$maker/ns/net"
ok 'a process keeps it' nsexec "$child" ip link show dev inside
ok 'and so its link' ip link show dev byprocess
kill "$child"
ok 'without one it goes' until_ok eval '! ip link show dev byprocess'

ip link add bymount type veth peer name inside netns NAME
is 'no process is in this one' "$(ip netns pids NAME)" ''
ok 'a mount keeps it' ip netns exec NAME ip link show dev inside
bg ip netns exec NAME sleep 1000
sleeper=$BG_PID
ok 'now one is' until_ok eval "[ \"\$(ip netns pids NAME)\" = $sleeper ]"
ok 'the mount is taken away' ip netns delete NAME
is 'the name has gone' "$(ip netns list)" ''
is 'the namespace has not' "$(nsexec "$sleeper" readlink /proc/self/ns/net)" "$named"
ok 'nor what is in it' nsexec "$sleeper" ip link show dev inside
exec 9<"/proc/$sleeper/ns/net"
kill "$sleeper"
ok 'an open file keeps it as well' nsexec "/proc/$$/fd/9" ip link show dev inside
exec 9<&-
ok 'with the last of them it goes' until_ok eval '! ip link show dev bymount'

# --- "Socket API behavior" ---------------------------------------------------------------------

ip netns add NS1
ip netns add NS2
ns2=$(ip netns exec NS2 readlink /proc/self/ns/net)
ip netns exec NS1 ip link set lo up
ip netns exec NS2 ip link set lo up

# A connection made in NS1, whose process then moves on to NS2 and goes on using it.
if need busybox && busybox nc --help 2>&1 | grep -q -e '-e PROG'; then
	# shellcheck disable=SC2016 # for the inner shell
	bg ip netns exec NS1 busybox nc -l -p 4078 -e \
		"$BIN/nsexec" NS2 sh -c 'read -r line; echo "$line to $(readlink /proc/self/ns/net)"'
	until_ok listening "$BG_PID" 4078
	is 'a connection of NS1 serves a process in NS2' \
		"$(echo hello | ip netns exec NS1 nc -N -w 5 127.0.0.1 4078)" "hello to $ns2"
else
	skip 'a connection of NS1 serves a process in NS2' 'no busybox nc with -e'
fi

# A socket made in NS1 and nothing else; bound and listening only when its process is in NS2.
if need perl; then
	# shellcheck disable=SC2016 # perl's
	bg ip netns exec NS1 perl -MSocket -e '
		$^F = 99;
		socket(my $s, PF_INET, SOCK_STREAM, 0) or die $!;
		exec "nsexec", "--keep-fd", fileno($s), "NS2", "perl", "-MSocket", "-e", q{
			open(my $s, "+<&=", shift) or die $!;
			bind($s, pack_sockaddr_in(4079, INADDR_ANY)) or die $!;
			listen($s, 1) or die $!;
			accept(my $c, $s) or die $!;
			syswrite($c, readlink("/proc/self/ns/net") . "\n");
		}, fileno($s)'
	ok 'a socket of NS1, its process in NS2' until_ok eval "[ \"\$(net_of $BG_PID)\" = $ns2 ]"
	bg ip netns exec NS1 sleep 1000
	ok 'listens in NS1' until_ok listening "$BG_PID" 4079
	like 'not in NS2' "$(ip netns exec NS2 nc -v -w 1 127.0.0.1 4079 2>&1)" '*[Rr]efused*'
	is 'and answers there' "$(ip netns exec NS1 nc -w 5 127.0.0.1 4079 </dev/null)" "$ns2"
else
	skip 'a socket of NS1 is used from NS2' 'no perl'
fi

# --- "NETLINK behavior": the number of a link that moves -----------------------------------------

# index [NAME] DEV
index() {
	if [ $# = 2 ]; then
		ip netns exec "$1" cat "/sys/class/net/$2/ifindex"
	else
		cat "/sys/class/net/$1/ifindex"
	fi
}

plain_link mover
number=$(index mover)
ok 'a link moves to NS1' ip link set dev mover netns NS1
is 'and keeps its number' "$(index NS1 mover)" "$number"
is 'lo is 1 in every one' "$(index lo) $(index NS1 lo) $(index NS2 lo)" '1 1 1'
# So far the article. But numbers have long been each namespace's own: one that is taken where the
# link goes is given up for a free one.
ok 'another link takes that number in NS2' ip -n NS2 link add taken index "$number" type veth
ok 'the link moves on to NS2' ip -n NS1 link set dev mover netns NS2
ok 'where its number is another' [ "$(index NS2 mover)" != "$number" ]
is 'that of the other has not changed' "$(index NS2 taken)" "$number"

done_testing
