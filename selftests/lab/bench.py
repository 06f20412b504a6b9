#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What nestscope costs a VM that runs VMs: bench.py amd|intel [--results DIR]

Boots the three layers, in which bench.d/90-bench.sh measures, and prints L2's progress with nestscope's module loaded
and with nestscope watch running, each as a share of what it is without either in the same round. --results reads a
boot that has been. A benchmark, no test: how fast an emulator is proves nothing by itself.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

LAB = Path(__file__).resolve().parent
BUILD = Path(os.environ.get('NESTSCOPE_BUILD') or LAB.parents[1] / 'build')
AIM = 0.98
ARMS = {'idle': 'module loaded, nobody watching', 'watch': 'nestscope watch, every second',
        'full': 'nestscope watch --full'}


def boot(vendor):
    """The layers' results, in a directory"""
    subprocess.run([LAB / 'run', vendor], check=True, stdout=sys.stderr,
                   env={**os.environ, 'LAB_NAME': f'bench-{vendor}', 'LAB_GUEST_D': str(LAB / 'bench.d'),
                        'LAB_PATIENCE': '4', 'LAB_OBSERVE': '0'})
    return BUILD / 'lab' / f'bench-{vendor}'


def rounds(results):
    """Entries into L2 a second, a dictionary of all arms for each round"""
    lines = (results / 'L0/bench').read_text().splitlines()
    if not lines or lines.pop() != 'end':
        raise ValueError(f'{results}/L0/bench has no end: {(results / "L0/bench.errors").read_text()}')
    errors = (results / 'L0/bench.err').read_text()
    if errors:
        raise ValueError(f'nestscope watch: {errors}')
    out = []
    for number, line in enumerate(lines):
        arm, entries, began, ended = line.split()
        if number % (len(ARMS) + 1) == 0:
            out.append({})
        out[-1][arm] = int(entries) / (float(ended) - float(began))
    return out


def shares(measured, arm):
    return [r[arm] / r['gone'] for r in measured]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('vendor', choices=('amd', 'intel'))
    parser.add_argument('--results', type=Path)
    args = parser.parse_args()
    try:
        measured = rounds(args.results or boot(args.vendor))
    except (ValueError, OSError, subprocess.CalledProcessError) as e:
        sys.exit(f'bench: {e}')
    print(f'L2 entries a second, {len(measured)} rounds: '
          f'{statistics.median(r["gone"] for r in measured):.0f} without nestscope')
    for arm, meaning in ARMS.items():
        share = shares(measured, arm)
        print(f'{meaning}: {statistics.median(share):.3f} of that (rounds {min(share):.3f} to {max(share):.3f})')
    print(f'the aim for watch is {AIM} or more')
    (BUILD / f'bench-{args.vendor}.json').write_text(json.dumps(measured, indent=1) + '\n')


main()
