/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPU models of QEMU and libvirt, and what they have of SVM and VMX: data
 * only.
 *
 *   NS_DOMAIN_MODEL(name, versions, svm, svm_has, vmx_has)
 *
 * name      as libvirt and QEMU write it, without the "-v2" of a version
 * versions  up to which version it has what is said here; 0 if it has none
 * svm       1 if the model has svm: under TCG a VM gets it, under KVM QEMU
 *           switches it off in every model. No model has vmx by itself.
 * svm_has   what an SVM that the VM gets has of what notable.h lists, by the
 *           names of QEMU
 * vmx_has   the same of VMX; NULL where the model says nothing of it
 *
 * Sources: QEMU 7.2's answer to query-cpu-model-expansion, with vmx=on for the
 * last column (target/i386/cpu.c builtin_x86_defs); for EPYC-Genoa, EPYC-Turin,
 * SapphireRapids, GraniteRapids, SierraForest and YongFeng libvirt
 * src/cpu_map, which is made from QEMU's.
 */
#ifndef NS_DOMAIN_MODEL
#error "define NS_DOMAIN_MODEL before including this header"
#endif

#define NS_VMX_NEHALEM "vmx-ept vmx-vpid vmx-ept-2mb vmx-flexpriority vmx-preemption-timer"
#define NS_VMX_WESTMERE NS_VMX_NEHALEM " vmx-unrestricted-guest"
#define NS_VMX_IVYBRIDGE NS_VMX_WESTMERE " vmx-apicv-vid vmx-posted-intr"
#define NS_VMX_HASWELL NS_VMX_IVYBRIDGE " vmx-eptad vmx-shadow-vmcs"
#define NS_VMX_CLIENT NS_VMX_WESTMERE " vmx-eptad vmx-shadow-vmcs vmx-pml"
#define NS_VMX_SERVER NS_VMX_HASWELL " vmx-pml"

NS_DOMAIN_MODEL("486", 1, 0, "", NULL)
NS_DOMAIN_MODEL("athlon", 1, 0, "", NULL)
NS_DOMAIN_MODEL("Broadwell", 4, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Broadwell-IBRS", 0, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Broadwell-noTSX", 0, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Broadwell-noTSX-IBRS", 0, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Cascadelake-Server", 5, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Cascadelake-Server-noTSX", 0, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Conroe", 1, 0, "", "vmx-flexpriority")
NS_DOMAIN_MODEL("Cooperlake", 2, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("core2duo", 1, 0, "", "vmx-flexpriority")
NS_DOMAIN_MODEL("coreduo", 1, 0, "", "")
NS_DOMAIN_MODEL("Denverton", 3, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Dhyana", 2, 1, "npt nrip-save", NULL)
NS_DOMAIN_MODEL("EPYC", 3, 1, "npt nrip-save", NULL)
NS_DOMAIN_MODEL("EPYC-Genoa", 1, 1, "npt nrip-save", NULL)
NS_DOMAIN_MODEL("EPYC-IBPB", 0, 1, "npt nrip-save", NULL)
NS_DOMAIN_MODEL("EPYC-Milan", 1, 1, "npt nrip-save", NULL)
NS_DOMAIN_MODEL("EPYC-Rome", 2, 1, "npt nrip-save", NULL)
NS_DOMAIN_MODEL("EPYC-Turin", 1, 1, "npt nrip-save flushbyasid pause-filter v-vmsave-vmload vgif tsc-scale", NULL)
NS_DOMAIN_MODEL("GraniteRapids", 1, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Haswell", 4, 0, "", NS_VMX_HASWELL)
NS_DOMAIN_MODEL("Haswell-IBRS", 0, 0, "", NS_VMX_HASWELL)
NS_DOMAIN_MODEL("Haswell-noTSX", 0, 0, "", NS_VMX_HASWELL)
NS_DOMAIN_MODEL("Haswell-noTSX-IBRS", 0, 0, "", NS_VMX_HASWELL)
NS_DOMAIN_MODEL("Icelake-Server", 3, 0, "", NS_VMX_HASWELL)
NS_DOMAIN_MODEL("Icelake-Server-noTSX", 0, 0, "", NS_VMX_HASWELL)
NS_DOMAIN_MODEL("IvyBridge", 2, 0, "", NS_VMX_IVYBRIDGE)
NS_DOMAIN_MODEL("IvyBridge-IBRS", 0, 0, "", NS_VMX_IVYBRIDGE)
NS_DOMAIN_MODEL("KnightsMill", 1, 0, "", NULL)
NS_DOMAIN_MODEL("kvm32", 1, 0, "", "")
NS_DOMAIN_MODEL("kvm64", 1, 0, "", "vmx-flexpriority")
NS_DOMAIN_MODEL("n270", 1, 0, "", NULL)
NS_DOMAIN_MODEL("Nehalem", 2, 0, "", NS_VMX_NEHALEM)
NS_DOMAIN_MODEL("Nehalem-IBRS", 0, 0, "", NS_VMX_NEHALEM)
NS_DOMAIN_MODEL("Opteron_G1", 1, 0, "", NULL)
NS_DOMAIN_MODEL("Opteron_G2", 1, 1, "", NULL)
NS_DOMAIN_MODEL("Opteron_G3", 1, 1, "", NULL)
NS_DOMAIN_MODEL("Opteron_G4", 1, 1, "npt nrip-save", NULL)
NS_DOMAIN_MODEL("Opteron_G5", 1, 1, "npt nrip-save", NULL)
NS_DOMAIN_MODEL("Penryn", 1, 0, "", "vmx-flexpriority")
NS_DOMAIN_MODEL("pentium", 1, 0, "", NULL)
NS_DOMAIN_MODEL("pentium2", 1, 0, "", NULL)
NS_DOMAIN_MODEL("pentium3", 1, 0, "", NULL)
NS_DOMAIN_MODEL("phenom", 1, 1, "npt", NULL)
NS_DOMAIN_MODEL("qemu32", 1, 0, "", NULL)
NS_DOMAIN_MODEL("qemu64", 1, 1, "", NULL)
NS_DOMAIN_MODEL("SandyBridge", 2, 0, "", NS_VMX_WESTMERE)
NS_DOMAIN_MODEL("SandyBridge-IBRS", 0, 0, "", NS_VMX_WESTMERE)
NS_DOMAIN_MODEL("SapphireRapids", 1, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("SierraForest", 1, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Skylake-Client", 4, 0, "", NS_VMX_CLIENT)
NS_DOMAIN_MODEL("Skylake-Client-IBRS", 0, 0, "", NS_VMX_CLIENT)
NS_DOMAIN_MODEL("Skylake-Client-noTSX-IBRS", 0, 0, "", NS_VMX_CLIENT)
NS_DOMAIN_MODEL("Skylake-Server", 5, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Skylake-Server-IBRS", 0, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Skylake-Server-noTSX-IBRS", 0, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Snowridge", 4, 0, "", NS_VMX_SERVER)
NS_DOMAIN_MODEL("Westmere", 2, 0, "", NS_VMX_WESTMERE)
NS_DOMAIN_MODEL("Westmere-IBRS", 0, 0, "", NS_VMX_WESTMERE)
NS_DOMAIN_MODEL("YongFeng", 1, 0, "", NS_VMX_SERVER)

#undef NS_DOMAIN_MODEL
#undef NS_VMX_NEHALEM
#undef NS_VMX_WESTMERE
#undef NS_VMX_IVYBRIDGE
#undef NS_VMX_HASWELL
#undef NS_VMX_CLIENT
#undef NS_VMX_SERVER
