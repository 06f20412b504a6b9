#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""KVM's own tests of nested guests come to the same end while the module's live file is read as fast as it can be.

usage: kvm.py amd|intel [RESULTS]

Without RESULTS, of a run that came before, they are built and run first: in L0, on Debian's kernel of their version.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

from boot import BUILD, LAB, boot
from check import demand, run_checks


# The tests with nested guests, and their results in these emulators: one that passes has run. One that fails does so
# without nestscope, too, and still runs a nested guest.
TESTS = {
    'amd': {
        'hyperv_svm_test': 'pass',
        # TCG gives another error code than the expected one.
        'nested_exceptions_test': 'fail',
        'smm_test': 'pass',
        'state_test': 'pass',
        'svm_int_ctl_test': 'pass',
        'svm_nested_shutdown_test': 'pass',
        # TCG has no NRIPS, which the test assumes.
        'svm_nested_soft_inject_test': 'fail',
        'svm_vmcall_test': 'pass',
        'triple_fault_event_test': 'pass',
    },
    # Left out: vmx_preemption_timer_test waits for billions of ticks, which takes minutes in Bochs, and
    # vmx_exception_with_invalid_guest_state has no nested guest and needs a KVM with unrestricted_guest=0.
    'intel': {
        'nested_exceptions_test': 'pass',
        'smm_test': 'pass',
        'state_test': 'pass',
        'triple_fault_event_test': 'pass',
        'vmx_apic_access_test': 'pass',
        'vmx_close_while_nested_test': 'pass',
        'vmx_dirty_log_test': 'pass',
        'vmx_invalid_nested_guest_state': 'pass',
        'vmx_msrs_test': 'pass',
        'vmx_nested_tsc_scaling_test': 'pass',
        'vmx_set_nested_state_test': 'pass',
        'vmx_tsc_adjust_test': 'pass',
    },
}
# The clock rates are low: the less a CPU does in a second, the more often its work is looked at.
LAB_SETTINGS = {
    # QEMU 7.2, with a thread for each CPU, now and then runs what another CPU has just patched, and the kernel patches
    # itself for the first VM and after the last one. And now and then AVX is undefined there in a guest that has just
    # switched it on. Nothing waits for an observer here, so little patience shows sooner that it stands still.
    'amd': {'LAB_TCG_THREAD': 'single', 'LAB_L0_CPU': 'EPYC,+svm,-hypervisor,-xsave', 'LAB_KHZ': '4000000',
            'LAB_PATIENCE': '0.5'},
    'intel': {'LAB_IPS': '50000000'},
}
STATUS = {0: 'pass', 4: 'skip'}
KILLED = 137
# A line for each CPU, as Documentation/ABI/testing/debugfs-nestscope has it; after how often it was read
SEEN = re.compile(r'(\d+) cpu\d+ (.*)')


class Results:
    def __init__(self, directory):
        self.dir = directory / 'L0' / 'kvm'

    def text(self, name):
        return (self.dir / name).read_text(errors='replace')

    def status(self, name):
        return int(self.text(name + '.rc'))

    def ends(self, how, test):
        """What a test came to each time"""
        found = [int(status) for status in self.text(f'{how}/{test}.rc').split()]
        demand(found and KILLED not in found, 'it does not end:', self.text(f'{how}/{test}.txt').splitlines()[-3:])
        return [STATUS.get(status, 'fail') for status in found]

    def reads(self, test):
        """How often the file was read during a test, and how often in vain"""
        found = re.match(r'reads (\d+) failed (\d+)\n', self.text(f'read/{test}.live'))
        demand(found, test, 'nobody read')
        return int(found.group(1)), int(found.group(2))

    def seen(self, test):
        """What the file said of a CPU during a test, as dictionaries"""
        return [dict(pair.split('=') for pair in line.group(2).split())
                for line in map(SEEN.fullmatch, self.text(f'read/{test}.live').splitlines()) if line]


def echo(command, env):
    """Run it, and print its last words; returns its exit status"""
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='replace',
                             env=env)
    for line in process.stdout.splitlines()[-25:]:
        print('#', line)
    return process.returncode


def build_and_boot(vendor, directory):
    # Without the environment of a make that this may run under
    env = {name: value for name, value in os.environ.items()
           if name in ('PATH', 'HOME', 'XDG_CACHE_HOME') or name.startswith('NESTSCOPE_')}
    tree = BUILD / 'kvm' / f'tree-{vendor}'
    status = echo([LAB / 'kvm' / 'build', tree, *TESTS[vendor]], env)
    demand(status == 0, LAB / 'kvm' / 'build', 'exit', status)
    status = boot(vendor, {**env, **LAB_SETTINGS[vendor], 'NESTSCOPE_BUILD': str(BUILD / 'kvm'), 'LAB_LAYERS': '1',
                           'LAB_TREE': str(tree), 'LAB_GUEST_D': str(LAB / 'kvm' / 'guest.d')}, directory)
    demand(status == 0, LAB / 'run', 'exit', status)


# --- the checks: each raises an exception if it fails

def for_admins_alone(results):
    """without CAP_SYS_ADMIN root cannot open the file, without another capability it can"""
    demand(results.status('without-sys_admin') != 0 and
           'Operation not permitted' in results.text('without-sys_admin.txt'), results.text('without-sys_admin.txt'))
    demand(results.status('without-sys_time') == 0 and
           results.text('without-sys_time.txt').startswith('format: 2\n'), results.text('without-sys_time.txt'))


def counted(ends):
    return ' and '.join(f'{ends.count(end)} x {end}' for end in sorted(set(ends)))


def same_end(results, vendor, test):
    while_read, alone = results.ends('read', test), results.ends('alone', test)
    reads, failed = results.reads(test)
    print(f'# {test}: {counted(alone)} alone, {counted(while_read)} while live is read {reads} times')
    if 'fail' in alone:
        print('#', *[line.strip() for line in results.text(f'alone/{test}.txt').splitlines()[-1:]])
    demand(alone == while_read and len(alone) > 1, results.text(f'read/{test}.txt').splitlines()[-25:])
    demand(set(alone) == {'pass'} or TESTS[vendor][test] == 'fail', 'it is expected to pass')
    demand(failed == 0, failed, 'of', reads, 'reads failed')
    demand(reads >= 10, 'that is not often')


def svm_was_on(results):
    """while a test runs EFER.SVME is on, and there is a save area"""
    for test in TESTS['amd']:
        demand(any(cpu['svme'] == '1' and cpu['hsave_pa_set'] == '1' for cpu in results.seen(test)), test)


def vmcs_was_seen(results):
    """while tests run their VMCSs are seen, and VMCS shadowing is on in some"""
    seen = {test: results.seen(test) for test in TESTS['intel']}
    current = [test for test in seen if any(cpu['current'] == '1' for cpu in seen[test])]
    shadowing = [test for test in seen if any(cpu['shadowing'] == '1' and cpu['link'] == 'set' for cpu in seen[test])]
    print('# a current VMCS seen in', *current)
    print('# VMCS shadowing seen in', *shadowing)
    # A short test has but a few moments of 4 ms, in each of which it can be seen once.
    demand(len(current) > len(seen) / 2, len(current), 'of', len(seen))
    demand(len(shadowing) >= 3, shadowing)


def main():
    vendor = sys.argv[1]
    results = Results(Path(sys.argv[2]) if sys.argv[2:] else BUILD / 'kvm' / 'lab' / vendor)
    last = svm_was_on if vendor == 'amd' else vmcs_was_seen
    todo = [] if sys.argv[2:] else [("L0 runs KVM's tests, and its kernel does not complain", build_and_boot, vendor,
                                         results.dir.parent.parent)]
    todo += [(for_admins_alone.__doc__, for_admins_alone, results)]
    todo += [(f'{test} comes to the same end while live is read', same_end, results, vendor, test)
             for test in TESTS[vendor]]
    todo += [(last.__doc__, last, results)]
    run_checks(todo, results.dir.parent.parent)


main()
