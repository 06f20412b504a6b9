#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A long answer in a screenful, for an expected file that a person can read.

digest.py caps <CAPS.JSON           how many capabilities each view has, by the word for it
digest.py snapshot <SNAPSHOT.JSON   every fact that was read, one a line; the rest counted by state
digest.py read <SNAPSHOT.JSON       what was read of something, one a line, registers with their bits that are known
digest.py same SNAPSHOT.JSON OTHER  exit status 0 if registers and stamp of the first are the other's
"""
import collections
import json
import sys

WIDTH = 110


def counted(words):
    return ', '.join(f'{n} {word}' for word, n in sorted(collections.Counter(words).items())) or 'none'


def caps(j):
    for view in 'cpu', 'kvm':
        print(f'{view}: {counted(c[view]["is"] for c in j["capabilities"])}')
    print(f'cpuinfo_differs: {len(j["cpuinfo_differs"])}')


def is_value(v):
    return isinstance(v, dict) and 'state' in v


def line(name, v):
    print(f'{name}: {v}'[:WIDTH])


def section(name, content):
    facts = {key: v for key, v in content.items() if is_value(v)}
    for key, v in facts.items():
        if v['state'] == 'value':
            line(f'{name}.{key}', v['value'])
    rest = [v['state'] for v in facts.values() if v['state'] != 'value']
    if rest:
        line(name, counted(rest))
    if 'registers' in content:
        line(f'{name}.registers', counted(v['state'] for v in content['registers'].values()))


def parameters(modules):
    for module, params in modules.items():
        line(f'parameters.{module}', ' '.join(f'{p}={v.get("value", v["state"])}' for p, v in params.items()))


def snapshot(j):
    for name, content in j.items():
        if name == 'parameters':
            parameters(content)
        elif name == 'live':
            line('live', f'{len(content["vms"])} VMs, {len(content["cpus"])} CPUs')
        elif name in ('vms', 'hypervisor_leaves'):
            line(name, len(content))
        elif name == 'parent':
            line('parent', f'a snapshot of Linux {content["host"]["kernel"].get("value")}')
        elif name != 'format':
            section(name, content)


def read(j, path=''):
    if is_value(j) and 'bits' in j:
        print(f'{path}: {j["bits"]}, of which is known {j["known"]}')
    elif is_value(j):
        # Which registers do not exist follows from others.
        if j['state'] != 'not-asked' and (j['state'], path.count('.registers.')) != ('absent', 1):
            print(f'{path}: {j.get("value", j.get("why"))}{"" if j["state"] == "value" else ", " + j["state"]}')
    elif isinstance(j, dict):
        for key, child in j.items():
            read(child, f'{path}.{key}' if path else key)
    elif j not in ([], None) and not path.startswith('format'):
        print(f'{path}: {json.dumps(j, ensure_ascii=False)}')


def values(j, view):
    return {name: v['value'] for name, v in j[view]['registers'].items() if v['state'] == 'value'}


def same(tree, other):
    mine, theirs = values(tree, 'cpu'), values(other, 'cpu')
    # What changes while a machine runs
    wrong = [f'{name}: {v}, not {theirs[name]}' for name, v in mine.items()
             if name in theirs and theirs[name] != v and name != 'EFER']
    if tree.get('parent') != other.get('parent'):
        wrong.append('the stamps differ')
    print('\n'.join(wrong) or f'{len(mine)} registers')
    return not wrong and bool(mine)


def main():
    if sys.argv[1] == 'same':
        files = [json.load(open(path, encoding='utf-8')) for path in sys.argv[2:]]
        sys.exit(not same(*files))
    {'caps': caps, 'snapshot': snapshot, 'read': read}[sys.argv[1]](json.load(sys.stdin))


main()
