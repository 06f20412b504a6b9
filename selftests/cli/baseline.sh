#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope baseline: the CPU has exactly what all hosts offer, and the hosts that limit it are named.
# selftests/libvirt compares it with libvirt's baseline and starts VMs with it.

. "$(dirname "$0")/ktap.sh"

py '
def names(out):
    j = json.loads(out.read_text())
    return {"j": j, "cpu": j["qemu"].split(","), "features": {f["qemu"]: f for f in j["features"]}}
'

exits 0 baseline --json "$fixtures/intel-L0.json"
says "one host gives all that it offers" '{"vmx=on", "vmx-ept=on", "vmx-pml=on", "vmx-shadow-vmcs=on", "bmi2=on"} <= set(cpu)'
says "SVM, which the base model has, is off on Intel" '"svm=off" in cpu and "policy='"'disable' name='svm'"'" in j["libvirt"]'
says "no name comes twice" 'len({c.partition("=")[0] for c in cpu}) == len(cpu)'
says "libvirt's names are used for libvirt" '"vmx-invvpid-single-context" in j["libvirt"] and "sse4.1" in j["libvirt"]'

exits 0 baseline --json "$fixtures/intel-L0.json" "$fixtures/intel-nested-off.json"
says "where one host offers no VMX there is none" 'not j["vmx"] and not [c for c in cpu if c.startswith("vmx")]'
says "that host holds it back, with the reason" \
	'features["vmx-ept"]["lacking"] == [j["hosts"][1]] and features["vmx-ept"]["why"]["finding"] == "nested-off"'
exits 0 baseline "$fixtures/intel-L0.json" "$fixtures/intel-nested-off.json"
out_has "intel-nested-off.json (1 of 2)"
out_has "options kvm_intel nested=1"

exits 0 baseline --json "$fixtures/intel-L0.json" "$fixtures/amd-L0.json"
says "Intel and AMD have neither VMX nor SVM in common" 'not j["vmx"] and not j["svm"] and "svm=off" in cpu'
says "and the other features that both have" '"bmi2=on" in cpu'

# A host on which something was not read does not limit the CPU, and that is printed.
exits 3 baseline --json "$fixtures/intel-L0.json" "$fixtures/nothing.json"
says "a host that was not read is named and holds back nothing" \
	'j["offer_not_read"] == [j["hosts"][1]] and features["vmx-pml"]["common"] and not features["bmi2"]["lacking"]'
exits 3 baseline "$fixtures/nothing.json"
out_has "what KVM offers was not read"
! grep -qE "neither|-cpu|<cpu" "$work/out"
result $? "... and no CPU is made of nothing" "$work/out"
exits 3 baseline --json "$fixtures/nothing.json"
says "nor in JSON" 'j["qemu"] == "" and j["libvirt"] == "" and not j["features"]'

# Hosts that are not x86 do not count for an x86 CPU, even if their flags have the same names.
for arch in s390x aarch64 ppc64le riscv64; do
	python3 - "$fixtures/intel-L0.json" "$work/$arch.json" "$arch" <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
s['host']['architecture'] = {'state': 'value', 'value': sys.argv[3], 'source': 'procfs'}
json.dump(s, open(sys.argv[2], 'w'))
END
	exits 3 baseline "$work/$arch.json"
	out_has "$arch.json (not x86)"
	! grep -qE "neither|-cpu|<cpu" "$work/out"
	result $? "... no CPU of x86 is printed for $arch" "$work/out"
	exits 3 baseline --json "$fixtures/intel-L0.json" "$work/$arch.json"
	says "$arch beside x86 is not read" \
		'j["offer_not_read"] == j["flags_not_read"] == [j["hosts"][1]] and j["vmx"] and features["vmx-ept"]["common"]'
done

"$here/fleet.py" make "$work/hosts" 16 || exit 1
exits 0 baseline --json "$work/hosts"
says "a directory stands for what is in it" 'len(j["hosts"]) == 16'
echo x >"$work/hosts/README"
exits 3 baseline --json "$work/hosts"
err_has README
# The best of QEMU's models, from the answers of QEMU 7.2 with TCG for some of them
models=$fixtures/qmp/cpu-models.txt
py '
def names(out):
    j = json.loads(out.read_text())
    model, *cpu = j["qemu"].split(",")
    return {"j": j, "model": j["model"], "named": model, "cpu": cpu, "features": {f["qemu"]: f for f in j["features"]}}
'
exits 0 baseline --json --models "$models" "$fixtures/intel-L0.json"
says "an Intel model is taken for hosts of Intel" 'model == "Haswell"'
says "its version is named, as some machines take another by default" 'named == "Haswell-v1"'
says "libvirt gets the same" '"fallback='"'forbid'>Haswell</model>"'" in j["libvirt"]'
says "what the model has is not named again" 'not {"fpu=on", "sse=on", "bmi2=on"} & set(cpu)'
says "of VMX, which no model has by itself, all is named" '{"vmx=on", "vmx-ept=on", "vmx-shadow-vmcs=on"} <= set(cpu)'
says "and what no host offers is off" '"vmx-encls-exit=off" in cpu'
says "what the model has and the host has not is off" \
	'all(f["qemu"] + "=off" in cpu for f in j["features"] if f["in_model"] == "yes" and not f["common"])'
says "what no snapshot tells of is off, and named as such" '"tsc-deadline=off" in cpu and not features["tsc-deadline"]["told"]'
says "no name comes twice" 'len({c.partition("=")[0] for c in cpu}) == len(cpu)'
says "JSON is as its schema says" 'is_valid("baseline", j)'
exits 0 baseline --models "$models" "$fixtures/intel-L0.json"
out_has "-cpu Haswell-v1,"
out_says "features of which a snapshot does not tell whether the host has them: arat, tsc-deadline"

exits 0 baseline --json --models "$models" "$fixtures/amd-L0.json"
says "an AMD model is taken for hosts of AMD" 'model == "EPYC" and "svm=on" in cpu and "npt=on" in cpu'
says "what the model has of SVM and KVM does not offer is off" '"nrip-save=off" in cpu'
says "of VMX nothing is said where there is none" 'not [c for c in cpu if c.startswith("vmx")]'
exits 0 baseline --json --models "$models" "$fixtures/intel-L0.json" "$fixtures/amd-L0.json"
says "hosts of two vendors get a model of none" 'model in ("qemu64", "kvm64") and not j["vmx"] and not j["svm"]'

# Without definitions it is unknown what QEMU's machine removed from the model.
# If none of them can be taken, why it is qemu64
says "of a model that was taken there is no need to say why" 'j["model_why"] is None'
{
	echo '{"return": {"model": {"name": "Cascadelake-Server", "props": {"vendor": "GenuineIntel", "fpu": true}}}}'
	echo '{"return": {"model": {"name": "EPYC", "props": {"vendor": "AuthenticAMD", "fpu": true}}}}'
	echo '{"return": {"model": {"name": "EPYC-Rome", "props": {"vendor": "AuthenticAMD", "fpu": true}}}}'
	echo '{"return": {"model": {"name": "max", "props": {"fpu": true}}}}'
	echo '{"return": [{"name": "Cascadelake-Server", "unavailable-features": [], "deprecated": true}]}'
} >"$work/unfit"
exits 0 baseline --models "$work/unfit" "$fixtures/intel-L0.json"
out_says 'qemu64, because none of the models that were given can be taken: 2 of another vendor than the hosts, 1 deprecated, 1 of which libvirt has no model by that name'
exits 0 baseline --json --models "$work/unfit" "$fixtures/intel-L0.json"
says "JSON says why, too" 'j["model"] == "qemu64" and "1 deprecated" in j["model_why"]'
exits 3 baseline --json --models "$work/unfit" "$fixtures/nothing.json"
says "... and nothing of a model where nothing was read" 'j["qemu"] == "" and j["model_why"] is None'
printf 'flags\t\t: vmx sse2 nx lm\n' >"$work/cut"
ns baseline --json "$work/cut"
says "no CPU is without fpu, even if it was cut out of the line" '"fpu=off" not in j["qemu"] and "sse=off" in j["qemu"]'
sed -i '/deprecated/d' "$work/unfit"
exits 0 baseline --models "$work/unfit" "$fixtures/intel-L0.json" "$fixtures/amd-L0.json"
out_says '3 of one vendor, and the hosts are of several'
exits 0 baseline --models "$work/unfit" "$fixtures/amd-L0.json"
! grep -q because "$work/out"
result $? "... and nothing where one is taken" "$work/out"
exits 0 baseline "$fixtures/amd-L0.json"
! grep -q because "$work/out"
result $? "... or none was given" "$work/out"

grep -v unavailable-features "$models" >"$work/undefined"
exits 0 baseline --json --models "$work/undefined" "$fixtures/amd-L0.json"
says "nor its version" 'named == model'
says "what the model may have is off" \
	'"topoext=off" in cpu and all(f["qemu"] + "=off" in cpu for f in j["features"] if f["in_model"] == "unknown" and not f["common"])'
says "unless every host has it" \
	'all(f["qemu"] + "=on" in cpu for f in j["features"] if f["in_model"] == "unknown" and f["common"])'

# From standard input, in any order, with the other messages of a QMP session between them
{
	echo '{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}}, "capabilities": []}}'
	tac "$models"
	echo '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN"} {"error": {"class": "GenericError"}}'
} >"$work/session"
"$nestscope" baseline --json --models - "$fixtures/amd-L0.json" <"$work/session" >"$work/out" 2>"$work/err"
result $? "exit status 0: a whole session of QMP, from standard input" "$work/err"
says "the model is the same" 'model == "EPYC" and "nrip-save=off" in cpu and "topoext=off" in cpu'

# refused TEXT COMPLAINT
refused()
{
	printf '%s' "$1" >"$work/models"
	exits 2 baseline --models "$work/models" "$fixtures/amd-L0.json"
	err_has "$2"
	[ ! -s "$work/out" ]
	result $? "... and prints no CPU" "$work/out"
}

refused '' 'no answer to query-cpu-model-expansion'
refused '{"return": {"model": {"name": "base", "props": {"svm": true}}}}' 'of type "full"'
refused '{"return": [{"name": "EPYC", "unavailable-features": []}]}' 'no answer to query-cpu-model-expansion'
refused '{"return": {"model": {"name": "EPYC", "props": ["svm"]}}}' 'no answer to query-cpu-model-expansion'
refused '{"return": {"model": "EPYC"}} [1, null, {"return": 7}]' 'no answer to query-cpu-model-expansion'
refused '{"return": {"model": {"name": "EPYC", "props": {' 'value 1'
refused '{} {"return": }' 'value 2'
refused '{"return": {"model": {"name": "EPYC", "name": "Haswell", "props": {}}}}' 'duplicate'
refused "$(printf '[%.0s' $(seq 99))" 'too many objects'
head -c 9000000 /dev/zero | tr '\0' ' ' >"$work/models"
exits 2 baseline --models "$work/models" "$fixtures/amd-L0.json"
err_has "not a QMP recording"
exits 2 baseline --models "$work/missing" "$fixtures/amd-L0.json"
err_has "missing"

# Unknown names of models and features are not printed: only those of the tables are.
cat >"$work/hostile" <<'END'
{"return": {"model": {"name": "EPYC,-smp 99\u001b[31m</model>", "props": {"vendor": "AuthenticAMD", "fpu": true}}}}
{"return": {"model": {"name": "qemu64", "props": {"evil,-smp": true, "</cpu>": true, "\u001b]0;x": true, "fpu": true, "svm": 18446744073709551615, "npt": "on", "vendor": 7}}}}
{"return": [{"name": "qemu64", "unavailable-features": [{}, 7, null, "evil", "<x/>"], "alias-of": "qemu64-v1,-smp", "deprecated": "yes"}, 7, null, [], {"name": 3}]}
END
exits 0 baseline --json --models "$work/hostile" "$fixtures/amd-L0.json"
says "a model that is in no table is not taken" 'model == "qemu64"'
! grep -qE 'evil|smp|x/|u001[bB]' "$work/out"
result $? "... and no feature" "$work/out"

exits 2 baseline --from "$fixtures/intel-L0.json" "$fixtures/amd-L0.json"
exits 2 baseline "$work/missing"

finish
