#!/bin/sh
# The packages for Alpine, Buildroot and OpenWrt build and install nsbox with the variables that those
# set. Their own tools are not here: what a package file takes from them is put in below.
top=$(cd "${0%/*}/../.." && pwd)
version=$(sed -n 's/^VERSION := //p' "$top/Makefile")
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
count=0

# ok NAME CMD…: it exits 0.
ok() {
	name=$1
	shift
	count=$((count + 1))
	if "$@" >"$T/log" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		tail -n 5 "$T/log" | sed 's/^/# /'
	fi
}

# installed DIR: nsbox of this version is there, and its links are where they were wanted.
installed() {
	[ "$("$1/usr/sbin/nsbox" --version)" = "nsbox $version" ]
}

mkdir "$T/nsbox"
(cd "$top" && cp -r Makefile LICENSE nsbox.c netlink.c netlink.h applets tests "$T/nsbox")
packages=$T/nsbox/applets/packages

# What a firmware's build has in its variables: a strip of its own, an ARCH of its own.
variables='CC=musl-gcc AR=ar LD=ld STRIP=/bin/strip CFLAGS=-Os LDFLAGS= CPPFLAGS='

alpine() {
	# shellcheck source=/dev/null disable=SC2034	# pkgdir is its word
	(cd "$T/nsbox" && . "$packages/alpine/APKBUILD" && pkgdir=$T/alpine && build && package) &&
		grep -qx "pkgver=$version" "$packages/alpine/APKBUILD"
}
ok 'Alpine: it builds and installs' alpine
ok 'Alpine: nsbox runs' installed "$T/alpine"
(cd "$T/nsbox" && make -s clean)

cat >"$T/buildroot.mk" <<END
BR2_EXTERNAL_NSBOX_PATH = $packages/buildroot
BR2_PACKAGE_NSBOX_APPLETS = "netns nsexec"
BR2_PACKAGE_NSBOX_LINKS = y
TARGET_CONFIGURE_OPTS = $variables
TARGET_DIR = $T/buildroot
qstrip = \$(strip \$(subst ",,\$1))
include $packages/buildroot/external.mk
all:
	\$(call NSBOX_BUILD_CMDS)
	\$(call NSBOX_INSTALL_TARGET_CMDS)
	[ \$(NSBOX_VERSION) = $version ]
	[ -e \$(NSBOX_SITE)/\$(NSBOX_LICENSE_FILES) ]
all: @D = $T/nsbox
END
ok 'Buildroot: it builds and installs' make -f "$T/buildroot.mk" all
ok 'Buildroot: nsbox runs' installed "$T/buildroot"
ok 'Buildroot: the links are those of the applets chosen' \
	[ "$(cd "$T/buildroot/usr/sbin" && echo ./*)" = './netns ./nsbox ./nsexec' ]
(cd "$T/nsbox" && make -s clean)

mkdir "$T/openwrt"
cat >"$T/openwrt/rules.mk" <<END
INCLUDE_DIR = $T/openwrt
PKG_BUILD_DIR = $T/openwrt/build
CP = cp -fpR
LN = ln -sf
INSTALL_DIR = install -d -m0755
INSTALL_BIN = install -m0755
END
cat >"$T/openwrt/package.mk" <<END
MAKE_FLAGS = $variables ARCH=mips
define BuildPackage
\$(eval \$(Package/\$1))
all:
	\$(Build/Prepare)
	\$(MAKE) -C \$(PKG_BUILD_DIR) \$(MAKE_FLAGS)
	\$(call Package/\$1/install,$T/openwrt/root)
	[ \$(PKG_VERSION) = $version ]
endef
END
ok 'OpenWrt: it builds and installs' make -C "$packages/openwrt/nsbox" TOPDIR="$T/openwrt" all
ok 'OpenWrt: nsbox runs' installed "$T/openwrt/root"
ok 'OpenWrt: a link runs' "$T/openwrt/root/usr/sbin/netns" --help
echo "1..$count"
