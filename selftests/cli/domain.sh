#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope check --domain-xml: the XML of a VM, checked against a captured machine. selftests/libvirt asks a real
# libvirt; selftests/unit/test_domain.c tests the rules.

. "$(dirname "$0")/ktap.sh"

amd=$fixtures/amd-L0.json
amd_off=$fixtures/amd-nested-off.json
intel=$fixtures/intel-L0.json

# domain NAME TEXT: writes $work/NAME.xml, a KVM domain that contains TEXT
domain()
{
	echo "<domain type='kvm'><name>$1</name>$2</domain>" >"$work/$1.xml"
}

domain host-model "<cpu mode='host-model'/>"
domain passthrough "<cpu mode='host-passthrough' migratable='on'/>"
domain epyc "<cpu><model>EPYC</model><feature policy='require' name='svm'/></cpu>"
domain odd "<cpu><model>a&#x202e;b&#x85;c|&lt;b&gt;</model></cpu>"
sed "s/'kvm'/'kvm' id='7'/; s/<cpu>/<cpu mode='custom' match='exact' check='full'>/; s/require/disable/" \
	"$work/epyc.xml" >"$work/live.xml"
echo "<domain type='xen'/>" >"$work/xen.xml"
echo "<domain type='kvm'><cpu mode='host-model'/>" >"$work/half.xml"

exits 1 check --domain-xml "$work/host-model.xml" --from "$amd"
out_has "$work/host-model.xml, as it is defined for its next start"
out_has "FAIL "
out_has "the VM will have no SVM"
out_has "<feature policy='require' name='svm'/>"
exits 0 check --domain-xml "$work/host-model.xml" --from "$intel"
out_has "the VM will have VMX"
exits 0 check --domain-xml "$work/passthrough.xml" --from "$amd"
exits 0 check --domain-xml "$work/epyc.xml" --from "$amd"
exits 0 check --domain-xml "$work/epyc.xml" --from "$amd" --quiet
[ ! -s "$work/out" ]
result $? "--quiet prints nothing of a VM that sees it" "$work/out"
exits 1 check --domain-xml "$work/passthrough.xml" --from "$amd_off"
out_has "kvm_amd.nested is"
exits 1 check --domain-xml "$work/live.xml" --from "$amd"
out_has "live.xml, as it runs"
exits 3 check --domain-xml "$work/xen.xml" --from "$amd"
exits 3 check --domain-xml "$work/passthrough.xml" --from "$fixtures/nothing.json"
mkdir -p "$work/tree/proc" "$work/tree/sys/module/kvm_amd/parameters" "$work/tree/sys/module/kvm"
printf 'processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: svm npt\n' >"$work/tree/proc/cpuinfo"
echo 0 >"$work/tree/sys/module/kvm_amd/parameters/nested"
exits 1 check --domain-xml "$work/passthrough.xml" --sysroot "$work/tree"
out_has 'kvm_amd.nested is 0'

for vm in host-model passthrough epyc live xen odd; do
	for machine in "$amd" "$amd_off" "$intel" "$fixtures/nothing.json"; do
		ns check --domain-xml "$work/$vm.xml" --from "$machine" --json
		says "JSON is as its schema says: $vm ${machine##*/}" 'is_valid("check", j)'
	done
done

"$nestscope" check --domain-xml - --from "$amd" <"$work/host-model.xml" >"$work/out" 2>"$work/err"
grep -q '^standard input, as it is defined' "$work/out"
result $? "- is standard input" "$work/out" "$work/err"

# Text from the XML must not control the terminal or act as markup.
exits 1 check --domain-xml "$work/odd.xml" --from "$amd"
if LC_ALL=C grep -qP '\xe2\x80\xae|\xc2\x85' "$work/out"; then false; else grep -q 'the model a' "$work/out"; fi
result $? "text has nothing of the XML that steers a terminal" "$work/out"
exits 1 check --domain-xml "$work/odd.xml" --from "$amd" --format markdown
if grep -qE '<b>|[^\\]\|<' "$work/out"; then false; else grep -q '^| FAIL |' "$work/out"; fi
result $? "Markdown has nothing of the XML raw" "$work/out"

exits 2 check --domain-xml "$work/half.xml" --from "$amd"
err_has 'half.xml: its end is missing, there is no </domain>'
exits 2 check --domain-xml "$amd" --from "$amd"
err_has 'no XML: not a libvirt domain'
exits 2 check --domain-xml "$work/none.xml"
err_has 'none.xml: No such file or directory'
exits 2 check --domain-xml "$work/epyc.xml" --domain epyc
exits 2 check --domain-xml "$work/epyc.xml" nested
exits 2 check --domain-xml "$work/epyc.xml" --require nested
exits 2 check --domain epyc --list
err_has 'stand alone'
exits 2 check --domain epyc --from "$amd"
err_has 'with --from, --domain-xml'
exits 2 check --domain epyc --sysroot "$work/tree"
err_has '--domain-xml reads what virsh dumpxml NAME printed there'

finish
