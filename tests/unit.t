#!/bin/sh
# The unit tests in C: each program of tests/unit is built under ASan and UBSan, and run.
#
#	tests/unit.t [NAME…]	those of tests/unit/NAME.c alone
#
# HOSTCC names the compiler, which need not be the one that builds nsbox. The programs stay in
# build/unit, so a second run compiles what changed. Needs make and cmocka.

cd "${0%/*}/.." || exit 1
cc=${HOSTCC:-cc}
O=build/unit

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

command -v make >/dev/null || skip_all 'make is not installed'
command -v "$cc" >/dev/null || skip_all "no C compiler ($cc)"
mkdir -p $O || exit 1
for header in stdarg stddef stdint setjmp cmocka; do
	echo "#include <$header.h>"
done >$O/probe.c
echo 'int main(void) { return 0; }' >>$O/probe.c
"$cc" -o $O/probe $O/probe.c -lcmocka 2>/dev/null || skip_all 'cmocka is not installed'

n=0
not= # "not " once a test has failed

result() { # result "ok"|"not ok" NAME
	n=$((n + 1))
	echo "$1 $n - $2"
	[ "$1" = ok ] || not='not '
}

# sanitizers [RUNNER…]: the strictest with which a program can be built, and run by RUNNER. ASan
# wants more address space than some kernels give, and is not made for every libc.
sanitizers() {
	for s in address,undefined undefined; do
		if "$cc" -fsanitize=$s -o $O/probe $O/probe.c 2>/dev/null &&
			"$@" $O/probe 2>/dev/null; then
			echo $s
			return
		fi
	done
	echo none
}

# archive FILE OBJECT…: by the system's shell; busybox's may prefer its own ar, which only reads.
archive() {
	/bin/sh -c 'rm -f "$1" && ar rcs "$@"' ar "$@"
}

# build NAME SANITIZERS: tests/unit/NAME.c with what it tests: all of applets/lib where it includes
# something of it, netlink.c anyway.
build() {
	src=tests/unit/$1.c dir=$O/$2 flags=-fsanitize=$2 wrap=
	[ "$2" != none ] || flags=
	objects=netlink.o
	if grep '^#include "' "$src" | grep -qv '"\(.*netlink\|fake\|reader\)\.h"'; then
		objects="$objects tests/unit/table.o $(echo applets/lib/*.c | sed 's/\.c\>/.o/g')"
	fi
	if grep -q '^#include "\(fake\|reader\)\.h"' "$src"; then
		objects="$objects tests/unit/fake.o tests/unit/reader.o"
		wrap=-Wl,--wrap=socket,--wrap=bind,--wrap=setsockopt,--wrap=sendto
		wrap=$wrap,--wrap=recvfrom,--wrap=close
	fi
	objects=$(for o in $objects; do echo "$dir/$o"; done)
	# shellcheck disable=SC2086 # lists
	MAKEFLAGS='' make -s O="$dir" CC="$cc" WERROR=-Werror \
		CFLAGS="-g -O1 -fno-omit-frame-pointer $flags ${flags:+-fno-sanitize-recover=all}" \
		"$dir/tests/unit/$1.o" $objects &&
		archive "$dir/$1.a" $objects &&
		"$cc" $flags -no-pie -o "$dir/$1" "$dir/tests/unit/$1.o" "$dir/$1.a" $wrap -lcmocka
}

# run NAME COMMAND…: the program's own TAP, its tests numbered on. One that dies, or that reports
# fewer tests than it planned, fails.
run() {
	name=$1
	shift
	CMOCKA_MESSAGE_OUTPUT=tap "$@" >$O/out 2>$O/err
	rc=$?
	plan=0 seen=0 bad=0
	while IFS= read -r line; do
		test=${line#*- }
		case $line in
		1..0*SKIP*) result ok "$name # ${line#*# }" && return ;;
		1..*) plan=${line#1..} ;;
		*"ok "*"# SKIP "*) result ok "$name: ${line##*SKIP } # SKIP not here" ;;
		"ok "*) result ok "$name: $test" ;;
		"not ok "*) result 'not ok' "$name: $test" && bad=$((bad + 1)) ;;
		"# ok - "*) continue ;;
		*) echo "# ${line#\# }" && continue ;;
		esac
		case $line in 1..*) ;; *) seen=$((seen + 1)) ;; esac
	done <$O/out
	if [ $seen != "$plan" ] || [ "$plan" = 0 ] || { [ $rc != 0 ] && [ $bad = 0 ]; }; then
		result 'not ok' "$name: ran to its end (status $rc, $seen of $plan tests)"
	fi
	sed 's/^/# /' $O/err
}

strict=$(sanitizers)
echo "# sanitizers: $strict"
# shellcheck disable=SC2046 # a list of names
[ $# != 0 ] || set -- $(grep -l '^int main(void)$' tests/unit/*.c | sed 's|.*/||; s|\.c$||')
for program; do
	case $program in
	kernel)
		# the only one that talks to the kernel: in a network of its own
		runner='tests/guest --if-needed unshare -n'
		# shellcheck disable=SC2086 # a command and its options
		if ! $runner true 2>/dev/null; then
			result ok "$program # SKIP no network namespaces to be had"
			continue
		fi
		# shellcheck disable=SC2086 # likewise
		san=$(sanitizers $runner)
		;;
	*)
		san=$strict
		runner=
		;;
	esac
	if build "$program" "$san" >$O/log 2>&1; then
		# shellcheck disable=SC2086 # a command and its option, or nothing
		run "$program" $runner "$O/$san/$program"
	else
		sed 's/^/# /' $O/log
		result 'not ok' "$program: builds"
	fi
done
echo "1..$n"
[ -z "$not" ]
