#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""L0 with three CPUs, the last of which lacks nested paging: each is read, the module says that they differ and the
reporter which and in what; and a CPU that goes and comes back changes nothing.

Apart from the stack, whose L0 has one CPU: QEMU 7.2, with a thread for each CPU, now and then runs code that another
CPU has just patched, and with one for all of them a nested guest gets no further.
"""
from check import (BUILD, Layer, came_to_its_end, commands_ended_well, debugfs_equals_rdmsr, demand, log_is_clean,
                   module_loaded, reload, reporter_equals_module, run, run_checks, sysfs_equals_rdmsr,
                   what_changes_is_read_now)

NAME = 'cpus'
ODD_CPU = 2
CPU = 'EPYC-x86_64-cpu,svm=on,hypervisor=off,core-id=0,thread-id=0,die-id=0'
SETTINGS = {
    'LAB_NAME': NAME, 'LAB_LAYERS': '1', 'LAB_TCG_THREAD': 'single', 'LAB_CPUS': '1,sockets=3,maxcpus=3',
    'LAB_L0_ARGS': f'-device {CPU},socket-id=1 -device {CPU},socket-id=2,npt=off',
}
DIFFERENT, DIFFERENT_FILE = 'CPUID_8000000A_EDX', 'svm/features_edx'


def boots(_):
    """it boots and ends by itself"""
    run('amd', **SETTINGS)


def difference_is_seen(layer):
    """the module says that the CPUs differ, which and in what, and the snapshot as well"""
    sysfs = layer.sysfs()
    demand(sysfs['cpus'] == '0-2' and sysfs['cpus_agree'] == '0', sysfs['cpus'], sysfs['cpus_agree'])
    cpu, said = None, []
    for line in layer.text('sysroot/sys/kernel/debug/nestscope/cpus').splitlines():
        if line.startswith('cpu'):
            cpu = int(line.split()[0][3:])
        elif ' differs-from-cpu0' in line:
            said.append((cpu, line.split()[0], int(line.split()[2], 16)))
    demand([(cpu, name) for cpu, name, _ in said] == [(ODD_CPU, DIFFERENT)], said)
    demand(said[0][2] & 1 == 0 and int(sysfs[DIFFERENT_FILE], 16) & 1 == 1, said, sysfs[DIFFERENT_FILE])
    differ = layer.json('snapshot.txt')['cpu']['differ']
    demand([(d['cpu'], d['register'], int(d['value'], 16)) for d in differ] == said, differ)


def people_are_told(layer):
    """status tells people"""
    status = ' '.join(layer.text('status.txt').split())
    demand(f'NOT all alike: CPU {ODD_CPU} differs in {DIFFERENT}' in status, status[:400])


def hotplug(layer):
    """a CPU goes offline and comes back, and nothing else changes"""
    before, offline, online = layer.sysfs(), layer.tree('offline'), layer.tree('online')
    demand('cpu1 online' in layer.text('online.cpus') and 'cpu1 offline' in layer.text('offline.cpus'), 'debugfs')
    demand(online == before, 'online:', set(online.items()) ^ set(before.items()))
    demand(offline == before, 'offline:', set(offline.items()) ^ set(before.items()))
    demand(layer.text('online.cpus').count('differs') == 1, 'CPU 1 came back otherwise')
    demand(layer.text('status-offline.rc').strip() in ('0', '1'), 'status', layer.text('status-offline.err'))


CHECKS = (boots, came_to_its_end, log_is_clean, module_loaded, commands_ended_well, sysfs_equals_rdmsr,
          debugfs_equals_rdmsr, reporter_equals_module, what_changes_is_read_now, difference_is_seen, people_are_told, hotplug, reload)


def main():
    layer = Layer(BUILD / 'lab' / NAME, 'amd', 0)
    run_checks([(f'{NAME}: {check.__doc__}', check, layer) for check in CHECKS], BUILD / 'lab' / NAME)


main()
