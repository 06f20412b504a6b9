#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds Documentation/schema/ against what each command prints as JSON, in KTAP.

usage: schemas.py TOP NESTSCOPE FIXTURES WORK

Every command with --json has a schema. What it prints of each captured machine is valid, and with a key in any object
of it that the schema does not know it is not.
"""
import copy
import json
import subprocess
import sys
from pathlib import Path

import jsonschema

from ktap import finish, result

top, program, fixtures, work = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
# What has fewer examples than the rest, and how it is asked for
ASKED = {
    'decode': (['0x48b=0x2137bff00000000'], ['0x3a=5', '0x48b=0x2137bff00000000'], ['0x480=1', '0x480=2']),
    'list': [[name] for name in ('registers', 'bits', 'signatures', 'messages', 'formats')],
    'stamp': (['--output', str(work / 'stamp.gz')],),
    'check': (['--list'], ['--explain', 'nested']),
    'explain': (['0x48b'], ['vmx-ple'], ['nested-off'], ['kvm_intel.nested'], ['MSR(48BH)']),
}


def validator(command):
    schema = json.loads((top / f'Documentation/schema/{command}.schema.json').read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def problems(command, value):
    """What is wrong with it. A bug report has snapshots, whose schema is another one."""
    yield from ((tuple(e.absolute_path), e) for e in validators[command].iter_errors(value))
    for i, layer in enumerate(value['layers'] if command == 'bugreport' else ()):
        yield from ((('layers', i, 'snapshot', *path), e) for path, e in problems('snapshot', layer['snapshot']))


def errors(command, value):
    return [f'{"/".join(map(str, path))}: {e.message}' for path, e in problems(command, value)]


def run(*arguments, cwd=None):
    done = subprocess.run([program, *map(str, arguments), '--json'], capture_output=True, cwd=cwd)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def objects(value, path=()):
    """Every object in it, with the way there"""
    if isinstance(value, dict):
        yield path, value
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from objects(child, (*path, key))


def reasons(path, error):
    """Of a choice each alternative has its own."""
    yield path, error
    for e in error.context:
        yield from reasons((*path, *e.relative_path), e)


def is_free(command, path):
    """Have its keys any names? Every module of the kernel may be in there."""
    return command in ('snapshot', 'bugreport') and path[-1:] == ('parameters',)


def open_objects(command, value):
    """Those that take a key that a newer version may add"""
    spoilt = copy.deepcopy(value)
    for _, each in list(objects(spoilt)):
        each['surprise'] = {}
    refused = set()
    for problem in problems(command, spoilt):
        for path, e in reasons(*problem):
            refused.add(path if e.validator == 'additionalProperties' else path[:-1] if path[-1:] == ('surprise',) else None)
    return {'/'.join(map(str, path)) for path, _ in objects(value) if path not in refused and not is_free(command, path)}


def open_descriptions(node, where=''):
    """What a schema says of objects without saying which keys they have, or of values without saying of what type"""
    kind = {'type', 'const', 'enum', '$ref', 'oneOf', 'anyOf', 'allOf', 'required'} & set(node)
    if not kind or ('properties' in node or node.get('type') == 'object') and node.get('additionalProperties', True) is True:
        yield where
    for key in ('properties', 'patternProperties', '$defs'):
        for name, child in node.get(key, {}).items():
            yield from open_descriptions(child, f'{where}/{name}')
    children = [child for key in ('oneOf', 'anyOf', 'allOf') for child in node.get(key, ())]
    for child in children + [node[key] for key in ('items', 'additionalProperties') if isinstance(node.get(key), dict)]:
        yield from open_descriptions(child, f'{where}[]')


def valid(command, what, *arguments, cwd=None):
    values, stderr = run(command, *arguments, cwd=cwd)
    wrong = [e for v in values for e in errors(command, v)] if values else [f'nothing was printed: {stderr}']
    result(not wrong, f'{command}: {what}', *wrong[:5])
    if values:
        found_open.setdefault(command, set()).update(open_objects(command, values[0]))


commands = [line.split()[0] for line in subprocess.run([program, '--help'], capture_output=True, text=True, check=True)
            .stdout.partition('Commands:\n')[2].partition('\n\n')[0].splitlines()]
have = {p.name.partition('.')[0] for p in (top / 'Documentation/schema').glob('*.schema.json')}
printing = {c for c in commands if '--json' in subprocess.run([program, 'help', c], capture_output=True, text=True, check=True).stdout}
result(have == printing, 'every command that prints JSON has a schema', have ^ printing)
validators, found_open = {c: validator(c) for c in sorted(have)}, {}
for c in sorted(have):
    schema = validators[c].schema
    result(schema.get('$id', '').startswith(f'urn:nestscope:{c}:'), f'the schema of {c} has a version', schema.get('$id'))
    # The other schema describes those.
    still_open = set(open_descriptions(schema)) - ({'/layers[]/snapshot'} if c == 'bugreport' else set())
    result(not still_open, f'the schema of {c} names the keys of every object', sorted(still_open))

machines = sorted(fixtures.glob('*.json'))
for fixture in machines:
    for c in ('status', 'caps', 'layers', 'check', 'snapshot', 'diff'):
        valid(c, fixture.name, '--from', fixture)
    valid('explain', f'a message, {fixture.name}', '--from', fixture, 'failed to set MSR 0x48b to 0x11582e00000000')
    valid('bugreport', fixture.name, '--from', fixture)
trees = work / 'tree'
for fixture in sorted(fixtures.glob('*.tree')):
    subprocess.run(['rm', '-rf', trees], check=True)
    with open(fixture) as text:
        subprocess.run([Path(__file__).parent / 'tree', 'unpack', trees], stdin=text, check=True)
    for c in ('status', 'caps', 'layers', 'check', 'module status'):
        valid(*c.split()[:1], fixture.name, *c.split()[1:], '--sysroot', trees)
for vendor in ('amd', 'intel'):
    valid('diff', f'a chain of {vendor}', *(f'{vendor}-L{n}.json' for n in (2, 0, 1)), cwd=fixtures)
valid('diff', 'machines', 'amd-L0.json', 'intel-L0.json', 'intel-L1.json', cwd=fixtures)
valid('diff', 'many machines', *(p.name for p in machines if p.name != 'newer.json'), cwd=fixtures)
valid('baseline', 'two hosts', 'intel-L0.json', 'intel-L1.json', cwd=fixtures)
before = json.loads((fixtures / 'intel-L0.json').read_text())
before['host']['uuid_hash'] = {'state': 'value', 'value': 'c0ffee', 'source': 'dmi'}
for name, boot in (('before', 1000), ('after', 2000)):
    before['host']['boot_time'] = {'state': 'value', 'value': boot, 'source': 'procfs'}
    if name == 'after':
        before['parameters']['kvm_intel']['ept'] = {'state': 'value', 'value': 'N', 'source': 'sysfs'}
        v = before['kvm_offer']['registers']['IA32_VMX_PROCBASED_CTLS2']
        v['value'] = f'0x{int(v["value"], 16) & ~(1 << 33):016x}'
    (work / f'{name}.json').write_text(json.dumps(before))
valid('diff', 'before and after', work / 'before.json', work / 'after.json')
for c, all_ in ASKED.items():
    for arguments in all_:
        valid(c, ' '.join(arguments), *arguments)
# watch.sh has a machine on which something moves.
for c in sorted(found_open):
    result(not found_open[c], f'the schema of {c} refuses a key that it does not describe, in every object',
           sorted(found_open[c])[:5])
finish()
