# Sourced by the scripts beside it: one architecture's line of the table, and where its things are.
# shellcheck shell=sh disable=SC2034	# the variables are for those scripts

set -eu
here=${0%/*}
build=$here/../../build

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# arch NAME: sets the variables named in the table's head line; $debs is where Debian's files lie.
arch() {
	line=$(grep "^$1	" "$here/arches") || die "no architecture '$1' in $here/arches"
	read -r name deb suite kernel qemu machine cpu console mib clang <<-END
		$line
	END
	debs=$build/deb/$name
	out=$build/$name
	sysroot=$debs/sysroot
	cc="clang $clang --sysroot=$sysroot"
	case $name in
	s390x) ldflags=--ld-path=s390x-linux-gnu-ld ;;	# LLVM 14's linker has none
	*) ldflags='-fuse-ld=lld -Wl,-z,max-page-size=65536' ;;	# some kernels' pages; costs no byte
	esac
	# -no-pie says nothing beside -static; MIPS has no hash table of GNU's style.
	ldflags="$ldflags -Wno-unused-command-line-argument -Wl,--hash-style=sysv"
}
