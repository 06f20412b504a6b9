#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A lab that cannot go on ends by itself, and says which layer was at which step and what it waited for."""
import os
import subprocess
import tempfile
from pathlib import Path

from check import BUILD, LAB, demand, run_checks

NAME = 'never-seen'
# Part of the usual patience: it is known that nothing comes.
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
    """the exit status of an emulator that ends by itself is told"""
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.run([LAB / 'emulate', directory, 'sh', '-c', 'exit 7'], check=False)
        demand(process.returncode == 7, 'exit', process.returncode)


run_checks([(check.__doc__, check) for check in (machine_that_comes_no_further, emulator_that_fails,
                                                 observer_that_never_sees_enough)], BUILD / 'lab' / NAME)
