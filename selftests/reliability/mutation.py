#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes one token of the program at a time, and looks whether a test notices.

usage: mutation.py [FILE...]

A sample of MUTATIONS (100) changes, chosen by MUTATION_SEED (1), in analysis, model, sources, render and the tables, or
in the files that are named. Each is made in a copy of the tree in build/mutation, MUTATION_JOBS (2) at a time, which is
built, and the test programs that execute the changed line run, the quickest first, until one fails. Which these are is
in build/coverage/lines.json: run coverage.py before. A table has no lines: there it is the programs that execute
anything of the files that include it.

Changes that cannot matter are in the file indifferent, with the reason. The exit status is 0 if AIM percent of the
others are noticed.
"""
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from common import BUILD, KSRC, TOP

HERE = Path(__file__).resolve().parent
# In percent
AIM = 95
PARTS = 'userspace/analysis', 'userspace/model', 'userspace/sources', 'userspace/render', 'include/nestscope'
SWAPS = {'==': '!=', '&&': '||', '<': '<=', '>': '>=', '<=': '<', '>=': '>', '+': '-', '|': '&', 'true': 'false', 'NS_YES': 'NS_NO',
         'NS_ABSENT': 'NS_UNKNOWN', 'continue': 'break', '_YES': '_NO', '++': '--'}
SWAPS |= {new: old for old, new in list(SWAPS.items()) if new not in SWAPS}
# The kinds of changes; each kind is chosen equally often, because the tables are full of numbers
KINDS = {
    'comparison': r' (==|!=|<=|>=|<|>) ', 'logic': r' (&&|\|\|) ', 'not': r'[( ](!)(?=[\w(])', 'constant': r'\b(true|false)\b',
    'answer': r'\b(NS_YES|NS_NO|NS_ABSENT|NS_UNKNOWN)\b', 'word': r'\b[A-Z_]+(_YES|_NO)\b', 'number': r'(?<![\w.#])(0x[0-9a-fA-F]+|\d+)\b',
    'arithmetic': r'[\w)\]] ([+|-]) [\w(]', 'loop': r'\b(continue|break);',
}
# Comments, strings and preprocessor lines: a #define is text, not yet code
SKIPPED = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\])*\'|^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
# A program hangs if it takes that many times as long as before, and at least that long.
LONGER, LONG = 20, 60


def blank(match):
    return re.sub(r'[^\n]', ' ', match.group())


def replacement(token):
    if token == '!':
        return ''
    if token[0].isdigit():
        if token[:2] in ('0x', '0X'):
            return hex(int(token, 16) + 1)
        # Octal or decimal
        return str(int(token) + 1) if token == '0' or token[0] != '0' else f'0{int(token, 8) + 1:o}'
    return SWAPS[token]


class Change:
    def __init__(self, path, text, start, end):
        self.path, self.line = path, text.count('\n', 0, start) + 1
        self.text = text[:start] + replacement(text[start:end]) + text[end:]
        self.old, self.new = text.splitlines()[self.line - 1].strip(), self.text.splitlines()[self.line - 1].strip()
        self.before = text

    def diff(self):
        return '\n'.join(list(difflib.unified_diff(self.before.splitlines(), self.text.splitlines(), self.path, self.path, n=0,
                                                   lineterm=''))[2:])


def candidates(files):
    """By kind"""
    found = {kind: [] for kind in KINDS}
    for path in files:
        text = (TOP / path).read_text()
        code = SKIPPED.sub(blank, text)
        for kind, pattern in KINDS.items():
            found[kind] += [(path, text, *match.span(1)) for match in re.finditer(pattern, code)]
    return found


def sample(files, seed):
    """One after the other, each kind as often as the others, none twice"""
    choose = random.Random(seed)
    found = {kind: choose.sample(all_of_it, len(all_of_it)) for kind, all_of_it in candidates(files).items()}
    while any(found.values()):
        for kind in KINDS:
            if found[kind]:
                yield Change(*found[kind].pop())


def includes():
    """The source files that each header is in"""
    found = {}
    for path in (BUILD / 'coverage/obj').rglob('*.d'):
        words = path.read_text().split(':')[1].replace('\\\n', ' ').split()
        sources = [word for word in words if word.endswith('.c')]
        for header in (word for word in words if word.endswith('.h')):
            found.setdefault(os.path.relpath(TOP / header, TOP), set()).update(os.path.relpath(TOP / s, TOP) for s in sources)
    return found


class Tests:
    """Which programs concern a change"""

    def __init__(self):
        known = json.loads((BUILD / 'coverage/lines.json').read_text())
        self.lines, self.times, self.headers = known['lines'], known['times'], includes()
        # A test that fails without a change cannot notice one.
        self.left_out = set(known['failed'])

    def of(self, change):
        lines = self.lines.get(change.path, {})
        # gcov counts a statement at its first or its last line.
        near = [str(n) for n in range(change.line - 3, change.line + 4)]
        names = lines.get(str(change.line)) or {name for n in near for name in lines.get(n, ())}
        if not names:
            sources = self.headers.get(change.path, [change.path])
            names = {name for source in sources for by in self.lines.get(source, {}).values() for name in by}
        return sorted(set(names) - self.left_out, key=lambda name: self.times.get(name, 0))


class Copy:
    """A copy of the tree, in which one change at a time is made"""

    def __init__(self, number):
        self.top = BUILD / 'mutation' / str(number)
        self.build = self.top / 'build'
        self.changed = None

    def prepare(self):
        """Built without a change; what is built there stays for the next run"""
        files = subprocess.run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], cwd=TOP, capture_output=True,
                               text=True, check=True).stdout.split('\0')
        for name in filter(None, files):
            old, new = TOP / name, self.top / name
            if not old.is_symlink() and (not new.exists() or old.read_bytes() != new.read_bytes()):
                new.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(old, new)
        done = self.make(['all'])
        if done.returncode:
            sys.exit(f'mutation: {self.top} does not build: {done.stderr}')

    def make(self, programs):
        """By the unit tests' make, which builds the program as well: with its sanitizers, unless SANITIZE is set"""
        return subprocess.run(['make', '-s', '-C', 'selftests/unit', f'OUTPUT={self.build}', f'KSRC={KSRC}', 'MAKEFLAGS=', *programs],
                              cwd=self.top, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def write(self, path, text):
        (self.top / path).write_text(text)

    def run(self, name, seconds):
        kind, program = name.split(':')
        path = self.build / program if kind == 'unit' else self.top / 'selftests' / kind / program
        try:
            done = subprocess.run([path], cwd=path.parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, timeout=max(LONG, LONGER * seconds), check=False, start_new_session=True,
                                  env={**os.environ, 'NESTSCOPE_BUILD': str(self.build), 'KSRC': KSRC})
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def noticed(self, change, tests):
        """The program that noticed, 'nothing', or 'the compiler'"""
        programs = tests.of(change)
        self.write(change.path, change.text)
        try:
            unit = [name[5:] for name in programs if name.startswith('unit:')]
            if self.make([str(self.build / name) for name in ('nestscope', *unit)]).returncode:
                return 'the compiler'
            return next((name for name in programs if not self.run(name, tests.times.get(name, 0))), 'nothing')
        finally:
            self.write(change.path, change.before)


def indifferent():
    rows = (line.split('\t') for line in (HERE / 'indifferent').read_text().splitlines() if line and line[0] != '#')
    return {(path, old, new) for path, old, new, _ in rows}


class Run:
    def __init__(self, files, wanted, seed):
        self.changes, self.wanted = sample(files, seed), wanted
        self.tests, self.leave = Tests(), indifferent()
        self.lock = threading.Lock()
        self.results = {'noticed': 0, 'not noticed': 0, 'indifferent': 0}

    def next(self):
        with self.lock:
            if self.wanted > 0:
                self.wanted -= 1
                return next(self.changes, None)
        return None

    def tell(self, change, by, seconds):
        what = 'not noticed' if by == 'nothing' else 'noticed'
        if (change.path, change.old, change.new) in self.leave:
            what = 'indifferent'
        with self.lock:
            if by == 'the compiler':
                self.wanted += 1
                return
            self.results[what] += 1
            print(f'{what}{" by " + by if what == "noticed" else ""}: {change.path}:{change.line} ({seconds:.0f} s)\n{change.diff()}',
                  flush=True)

    def work(self, copy):
        copy.prepare()
        while change := self.next():
            began = time.monotonic()
            self.tell(change, copy.noticed(change, self.tests), time.monotonic() - began)


def main():
    files = sys.argv[1:] or sorted(str(path.relative_to(TOP)) for part in PARTS for path in (TOP / part).rglob('*.[ch]'))
    run = Run(files, int(os.environ.get('MUTATIONS') or 100), os.environ.get('MUTATION_SEED') or '1')
    threads = [threading.Thread(target=run.work, args=(Copy(number),)) for number in range(int(os.environ.get('MUTATION_JOBS') or 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = run.results['noticed'] + run.results['not noticed']
    percent = 100 * run.results['noticed'] / counted if counted else 0
    print(f'figure: changes noticed: {run.results["noticed"]} of {counted}, {percent:.0f} %')
    print(f'figure: changes that cannot matter: {run.results["indifferent"]}')
    return int(percent < AIM)


sys.exit(main())
