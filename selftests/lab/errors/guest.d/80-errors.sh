#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The calls that nestscope.ko makes of the functions in /lab/errors/list fail from the first, the second and
# so on, when it is loaded and when a file is read: what comes of it, a line each.

E=$OUT/errors
STATES=/sys/devices/system/cpu/hotplug/states
# More calls of one function than there are
MOST=16
# A record of all CPUs that is not freed would show in so many.
LEAKS=40
mkdir -p "$E"

load()
{
	insmod /lab/nestscope.ko live_vmcs=1 vmread_timing=1
}

parameter()
{
	cat "/sys/module/fail/parameters/$1"
}

# What there is of the module
traces()
{
	files=''
	for f in "$DBG"/*; do
		[ ! -e "$f" ] || files=$files${f##*/},
	done
	[ -e "$SYS" ] && sysfs=1 || sysfs=0
	grep -q nestscope $STATES && state=1 || state=0
	grep -q '^nestscope ' /proc/modules && module=1 || module=0
	echo "module=$module sysfs=$sysfs hotplug=$state debugfs=${files:--}"
}

fail_load()
{
	n=1
	while [ $n -le $MOST ]; do
		insmod /lab/errors/fail.ko "function=$1" "error=$2" nth=$n || return
		load 2>"$E/error"
		status=$?
		failed=$(parameter failed)
		echo "load $1 $n status=$status failed=$failed $(traces) error=$(head -n 1 "$E/error")"
		[ $status != 0 ] || rmmod nestscope
		rmmod fail
		[ "$failed" != 0 ] || return 0
		n=$((n + 1))
	done
}

# Loaded anew each time: the files keep for a while what they have read.
fail_read()
{
	n=1
	while [ $n -le $MOST ]; do
		load || return
		insmod /lab/errors/fail.ko "function=$1" "error=$2" nth=$n "cat=$4" || return
		cat "$3" >"$E/out" 2>"$E/error"
		status=$?
		failed=$(parameter failed)
		echo "read $1 $n file=$3 status=$status failed=$failed lines=$(wc -l <"$E/out")" \
			"offline=$(grep -c '^cpu[0-9]* offline' "$E/out") error=$(head -n 1 "$E/error")"
		rmmod fail
		rmmod nestscope
		[ "$failed" != 0 ] || return 0
		n=$((n + 1))
	done
}

percpu()
{
	sed -n 's/^Percpu: *\([0-9]*\) kB/\1/p' /proc/meminfo
}

# The last thing that can fail, so all before it has to be undone
leak()
{
	before=$(percpu)
	n=0
	while [ $n -lt $LEAKS ]; do
		insmod /lab/errors/fail.ko function=sysfs_create_bin_file error=-12 || return
		load 2>/dev/null && return
		rmmod fail
		n=$((n + 1))
	done
	echo "leak before=$before after=$(percpu)"
}

all()
{
	while read -r what function error file cat; do
		case $what in
		load) fail_load "$function" "$error" ;;
		read) fail_read "$function" "$error" "$file" "$cat" ;;
		esac
	done </lab/errors/list
	leak
}

grep -r . "$SYS" >"$E/sysfs.before"
rmmod nestscope
all >"$E/lines" 2>"$E/lines.err"
insmod /lab/nestscope.ko
grep -r . "$SYS" >"$E/sysfs.after"
