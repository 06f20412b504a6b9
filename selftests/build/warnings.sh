#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The gates of analyse.sh that take less than a minute each
exec "$(dirname "$0")/analyse.sh" clang_warnings clang_tidy cppcheck_program gcc_analyzer coccinelle
