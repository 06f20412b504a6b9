#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes a capability away from L1's CPU, asks nestscope where it got lost and what brings it back, and does that.

usage: switch.py amd|intel
"""
import json
import os
import subprocess
import sys
from pathlib import Path

LAB = Path(__file__).resolve().parent
BUILD = Path(os.environ.get('NESTSCOPE_BUILD') or LAB.parents[1] / 'build')
# Of what the emulated L0 has and its KVM offers
FEATURES = {'amd': 'npt', 'intel': 'vmx-vnmi'}
VENDOR = sys.argv[1]
FEATURE = FEATURES[VENDOR]
WITHOUT = f'host,{FEATURE}=off'


def demand(condition, *message):
    if not condition:
        raise ValueError(' '.join(str(m) for m in message))


def boot(name, cpu):
    """L0 and L1, L1 with that -cpu"""
    process = subprocess.run([LAB / 'run', VENDOR], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             errors='replace', env={**os.environ, 'LAB_NAME': f'{VENDOR}-{name}', 'LAB_LAYERS': '2',
                                                    'LAB_L1_CPU': cpu})
    for line in process.stdout.splitlines():
        print('#', line)
    demand(process.returncode == 0, 'exit', process.returncode)


def lost(name):
    """What got lost of the feature between the two layers"""
    results = BUILD / 'lab' / f'{VENDOR}-{name}'
    process = subprocess.run([BUILD / 'nestscope', 'diff', '--json', results / 'L1/snapshot.txt',
                              results / 'L0/hosting.json'], capture_output=True, text=True)
    j = json.loads(process.stdout)
    demand(j['kind'] == 'chain', j.get('no_chain_because'), process.stderr)
    return [loss for row in j['rows'] if row['qemu'] == FEATURE for loss in row['lost']]


def taken_away():
    """a capability taken from L1's CPU is lost there, to the CPU model that L0 gives it"""
    boot('without', WITHOUT)
    losses = lost('without')
    demand([(loss['on'], loss['component']) for loss in losses] == [('L0', 'cpu-model')], losses)


def brought_back():
    """the switch that nestscope names brings it back"""
    switch = lost('without')[0]['qemu']
    demand(switch.startswith('-cpu ...,'), switch)
    boot('with', switch.replace('-cpu ...', WITHOUT, 1))
    demand(lost('with') == [], lost('with'))


def main():
    print('TAP version 13\n1..2', flush=True)
    failed = 0
    for n, test in enumerate((taken_away, brought_back), 1):
        try:
            test()
            print(f'ok {n} {test.__doc__}', flush=True)
        except (ValueError, OSError, KeyError, IndexError) as e:
            print('#', type(e).__name__, ' '.join(str(e).split()))
            print(f'not ok {n} {test.__doc__}', flush=True)
            failed = 1
    sys.exit(failed)


main()
