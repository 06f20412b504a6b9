#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The JSON Schema of the snapshot, the code and the program's output agree.

. "$(dirname "$0")/ktap.sh"

mkdir "$work/empty"
python3 "$here/schema.py" "$top" "$nestscope" "$fixtures" "$work/empty"
