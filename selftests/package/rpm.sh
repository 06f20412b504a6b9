#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tarball of a commit is the same wherever it is made; the RPM packages are built from this tree as it is, by its own
# spec, and rpmlint has nothing to say.

. "$(dirname "$0")/ktap.sh"

spec=$top/packaging/nestscope.spec

grep -qE "^Version: +$version\$" "$spec"
result $? "the spec has the version of VERSION"

tarball=nestscope-$version.tar.gz
# Changes that are not committed yet are tested as well.
copy "$work/nestscope-$version"
mkdir -p "$work/rpm/SOURCES"
tar -C "$work" -czf "$work/rpm/SOURCES/$tarball" "nestscope-$version"
if [ -e "$top/.git" ] && git -C "$top" rev-parse -q --verify HEAD >/dev/null 2>&1; then
	(umask 022 && TZ=UTC make -s -C "$top" BUILD="$work/dist" dist) >"$work/log" 2>&1 &&
		git clone -q "$top" "$work/another place" >>"$work/log" 2>&1 &&
		(umask 077 && TZ=Pacific/Kiritimati LC_ALL=C make -s -C "$work/another place" dist) >>"$work/log" 2>&1 &&
		cmp "$work/dist/$tarball" "$work/another place/build/$tarball" >>"$work/log" 2>&1
	result $? "make dist makes the same tarball in another place" "$work/log"
	git -C "$top" ls-tree -r --name-only HEAD | sed "s#^#nestscope-$version/#" | sort >"$work/files"
	tar -tf "$work/dist/$tarball" | grep -v '/$' | sort | diff -u "$work/files" - >"$work/log" 2>&1
	result $? "it has what is committed, and nothing else" "$work/log"
else
	make -s -C "$work/nestscope-$version" dist >"$work/log" 2>&1
	[ $? -eq 2 ] && grep -q 'no git checkout' "$work/log"
	result $? "make dist says that it needs a commit" "$work/log"
fi
# On Debian the libraries are not installed as RPMs.
rpmbuild -ba --nodeps --define "_topdir $work/rpm" --define "_smp_mflags -j2" "$spec" >"$work/log" 2>&1
result $? "rpmbuild" "$work/log"
for package in "nestscope-$version-1.$(uname -m)" "nestscope-dkms-$version-1.noarch"; do
	rpm -qlp "$work/rpm/RPMS/${package##*.}/$package.rpm" >"$work/files" 2>"$work/log"
	grep -qE "sbin/nestscope$|src/nestscope-$version/dkms.conf$" "$work/files"
	result $? "$package" "$work/files" "$work/log"
done

# in_root ARGUMENT...: rpm for an empty root directory, in which there is nothing that a package depends on
in_root()
{
	rpm --root "$work/root" --dbpath /var/lib/rpm --nodeps "$@"
}
# Directories like /usr/share/man are of other packages.
everything()
{
	find "$work/root" -path "$work/root/var/lib/rpm" -prune -o \( ! -type d -o -name '*nestscope*' \) -printf '%P\n' | sort
}
mkdir -p "$work/root/var/lib/rpm"
everything >"$work/before"
in_root -i "$work/rpm/RPMS/$(uname -m)/nestscope-$version"-*.rpm >"$work/log" 2>&1 &&
	"$work/root/usr/sbin/nestscope" --version 2>>"$work/log" | grep -qx "nestscope $version"
result $? "rpm installs it, and it runs" "$work/log"
mkdir -p "$work/root/var/lib/nestscope"
: >"$work/root/var/lib/nestscope/host.json.gz"
in_root -e nestscope >"$work/log" 2>&1 && everything >"$work/after"
comm -13 "$work/before" "$work/after" >"$work/left" && [ ! -s "$work/left" ]
result $? "rpm removes it, and the stamp that was written for VMs" "$work/left" "$work/log"

loaded_late >"$work/libraries"
rpm -qp --requires --recommends --suggests "$work/rpm/RPMS/$(uname -m)"/*.rpm 2>"$work/log" | grep -oE 'lib[a-z0-9]+\.so\.[0-9]+' |
	sort -u >"$work/named"
[ "$(wc -l <"$work/libraries")" -gt 5 ] && ! grep -vxFf "$work/named" "$work/libraries" >>"$work/log"
result $? "nestscope names each library that it loads when it needs it" "$work/log" "$work/named"

# Debian's rpmlint has old defaults: tags that Fedora and SUSE ask for no more, licences by their old names. Debian's
# rpm neither strips nor compresses. The sources are what DKMS needs, and there is no home page.
# Its dictionary does not know /sys.
# What is loaded with dlopen() no link tells of, so the spec does. The licence has the address of the FSF that it was
# published with, and rpm makes the links of debuginfo, which lead to another package.
cat >"$work/rpmlint.toml" <<'END'
Filters = ["no-(packager|group|buildroot|url)-tag", "no-signature", "invalid-(url|license)", "unstripped-binary-or-object",
  "manpage-not-compressed", "no-manual-page-for-binary", "devel-file-in-non-devel-package", "no-documentation",
  "explicit-lib-dependency lib[a-z]*.so", "spelling-error", "incorrect-fsf-address",
  "debuginfo.*dangling-relative-symlink"]
END
rpmlint -c "$work/rpmlint.toml" "$spec" "$work"/rpm/RPMS/*/*.rpm >"$work/log" 2>&1
result $? "rpmlint has nothing to say" "$work/log"

finish
