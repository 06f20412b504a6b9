#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds what watch and status said on L0, while L1 ran L2, against what must have been so, and says it in KTAP.

usage: check_watch.py [AMD-RESULTS INTEL-RESULTS]

Boots nothing: guest.d/50-watch.sh kept it while the stack ran.
"""
import json
import re
import sys
from pathlib import Path

from boot import VENDORS
from check import BUILD, demand, run_checks

SAMPLES = 5


class Run:
    def __init__(self, directory, vendor):
        self.dir, self.vendor = directory / 'L0' / 'watch', vendor

    def text(self, name):
        return (self.dir / name).read_bytes().decode(errors='replace')

    def samples(self):
        found = [json.loads(line) for line in self.text('json.txt').splitlines()]
        demand(len(found) == SAMPLES, len(found), 'samples')
        return found

    def vms(self):
        """The one VM, in each sample"""
        for sample in self.samples():
            demand(len(sample['vms']) == 1, sample['vms'])
        return [sample['vms'][0] for sample in self.samples()]

    def reasons(self):
        return [reason for vm in self.vms() for reason in vm['reasons']]


def counter(vm, name):
    return vm['statistics'][name]['value']


# --- the checks: each gets a run and raises an exception if it fails

def came_to_the_end(run):
    """it came to its end without a complaint"""
    demand(run.text('state') == 'ended\n', run.text('state'))
    demand(run.text('json.rc') == '0\n', run.text('json.rc'))
    for name in 'json', 'part', 'lines', 'status', 'status-json', 'after-kill', 'ended-INT', 'ended-TERM', 'ended-HUP':
        demand(not run.text(f'{name}.err'), name, run.text(f'{name}.err'))


def names_the_vm(run):
    """watch names the VM, by its process and by its name"""
    pid, fd = (int(n) for n in re.search(r'/(\d+)-(\d+)$', run.text('vms').strip()).groups())
    for vm in run.vms():
        said = vm['name'], vm['program'], vm['pid'], vm['fd']
        demand(said == ('lab-L1', 'qemu-system-x86_64', pid, fd), said, pid, fd)
    demand('lab-L1 (qemu-system-x86_64, pid %d)' % pid in run.text('lines.txt'), run.text('lines.txt'))


def entries_move(run):
    """nested_run moves from sample to sample, and from what it was before; the rate is its difference"""
    before = int(run.text('counts').split()[0])
    vms, samples = run.vms(), run.samples()
    demand(0 < before <= counter(vms[0], 'nested_run') < counter(vms[-1], 'nested_run'), before, vms)
    for i in range(1, SAMPLES):
        entries = vms[i]['l2_entries_per_second'] * samples[i]['seconds']
        moved = counter(vms[i], 'nested_run') - counter(vms[i - 1], 'nested_run')
        demand(abs(entries - moved) < 0.01, i, entries, moved)


def in_l2(run):
    """the vCPUs in L2 are those of KVM's guest_mode"""
    for vm in run.vms():
        demand(vm['vcpus_in_l2'] == counter(vm, 'guest_mode') <= vm['vcpus'] == 1, vm)


def exits_are_counted(run):
    """exits from L2 are counted in the kernel, and L1 gets no more than all of them"""
    for sample in run.samples():
        demand(sample['trace']['state'] == 'value' and sample['trace']['value'].startswith('histograms'), sample['trace'])
    vms = run.vms()
    demand(sum(vm['l2_exits_per_second'] for vm in vms) > 0, vms)
    demand(sum(vm['to_l1_per_second'] for vm in vms) > 0, vms)
    for vm in vms:
        demand(vm['to_l1_share'] is None or 0 <= vm['to_l1_share'] <= 1, vm)
        # Every entry by L1 ends in an exit to L1; the counts differ by the few at the ends of the sample.
        entries = vm['l2_entries_per_second']
        demand(abs(vm['to_l1_per_second'] - entries) <= 0.3 * entries + 60, vm)


def counts_a_part(run):
    """exits are counted all the time in a short interval, and for a part of a long one"""
    for sample in run.samples():
        demand(sample['counted_seconds'] > 0.9 * sample['seconds'], sample)
    part = json.loads(run.text('part.txt'))
    demand(0 < part['counted_seconds'] < 0.5 * part['seconds'], part)
    vm, = part['vms']
    demand(vm['l2_exits_per_second'] is not None, vm)


def reasons_add_up(run):
    """the exits by reason are as many as all of them"""
    for vm in run.vms():
        for whole, part in ('l2_exits_per_second', 'exits_per_second'), ('to_l1_per_second', 'to_l1_per_second'):
            total = sum(reason[part] for reason in vm['reasons'])
            demand(abs(total - vm[whole]) <= 1e-6 * max(total, 1), vm)


def reasons_are_named(run):
    """every reason has a name, of the right vendor, and CPUID is among them"""
    isa = {'amd': 'svm', 'intel': 'vmx'}[run.vendor]
    reasons = run.reasons()
    for reason in reasons:
        demand(reason['isa'] == isa and not reason['name'].startswith('0x'), reason)
    # L2 waits, and executes CPUID meanwhile.
    demand({'amd': 'cpuid', 'intel': 'CPUID'}[run.vendor] in {reason['name'] for reason in reasons}, reasons)


def shadowing(run):
    """VMCS shadowing: looked at on Intel, and on AMD it says that there is none"""
    for sample in run.samples():
        said = sample['shadowing']
        if run.vendor == 'amd':
            demand(said['duty'] is None and 'SVM' in said['why'], said)
        else:
            demand(said['looks'] >= said['shadowing'] >= 0, said)
    if run.vendor == 'intel':
        demand(sum(sample['shadowing']['looks'] for sample in run.samples()) > 0, run.samples())


def status_says_it(run):
    """status names the VM, and says that nesting is offered to it and in use"""
    now = json.loads(run.text('status.json'))['nested_now']
    vm, = now['vms']
    demand(now['enabled']['answer'] == 'yes', now)
    demand(vm['name'] == 'lab-L1' and vm['offered']['answer'] == vm['in_use']['answer'] == 'yes', vm)
    demand(now['shadowing_enabled']['answer'] == {'amd': 'no', 'intel': 'yes'}[run.vendor], now)
    for text in 'lab-L1 (qemu-system-x86_64', 'offered: yes', 'in use: yes':
        demand(text in run.text('status.txt'), text, run.text('status.txt'))


def leaves_nothing(run):
    """its trace instance goes with it, on every signal; after SIGKILL with the next start"""
    demand(run.text('ends').splitlines() == ['INT status 0 instances 1 0', 'TERM status 0 instances 1 0',
                                             'HUP status 0 instances 1 0', 'KILL instances 1', 'next instances 0'],
           run.text('ends'))
    demand(run.text('instances') == '', run.text('instances'))


CHECKS = (came_to_the_end, names_the_vm, entries_move, in_l2, exits_are_counted, counts_a_part, reasons_add_up, reasons_are_named,
          shadowing, status_says_it, leaves_nothing)


def main():
    results = dict(zip(('amd', 'intel'), map(Path, sys.argv[1:]))) or {v: BUILD / 'lab' / v for v in VENDORS}
    todo = [(f'{vendor}: {check.__doc__}', check, Run(directory, vendor)) for vendor, directory in results.items()
            for check in CHECKS]
    run_checks(todo, *results.values())


main()
