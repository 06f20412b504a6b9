#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope bugreport has everything that the kernel's document asks for, nothing private, and no text that could
# be taken for another part of the report.

. "$(dirname "$0")/ktap.sh"

python3 "$here/bugreport.py" "$nestscope" "$fixtures" "$work"
