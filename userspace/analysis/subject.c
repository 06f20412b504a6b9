// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/subject.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analysis/decode.h"
#include "analysis/offer.h"
#include "util/alloc.h"

static const struct ns_param_row params[] = {
#define NS_PARAM_ROW(module_, name_, live_, meaning_) { #module_, #name_, live_, meaning_ },
#include "analysis/param_rows.h"
};

#define PARAM_COUNT (sizeof(params) / sizeof(params[0]))

static bool same(const struct ns_subject *a, const struct ns_subject *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case NS_SUBJECT_BIT:
		return a->bit == b->bit;
	case NS_SUBJECT_REGISTER:
		return a->reg.kind == b->reg.kind && a->reg.number == b->reg.number &&
		       a->reg.subleaf == b->reg.subleaf && a->reg.out == b->reg.out;
	case NS_SUBJECT_PARAM:
		return a->param == b->param;
	case NS_SUBJECT_FINDING:
		return a->code == b->code;
	case NS_SUBJECT_CHECK:
		return a->check == b->check;
	default:
		return a->message == b->message;
	}
}

/* Enough for a question; of a longer text the first ones are explained. */
#define SUBJECTS_MAX 20

static void add(struct ns_subjects *all, struct ns_subject subject)
{
	for (size_t i = 0; i < all->count; i++)
		if (same(&all->list[i], &subject))
			return;
	if (all->count == SUBJECTS_MAX)
		return;
	all->list = ns_xreallocarray(all->list, all->count + 1, sizeof(*all->list));
	all->list[all->count++] = subject;
}

/* modprobe takes '-' for '_' */
static bool is_module(const char *module, const char *words, size_t len)
{
	size_t i = 0;

	while (i < len && module[i] && module[i] == (words[i] == '-' ? '_' : tolower((unsigned char)words[i])))
		i++;
	return i == len && !module[i];
}

/* "kvm_intel.nested", "nested=1", "kvm-intel.nested"; a name alone may be of several modules */
static void add_params(struct ns_subjects *all, const char *words)
{
	const char *dot = strchr(words, '.'), *name = dot ? dot + 1 : words;
	size_t len = strcspn(name, "="), module_len = dot ? dot - words : 0;

	for (size_t i = 0; i < PARAM_COUNT; i++) {
		const struct ns_param_row *p = &params[i];
		bool is = strlen(p->name) == len && !strncasecmp(p->name, name, len);

		if (dot && !is_module(p->module, words, module_len))
			continue;
		if (is)
			add(all, (struct ns_subject){ .kind = NS_SUBJECT_PARAM, .param = p });
	}
}

static const char params_dir[] = "/sys/module/";

/* "/sys/module/kvm_intel/parameters/nested", and what grep puts behind it */
static void add_param_path(struct ns_subjects *all, const char *path)
{
	const char *module = path + strlen(params_dir), *end = strstr(module, "/parameters/");
	char *name;

	if (!end)
		return;
	end += strlen("/parameters/");
	name = ns_xasprintf("%.*s.%.*s", (int)strcspn(module, "/"), module, (int)strcspn(end, ":/"), end);
	add_params(all, name);
	free(name);
}

static void add_codes(struct ns_subjects *all, const char *words)
{
	for (int i = 0; i < NS_CHECK_COUNT; i++)
		if (!strcasecmp(ns_checks[i].code, words))
			add(all, (struct ns_subject){ .kind = NS_SUBJECT_CHECK, .check = i });
	for (int i = 0; i < NS_CODE_COUNT; i++)
		if (!strcmp(ns_finding_rows[i].code, words))
			add(all, (struct ns_subject){ .kind = NS_SUBJECT_FINDING, .code = i });
	for (int i = 0; i < NS_MESSAGE_COUNT; i++)
		if (!strcmp(ns_message_rows[i].code, words))
			add(all, (struct ns_subject){ .kind = NS_SUBJECT_MESSAGE,
						      .message = &ns_message_rows[i] });
}

/* Everything that is called @words */
static void add_named(struct ns_subjects *all, const char *words)
{
	struct ns_bit_named bit;
	struct ns_reg_named reg;
	size_t before = all->count;

	if (!strncmp(words, params_dir, strlen(params_dir))) {
		add_param_path(all, words);
		return;
	}
	add_codes(all, words);
	add_params(all, words);
	if (ns_bit_resolve(words, &bit))
		for (size_t i = 0; i < bit.count; i++)
			add(all, (struct ns_subject){ .kind = NS_SUBJECT_BIT, .bit = bit.rows[i] });
	else if (all->count == before && ns_reg_resolve(words, &reg) != NS_REG_UNKNOWN)
		add(all, (struct ns_subject){ .kind = NS_SUBJECT_REGISTER, .reg = reg });
}

/* What else a number of 32 bits may be that stands alone, "0x8000000a": no MSR is there. */
static bool add_large_number(struct ns_subjects *all, const char *words)
{
	struct ns_messages found;
	struct ns_reg_named reg;
	char *plain;

	if (strncasecmp(words, "0x8", 3) || strlen(words) != strlen("0x80000000") ||
	    ns_reg_resolve(words, &reg) != NS_REG_OTHER)
		return false;
	/* A leaf of CPUID, of which each register is a row */
	for (int i = 0; i < NS_REG_COUNT; i++) {
		const struct ns_register *r = &ns_registers[i];

		if (r->kind == NS_KIND_CPUID && r->number == reg.number)
			add(all, (struct ns_subject){
				.kind = NS_SUBJECT_REGISTER,
				.reg = { i, r->kind, r->number, r->subleaf, r->out, r->name },
			});
	}
	/* What is left of the message of a VM entry that failed; "hardware error 0x80000001" could be anything. */
	plain = ns_xasprintf("KVM: entry failed, hardware error %s", words);
	found = ns_messages_find(plain);
	for (size_t i = 0; i < found.count; i++)
		if (found.list[i].row != &ns_message_rows[NS_MESSAGE_QEMU_ENTRY])
			add(all, (struct ns_subject){ .kind = NS_SUBJECT_MESSAGE, .message = found.list[i].row });
	ns_messages_clear(&found);
	free(plain);
	return all->count;
}

/* Does a word of a text look like a name? Numbers and words of the language do not. */
static bool like_a_name(const char *word)
{
	size_t letters = 0;

	for (const char *c = word; *c; c++)
		letters += isalpha((unsigned char)*c) != 0;
	return letters >= 3 && strpbrk(word, "-_(.");
}

/*
 * A number among other words is a register's only if it can be nothing else: one
 * of the tables' that is written with 0x, or where the text speaks of MSRs one
 * that has a name. "error 7" and "exit reason 33" name none.
 */
static bool may_be_register(const char *number, bool of_msrs)
{
	struct ns_reg_named reg;

	switch (ns_reg_resolve(number, &reg)) {
	case NS_REG_ROW:
		return of_msrs || !strncasecmp(number, "0x", 2);
	case NS_REG_OTHER:
		return of_msrs && *reg.name;
	default:
		return true;
	}
}

#define NAME_MAX_SIZE 100

/* How a text is searched: @loose for any name, or for what looks like one; does it speak of MSRs? */
struct search {
	bool loose;
	bool of_msrs;
};

/* A word of the text, without the marks around it */
static void add_word(struct ns_subjects *all, const char *word, size_t len, struct search how)
{
	char *name;

	while (len && strchr("\"'<>+-,;:", *word)) {
		word++;
		len--;
	}
	while (len && strchr("\"'<>,;:.!?/", word[len - 1]))
		len--;
	if (len > 2 && *word == '(' && word[len - 1] == ')') {
		word++;
		len -= 2;
	}
	if (!len || len > NAME_MAX_SIZE)
		return;
	name = ns_xasprintf("%.*s", (int)len, word);
	if ((how.loose || like_a_name(name)) && (!isdigit((unsigned char)*name) || may_be_register(name, how.of_msrs)))
		add_named(all, name);
	free(name);
}

/*
 * The words that were looked up: a log says the same again and again, and to look
 * one up takes long. Of what has more different names than any log, the first count.
 */
#define LOOKUPS_MAX 10000u
#define SLOTS 32768u

struct tried {
	uint64_t hash[SLOTS];	/* 0 for none */
	size_t count;
};

/* Is the word new, and is there room for it? */
static bool new_word(struct tried *tried, const char *word, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325u;	/* FNV-1a */
	size_t slot;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)word[i]) * 0x100000001b3u;
	hash |= 1;
	for (slot = hash / 2 % SLOTS; tried->hash[slot]; slot = (slot + 1) % SLOTS)
		if (tried->hash[slot] == hash)
			return false;
	if (tried->count == LOOKUPS_MAX)
		return false;
	tried->hash[slot] = hash;
	tried->count++;
	return true;
}

struct ns_subjects ns_subjects_find(const char *plain, bool loose)
{
	struct ns_subjects all = { 0 };
	size_t start = strspn(plain, " \n"), len = strlen(plain + start);
	struct search how = { 0 };
	struct tried *tried;

	while (len && strchr(" \n", plain[start + len - 1]))
		len--;
	if (len && len <= NAME_MAX_SIZE) {
		char *whole = ns_xasprintf("%.*s", (int)len, plain + start);

		if (!add_large_number(&all, whole))
			add_named(&all, whole);
		free(whole);
	}
	if (all.count)
		return all;
	how.of_msrs = strcasestr(plain, "msr");
	tried = ns_xcalloc(1, sizeof(*tried));
	for (const char *word = plain; *word && all.count < SUBJECTS_MAX; ) {
		size_t n = strcspn(word, " \n,=");

		/* A value is no name, though it may be a register's number. */
		how.loose = loose && (word == plain || word[-1] != '=');
		if (n <= NAME_MAX_SIZE + 10 && new_word(tried, word, n))
			add_word(&all, word, n, how);
		word += n + strspn(word + n, " \n,=");
	}
	free(tried);
	return all;
}

struct ns_subjects ns_subjects_of_paths(const char *plain)
{
	struct ns_subjects all = { 0 };

	for (const char *p = plain; (p = strstr(p, params_dir)) && all.count < SUBJECTS_MAX; p++)
		add_word(&all, p, strcspn(p, " \n,="), (struct search){ .loose = true });
	return all;
}

void ns_subjects_clear(struct ns_subjects *all)
{
	free(all->list);
	*all = (struct ns_subjects){ 0 };
}

static void set_version(struct ns_finding *f, const char *name, int version)
{
	if (version)
		ns_finding_set(f, name, "%d.%d", version / 1000, version % 1000);
}

struct ns_finding *ns_kvm_treats(const struct ns_bit *bit)
{
	static const char *const hows[] = {
		[NS_OFFER_NO_RULE] = NULL, [NS_OFFER_HW] = "hw", [NS_OFFER_EMULATED] = "emulated",
		[NS_OFFER_MAY_CLEAR] = "clear", [NS_OFFER_NEVER] = "never", [NS_OFFER_OWN] = "own",
	};
	const char *how = hows[ns_offer_how(bit)];
	struct ns_finding *f;
	char *needs;
	int without, with;

	if (!how)
		return NULL;
	f = ns_finding_new(NS_FOUND_KVM_TREATS);
	f->bit = bit;
	ns_finding_set(f, how, "yes");
	ns_finding_set(f, "param", "%s", ns_offer_param(bit));
	ns_finding_set(f, "follows", "%s", ns_offer_follows(bit));
	ns_offer_versions(bit, &without, &with);
	set_version(f, "without", without);
	set_version(f, "with", with);
	needs = ns_offer_needs(bit);
	ns_finding_set(f, "needs", "%s", needs ?: "");
	free(needs);
	return f;
}

struct ns_bits ns_param_bits(const struct ns_param_row *param)
{
	struct ns_bits bits = { 0 };

	for (size_t i = 0; i < ns_bit_count; i++)
		if (!strcmp(ns_offer_param(&ns_bits[i]), param->name) &&
		    !strcmp(ns_bit_is_svm(&ns_bits[i]) ? "kvm_amd" : "kvm_intel", param->module))
			ns_bits_add(&bits, &ns_bits[i]);
	return bits;
}

const char *ns_bit_costs(const struct ns_bit *bit)
{
	static const struct {
		enum ns_bit_id bit;
		const char *costs;
	} notables[] = {
#define NS_NOTABLE(id, costs_) { NS_BIT_##id, costs_ },
#include "analysis/notable.h"
	};

	for (size_t i = 0; i < sizeof(notables) / sizeof(notables[0]); i++)
		if (ns_bit(notables[i].bit) == bit)
			return notables[i].costs;
	return NULL;
}

static const struct ns_finding *in_chain(const struct ns_finding *f, enum ns_code code)
{
	while (f && f->code != code)
		f = f->cause;
	return f;
}

static const struct ns_finding *in_list(const struct ns_findings *all, enum ns_code code)
{
	for (size_t i = 0; i < all->count; i++)
		if (in_chain(all->list[i], code))
			return in_chain(all->list[i], code);
	return NULL;
}

static const struct ns_finding *in_results(const struct ns_results *results, enum ns_code code)
{
	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		if (in_chain(results->finding[i], code))
			return in_chain(results->finding[i], code);
	return NULL;
}

static const struct ns_finding *in_layer(const struct ns_layer *layer, enum ns_code code)
{
	for (size_t i = 0; i < layer->evidence_count; i++)
		if (in_chain(layer->evidence[i].means, code))
			return in_chain(layer->evidence[i].means, code);
	return in_chain(layer->verdict, code);
}

const struct ns_finding *ns_here_has(const struct ns_here *here, enum ns_code code)
{
	const struct ns_answers *a = here->answers;

	return in_chain(a->run, code) ?: in_chain(a->nest, code) ?: in_list(&a->missing, code) ?:
	       in_list(&a->parameters, code) ?:
	       in_list(&a->notes, code) ?: in_results(&here->results, code) ?: in_layer(here->machine.layer, code);
}

const char *ns_code_asked_by(enum ns_code code)
{
	static const char *const by[NS_CODE_COUNT] = {
#define NS_REMEDY(id, code, text)
#define NS_FINDING(id, code, severity, component, remedy, text, source) \
		[NS_FOUND_##id] = "nestscope check --domain NAME, or --domain-xml FILE",
#include "analysis/domain_rows.h"
#undef NS_FINDING
#undef NS_REMEDY
#define NS_SAYS(id, code, text, source) [NS_FOUND_##id] = "nestscope diff FILE FILE",
#include "analysis/chain_rows.h"
#undef NS_SAYS
		[NS_FOUND_WITHHELD] = "nestscope diff FILE FILE", [NS_FOUND_CPUID_MISSING] = "nestscope diff FILE FILE",
		[NS_FOUND_CPU_MODEL] = "nestscope diff FILE FILE",
		[NS_FOUND_CPU_MODEL_UNNAMED] = "nestscope diff FILE FILE",
		[NS_FOUND_CPU_MODEL_OTHER] = "nestscope diff FILE FILE",
		[NS_FOUND_LOST_UNREAD] = "nestscope diff FILE FILE",
#define NS_REMEDY(id, code, text)
#define NS_SAYS(id, code, text, source) [NS_FOUND_##id] = "nestscope status",
#define NS_FINDING(id, code, severity, component, remedy, text, source)	/* a check has those */
#include "analysis/live_rows.h"
#undef NS_SAYS
#undef NS_FINDING
#undef NS_REMEDY
	};

	return by[code];
}
