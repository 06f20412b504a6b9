# SPDX-License-Identifier: GPL-2.0-or-later
"""refused.py CALL ERROR RUNS COMMAND...: runs COMMAND with its first, second ... system call CALL refused with ERROR, at
most RUNS of them, evenly. Whatever comes of it: the program ends with a message and a status that is not 0, or it prints
what it prints otherwise, or what it prints names the error; an answer is then the same, or not known. A call by the
dynamic linker is none of the program's.
"""
import json
import re
import subprocess
import sys
import tempfile

call, error, runs, command = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
NAMES = {'EIO': 'Input/output error', 'ENOSPC': 'No space left on device', 'EMFILE': 'Too many open files',
         'ENOMEM': 'Cannot allocate memory', 'EACCES': 'Permission denied'}
ANSWERS = ('can_run_vms', 'can_its_vms_run_vms')


def run(*options):
    with tempfile.NamedTemporaryFile('r', errors='replace') as trace:
        done = subprocess.run(['strace', '-f', '-qq', '-o', trace.name, '-e', f'trace={call}', *options, *command],
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=300, errors='replace')
        return done, [line for line in trace.read().splitlines() if f'{call}(' in line]


def by_the_linker(line):
    return re.search(r'\.so[.0-9]*"|ld\.so\.|/locale|gconv|libpath|\\177ELF', line) is not None


def answers(text):
    if '--json' not in command:
        return {}
    found = json.loads(text)
    return {key: found[key]['answer'] for key in ANSWERS if key in found}


def wrong_with(done, whole):
    """What is wrong with it, or None"""
    if done.returncode < 0 or done.returncode > 100:
        return 'it crashed'
    if done.stdout == whole.stdout and done.returncode == whole.returncode:
        return None
    if done.returncode not in (0, whole.returncode) or done.returncode == 3:
        return None if done.stderr.startswith('nestscope: ') or 'unreadable' in done.stdout else 'it does not say why'
    told = re.compile(r'"why"|unreadable')
    if len(told.findall(done.stdout)) <= len(told.findall(whole.stdout)) and \
            not any(name in done.stdout + done.stderr for name in (error, NAMES[error])):
        return 'nothing says that something was not read'
    before, after = answers(whole.stdout), answers(done.stdout)
    if any(after.get(key) not in (before[key], 'unknown') for key in before):
        return f'an answer became another one: {before} {after}'
    return None


def main():
    whole, lines = run()
    mine = [i + 1 for i, line in enumerate(lines) if not by_the_linker(line)]
    wrong = []
    for at in mine[::max(1, len(mine) // runs)]:
        done, _ = run('-e', f'inject={call}:error={error}:when={at}')
        why = wrong_with(done, whole)
        if why:
            wrong.append(f'{lines[at - 1]}: {why}: status {done.returncode} (else {whole.returncode}): '
                         f'{done.stderr.strip()[:200]}')
    print('\n'.join(wrong) or f'{len(mine)} calls')
    sys.exit(bool(wrong) or not mine)


main()
