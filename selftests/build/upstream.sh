#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	selftests/build/upstream.sh [DIR]
#
# The patches in Documentation/upstream have the form in which they are sent, those for Linux apply to the kernel sources
# of this machine, checkpatch has nothing to say, and the registers that they name are those of recorded machines. The
# other projects' sources are not here: give a DIR with checkouts named like the directories of the patches.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
upstream=$top/Documentation/upstream
ksrc=$("$top/scripts/kernel" source) || exit 1

# applies SOURCE PATCH...: applies the patches in order to a copy of the files that they change
applies()
{
	from=$1
	shift
	rm -rf "$work/tree"
	sed -n 's,^+++ b/,,p' "$@" | sort -u | while read -r file; do
		mkdir -p "$(dirname "$work/tree/$file")"
		cp "$from/$file" "$work/tree/$file" || exit
	done
	for patch; do
		patch -s -F0 -p1 -d "$work/tree" <"$patch" || return
	done >"$work/log" 2>&1
}

python3 "$top/selftests/build/upstream.py" form "$top" >"$work/log" 2>&1
result $? "the patches have the form in which they are sent, and a cover with its base" "$work/log"

# A commit is known only where there is a history, and who sends a patch signs it off. Other projects have other styles.
for file in "$upstream"/linux*/*.patch "$upstream"/kvm-unit-tests/*.patch; do
	perl "$ksrc/scripts/checkpatch.pl" --no-tree --no-signoff --strict --terse --no-summary \
		--ignore UNKNOWN_COMMIT_ID,PREFER_BIT_MACRO,BIT_MACRO "$file" >"$work/log" 2>&1 && [ ! -s "$work/log" ]
	result $? "checkpatch ${file#"$upstream"/}" "$work/log"
done

for source in /usr/src/linux-source-*; do
	[ -f "$source/Makefile" ] || continue
	for file in "$upstream"/linux/*.patch; do
		older=$upstream/linux-6.12/${file##*/}
		# Linux 7.3 reads MSRs by other functions.
		if [ -f "$older" ] && ! grep -q rdmsrq "$source/arch/x86/kernel/cpu/feat_ctl.c"; then
			file=$older
		fi
		applies "$source" "$file"
		result $? "${file#"$upstream"/} applies to ${source##*/}" "$work/log"
	done
done

if [ $# -gt 0 ]; then
	for source in "$1"/*; do
		[ -f "$upstream/${source##*/}/0000-cover.txt" ] || continue
		applies "$source" "$upstream/${source##*/}"/*.patch
		result $? "the patches for ${source##*/} apply to $source" "$work/log"
	done
fi

python3 "$top/selftests/build/upstream.py" numbers "$top" >"$work/log" 2>&1
result $? "the registers that the patches name are those of recorded machines" "$work/log"

finish
