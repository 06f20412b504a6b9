// SPDX-License-Identifier: GPL-2.0-or-later
/* MSRs: rdmsr, VBox.log, trace events of KVM, and lists of registers. */
#include <string.h>

#include "sources/import/reader.h"

/* What a guest of this machine read or wrote is of another machine: its guest. */
static void take_guests(struct ns_import *im, const struct ns_listed *row)
{
	struct ns_value *v = &im->guest[row->reg];

	im->guest_values++;
	if (row->faults)
		ns_value_not(v, NS_SOURCE_FILE, NS_UNREADABLE, "RDMSR faulted");
	else
		ns_value_num(v, NS_SOURCE_FILE, ns_reg_keep(row->reg, row->num));
}

static void take_row(struct ns_import *im, const struct ns_listed *row, enum ns_source source)
{
	int cpu = im->cpu;

	im->cpu = row->cpu;
	if (!strcmp(row->how, "read by a guest") || !strcmp(row->how, "written by a guest"))
		take_guests(im, row);
	else if (row->as == NS_LISTED_MESSAGE && !row->faults)
		im->not_values++;
	else if (row->faults)
		ns_import_fault(im, row->reg, source);
	else
		ns_import_register(im, row->reg, source, row->num);
	im->cpu = cpu;
}

/*
 * "00:00:01.412350 HM: MSR_IA32_FEATURE_CONTROL          = 0x5" and the names of
 * its bits below; "00:00:02.521 OS Release: 6.1.0"
 */
bool ns_take_vbox_log(struct ns_import *im, const char *line, enum ns_source source)
{
	static const struct {
		const char *before;
		enum ns_fact_id id;
	} fields[] = {
		{ "OS Release: ", NS_FACT_KERNEL },
		{ "DMI Product Name: ", NS_FACT_DMI_PRODUCT },
	};
	const char *text = line + strspn(line, "0123456789:.");

	if (text - line < 8 || *text != ' ')
		text = line;
	text += strspn(text, " ");
	if (!strncmp(text, "HM: ", 4)) {
		ns_take_listing(im, line, source);
		return true;
	}
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && text > line; i++) {
		size_t len = strlen(fields[i].before);

		if (strncmp(text, fields[i].before, len))
			continue;
		ns_import_text_fact(im, fields[i].id, source, text + len);
		return true;
	}
	return false;
}

bool ns_take_trace(struct ns_import *im, const char *line, enum ns_source source)
{
	static const char *const events[] = {
		"kvm_exit: ", "kvm_entry: ", "kvm_nested_vmenter", "kvm_nested_vmexit", "kvm_nested_intr_vmexit",
		"kvm_cpuid: ", "kvm_inj_", "kvm_userspace_exit: ", "kvm_fpu: ", "kvm_apic", "kvm_pio: ", "kvm_mmio: ",
	};

	if (strstr(line, "kvm_msr: msr_")) {
		ns_take_listing(im, line, source);
		return true;
	}
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		const char *p = strstr(line, events[i]);

		if (p && (p == line || p[-1] == ' ' || p[-1] == ':'))
			return true;
	}
	return false;
}

bool ns_take_listing(struct ns_import *im, const char *line, enum ns_source source)
{
	struct ns_listing_reader *r = &im->listing;
	bool done;

	/* To look for the name of a register takes long. */
	if (!strpbrk(line, "0123456789"))
		return false;
	r->line = im->line;
	if (!ns_listing_line(r, line, &done)) {
		im->error = r->error;
		r->error = NULL;
		return true;
	}
	for (; im->rows_seen < r->list->count; im->rows_seen++)
		take_row(im, &r->list->rows[im->rows_seen], source);
	return done;
}

/* Is anything known of the machine itself? */
static bool machine_known(const struct ns_import *im)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (im->s->view[NS_VIEW_CPU][reg].state != NS_NOT_ASKED)
			return true;
	for (int i = 0; i < NS_FACT_COUNT; i++)
		if (ns_has(&im->s->fact[i]))
			return true;
	return false;
}

/*
 * A register that is not 0 is there, and with it what it needs: SDM vol. 3
 * appendix A, APM vol. 2 section 15.30.1. Where the feature is missing, TCG
 * answers 0.
 */
static void imply_features(struct ns_snapshot *s)
{
	struct ns_value *view = s->view[NS_VIEW_CPU];
	const struct ns_value *feat = &view[NS_REG_IA32_FEATURE_CONTROL], *vm_cr = &view[NS_REG_VM_CR];
	const uint64_t on = NS_MASK(FEAT_CTL_VMX_ENABLED_INSIDE_SMX) | NS_MASK(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX);
	bool vmx = ns_has(feat) && feat->num & on;

	for (int reg = NS_REG_IA32_VMX_BASIC; reg <= NS_REG_IA32_VMX_EXIT_CTLS2; reg++)
		vmx = vmx || ((ns_has(&view[reg]) || view[reg].known) && view[reg].num);
	if (vmx)
		ns_value_bits(&view[NS_REG_CPUID_1_ECX], NS_SOURCE_MSR, NS_MASK(X86_FEATURE_VMX),
			      NS_MASK(X86_FEATURE_VMX));
	if (ns_has(vm_cr) && vm_cr->num)
		ns_value_bits(&view[NS_REG_CPUID_80000001_ECX], NS_SOURCE_MSR, NS_MASK(X86_FEATURE_SVM),
			      NS_MASK(X86_FEATURE_SVM));
}

/* If what guests read is all there is, the machine is the guest. */
void ns_finish_listing(struct ns_import *im)
{
	bool known = machine_known(im);

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		if (!known && im->guest[reg].state != NS_NOT_ASKED)
			ns_value_copy(&im->s->view[NS_VIEW_CPU][reg], &im->guest[reg]);
		ns_value_free(&im->guest[reg]);
	}
	if (!known)
		im->guest_values = 0;
	imply_features(im->s);
}
