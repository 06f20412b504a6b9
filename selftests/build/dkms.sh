#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# DKMS builds the module from the files that make dkms_install puts below /usr/src. It uses separate trees and no key
# of this machine, and installs nothing.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
version=$(cat "$top/VERSION")
kernel=$(basename "$(dirname "$(printf '%s\n' /lib/modules/6.*-amd64/build | sort -V | tail -n 1)")")

# dkms makes a signing key below /var/lib/dkms if there is none.
in_private()
{
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount env -i PATH="$PATH" sh -c 'mount -t tmpfs none /var/lib/dkms && exec "$@"' sh "$@"
}

make -s -C "$top" dkms_install DESTDIR="$work/root" >"$work/log" 2>&1
src=$work/root/usr/src/nestscope-$version
(cd "$src" && find . -type f | sort) >"$work/installed"
(cd "$top" && find ./Kbuild ./VERSION ./dkms.conf ./kmod ./include -type f | grep -vE '\.(o|ko|cmd|mod|mod\.c)$' | sort) |
	diff -u - "$work/installed" >>"$work/log"
result $? "make dkms_install installs the module's sources and nothing else" "$work/log"

mkdir "$work/dkms"
in_private dkms build -m nestscope -v "$version" -k "$kernel" --dkmstree "$work/dkms" \
	--sourcetree "$work/root/usr/src" >"$work/log" 2>&1
result $? "dkms build for $kernel" "$work/log"

# Where the kernel's own modules are compressed, DKMS compresses this one, too.
ko=$(find "$work/dkms/nestscope/$version/$kernel/x86_64/module" -name 'nestscope.ko*')
modinfo -F vermagic "$ko" 2>>"$work/log" | grep -q "^$kernel " && [ "$(modinfo -F version "$ko")" = "$version" ]
result $? "the module is for that kernel, and has VERSION's number" "$work/log"

in_private dkms build -m nestscope -v "$version" -k "$kernel" -a aarch64 --dkmstree "$work/dkms" \
	--sourcetree "$work/root/usr/src" >"$work/log" 2>&1
[ $? -ne 0 ] && grep -q BUILD_EXCLUSIVE "$work/log"
result $? "DKMS does not try to build it for another architecture" "$work/log"

finish
