#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots L0, where libvirt starts VMs in a real KVM, and holds what nestscope says of them against what their CPUs have.

L0 sees this machine's /usr, read only: it is this machine's libvirt and QEMU that run there.
"""
import json
import re
import shutil
import subprocess

from boot import BUILD, LAB
from check import demand, parts_of_report, run, run_checks

NAME = 'libvirt'
RESULTS = BUILD / 'lab' / NAME / 'L0'
# Name, what is said before it starts and when it runs, whether its CPU has SVM. Where no CPU is chosen libvirt writes
# qemu64 into the definition.
DOMAINS = [
    ('none', 'domain-svm-default', 'domain-left-out', False),
    ('epyc', 'domain-svm-default', 'domain-left-out', False),
    ('epyc-svm', 'domain-has', 'domain-has', True),
    ('host-model', 'domain-host-model', 'domain-left-out', False),
    ('host-model-svm', 'domain-has', 'domain-has', True),
    ('passthrough', 'domain-has', 'domain-has', True),
    ('passthrough-off', 'domain-switched-off', 'domain-switched-off', False),
    ('maximum', 'domain-has', 'domain-has', True),
]


def boots():
    """L0 boots, and its libvirt starts VMs"""
    # One layer alone: its clock may go nearly right, and libvirt waits as long as it does anywhere.
    run('amd', LAB_NAME=NAME, LAB_KHZ='4000000', LAB_LAYERS='1', LAB_GUEST_D=str(LAB / 'libvirt.d'),
        LAB_MODULES='virtio_pci 9pnet_virtio 9p',
        LAB_L0_ARGS='-m 3G -virtfs local,path=/usr,mount_tag=usr,security_model=none,readonly=on')
    demand((RESULTS / '20-libvirt.sh.rc').read_text().strip() == '0', (RESULTS / '20-libvirt.sh.err').read_text(),
           (RESULTS / 'libvirtd.log').read_text() if (RESULTS / 'libvirtd.log').exists() else '')


def said(name, when, state):
    """The code of nestscope's answer"""
    text = (RESULTS / f'{name}.{when}').read_text()
    answers = {d['state']: d['found'][0]['finding'] for d in json.loads(text)['domains']}
    return answers.get(state)


def file_is_right(name, svm):
    """The same from its XML as it was written, and from what was captured of L0"""
    done = subprocess.run([BUILD / 'nestscope', 'check', '--domain-xml', RESULTS / f'{name}.xml', '--from',
                           RESULTS / 'snapshot.txt', '--json'], capture_output=True, text=True)
    demand(done.returncode == (0 if svm else 1), 'exit', done.returncode, done.stderr)
    return json.loads(done.stdout)['domains'][0]['found'][0]['finding']


def is_right(name, defined, running, svm):
    started = (RESULTS / f'{name}.start').read_text()
    demand((RESULTS / f'{name}.started').read_text().strip() == '0', started)
    made = (RESULTS / f'{name}.made').read_text()
    cpu = (RESULTS / f'{name}.cpu').read_text().strip()
    print(f'# {name}: -cpu {cpu[:120]}')
    demand(f'"return":{str(svm).lower()}' in made, 'QEMU made:', made[:200])
    demand(said(name, 'before', 'defined') == defined, 'defined:', said(name, 'before', 'defined'))
    demand(said(name, 'running', 'running') == running, 'running:', said(name, 'running', 'running'))
    demand(said(name, 'running', 'defined') == defined, 'defined, while it runs:', said(name, 'running', 'defined'))
    written = 'domain-no-cpu' if name == 'none' else defined
    demand(file_is_right(name, svm) == written, 'from its XML:', file_is_right(name, svm))


def report_has_it():
    """a bug report has libvirt's version, its XML and log, and QEMU's command line, with one token for the VM's UUID"""
    report = RESULTS / 'bugreport.md'
    demand(report.stat().st_size, (RESULTS / 'bugreport.err').read_text())
    parts = {name: [p['text'] or p['why'] for p in parts] for name, parts in parts_of_report(report).items()}
    demand(re.search(r'\d+\.\d+\.\d+', parts['libvirt-version'][0]), parts['libvirt-version'])
    command, = [text for text in parts['vm-command-line'] if '-cpu\n' in text]
    uuid = re.search(r'^-uuid\n(\[L0:uuid-\d+\])$', command, re.M)
    demand(uuid, command)
    mine = [text for text in parts['domain'] if f'<uuid>{uuid[1]}</uuid>' in text]
    # Its name is a word of its own CPU's mode, too, and goes there as well.
    demand(mine and all("<cpu mode='host-[L0:vm-" in text for text in mine), parts['domain'])
    logs = [text for text in parts['libvirt-log'] if uuid[1] in text]
    demand(logs and 'starting up libvirt version' in logs[0], parts['libvirt-log'])


missing = [tool for tool in ('libvirtd', 'virsh') if not shutil.which(tool, path='/usr/bin:/usr/sbin')]
if missing:
    print(f'TAP version 13\n1..1\nok 1 VMs of libvirt in KVM # SKIP {", ".join(missing)} is not installed')
else:
    run_checks([('libvirt: L0 boots, and its libvirt starts VMs', boots)] +
               [(f'libvirt: {name}: {"SVM" if svm else "no SVM"}, as it was said', is_right, name, defined, running, svm)
                for name, defined, running, svm in DOMAINS] +
               [(f'libvirt: {report_has_it.__doc__}', report_has_it)], BUILD / 'lab' / NAME)
