/* Writes the checked spec as tab-separated rows, for scripts: what each row
 * holds says spec/README.md. What is not there is "-". */
#include "spec.h"

static const char *or_none(const char *s)
{
	return s ? s : "-";
}

static void list_enum(const struct mbim_spec_enum *e, FILE *out)
{
	for (unsigned i = 0; i < e->n; i++)
		fprintf(out, "enum\t%s\t%s\t%u\t%s\n", e->name.s,
			e->values[i].name.s, e->values[i].value,
			e->flags ? "flags" : "-");
	for (unsigned i = 0; i < e->n_changes; i++) {
		const struct mbim_spec_change *c = &e->changes[i];

		fprintf(out, "change\t%s\t%s\t%u.0\t%s\t%u.0\t%s\t%s\t%s",
			e->name.s, or_none(c->before.s), c->since, c->value.s,
			c->until, c->then.s, c->is.s, c->beside.s);
		for (unsigned k = 0; k < c->n_as; k++)
			fprintf(out, "%c%s", k ? '|' : '\t', c->as[k].s);
		fputc('\n', out);
	}
}

static void list_number(FILE *out, uint32_t n)
{
	if (n)
		fprintf(out, "\t%u", n);
	else
		fputs("\t-", out);
}

static void list_field(const struct mbim_spec_layout *layout, unsigned i,
		       FILE *out)
{
	const struct mbim_spec_field *f = &layout->fields[i];

	fprintf(out, "field\t%s\t%u\t%s\t%s\t%s\t%s\t%s", layout->name, i,
		f->name.s, f->type->name, or_none(f->of_enum.s),
		or_none(f->of_struct.s), or_none(f->count.s));
	if (f->when_field.s)
		fprintf(out, "\t%s=%s", f->when_field.s, f->when_value.s);
	else
		fputs("\t-", out);
	list_number(out, f->size);
	list_number(out, f->max);
	fprintf(out, "\t%s\t%s", f->personal ? "personal" : "-",
		or_none(f->format.s));
	if (!f->unknown_at.line)
		fputs("\t-", out);
	else if (f->unknown_empty)
		fputs("\tempty", out);
	else
		fprintf(out, "\t%u", f->unknown);
	fprintf(out, "\t%s\t%s\n", or_none(f->was.s), or_none(f->absent.s));
}

static void list_messages(const struct mbim_spec_service *s,
			  const struct mbim_spec_cid *c, FILE *out)
{
	for (int kind = 0; kind < MBIM_SPEC_KINDS; kind++) {
		const struct mbim_spec_message *m = &c->messages[kind];

		for (unsigned i = 0; i < m->n; i++) {
			const struct mbim_spec_variant *v = &m->variants[i];

			fprintf(out, "message\t%s\t%s\t%s\t%u.0\t%s\n",
				s->name.s, c->name.s,
				mbim_spec_kind_names[kind], v->since,
				v->layout ? v->layout->name : "-");
		}
	}
}

static void list_service(const struct mbim_spec_service *s, FILE *out)
{
	fprintf(out, "service\t%s\t%s\n", s->name.s, s->uuid.text.s);
	for (unsigned i = 0; i < s->n; i++) {
		const struct mbim_spec_cid *c = &s->cids[i];

		fprintf(out, "cid\t%s\t%s\t%u\t%c%c%c", s->name.s, c->name.s,
			c->number, c->set ? 'S' : '-', c->query ? 'Q' : '-',
			c->notify ? 'N' : '-');
		list_number(out, c->timeout_query);
		list_number(out, c->timeout_set);
		fprintf(out, "\t%s\n", or_none(c->section));
		list_messages(s, c, out);
	}
}

void mbim_spec_list(const struct mbim_spec *spec, FILE *out)
{
	for (unsigned i = 0; i < spec->n_enums; i++)
		list_enum(&spec->enums[i], out);
	for (unsigned i = 0; i < spec->n_uuids; i++)
		fprintf(out, "uuid\t%s\t%s\n", spec->uuids[i].name.s,
			spec->uuids[i].text.s);
	for (unsigned i = 0; i < spec->n_layouts; i++)
		for (unsigned k = 0; k < spec->layouts[i]->n; k++)
			list_field(spec->layouts[i], k, out);
	for (unsigned i = 0; i < spec->n_services; i++)
		list_service(&spec->services[i], out);
}
