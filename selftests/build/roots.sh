# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sourced by the scripts that build the module for the kernels of selftests/kernels, after they have set $top and $work.
# Each kernel gets a root directory with its headers and the compiler and libc of its suite, unpacked into the cache
# and renewed after a week.
#
# shellcheck disable=SC2154 # top, work

cache=${NESTSCOPE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nestscope}/headers
flavours="amd64 cloud-amd64 rt-amd64"
days=7

kernels()
{
	grep -v '^#' "$top/selftests/kernels"
}

# sources SUITE: its lines for apt; if no mirror is known, mmdebstrap uses its own
sources()
{
	"$top/scripts/sources" "$1" 2>/dev/null || :
}

# The headers of the suite's newest kernel, from backports only if asked for
newest()
{
	case $1 in
	*-backports) echo "linux-headers-amd64/$1" ;;
	*) echo linux-headers-amd64 ;;
	esac
}

# The other flavours have the same release: the packages that their metapackages name may not exist.
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

# Packages are only unpacked, not configured: the root has to contain a compiler, not a working system. The mirror may
# be a snapshot, the only source of an old suite, so its date does not matter.
#
# unpack_root SUITE BASE [clang]
unpack_root()
{
	new=$cache/$1.new
	rm -rf "$new"
	mkdir -p "$cache"
	sources "$1" | "$top/scripts/mmdebstrap" --mode=root --variant=extract \
		--aptopt='APT::Install-Recommends "false"' \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--include="$(newest "$1"),make,dash,coreutils,sed,grep,mawk,findutils,binutils,perl${3:+,$3}" \
		--extract-hook="$(other_flavours)" \
		"$2" "$new" - || return 1
	for dir in bin sbin lib lib64; do
		[ -e "$new/$dir" ] || ln -s "usr/$dir" "$new/$dir"
	done
	[ -e "$new/bin/sh" ] || ln -s dash "$new/bin/sh"
	[ -e "$new/usr/bin/awk" ] || ln -s mawk "$new/usr/bin/awk"
	mkdir -p "$new/proc" "$new/src"
	echo "$flavours${3:+ $3}" >"$new/.complete"
	rm -rf "${cache:?}/$1"
	mv "$new" "$cache/$1"
}

# If no new root can be made, an older one is used.
get_root()
{
	have=$cache/$1/.complete
	[ "$(cat "$have" 2>/dev/null)" = "$flavours${3:+ $3}" ] || rm -f "$have"
	[ -z "$(find "$have" -mtime -$days 2>/dev/null)" ] || return 0
	unpack_root "$1" "$2" "${3:-}" >"$work/log" 2>&1 && return
	[ -e "$have" ] || return
	echo "# $1: the headers are of $(date -r "$have" +%F): there are none to be had now"
}

# What make is told, to build with the clang of a root, where Debian's headers ask for gcc. Options that clang does not have
# are left out, or spelled as the kernel's own Makefiles spell them for clang.
with_clang()
{
	cat >"$work/clang" <<'END'
#!/bin/sh
n=$#
while [ $n -gt 0 ]; do
	case $1 in
	-mfunction-return=*|-mindirect-branch*|-mharden-sls=*|-fconserve-stack|-mrecord-mcount) ;;
	-ftrivial-auto-var-init=*|-fno-allow-store-data-races) ;;
	-mpreferred-stack-boundary=3) set -- "$@" -mstack-alignment=8 ;;
	-fmin-function-alignment=*) set -- "$@" "-falign-functions=${1#*=}" ;;
	-fsanitize=bounds-strict) set -- "$@" -fsanitize=array-bounds ;;
	*) set -- "$@" "$1" ;;
	esac
	shift
	n=$((n - 1))
done
exec clang "$@" -Wno-unknown-warning-option -Wno-unused-command-line-argument
END
	chmod +x "$work/clang"
	echo "CC=$work/clang"
}

# In a separate mount namespace, so that nothing stays mounted
run_in()
{
	root=$1
	shift
	# Without the environment of a make that this may run under
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
