#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The module in a kernel that looks for faults, and panics when it finds one.

usage: debug.py [--kernel NAME] [--source DIRECTORY] [--release RELEASE] [--results] [STEP...]

NAME is what selftests/reliability/kernel builds (checks) from the kernel's source in DIRECTORY (newest: that
of the newest in Debian); RELEASE is one that it has built before, of whatever source and options. The steps are in STEPS
below; without arguments all of them are taken.
L0 of AMD is booted for them, with CPUS CPUs, once more for those that trace, and for each mode of lockdown; L0 of Intel,
with two CPUs, for those of INTEL. debug/guest.d/80-debug.sh is what is done there. Each step is also checked for what the kernel said meanwhile, for
memory that was lost, and for whether the module still works. --results looks at boots that have been. The environment:

  DEBUG_RELOADS       how often the module is loaded and unloaded (1000)
  DEBUG_CYCLES        how often a CPU goes offline and comes back (1000)
  DEBUG_KVM_RELOADS   how often KVM is loaded and unloaded (100)
"""
import argparse
import collections
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / 'selftests' / 'lab'))
from boot import BUILD, boot  # noqa: E402
from check import Layer, came_to_its_end, demand, run_checks  # noqa: E402

HERE = Path(__file__).resolve().parent
CPUS = '4'
CACHE = Path(os.environ.get('NESTSCOPE_CACHE') or
             Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'nestscope') / 'kernel'
# The clock of L0 is QEMU's own, else each of its seconds would be twenty of this machine's.
ENVIRONMENT = {
    'LAB_LAYERS': '1', 'LAB_CPUS': CPUS, 'LAB_KHZ': '1000000', 'LAB_PATIENCE': '20',
    'LAB_GUEST_D': str(HERE / 'debug' / 'guest.d'), 'LAB_LIBRARIES': 'libkmod.so.2', 'LAB_OBSERVE': '0',
}
KERNEL_ARGS = 'panic_on_warn=1 kmemleak=on log_buf_len=16M'
# Bochs' clock goes by the work that is done. For noxsave see selftests/lab/kernels.py.
INTEL_ENVIRONMENT = {'LAB_CPUS': '2', 'LAB_KERNEL_ARGS': KERNEL_ARGS + ' noxsave'}
MODES = 'integrity', 'confidentiality'
# They trace, and for that the kernel writes over its own code, while other CPUs execute it. With a thread for each CPU,
# QEMU 7.2 has executed what was no longer there: "Oops: int3" in __schedule().
TRACED = 'calls', 'irqsoff'
# Their KVM is that of Intel.
INTEL = 'vmx', 'window'
# What KASAN, UBSAN, lockdep and others print. A failed allocation, which is what faults are for, prints a trace as well.
REPORT = re.compile(r'BUG|WARNING|Oops|Kernel panic|general protection|UBSAN|KASAN|KCSAN|ODEBUG|unchecked MSR|'
                    r'kmemleak: \d+ new')
# What a kernel says of itself: jump labels, where a module that is loaded gets no memory (kernel/jump_label.c); and the
# scheduler of 6.12, that a CPU which goes offline is to run one task more than the kernel's own that stops it, where that
# is the only one in the list of its tasks which follows (kernel/sched/core.c)
JUMP_LABELS = re.compile(r'WARNING: .* at kernel/jump_label\.c:\d+ jump_label_(module_notify|del_module)')
VACATED = re.compile(r'WARNING: .* at kernel/sched/core\.c:\d+ sched_cpu_dying')
EXPECTED = {'load_faults': JUMP_LABELS, 'faults': VACATED, 'hotplug': VACATED}
DEBUGFS = '/sys/kernel/debug/nestscope/'
RELOADS, CYCLES, KVM_RELOADS = (int(os.environ.get(f'DEBUG_{name}') or usual)
                                for name, usual in (('RELOADS', 1000), ('CYCLES', 1000), ('KVM_RELOADS', 100)))
# How often race must have unloaded the module, and must have been refused
RACES = 20
LEVELS = 'freezer', 'devices', 'platform', 'processors', 'core', 'sleep'


def figure(name, value):
    print(f'# figure: {name}: {value}', flush=True)


def build_module(release):
    """The directory that is to be the lab's build/, with the module, signed as the kernel demands it, and the program"""
    build = BUILD / 'kernels' / release
    tree, source = CACHE / release / 'build', build / 'src'
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for name in 'Kbuild', 'VERSION':
        shutil.copy2(TOP / name, source)
    for name in 'include', 'kmod':
        shutil.copytree(TOP / name, source / name, ignore=shutil.ignore_patterns('*.o', '.*'))
    subprocess.run(['make', '-s', '-C', tree, f'M={source}', 'modules'], check=True)
    shutil.copy2(source / 'nestscope.ko', build / 'unsigned.ko')
    vmxe = build / 'vmxe'
    shutil.rmtree(vmxe, ignore_errors=True)
    shutil.copytree(HERE / 'debug' / 'vmxe', vmxe)
    subprocess.run(['make', '-s', '-C', tree, f'M={vmxe}', 'modules'], check=True)
    subprocess.run(['openssl', 'req', '-new', '-x509', '-newkey', 'rsa:2048', '-nodes', '-outform', 'DER',
                    '-subj', '/CN=foreign/', '-keyout', build / 'foreign.pem', '-out', build / 'foreign.der'],
                   check=True, stderr=subprocess.DEVNULL)
    for key, certificate, signed in ((tree / 'certs/signing_key.pem', tree / 'certs/signing_key.x509', 'nestscope.ko'),
                                     (build / 'foreign.pem', build / 'foreign.der', 'foreign.ko')):
        subprocess.run([tree / 'scripts/sign-file', 'sha256', key, certificate, build / 'unsigned.ko', build / signed],
                       check=True)
    shutil.copy2(BUILD / 'nestscope', build)
    return build


def make_tree(build, release, steps):
    """What L0 finds in its root: the programs of debug/, the list of the steps, and how often they are to do it"""
    tree = build / 'debug-tree'
    where = tree / 'lab' / 'debug'
    shutil.rmtree(tree, ignore_errors=True)
    where.mkdir(parents=True)
    programs = HERE / 'debug' / 'fail.c', HERE / 'debug' / 'reads.c', TOP / 'selftests' / 'lab' / 'kvm' / 'read_live.c'
    for program in programs:
        subprocess.run(['gcc', '-std=gnu11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-static', '-s', '-o',
                        where / program.stem, program], check=True)
    for name in 'unsigned.ko', 'foreign.ko', 'vmxe/vmxe.ko':
        shutil.copy2(build / name, where)
    # The one that nestscope finds
    updates = tree / 'lib' / 'modules' / release / 'updates'
    updates.mkdir(parents=True)
    shutil.copy2(build / 'unsigned.ko', updates / 'nestscope.ko')
    (where / 'steps').write_text(''.join(f'{step}\n' for step in steps))
    (where / 'numbers').write_text(f'RELOADS={RELOADS}\nCYCLES={CYCLES}\nKVM_RELOADS={KVM_RELOADS}\nRACES={RACES}\n')
    return tree


def vendor(name):
    """Of the boot"""
    return 'intel' if name == 'intel' else 'amd'


def boots(release, name, steps):
    """it boots, and ends by itself"""
    build = build_module(release)
    settings = {**ENVIRONMENT, 'LAB_NAME': name, 'NESTSCOPE_BUILD': str(build),
                'LAB_TCG_THREAD': 'single' if name == 'traced' else 'multi',
                'LAB_KERNEL_ARGS': KERNEL_ARGS + (f' lockdown={name}' if name in MODES else ''),
                'LAB_TREE': str(make_tree(build, release, steps))}
    if name == 'intel':
        settings |= INTEL_ENVIRONMENT
    status = boot(vendor(name), {**os.environ, **settings}, build / 'lab' / name)
    demand(status == 0, 'it does not: exit', status)


class Said:
    """What came of a step: lines 'word word=number word=number', and others"""

    def __init__(self, layer, step):
        self.lines = [line for line in layer.text(f'debug/{step}').splitlines() if line.strip()]

    def take(self, pattern):
        """The groups of the lines that are so, which are then no longer there"""
        matches = [(line, re.fullmatch(pattern, line)) for line in self.lines]
        self.lines = [line for line, match in matches if not match]
        return [match.groups() for _, match in matches if match]

    def count(self, name):
        [(number,)] = self.take(rf'{name} (\d+)')
        return int(number)

    def files(self):
        """{path: {word: number}}"""
        found = self.take(r'(/sys/\S+)((?: \w+=\d+)+)')
        return {path: {key: int(value) for key, value in re.findall(r'(\w+)=(\d+)', rest)} for path, rest in found}

    def nothing_else(self):
        demand(self.lines == [], self.lines[:10])


def locks_were_watched(said):
    demand(said.take(r'\s*debug_locks:\s+1') == [()], 'lockdep had switched itself off')


def read_well(said, errors=frozenset()):
    """Readers that run beside something else: how often they read, and what errors they got"""
    demand(said.count('readers') == 5, 'a reader has ended')
    files, met = said.files(), {}
    demand(len(files) > 20 and all(DEBUGFS + name in files for name in ('cpus', 'caps', 'live', 'vmread')), list(files))
    for path, got in files.items():
        demand(got.pop('reads') > 0 and not got.pop('torn'), path, got)
        if path.startswith(DEBUGFS):
            # cpus says which CPUs are online; live shows no others.
            demand(path.endswith(('live', 'vmread')) or got['least'] == got['most'], path, got)
            got['differing'] = 0
        demand(not got.pop('differing') and got.pop('least') and got.pop('most'), path, got)
        demand(set(got) <= errors, path, got)
        for error, number in got.items():
            met[error] = met.get(error, 0) + number
    return met


def reads_of(layer, step):
    return sum(got['reads'] for got in Said(layer, step).files().values())


def reload(layer):
    """it is loaded and unloaded over and over"""
    said = Said(layer, 'reload')
    locks_were_watched(said)
    demand(said.count('reloads') == RELOADS, 'fewer')
    said.nothing_else()
    figure('loads and unloads', RELOADS)


def hotplug(layer):
    """CPUs go and come back over and over under readers, each of which is told the truth"""
    said = Said(layer, 'hotplug')
    locks_were_watched(said)
    demand(said.count('cycles') == CYCLES, 'fewer')
    read_well(said)
    said.nothing_else()
    figure('CPUs offline and online again', f'{CYCLES}, under {reads_of(layer, "hotplug")} reads')


def race(layer):
    """it is unloaded and loaded under those who open and read its files"""
    said = Said(layer, 'race')
    locks_were_watched(said)
    [(unloads, busy)] = said.take(r'unloads (\d+) busy (\d+)')
    demand(int(unloads) > RACES and int(busy) > RACES, unloads, 'unloads,', busy, 'times busy')
    errors = read_well(said, frozenset(('ENOENT', 'ENODEV', 'ENXIO', 'EIO')))
    demand(errors.get('ENOENT'), errors)
    said.nothing_else()
    figure('unloads under readers', f'{unloads}, {busy} refused, under {reads_of(layer, "race")} reads, and '
           f'{sum(errors.values())} that found no file')


def sizes(layer):
    """at every offset and in every size its files say the same"""
    said = Said(layer, 'sizes')
    locks_were_watched(said)
    files = said.files()
    demand(len(files) > 20 and not [path for path, got in files.items() if got['wrong']], files)
    said.nothing_else()
    figure('reads at every offset and size', f'{sum(got["reads"] for got in files.values())} of {len(files)} files')


def suspend(layer):
    """it goes through every level of a suspend, and through a whole one"""
    said = Said(layer, 'suspend')
    locks_were_watched(said)
    levels = [level for level, in said.take(r'level (\w+)')]
    demand(levels == list(LEVELS), levels)
    read_well(said)
    said.nothing_else()
    figure('suspended', f'{len(levels)} times: {", ".join(levels)}')


def points_of(said, operation, most_done):
    """At how many points something failed; each was checked by fail.c. There must be some that matter."""
    found = said.take(rf'points: {operation} (\S+) points=(\d+) done=(\d+)((?: \w+=\d+)*)')
    demand(found, operation, 'was not tried')
    points, done = sum(int(n) for _, n, _, _ in found), sum(int(n) for _, _, n, _ in found)
    errors = {}
    for _, _, _, rest in found:
        for error, number in re.findall(r'(\w+)=(\d+)', rest):
            errors[error] = errors.get(error, 0) + int(number)
    demand(points and (done < points or most_done), operation, points, 'points', done, 'done')
    figure(f'{operation}: points at which something failed', f'{points}: {done} times it went well, ' +
           (', '.join(f'{number} {error}' for error, number in sorted(errors.items())) or 'no errors'))
    return found


def faults(layer):
    """whatever fails, it says so with the right error, leaves nothing, and works the next time"""
    said = Said(layer, 'faults')
    locks_were_watched(said)
    read = points_of(said, 'read', False)
    demand(len(read) > 20 and min(int(points) for _, points, _, _ in read) >= 2, [row[:2] for row in read])
    points_of(said, 'online', True)
    if said.take('stuck: online'):
        figure('online', 'the last of these left a CPU that the kernel does not let go: no further ones')
    said.nothing_else()


def load_faults(layer):
    """where loading or unloading it fails it is gone or there, and loads the next time"""
    said = Said(layer, 'load_faults')
    locks_were_watched(said)
    points_of(said, 'load', False)
    points_of(said, 'unload', True)
    said.nothing_else()


def kvm(layer):
    """KVM is loaded and unloaded over and over while the file live is read"""
    said = Said(layer, 'kvm')
    locks_were_watched(said)
    demand(said.count('reloads') == KVM_RELOADS, 'fewer')
    text = '\n'.join(said.lines)
    demand('svme=1' in text and 'svme=0' in text, text[:1000])
    figure('reloads of KVM', KVM_RELOADS)


def vmx(layer):
    """Intel's KVM is loaded and unloaded over and over while live looks at every VMCS"""
    said = Said(layer, 'vmx')
    locks_were_watched(said)
    demand(said.count('reloads') == KVM_RELOADS, 'fewer')
    text = '\n'.join(said.lines)
    demand(' vmxe=0 ' in text and re.search(' vmxe=1 .* root=1 ', text), text[:1000])
    [(reads, failed)] = re.findall(r'reads (\d+) failed (\d+)', text)
    demand(failed == '0', failed, 'reads failed')
    figure("reloads of Intel's KVM", f'{KVM_RELOADS}, under {reads} reads of live')


def window(layer):
    """between CR4.VMXE and VMXON the instructions of VMX fault, and live says that there is no VMX operation"""
    said = Said(layer, 'window')
    locks_were_watched(said)
    windows = said.count('windows')
    cpus = said.take(r'(\d+) cpu\d+ vmxe=1 svme=absent hsave_pa_set=absent root=0 current=0 .*')
    demand(cpus, said.lines[:10])
    demand(not re.search('vmxe=1', '\n'.join(said.lines)), said.lines[:10])
    figure('looks at a CPU with CR4.VMXE and without VMX operation', f'{sum(int(n) for n, in cpus)} in {windows} times')


# Wake-ups, which are the scheduler's
WAKES = 'sched_ttwu_pending', 'nohz_csd_func'
# What the kernel calls every CPU for by itself while a module is loaded, by the function that is among the callers, the
# innermost first, and how often for a module at the most, None: that does not depend on the module
OWN_CALLS = (
    # Of arch/x86/mm/pat/set_memory.c, while it splits a large page of the kernel's map of all memory, where a part of the
    # module is to be protected as well. Whether there is one depends on what was allocated there before.
    ('__change_page_attr_set_clr', None),
    # Of mm/vmalloc.c: what others have freed is unmapped, when pages change their protection, too; with KASAN its shadow is,
    # by one call more.
    ('__purge_vmap_area_lazy', None),
    # Of arch/x86/mm/tlb.c: memory of the program that loads it
    ('flush_tlb_mm_range', None),
    # Of mm/execmem.c, since Linux 6.13: code, and code for loading alone, is no longer executable and becomes writable; it
    # becomes executable in one call each, and its small pages a large one in another.
    ('execmem_alloc_rw', 4),
    ('execmem_restore_rox', 4),
    # Of kernel/module/strict_rwx.c: code, and code for loading alone, becomes executable and read-only in one call each;
    ('module_enable_text_rox', 2),
    # what is only read, what is only read while it is loaded, and what is not changed after that, which has a function of
    # its own in newer kernels;
    ('module_enable_rodata_ro', 3),
    ('module_enable_rodata_ro_after_init', 1),
    # and what is changed, if it could be executed until then.
    ('module_enable_data_nx', 4),
)


def traced_calls(layer, name, program):
    """(CPU, function, its callers) of each call that was traced while a program ran"""
    found = []
    for line in layer.text(f'debug/calls.{name}').splitlines():
        event = re.match(r'\s*(\S+)-\d+ .*csd_queue_cpu: cpu=(\d+) callsite=\S+ func=(\S+(?: \[\w+\])?)', line)
        if event:
            ours = event[1] == program and event[3] not in WAKES
            if ours:
                found.append((event[2], event[3], []))
        elif line.startswith(' => ') and ours:
            found[-1][2].append(line[4:].strip())
    demand(all(callers for _, _, callers in found), name, 'a call has no callers')
    return found


def by_module(call):
    """Is it one by nestscope? What a module has for loading alone has no names any more when the trace is read."""
    return any('[nestscope]' in word or word.startswith(('0x', 'do_one_initcall')) for word in (call[1], *call[2]))


def reason(call):
    return next((name for name, _ in OWN_CALLS if name in call[2]), ' <- '.join((call[1], *call[2])))


def calls(layer):
    """the kernel calls CPUs to protect its memory while it is loaded, it calls none then, nor when sysfs is read"""
    said = Said(layer, 'calls')
    locks_were_watched(said)
    said.nothing_else()
    called = {name: traced_calls(layer, name, program) for name, program in
              (('load', 'insmod'), ('msr', 'insmod'), ('files', 'cat'), ('cpus', 'cat'))}
    by_us = {name: [call for call in some if by_module(call)] for name, some in called.items()}
    demand(not by_us['files'] and not by_us['load'], by_us)
    demand(len(by_us['cpus']) >= int(CPUS) - 1, 'cpus asks no CPU', called['cpus'])
    times = {name: collections.Counter((call[0], reason(call)) for call in called[name]) for name in ('load', 'msr')}
    bounds = dict(OWN_CALLS)
    for (cpu, why), number in times['load'].items():
        demand(why in bounds, 'CPU', cpu, number, 'times:', why)
        demand(bounds[why] is None or number <= bounds[why], 'CPU', cpu, number, 'times:', why)
    demand(any(bounds[why] for _, why in times['load']), 'the trace is empty', times['load'])
    for name, what in (('load', 'it'), ('msr', 'msr.ko')):
        most = {why: max(times[name][cpu, why] for cpu in map(str, range(int(CPUS)))) for _, why in times[name]}
        figure(f'calls of a CPU while {what} is loaded', ', '.join(f'{n} {why}' for why, n in sorted(most.items())))
    figure('calls by the module', f'none for sysfs, {len(by_us["cpus"]) // (int(CPUS) - 1)} of a CPU for cpus')


def durations(text, function):
    """In microseconds, by function_graph"""
    return [float(time) for time in re.findall(rf'([0-9.]+) us +\| +{function}\b', text)]


# What each CPU has its interrupts off for at each tick of its timer: that is what the module is measured by.
TICK = 'hrtimer_interrupt'


def irqsoff(layer):
    """it has interrupts off for less time than the timer's interrupt takes"""
    said = Said(layer, 'irqsoff')
    locks_were_watched(said)
    longest = {name: int(number) for name, number in said.take(r'(version|cpus|live) (\d+)')}
    said.nothing_else()
    demand(set(longest) == {'version', 'cpus', 'live'} and longest['version'], longest)
    for name, function in (('cpus', 'read_slice'), ('live', 'sample_this_cpu')):
        trace = layer.text(f'debug/function_graph.{name}')
        times, ticks = durations(trace, function), durations(trace, TICK)
        demand(len(times) > 20 and len(ticks) > 20, function, 'was called', len(times), 'times,', TICK, len(ticks))
        ratio = statistics.median(times) / statistics.median(ticks)
        figure(f'interrupts off while {name} is read', f'{ratio:.2f} times as long as {TICK}() takes, the middle one '
               f'of {len(times)} {function}() and {len(ticks)}; the longest: {max(times) / max(ticks):.2f} times')
        figure(f'the longest time of all while {name} is read', f'{longest[name] / longest["version"]:.2f} times the one '
               'while /proc/version is')
        demand(ratio < 1, function, 'takes', ratio, 'times as long')


def lockdown(layer):
    """a kernel that is locked down shows all files of a signed module, and takes no other one"""
    said = Said(layer, 'lockdown')
    locks_were_watched(said)
    demand(said.take(r'mode: (\w+)') == [(layer.dir.parent.name,)], said.lines)
    readable = [path for path, in said.take(r'readable (/sys/\S+)')]
    demand(len(readable) > 20 and {DEBUGFS + name for name in ('cpus', 'caps', 'live', 'vmread')} <= set(readable), readable)
    demand(said.take('rdmsr: reads') == [()], 'msr.ko gives no MSR')
    answers = dict(said.take(r'([\w-]*(?:signed|foreign)): (.*)'))
    refused, enforced = 'Operation not permitted', 'Key was rejected by service'
    demand(answers == {'signed': 'loaded', 'unsigned': refused, 'foreign': refused, 'enforced-unsigned': enforced,
                       'enforced-foreign': enforced}, answers)
    demand(said.take('module load: 1') == [()], said.lines)
    said.nothing_else()
    load, status = layer.text('debug/lockdown.load'), layer.text('debug/lockdown.module')
    demand('accepts only signed modules' in load, load)
    demand(f'lockdown {layer.dir.parent.name}' in layer.text('debug/lockdown.status'), layer.text('debug/lockdown.status'))
    demand(layer.dir.parent.name in status, status)
    figure(f'files readable under lockdown={layer.dir.parent.name}', len(readable))


STEPS = {step.__name__: step for step in (reload, hotplug, race, sizes, suspend, faults, load_faults, kvm, calls, irqsoff,
                                          vmx, window, lockdown)}


def no_reports(layer, step):
    """the kernel finds no fault of the module"""
    expected = EXPECTED.get(step, re.compile(r'(?!)'))
    text = layer.text(f'debug/{step}.log')
    found = [line for line in text.splitlines() if REPORT.search(line) and not expected.search(line)]
    demand(not found, found[:10])
    tasks = re.findall(r'CPU\d+ enqueued tasks .*\n((?:.*\tpid: .*\n)*)', text)
    names = {name for group in tasks for name in re.findall(r'name: (\S+)', group)}
    demand(not [name for name in names if not name.startswith('migration/')], names)
    own = len(expected.findall(text))
    if own:
        figure(f'{step}: warnings of the kernel of its own', own)


def nothing_lost(layer, step):
    """no memory is lost"""
    demand(layer.text(f'debug/leaks.{step}') == '', layer.text(f'debug/leaks.{step}')[:2000])


def as_before(layer, step):
    """the files are as before it"""
    demand(layer.text('debug/before') and layer.text(f'debug/{step}.after') == layer.text('debug/before'),
           layer.text(f'debug/{step}.after')[:500])


def step_checks(release, name, steps, results):
    """(name, check, arguments...) of one boot"""
    layer = Layer(BUILD / 'kernels' / release / 'lab' / name, vendor(name), 0)
    if not results:
        yield f'{release}, {name}: {boots.__doc__}', boots, release, name, steps
    yield f'{name}: {came_to_its_end.__doc__}', came_to_its_end, layer
    for step in steps:
        yield f'{step}: {STEPS[step].__doc__}', STEPS[step], layer
        for check in no_reports, nothing_lost, as_before:
            yield f'{step}: {check.__doc__}', check, layer, step


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--kernel', default='checks')
    parser.add_argument('--source')
    parser.add_argument('--release')
    parser.add_argument('--results', action='store_true')
    parser.add_argument('steps', nargs='*')
    args = parser.parse_args()
    if set(args.steps) - set(STEPS):
        sys.exit(f'debug: the steps are {", ".join(STEPS)}')
    # After faults no CPU may go any more.
    steps = [step for step in STEPS if not args.steps or step in args.steps]
    command = [HERE / 'kernel', args.kernel, *([args.source] if args.source else [])]
    release = args.release or subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    boot_steps = {'debug': [step for step in steps if step not in ('lockdown', *TRACED, *INTEL)],
                  'traced': [step for step in steps if step in TRACED],
                  'intel': [step for step in steps if step in INTEL],
                  **({mode: ['lockdown'] for mode in MODES} if 'lockdown' in steps else {})}
    todo = [one for name, some in boot_steps.items() if some for one in step_checks(release, name, some, args.results)]
    run_checks(todo, *(BUILD / 'kernels' / release / 'lab' / name for name, some in boot_steps.items() if some))


main()
