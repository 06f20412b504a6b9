#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The module builds without a warning, from the compiler (W=1) and from sparse, against the headers
# of the newest kernel of every suite of Debian, in each flavour; and with clang against this machine's.
# They come in a directory with their own suite's compiler and libc, unpacked into the cache, and anew
# when that is a week old.

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "${NESTSCOPE_TOP:-$here/../..}" && pwd)
cache=${NESTSCOPE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nestscope}/headers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The suite, which is the root directory's name; the one that the rest of the root is from, whose sparse it needs
kernels="bullseye bullseye bullseye
bookworm bookworm bookworm
trixie trixie trixie
sid sid sid
trixie-backports trixie sid"
flavours="amd64 cloud-amd64 rt-amd64"
days=7

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

build()
{
	run_in "$@" >"$work/log" 2>&1 &&
		! grep -iE 'warning|error' "$work/log" >"$work/found"
}

# check_flavour ROOT FLAVOUR: without a warning from the compiler
check_flavour()
{
	release=$(headers "$1" "$2")
	release=${release#linux-headers-}
	sources_of_module
	build "$1" make -C "/usr/src/linux-headers-$release" M="$work/src" W=1 modules &&
		modinfo -F vermagic "$work/src/nestscope.ko" | grep -q "^$release "
	result $? "${1##*/}: $release: W=1" "$work/log"
}

# C=2 alone needs a script that Debian's headers of 7.x lack.
check_sparse()
{
	release=$(headers "$1" amd64)
	sources_of_module
	build "$1" make -C "/usr/src/$release" M="$work/src" W=1 C=2 KBUILD_CHECKSRC=2 CF=-D__CHECK_ENDIAN__ modules &&
		grep -q CHECK "$work/log"
	result $? "${1##*/}: ${release#linux-headers-}: sparse" "$work/log"
}

check_suite()
{
	root=$cache/$1
	if ! get_root "$1" "$2"; then
		for what in $flavours sparse; do
			result 1 "$1: $what: headers from $(sources "$1" "$2" | tr '\n' ';')" "$work/log"
		done
		return
	fi
	[ "$3" = "$1" ] || cp "$cache/$3/usr/bin/sparse" "$root/usr/bin/"
	mkdir -p "$root$work"
	for flavour in $flavours; do
		check_flavour "$root" "$flavour"
	done
	check_sparse "$root"
	rmdir "$root$work"
}

# The kernel was built by gcc, with options that clang does not have: they are left out, and objtool, which
# misses what they do, is not listened to.
check_clang()
{
	release=$(headers / amd64)
	sources_of_module
	cat >"$work/clang" <<'END'
#!/bin/sh
n=$#
while [ $n -gt 0 ]; do
	case $1 in
	-mfunction-return=*|-mindirect-branch*|-mharden-sls=*|-fconserve-stack|-mrecord-mcount) ;;
	-ftrivial-auto-var-init=*|-fno-allow-store-data-races) ;;
	*) set -- "$@" "$1" ;;
	esac
	shift
	n=$((n - 1))
done
exec clang-14 "$@" -Wno-unknown-warning-option -Wno-unused-command-line-argument
END
	chmod +x "$work/clang"
	run_in / make -C "/usr/src/$release" M="$work/src" CC="$work/clang" W=1 modules >"$work/log" 2>&1 &&
		! grep -v objtool: "$work/log" | grep -iE 'warning|error' >"$work/found" &&
		readelf -p .comment "$work/src/nestscope.ko" | grep -q clang
	result $? "this machine's: ${release#linux-headers-}: clang W=1" "$work/log"
}

# Another run may be unpacking.
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9

echo "KTAP version 1"
echo "1..$(($(echo "$kernels" | wc -l) * ($(echo "$flavours" | wc -w) + 1) + 1))"
while read -r suite base sparse; do
	check_suite "$suite" "$base" "$sparse" </dev/null
done <<END
$kernels
END
check_clang
exit $((failed > 0))
