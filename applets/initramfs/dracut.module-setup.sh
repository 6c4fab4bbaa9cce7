#!/bin/bash
# Puts nsbox into an initramfs of dracut, as /etc/nsbox/initramfs.conf says. The function names are
# dracut's.
# shellcheck disable=SC2154	# so are initdir and moddir

check() {
	require_binaries /usr/sbin/nsbox
}

depends() {
	return 0
}

installkernel() {
	# shellcheck source=nsbox.conf
	. /etc/nsbox/initramfs.conf
	# shellcheck disable=SC2086	# words
	hostonly='' instmods $MODULES
}

install() {
	local link

	# shellcheck source=nsbox.conf
	. /etc/nsbox/initramfs.conf
	inst /usr/sbin/nsbox
	for link in $LINKS; do
		ln -sf nsbox "$initdir/usr/sbin/$link"
	done
	[ ! -x /etc/nsbox/initramfs.sh ] || inst_script /etc/nsbox/initramfs.sh
	inst_hook pre-mount 50 "$moddir/premount.sh"
}
