#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Bug reports of made-up machines, in KTAP.

usage: bugreport.py NESTSCOPE FIXTURES WORK
"""
import html.parser
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import jsonschema

from ktap import finish, result, skip

program, fixtures, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
version = subprocess.run([program, '--version'], capture_output=True, text=True).stdout.split()[1]


def run(*arguments, **more):
    return subprocess.run([program, 'bugreport', *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=300, **more)


def write(tree, files):
    for name, text in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode('utf-8', 'surrogateescape'))
    return tree


# Each word between "«" and "»" is private: no output has it, in whatever case and with whatever between its digits.
PRIVATE = {
    'proc/sys/kernel/hostname': '«hv-falcon7»\n',
    'proc/sys/kernel/domainname': '«prodnis»\n',
    'etc/hostname': '«hv-falcon7»\n',
    'etc/machine-id': '«9f86d081884c7d659a2feaa0c55ad015»\n',
    'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n«mkowalski»:x:1000:1000:«Maria Kowalski»,,,:/home/«mkowalski»:/bin/sh\n',
    'etc/resolv.conf': 'search «lab.acme-widgets.example»\nnameserver «198.51.100.53»\n',
    'proc/sys/kernel/random/boot_id': '«3b1f9f3e-6d8e-4a53-9d6e-1d3a5d6f7e8a»\n',
    'proc/version': 'Linux version 6.1.0-57-amd64 («jdoe@buildhost9») (gcc) #1 SMP\n',
    'proc/cmdline': 'BOOT_IMAGE=/boot/vmlinuz root=/dev/mapper/«hv--falcon7--vg-root» rd.luks.key=«/keys/kf7Qz» '
                    'rd.luks.uuid=luks-«7c9e6679-7425-40de-944b-e07fc1f90ae7» ip=«203.0.113.7»::«203.0.113.1»:255.255.255.0:'
                    '«nfsbox3»:eth0:off nfsroot=«nfs9:/srv/rootfs» systemd.hostname=«hv-falcon7» '
                    'inst.ks=https://«kicker:Kp4ssw0rd»@«ks.acme-widgets.example»/ks.cfg '
                    'rd.iscsi.initiator=«iqn.2004-10.com.acme:hv7.boot» netroot=«iscsi:chap7:s3cr3t9@10.9.8.7» '
                    'api_token=«tokAbCdEf99» PARTUUID=«deadbe11-02» root=LABEL=«hvdata7»\n',
    'sys/class/dmi/id/sys_vendor': 'Dell Inc.\n',
    'sys/class/dmi/id/product_name': 'PowerEdge R740\n',
    'sys/class/dmi/id/product_serial': '«7XK9QZ2»   \n',
    'sys/class/dmi/id/board_serial': '«.7XK9QZ2.CNIVC008»\n',
    'sys/class/dmi/id/chassis_serial': '«CH7733X»  \n',
    'sys/class/dmi/id/board_asset_tag': '«FIN-004417»\n',
    'sys/class/dmi/id/chassis_asset_tag': '«RACK12-U7»\n',
    'sys/class/dmi/id/product_uuid': '«4c4c4544-0058-4b10-8039-b7c04f515a32»\n',
    'sys/class/net/eth0/address': '«b0:26:28:aa:bb:c1»\n',
    'sys/block/sda/device/serial': '«S3Z8NB0K123456»\n',
    'dmidecode': 'System Information\n\tManufacturer: Dell Inc.\n\tSerial Number: «7XK9QZ2»\n'
                 '\tUUID: «4c4c4544-0058-4b10-8039-b7c04f515a32»\n\tSKU Number: SKU=NotProvided\n'
                 'Chassis Information\n\tAsset Tag: «RACK12-U7»\nMemory Device\n\tSerial Number: «3A5F77D1»\n'
                 '\tAsset Tag: «DIMM tag 44 blue»\n\tPart Number: M393A2K40CB2\nOEM\n\tService Tag: «ST99X77»\n',
    'var/log/dmesg': '[    0.000000] Command line: root=UUID=«0a1b2c3d-1111-4222-8333-444455556666» quiet\n'
                     '[    1.0] usb 1-1: SerialNumber: «0123ABC987»\n'
                     '[    1.1] e1000 0000:00:03.0 eth0: (PCI:33MHz:32-bit) «52:54:00:12:ab:cd»\n'
                     '[    1.2] IPv6: eth0: «fe80::5054:ff:fe12:abcd» and «2001:db8:77::9»\n'
                     '[    1.3] systemd[1]: Hostname set to <«hv-falcon7»>.\n'
                     '[    1.4] scsi 0:0:0:0: wwpn=«0x500143802426baf4» naa.«600508b1001c1234»\n'
                     '[    1.5] iscsi: «iqn.1993-08.org.debian:01:5a7c9e» and nvme «nqn.2014-08.org.nvmexpress:uuid:77»\n'
                     '[    1.6] wlan0: associated with ssid=«CoffeeCorner5G» («a4:5e:60:c2:d1:0f»)\n'
                     '[    1.7] audit: acct="«mkowalski»" exe="/home/«mkowalski/bin/run me»" hostname=«bastion2»\n'
                     '[    1.8] nfs: server «filer77» not responding; mount //«winshare8/data» username=«svc_backup»\n'
                     '[    1.9] mail root: «maria.k@acme-widgets.example»\n'
                     '[    1.95] ansible-cmd: aws «AKIAIOSFODNN7EXAMPL8» «wJalrXUtnFEMI0K7MDENGbPxRfiCYEXAMPLEKEY1»\n'
                     '[    2.0] git: «ghp_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5» «glpat-Zz9yXx8wVv7uTt6sRr5q»\n'
                     '[    2.1] jwt «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.SflKxwRJSMeKKF2QT4»\n'
                     '[    2.2] wg: PrivateKey = «yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=»\n'
                     '[    2.3] luks: key «c0ffee11c0ffee22c0ffee33c0ffee44c0ffee55c0ffee66c0ffee77c0ffee88»\n'
                     '[    2.4] curl --password «Tr0ub4dor&3» -H "Authorization: Bearer «b34r3rT0k3nX»"\n'
                     '[    2.5] ssh-ed25519 «AAAAC3NzaC1lZDI1NTE5AAAAIGk7 maria@desk»\n'
                     '-----BEGIN OPENSSH PRIVATE KEY-----\n«b3BlbnNzaC1rZXktdjEAAAAA»\n«QyNTUxOQAAACD»\n'
                     '-----END OPENSSH PRIVATE KEY-----\n'
                     '[    2.55] the box is «CH7733X», as it says\n'
                     '[    2.6] the VM «payroll-db» got Tr0ub4dor&3 again\n'
                     '[    2.7] lowercase «payroll-db» and enx«b02628aabbc1» and «0050.56be.1f22»\n'
                     '[    2.8] kvm: last line\n',
    'var/log/libvirt/qemu/payroll-db.log':
        '2026-11-30 04:00:00.000+0000: starting up libvirt version: 9.0.0, qemu version: 7.2.22, kernel: 6.1.0, '
        'hostname: «hv-falcon7.acme-widgets.example»\nLC_ALL=C \\\nHOME=/var/lib/libvirt/qemu/domain-1-«payroll-db» \\\n'
        '/usr/bin/qemu-system-x86_64 \\\n-name guest=«payroll-db»,debug-threads=on \\\n'
        '-object secret,id=masterKey0,data=«s3cr3tB64data=» \\\n-uuid «8d1f4c2e-0b7a-4f3d-9c6e-2a5b7c9d1e3f» \\\n'
        '-netdev user,id=n0,hostname=«guesthost6» \\\n-drive file=«/srv/vmstore/payroll disk.qcow2»,serial=«WDX77123» \\\n',
    'etc/libvirt/qemu/payroll-db.xml':
        "<domain type='kvm'>\n  <name>«payroll-db»</name>\n  <uuid>«8d1f4c2e-0b7a-4f3d-9c6e-2a5b7c9d1e3f»</uuid>\n"
        "  <title>«Payroll of ACME»</title>\n  <description>«ask Zygmunt before reboot»</description>\n"
        "  <sysinfo type='smbios'><system><entry name='serial'>«VMSER-551»</entry>"
        "<entry name='asset'>«VMASSET-9»</entry></system></sysinfo>\n"
        "  <devices>\n    <disk type='file'><source file='«/srv/vmstore/payroll disk.qcow2»'/>"
        "<serial>«WDX77123»</serial><wwn>«5000c50015ea71ad»</wwn></disk>\n"
        "    <disk type='network'><auth username='«cephadm7»'><secret type='ceph' "
        "uuid='«2ec115d7-3a88-3ceb-bc12-0ac909a6fd87»'/></auth><source protocol='rbd' name='«pool9/vmimg»'>"
        "<host name='«ceph-mon1»' port='6789'/></source></disk>\n"
        "    <interface type='network'><mac address='«52:54:00:6b:3c:58»'/><source network='«dmz-lan»'/></interface>\n"
        "    <graphics type='vnc' passwd='«vncPa55»'/><graphics type='spice' passwd=\"«sp1ceP4»\"/>\n"
        "    <disk type='block'><source dev='/dev/«vg_hr/lv_payroll»'/></disk>\n  </devices>\n</domain>\n",
    'proc/4242/cmdline':
        'qemu-system-x86_64\0-name\0guest=«payroll-db»,process=«pay-proc»\0-uuid\0«8d1f4c2e-0b7a-4f3d-9c6e-2a5b7c9d1e3f»\0'
        '-machine\0q35,accel=kvm\0-cpu\0host,model-id=«ACME special»\0'
        '-object\0secret,id=s0,data=«hunter2,,really»\0-vnc\0:1,password=«vncPa66»\0-spice\0port=5900,password=«sp1ceQ7»\0'
        '-fw_cfg\0name=opt/com.coreos/config,string=«ignition blob 99»\0-smbios\0type=1,serial=«SMB-7781»,uuid='
        '«11112222-3333-4444-8555-666677778888»\0-smbios\0type=11,value=«io.systemd.credential:pw=zz9»\0'
        '-drive\0file=/home/«mkowalski/vms/pay roll.img»,serial=«QM000077»\0-runas\0«qemurunner»\0'
        '-device\0virtio-net-pci,mac=«52:54:00:99:88:77»\0-append\0root=/dev/vda1 '
        'token=«gtok-551-aa»\0-device\0scsi-hd,wwn=«0x5000c50015ea71ac»\0',
    'proc/4243/cmdline': 'qemu-system-x86_64\0-accel\0tcg\0-name\0«webshop»\0-m\0512\0',
    'proc/1/cmdline': 'init\0',
    'proc/cpuinfo': ''.join('processor\t: %d\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 7313\ncpu MHz\t\t: %d.5\n'
                            'flags\t\t: svm npt\n\n' % (i, 2000 + i) for i in range(64)),
    'etc/modprobe.d/kvm.conf': '# comment of «Zygmunt»\noptions kvm_amd nested=1\noptions wl psk=«wifiPSK88»\n',
    'sys/module/kvm_amd/parameters/nested': '1\n',
    'sys/module/kvm/parameters/halt_poll_ns': '200000\n',
    'proc/sys/kernel/tainted': '4609\n',
    'proc/modules': 'kvm_amd 155648 4 - Live 0x0000000000000000\n',
    'sys/devices/system/cpu/online': '0-63\n',
}
# Said once as a name, and then without anything that says so
EVERYWHERE = ('payroll-db', 'hv-falcon7', 'mkowalski', 'Tr0ub4dor&3')


def squeeze(text):
    """Tokens and what stands between digits do not hide anything."""
    return re.sub(r'[^a-z0-9]', '', text.lower())


def private_tree():
    secrets = sorted({s for text in PRIVATE.values() for s in re.findall('«([^»]*)»', text)})
    tree = write(work / 'private', {k: re.sub('[«»]', '', v) for k, v in PRIVATE.items()})
    return tree, secrets


class Text(html.parser.HTMLParser):
    """The text of a page, and its elements"""
    def __init__(self):
        super().__init__()
        self.text, self.tags = '', []

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def text_of(page):
    parser = Text()
    parser.feed(page)
    return parser.text


def told(secrets, text):
    """Private words of it, but for those that are a part of what every report says"""
    plain, squeezed = text.lower(), squeeze(text)
    return [s for s in secrets if s.lower() in plain or (len(squeeze(s)) >= 8 and squeeze(s) in squeezed)]


def private_is_replaced():
    tree, secrets = private_tree()
    result(len(secrets) >= 50, f'at least 50 things are private ({len(secrets)})')
    print(f'# figure: private things planted in what a bug report reads: {len(secrets)}')
    for name, arguments in (('Markdown', ()), ('HTML', ('--format', 'html')), ('JSON', ('--json',)),
                            ('the list', ('--dry-run',))):
        done = run('--sysroot', tree, *arguments)
        text = (done.stdout + done.stderr).decode()
        found = told(secrets, text_of(text) if name == 'HTML' else text)
        result(done.returncode == 0 and not found and text, f'{name}: nothing private is told', found, done.stderr)
    report = run('--sysroot', tree).stdout.decode()
    for word in ('PowerEdge R740', 'type=11', '[vm-1]', 'q35,accel=kvm', 'kvm: last line', '6.1.0-57-amd64',
                 'kvm_amd.nested: 1', 'options kvm_amd nested=1', 'M393A2K40CB2', "<domain type='kvm'>",
                 'a module from outside', 'Command line of a VM'):
        result(word in report, f'... what is not private stays: {word}')
    result(report.count('model name') == 1 and '63 more CPUs' in report, 'CPUs that are equal are told once',
           re.findall('.*more CPUs.*', report))
    plain = run('--sysroot', tree, '--no-redact').stdout.decode()
    missing = [w for w in EVERYWHERE if w not in plain]
    result(not missing and '--no-redact' in plain, '--no-redact leaves it in', missing)
    tokens = {t for line in report.splitlines() if 'last line' in line or 'got' in line for t in re.findall(r'\[[a-z]+-\d+\]', line)}
    vm = re.search(r'guest=(\[vm-\d+\])', report)
    result(vm and vm.group(1) in tokens, 'the same VM is the same token in a command line and a message', tokens)


def kinds_are_counted():
    tree = work / 'private'
    listed = run('--sysroot', tree, '--dry-run').stdout.decode()
    rows = re.findall(r'^\| (\S+)-N \| .*? \| (\d+) \| (\d+) \|$', listed, re.M)
    result(len(rows) >= 15, f'the list has kinds, different ones and times ({len(rows)})', listed)
    report = run('--sysroot', tree).stdout.decode()
    body = report[:report.index('## What was replaced')]
    body = body.replace('\\[', '[').replace('\\]', ']')
    wrong = [(k, n, len(set(re.findall(r'\[%s-(\d+)\]' % k, body)))) for k, n, t in rows
             if int(n) != len(set(re.findall(r'\[%s-(\d+)\]' % k, body)))]
    result(not wrong, '... and counts what is in the report', wrong)


# What a VM, its log or its XML would have a reader believe
FORGED = '## What was replaced'
HOSTILE = ('`', '``````````', '```\n%s\n```text' % FORGED, '</code></pre><h2>forged</h2><script>alert(1)</script>',
           '<!-- nestscope layer L9 -->', '\r\n%s\r\n' % FORGED, '\x1b[2J\x1b]0;x\x07', '‮evil⁦', '\udcff\udc80',
           '-->', '| a | b |', '[x](https://evil.example)', '&lt;', 'A' * 3000000)


def hostile_text_is_text():
    tree = work / 'hostile'
    for i, text in enumerate(HOSTILE):
        write(tree, {f'proc/{100 + i}/cmdline': 'qemu-system-x86_64\0-name\0' + text + '\0-append\0x ' + text + '\0'})
    name = 'x`</pre><h2>forged'.replace('/', '∕') + '.log'
    write(tree, {'var/log/dmesg': '\n'.join(HOSTILE), f'var/log/libvirt/qemu/{name}': '```\n%s\n' % FORGED,
                 'etc/libvirt/qemu/a\n%s\n.xml' % FORGED: '<domain>', 'proc/cpuinfo': '```\n%s\n' % FORGED,
                 'etc/os-release': 'PRETTY_NAME="`%s"' % FORGED, 'sys/class/dmi/id/product_name': '|`%s\n' % FORGED})
    for redact in ((), ('--no-redact',)):
        done = run('--sysroot', tree, *redact)
        report = done.stdout.decode()
        outside, fence = [], None
        for line in report.split('\n'):
            if fence:
                fence = None if line == fence else fence
            elif re.match('`{3,}', line):
                fence = re.match('`{3,}', line).group()
            else:
                outside.append(line)
        said = [l for l in outside if l.startswith('#') or l.startswith('<!-- nestscope')]
        result(done.returncode == 0 and fence is None and said.count(FORGED) == 1 and
               [l for l in said if ' layer ' in l] == ['<!-- nestscope layer L0 -->'],
               f'no text forges a part {redact}', said[:40], done.stderr)
        result(said.count(FORGED) == 1 and sum(' layer ' in l for l in said) == 1, '... nor a layer', said[:60])
        result(not re.search('[\x00-\x08\x0b-\x1f\x7f-\x9f‪-‮⁦-⁩]', report),
               '... and nothing steers a terminal')
        page = run('--sysroot', tree, '--format', 'html', *redact).stdout.decode()
        parser = Text()
        parser.feed(page)
        tags = {t for t, a in parser.tags}
        result('script' not in tags and [t for t, a in parser.tags].count('h1') == 1 and
               not [a for t, a in parser.tags if 'onerror' in a or 'href' in a or 'src' in a], 'HTML has no element of theirs', tags)
        result('forged' not in [d for d in re.findall(r'<h2>(.*?)</h2>', page)], '... and no heading')
        result(not re.search('[\x00-\x08\x0b-\x1f\x7f-\x9f‪-‮⁦-⁩]', page), '... and nothing that steers')


def output_is_whole():
    tree = work / 'private'
    out = work / 'out'
    out.mkdir()
    for name in ('report.md', 'report.html'):
        done = run('--sysroot', tree, '--output', out / name)
        text = (out / name).read_text()
        result(done.returncode == 0 and not done.stdout and text.startswith('<!DOCTYPE' if 'html' in name else '<!-- nestscope'),
               f'--output writes {name} in the form that its name says', done.stderr)
        same = run('--sysroot', tree, '--format', 'html' if 'html' in name else 'markdown').stdout.decode()
        result(text == same, '... which is what --format prints')
    (out / 'report.md').write_text('old')
    done = subprocess.run(['sh', '-c', 'trap "" XFSZ; ulimit -f 1; exec "$@"', 'sh', program, 'bugreport', '--sysroot', tree,
                           '--output', out / 'report.md'], capture_output=True)
    result(done.returncode == 2 and b'cannot write' in done.stderr and (out / 'report.md').read_text() == 'old' and
           sorted(os.listdir(out)) == ['report.html', 'report.md'], 'a full disk leaves the old file, and nothing beside it',
           done.stderr, os.listdir(out))
    with open('/dev/full', 'w') as full:
        done = subprocess.run([program, 'bugreport', '--sysroot', tree], stdout=full, stderr=subprocess.PIPE)
    result(done.returncode == 2 and b'cannot write' in done.stderr, 'a full standard output is an error', done.stderr)


def layers_are_merged():
    """Three redacted reports and snapshots: the same UUID is the same token, names are not matched"""
    up = 'c56a4180-65aa-42ec-a945-5e2f2a3e9d07'
    host = write(work / 'l0', {
        'proc/sys/kernel/hostname': 'falcon0\n', 'proc/cpuinfo': 'processor\t: 0\nflags\t\t: svm npt\n',
        'proc/1/cmdline': 'init\0', 'proc/77/cmdline': f'qemu-system-x86_64\0-accel\0kvm\0-name\0webvm\0-uuid\0{up}\0',
        'sys/class/dmi/id/product_uuid': '4c4c4544-0058-4b10-8039-b7c04f515a33\n',
        'var/log/dmesg': f'falcon0 runs {up}\n'})
    guest = write(work / 'l1', {
        'proc/sys/kernel/hostname': 'falcon1\n', 'proc/cpuinfo': 'processor\t: 0\nflags\t\t: hypervisor svm npt\n',
        'proc/1/cmdline': 'init\0', 'sys/class/dmi/id/product_uuid': up.upper() + '\n',
        'var/log/dmesg': f'falcon1 is {up} and [host-1] `` \n'})
    forms = {'Markdown': 'guest.md', 'archive': 'guest.tar.zst'}
    for form, name in forms.items():
        done = run('--sysroot', guest, '--output', work / name)
        result(done.returncode == 0, f'a report as {form}', done.stderr)
        done = run('--sysroot', host, work / name)
        merged = done.stdout.decode()
        layers = re.findall('^<!-- nestscope layer (.*) -->$', merged, re.M)
        result(done.returncode == 0 and layers == ['L0', 'L1'], f'... is the layer above this one ({form})', layers, done.stderr)
        vm = re.search(r'\[host-\d+\] runs (\[uuid-\d+\])', merged)
        is_ = re.search(r'(\S+) is (\S+) and (\S+)', merged)
        result(vm and is_ and is_.group(2) == vm.group(1), '... its UUID is the token that its host has for it', vm, is_)
        result(is_ and is_.group(1).startswith('[L1:host-') and is_.group(3).startswith('[L1:host-'),
               '... and its other tokens have its name before them', is_)
        result(not told([up, 'falcon0', 'falcon1', 'webvm'], merged), '... nothing private is told')
        alone = run('--sysroot', guest).stdout.decode()
        lacks = set(re.findall(r'(?m)^- \*\*[A-Za-z].*', alone[alone.index('nestscope layer'):]))
        lost = lacks - set(re.findall(r'(?m)^- \*\*.*', merged[merged.index('nestscope layer L1'):]))
        result(lacks and not lost, '... and what it lacks is told with the reasons', lacks, lost)
        kinds = set(re.findall('^<!-- nestscope part (.*) -->$', alone, re.M))
        have = set(re.findall('^<!-- nestscope part (.*) -->$', merged[merged.index('layer L1'):], re.M))
        result(kinds and kinds <= have, '... and no part of it is lost', kinds - have)
    plain = run('--sysroot', guest, '--no-redact')
    (work / 'plain.md').write_bytes(plain.stdout)
    merged = run('--sysroot', host, work / 'plain.md').stdout.decode()
    result(merged.count('nestscope layer') == 2 and not told([up, 'falcon0', 'webvm'], merged) and 'L1:host' not in merged,
           'a report that was not redacted is redacted when it is merged')
    (work / 'both.md').write_bytes(run('--sysroot', host, work / 'guest.md').stdout)
    again = run('--from', fixtures / 'amd-L1.json', work / 'both.md')
    result(again.returncode == 0 and again.stdout.count(b'nestscope layer') == 3, 'a merged report can be merged', again.stderr)


def passed_through_a_form():
    """What web forms and mails do to a text loses nothing of it"""
    guest = work / 'l1'
    write(guest, {'var/log/libvirt/qemu/a"b\'c  d&.log': 'said "so" \n\n  indented\t\n', 'etc/os-release': ''})
    report = run('--sysroot', guest, '--no-redact').stdout.decode()

    def outside(change):
        lines, fence = [], None
        for line in report.split('\n'):
            mark = re.match('`{3,}', line)
            lines.append(line if fence or mark else change(line))
            fence = (None if line == fence else fence) if fence else mark and mark.group()
        return '\n'.join(lines)

    forms = {
        'CRLF': report.replace('\n', '\r\n'),
        'a byte order mark': '\ufeff' + report,
        'a mark and CRLF': '\ufeff' + report.replace('\n', '\r\n'),
        'text before it': 'Hello,\n\nhere it is:\n\n' + report,
        'text after it': report + '\n-- \nJo\n',
        'a quoted one': ''.join(f'> {line}\n' if line else '>\n' for line in report.split('\n')),
        'a quoted one, twice': 'Jo wrote:\n' + ''.join(f'>> {line}\n' for line in report.split('\n')),
        'blanks at the ends of its own lines': outside(lambda l: l + '  '),
        'no blanks at the ends of its own lines': outside(str.rstrip),
        'names of entities': outside(lambda l: l.replace('"', '&quot;').replace("'", '&#39;').replace('  ', ' &#32;')),
        'numbers of entities': outside(lambda l: l.replace('"', '&#34;').replace("'", '&#x27;').replace('  ', '&nbsp; ')),
    }
    (work / 'form.md').write_text(report)
    same = run('--from', fixtures / 'amd-L1.json', work / 'form.md', '--no-redact').stdout.decode()
    result('said "so"' in same and 'indented' in same and 'qemu/a' in same, 'a report with quotes is read again')
    for name, text in forms.items():
        (work / 'form.md').write_bytes(text.encode())
        done = run('--from', fixtures / 'amd-L1.json', work / 'form.md', '--no-redact')
        result(done.returncode == 0 and done.stdout.decode() == same, f'... and so it is with {name}', done.stderr,
               [(a, b) for a, b in zip(done.stdout.decode().split('\n'), same.split('\n')) if a != b][:3])
    for name, arguments in (('HTML', ('--format', 'html')), ('JSON', ('--json',)), ('indented JSON', ('--pretty',))):
        (work / 'form').write_bytes(run('--sysroot', guest, *arguments).stdout)
        done = run('--from', fixtures / 'amd-L1.json', work / 'form')
        result(done.returncode == 2 and not done.stdout and b'Markdown' in done.stderr and done.stderr.count(b'\n') == 1,
               f'that {name} cannot be read again is said', done.stderr)


def damage_is_said():
    whole = (work / 'guest.md').read_bytes()
    cases = {
        'a report that is cut off': whole[:len(whole) // 2],
        'a report without a snapshot': whole[:whole.index(b'<!-- nestscope part snapshot')],
        'a report without a layer': b'<!-- nestscope bugreport 1 redacted -->\n',
        'an archive that is cut off': (work / 'guest.tar.zst').read_bytes()[:200],
        'no archive': b'\x28\xb5\x2f\xfd' + b'x' * 100,
        'neither': b'hello\n',
    }
    for name, data in cases.items():
        (work / 'damaged').write_bytes(data)
        done = run('--from', fixtures / 'amd-L1.json', work / 'damaged')
        result(done.returncode == 2 and not done.stdout and done.stderr.count(b'\n') == 1 and b'damaged' in done.stderr,
               f'{name} is said', done.returncode, done.stderr)
        result('archive' not in name or b'libarchive: ' in done.stderr, f'... and what is wrong with it ({name})', done.stderr)


def archive_is_right():
    tree = work / 'private'
    secrets = private_tree()[1]
    path = work / 'report.tar.zst'
    done = run('--sysroot', tree, '--output', path)
    unpacked = subprocess.run(['zstd', '-dc', path], capture_output=True)
    result(done.returncode == 0 and unpacked.returncode == 0, 'zstd unpacks it', done.stderr, unpacked.stderr)
    with tarfile.open(fileobj=io.BytesIO(unpacked.stdout)) as tar:
        files = {m.name: tar.extractfile(m).read().decode() for m in tar.getmembers()}
    names = [n.rpartition('/')[2] for n in files]
    result('report.md' in names and 'report.html' in names and 'snapshot.json' in names and len(names) > 15, 'its files', names)
    found = {n: told(secrets, text_of(t) if n.endswith('html') else t) for n, t in files.items()}
    result(not any(found.values()) and not told(secrets, ' '.join(files)), 'nothing private is in it',
           {n: f for n, f in found.items() if f})
    snapshot = next(n for n in files if n.endswith('snapshot.json'))
    (work / 'unpacked.json').write_text(files[snapshot])
    again = subprocess.run([program, 'status', '--from', work / 'unpacked.json'], capture_output=True)
    result(again.returncode in (0, 1, 3), 'its snapshot is one', again.stderr)
    with open('/dev/full', 'w') as full:
        done = subprocess.run([program, 'bugreport', '--sysroot', tree, '--format', 'archive'], stdout=full, stderr=subprocess.PIPE)
    result(done.returncode == 2 and b'cannot write' in done.stderr, 'a full disk is an error', done.stderr)


# The list of Documentation/virt/kvm/x86/running-nested-guests.rst, "Reporting bugs from nested setups"; what is a
# package of its own may be missing, and is then named.
DOCUMENT = {
    'kernel version': ('kernel',), 'libvirt version': ('libvirt-version',), 'QEMU version': ('qemu-version',),
    'QEMU command line': ('vm-command-line', 'libvirt-log'), 'cat /proc/cpuinfo': ('cpuinfo',), 'lscpu': ('lscpu',),
    'full dmesg': ('dmesg',), 'x86info -a': ('x86info',), 'dmidecode': ('dmidecode', 'dmi'),
}


def this_machine_has_the_list():
    report = json.loads(run('--json').stdout)
    parts = report['layers'][0]['parts']
    for item, names in DOCUMENT.items():
        of = [p for p in parts if p['part'] in names]
        result(of and all(p['text'] or p['why'] for p in of), f'this machine: {item}', of)


def names_of_files_are_private():
    """Machines side by side are told apart by their files, whose names are those of hosts more often than not"""
    files = [work / name for name in ('webserver01.json', 'dbserver02.json', 'mailserver03')]
    for file in files:
        file.write_bytes((fixtures / 'amd-L0.json').read_bytes())
    words = [file.stem for file in files]
    for name, arguments in (('Markdown', ()), ('HTML', ('--format', 'html')), ('JSON', ('--json',))):
        done = run('--from', *files, *arguments)
        text = done.stdout.decode()
        result(done.returncode == 0 and not told(words, text) and 'layer2' in text and 'layer3' in text,
               f'{name}: no name of a file is told', told(words, text), done.stderr)
    (work / 'others.md').write_bytes(run('--no-redact', '--from', *files).stdout)
    result(set(words) <= set(told(words, (work / 'others.md').read_text())), '... with --no-redact they are')
    done = run('--from', work / 'others.md')
    layers = re.findall('^<!-- nestscope layer (.*) -->$', done.stdout.decode(), re.M)
    result(done.returncode == 0 and not told(words, done.stdout.decode()) and layers == ['layer1', 'layer2', 'layer3'],
           '... nor in a report of such a report', layers, done.stderr)
    done = run('--from', *files, '--format', 'archive')
    unpacked = subprocess.run(['zstd', '-dc'], input=done.stdout, capture_output=True).stdout
    result(done.returncode == 0 and unpacked and not told(words, unpacked.decode(errors='replace')), '... nor in an archive')


def options_go_together():
    tree = work / 'private'
    out = work / 'ends'
    out.mkdir()
    begins = {'.md': '<!-- nestscope', '.markdown': '<!-- nestscope', '.txt': '<!-- nestscope', '': '<!-- nestscope',
              '.html': '<!DOCTYPE html>', '.HTM': '<!DOCTYPE html>', '.json': '{"format"', '.JSON': '{"format"'}
    for end, begin in begins.items():
        done = run('--sysroot', tree, '--output', out / f'x{end}')
        result(done.returncode == 0 and (out / f'x{end}').read_text().startswith(begin), f'the form of a name with "{end}"',
               done.stderr)
    result((out / 'x.json').read_bytes() == run('--sysroot', tree, '--json').stdout == run('--sysroot', tree, '--format', 'json').stdout,
           '... and JSON is what --json and --format json print')
    for end in ('.tar.zst', '.TZST'):
        done = run('--sysroot', tree, '--output', out / f'x{end}')
        result(done.returncode == 0 and (out / f'x{end}').read_bytes().startswith(b'\x28\xb5\x2f\xfd'), f'... with "{end}"', done.stderr)
    for end in ('.tar.gz', '.tgz', '.zip', '.tar', '.zst', '.md.zst', '.pdf'):
        done = run('--sysroot', tree, '--output', out / f'y{end}')
        result(done.returncode == 2 and not list(out.glob('y*')) and b'.tar.zst' in done.stderr, f'... and "{end}" is refused', done.stderr)
    done = run('--sysroot', tree, '--output', out / 'z.zip', '--format', 'markdown')
    result(done.returncode == 0 and (out / 'z.zip').read_text().startswith(begins['.md']), '... but with --format', done.stderr)
    done = run('--sysroot', tree, '--output', out / 'z.html', '--json')
    result(done.returncode == 0 and (out / 'z.html').read_text().startswith(begins['.json']), '--json is what is said of the form')
    done = run('--sysroot', tree, '--json', '--format', 'html')
    result(done.returncode == 2, '... and not --format as well', done.stderr)
    listed = run('--sysroot', tree, '--dry-run').stdout
    for end in ('.md', '.html', '.json', '.tar.zst', '.zip'):
        done = run('--sysroot', tree, '--dry-run', '--output', out / f'dry{end}')
        result(done.returncode == 0 and done.stdout == listed and not list(out.glob('dry*')),
               f'--dry-run prints its list and writes no file ({end})', done.stderr, done.stdout[:200])
    for option in ('--json', '--pretty'):
        done = run('--sysroot', tree, '--dry-run', option)
        told_ = json.loads(done.stdout)
        whole = json.loads(run('--sysroot', tree, option).stdout)
        result(told_['replaced'] and told_['replaced'] == whole['replaced'] and not told_['layers'] and not told_['uuids'] and
               list(told_) == list(whole), f'--dry-run {option} is the list alone', str(told_)[:300])


def parts_of(tree, *arguments):
    """{part: [(from, text, why)]} of the first layer"""
    parts = {}
    for p in json.loads(run('--sysroot', tree, '--json', *arguments).stdout)['layers'][0]['parts']:
        parts.setdefault(p['part'], []).append((p['from'], p['text'], p['why']))
    return parts


def large_parts_are_cut():
    lines = ['the first line'] + [f'line {i} ' + 'x' * 4000 for i in range(1500)] + ['the last line']
    tree = write(work / 'large', {'var/log/dmesg': '\n'.join(lines) + '\n', 'var/log/libvirt/qemu/a.log': '\n'.join(lines),
                                  'var/log/libvirt/qemu/b.log': 'x' * 9000000, 'var/log/libvirt/qemu/c.log': 'short\n'})
    sparse = tree / 'var/log/libvirt/qemu/d.log'
    sparse.write_text('the first line\n')
    os.truncate(sparse, 20 << 30)
    with open(sparse, 'a') as file:
        file.write('\nthe last line\n')
    # A key of which the middle is left out, to its last line
    write(tree, {'etc/libvirt/qemu/k.xml': '<domain>' + 'x' * 500000 + '\n-----BEGIN PRIVATE KEY-----\n' +
                 'QUJD\n' * 50000 + 'shortKey\n-----END PRIVATE KEY-----\nthe last line\n'})
    parts = parts_of(tree, '--no-redact')
    logs = parts['dmesg'] + [log for log in parts['libvirt-log'] if log[1] and 'first line' in log[1]]
    result(len(logs) == 3 and all(re.search(r'^\.\.\. [1-9]\d+ bytes are left out here \.\.\.$', t, re.M) and
                                  t.startswith('the first line\n') and 'the last line' in t[-20:] and w and w.startswith('cut: ')
                                  for f, t, w in logs), 'a large log keeps both its ends, and a line says what is left out',
           [(f, t and len(t), w) for f, t, w in parts['dmesg'] + parts['libvirt-log']])
    counted = logs[0][1] if logs else ''
    left = int((re.findall(r'^\.\.\. (\d+) bytes', counted, re.M) or ['0'])[0])
    result(left and len(re.sub(r'^\.\.\. .*\n', '', counted, flags=re.M)) + left == len('\n'.join(lines)) + 1,
           '... which is what is missing', left, len(counted))
    result([t for f, t, w in parts['libvirt-log'] if t == 'short\n' and not w], '... a small one is whole')
    result(all(t and len(t) < 300000 for f, t, w in parts['libvirt-log']), '... one without lines is cut, too')
    result('shortKey' not in parts['domain'][0][1] and 'the last line' in parts['domain'][0][1],
           '... and no end of a key is left', parts['domain'][0][1][-200:])
    cpu = 'processor\t: %d\nmodel name\t: AMD EPYC\nflags\t\t: svm ' + 'abcdefgh ' * 190 + '\n\n'
    parts = parts_of(write(work / 'cpus', {'proc/cpuinfo': ''.join(cpu % i for i in range(4096))}))
    result('4095 more CPUs' in (parts['cpuinfo'][0][2] or '') and parts['cpuinfo'][0][1].count('model name') == 1,
           '4096 CPUs are not too many', parts['cpuinfo'][0][0], parts['cpuinfo'][0][2])
    tree = write(work / 'many', {f'proc/{100 + i}/cmdline': f'qemu-system-x86_64\0-name\0vm{i}\0' for i in range(70)})
    write(tree, {f'var/log/libvirt/qemu/vm{i}.log': 'x\n' for i in range(70)})
    for name, of in parts_of(tree).items():
        if name in ('vm-command-line', 'libvirt-log'):
            result(len([t for f, t, w in of if t]) == 64 and of[-1][2] and of[-1][2].startswith('6 more in /'),
                   f'64 are told, and how many more there are: {name}', len(of), of[-1])


def small_parts_are_right():
    for text in ('', '\n', '-1\n', '12x\n', 'abc\n', '123456789012345678901\n'):
        parts = parts_of(write(work / 'taint', {'proc/sys/kernel/tainted': text}))
        result(not parts['taint'][0][1] and 'is not a number' in (parts['taint'][0][2] or ''), f'a taint that is not a number: {text!r}',
               parts['taint'])
    files = {'format': '2', 'vendor': 'intel', 'cpuid/1_ecx': '0x1', 'vmx/supported': '1', 'hypervisor/present': '0',
             'new_one/file': '7'}
    tree = write(work / 'module', {f'sys/kernel/nestscope/{n}': f'{v}\n' for n, v in files.items()})
    write(tree, {'sys/kernel/debug/nestscope/live': 'vms 0\n'})
    parts = parts_of(tree)
    lines = parts['nestscope'][0][1].splitlines()
    result(sorted(lines) == sorted(f'{n}: {v}' for n, v in files.items()), 'each file of nestscope.ko is in the report, once', lines)
    result([f for f, t, w in parts['nestscope']] == ['/sys/kernel/nestscope', '/sys/kernel/debug/nestscope/live'] and
           parts['nestscope'][1][1] == 'vms 0\n', '... with what is nested now', parts['nestscope'])
    result(parts_of(tree, '--no-module')['nestscope'] == [('/sys/kernel/nestscope', None, '--no-module')],
           '... and with --no-module none is read')
    many = ''.join(f'options kvm a{i}=1\n' for i in range(100))
    parts = parts_of(write(work / 'modprobe', {'usr/lib/modprobe.d/a.conf': many, 'lib/modprobe.d/a.conf': many}))
    result(parts['modprobe'][0][1].count('options') == 100, 'a directory with two names is read once',
           parts['modprobe'][0][1].count('options'))


def json_is_as_described():
    file = next(Path(__file__).resolve().parents[2].glob('Documentation/**/bugreport.schema.json'))
    schema = json.loads(file.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for arguments in ((), ('--no-redact',), ('--dry-run',), ('--sysroot', work / 'private', work / 'guest.md'),
                      ('--sysroot', work / 'hostile'), ('--from', fixtures / 'amd-L1.json')):
        done = run('--json', *arguments)
        errors = [e.message[:200] for e in validator.iter_errors(json.loads(done.stdout))] if done.stdout else done.stderr
        result(done.returncode == 0 and not errors, f'--json is as its schema says: {arguments[:1]}', errors)
    rows = re.findall(r'^NS_PART\(\w+, "([^"]+)"', (file.parents[2 if 'schema' in file.parent.name else 1] /
                      'userspace/model/part_rows.h').read_text(), re.M)
    result(rows and rows == schema['$defs']['part']['properties']['part']['enum'], 'the schema names each part')


def commands_are_bounded():
    """Programs are found in the system's directories alone, so that what is tested here is what a user cannot change"""
    fake = work / 'bin'
    write(fake, {'lscpu': '#!/bin/sh\necho forged by PATH\n'})
    os.chmod(fake / 'lscpu', 0o755)
    done = run(env=dict(os.environ, PATH=f'{fake}:{os.environ["PATH"]}'))
    result(done.returncode == 0 and b'forged by PATH' not in done.stdout, "the caller's PATH is not used", done.stderr)


def traced(arguments, calls, *options):
    """What became of it, and the system calls of the program itself, without those of what it starts"""
    with tempfile.NamedTemporaryFile('r', errors='replace') as trace:
        done = subprocess.run(['strace', '-qq', '-o', trace.name, '-e', f'trace={calls}', *options, program, 'bugreport',
                               *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
        return done, [line for line in trace.read().splitlines() if '(' in line]


def name_of(line):
    return line.partition('(')[0]


def is_running(pid):
    """A zombie is not: whoever has inherited it may never ask for its status."""
    try:
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] not in 'ZX'
    except (FileNotFoundError, ProcessLookupError):
        return False


def still_running(pids):
    """Those that have been killed and do not end; SIGKILL takes its time on a busy machine"""
    deadline = time.monotonic() + 120
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [pid for pid in pids if is_running(pid)]


def signal_at(arguments, calls, lines, at, sig):
    """A run that gets the signal in the call of line @at; how often it is one of that name says which"""
    name = name_of(lines[at])
    when = sum(name_of(line) == name for line in lines[:at + 1])
    return traced(arguments, calls, '-e', f'inject={name}:signal={sig}:when={when}')


def commands_may_hang():
    """In a namespace of its own this machine has an lscpu that hangs, and an x86info that prints without end"""
    fake = write(work / 'fake', {
        'lscpu': f'#!/bin/sh\necho $$ >{work}/pids\nsleep 1000 &\necho $! >>{work}/pids\necho started\nwait\n',
        'x86info': '#!/bin/sh\nwhile :; do echo 0123456789012345678901234567890123456789; done | cat\n'})
    for name in ('lscpu', 'x86info'):
        os.chmod(fake / name, 0o755)
    lscpu = next((d for d in ('/usr/sbin', '/usr/bin', '/sbin', '/bin') if os.access(f'{d}/lscpu', os.X_OK)), None)
    begin = ['unshare', '-m'] if os.geteuid() == 0 else ['unshare', '-rm']
    script = f'mount --bind {fake}/lscpu {lscpu}/lscpu && mount --bind {fake} /usr/local/bin && exec "$@"'
    if not lscpu or subprocess.run([*begin, 'sh', '-c', script, 'sh', 'true'], capture_output=True).returncode:
        skip('a command that hangs', 'no namespace of mounts can be made')
        return
    have = any(os.access(f'{d}/x86info', os.X_OK) for d in ('/usr/sbin', '/usr/bin', '/sbin', '/bin'))
    done = subprocess.run([*begin, 'sh', '-c', script, 'sh', program, 'bugreport', '--json', '--no-redact'],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=200)
    parts = {p['part']: p for p in json.loads(done.stdout)['layers'][0]['parts']}
    result(done.returncode == 0 and parts['lscpu']['text'] == 'started\n' and
           parts['lscpu']['why'] == 'killed after 20 s', 'a command that hangs is ended, which the report says',
           parts['lscpu'], done.stderr)
    left = still_running((work / 'pids').read_text().split())
    result(not left, '... with what it has started', left)
    if have:
        skip('a command that prints without end', 'x86info is installed')
    else:
        result(len(parts['x86info']['text']) == 4 << 20 and parts['x86info']['why'] == 'cut off after 4096 KiB',
               'one that prints without end is cut, which the report says', len(parts['x86info']['text'] or ''), parts['x86info']['why'])
    result(parts['kernel']['text'] and parts['cpuinfo']['text'] and 'dmesg' in parts, '... and the rest comes', list(parts))


def libvirt_says():
    """libvirt's own XML of a VM, by its test driver, which needs neither a daemon nor KVM"""
    try:
        xml = subprocess.run(['virsh', '-c', 'test:///default', 'dumpxml', 'test'], capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        skip("libvirt's XML", 'no virsh')
        return
    uuid = re.search('<uuid>(.*)</uuid>', xml.stdout)
    file = re.search("<source file='(.*)'/>", xml.stdout)
    mac = re.search("<mac address='(.*)'/>", xml.stdout)
    if xml.returncode or not uuid or not file or not mac:
        skip("libvirt's XML", "no test driver, or another VM in it: " + xml.stderr.replace('\n', ' '))
        return
    # "test" is a name that tells nothing.
    xml.stdout = xml.stdout.replace('<name>test</name>', '<name>payslip7</name>')
    tree = write(work / 'libvirt', {'run/libvirt/qemu/test.xml': xml.stdout, 'var/log/dmesg': f'{uuid.group(1).upper()} {file.group(1)}\n'})
    plain = parts_of(tree, '--no-redact')['domain'][0][1]
    parts = parts_of(tree)
    text, words = parts['domain'][0][1], ('payslip7', uuid.group(1), file.group(1), mac.group(1))
    result(plain == xml.stdout, "libvirt's XML is in the report as libvirt prints it")
    result(not told(words, json.dumps(parts)) and '<name>[vm-1]</name>' in text and
           re.sub(r'\[[a-z]+-\d+\]', '', text).count('\n') == xml.stdout.count('\n') and "<type arch='" in text,
           '... without what is private', told(words, json.dumps(parts)), text)


def signals_leave_nothing():
    name = 'a signal leaves no half file and no program'
    if not shutil.which('strace') or subprocess.run(['strace', '-o', '/dev/null', 'true'], capture_output=True).returncode:
        skip(name, 'strace cannot trace here')
        return
    out = work / 'signalled'
    report = out / 'report.md'
    out.mkdir()
    arguments = ('--from', fixtures / 'amd-L1.json', '--output', report)
    calls = 'openat,write,/^fchmod,fsync,close,/^rename'
    _, lines = traced(arguments, calls)
    opened = next(i for i, line in enumerate(lines) if f'{report}.' in line)
    steps = [name_of(line) for line in lines[opened:]]
    result(all(any(s.startswith(of) for s in steps) for of in ('openat', 'write', 'fchmod', 'fsync', 'close', 'rename')),
           'a report is written, and then named', lines[opened:])
    renamed = next(i for i, line in enumerate(lines) if name_of(line).startswith('rename'))
    for at in range(opened, renamed + 1):
        for sig in ('TERM', 'INT', 'HUP'):
            report.write_text('old')
            done, _ = signal_at(arguments, calls, lines, at, sig)
            left = {file: (out / file).read_text() for file in os.listdir(out)}
            new = at == renamed
            whole = left.get('report.md', '').endswith(f'nestscope {version}\n') if new else left.get('report.md') == 'old'
            result(done.returncode == -getattr(signal, 'SIG' + sig) and list(left) == ['report.md'] and whole,
                   f'SIG{sig} in {name_of(lines[at])} leaves {"the new file" if new else "the old file"} alone',
                   done.returncode, done.stderr, {k: v[-60:] for k, v in left.items()})
            for file in left:
                (out / file).unlink()
    arguments = ('--output', report)
    calls = 'poll,?ppoll,?fork,?vfork,?clone,?clone3'
    _, lines = traced(arguments, calls)
    report.unlink()
    polls = [i for i, line in enumerate(lines) if 'poll' in name_of(line)]
    result(polls, 'the output of programs is waited for', lines)
    for at, sig in zip((polls[0], polls[len(polls) // 2], polls[0]) if polls else (), ('TERM', 'INT', 'HUP')):
        done, seen = signal_at(arguments, calls, lines, at, sig)
        started = [int(m.group(1)) for m in (re.match(r'\w*(?:fork|clone)\w*\(.*= (\d+)$', line) for line in seen) if m]
        result(done.returncode == -getattr(signal, 'SIG' + sig) and started and not still_running(started) and
               not os.listdir(out), f'SIG{sig} while a program runs ends that, too', done.returncode, seen, os.listdir(out))


def progress_is_for_terminals():
    shown = {}
    for terminal in (True, False):
        master, slave = os.openpty()
        done = subprocess.run([program, 'bugreport', '--no-module'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=slave if terminal else subprocess.PIPE, env=dict(os.environ, TERM='xterm'))
        os.close(slave)
        data = done.stderr or b''
        while True:
            try:
                more = os.read(master, 65536)
            except OSError:
                break
            if not more:
                break
            data += more
        os.close(master)
        shown[terminal] = data
    result(b'lscpu' in shown[True] and shown[True].endswith(b'\r\x1b[K'),
           'a terminal is shown what is being gathered, and nothing is left of it', shown[True])
    result(b'\r' not in shown[False] and b'\x1b' not in shown[False] and b'lscpu' not in shown[False],
           '... and what is no terminal is shown none of it', shown[False])


private_is_replaced()
kinds_are_counted()
hostile_text_is_text()
output_is_whole()
layers_are_merged()
passed_through_a_form()
damage_is_said()
archive_is_right()
this_machine_has_the_list()
names_of_files_are_private()
options_go_together()
large_parts_are_cut()
small_parts_are_right()
json_is_as_described()
commands_are_bounded()
commands_may_hang()
libvirt_says()
signals_leave_nothing()
progress_is_for_terminals()
finish()
