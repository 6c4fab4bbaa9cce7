# Included by the top-level Makefile: nsbox for other architectures, and its tests on their kernels.
#   make ARCH=arm64         build/arm64/nsbox           make all-arches     all of them, and their sizes
#   make boot [ARCH=arm64]  every test in a guest       make boot-all       in a guest of each
#   make deps-boot [ARCH=…] what these need of Debian, for all or for one
# The architectures are the lines of the file arches. What is downloaded stays in build/deb.
ARCHES := $(shell awk '!/^\#/ { print $$1 }' tests/boot/arches)
BOOTED := $(shell awk '!/^\#/ && $$4 != "source" { print $$1 }' tests/boot/arches)
BOOT_ARCH = $(or $(ARCH),amd64)

# Builders of firmware have an ARCH of their own, in the environment or beside the CC that they name.
ifneq ($(origin ARCH),command line)
ARCH :=
else ifneq ($(origin CC),command line)
.DEFAULT_GOAL := $(if $(ARCH),build/$(ARCH)/nsbox,all)
endif

.PHONY: deps-boot all-arches boot boot-all boot-bare boot-least
.PRECIOUS: build/deb/%/sysroot/.done build/deb/%/guest/.done

deps-boot:
	tests/boot/deps $(or $(ARCH),$(ARCHES))

build/deb/%/sysroot/.done:
	tests/boot/fetch $* sysroot

build/deb/%/guest/.done: tests/boot/tools
	tests/boot/fetch $* guest

# clang's -Os is not its smallest.
build/%/nsbox: build/deb/%/sysroot/.done FORCE
	+@$(MAKE) --no-print-directory O=build/$* CC='$(shell tests/boot/cc $*)' \
		CFLAGS='$(if $(filter file,$(origin CFLAGS)),-Oz,$(CFLAGS))' \
		LDFLAGS='$(shell tests/boot/cc $* link) $(LDFLAGS)' build/$*/nsbox

all-arches: $(ARCHES:%=build/%/nsbox)
	@tests/boot/table $(ARCHES)

# What runs in a guest beside it, linked as it is.
HELPER = $(shell tests/boot/cc $*) $(shell tests/boot/cc $* link) -std=c11 -D_GNU_SOURCE -Os -s \
	-static $(WARNINGS) -Wl,--gc-sections,-z,norelro,-z,noseparate-code,--build-id=none -o $@ $<

build/%/alone: tests/boot/alone.c build/deb/%/sysroot/.done
	@mkdir -p $(@D)
	$(HELPER)

build/%/peak: tests/boot/peak.c build/deb/%/sysroot/.done
	@mkdir -p $(@D)
	$(HELPER)

boot: $(addprefix build/$(BOOT_ARCH)/,nsbox alone peak) build/deb/$(BOOT_ARCH)/guest/.done
	tests/boot/judge.t
	tests/boot/image $(BOOT_ARCH) guest
	tests/boot/run $(BOOT_ARCH) guest
	tests/boot/image $(BOOT_ARCH) alone
	tests/boot/run $(BOOT_ARCH) alone
	@size=$$(wc -c <build/$(BOOT_ARCH)/alone.cpio); echo "$(BOOT_ARCH): nothing but nsbox: $$size bytes"; \
		[ $$size -le 204800 ]

boot-all:
	@status=0; for arch in $(BOOTED); do \
		$(MAKE) --no-print-directory boot ARCH=$$arch || status=1; \
	done; tests/boot/table $(BOOTED); exit $$status

# Guests that lack something: the kernel's parameters that make them so.
BARE = WITHOUT=sys WITHOUT=run WITHOUT=nft ipv6.disable=1

boot-bare: $(addprefix build/$(BOOT_ARCH)/,nsbox peak) build/deb/$(BOOT_ARCH)/guest/.done
	TESTS=tests/bare.t tests/boot/image $(BOOT_ARCH) guest
	@for lack in $(BARE); do \
		echo "$(BOOT_ARCH): $$lack"; AS=bare tests/boot/run $(BOOT_ARCH) guest $$lack || exit; \
	done

# In how little memory the guest with the tests passes, and the one with nothing but nsbox.
boot-least: boot
	tests/boot/least $(BOOT_ARCH) alone
	tests/boot/least $(BOOT_ARCH) guest

# nsbox in the initramfs that the distribution's tools make; /etc/nsbox/initramfs.conf says what of it.
.PHONY: install-initramfs-tools install-dracut install-initramfs-conf
.PHONY: boot-initramfs-tools boot-dracut
INITRAMFS_TOOLS = $(DESTDIR)/usr/share/initramfs-tools
DRACUT_MODULE = $(DESTDIR)/usr/lib/dracut/modules.d/95nsbox

install-initramfs-tools: install-initramfs-conf
	install -D -m 755 applets/initramfs/initramfs-tools.hook $(INITRAMFS_TOOLS)/hooks/nsbox
	install -D -m 755 applets/initramfs/initramfs-tools.premount \
		$(INITRAMFS_TOOLS)/scripts/init-premount/nsbox

install-dracut: install-initramfs-conf
	install -D -m 755 applets/initramfs/dracut.module-setup.sh $(DRACUT_MODULE)/module-setup.sh
	install -D -m 755 applets/initramfs/dracut.premount.sh $(DRACUT_MODULE)/premount.sh

install-initramfs-conf:
	[ -e $(DESTDIR)/etc/nsbox/initramfs.conf ] || \
		install -D -m 644 applets/initramfs/nsbox.conf $(DESTDIR)/etc/nsbox/initramfs.conf

boot-initramfs-tools boot-dracut: boot-%: build/amd64/nsbox build/amd64/peak build/deb/amd64/guest/.done
	tests/boot/image amd64 guest
	tests/boot/consumer $*

# The package files for Alpine, Buildroot and OpenWrt, with what their builds set.
.PHONY: check-packages
check-packages:
	tests/boot/packages.t
