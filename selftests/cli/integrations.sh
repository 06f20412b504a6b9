#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The files below Documentation/examples for other programs are valid and work: units of systemd, rules of
# Prometheus, CI workflows, labels of Kubernetes nodes, the plugin of sos.

. "$(dirname "$0")/ktap.sh"

examples=$top/Documentation/examples
list=$work/examples
(cd "$examples" && find . -mindepth 2 -type f | sort) >"$list"
cat >"$work/known" <<'END'
./ci/github-actions.yml
./ci/gitlab-ci.yml
./kubernetes/nfd-features.sh
./kubernetes/pod.yaml
./prometheus/alerts.yml
./prometheus/dashboard.json
./prometheus/nestscope-metrics.service
./prometheus/nestscope-metrics.timer
./prometheus/queries.promql
./sos/nestscope.py
END
diff -u "$work/known" "$list" >"$work/log"
result $? "every example is tested here, or in prometheus.sh" "$work/log"

# machine SNAPSHOT: from now on "nestscope" and "sudo nestscope" describe that machine.
mkdir "$work/bin"
machine()
{
	cat >"$work/bin/nestscope" <<END
#!/bin/sh
exec "$nestscope" "\$@" --from "$1"
END
	cat >"$work/bin/sudo" <<'END'
#!/bin/sh
exec "$@"
END
	chmod +x "$work/bin/nestscope" "$work/bin/sudo"
}
nothing=$fixtures/nothing.json

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

# Workflows
python3 - "$examples/ci" "$work" >"$work/log" 2>&1 <<'END'
import sys
import yaml

ci, work = sys.argv[1:3]
github = yaml.safe_load(open(ci + '/github-actions.yml'))
assert set(github) <= {'name', True, 'jobs'} and github[True], github	# YAML takes "on" for a truth
runs = []
for job in github['jobs'].values():
    assert set(job) <= {'runs-on', 'timeout-minutes', 'steps'} and job['runs-on'], job
    for step in job['steps']:
        assert set(step) <= {'name', 'if', 'run', 'uses'} and ('run' in step) != ('uses' in step), step
    runs.append([s['run'] for s in job['steps'] if 'run' in s])
gitlab = yaml.safe_load(open(ci + '/gitlab-ci.yml'))
stages = gitlab.pop('stages')
jobs = sorted(gitlab, key=lambda name: stages.index(gitlab[name]['stage']))
for name in jobs:
    job = gitlab[name]
    assert set(job) <= {'stage', 'tags', 'script', 'after_script', 'artifacts', 'needs'} and job['script'], job
    assert all(need in gitlab for need in job.get('needs', [])), job
assert gitlab[jobs[1]]['needs'] == [jobs[0]]
for name, lines in (('github', runs[0][:1]), ('github-report', runs[0][1:2]), ('gitlab', gitlab[jobs[0]]['script']),
                    ('gitlab-after', gitlab[jobs[0]]['after_script'])):
    open(work + '/' + name, 'w').write('#!/bin/sh\nset -e\n' + '\n'.join(lines) + '\n')
END
result $? "the workflows have the form that GitHub and GitLab take" "$work/log"
shellcheck "$work/github" "$work/github-report" "$work/gitlab" "$work/gitlab-after" >"$work/log" 2>&1
result $? "shellcheck has nothing to say about their commands" "$work/log"

# runs STATUS SCRIPT: in an empty directory, as a runner does
runs()
{
	status=0
	mkdir -p "$work/checkout"
	(cd "$work/checkout" && PATH="$work/bin:$PATH" GITHUB_STEP_SUMMARY="$work/summary" \
		sh "$work/$2") >"$work/out" 2>"$work/err" </dev/null || status=$?
	[ "$status" -eq "$1" ]
	result $? "$2: exit status $1" "$work/out" "$work/err"
}
for script in github gitlab; do
	machine "$fixtures/intel-L0.json"
	runs 0 $script
	machine "$fixtures/intel-nested-off.json"
	runs 1 $script
	out_has "modprobe kvm_intel nested=1"
	machine "$nothing"
	runs 3 $script
	grep -q '^ *SKIP  *run-vms: .' "$work/out"
	result $? "... which says what could not be told" "$work/out"
done
machine "$fixtures/intel-nested-off.json"
runs 0 github-report
# shellcheck disable=SC2016 # Markdown's quotes
grep -q '^| FAIL | `nested` |' "$work/summary"
result $? "the summary has the failure" "$work/summary"
runs 0 gitlab-after
python3 -m json.tool "$work/checkout/nestscope.json" >"$work/log" 2>&1
result $? "the artifact is the snapshot" "$work/log"

# Kubernetes
features=$work/nfd/features.d
mkdir -p "$features"
# labels STATUS SNAPSHOT
labels()
{
	machine "$2"
	status=0
	PATH="$work/bin:$PATH" "$examples/kubernetes/nfd-features.sh" "$features" >"$work/out" 2>"$work/err" || status=$?
	[ "$status" -eq "$1" ] && [ "$(find "$work/nfd" -type f | wc -l)" -le 1 ]
	result $? "labels of ${2##*/}: exit status $1, nothing half done" "$work/out" "$work/err"
}
labels 0 "$fixtures/intel-L0.json"
grep -qx 'nestscope.nested=true' "$features/nestscope" &&
	! grep -vE '^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?=(true|false)$' "$features/nestscope" >"$work/log"
result $? "... are of the form of labels" "$work/log" "$features/nestscope"
[ "$(stat -c %a "$features/nestscope")" = 644 ]
result $? "... which every user may read"
labels 0 "$fixtures/intel-nested-off.json"
grep -qx 'nestscope.run-vms=true' "$features/nestscope" && grep -qx 'nestscope.nested=false' "$features/nestscope"
result $? "... say what is not so" "$features/nestscope"
cp "$features/nestscope" "$work/labels"
labels 2 "$work/nowhere"
cmp -s "$features/nestscope" "$work/labels"
result $? "... stay as they are if nestscope does not run"
labels 0 "$nothing"
[ ! -s "$features/nestscope" ]
result $? "... are none where nothing is known" "$features/nestscope"
python3 - "$examples/kubernetes/pod.yaml" "$work/labels" >"$work/log" 2>&1 <<'END'
import sys
import yaml

pod = yaml.safe_load(open(sys.argv[1]))
assert (pod['apiVersion'], pod['kind']) == ('v1', 'Pod') and pod['spec']['containers'][0]['image']
known = {'feature.node.kubernetes.io/' + line.split('=')[0] for line in open(sys.argv[2])}
for name, value in pod['spec']['nodeSelector'].items():
    assert name in known and value == 'true', name
END
result $? "the pod asks for a label that there is" "$work/log"

# sos, with the program of the machine of a snapshot in its path, and the kinds of system that it knows
machine "$fixtures/intel-L0.json"
cat >"$work/run_sos.py" <<'END'
import sys

import sos.policies
import sos.report.plugins
from sos import SoS

plugins, path, out = sys.argv[1:4]
sos.report.plugins.__path__.append(plugins)
set_path = sos.policies.Policy._set_PATH
for policy in (sos.policies.Policy, sos.policies.LinuxPolicy) if hasattr(sos.policies, 'LinuxPolicy') else (sos.policies.Policy,):
    policy._set_PATH = lambda self, value: set_path(self, path + ':' + value)
SoS(['report', '--batch', '--only-plugins', 'nestscope', '--tmp-dir', out, '--build']).execute()
END
mkdir "$work/report"
if [ "$(id -u)" -eq 0 ]; then
	# The one that is installed is Debian's Python's
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$work/run_sos.py" "$examples/sos" "$work/bin" "$work/report" >"$work/log" 2>&1 </dev/null
	commands=$(find "$work/report" -type d -path '*/sos_commands/nestscope')
	[ -n "$commands" ] && ls "$commands" >"$work/files"
	result $? "sos runs the plugin" "$work/log"
	python3 -m json.tool "$commands/snapshot.json" >"$work/log" 2>&1
	result $? "... its report has the snapshot" "$work/log"
	for name in check layers caps; do
		"$nestscope" $name --from "$fixtures/intel-L0.json" >"$work/out" 2>/dev/null
		cmp -s "$commands/nestscope_$name" "$work/out"
		result $? "... and what nestscope $name prints" "$work/files"
	done
else
	skip "sos runs the plugin" "sos runs as root alone"
fi

finish
