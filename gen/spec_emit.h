/* Writing C that clang-format would leave as it is: lines that fit 80 columns,
 * aligned comments behind members, rows that wrap between their items. */
#ifndef MBIM_GEN_SPEC_EMIT_H
#define MBIM_GEN_SPEC_EMIT_H

#include <stdarg.h>

#include "spec.h"

#define MBIM_EMIT_COLUMNS 80

/* A text in upper case, in memory of ctx. */
const char *mbim_emit_upper(struct mbim_spec_ctx *ctx, const char *s);

/* A comment of its own, wrapped; nothing for NULL. */
void mbim_emit_comment(FILE *out, unsigned tabs, const char *text);

/* head and tail in one line behind `tabs` tabs, or tail in the next line with
 * a tab more: "head tail" if it fits, glue is " " or "". */
void mbim_emit_split(FILE *out, unsigned tabs, const char *head,
		     const char *glue, const char *tail);

/* A call like "HEAD(a, b, c);" behind `tabs` tabs, with as many arguments in
 * each line as fit; tail is ";" or ",". */
void mbim_emit_call(FILE *out, unsigned tabs, const char *head,
		    const char *const *args, unsigned n, const char *tail);

/* Members of a struct, whose comments stand below each other. */
#define MBIM_EMIT_GROUP 256

struct mbim_emit_members {
	FILE *out;
	unsigned n;
	unsigned min, max; /* columns where the comments may begin */
	struct {
		const char *code, *comment; /* comment may be NULL */
	} line[MBIM_EMIT_GROUP];
};

/* A member of a struct, with a comment or NULL; the last lines are written by
 * ..._end. Texts outlive that. */
void mbim_emit_member(struct mbim_emit_members *m, const char *code,
		      const char *comment);
void mbim_emit_members_end(struct mbim_emit_members *m);

/* "{item, item}," on as many lines as it needs. */
struct mbim_emit_row {
	FILE *out;
	unsigned col;	  /* 0: nothing written yet */
	const char *held; /* the last item, not yet written */
};

/* One item, formatted; `end` writes the last one and closes the row. */
void mbim_emit_item(struct mbim_spec_ctx *ctx, struct mbim_emit_row *row,
		    const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void mbim_emit_row_end(struct mbim_emit_row *row);

/* The part of cids.c that decodes: a line for each layout. */
void mbim_spec_emit_steps(const struct mbim_spec *spec, FILE *out);

#endif
