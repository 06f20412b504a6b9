/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bug report that nestscope has written as Markdown, read again. It may come from anybody. */
#ifndef NESTSCOPE_REPORT_READ_H
#define NESTSCOPE_REPORT_READ_H

#include "model/report.h"

/* Longer text is not looked at. */
#define NS_REPORT_MAX_SIZE (64u << 20)

bool ns_is_report(const char *text, size_t size);

/*
 * Add the layers of the report in @text, called @name, to @report. False with
 * *@error, to be freed: it is damaged; then @report is to be thrown away.
 */
bool ns_report_read(struct ns_report *report, const char *text, size_t size, const char *name, char **error);

#endif
