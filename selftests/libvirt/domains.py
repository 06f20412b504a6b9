#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What nestscope says of VMs of a real libvirt, held against what their CPUs then have. KTAP.

A daemon of libvirt of its own, as an ordinary user, defines VMs that QEMU emulates (TCG) and starts them paused, which
takes no CPU time. Of each nestscope is asked before and while it runs, and QEMU what it made.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree
from pathlib import Path

top = Path(os.environ.get('NESTSCOPE_TOP') or Path(__file__).resolve().parents[2])
sys.path.insert(0, str(top / 'selftests'))
from ktap import finish, result, skip

program = os.environ.get('NESTSCOPE') or str(Path(os.environ.get('NESTSCOPE_BUILD') or top / 'build') / 'nestscope')

SVM = "<feature policy='{}' name='svm'/>"
VMX = "<feature policy='{}' name='vmx'/>"
# Name, content of <domain>, the code of the answer before the VM runs and while it runs
DOMAINS = [
    ('none', '', 'domain-emulated', 'domain-emulated'),
    ('epyc', '<cpu><model>EPYC</model></cpu>', 'domain-emulated', 'domain-emulated'),
    ('epyc-off', f"<cpu><model>EPYC</model>{SVM.format('disable')}</cpu>", 'domain-tcg-without', 'domain-tcg-without'),
    ('epyc-on', f"<cpu><model>EPYC</model>{SVM.format('require')}</cpu>", 'domain-emulated', 'domain-emulated'),
    ('opteron', '<cpu><model>Opteron_G1</model></cpu>', 'domain-tcg-without', 'domain-tcg-without'),
    ('phenom', '<cpu><model>phenom</model></cpu>', 'domain-emulated', 'domain-emulated'),
    ('haswell', '<cpu><model>Haswell</model></cpu>', 'domain-tcg-without', 'domain-tcg-without'),
    ('haswell-vmx', f"<cpu><model>Haswell</model>{VMX.format('require')}</cpu>", 'domain-tcg-without',
     'domain-tcg-without'),
    ('haswell-svm', f"<cpu><model>Haswell</model>{SVM.format('require')}</cpu>", 'domain-emulated', 'domain-emulated'),
    ('kvm64-optional', f"<cpu><model>kvm64</model>{SVM.format('optional')}</cpu>", 'domain-emulated',
     'domain-emulated'),
    ('host-model', "<cpu mode='host-model'/>", 'domain-emulated', 'domain-emulated'),
    ('maximum', "<cpu mode='maximum'/>", 'domain-emulated', 'domain-emulated'),
    ('passthrough', "<cpu mode='host-passthrough'/>", 'domain-tcg-passthrough', None),
    ('qemu-cpu', "<cpu><model>EPYC</model></cpu><qemu:commandline><qemu:arg value='-cpu'/>"
     "<qemu:arg value='Haswell'/></qemu:commandline>", 'domain-tcg-without', 'domain-tcg-without'),
]


class Libvirt:
    def __init__(self, work):
        self.work = work
        self.socket = work / 'libvirt-sock'
        self.uri = f'qemu+unix:///session?socket={self.socket}'
        self.env = {**os.environ, 'HOME': str(work), 'LC_ALL': 'C.UTF-8', 'LIBVIRT_DEFAULT_URI': self.uri}
        for name in 'RUNTIME_DIR', 'CONFIG_HOME', 'CACHE_HOME', 'DATA_HOME':
            self.env[f'XDG_{name}'] = str(work)
        (work / 'libvirt').mkdir()
        # Without this QEMU's output goes to virtlogd, another daemon.
        (work / 'libvirt/qemu.conf').write_text('stdio_handler = "file"\n')
        (work / 'daemon.conf').write_text(f'unix_sock_dir = "{work}"\nauth_unix_ro = "none"\nauth_unix_rw = "none"\n')
        # As root, libvirtd would be the daemon of the whole machine.
        self.user = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] if not os.geteuid() else []
        if self.user:
            subprocess.run(['chown', '-R', '65534:65534', work], check=True)
        self.daemon = None

    def start(self):
        log = open(self.work / 'log', 'w')
        self.daemon = subprocess.Popen([*self.user, 'libvirtd', '-f', self.work / 'daemon.conf'], env=self.env,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd='/')
        for _ in range(600):
            if self.daemon.poll() is not None or self.virsh('uri').returncode == 0:
                break
            time.sleep(0.1)
        return self.daemon.poll() is None

    def stop(self):
        if self.daemon and self.daemon.poll() is None:
            for name in self.virsh('list', '--name').stdout.split():
                self.virsh('destroy', name)
            self.daemon.terminate()
            self.daemon.wait()

    def virsh(self, *arguments):
        return subprocess.run([*self.user, 'virsh', '-c', self.uri, *arguments], env=self.env, cwd='/', text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)

    def define(self, name, xml, machine='pc', devices=''):
        text = (f"<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>{name}</name>"
                f"<memory unit='MiB'>16</memory><os><type arch='x86_64' machine='{machine}'>hvm</type></os>{xml}"
                f"<devices>{devices}<controller type='usb' model='none'/><memballoon model='none'/></devices></domain>")
        file = self.work / f'{name}.xml'
        file.write_text(text)
        file.chmod(0o644)
        return self.virsh('define', file)

    def has(self, name, feature):
        """What QEMU made: nestscope itself never asks a monitor, which marks the VM as tainted."""
        ask = {'execute': 'qom-get', 'arguments': {'path': '/machine/unattached/device[0]', 'property': feature}}
        done = self.virsh('qemu-monitor-command', name, json.dumps(ask))
        return json.loads(done.stdout)['return'] if done.returncode == 0 else done.stderr

    def nestscope(self, *arguments, **env):
        return subprocess.run([program, 'check', *arguments], env={**self.env, **env}, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)


def answers(done):
    """{'defined': [code...], 'running': [code...]}"""
    if not done.stdout:
        return done.stderr
    return {d['state']: [f['finding'] for f in d['found']] for d in json.loads(done.stdout)['domains']}


def first(all_answers, state):
    return all_answers.get(state, [None])[0] if isinstance(all_answers, dict) else all_answers


def ask_of(libvirt, name, text, defined, running):
    done = libvirt.define(name, text)
    result(done.returncode == 0, f'{name}: libvirt takes the definition', done.stderr)
    found = answers(libvirt.nestscope('--domain', name, '--json'))
    result(first(found, 'defined') == defined and 'running' not in found, f'{name}: defined: {defined}', found)
    done = libvirt.virsh('start', '--paused', name)
    if not running:
        result(done.returncode != 0, f'{name}: libvirt does not start it', done.stdout)
        return
    result(done.returncode == 0, f'{name}: libvirt starts it', done.stderr)
    done = libvirt.nestscope('--domain', name, '--json')
    found = answers(done)
    result(first(found, 'running') == running and first(found, 'defined') == defined,
           f'{name}: running: {running}', found)
    svm = running == 'domain-emulated'
    result(libvirt.has(name, 'svm') is svm, f'{name}: its CPU has {"SVM" if svm else "no SVM"}', libvirt.has(name, 'svm'))
    result(libvirt.has(name, 'vmx') is False, f'{name}: its CPU has no VMX', libvirt.has(name, 'vmx'))
    result(done.returncode == (0 if svm else 1), f'{name}: the exit status says so', done.returncode)
    live = libvirt.work / 'live.xml'
    live.write_text(libvirt.virsh('dumpxml', name).stdout)
    result(first(answers(libvirt.nestscope('--domain-xml', str(live), '--json')), 'running') == running,
           f'{name}: the same from a file', live.read_text())
    libvirt.virsh('destroy', name)


IOAPIC = "<features><ioapic driver='qemu'/></features>"
IOMMU = "<iommu model='intel'><driver intremap='on' caching_mode='on'/></iommu>"
# Name, machine, what is in <domain> and in <devices>, what is said of the IOMMU, whether libvirt takes it
IOMMUS = [
    ('iommu', 'q35', IOAPIC, IOMMU, 'domain-iommu-complete', True),
    ('iommu-bare', 'q35', '', "<iommu model='intel'/>", 'domain-iommu-caches-not', True),
    ('iommu-kvm', 'q35', "<features><ioapic driver='kvm'/></features>", IOMMU, 'domain-iommu-kvm-ioapic', False),
    ('iommu-pc', 'pc', IOAPIC, IOMMU, 'domain-iommu-machine', False),
]


def iommu_of(libvirt, name, machine, xml, devices, code, taken):
    done = libvirt.define(name, xml, machine, devices)
    # libvirt checks the machine type when it starts the VM, the rest when the VM is defined.
    started = libvirt.virsh('start', '--paused', name) if done.returncode == 0 else done
    libvirt.virsh('destroy', name)
    result((started.returncode == 0) == taken, f'{name}: libvirt {"starts" if taken else "refuses"} it', started.stderr)
    done = libvirt.nestscope('--domain-xml', str(libvirt.work / f'{name}.xml'), '--json')
    result(code in answers(done).get('defined', []), f'{name}: {code}', done.stdout, done.stderr)
    result(done.returncode == (0 if taken else 1), f'{name}: the exit status says so', done.returncode)


def ioapic_by_libvirt(libvirt):
    """Without <ioapic> it depends on libvirt, which is why that is a warning."""
    version = tuple(map(int, libvirt.virsh('version', '--daemon').stdout.split('libvirt ')[1].split()[0].split('.')))
    done = libvirt.define('iommu-plain', '', 'q35', IOMMU)
    if version < (10,):
        result(done.returncode != 0, 'iommu-plain: libvirt 9 refuses it', done.stdout)
    elif version >= (11, 3):
        xml = libvirt.virsh('dumpxml', 'iommu-plain').stdout
        result("<ioapic driver='qemu'/>" in xml, 'iommu-plain: libvirt 11.3 adds the I/O APIC', done.stderr, xml)
    done = libvirt.nestscope('--domain-xml', str(libvirt.work / 'iommu-plain.xml'), '--json')
    result(done.returncode == 0 and 'domain-iommu-without-ioapic' in answers(done).get('defined', []),
           'iommu-plain: domain-iommu-without-ioapic', done.returncode, done.stdout, done.stderr)


def says(done, status, words, name):
    result(done.returncode == status and words in done.stderr, name, done.returncode, done.stderr)


def complaints(libvirt):
    says(libvirt.nestscope('--domain', 'nobody'), 2, 'has no VM "nobody"', 'a VM that is not there is named')
    uuid = libvirt.virsh('domuuid', 'epyc').stdout.strip()
    result(first(answers(libvirt.nestscope('--domain', uuid, '--json')), 'defined') == 'domain-emulated',
           'a VM is found by its UUID')
    says(libvirt.nestscope('--domain', uuid[:-1] + '!'), 2, 'has no VM', 'what is no UUID is a name')
    libvirt.stop()
    says(libvirt.nestscope('--domain', 'epyc'), 2, 'no daemon of libvirt answers', 'no daemon is said to be none')
    done = libvirt.nestscope('--domain', 'epyc', LIBVIRT_DEFAULT_URI='qemu:///session')
    result(done.returncode == 2 and not list(libvirt.work.glob('libvirt/libvirt*-sock')), 'no daemon is started',
           done.stderr)


# ---- VMs for hypervisors: what check --for prints is tried, with a CPU that QEMU emulates ----

HYPERVISORS = 'kvm esxi hyperv virtualbox xen bhyve wsl2 android firecracker kata'.split()
# The fixture's AMD CPU, emulated by QEMU, lacks NRIPS, which bhyve demands.
NEEDS_KVM = ["<vpindex state='on'/>", "<synic state='on'/>", "<stimer state='on'><direct state='on'/></stimer>",
             "<tlbflush state='on'/>", "<ipi state='on'/>"]
NO_VM = {('bhyve', 'amd-L0')}


def vm_for(libvirt, hypervisor, fixture):
    source = top / f'selftests/cli/fixtures/{fixture}.json'
    return json.loads(libvirt.nestscope('--for', hypervisor, '--json', '--from', str(source)).stdout).get('vm')


def qemu_takes(line, disk):
    """QEMU makes that VM, and stops before its first instruction; its complaints, or nothing"""
    # QEMU knows the name but needs KVM for it, which is not there.
    line = line.replace(',hv-vpindex', '').replace('accel=kvm', 'accel=tcg').replace('-cpu host', '-cpu max').replace('disk.qcow2', disk)
    done = subprocess.run(['timeout', '120', *line.split(), '-S', '-display', 'none', '-monitor', 'stdio'],
                          input='quit\n', text=True, capture_output=True)
    return done.stderr or (f'exit status {done.returncode}' if done.returncode else '')


def libvirt_takes(libvirt, name, domain, disk):
    file = libvirt.work / f'{name}.xml'
    file.write_text(domain)
    done = subprocess.run(['virt-xml-validate', file, 'domain'], text=True, capture_output=True)
    result(done.returncode == 0, f'{name}: the domain is valid', done.stdout, done.stderr)
    domain = domain.replace("<domain type='kvm'>", "<domain type='qemu'>").replace(f'/var/lib/libvirt/images/{name}.qcow2', disk)
    # What depends on vpindex is removed with it.
    for part in NEEDS_KVM:
        domain = domain.replace(part, '')
    file.write_text(domain.replace("mode='host-passthrough' migratable='off'", "mode='maximum'"))
    file.chmod(0o644)
    done = libvirt.virsh('define', file)
    result(done.returncode == 0, f'{name}: libvirt takes the domain', done.stderr)
    done = libvirt.virsh('start', '--paused', name)
    result(done.returncode == 0, f'{name}: libvirt starts it', done.stderr)
    libvirt.virsh('destroy', name)
    libvirt.virsh('undefine', name)


def hypervisors(libvirt):
    disk = libvirt.work / 'disk.qcow2'
    subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '1M'], check=True)
    disk.chmod(0o666)
    for hypervisor in HYPERVISORS:
        for fixture in 'intel-L0', 'amd-L0':
            vm = vm_for(libvirt, hypervisor, fixture)
            if (hypervisor, fixture) in NO_VM:
                result(vm is None, f'{hypervisor} on {fixture}: no VM where something is missing', vm)
                continue
            why = qemu_takes(vm['qemu'], str(disk))
            result(not why, f'{hypervisor} on {fixture}: QEMU takes the command line', vm['qemu'], why)
            libvirt_takes(libvirt, hypervisor, vm['libvirt'], str(disk))


# ---- a CPU for several hosts: compared with libvirt's own baseline, and tried ----

def fewer(libvirt, name, flags, mask):
    """A host as that of amd-L0, without these flags, and with that less of SVM in what KVM offers"""
    host = json.loads((top / 'selftests/cli/fixtures/amd-L0.json').read_text())
    of_cpu = host['cpuinfo']['flags']
    of_cpu['value'] = ' '.join(f for f in of_cpu['value'].split() if f not in flags)
    edx = host['kvm_offer']['registers']['CPUID_8000000A_EDX']
    edx['value'] = f'0x{int(edx["value"], 16) & ~mask:08x}'
    file = libvirt.work / f'{name}.json'
    file.write_text(json.dumps(host))
    return str(file)


def baseline(libvirt, *files):
    return json.loads(subprocess.run([program, 'baseline', '--json', *files], text=True, capture_output=True).stdout)


def virsh_baseline(libvirt, *cpus):
    """{feature: policy}, of what libvirt makes of these <cpu>, with all that its model has"""
    file = libvirt.work / 'cpus.xml'
    file.write_text(''.join(cpus))
    file.chmod(0o644)
    done = libvirt.virsh('hypervisor-cpu-baseline', '--virttype', 'qemu', '--machine', 'pc', '--features', str(file))
    if done.returncode:
        return done.stderr
    cpu = xml.etree.ElementTree.fromstring(done.stdout)
    return {f.get('name') for f in cpu.findall('feature') if f.get('policy') in (None, 'require', 'force')}


def starts(cpu, machine='pc'):
    done = subprocess.run(['timeout', '120', 'qemu-system-x86_64', '-M', machine, '-accel', 'tcg', '-cpu', f'{cpu},enforce', '-S',
                           '-display', 'none', '-monitor', 'stdio'], input='quit\n', text=True, capture_output=True)
    return done.returncode == 0, done.stderr


def ask_models(libvirt):
    """A file with what QEMU answers of all its models, as people record it"""
    file = libvirt.work / 'models.json'
    with subprocess.Popen(['qemu-system-x86_64', '-machine', 'none', '-accel', 'tcg', '-nodefaults', '-display', 'none',
                           '-qmp', 'stdio'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as qemu:
        def ask(command, **arguments):
            print(json.dumps({'execute': command, 'arguments': arguments}), file=qemu.stdin, flush=True)
            return next(line for line in qemu.stdout if line.startswith(('{"return"', '{"error"')))
        ask('qmp_capabilities')
        definitions = ask('query-cpu-definitions')
        answers = [ask('query-cpu-model-expansion', type='full', model={'name': model['name']})
                   for model in json.loads(definitions)['return']]
        ask('quit')
    file.write_text(definitions + ''.join(answers))
    return str(file)


def named_models(libvirt, a, b):
    """The best of all models of this QEMU: it starts, and gives the features that qemu64 was given"""
    models = ask_models(libvirt)
    for name, hosts in ('both', (a, b)), ('one', (a,)), ('the other', (b,)):
        plain, named = baseline(libvirt, *hosts), baseline(libvirt, '--models', models, *hosts)
        # For a model name without a version, microvm uses the newest version.
        for machine in 'pc', 'microvm':
            ok, why = starts(named['qemu'], machine)
            result(ok and named['model'].startswith('EPYC'),
                   f'baseline: a VM of {machine} with the best model for {name} starts', named['qemu'], why)
        ours, theirs = virsh_baseline(libvirt, plain['libvirt']), virsh_baseline(libvirt, named['libvirt'])
        result(isinstance(ours, set) and ours == theirs, f'baseline: the best model for {name} is the same CPU to libvirt',
               ours ^ theirs if isinstance(ours, set) and isinstance(theirs, set) else (ours, theirs))
    ok, why = starts(named['qemu'] + ',nrip-save=on')
    result(not ok and 'nrip-save' in why, 'baseline: a feature more than that model was given does not start', why)


def baselines(libvirt):
    # KVM makes up clean bits of the VMCB for its guests: QEMU's own emulation has none.
    a = fewer(libvirt, 'host-a', {'avx2', 'movbe'}, 1 << 5)
    b = fewer(libvirt, 'host-b', {'bmi2', 'rdrand'}, 1 << 5 | 1)
    both, only_a, only_b = baseline(libvirt, a, b), baseline(libvirt, a), baseline(libvirt, b)
    theirs, ours = virsh_baseline(libvirt, only_a['libvirt'], only_b['libvirt']), virsh_baseline(libvirt, both['libvirt'])
    result(isinstance(theirs, set) and theirs == ours, 'baseline: what two hosts have in common is what libvirt finds',
           theirs ^ ours if isinstance(theirs, set) and isinstance(ours, set) else (theirs, ours))
    held = {f['qemu']: f['lacking'] for f in both['features'] if f['lacking'] and not f['common']}
    result({k: len(v) for k, v in held.items() if k in ('avx2', 'movbe', 'bmi2', 'rdrand', 'npt')} ==
           {'avx2': 1, 'movbe': 1, 'bmi2': 1, 'rdrand': 1, 'npt': 1}, 'baseline: who holds back what is told', held)
    for name, host in ('both', both), ('one', only_a), ('the other', only_b):
        ok, why = starts(host['qemu'])
        result(ok, f'baseline: a VM with the CPU of {name} starts', host['qemu'], why)
    ok, why = starts(both['qemu'] + ',nrip-save=on')
    result(not ok and 'nrip-save' in why, 'baseline: with one feature more than the host has it does not start', why)
    named_models(libvirt, a, b)


def main():
    print('KTAP version 1')
    missing = [tool for tool in ('libvirtd', 'virsh', 'virt-xml-validate', 'qemu-system-x86_64', 'qemu-img', 'setpriv')
               if not shutil.which(tool, path=os.environ['PATH'] + ':/usr/sbin:/sbin')]
    if missing:
        skip('VMs of libvirt', f'{", ".join(missing)} is not installed; selftests/libvirt/packages')
        finish()
    os.environ['PATH'] += ':/usr/sbin:/sbin'
    # A short path, because that of a socket has at most 108 bytes
    with tempfile.TemporaryDirectory(prefix='ns-', dir='/tmp') as work:
        libvirt = Libvirt(Path(work))
        try:
            ready = libvirt.start()
            result(ready, 'libvirtd runs', (Path(work) / 'log').read_text())
            for domain in DOMAINS if ready else ():
                ask_of(libvirt, *domain)
            for iommu in IOMMUS if ready else ():
                iommu_of(libvirt, *iommu)
            if ready:
                ioapic_by_libvirt(libvirt)
                hypervisors(libvirt)
                baselines(libvirt)
                complaints(libvirt)
        finally:
            libvirt.stop()
    finish()


main()
