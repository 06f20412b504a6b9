// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Preloaded into the program: makes one call of one kind fail, and no other.
 *
 *	FAULT=KIND:ERROR:AT	the call number AT of KIND gives ERROR, a number;
 *				-1 cuts a read or write down to one byte
 *	FAULT_COUNT=FILE	at its end how many calls of KIND there were, and the
 *				number of the first one of each way there: that
 *				is, of each list of who called whom
 *
 * Allocations are counted in malloc() and its like. System calls are caught by
 * the kernel, so that those within the C library count as well: a filter lets
 * SIGSYS be raised by each of the kind, and the handler makes the call itself,
 * from the only place where the filter lets it pass. What the dynamic linker
 * does before the program begins is none of the program's, and not counted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef __x86_64__
#error "only for x86-64"
#endif

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

/* The kinds, and their system calls; memory has its own, and mmap() in addition to it */
static const struct kind {
	const char *name;
	int calls[16];
} kinds[] = {
	{ "memory", { -1 } },
	{ "open", { SYS_open, SYS_openat, SYS_openat2, -1 } },
	{ "read", { SYS_read, SYS_pread64, SYS_readv, SYS_getdents64, SYS_readlink, SYS_readlinkat, -1 } },
	{ "write", { SYS_write, SYS_writev, SYS_pwrite64, SYS_fsync, SYS_fchmod, SYS_rename, SYS_renameat,
		     SYS_renameat2, -1 } },
	{ "path", { SYS_stat, SYS_lstat, SYS_newfstatat, SYS_statx, SYS_access, SYS_faccessat, SYS_faccessat2,
		    SYS_statfs, -1 } },
	{ "look", { SYS_fstat, SYS_newfstatat, SYS_fstatfs, SYS_lseek, -1 } },
	{ "map", { SYS_mmap, SYS_mprotect, SYS_brk, -1 } },
	{ "other", { SYS_ioctl, SYS_fcntl, SYS_dup, SYS_dup2, SYS_pipe2, SYS_poll, SYS_ppoll, SYS_socket,
		     SYS_connect, SYS_memfd_create, SYS_uname, SYS_sysinfo, SYS_clock_gettime, SYS_close, -1 } },
};

/* Initialized by hand: malloc() is called before the constructor. */
static const struct kind *kind;
static long error, at, calls;

/* The ways that were seen, by a hash of their return addresses, and the first calls of each */
static uint64_t ways[1 << 16];
static long firsts[sizeof(ways) / sizeof(ways[0]) / 2];
static size_t n_firsts;

static int is_memory(void)
{
	return kind == kinds;
}

/* Notes the call if none came this way before. One that finds no room is as good as seen. */
static void note_way(long call)
{
	const size_t size = sizeof(ways) / sizeof(ways[0]);
	void *addresses[64];
	int n = backtrace(addresses, 64);
	uint64_t hash = 0xcbf29ce484222325;
	size_t slot;

	/* FNV-1a, in words */
	for (int i = 0; i < n; i++)
		hash = (hash ^ (uintptr_t)addresses[i]) * 0x100000001b3;
	for (slot = (hash >> 32) % size; ways[slot] && ways[slot] != hash; slot = (slot + 1) % size)
		;
	if (ways[slot] || n_firsts == sizeof(firsts) / sizeof(firsts[0]))
		return;
	ways[slot] = hash;
	firsts[n_firsts++] = call;
}

/* Is it the call that fails? Where none is to, the ways are looked at. */
static int fails(void)
{
	long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);

	if (!at)
		note_way(call);
	return call == at;
}

static __attribute__((unused)) int no_memory(void)
{
	if (!is_memory() || !fails())
		return 0;
	errno = ENOMEM;
	return 1;
}

#ifndef NO_MEMORY
void *malloc(size_t size)
{
	return no_memory() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return no_memory() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return no_memory() ? NULL : __libc_realloc(p, size);
}
#endif

/* fault_syscall(NUMBER, ARGUMENTS): the instruction before fault_passes is the one that the filter lets pass. */
long fault_syscall(long number, const greg_t *arguments);
extern const char fault_passes[];

__asm__(".text\n"
	"fault_syscall:\n"
	"	mov %rdi, %rax\n"
	"	mov %rsi, %r11\n"
	"	mov 0(%r11), %rdi\n"
	"	mov 8(%r11), %rsi\n"
	"	mov 16(%r11), %rdx\n"
	"	mov 24(%r11), %r10\n"
	"	mov 32(%r11), %r8\n"
	"	mov 40(%r11), %r9\n"
	"	syscall\n"
	"fault_passes:\n"
	"	ret\n");

/* Is it another kind's? newfstatat() looks at a path, or with an empty one at a descriptor; names do not come in parts. */
static int is_of_others(int call, const greg_t *arguments)
{
	if (call == SYS_newfstatat)
		return !*(const char *)arguments[1] != !strcmp(kind->name, "look");
	return error < 0 && call != SYS_read && call != SYS_pread64 && call != SYS_write;
}

static void caught(int sig, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	greg_t arguments[] = { regs[REG_RDI], regs[REG_RSI], regs[REG_RDX], regs[REG_R10], regs[REG_R8], regs[REG_R9] };
	int call = info->si_syscall, failing = !is_of_others(call, arguments) && fails();

	(void)sig;
	if (failing && error < 0 && arguments[2] > 1)
		arguments[2] = 1;
	/* It has no error: it gives the end that there is. */
	if (failing && call == SYS_brk)
		arguments[0] = 0;
	regs[REG_RAX] = failing && error > 0 && call != SYS_brk ? -error : fault_syscall(call, arguments);
}

static void catch_calls(void)
{
	struct sigaction action = { .sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_NODEFER };
	uint64_t passes = (uintptr_t)fault_passes;
	struct sock_filter filter[64];
	struct sock_fprog program = { .filter = filter };
	unsigned int n = 0;

#define ADD(...) (filter[n++] = (struct sock_filter)__VA_ARGS__)
	/* The address is compared in halves; 4 and 2 are how many instructions there are up to the number's. */
	ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)));
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)passes, 0, 3));
	ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4));
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(passes >> 32), 0, 1));
	ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	for (const int *call = kind->calls; *call >= 0; call++) {
		ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, *call, 0, 1));
		ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
	}
	ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
#undef ADD
	program.len = n;
	if (sigaction(SIGSYS, &action, NULL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
		perror("faults: seccomp");
		_exit(99);
	}
}

__attribute__((constructor)) static void begin(void)
{
	const char *fault = getenv("FAULT"), *rest = fault ? strchr(fault, ':') : NULL;

	/* The first time it allocates, as it loads a library. */
	backtrace(&(void *){ NULL }, 1);
	for (size_t i = 0; rest && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strlen(kinds[i].name) == (size_t)(rest - fault) &&
		    !strncmp(kinds[i].name, fault, rest - fault))
			kind = &kinds[i];
	if (!kind || sscanf(rest, ":%ld:%ld", &error, &at) != 2) {
		fprintf(stderr, "faults: FAULT=%s\n", fault ?: "");
		_exit(99);
	}
	/* glibc 2.41 maps what this needs the first time, with all signals blocked: SIGSYS would be the end. */
	if (getrandom(&calls, sizeof(calls), GRND_NONBLOCK) < 0 && errno != EAGAIN)
		_exit(99);
	calls = 0;
	if (!is_memory())
		catch_calls();
}

/* After the program's own, as this library was loaded before what it needs */
__attribute__((destructor)) static void end(void)
{
	const char *file = getenv("FAULT_COUNT");
	long n = calls;
	FILE *out;

	/* What comes now is none of the program's. */
	at = -1;
	out = file ? fopen(file, "we") : NULL;
	if (!out)
		return;
	fprintf(out, "%ld\n", n);
	for (size_t i = 0; i < n_firsts; i++)
		fprintf(out, "%ld\n", firsts[i]);
	if (fclose(out))
		_exit(99);
}
