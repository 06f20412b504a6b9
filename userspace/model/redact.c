// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/redact.h"

#include <ctype.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/identity.h"
#include "util/alloc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DIGITS "0123456789"
#define MAX_LITERALS 16384
#define MAX_LITERAL_SIZE 256

struct thing {
	enum ns_private kind;
	size_t number;
	char *value;	/* in the form in which it is compared */
	char *hash;	/* of a UUID, or NULL */
	char *token;	/* of another run whose UUID it is, or NULL */
	struct thing *next;
};

/*
 * A hostile text names any number of things and chooses their names: trees have
 * no worst case as hashes do.
 */
struct ns_redactor {
	struct thing *all;
	void *by_value;		/* of this run, by kind and value */
	void *by_hash;		/* the UUIDs of them, by hash */
	void *by_token;		/* those of other runs */
	struct thing **literals;	/* sorted, without regard to case */
	size_t literal_count;
	size_t count[NS_PRIVATE_COUNT], times[NS_PRIVATE_COUNT];
	struct thing **uuids;
};

static const struct {
	const char *name, *meaning;
	size_t literal;
} kinds[NS_PRIVATE_COUNT] = {
#define NS_PRIVATE(id, name, literal, meaning) [NS_PRIVATE_##id] = { name, meaning, literal },
#include "model/redact_rows.h"
};

const char *ns_private_name(enum ns_private kind)
{
	return kinds[kind].name;
}

const char *ns_private_meaning(enum ns_private kind)
{
	return kinds[kind].meaning;
}

bool ns_is_placeholder(const char *value, size_t length)
{
	static const char *const words[] = {
#define NS_PLACEHOLDER(word) word,
#include "model/redact_rows.h"
	};

	while (length && value[length - 1] == ' ')
		length--;
	if (!length || (length <= 2 && strspn(value, DIGITS) >= length))
		return true;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strlen(words[i]) == length && !strncasecmp(value, words[i], length))
			return true;
	return false;
}

struct ns_redactor *ns_redactor_new(void)
{
	return ns_xcalloc(1, sizeof(struct ns_redactor));
}

static void keep(void *node)
{
	(void)node;
}

void ns_redactor_free(struct ns_redactor *r)
{
	if (!r)
		return;
	tdestroy(r->by_value, keep);
	tdestroy(r->by_hash, keep);
	tdestroy(r->by_token, keep);
	for (struct thing *t = r->all, *next; t; t = next) {
		next = t->next;
		free(t->value);
		free(t->hash);
		free(t->token);
		free(t);
	}
	free(r->literals);
	free(r->uuids);
	free(r);
}

/* What is the same thing in another spelling */
static bool any_case(enum ns_private kind)
{
	return kind != NS_PRIVATE_SECRET && kind != NS_PRIVATE_KEY && kind != NS_PRIVATE_PATH &&
		kind != NS_PRIVATE_VM && kind != NS_PRIVATE_VOLUME && kind != NS_PRIVATE_NETWORK;
}

/* To be freed */
static char *compared(enum ns_private kind, const char *value, size_t length)
{
	char *copy = ns_xasprintf("%.*s", (int)length, value), *to = copy;

	for (const char *s = copy; *s; s++) {
		if ((kind == NS_PRIVATE_MAC || kind == NS_PRIVATE_WWN || kind == NS_PRIVATE_UUID) && strchr(":-.", *s))
			continue;
		*to++ = any_case(kind) ? tolower((unsigned char)*s) : *s;
	}
	*to = '\0';
	return copy;
}

/* ---- what is known ---- */

static int by_value(const void *a, const void *b)
{
	const struct thing *one = a, *other = b;

	return one->kind != other->kind ? (one->kind < other->kind ? -1 : 1) : strcmp(one->value, other->value);
}

static int by_hash(const void *a, const void *b)
{
	return strcmp(((const struct thing *)a)->hash, ((const struct thing *)b)->hash);
}

static int by_token(const void *a, const void *b)
{
	return strcmp(((const struct thing *)a)->token, ((const struct thing *)b)->token);
}

static struct thing *found_in(void *const *tree, const struct thing *like,
			      int (*compare)(const void *a, const void *b))
{
	struct thing *const *node = tfind(like, tree, compare);

	return node ? *node : NULL;
}

/* The first of @literals from @low on up to @high that has @c or a greater character at @depth */
static size_t first_from(struct thing *const *literals, size_t low, size_t high, size_t depth, int c)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tolower((unsigned char)literals[middle]->value[depth]) < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of @literals from *@low on up to *@high, which agree up to @depth: those that have @c there */
static void narrow(struct thing *const *literals, size_t *low, size_t *high, size_t depth, int c)
{
	*low = first_from(literals, *low, *high, depth, c);
	if (*low < *high && tolower((unsigned char)literals[*high - 1]->value[depth]) != c)
		*high = first_from(literals, *low, *high, depth, c + 1);
}

static void make_literal(struct ns_redactor *r, struct thing *t)
{
	size_t length = strlen(t->value), low = 0, high = r->literal_count;

	if (!kinds[t->kind].literal || length < kinds[t->kind].literal || length > MAX_LITERAL_SIZE ||
	    r->literal_count == MAX_LITERALS || strspn(t->value, DIGITS) == length ||
	    t->kind == NS_PRIVATE_UUID || t->kind == NS_PRIVATE_WWN)
		return;
	for (size_t i = 0; i <= length && low < high; i++)
		narrow(r->literals, &low, &high, i, tolower((unsigned char)t->value[i]));
	if (!r->literals)
		r->literals = ns_xcalloc(MAX_LITERALS, sizeof(*r->literals));
	memmove(&r->literals[low + 1], &r->literals[low], (r->literal_count - low) * sizeof(*r->literals));
	r->literals[low] = t;
	r->literal_count++;
}

static struct thing *thing_of(struct ns_redactor *r, enum ns_private kind, const char *value, size_t length)
{
	struct thing like = { .kind = kind, .value = compared(kind, value, length) };
	struct thing *t = found_in(&r->by_value, &like, by_value);

	if (t) {
		free(like.value);
		return t;
	}
	t = ns_xcalloc(1, sizeof(*t));
	*t = like;
	t->next = r->all;
	r->all = t;
	ns_check_alloc(tsearch(t, &r->by_value, by_value));
	if (kind == NS_PRIVATE_UUID) {
		char *plain = ns_xasprintf("%.*s", (int)length, value);

		t->hash = ns_uuid_hash(plain);
		free(plain);
	}
	if (t->hash)
		ns_check_alloc(tsearch(t, &r->by_hash, by_hash));
	make_literal(r, t);
	return t;
}

void ns_redactor_know(struct ns_redactor *r, enum ns_private kind, const char *value)
{
	size_t length = strlen(value);

	if (length >= (kinds[kind].literal ?: 1) && !ns_is_placeholder(value, length))
		thing_of(r, kind, value, length);
}

/* ---- finding ---- */

/* "L1:", "layer2:": what the layers of a report are called before the token of one; 0 for anything else */
static size_t layer_length(const char *s)
{
	size_t name = strncmp(s, "layer", 5) ? *s == 'L' : 5, digits = strspn(s + name, DIGITS);

	return name && digits && s[name + digits] == ':' ? name + digits + 1 : 0;
}

/* "[host-1]", "[L1:uuid-2]": how long it is, 0 for no token */
static size_t token_length(const char *s)
{
	const char *p = s + 1;
	size_t n;

	if (*s != '[')
		return 0;
	while ((n = layer_length(p)))
		p += n;
	for (size_t i = 0; i < NS_PRIVATE_COUNT; i++) {
		size_t name = strlen(kinds[i].name);

		if (strncmp(p, kinds[i].name, name) || p[name] != '-')
			continue;
		n = strspn(p + name + 1, DIGITS);
		if (n && p[name + 1 + n] == ']')
			return p + name + 1 + n + 1 - s;
	}
	return 0;
}

/* Does @t, whose @n characters are at @at but for their case, stand there as a word of its own? */
static bool is_word(const struct thing *t, const char *at, size_t n, enum ns_redact_as as)
{
	if (as == NS_REDACT_MACHINE && t->kind == NS_PRIVATE_VM)
		return false;
	if (isalnum((unsigned char)at[n]) && isalnum((unsigned char)at[n - 1]))
		return false;
	return any_case(t->kind) || !strncmp(at, t->value, n);
}

/* The longest of those that were found elsewhere, and stand here; a word begins where @from is at the latest */
static struct thing *literal_at(struct ns_redactor *r, const char *from, const char *at, enum ns_redact_as as,
				size_t *length)
{
	size_t low = 0, high = r->literal_count;
	struct thing *best = NULL;

	if (at > from && isalnum((unsigned char)at[-1]) && isalnum((unsigned char)*at))
		return NULL;
	*length = 0;
	for (size_t n = 0; low < high; n++) {
		for (; low < high && !r->literals[low]->value[n]; low++) {
			if (*length == n || !is_word(r->literals[low], at, n, as))
				continue;
			best = r->literals[low];
			*length = n;
		}
		narrow(r->literals, &low, &high, n, tolower((unsigned char)at[n]) ?: 256);
	}
	return best;
}

/* What is looked at: @text, which ends in a NUL at @end; what is found ends before @limit. */
struct area {
	const char *text, *end, *limit;
	enum ns_redact_as as;
	bool in_skipped;	/* what stands before something private: no word there announces anything */
};

/* Something found: @skip characters stay, @length are it */
struct found {
	struct thing *thing;	/* NULL: a token, or with @length 0 nothing */
	size_t skip, length;
};

static struct area skipped(const struct area *a, const char *at, size_t skip)
{
	return (struct area){ a->text, a->end, at + skip, a->as, true };
}

/* What is private at @at by the word there or by its form */
static bool thing_at(struct ns_redactor *r, const struct area *a, const char *at, struct found *found)
{
	struct ns_private_hit hit;

	if ((a->in_skipped || !ns_private_key(a->text, at, a->end, a->as, &hit)) &&
	    !ns_private_form(a->text, at, a->end, a->as, &hit))
		return false;
	/* "/home/[path-1]": it has been replaced already. */
	if (hit.skip + hit.length > (size_t)(a->limit - at) || token_length(at + hit.skip) == hit.length)
		return false;
	*found = (struct found){ thing_of(r, hit.kind, at + hit.skip, hit.length), hit.skip, hit.length };
	return true;
}

/* The next thing or token from *@at on, which moves to it */
static struct found find(struct ns_redactor *r, const struct area *a, const char **at)
{
	const char *from = *at;

	for (; *at < a->limit; (*at)++) {
		struct found found = { .length = token_length(*at) };

		if (found.length && found.length <= (size_t)(a->limit - *at))
			return found;
		if (thing_at(r, a, *at, &found))
			return found;
		found.thing = literal_at(r, from, *at, a->as, &found.length);
		if (found.thing && found.length <= (size_t)(a->limit - *at))
			return found;
	}
	return (struct found){ 0 };
}

static void learn(struct ns_redactor *r, const struct area *a, const char *at)
{
	/* What is known already hides nothing here: so the order of texts is all the same. */
	while (at < a->limit) {
		struct found found = { .length = token_length(at) };

		if (!found.length && thing_at(r, a, at, &found) && found.skip && !a->in_skipped) {
			struct area before = skipped(a, at, found.skip);

			learn(r, &before, at);
		}
		at += found.skip + found.length ?: 1;
	}
}

void ns_redactor_learn(struct ns_redactor *r, const char *text, enum ns_redact_as as)
{
	const char *end = text + strlen(text);

	learn(r, &(struct area){ text, end, end, as, false }, text);
}

/* ---- replacing ---- */

static void put_thing(struct ns_redactor *r, FILE *out, struct thing *t)
{
	if (!t->number) {
		t->number = ++r->count[t->kind];
		if (t->kind == NS_PRIVATE_UUID && !(t->number & (t->number - 1)))
			r->uuids = ns_xreallocarray(r->uuids, 2 * t->number, sizeof(*r->uuids));
		if (t->kind == NS_PRIVATE_UUID)
			r->uuids[t->number - 1] = t;
	}
	r->times[t->kind]++;
	fprintf(out, "[%s-%zu]", kinds[t->kind].name, t->number);
}

/* Another run's UUID is one of ours if its hash is. */
static struct thing *thing_of_token(struct ns_redactor *r, char *token)
{
	const struct thing *theirs = found_in(&r->by_token, &(struct thing){ .token = token }, by_token);

	return theirs ? found_in(&r->by_hash, theirs, by_hash) : NULL;
}

static void put_token(struct ns_redactor *r, FILE *out, const char *at, size_t length, const char *layer)
{
	char *token = layer ? ns_xasprintf("[%s:%.*s", layer, (int)length - 1, at + 1) :
		ns_xasprintf("%.*s", (int)length, at);
	struct thing *ours = layer ? thing_of_token(r, token) : NULL;

	if (ours)
		put_thing(r, out, ours);
	else
		fputs(token, out);
	free(token);
}

static void replace(struct ns_redactor *r, FILE *out, const struct area *a, const char *from, const char *layer)
{
	while (from < a->limit) {
		const char *at = from;
		struct found found = find(r, a, &at);

		fwrite(from, 1, at - from, out);
		/* "web login: fred": a host is named before the user. */
		if (found.skip && !a->in_skipped) {
			struct area before = skipped(a, at, found.skip);

			replace(r, out, &before, at, layer);
		} else {
			fwrite(at, 1, found.skip, out);
		}
		from = at + found.skip + found.length;
		if (found.thing)
			put_thing(r, out, found.thing);
		else if (found.length)
			put_token(r, out, at, found.length, layer);
	}
}

char *ns_redact(struct ns_redactor *r, const char *text, enum ns_redact_as as, const char *layer)
{
	const char *end = text + strlen(text);
	size_t size;
	char *copy;
	FILE *out = ns_xmemstream(&copy, &size);

	replace(r, out, &(struct area){ text, end, end, as, false }, text, layer);
	ns_xclose(out);
	return copy;
}

void ns_redactor_know_uuid(struct ns_redactor *r, const char *token, const char *hash)
{
	struct thing *t = ns_xcalloc(1, sizeof(*t));

	t->kind = NS_PRIVATE_UUID;
	t->hash = ns_xstrdup(hash);
	t->token = ns_xstrdup(token);
	t->next = r->all;
	r->all = t;
	ns_check_alloc(tsearch(t, &r->by_token, by_token));
}

size_t ns_redacted(const struct ns_redactor *r, enum ns_private kind, size_t *times)
{
	*times = r->times[kind];
	return r->count[kind];
}

size_t ns_redacted_uuids(const struct ns_redactor *r)
{
	return r->count[NS_PRIVATE_UUID];
}

const char *ns_redacted_uuid(const struct ns_redactor *r, size_t number)
{
	return number && number <= r->count[NS_PRIVATE_UUID] ? r->uuids[number - 1]->hash : NULL;
}
