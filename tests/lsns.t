#!/bin/sh
# lsns: what util-linux's prints, to the byte, for processes in namespaces of every type.
. "${0%/*}/lib.sh"

UL=
for dir in /usr/bin /bin; do
	case $("$dir/lsns" --version 2>/dev/null) in
	*util-linux*) UL=$dir/lsns && break ;;
	esac
done
SLEEP=$(on_path sleep) # whatever the shell itself would run
export UL SLEEP

# --- a machine of its own -------------------------------------------------------------------------

# What runs as pid 1 of a pid namespace, so that nothing is seen but what it starts; and what it asks
# both programs: their words, a line each.
cat >"$T/world" <<-'END'
	mount -t proc proc /proc
	"$BIN/ip" netns add blue
	"$BIN/ip" netns add red
	mkdir "/run/a path" && touch "/run/a path/too"
	mount --bind /run/netns/blue "/run/a path/too"
	mount --bind /run/netns/blue "/run/a path/too"
	mkdir /run/red && touch /run/red/1 /run/red/2
	mount --bind /run/netns/red /run/red/1
	mount --bind /run/netns/red /run/red/2
	"$BIN/ip" netns set blue 3
	"$BIN/ip" netns exec blue $SLEEP 1000 &
	"$BIN/ip" netns exec red sh -c 'unshare -n $SLEEP 1001 & unshare -u $SLEEP 1002 & exec $SLEEP 1003' &
	unshare -u -i sh -c 'unshare -n -m $SLEEP 1004 & unshare -n $SLEEP 1005 & exec $SLEEP 1006' &
	unshare -U -r -n -p -f $SLEEP 1007 &
	nsexec=$BIN/nsexec
	"$nsexec" -k -u 65534:65534 red $SLEEP 1008 &
	"$nsexec" -k -u 4711:4711 red unshare -U $SLEEP 1009 &
	ln -s "$SLEEP" "$T/$(printf 'bell\007 umlaut\303\244 \\x5c')"
	unshare -n "$T/bell"* 1010 &
	first=$!
	n=0
	until [ "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -o '\(sleep\|x5c\) 10[01][0-9]' |
		sort -u | grep -c .)" = 11 ] && [ "$(cat /proc/[0-9]*/comm | grep -c unshare)" = 1 ]; do
		n=$((n + 1))
		[ $n -lt 100 ] || exit 1
		sleep 0.1 2>/dev/null || sleep 1
	done
	while read -r name words; do
		case $name in
		'' | '#'*) continue ;;
		utf8) LC_ALL=C.UTF-8 ;;
		*) LC_ALL=C ;;
		esac
		words=$(echo "$words" | sed "s/FIRST/$first/")
		"$UL" $words >"$T/theirs.$name" 2>&1
		"$BIN/lsns" $words >"$T/ours.$name" 2>&1
	done <"$T/table"
	if command -v script >/dev/null; then
		for width in 30 40 61 80 200; do
			for words in '' '-t net' '-u'; do
				for program in "$UL" "$BIN/lsns"; do
					name=tty.$width.$(echo $words)
					[ "$program" = "$UL" ] && to=$T/theirs.$name || to=$T/ours.$name
					printf '%s\n' "stty cols $width" "exec $program $words" >"$T/show"
					SHELL=/bin/sh script -qec "sh $T/show" /dev/null >"$to" 2>&1
				done
			done
		done
	fi
	touch "$T/done"
END

cat >"$T/table" <<-'END'
	all
	net -t net
	two -t net -t uts
	types -t mnt -t pid -t ipc -t user -t cgroup -t time
	user -t user
	list -l
	list-net -l -t net
	no-headings -n -t net
	joined -nt net
	long --type=net --noheadings
	wrapless -W -t net
	raw -r
	raw-net -r -t net
	raw-columns -rno NS,PPID,UID
	process -p FIRST
	process-net -p FIRST -t net
	columns -o NS,PATH,USER
	lower-case -o ns,command
	added -o +UID,ppid
	related -o NS,TYPE,PNS,ONS,COMMAND
	everything --output-all
	command-first -t net -o COMMAND,NSFS,PID
	paths-last -t net -o PID,NSFS
	paths-alone -t net -o NSFS
	right-last -t net -o NSFS,NS
	no-command -o NPROCS,TYPE
	utf8 -t net
	json -J
	json-net -J -t net
	json-list -J -l -t net
	json-paths -J -W -t net -o NSFS,COMMAND
	json-related -J -o NS,PNS,ONS,UID,NETNSID
END

if [ -n "$UL" ]; then
	unshare -p -f -m sh "$T/world" >"$T/said" 2>&1
	ok 'the machine was there' test -e "$T/done" || diag 'it said' "$(cat "$T/said")"
	while read -r name words; do
		case $name in
		json*)
			# the same data; where the white space is, jq does not care
			if need jq; then
				is "lsns $words" "$(jq -S . <"$T/ours.$name")" "$(jq -S . <"$T/theirs.$name")"
			else
				skip "lsns $words" 'no jq'
			fi
			;;
		*) ok "lsns $words${words:+ }($name)" diff "$T/theirs.$name" "$T/ours.$name" ;;
		esac
	done <"$T/table"
	for file in "$T"/theirs.tty.*; do
		name=${file##*/theirs.}
		[ -e "$file" ] || { skip 'on a terminal' 'no script'; continue; }
		ok "on a terminal: $name" diff "$file" "$T/ours.$name"
	done
else
	skip 'what lsns of util-linux prints' 'no util-linux'
fi

# --- by itself ------------------------------------------------------------------------------------

bg unshare -n sleep 1000
process=$BG_PID
until_ok eval "[ \"\$(readlink /proc/$process/ns/net)\" != '$(readlink /proc/self/ns/net)' ]"
inode=$(stat -L -c %i "/proc/$process/ns/net")
is 'a process: its namespace' "$(lsns -p "$process" -t net -no NS,TYPE,NPROCS,PID,COMMAND | tr -s ' ')" \
	"$inode net 1 $process sleep 1000"
is 'its JSON' "$(lsns -p "$process" -t net -j -o NS,PID,COMMAND)" \
	"{\"namespaces\":[{\"ns\":$inode,\"pid\":$process,\"command\":\"sleep 1000\"}]}"
like 'all of them' "$(lsns)" "*$inode net *$process *sleep 1000*"
ok 'help' lsns --help

wrong 1 'no such type' lsns -t nosuch
wrong 1 'no such column' lsns -o NS,NOSUCH
wrong 1 'an empty column' lsns -o NS,
wrong 1 'no such process' lsns -p 4194304
wrong 1 'no pid' lsns -p x
wrong 255 'an unknown option' lsns --nosuch
wrong 255 'an unknown letter' lsns -z
wrong 255 'a value that is missing' lsns -t
wrong 255 'a word too many' lsns x
wrong 255 'JSON and raw' lsns -J -r
# shellcheck disable=SC2016 # eval's
ok 'a full disk is told' eval '! lsns 2>"$T/.err" >/dev/full && [ -s "$T/.err" ]'

done_testing
