#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Small files that could be expensive: reading untrusted input takes bounded memory and time.

. "$(dirname "$0")/ktap.sh"

# Each has a few kilobytes and describes what no machine has; a file, or a tree
cat >"$work/make.py" <<'END'
import gzip, os, sys

top = sys.argv[1]

def put(name, text):
    with gzip.open(os.path.join(top, name + '.gz'), 'wt', 1) as f:
        f.write(text)

def snapshot(name, text):
    put(name, '{"format": {"name": "nestscope-snapshot", "version": 1}, ' + text + '}')

def tree(name, path, text):
    path = os.path.join(top, name, path)
    os.makedirs(os.path.dirname(path))
    with open(path, 'w') as f:
        f.write(text)

def many(unit, n):
    return ','.join(unit.replace('#', str(i)) for i in range(n))

put('objects', '[' + many('{}', 2700000) + ']')
put('arrays', '[' + many('[]', 2700000) + ']')
put('numbers', '[' + many('1', 4000000) + ']')
put('strings', '[' + many('""', 2700000) + ']')
put('nested arrays', '[' * 4000000)
put('nested objects', '{"a":' * 1300000)
put('brackets in a string', '["' + '[{' * 2000000)
snapshot('unknown keys', many('"k#":{}', 240000))
snapshot('CPUs', '"live":{"cpus":[' + many('{"cpu":#}', 240000) + ']}')
snapshot('VMs', '"live":{"vms":[' + many('{"pid":#,"fd":1,"program":null}', 120000) + ']}')
snapshot('modules', '"parameters":{' + many('"m#":{"p":{"state":"value","value":"1"}}', 120000) + '}')
snapshot('a long text', '"cpuinfo":{"flags":{"state":"value","value":"' + 'a b ' * 2000000 + '"}}')
tree('PCI', 'proc/bus/pci/devices', ''.join('%04x\t%04x0001\t0\n' % (i, i) for i in range(65536)))
tree('flags', 'proc/cpuinfo', 'flags : ' + 'ab ' * 6000000)
tree('vendor', 'sys/class/dmi/id/sys_vendor', 'a b ' * 2000000)
tree('options', 'proc/70/cmdline', 'kvm\0-cpu\0host' + ',a' * 6000000 + '\0')
tree('live', 'sys/kernel/debug/nestscope/live', 'format: 1\nlive_vmcs: on\n' + 'cpu1 root=1\n' * 1000000)
END
python3 "$work/make.py" "$work"

# Twice the time of the worst of them here; AddressSanitizer needs more
memory=320
seconds=20
if grep -q __asan_init "$nestscope"; then
	memory=$((3 * memory))
	seconds=$((5 * seconds))
fi
cat >"$work/measure.py" <<'END'
import resource, subprocess, sys

memory, seconds = int(sys.argv[1]), int(sys.argv[2])
status = subprocess.run(sys.argv[3:], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f'status {status}, {used.ru_maxrss >> 10} MiB, {used.ru_utime:.1f} s of user time')
sys.exit(status not in range(4) or used.ru_maxrss > memory << 10 or used.ru_utime > seconds)
END

# bounded DESCRIPTION ARGUMENT...
bounded()
{
	what=$1
	shift
	timeout 300 python3 "$work/measure.py" $memory $seconds "$nestscope" "$@" >"$work/used" 2>&1
	result $? "$what: $1" "$work/used"
}

for file in "$work"/*.gz; do
	what=$(basename "$file" .gz)
	for command in status snapshot diff; do
		case $command in
		diff) bounded "$what" diff "$file" ;;
		*) bounded "$what" $command --from "$file" ;;
		esac
	done
done
for directory in PCI flags vendor options live; do
	for command in status layers snapshot; do
		bounded "$directory" $command --sysroot "$work/$directory"
	done
done

# The message says what is refused.
exits 2 status --from "$work/objects.gz"
err_has "objects.gz: too many values"
exits 2 status --from "$work/nested arrays.gz"
err_has "too many objects and arrays within each other"
exits 2 status --from "$work/CPUs.gz"
err_has "live.cpus has more than 16384 entries"
exits 2 status --from "$work/a long text.gz"
err_has "cpuinfo.flags.value is longer than 64 KiB"
ns snapshot --sysroot "$work/vendor"
out_has "longer than 64 KiB"

# The files of a large machine are read.
python3 - "$work" <<'END'
import json, sys
value = {"state": "value", "value": True, "source": "module"}
cpu = {k: value for k in ("vmxe", "svme", "hsave_pa_set", "root", "current", "shadowing", "guest_vmxe")}
s = {"format": {"name": "nestscope-snapshot", "version": 1},
     "live": {"cpus": [{"cpu": n, **cpu} for n in range(8192)], "vms": []}}
json.dump(s, open(sys.argv[1] + '/large.json', 'w'))
END
ns snapshot --from "$work/large.json"
[ "$status" -eq 0 ] && [ "$(grep -o '"cpu":' "$work/out" | wc -l)" -eq 8193 ]
result $? "a snapshot of 8192 CPUs is read" "$work/err"

finish
