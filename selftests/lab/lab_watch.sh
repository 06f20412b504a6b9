#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Looks at what watch and status said in the runs of lab_amd.sh and lab_intel.sh, which come before this.

exec "$(dirname "$0")/check_watch.py"
