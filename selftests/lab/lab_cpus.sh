#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# L0 in QEMU's TCG with CPUs that differ; one of them goes offline and comes back.

exec "$(dirname "$0")/cpus.py"
