// SPDX-License-Identifier: GPL-2.0-or-later
/* What may be shown of a command line: the names of programs, models and features, nothing else */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "model/vmm.h"

/* A command line, and what is read from it */
FIXTURE(line) {};
FIXTURE_SETUP(line) {}
FIXTURE_TEARDOWN(line) {}
FIXTURE_VARIANT(line)
{
	const char *cmdline;
	size_t size;
	const char *program;
	const char *name;
	const char *cpu;
	bool one_text;
};

#define LINE(id, text, ...) \
	FIXTURE_VARIANT_ADD(line, id) { .cmdline = text "\0", .size = sizeof(text), __VA_ARGS__ }

LINE(qemu, "/usr/bin/qemu-system-x86_64\0-name\0web\0-cpu\0host", "qemu-system-x86_64", "web", "host");
LINE(two_dashes, "kvm\0--name\0guest=web,,1,process=x\0--cpu\0max", "kvm", "web,1", "max");
LINE(last_one_counts, "kvm\0-cpu\0EPYC\0-cpu\0host\0-name\0a\0-name\0b", "kvm", "b", "host");
LINE(three_dashes_are_no_option, "kvm\0---name\0web", "kvm");
LINE(microvm, "qemu-system-x86_64-microvm\0-cpu\0host", "qemu-system-x86_64", NULL, "host");
LINE(another_machine, "qemu-system-sparc64\0-name\0web", "qemu-system", "web");
LINE(name_goes_on, "qemu-system-x86_64-SECRET\0-cpu\0host", "qemu-system-x86_64", NULL, "host");
LINE(blank_in_a_directory, "/home/SECRET two/qemu-kvm\0-cpu\0host", "qemu-kvm", NULL, "host");
LINE(cloud_hypervisor, "cloud-hypervisor\0--platform\0uuid=x\0-name\0SECRET\0-cpu\0host", "cloud-hypervisor");
LINE(firecracker, "/srv/SECRET/firecracker\0--id\0SECRET\0-name\0SECRET", "firecracker");
LINE(arm, "qemu-system-aarch64\0-name\0web", "qemu-system-aarch64", "web");
LINE(crosvm, "crosvm\0run\0--name\0SECRET", "crosvm");
LINE(lkvm, "lkvm\0run\0--name\0SECRET", "lkvm");
LINE(virtualbox_headless, "/usr/lib/virtualbox/VBoxHeadless\0--comment\0SECRET", "VBoxHeadless");
LINE(virtualbox, "/usr/lib/virtualbox/VirtualBoxVM\0--comment\0SECRET", "VirtualBoxVM");
LINE(vmware, "/usr/lib/vmware/bin/vmware-vmx\0-name\0SECRET", "vmware-vmx");
LINE(other, "vi\0-name\0SECRET\0-cpu\0host", NULL);
LINE(kvm_stat, "kvm_stat\0-cpu\0host", NULL);
LINE(kvm_helper, "kvm-helper", NULL);
LINE(red_hats_helper, "qemu-kvm-helper", NULL);
LINE(cloud_hypervisors_helper, "cloud-hypervisor-net", NULL);
LINE(firecrackers_helper, "firecracker-containerd", NULL);
LINE(crosvms_helper, "crosvm-gpu", NULL);
LINE(lkvms_helper, "lkvm-static2", NULL);
LINE(virtualbox_headless_helper, "VBoxHeadless2", NULL);
LINE(virtualbox_helper, "VirtualBoxVM-wrapper", NULL);
LINE(vmwares_helper, "vmware-vmx2", NULL);

/* A title, and a command line in one string */
LINE(title, "qemu-system-x86_64: SECRET -name SECRET", "qemu-system-x86_64", NULL, NULL, true);
LINE(title_without_blank, "/usr/bin/kvm:SECRET", "kvm", NULL, NULL, true);
LINE(one_text, "qemu-system-x86_64 -name SECRET -cpu host -drive file=/var/SECRET", "qemu-system-x86_64",
     NULL, NULL, true);
LINE(one_text_with_arguments, "qemu-kvm -vnc SECRET\0-name\0SECRET\0-cpu\0host", "qemu-kvm", NULL, NULL, true);
LINE(one_text_that_ends_like_one, "vi /tmp/SECRET/x qemu-kvm", NULL, NULL, NULL, true);
LINE(one_text_of_lines, "firecracker\nSECRET", "firecracker", NULL, NULL, true);
LINE(empty, "", NULL);

TEST_F(line, is_read)
{
	struct ns_vmm vmm;
	/* Of its size, so that a byte behind it is noticed */
	char *cmdline = malloc(variant->size);

	memcpy(cmdline, variant->cmdline, variant->size);
	ns_vmm_read(&vmm, cmdline, variant->size);
	free(cmdline);
	EXPECT_STREQ(variant->program ?: "none", vmm.program ?: "none");
	EXPECT_STREQ(variant->name ?: "none", vmm.name ?: "none");
	EXPECT_STREQ(variant->cpu ?: "none", vmm.cpu ?: "none");
	EXPECT_EQ(variant->one_text, vmm.one_text);
	ns_vmm_free(&vmm);
}

/* What runs the CPU of a VM of QEMU, by its command line */
FIXTURE(accel) {};
FIXTURE_SETUP(accel) {}
FIXTURE_TEARDOWN(accel) {}
FIXTURE_VARIANT(accel)
{
	const char *cmdline;
	size_t size;
	const char *accel;
};

#define ACCEL(id, text, accel_) \
	FIXTURE_VARIANT_ADD(accel, id) { .cmdline = text "\0", .size = sizeof(text), .accel = accel_ }

ACCEL(tcg, "qemu-system-x86_64\0-accel\0tcg,thread=multi\0-m\0" "1G", "tcg");
ACCEL(tcg_at_the_end, "qemu-system-x86_64\0-accel\0tcg", "tcg");
ACCEL(tcg_by_key, "qemu-system-x86_64\0-accel\0accel=tcg", "tcg");
ACCEL(tcg_of_machine, "kvm\0-machine\0q35,accel=tcg", "tcg");
ACCEL(tcg_first, "kvm\0-M\0pc,accel=tcg:kvm", "tcg");
ACCEL(no_kvm, "qemu-kvm\0-no-kvm", "tcg");
ACCEL(nothing, "qemu-system-x86_64\0-m\0" "1G", "tcg-default");
ACCEL(nothing_i386, "qemu-system-i386", "tcg-default");
ACCEL(nothing_for_kvm, "/usr/bin/kvm\0-m\0" "1G", NULL);
ACCEL(nothing_for_qemu_kvm, "qemu-kvm", NULL);
ACCEL(kvm, "qemu-system-x86_64\0-accel\0kvm\0-m\0" "1G", "kvm");
ACCEL(kvm_of_libvirt, "qemu-system-x86_64\0-machine\0pc-q35-7.2,usb=off\0-accel\0kvm", "kvm");
ACCEL(enable_kvm, "qemu-system-x86_64\0-enable-kvm", "kvm");
ACCEL(enable_kvm_two_dashes, "qemu-system-x86_64\0--enable-kvm\0-m\0" "1G", "kvm");
ACCEL(falls_back, "qemu-system-x86_64\0-accel\0kvm\0-accel\0tcg", NULL);
ACCEL(falls_back_of_machine, "qemu-system-x86_64\0-machine\0q35,accel=kvm:tcg", NULL);
ACCEL(whpx, "qemu-system-x86_64\0-accel\0whpx", NULL);
ACCEL(xen, "qemu-system-i386\0-xen-domid\0" "7\0-machine\0xenfv", NULL);
ACCEL(options_in_a_file, "qemu-system-x86_64\0-readconfig\0vm.cfg", NULL);
ACCEL(capabilities_of_libvirt, "qemu-system-x86_64\0-machine\0none,accel=kvm:tcg", NULL);
ACCEL(another_machine, "qemu-system-aarch64\0-M\0virt", NULL);
ACCEL(title, "qemu-system-x86_64: web", NULL);
ACCEL(firecracker, "firecracker", NULL);

TEST_F(accel, is_told)
{
	struct ns_vmm vmm;

	ns_vmm_read(&vmm, variant->cmdline, variant->size);
	EXPECT_STREQ(variant->accel ?: "none", vmm.accel ?: "none");
	ns_vmm_free(&vmm);
}

/* The argument of -cpu, and what is shown of it */
FIXTURE(cpu) {};
FIXTURE_SETUP(cpu) {}
FIXTURE_TEARDOWN(cpu) {}
FIXTURE_VARIANT(cpu)
{
	const char *option;
	const char *told;
	int vmx;
};

#define CPU(id, ...) FIXTURE_VARIANT_ADD(cpu, id) { __VA_ARGS__ }

CPU(host, "host", "host", -1);
CPU(features, "host,-x2apic,+vmx,vmx-ept=off,svm", "host,-x2apic,+vmx,vmx-ept=off,svm", 1);
CPU(old_spelling, "EPYC,nrip_save=on,hv_evmcs", "EPYC,nrip_save=on,hv_evmcs", -1);
CPU(model_id, "EPYC,model-id=SECRET one,vmx=on", "EPYC,vmx=on,...", 1);
CPU(vendor_id, "host,hv-vendor-id=SECRET", "host,...", -1);
CPU(vendor_id_number, "host,hv-vendor-id=123456789012,kvm=off", "host,kvm=off,...", -1);
CPU(doubled_comma, "host,model-id=a,,SECRET,vmx", "host,vmx,...", 1);
CPU(unknown_word, "host,+SECRET,-SECRET,SECRET=on,SECRET", "host,...", -1);
CPU(word_with_another_beginning, "host,+wmx,xvm=on", "host,...", -1);
CPU(value_of_a_known_word, "host,vmx=SECRET", "host,...", -1);
CPU(sign_and_value, "host,+vmx=SECRET", "host,...", -1);
CPU(model_with_blank, "SECRET model,+vmx", "...,+vmx", 1);
CPU(model_of_control_characters, "\033[31mSECRET", "...", -1);
CPU(no_model, "", "...", -1);
CPU(commas, ",,,", "...,...", -1);
CPU(longest_model, "Model-of-forty-characters-that-may-be-to", "Model-of-forty-characters-that-may-be-to", -1);
CPU(one_more, "Model-of-forty-characters-that-may-be-tol", "...", -1);
CPU(a_long_model, "SECRETSECRETSECRETSECRETSECRETSECRETSECRET", "...", -1);

/* Every word that may be told beside the names of bits, and every way of saying on and off */
CPU(words, "host,vmx,svm,hypervisor,kvm,x2apic,migratable,check,enforce,host-phys-bits,host-cache-info,pmu",
    "host,vmx,svm,hypervisor,kvm,x2apic,migratable,check,enforce,host-phys-bits,host-cache-info,pmu", 1);
CPU(words_of_hyper_v, "host,hv-passthrough,hv-evmcs,hv-emsr-bitmap,hv-tlbflush-direct",
    "host,hv-passthrough,hv-evmcs,hv-emsr-bitmap,hv-tlbflush-direct", -1);
CPU(on, "host,vmx=on", "host,vmx=on", 1);
CPU(yes, "host,vmx=yes", "host,vmx=yes", 1);
CPU(true_, "host,vmx=true", "host,vmx=true", 1);
CPU(off, "host,vmx=off", "host,vmx=off", 0);
CPU(no, "host,vmx=no", "host,vmx=no", 0);
CPU(false_, "host,vmx=false", "host,vmx=false", 0);

/* QEMU: by "=" first, then "+", then "-" */
CPU(minus_is_last, "EPYC,-vmx,+vmx,vmx=on", "EPYC,-vmx,+vmx,vmx=on", 0);
CPU(plus_after_value, "EPYC,+vmx,vmx=off", "EPYC,+vmx,vmx=off", 1);
CPU(last_value, "EPYC,vmx=yes,vmx=false", "EPYC,vmx=yes,vmx=false", 0);
CPU(a_longer_word, "EPYC,vmx-ept=on,+vmx-vpid", "EPYC,vmx-ept=on,+vmx-vpid", -1);

TEST_F(cpu, is_told)
{
	char *told = ns_qemu_cpu_told(variant->option), *again = ns_qemu_cpu_told(told);

	EXPECT_STREQ(variant->told, told);
	EXPECT_STREQ(told, again);
	EXPECT_EQ(NULL, strstr(told, "SECRET"));
	EXPECT_EQ(variant->vmx, ns_qemu_cpu_feature(variant->option, "vmx"));
	EXPECT_EQ(variant->vmx, ns_qemu_cpu_feature(told, "vmx"));
	free(again);
	free(told);
}

/* The file of a program, and its name */
FIXTURE(file) {};
FIXTURE_SETUP(file) {}
FIXTURE_TEARDOWN(file) {}
FIXTURE_VARIANT(file)
{
	const char *path;
	const char *called;
};

#define PROGRAM_FILE(id, ...) FIXTURE_VARIANT_ADD(file, id) { __VA_ARGS__ }

PROGRAM_FILE(qemu, "/usr/bin/qemu-system-x86_64", "qemu-system-x86_64");
PROGRAM_FILE(updated, "/usr/libexec/qemu-kvm (deleted)", "qemu-kvm");
PROGRAM_FILE(other, "/home/SECRET/bin/my-vmm_2.0", "my-vmm_2.0");
PROGRAM_FILE(blank, "/usr/bin/vmm SECRET", NULL);
PROGRAM_FILE(equals, "vmm=SECRET", NULL);
PROGRAM_FILE(control, "/usr/bin/\033[31mSECRET", NULL);
PROGRAM_FILE(no_file, "/home/SECRET/", NULL);
PROGRAM_FILE(empty, "", NULL);
PROGRAM_FILE(longest, "/opt/name-of-forty-characters-that-may-be-tol", "name-of-forty-characters-that-may-be-tol");
PROGRAM_FILE(one_more, "/opt/name-of-forty-characters-that-may-be-told", NULL);
PROGRAM_FILE(long_one, "SECRETSECRETSECRETSECRETSECRETSECRETSECRET", NULL);

TEST_F(file, is_called)
{
	char *called = ns_vmm_program_at(variant->path);

	EXPECT_STREQ(variant->called ?: "none", called ?: "none");
	free(called);
}

TEST(names_of_qemu)
{
	EXPECT_TRUE(ns_vmm_is_qemu("qemu-system-x86_64"));
	EXPECT_TRUE(ns_vmm_is_qemu("qemu-kvm"));
	EXPECT_TRUE(ns_vmm_is_qemu("kvm"));
	EXPECT_FALSE(ns_vmm_is_qemu("firecracker"));
	EXPECT_FALSE(ns_vmm_is_qemu("kvm_stat"));
	EXPECT_FALSE(ns_vmm_is_qemu(""));
}

TEST_HARNESS_MAIN
