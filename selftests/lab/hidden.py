#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Starts guests whose hypervisor hides or shows another's face, and holds nestscope's verdict on each against the truth.

Every one of them is a KVM guest of the AMD stack's L0, but the last: L0 itself, as a plain guest of QEMU's TCG.
"""
import json
import subprocess

from check import BUILD, demand, run, run_checks

# What KVM in the lab can show of Hyper-V's interface; the synthetic timers need more than it has.
HV = 'hv_relaxed,hv_vpindex,hv_time'

# name: (how it is started, the hypervisor it has, whether the verdict is certain)
GUESTS = {
    'kvm-off': ({'LAB_L1_CPU': 'host,kvm=off'}, 'KVM', False),
    'no-bit': ({'LAB_L1_CPU': 'host,-hypervisor'}, 'KVM', False),
    'hyperv-face': ({'LAB_L1_CPU': f'host,{HV}'}, 'KVM', True),
    'foreign-id': ({'LAB_L1_CPU': f'host,{HV},hv_vendor_id=whoever'}, 'KVM', True),
    'plain-tcg': ({'LAB_L0_CPU': 'EPYC,+svm', 'LAB_LAYERS': '1'}, 'QEMU TCG', True),
}


def verdict(name, layer):
    """On the evidence that came back from inside; a guest's as it was without the stamp that tells its layer"""
    snapshot = BUILD / 'lab' / name / layer / ('unstamped.json' if layer == 'L1' else 'snapshot.txt')
    process = subprocess.run([BUILD / 'nestscope', 'layers', '--json', '--from', snapshot], capture_output=True,
                             text=True)
    return json.loads(process.stdout)


def check(name):
    settings, hypervisor, certain = GUESTS[name]
    run('amd', **{'LAB_NAME': name, 'LAB_LAYERS': '2', **settings})
    v = verdict(name, f"L{int(settings.get('LAB_LAYERS', 2)) - 1}")
    print('#', v['summary'], f"({v['certainty']})")
    demand(v['kind'] == 'guest', v['kind'])
    demand(v['hypervisor'] == hypervisor, v['hypervisor'])
    demand(v['level'] is None and v['at_least'] == 1, v['level'], v['at_least'])
    demand((v['certainty'] == 'certain') == certain, v['certainty'])
    demand(any(e.get('strength') in ('strong', 'proof') for e in v['evidence']), v['evidence'])


def main():
    run_checks([(f'{name}: the verdict on a guest of {guest[1]} is true', check, name)
                for name, guest in GUESTS.items()], *(BUILD / 'lab' / name for name in GUESTS))


main()
