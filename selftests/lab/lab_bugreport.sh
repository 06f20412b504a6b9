#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The bug reports that the layers of lab_amd.sh and lab_intel.sh made

exec "$(dirname "$0")/check_bugreport.py"
