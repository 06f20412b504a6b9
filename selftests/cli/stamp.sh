#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A snapshot and a stamp do not identify the machine unless asked to. And the way of a stamp from one layer to the
# next, in captured trees.

. "$(dirname "$0")/ktap.sh"

fw_cfg=sys/firmware/qemu_fw_cfg/by_name/opt/org.nestscope/host
uuid=c0ffee00-1234-4abc-8def-0123456789ab
# A file name with characters that are special to the shell, to QEMU and in XML
odd="$work/a,b & 'c'.gz"

# A machine with everything that can identify it, and a user's VM
machine()
{
	mkdir -p "$work/host/proc/sys/kernel" "$work/host/proc/1" "$work/host/proc/77" \
		"$work/host/sys/class/dmi/id" "$work/host/sys/class/net/eth0" "$work/host/etc" \
		"$work/host/sys/class/dmi/id"
	cd "$work/host" || exit
	echo secrethost >proc/sys/kernel/hostname
	echo secrethost >etc/hostname
	echo secretmachineid >etc/machine-id
	echo 'Linux version 6.1.0 (secretbuilder@secretbuildhost) (gcc) #1 SMP Debian' >proc/version
	echo root=/dev/secret secretcmdline >proc/cmdline
	printf 'processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: vmx\nSerial\t\t: secretserial\n' >proc/cpuinfo
	printf 'HOME=/home/secretuser\0container=\0' >proc/1/environ
	printf '0::/user.slice/secretuser.slice\n' >proc/1/cgroup
	printf 'cpu 0\nbtime 1700000000\n' >proc/stat
	printf '/home/secretuser/bin/qemu-system-x86_64\0-name\0guest=secretvm,x=y\0-uuid\0%s\0-netdev\0user,id=secretnet\0' \
		$uuid >proc/77/cmdline
	for f in product_serial board_serial chassis_serial chassis_asset_tag board_asset_tag; do
		echo "secret$f" >sys/class/dmi/id/$f
	done
	echo $uuid >sys/class/dmi/id/product_uuid
	echo 'Some Vendor' >sys/class/dmi/id/sys_vendor
	echo 52:54:00:1d:e7:71 >sys/class/net/eth0/address
	cd - >/dev/null || exit
}

# not_in FILE DESCRIPTION: the file does not identify the machine
identity='secret|c0ffee|0123456789ab|52:54:00|1d:e7:71|/home'
not_in()
{
	[ -s "$1" ] && ! grep -oiE "$identity" "$1" >"$work/found"
	result $? "$2" "$work/found"
}

# stamp FILE ARGUMENT...: make a stamp; its content is in FILE.json then
stamp()
{
	file=$1
	shift
	exits 0 stamp --output "$file" "$@"
	gunzip -c <"$file" >"$file.json"
}

# json FILE EXPRESSION DESCRIPTION: a Python expression about the snapshot s
json()
{
	python3 -c 'import json, sys
s = json.load(open(sys.argv[1]))
sys.exit(not eval(sys.argv[2]))' "$1" "$2" 2>"$work/trace"
	result $? "$3" "$work/trace"
}

machine
exits 0 snapshot --sysroot "$work/host"
not_in "$work/out" "a snapshot of a captured tree does not identify it"
json "$work/out" 's["host"]["uuid_hash"]["value"] == s["vms"][0]["uuid_hash"]' "... but ties a VM to itself"
json "$work/out" '"name" not in s["vms"][0] and s["host"]["name"]["state"] == "not-asked"' "... without names"
exits 0 snapshot --identify --sysroot "$work/host"
json "$work/out" 's["vms"][0]["name"] == "secretvm" and s["host"]["name"]["value"] == "secrethost"' "--identify gives names"
if grep -oiE 'secretb|secretm|serial|c0ffee|52:54|secretuser|secretchassis|secretboard' "$work/out" >"$work/found"; then false; else true; fi
result $? "... and nothing else that identifies" "$work/found"

# The machine on which the test runs, as far as it has these
exits 0 snapshot
{
	uname -n
	cat /etc/machine-id /sys/class/dmi/id/*serial /sys/class/dmi/id/*uuid /sys/class/net/*/address
	cut -d: -f1 /etc/passwd
} 2>/dev/null | sed '/^00:00:00:00:00:00$/d; /^root$/d; /^kvm$/d; /^.\{0,3\}$/d; /^None$/d; /[Nn]ot /d' >"$work/mine"
cp "$work/out" "$work/here"
# Short names can be parts of other words: look for a whole word or a whole value
while read -r word; do
	grep -oE "(\"|@|/home/)$word(\"|[/@.])" "$work/here"
done <"$work/mine" >"$work/found"
[ -s "$work/mine" ] && [ ! -s "$work/found" ]
result $? "a snapshot of this machine has no host name, serial, UUID, MAC or user of it" "$work/found"

# The stamp
stamp "$work/stamp" --sysroot "$work/host"
out_has "-fw_cfg name=opt/org.nestscope/host,file=$work/stamp"
out_has "<entry name='opt/org.nestscope/host' file='$work/stamp'/>"
not_in "$work/stamp.json" "a stamp does not identify its host"
json "$work/stamp.json" 's["vms"] == [] and "live" not in s' "... and tells nothing of the other VMs"
[ "$(stat -c %a "$work/stamp")" = 644 ]
result $? "... and whoever runs the VM can read it"
[ "$(stat -c %s "$work/stamp")" -lt 4096 ]
result $? "... and Linux reads it from fw_cfg at one go"
stamp "$work/names" --sysroot "$work/host" --identify
json "$work/names.json" 's["host"]["name"]["value"] == "secrethost"' "... but its name with --identify"
json "$work/names.json" 's["vms"] == [] and s["host"]["vm_programs"]["state"] == "not-asked"' "... and still nothing of the other VMs"
if grep -oiE 'secretvm|qemu-system|c0ffee' "$work/names.json" >"$work/found"; then false; else true; fi
result $? "... in no part of it" "$work/found"
# A stamp made of a snapshot with VMs has no VMs, in any layer.
exits 0 snapshot --identify --sysroot "$work/host"
python3 - "$work/out" >"$work/layers.json" <<'EOF'
import json, sys
s = json.load(open(sys.argv[1]))
s["live"] = {"vms": [{"pid": 77, "fd": 9, "program": "qemu-system-x86_64", "name": "secretvm"}], "cpus": []}
s["parent"] = json.loads(json.dumps(s))
json.dump(s, sys.stdout)
EOF
for option in "" --identify; do
	# shellcheck disable=SC2086 # an option or none
	stamp "$work/of-file" --from "$work/layers.json" $option
	json "$work/of-file.json" 'all(l["vms"] == [] and "live" not in l for l in (s, s["parent"]))' \
		"stamp --from ${option:-without --identify}: nothing of the VMs of any layer"
	if grep -oE 'secretvm|qemu-system' "$work/of-file.json" >"$work/found"; then false; else true; fi
	result $? "... in no part of it" "$work/found"
done

exits 0 stamp --qemu --sysroot "$work/host" --output "$odd"
eval "set -- $(cat "$work/out")"
[ $# = 2 ] && [ "$1" = -fw_cfg ] && [ "$2" = "name=opt/org.nestscope/host,file=$(echo "$odd" | sed 's/,/,,/g')" ]
result $? "--qemu: two words for the shell, with QEMU's comma" "$work/out"
exits 0 stamp --libvirt --sysroot "$work/host" --output "$odd"
python3 -c 'import sys, xml.etree.ElementTree as E
e = E.parse(sys.argv[1]).getroot()
sys.exit(e.attrib != {"type": "fwcfg"} or e[0].attrib != {"name": "opt/org.nestscope/host", "file": sys.argv[2]})' \
	"$work/out" "$odd" 2>"$work/trace"
result $? "--libvirt: an element that names the file" "$work/trace" "$work/out"
exits 0 stamp --json --sysroot "$work/host" --output "$work/again"
json "$work/out" 's["qemu"][0] == "-fw_cfg" and s["file"] in s["qemu"][1] and s["file"] in s["libvirt"]' "--json has both"
(cd "$work" && ns stamp --qemu --sysroot host --output relative)
grep -qF "file=$work/relative" "$work/out"
result $? "the path is whole wherever it was called"

exits 2 stamp --qemu --libvirt --output "$work/x"
exits 2 stamp --output /dev/null
[ -c /dev/null ]
result $? "... and leaves the device as it is"
for name in "$work/newdir/" "$work/" / ''; do
	exits 2 stamp --output "$name"
	err_has "not the name of a file"
done
[ ! -e "$work/newdir" ]
result $? "... and makes no file of that name"
exits 2 stamp --output "$work/nowhere/x"
err_has "cannot write"
exits 2 caps --identify
exits 2 snapshot --output "$work/x"
[ ! -e "$work/x" ] && [ -z "$(find "$work" -name '*.??????')" ]
result $? "nothing half done is left"

# In the VM
mkdir -p "$work/vm/$fw_cfg" "$work/vm/proc"
echo 'flags : hypervisor' >"$work/vm/proc/cpuinfo"
exits 0 snapshot --sysroot "$work/vm"
json "$work/out" '"parent" not in s and s["sources"]["stamp"]["state"] == "absent"' "a VM without a stamp"
cp "$work/names" "$work/vm/$fw_cfg/raw"
exits 0 snapshot --sysroot "$work/vm"
json "$work/out" 's["sources"]["stamp"] == {"state": "value", "value": "1 layer"}' "a VM with one"
not_in "$work/out" "... which passes no names on that it was given"
exits 0 layers --sysroot "$work/vm"
out_has "the host's stamp"
stamp "$work/second" --sysroot "$work/vm"
not_in "$work/second.json" "... nor in the stamp it makes itself"
cp "$work/second" "$work/vm/$fw_cfg/raw"
exits 0 snapshot --sysroot "$work/vm"
json "$work/out" 's["sources"]["stamp"]["value"] == "2 layers" and "parent" in s["parent"]' "stamps nest"
cp "$work/out" "$work/nested.json"
exits 0 snapshot --from "$work/nested.json"
cmp -s "$work/out" "$work/nested.json"
result $? "... and come back from a file as they were"

# refused FILE WORD: the stamp is not used, the reason contains the word, and the rest is as without a stamp
refused()
{
	cp "$1" "$work/vm/$fw_cfg/raw"
	ns snapshot --sysroot "$work/vm"
	[ "$status" -eq 0 ] && python3 -c 'import json, sys
without, s = (json.load(open(f)) for f in sys.argv[1:3])
note = s["sources"].pop("stamp")
without["sources"].pop("stamp")
assert note["state"] == "unreadable" and sys.argv[3] in note["why"], note
assert s == without' "$work/without" "$work/out" "$2" 2>"$work/trace"
	result $? "refused: ${1##*/}" "$work/trace"
	ns status --sysroot "$work/vm"
	[ "$status" -le 3 ] && grep -q stamp "$work/out"
	result $? "... and status says so" "$work/err"
}

rm "$work/vm/$fw_cfg/raw"
ns snapshot --sysroot "$work/vm"
cp "$work/out" "$work/without"
head -c 1000 "$work/second" >"$work/cut off"
head -c 5000 "$work/second.json" >"$work/cut off before it was packed"
: >"$work/empty"
head -c 2000000 /dev/zero | tr '\0' ' ' >"$work/huge"
head -c 5000 /dev/zero >"$work/zeros"
sed 's/"version":1/"version":7/' "$work/second.json" >"$work/newer"
sed 's/"state":"value"/"state":"\\u001b[2J"/' "$work/second.json" >"$work/hostile"
refused "$work/cut off" "cut off"
refused "$work/cut off before it was packed" "cut off"
head -c 30000000 /dev/zero | gzip -9 >"$work/bomb"
refused "$work/bomb" "too large"
refused "$work/empty" damaged
refused "$work/huge" "too large"
refused "$work/zeros" damaged
refused "$work/newer" newer
refused "$work/hostile" damaged
if grep -q "$(printf '\033')" "$work/out"; then false; else true; fi
result $? "... and the terminal is not steered" "$work/out"

# Only root may read it, and others are told so. In a tree root lacks no permissions.
cp "$work/second" "$work/vm/$fw_cfg/raw"
if [ "$(id -u)" = 0 ] && setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
	chmod 755 "$work" "$work/vm"
	chmod 400 "$work/vm/$fw_cfg/raw"
	cp "$nestscope" "$work/nestscope"
	setpriv --reuid=65534 --clear-groups "$work/nestscope" snapshot --sysroot "$work/vm" >"$work/out" 2>"$work/err"
	json "$work/out" 's["sources"]["stamp"]["state"] == "unreadable" and "root" in s["sources"]["stamp"]["why"]' \
		"without root the stamp is unreadable, and it is said who can"
	# The error is that the directory cannot be made, not that it is missing afterwards.
	if [ -e /var/lib/nestscope ]; then
		skip "without root the default file is refused with the reason" "/var/lib/nestscope is there"
	else
		! setpriv --reuid=65534 --regid=65534 --clear-groups "$work/nestscope" stamp >"$work/out" 2>"$work/err" &&
			grep -q 'cannot make /var/lib/nestscope: Permission denied' "$work/err" &&
			! grep -q 'No such file' "$work/err" && [ ! -e /var/lib/nestscope ]
		result $? "without root the default file is refused with the reason" "$work/err"
	fi
else
	skip "without root the stamp is unreadable" "not root, or no setpriv"
	skip "without root the default file is refused with the reason" "not root, or no setpriv"
fi
# If the default is given explicitly, in any spelling, it counts as given.
if [ ! -e /var/lib/nestscope ]; then
	ns stamp --output /var/lib/nestscope/host.json.gz
	[ "$status" -eq 2 ] && grep -q 'cannot write /var/lib/nestscope/host.json.gz: No such file' "$work/err" &&
		[ ! -e /var/lib/nestscope ]
	result $? "the default file, given with --output, makes no directory" "$work/err"
fi

# A VM of arm64 has no ACPI where its device tree is what the kernel reads.
mkdir -p "$work/dt/proc/device-tree/fw-cfg@9020000" "$work/dt/proc/sys/kernel"
echo aarch64 >"$work/dt/proc/sys/kernel/arch"
echo qemu,fw-cfg-mmio >"$work/dt/proc/device-tree/fw-cfg@9020000/compatible"
exits 3 status --sysroot "$work/dt"
out_says "QEMU's fw_cfg is there, the module qemu_fw_cfg is not loaded"
finish
