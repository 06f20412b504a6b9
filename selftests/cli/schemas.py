#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds Documentation/schema/ against what each command prints as JSON, in KTAP.

usage: schemas.py TOP NESTSCOPE FIXTURES WORK

Every command with --json has a schema. What it prints of each captured machine is valid, and with a key that the
schema does not know it is not.
"""
import copy
import json
import subprocess
import sys
from pathlib import Path

import jsonschema

top, program, fixtures, work = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
# What has fewer examples than the rest, and how it is asked for
ASKED = {
    'decode': (['0x48b=0x2137bff00000000'], ['0x3a=5', '0x48b=0x2137bff00000000'], ['0x480=1', '0x480=2']),
    'list': [[name] for name in ('registers', 'bits', 'signatures', 'messages', 'formats')],
    'stamp': (['--output', str(work / 'stamp.gz')],),
    'check': (['--list'], ['--explain', 'nested']),
    'explain': (['0x48b'], ['vmx-ple'], ['nested-off'], ['kvm_intel.nested'], ['MSR(48BH)']),
}
count = failed = 0


def result(ok, name, *why):
    global count, failed
    count += 1
    failed += not ok
    for line in why if not ok else ():
        print('#', ' '.join(str(line).split())[:300])
    print(f'{"ok" if ok else "not ok"} {count} {name}')


def validator(command):
    schema = json.loads((top / f'Documentation/schema/{command}.schema.json').read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def errors(check, value):
    return [f'{"/".join(map(str, e.absolute_path))}: {e.message}' for e in check.iter_errors(value)]


def run(*arguments, cwd=None):
    done = subprocess.run([program, *map(str, arguments), '--json'], capture_output=True, cwd=cwd)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def objects(value):
    """Every object in it"""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(child)


def is_closed(check, value):
    """Is a key refused that a newer version may add, in each object but those whose keys are free?"""
    spoilt = copy.deepcopy(value)
    first = next(objects(spoilt), None)
    if first is None:
        return True
    first['surprise'] = {}
    return bool(errors(check, spoilt))


def valid(command, what, *arguments, cwd=None):
    check = validators[command]
    values, stderr = run(command, *arguments, cwd=cwd)
    wrong = [e for v in values for e in errors(check, v)] if values else [f'nothing was printed: {stderr}']
    result(not wrong, f'{command}: {what}', *wrong[:5])
    if values:
        closed.setdefault(command, []).append(is_closed(check, values[0]))


commands = [line.split()[0] for line in subprocess.run([program, '--help'], capture_output=True, text=True, check=True)
            .stdout.partition('Commands:\n')[2].partition('\n\n')[0].splitlines()]
have = {p.name.partition('.')[0] for p in (top / 'Documentation/schema').glob('*.schema.json')}
printing = {c for c in commands if '--json' in subprocess.run([program, 'help', c], capture_output=True, text=True, check=True).stdout}
result(have == printing, 'every command that prints JSON has a schema', have ^ printing)
validators, closed = {c: validator(c) for c in sorted(have)}, {}
for c in sorted(have):
    schema = validators[c].schema
    result(schema.get('$id', '').startswith(f'urn:nestscope:{c}:'), f'the schema of {c} has a version', schema.get('$id'))

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
for c in sorted(closed):
    result(all(closed[c]), f'the schema of {c} refuses a key that it does not describe')
print(f'1..{count}')
sys.exit(failed > 0)
