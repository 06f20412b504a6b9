#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Output for people: colour only where it is wanted, no control characters from a hostile machine, and at most one
# screen.

. "$(dirname "$0")/ktap.sh"

fixture=$fixtures/intel-L1.json
escape=$(printf '\033')

colored()
{
	grep -q "$escape" "$work/out"
}

# list has nothing to colour.
wanted()
{
	[ -s "$work/out" ] && if [ "$colors" = yes ]; then colored; else ! colored; fi
}

for command in status caps layers 'list bits' 'decode 0x48d=0x5600000016'; do
	case $command in
	list*|decode*) from= ;;
	*) from="--from $fixture" ;;
	esac
	case $command in
	list*) colors=no ;;
	*) colors=yes ;;
	esac
	# shellcheck disable=SC2086 # words
	ns $command $from
	[ -s "$work/out" ] && ! colored
	result $? "no escape codes of $command in a file"
	cp "$work/out" "$work/plain"
	# shellcheck disable=SC2086 # words
	ns $command $from --color=always
	wanted
	result $? "$command has escape codes with --color=always: $colors"
	# Colour adds escape sequences and changes nothing else, except blanks that cannot be seen.
	sed "s/$escape\[[0-9;]*m//g; s/ *\$//" "$work/out" | cmp -s "$work/plain" -
	result $? "the same words of $command in colour"
	# shellcheck disable=SC2086 # words
	NO_COLOR=1 ns $command $from --color=always
	wanted
	result $? "--color=always of $command wins over NO_COLOR: $colors"
done

# on_terminal WANTED DESCRIPTION ENVIRONMENT... ARGUMENT...
on_terminal()
{
	wanted=$1
	what=$2
	shift 2
	script -qec "env $* '$nestscope' status --from '$fixture'" "$work/typescript" </dev/null >"$work/out"
	grep -q 'Can this machine' "$work/out" && if [ "$wanted" = yes ]; then colored; else ! colored; fi
	result $? "$what" "$work/out"
}

on_terminal yes "colour on a terminal" TERM=xterm
on_terminal yes "an empty NO_COLOR is none" TERM=xterm NO_COLOR=
on_terminal no "no colour with NO_COLOR" TERM=xterm NO_COLOR=1
on_terminal no "no colour on a dumb terminal" TERM=dumb
on_terminal no "no colour without TERM" -u TERM
script -qec "'$nestscope' status --color=never --from '$fixture'" "$work/typescript" </dev/null >"$work/out"
grep -q 'Can this machine' "$work/out" && ! colored
result $? "no colour on a terminal with --color=never"

# At most one screen for any machine
for file in "$fixtures"/*.json; do
	ns status --from "$file"
	lines=$(wc -l <"$work/out")
	[ "$lines" -ge 5 ] && [ "$lines" -le 40 ]
	result $? "status of ${file##*/} has $lines lines, 5 to 40" "$work/out"
	[ "$(wc -L <"$work/out")" -le 100 ]
	result $? "... of 100 columns at most" "$work/out"
	! grep -q ' $' "$work/out"
	result $? "... with no blank at a line's end" "$work/out"
done

# A snapshot is untrusted: its text must not control the terminal or break a line.
python3 - "$fixture" "$work/hostile.json" <<'END'
import json, sys

bad = '\u001b[2J\u001b]0;x\u0007\r\n\u0085\u009b31m\u007f\u061c\u200e\u2028\u202eX\u2066'

def spoil(j):
    if isinstance(j, dict):
        return {k: bad if k in ('value', 'why', 'hint') and isinstance(v, str) and not v.startswith('0x')
                else spoil(v) for k, v in j.items()}
    return [spoil(v) for v in j] if isinstance(j, list) else j

json.dump(spoil(json.load(open(sys.argv[1]))), open(sys.argv[2], 'w'))
END
# Control characters, DEL, line separators, bidirectional overrides
steers='[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]'
for command in status caps 'caps --all' layers metrics diff 'diff --format markdown' 'diff --format html' \
	'status --json' 'status --pretty' 'caps --json' 'layers --json' 'diff --json' snapshot 'snapshot --pretty' \
	"stamp --output $work/stamp.gz"; do
	# shellcheck disable=SC2086 # words
	ns $command --from "$work/hostile.json"
	[ "$status" -ne 2 ]
	result $? "$command of a hostile snapshot" "$work/err"
	LC_ALL=C grep -qaP "$steers" "$work/out" "$work/err"
	[ $? -eq 1 ]
	result $? "... sends no control characters" "$work/out"
done
# What is not text on a line of its own: a value's reason, and the name of a file
mkdir "$work/named"
for machine in intel-L0 amd-L0; do
	cp "$fixtures/$machine.json" "$work/named/$machine$(printf '\nBROKEN\033[31m').json"
done
ns diff "$work/named"/*
grep -q 'intel-L0 BROKEN' "$work/out" && ! LC_ALL=C grep -qaP "^BROKEN|$steers" "$work/out"
result $? "diff of files whose names break lines sends no control characters" "$work/out"
sed 's/"why": ".*"/"why": "this\\nBROKEN"/' "$fixtures/amd-L0.json" >"$work/broken.json"
ns caps --from "$work/broken.json"
grep -q 'this BROKEN' "$work/out" && ! grep -q '^BROKEN' "$work/out"
result $? "a reason that breaks lines breaks none of caps" "$work/out"
gunzip -c <"$work/stamp.gz" >"$work/stamp"
! LC_ALL=C grep -qaP "$steers" "$work/stamp" && grep -q 'u202E' "$work/stamp"
result $? "nor does the stamp made of it" "$work/stamp"
exits 2 stamp --from "$fixture" --output "$work/x$(printf '\033')[31m"
err_has 'cannot be printed'

# So is a captured tree: file contents and file names, with invalid UTF-8 and markup
cat >"$work/spoil.py" <<'END'
import os, sys

bad = ('\x1b[2J\x1b]0;x\x07\r\u0085\u009b31m\x7f\u061c\u2028\u202eX\u2066<script>|[a](u)'.encode() + b'\xff')
name = bad.replace(b'/', b'_')
top = os.fsencode(sys.argv[1])

def put(path, text):
    path = os.path.join(top, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as f:
        f.write(text)

put(b'proc/cpuinfo', b'vendor_id\t: AuthenticAMD\nmodel name\t: %b\nflags\t\t: svm %b\n' % (bad, bad))
put(b'proc/version', b'Linux version 6 #1 ' + bad)
put(b'proc/70/cmdline', b'kvm\0-name\0guest=%b\0-cpu\0host,+svm,%b\0' % (bad, bad))
put(b'proc/71/cmdline', bad + b'\0x\0')
for pid in b'70', b'71':
    for file in b'exits', b'nested_run', b'vcpu0/pid':
        put(b'sys/kernel/debug/kvm/%b-9/%b' % (pid, file), b'5\n')
    put(b'sys/kernel/debug/kvm/%b-9/guest_mode' % pid, bad)
put(b'sys/module/kvm_amd/parameters/nested', b'1' + bad)
put(b'sys/module/kvm_amd/parameters/' + name, bad)
put(b'sys/module/kvm_%b/parameters/%b' % (name, name), bad)
put(b'sys/bus/acpi/devices/%b:00/path' % name, bad)
for file in b'sys_vendor', b'product_name', b'product_version', b'board_vendor', b'bios_version', b'chassis_asset_tag':
    put(b'sys/class/dmi/id/' + file, bad)
for file in (b'proc/sys/kernel/osrelease', b'proc/sys/kernel/hostname', b'proc/xen/capabilities', b'sys/hypervisor/type',
             b'sys/bus/pci/devices/0000:00:00.0/subsystem_vendor', b'run/systemd/container', b'sys/devices/system/cpu/online',
             b'sys/kernel/nestscope/format'):
    put(file, bad)
put(b'sys/kernel/security/lockdown', b'[%b]' % bad)
put(b'sys/kernel/debug/nestscope/live', b'format: 1\nlive_vmcs: refused: %b\ncpu0 vmcs=%b link=%b\n' % (bad, bad, bad))
END
python3 "$work/spoil.py" "$work/spoilt"
for command in status 'caps --all' layers diff 'diff --format markdown' 'diff --format html' 'diff --json' 'status --json' \
	'status --pretty' 'caps --json' 'layers --json' snapshot 'snapshot --pretty' 'snapshot --identify' 'explain kvm_amd.nested' \
	'watch --count 2 --interval 0.02' 'watch --json --count 1 --interval 0.02' "stamp --output $work/stamp.gz"; do
	# shellcheck disable=SC2086 # words
	ns $command --sysroot "$work/spoilt"
	[ "$status" -ne 2 ] && [ -s "$work/out" ] && ! grep -q 'internal error' "$work/err"
	result $? "$command of a hostile tree" "$work/err"
	LC_ALL=C grep -qaP "$steers|\xff" "$work/out" "$work/err"
	[ $? -eq 1 ]
	result $? "... sends no control characters and nothing that is no text" "$work/out"
	case $command in
	*json*|*pretty*|snapshot*)
		python3 -m json.tool <"$work/out" >/dev/null 2>"$work/err"
		result $? "... and is whole" "$work/err"
		;;
	*html*|*markdown*)
		! grep -q '<script' "$work/out"
		result $? "... and no markup of it" "$work/out"
		;;
	esac
done
ns snapshot --sysroot "$work/spoilt"
cp "$work/out" "$work/spoilt.json"
ns snapshot --from "$work/spoilt.json"
cmp "$work/out" "$work/spoilt.json" >"$work/log" 2>&1
result $? "its snapshot reads back as the same bytes" "$work/log" "$work/err"

# Unknown names, and options that getopt rejects
for argument in "--$(printf '\033')[31mx" "--$(printf '\302\233')x" "-$(printf '\033')" "$(printf '\342\200\256')x" \
	"--color=$(printf '\033\177')" "--sysroot=/$(printf '\302\205')" "--from=/$(printf '\330\234')"; do
	ns "$argument"
	[ "$status" -eq 2 ] && ! LC_ALL=C grep -qaP "$steers" "$work/out" "$work/err"
	result $? "an error message of $(printf %s "$argument" | od -An -c | tr -d '\n') sends none" "$work/err"
done
printf '{"format":{"name":"nestscope-snapshot","version":1},"host":{"\\u001b[2Jx":{},"kernel":"\\u001b"},"\\u001b[31m":1}' \
	>"$work/keys.json"
ns status --from "$work/keys.json"
[ -s "$work/err" ] && ! LC_ALL=C grep -qaP '[\x00-\x08\x0b-\x1f\x7f]' "$work/err"
result $? "nor does the error message of one" "$work/err"

finish
