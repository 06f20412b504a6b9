# SPDX-License-Identifier: GPL-2.0-or-later
# make help lists what there is.

BUILD := build
VERSION := $(shell cat VERSION)
KDIR ?= /lib/modules/$(shell uname -r)/build
# The headers of Debian's own kernel, which is what the lab boots
LAB_KDIR = $(shell scripts/kernel headers)
PREFIX ?= /usr/local
DESTDIR ?=

CFLAGS ?= -O2 -g
WARN := -Wall -Wextra $(if $(CI),-Werror)
PKG_CONFIG ?= pkg-config
# Loaded with dlopen() when they are needed: only their headers are used
PKGS := jansson libkmod libmd libtracefs libxml-2.0 smartcols zlib
# Debian's package of a library, where it is not called after it
DEBIAN_zlib := zlib1g-dev
DEBIAN_libxml-2.0 := libxml2-dev
debian = $(or $(DEBIAN_$(1)),lib$(1:lib%=%)-dev)

# Asked for once, and only if something is compiled
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell $(PKG_CONFIG) --cflags $(PKGS)))$(PKG_CFLAGS)
# What is built is the same wherever it is built.
PREFIX_MAP := -ffile-prefix-map='$(CURDIR)'=.
USER_CPPFLAGS = -std=c11 -D_GNU_SOURCE -Iuserspace -Iinclude -DNS_VERSION='"$(VERSION)"' $(PKG_CFLAGS)

SRCS := $(sort $(wildcard userspace/*.c userspace/*/*.c userspace/*/*/*.c))
OBJS := $(SRCS:userspace/%.c=$(BUILD)/obj/%.o)

# Quiet, unless V=1; make -s says nothing at all.
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(Q),$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,echo '  $(1)'),:)
# make -n: what other makes do is shown only where they do nothing, either
DRY = $(findstring n,$(firstword -$(MAKEFLAGS)))

.PHONY: all no-modules reporter libraries modules modules_install run check test lab-amd lab-intel lab-arch \
	analyse bench bench-cost bench-table bench-amd bench-fleet bench-intel bench-module-64 bench-module-255 \
	install uninstall dkms_install dist portable clean help setup-run setup-test setup-bench

# What the compiler makes programs for: "x86_64-linux-gnu"
TARGET = $(eval TARGET := $$(shell $(CC) -dumpmachine 2>/dev/null))$(TARGET)

all: reporter $(if $(filter x86_64-%,$(TARGET)),modules,no-modules)

no-modules:
	@echo 'make: the module is for x86-64 only, and this builds for $(TARGET): the program alone'

reporter: $(BUILD)/nestscope

libraries:
	@$(PKG_CONFIG) --version >/dev/null 2>&1 || \
		{ echo 'make: $(PKG_CONFIG) does not run (Debian: pkg-config)' >&2; exit 1; }
	@$(PKG_CONFIG) --exists $(PKGS) || { \
		$(foreach p,$(PKGS),$(PKG_CONFIG) --exists $(p) || \
			echo 'make: the library $(p) is missing (Debian: $(call debian,$(p)))' >&2;) \
		exit 1; }

$(BUILD)/nestscope: $(OBJS)
	@$(call say,LD      $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/obj/%.o: userspace/%.c VERSION Makefile | libraries
	@mkdir -p $(@D)
	@$(call say,CC      $<)
	$(Q)$(CC) $(USER_CPPFLAGS) $(CPPFLAGS) $(PREFIX_MAP) $(CFLAGS) $(WARN) -MMD -MP -c -o $@ $<

-include $(OBJS:.o=.d)

# The sources are copied, so that headers of several kernels can be built against
# side by side and nothing is left in the tree.
KREL = $(shell cd '$(KDIR)/include' 2>/dev/null && \
	sed -n 's/^.define UTS_RELEASE "\(.*\)"/\1/p' generated/utsrelease.h 2>/dev/null)
# Headers that are configured, and not for x86-64
FOREIGN = $(shell cd '$(KDIR)/include' 2>/dev/null && [ -f config/auto.conf ] && \
	{ grep -q '^CONFIG_X86_64=y' config/auto.conf || echo yes; })
KBUILD_COPY = $(BUILD)/module-$(KREL)
KBUILD = $(MAKE) --no-print-directory -C $(KDIR) M=$(CURDIR)/$(KBUILD_COPY) $(MODFLAGS) \
	KCFLAGS="$(KCFLAGS) -ffile-prefix-map=$(CURDIR)/$(KBUILD_COPY)=."

# one-word NAME,PATH: what the kernel's own build says of such a path is hard to understand.
one-word = $(if $(word 2,$(subst :, ,$(2))),$(error $(1) is "$(2)": the kernel's build \
	takes no path with a space or a colon in it))

modules:
	$(call one-word,this directory,$(CURDIR))$(call one-word,KDIR,$(KDIR))
	$(if $(KREL),,$(error KDIR is $(KDIR): no kernel headers are there (Debian: linux-headers-$(shell uname -r)); \
		make reporter builds the program, which works without the module))
	$(if $(FOREIGN),$(error the module is for x86-64 only: KDIR is $(KDIR), the headers of another architecture))
	@mkdir -p $(KBUILD_COPY)
	@rm -f $(BUILD)/nestscope.ko
	@cp -a Kbuild VERSION include kmod $(KBUILD_COPY)/
	$(if $(DRY),,+)$(Q)$(KBUILD) modules
	@grep -q 'vermagic=$(KREL) ' $(KBUILD_COPY)/nestscope.ko || \
		{ echo 'make: the module is not for $(KREL): make clean, and try again' >&2; exit 1; }
	@[ -z '$(LLVM)' ] || ! grep -q 'GCC: (' $(KBUILD_COPY)/nestscope.ko || \
		echo 'make: LLVM=$(LLVM) had no effect: these headers build with the compiler of their kernel, gcc' >&2
	@cp $(KBUILD_COPY)/nestscope.ko $(BUILD)/nestscope.ko

# Where a package is made (DESTDIR, or the kernel's own INSTALL_MOD_PATH), the list of modules is not its.
INSTALL_MOD_PATH ?= $(DESTDIR)

# As later kernels have it; by itself 6.1 takes extra.
INSTALL_MOD_DIR ?= updates
# Headers of a distribution ask for a signature with a key that they do not have, and sign-file complains of it.
SIG_KEY = $(shell cd '$(KDIR)/include' && sed -n 's/^CONFIG_MODULE_SIG_KEY=//p' config/auto.conf 2>/dev/null | tr -d '"')
NO_KEY = $(if $(or $(filter /% pkcs11:%,$(SIG_KEY)),$(wildcard $(KDIR)/$(SIG_KEY))),,CONFIG_MODULE_SIG_ALL=)

modules_install: modules
	$(if $(DRY),,+)$(Q)$(KBUILD) INSTALL_MOD_PATH='$(INSTALL_MOD_PATH)' INSTALL_MOD_DIR='$(INSTALL_MOD_DIR)' $(NO_KEY) modules_install
	$(Q)$(if $(INSTALL_MOD_PATH),:,depmod $(KREL))

setup-run:
	scripts/setup run

setup-test:
	scripts/setup test

setup-bench:
	scripts/setup bench

# The report of this machine
run: setup-run
	+$(MAKE) --no-print-directory -s reporter
	@scripts/run

# What boots no machine. arch runs the program of other architectures, in QEMU's user emulation.
QUICK := unit cli arch
# What takes long, in two lanes that run side by side: Bochs uses one CPU
LANE_INTEL := lab:lab_intel.sh lab:lab_kvm_intel.sh lab:lab_switch_intel.sh lab:lab_errors.sh fuzz libvirt
LANE_AMD := build package:deb.sh package:rpm.sh lab:lab_kernels.sh lab:lab_amd.sh lab:lab_baseline.sh lab:lab_cpus.sh \
	lab:lab_kvm_amd.sh lab:lab_switch_amd.sh lab:lab_hidden.sh lab:lab_xen.sh lab:lab_libvirt.sh lab:lab_wait.sh
# What looks at what lab_intel.sh and lab_amd.sh have left behind; LAB_VENDORS says at whose
AFTER := lab:lab_live.sh lab:lab_watch.sh lab:lab_bugreport.sh
comma := ,
space := $(subst ,, )
lane = $(subst $(space),$(comma),$(strip $(1)))

check: setup-test
	+$(MAKE) --no-print-directory -s reporter
	selftests/run $(QUICK)

test: setup-test
	+$(MAKE) --no-print-directory -s reporter modules KDIR="$(LAB_KDIR)"
	selftests/run $(QUICK) -j $(call lane,$(LANE_INTEL)) $(call lane,$(LANE_AMD)) -- $(AFTER)

# The same in parts, for machines of their own: make check is the third.
.PHONY: test-intel test-amd
test-intel test-amd: test-%: setup-test
	+$(MAKE) --no-print-directory -s reporter modules KDIR="$(LAB_KDIR)"
	LAB_VENDORS=$* selftests/run $(LANE_$(if $(filter intel,$*),INTEL,AMD)) $(AFTER)

# Packages for Debian, RPMs and the tarball for any Linux: also where they are installed, and removed
.PHONY: package-test
package-test: setup-test
	selftests/run package

lab-amd lab-intel: lab-%: setup-test
	+$(MAKE) --no-print-directory -s reporter modules KDIR="$(LAB_KDIR)"
	selftests/lab/run $*

# Machines of other architectures: s390x, arm64 with and without EL2 for guests, ppc64 as PowerNV and pSeries
lab-arch: setup-test
	+$(MAKE) --no-print-directory -s reporter
	$(if $(DRY),,+)@for arch in s390x arm64 ppc64el; do scripts/sysroot build $$arch || exit 1; done
	selftests/arch/boot

# The module on every kernel of selftests/kernels, in the labs of both vendors, for hours; results in build/kernels
.PHONY: lab-kernels
lab-kernels: setup-test
	+$(MAKE) --no-print-directory -s reporter
	selftests/lab/kernels.py all

# Takes minutes: not in make test
analyse: setup-test
	selftests/build/analyse.sh
	selftests/build/gates.sh

# What takes too long for make test: the figures of Documentation/reliability.rst
.PHONY: reliability coverage mutation
reliability: setup-test
	+$(MAKE) --no-print-directory -s reporter
	selftests/reliability/run

coverage: setup-test
	selftests/reliability/coverage.py

mutation: setup-test
	selftests/reliability/mutation.py

# The table comes last: it shows what the lab measured, too. One after the other even with -j, and whatever one comes to.
BENCHES := bench-cost bench-fleet bench-module-64 bench-module-255 bench-amd bench-intel bench-table

bench: setup-bench
	@rm -f $(BUILD)/bench-*.json
	+@failed=; for part in $(BENCHES); do \
		$(MAKE) --no-print-directory $$part || failed="$$failed $$part"; \
	done; [ -z "$$failed" ] || { echo "make: failed:$$failed" >&2; exit 1; }

bench-cost: reporter
	selftests/cost.py

# The commands beside the programs that people use for the same
bench-table: reporter
	selftests/bench.py

# How long diff and baseline take for a thousand hosts
bench-fleet: reporter
	selftests/cli/fleet.py bench $(BUILD)/nestscope

# What the module costs a machine with so many CPUs
bench-module-64 bench-module-255: bench-module-%: setup-test
	+$(MAKE) --no-print-directory -s reporter modules KDIR="$(LAB_KDIR)"
	selftests/lab/bench_module.py $*

# What nestscope costs a VM that runs VMs
bench-amd bench-intel: bench-%: setup-test
	+$(MAKE) --no-print-directory -s reporter modules KDIR="$(LAB_KDIR)"
	selftests/lab/bench.py $*

SHARE = $(DESTDIR)$(PREFIX)/share
# Debian's zsh looks elsewhere than others for what packages bring.
ZSH_COMPLETION ?= $(PREFIX)/share/zsh/site-functions
# Built for another machine it may not run here: then there is no completion.
COMPLETION = $(BUILD)/nestscope completion

install: reporter
	@$(call say,INSTALL $(DESTDIR)$(PREFIX)/sbin/nestscope)
	$(Q)install -D -m 755 $(BUILD)/nestscope '$(DESTDIR)$(PREFIX)/sbin/nestscope'
	$(Q)$(foreach page,$(wildcard Documentation/man/*.[1-9]),\
		install -D -m 644 $(page) '$(SHARE)/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page))' &&) :
	$(Q)install -d '$(SHARE)/bash-completion/completions' '$(DESTDIR)$(ZSH_COMPLETION)' '$(SHARE)/fish/vendor_completions.d'
	$(Q)! $(COMPLETION) bash >$(BUILD)/completion 2>/dev/null || { \
		install -m 644 $(BUILD)/completion '$(SHARE)/bash-completion/completions/nestscope' && \
		$(COMPLETION) zsh >'$(DESTDIR)$(ZSH_COMPLETION)/_nestscope' && \
		$(COMPLETION) fish >'$(SHARE)/fish/vendor_completions.d/nestscope.fish'; }

# With the PREFIX and DESTDIR of make install; directories stay, since others may have files in them.
uninstall:
	$(Q)rm -f '$(DESTDIR)$(PREFIX)/sbin/nestscope' '$(SHARE)/bash-completion/completions/nestscope' \
		'$(DESTDIR)$(ZSH_COMPLETION)/_nestscope' '$(SHARE)/fish/vendor_completions.d/nestscope.fish' \
		$(foreach page,$(wildcard Documentation/man/*.[1-9]),'$(SHARE)/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page))')

# The module's sources, for dkms(8)
DKMS_DIR = $(DESTDIR)/usr/src/nestscope-$(VERSION)

dkms_install:
	@$(call say,INSTALL $(DKMS_DIR))
	$(Q)install -d '$(DKMS_DIR)/kmod' '$(DKMS_DIR)/include/nestscope'
	$(Q)install -m 644 Kbuild VERSION dkms.conf '$(DKMS_DIR)'
	$(Q)install -m 644 kmod/*.c kmod/*.h '$(DKMS_DIR)/kmod'
	$(Q)install -m 644 include/nestscope/*.h '$(DKMS_DIR)/include/nestscope'

# What is committed, the same wherever it is packed: times are the commit's, gzip writes no time
DIST = $(BUILD)/nestscope-$(VERSION).tar.gz

dist:
	@[ -e .git ] && git rev-parse -q --verify HEAD >/dev/null || { echo 'make: dist packs a commit, and this is no git checkout' >&2; exit 1; }
	@[ -z "$$(git status --porcelain)" ] || echo 'make: what is not committed is not in $(DIST)' >&2
	@mkdir -p $(BUILD)
	@$(call say,DIST    $(DIST))
	$(Q)git -c tar.umask=0022 archive --format=tar --prefix=nestscope-$(VERSION)/ HEAD >$(DIST).tmp
	$(Q)gzip -9 -n <$(DIST).tmp >$(DIST)
	$(Q)rm $(DIST).tmp

portable:
	packaging/portable

clean:
	$(Q)rm -rf $(BUILD)

help:
	@echo 'make             the reporter and the module, in build/'
	@echo 'make reporter    build/nestscope'
	@echo 'make modules     build/nestscope.ko (KDIR= for other headers)'
	@echo 'make run         install what is needed, build, print the report of this machine'
	@echo 'make check       the tests that boot no machine'
	@echo 'make test        install what is needed, build, run all tests'
	@echo 'make test-intel  what make test runs in Bochs and beside it; make test-amd the rest of it that is not in make check'
	@echo 'make package-test  packages of Debian, RPMs and make portable'\''s tarball are built, installed and removed'
	@echo 'make lab-amd     L0, L1 and L2 under QEMU; results in build/lab/amd'
	@echo 'make lab-intel   L0, L1 and L2 under Bochs; results in build/lab/intel'
	@echo 'make lab-arch    s390x, arm64 and ppc64 under QEMU; results in build/lab/arch'
	@echo 'make lab-kernels the module on the kernels of selftests/kernels; results in build/kernels'
	@echo 'make analyse     what analysers find: those of make test, and what takes longer; each also has to find a planted fault'
	@echo 'make reliability the tests that take hours, and their figures in one table'
	@echo 'make coverage    which lines of the program its tests execute: part of make reliability'
	@echo 'make mutation    whether the tests notice a changed token of the program: the same, after make coverage'
	@echo 'make bench       what nestscope costs: beside lscpu (bench-cost), for a thousand hosts (bench-fleet), the module on 64 and 255 CPUs'
	@echo '                 (bench-module-64, bench-module-255), watching, in the same labs (bench-amd, bench-intel), and last all in one'
	@echo '                 table with the aims and the programs that people use for the same (bench-table)'
	@echo 'make install     the reporter: PREFIX=$(PREFIX), DESTDIR='
	@echo 'make uninstall   removes what make install has installed: the same PREFIX=, DESTDIR='
	@echo 'make modules_install  the module, for the kernel of KDIR: DESTDIR='
	@echo 'make dkms_install  the sources of the module, into /usr/src: then dkms install nestscope/$(VERSION)'
	@echo 'make dist        the source as a tarball, build/nestscope-$(VERSION).tar.gz: of the last commit'
	@echo 'make portable    the program with its libraries as a tarball, for hosts where nothing may be installed: it runs where'
	@echo '                 glibc is 2.31 or later (ldd --version says), as on Debian 11 and what came after it'
	@echo 'make clean'
	@echo 'Each takes V=1 (show the commands), CC=, CFLAGS=, PKG_CONFIG=.'
