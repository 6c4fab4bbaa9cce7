#!/bin/sh
# nc: connections and listeners of TCP and UDP, each end to its own end, beside OpenBSD's nc.
# shellcheck disable=SC2016,SC2317 # texts for an inner shell and for awk; functions that until_ok calls
. "${0%/*}/lib.sh"

# here v0 ---- v1 there
ip netns add there
ip link add v0 type veth peer name v1 netns there
ip address add 10.0.0.1/24 dev v0
ip address add 10.0.0.3/24 dev v0
ip address add fd00::1/64 dev v0 nodad
ip -n there address add 10.0.0.2/24 dev v1
ip -n there address add fd00::2/64 dev v1 nodad
ip link set lo up
ip link set v0 up
ip -n there link set lo up
ip -n there link set v1 up

JUDGE=
for dir in /usr/bin /bin; do
	case $("$dir/nc" -h 2>&1) in
	*OpenBSD*) JUDGE=$dir/nc ;;
	esac
done

# text CMD…: what it prints, stdout and then stderr, and its status.
text() {
	_cmd=$1
	shift
	[ ! -x "$BIN/$_cmd" ] || _cmd=$BIN/$_cmd
	timeout 20 "$_cmd" "$@" >"$T/text" 2>"$T/text2" </dev/null
	_rc=$?
	cat "$T/text"
	[ -z "$JUDGE" ] || sed "s|^$JUDGE:|nc:|" "$T/text2"
	[ -n "$JUDGE" ] || cat "$T/text2"
	echo "status $_rc"
}

# fed FILE CMD…: CMD with this input, as a command, since a shell takes that of a function away from
# what runs in its background.
cat >"$BIN/fed" <<-'END'
	#!/bin/sh
	input=$1
	shift
	exec "$@" <"$input"
END
chmod 755 "$BIN/fed"

# ended PID: is it?
ended() {
	! kill -0 "$1" 2>/dev/null
}

# bound PORT: has a UDP socket in the other namespace this port?
bound() {
	ip netns exec there grep -q ":$(printf %04X "$1") .* 07 " /proc/net/udp /proc/net/udp6
}

# --- a connection -------------------------------------------------------------------------------

ok 'a listener in a namespace, from outside' server "$T/heard" nc -n there -l 10.0.0.2 1000
pid=$BG_PID
is 'connects, sends, says so' "$(echo hello | nc -v -N 10.0.0.2 1000 2>&1)" \
	'Connection to 10.0.0.2 1000 port [tcp/*] succeeded!'
ok 'the listener is at its end as well' until_ok ended "$pid"
is 'and heard it' "$(cat "$T/heard")" hello
ok 'from within a namespace' server "$T/heard" nc -l 10.0.0.1 1000
echo inside | nc --netns there -N 10.0.0.1 1000
is 'heard' "$(until_ok grep inside "$T/heard"; cat "$T/heard")" inside
ok 'over IPv6' server "$T/heard" nc -n there -6 -l 1000
echo six | nc -N fd00::2 1000
is 'heard over IPv6' "$(until_ok grep six "$T/heard"; cat "$T/heard")" six

ok 'who calls from where is said' server "$T/heard" sh -c 'exec "$BIN/nc" -n there -v -l 1001 2>&1' sh 1001
nc -N -s 10.0.0.3 -p 77 10.0.0.2 1001 </dev/null
is 'as OpenBSD says it' "$(until_ok grep -q received "$T/heard"; cat "$T/heard")" \
	'Listening on 0.0.0.0 1001
Connection received on 10.0.0.3 77'
ok 'and may be with IPv6' server "$T/heard" sh -c 'exec "$BIN/nc" -n there -v -6 -l 1001 2>&1' sh 1001
nc -N -p 78 fd00::2 1001 </dev/null
is 'as well' "$(until_ok grep -q received "$T/heard"; cat "$T/heard")" \
	'Listening on :: 1001
Connection received on fd00::1 78'
ok '-p with -l is the port to listen at' server "$T/heard" sh -c 'exec "$BIN/nc" -v -s 10.0.0.1 -l -p 1002 2>&1' sh 1002
nc -n there -N 10.0.0.1 1002 </dev/null
like 'and -s the address' "$(cat "$T/heard")" 'Listening on 10.0.0.1 1002*'

# --- ends ---------------------------------------------------------------------------------------

# An end of input does not end the other direction: what was said before it still is answered.
mkfifo "$T/in" "$T/answer"
exec 9<>"$T/in"
echo greeting >"$T/greeting"
ok 'a listener that says something' server "$T/heard" fed "$T/greeting" "$BIN/nc" -n there -N -l 10.0.0.2 1003
pid=$BG_PID
bg fed "$T/in" "$BIN/nc" 10.0.0.2 1003 >"$T/told"
client=$BG_PID
ok "the listener's words arrive" until_ok grep -qx greeting "$T/told"
echo answer >&9
ok 'and are answered after its end' until_ok grep -qx answer "$T/heard"
ok 'the listener goes on' kill -0 "$pid"
ok 'the caller goes on' kill -0 "$client"
kill "$client"
ok 'until its caller is gone' until_ok ended "$pid"

if need perl; then
	# Reads to the end, and only then answers.
	cat >"$T/late" <<-'END'
		use IO::Socket::INET;
		my $l = IO::Socket::INET->new(LocalAddr => $ARGV[0], LocalPort => $ARGV[1],
			Listen => 1, ReuseAddr => 1) or die;
		my $c = $l->accept;
		my $all = join '', <$c>;
		sleep 1;
		print $c "I heard $all";
	END
	ok 'a server that answers at the end' server "$T/heard" perl "$T/late" 10.0.0.1 1004
	is 'with -N the end is passed on, and the answer comes' \
		"$(echo this | timeout 20 "$BIN/nc" -n there -N 10.0.0.1 1004)" 'I heard this'
	ok 'the same again' server "$T/heard" perl "$T/late" 10.0.0.1 1004
	is 'with -q as well, if there is time' \
		"$(echo this | timeout 20 "$BIN/nc" -n there -q 10 10.0.0.1 1004)" 'I heard this'
	ok 'the same again' server "$T/heard" perl "$T/late" 10.0.0.1 1004
	is 'and not if there is none' \
		"$(echo this | timeout 20 "$BIN/nc" -n there -q 0.1 10.0.0.1 1004)" ''
else
	skip 'with -N the end is passed on, and the answer comes' 'no perl'
fi

ok 'a listener' server "$T/heard" nc -n there -l 10.0.0.2 1005
pid=$BG_PID
bg fed /dev/null "$BIN/nc" 10.0.0.2 1005
client=$BG_PID
until_ok grep -q ':03ED 01' /proc/net/tcp
ok 'without -N the end of input is not passed on' kill -0 "$pid"
ok 'and the caller goes on' kill -0 "$client"
kill "$client"
ok 'till it is gone' until_ok ended "$pid"
ok 'a listener that leaves its input alone' server "$T/heard" fed "$T/in" "$BIN/nc" -d -n there -l 10.0.0.2 1005
echo 'for nobody' | nc -N 10.0.0.2 1005
is 'hears' "$(until_ok grep nobody "$T/heard"; cat "$T/heard")" 'for nobody'

# The other side is gone: the first words are refused, so the next cannot be sent.
ok 'a listener' server "$T/heard" nc -n there -l 10.0.0.2 1006
pid=$BG_PID
bg fed "$T/in" "$BIN/nc" 10.0.0.2 1006
client=$BG_PID
echo first >&9
until_ok grep -q first "$T/heard"
kill "$pid"
echo second >&9
ok 'a reset ends it, though there is input' until_ok ended "$client"
status 'and is no failure' 0 wait "$client"
server "$T/heard" fed "$T/greeting" "$BIN/nc" -n there -l 10.0.0.2 1007
is 'a reader that is gone ends it' "$(timeout 20 "$BIN/nc" 10.0.0.2 1007 2>&1 <"$T/in" | head -c 5)" \
	greet
echo much >"$T/much"
server "$T/heard" fed "$T/much" "$BIN/nc" -n there -N -l 10.0.0.2 1008
wrong 1 'nowhere to write to' sh -c '$BIN/nc 10.0.0.2 1008 >/dev/full </dev/null'
like 'said why' "$ERR" 'nc: standard output: No space left on device'
server "$T/heard" nc -n there -l 10.0.0.2 1008
wrong 1 'nothing that can be read' sh -c '$BIN/nc -N 10.0.0.2 1008 <"$T"'
like 'said why' "$ERR" 'nc: standard input: Is a directory'

# --- much ---------------------------------------------------------------------------------------

# 1 MiB and some, each way, and both at once.
awk 'BEGIN { while (i < 19000) print i++, "and words to make a line a good bit longer than that" }' >"$T/up"
sed 's/and/or/' "$T/up" >"$T/down"
ok 'more than 1 MiB' [ "$(wc -c <"$T/up")" -gt 1048576 ]
ok 'a listener with much to say' server "$T/got-up" fed "$T/down" "$BIN/nc" -n there -N -l 10.0.0.2 1009
pid=$BG_PID
nc -N 10.0.0.2 1009 <"$T/up" >"$T/got-down"
is 'status' $? 0
until_ok ended "$pid"
is 'all that was sent up arrived' "$(cksum <"$T/got-up")" "$(cksum <"$T/up")"
is 'and all that was sent down' "$(cksum <"$T/got-down")" "$(cksum <"$T/down")"
# A reader of stdout that takes its time holds up that direction alone. A line in front, so that the
# pages of the pipe are not filled by whole pieces.
mkfifo "$T/slow"
ok 'the same again' server "$T/got-up" fed "$T/down" "$BIN/nc" -n there -N -l 10.0.0.2 1009
pid=$BG_PID
# In the background, since opening waits for the reader.
bg sh -c '{ echo in front; exec "$BIN/nc" -N 10.0.0.2 1009 <"$T/up"; } >"$T/slow"'
exec 8<"$T/slow"
arrived() {
	[ "$(wc -c <"$T/got-up")" = "$(wc -c <"$T/up")" ]
}
ok 'nothing read yet, all sent' until_ok arrived
read -r line <&8
is 'and now read' "$line $(cksum <&8)" "in front $(cksum <"$T/down")"
exec 8<&-

# --- one after the other ------------------------------------------------------------------------

ok 'a listener that stays' server "$T/heard" nc -n there -k -l 10.0.0.2 1010
pid=$BG_PID
for word in one two three; do
	echo $word | nc -N 10.0.0.2 1010
done
is 'hears one after the other' "$(until_ok grep three "$T/heard"; cat "$T/heard")" 'one
two
three'
ok 'and stays' kill -0 "$pid"
kill "$pid"

# --- UDP ----------------------------------------------------------------------------------------

for to in 10.0.0.2 fd00::2; do
	bg fed "$T/in" "$BIN/nc" -n there -u -l "$to" 1011 >"$T/heard"
	pid=$BG_PID
	ok "UDP, $to" until_ok bound 1011
	bg fed "$T/answer" "$BIN/nc" -u "$to" 1011 >"$T/told"
	client=$BG_PID
	exec 8>"$T/answer"
	echo message >&8
	ok "arrives, $to" until_ok grep -qx message "$T/heard"
	echo back >&9
	ok "and is answered, $to" until_ok grep -qx back "$T/told"
	exec 8>&-
	ok "the end of input is no end, $to" kill -0 "$client"
	kill "$client" "$pid"
	until_ok ended "$pid"
done
bg nc -n there -u -k -l 1012 >"$T/heard"
pid=$BG_PID
until_ok bound 1012
for word in one two; do
	echo $word | nc -u -q 0 10.0.0.2 1012
done
is 'UDP, several senders' "$(until_ok grep two "$T/heard"; cat "$T/heard")" 'one
two'
kill "$pid"
until_ok ended "$pid"
echo alone | timeout 20 "$BIN/nc" -u 10.0.0.2 1012
is 'nobody there to answer ends it' $? 0
bg nc -n there -u -l 1013 >"$T/heard"
until_ok bound 1013
echo once | timeout 20 "$BIN/nc" -u -w 0.2 10.0.0.2 1013
is 'silence ends it with -w' $? 0
is 'what was said arrived' "$(cat "$T/heard")" once
yes | head -c 30000 >"$T/long"
bg nc -n there -u -k -l 1014 >"$T/heard"
pid=$BG_PID
until_ok bound 1014
nc -u -q 0 10.0.0.2 1014 <"$T/long"
arrived() {
	[ "$(wc -c <"$T/heard")" = 30000 ]
}
ok 'long messages' until_ok arrived
if need perl; then
	perl -e '
		use IO::Socket::INET;
		my $s = IO::Socket::INET->new(Proto => "udp", PeerAddr => "10.0.0.2", PeerPort => 1014);
		send $s, "", 0;
		send $s, "x" x 65507, 0;'
	arrived() {
		[ "$(wc -c <"$T/heard")" = 95507 ]
	}
	ok 'an empty one is no end, the longest arrives whole' until_ok arrived
fi
kill "$pid"

# --- time ---------------------------------------------------------------------------------------

ok 'a listener that says nothing' server "$T/heard" fed "$T/in" "$BIN/nc" -n there -l 10.0.0.2 1015
status 'silence ends it with -w' 0 timeout 20 "$BIN/nc" -w 0.2 10.0.0.2 1015 <"$T/in"
# A machine that forwards nothing: no answer ever.
ip route add 198.51.100.0/24 via 10.0.0.2
is 'no connection in time' "$(text nc -v -w 0.2 198.51.100.9 1015)" \
	'nc: connect to 198.51.100.9 port 1015 (tcp) timed out: Operation now in progress
status 1'
is 'is no word worth without -v' "$(text nc -w 0.2 198.51.100.9 1015)" 'status 1'

# --- beside OpenBSD's ---------------------------------------------------------------------------

# same WORDS…: what both print, and their statuses, are the same.
same() {
	if [ -n "$JUDGE" ]; then
		is "as OpenBSD's: $*" "$(text nc "$@")" "$(text "$JUDGE" "$@")"
	else
		skip "as OpenBSD's: $*" 'no such nc here'
	fi
}

bg fed /dev/null "$BIN/nc" -k -l 127.0.0.1 1016 >/dev/null
until_ok listening "$BG_PID" 1016
bg nc -u -k -l 127.0.0.1 1016 >/dev/null
same -z 127.0.0.1 1016
same -zv 127.0.0.1 1016
same -znv 127.0.0.1 1016
same -zv 127.0.0.1 1014-1016
same -zv 127.0.0.1 1016-1014
same -z 127.0.0.1 1015
same -zv 127.0.0.1 1015
same 127.0.0.1 1015
same -v 127.0.0.1 1015
same -nv 127.0.0.1 1015
same 127.0.0.1 1015 -v
same -v ::1 1015
same -v 192.0.2.1 1015
same -vw1 192.0.2.1 1015
same -v 2001:db8::1 1015
same -zvu 127.0.0.1 1016
same -N -v 127.0.0.1 1016
same -k 127.0.0.1 1016
same -l -z 1017
same -l
same 127.0.0.1
same 127.0.0.1 x
same 127.0.0.1 80x
is 'an address elsewhere to call from' "$(text nc -v -s 192.0.2.1 127.0.0.1 1016)" \
	'nc: connect to 127.0.0.1 port 1016 (tcp) failed: Cannot assign requested address
status 1'
is 'nobody at the other end of UDP' "$(text nc -zvu 127.0.0.1 1018)" \
	'nc: connect to 127.0.0.1 port 1018 (udp) failed: Connection refused
status 1'

if [ -n "$JUDGE" ]; then
	ok "OpenBSD's nc listens" server "$T/got-up" fed "$T/down" "$BIN/nsexec" there "$JUDGE" -N -l 10.0.0.2 1019
	nc -N 10.0.0.2 1019 <"$T/up" >"$T/got-down"
	arrived() {
		[ "$(cksum <"$T/got-up")" = "$(cksum <"$T/up")" ]
	}
	ok 'hears all' until_ok arrived
	ok 'nc listens' server "$T/got-up" fed "$T/down" "$BIN/nc" -n there -N -l 10.0.0.2 1020
	"$JUDGE" -N 10.0.0.2 1020 <"$T/up" >"$T/got-down"
	ok "hears all from OpenBSD's" until_ok arrived
	is 'which hears all' "$(cksum <"$T/got-down")" "$(cksum <"$T/down")"
fi

# --- wrong calls --------------------------------------------------------------------------------

server "$T/heard" fed /dev/null "$BIN/nc" -l 127.0.0.1 1021
wrong 1 'somebody listens there' nc -l 127.0.0.1 1021
like 'said why' "$ERR" 'nc: port 1021: Address already in use'
bg nc -n there -u -l 10.0.0.2 1022
until_ok bound 1022
wrong 1 'and with UDP' nc -n there -u -l 10.0.0.2 1022
wrong 1 'a namespace that is not there' nc -n nowhere -l 1023

while IFS='|' read -r name words pattern; do
	# shellcheck disable=SC2086 # words
	wrong 1 "$name" nc $words
	like "$name: said why" "$ERR" "nc: $pattern"
done <<END
no words||missing port number
no port|127.0.0.1|missing port number
no port to listen at|-l|missing port number
a word too many|127.0.0.1 1 2|too many words*
a word too many to listen|-l 127.0.0.1 1 2|too many words*
a port too many to listen|-l -p 1 127.0.0.1 2|too many words*
no port of that name|127.0.0.1 http|port number invalid: http
port 0|127.0.0.1 0|port number invalid: 0
port 65536|127.0.0.1 65536|port number invalid: 65536
a port far too large|127.0.0.1 99999999999999999999999|port number invalid: 9*
a port below none|127.0.0.1 -- -1|port number invalid: -1
half a range|127.0.0.1 80-|port number invalid: 80-
a range of three|127.0.0.1 1-2-3|port number invalid: 1-2-3
a range to listen at|-l 80-90|port number invalid: 80-90
a word that ends in digits|127.0.0.1 x80|port number invalid: x80
a word in digits|127.0.0.1 8x0|port number invalid: 8x0
an empty word|-p 1 127.0.0.1|missing port number
own port 0|-p 0 127.0.0.1 1|-p: "0"*
own port 65536|-p 65536 127.0.0.1 1|-p: "65536"*
own port of a name|-p http 127.0.0.1 1|-p: "http"*
no time|-w x 127.0.0.1 1|-w: "x"*
a time below none|-w -1 127.0.0.1 1|-w: "-1"*
no time to quit|-q x 127.0.0.1 1|-q: "x"*
a value missing|127.0.0.1 1 -w|option requires an argument -- 'w'
an unknown letter|-X 127.0.0.1 1|invalid option -- 'X'
an unknown letter among others|-vX 127.0.0.1 1|invalid option -- 'X'
a name|example.org 80|example.org: not an address*
a name to listen at|-l example.org 80|example.org: not an address*
the other family|-6 127.0.0.1 1|*other family*
the other family, IPv6|-4 ::1 1|*other family*
own address of a name|-s example.org 127.0.0.1 1|example.org: not an address*
own address of the other family|-s ::1 127.0.0.1 1|*other family*
no such device|fe80::1%nodev 1|nodev: No such device
an address elsewhere|-l 192.0.2.1 1|port 1: Cannot assign requested address
-k without -l|-k 127.0.0.1 1|must use -l with -k
-z with -l|-l -z 1|cannot use -z and -l
END
like 'help' "$(nc --help)" 'Usage: nc *ADDR*PORT*nc -l*'
is 'help either way' "$(nc -h)" "$(nc --help)"

done_testing
