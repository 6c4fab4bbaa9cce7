#!/bin/sh
# netns and nsexec: names come and go safely, both tools see the same, and a command gets what it should.
. "${0%/*}/lib.sh"

# fresh: the machine as it starts, with nothing below /run.
fresh() {
	umount -l /run
	mount -t tmpfs -o mode=755 run /run
}

# mounts PREFIX: how often something is mounted at a path that begins so.
mounts() {
	cut -d ' ' -f 5 /proc/self/mountinfo | grep -c "^$1"
}

# ns_of NAME: the namespace a name stands for.
ns_of() {
	echo "net:[$(stat -L -c %i "/run/netns/$1")]"
}

# files: what is in /run/netns.
files() {
	# shellcheck disable=SC2012 # to be read, not used
	ls -A /run/netns | tr '\n' ' '
}

# The ways in for a command: WAY NS CMD…
ways='ip_netns_exec nsexec'
ip_netns_exec() {
	ip netns exec "$@"
}

# --- a machine where nobody has made a namespace yet -------------------------------------------------

is 'no namespace: list' "$(ip netns list)" ''
is 'no namespace: list as JSON' "$(ip -j netns list)" '[]'
is 'no namespace: netns alone lists' "$(netns)" ''
wrong 1 'no namespace: exec' ip netns exec x true
wrong 1 'no namespace: -n' ip -n x link
wrong 1 'no namespace: pids' ip netns pids x
wrong 1 'no namespace: delete' ip netns delete x
ok 'no namespace: nothing was made' test ! -e /run/netns

# --- a parallel first use ----------------------------------------------------------------------------

i=0
while [ $i -lt 64 ]; do
	i=$((i + 1))
	ip netns add "n$i" &
	adds="$adds $!"
done 2>"$T/adds"
failed=0
for pid in $adds; do
	wait "$pid" || failed=$((failed + 1))
done
is '64 adds at once: all succeed' "$failed $(cat "$T/adds")" '0 '
is '64 adds at once: 64 names' "$(ip netns list | sort -u | grep -c .)" 64
is '64 adds at once: 64 namespaces' "$(stat -L -c %i /run/netns/n* | sort -u | grep -c .)" 64
is '64 adds at once: none is ours' \
	"$(stat -L -c %i /run/netns/n* | grep -c "$(stat -L -c %i /proc/self/ns/net)")" 0
is '64 adds at once: /run/netns is mounted once' "$(mounts '/run/netns$')" 1
is '64 adds at once: and each name once' "$(mounts /run/netns/n)" 64
like '/run/netns is shared, as iproute2 makes it' "$(grep ' /run/netns ' /proc/self/mountinfo)" \
	'* /run/netns * shared:*'
ok 'an add later' ip netns add n65
is 'does not mount it again' "$(mounts '/run/netns$')" 1

for i in /run/netns/*; do
	ip netns delete "${i##*/}" &
done 2>"$T/deletes"
wait
is '65 deletes at once' "$(files)$(cat "$T/deletes")" ''
is 'leave /run/netns mounted' "$(mounts /run/netns)" 1

# The same with the moments stretched in which two could meet: each call of mount takes longer.
if need strace && strace -o /dev/null -e inject=mount:delay_exit=1 true 2>"$T/.err"; then
	fresh
	for name in a b same same; do
		strace -o /dev/null -e inject=mount:delay_exit=300000 ip netns add $name \
			2>>"$T/refused" &
	done
	wait
	is 'slow adds at once: /run/netns is mounted once' "$(mounts '/run/netns$')" 1
	is 'slow adds at once: and each name once' "$(mounts /run/netns/) $(files)" '3 a b same '
	is 'slow adds at once: one of two of the same name is refused' "$(grep -c same "$T/refused")" 1
else
	skip 'slow adds at once' 'no strace that injects'
fi

# --- one name ------------------------------------------------------------------------------------------

fresh
ok 'add' ip netns add one
ok 'several at once' netns add two three
is 'list: all' "$(netns list | sort | tr '\n' ' ')" 'one three two '
is 'list: further words mean nothing' "$(ip netns list one)" "$(ip netns list)"
ok 'delete' ip netns delete one
wrong 1 'several, one of them not there' netns delete two nosuch three
is 'so none is deleted' "$(files)" 'three two '
ok 'several at once' netns delete two three
is 'all gone' "$(files)" ''
ok 'spaces in a name' ip netns add 'a b'
is 'are kept' "$(ip netns list)" 'a b'
ok 'and found' ip -n 'a b' link
ip netns delete 'a b'
longest=$(printf %0255d 0)
ok 'a name of 255 bytes' ip netns add "$longest"
is 'is listed' "$(ip netns list)" "$longest"
ok 'is entered' ip netns exec "$longest" true
ok 'is deleted' ip netns delete "$longest"

# A number is a name before it is a pid.
ip netns add $$
is 'a name of digits' "$(nsexec $$ readlink /proc/self/ns/net)" "$(ns_of $$)"
ip netns delete $$
is 'without it a pid' "$(nsexec $$ readlink /proc/self/ns/net)" "$(readlink /proc/$$/ns/net)"

# Scripts link a name to a container's namespace.
bg unshare -n sleep 1000
container=$BG_PID
until_ok eval "[ \"\$(readlink /proc/$container/ns/net)\" != '$(readlink /proc/self/ns/net)' ]"
there=$(readlink "/proc/$container/ns/net")
mkdir -p /run/netns
ln -s "/proc/$container/ns/net" /run/netns/link
is 'a link to a process' "$(ip netns exec link readlink /proc/self/ns/net)" "$there"
ok 'can be deleted' ip netns delete link
is 'and is gone' "$(files)" ''
is 'but not what it led to' "$(readlink "/proc/$container/ns/net")" "$there"
is 'a pid instead of a name' "$(ip netns exec "$container" readlink /proc/self/ns/net)" "$there"

# --- names that are none -------------------------------------------------------------------------------

ip netns add good
for name in / . .. '' a/b ../x "$(printf %0256d 0)"; do
	shown=$(printf %.8s "$name")
	wrong 1 "name '$shown': add" ip netns add "$name"
	wrong 1 "name '$shown': add, behind a good one" ip netns add fine "$name"
	wrong 1 "name '$shown': attach" ip netns attach "$name" $$
	wrong 1 "name '$shown': delete" ip netns delete "$name"
	wrong 1 "name '$shown': exec" ip netns exec "$name" true
	wrong 125 "name '$shown': nsexec" nsexec "$name" true
	wrong 1 "name '$shown': pids" ip netns pids "$name"
	wrong 1 "name '$shown': set" ip netns set "$name" 5
	wrong 1 "name '$shown': -n" ip -n "$name" link
	wrong 1 "name '$shown': -n of netns" netns -n "$name" list-id
done
is 'nothing has come of them' "$(files)" 'good '
ok 'and nothing beside it' test ! -e /run/x

# --- an add that fails leaves nothing --------------------------------------------------------------------

before=$(ns_of good)
wrong 1 'the name is there' ip netns add good
is 'and stays what it was' "$(ns_of good) $(files)" "$before good "
wrong 1 'the second of two is there' ip netns add other good
is 'so neither is made' "$(files)" 'good '
wrong 1 'the name is there: attach' ip netns attach good $$
is 'and stays what it was' "$(ns_of good)" "$before"
wrong 1 'no such process: attach' ip netns attach other 4194304
is 'nothing is left' "$(files)" 'good '

chmod 777 /run/netns
wrong 2 'no permission' unprivileged ip netns add other
like 'is what it says' "$ERR" '*other*[Pp]ermi*'
wrong 1 'no permission: attach, of a process that may not be looked at' \
	unprivileged ip netns attach other $$
wrong 2 'no permission: delete' unprivileged ip netns delete good
is 'nothing is left' "$(files)" 'good '
is 'and nothing is gone' "$(ns_of good)" "$before"
chmod 755 /run/netns
mount -o remount,ro /run/netns
wrong 2 'nothing can be written' ip netns add other
like 'is what it says' "$ERR" '*other*[Rr]ead-only*'
mount -o remount,rw /run/netns

# Each call that matters is made to fail, and then to kill, by strace.
if need strace && strace -o "$T/trace" -e inject=mount:error=EINVAL true; then
	for call in unshare mount setns flock; do
		fresh
		ip netns add good
		# which of its calls on the way exist at all
		strace -o "$T/trace" -e trace=$call ip netns add other
		ip netns delete other
		n=$(grep -c "^$call(" "$T/trace")
		[ "$n" -gt 0 ] || [ $call = flock ] || ok "add calls $call" false
		while [ "$n" -gt 0 ]; do
			if [ $call != flock ]; then
				wrong 2 "add: $call $n fails" \
					strace -o "$T/trace" -e inject=$call:error=ENOMEM:when="$n" ip netns add other
				is "add: $call $n fails: nothing is left" "$(files)$(mounts /run/netns/other)" 'good 0'
			fi
			strace -o "$T/trace" -e inject=$call:signal=KILL:when="$n" ip netns add other 2>"$T/.err"
			ok "add: killed at $call $n: it can be made" eval \
				'ip netns add other || { ip netns delete other && ip netns add other; }'
			ok "add: killed at $call $n: used" ip netns exec other true
			ok "add: killed at $call $n: deleted" ip netns delete other
			is "add: killed at $call $n: nothing is left" "$(files)" 'good '
			n=$((n - 1))
		done
	done
else
	skip 'an add that fails or dies at each of its calls' 'no strace that injects'
fi

# --- a file that is left of one that was killed ------------------------------------------------------------

fresh
ip netns add good
touch /run/netns/left
ok 'a leftover: list' ip netns list
like 'still lists the others' "$(ip netns list 2>&1)" '*good*'
wrong 1 'a leftover: exec' ip netns exec left true
like 'says so' "$ERR" '*left*'
wrong 1 'a leftover: -n' ip -n left link
wrong 1 'a leftover: pids' ip netns pids left
wrong 125 'a leftover: nsexec' nsexec left true
# shellcheck disable=SC2016 # eval's
ok 'a leftover: delete' eval 'ip netns delete left >"$T/said" 2>"$T/complained"'
is 'says nothing on stdout' "$(cat "$T/said")" ''
is 'and a line on stderr' "$(grep -c . "$T/complained")" 1
like 'what it found' "$(cat "$T/complained")" '*left*'
is 'and it is gone' "$(files)" 'good '
touch /run/netns/left
ok 'a leftover: add takes it' ip netns add left
ok 'as a namespace' ip netns exec left true
echo precious >/run/netns/file
wrong 1 'a file with something in it: add' ip netns add file
is 'keeps it' "$(cat /run/netns/file)" precious
rm /run/netns/file

# --- both tools see the same ---------------------------------------------------------------------------

if [ -n "$IP2" ]; then
	for first in "$IP2" "$BIN/ip"; do
		second=$IP2
		[ "$first" != "$IP2" ] || second=$BIN/ip
		who="made by ${first#"$T/bin/"}"
		fresh
		ok "$who: add" "$first" netns add shared
		is "$who: list" "$("$second" netns list)" shared
		is "$who: exec" "$("$second" netns exec shared readlink /proc/self/ns/net)" "$(ns_of shared)"
		ok "$who: -n" "$second" -n shared link set lo up
		ok "$who: add beside it" "$second" netns add beside
		is "$who: one mount of /run/netns" "$(mounts '/run/netns$')" 1
		"$first" netns set shared 5
		for view in 'netns list' '-j netns list' 'netns list-id' '-j netns list-id' 'netns list-id nsid 5'; do
			# shellcheck disable=SC2086 # words
			is "$who: $view is the same" "$("$second" $view)" "$("$first" $view)"
		done
		ok "$who: delete" "$second" netns delete shared
		is "$who: gone" "$("$first" netns list)" beside
		is "$who: and its mount" "$(mounts /run/netns/shared)" 0
	done
else
	skip 'both tools see the same' 'no iproute2'
fi

# What comes and goes reaches the mount namespaces of commands that are running.
fresh
ip netns add first
bg ip netns exec first sleep 1000
running=$BG_PID
until_ok eval "[ \"\$(cat /proc/$running/comm)\" = sleep ]"
ip netns add second
ok 'a running command sees a new name' grep -q ' /run/netns/second ' "/proc/$running/mountinfo"
ip netns delete second
ok 'and keeps none that is deleted' eval "! grep -q ' /run/netns/second ' /proc/$running/mountinfo"
ok 'one in another mount namespace adds a name' \
	unshare -m --propagation shared "$BIN/ip" netns add third
ok 'it is here as well' ip netns exec third true

# --- a command in a namespace ----------------------------------------------------------------------------

fresh
ip netns add in
# What a command in here has open, none of which nsbox may add to.
ls /proc/self/fd >"$T/open"
for way in $ways; do
	is "$way: the namespace" "$("$way" in readlink /proc/self/ns/net)" "$(ns_of in)"
	"$way" in ls /proc/self/fd >"$T/open.in"
	is "$way: no descriptor leaks" "$(cat "$T/open.in")" "$(cat "$T/open")"
	is "$way: /sys is that of the namespace" \
		"$("$way" in ls /sys/class/net | grep -vx bonding_masters | tr '\n' ' ')" \
		"$(ip -n in -o link | sed 's/^[0-9]*: //; s/[@:].*//' | sort | tr '\n' ' ')"
	is "$way: stdin, arguments" "$(echo 'to you' | "$way" in sh -c 'echo "$@"; cat' - -a --b 'c  d')" \
		'-a --b c  d
to you'
	status "$way: the status of the command" 7 "$way" in sh -c 'exit 7'
	status "$way: its signal" 137 "$way" in sh -c 'kill -9 $$'
done
ip netns exec in ip link add inner type veth
is 'netns exec: what is open stays so' "$(ip netns exec in cat /proc/self/fd/9 9<"$T/open")" "$(cat "$T/open")"
is 'nsexec: what is open stays so if asked' \
	"$(nsexec --keep-fd 9 in cat /proc/self/fd/9 9<"$T/open")" "$(cat "$T/open")"
status 'nsexec: else it is closed' 0 nsexec in test ! -e /proc/self/fd/9 9<"$T/open"
is 'netns exec: a link made there is in its /sys' \
	"$(ip netns exec in cat /sys/class/net/inner/operstate)" down
ok 'and not in ours' test ! -e /sys/class/net/inner
wrong 255 'netns exec: no command' ip netns exec in
wrong 127 'nsexec: not found' nsexec in nosuchcommand
like 'says which' "$ERR" '*nosuchcommand*'
touch "$T/plain"
wrong 126 'nsexec: not executable' nsexec in "$T/plain"
wrong 125 'nsexec: no namespace' nsexec nosuch true
like 'says which' "$ERR" '*nosuch*'
wrong 127 'netns exec: not found' ip netns exec in nosuchcommand
wrong 126 'netns exec: not executable' ip netns exec in "$T/plain"

# shellcheck disable=SC2016 # for the inner shells
new=$(nsexec --new sh -c 'readlink /proc/self/ns/net; "$BIN/ip" -o link show dev lo')
unlike 'nsexec --new: another namespace' "$new" "*$(readlink /proc/self/ns/net)*"
unlike 'nsexec --new: none with a name' "$new" "*$(ns_of in)*"
like 'nsexec --new: lo is up' "$new" '*1: lo: <LOOPBACK,UP,LOWER_UP>*'
is 'nsexec -k: the caller'"'"'s mounts' "$(nsexec -k in readlink /proc/self/ns/mnt)" \
	"$(readlink /proc/self/ns/mnt)"
unlike 'without it, others' "$(nsexec in readlink /proc/self/ns/mnt)" "$(readlink /proc/self/ns/mnt)"
is 'nsexec -k: the namespace all the same' "$(nsexec -k in readlink /proc/self/ns/net)" "$(ns_of in)"
# shellcheck disable=SC2016
is 'nsexec -u: the user' "$(nsexec -u 65534:65534 in sh -c 'echo $(id -u):$(id -g)')" 65534:65534
is 'nsexec -u: no capability' "$(nsexec -u 65534:65534 in grep -E '^Cap(Inh|Prm|Eff|Amb)' /proc/self/status |
	grep -vc '0000000000000000$')" 0

# --- each of them ----------------------------------------------------------------------------------------

ip netns add two
is 'exec in all' "$(ip -all netns exec readlink /proc/self/ns/net | grep '^net:' | sort)" \
	"$({ ns_of in; ns_of two; } | sort)"
like 'exec in all: says where' "$(ip -all netns exec true)" '*netns: in*'
is 'nsexec -a' "$(nsexec -a readlink /proc/self/ns/net | grep '^net:' | sort)" \
	"$({ ns_of in; ns_of two; } | sort)"
ok 'delete all' ip -all netns delete
is 'leaves none' "$(files)$(ip netns list)" ''
ok 'delete all of none' ip -all netns delete

# --- /etc/netns/NAME: an /etc of the test's own ------------------------------------------------------------

mkdir -p /etc "$T/etc/netns/with" "$T/elsewhere"
cp /etc/passwd /etc/group "$T/etc" 2>"$T/.err"
echo home >"$T/etc/resolv.conf"
echo home >"$T/etc/hosts"
mount --bind "$T/etc" /etc
echo with >/etc/netns/with/resolv.conf
ip netns add with
ip netns add without
for way in $ways; do
	is "$way: a file of the namespace" "$("$way" with cat /etc/resolv.conf)" with
	is "$way: the others" "$("$way" with cat /etc/hosts)" home
	is "$way: in another namespace" "$("$way" without cat /etc/resolv.conf)" home
done
is 'by pid there is no name' "$(nsexec $$ cat /etc/resolv.conf)" home
is 'nsexec -k: the caller'"'"'s files' "$(nsexec -k with cat /etc/resolv.conf)" home
is 'here nothing has changed' "$(cat /etc/resolv.conf) $(mounts /etc/)" 'home 0'

# resolv.conf is a link where a resolver manages it.
echo managed >"$T/elsewhere/stub.conf"
ln -sf "$T/elsewhere/stub.conf" /etc/resolv.conf
for way in $ways; do
	is "$way: over a link" "$("$way" with cat /etc/resolv.conf)" with
done
is 'what the link leads to is as it was' "$(cat "$T/elsewhere/stub.conf")" managed
rm "$T/elsewhere/stub.conf"
for way in $ways; do
	is "$way: over a link to nothing" "$("$way" with cat /etc/resolv.conf)" with
done
ok 'where it led there is still nothing' test ! -e "$T/elsewhere/stub.conf"
echo its >"$T/elsewhere/its.conf"
ln -sf "$T/elsewhere/its.conf" /etc/netns/with/resolv.conf
rm /etc/resolv.conf
echo home >/etc/resolv.conf
for way in $ways; do
	is "$way: from a link" "$("$way" with cat /etc/resolv.conf)" its
done

# A file with no counterpart cannot be bound; that is no reason not to run the command.
echo stray >/etc/netns/with/stray.conf
for way in $ways; do
	is "$way: a file that /etc has not" "$("$way" with cat /etc/resolv.conf 2>"$T/.err")" its
	like "$way: is told" "$(cat "$T/.err")" '*stray.conf*'
done
umount /etc

# --- attach, pids, identify, set, list-id ------------------------------------------------------------------

fresh
ok 'attach' ip netns attach box "$container"
is 'is that namespace' "$(ns_of box)" "$there"
is 'pids' "$(ip netns pids box)" "$container"
is 'pids, of a pid' "$(ip netns pids "$container")" "$container"
is 'identify PID' "$(ip netns identify "$container")" box
is 'identify oneself' "$(ip netns exec box ip netns identify)" box
is 'identify one without a name' "$(ip netns identify $$)" ''
wrong 1 'identify: no such process' ip netns identify 4194304
wrong 1 'identify: no pid' ip netns identify banana
wrong 1 'attach: no pid' ip netns attach other banana

ok 'set' ip netns set box 5
is 'list shows it' "$(ip netns list)" 'box (id: 5)'
is 'list as JSON' "$(ip -j netns list)" '[{"name":"box","id":5}]'
is 'list-id' "$(ip netns list-id)" 'nsid 5 (iproute2 netns name: box)'
is 'list-id as JSON' "$(ip -j netns list-id)" '[{"nsid":5,"name":"box"}]'
wrong 2 'set: it has one' ip netns set box 6
like 'the kernel says why' "$ERR" '*already*nsid*'
ip netns add auto
ip netns add fixed
wrong 2 'set: the id is taken' ip netns set fixed 5
ok 'set auto' ip netns set auto auto
is 'takes the first that is free' "$(ip netns list | sort)" 'auto (id: 0)
box (id: 5)
fixed'
wrong 1 'set: no id' ip netns set fixed banana
wrong 1 'set: below zero' ip netns set fixed -3
is 'set: nothing has changed' "$(ip netns list | grep fixed)" fixed
is 'ids are those of the namespace one is in' "$(ip -n auto netns list-id)" ''
ip -n auto netns set box 7
is 'as -n says' "$(ip -n auto netns list-id)" 'nsid 7 (iproute2 netns name: box)'
is 'list-id of a target' "$(ip netns list-id target-nsid 0)" \
	'nsid 7 current-nsid 5 (iproute2 netns name: box)'

# --- monitor -------------------------------------------------------------------------------------------------

fresh
bg ip netns monitor >"$T/events"
ok 'monitor watches where nothing is yet' until_ok eval "grep -q '^inotify' /proc/$BG_PID/fdinfo/*"
ip netns add seen
ip netns add too
ip netns delete seen
ok 'monitor tells' until_ok grep -q '^delete' "$T/events"
is 'what happened, in its order' "$(cat "$T/events")" 'add seen
add too
delete seen'

done_testing
