/* Facts for the reference pages: who uses what, since when, and what limits
 * and conditions mean in words. */
#include "spec_page.h"

#include <string.h>

void mbim_page_each(const struct mbim_spec *spec, mbim_page_visit *visit,
		    void *arg)
{
	for (unsigned i = 0; i < spec->n_structs; i++) {
		struct mbim_page_place at = {.layout = &spec->structs[i]};

		visit(arg, &at);
	}
	for (unsigned i = 0; i < spec->n_services; i++) {
		const struct mbim_spec_service *s = &spec->services[i];

		for (unsigned k = 0; k < s->n * MBIM_SPEC_KINDS; k++) {
			struct mbim_page_place at = {
				.service = s,
				.cid = &s->cids[k / MBIM_SPEC_KINDS],
				.kind = k % MBIM_SPEC_KINDS,
			};
			const struct mbim_spec_message *m =
				&at.cid->messages[at.kind];

			for (unsigned v = 0; v < m->n; v++) {
				at.variant = &m->variants[v];
				at.layout = at.variant->layout;
				if (at.variant->own)
					visit(arg, &at);
			}
		}
	}
}

struct users {
	const struct mbim_spec_enum *e;
	const struct mbim_spec_layout *of;
	mbim_page_visit *visit;
	void *arg;
};

static void visit_user(void *arg, const struct mbim_page_place *place)
{
	const struct users *u = arg;

	for (unsigned i = 0; i < place->layout->n; i++) {
		const struct mbim_spec_field *f = &place->layout->fields[i];

		if ((u->e && f->values == u->e) || (u->of && f->of == u->of)) {
			u->visit(u->arg, place);
			return;
		}
	}
}

void mbim_page_users(const struct mbim_spec *spec,
		     const struct mbim_spec_enum *e,
		     const struct mbim_spec_layout *of, mbim_page_visit *visit,
		     void *arg)
{
	struct users u = {e, of, visit, arg};

	mbim_page_each(spec, visit_user, &u);
}

static bool has_field(const struct mbim_spec_layout *layout, const char *name)
{
	for (unsigned i = 0; layout && i < layout->n; i++)
		if (strcmp(layout->fields[i].name.s, name) == 0)
			return true;
	return false;
}

unsigned mbim_page_field_since(const struct mbim_spec_message *m, unsigned i,
			       const char *field)
{
	while (i > 0 && has_field(m->variants[i - 1].layout, field))
		i--;
	return m->variants[i].since;
}

struct since {
	const struct mbim_spec *spec;
	unsigned first;
};

static void note_since(void *arg, const struct mbim_page_place *place)
{
	struct since *s = arg;
	unsigned v = place->variant
			     ? place->variant->since
			     : mbim_page_struct_since(s->spec, place->layout);

	if (v && (!s->first || v < s->first))
		s->first = v;
}

/* A struct stands above its users, so this ends. */
unsigned mbim_page_struct_since(const struct mbim_spec *spec,
				const struct mbim_spec_layout *layout)
{
	struct since s = {spec, 0};

	mbim_page_users(spec, NULL, layout, note_since, &s);
	return s.first;
}

const char *mbim_page_limit(struct mbim_spec_ctx *ctx,
			    const struct mbim_spec_field *f)
{
	bool bytes = f->type->c_type &&
		     strcmp(f->type->c_type, "struct att_array") != 0;

	if (!f->max)
		return NULL;
	return mbim_spec_text(ctx, "at most %u %s", f->max,
			      bytes ? "bytes" : "elements");
}

const char *mbim_page_format(struct mbim_spec_ctx *ctx,
			     const struct mbim_spec_field *f)
{
	return f->format.s
		       ? mbim_spec_text(ctx, "in the format %s", f->format.s)
		       : NULL;
}

const char *mbim_page_unknown(struct mbim_spec_ctx *ctx,
			      const struct mbim_spec_field *f)
{
	if (!f->unknown_at.line)
		return NULL;
	if (f->unknown_empty)
		return "not known if empty";
	return mbim_spec_text(ctx,
			      f->unknown > INT32_MAX ? "not known if 0x%x"
						     : "not known if %u",
			      f->unknown);
}

const char *mbim_page_when(struct mbim_spec_ctx *ctx,
			   const struct mbim_spec_layout *layout,
			   const struct mbim_spec_field *f)
{
	if (f->when_index == MBIM_SPEC_NONE)
		return NULL;
	return mbim_spec_text(ctx, "only if %s is %s",
			      layout->fields[f->when_index].name.s,
			      f->when_value.s);
}

const char *mbim_page_count(struct mbim_spec_ctx *ctx,
			    const struct mbim_spec_layout *layout,
			    const struct mbim_spec_field *f)
{
	unsigned me = (unsigned)(f - layout->fields);
	const char *text = NULL;

	if (f->count_index != MBIM_SPEC_NONE)
		return mbim_spec_text(ctx, "as many as %s says",
				      layout->fields[f->count_index].name.s);
	for (unsigned i = 0; i < layout->n; i++) {
		const char *name = layout->fields[i].name.s;

		if (layout->fields[i].count_index != me)
			continue;
		text = text ? mbim_spec_text(ctx, "%s, %s", text, name)
			    : mbim_spec_text(ctx, "counts %s", name);
	}
	return text;
}

const char *mbim_page_ops(struct mbim_spec_ctx *ctx,
			  const struct mbim_spec_cid *cid)
{
	const char *text = NULL;

	for (unsigned i = 0; i < cid->n_ops; i++)
		text = text ? mbim_spec_text(ctx, "%s, %s", text, cid->ops[i].s)
			    : cid->ops[i].s;
	return text;
}

const char *mbim_page_timeouts(struct mbim_spec_ctx *ctx,
			       const struct mbim_spec_cid *cid)
{
	if (cid->query && cid->set)
		return mbim_spec_text(ctx, "query %u s, set %u s",
				      cid->timeout_query, cid->timeout_set);
	if (cid->query)
		return mbim_spec_text(ctx, "query %u s", cid->timeout_query);
	if (cid->set)
		return mbim_spec_text(ctx, "set %u s", cid->timeout_set);
	return NULL;
}

const char *mbim_page_value(struct mbim_spec_ctx *ctx,
			    const struct mbim_spec_enum *e, uint32_t value)
{
	return mbim_spec_text(
		ctx, e->flags || value > INT32_MAX ? "0x%x" : "%u", value);
}

const char *mbim_page_direction(enum mbim_spec_kind kind)
{
	switch (kind) {
	case MBIM_SPEC_QUERY:
	case MBIM_SPEC_SET:
		return "host to modem";
	case MBIM_SPEC_RESPONSE:
	case MBIM_SPEC_NOTIFICATION:
	case MBIM_SPEC_KINDS:
		break;
	}
	return "modem to host";
}

unsigned mbim_page_cids(const struct mbim_spec *spec)
{
	unsigned n = 0;

	for (unsigned i = 0; i < spec->n_services; i++)
		n += spec->services[i].n;
	return n;
}

unsigned mbim_page_type_uses(const struct mbim_spec *spec,
			     const struct mbim_spec_type *type)
{
	unsigned n = 0;

	for (unsigned i = 0; i < spec->n_layouts; i++)
		for (unsigned k = 0; k < spec->layouts[i]->n; k++)
			n += spec->layouts[i]->fields[k].type == type;
	return n;
}
