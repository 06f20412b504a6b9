#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2317 # check() calls the functions
#
# make names what it lacks, builds the same in every directory, and never leaves the module of one kernel as that of
# another.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
headers=$(realpath "$("$top/scripts/kernel" headers)") || exit 1
release=${headers#/usr/src/linux-headers-}
# Independent of a make that this may run under
unset MAKEFLAGS MAKELEVEL MFLAGS V LLVM KDIR DESTDIR PKG_CONFIG
MAKEFLAGS=-j$(nproc)
export MAKEFLAGS

# check NAME FUNCTION...: the log says why it failed
check()
{
	name=$1
	shift
	"$@" >"$work/log" 2>&1
	result $? "$name" "$work/log"
}

copy()
{
	mkdir -p "$1"
	cp -r "$top/Makefile" "$top/Kbuild" "$top/VERSION" "$top/include" "$top/kmod" "$top/userspace" \
		"$top/scripts" "$top/Documentation" "$1"
}

# A pkg-config that knows all libraries except one
without()
{
	cat >"$work/pkg-config" <<END
#!/bin/sh
echo "\$@" >>"$work/asked"
case " \$* " in
*" --exists"*" $1 "*) exit 1 ;;
esac
exec pkg-config "\$@"
END
	chmod +x "$work/pkg-config"
}

library_is_named()
{
	: >"$work/libraries"
	# shellcheck disable=SC2013 # words
	for library in $(sed -n 's/^PKGS := //p' "$work/a/Makefile"); do
		echo "$library" >>"$work/libraries"
		without "$library"
		make -C "$work/a" PKG_CONFIG="$work/pkg-config" reporter >"$work/said" 2>&1 && return 1
		cat "$work/said"
		package=$(sed -n "s/^make: the library $library is missing (Debian: \(.*\))$/\1/p" "$work/said")
		grep -qx "$package" "$top/scripts/packages" || return 1
		[ "$(grep -c 'is missing' "$work/said")" = 1 ] && ! grep -q '\.[ch]:' "$work/said" || return 1
	done
	[ "$(wc -l <"$work/libraries")" -ge 5 ]
}

pkg_config_is_named()
{
	make -C "$work/a" PKG_CONFIG=no-pkg-config reporter >"$work/said" 2>&1 && return 1
	cat "$work/said"
	grep -q 'no-pkg-config does not run (Debian: pkg-config)' "$work/said"
}

# The long commands would hide what matters.
quiet()
{
	without none
	: >"$work/asked"
	make -C "$work/a" CI=1 CFLAGS='-O0 -g' PKG_CONFIG="$work/pkg-config" reporter >"$work/said" 2>&1 || return 1
	grep -q -- '--cflags' "$work/asked" || return 1
	grep -q '^  CC      userspace/nestscope.c$' "$work/said" && grep -q '^  LD  ' "$work/said" &&
		! grep -q -e '-std=c11' "$work/said"
}

loud()
{
	touch "$work/a/userspace/nestscope.c"
	make -C "$work/a" CFLAGS='-O0 -g' V=1 reporter >"$work/said" 2>&1 || return 1
	cat "$work/said"
	grep -q -e 'cc .*-std=c11' "$work/said" && ! grep -q '^  CC  ' "$work/said"
}

silent()
{
	touch "$work/a/userspace/nestscope.c"
	make -s -C "$work/a" CFLAGS='-O0 -g' reporter >"$work/said" 2>&1 || return 1
	cat "$work/said"
	[ ! -s "$work/said" ]
}

# Also in a directory with a space in its name
same_reporter()
{
	make -s -C "$work/b b" CI=1 CFLAGS='-O0 -g' reporter && cmp "$work/a/build/nestscope" "$work/b b/build/nestscope"
}

space_is_refused()
{
	make -s -C "$work/b b" KDIR="$headers" modules >"$work/said" 2>&1 && return 1
	cat "$work/said"
	[ "$(wc -l <"$work/said")" = 1 ] && grep -q 'no path with a space' "$work/said" || return 1
	make -s -C "$work/a" KDIR="$work/b b" modules >"$work/said" 2>&1 && return 1
	cat "$work/said"
	[ "$(wc -l <"$work/said")" = 1 ] && grep -q 'KDIR is .*no path with a space' "$work/said"
}

no_headers()
{
	for kdir in "$work/none" "$work/a" ''; do
		make -s -C "$work/a" KDIR="$kdir" modules >"$work/said" 2>&1 && return 1
		cat "$work/said"
		[ "$(wc -l <"$work/said")" = 1 ] && grep -q 'no kernel headers.*make reporter' "$work/said" || return 1
	done
}

# As much of the headers of an s390x kernel as the Makefile looks at
other_architecture()
{
	mkdir -p "$work/s390x/include/generated" "$work/s390x/include/config"
	echo '#define UTS_RELEASE "6.1.0-s390x"' >"$work/s390x/include/generated/utsrelease.h"
	echo 'CONFIG_S390=y' >"$work/s390x/include/config/auto.conf"
	make -s -C "$work/a" KDIR="$work/s390x" modules >"$work/said" 2>&1 && return 1
	cat "$work/said"
	[ "$(wc -l <"$work/said")" = 1 ] && grep -q 'the module is for x86-64 only' "$work/said"
}

no_module()
{
	# shellcheck disable=SC2016 # $1 is the compiler's
	printf '#!/bin/sh\n[ "$1" != -dumpmachine ] || exec echo s390x-linux-gnu\nexec cc "$@"\n' >"$work/s390x-cc"
	chmod +x "$work/s390x-cc"
	make -n -C "$work/a" BUILD="$work/other" CC="$work/s390x-cc" KDIR="$headers" all >"$work/said" 2>&1 || return 1
	grep -q 'make: the module is for x86-64 only, and this builds for s390x-linux-gnu: the program alone' "$work/said" &&
		grep -q "$work/other/nestscope" "$work/said" && ! grep -q 'Kbuild' "$work/said"
}

is_for()
{
	modinfo -F vermagic "$1" | tee "$work/vermagic"
	grep -q "^$2 " "$work/vermagic"
}

trailing_slash()
{
	make -C "$work/a" KDIR="$headers/" modules && is_for "$work/a/build/nestscope.ko" "$release" &&
		[ -d "$work/a/build/module-$release" ]
}

same_module()
{
	copy "$work/c/d/e"
	make -C "$work/c/d/e" KDIR="$headers" modules && cmp "$work/a/build/nestscope.ko" "$work/c/d/e/build/nestscope.ko"
}

# Headers of a kernel that differs only in its release, with files that are no newer. It calls itself 6.30 but lacks
# what that version has: decided by the version alone, the module would not build.
other_kernel()
{
	cp -a "$headers" "$work/other" &&
		ln -sfn "$(readlink -f "$headers/scripts")" "$work/other/scripts" &&
		ln -sfn "$(readlink -f "$headers/tools")" "$work/other/tools" &&
		sed -i "s/$release/6.1.0-other/" "$work/other/.kernelvariables" "$work/other/include/generated/utsrelease.h" &&
		sed -i "s/\(LINUX_VERSION_CODE\) .*/\1 $((0x061e00))/" "$work/other/include/generated/uapi/linux/version.h" &&
		touch -r "$headers/include/generated/utsrelease.h" "$work/other/include/generated/utsrelease.h"
}

# By hand, in one directory: no object of the first build may be in the second.
one_directory()
{
	other_kernel || return 1
	rm -rf "$work/one"
	copy "$work/one"
	for kdir in "$headers" "$work/other" "$headers"; do
		make -C "$kdir" M="$work/one" modules || return 1
		case $kdir in
		"$headers") is_for "$work/one/nestscope.ko" "$release" || return 1 ;;
		*) is_for "$work/one/nestscope.ko" 6.1.0-other || return 1 ;;
		esac
		find "$work/one" -name '*.o' ! -newer "$work/one/.built-for" | grep . && return 1
	done
	make -C "$headers" M="$work/one" clean && [ ! -e "$work/one/.built-for" ]
}

other_kdir()
{
	make -C "$work/a" KDIR="$work/other" modules && is_for "$work/a/build/nestscope.ko" 6.1.0-other || return 1
	# A build that fails leaves no module of another kernel in its place.
	! make -C "$work/a" KDIR="$headers" KCFLAGS=-no-such-flag modules && [ ! -e "$work/a/build/nestscope.ko" ]
}

# What only the start of the module needs is freed after it, and data that does not change later is read-only.
sections()
{
	objdump -t "$work/a/build/nestscope.ko" | sed -n 's/.* \(\.[^ ]*\)\t[0-9a-f]* \(\.hidden \)\?\([^ ]*\)$/\1 \3/p' >"$work/symbols"
	functions=$(sed -n 's/^\(void\|int\) \(ns_[a-z]*_init\)(.*;$/\2/p' "$work/a/kmod/nestscope.h")
	[ -n "$functions" ] || return 1
	for function in $functions fill_files; do
		grep "$function$" "$work/symbols"
		grep -qx "\.init\.text $function" "$work/symbols" || return 1
	done
	for variable in ns_machine root register_attributes id_key refusal live_vmcs vmread_timing; do
		grep -qx "\.data\.\.ro_after_init $variable" "$work/symbols" || { grep " $variable$" "$work/symbols"; return 1; }
	done
}

installed()
{
	make -C "$work/a" KDIR="$headers" DESTDIR="$work/root" modules_install >"$work/said" 2>&1 || return 1
	cat "$work/said"
	find "$work/root" -type f
	# Compressed where the kernel's own modules are
	[ "$(find "$work/root/lib/modules/$release/updates" -name 'nestscope.ko*' | wc -l)" = 1 ] &&
		! grep -iE 'error|sign' "$work/said"
}

uninstalled()
{
	make -C "$work/a" CFLAGS='-O0 -g' DESTDIR="$work/whole root" install || return 1
	find "$work/whole root" -type f >"$work/files"
	: >"$work/whole root/usr/local/sbin/another"
	make -C "$work/a" DESTDIR="$work/whole root" uninstall || return 1
	cat "$work/files"
	[ "$(wc -l <"$work/files")" -gt 10 ] && [ "$(find "$work/whole root" -type f)" = "$work/whole root/usr/local/sbin/another" ]
}

# A kernel that was built here has its key, and signs with it.
signed()
{
	cp -a "$headers" "$work/own" && mkdir -p "$work/own/keys" "$work/own/certs" || return 1
	ln -sfn "$(readlink -f "$headers/scripts")" "$work/own/scripts" && ln -sfn "$(readlink -f "$headers/tools")" "$work/own/tools"
	openssl req -new -x509 -newkey rsa:2048 -nodes -outform DER -subj /CN=own/ -keyout "$work/own/keys/own.pem" \
		-out "$work/own/certs/signing_key.x509" || return 1
	sed -i 's,^CONFIG_MODULE_SIG_KEY=.*,CONFIG_MODULE_SIG_KEY="keys/own.pem",' "$work/own/include/config/auto.conf" &&
		make -C "$work/a" KDIR="$work/own" DESTDIR="$work/signed" modules_install || return 1
	modinfo -F signer "$work/signed/lib/modules/$release"/updates/nestscope.ko* | grep -qx own
}

# What make -n shows it does not do.
only_shown()
{
	make -n -C "$work/a" BUILD="$work/shown" KDIR="$headers" DESTDIR="$work/shown" modules_install >"$work/said" 2>&1 || return 1
	grep -q 'modules_install' "$work/said" && [ ! -e "$work/shown" ]
}

# Debian 12's headers build with gcc, whatever is asked for; 13's build with clang then.
llvm_is_answered()
{
	make -s -C "$work/a" KDIR="$headers" LLVM=1 modules >"$work/said" 2>&1 || { cat "$work/said"; return 1; }
	cat "$work/said"
	if grep -aq 'GCC: (' "$work/a/build/nestscope.ko"; then
		grep -q 'LLVM=1 had no effect' "$work/said" || return 1
	else
		grep -aq 'clang version' "$work/a/build/nestscope.ko" && ! grep -q 'no effect' "$work/said" || return 1
	fi
	make -s -C "$work/a" KDIR="$headers" modules >"$work/said" 2>&1 && ! grep -q LLVM "$work/said"
}

# asked TARGET: what it has selftests/run do, which takes an hour; and for whose labs
asked()
{
	: >"$work/asked"
	make -s -C "$work/a" -o setup-test "$1" >"$work/said" 2>&1 || { cat "$work/said"; return 1; }
	cat "$work/asked"
}

# make test has two lanes, "-j A,B C,D -- E"; test-intel and test-amd are "A B E" and "C D E".
lanes()
{
	mkdir -p "$work/a/selftests"
	# shellcheck disable=SC2016 # for that script
	printf '#!/bin/sh\necho "${LAB_VENDORS:-amd intel}:" "$@" >>"%s"\n' "$work/asked" >"$work/a/selftests/run"
	chmod +x "$work/a/selftests/run"
	asked test >"$work/all" && asked test-intel >"$work/parts" && asked test-amd >>"$work/parts" || return 1
	cat "$work/all" "$work/parts"
	for part in 'intel: \1 \3' 'amd: \2 \3'; do
		sed -n "s/^amd intel: .* -j \([^ ]*\) \([^ ]*\) -- \(.*\)$/$part/p" "$work/all" | tr , ' '
	done >"$work/lanes"
	[ "$(wc -l <"$work/lanes")" = 2 ] && grep -q 'lab:lab_intel.sh.* lab:lab_live.sh' "$work/lanes" && cmp "$work/lanes" "$work/parts"
}

# made_run LOAD UNLOAD: what scripts/run prints where this is what nestscope module says, and whether that is an error. It
# is given headers for the kernel that runs, and a make that builds nothing.
made_run()
{
	mkdir -p "$work/run/build" "$work/run/scripts" "$work/run/bin"
	cp "$top/scripts/run" "$work/run/scripts"
	# shellcheck disable=SC2016 # for that script
	printf '#!/bin/sh\ncase "$*" in\n"module load") %s ;;\n"module unload") %s ;;\n*) echo the report ;;\nesac\n' "$1" "$2" \
		>"$work/run/build/nestscope"
	printf '#!/bin/sh\n' >"$work/run/bin/make"
	chmod +x "$work/run/build/nestscope" "$work/run/bin/make"
	# shellcheck disable=SC2016 # for the inner shell
	PATH="$work/run/bin:$PATH" unshare --mount sh -c 'mount -t tmpfs none /sys && mount -t tmpfs none /lib/modules &&
		mkdir -p "/lib/modules/$(uname -r)/build" && exec "$@"' sh "$work/run/scripts/run" >"$work/said" 2>&1 || return 1
	cat "$work/said"
	head -n 1 "$work/said" | grep -qx 'the report'
}

run_says_why()
{
	made_run 'echo the kernel is locked down; exit 1' 'echo it was never loaded; exit 1' &&
		tail -n 1 "$work/said" | grep -qx 'the kernel is locked down' || return 1
	made_run 'echo loaded' 'echo not loaded' &&
		tail -n 1 "$work/said" | grep -qx 'nestscope.ko: loaded for this report, and removed again' || return 1
	made_run 'echo loaded' 'echo it is in use; exit 1' && tail -n 1 "$work/said" | grep -qx 'it is in use'
}

# A system of which only these are known
no_apt()
{
	mkdir "$work/few"
	ln -s "$(command -v dirname)" "$(command -v sh)" "$work/few" || return 1
	PATH="$work/few" sh "$work/a/scripts/setup" run >"$work/said" 2>&1 && return 1
	cat "$work/said"
	named=$(sed -n 's/^scripts.setup: .* has no apt: install what \([^ ]*\) names, .*/\1/p' "$work/said")
	[ -f "$top/$named" ] && grep -q 'make reporter' "$top/$named"
}

copy "$work/a"
copy "$work/b b"
check "a missing library is named, with its package" library_is_named
check "a missing pkg-config is named" pkg_config_is_named
check "make shows what is compiled, not how; PKG_CONFIG is used" quiet
check "make V=1 shows the commands" loud
check "make -s says nothing" silent
check "the reporter is the same from another directory, with a space in its name" same_reporter
check "a path with a space is refused in one line, where the kernel's build takes none" space_is_refused
check "KDIR without headers is refused in one line" no_headers
check "headers of another architecture are refused in one line" other_architecture
check "make for another architecture makes the program, and says that there is no module" no_module
check "KDIR may end with a slash" trailing_slash
check "the module is the same from another directory" same_module
check "what only starts the module is freed, and what is then settled is read-only" sections
check "two kernels' modules, built by hand in one directory, are each its own" one_directory
check "make modules with another KDIR makes that kernel's module, or none" other_kdir
check "make modules_install puts the module below DESTDIR, without a word of keys that are not there" installed
check "make uninstall removes what make install has installed, and nothing else" uninstalled
check "with the key of its kernel it is signed" signed
check "make -n builds and installs nothing" only_shown
if [ "$(id -u)" = 0 ]; then
	check "make run says why the module was not loaded, or is left" run_says_why
else
	skip "make run says why the module was not loaded" "it takes root to have other directories there"
fi
check "make run says what to do without apt" no_apt
check "make test-intel and make test-amd are the lanes of make test" lanes
check "LLVM=1 builds with clang, or it is said that it has no effect" llvm_is_answered
finish
