// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Write gcov's counts also in a process that ends by _exit(), as each test of kselftest's harness does, in one that
 * raises the signal that ends it, and in one that took another root, where the directory of the counts is not.
 */
#include <fcntl.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);
void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status);
int __real_raise(int sig);
int __wrap_raise(int sig);
int __real_chroot(const char *path);
int __wrap_chroot(const char *path);

static int outside = -1;

int __wrap_chroot(const char *path)
{
	if (outside < 0)
		outside = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return __real_chroot(path);
}

void __wrap__exit(int status)
{
	/* Who has no right to go back leaves no counts. */
	if (outside >= 0 && !fchdir(outside) && __real_chroot("."))
		outside = -1;
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
