#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The dom0 of a real Xen: who runs the VMs there is not KVM.

exec "$(dirname "$0")/xen.py"
