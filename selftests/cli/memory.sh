#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each allocation in turn fails: the program reports it and exits with 3, or prints the same as without the failure.
# Nothing is left out, and no file is called damaged.

. "$(dirname "$0")/ktap.sh"

if grep -q __asan_init "$nestscope"; then
	skip "memory that runs out" "AddressSanitizer has its own malloc()"
	finish
fi

cat >"$work/fail.c" <<'END'
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

void *__libc_malloc(size_t size), *__libc_calloc(size_t n, size_t size), *__libc_realloc(void *p, size_t size);

/* The allocation number FAIL_AT fails, and no other. */
static int fails(void)
{
	static long n, at = -1;

	if (at < 0)
		at = getenv("FAIL_AT") ? atol(getenv("FAIL_AT")) : 0;
	if (!at || ++n != at)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t n, size_t size) { return fails() ? NULL : __libc_calloc(n, size); }
void *realloc(void *p, size_t size) { return fails() ? NULL : __libc_realloc(p, size); }
END
cc -shared -fPIC -fno-builtin -o "$work/fail.so" "$work/fail.c" 2>"$work/log"
result $? "an allocation can be made to fail" "$work/log"

cat >"$work/every.py" <<'END'
import os, subprocess, sys

shim, runs, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]

def run(at):
    done = subprocess.run(command, env=dict(os.environ, LD_PRELOAD=shim, FAIL_AT=str(at)), capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=300)
    return done.returncode, done.stdout, done.stderr

whole = run(0)
# How many allocations it makes: the last one whose failure makes a difference, to within 5 %
last = 16
while run(last) != whole or run(last + 1) != whole or run(last + 2) != whole:
    last *= 2
ended, step = 0, max(1, last // runs)
for at in range(1, last + step, step):
    result = run(at)
    if result[0] == 3 and (b'out of memory' in result[2] or b'Cannot allocate memory' in result[2]):
        ended += 1
    elif result != whole:
        sys.exit(f'at {at}: status {result[0]} (else {whole[0]}), {len(result[1])} bytes (else {len(whole[1])}): '
                 f'{result[2].decode(errors="replace").strip()}')
print(f'{ended} of {runs} ended')
sys.exit(ended < runs // 20)
END

# each ARGUMENT...
each()
{
	python3 "$work/every.py" "$work/fail.so" 120 "$nestscope" "$@" >"$work/log" 2>&1
	result $? "memory runs out: $*" "$work/log"
}

"$here/tree" unpack "$work/tree" <"$fixtures/amd-L0.tree"
cd "$fixtures" || exit
each status --json --from intel-L1.json
each caps --from intel-L1.json
each layers --from amd-L1.json
each explain --json kvm_amd.nested --from amd-L0.json
for format in text markdown html json; do
	each diff --format $format amd-L0.json amd-L1.json
done
each snapshot --sysroot "$work/tree"
each status --sysroot "$work/tree"

finish
