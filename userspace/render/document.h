/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Headings, items, tables and blocks of text, as Markdown or as HTML: @out->format says which. */
#ifndef NESTSCOPE_RENDER_DOCUMENT_H
#define NESTSCOPE_RENDER_DOCUMENT_H

#include "render/out.h"

void ns_doc_begin(const struct ns_out *out, const char *title);
void ns_doc_end(const struct ns_out *out);

/* @level 2 or 3 */
void ns_doc_heading(const struct ns_out *out, int level, const char *text);
void ns_doc_text(const struct ns_out *out, const char *text);

/* A list: each item has a label, and text behind it */
void ns_doc_list(const struct ns_out *out);
void ns_doc_item(const struct ns_out *out, const char *label, const char *text);
void ns_doc_list_end(const struct ns_out *out);

/* A table: the titles of @count columns, then rows of as many cells, which a narrow page shows with their titles */
void ns_doc_table(const struct ns_out *out, const char *const *titles, size_t count);
void ns_doc_row(const struct ns_out *out, const char *const *titles, const char *const *cells, size_t count);
void ns_doc_table_end(const struct ns_out *out);

/* A text of many lines, which HTML shows folded up: its @title, @from where it is */
void ns_doc_part(const struct ns_out *out, const char *title, const char *from);
void ns_doc_block(const struct ns_out *out, const char *text);
void ns_doc_part_end(const struct ns_out *out);

#endif
