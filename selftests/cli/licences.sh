#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every file states its licence in a form that programs can read (https://reuse.software).

. "$(dirname "$0")/ktap.sh"

# In a copy, without build results
mkdir "$work/tree"
tar -C "$top" -cf - --exclude=./.git --exclude=./build --exclude=__pycache__ . | tar -C "$work/tree" -xf -
cd "$work/tree" || exit 1
rm -f .checkpatch*

[ "$(head -n 1 COPYING)" = '                    GNU GENERAL PUBLIC LICENSE' ] &&
	cmp COPYING LICENSES/GPL-2.0-only.txt && cmp COPYING LICENSES/GPL-2.0-or-later.txt &&
	tail -n +4 COPYING.MIT | cmp - LICENSES/MIT.txt
result $? "COPYING is the licence, and LICENSES has the same texts"

reuse --root . lint >"$work/log" 2>&1 && ! grep -q ERROR "$work/log"
result $? "reuse lint has nothing to say" "$work/log"

# Files that need no licence line because .reuse/dep5 covers them: data, prose and lists
find . \( -path ./LICENSES -o -name fixtures -o -name corpus \) -prune -o -type f -print |
	grep -vE '/(VERSION|COPYING|COPYING.MIT|README|CHANGES|CONTRIBUTING|SECURITY|packages|settings|dep5|\.gitignore|[^/]*\.(md|json|rst|patch|txt))$|/Documentation/(ABI|examples)/|^\./debian/' |
	while read -r file; do
		head -n 3 "$file" | grep -q 'License-Identifier: GPL-2.0' || echo "$file"
	done >"$work/unlicensed"
[ ! -s "$work/unlicensed" ]
result $? "every source file says under which licence it is" "$work/unlicensed"

python3 - >"$work/log" 2>&1 <<'END'
import fnmatch, os, re

rows = []
for paragraph in open('.reuse/dep5').read().split('\n\n')[1:]:
    fields = dict(re.findall(r'(?m)^(\w+): (.*)$', paragraph))
    rows.append((fields['Files'].split(), fields['License']))
named = 0
for directory, _, files in os.walk('.'):
    for file in files:
        path = os.path.relpath(os.path.join(directory, file), '.')
        head = ''.join(open(path, errors='replace').readlines()[:5])
        own = re.search(r'SPDX-License-Ident''ifier: ((?:GPL-2\.0|MIT)[a-z-]*(?: OR MIT)?)', head)
        licence = [l for globs, l in rows if any(fnmatch.fnmatch(path, g) for g in globs)][-1]
        if own:
            named += 1
            assert own[1] == licence, (path, own[1], licence)
assert named > 300, named
END
result $? "the files and .reuse/dep5 name the same licences" "$work/log"

finish
