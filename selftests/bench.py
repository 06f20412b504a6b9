#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the commands of nestscope cost beside the programs that people use for the same: bench.py [--runs N]

One table: what is asked, of whom, nestscope's instructions, system calls and CPU time as a share of the other's, and
the aim. Instructions are those of a program itself, so there are none for a script. Programs that are not installed, and what this machine does not let anybody read, are said. A benchmark, no test.
"""
import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from cost import BUILD, instructions, system_calls, times

AIM = 1.0
CPUS = 4096
# What VMX and SVM have, as the lab reads them
REGISTERS = ['0x3a', *(hex(r) for r in range(0x480, 0x492)), '0xc0000080', '0xc0010114', '0xc0010117']
# What is asked, nestscope's arguments, the other program and its arguments; TREE is a machine with very many CPUs
ROWS = [
    ('the machine', ['status'], ['lscpu']),
    ('every capability', ['caps'], ['cpuid', '-1']),
    ('the layer', ['layers'], ['systemd-detect-virt']),
    ('the layer', ['layers'], ['virt-what']),
    ('is it set up', ['check'], ['virt-host-validate', 'qemu']),
    (f'{CPUS:,} CPUs', ['status', '--sysroot', 'TREE'], ['lscpu', '--sysroot', 'TREE']),
    (f'{len(REGISTERS)} registers', ['snapshot'], ['rdmsr', 'REGISTERS']),
]


def make_tree(directory):
    """A captured machine, of which /proc/cpuinfo and /sys have as many CPUs"""
    cpuinfo = '\n\n'.join(
        f'processor\t: {n}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n'
        f'model name\t: Intel(R) Xeon(R) Gold 6138 CPU @ 2.00GHz\nstepping\t: 4\nphysical id\t: {n // 64}\n'
        f'core id\t\t: {n % 64}\nflags\t\t: fpu vme de pse tsc msr pae vmx ept vpid tpr_shadow vnmi flexpriority\n'
        f'vmx flags\t: vnmi preemption_timer invvpid ept_x_only ept_ad ept_1gb flexpriority tsc_offset vtpr mtf vapic'
        for n in range(CPUS)) + '\n'
    for name, text in (('proc/cpuinfo', cpuinfo), ('proc/sys/kernel/osrelease', '6.1.0\n'),
                       ('sys/devices/system/cpu/kernel_max', '8191\n'),
                       *((f'sys/devices/system/cpu/{what}', f'0-{CPUS - 1}\n')
                         for what in ('online', 'possible', 'present'))):
        path = Path(directory, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for n in range(CPUS):
        topology = Path(directory, f'sys/devices/system/cpu/cpu{n}/topology')
        topology.mkdir(parents=True)
        for name, text in (('core_id', n % 64), ('physical_package_id', n // 64)):
            (topology / name).write_text(f'{text}\n')


def reader(directory):
    """A script that reads all registers, since rdmsr reads one each time"""
    path = Path(directory, 'registers')
    path.write_text('#!/bin/sh\n' + ''.join(f'rdmsr -a {r}\n' for r in REGISTERS))
    path.chmod(0o755)
    return [str(path)]


def missing(program):
    if not shutil.which(program):
        return f'{program} is not installed'
    if program == 'rdmsr' and not os.access('/dev/cpu/0/msr', os.R_OK):
        return '/dev/cpu/0/msr cannot be read here'
    return None


def is_script(program):
    with open(program, 'rb') as f:
        return f.read(2) == b'#!'


def row(ours, theirs, runs):
    """nestscope's share of instructions, system calls and CPU time"""
    counts = [instructions(c) for c in (ours, theirs)] if not is_script(theirs[0]) else (0, 0)
    pairs = counts, [system_calls(c) for c in (ours, theirs)], times((ours, theirs), runs)[1]
    return [f'{a / b:.3g}' if b else '-' for a, b in pairs] + [f'{AIM:.2f}']


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--runs', type=int, default=20)
    args = parser.parse_args()
    for tool in ('valgrind', 'strace'):
        if not shutil.which(tool):
            sys.exit(f'bench: {tool} is not installed')
    form = '{:<18} {:<20} {:<20} {:>13} {:>13} {:>9} {:>6}'
    print(form.format('asked', 'nestscope', 'beside', 'instructions', 'system calls', 'CPU time', 'aim'))
    with tempfile.TemporaryDirectory() as work:
        make_tree(work + '/tree')
        known = {'TREE': [work + '/tree'], 'REGISTERS': []}
        for asked, ours, theirs in ROWS:
            why = missing(theirs[0])
            command = reader(work) if 'REGISTERS' in theirs else [x for a in theirs for x in known.get(a, [a])]
            mine = [str(BUILD / 'nestscope'), *(x for a in ours for x in known.get(a, [a]))]
            names = ours[0], theirs[0]
            if why:
                print(form.format(asked, *names, '-', '-', '-', f'{AIM:.2f}') + f'  {why}')
                continue
            figures = row(mine, [shutil.which(command[0]) or command[0], *command[1:]], args.runs)
            print(form.format(asked, *names, *figures), flush=True)
    print(f'load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs; shares of the program beside it')


if __name__ == '__main__':
    main()
