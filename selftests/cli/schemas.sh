#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What every command prints as JSON is what its schema in Documentation/schema/ says.

. "$(dirname "$0")/ktap.sh"

python3 "$here/schemas.py" "$top" "$nestscope" "$fixtures" "$work"
