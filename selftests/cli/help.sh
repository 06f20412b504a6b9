#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Help, the manual pages and the tables of commands and options agree, and the examples of help work.

. "$(dirname "$0")/ktap.sh"

pages=$top/Documentation/man
man=$pages/nestscope.8
commands='status caps layers check decode explain snapshot diff baseline stamp watch metrics bugreport list module completion help'

# same WHAT A-NAME FILE B-NAME FILE: two sorted lists, neither of them empty
same()
{
	[ -s "$3" ] && diff -u "$3" "$5" >"$work/diff" 2>&1
	result $? "$2 and $4 name the same $1" "$work/diff"
}

# options_of FILE NAME: the rows of the table NAME: option, letter, and ARG if it takes one
options_of()
{
	awk -v "name=$2" '$0 ~ "struct ns_option " name "\\[\\]" { on = 1 } /^};/ { on = 0 }
	on && /^\t\{ "/ {
		gsub(/[",'"'"']/, "")
		print $2, $3 == "0" ? "" : $3, $4 == "NULL" ? "" : "ARG"
	}' "$1"
}

# shown FILE: the same of what help printed
shown()
{
	awk '/^ +(-., )? *--/ {
		letter = ""
		if ($1 ~ /^-.,$/) { letter = substr($1, 2, 1); $1 = ""; $0 = $0 }
		print substr($1, 3), letter, $2 ~ /^[A-Z]+$/ ? "ARG" : ""
	}' "$1"
}

# described COMMAND|all: the same of the manual: of one command, in its page or in that of all; of all commands
described()
{
	page=$man
	options=all
	if [ -f "$pages/nestscope-$1.8" ]; then
		page=$pages/nestscope-$1.8
		options=$1
	fi
	awk -v "command=$1" -v "options=$options" '/^\.Sh/ { of = ($2 == "OPTIONS" ? options : "") }
	/^\.Sh COMMANDS/ { of = "none" }
	of && /^\.It Cm/ { of = $3 }
	of == command && /^\.It Fl/ {
		letter = ""; name = $3; arg = $4
		if ($4 == ",") { letter = $3; name = $6; arg = $7 }
		print substr(name, 2), letter, arg == "Ar" ? "ARG" : ""
	}' "$page"
}

# page_of COMMAND: the manual page of its own says what help says, which is in $work/help
page_of()
{
	page=$pages/nestscope-$1.8
	[ "$(sed -n 's/^\.Nd //p' "$page")" = "$(sed -n 3p "$work/help")" ]
	result $? "${page##*/} calls $1 what help calls it" "$page"
	mandoc -Tutf8 -O width=500 "$page" | sed "s/.\x08//g" >"$work/page"
	sed -n '/^SYNOPSIS/{n;p}' "$work/page" | tr -d '[:space:]' >"$work/synopsis"
	sed -n '1s/^Usage: //p' "$work/help" | tr '[:upper:]' '[:lower:]' | tr -d '[:space:]' |
		cmp -s - "$work/synopsis"
	result $? "${page##*/} and help have the same usage" "$work/synopsis"
	sed -n '/^EXAMPLES/,/^SEE ALSO/s/^ *[$#] //p' "$work/page" >"$work/examples.page"
	sed -n '/^Examples:/,$s/^  \(nestscope\)/\1/p' "$work/help" | grep -vxFf "$work/examples.page" >"$work/log"
	[ -s "$work/examples.page" ] && [ ! -s "$work/log" ]
	result $? "${page##*/} has the examples of help" "$work/log"
	grep -q "^\.Xr nestscope-$1 8" "$man"
	result $? "nestscope.8 names ${page##*/}"
}

ns --help
cp "$work/out" "$work/help"
[ "$(wc -l <"$work/help")" -le 40 ]
result $? "--help has at most 40 lines" "$work/help"
ns help
cmp -s "$work/help" "$work/out"
result $? "nestscope help prints what --help prints" "$work/out"

printf "%s\n" "$commands" | tr " " "\n" | sort >"$work/commands"
sed -n 's/^\t\.name = "\([a-z]*\)",/\1/p' "$top"/userspace/commands/*.c | sort >"$work/commands.source"
sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$work/help" | sort >"$work/commands.help"
sed -n '/^\.Sh COMMANDS/,/^\.Sh/s/^\.It Cm \([a-z]*\)$/\1/p' "$man" | sort >"$work/commands.man"
same commands "this test" "$work/commands" "the tables" "$work/commands.source"
same commands "the tables" "$work/commands.source" --help "$work/commands.help"
same commands "the tables" "$work/commands.source" "the manual page" "$work/commands.man"

options_of "$top/userspace/options.c" ns_common_options | sort >"$work/common"
shown "$work/help" | sort >"$work/common.help"
described all | sort >"$work/common.man"
same "common options" "the table" "$work/common" --help "$work/common.help"
same "common options" "the table" "$work/common" "the manual page" "$work/common.man"

for command in $commands; do
	ns help "$command"
	cp "$work/out" "$work/help"
	[ "$(wc -l <"$work/help")" -le 30 ] && [ "$(wc -L <"$work/help")" -le 100 ]
	result $? "help $command has at most 30 lines of 100 columns" "$work/help"
	ns "$command" --help
	cmp -s "$work/help" "$work/out"
	result $? "$command --help prints what help $command prints" "$work/out"
	sed -n '/^Examples:/,$s/^  \(nestscope\|qemu\)/\1/p' "$work/help" >"$work/examples"
	[ "$(wc -l <"$work/examples")" -eq 2 ]
	result $? "help $command gives two examples" "$work/help"

	# A command's own options come before the common ones.
	options_of "$top/userspace/commands/$command.c" options | sort >"$work/own"
	shown "$work/help" | sort >"$work/all"
	comm -13 "$work/common" "$work/all" >"$work/own.help"
	described "$command" | sort >"$work/own.man"
	cmp -s "$work/own" "$work/own.help"
	result $? "help $command lists its own options and common ones" "$work/own" "$work/own.help"
	cmp -s "$work/own" "$work/own.man"
	result $? "the manual page describes the options of $command" "$work/own" "$work/own.man"
	[ ! -f "$pages/nestscope-$command.8" ] || page_of "$command"
done
for page in "$pages"/nestscope-*.8; do
	basename "$page" .8
done | sed 's/^nestscope-//' | sort | comm -23 - "$work/commands" >"$work/log"
[ ! -s "$work/log" ]
result $? "each page is of a command" "$work/log"
ns watch --help
! grep -q -e --from "$work/out"
result $? "help of watch does not offer --from, which watch refuses" "$work/out"

# The examples run, except those that write to /var/lib or need a live machine.
mkdir "$work/bin" "$work/there"
ln -s "$nestscope" "$work/bin/nestscope"
for name in host guest a b; do
	cp "$fixtures/intel-L1.json" "$work/there/$name.json"
done
cp "$fixtures/qmp/cpu-models.txt" "$work/there/qmp.json"
mkdir "$work/there/hosts"
cp "$fixtures/intel-L0.json" "$fixtures/amd-L0.json" "$work/there/hosts"
gzip -k "$work/there/host.json"
echo '00:00:00.154394 HM: MSR_IA32_FEATURE_CONTROL          = 0x5' >"$work/there/VBox.log"
for command in status caps layers decode explain snapshot diff baseline metrics bugreport list help; do
	ns help "$command"
	sed -n '/^Examples:/,$s/^  \(nestscope\)/\1/p' "$work/out" >"$work/examples"
	while read -r line; do
		status=0
		(cd "$work/there" && PATH="$work/bin:$PATH" sh -c "$line" >"$work/out" 2>"$work/err" </dev/null) ||
			status=$?
		[ "$status" -ne 2 ] && [ ! -s "$work/err" ]
		result $? "the example works: $line" "$work/err"
	done <"$work/examples"
done

finish
