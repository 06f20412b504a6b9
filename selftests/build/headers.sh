#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The module builds without a warning, from the compiler (W=1) and from sparse, against the headers
# of the kernels of selftests/kernels, in each flavour, and makes no static calls; and from clang for those lines that say
# so.

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "${NESTSCOPE_TOP:-$here/../..}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck source=roots.sh
. "$here/roots.sh"
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

build()
{
	run_in "$@" >"$work/log" 2>&1 &&
		! grep -iE 'warning|error' "$work/log" >"$work/found"
}

# Each call of a function that the kernel chooses at boot has it call every CPU three times when the module is loaded.
check_static_calls()
{
	! readelf -SW "$work/src/nestscope.ko" 2>&1 | tee "$work/log" | grep -q '[.]static_call_sites'
	result $? "${1##*/}: $release: no static calls" "$work/log"
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
	check_static_calls "$1"
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
	if ! get_root "$1" "$2" "$4"; then
		for what in $flavours $flavours sparse $4; do
			result 1 "$1: $what: headers from $(sources "$1" | tr '\n' ';')" "$work/log"
		done
		return
	fi
	[ "$3" = "$1" ] || cp "$cache/$3/usr/bin/sparse" "$root/usr/bin/"
	mkdir -p "$root$work"
	for flavour in $flavours; do
		check_flavour "$root" "$flavour"
	done
	check_sparse "$root"
	[ -z "$4" ] || check_clang "$root"
	rmdir "$root$work"
}

# The kernel was built by gcc: objtool warns of what those options do that clang does not have, and clang of the headers.
check_clang()
{
	release=$(headers "$1" amd64)
	sources_of_module
	run_in "$1" make -C "/usr/src/$release" M="$work/src" "$(with_clang)" W=1 modules >"$work/log" 2>&1 &&
		! grep -E '(^|/src/)(kmod|include/nestscope)/[^ ]*\.[ch]:[0-9:]* (warning|error)' "$work/log" >"$work/found" &&
		readelf -p .comment "$work/src/nestscope.ko" | grep -q clang
	result $? "${1##*/}: ${release#linux-headers-}: clang W=1" "$work/log"
}

# Another run may be unpacking.
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9

echo "KTAP version 1"
echo "1..$(($(kernels | wc -l) * ($(echo "$flavours" | wc -w) * 2 + 1) + $(kernels | grep -c ' clang$')))"
while read -r suite base sparse clang; do
	check_suite "$suite" "$base" "$sparse" "$clang" </dev/null
done <<END
$(kernels)
END
exit $((failed > 0))
