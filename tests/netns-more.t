#!/bin/sh
# netns beyond `ip netns`: who holds a namespace, those without a name, waiting for the end, repairs.
. "${0%/*}/lib.sh"

# inode NAME: of a named namespace.
inode() {
	stat -L -c %i "/run/netns/$1"
}

# is_running PID COMMAND: has it got that far?
is_running() {
	[ "$(tr '\0' ' ' <"/proc/$1/cmdline")" = "$2 " ]
}

# gone LINK: is there no such link here?
gone() {
	! ip link show "$1" >/dev/null 2>&1
}

# --- add --up, rename -----------------------------------------------------------------------------

ok 'add --up' netns add --up up1 up2
for name in up1 up2; do
	like "$name: lo is up" "$(ip -n $name link show lo)" '*<LOOPBACK,UP,LOWER_UP>*'
done
ip netns add plain
like 'without it, lo is down' "$(ip -n plain link show lo)" '*<LOOPBACK>*'
ok 'a name like the option' netns add -- --up
is 'is a name' "$(netns list | grep -c '^--up$')" 1
netns delete -- --up 2>"$T/.err" || netns delete --up
wrong 255 'an unknown option' netns add --upp other
wrong 255 'add without a name' netns add --up
wrong 1 'the second is there: --up' netns add --up other plain
is 'so there is no first' "$(netns list | grep -c other)" 0

was=$(inode plain)
netns set plain 7
ok 'rename' netns rename plain renamed
is 'is the same namespace' "$(inode renamed)" "$was"
is 'with its id' "$(netns list | grep renamed)" 'renamed (id: 7)'
is 'and without its old name' "$(netns list | grep -c plain)" 0
wrong 1 'rename: to a name that is there' netns rename renamed up1
wrong 1 'rename: what is not there' netns rename nosuch other
wrong 1 'rename: to no name' netns rename renamed a/b
wrong 1 'rename: from no name' netns rename ../renamed other
wrong 255 'rename: one word' netns rename renamed
touch /run/netns/left
wrong 1 'rename: a file that is no namespace' netns rename left other
rm /run/netns/left
is 'nothing has changed' "$(inode renamed) $(netns list | sort | tr '\n' ' ')" "$was renamed (id: 7) up1 up2 "
netns delete -a

# --- who ------------------------------------------------------------------------------------------

netns add held
is 'who: the mount of its name alone' "$(netns who held)" 'mount path /run/netns/held'
mkdir "/run/a b" && touch "/run/a b/c"
mount --bind /run/netns/held "/run/a b/c"
is 'who: another mount' "$(netns who held | grep 'a b')" 'mount path /run/a b/c'
umount "/run/a b/c"

bg netns exec held sleep 1000
inside=$BG_PID
until_ok is_running "$inside" 'sleep 1000'
is 'who: a process' "$(netns who held | grep -v ^mount)" "process pid $inside command sleep"
is 'who: by pid' "$(netns who "$inside")" "$(netns who held)"
is 'who: JSON' "$(netns -j who "$inside" | tr '{' '\n' | grep '"process"')" \
	"\"holder\":\"process\",\"pid\":$inside,\"command\":\"sleep\"},"

# shellcheck disable=SC2016 # for the inner shell
bg sh -c 'exec 5</run/netns/held; exec sleep 1001'
file=$BG_PID
until_ok is_running "$file" 'sleep 1001'
is 'who: a descriptor' "$(netns who held | grep ^descriptor)" "descriptor pid $file fd 5 command sleep"

# A socket stays where it was made, whoever has it; so does what /dev/net/tun gives, which a shell can
# open. This one takes it out again.
if [ -c /dev/net/tun ]; then
	# shellcheck disable=SC2016
	bg nsexec -k held sh -c 'exec 3<>/dev/net/tun; exec "$BIN/nsexec" -k --keep-fd 3 "$1" sleep 1007' sh $$
	until_ok is_running "$BG_PID" 'sleep 1007'
	is 'who: a socket' "$(netns who held | grep ^socket)" "socket pid $BG_PID fd 3 command sleep"
	kill "$BG_PID"
else
	skip 'who: a socket' 'no /dev/net/tun'
fi

bg unshare -m --propagation private sleep 1002
private=$BG_PID
until_ok is_running "$private" 'sleep 1002'
is 'who: a mount in another mount namespace' "$(netns who held | grep "pid $private ")" \
	"mount path /run/netns/held pid $private command sleep"
wrong 1 'who: nobody there' netns who nosuch
wrong 255 'who: no word' netns who
wrong 255 'who: two words' netns who held held
is 'who: does not count itself' "$(netns exec held netns who held | grep -c 'command netns')" 0

# --- list -a --------------------------------------------------------------------------------------

bg unshare -n sleep 1003
unnamed=$BG_PID
until_ok is_running "$unnamed" 'sleep 1003'
is 'list -a: a process' "$(netns list -a | grep "inode $(stat -L -c %i "/proc/$unnamed/ns/net") ")" \
	"$unnamed inode $(stat -L -c %i "/proc/$unnamed/ns/net") process pid $unnamed command sleep"
is 'list -a: names as ever' "$(netns list -a | head -n 1)" held
is 'list -a: each once' "$(netns list -a | grep -o 'inode [0-9]*' | sort | uniq -d)" ''
is 'list -a: none that has a name' "$(netns list -a | grep -c "inode $(inode held)")" 0
touch /run/mounted
nsexec -N mount --bind /proc/self/ns/net /run/mounted 2>"$T/.err"
# nsexec's mounts are its own: with -k they are the caller's
nsexec -k -N mount --bind /proc/self/ns/net /run/mounted
is 'list -a: one that is mounted elsewhere' "$(netns list -a | grep mounted)" \
	"/run/mounted inode $(stat -L -c %i /run/mounted) mount path /run/mounted"
bg sh -c 'exec 5</run/mounted; umount -l /run/mounted; exec sleep 1004'
open=$BG_PID
until_ok is_running "$open" 'sleep 1004'
lost=$(stat -L -c %i "/proc/$open/fd/5")
is 'list -a: one that only a descriptor holds' "$(netns list -a | grep "$lost")" \
	"/proc/$open/fd/5 inode $lost descriptor pid $open fd 5 command sleep"
way=$(netns list -a | grep "$lost" | cut -d ' ' -f 1)
is 'list -a: the first word leads there' "$(nsexec -k "$way" readlink /proc/self/ns/net)" "net:[$lost]"
like 'list -a: JSON' "$(netns -j list -a)" \
	"[[]{\"name\":\"held\"*{\"ns\":\"$way\",\"inode\":$lost,\"holder\":\"descriptor\",\"pid\":$open,*}]"
kill "$open" "$unnamed"

# --- delete --wait --------------------------------------------------------------------------------

wrong 1 'delete --wait: it is held' netns delete --wait 0.2 held
like 'names the process' "$ERR" "*process $inside (sleep)*"
like 'and the descriptor' "$ERR" "*descriptor 5 of process $file (sleep)*"
is 'the name is gone' "$(netns list)" ''
kill "$inside" "$file" "$private"
exec 8>&-

netns add again
ip link add v0 type veth peer name v1 netns again
ok 'delete --wait' netns delete --wait again
ok 'waits for links as well' gone v0
netns add a b c
ip link add v0 type veth peer name v1 netns a
ip link add v2 type veth peer name v3 netns c
ok 'delete --wait, several' netns delete --wait 20 a b c
ok 'all their links' eval 'gone v0 && gone v2'
netns add a b
ok 'delete --wait -a' netns delete --wait -a
is 'all gone' "$(netns list)" ''
i=0 names=
while [ $i -lt 70 ]; do
	i=$((i + 1))
	names="$names n$i"
done
# shellcheck disable=SC2086 # words
netns add $names
# shellcheck disable=SC2086
ok 'delete --wait, more than are waited for at a time' netns delete --wait 60 $names
is 'are gone' "$(netns list)" ''

# One that ends while it is waited for.
netns add ending
bg netns exec ending sleep 1005
ending=$BG_PID
until_ok is_running "$ending" 'sleep 1005'
netns delete --wait 30 ending &
waiting=$!
# shellcheck disable=SC2016 # eval's
until_ok eval '[ -z "$(netns list)" ]'
kill "$ending"
ok 'delete --wait returns when the last holder ends' wait "$waiting"

netns add 5
ok 'a number at the end is a name' netns delete --wait 5
netns add 5
ok 'behind a time, too' netns delete --wait 9 5
is 'it is gone' "$(netns list)" ''
wrong 255 'delete --wait: no name' netns delete --wait
wrong 1 'delete --wait: none there' netns delete --wait 1 nosuch
wrong 255 'delete -a and a name' netns delete -a x

# --- what delete repairs --------------------------------------------------------------------------

# unmounted INODE: is the namespace mounted nowhere in sight?
unmounted() {
	! grep -q "net:\\[$1\\]" /proc/[0-9]*/mountinfo
}

netns add covered
lost=$(inode covered)
mount --bind /run/netns /run/netns
ok 'a name that a second mount of /run/netns covers: delete' netns delete covered
is 'its file is gone' "$(ls /run/netns)" ''
ok 'its mount is gone' unmounted "$lost"
netns add covered
ok 'the name can be used again' netns exec covered true
netns delete covered
umount /run/netns

netns add stacked
mount --bind /proc/self/ns/net /run/netns/stacked
mount --bind /proc/self/ns/net /run/netns/stacked
ok 'a name that is mounted three times: delete' netns delete stacked
is 'no mount is left' "$(grep -c /run/netns/stacked /proc/self/mountinfo)" 0

netns add private
lost=$(inode private)
bg unshare -m --propagation private sleep 1006
private=$BG_PID
until_ok is_running "$private" 'sleep 1006'
ok 'a name that is mounted in a private mount namespace: delete --wait' netns delete --wait 20 private
ok 'no mount is left there' unmounted "$lost"
kill "$private"

# The other way around: deleted where it is not mounted, but its file is in sight.
netns add hidden
lost=$(inode hidden)
# shellcheck disable=SC2016
ok 'a name that is not mounted here: delete' unshare -m --propagation private sh -c \
	'umount -l /run/netns/hidden; "$BIN/netns" delete hidden'
ok 'it is mounted nowhere' unmounted "$lost"
is 'its file is gone' "$(ls /run/netns)" ''

# --- hardware -------------------------------------------------------------------------------------

netns add box
ip link add x0 type veth peer name x1 netns box
ip netns exec box ip tuntap add mode tap name t0 2>/dev/null || ip -n box link add t0 type ifb
netns delete --wait box 2>"$T/.err"
is 'what a type made goes with its namespace' "$(ip -br link | grep -c '^[xt][01]')$(cat "$T/.err")" 0

# Hardware is what no type made. A machine that exists for its tests only can be given some: eql is a
# link of its own module.
eql=/usr/lib/uml/modules/$(uname -r)/kernel/drivers/net/eql.ko
if grep -q 'User Mode Linux' /proc/cpuinfo && insmod "$eql" 2>"$T/.err"; then
	ip netns add box
	ip netns exec box ip link add later type veth
	nsexec -k 1 "$BIN/ip" link set eql netns "$(nsexec -k box sh -c 'sleep 1000 >/dev/null & echo $!')"
	is 'hardware is in the namespace' "$(ip -n box -br link | grep -c '^eql ')" 1

	ip link add eql type veth peer name other
	was=$(inode box)
	wrong 2 'delete: its name is taken here' netns delete box
	like 'says so' "$ERR" '*box*eql*exists*'
	is 'the namespace stays' "$(inode box) $(ip -n box -br link | grep -c '^eql ')" "$was 1"
	ip netns add free
	wrong 2 'delete: others with it' netns delete free box
	is 'stay as well' "$(netns list | sort | tr '\n' ' ')" 'box free '
	ip link delete eql

	# shellcheck disable=SC2016 # eval's
	ok 'delete: it is moved out' eval 'netns delete --wait 0.2 box free 2>"$T/.err" || true'
	is 'it is here, with its name' "$(ip -br link | grep -c '^eql ')" 1
	like 'delete says so' "$(cat "$T/.err")" '*device eql*box*'
	rmmod eql
else
	skip 'hardware is moved out of a namespace' 'no hardware to be had that may be moved about'
fi

done_testing
