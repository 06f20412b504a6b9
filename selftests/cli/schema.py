#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds Documentation/schema/snapshot.schema.json against the code and against snapshots, in KTAP.

usage: schema.py TOP NESTSCOPE FIXTURES WORK

Every fact, register and source of the tables is described, and no other; what the program prints is valid; a snapshot
with one wrong thing in it is not.
"""
import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema

from ktap import finish, result

top, program, fixtures, work = Path(sys.argv[1]), *sys.argv[2:3], Path(sys.argv[3]), Path(sys.argv[4])
schema = json.loads((top / 'Documentation/schema/snapshot.schema.json').read_text())
defs = schema['$defs']
layer = defs['snapshot']['properties']
TYPES = {'TEXT': 'text', 'NUM': 'number', 'BOOL': 'boolean', 'HEX': 'hex'}


def same(name, code, described):
    result(code and code == described, name, f'only in the code: {sorted(set(code) - set(described))}',
           f'only in the schema: {sorted(set(described) - set(code))}',
           f'differ: {sorted(k for k in set(code) & set(described) if code[k] != described[k])}')


def ref(of):
    return of['$ref'].rpartition('/')[2]


def table(file, pattern):
    return re.findall(pattern, (top / file).read_text(), re.M)


def facts_are_described():
    code = {f'{section}.{name}': TYPES[kind]
            for section, name, kind in table('userspace/model/facts.h', r'^NS_(?:ARCH_)?FACT\(\w+, "(\w+)", "(\w+)", (\w+),')}
    sections = {key.partition('.')[0] for key in code}
    described = {f'{s}.{name}': ref(v) for s in sections for name, v in layer[s]['properties'].items()
                 if name not in ('registers', 'differ')}
    same('every fact is described, with its type', code, described)


def number(description):
    """As "list registers" has it: of "MSR 0x3a", or of "ECX of CPUID leaf 0x1, subleaf 0"""
    leaf = re.match(r'(E[A-D]X) of CPUID leaf (0x[0-9a-f]+), subleaf (\d+)', description)
    return '.'.join(leaf.group(2, 3, 1)).lower() if leaf else re.match(r'MSR (0x[0-9a-f]+)', description).group(1)


def registers_are_described():
    rows = json.loads(subprocess.run([program, 'list', 'registers', '--json'], check=True, capture_output=True).stdout)
    same('every register is described, with its number', {r['register']: r['number'] for r in rows},
         {k: number(v['description']) for k, v in defs['registers']['properties'].items()})


def names_are_described():
    sources = dict(table('userspace/model/value.h', r'NS_SOURCE\(\w+, "(\w+)", "([^"]*)"\)'))
    same('every source is described', sources, {k: v['description'] for k, v in layer['sources']['properties'].items()})
    same('... and can be that of a value', dict.fromkeys(sources), dict.fromkeys(defs['source']['enum']))
    states = table('userspace/model/value.c', r'\[NS_\w+\] = "([\w-]+)",')
    same('every state is described', dict.fromkeys(states), dict.fromkeys(defs['state']['enum']))
    stats = table('userspace/model/live.h', r'NS_LIVE_STAT\(\w+, "(\w+)"\)')
    same("every statistic is described", dict.fromkeys(stats),
         dict.fromkeys(defs['live_vm']['properties']['statistics']['properties']))
    times = table('userspace/model/live.h', r'NS_VMREAD_NUM\(\w+, "(\w+)"\)')
    same('every time of VMREAD is described', dict.fromkeys(times, 'number'),
         {k: ref(v) for k, v in defs['vmread_cpu']['properties'].items() if k != 'cpu'})
    flags = dict(table('userspace/model/live.h', r'NS_LIVE_FLAG\(\w+, "(\w+)", (\w+)\)'))
    same('every flag of a CPU is described, with its type', {k: TYPES[v] for k, v in flags.items()},
         {k: ref(v) for k, v in defs['live_cpu']['properties'].items() if k != 'cpu'})


def undescribed(node, where):
    """Keys without a description of their own or of what they refer to"""
    for key in ('properties', 'patternProperties'):
        for name, child in node.get(key, {}).items():
            target = defs[ref(child)] if '$ref' in child else child
            if not child.get('description') and not target.get('description'):
                yield f'{where}.{name}'
            yield from undescribed(child, f'{where}.{name}')
    for key in ('items', 'additionalProperties'):
        if isinstance(node.get(key), dict):
            yield from undescribed(node[key], f'{where}[]')


def all_is_described():
    missing = [m for name, node in defs.items() for m in undescribed(node, name)]
    result(not missing, 'every key has a description', missing)


def run(*arguments):
    done = subprocess.run([program, 'snapshot', *map(str, arguments)], capture_output=True)
    if done.returncode:
        result(False, f'snapshot {arguments}', done.stderr)
        return None
    return json.loads(done.stdout)


def errors_of(snapshot):
    return [f'{"/".join(map(str, e.absolute_path))}: {e.message}' for e in validator.iter_errors(snapshot)]


def valid(name, snapshot):
    errors = errors_of(snapshot) if snapshot else ['nothing to look at']
    result(not errors, f'valid: {name}', *errors[:5])


def stamped(below):
    """The same machine in a VM of itself"""
    snapshot = copy.deepcopy(below)
    snapshot['parent'] = copy.deepcopy(below)
    return snapshot


def value(v):
    return {'state': 'value', 'value': v, 'source': 'procfs'}


# What is wrong, and how it is brought about
WRONG = (
    ('no format', lambda s: s.pop('format')),
    ('another format', lambda s: s['format'].update(name='somebody-elses')),
    ('a newer version', lambda s: s['format'].update(version=2)),
    ('an unknown key', lambda s: s.update(surprise=1)),
    ('an unknown fact', lambda s: s['host'].update(surprise=value('x'))),
    ('an unknown key of a value', lambda s: s['host']['kernel'].update(unit='s')),
    ('a section of another type', lambda s: s.update(host=[])),
    ('a value of another type', lambda s: s['host'].update(kernel=value(6))),
    ('a number as text', lambda s: s['host'].update(boot_time=value('6'))),
    ('a negative number', lambda s: s['host'].update(boot_time=value(-1))),
    ('a number for true', lambda s: s['host'].update(privileged=value(1))),
    ('no state', lambda s: s['host'].update(kernel={'value': 'x'})),
    ('an unknown state', lambda s: s['host'].update(kernel={'state': 'maybe'})),
    ('a value that is none', lambda s: s['host'].update(kernel={'state': 'value'})),
    ('a value that is absent', lambda s: s['host'].update(kernel={'state': 'absent', 'value': 'x'})),
    ('a value with a reason', lambda s: s['host']['boot_time'].update(state='value', value=1, why='x')),
    ('an unknown source', lambda s: s['host'].update(kernel={'state': 'absent', 'source': 'hearsay'})),
    ('an unknown register', lambda s: s['cpu']['registers'].update(IA32_SURPRISE={'state': 'absent'})),
    ('a register as a number', lambda s: s['cpu']['registers'].update(EFER=value(1))),
    ('a register of 65 bits', lambda s: s['cpu']['registers'].update(EFER=value('0x10000000000000000'))),
    ('a register without 0x', lambda s: s['kvm_offer']['registers'].update(EFER=value('10'))),
    ('a difference without its CPU', lambda s: s['cpu']['differ'].append({'register': 'EFER', **value('0x1')})),
    ('a note on an unknown source', lambda s: s['sources'].update(hearsay={'state': 'absent'})),
    ('a leaf without EDX', lambda s: s['hypervisor_leaves'].update({'0x40000000': {'eax': '0x00000000'}})),
    ('a leaf of 4 digits', lambda s: s['hypervisor_leaves'].update({'0x4000': {}})),
    ('a parameter that is no value', lambda s: s['parameters'].update(kvm={'nested': 'Y'})),
    ('a VM without a hash', lambda s: s['vms'].append({'program': 'kvm'})),
    ('a VM with its UUID', lambda s: s['vms'].append({'program': 'kvm',
                                                      'uuid_hash': 'c0ffee00-1234-4abc-8def-0123456789ab'})),
    ('a live VM without a process', lambda s: s.update(live={'vms': [{'fd': 1}]})),
    ('a parent that is none', lambda s: s.update(parent={})),
    ('one of these in the parent', lambda s: s['parent']['host'].update(kernel=value(6))),
)


def wrong_ones(snapshot):
    for name, spoil in WRONG:
        spoilt = copy.deepcopy(snapshot)
        spoil(spoilt)
        result(errors_of(spoilt), f'not valid: {name}')


def snapshots():
    here = run()
    valid('this machine', here)
    valid('this machine, identified', run('--identify'))
    valid('this machine without the module', run('--no-module'))
    valid('an empty tree', run('--sysroot', work))
    for fixture in sorted(fixtures.glob('*.json')):
        valid(fixture.name, run('--from', fixture))
    valid('a stamped one', stamped(here))
    valid('stamps in stamps', stamped(stamped(stamped(here))))
    wrong_ones(stamped(here))


validator = jsonschema.Draft202012Validator(schema)
facts_are_described()
registers_are_described()
names_are_described()
all_is_described()
try:
    jsonschema.Draft202012Validator.check_schema(schema)
    result(True, 'the schema is one')
except jsonschema.SchemaError as e:
    result(False, 'the schema is one', e.message)
snapshots()
finish()
