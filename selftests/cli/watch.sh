#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What runs now, in a captured tree with counters that change: watch, and the section in status

. "$(dirname "$0")/ktap.sh"

tree=$work/tree
kvm=$tree/sys/kernel/debug/kvm
vm=$kvm/142-11

set_stat()
{
	echo "$2" >"$1.new"
	mv "$1.new" "$1"
}

mkdir -p "$vm/vcpu0" "$vm/vcpu1" "$tree/proc/142" "$tree/sys/module/kvm_amd"
printf '/usr/bin/qemu-system-x86_64\0-name\0guest=w\033[31meb,,1\0-cpu\0host\0' >"$tree/proc/142/cmdline"
for n in 0 1; do
	set_stat "$vm/vcpu$n/pid" 15$n
	set_stat "$vm/vcpu$n/guest_mode" $n
done
set_stat "$kvm/nested_run" 5
set_stat "$vm/nested_run" 5
set_stat "$vm/guest_mode" 1
set_stat "$vm/exits" 1000

exits 0 watch --sysroot "$tree" --interval 0.05 --count 4 --json
[ "$(wc -l <"$work/out")" -eq 4 ]
result $? "a line a sample"
python3 - "$top/Documentation/schema/watch.schema.json" "$work/out" >"$work/log" 2>&1 <<'END'
import json, sys
import jsonschema

check = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
for line in open(sys.argv[2]):
    sample = json.loads(line)
    check.validate(sample)
    sample['vms'][0]['surprise'] = 1
    assert not check.is_valid(sample)
END
result $? "... which is what the schema says" "$work/log"
# Ten exits for each entry, and a step after each line of output; watch runs until there were enough.
python3 - "$nestscope" "$tree" "$vm" <<'END' >"$work/problems" 2>&1
import json, os, signal, subprocess, sys
nestscope, tree, vm_dir = sys.argv[1:]
STEP = 2

def set_stat(name, value):
    with open(f"{vm_dir}/{name}.new", "w") as f:
        f.write(f"{value}\n")
    os.rename(f"{vm_dir}/{name}.new", f"{vm_dir}/{name}")

def values(name):
    return [s["vms"][0]["statistics"][name]["value"] for s in samples]

def moved(name, rate):
    """What the rates say of a counter, sample by sample, against the counter itself"""
    v = values(name)
    for i in range(1, len(samples)):
        said = samples[i]["vms"][0][rate] * samples[i]["seconds"]
        assert abs(said - (v[i] - v[i - 1])) < 0.01, (name, i, said, v)
    return v[-1] - v[0]

samples = []
watch = subprocess.Popen([nestscope, "watch", "--sysroot", tree, "--interval", "0.05", "--json"],
                         stdout=subprocess.PIPE, text=True)
for line in watch.stdout:
    samples.append(json.loads(line))
    if len(samples) > 3 and values("nested_run")[-1] - values("nested_run")[0] >= 2 * STEP:
        watch.send_signal(signal.SIGINT)
        break
    set_stat("nested_run", 5 + STEP * len(samples))
    set_stat("exits", 1000 + 10 * STEP * len(samples))
watch.stdout.close()
assert watch.wait() in (0, -signal.SIGPIPE), watch.returncode
entries = moved("nested_run", "l2_entries_per_second")
exits = moved("exits", "exits_per_second")
# A sample can be taken between the two files of a step.
assert abs(exits - 10 * entries) <= 10 * STEP, (entries, exits)
for sample in samples:
    vm, = sample["vms"]
    assert sample["format"] == {"name": "nestscope-watch", "version": 1}
    assert sample["seconds"] > 0.01, sample["seconds"]
    assert vm["name"] == "w\033[31meb,1" and vm["pid"] == 142 and vm["vcpus"] == 2, vm
    assert vm["vcpus_in_l2"] == 1, vm
    assert vm["l2_exits_per_second"] is None and vm["to_l1_share"] is None, vm
    assert sample["trace"]["state"] == "not-asked", sample
END
result $? "rates of what moved, and null for what cannot be had" "$work/problems"

exits 0 watch --sysroot "$tree" --interval 0.1 --count 2
out_has '1/2 vCPUs in L2'
out_has '(qemu-system-x86_64, pid 142)'
[ "$(grep -c '^# ' "$work/out")" -eq 2 ]
result $? "... says once what cannot be seen" "$work/out"
! grep -q "$(printf '\033')" "$work/out"
result $? "... with nothing that a terminal would obey" "$work/out"

# Each sample replaces the one before.
script -qec "'$nestscope' watch --sysroot '$tree' --interval 0.1 --count 3" /dev/null </dev/null >"$work/out"
[ "$(grep -c "$(printf '\033\\[H\033\\[J')" "$work/out")" -eq 3 ]
result $? "refreshes in place on a terminal" "$work/out"
for term in TERM=dumb '-u TERM'; do
	script -qec "env $term '$nestscope' watch --sysroot '$tree' --interval 0.1 --count 3" /dev/null </dev/null >"$work/out"
	! LC_ALL=C grep -qaP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]' "$work/out" && [ "$(grep -c . "$work/out")" -ge 3 ]
	result $? "prints lines on a terminal that can do no more ($term)" "$work/out"
done

ns status --sysroot "$tree"
out_has 'offered: yes: it has run VMs of its own'
out_has 'in use: yes: 1 of 2 vCPUs in L2'
exits 0 snapshot --sysroot "$tree" --json
! grep -qF 'eb,1' "$work/out" && grep -q '"pid":142' "$work/out"
result $? "... without the VM's name" "$work/out"
ns snapshot --sysroot "$tree" --identify --json
grep -qF 'eb,1' "$work/out"
result $? "... with it, when that is wanted" "$work/out"

for n in 1 2 3 4; do
	cp -r "$vm" "$kvm/20$n-5"
	set_stat "$kvm/20$n-5/nested_run" 0
	set_stat "$kvm/20$n-5/guest_mode" 0
done
ns status --sysroot "$tree"
grep -A 2 '^  VM .*pid 142)$' "$work/out" | grep -q 'in use: yes'
result $? "... the VM that runs VMs comes first" "$work/out"
out_has '2 more: nestscope watch'
rm -r "$kvm"/20?-5

set_stat "$vm/guest_mode" 0
ns status --sysroot "$tree"
out_has 'no vCPU is in L2 at this moment; nested_run is'

# Lockdown and a kernel without this statistic are told apart.
rm "$vm/guest_mode"
ns watch --sysroot "$tree" --interval 0.1 --count 1
out_has 'guest_mode: No such file or directory (KVM has it since Linux 5.14)'
out_has '?/2 vCPUs in L2'

# watch catches SIGQUIT (bit 2) last, before its first sample; the shell that starts it does not.
until_ready()
{
	while [ $((0x$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status") & 4)) -eq 0 ]; do
		sleep 0.05
	done
}

# It runs until a signal ends it, and then exits with success.
for signal in INT TERM HUP QUIT; do
	"$nestscope" watch --sysroot "$tree" --interval 1000 >"$work/out" 2>"$work/err" &
	pid=$!
	until_ready $pid
	kill -$signal $pid
	wait $pid
	status=$?
	[ $status -eq 0 ] && [ ! -s "$work/err" ]
	result $? "ends with 0 on SIG$signal" "$work/err"
done
nohup "$nestscope" watch --sysroot "$tree" --interval 0.2 --count 5 >"$work/out" 2>/dev/null &
pid=$!
until_ready $pid
kill -HUP $pid
wait $pid && [ "$(grep -vc '^#' "$work/out")" -eq 5 ]
result $? "nohup keeps it going" "$work/out"

{ "$nestscope" watch --sysroot "$tree" --interval 0.05; echo $? >"$work/status"; } 2>"$work/err" | head -n 1 >/dev/null
[ "$(cat "$work/status")" -eq 141 ] && [ ! -s "$work/err" ]
result $? "a reader that goes away ends it, without a word" "$work/err" "$work/status"
"$nestscope" watch --sysroot "$tree" --interval 0.05 >/dev/full 2>"$work/err"
[ $? -eq 2 ] && grep -q 'cannot write' "$work/err"
result $? "watch >/dev/full fails" "$work/err"

rm -r "$kvm"
exits 3 watch --sysroot "$tree" --count 1
err_has 'not captured'
rm -r "$tree/sys/module/kvm_amd"
exits 0 watch --sysroot "$tree" --interval 0.1 --count 1
out_has 'KVM is not loaded'

for wrong in --interval=0 --interval=-1 --interval=nan --interval=1x --interval= --interval=1e9 \
	--count=0 --count=-1 --count=x --count= --count=99999999999999999999; do
	exits 2 watch --sysroot "$tree" "$wrong"
	err_has "${wrong%%=*} takes"
done
exits 2 watch --from "$0"
exits 2 status --count 1
err_has '--count is an option of watch'

finish
