#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each target reads its corpus and then generates more input for FUZZ_SECONDS (15). Input that crashes one is kept
# below the build directory; the message says where.

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "${NESTSCOPE_TOP:-$here/../..}" && pwd)
build=${NESTSCOPE_BUILD:-$top/build}/selftests/fuzz
seconds=${FUZZ_SECONDS:-15}
count=0
failed=0

result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count $2"
	else
		failed=$((failed + 1))
		grep -E 'ERROR|runtime error|SUMMARY|^fuzz:|Test unit written|^    #[0-5] ' "$3" | cut -c 1-200 | sed 's/^/# /'
		echo "not ok $count $2"
	fi
}

# The keys of the snapshot, which a fuzzer would not guess letter by letter
dictionary()
{
	grep -oE '"[A-Za-z0-9_-]+"' "$top/Documentation/schema/snapshot.schema.json" | sort -u | sed 's/"\(.*\)"/"\\"\1\\""/'
}

# The words around the values of a listing, and the names of registers and bits
listing_words()
{
	sed -nE 's/^NS_LISTING_ROW\(("[^"]*"), ("[^"]*"),.*/\1\n\2/p' "$top/include/nestscope/listing_rows.h" |
		grep -v '^""$' | sort -u
	sed -nE 's/^NS_(MSR|CPUID)\(([A-Z0-9_]+),.*/"\2"/p' "$top/include/nestscope/registers.h"
	sed -nE 's/.*"(vmx-[a-z0-9-]+)".*/"\1"/p' "$top/include/nestscope/vmx_bits.h" | sort -u
	for word in 'rdmsr ' 'HM: ' 'MSR(' 'CPUID.' 'bit ' '(EAX=' 'eax=0x' 'basic_cpuid[' 'Fn8000_000A_'; do
		echo "\"$word\""
	done
}

# The text of messages between their arguments, and names
message_words()
{
	"$build/../../nestscope" list messages --json 2>/dev/null | tr '"' '\n' | grep -oE '^[A-Za-z][^{}\\]{3,60}$' | sort -u |
		sed 's/.*/"&"/'
	sed -nE 's/.*"(vmx-[a-z0-9-]+)".*/"\1"/p' "$top/include/nestscope/vmx_bits.h" | sort -u
}

# The words of the forms that are imported
import_words()
{
	for word in 'CPU 0:' 'vmx flags' 'flags\t\t: ' 'processor\t: 0' 'eax in: 0x' ' eax=0x' 'ext_cpuid[' '[SL 00]' \
		'Handle 0x0001, DMI type 1, 27 bytes' 'System Information' '\tManufacturer: ' '\tUUID: ' 'cat /sys/module/kvm/' \
		'/sys/module/kvm_intel/parameters/nested:' '/sys/class/dmi/id/sys_vendor:' 'Linux version ' 'DMI: ' ', BIOS ' \
		'Hypervisor detected: ' 'smpboot: CPU0: ' ' (family: 0x6' 'Hypervisor vendor:' 'On-line CPU(s) list:' \
		'<capabilities>' '</capabilities>' '<domainCapabilities>' '</domainCapabilities>' '<mode name=' '<feature name=' \
		'<domain>kvm</domain>' ': Checking if device /dev/kvm exists : FAIL' 'hypervisor_id (0x40000000) = ' \
		'   feature information (1/ecx):' '      SVM: secure virtual machine = true' 'NASID: number of address space' \
		'Basic VMX Information' '  Hex: 0x' 'pin-based controls' '  NMI exiting   default' '  Enable EPT   no' \
		'<cpudata arch=' '</cpudata>' '<cpuid eax_in=' '<msr index=' 'HYPERVISOR - Hypervisor is present' \
		'VMX * Supports Intel hardware-assisted virtualization' 'Intel64 Family 6 Model 1 Stepping 1 GenuineIntel' \
		'Hyper-V Requirements:' 'Virtualization Enabled In Firmware: No' 'virt_caps              : pv hvm hap' \
		'hw_caps                : ' 'xen_caps               : hvm-3.0-x86_64' \
		'OS Release: ' 'kvm_exit: ' 'kvm_msr: msr_read ' 'Module                  Size  Used by'; do
		echo "\"$(echo "$word" | sed 's/"/\\"/g')\""
	done
	for word in return model props name host vmx enabled present true false; do
		echo "\"\\\"$word\\\": \""
	done
	listing_words
}

# The parts of libvirt's XML that decide about a VM's CPU, and the names of models and features
domain_words()
{
	for word in '<domain ' "type='kvm'" "type='qemu'" "id='1'" "<cpu mode='" 'host-model' 'host-passthrough' 'maximum' \
		"check='full'" "<model>" '</model>' "<feature policy='" 'require' 'disable' 'optional' 'forbid' \
		"name='svm'/>" "name='vmx'/>" '</cpu>' '</domain>' '<qemu:commandline>' "<qemu:arg value='-cpu'/>" \
		'<![CDATA[' '<!DOCTYPE ' '&#x'; do
		echo "\"$word\""
	done
	sed -n 's/^NS_DOMAIN_MODEL(\("[^"]*"\),.*/\1/p' "$top/userspace/analysis/domain_models.h"
}

# What QEMU's answers about its CPU models have for keys and names
model_words()
{
	for word in return model name props vendor alias-of deprecated unavailable-features base AuthenticAMD GenuineIntel; do
		echo "\"\\\"$word\\\": \""
		echo "\"\\\"$word\\\"\""
	done
	sed -n 's/^NS_DOMAIN_MODEL(\("[^"]*"\),.*/\1/p' "$top/userspace/analysis/domain_models.h"
}

# Reports of fixtures, short ones
report_seeds()
{
	mkdir -p "$build/report_corpus"
	for machine in amd-nested-off intel-locked; do
		"$build/../../nestscope" bugreport --from "$here/../cli/fixtures/$machine.json" >"$build/report_corpus/$machine" 2>/dev/null
	done
	cp "$here"/corpus/report/* "$build/report_corpus/"
}

# The marks of a report, and what mail and web forms do to it
report_words()
{
	for word in '<!-- nestscope bugreport 1 ' 'redacted -->' '<!-- nestscope layer ' '<!-- nestscope part ' \
		'<!-- nestscope uuid ' ' -->' '[host-1]' '[@L1:host-1]' '&lt;' '&#58;' '> ' '```text' '```' '\x0d\x0a'; do
		echo "\"$word\""
	done
	sed -n 's/^NS_PART([A-Z0-9_]*, \("[^"]*"\),.*/\1/p' "$top/userspace/model/part_rows.h"
}

trace_words()
{
	for word in '{ common_pid:' ', isa:' ', exit_reason:' ', exit_code:' ' } hitcount:' 'Totals:' '    Dropped:' '\x1f\x8b\x08'; do
		echo "\"$word\""
	done
}

# The words that announce what is private, and forms of it
redact_words()
{
	sed -nE 's/^NS_PRIVATE_(KEY|PREFIX)\(("[^"]*"),.*/\2/p' "$top/userspace/model/redact_rows.h" | sort -u
	for word in '[host-1]' '[@L1:uuid-2]' zqhostgeheim c0ffee00-1234-4abc-8def-0123456789ab 52:54:00:12:34:56 192.168.1.2 fe80::1 \
		user@ :// .example.org /home/ /dev/disk/by-id/ /dev/mapper/ '-----BEGIN ' '-----END ' iqn.2001-04. naa.5000c500a1b2 \
		'ssh-rsa AAAA' enx525400123456; do
		echo "\"$word\""
	done
}

# target NAME CORPUS ARGUMENT...
target()
{
	name=$1
	seeds=$2
	shift 2
	work=$build/$name
	log=$work/log
	rm -rf "$work"
	mkdir -p "$work/corpus" "$work/crashes"
	# Once, however slow the machine is
	"$build/fuzz_$name" -runs=0 -artifact_prefix="$work/crashes/" "$seeds" >"$log" 2>&1
	result $? "$name: the corpus" "$log"
	"$build/fuzz_$name" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=3000 -print_final_stats=1 \
		-artifact_prefix="$work/crashes/" "$@" "$work/corpus" "$seeds" >"$log" 2>&1
	result $? "$name: $seconds s more" "$log"
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	echo "# $name: ${runs:-0} runs"
	# A target that executed too little has tested nothing.
	[ "${runs:-0}" -ge 100 ]
	result $? "$name: 100 runs at least" "$log"
}

echo "KTAP version 1"
mkdir -p "$build"
dictionary >"$build/dictionary"
target snapshot "$here/corpus/snapshot" -dict="$build/dictionary" -max_len=16384
# Captured machines, and what the fuzzer has found
mkdir -p "$build/sysroot_corpus"
cp "$here"/corpus/sysroot/* "$build/sysroot_corpus/"
python3 "$here/seeds.py" "$here/fuzz_sysroot.c" "$build/sysroot_corpus" "$here"/../cli/fixtures/*.tree "$here"/../cli/fixtures/arches/*.tree || exit 1
target sysroot "$build/sysroot_corpus" -max_len=8192
listing_words >"$build/listing_words"
target listing "$here/corpus/listing" -dict="$build/listing_words" -max_len=4096
message_words >"$build/message_words"
target explain "$here/corpus/explain" -dict="$build/message_words" -max_len=4096
# The files that the tests import are the corpus.
mkdir -p "$build/import_corpus"
for import in "$here"/../cli/fixtures/imports/*.import; do
	name=${import##*/}
	sed '1,/^---$/d' "$import" >"$build/import_corpus/${name%.import}"
done
import_words >"$build/import_words"
target import "$build/import_corpus" -dict="$build/import_words" -max_len=8192
model_words >"$build/model_words"
target models "$here/corpus/models" -dict="$build/model_words" -max_len=4096
domain_words >"$build/domain_words"
target domain "$here/corpus/domain" -dict="$build/domain_words" -max_len=4096
report_seeds
report_words >"$build/report_words"
target report "$build/report_corpus" -dict="$build/report_words" -max_len=65536
trace_words >"$build/trace_words"
target trace "$here/corpus/trace" -dict="$build/trace_words" -max_len=4096
redact_words >"$build/redact_words"
target redact "$here/corpus/redact" -dict="$build/redact_words" -max_len=4096
echo "1..$count"
exit $((failed > 0))
