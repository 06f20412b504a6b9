#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every layer gives the one it starts a stamp and a UUID, and looks at itself once without the stamp it was given.

# shellcheck source=../handshake
. /lab/handshake
# What init adds to the arguments of the next layer's QEMU
NEXT=/run/next.args

# Without the driver a stamp is as good as none.
unstamped()
{
	rmmod qemu_fw_cfg
	nestscope layers >"$OUT/unstamped.txt"
	nestscope snapshot >"$OUT/unstamped.json"
	modprobe qemu_fw_cfg
}

# What a bug report needs of this layer
report()
{
	nestscope bugreport --output "$OUT/bugreport.md" 2>"$OUT/bugreport.err"
}

# A snapshot of this layer while the next one runs: then there is a VM to tell of.
hosting()
{
	until grep -q "lab: L$((LAYER + 1)) .* up" /run/next.console; do
		usleep 100000
	done
	paced nestscope snapshot --pretty >"$OUT/hosting.json" 2>"$OUT/hosting.err"
	report
	satisfied end hosting
}

[ "$LAYER" = 0 ] || unstamped
[ $((LAYER + 1)) -lt "$LAB_LAYERS" ] || { report; exit; }
nestscope stamp --qemu --output /run/stamp.json.gz >$NEXT || exit
cp /run/stamp.json.gz "$OUT"
echo "-uuid $(cat /proc/sys/kernel/random/uuid)" >>$NEXT
needs end hosting "a snapshot and a report while the next layer runs"
hosting >/dev/null 2>&1 &
