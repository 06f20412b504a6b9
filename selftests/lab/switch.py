#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes a capability away from L1's CPU, asks nestscope where it got lost and what brings it back, and does that.

usage: switch.py amd|intel
"""
import json
import subprocess
import sys

from check import BUILD, demand, run, run_checks

# A capability that the emulated L0 has and its KVM offers
FEATURES = {'amd': 'npt', 'intel': 'vmx-vnmi'}
VENDOR = sys.argv[1]
FEATURE = FEATURES[VENDOR]
WITHOUT = f'host,{FEATURE}=off'


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
    run(VENDOR, LAB_NAME=f'{VENDOR}-without', LAB_LAYERS='2', LAB_L1_CPU=WITHOUT)
    losses = lost('without')
    demand([(loss['on'], loss['component']) for loss in losses] == [('L0', 'cpu-model')], losses)


def brought_back():
    """the switch that nestscope names brings it back"""
    switch = lost('without')[0]['qemu']
    demand(switch.startswith('-cpu ...,'), switch)
    run(VENDOR, LAB_NAME=f'{VENDOR}-with', LAB_LAYERS='2',
        LAB_L1_CPU=switch.replace('-cpu ...', WITHOUT, 1))
    demand(lost('with') == [], lost('with'))


def main():
    run_checks([(test.__doc__, test) for test in (taken_away, brought_back)],
               *(BUILD / 'lab' / f'{VENDOR}-{name}' for name in ('without', 'with')))


main()
