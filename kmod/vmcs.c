// SPDX-License-Identifier: GPL-2.0-only
/*
 * A look at the current VMCS of a CPU. Documentation/live-vmcs.rst says why
 * each step is safe; keep the two together.
 */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/string.h>
#include <asm/hypervisor.h>
#include <asm/processor-flags.h>
#include <asm/tsc.h>
#include <asm/vmx.h>

#include "compat.h"
#include "nestscope.h"
#include "vmx.h"

#define NO_POINTER		(~0ull)		/* what VMPTRST and a link pointer say */
#define SHADOW_INDICATOR	BIT(31)		/* of the first 32 bits of a VMCS region */
#define KEYID_BITS		(0xfull << NS_AT_TME_ACTIVATE_KEYID_BITS)
#define TDX_LEAF		0x21		/* of CPUID, only in a TDX guest */

/*
 * How often each VMREAD is timed. A few that nothing disturbs are enough, and
 * each may be an exit of a few microseconds, with interrupts off: 16 rounds are
 * about a tenth of a millisecond then. In a deeper nest an exit takes tens of
 * them, so no round is begun after a quarter of a millisecond.
 */
#define ROUNDS			16
#define TIME_LIMIT		(tsc_khz / 4)	/* in cycles */

static siphash_key_t id_key __ro_after_init;

/*
 * TDX and MKTME need TME, and bits of the address that choose a key. With them,
 * memory may be there that is not ours to read; without them there is one key.
 */
static bool memory_is_plain(const struct ns_record *known)
{
	u64 tme = known->value[NS_REG_IA32_TME_ACTIVATE];

	switch (known->state[NS_REG_IA32_TME_ACTIVATE]) {
	case NS_ABSENT:
		return true;
	case NS_VALUE:
		return !(tme & NS_MASK(TME_ACTIVATE_ENABLED)) || !(tme & KEYID_BITS);
	default:
		return false;
	}
}

/*
 * virt_addr_valid() is pfn_valid() of the page, but not inline: where preemption
 * is chosen at boot, that has two static calls, and for each static call in a
 * module every CPU is called three times when it is loaded.
 */
static bool read_header(const struct ns_record *known, u64 pointer, u32 *header)
{
	return memory_is_plain(known) && virt_addr_valid(__va(pointer)) &&
	       read_direct_map(pointer, header);
}

/* Whether bit @bit of @field is set, if the field can be read */
static struct ns_flag read_bit(unsigned long field, unsigned long bit)
{
	struct ns_flag flag = { NS_FAULT, false };
	unsigned long value;

	if (read_field(field, &value)) {
		flag.state = NS_VALUE;
		flag.on = value & bit;
	}
	return flag;
}

static bool has_secondary(const struct ns_record *known)
{
	return known->state[NS_REG_IA32_VMX_PROCBASED_CTLS] == NS_VALUE &&
	       known->value[NS_REG_IA32_VMX_PROCBASED_CTLS] &
	       NS_MASK(CPU_BASED_ACTIVATE_SECONDARY_CONTROLS);
}

/* The field exists only if secondary controls do, and counts only if they are active. */
static struct ns_flag read_shadowing(const struct ns_record *known)
{
	static const struct ns_flag absent = { NS_ABSENT, false };
	struct ns_flag active;

	if (!has_secondary(known))
		return absent;
	active = read_bit(CPU_BASED_VM_EXEC_CONTROL, CPU_BASED_ACTIVATE_SECONDARY_CONTROLS);
	if (active.state != NS_VALUE || !active.on)
		return active;
	return read_bit(SECONDARY_VM_EXEC_CONTROL, SECONDARY_EXEC_SHADOW_VMCS);
}

/**
 * ns_vmcs_sample - look at this CPU's current VMCS
 * @known: a record of this CPU
 * @sample: where to
 *
 * CR4.VMXE must be set, and interrupts off. Reads fields that every VMCS of
 * this CPU has, and writes nothing.
 */
void ns_vmcs_sample(const struct ns_record *known, struct ns_vmcs *sample)
{
	unsigned long link = NO_POINTER;
	u32 header = 0;
	u64 pointer;

	memset(sample, 0, sizeof(*sample));
	sample->kind = NS_VMCS_NO_ROOT;
	if (!store_pointer(&pointer))
		return;
	sample->kind = NS_VMCS_NONE;
	if (pointer == NO_POINTER)
		return;

	sample->kind = NS_VMCS_SHADOW;
	sample->link.state = NS_FAULT;
	sample->header_read = read_header(known, pointer, &header);
	if (header & SHADOW_INDICATOR)
		return;
	if (read_field(VMCS_LINK_POINTER, &link))
		sample->link.state = NS_VALUE;
	sample->link.on = link && link != (unsigned long)NO_POINTER;
	/* Who runs a VMCS has set its link pointer; in a shadow VMCS nobody does. */
	if (!sample->header_read && sample->link.state == NS_VALUE && !link)
		return;

	sample->kind = NS_VMCS_CURRENT;
	sample->shadowing = read_shadowing(known);
	sample->guest_vmxe = read_bit(CR4_READ_SHADOW, X86_CR4_VMXE);
	sample->id = siphash_1u64(pointer, &id_key);
}

static bool time_one(enum ns_time what, u32 *cycles)
{
	static const unsigned long fields[] = {
		[NS_TIME_SHADOWED] = CPU_BASED_VM_EXEC_CONTROL,
		[NS_TIME_UNSHADOWED] = SECONDARY_VM_EXEC_CONTROL,
	};
	unsigned long ignored;
	bool read = true;
	u64 start;

	start = rdtsc_ordered();
	if (what != NS_TIME_EMPTY)
		read = read_field(fields[what], &ignored);
	*cycles = min_t(u64, rdtsc_ordered() - start, U32_MAX);
	return read;
}

/* @times has @n of them, the shortest first. */
static void insert(u32 *times, unsigned int n, u32 cycles)
{
	for (; n && times[n - 1] > cycles; n--)
		times[n] = times[n - 1];
	times[n] = cycles;
}

/* All of them in turn, so that what changes meanwhile changes all of them */
static bool time_round(u32 times[NS_TIMES][ROUNDS], unsigned int n)
{
	u32 cycles;
	int i;

	for (i = 0; i < NS_TIMES; i++) {
		if (!time_one(i, &cycles))
			return false;
		insert(times[i], n, cycles);
	}
	return true;
}

/**
 * ns_vmcs_time - time VMREAD on this CPU's current VMCS
 * @known: a record of this CPU
 * @result: where to
 *
 * Interrupts must be off since ns_vmcs_sample() has found a VMCS that is
 * current. Reads two fields that exist, and writes nothing.
 */
void ns_vmcs_time(const struct ns_record *known, struct ns_vmread *result)
{
	u64 end = rdtsc_ordered() + TIME_LIMIT;
	u32 times[NS_TIMES][ROUNDS];
	unsigned int n = 0;
	int i;

	memset(result, 0, sizeof(*result));
	result->state = NS_ABSENT;
	if (!has_secondary(known))
		return;
	result->state = NS_FAULT;
	do {
		if (!time_round(times, n))
			return;
	} while (++n < ROUNDS && rdtsc_ordered() < end);
	for (i = 0; i < NS_TIMES; i++) {
		result->min[i] = times[i][0];
		result->median[i] = times[i][n / 2];
	}
	result->rounds = n;
	result->state = NS_VALUE;
}

static bool __init is_tdx_guest(void)
{
	u32 eax, id[3];

	if (!ns_machine.hypervisor || cpuid_eax(0) < TDX_LEAF)
		return false;
	cpuid_count(TDX_LEAF, 0, &eax, &id[0], &id[2], &id[1]);
	return !memcmp(id, "IntelTDX    ", sizeof(id));
}

/**
 * ns_vmcs_refusal - why must no VMCS be looked at here?
 *
 * Return: the reason, NULL if there is none.
 */
const char * __init ns_vmcs_refusal(void)
{
	if (hypervisor_is_type(X86_HYPER_XEN_PV))
		return "refused: a Xen PV guest has no VMX of its own";
	if (is_tdx_guest())
		return "refused: a confidential guest (TDX)";
	/* Which is what an SEV guest is, too. */
	if (ns_get_bit(NS_REG_CPUID_80000001_ECX, 2))
		return "absent: SVM has no register that says which VMCB runs, this is all";
	if (!ns_get_bit(NS_REG_CPUID_1_ECX, 5))
		return "absent: no VMX";
	if (hypervisor_is_type(X86_HYPER_MS_HYPERV))
		return "refused: Hyper-V (VMREAD is not for enlightened VMCSs)";
	return NULL;
}

/**
 * ns_vmcs_init - make the ids of this load
 */
void __init ns_vmcs_init(void)
{
	get_random_bytes(&id_key, sizeof(id_key));
}
