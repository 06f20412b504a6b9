#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the lab reports when a layer waits in vain.

exec "$(dirname "$0")/wait.py"
