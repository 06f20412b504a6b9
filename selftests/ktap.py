# SPDX-License-Identifier: GPL-2.0-or-later
"""KTAP, for the tests in Python. A test ends with finish(); one that ends before has no plan, which counts as a failure."""
import sys

results = failures = 0


def result(ok, name, *why):
    """If not ok, prints the ends of what is in why."""
    global results, failures
    results += 1
    failures += not ok
    for part in () if ok else why:
        for line in str(part).splitlines()[-20:]:
            print('#', line[:400])
    print(f'{"ok" if ok else "not ok"} {results} {name}', flush=True)
    return bool(ok)


def skip(name, why):
    global results
    results += 1
    print(f'ok {results} {name} # SKIP {why}', flush=True)


def finish():
    print(f'1..{results}')
    sys.exit(failures > 0)
