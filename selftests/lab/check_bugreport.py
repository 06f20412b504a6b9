#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds the bug reports of the lab's layers against the kernel's list of what one needs, item by item, in KTAP.

usage: check_bugreport.py [RESULTS...]

The list is that of Documentation/virt/kvm/x86/running-nested-guests.rst, "Reporting bugs from nested setups".
Boots nothing: guest.d/60-stamp.sh kept the reports while the stack ran.
"""
import functools
import re
import subprocess
import sys
from pathlib import Path

from boot import VENDORS
from check import BUILD, demand, parts_of_report, run_checks


class Layer:
    def __init__(self, directory, number):
        self.dir, self.number = directory, number
        self.path = directory / f'L{number}' / 'bugreport.md'

    @functools.cached_property
    def report(self):
        return parts_of_report(self.path)

    def parts(self, name):
        demand(name in self.report, name, 'is not in the report')
        return self.report[name]

    def text(self, name):
        texts = [p['text'] for p in self.parts(name) if p['text']]
        demand(texts, name, 'has no text:', self.parts(name)[0]['why'])
        return '\n'.join(texts)

    def missing(self, name):
        part, = self.parts(name)
        demand(part['text'] is None and part['why'], name, 'is said to be there')
        return part['why']


def nested_is_mentioned(layer):
    """it is mentioned that this is a nested setup, and which layer this is"""
    screen = layer.path.read_text().partition('## Findings')[0]
    demand('This is a nested setup' in screen or layer.number == 0, screen[:300])
    demand(re.search(r'^\| L%d \| ' % layer.number, screen, re.M), screen[:600])


def kvm_on_kvm(layer):
    """KVM on KVM, and no TCG, can be told"""
    screen = layer.path.read_text().partition('## Findings')[0]
    want = '1 VM: qemu-system-x86_64 with KVM' if layer.number < 2 else 'no VM'
    demand(want in screen.replace('\\', ''), screen[:900])
    demand('guest of KVM' in screen or layer.number == 0, screen[:600])


def kernel_version(layer):
    """kernel version"""
    release = (layer.path.parent / 'sysroot/proc/sys/kernel/osrelease').read_text().strip()
    demand(layer.text('kernel').startswith(f'Linux version {release} '), layer.text('kernel'), 'should be of', release)


def qemu_version(layer):
    """QEMU version, or that there is none"""
    if layer.number < 2:
        demand('QEMU emulator version' in layer.text('qemu-version'))
    else:
        demand('not installed' in layer.missing('qemu-version'))


def libvirt_version(layer):
    """libvirt version: the lab has none"""
    demand('not installed' in layer.missing('libvirt-version'))


def command_line(layer):
    """QEMU command line of the next layer"""
    if layer.number < 2:
        text = layer.text('vm-command-line')
        demand('-cpu\nhost' in text and 'kvm' in text and '-uuid\n[uuid-' in text.replace('L%d:' % layer.number, ''), text)
    else:
        demand('no running VM' in layer.missing('vm-command-line'))


def libvirt_files(layer):
    """libvirt's log and XML: the lab has none, and that is said"""
    demand('No such file' in layer.missing('libvirt-log'))
    demand('No such file' in layer.missing('domain'))


def cpuinfo(layer):
    """/proc/cpuinfo, which the list calls /sys/cpuinfo"""
    demand(re.search(r'^flags\s*:.* (vmx|svm) ', layer.text('cpuinfo'), re.M), layer.text('cpuinfo')[:500])


def lscpu(layer):
    """lscpu, or that it is not installed"""
    demand('not installed' in layer.missing('lscpu'))


def dmesg(layer):
    """full dmesg"""
    text = layer.text('dmesg')
    demand('Linux version' in text.splitlines()[0] and len(text.splitlines()) > 100, text[:300])
    demand('nestscope from here' in text, text[-300:])


def x86info(layer):
    """x86info -a, or that it is not installed, and the registers that it would read"""
    demand('not installed' in layer.missing('x86info'))
    demand('IA32_FEATURE_CONTROL' in layer.path.read_text())


def dmidecode(layer):
    """dmidecode, or that it is not installed, and what the kernel knows of DMI"""
    demand('not installed' in layer.missing('dmidecode'))
    demand([p for p in layer.parts('dmi') if p['text'] or p['why']])


def sysinfo(layer):
    """/proc/sysinfo, which is that of s390x, is not missed"""
    demand('sysinfo' not in layer.report)


def parameters(layer):
    """parameters of KVM, and the state of the module"""
    demand(re.search(r'^kvm_(intel|amd)\.nested: [1Y]', layer.text('parameters'), re.M), layer.text('parameters'))
    demand('format: ' in layer.text('nestscope'))


ITEMS = (nested_is_mentioned, kvm_on_kvm, kernel_version, qemu_version, libvirt_version, command_line, libvirt_files,
         cpuinfo, lscpu, dmesg, x86info, dmidecode, sysinfo, parameters)


def all_layers(layers):
    """the three reports make one, with the layers in their order, and a VM's UUID is one token"""
    done = subprocess.run([BUILD / 'nestscope', 'bugreport', '--from', layers[0].path, layers[2].path, layers[1].path],
                          capture_output=True, text=True)
    demand(done.returncode == 0, done.stderr)
    order = re.findall('^<!-- nestscope layer (.*) -->$', done.stdout, re.M)
    demand(order == ['L0', 'L1', 'L2'], order)
    demand(not re.search('[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', done.stdout), 'a UUID is told')


def main():
    directories = [Path(d) for d in sys.argv[1:]] or [BUILD / 'lab' / v for v in VENDORS]
    todo = [(f'{d.name} L{n}: {item.__doc__}', item, Layer(d, n)) for d in directories for n in range(3) for item in ITEMS]
    todo += [(f'{d.name}: {all_layers.__doc__}', all_layers, [Layer(d, n) for n in range(3)]) for d in directories]
    run_checks(todo, *directories)


if __name__ == '__main__':
    main()
