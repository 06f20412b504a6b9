#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Is an HTML file well-formed, and does it load and run nothing?

usage: page.py FILE
"""
import html.parser
import sys
from pathlib import Path

VOID = 'meta', 'input'
NEVER = 'script', 'link', 'img', 'a', 'iframe', 'object'


class Page(html.parser.HTMLParser):
    """Follows the elements, and objects to those that reach outside"""

    def __init__(self):
        super().__init__()
        self.open_tags = []

    def handle_starttag(self, tag, attrs):
        assert tag not in NEVER, tag
        assert not any(name.startswith('on') or name in ('src', 'href') for name, _ in attrs), (tag, attrs)
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open_tags and self.open_tags.pop() == tag, (tag, self.getpos())


text = Path(sys.argv[1]).read_text()
page = Page()
page.feed(text)
page.close()
assert not page.open_tags, page.open_tags
assert '://' not in text and '@import' not in text and 'url(' not in text
