// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/bit.h"

#include "util/json.h"

void ns_json_set_bit(json_t *o, const struct ns_bit *bit)
{
	ns_json_set_string(o, "register", ns_registers[bit->reg].name);
	ns_json_set_int(o, "bit", ns_bit_position(bit));
	if (bit->kind == NS_BIT_CTL)
		ns_json_set_int(o, "control_bit", bit->low);
}
