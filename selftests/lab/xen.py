#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots Debian's Xen and its dom0, and holds what nestscope says there against the truth: Xen runs the VMs, not KVM."""
import json
import subprocess

from check import BUILD, demand, run, run_checks

NAME = 'xen'


def say(*arguments):
    """What the program says of the snapshot that was taken in dom0, and its exit status"""
    process = subprocess.run([BUILD / 'nestscope', *arguments, '--from', BUILD / 'lab' / NAME / 'L0' / 'snapshot.txt'],
                             capture_output=True, text=True)
    return json.loads(process.stdout), process.returncode


def boots():
    """Xen starts, and dom0 comes to its end"""
    run(NAME, LAB_NAME=NAME)


def layer_is_dom0():
    """the layer is dom0 of Xen, which is on a machine of QEMU's"""
    layer, _ = say('layers', '--json')
    demand((layer['kind'], layer['hypervisor'], layer['finding']) == ('parent', 'Xen', 'layer-xen-dom0'),
           layer['summary'])
    demand(layer['certainty'] in ('likely', 'certain') and layer['at_least'] == 1, layer['summary'])


def xen_runs_the_vms():
    """it can run VMs, by Xen, PV ones alone on a CPU without VMX, and they can run none"""
    status, code = say('status', '--json')
    run_vms, nest = status['can_run_vms'], status['can_its_vms_run_vms']
    demand((run_vms['finding'], run_vms['answer'], code) == ('xen-runs-vms', 'yes', 0), run_vms)
    demand(run_vms['arguments'].get('read') == 'yes', run_vms)
    demand('pv' in run_vms['arguments'], run_vms)
    demand((nest['finding'], nest['answer']) == ('xen-without-hvm', 'no'), nest)
    demand('-cpu' not in json.dumps(run_vms), run_vms)


def checks_say_so():
    """check does not take dom0 for a VM that was given too small a CPU"""
    results, _ = say('check', '--json', 'guest-cpu', 'run-vms')
    found = {c['check']: (c['verdict'], c['found']['finding']) for c in results['checks']}
    demand(found == {'guest-cpu': ('SKIP', 'parent-partition'), 'run-vms': ('PASS', 'xen-runs-vms')}, found)


def module_reads():
    """the module loads in dom0, and reads"""
    results = BUILD / 'lab' / NAME / 'L0'
    demand((results / 'insmod.rc').read_text().strip() == '0', (results / 'insmod.err').read_text())
    demand((results / 'sysroot/sys/kernel/nestscope/format').exists(), 'no files of the module')


run_checks([(f'xen: {check.__doc__}', check) for check in (boots, layer_is_dom0, xen_runs_the_vms, checks_say_so,
                                                          module_reads)], BUILD / 'lab' / NAME)
