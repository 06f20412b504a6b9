# SPDX-License-Identifier: GPL-2.0-or-later
# make help lists what there is.

BUILD := build
VERSION := $(shell cat VERSION)
KDIR ?= /lib/modules/$(shell uname -r)/build
# The headers of Debian's own 6.1 kernel, which is what the lab boots
LAB_KDIR = $(lastword $(sort $(wildcard /lib/modules/6.1.0-*-amd64/build)))
PREFIX ?= /usr/local
DESTDIR ?=

CFLAGS ?= -O2 -g
WARN := -Wall -Wextra $(if $(CI),-Werror)
PKGS := jansson libmd smartcols zlib
# Loaded with dlopen() when they are needed: only their headers are used
LATE_PKGS := libtracefs
USER_CPPFLAGS := -std=c11 -D_GNU_SOURCE -Iuserspace -Iinclude -DNS_VERSION='"$(VERSION)"' \
	$(shell pkg-config --cflags $(PKGS) $(LATE_PKGS) 2>/dev/null)
USER_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)

SRCS := $(wildcard userspace/*.c userspace/*/*.c userspace/*/*/*.c)
OBJS := $(SRCS:userspace/%.c=$(BUILD)/obj/%.o)

.PHONY: all reporter modules run check test lab-amd lab-intel bench bench-amd bench-intel install clean help \
	setup-run setup-test

all: reporter modules

reporter: $(BUILD)/nestscope

$(BUILD)/nestscope: $(OBJS)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(USER_LIBS)

$(BUILD)/obj/%.o: userspace/%.c VERSION Makefile
	@mkdir -p $(@D)
	$(CC) $(USER_CPPFLAGS) $(CPPFLAGS) $(CFLAGS) $(WARN) -MMD -MP -c -o $@ $<

-include $(OBJS:.o=.d)

# The sources are copied, so that headers of several kernels can be built against
# side by side and nothing is left in the tree.
KREL = $(notdir $(patsubst %/build,%,$(KDIR)))
KBUILD_COPY = $(BUILD)/module-$(KREL)

modules:
	@mkdir -p $(KBUILD_COPY)
	cp -a Kbuild VERSION include kmod $(KBUILD_COPY)/
	$(MAKE) -C $(KDIR) M=$(CURDIR)/$(KBUILD_COPY) $(MODFLAGS) modules
	find $(KBUILD_COPY) -name nestscope.ko -exec cp {} $(BUILD)/nestscope.ko \;

setup-run:
	scripts/setup run

setup-test:
	scripts/setup test

# The report of this machine
run: setup-run
	+$(MAKE) --no-print-directory -s reporter
	@scripts/run

# What needs no emulator
QUICK := unit cli
# What takes long, side by side: Bochs uses one CPU
LANES := lab:lab_intel.sh,lab:lab_kvm_intel.sh,lab:lab_switch_intel.sh \
	build,fuzz,lab:lab_amd.sh,lab:lab_cpus.sh,lab:lab_kvm_amd.sh,lab:lab_switch_amd.sh,lab:lab_hidden.sh,lab:lab_wait.sh
# What looks at what they have left behind
AFTER := lab:lab_live.sh lab:lab_watch.sh

check: setup-test
	+$(MAKE) --no-print-directory -s reporter
	selftests/run $(QUICK)

test: setup-test
	+$(MAKE) --no-print-directory -s reporter modules KDIR="$(LAB_KDIR)"
	selftests/run $(QUICK) -j $(LANES) -- $(AFTER)

lab-amd lab-intel: lab-%: setup-test
	+$(MAKE) --no-print-directory -s reporter modules KDIR="$(LAB_KDIR)"
	selftests/lab/run $*

# What nestscope costs a VM that runs VMs
bench: bench-amd bench-intel

bench-amd bench-intel: bench-%: setup-test
	+$(MAKE) --no-print-directory -s reporter modules KDIR="$(LAB_KDIR)"
	selftests/lab/bench.py $*

install: reporter
	install -D -m 755 $(BUILD)/nestscope $(DESTDIR)$(PREFIX)/sbin/nestscope
	install -D -m 644 Documentation/man/nestscope.8 $(DESTDIR)$(PREFIX)/share/man/man8/nestscope.8

clean:
	rm -rf $(BUILD)

help:
	@echo 'make             the reporter and the module, in build/'
	@echo 'make reporter    build/nestscope'
	@echo 'make modules     build/nestscope.ko (KDIR= for other headers)'
	@echo 'make run         install what is needed, build, print the report of this machine'
	@echo 'make check       the tests that need no emulator'
	@echo 'make test        install what is needed, build, run all tests'
	@echo 'make lab-amd     L0, L1 and L2 under QEMU; results in build/lab/amd'
	@echo 'make lab-intel   L0, L1 and L2 under Bochs; results in build/lab/intel'
	@echo 'make bench       what watching costs, in the same labs (bench-amd, bench-intel for one of them)'
	@echo 'make install     PREFIX=$(PREFIX), DESTDIR='
	@echo 'make clean'
