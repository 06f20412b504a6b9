# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots the lab, once more where that is no way around a fault, and says how far the layers came."""
import os
import re
import shutil
import subprocess
from pathlib import Path

LAB = Path(__file__).resolve().parent
BUILD = Path(os.environ.get('NESTSCOPE_BUILD') or LAB.parents[1] / 'build')
# Whose labs to look at after they were booted
VENDORS = os.environ.get('LAB_VENDORS', 'amd intel').split()
# The same as in run
COMPLAINT = re.compile(r'BUG|WARNING|Oops|Call Trace|Kernel panic|general protection|UBSAN|unchecked MSR')
MARK = 'lab: nestscope from here'
NOT_LAST_WORDS = re.compile(r'\w+ ?=|CPU Reset|.* doesn.t support requested feature|$')


def complaints(directory):
    """What the kernels complained of: on their consoles, and in their logs since nestscope was about to be loaded"""
    texts = [path.read_text(errors='replace') for path in (directory / 'console', *sorted(directory.glob('L*/console.txt')))
             if path.exists()]
    for path in sorted(directory.glob('L*/dmesg.after')):
        log = path.read_text(errors='replace')
        texts.append(log.partition(MARK)[2] or log)
    return [line for text in texts for line in text.splitlines() if COMPLAINT.search(line)]


def why_again(directory):
    """Why to boot again after a boot that failed; None if it is not to be

    A layer that panics sends no results. handshake and init write "failed", run asks for it first.
    """
    failed = sorted(directory.glob('L*/failed'))
    if (directory / 'stopped').exists():
        why = 'the machine stood still'
    elif (directory / 'vanished').exists():
        why = 'the machine ended by itself'
    elif failed and all(path.read_text(errors='replace').startswith(f'{path.parent.name} waited ') for path in failed):
        why = 'an observer gave up'
    else:
        return None
    found = complaints(directory)
    for line in found[:5]:
        print(f'# {why}, but a kernel complained:', line.strip()[:200], flush=True)
    return None if found else why


def keep_first(directory):
    """The results, which the next boot removes, are in NAME.first. The image is made again."""
    first = directory.with_name(directory.name + '.first')
    shutil.rmtree(first, ignore_errors=True)
    directory.rename(first)
    shutil.rmtree(first / 'image', ignore_errors=True)
    return first


def boot_twice(boot_once, directory):
    """Calls it, once more if the emulated machine stood still or reset itself, or one of its processes stood still.

    Returns its exit status.

    QEMU 7.2 did so a few times in some hundred boots, twice with a CPU in KVM and once in L1's kernel, with nothing
    that a busy host would explain; once a command on L0 that takes half a second came to no end in 130, and L0's clock
    went at half its pace meanwhile. Where each CPU was, where the modules are, and what the processes were doing, is
    printed for whoever finds out why. And once it ended in the middle of KVM's state_test, with not a word on the
    console. A module or a program that does such a thing does it twice; one that makes a kernel complain, or a layer
    above L0 end without its results, fails at once.
    """
    status = boot_once()
    why = why_again(directory) if status else None
    if why:
        tell_steps(directory)
        print(f'# {why}: booted again; the results of the first time are in {keep_first(directory)}', flush=True)
        status = boot_once()
    return status


def boot(vendor, environment, directory):
    """Boots the stack, twice at most; what it has to say comes out as comments. Returns its exit status."""
    def once():
        process = subprocess.Popen([LAB / 'run', vendor], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   errors='replace', env=environment)
        for line in process.stdout:
            print('#', line, end='', flush=True)
        return process.wait()
    return boot_twice(once, directory)


def tell_steps(directory):
    """Which layer was at which step, and for how long: until its next one. emulate has written them down."""
    print(f'# {directory.name}: seconds since the start, and that the step took')
    try:
        lines = (directory / 'steps').read_text().splitlines()
    except OSError as e:
        print('#', e)
        return
    steps = [(float(at), layer, step) for at, layer, step in (line.split(' ', 2) for line in lines)]
    for number, (at, layer, step) in enumerate(steps):
        later = [then for then, other, _ in steps[number + 1:] if other in (layer, '-')]
        took = f'{later[0] - at:8.1f}' if later else ' ' * 8
        print(f'# {at:8.1f} {took}  {layer} {step[:100]}')
    tell_failures(directory)
    tell_last_words(directory)
    tell_registers(directory)


def tell_failures(directory):
    """What a layer did not get to see, and what its processes were doing then"""
    for path in sorted(directory.glob('L*/failed')):
        for line in path.read_text(errors='replace').splitlines():
            print(f'# {path.parent.name}', line)


def tell_last_words(directory):
    """What the emulator and L0's kernel said last, where the machine ended by itself"""
    if (directory / 'vanished').exists():
        for path in directory / 'vanished', directory / 'console', directory / 'emulator.log':
            text = path.read_text(errors='replace') if path.exists() else ''
            # The emulator's log contains the state of a CPU before each reset, and accesses that it does not emulate.
            for line in [line for line in text.splitlines() if not NOT_LAST_WORDS.match(line)][-5:]:
                print(f'# {path.name}:', line.strip()[:200])


def tell_registers(directory):
    """Where the CPUs were when the emulator was stopped"""
    path = directory / 'registers'
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith(('CPU', 'RIP', 'EIP', 'CS ', 'CR0', 'EFER', 'no ')):
                print('#', line)
