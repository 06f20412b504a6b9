/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's harness without its bound of 30 seconds for each test: a slow or
 * busy machine takes longer for one that goes through every byte of a file. What
 * hangs is ended by the bound for the whole program, in the file settings.
 */
#ifndef NESTSCOPE_TEST_HARNESS_H
#define NESTSCOPE_TEST_HARNESS_H

#include "kselftest_harness.h"

/* The harness passes it to alarm(), for which 0 means no alarm. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 0

#endif
