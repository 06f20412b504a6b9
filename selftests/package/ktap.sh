# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sourced by the tests here: KTAP, and a copy of the tree without build results

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
# shellcheck disable=SC2034 # for those who source this
version=$(cat "$top/VERSION")

# copy DIR: the tree as a stranger unpacks it
copy()
{
	mkdir -p "$1"
	tar -C "$top" -cf - --exclude=./.git --exclude=./build --exclude=__pycache__ --exclude='*.o' . | tar -C "$1" -xf -
}

# loaded_late: the files of the libraries that the program loads when it needs them, of which no link tells
loaded_late()
{
	sed -n '/\.files\? = /s/"\(lib[^"]*\.so[^"]*\)"/\n\1\n/gp' "$top"/userspace/*/*.c | grep '^lib.*\.so' | sort -u
}

# machine_root: the path of what a machine with Debian has on its disk, of this system's suite, for whose libraries the
# packages are built. It has what nestscope depends on as well, as where it runs there is no network.
machine_root()
{
	"$top/scripts/root" machine "$(. /etc/os-release && echo "$VERSION_CODENAME")" apt "linux-image-amd64,linux-headers-amd64,dkms,systemd-sysv,udev,kmod,\
initramfs-tools,zstd,libjansson4,libmd0,libsmartcols1,zlib1g,libkmod2,libtracefs1,libxml2"
}
