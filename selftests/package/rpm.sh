#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The RPM packages are built, and rpmlint has nothing to say.

. "$(dirname "$0")/ktap.sh"

spec=$top/packaging/nestscope.spec

grep -qE "^Version: +$version\$" "$spec"
result $? "the spec has the version of VERSION"

copy "$work/nestscope-$version"
mkdir -p "$work/rpm/SOURCES"
tar -C "$work" -czf "$work/rpm/SOURCES/nestscope-$version.tar.gz" "nestscope-$version"
# Debian has the libraries, and not as RPMs.
rpmbuild -ba --nodeps --define "_topdir $work/rpm" --define "_smp_mflags -j2" "$spec" >"$work/log" 2>&1
result $? "rpmbuild" "$work/log"
for package in "nestscope-$version-1.$(uname -m)" "nestscope-dkms-$version-1.noarch"; do
	rpm -qlp "$work/rpm/RPMS/${package##*.}/$package.rpm" >"$work/files" 2>"$work/log"
	grep -qE "sbin/nestscope$|src/nestscope-$version/dkms.conf$" "$work/files"
	result $? "$package" "$work/files" "$work/log"
done

# Debian's rpmlint has old defaults: tags that Fedora and SUSE ask for no more, licences by their old names. Debian's
# rpm neither strips nor compresses. The sources are what DKMS needs, and there is no home page.
cat >"$work/rpmlint.toml" <<'END'
Filters = ["no-(packager|group|buildroot|url)-tag", "no-signature", "invalid-(url|license)", "unstripped-binary-or-object",
  "manpage-not-compressed", "no-manual-page-for-binary", "devel-file-in-non-devel-package", "no-documentation"]
END
rpmlint -c "$work/rpmlint.toml" "$spec" "$work"/rpm/RPMS/*/*.rpm >"$work/log" 2>&1
result $? "rpmlint has nothing to say" "$work/log"

finish
