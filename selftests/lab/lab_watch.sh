#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Checks the output of watch and status in the runs of lab_amd.sh and lab_intel.sh, which come before this.

exec "$(dirname "$0")/check_watch.py"
