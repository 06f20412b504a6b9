#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The program's errors of memory and undefined behaviour, in two ways.

usage: sanitized.py sanitizers [TEST.sh...]
       sanitized.py valgrind [FIXTURE...]

sanitizers runs the tests of the command line, or some of them, with the program built with AddressSanitizer and UBSan;
valgrind runs memcheck over every captured machine and every dump, or some of them, with each command that reads one.
Either ends with the number of reports, which are in build/reliability/sanitized: it must be 0.
"""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common import BUILD, CLI, KSRC, TOP, cli_tests, end_by_signals

REPORTS = BUILD / 'reliability/sanitized'
COMMANDS = (['status'], ['status', '--json'], ['caps', '--all'], ['check'], ['layers'], ['diff'], ['snapshot'], ['metrics'],
            ['snapshot', '--identify'], ['baseline'], ['bugreport', '--json'], ['bugreport', '--format', 'html'],
            ['explain', 'nested-off'])


def reports():
    return sorted(file for file in REPORTS.iterdir() if file.stat().st_size)


def sanitizers(names):
    output = BUILD / 'selftests/unit'
    subprocess.run(['make', '-s', '-C', 'selftests/unit', f'KSRC={KSRC}', f'OUTPUT={output}', output / 'nestscope'], cwd=TOP,
                   check=True, stdout=subprocess.DEVNULL)
    # A report is in a file, also where a test does not look at what the program prints.
    log = f'log_path={REPORTS}/report'
    environment = dict(os.environ, NESTSCOPE=str(output / 'nestscope'), ASAN_OPTIONS=f'verify_asan_link_order=0:{log}',
                       UBSAN_OPTIONS=f'print_stacktrace=1:{log}', NESTSCOPE_BUILD=str(BUILD))
    results = collections.Counter()
    for test in [CLI / name for name in names] or cli_tests():
        done = subprocess.run(['sh', test], env=environment, capture_output=True, text=True, errors='replace', check=False,
                              stdin=subprocess.DEVNULL, preexec_fn=end_by_signals)
        lines = re.findall(r'^(ok|not ok) \d+ (.*)', done.stdout, re.M)
        planned = re.search(r'^1\.\.\d+', done.stdout, re.M)
        count = collections.Counter('skipped' if '# SKIP' in text else status for status, text in lines)
        print(f'{test.name}: {count["ok"]} passed, {count["not ok"]} failed, {count["skipped"]} skipped'
              f'{"" if planned else ": it ended before its plan"}', flush=True)
        for status, text in lines:
            if status == 'not ok':
                print(f'  failed: {text}')
        results += count + collections.Counter({'not ok': int(not planned)})
    print(f'figure: tests with ASan and UBSan: {results["ok"]} passed, {results["not ok"]} failed')
    return results['not ok']


def machines(names, work):
    """The words that name each captured machine or dump to the program"""
    for file in sorted(names and map(Path, names) or [*CLI.glob('fixtures/*.json'), *CLI.glob('fixtures/**/*.tree'),
                                                      *CLI.glob('fixtures/imports/*.import')]):
        if file.suffix == '.tree':
            tree = work / file.name
            with open(file) as text:
                subprocess.run([CLI / 'tree', 'unpack', tree], stdin=text, check=True)
            yield '--sysroot', tree
        elif file.suffix == '.import':
            text = file.read_text(errors='surrogateescape')
            dump = work / file.name
            dump.write_text(text.partition('---\n')[2] or text, errors='surrogateescape')
            yield '--from', dump
        else:
            yield '--from', file


def memcheck(run):
    number, arguments = run
    log = REPORTS / f'{number}'
    done = subprocess.run(['valgrind', '-q', f'--log-file={log}', '--leak-check=full', '--errors-for-leak-kinds=definite',
                           '--error-exitcode=99', BUILD / 'nestscope', *arguments], capture_output=True,
                          stdin=subprocess.DEVNULL, check=False)
    if done.returncode in range(4):
        log.unlink(missing_ok=True)
        return True
    print(f'{" ".join(map(str, arguments))}: status {done.returncode}: {log}', flush=True)
    return False


def valgrind(names):
    with tempfile.TemporaryDirectory() as work:
        runs = list(enumerate([*command, *machine] for machine in machines(names, Path(work)) for command in COMMANDS))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            good = sum(pool.map(memcheck, runs))
    print(f'figure: runs under valgrind: {len(runs)}')
    return len(runs) - good


def main():
    ways = {'sanitizers': sanitizers, 'valgrind': valgrind}
    if len(sys.argv) < 2 or sys.argv[1] not in ways:
        print(__doc__.split('\n\n')[1], file=sys.stderr)
        return 2
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    # A test may run the program as nobody.
    REPORTS.chmod(0o1777)
    failed = ways[sys.argv[1]](sys.argv[2:])
    found = reports()
    for file in found[:20]:
        print(f'{file}:')
        print('\n'.join(file.read_text(errors='replace').splitlines()[:20]))
    print(f'figure: reports of {sys.argv[1]}: {len(found)}')
    return int(bool(failed or found))


sys.exit(main())
