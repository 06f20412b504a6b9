#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One Python for all that a test in shell asks of it; ktap.sh here starts it.

usage: says.py WORK

Each line of the input is a question: WORK/code is what to do, as a word in the line says. It is answered with a line:
"yes", or "no" with the reason in WORK/log.

run    statements, which can define what the later ones use
says   an expression that must be true, of the names that names() makes of WORK/out: here j, the JSON in it
"""
import contextlib
import functools
import json
import sys
import traceback
from pathlib import Path

import jsonschema

work = Path(sys.argv[1])
top = Path(__file__).resolve().parents[2]


def names(out):
    return {'j': json.loads(out.read_text())}


@functools.lru_cache(None)
def validator(command):
    schema = json.loads((top / f'Documentation/schema/{command}.schema.json').read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def is_valid(command, value):
    """Is it what the schema of that command says?"""
    validator(command).validate(value)
    return True


def answer(what, code, common):
    if what == 'run':
        exec(code, common)
        return
    known = common['names'](work / 'out')
    assert eval(f'({code})', {**common, **known}), (code, known)


def main():
    common = {'names': names, 'is_valid': is_valid, 'work': work, 'json': json, 'sys': sys, 'Path': Path}
    for line in sys.stdin:
        with open(work / 'log', 'w') as log, contextlib.redirect_stdout(log):
            try:
                answer(line.strip(), (work / 'code').read_text(), common)
                said = 'yes'
            except Exception:
                traceback.print_exc(limit=-1, file=log)
                said = 'no'
        print(said, flush=True)


main()
