#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A capability is taken from L1, and brought back with the switch that nestscope names.

exec "$(dirname "$0")/switch.py" amd
