#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the layers of lab_amd.sh and lab_intel.sh gathered for a bug report

exec "$(dirname "$0")/check_bugreport.py"
