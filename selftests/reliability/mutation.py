#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes one token of the program at a time, and looks whether a test notices.

usage: mutation.py [FILE...]
       mutation.py again [TEST...]

A sample of MUTATIONS (100) changes, chosen by MUTATION_SEED (1), in analysis, model, sources, render and the tables, or
in the files that are named. Each is made in a copy of the tree in build/mutation, MUTATION_JOBS (2) at a time, which is
built, and the test programs that execute the changed line run, the quickest first, until one fails. Which these are is
in build/coverage/lines.json: run coverage.py before. A table has no lines: there it is the programs that execute
anything of the files whose code became another with it, or include it themselves. To be quick, the copies are built without optimization and
without sanitizers, and programs that took longer than MUTATION_LONGEST (300) seconds are left out: both make the figure
a lower bound.

What became of each change is printed, and written to build/mutation/results, as soon as it is known; by SIGTERM or
SIGINT it ends after the changes under way. "again" tries
those that stand there as not noticed once more, with the test programs that are named (unit:PROGRAM, cli:PROGRAM).

Changes that cannot matter are in the file indifferent, with the reason, and so are those that leave the compiled code
as it was. The exit status is 0 if AIM percent of the others are noticed.
"""
import difflib
import json
import os
import random
import re
import shutil
import signal
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
# Other flags for CFLAGS than those of the unit tests
FLAGS = '-O0 -g0'
RESULTS = BUILD / 'mutation/results'
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
        self.before, self.key = text, (path, self.old, self.new)
        # "break;" stands in many places.
        above = next((line.strip() for line in reversed(text.splitlines()[:self.line - 1]) if line.strip()), '')
        self.place = (*self.key, above)

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


def again():
    """The changes that were not noticed"""
    last = {tuple(row[:4]): row[4] for row in (line.split('\t') for line in RESULTS.read_text().splitlines())}
    wanted = {change for change, what in last.items() if what == 'not noticed'}
    for places in candidates(sorted({place[0] for place in wanted})).values():
        for place in places:
            change = Change(*place)
            if change.place in wanted:
                wanted.remove(change.place)
                yield change


def sample(files, seed):
    """One after the other, each kind as often as the others, none twice"""
    choose = random.Random(seed)
    found = {kind: choose.sample(all_of_it, len(all_of_it)) for kind, all_of_it in candidates(files).items()}
    while any(found.values()):
        for kind in KINDS:
            if found[kind]:
                yield Change(*found[kind].pop())


class Tests:
    """Which programs concern a change"""

    def __init__(self, named):
        known = json.loads((BUILD / 'coverage/lines.json').read_text())
        self.lines, self.times, self.named = known['lines'], known['times'], named
        longest = int(os.environ.get('MUTATION_LONGEST') or 300)
        # A test that fails without a change cannot notice one.
        self.left_out = set(known['failed']) | {name for name, seconds in self.times.items() if seconds > longest}
        print(f'# left out: {" ".join(sorted(self.left_out))}', flush=True)

    def of(self, change, sources, including):
        """@sources: the files whose code became another; @including: the tests that include the changed file"""
        if self.named:
            return self.named
        lines = self.lines.get(change.path, {})
        # gcov counts a statement at its first or its last line.
        near = [str(n) for n in range(change.line - 3, change.line + 4)]
        names = lines.get(str(change.line)) or {name for n in near for name in lines.get(n, ())}
        if not names:
            names = including | {name for source in sources for by in self.lines.get(source, {}).values() for name in by}
        return sorted(set(names) - self.left_out, key=lambda name: self.times.get(name, 0))


class Copy:
    """A copy of the tree, in which one change at a time is made"""

    def __init__(self, number):
        self.top = BUILD / 'mutation' / str(number)
        self.build, self.kept = self.top / 'build', self.top / 'kept'

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
            # Not by an exit: this is a thread.
            print(f'mutation: {self.top} does not build: {done.stderr}', file=sys.stderr, flush=True)
            return False
        # Whatever makes a file here makes a new one, so links are enough.
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.build, self.kept, copy_function=os.link, symlinks=True)
        return True

    def make(self, targets):
        """By the unit tests' make, which builds the program as well"""
        return subprocess.run(['make', '-s', '-C', 'selftests/unit', f'OUTPUT={self.build}', f'KSRC={KSRC}', f'SANITIZE={FLAGS}',
                               'MAKEFLAGS=', *targets],
                              cwd=self.top, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def pairs(self, pattern):
        """What was built without a change, and where"""
        for kept in self.kept.rglob(pattern):
            if kept.is_file() and not kept.is_symlink():
                yield kept, self.build / kept.relative_to(self.kept)

    def restore(self, change, times):
        """What was built without the change, too: to build that again would take as long as to build it with the change"""
        path = self.top / change.path
        path.write_text(change.before)
        os.utime(path, ns=times)
        for kept, built in self.pairs('*'):
            if not built.exists() or not kept.samefile(built):
                built.unlink(missing_ok=True)
                built.parent.mkdir(parents=True, exist_ok=True)
                os.link(kept, built)

    def became_others(self):
        """The sources of the program whose code became another"""
        obj = self.build / 'obj'
        return [f'userspace/{built.relative_to(obj).with_suffix(".c")}' for kept, built in self.pairs('obj/**/*.o')
                if not kept.samefile(built) and kept.read_bytes() != built.read_bytes()]

    def run(self, name, seconds):
        kind, program = name.split(':')
        path = self.build / program if kind == 'unit' else self.top / 'selftests' / kind / program
        with subprocess.Popen([path], cwd=path.parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, start_new_session=True,
                              env={**os.environ, 'NESTSCOPE_BUILD': str(self.build), 'KSRC': KSRC}) as process:
            try:
                return process.wait(max(LONG, LONGER * seconds)) == 0
            except subprocess.TimeoutExpired:
                # kselftest's harness gives each test a process group of its own, so only the session has them all.
                subprocess.run(['pkill', '-KILL', '-s', str(process.pid)], check=False)
                return False

    def including(self, path):
        """The unit tests whose own files include it"""
        named = re.compile(rf'[ /]{re.escape(path)}(?=[ :\n]|$)', re.M)
        return {f'unit:{file.stem}' for file in (self.build / 'obj').glob('test_*.d') if named.search(file.read_text())}

    def noticed(self, change, tests):
        """The program that noticed, 'nothing', 'the compiler', or 'same code'"""
        path = self.top / change.path
        times = path.stat().st_atime_ns, path.stat().st_mtime_ns
        path.write_text(change.text)
        try:
            if self.make([str(self.build / name) for name in ('libnestscope.a', 'nestscope')]).returncode:
                return 'the compiler'
            sources, including = self.became_others(), self.including(change.path)
            programs = tests.of(change, sources, including) if sources or including else []
            by = next((name for name in programs if self.fails(name, tests.times.get(name, 0))), 'nothing')
            return 'same code' if by == 'nothing' and not self.became_others() else by
        finally:
            self.restore(change, times)

    def fails(self, name, seconds):
        """With the change; a program that is not built because of it says nothing"""
        if name.startswith('unit:') and self.make([str(self.build / name[5:])]).returncode:
            return False
        return not self.run(name, seconds)


def indifferent():
    rows = (line.split('\t') for line in (HERE / 'indifferent').read_text().splitlines() if line and line[0] != '#')
    return {(path, old, new) for path, old, new, _ in rows}


class Run:
    def __init__(self, changes, wanted, named):
        self.changes, self.wanted = changes, wanted
        self.tests, self.leave = Tests(named), indifferent()
        self.lock = threading.Lock()
        self.results = {'noticed': 0, 'not noticed': 0, 'indifferent': 0, 'same code': 0}

    def next(self):
        with self.lock:
            if self.wanted > 0:
                self.wanted -= 1
                return next(self.changes, None)
        return None

    def tell(self, change, by, seconds):
        what = {'nothing': 'not noticed', 'same code': 'same code'}.get(by, 'noticed')
        if what == 'not noticed' and change.key in self.leave:
            what = 'indifferent'
        with self.lock:
            if by == 'the compiler':
                self.wanted += 1
                return
            self.results[what] += 1
            print(f'{what}{" by " + by if what == "noticed" else ""}: {change.path}:{change.line} ({seconds:.0f} s)\n{change.diff()}',
                  flush=True)
            with open(RESULTS, 'a', encoding='utf-8') as out:
                print(*change.place, what, by, round(seconds), sep='\t', file=out)

    def work(self, copy):
        if not copy.prepare():
            return
        while change := self.next():
            began = time.monotonic()
            self.tell(change, copy.noticed(change, self.tests), time.monotonic() - began)

    def end(self, *_):
        self.wanted = -sys.maxsize

    def figures(self):
        """Printed; is the aim reached?"""
        counted = self.results['noticed'] + self.results['not noticed']
        percent = 100 * self.results['noticed'] / counted if counted else 0
        print(f'figure: changes noticed: {self.results["noticed"]} of {counted}, {percent:.0f} %')
        print(f'figure: changes that cannot matter: {self.results["indifferent"]} named, {self.results["same code"]} with the same code')
        return percent >= AIM


def main():
    (BUILD / 'mutation').mkdir(parents=True, exist_ok=True)
    if sys.argv[1:2] == ['again']:
        run = Run(again(), sys.maxsize, sys.argv[2:])
    else:
        files = sys.argv[1:] or sorted(str(path.relative_to(TOP)) for part in PARTS for path in (TOP / part).rglob('*.[ch]'))
        run = Run(sample(files, os.environ.get('MUTATION_SEED') or '1'), int(os.environ.get('MUTATIONS') or 100), [])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, run.end)
    threads = [threading.Thread(target=run.work, args=(Copy(number),)) for number in range(int(os.environ.get('MUTATION_JOBS') or 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return int(not run.figures())


sys.exit(main())
