/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The waterfall as text, JSON, Markdown and one HTML file. */
#ifndef NESTSCOPE_RENDER_WATERFALL_H
#define NESTSCOPE_RENDER_WATERFALL_H

#include "analysis/waterfall.h"
#include "render/out.h"

struct ns_waterfall_show {
	bool only_lost;
	bool only_different;
	bool section;	/* of a larger page: HTML has no page around it */
};

/* As text or Markdown */
void ns_waterfall_print(const struct ns_out *out, const struct ns_waterfall *w,
			const struct ns_waterfall_show *show);
/* A few lines, for a report about something else */
void ns_waterfall_print_brief(const struct ns_out *out, const struct ns_waterfall *w);
json_t *ns_waterfall_to_json(const struct ns_waterfall *w, const struct ns_waterfall_show *show);
void ns_waterfall_html(const struct ns_out *out, const struct ns_waterfall *w,
		       const struct ns_waterfall_show *show);

/* ---- what the formats share ---- */

extern const char *const ns_view_words[NS_VIEW_COUNT];

/* Is the row wanted? */
bool ns_row_shown(const struct ns_row *row, const struct ns_waterfall_show *show);

/* Was anything read for this column at all? */
bool ns_column_read(const struct ns_waterfall *w, size_t layer, enum ns_view view);

/* Why a layer's KVM column is left out; NULL if it is there */
const char *ns_no_column(const struct ns_waterfall *w, size_t layer);

/* Of a layer that is not x86, and so has no columns: its answers, to be freed; NULL on x86 */
char *ns_answers_line(const struct ns_waterfall *w, size_t layer);

/* Where it was lost and where it is emulated, "" for neither; to be freed */
char *ns_row_verdict(const struct ns_waterfall *w, const struct ns_row *row);

/* "3 layers, 12 capabilities lost", to be freed */
char *ns_waterfall_headline(const struct ns_waterfall *w);

/* What is said of a layer beside its name: verdict, file, link; to be freed */
char *ns_layer_line(const struct ns_waterfall *w, size_t layer);

/* "runs on L0 (sure): ..."; NULL for the first of a chain, and for machines. To be freed. */
char *ns_link_line(const struct ns_waterfall *w, size_t layer);

/* Why several snapshots are no chain, NULL if they are one; to be freed */
char *ns_no_chain_text(const struct ns_waterfall *w);

/* Where the snapshot of a layer came from; to be freed */
char *ns_layer_file(const struct ns_step_layer *layer);

/* The losses that one and the same change undoes */
struct ns_remedy {
	const struct ns_loss *loss;	/* the first of them */
	char *text;			/* what dropped them */
	char *fix;			/* what brings them back; NULL for nothing */
	const struct ns_row **rows;
	size_t count;
};

struct ns_remedy *ns_remedies_of(const struct ns_waterfall *w, size_t *count);
void ns_remedies_free(struct ns_remedy *r, size_t count);

/* All of them under a heading, nothing if there are none */
void ns_remedies_print(const struct ns_out *out, const struct ns_waterfall *w);
void ns_remedies_html(const struct ns_out *out, const struct ns_waterfall *w);

/* What is before and behind the content of an HTML file */
void ns_html_begin(const struct ns_out *out, const char *title);
void ns_html_end(const struct ns_out *out);

/* A row as an object, without what the layers have; its losses, an array */
json_t *ns_row_to_json(const struct ns_row *row);
json_t *ns_losses_to_json(const struct ns_row *row);

/* An array: register, bit, and the names of each */
json_t *ns_bits_to_json(const struct ns_bit *const *bits, size_t count);

/* "vmx-a, vmx-b", each name once; to be freed */
char *ns_bit_names(const struct ns_bit *const *bits, size_t count);

/* "vmx-a, vmx-b": what it brings back, each name once; to be freed */
char *ns_remedy_names(const struct ns_remedy *r);

/* The shortest name that one can search for: QEMU's, Linux's, or the SDM's */
const char *ns_bit_short(const struct ns_bit *bit);

/* What a VM would miss after a move, in words; to be freed */
char *ns_move_text(const struct ns_waterfall *w, const struct ns_move *m);

/* What QEMU says when it tries, "failed to set MSR 0x48e to 0x..."; to be freed */
char *ns_refusal_text(const struct ns_waterfall *w, const struct ns_move *m,
		      const struct ns_refusal *r);

#endif
