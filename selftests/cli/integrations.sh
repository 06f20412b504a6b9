#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What stands below Documentation/examples for other programs is of their form, and does what it says:
# units of systemd, rules of Prometheus.

. "$(dirname "$0")/ktap.sh"

examples=$top/Documentation/examples
list=$work/examples
(cd "$examples" && find . -mindepth 2 -type f | sort) >"$list"
cat >"$work/known" <<'END'
./prometheus/alerts.yml
./prometheus/nestscope-metrics.service
./prometheus/nestscope-metrics.timer
END
diff -u "$work/known" "$list" >"$work/log"
result $? "every example is tested here" "$work/log"

# systemd
service=$examples/prometheus/nestscope-metrics.service
command=$(sed -n 's/^ExecStart=//p' "$service")
mkdir "$work/units"
cp "$examples"/prometheus/*.timer "$work/units"
# The program is not installed
sed "s#^ExecStart=[^ ]*#ExecStart=$nestscope#" "$service" >"$work/units/${service##*/}"
systemd-analyze verify --man=no "$work"/units/* >"$work/log" 2>&1 && [ ! -s "$work/log" ]
result $? "systemd has nothing to say about the units" "$work/log"
grep -q "^PREFIX ?= /usr/local\$" "$top/Makefile" && grep -q "(PREFIX)/sbin/nestscope'" "$top/Makefile"
result $? "make install puts the program where the service starts it"
dir=$(sed -n 's/^ReadWritePaths=//p' "$service")
grep -q "^ConditionPathIsDirectory=$dir\$" "$service"
result $? "the service may write where it writes"
mkdir "$work/textfile"
# shellcheck disable=SC2046 # words
exits 0 $(echo "$command" | sed "s#^[^ ]* ##; s#$dir#$work/textfile#") --from "$fixtures/intel-L0.json"
[ "$(ls "$work/textfile")" = nestscope.prom ]
result $? "the service's command writes one file"

# Prometheus: three hosts, one of them loses nesting after an hour
promtool check rules "$examples/prometheus/alerts.yml" >"$work/log" 2>&1
result $? "promtool takes the rules" "$work/log"
"$nestscope" metrics --from "$fixtures/intel-L0.json" >"$work/before"
"$nestscope" metrics --from "$fixtures/intel-nested-off.json" >"$work/after"
"$nestscope" metrics --from "$fixtures/nothing.json" >"$work/nothing"
python3 - "$work" "$examples/prometheus/alerts.yml" >"$work/log" 2>&1 <<'END'
import sys
import yaml

work = sys.argv[1]

def samples(name):
    return dict(line.rstrip().rsplit(' ', 1) for line in open(work + '/' + name) if line[0] != '#')

def series(instance, first, then):
    first, then = samples(first), samples(then)
    for name in sorted(set(first) | set(then)):
        place = 'instance="%s",job="kvm"' % instance
        full = name[:-1] + ',' + place + '}' if '{' in name else name + '{' + place + '}'
        values = ' '.join('%s+0x60' % of[name] if name in of else '_x60' for of in (first, then))
        yield {'series': full, 'values': values}

rules = yaml.safe_load(open(sys.argv[2]))['groups'][0]['rules']
def expand(text, **labels):
    for name, value in labels.items():
        text = text.replace('{{ $labels.%s }}' % name, value).replace('{{ $%s }}' % name, value)
    return text

def alert(time, name, *labels):
    rule = next(r for r in rules if r['alert'] == name)
    return {'eval_time': time, 'alertname': name, 'exp_alerts': [{
        'exp_labels': {**rule['labels'], **{k: v for k, v in l.items() if k != 'value'}},
        'exp_annotations': {k: expand(v, **l) for k, v in rule['annotations'].items()}} for l in labels]}

c = {'instance': 'c', 'job': 'kvm'}
differ = set()
for name, value in samples('before').items():
    if 'capability{' in name and 'view="kvm"' in name and samples('after').get(name, value) != value:
        differ.add(name)
fails = [n.split('check="')[1].split('"')[0] for n, v in samples('after').items()
         if n.startswith('nestscope_check{') and v == '2']
group = {n.split('check="')[1].split('"')[0]: n.split('group="')[1].split('"')[0]
         for n in samples('after') if n.startswith('nestscope_check{')}
others = [dict(c, check=f, group=group[f]) for f in fails if f not in ('nested', 'run-vms')]
assert differ
input_series = [s for i, f, t in (('a', 'before', 'before'), ('b', 'before', 'before'), ('c', 'before', 'after'),
                                  ('d', 'nothing', 'nothing')) for s in series(i, f, t)]
stale = {'instance': 'b', 'job': 'kvm', 'file': '/var/lib/prometheus/node-exporter/nestscope.prom'}
input_series.append({'series': 'node_textfile_mtime_seconds{%s}' % ','.join('%s="%s"' % i for i in stale.items()),
                     'values': '0x120'})
yaml.safe_dump({'rule_files': [sys.argv[2]], 'evaluation_interval': '1m', 'tests': [{
    'interval': '1m', 'input_series': input_series, 'alert_rule_test': [
        alert('55m', 'NestingLost'), alert('55m', 'HostsDiffer'), alert('55m', 'CannotRunVMs'),
        alert('55m', 'CheckFails'), alert('55m', 'NestscopeMetricsOld'),
        alert('110m', 'NestingLost', dict(c, question='can_its_vms_run_vms')),
        alert('110m', 'CheckFails', *others),
        alert('110m', 'HostsDiffer', {'job': 'kvm', 'value': str(len(differ))}),
        alert('110m', 'CannotRunVMs'), alert('110m', 'NestscopeMetricsOld', stale)]}]}, open(work + '/rules.yml', 'w'))
END
[ -f "$work/rules.yml" ] && promtool test rules "$work/rules.yml" >"$work/log" 2>&1
result $? "the alerts fire for a host that loses nesting, and not before" "$work/log"

finish
