#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows that a guide adds: adding.py add GUIDE TREE, or adding.py run GUIDE NESTSCOPE DIRECTORY

A block of the guide comes behind a comment ".. adds: FILE before TEXT": its lines go before the line of FILE that begins with
TEXT. What the program then does is in ".. runs: ARGUMENTS" and ".. says: TEXT"; what adding.sh then reads of selftests/kernels
is in ".. kernels: TEXT".
"""
import re
import shlex
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r'^\.\. adds: (\S+) before (.+)\n(?:\.\. runs: (.+)\n\.\. says: (.+)\n|\.\. kernels: .+\n)?\n::\n\n((?:(?:  .*)?\n)+)', re.M)


def add(blocks, tree):
    for file, before, _, _, text in blocks:
        path = Path(tree, file)
        old = path.read_text()
        assert old.count('\n' + before) == 1, f'{file}: {old.count(before)} lines begin with {before}'
        text = re.sub('^  ', '', text.strip('\n'), flags=re.M)
        # A function is followed by an empty line, a row by the next row.
        path.write_text(old.replace('\n' + before, f'\n{text}\n' + ('\n' if file.endswith('.c') else '') + before))


def run(blocks, nestscope, directory):
    for file, _, arguments, says, _ in blocks:
        if not arguments:
            continue
        said = subprocess.run([nestscope, *shlex.split(arguments)], cwd=directory, capture_output=True, text=True, check=False)
        good = said.returncode in (0, 1, 3) and says in ' '.join(said.stdout.split())
        print(f'{"ok" if good else "not ok"} {file}: nestscope {arguments}')
        if not good:
            print('\n'.join(f'# {line}' for line in (said.stdout + said.stderr).splitlines()[:20]))


what, guide, *operands = sys.argv[1:]
found = BLOCK.findall(Path(guide).read_text())
assert len(found) == Path(guide).read_text().count('.. adds: '), 'a block is not as it should be'
{'add': add, 'run': run}[what](found, *operands)
