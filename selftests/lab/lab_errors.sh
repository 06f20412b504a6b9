#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the module does when a call into the kernel fails.

exec "$(dirname "$0")/errors.py"
