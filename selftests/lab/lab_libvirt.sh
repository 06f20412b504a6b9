#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# VMs of a real libvirt and a real KVM.

exec "$(dirname "$0")/libvirt.py"
