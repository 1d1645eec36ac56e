/* Emits the steps of qmi_messages.c: in what order straight code takes the
 * members of a struct and the TLVs of a message, and puts them. */
#include <string.h>

#include "qmi_spec.h"

/* What "take" and "put" differ in: the first letter of each step. */
static const char modes[] = "TP";

/* Members of fixed width that follow each other; how many. */
static unsigned run_of(const struct qmi_spec_layout *l, unsigned i,
		       unsigned *width)
{
	unsigned k = i;

	for (*width = 0; k < l->n; k++) {
		const struct qmi_spec_field *f = &l->fields[k];

		if (!(f->type->traits & QMI_SPEC_FIXED))
			break;
		*width += f->type->width ? f->type->width : f->size;
	}
	return k - i;
}

/* The way in which the walker's type is read: 48 bits are one of its own. */
static const char *way(const struct qmi_spec_type *t)
{
	return t->width == 6 ? "U48" : t->walker;
}

static void put_run(FILE *out, char mode, const struct qmi_spec_layout *l,
		    unsigned i, unsigned n)
{
	unsigned at = 0;

	for (; n; n--, i++) {
		const struct qmi_spec_field *f = &l->fields[i];

		if (f->type->width)
			fprintf(out, "\n\t%c_FIXED(%s, %u, %s)", mode,
				f->name.s, at, way(f->type));
		else
			fprintf(out, "\n\t%c_BYTES(%s, %u, %u)", mode,
				f->name.s, at, f->size);
		at += f->type->width ? f->type->width : f->size;
	}
}

/* A member that says itself how long it is. */
static void put_counted(FILE *out, char mode, const struct qmi_spec_field *f)
{
	unsigned n = f->prefix ? f->prefix : f->size;
	const char *exactly = f->size ? "EXACT_" : "";

	if (f->type->traits & QMI_SPEC_STRUCT)
		fprintf(out, "\n\t%c_STRUCT(%s, %s)", mode, f->name.s,
			f->layout->name);
	else if (!(f->type->traits & QMI_SPEC_ITEMS))
		fprintf(out, "\n\t%c_%s%s(%s, %u)", mode, exactly,
			f->type->walker, f->name.s, n);
	else if (f->layout)
		fprintf(out, "\n\t%c_%sSTRUCTS(%s, %u, %s)", mode, exactly,
			f->name.s, n, f->layout->name);
	else if (!f->of->width)
		fprintf(out, "\n\t%c_%sTEXTS(%s, %u)", mode, exactly, f->name.s,
			n);
	else
		fprintf(out, "\n\t%c_%sVALUES(%s, %u, %u)", mode, exactly,
			f->name.s, n, f->of->width);
}

/* The bytes of a struct all of whose members are of fixed width, or 0. */
static unsigned fixed_width(const struct qmi_spec_layout *l)
{
	unsigned width;

	return l->n && run_of(l, 0, &width) == l->n ? width : 0;
}

static void put_struct(FILE *out, char mode, const struct qmi_spec_layout *l)
{
	unsigned whole = fixed_width(l);

	if (whole && mode == 'T') {
		fprintf(out, "\nTAKE_FIXED(%s, %u,", l->name, whole);
		put_run(out, mode, l, 0, l->n);
		fputs(")\n", out);
		return;
	}
	fprintf(out, "\n%s(%s,", mode == 'T' ? "TAKE" : "PUT", l->name);
	for (unsigned i = 0; i < l->n;) {
		unsigned width, n = run_of(l, i, &width);

		if (n == 0) {
			put_counted(out, mode, &l->fields[i++]);
			continue;
		}
		fprintf(out, "\n\t%c_ROOM(%u)", mode, width);
		put_run(out, mode, l, i, n);
		i += n;
	}
	fputs(")\n", out);
}

/* A text that is all of a TLV. */
static bool is_text(const struct qmi_spec_field *f)
{
	return strcmp(f->type->walker, "TEXT") == 0 && !f->prefix && !f->size;
}

/* A TLV that is neither a struct, such a text nor of fixed width gets a
 * function. */
static bool is_plain(const struct qmi_spec_field *f)
{
	return f->type->traits & QMI_SPEC_STRUCT || is_text(f) ||
	       (f->type->traits & QMI_SPEC_FIXED && f->type->width);
}

static void put_values(FILE *out, char mode, const struct qmi_spec_layout *l)
{
	for (unsigned i = 0; i < l->n; i++) {
		const struct qmi_spec_field *f = &l->fields[i];

		if (is_plain(f))
			continue;
		fprintf(out, "\n%s_TLV(%s, %s,", mode == 'T' ? "TAKE" : "PUT",
			l->name, f->name.s);
		if (f->type->traits & QMI_SPEC_FIXED)
			fprintf(out, "\n\t%c_ROOM(%u)\n\t%c_BYTES(%s, 0, %u)",
				mode, f->size, mode, f->name.s, f->size);
		else
			put_counted(out, mode, f);
		fputs(")\n", out);
	}
}

static void put_message(FILE *out, char mode, const struct qmi_spec_layout *l)
{
	put_values(out, mode, l);
	fprintf(out, "\nCODE(%s, %s,", mode == 'T' ? "DECODE" : "ENCODE",
		l->name);
	for (unsigned i = 0; i < l->n; i++) {
		const struct qmi_spec_field *f = &l->fields[i];

		fprintf(out, "\n\t%c_TLV_", mode);
		if (f->type->traits & QMI_SPEC_STRUCT && mode == 'T' &&
		    fixed_width(f->layout))
			fprintf(out, "RUN(0x%02x, %s, %u, %s)", f->tlv,
				f->name.s, fixed_width(f->layout),
				f->layout->name);
		else if (f->type->traits & QMI_SPEC_STRUCT)
			fprintf(out, "STRUCT(0x%02x, %s, %s)", f->tlv,
				f->name.s, f->layout->name);
		else if (is_text(f))
			fprintf(out, "TEXT(0x%02x, %s)", f->tlv, f->name.s);
		else if (is_plain(f))
			fprintf(out, "FIXED(0x%02x, %s, %u, %s)", f->tlv,
				f->name.s, f->type->width, way(f->type));
		else
			fprintf(out, "VALUE(0x%02x, %s, %s)", f->tlv, f->name.s,
				l->name);
	}
	fputs(")\n", out);
}

void qmi_spec_emit_code(const struct qmi_spec *spec, FILE *out)
{
	fputs("\n/* clang-format off */\n", out);
	for (unsigned i = 0; i < spec->n_layouts; i++) {
		const struct qmi_spec_layout *l = spec->layouts[i];

		for (const char *mode = modes; *mode; mode++)
			if (l->is_message)
				put_message(out, *mode, l);
			else
				put_struct(out, *mode, l);
	}
	fputs("\n/* clang-format on */\n", out);
}
