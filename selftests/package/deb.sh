#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's packages: lintian reports nothing, two builds in different places are identical bit by bit, and the
# packages contain what they should.

. "$(dirname "$0")/ktap.sh"

[ "$(cd "$top" && dpkg-parsechangelog -S Version)" = "$version" ]
result $? "debian/changelog has the version of VERSION"
grep -qx "PACKAGE_VERSION=\"$version\"" "$top/dkms.conf"
result $? "dkms.conf has it"

# build NAME VARIABLE...: in a separate directory, with a different environment
build()
{
	copy "$work/$1/nestscope-$1"
	(cd "$work/$1/nestscope-$1" && shift && env -i PATH="$PATH" HOME="$work" "$@" dpkg-buildpackage -us -uc -d) \
		>"$work/$1.log" 2>&1
	result $? "dpkg-buildpackage ($*)" "$work/$1.log"
}

umask 022
build one TZ=UTC LC_ALL=C.UTF-8
umask 002
build another-place TZ=Pacific/Kiritimati LC_ALL=C DEB_BUILD_OPTIONS=parallel=2
umask 022

lintian --fail-on error,warning --allow-root "$work"/one/*.changes >"$work/lintian" 2>&1 && [ ! -s "$work/lintian" ]
result $? "lintian has nothing to say" "$work/lintian"

for deb in "$work"/one/*.deb; do
	cmp "$deb" "$work/another-place/${deb##*/}" >"$work/log" 2>&1
	result $? "${deb##*/} is the same in another place" "$work/log"
done

dpkg-deb -x "$work"/one/nestscope_*.deb "$work/program"
"$work/program/usr/sbin/nestscope" --version >"$work/log" 2>&1 && grep -qx "nestscope $version" "$work/log"
result $? "the packaged program runs" "$work/log"
for file in usr/share/doc/nestscope/copyright \
	usr/share/bash-completion/completions/nestscope usr/share/zsh/vendor-completions/_nestscope \
	usr/share/fish/vendor_completions.d/nestscope.fish; do
	[ -s "$work/program/$file" ]
	result $? "nestscope has $file"
done
# shellcheck disable=SC2016 # for these shells
{
	echo /usr/share/bash-completion/completions
	zsh -fc 'print -l $fpath'
	env -u XDG_DATA_DIRS fish -c 'printf "%s\n" $fish_complete_path'
} >"$work/searched"
(cd "$work/program" && find usr/share \( -path '*/bash-completion/*' -o -path '*/zsh/*' -o -path '*/fish/*' \) -type f) |
	sed 's#^#/#; s#/[^/]*$##' | sort >"$work/completion"
[ "$(wc -l <"$work/completion")" = 3 ] && ! grep -vxFf "$work/searched" "$work/completion" >"$work/log"
result $? "the shells look for their completion where it is" "$work/log" "$work/completion"
for page in "$top"/Documentation/man/*; do
	gzip -cd "$work/program/usr/share/man/man${page##*.}/${page##*/}.gz" 2>"$work/log" | cmp - "$page" >>"$work/log" 2>&1
	result $? "nestscope has the manual page ${page##*/}" "$work/log"
done
# Libraries that are loaded when needed must not be needed to start.
ldd "$work/program/usr/sbin/nestscope" | grep -E 'kmod|tracefs|xml2|virt' >"$work/log"
[ ! -s "$work/log" ]
result $? "it needs no library that it can do without" "$work/log"
dpkg-deb -f "$work"/one/nestscope_*.deb Depends Recommends Suggests | grep -oE '[a-z0-9.+-]+' | sort -u >"$work/named"
# Of what is installed here: a suite has one of libxml2's versions.
for library in $(loaded_late); do
	package=$(dpkg -S "*/$library" 2>/dev/null | sed 's/:.*//' | sort -u | head -n 1)
	[ -z "$package" ] || echo "$package"
done >"$work/packages"
[ "$(wc -l <"$work/packages")" -gt 5 ] && ! grep -vxFf "$work/named" "$work/packages" >"$work/log"
result $? "nestscope names the package of each library that it loads when it needs it" "$work/log" "$work/named"
dpkg-deb -c "$work"/one/nestscope-dkms_*.deb | awk '{ print $6 }' | sed -n "s#^./usr/src/nestscope-$version/##p" |
	grep '[^/]$' | sort >"$work/sources"
(cd "$top" && printf '%s\n' Kbuild VERSION dkms.conf kmod/*.[ch] include/nestscope/*.h) | grep . | sort |
	diff -u - "$work/sources" >"$work/log" 2>&1
result $? "nestscope-dkms has the module's sources" "$work/log"

finish
