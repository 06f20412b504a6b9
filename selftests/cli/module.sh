#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope module. Nothing is loaded here: the program runs without CAP_SYS_MODULE, with a made-up /sys and libkmod.
# The lab uses the real ones.

. "$(dirname "$0")/ktap.sh"

version=$(cat "$top/VERSION")
release=$(uname -r)

# ---- captured trees ----

# tree NAME: an empty captured tree of a kernel without the module
tree()
{
	tree=$work/$1
	mkdir -p "$tree/proc/sys/kernel"
	echo 6.1.0-test >"$tree/proc/sys/kernel/osrelease"
}

# loaded VERSION: the module is loaded in the tree
loaded()
{
	mkdir -p "$tree/sys/module/nestscope/parameters" "$tree/sys/module/nestscope/holders"
	echo "$1" >"$tree/sys/module/nestscope/version"
	echo Y >"$tree/sys/module/nestscope/parameters/live_vmcs"
	echo N >"$tree/sys/module/nestscope/parameters/vmread_timing"
	echo 0 >"$tree/sys/module/nestscope/refcnt"
}

tree untold
exits 3 module status --sysroot "$tree"
out_has 'unknown: neither /sys/module nor /proc/modules can be read'
tree absent
: >"$tree/proc/modules"
exits 1 module --sysroot "$tree"
out_has 'not loaded'
# Something that was not captured is unknown, not "no".
out_says 'not known (/lib/modules/6.1.0-test/modules.dep: not captured)'
out_says 'signature not read'
out_says 'not read (kernel.modules_disabled)'
exits 1 module --sysroot "$tree" --json
says "as JSON" 'j["kernel"] == {"release": "6.1.0-test"} and "file" not in j'
mkdir -p "$tree/lib/modules/6.1.0-test" "$tree/sys/module/module/parameters"
: >"$tree/lib/modules/6.1.0-test/modules.dep"
exits 1 module --sysroot "$tree"
out_has 'none for this kernel'
for value in N 0 x ''; do
	echo $value >"$tree/sys/module/module/parameters/sig_enforce"
	echo $value >"$tree/proc/sys/kernel/modules_disabled"
	exits 1 module --sysroot "$tree" --json
	case $value in
	[N0]) known=False ;;
	*) known=None ;;
	esac
	says "a switch that is \"$value\" is $known" \
		'j["kernel"].get("signatures_enforced") is j["kernel"].get("modules_disabled") is '$known
done
rm "$tree/proc/sys/kernel/osrelease"
exits 1 module --sysroot "$tree"
out_says "not known (the kernel's release was not read)"
tree same
loaded "$version"
exits 0 module status --sysroot "$tree"
out_has "loaded, version $version, as this program"
out_has 'live_vmcs=Y vmread_timing=N'
out_has 'no (it can be unloaded)'
tree other
loaded 0.0.9
mkdir "$tree/sys/module/nestscope/holders/stranger"
echo 2 >"$tree/sys/module/nestscope/refcnt"
exits 1 module status --sysroot "$tree"
out_has "loaded, version 0.0.9; this program is $version"
out_has '-> nestscope module unload, then nestscope module load'
out_has '2 times'
out_has 'the module stranger'
for value in x '' -1 1x 99999999999; do
	echo $value >"$tree/sys/module/nestscope/refcnt"
	exits 1 module status --sysroot "$tree"
	out_says 'in use not read'
done
tree listed
echo 'nestscope 65536 0 - Live 0x0000000000000000 (OE)' >"$tree/proc/modules"
exits 0 module status --sysroot "$tree"
tree locked
: >"$tree/proc/modules"
mkdir -p "$tree/sys/kernel/security" "$tree/sys/module/module/parameters" "$tree/lib/modules/6.1.0-test"
echo 'none integrity [confidentiality]' >"$tree/sys/kernel/security/lockdown"
echo Y >"$tree/sys/module/module/parameters/sig_enforce"
echo 1 >"$tree/proc/sys/kernel/modules_disabled"
printf 'kernel/a.ko:\nupdates/dkms/nestscope.ko.xz: kernel/a.ko\n' >"$tree/lib/modules/6.1.0-test/modules.dep"
exits 1 module status --sysroot "$tree"
out_has '/lib/modules/6.1.0-test/updates/dkms/nestscope.ko.xz (in modules.dep)'
out_has confidentiality
out_has 'module.sig_enforce'
out_has 'kernel.modules_disabled'
exits 1 module status --sysroot "$tree" --json
says "as JSON" 'j["format"] == {"name": "nestscope-module", "version": 1} and j["loaded"] is False'
says "with what stands in the way" 'j["kernel"]["lockdown"] == "confidentiality" and j["kernel"]["signatures_enforced"] and j["kernel"]["modules_disabled"]'
says "and where it is" 'j["found"]["finding"] == "nestscope-module-not-loaded" and j["file"]["from"] == "modules.dep"'
tree dkms
: >"$tree/proc/modules"
mkdir -p "$tree/var/lib/dkms/nestscope/$version/6.1.0-test/x86_64/module"
: >"$tree/var/lib/dkms/nestscope/$version/6.1.0-test/x86_64/module/nestscope.ko"
exits 1 module status --sysroot "$tree"
out_says '(built by DKMS, not installed)'
for tree in "$fixtures"/*-L0.tree; do
	"$here/tree" unpack "$work/real" <"$tree" >"$work/log" 2>&1
	exits 0 module status --sysroot "$work/real"
	rm -rf "$work/real"
done

for verb in load unload; do
	exits 2 module $verb --sysroot "$work/same"
	err_has "module $verb changes this machine; it cannot be used with --sysroot"
done
exits 2 module lod
err_has 'module takes status, load or unload, not "lod"'
exits 2 module status x
exits 2 module unload x
exits 2 module load live_vmc=1
err_has 'did you mean live_vmcs?'
exits 2 module load else=1
err_has 'else is not a parameter of nestscope.ko; its parameters: live_vmcs vmread_timing'
exits 2 module load live_vmcs=2
err_has 'live_vmcs takes 0 or 1'
exits 2 module load a.ko b.ko

sed -n 's/.*module_param[a-z_]*(\([a-z_]*\),.*/\1/p' "$top"/kmod/*.c | sort >"$work/params.kmod"
sed -n 's/^#define NS_KO_PARAMS(X) //p' "$top/userspace/model/ko.h" | grep -oE '[a-z_]+' | sort >"$work/params.program"
[ -s "$work/params.kmod" ] && cmp "$work/params.kmod" "$work/params.program"
result $? "the program knows the module's parameters"

# ---- loading, where nothing can be loaded ----

mkdir "$work/lib"
cat >"$work/kmod.c" <<'END'
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What libkmod does, from the environment; what is asked for goes to $KMOD_LOG. */
struct pair { const char *key, *value; };
static struct pair info[4];
static char name[256];
static void note(const char *what, const char *more)
{
	FILE *f = fopen(getenv("KMOD_LOG"), "a");
	fprintf(f, "%s %s\n", what, more);
	fclose(f);
}
static int answer(const char *variable) { return getenv(variable) ? -atoi(getenv(variable)) : 0; }
void *kmod_new(const char *dir, const char *const *paths) { return &name; }
void *kmod_unref(void *ctx) { return NULL; }
void kmod_set_log_priority(void *ctx, int priority) { }
int kmod_module_new_from_path(void *ctx, const char *path, void **mod)
{
	snprintf(name, sizeof(name), "%s", path);
	*mod = &name;
	return 0;
}
int kmod_module_new_from_name(void *ctx, const char *path, void **mod)
{
	return kmod_module_new_from_path(ctx, path, mod);
}
void *kmod_module_unref(void *mod) { return NULL; }
int kmod_module_get_info(void *mod, void **list)
{
	size_t n = 0;

	if (answer("KMOD_INFO"))
		return answer("KMOD_INFO");
	info[n++] = (struct pair){ "vermagic", getenv("KMOD_VERMAGIC") };
	if (getenv("KMOD_SIGNER"))
		info[n++] = (struct pair){ "signer", getenv("KMOD_SIGNER") };
	*list = info;
	return n;
}
void *kmod_list_next(void *list, void *at) { return ((struct pair *)at)[1].key ? (struct pair *)at + 1 : NULL; }
const char *kmod_module_info_get_key(void *at) { return ((struct pair *)at)->key; }
const char *kmod_module_info_get_value(void *at) { return ((struct pair *)at)->value; }
void kmod_module_info_free_list(void *list) { }
const char *kmod_module_get_options(void *mod) { return getenv("KMOD_OPTIONS"); }
int kmod_module_insert_module(void *mod, unsigned int flags, const char *options)
{
	note("insert", name);
	note("options", options);
	return answer("KMOD_INSERT");
}
int kmod_module_remove_module(void *mod, unsigned int flags)
{
	note("remove", name);
	return answer("KMOD_REMOVE");
}
END
gcc -w -shared -fPIC -o "$work/lib/libkmod.so.2" "$work/kmod.c" || exit 1
: >"$work/nestscope.ko"
cat >"$work/enter" <<'END'
mount -t tmpfs -o mode=755 none /sys || exit 99
mkdir -p /sys/module/module/parameters /sys/kernel/security
eval "$1"
shift
exec setpriv --inh-caps=-sys_module --bounding-set=-sys_module "$@"
END
loaded_here="mkdir -p /sys/module/nestscope/parameters; echo $version >/sys/module/nestscope/version
	echo N >/sys/module/nestscope/parameters/live_vmcs; echo 1 >/sys/module/nestscope/refcnt"
locked_here="echo 'none [integrity] confidentiality' >/sys/kernel/security/lockdown"
enforced_here="echo Y >/sys/module/module/parameters/sig_enforce"

# try SETUP VARIABLES ARGUMENT...
try()
{
	setup=$1
	shift
	: >"$work/asked"
	status=0
	# shellcheck disable=SC2086 # variables
	unshare --mount env LD_LIBRARY_PATH="$work/lib" KMOD_LOG="$work/asked" KMOD_VERMAGIC="$release SMP " ${1:+"$1"} \
		${2:+"$2"} sh "$work/enter" "$setup" "$nestscope" module $3 >"$work/out" 2>"$work/err" </dev/null || status=$?
	result $((status != $4)) "exit status $4: module $3, ${1:-as it is} ${2:-}" "$work/err" "$work/out"
}

asked_has()
{
	grep -qxF "$1" "$work/asked"
	result $? "... libkmod is asked to $1" "$work/asked"
}

asked_nothing()
{
	[ ! -s "$work/asked" ]
	result $? "... and nothing is tried" "$work/asked"
}

ko=$work/nestscope.ko
try : KMOD_OPTIONS=vmread_timing=1 '' "load $ko live_vmcs=y" 1
asked_has "insert $ko"
asked_has "options vmread_timing=1 live_vmcs=1"
out_has 'not loaded'
try "$loaded_here" '' '' "load $ko" 0
asked_nothing
out_has "loaded, version $version"
try "$loaded_here" '' '' "load $ko live_vmcs=0" 0
try "$loaded_here" '' '' "load live_vmcs=1" 1
asked_nothing
out_has 'it is loaded already, with live_vmcs=N'
out_has 'nestscope module load live_vmcs=1'
try "$locked_here" '' '' "load $ko" 1
asked_nothing
out_says 'locked down (integrity) and accepts only signed modules'
out_has 'mokutil --import'
try "$enforced_here" '' '' "load $ko" 1
asked_nothing
out_says 'module.sig_enforce'
# EPERM 1, ENOEXEC 8, EAGAIN 11, ENOKEY 126, EKEYREJECTED 129
try "$locked_here" KMOD_SIGNER=Me KMOD_INSERT=1 "load $ko" 1
asked_has "insert $ko"
out_says 'does not trust the key'
out_says '(signed by Me)'
try "$enforced_here" KMOD_SIGNER=Me KMOD_INSERT=129 "load $ko" 1
out_says 'does not trust the key'
try : KMOD_SIGNER=Me KMOD_INSERT=126 "load $ko" 1
out_says 'does not trust the key'
try : KMOD_INSERT=1 '' "load $ko" 1
out_has 'only root can load a module'
try : KMOD_INSERT=8 '' "load $ko" 1
out_has 'the kernel rejects'
try : KMOD_INSERT=12 '' "load $ko" 1
out_has 'it could not be loaded: Cannot allocate memory'
try : KMOD_VERMAGIC='5.10.0-1-amd64 SMP' '' "load $ko" 1
asked_nothing
out_says "was built for 5.10.0-1-amd64, and this kernel is $release"
try : KMOD_INFO=8 '' "load $ko" 1
asked_nothing
out_has 'cannot be read as a module'
try : LD_LIBRARY_PATH=/nonexistent KMOD_INFO=8 "unload" 0
asked_nothing
try "$loaded_here" '' '' unload 0
asked_has 'remove nestscope'
try "$loaded_here" KMOD_REMOVE=11 '' unload 1
out_has 'it is in use'
try "$loaded_here" KMOD_REMOVE=1 '' unload 1
out_has 'only root can unload a module'

# The module that make built is found beside the program and read by the real libkmod.
if [ -f "$top/build/nestscope.ko" ]; then
	mkdir "$work/beside"
	cp "$nestscope" "$top/build/nestscope.ko" "$work/beside"
	nestscope=$work/beside/nestscope
	ns module status
	out_says '(next to this program)'
	out_has "$(modinfo -F vermagic "$work/beside/nestscope.ko" | cut -d ' ' -f 1)"
	out_has nobody
else
	skip "a file beside the program" "make modules was not run"
fi

finish
