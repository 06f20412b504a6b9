#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's own test of its packages: autopkgtest installs them in a root directory of Debian and runs debian/tests there.
# What dkms has for every such package it skips, as a root directory cannot be set back to what it was.

. "$(dirname "$0")/ktap.sh"

[ "$(id -u)" = 0 ] || { skip "autopkgtest" "mmdebstrap makes its root directory as root"; finish; }
copy "$work/nestscope"
(cd "$work/nestscope" && env -i PATH="$PATH" HOME="$work" dpkg-buildpackage -us -uc -d -b) >"$work/log" 2>&1
result $? "dpkg-buildpackage" "$work/log"
root=$(machine_root) 2>"$work/log"
result $? "a root directory of Debian" "$work/log"
# It is changed by what is installed there.
cp -a "$root" "$work/root"
# The exit status is 2 where a test was skipped. dkms has the shell name pipes, by /proc.
# shellcheck disable=SC2016 # for the inner shell
unshare --mount sh -c 'mount -t proc -o ro proc "$1/proc" && shift && exec autopkgtest "$@"' sh "$work/root" \
	--setup-commands "apt-get update" --no-built-binaries --output-dir "$work/output" "$work"/*.deb "$work/nestscope/" \
	-- chroot "$work/root" >"$work/log" 2>&1
status=$?
[ $status -eq 0 ] || [ $status -eq 2 ]
result $? "autopkgtest" "$work/log"
for name in smoke dkms; do
	grep -qE "^$name +PASS" "$work/output/summary"
	result $? "$name" "$work/output/summary"
done
! grep -v -e PASS -e '^dkms-autopkgtest .*SKIP' "$work/output/summary" >"$work/log"
result $? "nothing else fails, or is skipped" "$work/log"

finish
