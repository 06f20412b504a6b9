#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bash, zsh and fish themselves complete exactly what the tables have.

. "$(dirname "$0")/ktap.sh"

for shell in bash zsh fish; do
	ns completion $shell
	cp "$work/out" "$work/$shell"
	"$shell" -n "$work/$shell" >"$work/log" 2>&1 && [ "$status" -eq 0 ] && [ -s "$work/$shell" ]
	result $? "completion $shell prints a script that $shell takes" "$work/log" "$work/err"
done
exits 2 completion
exits 2 completion tcsh
err_has 'bash, zsh or fish'

mkdir "$work/there" "$work/there/some.dir" "$work/bin"
: >"$work/there/some.json"
ln -s "$nestscope" "$work/bin/nestscope"
cd "$work/there" || exit 1
"$nestscope" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort >"$work/commands"
"$nestscope" check --list --json | python3 -c 'import json, sys
print("\n".join(sorted(c["check"] for c in json.load(sys.stdin))))' >"$work/checks"

cat >"$work/ask.bash" <<'END'
source "$1"
IFS=$'\x1f' read -r -a COMP_WORDS <<<"$2"
[[ $2 == *$'\x1f' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_nestscope
printf '%s\n' "${COMPREPLY[@]}"
END

# zsh completes only where it edits a line, so it is given a terminal, and a key that lists what it would add. All that it
# adds goes through compadd; -O, -A and -D are for its own use.
cat >"$work/ask.zsh" <<'END'
zmodload zsh/zpty zsh/zselect
mkdir -p $3
cat >$3/.zshrc <<RC
PROMPT= RPROMPT=
autoload -Uz compinit
compinit -u -d $3/dump
source $1
compadd() {
	local -a found
	if [[ " \${(@)argv[1,(i)(-|--)]}" != *' '-[a-zA-Z]#[OAD]* ]]; then
		builtin compadd -A found "\$@"
		((! \$#found)) || print -rl -- \$found >>$3/got
	fi
	builtin compadd "\$@"
}
ask() { zle list-choices; : >$3/done }
zle -N ask
bindkey '^X' ask
RC
rm -f $3/got $3/done
zpty shell "ZDOTDIR=$3 zsh -i"
zpty -w -n shell "$2"$'\x18'
for ((tries = 0; tries < 3000; tries++)); do
	[[ ! -e $3/done ]] || break
	zpty -r -t shell && continue
	zselect -t 2
done >$3/screen
zpty -d shell
if [[ ! -e $3/done ]]; then
	cat $3/screen >&2
elif [[ -e $3/got ]]; then
	cat $3/got
fi
END

# completes SHELL LINE: writes what can follow LINE, sorted, to $work/got
completes()
{
	case $1 in
	bash)
		# bash splits --option=argument into three words.
		words=$(printf '%s' "$2" | sed 's/=/ = /g; s/ = $/ =/' | tr ' ' '\037')
		bash "$work/ask.bash" "$work/bash" "$words" ;;
	fish) fish --no-config -c "source $work/fish; complete -C '$2'" | cut -f 1 ;;
	zsh) zsh -f "$work/ask.zsh" "$work/zsh" "$2" "$work/zdotdir" ;;
	esac 2>"$work/err" | sed 's/^--[a-z-]*=\(.\)/\1/; s/ *$//; s,/$,,; s/=$//' | sort -u >"$work/got"
}

# offers LINE FILE: in each shell exactly the words of FILE, which is sorted; offers_some: these, and perhaps more
offers()
{
	for shell in bash fish zsh; do
		completes $shell "$1"
		diff "$2" "$work/got" >"$work/diff" 2>&1
		result $? "$shell: $1 is completed by $(wc -l <"$2") words" "$work/diff" "$work/err"
	done
}

offers_some()
{
	for shell in bash fish zsh; do
		completes $shell "$1"
		comm -23 "$2" "$work/got" >"$work/diff"
		[ ! -s "$work/diff" ]
		result $? "$shell: $1 is completed by $(tr '\n' ' ' <"$2")" "$work/diff" "$work/got" "$work/err"
	done
}

words()
{
	printf '%s\n' "$@" | sort >"$work/words"
}

offers 'nestscope ' "$work/commands"
words check
offers 'nestscope ch' "$work/words"
offers 'nestscope check ' "$work/checks"
words text markdown html json
offers 'nestscope diff --format ' "$work/words"
words cpu kvm
offers 'nestscope caps --view ' "$work/words"
words auto always never
offers 'nestscope --color ' "$work/words"
words auto always
offers 'nestscope status --color=a' "$work/words"
words some.dir
offers 'nestscope status --sysroot some' "$work/words"
words some.json
offers_some 'nestscope status --from some' "$work/words"
words kvm esxi hyperv virtualbox xen bhyve wsl2 android firecracker kata
offers 'nestscope check --for ' "$work/words"
words load status unload live_vmcs=1 vmread_timing=1
offers_some 'nestscope module ' "$work/words"
words bash fish zsh
offers 'nestscope completion ' "$work/words"

# For each command exactly its options
while read -r command; do
	"$nestscope" help "$command" | grep -oE '^ +(-., )? *--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort >"$work/options"
	offers "nestscope $command --" "$work/options"
done <"$work/commands"

# Each option that takes an argument completes something, unless nestscope cannot know the values.
while read -r command; do
	"$nestscope" help "$command" | sed -nE 's/^ +(-., )? *(--[a-z-]+) ([A-Z]+) .*/\2 \3/p' |
		while read -r option arg; do
			case $arg in NAME | SECONDS | N | COUNT | DATE | HOST) continue ;; esac
			completes bash "nestscope $command $option "
			echo "$option" >>"$work/asked"
			[ -s "$work/got" ] || echo "$command $option $arg"
		done
done <"$work/commands" >"$work/empty"
[ ! -s "$work/empty" ] && [ "$(sort -u "$work/asked" | wc -l)" -ge 5 ]
result $? "every argument that can be known is completed" "$work/empty"

finish
