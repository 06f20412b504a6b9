#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The JSON of every command matches its schema in Documentation/schema/.

. "$(dirname "$0")/ktap.sh"

python3 "$here/schemas.py" "$top" "$nestscope" "$fixtures" "$work"
