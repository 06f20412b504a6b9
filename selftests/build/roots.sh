# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the scripts that build the module for the kernels of selftests/kernels, which source it and have set $top and
# $work: a root directory for each, with the headers of its kernel, the compiler and the libc of its suite, unpacked
# into the cache, and anew when that is a week old.
#
# shellcheck disable=SC2154 # top, work

cache=${NESTSCOPE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nestscope}/headers
flavours="amd64 cloud-amd64 rt-amd64"
days=7

kernels()
{
	grep -v '^#' "$top/selftests/kernels"
}

# sources ROOT SUITE: apt's lines for it; with no mirror known, mmdebstrap has its own
sources()
{
	main=$("$top/scripts/mirror" 2>/dev/null) || return 0
	echo "deb $main $2 main"
	case $1 in
	*-backports) echo "deb $main $1 main" ;;
	esac
	security=$("$top/scripts/mirror" debian-security 2>/dev/null) || return 0
	case $2 in
	sid) ;;
	*) echo "deb $security $2-security main" ;;
	esac
}

# The headers of the suite's newest kernel, of backports only if they are asked for
newest()
{
	case $1 in
	*-backports) echo "linux-headers-amd64/$1" ;;
	*) echo linux-headers-amd64 ;;
	esac
}

# The other flavours are those of the same release: what their own packages of packages name may not be there.
other_flavours()
{
	cat <<'END'
set -e
base=$(printf '%s\n' "$1"/usr/src/linux-headers-*-amd64 | sort -V | tail -n 1)
base=${base##*/}
base=${base%-amd64}
mkdir "$1/tmp/debs"
cd "$1/tmp/debs"
export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
apt-get download sparse "$base-cloud-amd64" "$base-rt-amd64"
apt-get download "$base-common-rt" || :
for deb in *.deb; do
	dpkg-deb -x "$deb" "$1"
done
END
}

# Only unpacked, nothing is configured: it need not be a system, just hold a compiler. A mirror may
# be a snapshot, and of an old suite only that is left, so its date does not matter.
unpack_root()
{
	new=$cache/$1.new
	rm -rf "$new"
	mkdir -p "$cache"
	sources "$1" "$2" | mmdebstrap --mode=root --variant=extract \
		--aptopt='APT::Install-Recommends "false"' \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--include="$(newest "$1"),make,dash,coreutils,sed,grep,mawk,findutils,binutils,perl" \
		--extract-hook="$(other_flavours)" \
		"$2" "$new" - || return 1
	for dir in bin sbin lib lib64; do
		[ -e "$new/$dir" ] || ln -s "usr/$dir" "$new/$dir"
	done
	[ -e "$new/bin/sh" ] || ln -s dash "$new/bin/sh"
	[ -e "$new/usr/bin/awk" ] || ln -s mawk "$new/usr/bin/awk"
	mkdir -p "$new/proc" "$new/src"
	echo "$flavours" >"$new/.complete"
	rm -rf "${cache:?}/$1"
	mv "$new" "$cache/$1"
}

# A root of some days ago is used if there is none to be had today.
get_root()
{
	have=$cache/$1/.complete
	[ "$(cat "$have" 2>/dev/null)" = "$flavours" ] || rm -f "$have"
	[ -z "$(find "$have" -mtime -$days 2>/dev/null)" ] || return 0
	unpack_root "$1" "$2" >"$work/log" 2>&1 && return
	[ -e "$have" ] || return
	echo "# $1: the headers are of $(date -r "$have" +%F): there are none to be had now"
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

# headers ROOT FLAVOUR: the newest, below /usr/src
headers()
{
	(cd "$1/usr/src" && printf '%s\n' linux-headers-*-"$2") | case $2 in
	amd64) grep -v -e '-rt-amd64$' -e '-cloud-amd64$' ;;
	*) cat ;;
	esac | sort -V | tail -n 1
}

sources_of_module()
{
	rm -rf "$work/src"
	mkdir "$work/src"
	cp -r "$top/Kbuild" "$top/VERSION" "$top/kmod" "$top/include" "$work/src"
	find "$work/src" \( -name '*.o' -o -name '.*.cmd' \) -delete
}
