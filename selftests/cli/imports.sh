#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What people attach instead of a snapshot, made up in the shapes that the programs print. A file
# fixtures/imports/*.import is one of them:
#
#	about: what it is
#	command: of nestscope (status if there is none); it gets --from -
#	exit: its exit status
#	note: words of the line on stderr that tells what was recognised, or what is wrong (any number)
#	says: words that the answer has (likewise)
#	never: words that it does not have (likewise)
#	---
#	the file
#
# What is read of it, value by value, is in the file of the same name in imports/read. selftests/cli/update writes these anew.

. "$(dirname "$0")/ktap.sh"

# of NAME: the values of the lines with that name, one per line
of()
{
	sed -n "/^---\$/q; s/^$1: //p" "$import" | tr -s ' '
}

# The program wraps text to the width of the screen, so words are searched in the unwrapped text.
one_line()
{
	tr -s ' \n' ' ' <"$1" >"$1.line"
}

# look NAME FILE: each of these words is in FILE.
look()
{
	one_line "$2"
	of "$1" >"$work/words"
	while read -r words; do
		grep -qF -e "$words" "$2.line"
		result $? "... $1 $words" "$2"
	done <"$work/words"
}

# same HOW FILTER: the answer is the same of the file as FILTER makes it.
same()
{
	eval "$2" <"$work/in" >"$work/pasted"
	# shellcheck disable=SC2086 # words
	"$nestscope" ${command:-status} --from - >"$work/out.pasted" 2>"$work/err.pasted" <"$work/pasted"
	cmp -s "$work/out" "$work/out.pasted" && cmp -s "$work/err" "$work/err.pasted"
	result $? "... and the same of it $1" "$work/err.pasted" "$work/out.pasted"
}

mkdir -p "$fixtures/imports/read"
for import in "$fixtures"/imports/*.import; do
	sed '1,/^---$/d' "$import" >"$work/in"
	command=$(of command)
	status=0
	# shellcheck disable=SC2086 # words
	"$nestscope" ${command:-status} --from - >"$work/out" 2>"$work/err" <"$work/in" || status=$?
	[ "$status" -eq "$(of exit)" ] && [ "$(wc -l <"$work/err")" -le 1 ]
	result $? "exit status $(of exit): $(of about)" "$work/err" "$work/out"
	look note "$work/err"
	look says "$work/out"
	of never >"$work/words"
	while read -r words; do
		! grep -qF -e "$words" "$work/out.line"
		result $? "... does not say $words" "$work/out"
	done <"$work/words"
	read=$fixtures/imports/read/$(basename "$import" .import)
	if [ "$(of exit)" -ne 2 ] && "$nestscope" snapshot --from - <"$work/in" >"$work/snapshot" 2>"$work/err"; then
		python3 "$here/digest.py" read <"$work/snapshot" >"$work/read"
		[ -z "${UPDATE:-}" ] || cp "$work/read" "$read"
		diff -u "$read" "$work/read" >"$work/diff" 2>&1
		result $? "... value by value" "$work/diff"
	fi
	# As Windows writes files, as it is copied from a terminal, which fills its lines and colours them, and as
	# mails, chats and web pages show it
	same 'UTF-16 with CR LF' "sed 's/\$/\r/' | iconv -f UTF-8 -t UTF-16"
	same 'indented, with blanks at the end' "sed 's/^/    /; s/\$/   /'"
	same 'in colours' "sed 's/[^ ]*/\x1b[01;38:5:12m&\x1b[m\x1b[K/; s/\$/\x1b[0m/; 1s/^/\x1b]0;root@host: ~\x07\x1b[?2004l\r/'"
	same 'quoted' "sed 's/^/> /'"
	same 'quoted in what is quoted' "sed 's/^/ > | /'"
	same "in a list of Markdown" "sed 's/^/   /; 1s/^/   \`\`\`text\n/; \$s/\$/\n   \`\`\`/'"
	same 'with blanks that do not break' "sed 's/  /\xc2\xa0 /g; 1s/^/\xef\xbb\xbf/'"
done

for read in "$fixtures"/imports/read/*; do
	[ -f "$fixtures/imports/${read##*/}.import" ]
	result $? "imports/read/${read##*/} is of one of them"
done

# What is around a snapshot may be words, and nothing else that would be read.
snapshot=$fixtures/intel-L1.json
"$nestscope" status --from "$snapshot" >"$work/expected" || true
"$nestscope" status --from - >"$work/out" 2>"$work/err" <<END || true
Hello, it is:

> \`\`\`json
$(sed 's/^/> /' "$snapshot")
> \`\`\`
Yours, Bob
END
cmp -s "$work/expected" "$work/out"
result $? "a snapshot in a mail" "$work/err"
{ echo '$ rdmsr 0x3a'; echo 5; cat "$snapshot"; } >"$work/in"
exits 2 status --from "$work/in"
err_has 'a snapshot, and with it what is imported'
{ cat "$snapshot"; echo '$ rdmsr 0x3a'; echo 5; } >"$work/in"
exits 2 status --from "$work/in"
err_has 'a snapshot, and with it what is imported'
{ echo 'Hello'; sed '5s/.*/x/' "$snapshot"; } >"$work/in"
exits 2 status --from "$work/in"
err_has 'in:6:'

# Broken input is reported with its line, and nothing hangs.
broken()
{
	status=0
	timeout 300 "$nestscope" --from - >"$work/out" 2>"$work/err" <"$work/in" || status=$?
	[ "$status" -eq 2 ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ] && grep -qF -e "$1" "$work/err"
	result $? "refused: $1" "$work/err" "$work/out"
}

# An attribute without an end
sed "1,/^---\$/d; s/name='vmx'/name='vmx/" "$fixtures/imports/libvirt-capabilities.import" >"$work/in"
timeout 60 "$nestscope" snapshot --from - >"$work/out" 2>"$work/err" <"$work/in"
result $? "an attribute of XML that does not end is read to the end of its element" "$work/err"

printf '   0x00000001 0x00: eax=0x000a0671 ebx=0x01020800 ecx=0xfff' >"$work/in"
broken 'standard input:1: not a whole leaf of CPUID'
printf 'CPUID 00000001: 00070F01-00040800-BED8220\n' >"$work/in"
broken 'standard input:1: not a whole leaf of CPUID'
printf 'CPU 0:\n   0x00000001 0x00: eax=0x000a0671 ebx=0x01020800 ecx=0xfffa3203z edx=0x1\n' >"$work/in"
broken 'standard input:2: not a whole leaf of CPUID'
printf 'CPU 4000000000:\n' >"$work/in"
broken 'standard input:1: CPU 4000000000: no machine has so many'
printf 'flags\t\t: fpu vmx\n\000\n' >"$work/in"
broken 'standard input:2: a NUL byte'
printf '0x48b: 5z\n' >"$work/in"
broken 'standard input:1: "5z" is not a hexadecimal value'
printf 'Dear list,\nmy machine is slow.\n' >"$work/in"
broken 'standard input: neither a snapshot nor in a form that is imported'
head -c 1000000 /dev/zero | tr '\0' 'x' >"$work/in"
broken 'neither a snapshot nor in a form'
head -c 9000000 /dev/zero | tr '\0' '\n' >"$work/in"
broken 'larger than 8 MiB'

printf 'pin-based controls\n  NMI\n  \n  x \n' >"$work/in"
status=0
timeout 300 "$nestscope" --from - >"$work/out" 2>"$work/err" <"$work/in" || status=$?
[ "$status" -eq 3 ] && grep -qF "read as QEMU's vmxcap (1 line); 2 other lines ignored" "$work/err"
result $? "a label of vmxcap without a value" "$work/err"

# What follows an empty line is not of the flags, and what is too long for a value is not a part of one.
printf 'flags\t\t: fpu vme nopl\n\nis vmx missing here\n' >"$work/in"
exits 0 snapshot --from "$work/in"
out_has '"value": "fpu vme nopl"'
python3 -c 'print("flags : fpu\n" + ("abcdefgh " * 1700 + "\n") * 6 + "vmx")' >"$work/in"
exits 0 snapshot --from "$work/in"
out_has '"why": "longer than 64 KiB"'
# A module that two lists have is one.
printf 'kvm_intel 380928 0 - Live 0x0\nkvm 1146880 1 kvm_intel, Live 0x0\n' >"$work/in"
exits 0 snapshot --from "$work/in" --from "$work/in"
out_has '"value": "kvm_intel kvm"'

# The word alone is the flag.
for words in 'VT-x VMX' 'AMD-V SVM'; do
	printf 'Architecture: x86_64\nVirtualization: %s\n' "${words% *}" >"$work/in"
	exits 3 status --from "$work/in"
	out_has "the CPU has ${words#* }"
done
# QEMU's version in the log that libvirt keeps of a VM
printf '2026-11-30 04:00:00.000+0000: starting up libvirt version: 9.0.0, package: 4+deb12u2, qemu version: 7.2.17Debian 1:7.2, kernel: 6.1.0\n' >"$work/in"
exits 0 snapshot --from "$work/in"
out_has '"value": "7.2.17"'
# An object is an answer of QEMU by its first member.
printf '{}\n' >"$work/in"
broken 'not a nestscope snapshot'
printf '{"version": {"return": 1}}\n' >"$work/in"
broken 'not a nestscope snapshot'

# Deeply nested or unterminated objects and elements
python3 -c 'print("{\n" * 400000 + "}\n" * 90000)' >"$work/in"
broken 'many objects and arrays within each other'
python3 -c 'print("{\n" * 600000)' >"$work/in"
broken 'standard input:500001: more than 500000 lines'
python3 -c 'print("<capabilities>\n" * 400000)' >"$work/in"
broken 'standard input:1: <capabilities> has no end'
printf 'x\n<domainCapabilities>\n <domain>kvm</domain>\n' >"$work/in"
broken 'standard input:2: <domainCapabilities> has no end'
printf '<cpudata arch="x86">\n<msr index="0x48b" edx="0x1" eax="0x1ffffffff"/>\n</cpudata>\n' >"$work/in"
broken 'standard input:1: eax="0x1ffffffff" of <msr> is not a hexadecimal number of 32 bits'
printf '<cpudata arch="x86">\n<msr index="0x48b" edx="0x2ffffffff" eax="0x1ffffffff"/>\n</cpudata>\n' >"$work/in"
broken 'standard input:1: edx="0x2ffffffff" of <msr> is not a hexadecimal number of 32 bits'
printf '<cpudata arch="x86">\n<cpuid eax_in="0x1"' >"$work/in"
broken 'standard input:1: <cpudata> has no end'
printf '/sys/hypervisor/properties/features:0x1g\n' >"$work/in"
broken 'standard input:1: "0x1g" is not a hexadecimal number'
python3 -c 'print("0x48b: 5\n" * 140000)' >"$work/in"
broken 'more than 131072 values'

# A dump can be compressed, and each command that takes a snapshot takes a dump.
sed '1,/^---$/d' "$fixtures/imports/cpuid-raw.import" >"$work/dump"
gzip -c "$work/dump" >"$work/dump.gz"
for command in status caps layers snapshot diff; do
	status=0
	"$nestscope" $command --from "$work/dump" >"$work/out" 2>"$work/err" || status=$?
	packed=0
	"$nestscope" $command --from "$work/dump.gz" >"$work/out.gz" 2>"$work/err.gz" || packed=$?
	sed 's#dump\.gz#dump#g' "$work/out.gz" | cmp -s - "$work/out" && [ "$packed" -eq "$status" ] && [ "$status" -ne 2 ]
	result $? "$command takes a dump, and a packed one" "$work/err" "$work/err.gz"
done

# So can whatever else it reads: a log that logrotate has put away, a VM's XML, a listing.
echo 'kvm: disabled by bios' | gzip >"$work/log.gz"
exits 0 explain "$work/log.gz"
out_has 'kvm: disabled by bios'
printf "<domain type='kvm'><cpu mode='host-passthrough'/></domain>" | gzip >"$work/vm.gz"
ns check --domain-xml "$work/vm.gz" --from "$fixtures/intel-L0.json"
out_has "host-passthrough"
head -c 20 "$work/log.gz" >"$work/cut.gz"
exits 2 explain "$work/cut.gz"
err_has 'cut.gz: not readable as gzip: its end is cut off'

# What a snapshot that failed leaves is called empty, and two in one file are no damage.
printf ' \n\n' >"$work/blank.json"
exits 2 status --from "$work/blank.json"
err_has 'blank.json: the file is empty'
cat "$fixtures/intel-L0.json" "$fixtures/intel-L1.json" >"$work/two.json"
exits 2 status --from "$work/two.json"
err_has 'are there several in one file'

# What another program has packed is named, with the program that unpacks it.
python3 - "$work" <<'END'
import bz2, io, lzma, sys, tarfile, zipfile
text = open(sys.argv[1] + '/dump', 'rb').read()
def write(name, data):
    open(f'{sys.argv[1]}/packed.{name}', 'wb').write(data)
write('xz', lzma.compress(text))
write('bzip2', bz2.compress(text))
with zipfile.ZipFile(sys.argv[1] + '/packed.unzip', 'w') as z:
    z.writestr('dump', text)
for name, mode in ('tar', 'w'), ('tar.gz', 'w:gz'):
    with tarfile.open(f'{sys.argv[1]}/packed.{name}', mode) as t:
        t.add(sys.argv[1] + '/dump', 'dump')
END
zstd -q "$work/dump" -o "$work/packed.zstd"
for packed in "$work"/packed.*; do
	name=$(basename "$packed" | cut -d. -f2)
	for command in "status --from" explain "check --domain-xml"; do
		# shellcheck disable=SC2086
		ns $command "$packed"
		[ "$status" -eq 2 ] && [ ! -s "$work/out" ] && grep -qF "which nestscope does not read: give it what $name -" "$work/err"
		result $? "$command says what unpacks ${packed##*.}" "$work/err" "$work/out"
	done
done
"$nestscope" snapshot --from "$work/dump" >"$work/snapshot" 2>"$work/err"
"$nestscope" status --from "$work/snapshot" >"$work/out" 2>"$work/err" && status=0 || status=$?
"$nestscope" status --from "$work/dump" >"$work/expected" 2>/dev/null
cmp -s "$work/out" "$work/expected" && [ ! -s "$work/err" ]
result $? "the snapshot of a dump says the same as the dump" "$work/err" "$work/out"

# Several files describe one machine; a snapshot is given alone.
imported()
{
	sed '1,/^---$/d' "$fixtures/imports/$1.import"
}

imported cpuinfo-intel >"$work/a"
printf '# rdmsr -a 0x3a\n1\n1\n' | gzip >"$work/b.gz"
exits 1 --from "$work/a" --from "$work/b.gz"
out_has 'IA32_FEATURE_CONTROL is 0x1: locked with VMX outside SMX disabled'
err_has 'read as /proc/cpuinfo'
err_has 'read as MSR values (3 lines)'
exits 2 --from "$work/a" --from "$fixtures/intel-L1.json"
err_has 'intel-L1.json: a snapshot: --from takes one, and before all else'
exits 2 --from "$work/a" --from "$top/COPYING"
exits 1 --from "$fixtures/nothing.json" --from "$work/b.gz" --from "$work/a"
out_has 'locked with VMX outside SMX disabled'
printf '0x48b: 5z\n' >"$work/in"
exits 2 --from "$work/a" --from "$work/in"
set --
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
	set -- "$@" "--from=$work/a"
done
exits 2 "$@"
err_has '--from takes 16 files of one machine, not more'

# An unpacked sos report: files of /proc, and the output of commands
sos=$work/sos
mkdir -p "$sos/proc" "$sos/sos_commands/hardware" "$sos/sos_commands/processor" "$sos/sos_commands/kernel"
imported cpuinfo-amd >"$sos/proc/cpuinfo"
imported dmidecode >"$sos/sos_commands/hardware/dmidecode"
imported cpuid-raw >"$sos/sos_commands/processor/cpuid_-r"
echo 'Linux myhost 5.14.0-362.el9.x86_64 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux' >"$sos/sos_commands/kernel/uname_-a"
ns status --sysroot "$sos"
out_has 'guest of VirtualBox, behind KVM'
out_has 'Kernel       5.14.0-362.el9.x86_64'
out_has 'cpuid (a raw CPUID dump), procfs (/proc/cpuinfo)'
! grep -q myhost "$work/out"
result $? "a report of sos: the host's name stays in it"
ns layers --sysroot "$sos"
out_has '/sys/hypervisor/type: not captured'
printf 'CPUID 00000001: 0' >"$sos/sos_commands/processor/cpuid_-r"
ns status --sysroot "$sos"
out_has '/sos_commands/processor/cpuid_-r:1: not a whole leaf of CPUID'

finish
