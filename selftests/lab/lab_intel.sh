#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# L0 in Bochs, L1 and L2 in its KVM: boots them and checks their results.

exec "$(dirname "$0")/check.py" intel
