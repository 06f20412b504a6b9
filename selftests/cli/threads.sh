#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Questions that people asked in public: one command gives the right answer, from a machine like theirs and from what
# they pasted. A file fixtures/threads/*.thread is a question:
#
#	about: where it was asked, and what
#	machine: the snapshot that the command is about, beside it; of fixtures/pasted, in fixtures/
#	command: of nestscope; "-" reads what was pasted
#	exit: its exit status
#	says: words that the answer has (any number of these lines)
#	never: words that it does not have (likewise)
#	---
#	what was pasted
#
# fixtures/pasted/*.thread are samples of what programs print, which nobody asked about in public.

. "$(dirname "$0")/ktap.sh"

threads=$fixtures/threads

# of NAME: the values of the thread's lines with that name, one per line
of()
{
	sed -n "/^---\$/q; s/^$1: //p" "$thread"
}

# The program wraps text to the width of the screen, so words are searched in the unwrapped text.
one_line()
{
	tr -s ' \n' ' ' <"$work/out" >"$work/line"
}

for thread in "$threads"/*.thread "$fixtures"/pasted/*.thread; do
	case $thread in
	"$threads"/*) machine=$threads/$(of machine) ;;
	*) machine=$fixtures/$(of machine) ;;
	esac
	set --
	[ -z "$(of machine)" ] || set -- --from "$machine"
	about=$(of about)
	sed '1,/^---$/d' "$thread" >"$work/in"
	status=0
	# shellcheck disable=SC2046 # words
	"$nestscope" $(of command) "$@" >"$work/out" 2>"$work/err" <"$work/in" ||
		status=$?
	[ "$status" -eq "$(of exit)" ] && [ ! -s "$work/err" ]
	result $? "exit status $(of exit): $about" "$work/err" "$work/out"
	one_line
	of says | tr -s ' ' >"$work/says"
	[ -s "$work/says" ]
	result $? "... has an answer to be looked for"
	while read -r words; do
		grep -qF -e "$words" "$work/line"
		result $? "... says $words" "$work/out"
	done <"$work/says"
	of never | tr -s ' ' >"$work/never"
	while read -r words; do
		! grep -qF -e "$words" "$work/line"
		result $? "... does not say $words" "$work/out"
	done <"$work/never"
	lines=$(wc -l <"$work/out")
	[ "$(of command)" != 'explain -' ] || [ "$lines" -le 70 ]
	result $? "... in $lines lines"
done

# Each machine belongs to a question.
for machine in "$threads"/*.json; do
	grep -q "^machine: ${machine##*/}\$" "$threads"/*.thread
	result $? "a thread is about ${machine##*/}"
done

finish
