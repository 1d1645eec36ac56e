/* Emits cids.c: the tables of enums, layouts, CIDs and services. */
#include "spec_emit.h"
#include "spec_names.h"

#include <string.h>

static const char head[] = "#include \"generated/cids.h\"\n"
			   "#include \"wire/mbim/table_rows.h\"\n";

static void put_enum(FILE *out, const struct mbim_spec_enum *e)
{
	const char *args[2] = {e->name.s, e->flags ? "true" : "false"};

	fprintf(out, "\nVALUES(%s) = {\n", e->name.s);
	for (unsigned i = 0; i < e->n; i++) {
		uint32_t value = e->values[i].value;

		fprintf(out,
			e->flags || value > INT32_MAX ? "\tVALUE(0x%x, %s),\n"
						      : "\tVALUE(%u, %s),\n",
			value, e->values[i].name.s);
	}
	fputs("};\n", out);
	mbim_emit_call(out, 0, "ENUM", args, 2, ";");
}

static void put_names(const struct mbim_spec *spec, FILE *out)
{
	struct mbim_names names = {.ctx = spec->ctx};

	for (unsigned i = 0; i < spec->n_enums; i++)
		for (unsigned k = 0; k < spec->enums[i].n; k++)
			mbim_names_add(&names, spec->enums[i].values[k].name.s);
	mbim_names_emit(&names, out);
}

static void put_enums(const struct mbim_spec *spec, FILE *out)
{
	if (spec->n_enums == 0)
		return;
	put_names(spec, out);
	fputs("\n/* One value a line, so that one more is one line more. */\n"
	      "/* clang-format off */\n",
	      out);
	for (unsigned i = 0; i < spec->n_enums; i++)
		put_enum(out, &spec->enums[i]);
	fputs("/* clang-format on */\n", out);
}

static const char *uuid_text(struct mbim_spec_ctx *ctx, const char *s)
{
	return mbim_spec_text(ctx, "UUID(%.8s, %.4s, %.4s, %.4s, %.12s)", s,
			      s + 9, s + 14, s + 19, s + 24);
}

static void put_uuid(struct mbim_spec_ctx *ctx, FILE *out,
		     const struct mbim_spec_uuid *u)
{
	const char *left = mbim_spec_text(
		ctx, "const struct att_uuid mbim_%s =", u->name.s);
	const char *right =
		mbim_spec_text(ctx, "%s;", uuid_text(ctx, u->text.s));

	mbim_emit_split(out, 0, left, " ", right);
}

static void put_uuids(const struct mbim_spec *spec, FILE *out)
{
	if (spec->n_uuids > 0)
		fputc('\n', out);
	for (unsigned i = 0; i < spec->n_uuids; i++)
		put_uuid(spec->ctx, out, &spec->uuids[i]);
	fputs("\nconst struct mbim_named_uuid mbim_uuids[] = {\n", out);
	for (unsigned i = 0; i < spec->n_uuids; i++)
		fprintf(out, "\tNAMED(%s),\n", spec->uuids[i].name.s);
	fputs("\t{NULL, NULL},\n};\n", out);
}

/* What a field is: its name and type, and what it depends on. */
static void put_what(struct mbim_spec_ctx *ctx, struct mbim_emit_row *row,
		     const struct mbim_spec_field *f)
{
	const char *type = f->type->walker;
	bool counted = f->count_index != MBIM_SPEC_NONE;
	bool when = f->when_index != MBIM_SPEC_NONE;

	if (counted && when)
		mbim_emit_item(ctx, row, "ARRAY_IF(%s, %s, %u, %u, %u)",
			       f->name.s, type, f->count_index, f->when_index,
			       f->when_number);
	else if (counted)
		mbim_emit_item(ctx, row, "ARRAY(%s, %s, %u)", f->name.s, type,
			       f->count_index);
	else if (when)
		mbim_emit_item(ctx, row, "FIELD_IF(%s, %s, %u, %u)", f->name.s,
			       type, f->when_index, f->when_number);
	else
		mbim_emit_item(ctx, row, "FIELD(%s, %s)", f->name.s, type);
}

static void put_flags(struct mbim_spec_ctx *ctx, struct mbim_emit_row *row,
		      const struct mbim_spec_field *f)
{
	const char *flags[] = {
		f->type->traits & MBIM_SPEC_IS_COUNT ? "ATT_F_COUNT" : NULL,
		f->personal ? "ATT_F_PERSONAL" : NULL,
		f->format.s ? "ATT_F_QMUX" : NULL,
		f->unknown_at.line ? "ATT_F_UNKNOWN" : NULL,
	};
	const char *all = NULL;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i])
			all = all ? mbim_spec_text(ctx, "%s | %s", all,
						   flags[i])
				  : flags[i];
	if (all)
		mbim_emit_item(ctx, row, "FLAGS(%s)", all);
}

static void put_field(struct mbim_spec_ctx *ctx, FILE *out,
		      const struct mbim_spec_field *f)
{
	struct mbim_emit_row row = {.out = out};

	put_what(ctx, &row, f);
	if (f->wire_fixed)
		mbim_emit_item(ctx, &row, "WIRE(%u, %u)", f->wire, f->width);
	else
		mbim_emit_item(ctx, &row, "WIRE(FLOATING, %u)", f->width);
	if (f->run_fields > 0)
		mbim_emit_item(ctx, &row, "RUN(%u, %u)", f->run_bytes,
			       f->run_fields);
	if (f->values)
		mbim_emit_item(ctx, &row, "BY(%s)", f->values->name.s);
	if (f->of)
		mbim_emit_item(ctx, &row, "OF(%s)", f->of->name);
	if (f->max)
		mbim_emit_item(ctx, &row, "MAX(%u)", f->max);
	if (f->unknown_at.line && !f->unknown_empty)
		mbim_emit_item(ctx, &row, "UNKNOWN(0x%x)", f->unknown);
	put_flags(ctx, &row, f);
	mbim_emit_row_end(&row);
}

static void put_run_checks(struct mbim_spec_ctx *ctx, FILE *out,
			   const struct mbim_spec_layout *layout)
{
	for (unsigned i = 0; i < layout->n; i++) {
		const struct mbim_spec_field *f = &layout->fields[i];
		const char *args[3] = {f->name.s};

		if (f->run_fields == 0 || (f->run_fields == 1 && !f->of))
			continue;
		args[1] = f[f->run_fields - 1].name.s;
		args[2] = mbim_spec_text(ctx, "%u", f->run_bytes);
		mbim_emit_call(out, 0, "CHECK_RUN", args, 3, ";");
	}
}

static unsigned strings_of(const struct mbim_spec_layout *layout)
{
	unsigned n = 0;

	for (unsigned i = 0; i < layout->n; i++)
		n += strcmp(layout->fields[i].type->walker, "STRING") == 0;
	return n;
}

static void put_layout(struct mbim_spec_ctx *ctx, FILE *out,
		       const struct mbim_spec_layout *layout)
{
	const char *args[3] = {layout->name};
	const char *name;

	name = mbim_spec_text(ctx, "struct mbim_%s", layout->name);
	if (strlen("#define T ") + strlen(name) <= MBIM_EMIT_COLUMNS)
		fprintf(out, "\n#define T %s\n", name);
	else
		fprintf(out, "\n#define T \\\n\t%s\n", name);
	fprintf(out, "FIELDS(%s) = {\n", layout->name);
	for (unsigned i = 0; i < layout->n; i++)
		put_field(ctx, out, &layout->fields[i]);
	fputs("};\n", out);
	put_run_checks(ctx, out, layout);
	args[1] = mbim_spec_text(ctx, "%u", layout->wire_len);
	args[2] = mbim_spec_text(ctx, "%u", strings_of(layout));
	mbim_emit_call(out, 0, "LAYOUT", args, 3, ";");
	fputs("#undef T\n", out);
}

static void put_variant(struct mbim_spec_ctx *ctx, FILE *out, const char *kind,
			const struct mbim_spec_variant *v)
{
	const char *args[3] = {mbim_spec_text(ctx, "%u", v->since),
			       mbim_emit_upper(ctx, kind), v->layout->name};

	mbim_emit_call(out, 1, "VARIANT", args, 3, ",");
}

/* The variants of a CID that have fields; returns how many they are. */
static unsigned put_variants(struct mbim_spec_ctx *ctx, FILE *out,
			     const struct mbim_spec_service *s,
			     const struct mbim_spec_cid *cid)
{
	unsigned n = 0;

	for (int kind = 0; kind < MBIM_SPEC_KINDS; kind++) {
		const struct mbim_spec_message *m = &cid->messages[kind];

		for (unsigned i = 0; i < m->n; i++) {
			if (!m->variants[i].layout)
				continue;
			if (n++ == 0)
				fprintf(out, "\nVARIANTS(%s_%s) = {\n",
					s->name.s, cid->name.s);
			put_variant(ctx, out, mbim_spec_kind_names[kind],
				    &m->variants[i]);
		}
	}
	if (n > 0)
		fputs("};\n", out);
	return n;
}

static void put_cid(struct mbim_spec_ctx *ctx, FILE *out,
		    const struct mbim_spec_service *s,
		    const struct mbim_spec_cid *c, unsigned n_variants)
{
	static const char *const ops[] = {
		"0",
		"MBIM_OP_QUERY",
		"MBIM_OP_SET",
		"MBIM_OP_QUERY | MBIM_OP_SET",
		"MBIM_OP_NOTIFY",
		"MBIM_OP_QUERY | MBIM_OP_NOTIFY",
		"MBIM_OP_SET | MBIM_OP_NOTIFY",
		"MBIM_OP_QUERY | MBIM_OP_SET | MBIM_OP_NOTIFY",
	};

	fprintf(out, "\t{\n\t\tNAME(%s),\n", c->name.s);
	fprintf(out, "\t\t.number = %u,\n", c->number);
	if (c->since > 1)
		fprintf(out, "\t\t.since = MBIM_EX_%u,\n", c->since);
	fprintf(out, "\t\t.ops = %s,\n",
		ops[c->query | c->set << 1 | c->notify << 2]);
	if (c->query)
		fprintf(out, "\t\t.timeout_s_query = %u,\n", c->timeout_query);
	if (c->set)
		fprintf(out, "\t\t.timeout_s_set = %u,\n", c->timeout_set);
	if (n_variants > 0) {
		fprintf(out, "\t\t.n_variants = %u,\n", n_variants);
		mbim_emit_split(out, 2, ".variants =", " ",
				mbim_spec_text(ctx, "%s_%s_variants,",
					       s->name.s, c->name.s));
	}
	if (c->section)
		mbim_emit_split(out, 2, ".section =", " ",
				mbim_spec_text(ctx, "\"%s\",", c->section));
	fputs("\t},\n", out);
}

static void put_service_cids(struct mbim_spec_ctx *ctx, FILE *out,
			     const struct mbim_spec_service *s)
{
	unsigned *n = mbim_spec_alloc(ctx, s->n, sizeof(*n));

	for (unsigned i = 0; i < s->n; i++)
		n[i] = put_variants(ctx, out, s, &s->cids[i]);
	fprintf(out, "\nstatic const struct mbim_cid %s_cids[] = {\n",
		s->name.s);
	for (unsigned i = 0; i < s->n; i++)
		put_cid(ctx, out, s, &s->cids[i], n[i]);
	fputs("};\n", out);
}

static void put_services(const struct mbim_spec *spec, FILE *out)
{
	for (unsigned i = 0; i < spec->n_services; i++)
		put_service_cids(spec->ctx, out, &spec->services[i]);
	fputs("\nconst struct mbim_service mbim_services[] = {\n", out);
	for (unsigned i = 0; i < spec->n_services; i++) {
		const struct mbim_spec_service *s = &spec->services[i];

		fprintf(out, "\t{\n\t\tNAME(%s),\n", s->name.s);
		fprintf(out, "\t\t.uuid = %s,\n",
			uuid_text(spec->ctx, s->uuid.text.s));
		fprintf(out, "\t\t.n_cids = N(%s_cids),\n", s->name.s);
		fprintf(out, "\t\t.cids = %s_cids,\n\t},\n", s->name.s);
	}
	fputs("};\nconst uint16_t mbim_services_count = N(mbim_services);\n",
	      out);
}

/* What the spec says in words, for those who ask: apart from the tables that
 * are walked for each message. */
static void put_docs(const struct mbim_spec *spec, FILE *out)
{
	fputs("\n/* clang-format off */\nconst struct mbim_doc mbim_docs[] = "
	      "{\n",
	      out);
	for (unsigned i = 0; i < spec->n_layouts; i++) {
		const struct mbim_spec_layout *l = spec->layouts[i];

		for (unsigned j = 0; j < l->n; j++)
			if (l->fields[j].doc)
				fprintf(out,
					"\t{&mbim_%s_layout, %u, \"%s\"},\n",
					l->name, j, l->fields[j].doc);
	}
	for (unsigned i = 0; i < spec->n_services; i++) {
		const struct mbim_spec_service *s = &spec->services[i];

		for (unsigned j = 0; j < s->n; j++)
			if (s->cids[j].doc)
				fprintf(out,
					"\t{&%s_cids[%u], ATT_NO_FIELD, "
					"\"%s\"},\n",
					s->name.s, j, s->cids[j].doc);
	}
	fputs("\t{NULL, 0, NULL},\n};\n/* clang-format on */\n", out);
}

/* What messages of one MBIMEx version are in another. */
static void put_changes(const struct mbim_spec *spec, FILE *out)
{
	fputs("\n/* clang-format off */\n"
	      "const struct mbim_field_change mbim_field_changes[] = {\n",
	      out);
	for (unsigned i = 0; i < spec->n_layouts; i++) {
		const struct mbim_spec_layout *l = spec->layouts[i];

		for (unsigned j = 0; j < l->n; j++) {
			const struct mbim_spec_field *f = &l->fields[j];

			if (!f->was.s && !f->absent.s)
				continue;
			fprintf(out, "\t{&mbim_%s_layout, %u", l->name, j);
			fprintf(out, ", %s, %s},\n",
				f->was.s ? mbim_spec_text(spec->ctx, "\"%s\"",
							  f->was.s)
					 : "NULL",
				f->absent.s
					? mbim_spec_text(spec->ctx, "&mbim_%s",
							 f->absent.s)
					: "NULL");
		}
	}
	fputs("\t{NULL, 0, NULL, NULL},\n};\n\n"
	      "const struct mbim_value_change mbim_value_changes[] = {\n",
	      out);
	for (unsigned i = 0; i < spec->n_enums; i++)
		for (unsigned j = 0; j < spec->enums[i].n_changes; j++) {
			const struct mbim_spec_enum *e = &spec->enums[i];
			const struct mbim_spec_change *c = &e->changes[j];

			fprintf(out,
				"\t{&mbim_%s_enum, &mbim_%s_enum, "
				"&mbim_%s_enum,\n\t MBIM_EX_%u, MBIM_EX_%u, "
				"0x%x, 0x%x, 0x%x, 0x%x, 0x%x},\n",
				e->name.s, c->then.s, c->beside.s, c->since,
				c->until, c->before_number, c->value_number,
				c->is_number, c->as_number, c->any_number);
		}
	fputs("\t{NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0},\n};\n"
	      "/* clang-format on */\n",
	      out);
}

void mbim_spec_emit_tables(const struct mbim_spec *spec, const char *source,
			   FILE *out)
{
	fprintf(out, "/* Generated by mbim-gen-spec from %s: edit that. */\n",
		source);
	fputs(head, out);
	put_enums(spec, out);
	put_uuids(spec, out);
	for (unsigned i = 0; i < spec->n_layouts; i++)
		put_layout(spec->ctx, out, spec->layouts[i]);
	mbim_spec_emit_steps(spec, out);
	put_services(spec, out);
	put_docs(spec, out);
	put_changes(spec, out);
}
