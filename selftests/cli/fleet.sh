#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope diff of a directory: groups of equal hosts, how they differ, and what keeps VMs from moving between them,
# in every format. A thousand hosts take four times as long as 250, not sixteen times.

. "$(dirname "$0")/ktap.sh"

py '
from cpu import cost

def names(out):
    j = json.loads(out.read_text())
    return {"j": j, "groups": {g["name"]: g for g in j.get("groups", [])}}
'

"$here/fleet.py" make "$work/hosts" 16 || exit 1
make=$work/hosts

exits 1 diff --json "$make"
says "equal hosts are one group, the largest first" \
	'[(g["name"], g["count"]) for g in j["groups"]] == [("A", 8), ("B", 4), ("C", 2), ("D", 2)]'
says "every host is in one group" \
	'sorted(h["name"] for g in j["groups"] for h in g["hosts"]) == [f"node{i:04d}" for i in range(16)]'
says "a group says whether its VMs can run VMs" \
	'[groups[g]["nested"]["finding"] for g in "AB"] == ["nested-offered", "nested-off"]'
says "what differs is told by groups, the value of most hosts first" \
	'[(s["is"], s["groups"]) for r in j["rows"] if r["qemu"] == "vmx-pml" for s in r["kvm"]] == [("yes", ["A"]), ("absent", ["B", "C", "D"])]'
says "a VM of the largest group starts on no other" 'groups["A"]["starts_on"] == ["A"] and groups["A"]["starts_on_hosts"] == 8'
says "what KVM of another group offers is lacked" '"vmx-pml" in [b["qemu"] for b in groups["B"]["lacks"]]'

exits 1 diff "$make"
out_has "16 hosts in 4 groups of equal ones"
out_has "A            8 hosts: node0000, node0001"
out_has "What differs between the groups"
out_has "Moving VMs"
out_has "starts on 8 of 16 hosts: A"
exits 1 diff --format markdown "$make"
out_has "- **A**: 8 hosts: node0000"
exits 1 diff --format html "$make"
out_has "</html>"
"$here/page.py" "$work/out" >"$work/log" 2>&1
result $? "... is well-formed HTML that loads and runs nothing" "$work/log"

# Only what was read is the same: a parameter changes nothing of the CPU; KVM of neither of the other two was read.
mkdir "$work/parameter" "$work/unread"
cp "$fixtures/intel-L0.json" "$fixtures/intel-nested-off.json" "$work/parameter"
cp "$fixtures/threads/core2.json" "$fixtures/threads/hyperv-guest.json" "$work/unread"
exits 1 diff --format html "$work/parameter"
out_has 'data-h="CPU">the same<'
exits 1 diff --format html "$work/unread"
out_has 'data-h="KVM">not known<'
! grep -qF 'data-h="KVM">the same<' "$work/out"
result $? "... says of no capability that KVM's offer is the same" "$work/out"

# Guests, each group with the layer it is
mkdir "$work/guests"
for i in 1 2; do
	cp "$fixtures/amd-L1.json" "$work/guests/amd$i.json"
	cp "$fixtures/intel-L2.json" "$work/guests/intel$i.json"
done
exits 1 diff "$work/guests"
out_has "guest of KVM, L1 as its host says; AMD"
out_has "guest of KVM, L2 as its host says; Intel"
exits 1 diff --format html "$work/guests"
out_has "guest of KVM, L1 as its host says; AMD"
out_has "guest of KVM, L2 as its host says; Intel"

# Other files that a directory can contain
cp "$here/fixtures/nothing.json" "$make/node0000.json"
echo "no snapshot" >"$make/README"
mkfifo "$make/pipe"
ln -s /etc/passwd "$make/link"
echo '{' >"$make/.hidden"
mkdir "$make/site"
mv "$make/node0015.json" "$make/site"
exits 1 diff --json "$make"
err_has "README"
says "a file that is no snapshot is left out, a pipe, a link and a hidden file are passed over" \
	'sorted(h["name"].rpartition("/")[2][:4] for g in j["groups"] for h in g["hosts"]) == ["node"] * 16'
says "of a group whose KVM was not read nothing is claimed" \
	'[("starts_on" in g, g["lacks"]) for g in j["groups"] if not g["offer_read"]] == [(False, [])]'
says "directories in it are read, too" 'any(h["file"].endswith("site/node0015.json") for g in j["groups"] for h in g["hosts"])'
mkdir "$work/empty"
exits 2 diff "$work/empty"
err_has "no snapshots in this directory"
exits 2 diff "$work/missing"
mkdir "$work/chain"
cp "$fixtures/amd-L0.json" "$work/chain"
exits 0 diff --json "$work/chain"
says "one host is a chain of one layer" 'j["kind"] == "chain"'

# Equal hosts
mkdir "$work/equal"
for i in 1 2 3; do cp "$fixtures/intel-L0.json" "$work/equal/h$i.json"; done
exits 0 diff "$work/equal"
out_has "3 hosts, all equal"
echo '{' >"$work/equal/broken.json"
exits 3 diff --json "$work/equal"
err_has "broken.json"

# Files instead of a directory: up to eight have a column each
# shellcheck disable=SC2046 # words
exits 1 diff --json $(ls "$make"/node000[1-8].json)
says "eight machines are still shown side by side" 'j["kind"] == "machines"'
# shellcheck disable=SC2046 # words
exits 1 diff --json $(ls "$make"/node000[1-9].json)
says "nine are groups" 'j["kind"] == "fleet"'

# Each group is compared with each other one, up to 256 of them.
"$here/fleet.py" make "$work/kinds" 257 each || exit 1
exits 1 diff --json "$work/kinds"
says "of more than 256 groups is not said where a VM can go" 'len(j["groups"]) == 257 and not any("starts_on" in g for g in j["groups"])'
rm "$work/kinds/node0256.json"
exits 1 diff --json "$work/kinds"
says "of 256 groups it is" 'len(j["groups"]) == 256 and all("starts_on" in g for g in j["groups"])'

for each in "" each; do
	# shellcheck disable=SC2086 # a word or none
	{ "$here/fleet.py" make "$work/few$each" 250 $each && "$here/fleet.py" make "$work/many$each" 1000 $each; } || exit 1
	py "
few, many = (cost('$nestscope', 'diff', work / (name + '$each')) for name in ('few', 'many'))
assert few[1] == many[1] == 1, (few[1], many[1])
assert many[0] < 9 * few[0] and len(many[2]) < 6 * len(few[2]), (few[0], many[0], len(few[2]), len(many[2]))
"
	result $? "1,000 hosts${each:+, no two equal,} take less than 9 times what 250 take, and 6 times the text" "$work/log"
done

finish
