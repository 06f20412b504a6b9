#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each gate fails on a fault that was planted for it, in a copy of the tree: one that found nothing would pass always.
# Part of make analyse.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
copy=$work/copy
log=$work/log

# A tree without the program, so that the analysers look at the planted file alone
fresh()
{
	rm -rf "$copy"
	mkdir "$copy"
	tar -C "$top" -cf - --exclude=./.git --exclude=./build --exclude=./userspace --exclude=fixtures --exclude=corpus . |
		tar -C "$copy" -xf -
	mkdir "$copy/userspace"
}

# fails WHAT PATTERN COMMAND...: "not ok" with WHAT, and the log has PATTERN
fails()
{
	what=$1
	pattern=$2
	shift 2
	NESTSCOPE_TOP=$copy "$@" >"$log" 2>&1
	grep -q "^not ok [0-9]* .*$what" "$log" && grep -q -e "$pattern" "$log"
	result $? "$what fails on what was planted ($pattern)" "$log"
}

analyse=$top/selftests/build/analyse.sh

# planted GATE WHAT PATTERN: the program is what comes on standard input
planted()
{
	fresh
	cat >"$copy/userspace/planted.c"
	fails "$2" "$3" "$analyse" "$1"
}

planted clang_warnings 'clang -Wall' 'planted\.c.*unused-variable' <<'END'
int planted(void);
int planted(void)
{
	int unused;

	return 0;
}
END
planted clang_tidy clang-tidy 'planted\.c.*bugprone-misplaced-operator-in-strlen' <<'END'
#include <stdlib.h>
#include <string.h>
char *planted(const char *s);
char *planted(const char *s)
{
	return malloc(strlen(s + 1));
}
END
planted cppcheck_program cppcheck 'planted\.c.*arrayIndexOutOfBounds' <<'END'
int planted(void);
int planted(void)
{
	int list[2] = { 0 };

	return list[2];
}
END
planted gcc_analyzer 'gcc -fanalyzer' 'planted\.c.*double-free' <<'END'
#include <stdlib.h>
void planted(void *p);
void planted(void *p)
{
	free(p);
	free(p);
}
END
planted clang_analyzer 'clang --analyze' 'planted\.c.*unix\.Malloc' <<'END'
#include <stdlib.h>
int planted(int *p);
int planted(int *p)
{
	free(p);
	return *p;
}
END

fresh
cat >"$copy/kmod/planted.c" <<'END'
// SPDX-License-Identifier: GPL-2.0-only
#include <linux/slab.h>

void ns_planted(void *p)
{
	if (p)
		kfree(p);
}
END
fails coccinelle 'planted\.c.*NULL check' "$analyse" coccinelle

fresh
cat >"$copy/kmod/planted.c" <<'END'
// SPDX-License-Identifier: GPL-2.0-only
/**
 * ns_planted() - has a parameter that nothing describes
 */
int ns_planted(int parameter)
{
	return parameter+1;
}
END
fails 'checkpatch --strict of linux-source' 'planted\.c.*SPACING' "$analyse" newest_checkpatch
fails 'kernel-doc of linux-source' 'planted\.c.*parameter' "$analyse" newest_checkpatch
printf 'This has a mis%s word.\n' pelled >>"$copy/CONTRIBUTING"
printf '#!/usr/bin/env python3\nprint(undefined_name)\n' >"$copy/scripts/planted.py"
style=$top/selftests/build/style.sh
fails 'checkpatch --strict kmod/planted.c' 'planted\.c.*SPACING' "$style"
fails kernel-doc 'planted\.c.*parameter' "$style"
fails codespell '==> misspelled' "$style"
fails flake8 'planted\.py.*F821' "$style"
# shellcheck disable=SC2016 # the fault is planted as it is
printf '#!/bin/sh\nrm $1\n' >"$copy/scripts/planted"
fails shellcheck 'SC2086' "$top/selftests/cli/docs.sh"

# The module, with one kernel's headers
fresh
grep '^#\|^bookworm ' "$top/selftests/kernels" >"$copy/selftests/kernels"
cat >>"$copy/kmod/caps.c" <<'END'

int ns_planted(int __user *p)
{
	return *p;
}
END
headers=$top/selftests/build/headers.sh
for what in 'bookworm: [^ ]*-amd64: W=1' 'clang W=1'; do
	fails "$what" 'no previous prototype' "$headers"
done
fails sparse 'different address spaces\|dereference of noderef' "$headers"

finish
