# SPDX-License-Identifier: 0BSD
#
#	make deps demo	install what build and tests need, build, show the main job
#	make deps check	the same, then run every test
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS, DESTDIR, PREFIX mean what they mean to packagers. O= names the
# directory of objects; APPLETS='netns nsexec' builds those and no others.

# musl where it is installed beside another libc, else the machine's own compiler and libc
ifeq ($(origin CC),default)
CC := $(if $(CROSS_COMPILE),$(CROSS_COMPILE)gcc,$(firstword $(shell command -v musl-gcc) cc))
endif

O ?= build
PREFIX ?= /usr
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
VERSION := 0.1.0

APPLETS ?= $(basename $(notdir $(sort $(wildcard applets/*.c))))
# behind `ip`, an applet's code is that of its object
override APPLETS := $(sort $(APPLETS))

SRCS := nsbox.c netlink.c $(APPLETS:%=applets/%.c) $(wildcard $(APPLETS:%=applets/%/*.c)) \
	$(sort $(wildcard applets/lib/*.c))
OBJS := $(SRCS:%.c=$(O)/%.o)

# With no O given the binary lies where a user looks for it.
BIN := $(if $(filter build,$(O)),nsbox,$(O)/nsbox)

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wwrite-strings -Wpointer-arith -Wundef -Wno-missing-field-initializers
CFLAGS ?= -Os
# What the program needs whatever CFLAGS are: C11, GNU's declarations, sections that the linker
# can drop, no tables for unwinding.
BASE_CFLAGS := -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fno-stack-protector -fno-pie \
	-fomit-frame-pointer -fmerge-all-constants
# musl-gcc sees musl's headers alone: the kernel's come behind them, from where the distribution
# has them
ifneq ($(findstring musl-gcc,$(CC)),)
KERNEL_HEADERS ?= $(foreach d,/usr/include /usr/include/$(shell uname -m)-linux-gnu,-idirafter $d)
endif
BASE_LDFLAGS := -static -Wl,--gc-sections -Wl,-z,norelro -Wl,-z,noseparate-code \
	-Wl,-z,max-page-size=4096 -Wl,-z,common-page-size=64 -Wl,--build-id=none

LINK = $(CC) $(CFLAGS) $(BASE_LDFLAGS) $(LDFLAGS)
COMPILE = $(CC) $(BASE_CFLAGS) $(WARNINGS) $(WERROR) $(CFLAGS) -I. -Iapplets/lib -I$(O) \
	$(KERNEL_HEADERS) $(CPPFLAGS)

# A line for each step; V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $1 $2)

all: $(BIN)

$(BIN): $(OBJS) $(O)/ldflags
	$(call say,LINK,$@)
	$(Q)$(LINK) -s -o $@ $(OBJS) $(LDLIBS)

# Dependencies on headers are the compiler's to write; those on flags and on the choice of applets
# are kept in files that change when they do.
$(O)/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(O)/nsbox.o $(O)/applets/ip.o: $(O)/applets.h

define update # $(call update,FILE,TEXT): rewrites FILE only when its text is another
	@mkdir -p $(dir $1)
	@printf '%s\n' $2 | cmp -s - $1 || printf '%s\n' $2 >$1
endef

$(O)/flags: FORCE
	$(call update,$@,'$(subst ','\'',$(COMPILE) $(VERSION))')

$(O)/ldflags: FORCE
	$(call update,$@,'$(subst ','\'',$(LINK) $(OBJS) $(LDLIBS))')

$(O)/applets.h: FORCE
	$(call update,$@,'#define VERSION "$(VERSION)"' $(foreach a,$(APPLETS),'APPLET($(subst -,_,$a))'))

FORCE:
-include $(OBJS:.o=.d)

# ---- Setting up ------------------------------------------------------------------------------

# What build and tests need; the packages for other architectures are those of `make deps-boot`.
DEPS_DEBIAN := gcc make musl-tools linux-libc-dev clang libclang-rt-14-dev llvm libcmocka-dev \
	iproute2 nftables iputils-ping netcat-openbsd tcpdump strace jq busybox-static util-linux \
	kmod perl mandoc shellcheck user-mode-linux git
DEPS_ALPINE := gcc make musl-dev linux-headers clang compiler-rt llvm cmocka-dev iproute2 nftables \
	iputils netcat-openbsd tcpdump strace jq busybox-static util-linux kmod perl-utils mandoc \
	shellcheck git

deps:
	@tests/deps '$(DEPS_DEBIAN)' '$(DEPS_ALPINE)'

# ---- Trying ----------------------------------------------------------------------------------

demo: $(BIN)
	@tests/guest --if-needed tests/demo $(abspath $(BIN))

check: $(BIN)
	@tests/run

# One test, or some: make check TESTS='tests/netns.t'
export TESTS

lint:
	shellcheck -x tests/*.t tests/lib.sh tests/run tests/guest tests/demo tests/deps .ci/run
	mandoc -T lint -W warning applets/*.8

# What each part weighs, and what of it is libc's.
size: $(BIN)
	@$(LINK) -Wl,-Map=$(O)/map -o $(O)/unstripped $(OBJS) $(LDLIBS)
	@awk -f tests/size.awk $(O)/map
	@echo "$$(wc -c <$(BIN)) bytes in $(BIN), stripped"

# ---- Installing ------------------------------------------------------------------------------

install: $(BIN)
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(MANDIR)/man8
	install -m 755 $(BIN) $(DESTDIR)$(SBINDIR)/nsbox
	for applet in $(APPLETS); do \
		install -m 644 applets/$$applet.8 $(DESTDIR)$(MANDIR)/man8/; \
	done

# Links beside it, named after the applets: ahead of a distribution's own ip and ping on PATH.
install-links: install
	for applet in $(APPLETS); do ln -sf nsbox $(DESTDIR)$(SBINDIR)/$$applet; done

clean:
	rm -rf build nsbox

.PHONY: all clean deps demo check lint size install install-links FORCE

include tests/boot/boot.mk
