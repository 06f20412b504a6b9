#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# L0 in Bochs: KVM's own tests, alone and while the module's live file is read.

exec "$(dirname "$0")/kvm.py" intel
