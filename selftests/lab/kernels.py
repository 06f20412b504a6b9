#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab with each kernel of selftests/kernels: the module, as it is built for that one, loads and reads right.

usage: kernels.py all|ends|RELEASE:VENDOR:LAYERS...

all: every kernel, L0 to L2 of both vendors with the plain flavour, L0 and L1 of both where clang built the module
(RELEASE+clang), L0 of AMD with the other flavours; hours. ends, in make test: the oldest and the newest, L0 and L1 of AMD
and L0 of Intel.
"""
import os
import shutil
import subprocess
import sys

import check
from boot import BUILD, LAB, boot, tell_steps

# AMD is without XSAVE, as in the lab of KVM's own tests (see kvm.py): with it 5.10 in L1 kills its init on the way back
# from a signal. AVX and what needs it cannot be used without XSAVE, but QEMU leaves them on, and 7.3 uses them.
SETTINGS = {
    'amd': {'LAB_KERNEL_ARGS': 'cryptomgr.notests', 'LAB_TCG_THREAD': 'single', 'LAB_L0_CPU': 'EPYC,+svm,-hypervisor,-xsave,-avx,-avx2,-f16c,-fma'},
    'intel': {'LAB_KERNEL_ARGS': 'cryptomgr.notests noxsave'},
}
OTHER_FLAVOURS = ('-cloud-amd64', '-rt-amd64')
CLANG = '+clang'


def prepare(which):
    """Releases, the oldest first, for each of which build/kernels/RELEASE has a module, and the cache the kernel"""
    process = subprocess.run([LAB / 'prepare_kernels', *which], stdout=subprocess.PIPE, text=True, check=False,
                             env={**os.environ, 'NESTSCOPE_BUILD': str(BUILD)})
    return process.stdout.split(), process.returncode


def cells(which, releases):
    """What is booted: release, vendor, how many layers"""
    if which == 'ends':
        layers = {'amd': 2, 'intel': 1}
        return [(release, vendor, layers[vendor]) for release in releases for vendor in layers]
    found = [(release, 'amd', 1) for release in releases if release.endswith(OTHER_FLAVOURS)]
    rest = [release for release in releases if not release.endswith(OTHER_FLAVOURS)]
    return found + [(release, vendor, 2 if release.endswith(CLANG) else 3) for vendor in SETTINGS for release in rest]


def named_cells(words):
    """The same, as the command line has them"""
    named = [word.split(':') for word in words]
    if not named or any(len(cell) != 3 or cell[1] not in SETTINGS or cell[2] not in ('1', '2', '3') for cell in named):
        sys.exit(__doc__)
    return [(release, vendor, int(layers)) for release, vendor, layers in named]


def every_kernel_is_there(status, releases):
    """the module is built for every kernel"""
    check.demand(status == 0 and releases, 'prepare_kernels ended with', status, releases)


def directory(release, vendor):
    return BUILD / 'kernels' / release / 'lab' / vendor


def boots(release, vendor, layers):
    """it boots and ends by itself"""
    build = BUILD / 'kernels' / release
    shutil.copy2(BUILD / 'nestscope', build / 'nestscope')
    settings = {**SETTINGS[vendor], 'NESTSCOPE_BUILD': str(build), 'LAB_NAME': vendor, 'LAB_LAYERS': str(layers)}
    status = boot(vendor, {**os.environ, **settings}, directory(release, vendor))
    check.demand(status == 0, 'it does not: exit', status)


def cell_checks(release, vendor, count):
    """(name, check, arguments...) of one cell"""
    name = f'{release}: {vendor}'
    yield f'{name}: {boots.__doc__}', boots, release, vendor, count
    layers = [check.Layer(directory(release, vendor), vendor, number) for number in range(count)]
    for layer in layers:
        for one in check.checks(vendor, layer, count):
            yield f'{name} L{layer.number}: {one.__doc__}', one, layer
    if count == 3:
        for one in check.chain_checks(vendor):
            yield f'{name}: {one.__doc__}', one, layers


def run_cell(todo, number, release, vendor, count):
    """Whether it all passed"""
    passed = [check.result(f'{number + n} {name}', *one) for n, (name, *one) in enumerate(todo)]
    print(f'# figure: {release}, {vendor}, {count} layers: {sum(passed)} of {len(passed)} checks passed', flush=True)
    if not all(passed):
        tell_steps(directory(release, vendor))
    return all(passed)


def main():
    which = sys.argv[1] if len(sys.argv) == 2 else ''
    chosen = [] if which in ('all', 'ends') else named_cells(sys.argv[1:])
    print('TAP version 13', flush=True)
    if which in ('all', 'ends'):
        releases, status = prepare([which])
        chosen = cells(which, releases)
    else:
        releases, status = prepare(sorted({release for release, *_ in chosen}))
    todo = [(list(cell_checks(*cell)), *cell) for cell in chosen]
    print(f'1..{1 + sum(len(checks) for checks, *_ in todo)}', flush=True)
    ok = [check.result('1 ' + every_kernel_is_there.__doc__, every_kernel_is_there, status, releases)]
    number = 2
    for checks, *cell in todo:
        ok.append(run_cell(checks, number, *cell))
        number += len(checks)
    sys.exit(not all(ok))


main()
