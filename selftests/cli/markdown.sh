#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --format markdown: GitHub's own renderer (cmark-gfm) shows the same as the text, for the captured machines and for
# some with names that try to be markup.

. "$(dirname "$0")/ktap.sh"

py 'from markdown import heads_of'

# says_the_same DESCRIPTION ARGUMENT...
says_the_same()
{
	description=$1
	shift
	ns "$@"
	cp "$work/out" "$work/text"
	ns "$@" --format markdown
	cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tasklist "$work/out" >"$work/html" 2>"$work/log" &&
		py 'heads = None; heads = heads_of((work / "html").read_text(), (work / "text").read_text())'
	result $? "$description" "$work/log"
}

for fixture in "$fixtures"/*.json; do
	for command in status 'caps --all' layers; do
		# shellcheck disable=SC2086 # words
		says_the_same "${fixture##*/}: $command says as Markdown what it says as text" $command --from "$fixture"
	done
done
cd "$fixtures" || exit 1
for vendor in amd intel; do
	says_the_same "a chain of $vendor" diff $vendor-L0.json $vendor-L1.json $vendor-L2.json
done
says_the_same "machines side by side" diff --only-different intel-L0.json amd-L0.json

# The names of a machine make no heading, link, table or picture.
python3 - "$fixtures/intel-L1.json" "$work" <<'END'
import json, sys

source, work = sys.argv[1:]
evil = ('# Head', '## Head', '- item', '1. item', '> quote', '    code', '```', '~~~', '---', '===', '| a | b |', '<script>x</script>',
        '<!-- gone', '[a](http://evil.example)', '![a](x)', '<http://evil.example>', 'http://evil.example', 'www.evil.example',
        'a@evil.example', '@somebody', '#12', 'owner/name#12', 'GH-12', ':x: :+1:', '**b** __b__ ~~s~~ `c`', '$x$', 'a\nb\n# Head\n',
        '[x]: http://evil.example', '[ ] task', '&lt;b&gt; &#42;', '\\\\# \\', 'a\u2028# Head', '\u202etxt', '\x1b[31m')
# Two in each: one begins a line, the other a table cell
for i, text in enumerate(evil[::2]):
    s = json.load(open(source))
    for section, name, value in (('host', 'kernel', text), ('cpuinfo', 'model_name', evil[2 * i - 1]),
                                 ('dmi', 'sys_vendor', text), ('dmi', 'product_name', evil[2 * i - 1])):
        assert name in s[section], name
        s[section][name] = {'state': 'value', 'value': value, 'source': 'procfs'}
    json.dump(s, open(f'{work}/evil.{i:02}.json', 'w'))
END
for command in status layers 'diff --only-lost'; do
	# shellcheck disable=SC2086 # words
	says_the_same "$command of a machine with harmless names" $command --from "$fixtures/intel-L1.json"
	py 'harmless = heads'
	for file in "$work"/evil.*.json; do
		name=$(grep -oE '"(kernel|model_name)": {[^}]*}' "$file" | sed 's/.*"value": \(".*"\), .*/\1/' | tr -d '\134' | paste -sd ' ')
		# shellcheck disable=SC2086 # words
		says_the_same "$command: $name is text" $command --from "$file"
		py 'assert heads and heads == harmless, (heads, harmless)'
		result $? "... and no head" "$work/log"
	done
done

finish
