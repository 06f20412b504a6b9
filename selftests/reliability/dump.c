// SPDX-License-Identifier: GPL-2.0-or-later
/* A process that ends by _exit(), as each test of kselftest's harness does, leaves gcov's counts as well. */
void __gcov_dump(void);
void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status);

void __wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}
