#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Analysers find nothing in the program and the module. Each check that is left out
# has its reason here.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
log=$work/log

# silent STATUS TEXT: passes if STATUS is 0 and the log is empty
silent()
{
	[ "$1" -eq 0 ] && [ ! -s "$log" ]
	result $? "$2" "$log"
}

# each COMMAND...: run for each file of the program; its output is in the log
each()
{
	find userspace -name '*.c' | sort | while read -r file; do
		"$@" "$file" 2>&1
	done >"$log"
}

cd "$top" || exit 1
libraries=$(sed -n 's/^PKGS := //p' Makefile)
# shellcheck disable=SC2046,SC2086 # several names and options
set -- -std=c11 -D_GNU_SOURCE -Iuserspace -Iinclude '-DNS_VERSION="analysed"' $(pkg-config --cflags $libraries)

# { NULL } is a complete row at the end of a table; the only struct of variable size is the kernel's.
each clang -fsyntax-only -Wall -Wextra -Wno-missing-field-initializers -Wno-gnu-variable-sized-type-not-at-end "$@"
silent 0 "clang -Wall -Wextra"

# The checker of sprintf() and memcpy() asks for functions that glibc does not have.
each clang --analyze --analyzer-output text \
	-Xclang -analyzer-disable-checker=security.insecureAPI.DeprecatedOrUnsafeBufferHandling "$@"
silent 0 "clang --analyze"

# It knows neither what other files guarantee nor what tables contain; clang makes both null checks.
each gcc -O1 -fanalyzer -Wno-analyzer-null-dereference -Wno-analyzer-possible-null-dereference \
	-Wno-analyzer-null-argument -c -o /dev/null "$@"
silent 0 "gcc -fanalyzer"

# NULL ends argument lists, since POSIX makes it a pointer; an elvis operator is not an assignment to itself; clang
# checks null pointers, as above.
cppcheck -q --error-exitcode=1 --enable=warning,performance,portability --std=c11 --suppress=varFuncNullUB \
	--suppress=selfAssignment --suppress=nullPointerArithmeticRedundantCheck --suppress=ctunullpointer --suppress=nullPointer \
	-D_GNU_SOURCE '-DNS_VERSION="analysed"' -Iuserspace -Iinclude userspace >"$log" 2>&1
silent $? "cppcheck"

# The kernel's rules that report and need no OCaml; their own messages go to stderr.
: >"$log"
rules=0
ksrc=$(scripts/kernel source) || exit 1
for rule in "$ksrc"/scripts/coccinelle/*/*.cocci; do
	if ! grep -q '^virtual report' "$rule" || grep -q 'script:ocaml' "$rule"; then
		continue
	fi
	rules=$((rules + 1))
	spatch --very-quiet -D report --no-show-diff --cocci-file "$rule" --dir kmod -I include -I kmod \
		>>"$log" 2>"$work/said" || cat "$work/said" >>"$log"
done
[ "$rules" -gt 50 ]
silent $? "coccinelle: $rules rules"

finish
