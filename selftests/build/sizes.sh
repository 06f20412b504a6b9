#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# No function in kmod/ and userspace/ is longer than 60 lines, and no file longer than 500 unless it is a table: a
# header of rows, in which people look up rows instead of reading it from top to bottom.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
function_max=60
file_max=500

# FILE:LINE: LENGTH for each function that is too long, counted from the line with its name to its last brace
long_functions()
{
	awk -v max="$function_max" '
		FNR == 1 { name = 0; open = 0 }
		/^[A-Za-z_].*\(/ && !/;[ \t]*$/ { name = FNR }
		/^[A-Za-z_].*\(.*\)[ \t]*$/ { name = FNR }
		/^\{/ { open = name ? name : FNR }
		/^\}/ {
			if (open && FNR - open + 1 > max)
				printf "%s:%d: %d lines\n", FILENAME, open, FNR - open + 1
			name = 0
			open = 0
		}
	' "$@"
}

# A table: its name says so.
is_table()
{
	case $1 in
	*_rows.h) return 0 ;;
	*) return 1 ;;
	esac
}

long_files()
{
	for file; do
		lines=$(wc -l <"$file")
		[ "$lines" -le "$file_max" ] || is_table "$file" || echo "$file: $lines lines"
	done
}

# A function with that many lines, including its braces and the line with its name
function_of()
{
	printf '/* one */\nint\tlong_one(int a,\n\t\tint b)\n{\n' >"$2"
	seq "$(($1 - 4))" | sed 's/.*/\ta++;/' >>"$2"
	printf '}\n\nstatic const int table[] = {\n\t1,\n};\n' >>"$2"
}

cd "$top" || exit 1

# This test can fail.
function_of "$function_max" "$work/short.c"
function_of "$((function_max + 1))" "$work/long.c"
long_functions "$work/short.c" >"$work/log"
[ ! -s "$work/log" ]
result $? "a function of $function_max lines is short enough" "$work/log"
long_functions "$work/short.c" "$work/long.c" >"$work/log"
[ "$(cat "$work/log")" = "$work/long.c:2: $((function_max + 1)) lines" ]
result $? "a function of one more is found" "$work/log"
seq "$((file_max + 1))" >"$work/file.c"
long_files "$work/file.c" >"$work/log"
[ "$(cat "$work/log")" = "$work/file.c: $((file_max + 1)) lines" ]
result $? "a file of one line more than $file_max is found" "$work/log"

find kmod userspace -name '*.[ch]' | sort >"$work/files"
# shellcheck disable=SC2046 # names without blanks
set -- $(cat "$work/files")
long_functions "$@" >"$work/log"
[ $# -gt 100 ] && [ ! -s "$work/log" ]
result $? "no function is longer than $function_max lines" "$work/log"
long_files "$@" >"$work/log"
[ ! -s "$work/log" ]
result $? "no file that is not a table is longer than $file_max lines" "$work/log"
finish
