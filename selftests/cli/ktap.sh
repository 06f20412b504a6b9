# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sourced by the tests of the program: KTAP, paths, and functions that run the program

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
nestscope=${NESTSCOPE:-${NESTSCOPE_BUILD:-$top/build}/nestscope}
# shellcheck disable=SC2034 # for those who source this
fixtures=$here/fixtures
status=0
[ -x "$nestscope" ] || {
	echo "Bail out! $nestscope: there is no program: make reporter"
	exit 1
}

# The caller's terminal must not matter.
export TERM=xterm
unset NO_COLOR COLUMNS

# ns ARGUMENT...: run the program; its output, errors and exit status are in $work/out, $work/err and $status
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

# Does the output or the error message of the last run contain the text?
out_has()
{
	grep -qF -e "$1" "$work/out"
	result $? "... prints $1" "$work/out"
}

# The same for its output, however it is wrapped
out_says()
{
	tr -s '\n ' ' ' <"$work/out" | grep -qF -e "$1"
	result $? "... prints $1" "$work/out"
}

err_has()
{
	grep -qF -e "$1" "$work/err"
	result $? "... complains: $1" "$work/err"
}

# One Python process serves the whole test: starting one for each question took longer than the test.
ask_python()
{
	if [ ! -p "$work/ask" ]; then
		mkfifo "$work/ask" "$work/answer"
		python3 "$top/selftests/cli/says.py" "$work" <"$work/ask" >"$work/answer" &
		exec 7>"$work/ask" 8<"$work/answer"
	fi
	printf '%s\n' "$2" >"$work/code"
	echo "$1" >&7
	read -r answer <&8 && [ "$answer" = yes ]
}

# py STATEMENTS: executed by that Python; their output is in $work/log
py()
{
	ask_python run "$1"
}

# says DESCRIPTION EXPRESSION: a Python expression that must be true of the last run. j is the JSON that it printed;
# a function names(FILE), defined by py, can give other names to the output.
says()
{
	ask_python says "$2"
	result $? "... $1" "$work/log" "$work/err"
}
