#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The module builds without a warning, from the compiler (W=1) and from sparse, against the headers
# of every kernel it is meant for. Bookworm's are this machine's; the others come in a directory
# with their own suite's compiler and libc, unpacked once into the cache. Deleting it gets new ones.

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "${NESTSCOPE_TOP:-$here/../..}" && pwd)
cache=${NESTSCOPE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nestscope}/headers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The kernel it is about, the root directory's name, the package, the suite, whose sparse it needs
kernels="5.10 bullseye linux-headers-amd64 bullseye bullseye
6.1 host linux-headers-amd64 bookworm host
6.12 trixie linux-headers-amd64 trixie trixie
7.2 sid linux-headers-amd64 sid sid
7.3 trixie-backports linux-headers-amd64/trixie-backports trixie sid"

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
		[ -z "${3:-}" ] || tail -n 25 "$3" | sed 's/^/# /'
	fi
}

# The mirror that this machine uses, without naming one
mirror()
{
	# shellcheck disable=SC2016 # apt expands it
	apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -m 1 "/$1/*\$"
}

# sources ROOT SUITE: apt's lines for it; with no mirror known, mmdebstrap has its own
sources()
{
	main=$(mirror debian) || return 0
	echo "deb $main $2 main"
	case $1 in
	*-backports) echo "deb $main $1 main" ;;
	esac
	security=$(mirror debian-security) || return 0
	case $2 in
	sid) ;;
	*) echo "deb $security $2-security main" ;;
	esac
}

# Only unpacked, nothing is configured: it need not be a system, just hold a compiler. A mirror may
# be a snapshot, and of an old suite only that is left, so its date does not matter.
unpack_root()
{
	root=$cache/$1
	[ ! -e "$root/.complete" ] || return 0
	rm -rf "$root" "$root.new"
	mkdir -p "$cache"
	# shellcheck disable=SC2016 # for the hook's shell
	sources "$1" "$3" | mmdebstrap --mode=root --variant=extract \
		--aptopt='APT::Install-Recommends "false"' \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--include="$2,make,dash,coreutils,sed,grep,mawk,findutils,binutils,perl" \
		--extract-hook='cd "$1/tmp" && APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get download sparse &&
			dpkg-deb -x sparse_*.deb "$1"' \
		"$3" "$root.new" - || return 1
	for dir in bin sbin lib lib64; do
		[ -e "$root.new/$dir" ] || ln -s "usr/$dir" "$root.new/$dir"
	done
	[ -e "$root.new/bin/sh" ] || ln -s dash "$root.new/bin/sh"
	[ -e "$root.new/usr/bin/awk" ] || ln -s mawk "$root.new/usr/bin/awk"
	mkdir -p "$root.new/proc" "$root.new/src"
	touch "$root.new/.complete"
	mv "$root.new" "$root"
}

# In a mount namespace of its own, so that nothing is left mounted whatever happens
run_in()
{
	root=$1
	shift
	# Not with the environment of a make that this may run under
	if [ "$root" = / ]; then
		env -i PATH="$PATH" "$@"
		return
	fi
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -c '
		mount -t proc proc "$1/proc" && mount --bind "$2" "$1$2" || exit
		root=$1
		shift 2
		exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"' \
		sh "$root" "$work" "$@"
}

# The newest of the version asked for
headers()
{
	(cd "$1/" && printf '%s\n' usr/src/linux-headers-"$2".*-amd64) | sort -V | tail -n 1
}

build()
{
	run_in "$@" >"$work/log" 2>&1 &&
		! grep -iE 'warning|error' "$work/log" >"$work/found"
}

check_kernel()
{
	version=$1
	root=/
	if [ "$2" != host ]; then
		root=$cache/$2
		if ! unpack_root "$2" "$3" "$4" >"$work/log" 2>&1; then
			result 1 "$version: headers from $4: $(sources "$2" "$4" | tr '\n' ';')" "$work/log"
			result 1 "$version: sparse"
			return
		fi
		[ "$5" = "$2" ] || cp "$cache/$5/usr/bin/sparse" "$root/usr/bin/"
		mkdir -p "$root$work"
	fi
	kdir=/$(headers "$root" "$version")
	release=${kdir#/usr/src/linux-headers-}

	rm -rf "$work/src"
	mkdir "$work/src"
	cp -r "$top/Kbuild" "$top/VERSION" "$top/kmod" "$top/include" "$work/src"
	find "$work/src" \( -name '*.o' -o -name '.*.cmd' \) -delete

	build "$root" make -C "$kdir" M="$work/src" W=1 modules && modinfo -F vermagic \
		"$work/src/nestscope.ko" | grep -q "^$release "
	result $? "$release: W=1" "$work/log"
	# C=2 alone needs a script that Debian's headers of 7.x lack.
	build "$root" make -C "$kdir" M="$work/src" W=1 C=2 KBUILD_CHECKSRC=2 \
		CF=-D__CHECK_ENDIAN__ modules &&
		grep -q CHECK "$work/log"
	result $? "$release: sparse" "$work/log"
	[ "$root" = / ] || rmdir "$root$work"
}

echo "KTAP version 1"
echo "1..$(($(echo "$kernels" | wc -l) * 2))"
while read -r version name package suite sparse; do
	check_kernel "$version" "$name" "$package" "$suite" "$sparse" </dev/null
done <<END
$kernels
END
exit $((failed > 0))
