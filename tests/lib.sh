# The sandbox and the assertions of every test. A test file begins:
#
#	#!/bin/sh
#	# one line: what this file shows
#	. "${0%/*}/lib.sh"
#
# Sourcing this starts the test over inside a network and a mount namespace of its own, with an
# empty /run and a /sys that shows the new network, so nothing that a test does reaches the machine.
# What the test then has:
#
#	$NSBOX	the binary under test: a copy of the environment's $NSBOX or of ../nsbox
#	$BIN	links to it named after its applets, first on PATH: `ip`, `netns`, … are nsbox
#	$IP2	iproute2's ip by its absolute path, empty where there is none
#	$T	a directory of the test's own, gone afterwards
#	$NC	which nc the test has: openbsd or busybox (see the shim below)
#
# and the functions below, each described where it stands; their own variables begin with _.
# POSIX sh: dash and busybox ash.
#
# busybox's shell may prefer its own applets to whatever is on PATH, and so do its env, timeout,
# unshare, xargs and the sh of an initramfs. Functions made below cover the test's own lines; a
# command that goes through one of those others is written with its path: sh -c '$BIN/ip link'.
# shellcheck shell=sh

LC_ALL=C
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 022

bail() {
	echo "Bail out! $*"
	exit 1
}

# on_path NAME: prints the file that PATH has for NAME, whatever the shell itself would run, and
# other than nsbox.
on_path() {
	for dir in $(echo "$PATH" | tr ':' ' '); do
		if [ "$dir" != "$BIN" ] && [ -f "$dir/$1" ] && [ -x "$dir/$1" ]; then
			echo "$dir/$1"
			return 0
		fi
	done
	return 1
}

# --- the sandbox -----------------------------------------------------------------------------

if [ "$(id -u)" != 0 ]; then
	echo '1..0 # SKIP needs root'
	exit 0
fi

if [ -z "$NSBOX_OUTSIDE" ]; then
	: "${NSBOX:=${0%/*}/../nsbox}"
	[ -x "$NSBOX" ] || bail "no program at $NSBOX: run make"
	NSBOX=$(cd "${NSBOX%/*}" && pwd)/${NSBOX##*/}
	NSBOX_OUTSIDE=$(readlink /proc/self/ns/net)
	export NSBOX NSBOX_OUTSIDE
	shell=$(readlink /proc/$$/exe)
	case ${shell##*/} in
	busybox*) exec unshare -n -m "$shell" ash "$0" "$@" ;;
	*) exec unshare -n -m "$shell" "$0" "$@" ;;
	esac
fi
[ "$(readlink /proc/self/ns/net)" != "$NSBOX_OUTSIDE" ] || bail 'still in the network of the machine'

mount --make-rprivate / || bail 'the mounts cannot be made private'
# A guest may be one that does WITHOUT a run or a sys (see boot/init).
case $WITHOUT in
*run*) ;;
*)
	mkdir -p /run
	mount -t tmpfs -o mode=755 run /run || bail 'no tmpfs for /run'
	;;
esac
case $WITHOUT in
*sys*) ;;
*)
	mkdir -p /sys
	mount -t sysfs sysfs /sys || bail 'no sysfs for this network'
	;;
esac
mkdir -p /tmp
T=$(mktemp -d /tmp/nsbox.XXXXXX) || bail 'no directory to work in'
mount -t tmpfs -o mode=755 test "$T" || bail 'no tmpfs to work in'

BG_PID=
bg_pids=
leave() {
	# shellcheck disable=SC2086 # a list of pids
	[ -z "$bg_pids" ] || kill $bg_pids 2>/dev/null
	cd / && umount -l "$T" && rmdir "$T"
}
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# --- the commands ----------------------------------------------------------------------------

IP2=
for dir in /usr/sbin /usr/bin /sbin /bin /usr/local/sbin; do
	case $("$dir/ip" -V 2>/dev/null) in
	*nsbox*) ;;
	*iproute2*) IP2=$dir/ip && break ;;
	esac
done

# A copy: every user reaches it, and a build that goes on meanwhile does not.
cp "$NSBOX" "$T/nsbox" || bail "no copy of $NSBOX"
NSBOX=$T/nsbox
BIN=$T/bin
mkdir "$BIN"
"$NSBOX" --install -s "$BIN" || bail 'nsbox --install -s does not work'

# installed: from here on ping and nc are the distribution's where it has them, so that what nsbox
# has set up is not proven by nsbox. An nc has to be OpenBSD's, whose words the tests use.
installed() {
	if real=$(on_path ping); then
		ln -sf "$real" "$BIN/ping"
	fi
	if real=$(on_path nc) && "$real" -h 2>&1 | grep -q OpenBSD; then
		ln -sf "$real" "$BIN/nc"
	fi
}

# An nsbox built without ping and nc leaves them to the distribution. Where that has but busybox's nc,
# the shim below turns the words (-l ADDR PORT, -v, -N, -q N, -4, -w N) round.
if [ ! -e "$BIN/ping" ] || [ ! -e "$BIN/nc" ]; then
	installed
fi
NC=openbsd
if [ ! -e "$BIN/nc" ]; then
	NC=busybox
	# It listens on every address. Its listener closes the connection's other half as soon
	# as its own input ends, so one that runs in the background gets an input that never does.
	cat >"$BIN/nc" <<-'END'
		#!/bin/sh
		listen= options=
		while :; do
			case $1 in
			-l) listen=1 ;;
			-w) options="$options -w $2" && shift ;;
			-q) shift ;;
			-*) ;;
			*) break ;;
			esac
			shift
		done
		[ -n "$listen" ] || exec busybox nc $options "$@"
		case $(readlink /proc/$$/fd/0) in
		/dev/null)
			mkfifo "$0.$$" && exec 0<>"$0.$$" && rm "$0.$$"
			;;
		esac
		for port; do :; done
		exec busybox nc $options -l -p "$port"
	END
	chmod 755 "$BIN/nc"
fi

PATH=$BIN:$PATH
export NSBOX BIN IP2 T NC PATH
for name in ip netns veth nsexec fwd nc ping; do
	[ ! -x "$BIN/$name" ] || [ "$(command -v $name)" = "$BIN/$name" ] ||
		eval "$name() { \"\$BIN/$name\" \"\$@\"; }"
done

# need CMD…: is each of them there?
need() {
	for _cmd; do
		command -v "$_cmd" >/dev/null || return 1
	done
}

# bg CMD…: runs it in the background until the test ends; $BG_PID is its pid.
bg() {
	_cmd=$1
	shift
	[ ! -x "$BIN/$_cmd" ] || _cmd=$BIN/$_cmd
	"$_cmd" "$@" &
	BG_PID=$!
	bg_pids="$bg_pids $BG_PID"
}

# unprivileged CMD…: as a user who is nobody. busybox's setpriv changes no user, its start-stop-daemon
# does.
unprivileged() {
	_cmd=$1
	shift
	[ ! -x "$BIN/$_cmd" ] || _cmd=$BIN/$_cmd
	if setpriv --reuid 65534 --regid 65534 --clear-groups true 2>/dev/null; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$_cmd" "$@"
	else
		start-stop-daemon -S -q -c 65534:65534 -x "$_cmd" -- "$@"
	fi
}

# until_ok CMD…: until it exits 0, or some seconds have gone ($PATIENCE: tenths of one). The only place
# that sleeps.
until_ok() {
	_tries=${PATIENCE:-50}
	until "$@" >"$T/.until" 2>&1; do
		_tries=$((_tries - 1))
		[ $_tries -gt 0 ] || return 1
		sleep 0.1 2>/dev/null || sleep 1
	done
}

# listening PID PORT: does a TCP socket listen on PORT in the network of the process PID?
listening() {
	grep -qi "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$2") [0-9A-F]*:0000 0A " \
		"/proc/$1/net/tcp" "/proc/$1/net/tcp6" 2>/dev/null
}

# server FILE CMD…: bg CMD, a listening nc whose last word is its port; what it hears goes to FILE. It
# takes connections when this returns.
server() {
	_file=$1
	shift
	bg "$@" >"$_file"
	for _port; do :; done
	until_ok listening "$BG_PID" "$_port"
}

# kind_ok TYPE: can this kernel make a link of TYPE? Only its own word for "no such type" counts
# as no: whatever else goes wrong, the test itself is to show it.
kind_ok() {
	_link='' _args=''
	case $1 in
	vlan | macvlan | macvtap | ipvlan | ipvtap | macsec) _link='link below' ;;
	esac
	case $1 in
	vlan) _args='id 9' ;;
	vxlan) _args='id 9 dstport 4789' ;;
	vrf) _args='table 9' ;;
	gre | ipip | sit) _args='local 192.0.2.1 remote 192.0.2.2' ;;
	esac
	# shellcheck disable=SC2016 # for the inner shell
	unshare -n sh -c '
		[ -z "$2" ] || "$1" link add below type veth || exit 0
		"$1" link add $2 name x9 type $3 $4 2>&1' \
		sh "${IP2:-$BIN/ip}" "$_link" "$1" "$_args" >"$T/.kind"
	! grep -qiE 'unknown device type|operation not supported' "$T/.kind"
}

# plain_link NAME: makes a link with nothing behind it, where a person has a network card.
plain_link() {
	ip link add "$1" type dummy 2>/dev/null || ip link add "$1" type ifb
}

# no_fallbacks: passes on what `ip link` shows but for the fallback devices (sit0@NONE, …) that each
# namespace has on a machine with tunnel modules.
no_fallbacks() {
	sed '/^[0-9]*: [^ ]*@NONE: /,/^    link/d'
}

# --- assertions: each prints one TAP line, and on failure what it saw as diagnostics ----------

_count=0
_failures=0
newline='
'

# result STATUS NAME: the TAP line itself.
result() {
	_count=$((_count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $_count - $2"
	else
		_failures=$((_failures + 1))
		echo "not ok $_count - $2"
	fi
	return "$1"
}

# diag TITLE TEXT
diag() {
	printf '%s\n' "$1" "$2" | sed 's/^/#   /; 1s/^#  /#/'
}

# ok NAME CMD…: it exits 0.
ok() {
	_name=$1
	shift
	"$@" >"$T/.out" 2>&1
	_got=$?
	[ $_got = 0 ]
	result $? "$_name" || diag "status $_got of: $*" "$(cat "$T/.out")"
}

# is NAME GOT WANT: the same string.
is() {
	[ "$2" = "$3" ]
	result $? "$1" || { diag got: "$2" && diag want: "$3"; }
}

# like NAME GOT PATTERN: the whole of it matches the shell's PATTERN.
like() {
	# shellcheck disable=SC2254 # a pattern it is
	case $2 in
	$3) result 0 "$1" ;;
	*) result 1 "$1" || { diag got: "$2" && diag 'to match:' "$3"; } ;;
	esac
}

# shows NAME PATTERN CMD…: what CMD prints matches PATTERN, now or soon. For what the kernel changes a
# little later, such as a link's operational state.
shows() {
	_shown=$1 _pattern=$2
	shift 2
	until_ok matches "$@"
	like "$_shown" "$("$@" 2>&1)" "$_pattern"
}

matches() {
	# shellcheck disable=SC2254
	case $("$@" 2>&1) in
	$_pattern) return 0 ;;
	esac
	return 1
}

# unlike NAME GOT PATTERN
unlike() {
	# shellcheck disable=SC2254
	case $2 in
	$3) result 1 "$1" || { diag got: "$2" && diag 'not to match:' "$3"; } ;;
	*) result 0 "$1" ;;
	esac
}

# status NAME WANT CMD…: its exit status.
status() {
	_name=$1 _want=$2
	shift 2
	"$@" >"$T/.out" 2>&1
	_got=$?
	[ $_got = "$_want" ]
	result $? "$_name" || diag "status $_got, not $_want, of: $*" "$(cat "$T/.out")"
}

# wrong STATUS NAME CMD…: a wrong call. It exits with STATUS, says nothing on stdout and one line on
# stderr (after 255 more may follow: the usage). The text is left in $ERR.
wrong() {
	_want=$1 _name=$2
	shift 2
	"$@" >"$T/.out" 2>"$T/.err"
	_got=$?
	_why='' _lines=0 ERR=''
	while IFS= read -r _line; do
		[ -z "$_line" ] || _lines=$((_lines + 1))
		ERR=${ERR:+"$ERR$newline"}$_line
	done <"$T/.err"
	[ $_got = "$_want" ] || _why="status $_got, not $_want"
	[ ! -s "$T/.out" ] || _why="$_why; on stdout: $(head -n 1 "$T/.out")"
	[ "$_lines" = 1 ] || { [ "$_want" = 255 ] && [ "$_lines" -gt 1 ]; } ||
		_why="$_why; $_lines lines on stderr"
	[ -z "$_why" ]
	result $? "$_name" || diag "$_why; of: $*" "$ERR"
}

# skip NAME REASON: what cannot be shown here, and why.
skip() {
	_count=$((_count + 1))
	echo "ok $_count - $1 # SKIP $2"
}

# done_testing: the plan, last. A test that dies before it has none, and so fails.
done_testing() {
	echo "1..$_count"
	[ $_failures = 0 ]
	exit
}
