#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# DKMS builds the module from what make dkms_install puts below /usr/src. It works in trees of its own, with no
# key of this machine, and installs nothing; make package-test has whole systems for that.

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "${NESTSCOPE_TOP:-$here/../..}" && pwd)
version=$(cat "$top/VERSION")
kernel=$(basename "$(dirname "$(printf '%s\n' /lib/modules/6.*-amd64/build | sort -V | tail -n 1)")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
count=0
failed=0

result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count $2"
	else
		echo "not ok $count $2"
		failed=$((failed + 1))
		tail -n 25 "$work/log" | sed 's/^/# /'
	fi
}

# dkms makes a key for signing below /var/lib/dkms if there is none.
in_private()
{
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount env -i PATH="$PATH" sh -c 'mount -t tmpfs none /var/lib/dkms && exec "$@"' sh "$@"
}

echo "KTAP version 1"
echo "1..3"

make -s -C "$top" dkms_install DESTDIR="$work/root" >"$work/log" 2>&1
src=$work/root/usr/src/nestscope-$version
(cd "$src" && find . -type f | sort) >"$work/installed"
(cd "$top" && find ./Kbuild ./VERSION ./dkms.conf ./kmod ./include -type f | grep -vE '\.(o|ko|cmd|mod|mod\.c)$' | sort) |
	diff -u - "$work/installed" >>"$work/log"
result $? "make dkms_install installs the module's sources and nothing else"

mkdir "$work/dkms"
in_private dkms build -m nestscope -v "$version" -k "$kernel" --dkmstree "$work/dkms" \
	--sourcetree "$work/root/usr/src" >"$work/log" 2>&1
result $? "dkms build for $kernel"

ko=$work/dkms/nestscope/$version/$kernel/x86_64/module/nestscope.ko
modinfo -F vermagic "$ko" 2>>"$work/log" | grep -q "^$kernel " && [ "$(modinfo -F version "$ko")" = "$version" ]
result $? "the module is for that kernel, and has VERSION's number"

exit $((failed > 0))
