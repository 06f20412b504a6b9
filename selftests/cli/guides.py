#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the guides show is what the program prints: guides.py NESTSCOPE DIRECTORY FILE... [--update]

A block of a guide is text with a command, "$ nestscope ...", that is run in DIRECTORY. The comment before it,
".. shows: FILTER", is the shell's filter of what it prints. "# nestscope ..." is a command for a live machine: only its
name and options are looked at.
"""
import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r'^\.\. shows: (.+)\n\n::\n\n  \$ nestscope (.+)\n((?:(?:  .*)?\n)*?)(?=\n*\S|\n*\Z)', re.M)
LIVE = re.compile(r'^ +# nestscope (.+)$', re.M)
COMMAND = re.compile(r'^ *\$ nestscope ', re.M)


def run(nestscope, directory, command, keep):
    """The block anew: what the command prints, filtered"""
    version = subprocess.run([nestscope, '--version'], capture_output=True, text=True, check=True).stdout.strip()
    # $? of the program and not of the filter: 2 is for bad arguments
    script = f'{{ "$0" {command} 2>&1; echo $? >&3; }} | {{ {keep}; }}'
    done = subprocess.run(['bash', '-c', f'exec 3>&2; {script}', nestscope], cwd=directory, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    status = done.stderr.strip()
    lines = [f'  {line}'.rstrip() for line in done.stdout.replace(version, 'nestscope VERSION').splitlines()]
    if status not in ('0', '1', '3') or not lines:
        print(f'# nestscope {command}: exit status {status}, {len(lines)} lines')
        return None
    return f'.. shows: {keep}\n\n::\n\n  $ nestscope {command}\n' + '\n'.join(lines).strip('\n') + '\n'


def known(nestscope, command):
    """Does it have the command and the options of a line that cannot be run here?"""
    words = command.split()
    said = subprocess.run([nestscope, words[0], '--help'], capture_output=True, text=True, check=False)
    return said.returncode == 0 and all(w in said.stdout for w in words if w.startswith('--'))


def checked(nestscope, directory, text):
    """The text as it should be, and what is wrong with it besides"""
    wrong, runs = [], 0

    def anew(match):
        nonlocal runs
        runs += 1
        block = run(nestscope, directory, match.group(2), match.group(1))
        if block is None:
            wrong.append(f'cannot be run: {match.group(2)}')
        return block or match.group()

    text = BLOCK.sub(anew, text)
    if runs != len(COMMAND.findall(text)):
        wrong.append(f'{len(COMMAND.findall(text))} commands, of which {runs} stand in a block with ".. shows:"')
    wrong += [f'no such command or option: {c}' for c in LIVE.findall(text) if not known(nestscope, c)]
    return text, wrong


def main():
    update = sys.argv[-1] == '--update'
    nestscope, directory, *files = sys.argv[1:-1] if update else sys.argv[1:]
    failed = False
    for file in map(Path, files):
        old = file.read_text()
        new, wrong = checked(nestscope, directory, old)
        for line in wrong:
            print(f'# {file.name}: {line}')
        if new != old:
            if update:
                file.write_text(new)
            else:
                print(f'# {file.name} shows something else than the program prints: run selftests/cli/update')
        failed |= bool(wrong) or (new != old and not update)
    sys.exit(failed)


main()
