#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds what the module's files live and vmread said in the lab against what must have been so, and says it in KTAP.

usage: check_live.py [AMD-RESULTS INTEL-RESULTS]

Boots nothing: guest.d/40-live.sh kept what it said while the stack ran, and what else was known of each moment.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

from boot import VENDORS
from check import BUILD, COMPLAINT, MARK, demand, run_checks


# The lines as Documentation/ABI/testing/debugfs-nestscope describes them
FLAG = '(0|1|absent|unreadable)'
CPU = re.compile(f'cpu\\d+ vmxe={FLAG} svme={FLAG} hsave_pa_set={FLAG}')
GONE = '(absent|dropped|unreadable)'
VMCS = re.compile(f'{CPU.pattern} root=[01] current=(0|1|shadow) shadowing=({FLAG}|dropped) link=(set|none|{GONE}) '
                  f'guest_vmxe=({FLAG}|dropped) vmcs=([0-9a-f]{{8}}|{GONE})( header=unread)?')


TAINT_USER = 1 << 6
KINDS = 'empty', 'shadowed', 'unshadowed'
TIMED = 'rounds=[1-9]\\d* ' + ' '.join(f'{kind}_min=\\d+ {kind}_median=\\d+' for kind in KINDS)
VMREAD = re.compile(f'cpu\\d+ (root=0 current=0 rounds=absent|root=1 current=(0 rounds=absent|shadow rounds=dropped|'
                    f'1 ({TIMED}|rounds=absent|rounds=unreadable)))')


class Look:
    """One read of the file: a dictionary a CPU, the last line that L1 or L2 had printed, and whether KVM's vCPU was in
    L2: None if the vCPU ran meanwhile."""

    def __init__(self, line):
        self.line = line
        self.phase, counts, cpus = line.replace('\r', '').split('|')
        self.cpus = [dict(pair.split('=') for pair in cpu.split()[1:]) for cpu in re.split(r' (?=cpu\d)', cpus) if cpu]
        self.texts = [cpu.strip() for cpu in re.split(r' (?=cpu\d)', cpus) if cpu]
        moving = counts == 'moving' or '-' in counts
        self.in_l2 = None if moving else int(re.match(r'guest_mode=(\d+) ', counts).group(1))

    def has(self, **values):
        return any(all(cpu.get(k) == v for k, v in values.items()) for cpu in self.cpus)

    def shadowing(self):
        return self.has(shadowing='1') or self.has(link='set')

    def ids(self, **values):
        return {cpu['vmcs'] for cpu in self.cpus if all(cpu.get(k) == v for k, v in values.items())}


class Layer:
    def __init__(self, directory, vendor, number):
        self.dir, self.vendor, self.number = directory / f'L{number}', vendor, number

    def text(self, name):
        # Lines of a console end with a \r, which is not part of our lines.
        return (self.dir / 'live' / name).read_bytes().decode(errors='replace')

    def looks(self):
        found = [Look(line) for line in self.text('looks').split('\n')[:-1]]
        demand(found, 'nobody looked')
        return found

    def file(self, name):
        """The second line of a copy of the file, and those of the CPUs"""
        first, second, *cpus = self.text(name).splitlines()
        demand(first == 'format: 2' and cpus, name, first, cpus)
        return second, cpus

    def on_at_load(self):
        """1 if KVM switches VMX or SVM on when it is loaded, as it does since Linux 6.12, and not for the first VM: else 0"""
        parameters = json.loads((self.dir / 'snapshot.txt').read_text())['parameters']['kvm']
        return int(parameters.get('enable_virt_at_load', {}).get('value') == 'Y')

    def times(self):
        """What was said of VMREAD on each CPU, the lines as they are"""
        cpus = [cpu for line in self.text('vmread').replace('\r', '').splitlines()
                for cpu in re.split(r' (?=cpu\d)', line.partition('|')[2]) if cpu]
        demand(cpus, 'nobody looked')
        return cpus

    def timed(self):
        """Of those the times, beyond what taking the time takes, as dictionaries"""
        found = [dict(pair.split('=') for pair in cpu.split()[1:]) for cpu in self.times() if re.search(TIMED, cpu)]
        demand(found, 'VMREAD was never timed')
        return [{f'{kind}_{what}': int(cpu[f'{kind}_{what}']) - int(cpu[f'empty_{what}'])
                 for kind in KINDS[1:] for what in ('min', 'median')} for cpu in found]


def never(looks, condition):
    wrong = [look.line for look in looks if condition(look)]
    demand(not wrong, len(wrong), 'looks, the first:', wrong[:1])


def at_least(number, looks, **values):
    found = sum(look.has(**values) for look in looks)
    demand(found >= number, found, 'of', len(looks), 'looks have', values, 'and', number, 'should')


# --- the checks: each gets a layer and raises an exception if it fails

def of_this_module(layer):
    """the results are those of the module that was built for this kernel"""
    # Results are in BUILD/lab/NAME/L0. Each kernel of selftests/kernels has a BUILD of its own.
    built = subprocess.run(['modinfo', '-F', 'srcversion', layer.dir.parents[2] / 'nestscope.ko'], check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    demand(layer.text('srcversion') == built, layer.text('srcversion'), built)


def for_root_alone(layer):
    """the files are for root alone"""
    demand(layer.text('mode').split() == ['400', '400'], layer.text('mode'))


def off_without_parameter(layer):
    """without live_vmcs=1 no VMCS is looked at"""
    second, cpus = layer.file('off')
    demand(second.startswith('live_vmcs: off: '), second)
    demand(all(CPU.fullmatch(cpu) for cpu in cpus), cpus)


def no_vm(layer):
    """with no VM no CPU is in VMX operation, unless KVM enters it when it is loaded, and none has a VMCS"""
    on = layer.on_at_load()
    for name in 'idle', 'again':
        second, cpus = layer.file(name)
        demand(second == 'live_vmcs: on', second)
        for cpu in cpus:
            demand(re.search(f' vmxe={on} .* root={on} current=0 shadowing=absent link=absent guest_vmxe=absent vmcs=absent$',
                             cpu), cpu)


def as_documented(layer):
    """every look is as the ABI file says"""
    pattern = VMCS if layer.vendor == 'intel' else CPU
    never(layer.looks(), lambda look: not look.texts or not all(pattern.fullmatch(cpu) for cpu in look.texts))


def off_before_l2(layer):
    """shadowing is off until L1 starts a VM"""
    before = [look for look in layer.looks() if not re.search('starts L2|: L2 ', look.phase)]
    demand(any('L1' in look.phase for look in before), 'nobody looked while L1 booted')
    never(before, Look.shadowing)
    at_least(5, before, root='1', current='1', shadowing='0', link='none', guest_vmxe='0')


def on_in_l1(layer):
    """it is on while L1's KVM is active, and only in a guest that has set CR4.VMXE"""
    looks = [look for look in layer.looks() if look.shadowing()]
    never(looks, lambda look: not look.has(shadowing='1', link='set', guest_vmxe='1'))
    at_least(1, [look for look in looks if look.in_l2 == 0], shadowing='1')


def off_in_l2(layer):
    """it is off while L2 runs"""
    looks = [look for look in layer.looks() if look.in_l2]
    never(looks, Look.shadowing)
    at_least(1, looks, current='1', shadowing='0', link='none')


def two_vmcss(layer):
    """L1 has the same VMCS before and while shadowing is on, and L2 another"""
    looks = layer.looks()
    before = set().union(*(look.ids(current='1') for look in looks if not re.search('L2', look.phase)))
    shadowing = set().union(*(look.ids(shadowing='1') for look in looks))
    in_l2 = set().union(*(look.ids(current='1') for look in looks if look.in_l2))
    demand(len(shadowing) == 1 and shadowing == before, 'before:', before, 'shadowing:', shadowing)
    demand(len(in_l2) == 1 and not in_l2 & shadowing, 'L2:', in_l2, 'shadowing:', shadowing)


def never_on(layer):
    """it is never on for L2, which nests nothing"""
    never(layer.looks(), Look.shadowing)
    at_least(3, layer.looks(), root='1', current='1', shadowing='0', link='none')


def while_kvm_comes_and_goes(layer):
    """KVM is unloaded, loaded and runs a VM while the file is read as fast as it can be"""
    said = layer.text('reloads').split('\n')[:-1]
    demand(not layer.text('reloads.err'), layer.text('reloads.err'))
    demand({'unload 0', 'load 0', 'vm 0'} == set(said), said)
    reads = re.fullmatch(r'reads (\d+) failed 0\n', layer.text('reads'))
    demand(reads and int(reads.group(1)) >= 10, layer.text('reads'))


def svm_has_no_more(layer):
    """the file says that SVM has no more to show, with the parameter and without"""
    for name in 'off', 'idle', 'again':
        second, cpus = layer.file(name)
        demand(second.startswith('live_vmcs: absent: SVM '), second)
        demand(all(CPU.fullmatch(cpu) for cpu in cpus), cpus)


def svme_follows_the_vm(layer):
    """EFER.SVME is off with no VM, unless KVM sets it when it is loaded, and on while there is one"""
    for name in 'idle', 'again':
        demand(all(f' svme={layer.on_at_load()} ' in cpu for cpu in layer.file(name)[1]), name, layer.file(name))
    at_least(1, [look for look in layer.looks() if f'L{layer.number + 1}' in look.phase], svme='1', hsave_pa_set='1')


def not_timed_without_parameter(layer):
    """without vmread_timing=1 there is no file vmread"""
    files = layer.text('files').split()
    demand('live' in files and 'vmread' not in files, files)


def timing_taints(layer):
    """vmread_timing=1, an experiment, taints the kernel, and nothing else does of what the module can be asked for"""
    before, after = (int(layer.text(name)) for name in ('tainted.before', 'tainted'))
    demand(not before & TAINT_USER and after & TAINT_USER, hex(before), hex(after))


def times_as_documented(layer):
    """the times of VMREAD are as the ABI file says, and without a VM there are none"""
    first, second, *cpus = layer.text('vmread.idle').splitlines()
    demand((first, second) == ('format: 2', 'vmread_timing: on'), first, second)
    on = layer.on_at_load()
    demand(cpus and all(re.fullmatch(rf'cpu\d+ root={on} current=0 rounds=absent', cpu) for cpu in cpus), cpus)
    wrong = [cpu for cpu in layer.times() if not VMREAD.fullmatch(cpu)]
    demand(not wrong, wrong[:1])


def svm_has_no_vmread(layer):
    """the file says that SVM has nothing to time"""
    said = layer.text('vmread.idle').splitlines()
    demand(len(said) == 2 and said[1].startswith('vmread_timing: absent: SVM '), said)


def fast_in_l0(layer):
    """in L0 no VMREAD is an exit, and nothing is concluded from that"""
    wrong = [t for t in layer.timed() if max(t.values()) > 300]
    demand(not wrong, wrong[:1])
    status = (layer.dir / 'watch' / 'status.txt').read_text()
    demand('Nested now' in status and 'VMREAD' not in status, status)


def fast_and_slow_in_l1(layer):
    """in L1 VMREAD of a field that L0 shadows is no exit, and of the other one it is"""
    wrong = [t for t in layer.timed() for what in ('min', 'median')
             if not (t[f'shadowed_{what}'] <= 300 and t[f'unshadowed_{what}'] > max(600, 4 * t[f'shadowed_{what}']))]
    demand(not wrong, wrong[:1])


def l1_tells_of_l0(layer):
    """and status says so"""
    status = ' '.join(layer.text('vmread.status').split())
    demand('VMREAD timing (experiment, unproven on silicon): shadowed field' in status, status)
    demand('the hypervisor below seems to give VMCS shadowing in hardware' in status, status)


def log_is_clean(layer):
    """the kernel has not complained since nestscope was loaded"""
    _, mark, after = (layer.dir / 'dmesg.after').read_text(errors='replace').partition(MARK)
    demand(mark, 'the kernel log has lost its mark')
    found = [line for line in after.splitlines() if COMPLAINT.search(line)]
    demand(not found, found)


def checks(vendor, number):
    yield from (of_this_module, for_root_alone, as_documented, not_timed_without_parameter, timing_taints, log_is_clean)
    if vendor == 'amd':
        yield from (svm_has_no_more, svme_follows_the_vm, svm_has_no_vmread)
    else:
        yield from (off_without_parameter, no_vm, times_as_documented)
        yield from (off_before_l2, on_in_l1, off_in_l2, two_vmcss, fast_in_l0) if number == 0 else (
            never_on, fast_and_slow_in_l1, l1_tells_of_l0)
    if number == 0:
        yield while_kvm_comes_and_goes


def main():
    results = dict(zip(('amd', 'intel'), map(Path, sys.argv[1:]))) or {v: BUILD / 'lab' / v for v in VENDORS}
    todo = [(f'{vendor} L{number}: {check.__doc__}', check, Layer(directory, vendor, number))
            for vendor, directory in results.items()
            for number in range(2) for check in checks(vendor, number)]
    run_checks(todo, *results.values())


main()
