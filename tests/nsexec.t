#!/bin/sh
# nsexec: what a command gets, and what it does not: descriptors, privileges, mounts, a directory.
. "${0%/*}/lib.sh"

ip netns add in
there=$(stat -L -c %i /run/netns/in)

# ns_of PID TYPE: a namespace of a process.
ns_of() {
	readlink "/proc/$1/ns/$2"
}

# --- no privilege ---------------------------------------------------------------------------------

# What the status of a process says about its privileges, in a line.
# shellcheck disable=SC2034 # eval's
privileges='grep -E "^(Uid|Gid|Groups|Cap...|NoNewPrivs):" /proc/self/status | tr -s "\t \n" "   "'
none=0000000000000000
for way in in -N '-k in'; do
	# shellcheck disable=SC2086 # words
	is "-u, $way: everything is gone" "$(nsexec -u 65534:65533 $way sh -c "$privileges")" \
		"Uid: 65534 65534 65534 65534 Gid: 65533 65533 65533 65533 Groups: CapInh: $none CapPrm: $none \
CapEff: $none CapBnd: $none CapAmb: $none NoNewPrivs: 1 "
done
is '-u: root without a capability' "$(nsexec -u 0:0 in sh -c "$privileges")" \
	"Uid: 0 0 0 0 Gid: 0 0 0 0 Groups: CapInh: $none CapPrm: $none \
CapEff: $none CapBnd: $none CapAmb: $none NoNewPrivs: 1 "
is 'without -u the caller keeps his' "$(nsexec in sh -c "$privileges")" "$(sh -c "$privileges")"

# Neither may a program on the disk give any back.
cp "$(on_path id)" "$T/suid-id"
chmod 4755 "$T/suid-id"
is 'a set-user-id program gives none' "$(nsexec -u 65534:65534 in "$T/suid-id" -u)" 65534
# shellcheck disable=SC2016 # for the inner shell
status 'the namespace cannot be changed' 0 nsexec -u 65534:65534 in sh -c '! "$BIN/ip" link set lo up 2>/dev/null'
wrong 125 'who is not root cannot drop' unprivileged nsexec -u 65534:65534 in true
wrong 125 'nor enter' unprivileged nsexec in true

# Names come from the files; numbers need none.
mkdir "$T/etc"
printf '%s\n' 'root:x:0:0::/:/bin/sh' 'bare:x:1001:1002::/:' 'ten:x:10:11::/:' >"$T/etc/passwd"
printf '%s\n' 'root:x:0:' 'crew:x:2003:bare,root' >"$T/etc/group"
mount --bind "$T/etc" /etc
# who USER: the user and the group that -u USER makes.
who() {
	# shellcheck disable=SC2016 # for the inner shell
	nsexec -k -u "$1" in sh -c 'while read -r a b c; do case $a in Uid: | Gid:) printf "%s " "$b";; esac; done </proc/self/status'
}
is '-u NAME' "$(who bare)" '1001 1002 '
is '-u NAME:GROUP' "$(who bare:crew)" '1001 2003 '
is '-u NUMBER: the group of the file' "$(who 1001)" '1001 1002 '
is '-u NUMBER: without one, the same' "$(who 77)" '77 77 '
is '-u NUMBER:NUMBER' "$(who 77:78)" '77 78 '
wrong 125 '-u: no such user' nsexec -u nobody in true
like 'says which' "$ERR" '*nobody*'
wrong 125 '-u: no such group' nsexec -u bare:nogroup in true
for user in '' : bare: -1 4294967295 4294967296 0x10 1001x; do
	wrong 125 "-u '$user'" nsexec -u "$user" in true
done
umount /etc
mkdir "$T/noetc"
mount --bind "$T/noetc" /etc
is 'numbers, and no files' "$(who 77:78) $(who 79)" '77 78  79 79 '
umount /etc

cp "$NSBOX" "$T/nsexec"
chmod 4755 "$T/nsexec"
wrong 125 'set-user-id: refused' unprivileged "$T/nsexec" in true
chmod 2755 "$T/nsexec"
wrong 125 'set-group-id: refused' unprivileged "$T/nsexec" in true
rm "$T/nsexec"

# --- descriptors ----------------------------------------------------------------------------------

# open OPTIONS…: which descriptors a command has that was called with 3 to 9 and 20 open.
open() {
	nsexec "$@" in ls /proc/self/fd 3</dev/null 4</dev/null 5</dev/null 6</dev/null 7</dev/null \
		8</dev/null 9</dev/null | sort -n | tr '\n' ' '
}
# ls opens one of its own, which takes the first number that is free
is 'descriptors: three' "$(open)" '0 1 2 3 '
is 'descriptors: --keep-fd' "$(open --keep-fd 5)" '0 1 2 3 5 '
is 'descriptors: several, in any order, twice' "$(open --keep-fd 9,4,4,7,0)" '0 1 2 3 4 7 9 '
is 'descriptors: all' "$(open --keep-fd 3,4,5,6,7,8,9)" '0 1 2 3 4 5 6 7 8 9 10 '
if need strace && strace -o "$T/trace" -e inject=close_range:error=ENOSYS true 2>/dev/null; then
	is 'descriptors: a kernel without close_range' \
		"$(strace -o "$T/trace" -e inject=close_range:error=ENOSYS "$BIN/nsexec" --keep-fd 4 in \
			ls /proc/self/fd 4</dev/null 5</dev/null 6</dev/null 9</dev/null | tr '\n' ' ')" '0 1 2 3 4 '
	ok 'which was asked' grep -q '^close_range.*ENOSYS' "$T/trace"
else
	skip 'descriptors: a kernel without close_range' 'no strace that injects'
fi
for fds in '' x 5 -1 1,x '1,' 99999999999; do
	wrong 125 "--keep-fd '$fds'" nsexec --keep-fd "$fds" in true
done

# --- the working directory ------------------------------------------------------------------------

cd /sys/class/net || bail 'no /sys/class/net'
is 'below /sys: its own' "$(nsexec in ls | tr '\n' ' ')" "$(ip -n in -br link | cut -d ' ' -f 1 | tr '\n' ' ')"
is 'by the same path' "$(nsexec in pwd)" /sys/class/net
mkdir "$T/away"
cd "$T/away" || bail 'no directory to lose'
rmdir "$T/away"
is 'one that is gone: /' "$(nsexec in /bin/pwd)" /
cd "$T" || bail 'no way back'
is 'any other stays' "$(nsexec in /bin/pwd)" "$T"

# --- ways in --------------------------------------------------------------------------------------

bg unshare -n sleep 1000
process=$BG_PID
until_ok eval "[ \"\$(readlink /proc/$process/ns/net)\" != '$(ns_of self net)' ]"
is 'by pid' "$(nsexec "$process" readlink /proc/self/ns/net)" "$(ns_of "$process" net)"
is 'by path' "$(nsexec "/proc/$process/ns/net" readlink /proc/self/ns/net)" "$(ns_of "$process" net)"
is 'by a relative path' "$(cd /run && nsexec ./netns/in readlink /proc/self/ns/net)" "net:[$there]"
for file in /proc/self/ns/uts /proc/self/ns/mnt /dev/null /etc/passwd /; do
	wrong 125 "no network namespace: $file" nsexec $file true
done
mkfifo "$T/fifo"
wrong 125 'no network namespace: a pipe, which is not waited for' nsexec "$T/fifo" true
mkdir "$T/closed"
ln -s /proc/1/ns/net "$T/closed/ns"
chmod 0 "$T/closed"
unprivileged nsexec "$T/closed/ns" true 2>"$T/.err"
denied=$(sed "s,$T/closed/ns,X,g" "$T/.err")
unprivileged nsexec "$T/nosuch" true 2>"$T/.err"
is 'what may not be seen and what is not there: the same words' "$(sed "s,$T/nosuch,X,g" "$T/.err")" "$denied"
rm -r "$T/closed" "$T/fifo"

# shellcheck disable=SC2016 # for the inner shell
inner='readlink /proc/self/ns/net; cat /sys/class/net/lo/flags; ls /sys/class/net'
is '--new: lo alone, and up' "$(nsexec --new sh -c "$inner" | tail -n 2)" '0x9
lo'
unlike '--new: another one' "$(nsexec -N readlink /proc/self/ns/net)" "$(ns_of self net)"

# --- the namespaces of a process ------------------------------------------------------------------

# shellcheck disable=SC2016 # for the inner shell
bg unshare -n -u -i -m -p -f sh -c 'hostname inside; mount -t tmpfs of-its-own /mnt; exec sleep 1000'
outer=$BG_PID
# shellcheck disable=SC2016 # eval's
until_ok eval "grep -q of-its-own /proc/\$(cat /proc/$outer/task/$outer/children)/mounts"
process=$(tr -d ' ' <"/proc/$outer/task/$outer/children")
for type in net uts ipc mnt pid; do
	is "--pid-of: $type" "$(nsexec --pid-of "$process" readlink /proc/self/ns/$type)" \
		"$(nsenter -t "$process" -n -u -i -m -p readlink /proc/self/ns/$type)"
	is "--pid-of --types $type: that" "$(nsexec --pid-of "$process" --types $type readlink /proc/self/ns/$type)" \
		"$(nsexec --pid-of "$process" readlink /proc/self/ns/$type)"
done
is '--pid-of --types uts,ipc: not the others' \
	"$(nsexec --pid-of "$process" --types uts,ipc sh -c 'readlink /proc/self/ns/net /proc/self/ns/mnt /proc/self/ns/uts')" \
	"$(ns_of self net)
$(ns_of self mnt)
$(ns_of "$process" uts)"
is '--pid-of: its host name' "$(nsexec --pid-of "$process" hostname)" inside
status '--pid-of: the status of a child' 7 nsexec --pid-of "$process" sh -c 'exit 7'
# shellcheck disable=SC2016 # for the inner shell
status '--pid-of: the signal of a child' 143 nsexec --pid-of "$process" sh -c 'kill $$'
# shellcheck disable=SC2016
status '--pid-of: not found, in a child' 127 nsexec --pid-of "$process" nosuchcommand
is '--pid-of: all the same' "$(nsexec --pid-of $$ sh -c 'readlink /proc/self/ns/net')" "$(ns_of self net)"
wrong 125 '--pid-of: no such process' nsexec --pid-of 4194304 true
for pid in '' x 1x -1 ../1; do
	wrong 125 "--pid-of '$pid'" nsexec --pid-of "$pid" true
done
for types in '' 'net,' ',net' nets ne net,x; do
	wrong 125 "--types '$types'" nsexec --pid-of $$ --types "$types" true
done

# users_may: may users who are not root make user namespaces here?
users_may() {
	[ -e /proc/self/ns/user ] && [ "$(cat /proc/sys/user/max_user_namespaces)" -gt 0 ] &&
		[ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null || echo 1)" = 1 ] &&
		[ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null || echo 0)" = 0 ]
}

# --- a user namespace -----------------------------------------------------------------------------

if users_may; then
	# shellcheck disable=SC2016
	is '-U: root' "$(unprivileged nsexec -U sh -c 'echo $(id -u) $(id -g)')" '0 0'
	is '-U: who is nobody outside' "$(unprivileged nsexec -U sh -c 'cat /proc/self/uid_map /proc/self/gid_map' | tr -s ' ')" \
		' 0 65534 1
 0 65534 1'
	is '-U: setgroups is denied' "$(unprivileged nsexec -U cat /proc/self/setgroups)" deny
	like '-U: lo is up' "$(unprivileged nsexec -U "$BIN/ip" -br link)" 'lo *UP*'
	unlike '-U: a user namespace' "$(unprivileged nsexec -U readlink /proc/self/ns/user)" "$(ns_of self user)"
	# shellcheck disable=SC2016
	ok '-U: a whole lab' unprivileged nsexec -U sh -ec '
		"$BIN/ip" netns add blue
		[ "$("$BIN/ip" netns list)" = blue ]
		"$BIN/ip" link add left type veth peer name right netns blue
		"$BIN/ip" addr add 10.1.0.1/24 dev left
		"$BIN/ip" link set left up
		"$BIN/ip" -n blue addr add 10.1.0.2/24 dev right
		"$BIN/ip" -n blue link set right up
		"$BIN/ping" -c 1 -W 5 10.1.0.2'
	is '-U: nothing of it is left' "$(netns list)" in
	ok '-U: for root, too' nsexec -U true
else
	skip '-U: a user namespace' 'this kernel gives users none'
fi

# --- the machine's resolvers ----------------------------------------------------------------------

mkdir -p /run/nscd /run/systemd/resolve /run/dbus /run/NetworkManager
for file in nscd/socket systemd/resolve/io.systemd.Resolve systemd/resolve/stub-resolv.conf dbus/system_bus_socket \
	NetworkManager/private; do
	echo outside >"/run/$file"
done
# seen FILE…: what of them a command sees that is kept from the machine's resolvers.
seen() {
	# shellcheck disable=SC2016
	nsexec --dns-isolate "$@" sh -c 'cd /run && cat nscd/socket systemd/resolve/* dbus/system_bus_socket NetworkManager/* 2>/dev/null'
}
is '--dns-isolate: sockets are hidden, the rest is not' "$(seen in)" outside
is '--dns-isolate: in a new namespace' "$(seen -N)" outside
is '--dns-isolate: only there' "$(cat /run/nscd/socket /run/systemd/resolve/io.systemd.Resolve)" 'outside
outside'
is '--dns-isolate: nothing is mounted here' "$(grep -c ' /run/nscd\| /run/systemd' /proc/self/mountinfo)" 0
wrong 125 '--dns-isolate with -k' nsexec -k --dns-isolate in true

# --- words ----------------------------------------------------------------------------------------

wrong 125 'no words' nsexec
wrong 125 'no command' nsexec in
wrong 125 'no command, --new' nsexec -N
wrong 125 'no namespace' nsexec nosuch true
wrong 125 'an unknown option' nsexec --bogus in true
wrong 125 'one given twice' nsexec -k -k in true
wrong 125 'two ways in' nsexec -N -a true
wrong 125 '--types without --pid-of' nsexec --types net in true
wrong 125 '-U with -u' nsexec -U -u 1 true
wrong 126 'a directory' nsexec in "$T"
wrong 127 'an empty command' nsexec in ''
wrong 127 'a file below a file' nsexec in /etc/passwd/x
# shellcheck disable=SC2016
is 'behind --' "$(nsexec -k -- in echo -k)" -k
printf 'echo a shell ran\n' >"$T/script"
chmod 755 "$T/script"
wrong 126 'a script without #!: no shell is tried' nsexec in "$T/script"
is 'PATH: past what cannot be executed' "$(mkdir "$T/bad" && touch "$T/bad/echo" && PATH=$T/bad:$PATH nsexec in echo found)" found
# shellcheck disable=SC2123 # that is what is tried
is 'PATH: none' "$(unset PATH && "$NSBOX" nsexec in true && echo found)" found
ok 'help' nsexec --help

# --- each -----------------------------------------------------------------------------------------

ip netns add also
is '-a: all of them' "$(nsexec -a -k readlink /proc/self/ns/net | grep -c '^net:')" 2
# shellcheck disable=SC2016
status '-a: the first status that is not 0' 4 nsexec -a sh -c "[ \$(readlink /proc/self/ns/net) != 'net:[$there]' ] || exit 4"
# shellcheck disable=SC2016
status '-a: a signal' 137 nsexec -a sh -c 'kill -9 $$'
status '-a: all went well' 0 nsexec -a true

done_testing
