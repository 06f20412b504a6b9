#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What nestscope costs, beside lscpu on the same machine: cost.py [--runs N] [COMMAND...]

Runs both in turn, so that what else the machine does meets them alike, and prints medians: time, CPU time,
instructions (callgrind), system calls (strace) and executions of CPUID, each of which leaves the VM where this is
one. A benchmark, no test: only what does not depend on the machine's load could be one.
"""
import argparse
import ctypes
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUILD = Path(os.environ.get('NESTSCOPE_BUILD') or Path(__file__).resolve().parents[1] / 'build')
QUIET = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}

PTRACE_TRACEME, PTRACE_CONT, PTRACE_SINGLESTEP, PTRACE_GETREGS, PTRACE_SETREGS = 0, 7, 9, 12, 13
RIP = 16    # of struct user_regs_struct, in words


def timed(command):
    """Seconds of the clock, and of the CPU"""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=False, **QUIET)
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def times(commands, runs):
    rounds = [[timed(c) for c in commands] for _ in range(runs)]
    return [[statistics.median(r[i][what] for r in rounds) * 1000 for i in range(len(commands))]
            for what in (0, 1)]


def instructions(command):
    with tempfile.TemporaryDirectory() as work:
        out = subprocess.run(['valgrind', '--tool=callgrind', f'--callgrind-out-file={work}/out', *command],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False).stderr
    return int(re.search(r'refs:\s+([\d,]+)', out)[1].replace(',', ''))


def system_calls(command):
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(['strace', '-f', '-c', '-o', out.name, *command], check=False, **QUIET)
        total = Path(out.name).read_text().splitlines()[-1]
    return int(total.split()[3])


def cpuid_places(program):
    """Where in the program's file CPUID is"""
    listing = subprocess.run(['objdump', '-d', '--no-show-raw-insn', program], capture_output=True, text=True,
                             check=True).stdout
    return [int(m[1], 16) for m in re.finditer(r'^\s*([0-9a-f]+):\s+cpuid\s*$', listing, re.M)]


def ptrace(request, pid, data=0):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    if libc.ptrace(request, pid, None, data) < 0:
        raise OSError(ctypes.get_errno(), 'ptrace')


def begin(command):
    """The program, stopped before its first instruction"""
    pid = os.fork()
    if not pid:
        null = os.open('/dev/null', os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        ptrace(PTRACE_TRACEME, 0)
        os.execv(command[0], command)
    os.waitpid(pid, 0)
    return pid


def base_of(pid, program):
    for line in Path(f'/proc/{pid}/maps').read_text().splitlines():
        if line.endswith(str(program)):
            return int(line.split('-')[0], 16)
    raise ValueError(f'{program} is not mapped')


def cpuids(command):
    """How often the program itself executes CPUID: a breakpoint on each; what libc asks at its start is everybody's"""
    program = Path(command[0]).resolve()
    pid = begin([str(program), *command[1:]])
    base, count = base_of(pid, program), 0
    with open(f'/proc/{pid}/mem', 'r+b', buffering=0) as memory:
        places = {base + offset for offset in cpuid_places(program)}

        def put(place, code):
            memory.seek(place)
            memory.write(code)

        for place in places:
            put(place, b'\xcc')
        ptrace(PTRACE_CONT, pid)
        regs = (ctypes.c_ulonglong * 27)()
        while os.WIFSTOPPED(status := os.waitpid(pid, 0)[1]):
            sign = os.WSTOPSIG(status)
            if sign != signal.SIGTRAP:
                ptrace(PTRACE_CONT, pid, sign)
                continue
            ptrace(PTRACE_GETREGS, pid, ctypes.addressof(regs))
            place = regs[RIP] - 1
            if place in places:
                count += 1
                regs[RIP] = place
                put(place, b'\x0f')
                ptrace(PTRACE_SETREGS, pid, ctypes.addressof(regs))
                ptrace(PTRACE_SINGLESTEP, pid)
                os.waitpid(pid, 0)
                put(place, b'\xcc')
            ptrace(PTRACE_CONT, pid)
    return count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--runs', type=int, default=60)
    parser.add_argument('command', nargs='*', default=[str(BUILD / 'nestscope')])
    args = parser.parse_args()
    commands = [args.command, [shutil.which('lscpu') or sys.exit('cost: there is no lscpu')]]
    rows = dict(zip(('milliseconds', 'of CPU time'), times(commands, args.runs)))
    for name, needs, measure in (('instructions', 'valgrind', instructions),
                                 ('system calls', 'strace', system_calls),
                                 ('CPUID', 'objdump', cpuids)):
        if shutil.which(needs):
            rows[name] = [measure(c) for c in commands]
        else:
            print(f'cost: {name} not counted: there is no {needs}', file=sys.stderr)
    print(f'{"median of " + str(args.runs):<16}{"nestscope":>12}{"lscpu":>12}{"ratio":>8}')
    for name, (ours, theirs) in rows.items():
        form = '.2f' if isinstance(ours, float) else 'd'
        ratio = f'{ours / theirs:.2f}' if theirs else ''
        print(f'{name:<16}{format(ours, form):>12}{format(theirs, form):>12}{ratio:>8}')
    print(f'load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs; the aim is 1.00 or less')
    (BUILD / 'cost.json').write_text(json.dumps(rows, indent=1) + '\n')


if __name__ == '__main__':
    main()
