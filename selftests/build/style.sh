#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The module and its tables follow the kernel's style, and every file that they publish is documented.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
ksrc=$("$top/scripts/kernel" source) || exit 1
log=$work/log

# Rules of checkpatch that do not fit these files. X-macros: a row is not a statement. It stays on one line however
# long its names are, so that grep finds all of it, and continues at a tab even if its parenthesis is at another column.
# It has columns that one includer does not need, of which 6.1's checkpatch says nothing and 6.12's does.
types=MACRO_ARG_UNUSED
table_types=COMPLEX_MACRO,LONG_LINE,LONG_LINE_STRING,PARENTHESIS_ALIGNMENT

checkpatch()
{
	case $1 in
	include/*) ignore=$types,$table_types ;;
	*) ignore=$types ;;
	esac
	perl "$ksrc/scripts/checkpatch.pl" --no-tree --strict --terse --show-types \
		--no-summary --ignore "$ignore" -f "$1" >"$log" 2>&1 && [ ! -s "$log" ]
	result $? "checkpatch --strict $1" "$log"
}

kernel_doc()
{
	perl "$ksrc/scripts/kernel-doc" -none -Werror "$@" >"$log" 2>&1 && [ ! -s "$log" ]
	result $? "kernel-doc" "$log"
}

# Words that codespell does not know: s390x's sie, AMD's SME, mandoc's Nd, disks, and parts of words in tests
spelling()
{
	codespell --ignore-words-list sie,nd,hda,nin,ist,lod,ot,sme,mis,statu,doesn\' "$@" >"$log" 2>&1
	result $? "codespell" "$log"
}

# Texts that people wrote, without captured data and without messages of other programs
written()
{
	find userspace kmod include Documentation scripts selftests README CHANGES CONTRIBUTING SECURITY Makefile -type f |
		grep -vE '/(fixtures|corpus|examples|__pycache__)/|\.(o|tsv|patch)$|/message_|_pastes\.h$'
}

# Errors in scripts, not matters of taste
python()
{
	{ find scripts selftests -name '*.py'; grep -rlE '^#!/usr/bin/(env )?python3' scripts selftests; } | sort -u >"$log.scripts"
	[ -s "$log.scripts" ] && xargs flake8 --select E9,F,W6 <"$log.scripts" >"$log" 2>&1
	result $? "flake8: $(wc -l <"$log.scripts") scripts" "$log"
	rm -f "$log.scripts"
}

# Distributions backport single changes of later kernels.
version_is_not_asked()
{
	! grep -nE 'LINUX_VERSION_CODE|KERNEL_VERSION|linux/version\.h' Kbuild kmod/*.[ch] >"$log"
	result $? "what a kernel has is not concluded from its version" "$log"
}

x86_64_only()
{
	! echo '#include "nestscope.h"' | cpp -nostdinc -I kmod -I include - >"$log" 2>&1 &&
		grep -m 1 error "$log" | grep -q '#error "nestscope is for kernels of x86-64"'
	result $? "other architectures are refused first of all" "$log"
}

# Timing another hypervisor's VMREAD taints the kernel, and the kernel says so.
experiment_is_unsafe()
{
	grep -q '^module_param_unsafe(vmread_timing, bool, 0400);' kmod/vmread.c &&
		! grep -n 'module_param\(_named\)\?(vmread_timing' kmod/*.c >"$log"
	result $? "vmread_timing is an unsafe parameter" "$log"
}

# A list of CPUs is longer than a page where many of 8192 are online; scnprintf() into one cuts it.
lists_are_whole()
{
	! grep -nE '(sysfs_emit|printf)\(.*pbl|cpumap_print_to_pagebuf' kmod/*.c | grep -v kasprintf >"$log" &&
		grep -q 'kasprintf(GFP_KERNEL, "%\*pbl' kmod/kept.c
	result $? "no list of CPUs is cut to a page" "$log"
}

# Linux 7.1 and later set it from boot on where it is a host for TDX: arch/x86/virt/vmx/tdx/tdx.c,
# x86_virt_get_ref(X86_FEATURE_VMX).
vmxe_is_no_hypervisor()
{
	abi=Documentation/ABI/testing/debugfs-nestscope
	tr -s '\n\t ' ' ' <$abi >"$log"
	grep -q 'host for TDX, it sets CR4.VMXE on every CPU from boot on' "$log" &&
		! grep -q 'a hypervisor is loaded' "$log"
	result $? "the ABI concludes no hypervisor from CR4.VMXE" "$log"
}

# The paths that the tables publish
published()
{
	cpp -P -nostdinc -I "$top/include" - <<'END' | sed -n 's/^file \(.*\) "\(.\+\)"$/\L\1\E\/\2/p'
#define NS_MSR(id, number, how, mask, dir, name, ...) file dir name
#define NS_CPUID(id, leaf, subleaf, out, dir, name, ...) file dir name
#include <nestscope/registers.h>
END
}

documented()
{
	published | sort >"$log.published"
	sed -n 's#^What:.*/sys/kernel/nestscope/\(cpuid\|vmx\|svm\)/#\1/#p' \
		Documentation/ABI/testing/sysfs-kernel-nestscope | grep -v '/supported$' |
		sort >"$log.documented"
	[ -s "$log.published" ] && diff -u "$log.published" "$log.documented" >"$log"
	result $? "every register has an ABI entry, and no other" "$log"
	rm -f "$log.published" "$log.documented"
}

cd "$top" || exit 1
set -- kmod/*.[ch] include/nestscope/*.h
for file; do
	checkpatch "$file"
done
kernel_doc kmod/*.[ch]
# shellcheck disable=SC2046 # names
spelling $(written)
python
version_is_not_asked
experiment_is_unsafe
lists_are_whole
vmxe_is_no_hypervisor
x86_64_only
documented
finish
