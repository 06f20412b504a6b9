#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	selftests/build/analyse.sh [GATE...]
#
# Analysers find nothing in the program and the module. Without arguments all gates are run; those of make test are
# warnings.sh. Each check that is left out has its reason here. NESTSCOPE_TOP is the tree that is looked at.

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

# each COMMAND...: run for each file of the program; its output is in the log.
each()
{
	find userspace -name '*.c' | sort | while read -r file; do
		"$@" "$file" 2>&1
	done >"$log"
}

cd "$top" || exit 1
libraries=$(sed -n 's/^PKGS := //p' Makefile)

# compiled COMMAND...: each, with the options of the program behind the command
compiled()
{
	# shellcheck disable=SC2046,SC2086 # several names and options
	each "$@" -std=c11 -D_GNU_SOURCE -Iuserspace -Iinclude '-DNS_VERSION="analysed"' $(pkg-config --cflags $libraries)
}

# { NULL } is a complete row at the end of a table; the only struct of variable size is the kernel's.
clang_warnings()
{
	compiled clang -fsyntax-only -Wall -Wextra -Wno-missing-field-initializers -Wno-gnu-variable-sized-type-not-at-end
	silent 0 "clang -Wall -Wextra"
}

# What is chosen: bugprone, cert, performance, portability and what misc has of faults; the analyser is a gate of its own.
# What is left out of that, and why:
#   bugprone-easily-swappable-parameters  any two arguments of one type: nothing that could be mended
#   bugprone-macro-parentheses            the rows of tables are names and initialisers, which take none
#   bugprone-suspicious-string-compare    strcmp() is a truth value, as in the kernel
#   bugprone-narrowing-conversions        numbers are bounded where they are read, and rates are no exact numbers
#   bugprone-sizeof-expression            an array of pointers has the size of pointers
#   bugprone-branch-clone                 two reasons for one thing, each with its comment
#   bugprone-not-null-terminated-result   text is put together in pieces, and its end is written last
#   cert-err33-c                          what failed to be written is asked for once, at the end: output.c
#   cert-err34-c                          each number is read with a width, or after its digits were counted
#   performance-no-int-to-ptr             the argument of a row is a number or a text
clang_tidy()
{
	checks='-*,bugprone-*,cert-*,misc-redundant-expression,misc-misplaced-const,misc-unused-*,performance-*,portability-*'
	for left_out in bugprone-easily-swappable-parameters bugprone-macro-parentheses bugprone-suspicious-string-compare \
		bugprone-narrowing-conversions bugprone-sizeof-expression bugprone-branch-clone \
		bugprone-not-null-terminated-result bugprone-assignment-in-if-condition bugprone-inc-dec-in-conditions \
		bugprone-multi-level-implicit-pointer-conversion bugprone-switch-missing-default-case cert-err33-c cert-err34-c \
		performance-no-int-to-ptr; do
		checks=$checks,-$left_out
	done
	# shellcheck disable=SC2046,SC2086 # several names and options
	printf '%s\n' -std=c11 -D_GNU_SOURCE "-I$top/userspace" "-I$top/include" '-DNS_VERSION="analysed"' \
		$(pkg-config --cflags $libraries) >"$work/compile_flags.txt"
	# What it says on stderr beside errors: which file it looks at, and how many findings in others' headers it does not show
	find userspace -name '*.c' | sort | xargs clang-tidy -p "$work" --quiet --checks="$checks" >"$log" 2>"$work/said"
	status=$?
	grep -v -e ' warnings\? generated\.$' -e '^\[[0-9/]*\] Processing file' "$work/said" >>"$log"
	silent $status "clang-tidy"
}

# As scan-build runs it. The checker of sprintf() and memcpy() asks for functions that glibc does not have.
clang_analyzer()
{
	compiled clang --analyze --analyzer-output text \
		-Xclang -analyzer-disable-checker=security.insecureAPI.DeprecatedOrUnsafeBufferHandling
	silent 0 "clang --analyze"
}

# It knows neither what other files guarantee nor what tables contain; clang makes both null checks.
gcc_analyzer()
{
	# What dup2() gives is 0, 1 and 2, which gcc 14 calls a leak.
	compiled gcc -O1 -fanalyzer -Wno-analyzer-fd-leak -Wno-analyzer-null-dereference -Wno-analyzer-possible-null-dereference \
		-Wno-analyzer-null-argument -c -o /dev/null
	silent 0 "gcc -fanalyzer"
}

# NULL ends argument lists, since POSIX makes it a pointer; an elvis operator is not an assignment to itself; clang
# checks null pointers, as above. It reads no headers of libraries but jansson's, in which loops are macros.
cppcheck_program()
{
	cppcheck -q --error-exitcode=1 --enable=warning,performance,portability --std=c11 --suppress=varFuncNullUB \
		--suppress=selfAssignment --suppress=nullPointerArithmeticRedundantCheck --suppress=ctunullpointer \
		--suppress=nullPointer --suppress=normalCheckLevelMaxBranches -D_GNU_SOURCE '-DNS_VERSION="analysed"' \
		--include="$(pkg-config --variable=includedir jansson)/jansson.h" \
		-Iuserspace -Iinclude userspace >"$log" 2>&1
	silent $? "cppcheck"
}

# spatch_rules SOURCE: the kernel's rules that report and need no OCaml; their own messages go to stderr.
spatch_rules()
{
	: >"$work/found"
	rules=0
	for rule in "$1"/scripts/coccinelle/*/*.cocci; do
		if ! grep -q '^virtual report' "$rule" || grep -q 'script:ocaml' "$rule"; then
			continue
		fi
		rules=$((rules + 1))
		spatch --very-quiet -D report --no-show-diff --cocci-file "$rule" --dir kmod -I include -I kmod \
			>>"$work/found" 2>"$work/said" || cat "$work/said" >>"$work/found"
	done
	# Debian 13's looks for a Python that there is none of any more, and has advice for those who write rules.
	grep -v -e '^Py\.find_library: unable to find' -e ' should [a-z_]* be a metavariable?$' "$work/found" >"$log"
	[ "$rules" -gt 50 ]
	silent $? "coccinelle: $rules rules of ${1##*/}"
}

coccinelle()
{
	ksrc=$("$top/scripts/kernel" source) || exit 1
	spatch_rules "$ksrc"
}

# What the newest kernel has of checkpatch and kernel-doc. Its checkpatch knows of what 6.1's does not:
#   MACRO_ARG_UNUSED  a table's row has columns that one includer does not need
#   CONST_STRUCT      NS_CONST_ATTRIBUTE is const where the kernel has it so
newest_checkpatch()
{
	if ! newest=$("$top/selftests/build/newest" 2>"$log"); then
		result 1 "checkpatch --strict of the newest kernel" "$log"
		return
	fi
	for file in kmod/*.[ch] include/nestscope/*.h; do
		ignore=MACRO_ARG_UNUSED,CONST_STRUCT
		case $file in
		include/*) ignore=$ignore,COMPLEX_MACRO,LONG_LINE,LONG_LINE_STRING,PARENTHESIS_ALIGNMENT ;;
		esac
		perl "$newest/scripts/checkpatch.pl" --no-tree --strict --terse --show-types --no-summary --ignore $ignore \
			-f "$file" 2>&1
	done >"$log"
	silent 0 "checkpatch --strict of ${newest##*/}"
	python3 "$newest/scripts/kernel-doc" -none -Werror kmod/*.[ch] >"$log" 2>&1
	silent $? "kernel-doc of ${newest##*/}"
}

gates="clang_warnings clang_tidy cppcheck_program gcc_analyzer clang_analyzer coccinelle newest_checkpatch"
for gate in ${*:-$gates}; do
	case " $gates " in
	*" $gate "*) "$gate" ;;
	*) echo "analyse.sh: $gate: no such gate; they are $gates" >&2; exit 2 ;;
	esac
done
finish
