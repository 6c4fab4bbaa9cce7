#!/bin/sh
# Runs the machine's /etc/nsbox/initramfs.sh, before an initramfs of dracut mounts the root.
[ ! -x /etc/nsbox/initramfs.sh ] || /etc/nsbox/initramfs.sh
