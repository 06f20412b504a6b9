#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guides in Documentation: Sphinx builds them without a warning, and they show what the program prints.
# selftests/cli/update rewrites what they show.

. "$(dirname "$0")/ktap.sh"

guides=$top/Documentation
machines=$work/machines
mkdir -p "$machines/fleet"
cp "$fixtures"/*.json "$machines"
for host in intel-L0 intel-L1 amd-L0; do
	cp "$fixtures/$host.json" "$machines/fleet"
done
for tree in "$fixtures"/arches/s390x-*.tree; do
	name=${tree##*/}
	"$here/tree" unpack "$machines/${name%.tree}" <"$tree"
done

if [ -n "${UPDATE:-}" ]; then
	"$top/scripts/platforms" >"$guides/platforms.rst"
	python3 "$here/guides.py" "$(realpath "$nestscope")" "$machines" "$guides"/*.rst --update
	exit
fi
for guide in "$guides"/*.rst; do
	python3 "$here/guides.py" "$(realpath "$nestscope")" "$machines" "$guide" >"$work/log" 2>&1
	result $? "what ${guide##*/} shows is what the program prints" "$work/log"
done
"$top/scripts/platforms" 2>"$work/log" | diff -u "$guides/platforms.rst" - >>"$work/log"
result $? "platforms.rst is what scripts/platforms makes: run selftests/cli/update if not" "$work/log"

# Debian's own program, since another Python need not have Sphinx
sphinx=$(command -v sphinx-build) || sphinx=/usr/bin/sphinx-build
"$sphinx" -q -W --keep-going -n -E -d "$work/doctrees" "$guides" "$work/html" >"$work/log" 2>&1 && [ ! -s "$work/log" ]
result $? "Sphinx has nothing to say about the guides" "$work/log"
for guide in "$guides"/*.rst; do
	name=${guide##*/}
	[ -s "$work/html/${name%.rst}.html" ]
	result $? "$name is made HTML"
done

finish
