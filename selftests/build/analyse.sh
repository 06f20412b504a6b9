#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What analysers find in the program and the tests' scripts: nothing. A tool's check that is
# left out has its reason here.

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "${NESTSCOPE_TOP:-$here/../..}" && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 1' HUP INT TERM
count=0
failed=0

# result STATUS TEXT: STATUS 0 and nothing in the log is what it takes
result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ] && [ ! -s "$log" ]; then
		echo "ok $count $2"
	else
		echo "not ok $count $2"
		failed=$((failed + 1))
		head -n 60 "$log" | cut -c 1-300 | sed 's/^/# /'
	fi
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

echo "KTAP version 1"

# gcc knows { NULL } as all of a row that ends a table; the one struct of variable size is the kernel's.
each clang-14 -fsyntax-only -Wall -Wextra -Wno-missing-field-initializers -Wno-gnu-variable-sized-type-not-at-end "$@"
result 0 "clang -Wall -Wextra"

# The checker of sprintf() and memcpy() asks for functions that glibc does not have.
each clang-14 --analyze --analyzer-output text \
	-Xclang -analyzer-disable-checker=security.insecureAPI.DeprecatedOrUnsafeBufferHandling "$@"
result 0 "clang --analyze"

# It follows neither what another file makes sure nor what a table holds: both null checks are clang's.
each gcc -O1 -fanalyzer -Wno-analyzer-null-dereference -Wno-analyzer-possible-null-dereference \
	-Wno-analyzer-null-argument -c -o /dev/null "$@"
result 0 "gcc -fanalyzer"

# NULL ends the arguments where POSIX has it as a pointer; an elvis operator is not an assignment to itself;
# null pointers are clang's, as above.
cppcheck -q --error-exitcode=1 --enable=warning,performance,portability --std=c11 --suppress=varFuncNullUB \
	--suppress=selfAssignment --suppress=nullPointerArithmeticRedundantCheck --suppress=ctunullpointer --suppress=nullPointer \
	-D_GNU_SOURCE '-DNS_VERSION="analysed"' -Iuserspace -Iinclude userspace >"$log" 2>&1
result $? "cppcheck"

# What is wrong, not what is unusual
git ls-files '*.py' | xargs flake8 --select E9,F >"$log" 2>&1
result $? "flake8"

echo "1..$count"
exit $((failed > 0))
