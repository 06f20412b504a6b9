# SPDX-License-Identifier: GPL-2.0-or-later
"""HTML that was made of Markdown"""
import html.parser
import re
from collections import Counter

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


def heads_of(html, text):
    """How many heads it has. It is nothing but text in heads, items and tables, and says what @text says."""
    page = Page()
    page.feed(html)
    page.close()
    assert not page.stack and page.heads, (page.stack, page.heads)
    missing = words(text) - words(''.join(page.text))
    assert not missing, missing
    return page.heads
