#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Limits on work that costs time. What is counted here does not depend on the load of the machine;
# selftests/cost.py measures the time itself.

. "$(dirname "$0")/ktap.sh"

if grep -q __asan_init "$nestscope"; then
	skip "what takes time" "AddressSanitizer does more than the program"
	finish
fi

# Each library takes ten system calls, pages and the symbols of its own: most are loaded when they are needed.
ldd "$nestscope" | sed -n 's/^[[:space:]]*\(lib[a-z]*\)\.so.*/\1/p' |
	grep -vx libc >"$work/log"
[ ! -s "$work/log" ]
result $? "no library is loaded that is not always needed" "$work/log"

# Without one of them the answers are the same, and what needs it says so.
jansson=$(ldconfig -p 2>/dev/null | sed -n 's/^[[:space:]]*libjansson\.so\.4 .*=> //p' | head -n 1)
without()
{
	# shellcheck disable=SC2016 # for the other shell
	unshare --mount sh -c 'mount --bind /dev/null "$1" && shift && exec "$@"' sh "$(realpath "$jansson")" "$nestscope" \
		--sysroot "$work/tree" "$@" >"$work/out" 2>"$work/err" </dev/null
}
mkdir -p "$work/tree/proc"
printf 'processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: vmx\n' >"$work/tree/proc/cpuinfo"
if [ -n "$jansson" ] && unshare --mount true 2>/dev/null; then
	ns --sysroot "$work/tree"
	cp "$work/out" "$work/with"
	expected=$status
	without
	[ $? -eq "$expected" ] && cmp -s "$work/with" "$work/out" && [ ! -s "$work/err" ]
	result $? "without jansson the answers are the same" "$work/err"
	without --json
	[ $? -eq 3 ] && [ ! -s "$work/out" ] && grep -q 'library that it needs.*libjansson' "$work/err"
	result $? "... and JSON is told to be impossible" "$work/err" "$work/out"
else
	skip "a library that is missing" "no mount namespace, or jansson is nowhere"
fi

if ! strace -o /dev/null true 2>/dev/null; then
	skip "system calls" "strace cannot trace here"
	finish
fi

# traced ARGUMENT...: as nobody where that can be chosen, since what root may open is another machine's matter
cp "$nestscope" "$work/nestscope"
chmod 755 "$work" "$work/nestscope"
as_nobody=
[ "$(id -u)" -ne 0 ] || as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
traced()
{
	# shellcheck disable=SC2086 # words
	strace -f -qq -o "$work/trace" $as_nobody "$work/nestscope" "$@" >"$work/out" 2>"$work/err" </dev/null
}

# What is about the VMs of this layer says nothing of the layer.
for file in /proc/cmdline /sys/kernel/realtime /sys/class/dmi/id/product_uuid /sys/kernel/debug/kvm /sys/module/kvm_intel; do
	traced snapshot --no-module
	grep -qF "\"$file" "$work/trace"
	result $? "snapshot looks at $file" "$work/trace"
	traced layers --no-module
	! grep -qF "\"$file" "$work/trace"
	result $? "... layers does not" "$work/trace"
done

# A process that is not a VM, and one that looks like a VM because it has a second thread
cat >"$work/vm.c" <<'END'
#include <pthread.h>
#include <unistd.h>

static void *run(void *arg)
{
	pause();
	return arg;
}

int main(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, NULL) || write(1, "\n", 1) != 1)
		return 1;
	pause();
}
END
cc -o "$work/qemu-system-x86_64" "$work/vm.c" -lpthread 2>"$work/log"
result $? "a program with two threads is made" "$work/log"
mkfifo "$work/ready"
"$work/qemu-system-x86_64" -accel tcg -name web >"$work/ready" &
vm=$!
read -r _ <"$work/ready"
sleep 1000 &
one=$!
traced snapshot --no-module
kill $vm $one
wait
opened()
{
	grep -q "openat(.*\"/proc/$1/cmdline\"" "$work/trace"
}
opened $vm && grep -q '"program": *"qemu-system-x86_64"' "$work/out"
result $? "the command line of a process with threads is read, and it is a VM" "$work/trace"
! opened $one
result $? "... that of a process with one thread is not" "$work/trace"

if [ "$(cat /proc/2/comm 2>/dev/null)" = kthreadd ] && [ -r /proc/2/task/2/children ]; then
	tr ' ' '\n' </proc/2/task/2/children | while read -r pid; do
		! grep -q "\"/proc/$pid/" "$work/trace" || echo "$pid: $(cat "/proc/$pid/comm")"
	done >"$work/log"
	[ ! -s "$work/log" ]
	result $? "... nothing is asked of the threads of the kernel" "$work/log"
else
	skip "threads of the kernel" "process 2 is none, or has no list of its children"
fi

finish
