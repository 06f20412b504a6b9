#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Three hosts with a real node_exporter, queried by HTTP through a real Prometheus: the metrics, the queries and the
# dashboard of Documentation/examples/prometheus give the right answers.

. "$(dirname "$0")/ktap.sh"

examples=$top/Documentation/examples/prometheus
cat >"$work/ask.py" <<'END'
"""The servers, the questions and the end of it: python3 ask.py WORK EXAMPLES"""
import json, re, socket, subprocess, sys, time, urllib.parse, urllib.request

work, examples = sys.argv[1:3]
hosts = ('host-a', 'host-b', 'host-c')
started = []

def port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]

def start(name, *words):
    started.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=open(work + '/%s.log' % name, 'w'),
                                    stderr=subprocess.STDOUT))

def ask(query):
    url = 'http://127.0.0.1:%d/api/v1/query?' % server + urllib.parse.urlencode({'query': query})
    with urllib.request.urlopen(url, timeout=30) as f:
        answer = json.load(f)
    assert answer['status'] == 'success', answer
    return [(r['metric'], float(r['value'][1])) for r in answer['data']['result']]

def says(what, right):
    print('%s %s' % ('ok' if right else 'no', what))

def wait(query, n):
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            if len(ask(query)) == n:
                return True
        except OSError:
            pass
        time.sleep(0.5)
    return False

try:
    targets = []
    for host in hosts:
        at = '127.0.0.1:%d' % port()
        start(host, 'prometheus-node-exporter', '--web.listen-address=' + at, '--collector.disable-defaults',
              '--collector.textfile', '--collector.textfile.directory=%s/%s' % (work, host))
        targets.append('{targets: ["%s"], labels: {instance: "%s:9100"}}' % (at, host))
    open(work + '/prometheus.yml', 'w').write(
        'global: {scrape_interval: 1s}\nrule_files: ["%s/alerts.yml"]\n'
        'scrape_configs: [{job_name: kvm, static_configs: [%s]}]\n' % (examples, ', '.join(targets)))
    server = port()
    start('prometheus', 'prometheus', '--config.file=%s/prometheus.yml' % work, '--storage.tsdb.path=%s/data' % work,
          '--web.listen-address=127.0.0.1:%d' % server)
    says('three hosts are there', wait('nestscope_machine_info', 3))
    says('node_exporter took their files', [v for m, v in ask('node_textfile_scrape_error')] == [0, 0, 0])
    says('every sample arrived', all(
        len(ask('{__name__=~"nestscope_.*", instance="%s:9100"}' % host)) ==
        sum(line[0] != '#' for line in open('%s/%s/nestscope.prom' % (work, host))) for host in hosts))

    found = {}
    for part in open(examples + '/queries.promql').read().split('\n\n'):
        question, *query = [line for line in part.strip().split('\n')]
        if not query[0].startswith('#'):
            found[question] = ask('\n'.join(query))
    def of(words):
        return next(v for k, v in found.items() if words in k)
    says('whose VMs cannot run VMs, and why', [(m['instance'], m['finding']) for m, v in of('cannot run VMs')] ==
         [('host-b:9100', 'nested-off')])
    says('which hosts could not tell', [m['instance'] for m, v in of('could not tell')] == ['host-c:9100'])
    says('what keeps a VM from moving', ('CPUID_1_ECX bit 5', 1) in [(m['id'], v) for m, v in of('from moving')])
    says('what KVM does not offer', {m['instance'] for m, v in of('does not offer')} >= {'host-b:9100'})
    says('which checks fail', ('nested', 1) in [(m['check'], v) for m, v in of('warn or fail')])
    says('which hosts would run ESXi', [m['instance'] for m, v in of('would run ESXi')] == ['host-a:9100'])
    says('in how many hosts each hypervisor would run', ({'hypervisor': 'kvm'}, 1) in of('would each hypervisor run'))
    says('each question has its query', len(found) == 7)

    dashboard = json.load(open(examples + '/dashboard.json'))
    variables = {v['name'] for v in dashboard['templating']['list']}
    places = set()
    for p in dashboard['panels']:
        text = json.dumps(p)
        assert set(re.findall(r'\$\{?([a-z]+)', text)) <= variables and p['type'] in ('stat', 'table', 'timeseries'), p
        g = p['gridPos']
        cells = {(x, y) for x in range(g['x'], g['x'] + g['w']) for y in range(g['y'], g['y'] + g['h'])}
        says('panel "%s" has a place of its own' % p['title'], not cells & places and g['x'] + g['w'] <= 24)
        places |= cells
        for t in p['targets']:
            answer = ask(t['expr'].replace('$job', '.*'))
            says('... and something to show', answer or 'rate(' in t['expr'])
    ids = [p['id'] for p in dashboard['panels']]
    says('panels have numbers of their own', len(set(ids)) == len(ids) > 0)
    names = set(re.findall(r'nestscope_[a-z0-9_]+', open(examples + '/dashboard.json').read()))
    have = {line.split()[2] for line in open('%s/host-a/nestscope.prom' % work) if line.startswith('# TYPE')}
    says('the dashboard asks for metrics that there are', names <= have)
finally:
    for p in started:
        p.terminate()
    for p in started:
        p.wait()
print('end')
END

for host in a:intel-L0 b:intel-nested-off c:nothing; do
	mkdir "$work/host-${host%%:*}"
	exits 0 metrics --from "$fixtures/${host##*:}.json" --output "$work/host-${host%%:*}/nestscope.prom"
done
python3 "$work/ask.py" "$work" "$examples" >"$work/answers" 2>"$work/log"
while read -r right what; do
	[ "$right" = end ] && continue
	[ "$right" = ok ]
	result $? "$what"
done <"$work/answers"
[ "$(tail -n 1 "$work/answers")" = end ]
result $? "all was asked" "$work/log" "$work"/*.log

finish
