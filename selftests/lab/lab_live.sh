#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the module's live file said in the runs of lab_intel.sh and lab_amd.sh, which come before this
# (guest.d/40-live.sh kept it), against what must have been so. Boots nothing.

set -u

lab=$(cd "$(dirname "$0")" && pwd)
build=${NESTSCOPE_BUILD:-$(cd "$lab/../.." && pwd)/build}
intel=$build/lab/intel
amd=$build/lab/amd
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 1' HUP INT TERM

count=0
failed=0

# check NAME COMMAND...: the command says what is wrong, and fails
check()
{
	name=$1
	shift
	count=$((count + 1))
	if "$@" >"$log" 2>&1; then
		echo "ok $count $name"
	else
		failed=$((failed + 1))
		head -n 20 "$log" | cut -c 1-300 | sed 's/^/# /'
		echo "not ok $count $name"
	fi
}

# Not those of a run before the last build
of_this_module()
{
	for dir; do
		diff "$dir/live/srcversion" - <<-END || return
			$(modinfo -F srcversion "$build/nestscope.ko")
		END
	done
}

# The first line of awk's input that makes $1 true is wrong; so are fewer than $2 that make $3 true.
# Its variables are named as what they hold: phase, in_l2, vmxe, root, ...
looks()
{
	awk -F'|' -v least="$2" '
	function value(key) {
		return match(" " $3 " ", " " key "=[^ ]*") ? substr($3 " ", RSTART + length(key) + 1, RLENGTH - length(key) - 2) : ""
	}
	{
		phase = $1
		in_l2 = $2 ~ /guest_mode=[1-9]/
		ran = $2 ~ /nested_run=[1-9]/
		vmxe = value("vmxe"); root = value("root"); current = value("current"); link = value("link")
		shadowing = value("shadowing"); guest_vmxe = value("guest_vmxe"); id = value("vmcs"); svme = value("svme")
	}
	'"$1"' { print "wrong:", $0; bad = 1; exit }
	'"$3"' { n++ }
	END {
		if (!bad && n < least)
			print n + 0, "looks of", NR, "are such, at least", least, "should be"
		exit bad || n < least
	}' "$4/live/looks"
}

# Every line of every look, and nothing in it but what the ABI file has
in_format()
{
	flag='(0|1|absent|unreadable)'
	cpu="cpu[0-9]+ vmxe=$flag svme=$flag hsave_pa_set=$flag"
	fields='(absent|dropped|unreadable)'
	vmcs="root=[01] current=(0|1|shadow) shadowing=($flag|dropped) link=(set|none|$fields)"
	vmcs="$vmcs guest_vmxe=($flag|dropped) vmcs=([0-9a-f]{8}|$fields)( header=unread)?"
	[ "$1" = amd ] || cpu="$cpu $vmcs"
	shift
	for dir; do
		[ -s "$dir/live/looks" ] || return
		! cut -d '|' -f 3 "$dir/live/looks" | grep -vE "^( $cpu)+\$" || return
		! sed 1,2d "$dir/live/idle" "$dir/live/again" | grep -E '^(format|live_vmcs):' || return
	done
}

second_line()
{
	pattern=$1
	shift
	for file; do
		[ "$(sed -n 1p "$file")" = 'format: 1' ] || return
		sed -n 2p "$file" | grep -E "^live_vmcs: $pattern" || return
	done
}

# What follows those two lines
each_cpu()
{
	pattern=$1
	shift
	for file; do
		sed 1,2d "$file" | grep . || return
		! sed 1,2d "$file" | grep -vE "$pattern" || return
	done
}

# One VMCS is L1's, before, while and after shadowing is on; another is the one in which L2 runs.
two_vmcss()
{
	awk -F'|' '
	match($3, /vmcs=[0-9a-f]+/) {
		id = substr($3, RSTART, RLENGTH)
		if ($2 ~ /guest_mode=1/)
			l2[id]++
		else if ($3 ~ /shadowing=1/)
			l1[id]++
		else if ($1 !~ /L2|starts L2/ && $3 ~ /current=1/)
			before[id]++
	}
	END {
		for (id in l1) { n1++; if (id in l2) both = 1; if (!(id in before)) unknown = 1 }
		for (id in l2) n2++
		print n1, "VMCSs with shadowing,", n2, "with L2"
		exit n1 != 1 || n2 != 1 || both || unknown
	}' "$1/live/looks"
}

while_kvm_comes_and_goes()
{
	dir=$1/live
	cat "$dir/reloads" "$dir/reloads.err" "$dir/reads"
	[ "$(grep -c '^unload 0$' "$dir/reloads")" = "$(grep -c '^load 0$' "$dir/reloads")" ] &&
		grep -q '^load 0$' "$dir/reloads" && grep -q '^vm 0$' "$dir/reloads" &&
		! grep -v ' 0$' "$dir/reloads" && grep -qE '^reads [1-9][0-9]+ failed 0$' "$dir/reads"
}

clean_log()
{
	for dir; do
		grep -q 'lab: nestscope from here' "$dir/dmesg.after" || return
		! sed '1,/lab: nestscope from here/d' "$dir/dmesg.after" |
			grep -E 'BUG|WARNING|Oops|Call Trace|general protection|UBSAN|unchecked MSR' || return
	done
}

only_root()
{
	for dir; do
		[ "$(cat "$dir/live/mode")" = 400 ] || return
	done
}

cat <<END
TAP version 13
1..18
END
before_l2='phase !~ /starts L2/ && phase !~ /L2 /'
steady='$2 != "moving"'
check "intel: the results are this module's" of_this_module "$intel/L0" "$intel/L1"
check "amd: the results are this module's" of_this_module "$amd/L0" "$amd/L1"
check "the file is for root alone" only_root "$intel/L0" "$intel/L1" "$amd/L0" "$amd/L1"
check "intel: without live_vmcs=1 no VMCS is looked at" second_line off: "$intel/L0/live/off" "$intel/L1/live/off"
check "intel: without it a line has nothing of a VMCS" each_cpu ' hsave_pa_set=absent$' "$intel/L0/live/off"
check "intel: with it they are" second_line 'on$' "$intel/L0/live/idle" "$intel/L1/live/idle"
check "intel: with no VM no CPU is in VMX operation" each_cpu \
	' vmxe=0 .* root=0 current=0 shadowing=absent link=absent guest_vmxe=absent vmcs=absent$' \
	"$intel/L0/live/idle" "$intel/L0/live/again" "$intel/L1/live/idle"
check "intel: every look is as documented" in_format intel "$intel/L0" "$intel/L1"
check "intel L0: shadowing is off before L1 starts a VM" looks \
	"$before_l2 && (shadowing == 1 || link == \"set\")" 5 \
	"$before_l2 && root == 1 && current == 1 && shadowing == 0 && link == \"none\"" "$intel/L0"
check "intel L0: it is on when L1's KVM is active, in a guest with CR4.VMXE" looks \
	'shadowing == 1 && (link != "set" || guest_vmxe != 1)' 1 \
	"$steady && !in_l2 && shadowing == 1" "$intel/L0"
check "intel L0: it is off while L2 runs" looks \
	"$steady && in_l2 && (shadowing == 1 || link == \"set\")" 1 \
	"$steady && in_l2 && current == 1 && shadowing == 0 && link == \"none\"" "$intel/L0"
check "intel L0: L1 has one VMCS and L2 another" two_vmcss "$intel/L0"
check "intel L1: it is never on for L2, which nests nothing" looks \
	'shadowing == 1 || link == "set"' 3 'current == 1 && shadowing == 0 && link == "none"' "$intel/L1"
check "intel L0: kvm_intel comes and goes while the file is read" while_kvm_comes_and_goes "$intel/L0"
check "amd L0: kvm_amd comes and goes while the file is read" while_kvm_comes_and_goes "$amd/L0"
check "amd: the file says that SVM has no more to show" second_line 'absent: SVM' \
	"$amd/L0/live/off" "$amd/L0/live/idle" "$amd/L1/live/idle"
check "amd L0: EFER.SVME is on while L1 is there, and there is nothing of a VMCS" looks \
	'root != "" || current != "" || vmxe != "absent"' 1 'ran && svme == 1' "$amd/L0"
check "the kernel has not complained" clean_log "$intel/L0" "$intel/L1" "$amd/L0" "$amd/L1"
exit $((failed > 0))
