/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The largest numbers that a snapshot holds: what a source says beyond them is
 * no number of that kind.
 */
#ifndef NESTSCOPE_LIMITS_H
#define NESTSCOPE_LIMITS_H

#define NS_CPU_MAX (1 << 20)	/* far above NR_CPUS (arch/x86/Kconfig: 8192) */
#define NS_VCPU_MAX 0xffff	/* far above KVM_MAX_VCPU_IDS (asm/kvm_host.h: 4096) */
#define NS_PID_MAX 0x7fffffff	/* an int, both */
#define NS_FD_MAX 0x7fffffff

/* How many CPUs, VMs and vCPUs of a VM are listed: twice NR_CPUS. An entry of ten bytes is told with hundreds. */
#define NS_LIST_MAX 16384

/*
 * The longest text: sixteen times what a file of /sys holds (PAGE_SIZE) and the
 * flags of /proc/cpuinfo take. Text is looked through hundreds of times.
 */
#define NS_TEXT_MAX (64 << 10)

#endif
