#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tarball for hosts where nothing may be installed: it takes glibc and nothing else, is the same in another place,
# and the program runs in Debian 11, 12, 13 and sid, of which there is glibc alone, and then the libraries as well
# that only some commands need.

. "$(dirname "$0")/ktap.sh"

name=nestscope-$version-x86_64
fixtures=$top/selftests/cli/fixtures
# The suite; its packages of libkmod, libxml2 and libarchive
suites="bullseye,libkmod2,libxml2,libarchive13 bookworm,libkmod2,libxml2,libarchive13
	trixie,libkmod2,libxml2,libarchive13t64 sid,libkmod2,libxml2-16,libarchive13t64"

# in_root COMMAND...: in a mount namespace of its own, so that nothing is left mounted whatever happens. Its /dev is
# its own, with no /dev/kvm.
in_root()
{
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -c '
		mount -t proc -o ro proc "$1/proc" && mount -t sysfs -o ro sysfs "$1/sys" || exit
		exec chroot "$@"' sh "$work/root" "/$name/sbin/nestscope" "$@"
}

# exits STATUSES DESCRIPTION ARGUMENT...
exits()
{
	statuses=$1 what=$2
	shift 2
	in_root "$@" >"$work/out" 2>"$work/err"
	status=$?
	echo "exit status $status" >>"$work/err"
	case " $statuses " in
	*" $status "*) true ;;
	*) false ;;
	esac
	result $? "$suite: $what" "$work/out" "$work/err"
}

says()
{
	grep -q "$1" "$work/out"
	result $? "$suite: it says '$1'" "$work/out" "$work/err"
}

# make_root PACKAGE,...: a copy, with the tarball and the snapshots in it
make_root()
{
	rm -rf "$work/root"
	cached=$("$top/scripts/root" "bare-$suite-$(echo "$1" | md5sum | cut -c 1-6)" "$suite" extract "$1" 2>"$work/log") &&
		cp -a "$cached" "$work/root" || return
	for dir in bin sbin lib lib64; do
		[ -e "$work/root/$dir" ] || ln -s "usr/$dir" "$work/root/$dir"
	done
	mkdir -p "$work/root/proc" "$work/root/sys" "$work/root/tmp"
	cp "$fixtures/intel-L0.json" "$fixtures/intel-L1.json" "$fixtures/amd-L0.json" "$work/root/tmp"
	echo "<domain type='kvm'><name>a</name><cpu mode='host-passthrough'/></domain>" >"$work/root/tmp/a.xml"
	tar -C "$work/root" -xzf "$work/one/$name.tar.gz"
}

# What this machine can do nobody knows: 0, 1 and 3 are answers.
alone()
{
	make_root libc6
	result $? "$suite: a root directory with glibc alone" "$work/log"
	exits "0 1 3" status status
	says "1. Can this machine run VMs?"
	exits "0 1 3" check check
	says 'PASS\|WARN\|FAIL\|SKIP'
	in_root snapshot >"$work/here.json" 2>"$work/err" && python3 -m json.tool "$work/here.json" >"$work/out" 2>>"$work/err"
	result $? "$suite: snapshot prints JSON" "$work/err"
	exits 0 "status of a captured machine" status --from /tmp/intel-L0.json
	exits 1 diff diff /tmp/intel-L0.json /tmp/intel-L1.json
	says 'LOST AT'
	exits "0 1" "module status, without libkmod" module status
	exits 2 "check --domain-xml, without libxml2" check --domain-xml /tmp/a.xml --from /tmp/amd-L0.json
	grep -q 'libxml2 is needed' "$work/out" "$work/err"
	result $? "$suite: it says that libxml2 is missing" "$work/out" "$work/err"
}

with_libraries()
{
	make_root "libc6,$1"
	result $? "$suite: a root directory with $1" "$work/log"
	exits 0 "check --domain-xml" check --domain-xml /tmp/a.xml --from /tmp/amd-L0.json
	exits "0 1" "module status" module status
	! grep -q 'libkmod.*not installed' "$work/out" "$work/err"
	result $? "$suite: it has found libkmod" "$work/out" "$work/err"
	exits 0 "bugreport as an archive" bugreport --from /tmp/amd-L0.json --output /tmp/report.tar.zst
	zstd -tq "$work/root/tmp/report.tar.zst" 2>"$work/log"
	result $? "$suite: it has found libarchive" "$work/log"
}

[ "$(id -u)" = 0 ] || { skip "a tarball for any Debian" "it is made in a root directory, as root"; finish; }
# Both copies at once: what changes while this runs is in none of them.
copy "$work/one/of the source"
copy "$work/another/of the source"
# As git checks it out with a umask of 077
chmod -R go= "$work/another/of the source"
for place in one another; do
	NESTSCOPE_BUILD="$work/$place" SOURCE_DATE_EPOCH=1700000000 "$work/$place/of the source/packaging/portable" >"$work/log" 2>&1
	result $? "packaging/portable" "$work/log"
done
cmp "$work/one/$name.tar.gz" "$work/another/$name.tar.gz" >"$work/log" 2>&1
result $? "it makes the same in another place, from a checkout with another umask" "$work/log"
tar -C "$work" -xzf "$work/one/$name.tar.gz"
LC_ALL=C readelf -d "$work/$name/sbin/nestscope" "$work/$name"/lib/* | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p' |
	sort -u >"$work/needed"
[ -s "$work/needed" ] && ! grep -vxE 'libc\.so\.6|libdl\.so\.2|ld-linux-x86-64\.so\.2' "$work/needed" >"$work/log"
result $? "the program and its libraries take glibc and nothing else" "$work/log" "$work/needed"
for file in doc/README doc/COPYING doc/copyright.libjansson4 doc/copyright.libmd0 doc/copyright.libsmartcols1 \
	doc/copyright.zlib1g share/man/man8/nestscope.8 share/bash-completion/completions/nestscope; do
	[ -s "$work/$name/$file" ]
	result $? "it has $file"
done
for line in $suites; do
	suite=${line%%,*}
	alone
	with_libraries "${line#*,}"
done

finish
