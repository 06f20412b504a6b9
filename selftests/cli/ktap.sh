# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests here, which source it: where things are, KTAP, and runs of the program. A test ends
# with "finish"; one that ends before has no plan, which counts as a failure.

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "${NESTSCOPE_TOP:-$here/../..}" && pwd)
nestscope=${NESTSCOPE:-${NESTSCOPE_BUILD:-$top/build}/nestscope}
# shellcheck disable=SC2034 # for those who source this
fixtures=$here/fixtures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
count=0
failed=0
status=0

# What the caller's terminal and locale are must not matter.
export LC_ALL=C.UTF-8 TERM=xterm
unset NO_COLOR COLUMNS

echo "KTAP version 1"

# result STATUS DESCRIPTION [FILE...]: ok if STATUS is 0, else the ends of the files with it
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
		tail -n 20 "$file" | cut -c 1-300 | sed "s#^#\# ${file##*/}: #"
	done
}

skip()
{
	count=$((count + 1))
	echo "ok $count $1 # SKIP $2"
}

# ns ARGUMENT...: run the program; $work/out, $work/err and $status are what became of it
ns()
{
	status=0
	"$nestscope" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
}

# exits STATUS ARGUMENT...
exits()
{
	expected=$1
	shift
	ns "$@"
	[ "$status" -eq "$expected" ]
	result $? "exit status $expected: nestscope $*" "$work/err" "$work/out"
}

# Of the run before: has its output or its error message that text?
out_has()
{
	grep -qF -e "$1" "$work/out"
	result $? "... prints $1" "$work/out"
}

err_has()
{
	grep -qF -e "$1" "$work/err"
	result $? "... complains: $1" "$work/err"
}

finish()
{
	echo "1..$count"
	[ "$failed" -eq 0 ]
	exit
}
