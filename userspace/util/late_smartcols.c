// SPDX-License-Identifier: GPL-2.0-or-later
/* libsmartcols: needed for tables; the answers have none. */
#include <libsmartcols.h>

#include "util/late.h"

static struct ns_late smartcols = { .file = "libsmartcols.so.1" };

#define FUNCTION(type, name, parameters, arguments) NS_LATE(&smartcols, return, type, name, parameters, arguments)

FUNCTION(const char *, scols_cell_get_data, (const struct libscols_cell *cell), (cell))
FUNCTION(int, scols_cell_set_color, (struct libscols_cell *cell, const char *color), (cell, color))
FUNCTION(struct libscols_cell *, scols_column_get_header, (struct libscols_column *column), (column))
FUNCTION(struct libscols_cell *, scols_line_get_cell, (struct libscols_line *line, size_t n), (line, n))
FUNCTION(int, scols_line_refer_data, (struct libscols_line *line, size_t n, char *data), (line, n, data))
FUNCTION(struct libscols_table *, scols_new_table, (void), ())
FUNCTION(int, scols_print_table_to_string, (struct libscols_table *table, char **text), (table, text))
FUNCTION(int, scols_table_enable_colors, (struct libscols_table *table, int enable), (table, enable))
FUNCTION(struct libscols_column *, scols_table_get_column, (struct libscols_table *table, size_t n), (table, n))
FUNCTION(struct libscols_line *, scols_table_get_line, (struct libscols_table *table, size_t n), (table, n))
FUNCTION(struct libscols_column *, scols_table_new_column,
	 (struct libscols_table *table, const char *name, double width, int flags), (table, name, width, flags))
FUNCTION(struct libscols_line *, scols_table_new_line, (struct libscols_table *table, struct libscols_line *parent),
	 (table, parent))
FUNCTION(int, scols_table_set_column_separator, (struct libscols_table *table, const char *text), (table, text))
FUNCTION(int, scols_table_set_termforce, (struct libscols_table *table, int force), (table, force))
NS_LATE(&smartcols, , void, scols_unref_table, (struct libscols_table *table), (table))
