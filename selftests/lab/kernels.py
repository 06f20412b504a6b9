#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""L0 of the AMD lab with each kernel of selftests/kernels: the module as it is built for that one loads and reads right.

usage: kernels.py [RELEASE...]

Without arguments: the newest kernel of each line, in its plain flavour. Not in make test: each boot takes minutes.
"""
import os
import shutil
import subprocess
import sys

from check import (Layer, came_to_its_end, commands_ended_well, debugfs_equals_rdmsr, demand, hypervisor_is_seen, log_is_clean,
                   module_loaded, reload, reporter_equals_module, result, svm_flags, sysfs_equals_rdmsr,
                   what_changes_is_read_now)
from boot import BUILD, LAB, boot, tell_steps

CHECKS = (came_to_its_end, log_is_clean, module_loaded, commands_ended_well, sysfs_equals_rdmsr, debugfs_equals_rdmsr,
          reporter_equals_module, what_changes_is_read_now, hypervisor_is_seen, svm_flags, reload)


def prepare():
    """Releases, for each of which build/kernels/RELEASE has a module, and the cache the kernel"""
    process = subprocess.run([LAB / 'prepare_kernels'], stdout=subprocess.PIPE, text=True, check=False,
                             env={**os.environ, 'NESTSCOPE_BUILD': str(BUILD)})
    return process.stdout.split(), process.returncode


def every_kernel_is_there(status):
    """the module is built for every kernel"""
    demand(status == 0, 'prepare_kernels ended with', status)


def boots(release):
    """it boots and ends by itself"""
    build = BUILD / 'kernels' / release
    shutil.copy2(BUILD / 'nestscope', build / 'nestscope')
    settings = {'NESTSCOPE_BUILD': str(build), 'LAB_NAME': 'amd', 'LAB_LAYERS': '1'}
    demand(boot('amd', {**os.environ, **settings}, build / 'lab/amd') == 0, 'it does not')


def main():
    print('TAP version 13', flush=True)
    releases, status = prepare()
    ok, number = [result('1 ' + every_kernel_is_there.__doc__, every_kernel_is_there, status)], 1
    for release in sys.argv[1:] or releases:
        directory = BUILD / 'kernels' / release / 'lab/amd'
        layer, passed = Layer(directory, 'amd', 0), []
        for check, argument in [(boots, release), *((check, layer) for check in CHECKS)]:
            number += 1
            passed.append(result(f'{number} {release}: {check.__doc__}', check, argument))
        print(f'# figure: {release}: {sum(passed)} of {len(passed)} checks passed', flush=True)
        if not all(passed):
            tell_steps(directory)
        ok += passed
    print(f'1..{number}')
    sys.exit(not all(ok))


main()
