/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: the codec of the snapshot
 *
 * A table says where each member of a JSON object is kept in memory, and the
 * same row writes it, reads it and makes its key a known one. model/json.c has
 * the tables; Documentation/schema/snapshot.schema.json describes the same members,
 * and selftests/unit/test_codec.c holds the two together.
 */
#ifndef NESTSCOPE_MODEL_CODEC_H
#define NESTSCOPE_MODEL_CODEC_H

#include <jansson.h>

#include "model/snapshot.h"

struct ns_reader {
	const char *name;	/* of the file, for messages */
	char *error;		/* the first one; reading stops there */
	char *unknown;		/* the first key that is not known */
	size_t unknown_count;
	char *newer;		/* its format is a newer one */
	int depth;		/* layers within layers */
};

/* Where something stands: "live.vms[2].pid"; NULL for the whole */
struct ns_place {
	const struct ns_place *up;
	const char *key;	/* NULL: the element at index */
	size_t index;
};

enum ns_member_kind {
	NS_MEMBER_VALUE,	/* struct ns_value, as an object of its own */
	NS_MEMBER_SELF,		/* struct ns_value, its keys among those of the object */
	NS_MEMBER_UINT,		/* unsigned int, needed */
	NS_MEMBER_HEX32,	/* uint32_t as "0x...", needed */
	NS_MEMBER_TEXT,		/* char *, owned; NULL for none */
	NS_MEMBER_WORD,		/* const char *: what @word makes of a text; NULL for none */
	NS_MEMBER_REG,		/* enum ns_reg by its name, needed */
	NS_MEMBER_OBJECT,	/* a part of the same memory */
	NS_MEMBER_POINTER,	/* to one object, owned; NULL for none */
	NS_MEMBER_LIST,		/* an array of @size bytes each, its count at @count */
	NS_MEMBER_MAP,		/* the same as an object; the elements' first members are their keys in it */
	NS_MEMBER_KEY_TEXT,	/* char *: such a key */
	NS_MEMBER_KEY_HEX,	/* uint32_t: such a key */
	NS_MEMBER_CUSTOM,	/* by @write and @read */
};

enum ns_member_flag {
	NS_MEMBER_NEEDED = 1,	/* TEXT: must be there. CUSTOM: @read is called if it is not, too */
	NS_MEMBER_NULLABLE = 2,	/* TEXT: null for none, else it is left out */
	NS_MEMBER_BITS = 4,	/* VALUE: of a register, of which single bits may be known */
	NS_MEMBER_NO_SOURCE = 8,	/* SELF: the source is not written */
	NS_MEMBER_IF_ASKED = 16,	/* OBJECT: left out if its first value was not asked for */
	NS_MEMBER_OF_REG = 32,	/* SELF: of the register that is at @reg */
};

struct ns_object;

struct ns_member {
	const char *section;	/* the object within the object, NULL for none */
	const char *key;
	enum ns_member_kind kind;
	unsigned int flags;
	size_t offset;
	enum ns_fact_type type;	/* of a value */
	int digits;		/* of a value that is HEX, at least; 0 is 1 */
	long long max;		/* of a UINT; of the number of elements, 0 for any */
	size_t size, count;	/* of LIST, MAP and POINTER */
	size_t reg;
	const struct ns_object *of;
	const char *(*word)(const char *text);	/* NULL: it knows no such word */
	json_t *(*write)(const void *base);	/* NULL: it is left out */
	bool (*read)(struct ns_reader *r, const struct ns_place *place, const json_t *j, void *base);
};

struct ns_object {
	const struct ns_member *member;
	size_t count;
};

/* Where the member is in @base, and where the number of its elements */
static inline void *ns_member_of(const struct ns_member *m, const void *base)
{
	return (char *)base + m->offset;
}

static inline size_t *ns_member_count(const struct ns_member *m, const void *base)
{
	return (size_t *)((char *)base + m->count);
}

static inline bool ns_member_is_key(const struct ns_member *m)
{
	return m->kind == NS_MEMBER_KEY_TEXT || m->kind == NS_MEMBER_KEY_HEX;
}

/* The snapshot's */
extern const struct ns_object ns_snapshot_object;

/* @base, as @object has it; a new reference */
json_t *ns_codec_write(const struct ns_object *object, const void *base);

/* Read @j into @base. False with @r->error set if it is not as @object has it. */
bool ns_codec_read(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		   const struct ns_object *object, void *base);

/* "NAME: PLACE" and what is wrong with it; the first one counts. Returns false. */
bool ns_codec_fail(struct ns_reader *r, const struct ns_place *place, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Note that nobody knows @key of the object at @place. */
void ns_codec_unknown(struct ns_reader *r, const struct ns_place *place, const char *key);

#endif
