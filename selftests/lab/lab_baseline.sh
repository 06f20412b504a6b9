#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A CPU for two hosts that differ, and VMs with it in the KVM of each.

exec "$(dirname "$0")/baseline.py"
