#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds the tables of Documentation/module.rst, who can read what, against this machine, in KTAP.

usage: who.py TOP WORK
"""
import json
import re
import subprocess
import sys
from pathlib import Path

from ktap import finish, result, skip

TOP, WORK = Path(sys.argv[1]), Path(sys.argv[2])
# setpriv's words for each column
USERS = {
    'root': [],
    'group kvm': ['--reuid=65534', '--regid=65534', '--groups=61234', '--inh-caps=-all', '--bounding-set=-all'],
    'any user': ['--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all', '--bounding-set=-all'],
    'without capabilities': ['--inh-caps=-all', '--bounding-set=-all'],
}
REFUSED = re.compile('Permission denied|Operation not permitted')


def table(name):
    """{the first column: {heading: cell}} of the table behind the comment @name"""
    lines = (TOP / 'Documentation/module.rst').read_text().partition(f'.. {name}\n\n')[2].splitlines()
    places = [(m.start(), m.end()) for m in re.finditer('=+', lines[0])]
    rows = [[line[start:None if end == places[-1][1] else end].strip() for start, end in places] for line in lines[1:]]
    end = [i for i, row in enumerate(rows) if set(row[0]) == {'='}][1]
    return {row[0].strip('`'): dict(zip(rows[0], row)) for row in rows[2:end]}


def run(user, *arguments):
    setpriv = ['setpriv', *USERS[user]] if USERS[user] else []
    return subprocess.run(['unshare', '--mount', 'sh', WORK / 'enter', *setpriv, WORK / 'nestscope', *arguments],
                          capture_output=True, text=True, errors='replace', stdin=subprocess.DEVNULL, timeout=300, cwd='/')


def sources(rows):
    for user in USERS:
        found = json.loads(run(user, 'snapshot', '--json').stdout)['sources']
        for source, row in rows.items():
            state, why = found[source]['state'], found[source].get('why', '')
            if row[user] == 'yes':
                result(not REFUSED.search(why), f'{source}: {user} may read it', state, why)
            else:
                result(row[user] == 'no' and state != 'value', f'{source}: {user} may not read it', state, why)
    kvm = {user: json.loads(run(user, 'snapshot', '--json').stdout)['kvm']['device'].get('why', '') for user in USERS}
    result({user: bool(REFUSED.search(why)) for user, why in kvm.items()} ==
           {user: rows['kvm'][user] == 'no' for user in USERS}, "/dev/kvm is whose the table says", kvm)


def commands(rows):
    more = {'decode': ['0x480=1'], 'list': ['bits'], 'explain': ['nested-off'], 'completion': ['bash'], 'module': ['status'],
            'watch': ['--count', '1', '--interval', '0.05']}
    names = [line.split()[0] for line in subprocess.run([WORK / 'nestscope', '--help'], capture_output=True, text=True, check=True)
             .stdout.partition('Commands:\n')[2].partition('\n\n')[0].splitlines()]
    result(set(rows) <= set(names), 'the exceptions are commands', set(rows) - set(names))
    for name in names:
        for user in ('root', 'any user'):
            expected = rows[name][user].split(', ') if name in rows else ['0', '1', '3']
            done = run(user, name, *more.get(name, []))
            result(str(done.returncode) in expected, f'{name}: {user}: exit status {" or ".join(expected)}', done.returncode, done.stderr)


def main():
    if run('any user', '--version').returncode:
        skip('who can read what', 'no mount namespace of its own')
        finish()
    sources(table('who reads sources'))
    commands(table('who runs commands'))
    finish()


main()
