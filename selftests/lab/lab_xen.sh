#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The dom0 of a real Xen, where Xen and not KVM runs the VMs.

exec "$(dirname "$0")/xen.py"
