# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of the program, which source it: KTAP, where things are, and runs of the program.

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
nestscope=${NESTSCOPE:-${NESTSCOPE_BUILD:-$top/build}/nestscope}
# shellcheck disable=SC2034 # for those who source this
fixtures=$here/fixtures
status=0

# What the caller's terminal is must not matter.
export TERM=xterm
unset NO_COLOR COLUMNS

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

# The same of its output, wherever its lines end
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

# One Python answers all that a test asks of it: to start one each time took longer than the test.
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

# py STATEMENTS: done by that Python; what they print is in $work/log
py()
{
	ask_python run "$1"
}

# says DESCRIPTION EXPRESSION: is it true, in Python, of the run before? j is the JSON that it printed; a function
# names(FILE), by py, may give other names to what it printed.
says()
{
	ask_python says "$2"
	result $? "... $1" "$work/log" "$work/err"
}
