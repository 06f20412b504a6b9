#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Documentation/module.rst says which source and which command is whose: this machine, as root, as other users, and
# as root without capabilities. /dev has only what is made here: other users may open what is whose by its mode, and
# what is opened is no KVM. The lab looks at the module's files.

. "$(dirname "$0")/ktap.sh"

cp "$nestscope" "$work/nestscope"
chmod 755 "$work" "$work/nestscope"
cat >"$work/enter" <<'END2'
mount -t tmpfs -o mode=755 none /dev && mount -t tmpfs -o mode=755 none /var/lib || exit 99
mknod -m 666 /dev/null c 1 3
mknod -m 660 /dev/kvm c 1 3
chgrp 61234 /dev/kvm
mkdir -p /dev/cpu/0
mknod -m 600 /dev/cpu/0/msr c 202 0
exec "$@"
END2

python3 "$here/who.py" "$top" "$work"
