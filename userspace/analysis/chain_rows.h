/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether snapshots form a chain, and how that is known: part of finding_rows.h,
 * which includes it. Data only.
 *
 *   NS_SAYS(id, code, text, source)
 *
 * upper and lower are files of snapshots; with upper_stamp or lower_stamp the
 * snapshot is a stamp in that file.
 */
#ifndef NS_SAYS
#error "include analysis/finding_rows.h"
#endif

#define NS_UPPER "{?upper_stamp:a stamp in }{upper}"
#define NS_LOWER "{?lower_stamp:a stamp in }{lower}"

/* How it is known that a layer runs on the one before */
NS_SAYS(CHAIN_BY_UUID, "chain-by-uuid", "its UUID is that of a VM on the layer below",
	"Documentation/design.md, Waterfall and stamp")
NS_SAYS(CHAIN_BY_STAMP, "chain-by-stamp", "the stamp in " NS_UPPER " says so",
	"Documentation/design.md, Waterfall and stamp")
NS_SAYS(CHAIN_ASSUMED, "chain-assumed",
	"assumed: it is a guest{?kvm: of KVM}, which is consistent but not verified",
	"Documentation/design.md, Waterfall and stamp")

/* Why there is no chain */
NS_SAYS(CHAIN_NO_GUEST, "chain-no-guest", NS_UPPER " is not known to be a guest", "analysis/layers.h")
NS_SAYS(CHAIN_OTHER_HYPERVISOR, "chain-other-hypervisor",
	NS_UPPER " is a guest of {hypervisor}, not of KVM", "analysis/layers.h")
NS_SAYS(CHAIN_OTHER_ARCH, "chain-other-architecture",
	NS_UPPER " is {upper_arch}, and " NS_LOWER " is {lower_arch}: KVM runs VMs of its own architecture", "analysis/chain.c")
NS_SAYS(CHAIN_BOTH_GUESTS, "chain-both-guests",
	NS_LOWER " and " NS_UPPER " are both guests, and no VM was seen to run on " NS_LOWER,
	"analysis/chain.c")
NS_SAYS(CHAIN_OTHER_UUIDS, "chain-other-uuids", "the VMs on " NS_LOWER " have other UUIDs than " NS_UPPER,
	"analysis/chain.c")
NS_SAYS(CHAIN_BOOTED_BEFORE, "chain-booted-before", NS_UPPER " booted before " NS_LOWER, "analysis/chain.c")
NS_SAYS(CHAIN_NOT_OFFERED, "chain-not-offered",
	NS_UPPER " has \"{bit}\", which KVM of " NS_LOWER " does not offer", "analysis/offer.c")
NS_SAYS(CHAIN_FORK, "chain-fork", "more than one snapshot is of a guest of " NS_LOWER, "analysis/chain.c")
NS_SAYS(CHAIN_CYCLE, "chain-cycle", "the snapshots form a cycle", "analysis/chain.c")

#undef NS_UPPER
#undef NS_LOWER
