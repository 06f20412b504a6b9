#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Arguments, and every exit status that the manual page names.

. "$(dirname "$0")/ktap.sh"

# A wrong call prints one line with the reason on stderr, and nothing on stdout.
refuses()
{
	what=$1
	shift
	ns "$@"
	[ "$status" -eq 2 ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ] &&
		grep -qF -e "$what" "$work/err"
	result $? "refuses nestscope $*, naming $what" "$work/err" "$work/out"
}

# help.sh compares this list with the program.
commands='status caps layers decode explain snapshot diff stamp watch list help'

exits 0 --help
out_has Usage:
[ ! -s "$work/err" ]
result $? "--help says nothing on stderr"
exits 0 -h
exits 0 status --help
exits 0 --version
grep -qE '^nestscope [0-9]+(\.[0-9]+)+' "$work/out" && [ "$(wc -l <"$work/out")" -eq 1 ]
result $? "the version is one line" "$work/out"
exits 0 -V

refuses wrong wrong
refuses statu statu
refuses --wrong --wrong
refuses 'did you mean status?' statu
refuses 'did you mean caps?' cpas
refuses 'did you mean snapshot?' snap
refuses 'see nestscope --help' quark
refuses 'did you mean caps?' help cpas
refuses extra help caps extra
refuses -x -x
refuses 'did you mean --json?' --jsno
refuses 'did you mean --missing?' caps --misssing
refuses '--only-lost, --only-different' diff --only
refuses '--json takes no argument' --json=yes
refuses '--from needs an argument: FILE' --from
refuses '-\xff is not an option' "-$(printf '\377')"
refuses --sysroot status --sysroot
refuses --color --color=sometimes
refuses --view caps --view=guest
refuses '--all is an option of caps' status --all
refuses '--missing is an option of caps' --missing
refuses '--view is an option of caps' layers --view=cpu
refuses '--identify is an option of snapshot and stamp' --identify
refuses '--from is not an option of decode; see nestscope help decode' decode --from x 0x48d=1
refuses '--sysroot is not an option of list' list registers --sysroot /
refuses '--no-module is not an option of list' --no-module list registers
refuses '--from is not an option of module' module status --from x
refuses '--json is not an option of completion' completion bash -j
refuses '--pretty is not an option of help' help --pretty
refuses 'metrics prints only its own format' metrics --json
refuses 'watch needs a live system' watch --from x
refuses '--format html cannot be used with --json' diff --format html --json
refuses '--format markdown cannot be used with --json' diff --pretty --format markdown
refuses '--format markdown cannot be used with --json' status --json --format markdown
refuses '--format markdown cannot be used with --json' check --format markdown --json
refuses '--format takes text, markdown or json, not "html"' caps --format html
refuses '--format takes text, markdown, html or json, not "pdf"' diff --format pdf
refuses extra status extra
refuses extra caps extra
refuses extra layers extra
refuses extra snapshot extra
refuses wrong list wrong
refuses list list
refuses more list registers more
refuses /nonexistent --sysroot /nonexistent
refuses "$0" --sysroot "$0"
refuses --from --from "$0" --sysroot "$work"
refuses /nonexistent --from /nonexistent
refuses "$top/COPYING: neither a snapshot nor in a form that is imported" --from "$top/COPYING"
printf '{"format": \n' >"$work/cut"
refuses "$work/cut:2:0" --from "$work/cut"
refuses '/dev/null: the file is empty' --from /dev/null
refuses 'standard input' caps --from -

# Standard input is read through its descriptor: a socket cannot be opened again, and a file that a shell has begun
# to read continues where it was.
from_stdin()
{
	python3 - "$nestscope" "$fixtures/intel-L1.json" "$1" >"$work/out" 2>"$work/err" <<'END'
import os, socket, subprocess, sys, time

program, snapshot, kind = sys.argv[1:]
data = open(snapshot, 'rb').read()
ends = socket.socketpair() if kind != 'file' else None
if kind == 'file':
    fd = os.memfd_create('begun')
    os.write(fd, b'a line that was read before\n' + data)
    os.lseek(fd, 28, os.SEEK_SET)
else:
    # Standard input from ssh can be in non-blocking mode.
    ends[1].setblocking(kind == 'socket')
    fd = ends[1].fileno()
running = subprocess.Popen([program, 'status', '--from', '-'], stdin=fd)
if ends:
    ends[1].close()
    # Not before the program waits for input or has ended
    while open(f'/proc/{running.pid}/stat').read().rpartition(')')[2].split()[0] not in 'SZ':
        time.sleep(0.01)
    ends[0].sendall(data)
    ends[0].close()
sys.exit(running.wait())
END
	got=$?
	"$nestscope" status --from "$fixtures/intel-L1.json" >"$work/expected"
	[ "$got" -eq $? ] && cmp -s "$work/out" "$work/expected"
	result $? "--from - reads $2" "$work/err" "$work/out"
}

from_stdin socket "a socket"
from_stdin nonblocking "a socket that does not wait"
from_stdin file "a file from where it is"
"$nestscope" status --from - >"$work/out" 2>"$work/err" <&-
[ $? -eq 2 ] && grep -q 'cannot read the snapshot standard input: Bad file descriptor' "$work/err"
result $? "a closed standard input is said" "$work/err"

# Files from Windows: a byte order mark before UTF-8 is skipped, and UTF-16 is read.
"$nestscope" snapshot --from "$fixtures/intel-L1.json" >"$work/plain"
{ printf '\357\273\277'; cat "$fixtures/intel-L1.json"; } >"$work/marked"
gzip -nc <"$work/marked" >"$work/marked.gz"
for file in "$work/marked" "$work/marked.gz"; do
	ns snapshot --from "$file"
	[ "$status" -eq 0 ] && cmp -s "$work/out" "$work/plain"
	result $? "a mark before UTF-8 is passed over: ${file##*/}" "$work/err"
done
{ printf '\357\273\277'; echo '0x480=00d8100000000004'; } >"$work/marked"
ns decode "$work/marked"
[ "$status" -eq 0 ]
result $? "... in a listing" "$work/err"
for encoding in UTF-16 UTF-16LE UTF-16BE; do
	{
		case $encoding in
		UTF-16LE) printf '\377\376' ;;
		UTF-16BE) printf '\376\377' ;;
		esac
		iconv -t $encoding <"$fixtures/intel-L1.json"
	} >"$work/wide"
	gzip -nc <"$work/wide" >"$work/wide.gz"
	for file in "$work/wide" "$work/wide.gz"; do
		ns snapshot --from "$file"
		[ "$status" -eq 0 ] && cmp -s "$work/out" "$work/plain"
		result $? "$encoding is read: ${file##*/}" "$work/err"
	done
done
printf '\r\n0x480=00d8100000000004\r\n' | iconv -t UTF-16 >"$work/wide"
ns decode "$work/wide"
[ "$status" -eq 0 ]
result $? "... in a listing" "$work/err"
# An odd byte at the end, and unpaired surrogates
printf '\377\3760\000\000\330x\000\000\334\000\330=' >"$work/wide"
refuses 'neither a snapshot nor in a form that is imported' --from "$work/wide"

# Every error message starts with the name of the program and contains no control characters.
escape=$(printf '\033')
for wrong in "--${escape}[2Jx" "-$escape" "--json=$escape" "--jso$escape" "${escape}[31m" "--color=${escape}[31m" \
	"--from=$escape" "--sysroot=$escape"; do
	ns "$wrong"
	[ "$status" -eq 2 ] && grep -q '^nestscope: ' "$work/err" && ! grep -qv '^nestscope: ' "$work/err" &&
		! grep -q "$escape" "$work/err"
	result $? "an escape in $(printf %s "$wrong" | tr '\033' '^') is not printed" "$work/err"
done
ns "--wrong$escape"
err_has '--wrong\x1b is not an option'

for command in $commands; do
	ns "$command" --wrong
	[ "$status" -eq 2 ] && grep -q -e --wrong "$work/err"
	result $? "$command refuses an option that there is not" "$work/err"
done

# decode: by number, by the names of the manuals and of the kernel, offline
exits 0 decode 0x48d=0x5600000016
out_has 'IA32_VMX_TRUE_PINBASED_CTLS (0x48d) = 0x0000005600000016'
cp "$work/out" "$work/first"
for same in 1165=0x5600000016 IA32_VMX_TRUE_PINBASED_CTLS=5600000016 0x48d=0000005600000016 0x48d=0X5600000016 \
	MSR_IA32_VMX_TRUE_PINBASED_CTLS=0x5600000016 ia32_vmx_true_pinbased_ctls=0x5600000016 \
	48d=5600000016 48DH=5600000016 'MSR(48DH)=5600000016' VMX_TRUE_PINBASED_CTLS=5600000016; do
	ns decode "$same"
	cmp -s "$work/first" "$work/out"
	result $? "decode $same is the same" "$work/out"
done
grep -qE '^  38 .* yes .*preemption_timer' "$work/out" || grep -qE '^  6  .* yes .*preemption_timer' "$work/out"
result $? "bit 38 of 0x5600000016 is the preemption timer" "$work/out"

# rdmsr prints hexadecimal numbers without 0x.
for same in '0x48d = 0x5600000016' 'IA32_VMX_TRUE_PINBASED_CTLS (0x48d) = 0x5600000016' 'MSR 0x48d: 0x5600000016'; do
	exits 0 decode "$same"
	out_has 'IA32_VMX_TRUE_PINBASED_CTLS (0x48d) = 0x0000005600000016'
done
exits 0 decode 'kvm: error: failed to set MSR 0x48d to 0x5600000016'
out_has 'failed to set MSR 0x48d to 0x5600000016:1, not taken by KVM from QEMU'
exits 1 decode 'IA32_VMX_BASIC (0x480): 1' 'IA32_VMX_BASIC (0x480): 2'
exits 0 decode VM_CR=10 0x3a=ff03 0x482=0401e172
out_has 'VM_CR (0xc0010114) = 0x0000000000000010'
out_has 'IA32_FEATURE_CONTROL (0x3a) = 0x000000000000ff03'
out_has 'IA32_VMX_PROCBASED_CTLS (0x482) = 0x000000000401e172'
grep -qE '^ +4 +SVMDIS.* yes ' "$work/out"
result $? "VM_CR=10 has SVMDIS set" "$work/out"

# CPUID in the spellings of the manuals, of QEMU and of nestscope list
for same in CPUID.01H:ECX '(EAX=1,ECX=0):ECX' 0x1.0.ecx 'cpuid 1 ecx'; do
	exits 0 decode "$same=20"
	out_has 'CPUID_1_ECX (0x1.0.ecx) = 0x0000000000000020'
done

# Both registers of a control: "default", vmxcap's word for what only the plain register forces
exits 0 decode 0x482=fff9fffe0401e172 0x48e=fff9fffe04006172
[ "$(grep -cE '^  1[56] +CR3-(load|store) exiting +default ' "$work/out")" -eq 4 ] && ! grep -q forced "$work/out"
result $? "a default1 control says default in both registers" "$work/out"
exits 0 decode 0x482=fff9fffe0401e172
out_has 'Some of the forced controls may still be 0: IA32_VMX_TRUE_PROCBASED_CTLS (0x48e) says which'
# The first values belong together, and so do the second: only the first are "default" here.
exits 1 decode 0x482=fff9fffe0401e172 0x48e=fff9fffe04006172 0x482=fff9fffe0401e172 0x48e=fff9fffe0401e172
grep -qE '^  15 +CR3-load exiting +default +forced ' "$work/out"
result $? "two machines are not mixed" "$work/out"

exits 0 decode CPUID.1:ECX=7ffafbff EFER=d01
! grep -q 'unknown to nestscope' "$work/out"
result $? "SSE3, AVX and EFER.LME are not reserved or new" "$work/out"
out_has 'Set, but not about virtualization: 0x7ffafb9f'
exits 0 decode 492=8000020000000000
out_has 'Set, but unknown to nestscope (reserved, or new): 0x8000020000000000 (bits 41, 63)'

exits 0 decode 0x480=1 0x48d=0
exits 0 decode 0x480=1 0x480=1
out_has 'The two are the same'
exits 1 decode 0x48d=0x5600000016 0x48d=0x1600000016
out_has preemption_timer
! grep -q vnmi "$work/out"
result $? "... and not what is the same" "$work/out"
exits 1 decode 0x480=1 0x480=1 0x480=2
exits 1 decode 0x480=1 0x480=2 0x480=1

# Whole listings, and two of them
cat >"$work/one.log" <<'END'
00:00:01.412345 HM: Using VT-x implementation 3.0
00:00:01.412350 HM: MSR_IA32_FEATURE_CONTROL          = 0x5
00:00:01.412351 HM:   LOCK
00:00:01.412353 HM: MSR_IA32_VMX_BASIC                = 0xda040000000012
00:00:01.412370 HM: MSR_IA32_VMX_PROCBASED_CTLS2      = 0x47fff00000000
END
cat >"$work/two.txt" <<'END'
# rdmsr -a 0x3a
5
5
# rdmsr -0 0x48b
00047bff00000000
# rdmsr 0x345
33c5
0x48d: 0000007f00000016
rdmsr: CPU 0 cannot read MSR 0x00000492
END
exits 0 decode "$work/one.log"
out_has 'IA32_VMX_BASIC (0x480) = 0x00da040000000012'
out_has "From $work/one.log:4"
exits 0 decode "$work/two.txt"
out_has "From $work/two.txt:2 (2 times)"
out_has 'IA32_VMX_PROCBASED_CTLS3 (0x492): no value, reading it faulted'
out_has 'left out 1 value of registers that are not about VMX or SVM'
exits 1 decode "$work/one.log" "$work/two.txt"
out_has 'IA32_VMX_PROCBASED_CTLS2 (0x48b): 0x00047fff00000000 and 0x00047bff00000000'
grep -qE '^  10 +PAUSE-loop exiting +yes +no ' "$work/out" && [ "$(grep -cE '^  [0-9]' "$work/out")" -eq 1 ]
result $? "... and the one bit in which they differ" "$work/out"
out_has 'The same in both: IA32_FEATURE_CONTROL'
out_has "Only in $work/one.log: IA32_VMX_BASIC"
out_has "Only in $work/two.txt: IA32_VMX_TRUE_PINBASED_CTLS, IA32_VMX_PROCBASED_CTLS3"
exits 0 decode "$work/one.log" "$work/one.log"
# A listing against the command line
exits 1 decode 0x3a=1 "$work/one.log"
out_has "From the command line and $work/one.log:2"
# Standard input: a listing, or the values of one register that stand alone
printf '5\n5\n1\n' >"$work/bare"
"$nestscope" decode 0x3a=- <"$work/bare" >"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q 'IA32_FEATURE_CONTROL (0x3a): 0x0000000000000005 and 0x0000000000000001' "$work/out"
result $? "CPUs that differ are found in what rdmsr -a prints" "$work/out" "$work/err"
"$nestscope" decode - --json <"$work/two.txt" >"$work/out" 2>"$work/err" &&
	python3 -c 'import json, sys
rows = {r["register"]: r for r in json.load(sys.stdin)}
assert rows["IA32_FEATURE_CONTROL"]["from"] == [{"file": "standard input", "line": 2, "times": 2}]
assert rows["IA32_VMX_PROCBASED_CTLS3"]["value"] is None
assert rows["IA32_VMX_PROCBASED_CTLS2"]["value"] == "0x00047bff00000000"' <"$work/out" 2>>"$work/err"
result $? "a listing as JSON says where each value stands" "$work/err" "$work/out"
printf '0x48b: 5\n0x3a: 5z\n' >"$work/bad"
refuses "$work/bad:2: \"5z\" is not a hexadecimal value" decode "$work/bad"
# Values without a register are no error: it can be told which differ, though not of what register.
exits 3 decode "$work/bare"
out_has 'values of a register that no line names: 0x5 (2 times), 0x1'
out_has 'IA32_FEATURE_CONTROL (0x3a): 0x0000000000000005 and 0x0000000000000001'
printf '0x480: 12\n5\n' >"$work/bad"
refuses "$work/bad:2: \"5\" belongs to no register" decode "$work/bad"
refuses "/dev/null: no value of a register" decode /dev/null
refuses 'standard input: no value of a register' decode -
refuses 'at most two listings' decode "$work/one.log" "$work/one.log" "$work/one.log"
refuses 'cannot read the listing' decode "$work"
head -c 9000000 /dev/zero >"$work/large"
refuses 'larger than 8 MiB: not a listing' decode "$work/large"
rm "$work/large"

refuses REGISTER=VALUE decode
refuses 0x48d decode 0x48d
refuses '""' decode =0x1
refuses '""' decode 0x48d=
refuses nonsense decode nonsense=1
refuses 0x99999 decode 0x99999=1
refuses 'the MSR 0x99999, which is not about VMX or SVM' decode 0x99999=1
refuses 'the MSR 0x345, IA32_PERF_CAPABILITIES, which is not about VMX or SVM' decode 345h=1
refuses 'says nothing about VMX or SVM' decode 'CPUID.(EAX=7,ECX=0):EBX=1'
refuses '"0x100000000" is not a register' decode 0x100000000=1
refuses 0x1z decode 0x48d=0x1z
refuses '"0x"' decode 0x48d=0x
refuses '"0x0x1"' decode 0x48d=0x0x1
refuses 'nothing here: no value of a register' decode 'nothing here'
refuses 'Hello = 7: no value of a register' decode 'Hello = 7'
refuses 'nor a file' decode '/nonexistent/my listing.txt'
refuses -1 decode 0x48d=-1
refuses 0x10000000000000000 decode 0x48d=0x10000000000000000
refuses '32 bits' decode CPUID_1_ECX=0x100000000
refuses nonsense decode 0x48d=1 nonsense=1

for table in registers bits signatures messages formats; do
	exits 0 list "$table"
done
# What does not print is a dot, and each row has the leaf that it is of.
exits 0 list signatures
out_has '0x40000000  KVMKVMKVM...  KVM  '
out_has '0x21        IntelTDX  '
"$nestscope" list signatures --json >"$work/json"
[ "$(grep -o '"signature"' "$work/json" | wc -l)" = "$(sed 1d "$work/out" | wc -l)" ]
result $? "each signature of JSON has a line" "$work/out"

# Output that could not be written is an error.
for command in '' caps layers snapshot 'list bits' 'list registers' 'decode 0x480=1' --help --version \
	'status --json' 'caps --json' 'decode 0x480=1 --json' 'list bits --json' \
	'explain VERR_VMX_NO_VMX' 'explain VERR_VMX_NO_VMX --json'; do
	# shellcheck disable=SC2086 # words
	"$nestscope" $command >/dev/full 2>"$work/err" </dev/null
	[ $? -eq 2 ] && grep -q 'cannot write the output: No space left' "$work/err"
	result $? "nestscope $command >/dev/full fails" "$work/err"
done
"$nestscope" list bits >&- 2>"$work/err"
[ $? -eq 2 ]
result $? "a closed standard output fails" "$work/err"

finish
