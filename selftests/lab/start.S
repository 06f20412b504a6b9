/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands where Linux' own code to unpack the kernel would, before a kernel that
 * is not packed: puts it in its place, and starts it in 64-bit mode as
 * Documentation/x86/boot.rst has it ("64-bit Boot Protocol").
 *
 * ESI has the address of the boot parameters. --defsym gives WORDS, how many of
 * four bytes the kernel has, ENTRY, where it starts, and PLACE, where it is to
 * be. This is at 0x100000, and the kernel follows at 0x101000.
 */
	.set HERE, 0x100000
	.set KERNEL, HERE + 0x1000
	/* Two pages of tables, where the kernel was */
	.set TABLES, KERNEL

	.code32
	.globl _start
_start:
	mov	%esi, %ebp
	/* From its end, for the two places overlap. */
	std
	mov	$(KERNEL + 4 * WORDS - 4), %esi
	mov	$(PLACE + 4 * WORDS - 4), %edi
	mov	$WORDS, %ecx
	rep movsl
	cld

	/* The first 4 GiB at their own addresses, in pages of 1 GiB */
	xor	%eax, %eax
	mov	$TABLES, %edi
	mov	$2048, %ecx
	rep stosl
	movl	$(TABLES + 0x1000 + 0x3), TABLES
	movl	$0x00000083, TABLES + 0x1000
	movl	$0x40000083, TABLES + 0x1008
	movl	$0x80000083, TABLES + 0x1010
	movl	$0xc0000083, TABLES + 0x1018
	mov	$TABLES, %eax
	mov	%eax, %cr3

	/* CR4.PAE, EFER.LME, CR0.PG and PE */
	mov	%cr4, %eax
	or	$0x20, %eax
	mov	%eax, %cr4
	mov	$0xc0000080, %ecx
	rdmsr
	or	$0x100, %eax
	wrmsr
	mov	%cr0, %eax
	or	$0x80000001, %eax
	mov	%eax, %cr0
	lgdt	HERE + (gdtr - _start)
	ljmp	$0x10, $(HERE + (long - _start))

	.code64
long:
	mov	$0x18, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	%ebp, %esi
	mov	$ENTRY, %eax
	jmp	*%rax

	.balign	8
gdt:
	.quad	0, 0
	.quad	0x00af9a000000ffff	/* 0x10: code of 64 bits */
	.quad	0x00cf92000000ffff	/* 0x18: data */
gdtr:
	.word	gdtr - gdt - 1
	.long	HERE + (gdt - _start)
