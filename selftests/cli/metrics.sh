#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope metrics: the format is Prometheus's, the samples agree with the other commands, values that were not read
# have no sample, and the number of samples does not grow with what runs.

. "$(dirname "$0")/ktap.sh"

man=$top/Documentation/man/nestscope-metrics.8
host=$fixtures/intel-L0.json

# A strict reader of the format
cat >"$work/prom.py" <<'END'
import re

NAME = r'[a-zA-Z_:][a-zA-Z0-9_:]*'
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
SAMPLE = re.compile(r'(%s)(?:\{((?:%s)(?:,%s)*)\})? ([0-9]+)$' % (NAME, LABEL, LABEL))

def read(path):
    """{(name, frozenset of labels): value}"""
    samples, types, helps, now = {}, {}, {}, None
    text = open(path, newline='', encoding='utf-8').read()
    assert text.endswith('\n')
    for line in text[:-1].split('\n'):
        if line.startswith('# HELP '):
            _, _, now, what = line.split(' ', 3)
            assert now not in helps and what.endswith('.'), line
            helps[now] = what
            continue
        if line.startswith('# TYPE '):
            _, _, name, kind = line.split(' ')
            assert name == now and name not in types, line
            assert kind == ('counter' if name.endswith('_total') else 'gauge'), line
            types[name] = kind
            continue
        m = SAMPLE.match(line)
        assert m, line
        assert m[1] == now and m[1] in types, line
        labels = [(k, re.sub(r'\\(.)', lambda e: '\n' if e[1] == 'n' else e[1], v))
                  for k, v in re.findall(LABEL, m[2] or '')]
        assert len(dict(labels)) == len(labels) and not any(k.startswith('__') for k, v in labels), line
        key = m[1], frozenset(labels)
        assert key not in samples, line
        samples[key] = int(m[m.lastindex])
    return samples, types

def find(samples, name, **labels):
    """Values of the series of that name that have these labels"""
    return [v for (n, have), v in samples.items()
            if n == 'nestscope_' + name and frozenset(labels.items()) <= have]
END
cat >"$work/compare.py" <<'END'
import json, subprocess, sys

sys.path.insert(0, sys.argv[1])
from prom import find, read

nestscope, snapshot, path = sys.argv[2:5]

def ask(*words):
    return json.loads(subprocess.run([nestscope, *words, '--json', '--from', snapshot], text=True,
                                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)

samples, types = read(path)
assert len(samples) <= 1000, len(samples)

caps = ask('caps', '--all')['capabilities']
known = {'yes': 1, 'forced': 1, 'default': 1, 'no': 0}
there = {'vmx': False, 'svm': False}
for c in caps:
    if c['qemu'] in there:
        there[c['qemu']] = any(known.get(c[v]['is']) for v in ('cpu', 'kvm'))
seen = 0
for c in caps:
    svm = c['register'].startswith(('CPUID_8000000A', 'CPUID_80000001'))
    bit = c.get('control_bit', c['bit'])
    place = 'bit %d' % bit if c['width'] == 1 else 'bits %d:%d' % (bit + c['width'] - 1, bit)
    for view in ('cpu', 'kvm'):
        word = c[view]['is']
        labels = dict(id=c['register'] + ' ' + place, view=view)
        found, numbers = find(samples, 'capability', **labels), find(samples, 'capability_number', **labels)
        seen += len(found) + len(numbers)
        if word in known:
            assert (found, numbers) == ([known[word]], []), (c, found, numbers)
        elif word == 'absent':
            want = [0] if there['svm' if svm else 'vmx'] and c['width'] == 1 else []
            assert (found, numbers) == (want, []), (c, found, numbers)
        elif 'value' in c[view]:
            value = int(c[view]['value'], 16)
            assert (found, numbers) == ([], [value] if value < 2 ** 53 else []), (c, found, numbers)
        else:
            assert (found, numbers) == ([], []), (c, found, numbers)
assert seen == len(find(samples, 'capability')) + len(find(samples, 'capability_number'))

checks = ask('check')['checks']
for c in checks:
    assert find(samples, 'check', check=c['check']) == [['PASS', 'WARN', 'FAIL', 'SKIP'].index(c['verdict'])], c
    assert find(samples, 'check_finding', check=c['check'], finding=c['found']['finding']) == [1], c
assert len(find(samples, 'check')) == len(find(samples, 'check_finding')) == len(checks)

status = ask('status')
for q in ('can_run_vms', 'can_its_vms_run_vms'):
    answer = {'yes': [1], 'no': [0], 'unknown': []}[status[q]['answer']]
    assert find(samples, 'answer', question=q) == answer, (q, answer)
    assert find(samples, 'answer_finding', question=q, finding=status[q]['finding']) == [1], q
for kind in ('missing', 'parameters', 'notes'):
    assert find(samples, 'findings', kind=kind) == [len(status[kind])], kind
layer = status['layer']
assert find(samples, 'machine_info', layer=layer['kind']) == [1], layer
END

# checked SNAPSHOT NAME
checked()
{
	ns metrics --from "$1"
	[ "$status" -eq 0 ] && promtool check metrics <"$work/out" >"$work/log" 2>&1
	result $? "promtool has nothing to say: $2" "$work/err" "$work/log"
	cp "$work/out" "$work/metrics"
	python3 "$work/compare.py" "$work" "$nestscope" "$1" "$work/metrics" >"$work/log" 2>&1
	result $? "... and other commands say the same" "$work/log"
}

for snapshot in "$fixtures"/*.json "$top"/selftests/fuzz/corpus/snapshot/intel.json; do
	checked "$snapshot" "${snapshot##*/}"
done

py '
sys.path.insert(0, str(work))
from prom import find, read

def names(out):
    return {"samples": read(out)[0]}
'

# Labels contain untrusted text: any bytes
python3 - "$host" "$work" <<'END'
import json, sys

def put(name, change):
    s = json.load(open(sys.argv[1]))
    change(s)
    json.dump(s, open(sys.argv[2] + '/' + name, 'w'))

def value(v):
    return {'state': 'value', 'value': v, 'source': 'debugfs'}

def live(n, inside):
    def change(s):
        s['live'] = {'statistics': value('/sys/kernel/debug/kvm'), 'nested_run': value(7), 'cpus': [], 'vms': [
            {'pid': i + 1, 'fd': 3, 'program': 'vm"%d' % i, 'cpu_option': value('host'),
             'statistics': {'exits': value(5), 'nested_run': value(i), 'guest_mode': value(inside)}
             if inside is not None else {},
             'vcpus': [{'id': v, 'guest_mode': value(v)} for v in (0, 1)] if i or inside is not None else []}
            for i in range(n)]}
    return change

def hostile(s):
    s['host']['kernel']['value'] = 'a"b\\c\nd\u001b[2J{}#é\u202e'

put('hostile.json', hostile)
put('none.json', live(0, None))
put('two.json', live(2, 1))
put('many.json', live(900, 0))
put('unread.json', live(2, None))
END
checked "$work/hostile.json" "a hostile name of a kernel"
# shellcheck disable=SC2016 # Python's
says "a label is escaped, and comes back" \
	'find(samples, "machine_info", kernel="a\"b\\c\nd\\x1b[2J{}#\xe9\\xe2\\x80\\xae") == [1]'

checked "$work/two.json" "two VMs"
says "VMs and what is nested in them are counted" 'find(samples, "vms") == [2] and find(samples, "vcpus") == [4]
	and find(samples, "vms_nesting") == [2] and find(samples, "vcpus_in_l2") == [2]
	and find(samples, "nested_entries_total") == [7]'
cp "$work/metrics" "$work/of.two"
checked "$work/many.json" "900 VMs"
says "no VM is nesting" 'find(samples, "vms") == [900] and find(samples, "vms_nesting") == [0]'
[ "$(grep -vc '^#' "$work/metrics")" -eq "$(grep -vc '^#' "$work/of.two")" ]
result $? "there are as many series as with two" "$work/metrics"
checked "$work/none.json" "no VM"
says "none is 0" 'find(samples, "vms") == [0] == find(samples, "vcpus_in_l2") == find(samples, "vms_nesting")'
checked "$work/unread.json" "VMs that were not read"
says "what one VM does not tell is not told of all" 'find(samples, "vms") == [2]
	and not find(samples, "vcpus_in_l2") and not find(samples, "vms_nesting")'
checked "$fixtures/nothing.json" "a machine of which nothing is known"
says "what was not read has no sample" 'not find(samples, "answer") and not find(samples, "capability")
	and not find(samples, "vms") and not find(samples, "layer_at_least")'

# The manual page names each metric, and each is produced here.
sed -n '/^\.Sh METRICS/,/^\.Sh/s/^\.It Ic //p' "$man" | sort >"$work/of.man"
sed -nE 's/.*\b(head|single|print_live_answer)\(file, "([a-z0-9_]+)".*/nestscope_\2/p' \
	"$top/userspace/render/metrics.c" | sort >"$work/of.source"
[ -s "$work/of.man" ] && diff -u "$work/of.source" "$work/of.man" >"$work/log"
result $? "the manual page names all metrics" "$work/log"

# Output to a file, all or nothing
file=$work/dir/nestscope.prom
mkdir "$work/dir"
ns metrics --from "$host"
cp "$work/out" "$work/metrics"
exits 0 metrics --from "$host" --output "$file"
cmp -s "$file" "$work/metrics" && [ ! -s "$work/out" ]
result $? "--output writes what is printed otherwise" "$work/out"
[ "$(stat -c %a "$file")" = 644 ]
result $? "node_exporter may read it"
echo old >"$file"
exits 0 metrics --from "$host" --output "$file"
cmp -s "$file" "$work/metrics"
result $? "an old file is replaced"
echo old >"$file"
# The limit, in blocks of 512 bytes, simulates a full disk.
(
	trap '' XFSZ
	ulimit -f 1
	"$nestscope" metrics --from "$host" --output "$file" 2>/dev/null
)
[ $? -eq 2 ] && [ "$(cat "$file")" = old ] && [ "$(ls "$work/dir")" = nestscope.prom ]
result $? "a file that cannot be written leaves the old one, and nothing beside it"
exits 2 metrics --from "$host" --output "$work/dir/"
err_has "not the name of a file"
exits 2 metrics --from "$host" --output /dev/null
[ -c /dev/null ]
result $? "... and leaves the device as it is"
exits 2 metrics --from "$host" --output "$work/nowhere/x.prom"
err_has "cannot write"
exits 2 metrics --from "$work/nowhere"
exits 2 metrics word
exits 2 metrics --json --from "$host"
err_has "only its own format"
"$nestscope" metrics --from "$host" >/dev/full 2>"$work/err"
[ $? -eq 2 ] && grep -q 'cannot write' "$work/err"
result $? "a full disk is an error" "$work/err"

finish
