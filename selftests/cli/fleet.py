#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Fleets of hosts, made of captured machines, and how long they take.

usage: fleet.py make DIRECTORY HOSTS [each]    "each": no two hosts are equal
       fleet.py bench NESTSCOPE
"""
import copy
import json
import sys
import tempfile
from pathlib import Path

from cpu import cost

fixtures = Path(__file__).parent / 'fixtures'
# Of every eight hosts so many are of a kind
KINDS = ['intel-L0'] * 4 + ['intel-nested-off'] * 2 + ['amd-L0', 'intel-locked']
VMS = 20


def value(v, source):
    return {'state': 'value', 'value': v, 'source': source}


def host(base, i, each):
    """Host number i: a machine of its own, with VMs; with each, it offers what no other one does."""
    s = copy.deepcopy(base)
    s['host']['uuid_hash'] = value(f'{i:032x}', 'dmi')
    s['host']['boot_time'] = value(1700000000 + 977 * i, 'procfs')
    s['vms'] = [{'program': 'qemu-system-x86_64', 'uuid_hash': f'{i:016x}{vm:016x}'} for vm in range(VMS)]
    if each:
        register = s['kvm_offer']['registers']['IA32_VMX_PROCBASED_CTLS2']
        register['value'] = f'0x{(int(register["value"], 16) >> 32 ^ i << 1) << 32:016x}'
    return s


def make(directory, hosts, each=False):
    directory.mkdir(parents=True)
    bases = {kind: json.loads((fixtures / f'{kind}.json').read_text()) for kind in set(KINDS)}
    for i in range(hosts):
        kind = 'intel-L0' if each else KINDS[i % len(KINDS)]
        (directory / f'node{i:04d}.json').write_text(json.dumps(host(bases[kind], i, each)))


def bench(program):
    with tempfile.TemporaryDirectory() as work:
        for hosts in (125, 250, 500, 1000):
            for each in (False, True):
                directory = Path(work) / f'{hosts}-{each}'
                make(directory, hosts, each)
                for command in ('diff', 'diff --json', 'diff --format html', 'baseline'):
                    seconds, status, out = cost(program, *command.split(), directory, runs=1)
                    assert status in (0, 1), status
                    print(f'{hosts:5} hosts{", no two equal" if each else "":15} {command:18} {seconds:6.2f} s of CPU '
                          f'{len(out) / 1024:8.0f} KiB', flush=True)


if sys.argv[1] == 'make':
    make(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:] == ['each'])
else:
    bench(sys.argv[2])
