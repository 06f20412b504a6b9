#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""For how long the module has interrupts off while its files cpus and live are read, in L0 and in L1.

usage: irqs.py [amd|intel...]

Boots two layers of each vendor. In both irqs/guest.d/85-irqs.sh reads while the kernel's function_graph measures the handlers
of the IPIs, and that of cpuid.ko, which executes CPUID once: in L1 that is one exit. The figures are ratios to it. They are
bounded, as a handler asks its CPU no more than a few times before it takes interrupts again (SLICE in kmod/read.c).
"""
import os
import re
import statistics
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / 'selftests' / 'lab'))
from boot import BUILD, VENDORS, boot  # noqa: E402
from check import demand, run_checks  # noqa: E402

HERE = Path(__file__).resolve().parent
HANDLERS = {'cpus': 'read_slice', 'live': 'sample_this_cpu'}
EXIT = 'cpuid_smp_cpuid'
# SLICE, the one that it can be more, and what is around them
MOST = 12
# Of what was measured one may have met an interrupt of the layer below, or its host's.
ENOUGH = 8


def results(vendor):
    return BUILD / 'lab' / f'irqs-{vendor}'


def boots(vendor):
    """it boots, and measures"""
    # With two layers the clock of L0 can be nearly right.
    status = boot(vendor, {**os.environ, 'LAB_NAME': f'irqs-{vendor}', 'LAB_LAYERS': '2', 'LAB_VMM': '1', 'LAB_OBSERVE': '0',
                           'LAB_GUEST_D': str(HERE / 'irqs' / 'guest.d'), 'LAB_PATIENCE': '4', 'LAB_KHZ': '4000000'}, results(vendor))
    demand(status == 0, 'it does not: exit', status)
    for layer in 'L0', 'L1':
        said = results(vendor) / layer / 'irqs'
        demand((said / 'rc').read_text() == '0\n', layer, (said / 'err').read_text())


def durations(trace, function):
    """In microseconds"""
    return [float(time) for time in re.findall(rf'([0-9.]+) us +\| +{function}\b', trace)]


def bounded(vendor, layer):
    """interrupts are off for no longer than some exits take"""
    said = results(vendor) / layer / 'irqs'
    trace = (said / 'trace').read_text()
    exits = durations(trace, EXIT)
    demand(len(exits) >= ENOUGH, EXIT, 'was called', len(exits), 'times')
    if vendor == 'intel':
        demand(' root=1 current=1 ' in (said / 'live').read_text(), (said / 'live').read_text())
    one = statistics.median(exits)
    for name, function in HANDLERS.items():
        times = durations(trace, function)
        demand(len(times) >= ENOUGH, function, 'was called', len(times), 'times')
        ratio = statistics.median(times) / one
        print(f'# figure: interrupts off while {name} is read, {vendor}, {layer}: {ratio:.2f} times as long as one CPUID takes '
              f'({one:.1f} us; the middle one of {len(times)} and {len(exits)}), at most {max(times) / one:.2f} times', flush=True)
        demand(ratio < MOST, function, 'takes', ratio, 'times as long as', EXIT)


def main():
    vendors = sys.argv[1:] or list(VENDORS)
    if set(vendors) - set(VENDORS):
        sys.exit(__doc__)
    todo = []
    for vendor in vendors:
        todo.append((f'{vendor}: {boots.__doc__}', boots, vendor))
        todo += [(f'{vendor}, {layer}: {bounded.__doc__}', bounded, vendor, layer) for layer in ('L0', 'L1')]
    run_checks(todo, *(results(vendor) for vendor in vendors))


main()
