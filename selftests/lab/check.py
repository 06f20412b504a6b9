#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds the results of the lab against what must be true of them, and says so in KTAP.

usage: check.py amd|intel [RESULTS]

Without RESULTS, of a run that came before, the stack is booted first, and has to end well.
What is expected comes from rdmsr and from the architecture's rules written down here, not from nestscope's tables.
"""
import fnmatch
import itertools
import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

from boot import BUILD, COMPLAINT, MARK, boot, tell_steps

KVM_REVISION = 0x11e57ed0
COMMANDS = 'status', 'caps', 'layers', 'snapshot', 'caps-json'
ECX, EBX, EAX, EDX = 2, 1, 0, 3

# Linux leaves these out of /proc/cpuinfo: the first in every version, for it looks for it in the wrong half of the
# register; the others up to 6.1, in arch/x86/include/asm/vmxfeatures.h of 6.12 they have names.
NEVER_SHOWN = {'eptp_switching'}
NOT_YET_SHOWN = {'ept_5level', 'ept_violation_ve'}
# And it adds these, which are not there.
MADE_UP = {'flexpriority': {'vtpr', 'vapic'}, 'apicv': {'vtpr', 'vapic_reg', 'vid', 'posted_intr'}}

VMX_FILES = {0x480 + i: name for i, name in enumerate('''basic pinbased_ctls procbased_ctls exit_ctls entry_ctls misc
    cr0_fixed0 cr0_fixed1 cr4_fixed0 cr4_fixed1 vmcs_enum procbased_ctls2 ept_vpid_cap true_pinbased_ctls
    true_procbased_ctls true_exit_ctls true_entry_ctls vmfunc procbased_ctls3 exit_ctls2'''.split())}


class Wrong(Exception):
    pass


def demand(condition, *message):
    if not condition:
        raise Wrong(' '.join(str(m) for m in message))


def bits(value, *numbers):
    return any(value >> n & 1 for n in numbers)


class Layer:
    """What one layer sent: read when asked for, so that a missing file fails the check that needs it."""

    def __init__(self, directory, vendor, number):
        self.dir, self.vendor, self.number = directory / f'L{number}', vendor, number

    def text(self, name):
        return (self.dir / name).read_text(errors='replace')

    def json(self, name):
        return json.loads(self.text(name))

    def tree(self, name):
        top = self.dir / name
        files = {str(f.relative_to(top)): f.read_text().strip() for f in top.rglob('*') if f.is_file()}
        demand(files, name, 'is empty')
        return files

    @property
    def registers(self):
        return json.loads((self.dir.parent / 'registers.json').read_text())

    def sysfs(self):
        return self.tree('sysroot/sys/kernel/nestscope')

    def cpuinfo(self):
        return self.text('sysroot/proc/cpuinfo')

    def kernel(self):
        """Its version: (6, 12)"""
        return tuple(int(n) for n in self.text('sysroot/proc/sys/kernel/osrelease').split('.')[:2])

    def cpuid(self, leaf, register):
        leaves = [int(word, 16) for word in self.text('cpuid.leaves').split()]
        return struct.unpack_from('<4I', (self.dir / 'cpuid.bin').read_bytes(), 16 * leaves.index(leaf))[register]

    def rdmsr(self):
        """{cpu: {msr: value, or None where rdmsr could not read it}}"""
        values = {}
        for line in self.text('msr.txt').splitlines():
            cpu, msr, said = line.split(' ', 2)
            value = int(said, 16) if re.fullmatch('[0-9a-f]{16}', said) else None
            values.setdefault(int(cpu), {})[int(msr, 16)] = value
        demand(values, 'rdmsr read nothing')
        return values

    def log(self):
        _, mark, after = self.text('dmesg.after').partition(MARK)
        demand(mark, 'the kernel log has lost its mark')
        return after


def expected(layer, cpu, msrs):
    """{file: value} of the registers that exist, by the SDM's and the APM's rules; CPUID is CPU 0's on every CPU."""
    files, known = {}, {}
    one, ext = layer.cpuid(1, ECX), layer.cpuid(0x80000001, ECX)

    def add(file, exists, value):
        if exists:
            demand(value is not None, f'rdmsr on CPU {cpu} cannot read {file}, which should exist')
            files[file] = value
        return value if exists else 0

    add('vmx/ia32_feat_ctl', bits(one, 5, 6), msrs[0x3a])
    for msr, name in VMX_FILES.items():
        rule = {0x48b: lambda: bits(known[0x482], 63), 0x48c: lambda: bits(known[0x48b], 33, 37),
                0x491: lambda: bits(known[0x48b], 45), 0x492: lambda: bits(known[0x482], 49),
                0x493: lambda: bits(known[0x483], 63)}.get(msr)
        if 0x48d <= msr <= 0x490:
            exists = bits(known[0x480], 55)
        else:
            exists = rule() if rule else bits(one, 5)
        known[msr] = add(f'vmx/ia32_vmx_{name}', exists, msrs[msr])

    svm = bits(ext, 2)
    add('svm/vm_cr', svm, msrs[0xc0010114])
    for i, register in enumerate(('eax', 'ebx', 'ecx', 'edx')):
        add(f'svm/features_{register}', svm, layer.cpuid(0x8000000a, i))
        add(f'svm/encryption_{register}', layer.cpuid(0x80000000, EAX) >= 0x8000001f, layer.cpuid(0x8000001f, i))
    add('cpuid/1_ecx', True, one)
    add('cpuid/7_ecx', layer.cpuid(0, EAX) >= 7, layer.cpuid(7, ECX))
    add('cpuid/80000008_ebx', layer.cpuid(0x80000000, EAX) >= 0x80000008, layer.cpuid(0x80000008, EBX))
    add('cpuid/80000001_ecx', True, ext)
    return files


# Some bits of these depend on the program that reads them, or on the CPU it runs on.
VOLATILE = {'cpuid/1_ecx': 1 << 27}


def same(file, a, b):
    return not (a ^ b) & ~VOLATILE.get(file, 0)


# --- the checks: each gets a layer and raises an exception if it fails

def came_to_its_end(layer):
    """its results are whole, and end with the mark"""
    demand(layer.text('end').strip() == 'lab: end 0', 'no end mark')
    demand(not (layer.dir / 'failed').exists(), 'failed')


def log_is_clean(layer):
    """the kernel has not complained since nestscope was loaded"""
    found = [line for line in layer.log().splitlines() if COMPLAINT.search(line)]
    demand(not found, found)


def module_loaded(layer):
    """the module loads"""
    demand(layer.text('insmod.rc').strip() == '0', layer.text('insmod.err'))


def commands_ended_well(layer):
    """every command exits 0 or 1 and says nothing on stderr"""
    for command in COMMANDS:
        demand(layer.text(command + '.rc').strip() in ('0', '1'), command, 'exit', layer.text(command + '.rc'))
        demand(not layer.text(command + '.err'), command, 'stderr:', layer.text(command + '.err'))
        demand(layer.text(command + '.txt'), command, 'printed nothing')


def sysfs_equals_rdmsr(layer):
    """/sys/kernel/nestscope: each register that exists, with rdmsr's value on every CPU"""
    published = {k: int(v, 16) for k, v in layer.sysfs().items()
                 if '/' in k and not k.startswith('hypervisor/') and not k.endswith('/supported')}
    for cpu, msrs in layer.rdmsr().items():
        should = expected(layer, cpu, msrs)
        demand(set(published) == set(should), 'files that should not be there, or are missing:',
               sorted(set(published) ^ set(should)))
        wrong = [f'{f} {published[f]:#x} is {v:#x} on CPU {cpu}' for f, v in should.items()
                 if not same(f, published[f], v)]
        demand(not wrong, wrong)


def debugfs_equals_rdmsr(layer):
    """debugfs: every MSR on every CPU as rdmsr reads it there, and absent where the architecture says so"""
    seen, cpu = {}, None
    for line in layer.text('sysroot/sys/kernel/debug/nestscope/cpus').splitlines():
        words = line.split()
        if match := re.match(r'cpu(\d+) online$', line):
            cpu = int(match.group(1))
        elif words[1].startswith('0x') and ':' not in words[1]:
            seen.setdefault(cpu, {})[int(words[1], 16)] = words[2:]
    rdmsr = layer.rdmsr()
    demand(seen.keys() == rdmsr.keys(), 'CPUs', list(seen), 'rdmsr has', list(rdmsr))
    for cpu, msrs in rdmsr.items():
        exist = expected(layer, cpu, msrs)
        for msr in [0x3a, *VMX_FILES]:
            file = 'vmx/ia32_' + ('feat_ctl' if msr == 0x3a else 'vmx_' + VMX_FILES[msr])
            want = [f'{exist[file]:#018x}'] if file in exist else ['absent']
            demand(seen[cpu][msr] == want, f'CPU {cpu} MSR {msr:#x}', seen[cpu][msr], 'should be', want)


def reporter_equals_module(layer):
    """the snapshot's registers are the module's"""
    files = {r['register']: f'{r["directory"]}/{r["file"]}' for r in layer.registers if r['read'] == 'value'}
    sysfs, registers = layer.sysfs(), layer.json('snapshot.txt')['cpu']['registers']
    for name, file in files.items():
        value = registers[name]
        demand((value['state'] == 'value') == (file in sysfs), name, value, file)
        if file in sysfs:
            demand(value['source'] == 'module' and int(value['value'], 16) == int(sysfs[file], 16),
                   name, value, sysfs[file])
        else:
            demand(value['state'] == 'absent', name, value)


def what_changes_is_read_now(layer):
    """what changes while the machine runs is no file, and in the snapshot as it is now"""
    svm, registers = bits(layer.cpuid(0x80000001, ECX), 2), layer.json('snapshot.txt')['cpu']['registers']
    files = [f for f in layer.sysfs() if re.search('efer|hsave|tsc_ratio|virt_spec', f)]
    demand(not files, files)
    demand(registers['VIRT_SPEC_CTRL']['state'] in ('absent', 'not-asked'), registers['VIRT_SPEC_CTRL'])
    msrs = layer.rdmsr()[0]
    for name, exists, value in (('EFER', svm, msrs[0xc0000080] and msrs[0xc0000080] >> 12 & 1),
                                ('VM_HSAVE_PA', svm, msrs[0xc0010117] and 1),
                                ('TSC_RATIO', svm and bits(layer.cpuid(0x8000000a, EDX), 4), msrs[0xc0000104])):
        said = registers[name]
        demand((said['state'] == 'value') == bool(exists), name, said)
        demand(not exists or (said['source'] in ('msr', 'module') and int(said['value'], 16) == value), name, said, value)


def hypervisor_is_seen(layer):
    """the hypervisor bit and signature are true"""
    present, sysfs = bits(layer.cpuid(1, ECX), 31), layer.sysfs()
    demand(present == (layer.number > 0), 'CPUID.1:ECX[31] is', present)
    demand(sysfs['hypervisor/present'] == str(int(present)), 'the module says', sysfs['hypervisor/present'])
    demand(sysfs['hypervisor/kernel_cpl'] == '0', 'the kernel runs at CPL', sysfs['hypervisor/kernel_cpl'])
    snapshot = layer.json('snapshot.txt')['hypervisor']
    demand(snapshot['present']['value'] == present, snapshot['present'])
    if present:
        signature = b''.join(struct.pack('<I', layer.cpuid(0x40000000, r)) for r in (EBX, ECX, EDX))
        demand(signature == b'KVMKVMKVM\0\0\0', signature)
        demand(sysfs['hypervisor/signature'] == r'KVMKVMKVM\x00\x00\x00', sysfs['hypervisor/signature'])
        demand('KVMKVMKVM' in layer.text('layers.txt'), 'layers does not show it')


def status_names_the_layer(layer):
    """status and layers say where this is"""
    first, status = layer.text('layers.txt').splitlines()[0], layer.text('status.txt')
    if layer.number == 0:
        demand(first.startswith('bare metal (L0)'), first)
    else:
        demand('guest of KVM' in first and f'L{layer.number} as its host says' in first, first)
    demand(re.search(r'^ +Layer +' + re.escape(first.split(' (')[0].split(',')[0]), status, re.M), status)


def unstamped(layer):
    """without its stamp this is a guest of KVM, at least L1"""
    first = layer.text('unstamped.txt').splitlines()[0]
    demand('guest of KVM, at least L1' in first, first)
    note = layer.json('unstamped.json')['sources']['stamp']
    demand(note['state'] == 'unreadable' and 'qemu_fw_cfg' in note['why'], note)


def stamp_is_the_layer_below(layer):
    """the stamps it was given are the snapshots of the layers below"""
    snapshot = layer.json('snapshot.txt')
    for number in reversed(range(layer.number)):
        snapshot = snapshot['parent']
        below = Layer(layer.dir.parent, layer.vendor, number).json('snapshot.txt')
        for view in 'cpu', 'kvm_offer':
            wrong = [k for k, v in below[view]['registers'].items() if snapshot[view]['registers'][k] != v
                     and k != 'CPUID_1_ECX']
            demand(not wrong, f'L{number}', view, wrong)
        demand(not snapshot['vms'], 'tells of its neighbours')
    demand('parent' not in snapshot, 'there is something below L0')


def knows_its_vm(layer):
    """its snapshot while the next layer runs has that one's UUID, hashed"""
    vms = layer.json('hosting.json')['vms']
    uuid = Layer(layer.dir.parent, layer.vendor, layer.number + 1).json('snapshot.txt')['host']['uuid_hash']
    demand(len(vms) == 1 and vms[0]['program'] == 'qemu-system-x86_64', vms)
    demand(uuid['state'] == 'value' and vms[0]['uuid_hash'] == uuid['value'], uuid, vms)


def vmx_basic_revision(layer):
    """the VMCS revision is the CPU's on L0, and KVM's above it"""
    for cpu, msrs in layer.rdmsr().items():
        revision = msrs[0x480] & 0x7fffffff
        demand((revision == KVM_REVISION) == (layer.number > 0), f'CPU {cpu}: {revision:#x}')
        shown = int(layer.sysfs()['vmx/ia32_vmx_basic'], 16) & 0x7fffffff
        demand(shown == revision, f'the module says {shown:#x}')


def capability(layer, register, bit, view):
    rows = [c for c in layer.json('caps-json.txt')['capabilities'] if (c['register'], c['bit']) == (register, bit)]
    demand(len(rows) == 1, f'{len(rows)} rows of {register}[{bit}]')
    return rows[0][view]['is']


def pause_loop_exiting(layer):
    """PAUSE-loop exiting is L0's alone, and L0's KVM offers it to no one"""
    demand(capability(layer, 'IA32_VMX_PROCBASED_CTLS2', 42, 'cpu') == ('no' if layer.number else 'yes'), 'cpu view')
    demand(capability(layer, 'IA32_VMX_PROCBASED_CTLS2', 42, 'kvm') == 'no', 'kvm view')


def shown_flags(layer, line):
    lines = re.findall(rf'^{line}\s*:(.*)$', layer.cpuinfo(), re.M)
    demand(lines and len(set(lines)) == 1, line, lines)
    return set(lines[0].split())


def reported_flags(layer, register):
    rows = [c for c in layer.json('caps-json.txt')['capabilities'] if c['flag'] and re.match(register, c['register'])]
    demand(rows, 'no row of', register)
    return {c['flag']: c['cpu']['is'] in ('yes', 'forced', 'default') for c in rows}


def vmx_flags(layer):
    """the vmx flags of /proc/cpuinfo are what caps says"""
    flags = {f for f, on in reported_flags(layer, 'IA32_VMX_').items() if on}
    flags |= {f for f, parts in MADE_UP.items() if parts <= flags}
    flags -= NEVER_SHOWN if layer.kernel() >= (6, 12) else NEVER_SHOWN | NOT_YET_SHOWN
    shown = shown_flags(layer, 'vmx flags')
    demand(flags == shown, 'differ in', sorted(flags ^ shown))


def svm_flags(layer):
    """the SVM flags of /proc/cpuinfo are what caps says"""
    reported, shown = reported_flags(layer, 'CPUID_8000000A_EDX'), shown_flags(layer, 'flags')
    wrong = [f for f, on in reported.items() if on != (f in shown)]
    demand(not wrong, 'differ in', wrong)
    demand(capability(layer, 'CPUID_80000001_ECX', 2, 'cpu') == 'yes' and 'svm' in shown, 'no SVM')


def reload(layer):
    """the module is removed, leaves nothing, and says the same when it is back"""
    demand(layer.text('rmmod.rc').strip() == '0', layer.text('rmmod.err'))
    demand(not (layer.dir / 'unloaded').exists() and not (layer.dir / 'unloaded.cpus').exists(), 'files are left')
    demand(layer.text('status-unloaded.rc').strip() in ('0', '1'), 'status', layer.text('status-unloaded.err'))
    demand(layer.text('insmod-again.rc').strip() == '0', layer.text('insmod-again.err'))
    demand(layer.tree('reloaded') == layer.sysfs(), 'differs')


def diff(*files):
    """What nestscope diff says; it exits with 1 if something got lost."""
    process = subprocess.run([BUILD / 'nestscope', 'diff', '--json', *files], capture_output=True, text=True)
    demand(process.returncode in (0, 1), 'exit', process.returncode, process.stderr)
    return json.loads(process.stdout)


def snapshots(layers):
    """Of each layer one, and of those with a guest one from when it ran."""
    return [layer.dir / ('hosting.json' if layer.number < 2 else 'snapshot.txt') for layer in layers]


def one_chain(layers):
    """the snapshots of the layers are one chain, in whatever order they are given"""
    files = [str(f) for f in snapshots(layers)]
    said = []
    for order in itertools.permutations(files):
        j = diff(*order)
        demand(j['kind'] == 'chain', j.get('no_chain_because'))
        demand([layer['file'] for layer in j['layers']] == files, [layer['file'] for layer in j['layers']])
        demand([layer['name'] for layer in j['layers']] == ['L0', 'L1', 'L2'], 'wrong names')
        demand(all(layer['stands_on']['certainty'] == 'sure' for layer in j['layers'][1:]), 'not tied by the UUIDs')
        said.append(json.dumps(j))
    demand(len(set(said)) == 1, 'the order matters')


def stamps_are_enough(layers):
    """the stamped L2 knows the whole chain alone"""
    j = diff(layers[2].dir / 'snapshot.txt')
    demand(j['kind'] == 'chain' and [layer['name'] for layer in j['layers']] == ['L0', 'L1', 'L2'], j['layers'])
    demand([layer['stamp'] for layer in j['layers']] == [True, True, False], 'stamps')


def lost_at_l0(layers):
    """PAUSE-loop exiting is lost at KVM on L0, and nowhere else"""
    rows = [row for row in diff(*snapshots(layers))['rows'] if row['qemu'] == 'vmx-ple']
    lost = [(loss['on'], loss['component'], loss['reason']) for loss in rows[0]['lost']]
    demand(lost == [('L0', 'kvm', 'never-offered')], lost)


def chain_checks(vendor):
    return (one_chain, stamps_are_enough) + ((lost_at_l0,) if vendor == 'intel' else ())


def who_reads(layer):
    """each file of the module is whose the document says"""
    text = (Path(__file__).resolve().parents[2] / 'Documentation/module.rst').read_text().partition('.. who reads files')[2]
    rows = re.findall(r'^``(/\S+)`` +(\d+) +(yes|no) +(yes|no)$', text, re.M)
    used = set()
    for who, column in (('root', 2), ('user', 3)):
        lines = layer.text(f'who.{who}').splitlines()
        demand(len(lines) > 10, who, 'was asked for', len(lines), 'files', layer.text('who.err'))
        for line in lines:
            mode, file, opens = line.split()
            row = [r for r in rows if fnmatch.fnmatch(file, r[0])]
            demand(len(row) == 1, file, 'is in', len(row), 'rows')
            demand((f'{int(mode, 8):04o}', opens) == (row[0][1], row[0][column]), file, mode, who, opens, row[0])
            used.add(row[0])
    # What takes a parameter has no file without it.
    demand({r[0] for r in rows} - {r[0] for r in used} <= {'/sys/kernel/debug/nestscope/vmread'}, set(rows) - used)


def checks(vendor, layer, count=3):
    """Of one layer, of so many"""
    yield from (came_to_its_end, log_is_clean, module_loaded, commands_ended_well, sysfs_equals_rdmsr,
                debugfs_equals_rdmsr, reporter_equals_module, what_changes_is_read_now,
                hypervisor_is_seen, status_names_the_layer, who_reads)
    yield from (vmx_basic_revision, pause_loop_exiting, vmx_flags) if vendor == 'intel' else (svm_flags,)
    yield from (stamp_is_the_layer_below, unstamped) if layer.number else ()
    if layer.number + 1 < count:
        yield knows_its_vm
    if layer.number == 0:
        yield reload


def parts_of_report(path):
    """{part: [its parts]} of a bug report of one layer, by the program's own reader: as they are when it is merged"""
    done = subprocess.run([BUILD / 'nestscope', 'bugreport', '--json', '--from', path], capture_output=True)
    demand(done.returncode == 0, done.stderr.decode())
    layers = json.loads(done.stdout)['layers']
    demand(len(layers) == 1, len(layers), 'layers')
    parts = {}
    for part in layers[0]['parts']:
        parts.setdefault(part['part'], []).append(part)
    return parts


def run(vendor, **settings):
    """Boots the stack, with what run takes from the environment; twice at most"""
    directory = BUILD / 'lab' / settings.get('LAB_NAME', vendor)
    status = boot(vendor, {**os.environ, **settings}, directory)
    demand(status == 0, 'exit', status)


def result(name, check, *arguments):
    try:
        check(*arguments)
        ok = True
    except (Wrong, OSError, KeyError, ValueError, IndexError, TypeError, AttributeError) as e:
        print('#', type(e).__name__, ' '.join(str(e).split()))
        ok = False
    print(f'{"ok" if ok else "not ok"} {name}', flush=True)
    return ok


def run_checks(todo, *directories):
    """Runs each (name, check, arguments...), and ends the program. If one fails, the steps of the labs that it looks at
    are the last that it says."""
    print(f'TAP version 13\n1..{len(todo)}', flush=True)
    ok = [result(f'{n} {name}', *check) for n, (name, *check) in enumerate(todo, 1)]
    if all(ok):
        sys.exit(0)
    for directory in directories:
        tell_steps(directory)
    sys.exit(1)


def main():
    vendor, results = sys.argv[1], sys.argv[2:]
    directory = Path(results[0]) if results else BUILD / 'lab' / vendor
    layers = [Layer(directory, vendor, n) for n in range(3)]
    todo = [(f'{vendor} L{layer.number}: {check.__doc__}', check, layer)
            for layer in layers for check in checks(vendor, layer)]
    todo += [(f'{vendor}: {check.__doc__}', check, layers) for check in chain_checks(vendor)]
    if not results:
        todo.insert(0, (f'{vendor}: the stack boots and ends by itself', run, vendor))
    run_checks(todo, directory)


if __name__ == '__main__':
    main()
