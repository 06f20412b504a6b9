#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What analysers find in the program and the module: nothing. A tool's check that is
# left out has its reason here.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
log=$work/log

# silent STATUS TEXT: it takes STATUS 0, and nothing in the log
silent()
{
	[ "$1" -eq 0 ] && [ ! -s "$log" ]
	result $? "$2" "$log"
}

# each COMMAND...: for each file of the program; what it says
each()
{
	find userspace -name '*.c' | sort | while read -r file; do
		"$@" "$file" 2>&1
	done >"$log"
}

cd "$top" || exit 1
libraries=$(sed -n 's/^\(LATE_\)*PKGS := //p' Makefile)
# shellcheck disable=SC2046,SC2086 # several names and options
set -- -std=c11 -D_GNU_SOURCE -Iuserspace -Iinclude '-DNS_VERSION="analysed"' $(pkg-config --cflags $libraries)

# gcc knows { NULL } as all of a row that ends a table; the one struct of variable size is the kernel's.
each clang -fsyntax-only -Wall -Wextra -Wno-missing-field-initializers -Wno-gnu-variable-sized-type-not-at-end "$@"
silent 0 "clang -Wall -Wextra"

# The checker of sprintf() and memcpy() asks for functions that glibc does not have.
each clang --analyze --analyzer-output text \
	-Xclang -analyzer-disable-checker=security.insecureAPI.DeprecatedOrUnsafeBufferHandling "$@"
silent 0 "clang --analyze"

# It follows neither what another file makes sure nor what a table holds: both null checks are clang's.
each gcc -O1 -fanalyzer -Wno-analyzer-null-dereference -Wno-analyzer-possible-null-dereference \
	-Wno-analyzer-null-argument -c -o /dev/null "$@"
silent 0 "gcc -fanalyzer"

# NULL ends the arguments where POSIX has it as a pointer; an elvis operator is not an assignment to itself;
# null pointers are clang's, as above.
cppcheck -q --error-exitcode=1 --enable=warning,performance,portability --std=c11 --suppress=varFuncNullUB \
	--suppress=selfAssignment --suppress=nullPointerArithmeticRedundantCheck --suppress=ctunullpointer --suppress=nullPointer \
	-D_GNU_SOURCE '-DNS_VERSION="analysed"' -Iuserspace -Iinclude userspace >"$log" 2>&1
silent $? "cppcheck"

# Those of the kernel's rules that report, and need no OCaml; what they say of themselves goes to stderr.
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
