/* Prints the checked spec of QMI as rows of tab-separated columns, for scripts;
 * spec/README.md describes them. */
#include "qmi_spec.h"

static const char *or_none(const char *s)
{
	return s ? s : "-";
}

static void put_enum(FILE *out, const struct qmi_spec_enum *e)
{
	for (unsigned i = 0; i < e->n; i++)
		fprintf(out,
			e->flags ? "enum\t%s\t%s\t0x%llx\tflags\n"
				 : "enum\t%s\t%s\t%llu\t-\n",
			e->name.s, e->values[i].name.s,
			(unsigned long long)e->values[i].value);
}

static void put_field(FILE *out, const struct qmi_spec_layout *l, unsigned i)
{
	const struct qmi_spec_field *f = &l->fields[i];

	fprintf(out, "field\t%s\t%u\t%s\t", l->name, i, f->name.s);
	if (f->tlv)
		fprintf(out, "0x%02x\t", f->tlv);
	else
		fputs("-\t", out);
	fprintf(out, "%s\t%s\t%s\t%s\t%s\t%u\t%s\t%s\t%s\n", f->type->name,
		or_none(f->of ? f->of->name : NULL),
		or_none(f->values ? f->values->name.s : NULL),
		or_none(f->layout ? f->layout->name : NULL),
		or_none(f->prefix ? f->prefix_name.s : NULL), f->size,
		f->mandatory ? "mandatory" : "-",
		f->personal ? "personal" : "-", or_none(f->when.s));
}

static void put_message(FILE *out, const struct qmi_spec_service *s,
			const struct qmi_spec_message *m)
{
	for (int kind = 0; kind < QMI_SPEC_KINDS; kind++)
		if (m->has[kind])
			fprintf(out,
				"message\t%s\t%s\t0x%04x\t%s\t%04x\t%u\t%s\n",
				s->name.s, m->name.s, m->number,
				qmi_spec_kind_names[kind], m->vendor,
				m->timeout_s,
				or_none(m->kinds[kind] ? m->kinds[kind]->name
						       : NULL));
}

void qmi_spec_emit_list(const struct qmi_spec *spec, FILE *out)
{
	for (unsigned i = 0; i < spec->n_enums; i++)
		put_enum(out, &spec->enums[i]);
	for (unsigned i = 0; i < spec->n_layouts; i++)
		for (unsigned k = 0; k < spec->layouts[i]->n; k++)
			put_field(out, spec->layouts[i], k);
	for (unsigned i = 0; i < spec->n_services; i++) {
		const struct qmi_spec_service *s = &spec->services[i];

		fprintf(out, "service\t%s\t%u\n", s->name.s, s->number);
		for (unsigned k = 0; k < s->n; k++)
			put_message(out, s, &s->messages[k]);
	}
}
