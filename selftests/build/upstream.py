#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The patches in Documentation/upstream: their form, and the numbers they give as evidence.

usage: upstream.py form|numbers TOP
"""
import json
import re
import subprocess
import sys
from pathlib import Path

HUNK = re.compile(r'^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@')
BASE = re.compile(r'^base: ([0-9a-f]{40}|v[\d.]+)$', re.M)
SUBJECT_MAX = 75


def demand(condition, *what):
    if not condition:
        raise SystemExit(' '.join(str(part) for part in what))


def subject(text):
    """The subject, which may continue on lines that begin with a space"""
    found = re.search(r'^Subject: (.*(?:\n .*)*)', text, re.M)
    return found and re.sub(r'\n ', ' ', found.group(1))


def check_hunks(patch, text):
    """Each hunk has as many lines as it says: an editor that strips spaces breaks that."""
    lines = iter(text.split('\n'))
    hunks = 0
    for line in lines:
        found = HUNK.match(line)
        if not found:
            continue
        hunks += 1
        old, new = (1 if count is None else int(count) for count in found.groups())
        while old > 0 or new > 0:
            kind = next(lines, '')[:1]
            demand(kind in (' ', '+', '-') and kind, patch, 'has a hunk that ends early')
            old -= kind != '+'
            new -= kind != '-'
        demand(old == 0 and new == 0, patch, 'has a hunk of another length than it says')
    demand(hunks, patch, 'changes nothing')


def check_patch(patch, number, total):
    text = patch.read_text()
    head, _, rest = text.partition('\n---\n')
    demand(text.startswith('From: Your Name <you@example.org>\n'), patch, 'has no From line to fill in')
    demand('Signed-off-by' not in head, patch, 'is signed off; who sends it does that')
    title = subject(text)
    place = re.match(r'\[PATCH (\d+)/(\d+)\] (.*)', title)
    demand(place or total == 1 or patch.parent.name == 'linux-6.12', patch, 'does not say which of how many it is')
    demand(not place or (int(place.group(1)), int(place.group(2))) == (number, total), patch, 'is not', number, 'of', total)
    demand(len(title.partition('] ')[2]) <= SUBJECT_MAX, patch, 'has a subject of over', SUBJECT_MAX, 'characters')
    for line in head.split('\n')[2:]:
        demand(len(line) <= SUBJECT_MAX or line.startswith('Fixes: '), patch, 'has a line of over', SUBJECT_MAX, line)
    check_hunks(patch, rest)
    done = subprocess.run(['git', 'apply', '--unidiff-zero', '--numstat', str(patch)], capture_output=True, text=True,
                          check=False, cwd='/')
    demand(done.returncode == 0 and done.stdout, patch, 'is no patch:', done.stderr)
    for line in done.stdout.splitlines():
        demand(Path(line.split('\t')[2]).name in rest.partition('\ndiff ')[0], patch, 'has a diffstat without', line)


def form(top):
    upstream = top / 'Documentation/upstream'
    readme = (upstream / 'README').read_text()
    projects = sorted(path for path in upstream.iterdir() if path.is_dir())
    demand(projects, 'no projects in', upstream)
    for project in projects:
        patches = sorted(project.glob('*.patch'))
        demand(patches, project, 'has no patch')
        for number, patch in enumerate(patches, 1):
            check_patch(patch, number, len(patches))
            demand(re.search(rf'\b{re.escape(project.name)}/', readme), 'README does not name', project)
            demand(project.name == 'linux-6.12' or re.search(rf'^{re.escape(project.name)}/.*\b{patch.name[:4]}\b', readme, re.M),
                   'README does not name', patch)
        if project.name == 'linux-6.12':
            continue
        cover = (project / '0000-cover.txt').read_text()
        demand(f'[PATCH 0/{len(patches)}] ' in subject(cover), project, 'has a cover for another number of patches')
        demand(BASE.search(cover), project, 'has a cover without its base')


def registers(top):
    machines = {}
    for line in (top / 'selftests/unit/machines.tsv').read_text().splitlines():
        if line[:1] != '#' and '\t' in line:
            name, _, _, register, value = line.split('\t')[:5]
            machines.setdefault(name, {})[register] = value
    return machines


def with_bits(machines, register, mask):
    """(how many have the register, the values of those that have one of these bits)"""
    values = [machine[register] for machine in machines.values() if register in machine]
    return len(values), [value for value in values if int(value, 16) & mask]


def numbers_linux(top, machines):
    def bit(machine, register, number):
        return int(machine.get(register, '0'), 16) >> 32 >> number & 1

    vmx = {name: machine for name, machine in machines.items() if '0x481' in machine}
    odd = {name: m for name, m in vmx.items() if bit(m, '0x481', 5) != bit(m, '0x48b', 5)}
    patch = (top / 'Documentation/upstream/linux/0001-vpid-flag.patch').read_text()
    cover = (top / 'Documentation/upstream/linux/0000-cover.txt').read_text()
    demand(f'two of {len(vmx)} have' in cover and len(odd) == 2, len(vmx), list(odd))
    for name, machine in odd.items():
        family = re.search('Intel00?([0-9A-F]{6})', name).group(1)
        demand(family in patch and machine['0x481'] in patch, name)
        demand(machine.get('0x48b', 'does not exist') in patch, name)
    for layer in ('intel-L0', 'intel-L1'):
        layer = json.loads((top / f'selftests/cli/fixtures/{layer}.json').read_text())
        demand(int(layer['cpu']['registers']['IA32_VMX_VMFUNC']['value'], 16) == 1, 'VMFUNC of', layer)
        demand('eptp_switching' not in json.dumps(layer['cpuinfo']), 'eptp_switching of', layer)
    kvm = (top / 'selftests/lab/kvm.py').read_text()
    amd = kvm[kvm.index("'amd': {"):kvm.index("'intel': {")]
    demand("'state_test': 'pass'" in amd, 'the lab does not find that state_test passes on AMD')


def numbers_others(top, machines):
    upstream = top / 'Documentation/upstream'
    total, doubled = with_bits(machines, '0x48c', 1 << 25)
    both = [value for value in doubled if int(value, 16) >> 41 & 1]
    demand(f'All of the {total}\n' in (upstream / 'qemu/0001-invvpid-single-context.patch').read_text() and
           len(both) == total, 'QEMU', total, len(both))

    patch = (upstream / 'kvm-unit-tests/0001-ept-vpid-cap.patch').read_text()
    shadow, hlat = with_bits(machines, '0x48c', 1 << 23)[1], with_bits(machines, '0x48c', 0x3f << 48)[1]
    demand(f'Of {total} public' in patch and f'{len(shadow)} have bit 23 set, and {len(hlat)} of those' in patch and
           set(hlat) < set(shadow) and all(int(value, 16) >> 48 & 0x3f == 1 for value in hlat), len(shadow), len(hlat))
    for code, value in re.findall(r'\(([0-9A-F]{6})\) +0x([0-9a-f]{16})', patch):
        demand(any(code in name and int(machine.get('0x48c', '0'), 16) == int(value, 16)
                   for name, machine in machines.items()), code, value)

    patch = (upstream / 'kvm-unit-tests/0002-misc-intel-pt.patch').read_text()
    cover = (upstream / 'kvm-unit-tests/0000-cover.txt').read_text()
    total, tracing = with_bits(machines, '0x485', 1 << 14)
    demand(f'Of {total} public' in patch and f'{len(tracing)} have it set' in patch, len(tracing), total)
    beyond = with_bits(machines, '0x485', 0x80007e00)[1]
    nine, basic = with_bits(machines, '0x485', 1 << 9)[1], with_bits(machines, '0x480', 1 << 57)[1]
    demand(f'on {len(shadow)} of' in cover and f'IA32_VMX_MISC on {len(beyond)} of {total}' in cover, len(beyond))
    demand(f'({len(basic)} of {total}' in cover and f'({len(nine)} of {total}' in cover, len(basic), len(nine))
    demand(not with_bits(machines, '0x480', 1 << 58 | 1 << 60)[1], 'IA32_VMX_BASIC')


def numbers_cpuid(top, machines):
    project = top / 'Documentation/upstream/x86-cpuid-db'
    svm, sev, cover = (' '.join((project / name).read_text().split())
                       for name in ('0001-svm-bits.patch', '0002-sev-bits.patch', '0000-cover.txt'))
    total, first = with_bits(machines, 'CPUID_8000000A_EDX', 7 << 29)
    demand(f'Of {total} public' in svm and len(first) == 2 and all(int(value, 16) >> 29 == 7 for value in first), first)
    demand(len(with_bits(machines, 'CPUID_8000000A_ECX', 1 << 6)[1]) == 1, 'bit 6 of ECX')
    unnamed = with_bits(machines, 'CPUID_8000000A_EDX', 1 << 11)[1]
    demand(f'is set on {len(unnamed)} of {total} CPUs' in cover, len(unnamed))
    mask = sum(1 << bit for bit in (20, 21, 22, 23, 26, 27, 30, 31))
    total, second = with_bits(machines, 'CPUID_8000001F_EAX', mask)
    demand(f'Of {total} public' in sev and len(second) == 1 and f'with {second[0]}.' in sev and
           int(second[0], 16) & mask == mask, total, second)
    demand(not with_bits(machines, 'CPUID_8000001F_EBX', 1 << 31)[1], 'bit 31 of EBX')
    for name, register, text in (('0B10F10', 'CPUID_8000000A_ECX', svm), ('0B20F40', 'CPUID_8000000A_EDX', svm),
                                 ('0B10F10', 'CPUID_8000001F_EAX', sev)):
        demand(f'0{name}h' in text and any(name in key and register in machine for key, machine in machines.items()), name)


def main():
    what, top = sys.argv[1], Path(sys.argv[2])
    if what == 'form':
        form(top)
        return
    machines = registers(top)
    numbers_linux(top, machines)
    numbers_others(top, machines)
    numbers_cpuid(top, machines)


if __name__ == '__main__':
    main()
