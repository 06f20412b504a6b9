#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines as input of fuzz_sysroot: one file for each, with what the target knows of them.

usage: seeds.py FUZZ_SYSROOT_C DIRECTORY TREE...

A TREE is what selftests/cli/tree packs.
"""
import re
import sys
from pathlib import Path


def paths(source):
    """The target's files, in the order of their letters, without the first slash"""
    macros = {name: eval_text(text, {}) for name, text in re.findall(r'^#define (\w+) ("[^"]*")', source, re.M)}
    macros['FW_CFG'] = None
    table = re.search(r'paths\[\] = \{\n(.*?)\n\};', source, re.S).group(1)
    return [eval_text(line.strip().rstrip(','), macros) for line in table.splitlines()]


def eval_text(words, macros):
    """Of '"/a/" NAME "b"' the whole text; None where a macro is not known"""
    parts = [macros.get(name) if name else text for text, name in re.findall(r'"([^"]*)"|(\w+)', words)]
    return None if None in parts else ''.join(parts).lstrip('/')


def files(tree):
    """Path and contents of each file"""
    for piece in re.split(r'^--- ', tree.read_text(encoding='latin-1'), flags=re.M)[1:]:
        path, _, text = piece.partition('\n')
        yield path, text


def main():
    known = paths(Path(sys.argv[1]).read_text(encoding='utf-8'))
    where = Path(sys.argv[2])
    for tree in map(Path, sys.argv[3:]):
        pieces = []
        for path, text in files(tree):
            if path in known:
                pieces.append(bytes([ord('A') + known.index(path)]) + text.encode('latin-1'))
        if not pieces:
            sys.exit(f'{tree}: the target knows none of its files')
        (where / tree.name).write_bytes(b'\xff'.join(pieces))


main()
