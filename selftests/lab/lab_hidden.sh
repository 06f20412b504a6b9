#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Guests whose hypervisor hides or shows the interface of another one.

exec "$(dirname "$0")/hidden.py"
