#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Writes C with what a kernel calls our registers and bits: the values of the macros that our tables
# name, the flags that it shows in /proc/cpuinfo, by the kernel's own generator, and the parameters of KVM's modules. See
# kernel_names.h.
#
#	kernel_names.sh KSRC TABLES

set -eu

asm=$1/arch/x86/include/asm
tables=$2
flags=$(mktemp)
trap 'rm -f "$flags"' EXIT

# Only what fits on a line: the rest are functions and structures
echo '#define BIT(n) (1ull << (n))'
echo '#define BIT_ULL(n) (1ull << (n))'
echo '#define _BITUL(n) (1ull << (n))'
sed -n '/\\$/d; s#/\*.*##; /^#[ \t]*define/p' \
	"$asm/msr-index.h" "$asm/vmx.h" "$asm/svm.h" "$asm/vmxfeatures.h" "$asm/cpufeatures.h"

echo '#define CONFIG_X86_VMX_FEATURE_NAMES 1'
sh "$1/arch/x86/kernel/cpu/mkcapflags.sh" "$flags" "$asm/cpufeatures.h" "$asm/vmxfeatures.h"
cat "$flags"

echo '#include "kernel_names.h"'
echo 'const unsigned int kernel_vmx_flags = NVMXINTS * 32;'
echo 'const struct kernel_value kernel_values[] = {'
{
	grep -ohE '"[A-Z][A-Z0-9_|]+"' "$tables"/*.h | tr -d '"' | tr '|' '\n'
	sed -nE 's/^NS_(PAIR|CTL|FLAG|FIELD)\(([A-Z0-9_]+),.*/\2/p' "$tables"/*_bits.h
	printf '%s_ALWAYSON_WITHOUT_TRUE_MSR\n' PIN_BASED CPU_BASED VM_EXIT VM_ENTRY
} | sort -u | while read -r name; do
	printf '#ifdef %s\n{ "%s", %s },\n#endif\n' "$name" "$name" "$name"
done
echo '{ 0, 0 } };'

# params MODULE DIRECTORY...: of what stands in its files; the last argument of each is its mode
params()
{
	module=$1
	shift
	find "$@" -maxdepth 1 -name '*.c' | sort | xargs cat | tr '\n\t' '  ' |
		grep -oE '\bmodule_param(_named|_cb)?\([^;]*\);' |
		sed -nE "s/^[a-z_]*\( *([a-z0-9_]+),.*, *([A-Z0-9_| ]+)\);\$/{ \"$module\", \"\1\", \2 },/p"
}

echo '#define S_IRUGO 0444'
echo '#define S_IWUSR 0200'
echo 'const struct kernel_param kernel_params[] = {'
params kvm_intel "$1/arch/x86/kvm/vmx"
params kvm_amd "$1/arch/x86/kvm/svm"
params kvm "$1/arch/x86/kvm" "$1/arch/x86/kvm/mmu" "$1/virt/kvm"
echo '{ 0, 0, 0 } };'
