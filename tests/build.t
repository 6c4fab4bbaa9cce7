#!/bin/sh
# The build as packagers and firmware builders meet it: from a fresh copy, with other compilers, into
# other directories, with some of the applets.

cd "${0%/*}/.." || exit 1
command -v make >/dev/null || {
	echo '1..0 # SKIP make is not installed'
	exit 0
}
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT

n=0
result() { # result STATUS NAME: of what was just done, which wrote to $T/log
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		grep -v ' -c -o ' "$T/log" | tail -n 20 | cut -c 1-200 | sed 's/^/# /'
	fi
}

try() { # try NAME COMMAND…
	name=$1
	shift
	"$@" >"$T/log" 2>&1
	result $? "$name"
}

skip() { # skip NAME REASON
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# A fresh copy of what would be released, without what was built.
mkdir "$T/fresh"
tar -c --exclude=./build --exclude=./nsbox --exclude=./.git . | tar -x -C "$T/fresh"
cd "$T/fresh" || exit 1
unset CC CFLAGS CPPFLAGS LDFLAGS O APPLETS ARCH MAKEFLAGS MAKELEVEL

try 'a fresh copy builds, two jobs at a time' make -j2 WERROR=-Werror
try 'the program is there and runs' ./nsbox --version
make WERROR=-Werror >"$T/log" 2>&1
! grep -v 'is up to date\|Nothing to be done' "$T/log" >/dev/null
result $? 'a second make does nothing'

touch applets/lib/field.h
make WERROR=-Werror >"$T/log" 2>&1
grep -q 'applets/lib/route\.c' "$T/log" && ! grep -q 'applets/lib/out\.c' "$T/log"
result $? 'a changed header builds what includes it again, and nothing else'

# It is static, and has no need of a loader.
if command -v readelf >/dev/null; then
	readelf -l nsbox >"$T/log"
	! grep -q INTERP "$T/log"
	result $? 'the program is static'
else
	skip 'the program is static' 'no readelf'
fi

for cc in gcc clang; do
	if command -v $cc >/dev/null; then
		try "no warnings with $cc, -O2" make CC=$cc CFLAGS=-O2 WERROR=-Werror "O=$T/$cc"
		try "what $cc made runs" "$T/$cc/nsbox" --version
	else
		skip "no warnings with $cc, -O2" "no $cc"
	fi
done

make APPLETS='netns nsexec' "O=$T/two" >"$T/log" 2>&1
[ "$("$T/two/nsbox" --list | tr '\n' ' ')" = 'netns nsexec ' ]
result $? 'APPLETS= builds and lists just those'

# What each applet costs by itself: a firmware builder wants to know.
for applet in $(cd applets && echo *.c); do
	applet=${applet%.c}
	make "APPLETS=$applet" WERROR=-Werror O=build/one >"$T/log" 2>&1
	[ "$(build/one/nsbox --list)" = "$applet" ]
	result $? "$applet builds alone"
	echo "# $applet alone: $(wc -c <build/one/nsbox) bytes"
done

try 'installs below DESTDIR and PREFIX' make install-links "DESTDIR=$T/root" PREFIX=/opt
[ -x "$T/root/opt/sbin/nsbox" ] && [ -f "$T/root/opt/share/man/man8/netns.8" ]
result $? 'the program and the manuals are where they were sent'
"$T/root/opt/sbin/ip" -Version >"$T/log" 2>&1
result $? 'a link beside it works'

mkdir "$T/links"
try '--install makes hard links' ./nsbox --install "$T/links"
try '--install -s makes symbolic ones over them' ./nsbox --install -s "$T/links"
[ "$(ls "$T/links" | tr '\n' ' ')" = "$(./nsbox --list | tr '\n' ' ')" ]
result $? 'a link for every applet, and nothing beside'
"$T/links/netns" --help >"$T/log" 2>&1
result $? 'a link calls its applet'
ln -s "$T/fresh/nsbox" "$T/-netns"
[ "$("$T/-netns" --help)" = "$("$T/links/netns" --help)" ]
result $? 'a leading - in the name is ignored'

echo "1..$n"
