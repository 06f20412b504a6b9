#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Output for people: colour only where it is wanted, nothing from a hostile machine that a terminal
# would obey, and one screen.

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
	if [ "$colors" = yes ]; then colored; else ! colored; fi
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
	! colored
	result $? "no escape codes of $command in a file"
	cp "$work/out" "$work/plain"
	# shellcheck disable=SC2086 # words
	ns $command $from --color=always
	wanted
	result $? "$command has escape codes with --color=always: $colors"
	# Colour adds codes and changes nothing else; the blanks that it covers cannot be seen.
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
	if [ "$wanted" = yes ]; then colored; else ! colored; fi
	result $? "$what" "$work/out"
}

on_terminal yes "colour on a terminal" TERM=xterm
on_terminal yes "an empty NO_COLOR is none" TERM=xterm NO_COLOR=
on_terminal no "no colour with NO_COLOR" TERM=xterm NO_COLOR=1
on_terminal no "no colour on a dumb terminal" TERM=dumb
on_terminal no "no colour without TERM" -u TERM
script -qec "'$nestscope' status --color=never --from '$fixture'" "$work/typescript" </dev/null >"$work/out"
! colored
result $? "no colour on a terminal with --color=never"

# One screen, whatever the machine
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

# A snapshot is somebody else's: what is in it must not drive the terminal, nor break a line.
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
# Controls, DEL, separators of lines, what turns the direction of writing
steers='[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]'
for command in status caps 'caps --all' layers diff 'diff --format markdown' 'diff --format html' \
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
gunzip -c <"$work/stamp.gz" >"$work/stamp"
! LC_ALL=C grep -qaP "$steers" "$work/stamp" && grep -q 'u202E' "$work/stamp"
result $? "nor does the stamp made of it" "$work/stamp"
exits 2 stamp --from "$fixture" --output "$work/x$(printf '\033')[31m"
err_has 'cannot be shown'

# What nobody knows, and what getopt does not know either
for argument in "--$(printf '\033')[31mx" "--$(printf '\302\233')x" "-$(printf '\033')" "$(printf '\342\200\256')x" \
	"--color=$(printf '\033\177')" "--sysroot=/$(printf '\302\205')" "--from=/$(printf '\330\234')"; do
	ns "$argument"
	[ "$status" -eq 2 ] && ! LC_ALL=C grep -qaP "$steers" "$work/out" "$work/err"
	result $? "an error message of $(printf %s "$argument" | od -An -c | tr -d '\n') sends none" "$work/err"
done
printf '{"format":{"name":"nestscope-snapshot","version":1},"host":{"\\u001b[2Jx":{},"kernel":"\\u001b"},"\\u001b[31m":1}' \
	>"$work/keys.json"
ns status --from "$work/keys.json"
! LC_ALL=C grep -qaP '[\x00-\x08\x0b-\x1f\x7f]' "$work/err"
result $? "nor does the error message of one" "$work/err"

finish
