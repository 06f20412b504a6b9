#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Arguments, and every exit status that the manual page names.

. "$(dirname "$0")/ktap.sh"

# A wrong call says why in one line on stderr, and nothing on stdout.
refuses()
{
	what=$1
	shift
	ns "$@"
	[ "$status" -eq 2 ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ] &&
		grep -qF -e "$what" "$work/err"
	result $? "refuses nestscope $*, naming $what" "$work/err" "$work/out"
}

commands=$("$nestscope" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')

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
refuses "'x'" -x
refuses --json --json=yes
refuses --from --from
refuses --sysroot status --sysroot
refuses --color --color=sometimes
refuses --view caps --view=guest
refuses '--all is an option of caps' status --all
refuses '--missing is an option of caps' --missing
refuses '--view is an option of caps' layers --view=cpu
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
refuses "$0:1:1" --from "$0"
refuses /dev/null:1:0 --from /dev/null
refuses 'standard input' caps --from -

for command in $commands; do
	ns "$command" --wrong
	[ "$status" -eq 2 ] && grep -q -e --wrong "$work/err"
	result $? "$command refuses an option that there is not" "$work/err"
done

# decode: by number, by the names of the manuals and of the kernel, offline
exits 0 decode 0x48d=0x5600000016
out_has 'IA32_VMX_TRUE_PINBASED_CTLS (0x48d) = 0x0000005600000016'
cp "$work/out" "$work/first"
for same in 1165=0x5600000016 IA32_VMX_TRUE_PINBASED_CTLS=369367187478 \
	MSR_IA32_VMX_TRUE_PINBASED_CTLS=0x5600000016 ia32_vmx_true_pinbased_ctls=0x5600000016; do
	ns decode "$same"
	cmp -s "$work/first" "$work/out"
	result $? "decode $same is the same" "$work/out"
done
grep -qE '^  38 .* yes .*preemption_timer' "$work/out" || grep -qE '^  6  .* yes .*preemption_timer' "$work/out"
result $? "bit 38 of 0x5600000016 is the preemption timer" "$work/out"

exits 0 decode 0x480=1 0x48d=0
exits 0 decode 0x480=1 0x480=1
out_has 'The two are the same'
exits 1 decode 0x48d=0x5600000016 0x48d=0x1600000016
out_has preemption_timer
! grep -q vnmi "$work/out"
result $? "... and not what is the same" "$work/out"
exits 1 decode 0x480=1 0x480=1 0x480=2
exits 1 decode 0x480=1 0x480=2 0x480=1

refuses REGISTER=VALUE decode
refuses 0x48d decode 0x48d
refuses '""' decode =0x1
refuses '""' decode 0x48d=
refuses nonsense decode nonsense=1
refuses 0x99999 decode 0x99999=1
refuses 0x1z decode 0x48d=0x1z
refuses '" 1"' decode '0x48d= 1'
refuses -1 decode 0x48d=-1
refuses 0x10000000000000000 decode 0x48d=0x10000000000000000
refuses '32 bits' decode CPUID_1_ECX=0x100000000
refuses nonsense decode 0x48d=1 nonsense=1

for table in $("$nestscope" list 2>&1 | sed -n 's/.*: \(registers.*\)/\1/p' | tr -d ,); do
	exits 0 list "$table"
done

# What cannot be written was not said.
for command in '' caps layers snapshot 'list bits' 'list registers' 'decode 0x480=1' --help --version \
	'status --json' 'caps --json' 'decode 0x480=1 --json' 'list bits --json'; do
	# shellcheck disable=SC2086 # words
	"$nestscope" $command >/dev/full 2>"$work/err" </dev/null
	[ $? -eq 2 ] && grep -q 'cannot write the output: No space left' "$work/err"
	result $? "nestscope $command >/dev/full fails" "$work/err"
done
"$nestscope" list bits >&- 2>"$work/err"
[ $? -eq 2 ]
result $? "a closed standard output fails" "$work/err"

finish
