/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbers of a bit, as JSON has them. */
#ifndef NESTSCOPE_RENDER_BIT_H
#define NESTSCOPE_RENDER_BIT_H

#include <jansson.h>

#include "model/registers.h"

/*
 * "register" and "bit", the bit in the whole register, and for a control
 * "control_bit", its own: the number that the manual and QEMU give it, and that
 * text for people shows. A control may be 1 if its bit is set in the register's
 * high half, so "bit" is "control_bit" + 32.
 */
void ns_json_set_bit(json_t *o, const struct ns_bit *bit);

#endif
