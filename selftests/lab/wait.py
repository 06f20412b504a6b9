#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A lab that cannot go on ends by itself, and says which layer was at which step and what it waited for."""
import contextlib
import io
import os
import subprocess
import tempfile
from pathlib import Path

from boot import BUILD, COMPLAINT, LAB, MARK, boot_twice
from check import demand, run_checks

NAME = 'never-seen'
# Less than the usual patience, since nothing will come
IMPATIENT = {'LAB_PATIENCE': '0.05'}
OBSERVER = '''#!/bin/sh
. /lab/handshake
[ "$LAYER" = 0 ] || exit 0
needs end dreamer "a flying pig"
'''


def observer_that_never_sees_enough():
    """a layer that waits for an observer in vain goes on, and the run fails with the observer's name and need"""
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / '40-never.sh').write_text(OBSERVER)
        process = subprocess.run([LAB / 'run', 'amd'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                 errors='replace', env={**os.environ, **IMPATIENT, 'LAB_NAME': NAME,
                                                        'LAB_LAYERS': '2', 'LAB_GUEST_D': directory})
    demand(process.returncode == 1, 'exit', process.returncode, process.stdout)
    demand("at the point 'end'; dreamer still needs: a flying pig" in process.stdout, process.stdout)
    steps = (BUILD / 'lab' / NAME / 'steps').read_text()
    demand("L1 waits to be let pass 'end'" in steps and 'L0 end 0' in steps, steps)


def machine_that_comes_no_further():
    """an emulator whose layers come no further is stopped, and where it and its CPU were is said"""
    with tempfile.TemporaryDirectory() as directory:
        where = Path(directory)
        process = subprocess.run([LAB / 'emulate', where, 'sh', '-c',
                                  'echo "lab: L0 1.00 up, patient for 1 s"; sleep 1; '
                                  'echo "lab: L0 2.00 looks around"; '
                                  'exec qemu-system-x86_64 -S -display none -monitor unix:monitor,server=on,wait=off'],
                                 stdout=open(where / 'console', 'w'), check=False)
        demand(process.returncode == 124, 'exit', process.returncode)
        said = (where / 'stopped').read_text()
        demand(said.startswith('L0 came no further than "looks around" in '), said)
        demand([line.split(' ', 1)[1] for line in (where / 'steps').read_text().splitlines()] ==
               ['L0 boots', 'L0 up, patient for 1 s', 'L0 looks around', '- end'], (where / 'steps').read_text())
        registers = (where / 'registers').read_text()
        demand('EIP=0000fff0' in registers, registers)


def emulator_that_fails():
    """of an emulator that ends before L0 does it is told with which exit status, and after which step"""
    for steps, vanished in (('L0 1.00 up', 'the emulator ended with exit 7 after L0 came to "up"\n'),
                            ('L0 1.00 end 0', None)):
        with tempfile.TemporaryDirectory() as directory:
            where = Path(directory)
            process = subprocess.run([LAB / 'emulate', where, 'sh', '-c', f'echo "lab: {steps}"; exit 7'],
                                     stdout=open(where / 'console', 'w'), check=False)
            demand(process.returncode == 7, 'exit', process.returncode)
            said = (where / 'vanished').read_text() if (where / 'vanished').exists() else None
            demand(said == vanished, steps, said)


GAVE_UP = "L1 waited 60 of its seconds at the point 'end'; live still needs: an exit\n1 /init\n"
NO_RESULTS = 'L2 sent no complete results\n'
OOPS = 'BUG: kernel NULL pointer dereference, address: 0000000000000010\n'
STOPPED = {'stopped': 'L1 came no further than "up" in 60 s, and was stopped\n', 'console': 'lab: L0 1.00 up\n'}
VANISHED = {'vanished': 'the emulator ended with exit 0 after L0 came to "state_test"\n', 'console': 'lab: L0 1.00 up\n'}
PANIC = 'Kernel panic - not syncing: Fatal exception\n'
WHYS = {'stopped': 'the machine stood still', 'vanished': 'the machine ended by itself',
        'L0/failed': 'an observer gave up', 'L1/failed': 'an observer gave up'}
# What a failed boot leaves, and how often it is tried
BOOTS = (
    ('the machine stood still', STOPPED, 2),
    ('the machine stood still after an Oops', {**STOPPED, 'console': OOPS}, 1),
    ('the machine ended by itself', VANISHED, 2),
    ('the machine ended after a panic', {**VANISHED, 'console': PANIC}, 1),
    ('an observer gave up', {'L1/failed': GAVE_UP, 'L1/dmesg.after': f'{MARK}\nkvm: fine\n'}, 2),
    ('two observers gave up', {'L0/failed': GAVE_UP.replace('L1', 'L0'), 'L1/failed': GAVE_UP}, 2),
    ('a layer sent no results', {'L2/failed': NO_RESULTS}, 1),
    ('a layer sent no results, for whose end an observer waited', {'L1/failed': GAVE_UP, 'L2/failed': NO_RESULTS}, 1),
    ('an observer gave up, and there is an Oops in the log', {'L1/failed': GAVE_UP, 'L0/dmesg.after': MARK + '\n' + OOPS}, 1),
    ('there was one before nestscope', {'L1/failed': GAVE_UP, 'L0/dmesg.after': OOPS + MARK + '\n'}, 2),
    ('an observer gave up, and there is one on a console', {'L1/failed': GAVE_UP, 'L2/console.txt': OOPS}, 1),
    ('a kernel complained', {'L0/dmesg.after': MARK + '\n' + OOPS}, 1),
    ('nothing is known', {'console': ''}, 1),
)


def write_files(directory, files):
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)


def what_is_booted_again():
    """only a machine that stood still or ended by itself, or an observer that gave up, is booted again, and what was found is kept"""
    for what, files, expected in BOOTS:
        with tempfile.TemporaryDirectory() as top:
            directory, first, times = Path(top) / 'amd', Path(top) / 'amd.first', []
            write_files(first, {'of an older run': ''})

            def fails_once():
                times.append(directory.exists())
                write_files(directory, files)
                return 1 if len(times) == 1 else 0

            with contextlib.redirect_stdout(io.StringIO()) as said:
                status = boot_twice(fails_once, directory)
            demand(len(times) == expected and not any(times), what, 'booted', len(times), 'times')
            told = {why for why in WHYS.values() if f'# {why}: booted again' in said.getvalue()}
            demand(told == ({WHYS[name] for name in files if name in WHYS} if expected == 2 else set()), what,
                   said.getvalue())
            demand(status == (0 if expected == 2 else 1), what, 'exit', status)
            kept = {str(f.relative_to(first)): f.read_text() for f in first.rglob('*') if f.is_file()}
            demand(kept == (files if expected == 2 else {'of an older run': ''}), what, 'kept:', kept)


def same_complaints():
    """what the lab takes for a complaint of a kernel is one for those who boot it again"""
    demand(f"grep -E '{COMPLAINT.pattern}'" in (LAB / 'run').read_text(), COMPLAINT.pattern)


run_checks([(check.__doc__, check) for check in (what_is_booted_again, same_complaints, machine_that_comes_no_further,
                                                 emulator_that_fails, observer_that_never_sees_enough)],
           BUILD / 'lab' / NAME)
