// SPDX-License-Identifier: GPL-2.0-or-later
/* What became of each capability from layer to layer, or from machine to machine. */
#include "analysis/waterfall.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/answers.h"
#include "model/arch.h"
#include "model/names.h"
#include "model/vmm.h"
#include "util/alloc.h"

#define NOWHERE ((size_t)-1)

/*
 * What QEMU's CPU model and the architecture give only together with something
 * else: the bits in @mask of @reg go with @with. QEMU 11.1 target/i386/cpu.c
 * feature_dependencies; the registers' own rules otherwise.
 */
static const struct {
	enum ns_reg reg;
	uint64_t mask;
	enum ns_bit_id with;
} goes_with[] = {
	{ NS_REG_IA32_VMX_EPT_VPID_CAP, 0xffffffff, NS_BIT_SECONDARY_EXEC_ENABLE_EPT },
	{ NS_REG_IA32_VMX_EPT_VPID_CAP, ~0xffffffffull, NS_BIT_SECONDARY_EXEC_ENABLE_VPID },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_UNRESTRICTED_GUEST),
	  NS_BIT_SECONDARY_EXEC_ENABLE_EPT },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS2, ~0ull, NS_BIT_CPU_BASED_ACTIVATE_SECONDARY_CONTROLS },
	{ NS_REG_IA32_VMX_VMFUNC, ~0ull, NS_BIT_SECONDARY_EXEC_ENABLE_VMFUNC },
};

const char *ns_loss_code(const struct ns_loss *loss)
{
	const struct ns_finding *f = loss->finding;

	return ns_finding_code(f->code == NS_FOUND_WITHHELD ? f->cause : f);
}

static struct ns_cap cap_at(const struct ns_waterfall *w, size_t cell, const struct ns_bit *bit)
{
	const struct ns_snapshot *s = w->layers[cell / NS_VIEW_COUNT].s;

	return ns_cap_in_view(s->view[cell % NS_VIEW_COUNT], bit);
}

static bool missing(const struct ns_snapshot *s, enum ns_view view, const struct ns_bit *bit)
{
	return ns_offer_has(s, view, bit) == NS_NO;
}

/* ---- the switch ---- */

/*
 * What has to be switched on for @bit to come back in a VM that lacks it:
 * itself, or what it goes with if the VM lacks that too.
 */
static const struct ns_bit *switch_of(const struct ns_snapshot *vm, const struct ns_bit *bit)
{
	const struct ns_bit *vmx = ns_bit(NS_BIT_X86_FEATURE_VMX);
	const struct ns_bit *svm = ns_bit(NS_BIT_X86_FEATURE_SVM);
	uint64_t mask = 1ull << ns_bit_position(bit);

	if (ns_registers[bit->reg].kind == NS_KIND_MSR && missing(vm, NS_VIEW_CPU, vmx))
		return vmx;
	if (ns_registers[bit->reg].number == 0x8000000a && missing(vm, NS_VIEW_CPU, svm))
		return svm;
	for (size_t i = 0; i < sizeof(goes_with) / sizeof(goes_with[0]); i++) {
		const struct ns_bit *with = ns_bit(goes_with[i].with);

		if (goes_with[i].reg == bit->reg && goes_with[i].mask & mask && with != bit &&
		    missing(vm, NS_VIEW_CPU, with))
			return switch_of(vm, with);
	}
	return bit;
}

/* What runs the VM whose snapshot is @vm, if that is known and not QEMU; else NULL */
static const char *other_vmm(const struct ns_snapshot *host, const struct ns_snapshot *vm)
{
	const struct ns_value *uuid = &vm->fact[NS_FACT_UUID_HASH];
	const char *program = NULL;

	for (size_t i = 0; i < host->vm_count; i++) {
		const struct ns_vm *v = &host->vms[i];

		if (ns_has(uuid) && v->uuid_hash && !strcmp(uuid->text, v->uuid_hash))
			program = v->program;
	}
	return program && !ns_vmm_is_qemu(program) ? program : NULL;
}

static struct ns_finding *new_loss(const struct ns_waterfall *w, size_t layer, enum ns_code code)
{
	struct ns_finding *f = ns_finding_new(code);

	f->layer = ns_xstrdup(w->layers[layer].name);
	return f;
}

/* KVM offers it, and what runs the VM did not give it. */
static struct ns_finding *cpu_model(const struct ns_waterfall *w, size_t host,
				    const struct ns_bit *bit)
{
	const struct ns_snapshot *vm = w->layers[host + 1].s;
	const char *vmm = other_vmm(w->layers[host].s, vm);
	const struct ns_bit *on = switch_of(vm, bit);
	const char *follows = ns_offer_follows(on), *libvirt;
	struct ns_finding *f;

	if (*follows && ns_cpu_flag(vm, follows) == NS_NO && ns_cpu_flag(w->layers[host].s, follows) == NS_NO) {
		/* KVM cannot hand on a feature that its own kernel does not use. */
		f = new_loss(w, host, NS_FOUND_CPUID_MISSING);
		ns_finding_set(f, "follows", "%s", follows);
		return f;
	}
	/* The VM has the feature, so this is not the cause. */
	if (ns_cpu_flag(vm, follows) == NS_YES)
		follows = "";

	if (vmm) {
		f = new_loss(w, host, NS_FOUND_CPU_MODEL_OTHER);
		ns_finding_set(f, "vmm", "%s", vmm);
	} else if (!*on->qemu) {
		f = new_loss(w, host, NS_FOUND_CPU_MODEL_UNNAMED);
		ns_finding_set(f, "qemu", "-cpu host");
		ns_finding_set(f, "libvirt", "<cpu mode='host-passthrough'/>");
	} else {
		/* QEMU applies -feature after all feature=on, whatever their order. */
		f = new_loss(w, host, NS_FOUND_CPU_MODEL);
		ns_finding_set(f, "feature", "%s", on->qemu);
		ns_finding_set(f, "follows", "%s", follows);
		ns_finding_set(f, "qemu", "-cpu ...,%s=on%s%s%s", on->qemu, *follows ? "," : "",
			       follows, *follows ? "=on" : "");
		libvirt = ns_libvirt_name(on);
		ns_finding_set(f, "libvirt", "<feature policy='require' name='%s'/>",
			       *libvirt ? libvirt : on->qemu);
		if (!*libvirt)
			ns_finding_set(f, "unknown", NS_LIBVIRT_NAMED);
		else if (!strncmp(libvirt, "vmx-", 4))
			ns_finding_set(f, "unknown", "9.0");
	}
	return f;
}

/* Does firmware prevent VMs on this layer? */
static bool firmware_prevents(const struct ns_step_layer *layer)
{
	struct ns_machine m = ns_machine_of(layer->s, layer->layer);
	struct ns_answers *a = ns_answer_machine(&m);
	bool prevents = a->run->component == NS_COMPONENT_FIRMWARE;

	ns_answers_free(a);
	return prevents;
}

static struct ns_finding *kvm_drops(const struct ns_waterfall *w, size_t layer,
				    const struct ns_bit *bit)
{
	struct ns_machine m = ns_machine_of(w->layers[layer].s, w->layers[layer].layer);
	struct ns_offer o = ns_offer_of(&m, bit);
	struct ns_finding *f = new_loss(w, layer, NS_FOUND_WITHHELD);
	const char *module, *param;

	f->cause = o.finding ?: ns_finding_new(NS_FOUND_OFFER_NOT_KNOWN);
	f->component = f->cause->component;
	if (f->component == NS_COMPONENT_FIRMWARE)
		ns_finding_set(f, "firmware", "yes");
	module = ns_finding_get(f->cause, "module");
	param = ns_finding_get(f->cause, "param");
	if (module && param)
		ns_finding_set(f, "modprobe", "options %s %s=1", module, param);
	return f;
}

/* What lies between was not read; a rule may still tell. */
static struct ns_finding *somewhere(const struct ns_waterfall *w, size_t from, size_t to,
				    const struct ns_bit *bit)
{
	size_t low = from / NS_VIEW_COUNT, high = to / NS_VIEW_COUNT;
	struct ns_finding *f;

	if (from % NS_VIEW_COUNT == NS_VIEW_CPU && ns_offer_how(bit) == NS_OFFER_NEVER) {
		f = new_loss(w, low, NS_FOUND_WITHHELD);
		f->cause = ns_finding_new(NS_FOUND_NEVER_OFFERED);
	} else {
		f = new_loss(w, low, NS_FOUND_LOST_UNREAD);
		ns_finding_set(f, "upper", "%s", w->layers[high].name);
	}
	return f;
}

/* From cell @from, where it was, to cell @to, where it was not */
static void add_loss(const struct ns_waterfall *w, struct ns_row *row, size_t from, size_t to)
{
	struct ns_loss *loss;

	row->losses = ns_xreallocarray(row->losses, row->loss_count + 1, sizeof(*row->losses));
	loss = &row->losses[row->loss_count++];
	*loss = (struct ns_loss){ .layer = from / NS_VIEW_COUNT };
	if (to == from + 1 && to % NS_VIEW_COUNT == NS_VIEW_KVM)
		loss->finding = kvm_drops(w, loss->layer, row->bit);
	else if (to == from + 1)
		loss->finding = cpu_model(w, loss->layer, row->bit);
	else
		loss->finding = somewhere(w, from, to, row->bit);
	loss->finding->bit = row->bit;
}

/*
 * The last layer hands nothing on: that nobody has loaded KVM there is no loss,
 * except that firmware which forbids it is worth a word, once.
 */
static bool beside_the_point(const struct ns_waterfall *w, size_t cell, const struct ns_bit *bit)
{
	const struct ns_step_layer *layer = &w->layers[cell / NS_VIEW_COUNT];
	bool root = bit == ns_bit(NS_BIT_X86_FEATURE_VMX) || bit == ns_bit(NS_BIT_X86_FEATURE_SVM);

	if (cell % NS_VIEW_COUNT != NS_VIEW_KVM || layer->s->fact[NS_FACT_KVM_DEVICE].state != NS_ABSENT)
		return false;
	return !root || !firmware_prevents(layer);
}

static void follow(const struct ns_waterfall *w, struct ns_row *row)
{
	size_t there = NOWHERE, count = w->layer_count * NS_VIEW_COUNT;
	bool lacking = false;

	for (size_t i = 0; i < count; i++) {
		enum ns_word word = row->cells[i].word;

		if (!ns_word_known(word) || beside_the_point(w, i, row->bit)) {
			lacking = false;
		} else if (ns_offer_usable(row->bit, word)) {
			/* This KVM emulates what the CPU of the layer before lacks. */
			if (lacking && i % NS_VIEW_COUNT == NS_VIEW_KVM && i / NS_VIEW_COUNT < 64)
				row->emulated |= UINT64_C(1) << (i / NS_VIEW_COUNT);
			there = i;
			lacking = false;
		} else {
			if (there != NOWHERE)
				add_loss(w, row, there, i);
			there = NOWHERE;
			lacking = true;
		}
	}
}

/* ---- rows ---- */

static bool same_cap(const struct ns_bit *bit, struct ns_cap a, struct ns_cap b, bool exactly)
{
	bool number = a.word == NS_WORD_NUMBER && b.word == NS_WORD_NUMBER;

	if (number)
		return a.num == b.num;
	/* A register that is not there has none of its capabilities. */
	if (!exactly || a.word == NS_WORD_ABSENT || b.word == NS_WORD_ABSENT)
		return ns_offer_usable(bit, a.word) == ns_offer_usable(bit, b.word);
	return a.word == b.word;
}

/*
 * In a chain every cell follows from the one before, and "default" or "yes" is
 * all the same. Machines are compared view by view and to the letter.
 */
static bool row_differs(const struct ns_waterfall *w, const struct ns_row *row)
{
	size_t step = w->chain ? 1 : NS_VIEW_COUNT;

	for (size_t start = 0; start < step; start++) {
		const struct ns_cap *first = NULL;

		for (size_t i = start; i < w->layer_count * NS_VIEW_COUNT; i += step) {
			const struct ns_cap *cell = &row->cells[i];

			if (!ns_word_known(cell->word) || beside_the_point(w, i, row->bit))
				continue;
			if (first && !same_cap(row->bit, *first, *cell, !w->chain))
				return true;
			first = first ?: cell;
		}
	}
	return false;
}

static bool row_unread(const struct ns_waterfall *w, const struct ns_row *row)
{
	for (size_t i = 0; i < w->layer_count * NS_VIEW_COUNT; i++)
		if (row->cells[i].word == NS_WORD_UNREADABLE && !beside_the_point(w, i, row->bit))
			return true;
	return false;
}

static bool row_read(const struct ns_waterfall *w, const struct ns_row *row)
{
	for (size_t i = 0; i < w->layer_count * NS_VIEW_COUNT; i++)
		if (ns_word_known(row->cells[i].word))
			return true;
	return false;
}

/* Is there anything to show: is it there, or not read where it might be? */
static bool worth_a_row(const struct ns_waterfall *w, const struct ns_row *row)
{
	for (size_t i = 0; i < w->layer_count * NS_VIEW_COUNT; i++)
		if (ns_word_there(row->cells[i].word) || row->cells[i].word == NS_WORD_NUMBER ||
		    row->cells[i].word == NS_WORD_UNREADABLE ||
		    row->cells[i].word == NS_WORD_CONTRADICTORY)
			return true;
	return false;
}

/* Machines: where KVM drops what the CPU has, though another's does not */
static void find_withheld(const struct ns_waterfall *w, struct ns_row *row)
{
	for (size_t i = 0; i < w->layer_count; i++) {
		const struct ns_cap *cpu = ns_row_cell(row, i, NS_VIEW_CPU);
		const struct ns_cap *kvm = ns_row_cell(row, i, NS_VIEW_KVM);
		size_t cell = i * NS_VIEW_COUNT + NS_VIEW_KVM;

		if (ns_word_known(cpu->word) && ns_word_known(kvm->word) &&
		    ns_offer_usable(row->bit, cpu->word) && !ns_offer_usable(row->bit, kvm->word) &&
		    !beside_the_point(w, cell, row->bit))
			add_loss(w, row, cell - 1, cell);
	}
}

static void free_row(struct ns_row *row)
{
	for (size_t i = 0; i < row->loss_count; i++)
		ns_finding_free(row->losses[i].finding);
	free(row->losses);
	free(row->cells);
}

static void add_row(struct ns_waterfall *w, const struct ns_bit *bit)
{
	struct ns_row row = { .bit = bit };
	size_t count = w->layer_count * NS_VIEW_COUNT;

	row.cells = ns_xcalloc(count, sizeof(*row.cells));
	for (size_t i = 0; i < count; i++)
		row.cells[i] = cap_at(w, i, bit);
	if (!worth_a_row(w, &row)) {
		free_row(&row);
		return;
	}
	if (w->chain && ns_offer_counts(bit))
		follow(w, &row);
	w->lost += row.loss_count != 0;
	row.differs = row_differs(w, &row);
	if (!w->chain && row.differs && ns_offer_counts(bit))
		find_withheld(w, &row);
	w->different += row.differs;
	w->unread += ns_offer_counts(bit) && row_unread(w, &row);
	w->read += row_read(w, &row);
	w->rows = ns_xreallocarray(w->rows, w->row_count + 1, sizeof(*w->rows));
	w->rows[w->row_count++] = row;
}

struct ns_waterfall *ns_waterfall_begin(const struct ns_input *inputs, size_t count)
{
	struct ns_waterfall *w = ns_xcalloc(1, sizeof(*w));

	ns_chain_find(w, inputs, count);
	return w;
}

void ns_waterfall_fill(struct ns_waterfall *w)
{
	for (size_t i = 0; i < ns_bit_count; i++)
		if (ns_bit_is_cap(&ns_bits[i]))
			add_row(w, &ns_bits[i]);
}

struct ns_waterfall *ns_waterfall_of(const struct ns_input *inputs, size_t count)
{
	struct ns_waterfall *w = ns_waterfall_begin(inputs, count);

	ns_waterfall_fill(w);
	return w;
}

void ns_step_layer_clear(struct ns_step_layer *l)
{
	free(l->name);
	free(l->file);
	ns_finding_free(l->why);
	ns_layer_free(l->layer);
}

void ns_waterfall_free(struct ns_waterfall *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->row_count; i++)
		free_row(&w->rows[i]);
	for (size_t i = 0; i < w->layer_count; i++)
		ns_step_layer_clear(&w->layers[i]);
	free(w->rows);
	free(w->layers);
	ns_finding_free(w->unchained);
	free(w);
}

/* ---- machines side by side ---- */

/* QEMU sets the TRUE registers where they exist. */
static enum ns_reg set_by_qemu(const struct ns_value *view, enum ns_reg reg)
{
	const struct ns_true_pair *pair = ns_true_pair_of(reg);

	return pair && ns_has(&view[pair->true_reg]) ? pair->true_reg : reg;
}

static void add_refusal(const struct ns_waterfall *w, struct ns_move *m, const struct ns_bit *bit)
{
	const struct ns_value *from = w->layers[m->from].s->view[NS_VIEW_KVM];
	const struct ns_value *to = w->layers[m->to].s->view[NS_VIEW_KVM];
	enum ns_reg reg = set_by_qemu(from, bit->reg);

	if (ns_registers[reg].kind != NS_KIND_MSR || !ns_has(&from[reg]) || !ns_has(&to[reg]))
		return;
	for (size_t i = 0; i < m->refusal_count; i++)
		if (m->refusals[i].reg == reg)
			return;
	m->refusals = ns_xreallocarray(m->refusals, m->refusal_count + 1, sizeof(*m->refusals));
	m->refusals[m->refusal_count++] = (struct ns_refusal){
		.reg = reg, .value = from[reg].num, .offered = to[reg].num,
	};
}

static void find_lacks(const struct ns_waterfall *w, struct ns_move *m)
{
	for (size_t i = 0; i < w->row_count; i++) {
		const struct ns_row *row = &w->rows[i];
		enum ns_word from = ns_row_cell(row, m->from, NS_VIEW_KVM)->word;
		enum ns_word to = ns_row_cell(row, m->to, NS_VIEW_KVM)->word;

		if (!ns_offer_counts(row->bit) || !ns_word_known(from) || !ns_word_known(to))
			continue;
		m->known = true;
		if (!ns_offer_usable(row->bit, from) || ns_offer_usable(row->bit, to))
			continue;
		m->missing = ns_xreallocarray(m->missing, m->missing_count + 1, sizeof(*m->missing));
		m->missing[m->missing_count++] = row->bit;
		add_refusal(w, m, row->bit);
	}
}

struct ns_move *ns_moves_of(const struct ns_waterfall *w, size_t *count)
{
	struct ns_move *moves = ns_xcalloc(w->layer_count * w->layer_count + 1, sizeof(*moves));

	*count = 0;
	for (size_t from = 0; !w->chain && from < w->layer_count; from++) {
		for (size_t to = 0; to < w->layer_count; to++) {
			if (from == to || ns_arch_of(w->layers[from].s) != NS_ARCH_X86 ||
			    ns_arch_of(w->layers[to].s) != NS_ARCH_X86)
				continue;
			moves[*count] = (struct ns_move){ .from = from, .to = to };
			find_lacks(w, &moves[(*count)++]);
		}
	}
	return moves;
}

void ns_moves_free(struct ns_move *moves, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(moves[i].missing);
		free(moves[i].refusals);
	}
	free(moves);
}
