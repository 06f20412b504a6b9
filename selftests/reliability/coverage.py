#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which lines of the program its tests execute.

usage: coverage.py [-k] [unit:PROGRAM|cli:PROGRAM|libvirt:PROGRAM...]

The program and its unit tests are built with gcov's counters, in build/coverage; every test program leaves its counts
in a directory of its own. Prints a line for each source file and the lines that nothing executes, and writes which
test program executes which line to build/coverage/lines.json, for mutation.py. What ends by a signal, or without the
rights to write there, leaves no counts: the figures are a lower bound. Which rows of the tables they use is noted by
rows.c, which says what that means for each table; a row that nothing uses has a line, too. Programs named on the command line are run
again, the counts of others are kept. -k keeps what was built, and without names runs none.
"""
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import time

import common
from common import KSRC, TOP, cli_tests, end_by_signals

BUILD = common.BUILD / 'coverage'
COUNTS = BUILD / 'counts'
# In percent of the lines of each file
AIM = 90
FLAGS = '-O0 --coverage'


def build():
    jobs = f'-j{os.environ.get("JOBS") or os.cpu_count()}'
    BUILD.mkdir(parents=True, exist_ok=True)
    dump = BUILD / 'dump.o'
    subprocess.run(['gcc', '-c', '-o', dump, TOP / 'selftests/reliability/dump.c'], check=True)
    rows = ['gcc', '-D_GNU_SOURCE', '-I', TOP / 'userspace', '-I', TOP / 'include', TOP / 'selftests/reliability/rows.c']
    subprocess.run([*rows, '-c', '-o', BUILD / 'rows.o'], check=True)
    # In an archive, so that the tests of the module's code, which have rows of their own, do without
    subprocess.run(['ar', 'rcs', BUILD / 'librows.a', BUILD / 'rows.o'], check=True)
    libraries = f'-Wl,--start-group {BUILD}/librows.a {BUILD}/libnestscope.a -Wl,--end-group -ljansson'
    wrapped = sorted(set(re.findall(r'__wrap_(\w+)', (TOP / 'selftests/reliability/rows.c').read_text())) | {'_exit', 'raise', 'chroot'})
    # They are linked again: make does not know of what is linked into them here.
    for program in [BUILD / 'nestscope', *BUILD.glob('test_*')]:
        program.unlink(missing_ok=True)
    # The make of the unit tests builds the program, too.
    subprocess.run(['make', '-s', '-C', 'selftests/unit', f'OUTPUT={BUILD}', f'KSRC={KSRC}', f'SANITIZE={FLAGS}',
                    f'LDFLAGS={" ".join(f"-Wl,--wrap={name}" for name in wrapped)} {dump}', f'LDLIBS={libraries}',
                    f'MAKEFLAGS={jobs}', 'all'],
                   cwd=TOP, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*rows, '-DROWS_LIST', '--coverage', BUILD / 'libnestscope.a', '-o', BUILD / 'rows'], check=True)


def programs():
    """Name and path of every test program"""
    unit = sorted(path.stem for path in (TOP / 'selftests/unit').glob('test_*.c'))
    return {**{f'unit:{name}': BUILD / name for name in unit},
            **{f'cli:{path.name}': path for path in cli_tests()},
            'libvirt:domains.py': TOP / 'selftests/libvirt/domains.py'}


def run(name, path, times):
    """Whether it passed; its counts are in a directory of their own, its output is beside that"""
    where = COUNTS / name
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    # A test may run the program as nobody.
    where.chmod(0o777)
    began, status = time.monotonic(), 'none: it is not built'
    with open(COUNTS / f'{name}.log', 'w', encoding='utf-8') as log:
        if path.exists():
            status = subprocess.run([path], cwd=path.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False,
                                    env={**os.environ, 'NESTSCOPE_BUILD': str(BUILD), 'KSRC': KSRC,
                                         'GCOV_PREFIX': str(where)}, preexec_fn=end_by_signals).returncode
    times[name] = round(time.monotonic() - began, 1)
    print(f'# {name}: {times[name]} s, exit status {status}', flush=True)
    return status == 0


def counted(name):
    """The files of counts that a test program left, each with what gcov needs of the build beside it"""
    for gcda in sorted((COUNTS / name).rglob('*.gcda')):
        gcno = gcda.with_suffix('.gcno')
        if not gcno.exists():
            gcno.symlink_to('/' / gcno.relative_to(COUNTS / name))
        yield gcda


def gcov(files):
    """found[source file][line] is how often the line was executed, added up"""
    found = collections.defaultdict(dict)
    files = [str(path) for path in files]
    if not files:
        return found
    out = subprocess.run(['gcov', '--json-format', '--stdout', *files], cwd=BUILD, capture_output=True, check=True).stdout
    for text in out.splitlines():
        for file in json.loads(text)['files']:
            path = os.path.relpath(TOP / file['file'], TOP)
            if not path.startswith('userspace/'):
                continue
            lines = found[path]
            for line in file['lines']:
                number = line['line_number']
                lines[number] = lines.get(number, 0) + line['count']
    return found


def ranges(numbers):
    """"3-5 8" """
    runs = []
    for n in sorted(numbers):
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ' '.join(f'{a}-{b}' if a != b else str(a) for a, b in runs)


def report_rows(known):
    """Prints the rows of the tables that nothing uses; are there none?"""
    names = subprocess.run([BUILD / 'rows'], capture_output=True, text=True, check=True,
                           env={**os.environ, 'GCOV_PREFIX': str(BUILD / 'counts')}).stdout.splitlines()
    used = bytearray(len(names))
    for name in known:
        if (COUNTS / name / 'rows').exists():
            for i, byte in enumerate((COUNTS / name / 'rows').read_bytes()[:len(names)]):
                used[i] |= byte
    tables = {}
    for name, byte in zip(names, used):
        table, row = name.split('\t')
        tables.setdefault(table, []).append((row, bool(byte)))
    for table, rows in tables.items():
        not_used = [row for row, use in rows if not use]
        print(f'{len(rows) - len(not_used)} of {len(rows)} {table}{"; not: " + ", ".join(not_used) if not_used else ""}')
    print(f'figure: rows of tables: {sum(map(bool, used))} of {len(used)}, {100 * sum(map(bool, used)) / len(used):.1f} %')
    return all(used)


def report(hit):
    """Prints the lines that nothing executes; the aim is reached where none is below it"""
    total, covered, below, files = 0, 0, 0, 0
    for path, lines in sorted(hit.items()):
        missed = [n for n, by in lines.items() if not by]
        percent = 100 * (len(lines) - len(missed)) / len(lines)
        files += 1
        below += percent < AIM
        total += len(lines)
        covered += len(lines) - len(missed)
        print(f'{percent:5.1f} %  {path}  {len(lines)} lines{"; not: " + ranges(missed) if missed else ""}')
    print(f'figure: lines of the program: {covered} of {total}, {100 * covered / total:.1f} %')
    print(f'figure: files below {AIM} %: {below} of {files}')
    return not below


def main():
    keep, arguments = sys.argv[1:2] == ['-k'], [argument for argument in sys.argv[1:] if argument != '-k']
    if not keep:
        build()
    known = programs()
    times_file = BUILD / 'times.json'
    times = json.loads(times_file.read_text()) if (keep or arguments) and times_file.exists() else {}
    wanted = arguments or ([] if keep else list(known))
    failed = []
    for name in wanted:
        if not run(name, known[name], times):
            failed.append(name)
        times_file.write_text(json.dumps(times))
    hit = {path: {n: [] for n in lines} for path, lines in gcov((BUILD / 'obj').rglob('*.gcno')).items()}
    for name in known:
        for path, lines in gcov(counted(name)).items():
            for n, count in lines.items():
                if count:
                    hit.setdefault(path, {}).setdefault(n, []).append(name)
    (BUILD / 'lines.json').write_text(json.dumps({'times': times, 'failed': failed, 'lines': hit}))
    reached = report(hit)
    reached &= report_rows(known)
    for name in failed:
        print(f'coverage: {name} failed: see {COUNTS / name}.log')
    some = sum(any((COUNTS / name).rglob('*.gcda')) for name in known)
    print(f'figure: test programs: {some} of {len(known)} counted, {len(failed)} failed')
    return int(not reached or bool(failed))


sys.exit(main())
