#!/bin/sh
# Fuzzing: each fuzzer of tests/fuzz is built with libFuzzer, ASan and UBSan, and tries some inputs.
#
#	tests/fuzz.t [NAME…]	those of tests/fuzz/NAME.c alone
#
# FUZZ_RUNS says how many inputs each tries, FUZZ_SEED where chance begins (0: anywhere),
# FUZZ_CORPUS a directory that keeps what was found worth trying, to go on from there another time.
# An input that fails stays in build/fuzz/NAME-…; `FUZZ_SHOW=1 build/fuzz/NAME FILE` tries that one
# again, and shows what is put out.
# Needs make and clang.

cd "${0%/*}/.." || exit 1
runs=${FUZZ_RUNS:-20000}
seed=${FUZZ_SEED:-1}
cc=${FUZZ_CC:-clang}
O=build/fuzz

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

command -v make >/dev/null || skip_all 'make is not installed'
command -v "$cc" >/dev/null || skip_all "$cc is not installed"
mkdir -p $O || exit 1
echo 'int LLVMFuzzerTestOneInput(const void *data, unsigned long size) { return !data && size; }' \
	>$O/probe.c
"$cc" -fsanitize=fuzzer,address,undefined -o $O/probe $O/probe.c 2>/dev/null ||
	skip_all "$cc has no libFuzzer"
$O/probe -runs=1 >/dev/null 2>&1 || skip_all 'ASan does not run here'

# What each is made of besides itself. Applets are those of box.c.
objects() { # objects C-FILE…
	for c; do
		echo "$O/${c%.c}.o"
	done
}
# shellcheck disable=SC2046 # lists
parts=$(objects netlink.c applets/lib/*.c $(for a in fwd ip-addr ip-link ip-route netns veth; do
	ls applets/$a.c applets/$a/*.c 2>/dev/null
done) tests/fuzz/kernel.c tests/fuzz/box.c tests/fuzz/json.c)
wrap=
for name in socket bind setsockopt sendto recvfrom ioctl write open64 openat64 \
	setns unshare mount umount2 fork execve; do
	wrap=$wrap,--wrap=$name
done

# shellcheck disable=SC2086 # lists
compile() { # compile OBJECT…
	MAKEFLAGS='' make -s -j2 O=$O CC="$cc" WERROR=-Werror CFLAGS="-g -O1 -fno-omit-frame-pointer \
		-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all" "$@"
}

# archive FILE OBJECT…: by the system's shell; busybox's may prefer its own ar, which only reads.
archive() {
	/bin/sh -c 'rm -f "$1" && ar rcs "$@"' ar "$@"
}

link() { # link NAME
	own=
	! grep -q '^#include "\(kernel\|box\)\.h"' "tests/fuzz/$1.c" || own=-Wl$wrap
	# shellcheck disable=SC2086 # an option, or nothing
	"$cc" -fsanitize=fuzzer,address,undefined -no-pie -o "$O/$1" "$O/tests/fuzz/$1.o" \
		$O/parts.a $own
}

n=0
not=
result() { # result "ok"|"not ok" NAME
	n=$((n + 1))
	echo "$1 $n - $2"
	[ "$1" = ok ] || not='not '
}

seeds=$O/seeds.d
# shellcheck disable=SC2046,SC2086 # lists of names
[ $# != 0 ] || set -- $(grep -l '^int LLVMFuzzerTestOneInput' tests/fuzz/*.c |
	sed 's|.*/||; s|\.c$||')
# shellcheck disable=SC2046,SC2086 # lists of names
if ! { compile $parts $(for name; do objects "tests/fuzz/$name.c"; done) &&
	rm -rf $seeds && archive $O/parts.a $parts &&
	"$cc" -g -D_GNU_SOURCE -o $O/seeds tests/fuzz/seeds.c && $O/seeds $seeds; } >$O/log 2>&1; then
	sed 's/^/# /' $O/log
	result 'not ok' 'the fuzzers are built'
	set --
fi
for name; do
	corpus=${FUZZ_CORPUS:-$O/corpus.d}/$name
	[ -n "$FUZZ_CORPUS" ] || rm -rf "$corpus"
	mkdir -p "$corpus"
	if link "$name" >$O/log 2>&1 &&
		"$O/$name" -runs="$runs" -seed="$seed" -max_len=4096 -timeout=20 -rss_limit_mb=1024 \
			-artifact_prefix="$O/$name-" "$corpus" "$seeds/$name" >$O/log 2>&1; then
		result ok "$name: $(sed -n 's/^Done \([0-9]* runs\).*/\1/p' $O/log)"
	else
		grep -v '^#' $O/log | tail -n 40 | sed 's/^/# /'
		result 'not ok' "$name: $runs runs"
	fi
done
echo "1..$n"
[ -z "$not" ]
