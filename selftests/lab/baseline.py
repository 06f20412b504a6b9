#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots two hosts that differ, at the same time. The CPU that "nestscope baseline" prints of their snapshots starts as a
VM in the KVM of both. With one feature more it starts on the one that has it or, where that is neither, on none.
"""
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

from boot import BUILD, LAB
from check import demand, run, run_checks

NAME = 'baseline'
WORK = BUILD / 'lab' / f'{NAME}-work'
# QEMU emulates them all. EPYC has bmi2, avx2 and npt; KVM emulates vgif for nested guests only where the CPU has it.
HOSTS = {
    'a': 'EPYC,+svm,-hypervisor,+vgif,-bmi2',
    'b': 'EPYC,+svm,-hypervisor,-avx2',
}
# Features added one at a time, and the hosts that have them: QEMU emulates none of the rest
MORE = {'avx2': 'a', 'vgif': 'a', 'bmi2': 'b', 'pcid': '', 'v-vmsave-vmload': ''}


def results(host):
    return BUILD / 'lab' / f'{NAME}-{host}' / 'L0'


def text(host, name):
    return (results(host) / name).read_text()


def boot_host(host):
    tree = WORK / f'tree-{host}'
    (tree / 'lab').mkdir(parents=True)
    (tree / 'lab/host').write_text(host + '\n')
    (tree / 'lab/features').write_text(''.join(f'{feature}\n' for feature in MORE))
    # There is only one layer, so its clock can be nearly right.
    run('amd', LAB_NAME=f'{NAME}-{host}', LAB_L0_CPU=HOSTS[host], LAB_KHZ='4000000', LAB_LAYERS='1', LAB_VMM='1',
        LAB_GUEST_D=str(LAB / 'baseline.d'), LAB_TREE=str(tree), LAB_MODULES='virtio_pci 9pnet_virtio 9p',
        LAB_L0_ARGS=f'-virtfs local,path={WORK}/share,mount_tag=share,security_model=none')
    demand(text(host, '20-baseline.sh.rc').strip() == '0', host, text(host, '20-baseline.sh.err'))


def boot_both():
    """both hosts boot, and exchange their snapshots"""
    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / 'share').mkdir(parents=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(boot_host, HOSTS))


def both_find_the_same():
    """both find the same CPU, with SVM, and what the other lacks"""
    found = json.loads(text('a', 'baseline.json'))
    demand(found == json.loads(text('b', 'baseline.json')), 'they differ')
    demand(found['svm'] and 'npt=on' in found['qemu'].split(','), found['qemu'])
    held = {f['qemu']: [name for name in HOSTS if f'{name}.json' not in f['lacking']]
            for f in found['features'] if f['lacking'] and len(f['lacking']) < len(HOSTS)}
    demand(held == {feature: [host] for feature, host in MORE.items() if host}, held)


def starts(host, name):
    status, said = text(host, f'try.{name}.rc').strip(), text(host, f'try.{name}')
    print(f'# {name} on {host}: exit {status}', text(host, f'try.{name}.err').strip()[:200])
    runs = 'VM status: running' in said
    demand(runs == (status == '0'), said)
    return runs


def printed_starts(host):
    demand(starts(host, 'printed'), text(host, 'try.printed.err'))


def named_starts(host):
    """QEMU's own answers are of this host: on each other models lack something else."""
    demand('-cpu EPYC-v1,' in text(host, 'named.txt'), text(host, 'named.txt')[:500], text(host, 'named.err'))
    demand(starts(host, 'named'), text(host, 'try.named.err'))


def one_more(host, feature):
    """QEMU, told to enforce it, names the feature that KVM does not offer."""
    has = host in MORE[feature]
    demand(starts(host, feature) == has, text(host, f'try.{feature}.err'))
    demand(has or feature in text(host, f'try.{feature}.err'), text(host, f'try.{feature}.err'))


run_checks([(f'{NAME}: {boot_both.__doc__}', boot_both), (f'{NAME}: {both_find_the_same.__doc__}', both_find_the_same)] +
           [(f'{NAME}: a VM with the printed CPU starts on host {host}', printed_starts, host) for host in HOSTS] +
           [(f'{NAME}: a VM with the best model for both starts on host {host}', named_starts, host) for host in HOSTS] +
           [(f'{NAME}: with {feature} more {"it starts" if host in MORE[feature] else "QEMU refuses it"} on host {host}',
             one_more, host, feature) for feature in MORE for host in HOSTS],
           *(BUILD / 'lab' / f'{NAME}-{host}' for host in HOSTS))
