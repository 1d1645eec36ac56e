/* Emits the reference page as a manual page for groff's man macros. */
#include "spec_man_text.h"
#include "spec_page.h"

#include <ctype.h>
#include <string.h>

struct page {
	const struct mbim_spec *spec;
	struct mbim_spec_ctx *ctx;
	FILE *out;
};

/* "provider_id: string, at offset 0, since MBIMEx 1.0" */
static void put_facts(const struct page *p, const struct mbim_spec_field *f,
		      unsigned since)
{
	FILE *out = p->out;

	fputs(f->type->name, out);
	if (f->type->traits & MBIM_SPEC_SIZE)
		fprintf(out, "[%u]", f->size);
	if (f->of)
		fprintf(out, "%s %s",
			strcmp(f->type->name, "struct") == 0 ? ""
							     : " of struct",
			f->of->name);
	if (f->values)
		fprintf(out, ", enum %s", f->values->name.s);
	if (f->wire_fixed)
		fprintf(out, ", at offset %u", f->wire);
	if (since)
		fprintf(out, ", since MBIMEx %u.0", since);
	fputs(".\n", out);
}

static void put_field(const struct page *p,
		      const struct mbim_spec_layout *layout,
		      const struct mbim_spec_field *f, unsigned since)
{
	const char *notes[] = {
		mbim_page_when(p->ctx, layout, f),
		mbim_page_count(p->ctx, layout, f),
		mbim_page_limit(p->ctx, f),
		mbim_page_format(p->ctx, f),
		mbim_page_unknown(p->ctx, f),
		f->doc,
	};

	fprintf(p->out, ".TP\n.B %s\n", f->name.s);
	if (f->personal)
		fputs(".I personal:\n", p->out);
	put_facts(p, f, since);
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		if (!notes[i])
			continue;
		mbim_man_text(
			p->out,
			mbim_spec_text(p->ctx, "%c%s",
				       toupper((unsigned char)notes[i][0]),
				       notes[i] + 1));
		fputs(notes[i] == f->doc ? "\n" : ".\n", p->out);
	}
}

/* The fields of variant i of a message, or of a struct if m is NULL. */
static void put_fields(const struct page *p,
		       const struct mbim_spec_layout *layout,
		       const struct mbim_spec_message *m, unsigned i)
{
	unsigned since = m ? 0 : mbim_page_struct_since(p->spec, layout);

	fputs(".PD 0\n", p->out);
	for (unsigned k = 0; k < layout->n; k++) {
		const struct mbim_spec_field *f = &layout->fields[k];

		if (m)
			since = mbim_page_field_since(m, i, f->name.s);
		put_field(p, layout, f, since);
	}
	fputs(".PD\n", p->out);
}

static void put_message(const struct page *p, const struct mbim_spec_cid *cid,
			int kind)
{
	const struct mbim_spec_message *m = &cid->messages[kind];

	if (!m->present)
		return;
	if (m->like.s)
		fprintf(p->out, ".PP\n.I %s\n(%s): the same as %s.\n",
			mbim_spec_kind_names[kind],
			mbim_page_direction((enum mbim_spec_kind)kind),
			m->like.s);
	for (unsigned i = 0; !m->like.s && i < m->n; i++) {
		const struct mbim_spec_variant *v = &m->variants[i];

		fprintf(p->out, ".PP\n.I %s\n(%s", mbim_spec_kind_names[kind],
			mbim_page_direction((enum mbim_spec_kind)kind));
		if (m->n > 1 || v->since > 1)
			fprintf(p->out, ", %s %u.0%s",
				v->since > 1 ? "from MBIMEx" : "MBIMEx",
				v->since, v->since > 1 ? " on" : "");
		if (v->like.s)
			fprintf(p->out, "): the same as %s in this version.\n",
				v->like.s);
		else if (!v->layout)
			fputs("): an empty buffer.\n", p->out);
		else
			fputs("):\n", p->out);
		if (v->own)
			put_fields(p, v->layout, m, i);
	}
}

static void put_cid(const struct page *p, const struct mbim_spec_service *s,
		    const struct mbim_spec_cid *cid)
{
	const char *timeouts = mbim_page_timeouts(p->ctx, cid);

	mbim_man_heading(
		p->out, "SS",
		mbim_spec_text(p->ctx, "%s.%s", s->name.s, cid->name.s));
	fprintf(p->out, "CID %u of\n", cid->number);
	mbim_man_line(p->out, mbim_spec_text(p->ctx, "%s.", s->uuid.text.s));
	mbim_man_line(p->out, mbim_spec_text(p->ctx, "Operations: %s.",
					     mbim_page_ops(p->ctx, cid)));
	if (timeouts)
		mbim_man_line(p->out, mbim_spec_text(p->ctx, "Timeouts: %s.",
						     timeouts));
	if (cid->section)
		mbim_man_line(p->out, mbim_spec_text(p->ctx, "Section: %s.",
						     cid->section));
	mbim_man_line(p->out, cid->doc);
	for (int kind = 0; kind < MBIM_SPEC_KINDS; kind++)
		put_message(p, cid, kind);
}

static void put_services(const struct page *p)
{
	for (unsigned i = 0; i < p->spec->n_services; i++) {
		const struct mbim_spec_service *s = &p->spec->services[i];

		mbim_man_heading(
			p->out, "SH",
			mbim_spec_text(p->ctx, "SERVICE %s", s->name.s));
		mbim_man_line(p->out, mbim_spec_text(p->ctx, "UUID %s.",
						     s->uuid.text.s));
		mbim_man_line(p->out, s->doc);
		for (unsigned k = 0; k < s->n; k++)
			put_cid(p, s, &s->cids[k]);
	}
}

static void put_structs(const struct page *p)
{
	if (p->spec->n_structs > 0)
		fputs(".SH STRUCTS\n", p->out);
	for (unsigned i = 0; i < p->spec->n_structs; i++) {
		const struct mbim_spec_layout *s = &p->spec->structs[i];

		mbim_man_heading(p->out, "SS",
				 mbim_spec_text(p->ctx, "struct %s", s->name));
		mbim_man_line(p->out, s->doc);
		mbim_man_line(p->out, s->section);
		put_fields(p, s, NULL, 0);
	}
}

static void put_enums(const struct page *p)
{
	if (p->spec->n_enums > 0)
		fputs(".SH ENUMS\n", p->out);
	for (unsigned i = 0; i < p->spec->n_enums; i++) {
		const struct mbim_spec_enum *e = &p->spec->enums[i];

		mbim_man_heading(p->out, "SS",
				 mbim_spec_text(p->ctx, "enum %s%s", e->name.s,
						e->flags ? " (flags)" : ""));
		mbim_man_line(p->out, e->doc);
		fputs(".PP\n.nf\n", p->out);
		for (unsigned k = 0; k < e->n; k++)
			fprintf(p->out, "%10s  %s\n",
				mbim_page_value(p->ctx, e, e->values[k].value),
				e->values[k].name.s);
		fputs(".fi\n", p->out);
	}
}

static void put_uuids(const struct page *p)
{
	if (p->spec->n_uuids > 0)
		fputs(".SH UUIDS\n", p->out);
	for (unsigned i = 0; i < p->spec->n_uuids; i++) {
		fprintf(p->out, ".TP\n.B %s\n", p->spec->uuids[i].name.s);
		mbim_man_line(p->out, p->spec->uuids[i].text.s);
	}
}

static void put_types(const struct page *p)
{
	const char *name, *text;

	fputs(".SH WIRE TYPES\n", p->out);
	for (unsigned i = 0; mbim_page_type(i, &name, &text); i++) {
		const struct mbim_spec_type *type = mbim_spec_type_find(name);

		if (!type || mbim_page_type_uses(p->spec, type) == 0)
			continue;
		fprintf(p->out, ".TP\n.B %s\n", name);
		mbim_man_line(p->out, text);
	}
}

void mbim_spec_emit_man(const struct mbim_spec *spec, const char *source,
			FILE *out)
{
	struct page p = {.spec = spec, .ctx = spec->ctx, .out = out};

	fprintf(out, ".\\\" Generated by mbim-gen-spec from %s: edit that.\n",
		source);
	fputs(".TH MBIM_CIDS 7 \"\" attache\n"
	      ".ad l\n"
	      ".nh\n"
	      ".SH NAME\n"
	      "mbim_cids \\- MBIM services, CIDs and fields\n"
	      ".SH DESCRIPTION\n",
	      out);
	fprintf(out,
		"%u services, %u CIDs, %u structs and %u enums, generated "
		"from\n",
		spec->n_services, mbim_page_cids(spec), spec->n_structs,
		spec->n_enums);
	mbim_man_line(out, mbim_spec_text(spec->ctx, "%s.", source));
	fputs("An offset is in bytes from the start of the information "
	      "buffer,\ngiven where it is the same in all messages.\n"
	      "The MBIMEx version is that from which on the message has the "
	      "field.\n"
	      "Fields marked\n.I personal\n"
	      "are masked wherever attache shows or stores them,\n"
	      "unless it is told not to.\n",
	      out);
	put_services(&p);
	put_structs(&p);
	put_enums(&p);
	put_uuids(&p);
	put_types(&p);
	fputs(".SH SEE ALSO\n.BR attache (1)\n", out);
}
