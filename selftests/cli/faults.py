#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the program does when a call of its own fails, in KTAP.

usage: faults.py TOP NESTSCOPE FIXTURES WORK

Every command in every format is run with its first, second ... allocation, open(), read(), write() and other system
calls made to fail (faults.c), on captured machines. Whatever fails:

- the program ends by itself, with the exit status and the output that it has otherwise; or
- with a message that names what it tried and the error, and an exit status that says so; or
- the output tells what was not read and of which error, and is otherwise the same, or less: JSON is as its schema
  says, and no value in it has become another one, but at most an unknown one.

FAULT_POINTS is how many calls of each kind are tried, evenly (5); 0 is every one, and "ways" every system call, but of
the allocations only the first one that is come to by each way, that is by each list of who called whom: there are ten
times as many, and most are the same one in a loop. FAULT_COMMANDS are the commands to try, FAULT_FORMATS their formats
(text,json; "all") and FAULT_KINDS the kinds of calls, separated by commas; FAULT_JOBS is how many are run side by side
(1). "figure:" lines count what was tried.
"""
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema

from ktap import finish, result

TOP, PROGRAM, FIXTURES, WORK = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
POINTS = os.environ.get('FAULT_POINTS') or '5'
SHOWN = (os.environ.get('FAULT_FORMATS') or 'text,json').split(',')
JOBS = int(os.environ.get('FAULT_JOBS') or 1)
# The errors of each kind of call; -1 is a read or write of one byte, which changes nothing.
ERRORS = {'memory': ('ENOMEM',), 'open': ('EIO', 'EACCES', 'EMFILE'), 'read': ('EIO', 'SHORT'),
          'write': ('ENOSPC', 'EPIPE', 'SHORT'), 'path': ('EIO', 'EACCES'), 'look': ('EIO',), 'map': ('ENOMEM',), 'other': ('EIO',)}
NUMBERS = {'ENOMEM': 12, 'EIO': 5, 'EACCES': 13, 'EMFILE': 24, 'ENOSPC': 28, 'EPIPE': 32, 'SHORT': -1}
TREE, SNAPSHOT, VMS, XML = ('--sysroot', 'amd-L0'), ('--from', 'amd-L1.json'), ('--sysroot', 'vms'), 'vm.xml'
# Each command without its format. A file that is written is out/NAME.
RUNS = {
    'status': [TREE, SNAPSHOT, VMS, ('--from', 'intel-L1.json.gz')],
    'caps': [TREE, SNAPSHOT, ('--missing', '--view', 'kvm', *SNAPSHOT), ('--all', '--from', 'intel-L0.json')],
    'layers': [TREE, SNAPSHOT],
    'check': [TREE, SNAPSHOT, ('--require', 'run-vms,nested,slat', '--quiet', *SNAPSHOT), ('--list',),
              ('--explain', 'nested'), ('--for', 'kvm', *TREE), ('--domain-xml', XML, *SNAPSHOT)],
    'decode': [('0x48b=7f00000000', '0x48b=3f00000000'), ('rdmsr.txt',), ('0x480=1',)],
    'explain': [('vmx-ple',), ('nested-off', *TREE), ('failed to set MSR 0x48d to 0x5600000016', *SNAPSHOT), ('log.txt', *TREE)],
    'snapshot': [TREE, SNAPSHOT, VMS, ('--from', 'cpuid.txt'), ('--pretty', '--from', 'intel-L1.json.gz')],
    'diff': [('amd-L0.json', 'amd-L1.json'), SNAPSHOT, ('hosts',), ('--only-lost', 'amd-L0.json', *TREE)],
    'baseline': [('amd-L0.json', 'amd-L1.json'), ('hosts',), ('--models', 'qmp.txt', 'intel-L0.json', 'intel-L1.json'), TREE],
    'stamp': [('--output', 'out/host.json.gz', *TREE), ('--qemu', '--output', 'out/host.json.gz', *SNAPSHOT),
              ('--libvirt', '--identify', '--output', 'out/host.json.gz', *TREE)],
    'watch': [('--count', '1', '--interval', '0.01', *VMS)],
    'metrics': [TREE, VMS, ('--output', 'out/nestscope.prom', *SNAPSHOT)],
    'bugreport': [TREE, SNAPSHOT, ('--no-redact', *VMS), ('--dry-run', *TREE), ('amd-L1.json', '--output', 'out/report.md', *TREE),
                  ('--output', 'out/report.html', *SNAPSHOT), ('--output', 'out/report.tar.zst', *SNAPSHOT)],
    'list': [(name,) for name in ('registers', 'bits', 'signatures', 'messages', 'formats')],
    'module': [('status', *TREE)],
    'completion': [('bash',), ('zsh',), ('fish',)],
    'help': [(), ('status',)],
}
# A format is asked for by these words; text is what most print without.
FORMATS = {'text': (), 'json': ('--json',)}
# What says that something was not had, and is no answer
UNKNOWN = (None, 'unknown', 'UNKNOWN', 'SKIP', 'unreadable', 'not-asked', 'not asked', 'not read', 'possible', 'unread', '')
UNREAD = rb'_not_read":\[[^]]|nestscope_source_read\{[^}]*\} 0|unread|only root can read|root sees them|not[ -]read|not known|not be read|could be read|not[ -]asked|not captured|\? '
# What is true whatever a parameter that was not read says
ANYWAY = rb'the CPU has no AVIC'
# Keys of what is for people, or tells where an answer is from
TOLD = {'text', 'why', 'meaning', 'summary', 'hint', 'arguments', 'evidence', 'remedy', 'source', 'from', 'because'}
# Of what was not there, these keys may not say anything definite.
ANSWERS = {'answer', 'verdict', 'severity', 'is', 'state', 'value'}
# How many there are of what could be seen
COUNTS = {'counts', 'vcpus', 'not_read'}
# What an object of a list is known by
NAMES = ('check', 'what', 'part', 'register', 'bit', 'name', 'finding', 'kind', 'cpu', 'pid', 'file', 'layer', 'parameter')


def prepare():
    """The files that the commands read, in WORK, where they are run"""
    for name in ('amd-L0', 'intel-L1'):
        with open(FIXTURES / f'{name}.tree') as text:
            subprocess.run([FIXTURES.parent / 'tree', 'unpack', WORK / name], stdin=text, check=True)
    for file in FIXTURES.glob('*-L*.json'):
        shutil.copy(file, WORK)
    (WORK / 'intel-L1.json.gz').write_bytes(gzip.compress((WORK / 'intel-L1.json').read_bytes()))
    os.mkdir(WORK / 'hosts')
    for name in ('intel-L0', 'intel-locked', 'amd-L0', 'nothing'):
        shutil.copy(FIXTURES / f'{name}.json', WORK / 'hosts')
    shutil.copy(FIXTURES / 'qmp/cpu-models.txt', WORK / 'qmp.txt')
    for to, name in (('cpuid.txt', 'cpuid-raw'), ('rdmsr.txt', 'rdmsr'), ('log.txt', 'dmesg-refused')):
        text = (FIXTURES / f'imports/{name}.import').read_text()
        (WORK / to).write_text(text.partition('---\n')[2] or text)
    (WORK / XML).write_text("<domain type='kvm'><name>vm</name><cpu mode='host-passthrough'/></domain>\n")
    shutil.copytree(WORK / 'amd-L0', WORK / 'vms')
    vm = WORK / 'vms/sys/kernel/debug/kvm/142-11'
    for file, text in {'nested_run': '5', 'guest_mode': '1', 'exits': '1000', 'vcpu0/pid': '150', 'vcpu0/guest_mode': '1',
                       '../nested_run': '5'}.items():
        (vm / file).parent.mkdir(parents=True, exist_ok=True)
        (vm / file).write_text(text + '\n')
    (WORK / 'vms/proc/142').mkdir()
    (WORK / 'vms/proc/142/cmdline').write_bytes(b'/usr/bin/qemu-system-x86_64\0-name\0guest=web\0-cpu\0host\0')


def formats(command):
    """The formats that the help of a command names, each with the words that ask for it"""
    text = subprocess.run([PROGRAM, 'help', command], capture_output=True, text=True, check=True).stdout
    named = re.search(r'--format FORMAT +(.*)', text)
    found = re.findall(r'\w+', named.group(1).replace(' or ', ' ')) if named else ['text'] + ['json'] * ('--json' in text)
    return {name: FORMATS.get(name) if name in FORMATS and name != 'text' else ('--format', name) if name != 'text' else ()
            for name in found}


def text_of(file):
    return unpacked(file.read_bytes())


def unpacked(data):
    """What is compressed by gzip or zstd, or the same"""
    if data[:4] == b'\x28\xb5\x2f\xfd':
        done = subprocess.run(['zstd', '-dcq'], input=data, capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else data
    try:
        return gzip.decompress(data) if data[:2] == b'\x1f\x8b' else data
    except (OSError, EOFError, zlib.error):
        return data


class Outcome:
    """What became of one run: its status, its output and that of the file it wrote, and its messages"""
    def __init__(self, arguments, fault, slot):
        here = WORK / f'run{slot}'
        out, count = here / 'out', here / 'count'
        for name in os.listdir(out):
            os.unlink(out / name)
        self.wrote = next((a for a in arguments if a.startswith('out/')), None)
        if self.wrote:
            (here / self.wrote).write_text('old')
        done = subprocess.run([PROGRAM, *arguments], cwd=here, capture_output=True, stdin=subprocess.DEVNULL, timeout=120,
                              env=dict(os.environ, LD_PRELOAD=str(WORK / 'faults.so'), FAULT=fault, FAULT_COUNT=str(count),
                                       SOURCE_DATE_EPOCH='1', MALLOC_PERTURB_='165'))
        self.status, self.err = done.returncode, done.stderr.decode(errors='replace')
        # When a sample of watch was taken, and how long it took
        self.out = re.sub(rb'("seconds":|"time":)[\d.e-]+', rb'\g<1>1', re.sub(rb'(?m)^\d\d:\d\d:\d\d ', b'', unpacked(done.stdout)))
        self.files = {name: text_of(out / name) for name in os.listdir(out)}
        self.calls, *self.ways = map(int, count.read_text().split()) if count.exists() else [0]

    def same_as(self, other):
        return (self.status, self.out, self.files) == (other.status, other.out, other.files)


def name_of(item):
    of = item.get('arguments')
    if 'pid' in item:
        return 'pid', str(item['pid'])
    if isinstance(of, dict) and 'param' in of:
        return of.get('module'), of['param']
    return tuple(str(item[key]) for key in NAMES if key in item and not isinstance(item[key], (dict, list)))


def by_name(items):
    """Of a list of objects a dictionary, as one that is missing moves the others"""
    named = {}
    for item in items:
        name = name_of(item) if isinstance(item, dict) else (json.dumps(item),)
        named[(*name, sum(n[:-1] == name for n in named))] = item
    return named


def words_of(value):
    """A list of modules may be read elsewhere, in another order."""
    return sorted(value.split()) if isinstance(value, str) else value


def changes(before, after, path=()):
    """Each value that has become another one, or is new: the way there, and both"""
    if isinstance(before, list) and isinstance(after, list):
        before, after = by_name(before), by_name(after)
    if isinstance(before, dict) and isinstance(after, dict):
        # Of what a finding says only its severity, or the verdict beside it, is an answer.
        skip = {'finding', 'component', 'unreadable', *COUNTS, *TOLD}
        # A parameter whose reason is not known is worth a look.
        skip |= {'severity'} if after.get('finding') == 'parameter-off-or-cleared' else set()
        for key in {**before, **after}:
            if key not in skip:
                yield from changes(before.get(key), after.get(key), (*path, key))
    elif isinstance(after, (dict, list)) and before is None:
        yield from changes(type(after)(), after, path)
    elif before != after and after not in UNKNOWN and words_of(before) != words_of(after) and (before is not None or path[-1] in ANSWERS):
        yield path, before, after


def answers_of(value):
    """All of it but for what tells why"""
    if isinstance(value, dict):
        return {key: answers_of(child) for key, child in value.items() if key not in TOLD and key != 'finding'}
    return [answers_of(child) for child in value] if isinstance(value, list) else value


def told(error):
    text = os.strerror(NUMBERS[error])
    return (text, 'out of memory', 'emory allocation failed', 'llocate memory', 'memory may be short', 'not enough memory', 'failed to map segment', 'cannot create shared object descriptor',
            'cannot map') if error == 'ENOMEM' else (text,)


def says_unread(usual, now, error):
    """Does it name the error, or say of more than usual that it was not read?"""
    before, after = (re.sub(rb'\s+', b' ', one.err.encode() + one.out + b''.join(one.files.values())) for one in (usual, now))
    counts = [(len(re.findall(UNREAD, text)), text.count(b'unreadable'), text.count(b'null'), *map(int, re.findall(rb'nestscope_unreadable (\d+)', text)))
              for text in (before, after)]
    new = set(now.out.splitlines()) - set(usual.out.splitlines())
    return any(words.encode() in after for words in told(error)) or any(now_ > was for was, now_ in zip(*counts)) or \
        usual.out[:1] != b'{' and any(re.search(UNREAD + b'|' + ANYWAY, line) for line in new)


def wrong_json(schema, command, usual, now, error):
    """What is wrong with JSON that differs from the usual, or None"""
    try:
        before, after = ([json.loads(line) for line in text.splitlines()] if command == 'watch' else json.loads(text)
                         for text in (usual.out, now.out))
    except ValueError as e:
        return f'no JSON: {e}'
    for value in after if command == 'watch' else [after]:
        for e in schema.iter_errors(value):
            return f'not as its schema: {e.message[:200]}'
    if answers_of(before) != answers_of(after) and not says_unread(usual, now, error):
        return 'nothing says that something was not read'
    for path, was, is_ in changes(before, after):
        return f'{"/".join(map(str, path))}: {str(was)[:80]} became {str(is_)[:80]}'
    return None


def wrong_with(run, usual, now, error):
    """What is wrong with an outcome, or None"""
    # The dynamic linker ends the program as well.
    if error == 'ENOMEM' and now.status == 127 and now.err == 'out of memory\n' and not now.out:
        return None
    if now.status < 0 or now.status > 3:
        return 'it crashed'
    if now.same_as(usual):
        return None
    if error == 'SHORT':
        return 'the output is another one'
    # That library ends the program by itself, before anything is put out.
    if error == 'ENOMEM' and now.err.startswith('Fatal Internal Error in libarchive: Out of memory') and now.status and not now.out:
        return None
    says = [line for line in now.err.splitlines() if not line.startswith('nestscope: ')]
    if says:
        return f'not a message: {says[0]}'
    named = any(words in now.err for words in told(error)) or 'a library that it needs cannot be used' in now.err
    if now.wrote and now.files != usual.files and now.files != {os.path.basename(now.wrote): b'old'} and \
            (now.status or not says_unread(usual, now, error)):
        return f'it leaves {({name: len(text) for name, text in now.files.items()})}'
    if now.status and named:
        return None
    if now.status in (2, 3) and now.status != usual.status and not now.out:
        return 'the message does not name the error'
    if now.status == 2 and error in ('ENOSPC', 'EPIPE') and 'nestscope: cannot write the output: ' in now.err:
        return None
    if error in ('ENOSPC', 'EPIPE') or error == 'ENOMEM' and os.strerror(12).encode() not in now.out + b''.join(now.files.values()):
        return 'the output is another one'
    if run['format'] == 'json':
        return wrong_json(run['schema'], run['command'], usual, now, error)
    return None if says_unread(usual, now, error) else 'nothing says that something was not read'


def points(kind, usual):
    """The numbers of the calls to try"""
    if POINTS == 'ways':
        return usual.ways if kind == 'memory' else range(1, usual.calls + 1)
    return range(1, usual.calls + 1, max(1, usual.calls // int(POINTS)) if int(POINTS) else 1)


def try_all(run, slot):
    """What is wrong, for each failure that was tried; how many there were of each kind"""
    tried, wrong, crashes = {}, [], 0
    for kind in (os.environ.get('FAULT_KINDS') or ','.join(ERRORS)).split(','):
        for error in ERRORS[kind]:
            usual = Outcome(run['arguments'], f'{kind}:{-(error == "SHORT")}:0', slot)
            if usual.status not in range(4) or usual.status and not usual.out + usual.err.encode():
                return tried, [f'without a failure: status {usual.status}: {usual.err}']
            for at in points(kind, usual):
                now = Outcome(run['arguments'], f'{kind}:{NUMBERS[error]}:{at}', slot)
                why = wrong_with(run, usual, now, error)
                # libarchive's archive_write_add_filter_zstd() uses the filter that it could not allocate (3.6.2).
                if why == 'it crashed' and (run['format'], error) == ('archive', 'ENOMEM') and not crashes:
                    crashes, why = 1, None
                tried[kind] = tried.get(kind, 0) + 1
                if why:
                    wrong.append(f'{kind} {at} of {usual.calls}: {error}: {why}: status {now.status}, not {usual.status}: '
                                 f'{now.err.strip()[:160]}')
    return tried, wrong


def runs():
    """Each command in each format"""
    asked = list(filter(None, os.environ.get('FAULT_COMMANDS', '').split(','))) or list(RUNS)
    for command in asked:
        path = TOP / f'Documentation/schema/{command}.schema.json'
        schema = jsonschema.Draft202012Validator(json.loads(path.read_text())) if path.exists() else None
        for operands in RUNS[command]:
            for name, words in formats(command).items():
                if '--output' in operands and name not in ('text', 'markdown') or name == 'json' and '--pretty' in operands:
                    continue
                words = () if '--output' in operands else words
                if name not in SHOWN and SHOWN != ['all']:
                    continue
                yield {'command': command, 'format': name, 'schema': schema, 'arguments': [command, *operands, *words]}


def main():
    commands = [line.split()[0] for line in subprocess.run([PROGRAM, '--help'], capture_output=True, text=True, check=True)
                .stdout.partition('Commands:\n')[2].partition('\n\n')[0].splitlines()]
    result(set(commands) == set(RUNS), 'every command is tried', set(commands) ^ set(RUNS))
    prepare()
    for slot in range(JOBS):
        here = WORK / f'run{slot}'
        (here / 'out').mkdir(parents=True)
        for name in os.listdir(WORK):
            if not name.startswith('run'):
                os.symlink(WORK / name, here / name)
    free = list(range(JOBS))
    total = {}

    def one(run):
        slot = free.pop()
        try:
            return run, *try_all(run, slot)
        finally:
            free.append(slot)

    with ThreadPoolExecutor(JOBS) as pool:
        for run, tried, wrong in pool.map(one, runs()):
            for kind, n in tried.items():
                total[kind] = total.get(kind, 0) + n
            result(not wrong and tried, f'{" ".join(run["arguments"])}: {sum(tried.values())} failures',
                   f'{len(wrong)} wrong', *wrong[-12:])
    for kind, n in total.items():
        print(f'# figure: failures of {kind}: {n}')
    finish()


main()
