// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The waterfall: what makes a chain and what does not, and that a capability
 * taken away at one step is lost at that step, by that component, with the
 * switch that brings it back. For every capability and every step.
 */
#include <stdio.h>

#include "analysis/waterfall.h"
#include "common.h"
#include "harness.h"
#include "model/names.h"
#include "render/cap.h"
#include "render/finding.h"
#include "render/waterfall.h"
#include "said.h"

static bool loss_says(const struct ns_loss *loss, const char *part)
{
	char *text = ns_finding_text(loss->finding);
	bool found = strstr(text, part);

	if (!found)
		printf("# \"%s\" is not in \"%s\"\n", part, text);
	free(text);
	return found;
}

#define CTL(n) ((n) + 32)
#define LAYERS 3
#define VMX_BIT 5

/* An emulated Haswell, and what Debian 6.1's KVM offers on it */
static const struct {
	enum ns_reg reg;
	uint64_t cpu, kvm;
} haswell[] = {
	{ NS_REG_CPUID_1_ECX, 0x20, 0x20 },
	{ NS_REG_CPUID_80000001_ECX, 0, 0 },
	{ NS_REG_IA32_VMX_BASIC, 0x00d810000000002b, 0x00d8100011e57ed0 },
	{ NS_REG_IA32_VMX_PINBASED_CTLS, 0x0000007f00000016, 0x0000007f00000016 },
	{ NS_REG_IA32_VMX_TRUE_PINBASED_CTLS, 0x0000007f00000016, 0x0000007f00000016 },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS, 0xf7f9fffe0401e172, 0xf7f9fffe0401e172 },
	{ NS_REG_IA32_VMX_TRUE_PROCBASED_CTLS, 0xf7f9fffe04006172, 0xf7f9fffe04006172 },
	{ NS_REG_IA32_VMX_EXIT_CTLS, 0x007fffff00036dff, 0x007fffff00036dff },
	{ NS_REG_IA32_VMX_TRUE_EXIT_CTLS, 0x007fffff00036dfb, 0x007fffff00036dfb },
	{ NS_REG_IA32_VMX_ENTRY_CTLS, 0x0000ffff000011ff, 0x0000f3ff000011ff },
	{ NS_REG_IA32_VMX_TRUE_ENTRY_CTLS, 0x0000ffff000011fb, 0x0000f3ff000011fb },
	{ NS_REG_IA32_VMX_MISC, 0x200401e0, 0x20000165 },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS2, 0x00047fff00000000, 0x00027bff00000000 },
	{ NS_REG_IA32_VMX_EPT_VPID_CAP, 0x00000f0106334141, 0x00000f0106334041 },
	{ NS_REG_IA32_VMX_VMFUNC, 1, 1 },
};

static struct ns_snapshot *machine(int level, const char *uuid, const char *vm)
{
	struct ns_snapshot *s = ns_snapshot_new();

	for (size_t i = 0; i < COUNT(haswell); i++) {
		set_reg(s->view[NS_VIEW_CPU], haswell[i].reg, level ? haswell[i].kvm : haswell[i].cpu);
		set_reg(s->view[NS_VIEW_KVM], haswell[i].reg, haswell[i].kvm);
	}
	set_text(s, NS_FACT_KERNEL, "6.1.0-56-amd64");
	set_text(s, NS_FACT_KVM_MODULES, "kvm kvm_intel");
	set_text(s, NS_FACT_KVM_DEVICE, "usable");
	set_fact(s, NS_FACT_KVM_API, 12);
	set_param(s, "kvm_intel", "nested", "Y");
	set_fact(s, NS_FACT_BOOT_TIME, 1000 * (level + 1));
	set_fact(s, NS_FACT_HV_PRESENT, level > 0);
	if (level) {
		set_text(s, NS_FACT_HV_SIGNATURE, "KVMKVMKVM\\x00\\x00\\x00");
		set_fact(s, NS_FACT_HV_MAX_LEAF, 0x40000001);
		ns_snapshot_add_leaf(s, &(struct ns_leaf){ 0x40000000,
			{ 0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d } });
		s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX].num |= 1u << 31;
	}
	if (uuid)
		set_text(s, NS_FACT_UUID_HASH, uuid);
	if (vm)
		ns_snapshot_add_vm(s, vm, "qemu-system-x86_64", NULL);
	return s;
}

FIXTURE(chain)
{
	struct ns_snapshot *s[LAYERS];
	struct ns_waterfall *w;
};

FIXTURE_SETUP(chain)
{
	self->s[0] = machine(0, "hash-0", "hash-1");
	self->s[1] = machine(1, "hash-1", "hash-2");
	self->s[2] = machine(2, "hash-2", NULL);
	self->w = NULL;
}

FIXTURE_TEARDOWN(chain)
{
	for (size_t i = 0; self->w && i < self->w->row_count; i++)
		for (size_t n = 0; n < self->w->rows[i].loss_count; n++)
			EXPECT_TRUE(is_said("waterfall", self->w->rows[i].bit->name, self->w->rows[i].losses[n].finding));
	ns_waterfall_free(self->w);
	for (int i = 0; i < LAYERS; i++)
		ns_snapshot_free(self->s[i]);
	EXPECT_NO_LEAK();
}

/* The waterfall of the machines whose numbers are in @order, "201" */
static struct ns_waterfall *pour(FIXTURE_DATA(chain) *self, const char *order)
{
	static const char *const names[] = { "zero.json", "one.json", "two.json" };
	struct ns_input in[LAYERS];
	size_t count = strlen(order);

	for (size_t i = 0; i < count; i++)
		in[i] = (struct ns_input){ self->s[order[i] - '0'], names[order[i] - '0'] };
	ns_waterfall_free(self->w);
	self->w = ns_waterfall_of(in, count);
	return self->w;
}

static const struct ns_row *row_of(const struct ns_waterfall *w, enum ns_reg reg, unsigned int bit)
{
	for (size_t i = 0; i < w->row_count; i++)
		if (w->rows[i].bit == ns_bit_find(reg, bit))
			return &w->rows[i];
	return NULL;
}

/* ---- the order ---- */

TEST_F(chain, any_order_gives_the_same_chain)
{
	static const char *const orders[] = { "012", "021", "102", "120", "201", "210" };

	for (size_t i = 0; i < COUNT(orders); i++) {
		struct ns_waterfall *w = pour(self, orders[i]);

		ASSERT_TRUE(w->chain);
		ASSERT_EQ(LAYERS, w->layer_count);
		for (int l = 0; l < LAYERS; l++) {
			EXPECT_EQ(self->s[l], w->layers[l].s);
			EXPECT_EQ('0' + l, w->layers[l].name[1]);
			if (l)
				EXPECT_EQ(NS_LINK_SURE, w->layers[l].link);
		}
		EXPECT_FALSE(w->counted);
	}
}

TEST_F(chain, pause_loop_exiting_is_lost_at_the_first_kvm)
{
	const struct ns_row *row = row_of(pour(self, "120"), NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(10));

	ASSERT_NE(NULL, row);
	ASSERT_EQ(1, row->loss_count);
	EXPECT_EQ(0, row->losses[0].layer);
	EXPECT_EQ(NS_COMPONENT_KVM, row->losses[0].finding->component);
	EXPECT_STREQ("never-offered", ns_loss_code(&row->losses[0]));
	EXPECT_TRUE(loss_says(&row->losses[0], "KVM on L0: never offered to a guest hypervisor"));
	EXPECT_FALSE(ns_finding_helps(row->losses[0].finding));
}

TEST_F(chain, what_kvm_makes_up_is_said_where)
{
	const struct ns_row *row = row_of(pour(self, "012"), NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(17));

	ASSERT_NE(NULL, row);
	EXPECT_EQ(0, row->loss_count);
	EXPECT_EQ(1, row->emulated);
}

/* ---- every capability, every step ---- */

/* Remove @bit from one view as KVM and QEMU do: in the plain register and its twin */
static void take_away(struct ns_value *view, const struct ns_bit *bit)
{
	const struct ns_true_pair *pair = ns_true_pair_of(bit->reg);
	enum ns_reg regs[] = { bit->reg, pair ? pair->true_reg : bit->reg };

	for (size_t i = 0; i < COUNT(regs); i++) {
		if (ns_offer_how(bit) == NS_OFFER_MAY_CLEAR)
			view[regs[i]].num |= 1ull << bit->low;
		else if (bit->kind == NS_BIT_CTL)
			view[regs[i]].num &= ~(1ull << CTL(bit->low) | 1ull << bit->low);
		else
			view[regs[i]].num &= ~(1ull << bit->low);
	}
}

static bool usable_in(const struct ns_snapshot *s, enum ns_view view, const struct ns_bit *bit)
{
	return ns_offer_usable(bit, ns_cap_in_view(s->view[view], bit).word);
}

/* From cell @step on (L0's KVM is 1, L1's CPU is 2, ...) it is gone. */
static void check_step(struct __test_metadata *_metadata, FIXTURE_DATA(chain) *self,
		       const struct ns_bit *bit, int step, size_t lost_before)
{
	const struct ns_loss *loss;
	const char *libvirt;
	const struct ns_row *row;

	for (int cell = step; cell < LAYERS * NS_VIEW_COUNT; cell++)
		take_away(self->s[cell / NS_VIEW_COUNT]->view[cell % NS_VIEW_COUNT], bit);
	pour(self, "201");
	ASSERT_TRUE(self->w->chain);
	row = row_of(self->w, bit->reg, ns_bit_position(bit));
	ASSERT_NE(NULL, row);
	ASSERT_EQ(1, row->loss_count) {
		TH_LOG("%s taken away at step %d", bit->name, step);
	}
	loss = &row->losses[0];
	EXPECT_EQ((step - 1) / NS_VIEW_COUNT, loss->layer);
	EXPECT_EQ(step % NS_VIEW_COUNT == NS_VIEW_KVM ? NS_COMPONENT_KVM : NS_COMPONENT_CPU_MODEL, loss->finding->component);
	EXPECT_EQ(lost_before + 1, self->w->lost) {
		TH_LOG("%s taken away at step %d", bit->name, step);
	}
	if (loss->finding->component != NS_COMPONENT_CPU_MODEL)
		return;
	EXPECT_NE(NULL, strstr(ns_finding_get(loss->finding, "qemu"), *bit->qemu ? bit->qemu : "host")) {
		TH_LOG("%s: %s", bit->name, ns_finding_get(loss->finding, "qemu"));
	}
	libvirt = *ns_libvirt_name(bit) ? ns_libvirt_name(bit) : bit->qemu;
	EXPECT_NE(NULL, strstr(ns_finding_get(loss->finding, "libvirt"), *bit->qemu ? libvirt : "host-passthrough"));
}

TEST_F(chain, every_capability_is_lost_where_it_is_taken_away)
{
	struct ns_snapshot *whole[LAYERS];
	size_t checked = 0, before = pour(self, "012")->lost;

	memcpy(whole, self->s, sizeof(whole));
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];

		if (!ns_bit_is_cap(bit) || !ns_offer_counts(bit) || bit->reg == NS_REG_CPUID_1_ECX ||
		    !usable_in(whole[0], NS_VIEW_CPU, bit) || !usable_in(whole[0], NS_VIEW_KVM, bit))
			continue;
		for (int step = 1; step <= 4; step++) {
			self->s[0] = machine(0, "hash-0", "hash-1");
			self->s[1] = machine(1, "hash-1", "hash-2");
			self->s[2] = machine(2, "hash-2", NULL);
			check_step(_metadata, self, bit, step, before);
			for (int l = 0; l < LAYERS; l++)
				ns_snapshot_free(self->s[l]);
			checked++;
		}
	}
	memcpy(self->s, whole, sizeof(whole));
	EXPECT_LT(200, checked);
}

/* If the VM has no VMX, one switch is named, not a hundred. */
TEST_F(chain, a_vm_without_vmx_needs_vmx)
{
	const struct ns_row *row;

	self->s[1]->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX].num &= ~(1ull << VMX_BIT);
	for (int reg = NS_REG_IA32_VMX_BASIC; reg <= NS_REG_IA32_VMX_EXIT_CTLS2; reg++)
		ns_value_not(&self->s[1]->view[NS_VIEW_CPU][reg], NS_SOURCE_MODULE, NS_ABSENT, "no VMX");
	ns_value_not(&self->s[1]->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "no /dev/kvm");
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		ns_value_not(&self->s[1]->view[NS_VIEW_KVM][reg], NS_SOURCE_KVM, NS_ABSENT, "no /dev/kvm");
	row = row_of(pour(self, "10"), NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(14));
	ASSERT_NE(NULL, row);
	ASSERT_EQ(1, row->loss_count);
	EXPECT_STREQ("-cpu ...,vmx=on", ns_finding_get(row->losses[0].finding, "qemu"));
	/* It does not matter that the VM has not loaded KVM. */
	row = row_of(self->w, NS_REG_CPUID_1_ECX, VMX_BIT);
	ASSERT_EQ(1, row->loss_count);
	EXPECT_EQ(NS_COMPONENT_CPU_MODEL, row->losses[0].finding->component);
}

/* Without EPT, all that is part of EPT is lost with it. */
TEST_F(chain, a_vm_without_ept_needs_ept)
{
	const struct ns_row *row;

	for (int l = 1; l < LAYERS; l++) {
		self->s[l]->view[NS_VIEW_CPU][NS_REG_IA32_VMX_PROCBASED_CTLS2].num &=
			~(1ull << CTL(1) | 1ull << CTL(7));
		self->s[l]->view[NS_VIEW_CPU][NS_REG_IA32_VMX_EPT_VPID_CAP].num &= ~0xffffffffull;
	}
	row = row_of(pour(self, "012"), NS_REG_IA32_VMX_EPT_VPID_CAP, 17);
	ASSERT_NE(NULL, row);
	ASSERT_LT(0, row->loss_count);
	EXPECT_STREQ("-cpu ...,vmx-ept=on", ns_finding_get(row->losses[0].finding, "qemu"));
	row = row_of(self->w, NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(7));
	EXPECT_STREQ("-cpu ...,vmx-ept=on", ns_finding_get(row->losses[0].finding, "qemu"));
}

TEST_F(chain, a_feature_that_follows_cpuid_says_so)
{
	const struct ns_bit *bit = ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_INVPCID);
	const struct ns_row *row;

	take_away(self->s[1]->view[NS_VIEW_CPU], bit);
	take_away(self->s[1]->view[NS_VIEW_KVM], bit);
	take_away(self->s[2]->view[NS_VIEW_CPU], bit);
	row = row_of(pour(self, "012"), bit->reg, ns_bit_position(bit));
	ASSERT_LT(0, row->loss_count);
	EXPECT_STREQ("-cpu ...,vmx-invpcid-exit=on,invpcid=on", ns_finding_get(row->losses[0].finding, "qemu"));
}

/* The VM has the CPU feature, so only the control is off; or nothing can provide it. */
TEST_F(chain, a_feature_that_linux_below_does_not_use)
{
	const struct ns_bit *bit = ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_INVPCID);
	const struct ns_row *row;

	take_away(self->s[1]->view[NS_VIEW_CPU], bit);
	set_text(self->s[0], NS_FACT_CPU_FLAGS, "fpu vmx invpcid");
	set_text(self->s[1], NS_FACT_CPU_FLAGS, "fpu vmx invpcid");
	row = row_of(pour(self, "012"), bit->reg, ns_bit_position(bit));
	EXPECT_STREQ("-cpu ...,vmx-invpcid-exit=on", ns_finding_get(row->losses[0].finding, "qemu"));
	set_text(self->s[1], NS_FACT_CPU_FLAGS, "fpu vmx");
	row = row_of(pour(self, "012"), bit->reg, ns_bit_position(bit));
	EXPECT_STREQ("-cpu ...,vmx-invpcid-exit=on,invpcid=on", ns_finding_get(row->losses[0].finding, "qemu"));
	set_text(self->s[0], NS_FACT_CPU_FLAGS, "fpu vmx");
	row = row_of(pour(self, "012"), bit->reg, ns_bit_position(bit));
	EXPECT_EQ(NS_COMPONENT_KVM, row->losses[0].finding->component);
	EXPECT_STREQ("cpuid-missing", ns_loss_code(&row->losses[0]));
	EXPECT_EQ(NULL, ns_finding_get(row->losses[0].finding, "qemu"));
}

TEST_F(chain, another_vmm_gets_no_switch_of_qemu)
{
	const struct ns_bit *bit = ns_bit(NS_BIT_SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY);
	const struct ns_row *row;

	free(self->s[0]->vms[0].program);
	self->s[0]->vms[0].program = strdup("cloud-hypervisor");
	take_away(self->s[1]->view[NS_VIEW_CPU], bit);
	take_away(self->s[1]->view[NS_VIEW_KVM], bit);
	take_away(self->s[2]->view[NS_VIEW_CPU], bit);
	row = row_of(pour(self, "012"), bit->reg, ns_bit_position(bit));
	EXPECT_EQ(NS_COMPONENT_CPU_MODEL, row->losses[0].finding->component);
	EXPECT_EQ(NULL, ns_finding_get(row->losses[0].finding, "qemu"));
	EXPECT_TRUE(loss_says(&row->losses[0], "cloud-hypervisor"));
}

TEST_F(chain, a_parameter_is_named_with_its_switch)
{
	const struct ns_bit *bit = ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_VPID);
	const struct ns_row *row;

	set_param(self->s[1], "kvm_intel", "vpid", "N");
	take_away(self->s[1]->view[NS_VIEW_KVM], bit);
	take_away(self->s[2]->view[NS_VIEW_CPU], bit);
	row = row_of(pour(self, "012"), bit->reg, ns_bit_position(bit));
	EXPECT_EQ(1, row->losses[0].layer);
	EXPECT_TRUE(loss_says(&row->losses[0], "KVM on L1: kvm_intel.vpid is N"));
	EXPECT_STREQ("options kvm_intel vpid=1", ns_finding_get(row->losses[0].finding, "modprobe"));
}

/* ---- what was not read ---- */

TEST_F(chain, unread_is_never_lost)
{
	for (int l = 1; l < LAYERS; l++)
		for (int v = 0; v < NS_VIEW_COUNT; v++)
			for (int reg = 0; reg < NS_REG_COUNT; reg++)
				ns_value_not(&self->s[l]->view[v][reg], NS_SOURCE_NONE,
					     reg % 2 ? NS_UNREADABLE : NS_NOT_ASKED, "no permission");
	pour(self, "012");
	ASSERT_TRUE(self->w->chain);
	for (size_t i = 0; i < self->w->row_count; i++)
		for (size_t j = 0; j < self->w->rows[i].loss_count; j++)
			EXPECT_EQ(0, self->w->rows[i].losses[j].layer);
	EXPECT_EQ(0, row_of(self->w, NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(14))->loss_count);
}

TEST_F(chain, a_step_that_was_not_read_is_not_guessed)
{
	const struct ns_row *row;

	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		ns_value_not(&self->s[0]->view[NS_VIEW_KVM][reg], NS_SOURCE_KVM, NS_UNREADABLE, "no permission");
	take_away(self->s[1]->view[NS_VIEW_CPU], ns_bit(NS_BIT_SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY));
	row = row_of(pour(self, "012"), NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(9));
	EXPECT_EQ(NS_COMPONENT_KVM_OR_CPU_MODEL, row->losses[0].finding->component);
	EXPECT_EQ(NULL, ns_finding_get(row->losses[0].finding, "qemu"));
	/* but what no KVM offers was dropped by KVM. */
	row = row_of(self->w, NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(10));
	EXPECT_EQ(NS_COMPONENT_KVM, row->losses[0].finding->component);
}

TEST_F(chain, firmware_is_named_once)
{
	size_t losses = 0;

	ns_value_not(&self->s[0]->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "there is no /dev/kvm");
	ns_value_not(&self->s[0]->fact[NS_FACT_KVM_API], NS_SOURCE_KVM, NS_NOT_ASKED, NULL);
	ns_value_not(&self->s[0]->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, NS_ABSENT, "none");
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		ns_value_not(&self->s[0]->view[NS_VIEW_KVM][reg], NS_SOURCE_KVM, NS_ABSENT, "there is no /dev/kvm");
	set_reg(self->s[0]->view[NS_VIEW_CPU], NS_REG_IA32_FEATURE_CONTROL, 1);
	pour(self, "0");
	for (size_t i = 0; i < self->w->row_count; i++)
		losses += self->w->rows[i].loss_count;
	EXPECT_EQ(1, losses);
	EXPECT_EQ(NS_COMPONENT_FIRMWARE,
		  row_of(self->w, NS_REG_CPUID_1_ECX, VMX_BIT)->losses[0].finding->component);
}

/* ---- stamps ---- */

/* @s as the layer above carries it, taken before its VM ran, with a clock that was set later */
static struct ns_snapshot *stamp_of(struct ns_snapshot *s, uint64_t boot)
{
	char *text = to_text(s), *error, *note;
	struct ns_snapshot *copy = ns_snapshot_from_text(text, strlen(text), "stamp", &error, &note);

	free(text);
	for (size_t i = 0; i < copy->vm_count; i++) {
		free(copy->vms[i].uuid_hash);
		free(copy->vms[i].program);
		free(copy->vms[i].name);
	}
	copy->vm_count = 0;
	if (boot)
		set_fact(copy, NS_FACT_BOOT_TIME, boot);
	return copy;
}

TEST_F(chain, stamps_alone_make_a_chain)
{
	self->s[1]->parent = stamp_of(self->s[0], 0);
	self->s[2]->parent = stamp_of(self->s[1], 0);
	pour(self, "2");
	ASSERT_TRUE(self->w->chain);
	ASSERT_EQ(3, self->w->layer_count);
	EXPECT_TRUE(self->w->layers[0].stamp);
	EXPECT_TRUE(self->w->layers[1].stamp);
	EXPECT_EQ(self->s[2], self->w->layers[2].s);
	EXPECT_EQ(NS_LINK_CLAIMED, self->w->layers[2].link);
	EXPECT_STREQ("L2", self->w->layers[2].name);
	EXPECT_EQ(1, row_of(self->w, NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(10))->loss_count);
}

TEST_F(chain, a_machine_and_its_stamp_are_one)
{
	static const char *const orders[] = { "012", "021", "102", "120", "201", "210" };

	self->s[1]->parent = stamp_of(self->s[0], 0);
	self->s[2]->parent = stamp_of(self->s[1], 0);
	for (size_t i = 0; i < COUNT(orders); i++) {
		pour(self, orders[i]);
		ASSERT_TRUE(self->w->chain);
		ASSERT_EQ(3, self->w->layer_count);
		for (int l = 0; l < LAYERS; l++)
			EXPECT_EQ(self->s[l], self->w->layers[l].s);
	}
}

/* Without UUIDs of their own to compare: the VM that carries the stamp runs here. */
TEST_F(chain, the_vm_tells_whose_stamp_it_is)
{
	ns_value_free(&self->s[0]->fact[NS_FACT_UUID_HASH]);
	self->s[1]->parent = stamp_of(self->s[0], 77);
	pour(self, "10");
	ASSERT_TRUE(self->w->chain);
	ASSERT_EQ(2, self->w->layer_count);
	EXPECT_EQ(self->s[0], self->w->layers[0].s);
	EXPECT_EQ(NS_LINK_SURE, self->w->layers[1].link);
}

/* L1 could not read its own UUID, but the stamp that it wrote as root has it. */
TEST_F(chain, a_stamp_knows_the_uuid_that_the_machine_does_not)
{
	static const char *const orders[] = { "012", "021", "102", "120", "201", "210" };

	self->s[2]->parent = stamp_of(self->s[1], 77);
	ns_value_free(&self->s[1]->fact[NS_FACT_UUID_HASH]);
	for (size_t i = 0; i < COUNT(orders); i++) {
		pour(self, orders[i]);
		ASSERT_TRUE(self->w->chain);
		ASSERT_EQ(3, self->w->layer_count);
		for (int l = 0; l < LAYERS; l++)
			EXPECT_EQ(self->s[l], self->w->layers[l].s);
		EXPECT_EQ(NS_LINK_SURE, self->w->layers[1].link);
	}
}

/* A stamp's statement about its guest is a claim; what the machines say themselves counts more. */
TEST_F(chain, a_stamp_cannot_adopt)
{
	self->s[2]->parent = stamp_of(self->s[1], 77);
	set_text(self->s[2]->parent, NS_FACT_UUID_HASH, "hash-of-another");
	ns_snapshot_add_vm(self->s[2]->parent, "hash-1", "qemu-system-x86_64", NULL);
	pour(self, "12");
	ASSERT_TRUE(self->w->chain);
	ASSERT_EQ(2, self->w->layer_count);
	EXPECT_EQ(self->s[1], self->w->layers[0].s);
}

/* ---- no chain ---- */

TEST_F(chain, two_hosts_are_side_by_side)
{
	struct ns_move *moves;
	size_t count;

	ns_snapshot_free(self->s[1]);
	self->s[1] = machine(0, "hash-9", NULL);
	take_away(self->s[1]->view[NS_VIEW_KVM], ns_bit(NS_BIT_CPU_BASED_PAUSE_EXITING));
	take_away(self->s[1]->view[NS_VIEW_KVM], ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_VPID));
	set_param(self->s[1], "kvm_intel", "vpid", "N");
	pour(self, "01");
	EXPECT_FALSE(self->w->chain);
	EXPECT_NE(NULL, self->w->unchained);
	EXPECT_EQ(2, self->w->different);
	EXPECT_STREQ("zero", self->w->layers[0].name);
	/* Why its KVM withholds it is said here too. */
	EXPECT_TRUE(loss_says(&row_of(self->w, NS_REG_IA32_VMX_PROCBASED_CTLS2, CTL(5))->losses[0], "KVM on one: kvm_intel.vpid is N"));
	moves = ns_moves_of(self->w, &count);
	ASSERT_EQ(2, count);
	EXPECT_EQ(2, moves[0].missing_count);
	ASSERT_EQ(2, moves[0].refusal_count);
	/* QEMU sets the TRUE register, so that is what its message names. */
	EXPECT_EQ(0x48e, ns_registers[moves[0].refusals[0].reg].number);
	EXPECT_EQ(0xf7f9fffe04006172, moves[0].refusals[0].value);
	EXPECT_EQ(0, moves[1].missing_count);
	EXPECT_TRUE(moves[1].known);
	ns_moves_free(moves, count);
}

/* More machines than a word has bits: they are not mixed up */
TEST_F(chain, many_hosts_are_side_by_side)
{
	struct ns_input in[70];
	struct ns_snapshot *s[COUNT(in)];
	struct ns_waterfall *w;

	for (size_t i = 0; i < COUNT(in); i++) {
		s[i] = machine(0, NULL, NULL);
		in[i] = (struct ns_input){ s[i], "host.json" };
	}
	w = ns_waterfall_of(in, COUNT(in));
	EXPECT_EQ(COUNT(in), w->layer_count);
	for (size_t i = 0; i < w->row_count; i++) {
		char *verdict = ns_row_verdict(w, &w->rows[i]);

		EXPECT_STREQ("", verdict);
		/* A capability that the first layer emulates is not called emulated by the 65th. */
		w->rows[i].emulated = 1;
		EXPECT_TRUE(ns_row_emulated(&w->rows[i], 0) && !ns_row_emulated(&w->rows[i], 64));
		free(verdict);
	}
	ns_waterfall_free(w);
	for (size_t i = 0; i < COUNT(in); i++)
		ns_snapshot_free(s[i]);
}

TEST_F(chain, a_host_and_another_hosts_vm)
{
	set_text(self->s[1], NS_FACT_UUID_HASH, "hash-of-another");
	EXPECT_FALSE(pour(self, "01")->chain);
	ASSERT_NE(NULL, self->w->unchained);
	EXPECT_EQ(NS_FOUND_CHAIN_OTHER_UUIDS, self->w->unchained->code);
}

TEST_F(chain, two_vms_of_one_host)
{
	ns_snapshot_add_vm(self->s[0], "hash-2", "qemu-system-x86_64", NULL);
	set_text(self->s[1], NS_FACT_UUID_HASH, "hash-1");
	self->s[1]->vms[0].uuid_hash[0] = 'x';
	EXPECT_FALSE(pour(self, "012")->chain);
	/* Nothing in the two alone shows that one runs in the other. */
	self->s[1]->vm_count = 0;
	EXPECT_FALSE(pour(self, "21")->chain);
	self->s[1]->vm_count = 1;
}

TEST_F(chain, a_host_and_its_guest_may_be_assumed)
{
	ns_value_free(&self->s[1]->fact[NS_FACT_UUID_HASH]);
	pour(self, "10");
	EXPECT_TRUE(self->w->chain);
	EXPECT_EQ(NS_LINK_ASSUMED, self->w->layers[1].link);
	/* Not if it was there first, */
	set_fact(self->s[1], NS_FACT_BOOT_TIME, 1);
	EXPECT_FALSE(pour(self, "10")->chain);
	set_fact(self->s[1], NS_FACT_BOOT_TIME, 5000);
	/* nor with something that the host's KVM does not offer. */
	self->s[1]->view[NS_VIEW_CPU][NS_REG_IA32_VMX_PROCBASED_CTLS2].num |= 1ull << CTL(10);
	EXPECT_FALSE(pour(self, "10")->chain);
}

TEST_F(chain, a_circle_is_none)
{
	ns_snapshot_add_vm(self->s[2], "hash-0", "qemu-system-x86_64", NULL);
	EXPECT_FALSE(pour(self, "012")->chain);
	ASSERT_NE(NULL, self->w->unchained);
	EXPECT_EQ(NS_FOUND_CHAIN_CYCLE, self->w->unchained->code);
}

TEST_F(chain, a_chain_that_starts_in_the_air_says_so)
{
	EXPECT_TRUE(pour(self, "21")->chain);
	EXPECT_TRUE(self->w->counted);
	EXPECT_STREQ("L1", self->w->layers[0].name);
	EXPECT_STREQ("L2", self->w->layers[1].name);
}

/* ---- every format, with names that try to be markup ---- */

typedef void printer(const struct ns_out *out, const struct ns_waterfall *w,
		     const struct ns_waterfall_show *show);

static char *printed(printer *print, enum ns_format format, const struct ns_waterfall *w)
{
	struct ns_waterfall_show show = { 0 };
	struct ns_out out = { .format = format };
	char *text = NULL;
	size_t size;

	out.file = open_memstream(&text, &size);
	print(&out, w, &show);
	fclose(out.file);
	return text;
}

TEST_F(chain, hostile_names_are_only_text)
{
	static const char evil[] = "</td><script>alert(1)</script>|`*_\" onload='x' \033[31m\n# boo";
	struct ns_waterfall_show show = { 0 };
	char *html, *markdown, *text, *dumped;
	json_t *json, *again;

	set_text(self->s[0], NS_FACT_CPU_MODEL, evil);
	set_text(self->s[1], NS_FACT_KERNEL, evil);
	set_param(self->s[1], "kvm_intel", "vpid", "N");
	pour(self, "012");
	html = printed(ns_waterfall_html, NS_FORMAT_HTML, self->w);
	EXPECT_EQ(NULL, strstr(html, "<script"));
	EXPECT_EQ(NULL, strstr(html, "\033"));
	EXPECT_NE(NULL, strstr(html, "&lt;script&gt;"));
	EXPECT_NE(NULL, strstr(html, "</html>"));
	/* One file that loads nothing else */
	EXPECT_EQ(NULL, strstr(html, "://"));
	EXPECT_EQ(NULL, strstr(html, " src="));
	EXPECT_EQ(NULL, strstr(html, " href="));
	markdown = printed(ns_waterfall_print, NS_FORMAT_MARKDOWN, self->w);
	EXPECT_EQ(NULL, strstr(markdown, "<script"));
	EXPECT_EQ(NULL, strstr(markdown, "\n# boo"));
	EXPECT_EQ(NULL, strstr(markdown, "\033"));
	text = printed(ns_waterfall_print, NS_FORMAT_TEXT, self->w);
	EXPECT_EQ(NULL, strstr(text, "\033"));
	json = ns_waterfall_to_json(self->w, &show);
	dumped = json_dumps(json, 0);
	again = json_loads(dumped, JSON_REJECT_DUPLICATES, NULL);
	EXPECT_TRUE(json_equal(json, again));
	EXPECT_STREQ("chain", json_string_value(json_object_get(again, "kind")));
	json_decref(again);
	free(dumped);
	json_decref(json);
	free(text);
	free(markdown);
	free(html);
}

/* Counts are decimal, addresses and revisions hexadecimal. */
TEST(numbers_of_capabilities)
{
	static const struct { uint64_t num; const char *text; } rows[] = {
		{ 0, "0" }, { 43, "43" }, { 4095, "4095" }, { 4096, "0x1000" }, { 0x11e57ed0, "0x11e57ed0" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ns_cap cap = { .word = NS_WORD_NUMBER, .num = rows[i].num };
		char buf[24];

		EXPECT_STREQ(rows[i].text, ns_cap_text(&cap, buf, sizeof(buf)));
	}
}

TEST_HARNESS_MAIN
