// SPDX-License-Identifier: GPL-2.0-or-later
/* libmd: needed for the UUID of this machine or of a VM. */
#include <sys/types.h>

#include <sha2.h>

#include "util/late.h"

static struct ns_late libmd = { .file = "libmd.so.0" };

NS_LATE(&libmd, , void, SHA256Init, (SHA2_CTX *sha), (sha))
NS_LATE(&libmd, , void, SHA256Update, (SHA2_CTX *sha, const uint8_t *data, size_t size), (sha, data, size))
NS_LATE(&libmd, , void, SHA256Final, (uint8_t digest[SHA256_DIGEST_LENGTH], SHA2_CTX *sha), (digest, sha))
