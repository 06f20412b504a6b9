# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sourced by the shell tests below this directory: paths, and output as KTAP. A test ends with "finish"; one
# that ends earlier prints no plan, which counts as a failure.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # for those who source this
top=$(cd "${NESTSCOPE_TOP:-$here/../..}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
count=0
failed=0

# The caller's locale must not matter.
export LC_ALL=C.UTF-8
# so that tests in Python find ktap.py
export PYTHONPATH="$top/selftests${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1

echo "KTAP version 1"

# result STATUS DESCRIPTION [FILE...]: ok if STATUS is 0; if not, the last lines of the files are printed, too
result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count $2"
		return
	fi
	echo "not ok $count $2"
	failed=$((failed + 1))
	shift 2
	for file; do
		tail -n 25 "$file" | cut -c 1-300 | sed "s#^#\# ${file##*/}: #"
	done
}

skip()
{
	count=$((count + 1))
	echo "ok $count $1 # SKIP $2"
}

finish()
{
	echo "1..$count"
	[ "$failed" -eq 0 ]
	exit
}
