// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/identity.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sha2.h>

#include "util/alloc.h"

#define UUID_LEN 36
#define HASH_BYTES 16

/* Changing it would part old snapshots from new ones: it belongs to format 1. */
static const char key[] = "org.nestscope machine, format 1";

/* What firmware holds where nobody has set a UUID */
static const char *const placeholders[] = {
	"00000000-0000-0000-0000-000000000000",
	"ffffffff-ffff-ffff-ffff-ffffffffffff",
	/* AMI's default, as it stands in the BIOS and with its first fields swapped */
	"00020003-0004-0005-0006-000700080009",
	"03000200-0400-0500-0006-000700080009",
};

/* Lower case in @out; false if it is no UUID */
static bool canonical(const char *uuid, char out[UUID_LEN + 1])
{
	if (strlen(uuid) != UUID_LEN)
		return false;
	for (int i = 0; i < UUID_LEN; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? uuid[i] != '-' : !isxdigit((unsigned char)uuid[i]))
			return false;
		out[i] = tolower((unsigned char)uuid[i]);
	}
	out[UUID_LEN] = '\0';
	return true;
}

/* One of the two passes of HMAC (RFC 2104); the key is shorter than a block. */
static void pass(uint8_t pad, const void *data, size_t size, uint8_t out[SHA256_DIGEST_LENGTH])
{
	uint8_t block[SHA256_BLOCK_LENGTH];
	SHA2_CTX sha;

	memset(block, pad, sizeof(block));
	for (size_t i = 0; i < sizeof(key) - 1; i++)
		block[i] ^= (uint8_t)key[i];
	SHA256Init(&sha);
	SHA256Update(&sha, block, sizeof(block));
	SHA256Update(&sha, data, size);
	SHA256Final(out, &sha);
}

char *ns_uuid_hash(const char *uuid)
{
	uint8_t inner[SHA256_DIGEST_LENGTH], digest[SHA256_DIGEST_LENGTH];
	char text[UUID_LEN + 1], *hash;

	if (!canonical(uuid, text))
		return NULL;
	for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++)
		if (!strcmp(text, placeholders[i]))
			return NULL;
	pass(0x36, text, UUID_LEN, inner);
	pass(0x5c, inner, sizeof(inner), digest);
	hash = ns_xcalloc(HASH_BYTES * 2 + 1, 1);
	for (size_t i = 0; i < HASH_BYTES; i++)
		sprintf(hash + i * 2, "%02x", digest[i]);
	return hash;
}
