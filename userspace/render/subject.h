/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a name stands for, and where that is on a machine: as text and as JSON. */
#ifndef NESTSCOPE_RENDER_SUBJECT_H
#define NESTSCOPE_RENDER_SUBJECT_H

#include "analysis/subject.h"
#include "render/out.h"

void ns_subject_print(const struct ns_out *out, const struct ns_here *here, const struct ns_subject *subject);

/*
 * An object; kind says which:
 *   bit        register, bit, control_bit; names: sdm, kernel, cpuinfo, qemu,
 *              libvirt; good_for, costs; kvm: the finding that says what KVM does
 *              with it; here: cpu, kvm_offer (each is, and value for a number),
 *              cpuinfo (yes, no, unknown), why (a finding, where the two differ)
 *   register   name, number, kernel; exists_if; here: cpu, kvm_offer (value, or state)
 *   parameter  module, name, meaning, live; capabilities that need it; here: value, if it was read
 *   finding    finding, severity, component, text, remedy, source; here: the finding, if it is one of this machine
 *   message-row   message, printed_by, about, meaning, patterns, causes, source
 */
json_t *ns_subject_to_json(const struct ns_here *here, const struct ns_subject *subject);

#endif
