#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Built for s390x and arm64, the program prints the same for every captured machine as here, also for x86 and with
# the other byte order. QEMU's user emulation runs it, a version that knows openat2(2), which Debian 12's does not.

. "$(dirname "$0")/../cli/ktap.sh"

qemu_dir()
{
	command -v mmdebstrap >/dev/null || { echo "there is no mmdebstrap"; return 1; }
	"$top/scripts/later" trixie amd64 qemu-user 2>"$work/log" || {
		echo "qemu-user of Debian 13 cannot be downloaded: $(tail -n 1 "$work/log")"
		return 1
	}
}

# run TEST: adds its results to those of this test
run()
{
	NESTSCOPE=$work/$arch "$top/selftests/cli/$1" >"$work/tap" 2>&1 || true
	bad=$(grep -c '^not ok' "$work/tap")
	grep -q '^1\.\.[1-9]' "$work/tap" && [ "$bad" -eq 0 ]
	good=$?
	[ $good -eq 0 ] || grep -A 20 '^not ok' "$work/tap" >"$work/bad" || cp "$work/tap" "$work/bad"
	result $good "$arch: $1: $(grep -c '^ok' "$work/tap") results" "$work/bad"
}

if ! qemu=$(qemu_dir); then
	skip "the program runs on s390x and arm64" "$qemu"
	finish
fi
for arch in s390x arm64; do
	case $arch in
	s390x) emulator=qemu-s390x compiler=s390x-linux-gnu-gcc ;;
	arm64) emulator=qemu-aarch64 compiler=aarch64-linux-gnu-gcc ;;
	esac
	if ! command -v "$compiler" >/dev/null; then
		skip "$arch: the program is built" "there is no $compiler"
		continue
	fi
	CI=1 MAKEFLAGS=-j2 "$top/scripts/sysroot" build "$arch" >"$work/log" 2>&1
	built=$?
	result $built "$arch: the program is built without a warning" "$work/log"
	[ $built -eq 0 ] || continue
	root=$("$top/scripts/sysroot" root "$arch")
	# The library of stdbuf, under which newer kselftests run tests, is this machine's.
	printf '#!/bin/sh\nunset LD_PRELOAD\nexec %s -L %s %s "$@"\n' "$qemu/usr/bin/$emulator" "$root" \
		"${NESTSCOPE_BUILD:-$top/build}/$arch/nestscope" >"$work/$arch"
	chmod +x "$work/$arch"
	"$work/$arch" --version >"$work/out" 2>&1
	result $? "$arch: the program runs" "$work/out"
	run arches.sh
	run fixtures.sh
done
finish
