/* Writing C that clang-format would leave as it is. */
#include "spec_emit.h"

#include <ctype.h>
#include <string.h>

#define TAB 8u

static unsigned length(const char *s)
{
	return (unsigned)strlen(s);
}

static void put_tabs(FILE *out, unsigned tabs)
{
	while (tabs-- > 0)
		fputc('\t', out);
}

const char *mbim_emit_upper(struct mbim_spec_ctx *ctx, const char *s)
{
	char *text = mbim_spec_text(ctx, "%s", s);

	for (char *p = text; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return text;
}

void mbim_emit_comment(FILE *out, unsigned tabs, const char *text)
{
	unsigned col = tabs * TAB + 2;

	if (!text)
		return;
	put_tabs(out, tabs);
	fputs("/*", out);
	while (*text) {
		unsigned len = (unsigned)strcspn(text, " \n");
		unsigned tail = text[len] ? 0 : 3; /* " " "*" "/" */

		if (len > 0 && col + 1 + len + tail > MBIM_EMIT_COLUMNS) {
			fputc('\n', out);
			put_tabs(out, tabs);
			fputs(" *", out);
			col = tabs * TAB + 2;
		}
		if (len > 0) {
			fprintf(out, " %.*s", (int)len, text);
			col += 1 + len;
		}
		text += len + (text[len] != '\0');
	}
	fputs(" */\n", out);
}

void mbim_emit_split(FILE *out, unsigned tabs, const char *head,
		     const char *glue, const char *tail)
{
	unsigned width =
		tabs * TAB + length(head) + length(glue) + length(tail);

	put_tabs(out, tabs);
	if (width <= MBIM_EMIT_COLUMNS) {
		fprintf(out, "%s%s%s\n", head, glue, tail);
		return;
	}
	fprintf(out, "%s\n", head);
	put_tabs(out, tabs + 1);
	fprintf(out, "%s\n", tail);
}

/* Spaces from one column to another, tabs as far as they go. */
static void put_gap(FILE *out, unsigned from, unsigned to)
{
	while (to - from > 1 && (from / TAB + 1) * TAB <= to) {
		fputc('\t', out);
		from = (from / TAB + 1) * TAB;
	}
	while (from++ < to)
		fputc(' ', out);
}

void mbim_emit_call(FILE *out, unsigned tabs, const char *head,
		    const char *const *args, unsigned n, const char *tail)
{
	unsigned start = tabs * TAB + length(head) + 1;
	unsigned col = start;

	put_tabs(out, tabs);
	fprintf(out, "%s(", head);
	for (unsigned i = 0; i < n; i++) {
		const char *after = i + 1 < n ? "," : ")";
		unsigned len = length(args[i]) + 1;

		if (i + 1 == n)
			len += length(tail);
		if (i > 0 && col + 1 + len > MBIM_EMIT_COLUMNS) {
			fputc('\n', out);
			put_gap(out, 0, start);
			col = start;
		} else if (i > 0) {
			fputc(' ', out);
			col++;
		}
		fprintf(out, "%s%s", args[i], after);
		col += len;
	}
	fprintf(out, "%s\n", tail);
}

void mbim_emit_members_end(struct mbim_emit_members *m)
{
	for (unsigned i = 0; i < m->n; i++) {
		fprintf(m->out, "\t%s", m->line[i].code);
		if (m->line[i].comment) {
			put_gap(m->out, TAB + length(m->line[i].code), m->min);
			fputs(m->line[i].comment, m->out);
		}
		fputc('\n', m->out);
	}
	m->n = 0;
}

void mbim_emit_member(struct mbim_emit_members *m, const char *code,
		      const char *comment)
{
	unsigned min = TAB + length(code) + 1;
	unsigned max;

	if (!comment || min + length(comment) > MBIM_EMIT_COLUMNS) {
		mbim_emit_members_end(m);
		if (comment)
			fprintf(m->out, "\t%s\n", comment);
		fprintf(m->out, "\t%s\n", code);
		return;
	}
	max = MBIM_EMIT_COLUMNS - length(comment);
	if (m->n > 0 &&
	    (min > m->max || max < m->min || m->n == MBIM_EMIT_GROUP))
		mbim_emit_members_end(m);
	if (m->n == 0 || min > m->min)
		m->min = min;
	if (m->n == 0 || max < m->max)
		m->max = max;
	m->line[m->n].code = code;
	m->line[m->n++].comment = comment;
}

/* Write the held item; `tail` characters must fit behind it. */
static void put_held(struct mbim_emit_row *row, unsigned tail)
{
	unsigned len = length(row->held);

	if (row->col == 0) {
		fputs("\t{", row->out);
		row->col = TAB + 1;
	} else if (row->col + 1 + len + tail > MBIM_EMIT_COLUMNS) {
		fputs("\n\t ", row->out);
		row->col = TAB + 1;
	} else {
		fputc(' ', row->out);
		row->col++;
	}
	fputs(row->held, row->out);
	row->col += len;
}

void mbim_emit_item(struct mbim_spec_ctx *ctx, struct mbim_emit_row *row,
		    const char *format, ...)
{
	va_list args;
	char text[256];

	if (row->held) {
		put_held(row, 1);
		fputc(',', row->out);
		row->col++;
	}
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	row->held = mbim_spec_text(ctx, "%s", text);
}

void mbim_emit_row_end(struct mbim_emit_row *row)
{
	put_held(row, 2);
	fputs("},\n", row->out);
	row->col = 0;
	row->held = NULL;
}
