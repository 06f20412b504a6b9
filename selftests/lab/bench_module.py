#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the module costs a machine with many CPUs: bench_module.py CPUS [--results DIR]

Boots L0 in QEMU's TCG, in which bench_module.d/90-module.sh measures, and prints how often nestscope's module makes one
CPU call another one, how long it takes to load, and what memory it keeps; beside it msr.ko, which Linux has for the
registers, and rdmsr. The clock is the lab's, so that of times only the ratio says something. --results reads a boot that
has been. A benchmark, no test.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LAB = Path(__file__).resolve().parent
BUILD = Path(os.environ.get('NESTSCOPE_BUILD') or LAB.parents[1] / 'build')
KEEPS = re.compile(r': (\w+): .*\bptr=(\w+)')


def boot(cpus):
    """L0's results, in a directory. The module is as it is installed: without what is for debuggers only."""
    name = f'bench-module-{cpus}'
    with tempfile.TemporaryDirectory() as tree:
        module = Path(tree, 'lab/bench/nestscope.ko')
        module.parent.mkdir(parents=True)
        subprocess.run(['strip', '--strip-debug', '-o', module, BUILD / 'nestscope.ko'], check=True)
        subprocess.run([LAB / 'run', 'amd'], check=True, stdout=sys.stderr,
                       env={**os.environ, 'LAB_NAME': name, 'LAB_LAYERS': '1', 'LAB_CPUS': str(cpus),
                            'LAB_TCG_THREAD': 'single', 'LAB_TREE': tree, 'LAB_PATIENCE': '4', 'LAB_OBSERVE': '0',
                            'LAB_GUEST_D': str(LAB / 'bench_module.d')})
    return BUILD / 'lab' / name


def steps(directory):
    """Of each step the least calls and seconds, less those of a program that does nothing: what else the kernel and the
    emulator's machine do only adds to them, and a call to all CPUs, now and then, as many as there are"""
    taken = {}
    for line in (directory / 'bench.steps').read_text().splitlines():
        name, calls, began, ended = line.split()
        taken.setdefault(name, []).append((int(calls), float(ended) - float(began)))
    least = {name: [min(t[i] for t in times) for i in (0, 1)] for name, times in taken.items()}
    nothing = least.pop('nothing')
    return {name: {'calls': calls - nothing[0], 'seconds': seconds - nothing[1]}
            for name, (calls, seconds) in least.items()}


def kept(trace, cpus):
    """Bytes that were allocated in the system call and not freed in it: of the kernel as a whole, and of each CPU"""
    blocks, percpu, inside = {}, 0, False
    for line in trace.splitlines():
        if 'init_module(' in line or 'init_module ->' in line:
            inside = '->' not in line
        found = KEEPS.search(line)
        if not inside or not found:
            continue
        event, pointer = found.groups()
        if event == 'percpu_alloc_percpu':
            percpu += int(re.search(r' size=(\d+)', line)[1])
        elif event in ('kfree', 'kmem_cache_free'):
            blocks.pop(pointer, None)
        else:
            blocks[pointer] = int(re.search(r'bytes_alloc=(\d+)', line)[1])
    return sum(blocks.values()) + percpu * cpus, percpu


def memory(directory):
    """Of both modules all bytes, and those for each CPU, and the MSRs that rdmsr read"""
    said = {}
    for line in (directory / 'bench.memory').read_text().splitlines():
        words = line.split()
        if words[0] in ('registers', 'possible'):
            said[words[0]] = words[1:]
        elif words[1] == 'overrun' and words[2] != '0':
            raise ValueError(f'{directory}/bench.trace-{words[0]} lacks {words[2]} events')
        elif words[1] == 'coresize':
            said[words[0]] = int(words[2])
    cpus = int(said['possible'][0].split('-')[1]) + 1
    out = {'cpus': cpus, 'msrs': said['registers']}
    for name in ('nestscope', 'msr'):
        dynamic, each = kept((directory / f'bench.trace-{name}').read_text(), cpus)
        out[name] = {'bytes': said[name] + dynamic, 'each CPU': each}
    return out


def others(count):
    return 'rdmsr -a of 1' if count == 1 else f'rdmsr -a of each of {count}'


def rows(result):
    """What, nestscope's figure, the other one's, the aim for the ratio, and what is beside it"""
    step, nestscope, msr = result['steps'], result['memory']['nestscope'], result['memory']['msr']
    rdmsr = others(len(result['memory']['msrs']))
    return [
        ('load', 'milliseconds', step['load']['seconds'] * 1000, step['load-msr']['seconds'] * 1000, 1, 'msr.ko'),
        ('load', 'calls', step['load']['calls'], step['load-msr']['calls'], 1, 'msr.ko'),
        ('loaded', 'KiB', nestscope['bytes'] / 1024, msr['bytes'] / 1024, 1, 'msr.ko'),
        ('its files in /sys', 'calls', step['files']['calls'], None, 0, 'the kernel itself makes some'),
        ('every register', 'calls', step['every']['calls'], step['rdmsr']['calls'], 1, rdmsr),
        ('every register', 'milliseconds', step['every']['seconds'] * 1000, step['rdmsr']['seconds'] * 1000, 1, rdmsr),
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('cpus', type=int)
    parser.add_argument('--results', type=Path)
    args = parser.parse_args()
    try:
        directory = (args.results or boot(args.cpus)) / 'L0'
        if errors := (directory / 'bench.errors').read_text():
            raise ValueError(errors)
        result = {'steps': steps(directory), 'memory': memory(directory)}
    except (ValueError, OSError, subprocess.CalledProcessError) as e:
        sys.exit(f'bench: {e}')
    result['rows'] = rows(result)
    (BUILD / f'bench-module-{args.cpus}.json').write_text(json.dumps(result, indent=1) + '\n')
    for row in result['rows']:
        print(*row)


main()
