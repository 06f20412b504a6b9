/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features of QEMU's CPU models of which a snapshot does not tell whether KVM
 * gives them a VM: data only. In a model that baseline chooses they are switched
 * off, which every host can.
 *
 *   NS_MODEL_FLAG(qemu, libvirt)
 *
 * They are what the models of QEMU 7.2 have (query-cpu-model-expansion of each,
 * query-cpu-definitions) and neither guest_flags.h nor the tables of VMX and SVM
 * do; the names are those of its -cpu help and of libvirt's x86_features.xml (9.0).
 */
#ifndef NS_MODEL_FLAG
#error "define NS_MODEL_FLAG before including this header"
#endif

NS_MODEL_FLAG("3dnowprefetch", "3dnowprefetch")
NS_MODEL_FLAG("acpi", "acpi")
NS_MODEL_FLAG("amd-ssbd", "amd-ssbd")
NS_MODEL_FLAG("amd-stibp", "amd-stibp")
NS_MODEL_FLAG("arat", "arat")
NS_MODEL_FLAG("arch-capabilities", "arch-capabilities")
NS_MODEL_FLAG("core-capability", "core-capability")
NS_MODEL_FLAG("ibpb", "ibpb")
NS_MODEL_FLAG("ibrs", "ibrs")
NS_MODEL_FLAG("ibrs-all", "ibrs-all")
NS_MODEL_FLAG("mds-no", "mds-no")
NS_MODEL_FLAG("monitor", "monitor")
NS_MODEL_FLAG("mpx", "mpx")
NS_MODEL_FLAG("perfctr-core", "perfctr_core")
NS_MODEL_FLAG("pschange-mc-no", "pschange-mc-no")
NS_MODEL_FLAG("rdctl-no", "rdctl-no")
NS_MODEL_FLAG("skip-l1dfl-vmentry", "skip-l1dfl-vmentry")
NS_MODEL_FLAG("spec-ctrl", "spec-ctrl")
NS_MODEL_FLAG("split-lock-detect", "split-lock-detect")
NS_MODEL_FLAG("ssbd", "ssbd")
NS_MODEL_FLAG("stibp", "stibp")
NS_MODEL_FLAG("taa-no", "taa-no")
NS_MODEL_FLAG("topoext", "topoext")
NS_MODEL_FLAG("tsc-deadline", "tsc-deadline")

#undef NS_MODEL_FLAG
