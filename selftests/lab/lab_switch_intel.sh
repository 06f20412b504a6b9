#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A capability is removed from L1, and restored with the switch that nestscope names.

exec "$(dirname "$0")/switch.py" intel
