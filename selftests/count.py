#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts the results in kselftest's KTAP, and trusts none of its silences.

A program counts by the results inside it where it prints a plan, else by its
own line. A missing plan, a short count, a program that ran nothing or a make
that failed are failures.
"""
import re
import sys

RESULT = re.compile(r'^(# )?(not )?ok\b(.*)$')
PLAN = re.compile(r'^(# )?1\.\.(\d+)')


# How many lines of a failed test's output are repeated at the end, where people look first
SAID = 8


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def fail(self, what, said=()):
        self.failed += 1
        print('FAILED: ' + what)
        for line in said[-SAID:]:
            print('  ' + line)

    def result(self, ok, text, where, said=()):
        if not ok:
            self.fail(where + ':' + text, said)
        elif re.search(r'#\s*SKIP', text, re.I):
            self.skipped += 1
        else:
            self.passed += 1


def program(count, where, outer_ok, outer_text, lines):
    """One test program: its inner results, then its own line."""
    plan, inner, said = None, [], []
    for line in lines:
        if PLAN.match(line) and plan is None:
            plan = int(PLAN.match(line).group(2))
        m = RESULT.match(line)
        if m and m.group(1):
            inner.append((not m.group(2), m.group(3), said))
            said = []
        else:
            said.append(line)
    if plan is None and not inner:
        count.result(outer_ok, outer_text, where, lines)
        return
    for ok, text, told in inner:
        count.result(ok, text, where, told)
    if plan != len(inner):
        count.fail(f'{where}:{outer_text}: {len(inner)} results, planned {plan}')
    elif not inner:
        count.fail(f'{where}:{outer_text}: nothing was tested')
    elif not outer_ok and all(ok for ok, _, _ in inner):
        count.fail(f'{where}:{outer_text}: ended badly after its last result', said)
    if not all(ok for ok, _, _ in inner):
        for line in said:
            print('  ' + line)


def directory(count, path, where):
    with open(path, errors='replace') as f:
        lines = f.read().splitlines()
    plan, programs, inner = None, 0, []
    for line in lines:
        m = RESULT.match(line)
        if PLAN.match(line) and not line.startswith('#'):
            plan = int(PLAN.match(line).group(2))
        elif m and not m.group(1):
            program(count, where, not m.group(2), m.group(3), inner)
            programs, inner = programs + 1, []
        else:
            inner.append(line)
    if plan is None or not plan or plan != programs:
        count.fail(f'{where}: {programs} programs ended, planned {plan}')
    if not lines or lines[-1] != '# make: exit 0':
        count.fail(f'{where}: {lines[-1] if lines else "no output"}')


def main():
    count = Count()
    for name in sys.argv[2:]:
        try:
            directory(count, f'{sys.argv[1]}/{name}.tap', name)
        except OSError as e:
            count.fail(f'{name}: {e}')
    print(f'{count.passed} passed, {count.failed} failed, {count.skipped} skipped')
    sys.exit(1 if count.failed or not count.passed else 0)


main()
