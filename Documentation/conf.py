# SPDX-License-Identifier: GPL-2.0-or-later
"""What Sphinx makes of the guides: sphinx-build -W Documentation DIR"""
project = 'nestscope'
root_doc = 'index'
exclude_patterns = ['ABI', 'examples', 'man', 'schema', 'upstream']
html_copy_source = False
# Options begin with two dashes
smartquotes = False
