#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The oldest and the newest kernel that the module is for, L0 and L1 of AMD and L0 of Intel: the module loads and reads right.

exec "$(dirname "$0")/kernels.py" ends
