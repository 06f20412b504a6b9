#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Is this HTML, which was made of Markdown, nothing but text in heads, items and tables, and does it say what TEXT does?

usage: markdown.py HTML TEXT

Prints how many heads there are.
"""
import html.parser
import re
import sys
from collections import Counter
from pathlib import Path

ALLOWED = {'h1', 'h2', 'p', 'ul', 'li', 'strong', 'code', 'table', 'thead', 'tbody', 'tr', 'th', 'td'}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.text, self.heads, self.stack = [], 0, []

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED and not attributes, (tag, attributes, self.getpos())
        self.stack.append(tag)
        self.heads += tag in ('h1', 'h2')

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, (tag, self.getpos())

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        # What keeps a name from being a link: nothing is between it and the text around it.
        assert data == ' ', data


def words(text):
    """Columns, and what stands around labels, look different in each."""
    return Counter(re.sub(r'[^\S\n]*\n\s*', ' ', text).replace(':', ' ').split())


page = Page()
page.feed(Path(sys.argv[1]).read_text())
page.close()
assert not page.stack and page.heads, (page.stack, page.heads)
missing = words(Path(sys.argv[2]).read_text()) - words(''.join(page.text))
assert not missing, missing
print(page.heads)
