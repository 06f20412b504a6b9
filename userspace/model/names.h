/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people call registers and bits, in any spelling: the manuals', the
 * kernel's, QEMU's, libvirt's, and numbers. And what they are called here.
 */
#ifndef NESTSCOPE_MODEL_NAMES_H
#define NESTSCOPE_MODEL_NAMES_H

#include "model/registers.h"

enum ns_reg_match {
	NS_REG_UNKNOWN,		/* no register is called that, and none can have that number */
	NS_REG_OTHER,		/* a register, but none of the tables: neither VMX nor SVM */
	NS_REG_ROW,		/* a row of registers.h */
};

/* A register that somebody has named */
struct ns_reg_named {
	enum ns_reg reg;		/* NS_REG_NONE but for NS_REG_ROW */
	enum ns_reg_kind kind;
	uint32_t number;		/* the MSR, or the CPUID leaf */
	uint32_t subleaf;
	enum ns_cpuid_out out;
	const char *name;		/* "" for one that no table names */
};

/*
 * All of @words is the name or number of a register: 48b, 0x48B, 48bh,
 * MSR(48BH), MSR_IA32_VMX_PROCBASED_CTLS2, EFER, MSRC001_0114, CPUID.01H:ECX,
 * CPUID.(EAX=7,ECX=0):EBX, 0x1.0.ecx, cpuid 8000000a edx. A number without 0x
 * is hexadecimal; it is taken for decimal only if that is a row and this is
 * none. @named is filled unless NS_REG_UNKNOWN is returned.
 */
enum ns_reg_match ns_reg_resolve(const char *words, struct ns_reg_named *named);

/*
 * The same for the beginning of *@s, which is moved behind it: nothing but the
 * register is looked at, so what follows may be "=5", " bit 9" or a word that
 * the register's name goes on with.
 */
enum ns_reg_match ns_reg_take(const char **s, struct ns_reg_named *named);

/* Rows that have the same name: vmx-invept-single-context is two of QEMU's */
#define NS_SAME_NAME_MAX 8

/* A bit that somebody has named */
struct ns_bit_named {
	enum ns_reg reg;
	unsigned int position;		/* in the whole register, like ns_bit_position() */
	size_t count;			/* of rows; 0: the register is known, this bit of it is not */
	const struct ns_bit *rows[NS_SAME_NAME_MAX];
};

/*
 * All of @words is a bit: its name in the manual (Enable EPT), a macro of the
 * kernel, a flag of /proc/cpuinfo (of several bits: all of them), a feature of QEMU or libvirt (also +name,
 * -name), or a register and a number (0x48b bit 9, MSR(48BH).vmx-ept [bit 1],
 * IA32_VMX_PROCBASED_CTLS2[41], bit 9 of MSR 0x48b).
 *
 * A number after a register of controls is the control's own bit if it is
 * below 32, and the register's from 32 on: [9] and [41] are one. A control
 * that is in a TRUE register too is found by name in the plain one.
 *
 * False, with @named as it was, if that is no bit, or one of a register that
 * no table has. Several rows: all have the name, @reg and @position are the
 * first one's.
 */
bool ns_bit_resolve(const char *words, struct ns_bit_named *named);

/* The newest libvirt whose names are here */
#define NS_LIBVIRT_NAMED "11.3"

/* What libvirt calls the bit, "" if it has no name for it */
const char *ns_libvirt_name(const struct ns_bit *bit);

/*
 * "vmx-ple", QEMU's name; where libvirt has another one
 * "vmx-invept-single-context, libvirt: vmx-invvpid-single-context". @buf, of 128
 * bytes at least, is returned.
 */
char *ns_vmm_names(const struct ns_bit *bit, char *buf, size_t size);

/* "0x48b", "0x1.0.ecx"; @buf, of 32 bytes at least, is returned. */
char *ns_reg_number(enum ns_reg reg, char *buf, size_t size);

/* The bit as people are shown it: a control's own, "9"; of a field "20:14". @buf is returned. */
char *ns_bit_number(const struct ns_bit *bit, char *buf, size_t size);

/* "IA32_VMX_PROCBASED_CTLS2 bit 9", "IA32_VMX_MISC bits 4:0"; @buf is returned. */
char *ns_bit_place(const struct ns_bit *bit, char *buf, size_t size);

#endif
