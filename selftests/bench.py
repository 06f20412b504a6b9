#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What nestscope costs, what the programs cost that people use for the same, and the aim: bench.py [--runs N]

One table. The commands are measured now; what the lab measured is read from what its benchmarks left in the build
directory (lab/bench.py and lab/bench_module.py), and said to be missing if they have not run. Instructions are those of a
program itself, so there are none for a script. A benchmark, no test.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from cost import BUILD, instructions, system_calls, times

HERE = Path(__file__).resolve().parent
NESTSCOPE = str(BUILD / 'nestscope')
AIM = 1.0
CPUS = 4096
# In proportion to 125 hosts
FLEET, FLEET_PART = 1000, 125
# What VMX and SVM have, as the lab reads them
REGISTERS = ['0x3a', *(hex(r) for r in range(0x480, 0x492)), '0xc0000080', '0xc0010114', '0xc0010117']
# What is asked, nestscope's arguments, the other program and its arguments; TREE is a machine with very many CPUs
ROWS = [
    ('start-up', ['--version'], ['lscpu', '--version']),
    ('status', ['status'], ['lscpu']),
    ('caps', ['caps'], ['cpuid', '-1']),
    ('layers', ['layers'], ['systemd-detect-virt']),
    ('layers', ['layers'], ['virt-what']),
    ('check', ['check'], ['virt-host-validate', 'qemu']),
    (f'status, {CPUS:,} CPUs', ['status', '--sysroot', 'TREE'], ['lscpu', '--sysroot', 'TREE']),
    (f'snapshot, {len(REGISTERS)} MSRs', ['snapshot'], ['rdmsr', 'REGISTERS']),
]
# The lab's benchmarks: the file that one leaves, and the target that makes it
MODULE = [(cpus, f'bench-module-{cpus}') for cpus in (64, 255)]
WATCH = [('QEMU', 'bench-amd'), ('Bochs', 'bench-intel')]
WATCH_AIM = 0.98
FORM = '{:<34} {:<13} {:>12} {:>12} {:>7} {:>7}  {}'


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
        return f'{program}: not installed'
    if program == 'rdmsr' and not os.access('/dev/cpu/0/msr', os.R_OK):
        return 'rdmsr: not measured here: no /dev/cpu/0/msr'
    return None


def is_script(program):
    with open(program, 'rb') as f:
        return f.read(2) == b'#!'


def said(figure):
    if figure is None:
        return '-'
    return f'{figure:,.0f}' if figure >= 1000 or figure == int(figure) else f'{figure:.3g}'


def show(asked, what, ours, theirs, aim, beside):
    """A line: the figures, and nestscope's divided by the other one's beside the aim for it"""
    ratio = f'{ours / theirs:.3g}' if ours is not None and theirs else '-'
    print(FORM.format(asked, what, said(ours), said(theirs), ratio, aim if aim is not None else '-', beside),
          flush=True)


def measure(ours, theirs, runs):
    """Instructions, system calls and milliseconds of the CPU, of both"""
    if not is_script(theirs[0]):
        yield 'instructions', [instructions(c) for c in (ours, theirs)]
    yield 'system calls', [system_calls(c) for c in (ours, theirs)]
    yield 'CPU time, ms', times((ours, theirs), runs)[1]


def commands(work, runs):
    make_tree(work + '/tree')
    known = {'TREE': [work + '/tree'], 'REGISTERS': []}
    for asked, ours, theirs in ROWS:
        if why := missing(theirs[0]):
            show(asked, '-', None, None, AIM, why)
            continue
        command = reader(work) if 'REGISTERS' in theirs else [x for a in theirs for x in known.get(a, [a])]
        mine = [NESTSCOPE, *(x for a in ours for x in known.get(a, [a]))]
        other = [shutil.which(command[0]) or command[0], *command[1:]]
        for what, figures in measure(mine, other, runs):
            show(asked, what, *figures, AIM, theirs[0])


def diffs(work, runs):
    """No other program compares what layers or hosts can do: of three the cost, of many how it grows"""
    fixtures = HERE / 'cli/fixtures'
    for vendor in ('amd', 'intel'):
        command = [NESTSCOPE, 'diff', *(str(fixtures / f'{vendor}-L{n}.json') for n in range(3))]
        show(f'diff of 3, {vendor}', 'instructions', instructions(command), None, None, 'no program does this')
        show(f'diff of 3, {vendor}', 'CPU time, ms', times([command], runs)[1][0], None, None, 'no program does this')
    for hosts in (FLEET_PART, FLEET):
        subprocess.run([HERE / 'cli/fleet.py', 'make', f'{work}/{hosts}', str(hosts)], check=True)
    many = times([[NESTSCOPE, 'diff', f'{work}/{n}'] for n in (FLEET, FLEET_PART)], 3)[1]
    show(f'diff of {FLEET:,}', 'CPU time, ms', *many, FLEET / FLEET_PART, f'diff of {FLEET_PART}: in proportion')


def of_the_lab():
    for cpus, name in MODULE:
        path = BUILD / f'{name}.json'
        if not path.exists():
            show(f'module, {cpus} CPUs', '-', None, None, AIM, f'not measured: make {name}')
            continue
        for asked, what, ours, theirs, aim, beside in json.loads(path.read_text())['rows']:
            show(f'module, {cpus} CPUs: {asked}', what, ours, theirs, aim, beside)
    for emulator, name in WATCH:
        path = BUILD / f'{name}.json'
        if not path.exists():
            show(f'watch, {emulator}', '-', None, None, WATCH_AIM, f'not measured: make {name}')
            continue
        measured = json.loads(path.read_text())
        for arm, asked in (('idle', 'module'), ('watch', 'watch'), ('full', 'watch --full')):
            ours, theirs = (statistics.median(r[a] for r in measured) for a in (arm, 'gone'))
            show(f'{asked}, {emulator}', 'L2 entries/s', ours, theirs, WATCH_AIM, 'without nestscope; more is better')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--runs', type=int, default=20)
    args = parser.parse_args()
    for tool in ('valgrind', 'strace'):
        if not shutil.which(tool):
            sys.exit(f'bench: {tool} is not installed: run scripts/setup bench')
    print(FORM.format('asked', 'measured', 'nestscope', 'the other', 'ratio', 'aim', 'beside'))
    with tempfile.TemporaryDirectory() as work:
        commands(work, args.runs)
        diffs(work, args.runs)
    of_the_lab()
    print(f'load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs; the aim is for the ratio')


if __name__ == '__main__':
    main()
