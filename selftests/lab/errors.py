#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots L0 alone, lets each call fail that the module makes when it is loaded and read, and holds what comes of it
against what must: a load that fails leaves nothing, a file says why, and the next one is as ever.
"""
import functools
import re
import shutil
import subprocess

from boot import BUILD, LAB
from check import Layer, came_to_its_end, demand, log_is_clean, run, run_checks

NAME = 'errors'
TREE = BUILD / 'lab' / 'errors-tree'
ENOMEM, ENXIO = -12, -6
NO_MEMORY = 'Cannot allocate memory'
SYSFS_CPUS, DEBUGFS = '/sys/kernel/nestscope/cpus', '/sys/kernel/debug/nestscope/'

# If these fail, the module is not loaded.
NEEDED = {'__alloc_percpu': 0, '__cpuhp_setup_state': ENOMEM, 'kobject_create_and_add': 0,
          'sysfs_create_groups': ENOMEM, 'sysfs_create_bin_file': ENOMEM}
# If these fail, it is loaded with fewer files.
WANTED = {'debugfs_create_dir': ENOMEM, 'debugfs_create_file': ENOMEM}
# function: (what it returns, file, whether cat is all that is known of its caller)
NO_MEMORY_TO_READ = {
    'alloc_cpumask_var_node': (0, SYSFS_CPUS, 'N'), 'kasprintf': (0, SYSFS_CPUS, 'N'),
    'kmalloc_trace': (0, DEBUGFS + 'caps', 'N'), 'single_open': (ENOMEM, DEBUGFS + 'caps', 'Y'),
    'seq_open_private': (ENOMEM, DEBUGFS + 'cpus', 'Y'),
}
OFFLINE = 'smp_call_function_single'
# What newer kernels call them
NEWER = {'__alloc_percpu': 'pcpu_alloc_noprof', 'kmalloc_trace': '__kmalloc_cache_noprof'}


@functools.cache
def imports():
    """The functions that the module calls"""
    return set(subprocess.run(['nm', '--undefined-only', '--format=just-symbols', BUILD / 'nestscope.ko'], check=True, text=True,
                              stdout=subprocess.PIPE).stdout.split())


def called(function):
    """Its name in the module"""
    newer = NEWER.get(function)
    return newer if newer in imports() else function


class Line:
    def __init__(self, text):
        self.text = text
        self.what, self.function, self.nth = text.split()[:3]
        self.error = text.partition(' error=')[2]
        self.values = dict(re.findall(r'(\w+)=(\S*)', text.partition(' error=')[0]))

    def is_so(self, **values):
        return all(self.values.get(key) == value for key, value in values.items())


def lines(layer, what, functions):
    """Of each function those where a call failed; in the last none did, for there are no more of them"""
    demand(not layer.text('errors/lines.err'), layer.text('errors/lines.err'))
    found = [Line(text) for text in layer.text('errors/lines').splitlines() if text.startswith(what + ' ')]
    for function in map(called, functions):
        mine = [line for line in found if line.function == function]
        demand(len(mine) > 1 and [line.is_so(failed='0') for line in mine] == [False] * (len(mine) - 1) + [True],
               function, [line.text for line in mine])
    return [line for line in found if line.function in map(called, functions) and not line.is_so(failed='0')]


def make_tree():
    release = subprocess.run(['modinfo', '-F', 'vermagic', BUILD / 'nestscope.ko'], check=True, text=True,
                             stdout=subprocess.PIPE).stdout.split()[0]
    where = TREE / 'lab' / 'errors'
    shutil.rmtree(TREE, ignore_errors=True)
    shutil.copytree(LAB / 'errors', TREE / 'build', ignore=shutil.ignore_patterns('guest.d'))
    subprocess.run(['make', '-s', '-C', f'/usr/src/linux-headers-{release}', f'M={TREE / "build"}', 'modules'], check=True)
    where.mkdir(parents=True)
    (TREE / 'build' / 'fail.ko').rename(where / 'fail.ko')
    shutil.rmtree(TREE / 'build')
    (where / 'list').write_text(''.join(
        [f'load {called(function)} {error}\n' for function, error in {**NEEDED, **WANTED}.items()] +
        [f'read {called(function)} {error} {file} {cat}\n' for function, (error, file, cat) in NO_MEMORY_TO_READ.items()] +
        [f'read {OFFLINE} {ENXIO} {DEBUGFS}{file} N\n' for file in ('cpus', 'live')]))


def boots(_):
    """it boots and ends by itself"""
    make_tree()
    run('amd', LAB_NAME=NAME, LAB_LAYERS='1', LAB_TREE=str(TREE), LAB_GUEST_D=str(LAB / 'errors' / 'guest.d'))


def no_load_leaves_nothing(layer):
    """the module is not loaded without what it needs, and leaves no file and no callback"""
    wrong = [line.text for line in lines(layer, 'load', NEEDED) if line.is_so(status='0') or
             not line.is_so(module='0', sysfs='0', hotplug='0', debugfs='-') or NO_MEMORY not in line.error]
    demand(not wrong, wrong)


def no_debugfs_is_no_harm(layer):
    """it is loaded without files in debugfs"""
    found = lines(layer, 'load', WANTED)
    wrong = [line.text for line in found if not line.is_so(status='0', module='1', sysfs='1', hotplug='1') or line.error]
    demand(not wrong, wrong)
    files = [line.values['debugfs'] for line in found if line.function == 'debugfs_create_file']
    demand(files == ['-', 'cpus,', 'caps,cpus,', 'caps,cpus,live,'], files)


def no_memory_to_read(layer):
    """a file that cannot be read for want of memory says so"""
    found = lines(layer, 'read', NO_MEMORY_TO_READ)
    # What was read before memory ran out has been printed; caps is shown completely or not at all.
    wrong = [line.text for line in found if not line.is_so(status='1') or NO_MEMORY not in line.error or
             (line.nth == '1' or line.is_so(file=DEBUGFS + 'caps')) != line.is_so(lines='0')]
    demand(not wrong, wrong)


def offline_meanwhile(layer):
    """a CPU that cannot be asked is shown as offline, or not at all"""
    found = [line for line in map(Line, layer.text('errors/lines').splitlines())
             if line.function == OFFLINE and not line.is_so(failed='0')]
    cpus = [line for line in found if line.is_so(file=DEBUGFS + 'cpus')]
    live = [line for line in found if line.is_so(file=DEBUGFS + 'live')]
    demand(len(cpus) > 1 and live, [line.text for line in found])
    wrong = [line.text for line in found if not line.is_so(status='0') or line.error]
    demand(not wrong, wrong)
    demand(all(line.is_so(offline='1') for line in cpus), [line.text for line in cpus])
    demand(all(line.is_so(lines='2') for line in live), [line.text for line in live])


def nothing_leaks(layer):
    """loads that failed have freed their memory"""
    [text] = [text for text in layer.text('errors/lines').splitlines() if text.startswith('leak ')]
    before, after = (int(number) for number in re.findall(r'=(\d+)', text))
    demand(after <= before, text)


def as_ever(layer):
    """afterwards the module is loaded as before"""
    before, after = (sorted(layer.text(f'errors/sysfs.{when}').splitlines()) for when in ('before', 'after'))
    demand(before and before == after, set(before) ^ set(after))


CHECKS = (boots, came_to_its_end, log_is_clean, no_load_leaves_nothing, no_debugfs_is_no_harm, no_memory_to_read,
          offline_meanwhile, nothing_leaks, as_ever)


def main():
    layer = Layer(BUILD / 'lab' / NAME, 'amd', 0)
    run_checks([(f'{NAME}: {check.__doc__}', check, layer) for check in CHECKS], BUILD / 'lab' / NAME)


main()
