# SPDX-License-Identifier: GPL-2.0-or-later
"""CPU time of programs, which what else the machine does changes less than time, and the least of some runs least"""
import os
import subprocess


def cost(*command, runs=3, reads=os.devnull):
    """The least CPU seconds of some runs, the exit status and what was printed; reads: the standard input"""
    seconds = []
    for _ in range(runs):
        before = os.times()
        with open(reads, 'rb') as stdin:
            done = subprocess.run(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        after = os.times()
        seconds.append(after.children_user - before.children_user + after.children_system - before.children_system)
    return min(seconds), done.returncode, done.stdout
