/* Emits qmi_messages.c: the tables of enums, layouts, messages and services,
 * and behind them the code that does without them. */
#include <string.h>

#include "qmi_spec.h"
#include "spec_emit.h"
#include "spec_names.h"

static const char head[] = "#include \"generated/qmi_messages.h\"\n"
			   "#include \"wire/qmi/table_rows.h\"\n";

/* The number of the only bit; 64: there are none, or several. */
static unsigned bit_of(uint64_t v)
{
	unsigned n = 0;

	while (n < 64 && v != (uint64_t)1 << n)
		n++;
	return n;
}

static void put_values(FILE *out, const struct qmi_spec_enum *e)
{
	for (unsigned i = 0; i < e->n; i++) {
		uint64_t v = e->values[i].value;

		fprintf(out, "\tVALUE(%llu, %s),\n",
			qmi_spec_enum_exceeds(e, 16) ? bit_of(v)
						     : (unsigned long long)v,
			e->values[i].name.s);
	}
}

static void put_counted(struct mbim_spec_ctx *ctx, struct mbim_emit_row *row,
			const struct qmi_spec_field *f)
{
	if (f->prefix)
		mbim_emit_item(ctx, row, "PREFIX(%u)", f->prefix);
	else if (f->size)
		mbim_emit_item(ctx, row, "EXACTLY(%u)", f->size);
}

static void put_field(struct mbim_spec_ctx *ctx, FILE *out,
		      const struct qmi_spec_field *f)
{
	struct mbim_emit_row row = {.out = out};
	unsigned width = f->type->width;

	if (f->type->traits & QMI_SPEC_ITEMS)
		mbim_emit_item(ctx, &row, "LIST_OF(%s, %s)", f->name.s,
			       f->of ? f->of->walker : "STRUCT");
	else
		mbim_emit_item(ctx, &row, "FIELD(%s, %s)", f->name.s,
			       f->type->walker);
	if (f->type->traits & QMI_SPEC_SIZE)
		width = f->size;
	if (width)
		mbim_emit_item(ctx, &row, "WIDTH(%u)", width);
	else if (f->type->traits & QMI_SPEC_PREFIX)
		put_counted(ctx, &row, f);
	if (f->tlv)
		mbim_emit_item(ctx, &row, "TLV(0x%02x)", f->tlv);
	if (f->values)
		mbim_emit_item(ctx, &row, "BY(%s)", f->values->name.s);
	if (f->layout)
		mbim_emit_item(ctx, &row, "OF(%s)", f->layout->name);
	if (f->personal)
		mbim_emit_item(ctx, &row, "PERSONAL");
	if (f->mandatory)
		mbim_emit_item(ctx, &row, "MANDATORY");
	mbim_emit_row_end(&row);
}

/* The fields of all layouts, one behind the other. */
static void put_rows(const struct qmi_spec *spec, FILE *out)
{
	fputs("\nconst struct qmi_row qmi_rows[] = {\n", out);
	for (unsigned i = 0; i < spec->n_layouts; i++) {
		const struct qmi_spec_layout *l = spec->layouts[i];

		fprintf(out, "#define T struct qmi_%s\n", l->name);
		for (unsigned k = 0; k < l->n; k++)
			put_field(spec->ctx, out, &l->fields[k]);
		fputs("#undef T\n", out);
	}
	fputs("};\n", out);
}

static void put_layouts(const struct qmi_spec *spec, FILE *out)
{
	unsigned row = 0;

	fputs("\n/* clang-format off */\n"
	      "const struct qmi_rows qmi_layouts[] = {\n",
	      out);
	for (unsigned i = 0; i < spec->n_layouts; i++) {
		const struct qmi_spec_layout *l = spec->layouts[i];

		if (l->is_message)
			fprintf(out, "\tTLVS(%s, %u, %u),\n", l->name, row,
				l->n);
		else
			fprintf(out, "\tLAYOUT(%s, %u, %u, %u),\n", l->name,
				row, l->n, l->flat ? l->wire_len : 0);
		row += l->n;
	}
	fputs("};\n/* clang-format on */\n", out);
	for (unsigned i = 0; i < spec->n_layouts; i++)
		if (spec->layouts[i]->is_message)
			fprintf(out, "CHECK_HAS(%s, %u);\n",
				spec->layouts[i]->name, spec->layouts[i]->n);
}

static void put_enums(const struct qmi_spec *spec, FILE *out)
{
	unsigned value = 0;

	fputs("\n/* clang-format off */\n"
	      "const struct qmi_value qmi_values[] = {\n",
	      out);
	for (unsigned i = 0; i < spec->n_enums; i++)
		put_values(out, &spec->enums[i]);
	fputs("};\n\nconst struct qmi_values qmi_enums[] = {\n", out);
	for (unsigned i = 0; i < spec->n_enums; i++) {
		const struct qmi_spec_enum *e = &spec->enums[i];

		fprintf(out, "\tENUM(%s, %u, %u, %u, %u, %u),\n", e->name.s,
			value, e->n, e->flags, qmi_spec_enum_exceeds(e, 16),
			qmi_spec_enum_exceeds(e, 32));
		value += e->n;
	}
	fputs("};\n/* clang-format on */\n", out);
}

/* All of them in one place, which rows count from. */
static void put_names(const struct qmi_spec *spec, FILE *out)
{
	struct mbim_names names = {.ctx = spec->ctx};

	for (unsigned i = 0; i < spec->n_layouts; i++)
		for (unsigned k = 0; k < spec->layouts[i]->n; k++)
			mbim_names_add(&names,
				       spec->layouts[i]->fields[k].name.s);
	for (unsigned i = 0; i < spec->n_services; i++) {
		const struct qmi_spec_service *s = &spec->services[i];

		mbim_names_add(&names, s->name.s);
		for (unsigned k = 0; k < s->n; k++)
			mbim_names_add(&names, s->messages[k].name.s);
	}
	for (unsigned i = 0; i < spec->n_enums; i++) {
		mbim_names_add(&names, spec->enums[i].name.s);
		for (unsigned k = 0; k < spec->enums[i].n; k++)
			mbim_names_add(&names, spec->enums[i].values[k].name.s);
	}
	mbim_names_emit(&names, out);
	fputs("const char *const qmi_names = (const char *)&names;\n", out);
}

static void put_message(struct mbim_spec_ctx *ctx, FILE *out,
			const struct qmi_spec_message *m)
{
	fprintf(out, "\t{\n\t\tCALLED(%s),\n\t\t.number = 0x%04x,\n", m->name.s,
		m->number);
	if (m->vendor)
		fprintf(out, "\t\t.vendor = 0x%04x,\n", m->vendor);
	if (m->timeout_s)
		fprintf(out, "\t\t.timeout_s = %u,\n", m->timeout_s);
	fputs("\t\t.kinds = 0", out);
	for (int k = 0; k < QMI_SPEC_KINDS; k++)
		if (m->has[k])
			fprintf(out, " | HAS(%s)",
				mbim_emit_upper(ctx, qmi_spec_kind_names[k]));
	fputs(",\n", out);
	for (int k = 0; k < QMI_SPEC_KINDS; k++)
		if (m->kinds[k])
			fprintf(out, "\t\tHOLDS(%s, %s),\n",
				mbim_emit_upper(ctx, qmi_spec_kind_names[k]),
				m->kinds[k]->name);
	fputs("\t},\n", out);
}

static void put_services(const struct qmi_spec *spec, FILE *out)
{
	for (unsigned i = 0; i < spec->n_services; i++) {
		const struct qmi_spec_service *s = &spec->services[i];

		fprintf(out, "\nMESSAGES(%s) = {\n", s->name.s);
		for (unsigned k = 0; k < s->n; k++)
			put_message(spec->ctx, out, &s->messages[k]);
		fputs("};\n", out);
	}
	fputs("\nconst struct qmi_service_info qmi_services[] = {\n", out);
	for (unsigned i = 0; i < spec->n_services; i++)
		fprintf(out, "\tSERVICE(%s, 0x%02x),\n",
			spec->services[i].name.s, spec->services[i].number);
	fputs("};\nconst uint16_t qmi_services_count = N(qmi_services);\n",
	      out);
}

/* What the spec says in words, for those who ask. */
static void put_docs(const struct qmi_spec *spec, FILE *out)
{
	fputs("\n/* clang-format off */\nconst struct qmi_doc qmi_docs[] = {\n",
	      out);
	for (unsigned i = 0; i < spec->n_layouts; i++) {
		const struct qmi_spec_layout *l = spec->layouts[i];

		for (unsigned k = 0; k < l->n; k++)
			if (l->fields[k].doc)
				fprintf(out,
					"\t{NULL, QMI_LAYOUT_%s, %u, "
					"\"%s\"},\n",
					l->name, k, l->fields[k].doc);
	}
	for (unsigned i = 0; i < spec->n_services; i++) {
		const struct qmi_spec_service *s = &spec->services[i];

		for (unsigned k = 0; k < s->n; k++)
			if (s->messages[k].doc)
				fprintf(out,
					"\t{&%s_messages[%u], 0, "
					"ATT_NO_FIELD, \"%s\"},\n",
					s->name.s, k, s->messages[k].doc);
	}
	fputs("\t{NULL, 0, 0, NULL},\n};\n/* clang-format on */\n", out);
}

void qmi_spec_emit_tables(const struct qmi_spec *spec, const char *source,
			  FILE *out)
{
	fprintf(out, "/* Generated by qmi-gen-spec from %s: edit that. */\n",
		source);
	fputs(head, out);
	put_names(spec, out);
	put_enums(spec, out);
	put_rows(spec, out);
	put_layouts(spec, out);
	put_services(spec, out);
	put_docs(spec, out);
	qmi_spec_emit_code(spec, out);
}
