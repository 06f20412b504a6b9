// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Write gcov's counts also in a process that ends by _exit(), as each test of kselftest's harness does, and in one
 * that raises the signal that ends it.
 */
void __gcov_dump(void);
void __gcov_reset(void);
void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status);
int __real_raise(int sig);
int __wrap_raise(int sig);

void __wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}

/* Counted anew from here on, should the signal not end it */
int __wrap_raise(int sig)
{
	__gcov_dump();
	__gcov_reset();
	return __real_raise(sig);
}
