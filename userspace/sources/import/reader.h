/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the readers of the forms share. */
#ifndef NESTSCOPE_IMPORT_READER_H
#define NESTSCOPE_IMPORT_READER_H

#include "model/snapshot.h"
#include "sources/context.h"
#include "sources/import/cpuid_row.h"
#include "sources/listing.h"

enum ns_import_form {
#define NS_IMPORT_FORM(id, title, source, take, what) NS_IMPORT_##id,
#include "model/import_forms.h"
	NS_IMPORT_COUNT
};

/* What is known of CPUID's ranges of leaves, to tell a leaf that is not there from one that was left out */
struct ns_import_leaves {
	bool known;
	uint32_t last;
};

/* Where a line of dmidecode stands */
enum ns_dmi_section {
	NS_DMI_NONE,
	NS_DMI_TITLE,	/* the next line is a title */
	NS_DMI_OTHER,
	NS_DMI_BIOS,
	NS_DMI_SYSTEM,
	NS_DMI_BOARD,
	NS_DMI_CHASSIS,
};

/* KVM's modules have some 60 together. */
#define NS_IMPORT_PARAMS_MAX 1000

struct ns_import {
	struct ns_snapshot *s;
	const char *name;		/* of the file, for errors */
	size_t line;			/* from 1 on */
	char *error;			/* owned */
	size_t taken[NS_IMPORT_COUNT];	/* lines */
	size_t ignored;			/* lines that are in no form */
	size_t contradicting;		/* values that another one, read earlier, contradicts */
	/* CPUs: the first one's values are the machine's, the others' are compared with them. */
	int cpu;			/* whose lines these are, -1 if that is not said */
	int first_cpu;			/* -1 until one was named */
	struct ns_cpu_set cpus;		/* all that were named */
	bool per_cpu;			/* values of several were read */
	struct ns_import_leaves basic, extended;
	uint32_t brand[12];		/* the processor's name, from three leaves */
	unsigned int brand_leaves;	/* a bit for each that was read */
	unsigned int cpuinfo_cpus;	/* paragraphs of /proc/cpuinfo so far */
	struct ns_value *broken;	/* the flags that the next line may go on with, or NULL */
	enum ns_dmi_section dmi_section;
	char cat[200];			/* the file whose content is on the next line, "" for none */
	bool lsmod;			/* lines of lsmod follow */
	const char *no_object;		/* before this no JSON begins that is read */
	size_t other_models;		/* CPU models of QEMU that do not tell of KVM */
	bool text;			/* the lines are cpuid's text */
	enum ns_reg text_reg;		/* the register whose bits follow, NS_REG_NONE for one that no table has */
	unsigned int vmxcap;		/* the section of vmxcap, from 1 on; 0 for none */
	bool vmxcap_read;		/* a bit of the section is set: its register was read */
	uint64_t vmxcap_no;		/* bits that are "no", while that is not known */
	bool windows_hypervisor;	/* Windows runs over a hypervisor, its own or another */
	bool xen_vmx, xen_svm;		/* in hw_caps of xl info */
	bool heading;			/* the line before named a CPU: it is of the form of the next one */
	struct ns_listing_reader listing;
	size_t rows_seen;		/* of the listing */
	struct ns_value guest[NS_REG_COUNT];	/* what a guest of this machine read */
	size_t guest_values;
	size_t not_values;		/* values that no machine has: refused, or ignored by KVM */
};

/* A function of import_forms.h: true if the line is in its form; with im->error set, it is but is wrong. */
typedef bool ns_take_line(struct ns_import *im, const char *line, enum ns_source source);

#define NS_IMPORT_FORM(id, title, source, take, what) ns_take_line ns_take_##take;
#include "model/import_forms.h"

/*
 * The same for what takes several lines or a long one: how many bytes of the text
 * up to @end it takes, which ends behind its last character; 0 for none.
 */
typedef size_t ns_take_block(struct ns_import *im, const char *text, const char *end);
ns_take_block ns_block_qmp, ns_block_libvirt;

/*
 * Set im->error, with the file's name and the line before it, unless there is one: the first error is the cause of those
 * that follow. Returns true, as who takes the line.
 */
bool ns_import_fail(struct ns_import *im, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What was recognised and what was left out, for the user, on one line; to be freed */
char *ns_import_note(const struct ns_import *im);

/* Set a fact, unless it is known already: the first one counts. */
void ns_import_text_fact(struct ns_import *im, enum ns_fact_id id, enum ns_source source, const char *text);
void ns_import_num_fact(struct ns_import *im, enum ns_fact_id id, enum ns_source source, uint64_t num);

/* A string of DMI, or the UUID for its hash */
void ns_import_dmi(struct ns_import *im, enum ns_fact_id id, enum ns_source source, const char *value);

/* A raw value of @reg on im->cpu, or on any if that is not said */
void ns_import_register(struct ns_import *im, enum ns_reg reg, enum ns_source source, uint64_t raw);

/* QEMU or libvirt has used KVM here. */
void ns_import_kvm_works(struct ns_import *im);

/* KVM here offers the bit that libvirt calls @name, or does not; any other name tells nothing. */
void ns_import_libvirt_offer(struct ns_import *im, const char *name, bool on);

/* A leaf of CPUID on im->cpu, likewise */
void ns_import_leaf(struct ns_import *im, const struct ns_cpuid_row *row, enum ns_source source);

/* A bit of the first CPU of which nothing more is known */
void ns_import_bit(struct ns_import *im, enum ns_bit_id bit, enum ns_source source, bool on);

/* The hypervisor by the name that Linux and lscpu have for it; another name tells nothing. */
void ns_import_hypervisor(struct ns_import *im, const char *name, enum ns_source source);

/* @name, a module of KVM's, is or was loaded. */
void ns_import_module(struct ns_import *im, const char *name, enum ns_source source);

/* Reading @reg faulted, so it has no value. */
void ns_import_fault(struct ns_import *im, enum ns_reg reg, enum ns_source source);

/* What becomes known when all lines were read */
void ns_finish_cpuid(struct ns_import *im);
void ns_finish_listing(struct ns_import *im);

#endif
