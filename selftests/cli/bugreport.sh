#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope bugreport: everything that the kernel's document asks for, nothing that is private, and no text that
# passes for another part of it.

. "$(dirname "$0")/ktap.sh"

python3 "$here/bugreport.py" "$nestscope" "$fixtures" "$work"
