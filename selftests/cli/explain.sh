#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Pasted text is explained, whether it comes as words, from a file or from a pipe. What is true of the machine comes
# first. Hostile text controls nothing, and unknown text is called unknown.

. "$(dirname "$0")/ktap.sh"

host=$fixtures/intel-L0.json

# explained STATUS ARGUMENT...: with standard input, for the machine of a snapshot
explained()
{
	expected=$1
	shift
	status=0
	"$nestscope" explain "$@" >"$work/out" 2>"$work/err" <"$work/in" || status=$?
	[ "$status" -eq "$expected" ]
	result $? "exit status $expected: nestscope explain $*" "$work/err" "$work/out"
}

message='kvm: enabling virtualization on CPU8 failed'
echo "[   12.345678] $message" >"$work/in"
for way in "$message" "kvm: enabling virtualization on" - "$work/in" ''; do
	case $way in
	'kvm: enabling virtualization on') set -- kvm: enabling virtualization on CPU8 failed ;;
	'') set -- ;;
	*) set -- "$way" ;;
	esac
	explained 0 --from "$host" "$@"
	out_has "$message"
	out_has 'another hypervisor on this machine uses VMX or SVM'
done
out_has 'KVM, in the Linux kernel'

# What is to be left out is named whole, by the names of each program.
echo 'error: failed to set MSR 0x48b to 0xffffffff00000000' >"$work/in"
explained 1 - --from "$fixtures/intel-L1.json"
tr -s ' \n' ' ' <"$work/out" >"$work/line"
mv "$work/line" "$work/out"
out_has '-cpu ...,vmx-ple=off,vmx-encls-exit=off,vmx-xsaves=off,vmx-mbec=off,vmx-enable-user-wait-pause=off; libvirt:'
out_has "<feature policy='disable' name='vmx-ple'/> <feature policy='disable' name='vmx-encls-exit'/>"
out_has "name='vmx-enable-user-wait-pause'/> in <cpu> (libvirt 11.3 has no name for vmx-mbec)"
# The first of them has no name in QEMU, and one of its names stands for two bits.
printf "host doesn't support requested feature: MSR(48BH).%s\n" 'vmx-ve [bit 18]' 'vmx-encls-exit [bit 15]' >"$work/in"
explained 1 - --from "$fixtures/intel-L1.json"
tr -s ' \n' ' ' <"$work/out" >"$work/line"
mv "$work/line" "$work/out"
out_has 'remove it from the VM'"'"'s CPU model'
out_has "-cpu ...,vmx-encls-exit=off; libvirt: <feature policy='disable' name='vmx-encls-exit'/> in <cpu>"

echo 'what is it with this? 0x42 no error at all' >"$work/in"
explained 3 - --from "$host"
err_has 'nestscope knows nothing in this text'
[ ! -s "$work/out" ]
result $? "... and prints nothing" "$work/out"
# Text with a path in it, and no file
exits 3 explain 'modprobe: FATAL: Module stranger not found in directory /lib/modules/6.1.0'
err_has 'nestscope knows nothing in this text'
: >"$work/in"
explained 3 -
ns explain /nonexistent.log
[ "$status" -eq 2 ] && grep -qF '/nonexistent.log: No such file' "$work/err"
result $? "a file that is not there is an error that names it" "$work/err"
# What a shell gives in place of <(command) is a pipe.
mkfifo "$work/pipe"
echo "$message" >"$work/pipe" &
explained 0 --from "$host" "$work/pipe"
out_has "$message"
mkdir "$work/logs"
explained 2 "$work/logs"
err_has 'logs: Is a directory'
echo "$message" >"$work/log1"
explained 2 "$work/log1" "$work/log1"
err_has 'explain reads one file'
head -c 5000000 /dev/zero | tr '\0' x >"$work/in"
explained 2 -
err_has 'larger than 4 MiB'

# True here, not so here, not known
explained_of()
{
	printf '%s\n' "$3" >"$work/in"
	explained "$1" --from "$fixtures/$2" -
}
explained_of 1 intel-locked.json "modprobe: ERROR: could not insert 'kvm_intel': Operation not supported"
out_has 'true here    virtualization is disabled in the firmware setup'
out_has 'IA32_FEATURE_CONTROL = 0x1'
explained_of 1 intel-nested-off.json "host doesn't support requested feature: MSR(48BH).vmx-ept [bit 1]"
out_has 'true here    KVM'"'"'s parameter nested is off'
out_has 'kvm_intel.nested = N'
out_has 'modprobe -r kvm_intel && modprobe kvm_intel nested=1'
explained_of 1 amd-disabled.json 'SVM disabled (by BIOS) in MSR_VM_CR'
out_has 'true here    virtualization is disabled in the firmware setup'
explained_of 1 intel-not-permitted.json 'Could not access KVM kernel module: Permission denied'
out_has 'true here    this user has no permission to open /dev/kvm'
explained_of 1 pvm.json 'INFO: Your CPU does not support KVM extensions'
out_has 'true here    KVM here is PVM'
explained_of 0 nothing.json 'INFO: Your CPU does not support KVM extensions'
! grep -q 'true here' "$work/out"
result $? "of a machine of which nothing is known, nothing is true" "$work/out"

# A value is compared by KVM's own rule.
explained_of 1 intel-L0.json 'failed to set MSR 0x48e to 0xfff9fffe04006172'
out_has 'refused      the value contains what KVM here does not offer: Monitor trap flag (vmx-mtf, bit 27)'
out_says 'QEMU: -cpu ...,vmx-mtf=off'
explained_of 0 intel-L0.json 'failed to set MSR 0x48b to 0x11582e00000000'
out_has 'accepted     KVM here accepts 0x11582e00000000'
out_has 'QEMU writes 0x48e, 0x48d, 0x48f, 0x490 first, and KVM accepted them'
explained_of 1 intel-nested-off.json 'failed to set MSR 0x480 to 0x0'
out_has 'refused      KVM here offers its guests no VMX'
out_has 'true here    KVM'"'"'s parameter nested is off'

# Names in every spelling, and what they are on this machine
while IFS='|' read -r name text; do
	# shellcheck disable=SC2086 # words
	ns explain $name --from "$host"
	[ "$status" -eq 0 ]
	result $? "the name $name is known" "$work/err"
	out_has "$text"
done <<END
vmx-ple|IA32_VMX_PROCBASED_CTLS2 bit 10 (0x48b)
vmx-ple|KVM never offers it
parameter-off-or-cleared|here         kvm_intel.preemption_timer is N
kvm_intel.preemption_timer|because      kvm_intel.preemption_timer is N: switched off, or cleared by KVM
vmx-ple|KVM offers: no (never offered to a guest hypervisor)
ept_ad|VMX_EPT_AD_BIT
ept_ad|if the parameter eptad is on
0x48b bit 9|Virtual-interrupt delivery
0x48b bit 41|of the whole register: bit 9 says that it must be 1, bit 41 that it may be
MSR(48BH)|KVM offers: 0x2137bff00000000
SECONDARY_EXEC_ENABLE_EPT|without it   shadow paging
enable_shadow_vmcs|kvm_intel.enable_shadow_vmcs
kvm_intel.nested|here         Y
kvm_intel.nested|to change    modprobe -r kvm_intel && modprobe kvm_intel nested=VALUE, or
kvm.ignore_msrs|to change    echo VALUE > /sys/module/kvm/parameters/ignore_msrs
eptad|EPT accessed and dirty flags (ept_ad)
nested-off|a finding of nestscope: problem
qemu-set-msr|failed to set MSR
vmx-invept-single-context|Single-context INVVPID
why does my guest lack vmx-ept|Enable EPT
END
ns explain nested-off --from "$fixtures/intel-nested-off.json"
out_has 'here         kvm_intel.nested is N'
ns explain kvm_amd.sev --from "$fixtures/amd-L1.json"
out_has 'to change    no value of the parameter changes that'
# What was not read is not called missing.
ns explain kvm_intel.ept --from "$fixtures/amd-L1.json"
out_has 'here         no effect: the module for this CPU is kvm_amd'
printf 'vendor_id\t: GenuineIntel\n' >"$work/in"
ns explain kvm_intel.ept --from "$work/in"
grep -qx '  here         not read' "$work/out"
result $? "of a parameter that /proc/cpuinfo cannot tell it says no more than that it was not read" "$work/out"
sed '/"ept": {/,/}/{s/"value": ".*"/"why": "Input\/output error"/;s/"state": "value"/"state": "unreadable"/}' \
	"$fixtures/intel-L0.json" >"$work/in"
ns explain kvm_intel.ept --from "$work/in"
out_has 'here         not read: Input/output error'
sed '/"ept": {/,/}/s/"ept"/"tpe"/' "$fixtures/intel-L0.json" >"$work/in"
ns explain kvm_intel.ept --from "$work/in"
out_has 'here         the module is not loaded, or has no such parameter'
echo 'the guest has vmx-ept and so on, the nested ple of it is 0x48b' >"$work/in"
explained 0 --from "$host" -
[ "$(grep -c '^[A-Z]' "$work/out")" -eq 2 ]
result $? "in a text only what looks like a name is one" "$work/out"

# A message fits on a screen, whatever is true.
for snapshot in "$fixtures"/intel-*.json "$fixtures"/amd-*.json "$fixtures"/nothing.json; do
	ns explain "host doesn't support requested feature: MSR(48CH).vmx-eptad [bit 21]" --from "$snapshot"
	lines=$(wc -l <"$work/out")
	[ "$lines" -ge 5 ] && [ "$lines" -le 40 ]
	result $? "one screen of $lines lines for ${snapshot##*/}" "$work/out"
done

# For each known message the output says who printed it, about which machine, what it means and what to do. It fits
# on one screen, for a machine where much is wrong and for one about which nothing is known.
python3 - "$top/selftests/unit/message_pastes.h" >"$work/pastes" <<'END'
import re, sys
for text in re.findall(r'^PASTE\(\w+, "[^"]*", "(.*)"\)$', open(sys.argv[1]).read(), re.M):
    print(text.replace('\\"', '"'))
END
[ "$(wc -l <"$work/pastes")" -gt 200 ]
result $? "messages to paste"
for snapshot in intel-nested-off.json nothing.json; do
	: >"$work/wrong"
	while read -r paste; do
		status=0
		printf '%s\n' "$paste" | "$nestscope" explain - --from "$fixtures/$snapshot" >"$work/out" 2>"$work/err" ||
			status=$?
		if [ "$status" -gt 1 ] || [ -s "$work/err" ] || [ "$(wc -l <"$work/out")" -gt 40 ] ||
			! grep -q '^ *printed by ' "$work/out" || ! grep -q '^ *about ' "$work/out" ||
			! grep -q '^ *means ' "$work/out" || ! grep -qE -- '-> |^ *to change +nothing' "$work/out"; then
			{ echo "$paste"; cat "$work/err" "$work/out"; } >>"$work/wrong"
		fi
	done <"$work/pastes"
	[ ! -s "$work/wrong" ]
	result $? "every message is explained on one screen: $snapshot" "$work/wrong"
done

# Hostile
printf 'host doesn'\''t support requested feature: \033]0;owned\007<b>x\033[2J\342\200\256y [bit 1]\n' >"$work/in"
explained 0 --from "$fixtures/nothing.json" -
! grep -q "$(printf '[\033\007]\|\342\200\256')" "$work/out"
result $? "no escape code and no turned text comes through" "$work/out"
explained 0 --from "$fixtures/nothing.json" --json -
! grep -q "$(printf '[\033\007]')" "$work/out"
result $? "... nor in JSON" "$work/out"
py "
from cpu import cost

def taken(times):
    (work / 'in').write_text(\"CPU mode '\" + 'x' * 300 + \"' for \" + \"version magic '\" * times)
    return cost('$nestscope', 'explain', '-', reads=work / 'in')[:2]

few, many = taken(25000), taken(100000)
assert few[1] == many[1] == 3 and many[0] < 9 * few[0], (few, many)
"
result $? "text that nearly matches 100,000 times takes less than 9 times what 25,000 take" "$work/log"

# The code of a check's finding can be explained; what was not checked is not called "not found".
ns explain firmware-allows --from "$fixtures/amd-L0.json"
out_has "VM_CR is 0x0: SVM is allowed"
ns explain domain-host-model --from "$fixtures/amd-L0.json"
out_has "not checked here; to check it: nestscope check --domain NAME, or --domain-xml FILE"
ns explain chain-fork --from "$fixtures/amd-L0.json"
out_has "not checked here; to check it: nestscope diff FILE FILE"
ns explain nested-off --from "$fixtures/amd-L0.json"
out_has "not found"

# The interface for programs
py '
order = ["yes", "unknown", "no"]

def names(out):
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    return {"lines": lines, "messages": [[order.index(c["here"]) for c in item["causes"]] for item in lines[0]["items"]]}
'
while read -r snapshot names; do
	"$nestscope" list messages --json | python3 -c 'import json, sys
for m in json.load(sys.stdin): print(m["patterns"][0].replace("{msr:x}", "0x48b").replace("{value:x}", "0x1"))' \
		>"$work/in"
	"$nestscope" explain --json --from "$fixtures/$snapshot" - <"$work/in" >"$work/out" 2>"$work/err"
	for name in $names; do
		"$nestscope" explain --json --from "$fixtures/$snapshot" "$name" >>"$work/out" 2>>"$work/err"
	done
	says "JSON is as its schema says: $snapshot" 'len(lines) > 1 and all(is_valid("explain", line) for line in lines)'
	says "of each message what is true here comes first" 'len(messages) > 60 and all(here == sorted(here) for here in messages)'
done <<END
intel-L0.json vmx-ple MSR(48BH) vmx-timer-rate VMX_MISC_PREEMPTION_TIMER_RATE 0x10a kvm_intel.nested qemu-set-msr
intel-locked.json vmx-locked-off vmx-ept 0x3a ept domain-host-model clocksource-fast
amd-nested-off.json nested-off svm npt VM_CR nested
nothing.json vmx-ept EFER nested-off kvm.ignore_msrs
pvm.json vmx CPUID.1:ECX nested-off
END

finish
