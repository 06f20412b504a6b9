// SPDX-License-Identifier: GPL-2.0-or-later
/* Write gcov's counts also in a process that ends by _exit(), as each test of kselftest's harness does. */
void __gcov_dump(void);
void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status);

void __wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}
