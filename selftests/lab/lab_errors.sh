#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the module does when the kernel refuses it something.

exec "$(dirname "$0")/errors.py"
