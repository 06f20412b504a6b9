#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the lab says when a layer waits for what does not come.

exec "$(dirname "$0")/wait.py"
