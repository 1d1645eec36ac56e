/* Emits the steps of cids.c: the order in which straight code decodes the
 * fields of each layout. */
#include "spec_emit.h"

#include <string.h>

#define STEPS 256u

/* A step a row, and the name in front. */
struct steps {
	struct mbim_spec_ctx *ctx;
	unsigned n;
	const char *arg[STEPS];
};

static bool is_inner(const struct mbim_spec_field *f)
{
	return strcmp(f->type->walker, "STRUCT") == 0 && f->run_fields == 0;
}

/* Fields that come next, of which a step takes care. */
static unsigned taken(const struct mbim_spec_field *f)
{
	return f->run_fields > 0 ? f->run_fields : 1;
}

static void add_inner(struct steps *s, const struct mbim_spec_field *f,
		      unsigned i)
{
	const struct mbim_spec_layout *of = f->of;

	for (unsigned k = 0; k < of->n && s->n < STEPS;
	     k += taken(&of->fields[k]))
		s->arg[s->n++] =
			mbim_spec_text(s->ctx, "I(%u, %s, %u)", i, of->name, k);
}

static void add(struct steps *s, const struct mbim_spec_field *f, unsigned i)
{
	if (is_inner(f))
		add_inner(s, f, i);
	else if (f->of && f->run_fields == 0)
		s->arg[s->n++] =
			mbim_spec_text(s->ctx, "E(%u, %s)", i, f->of->name);
	else
		s->arg[s->n++] = mbim_spec_text(s->ctx, "S(%u)", i);
}

/* The structs in it first. */
static void put_steps(struct mbim_spec_ctx *ctx, FILE *out,
		      struct mbim_spec_layout *layout, const char *kind)
{
	struct steps s = {.ctx = ctx, .n = 1, .arg = {layout->name}};

	if (layout->has_steps)
		return;
	layout->has_steps = true;
	for (unsigned i = 0; i < layout->n; i++)
		if (layout->fields[i].of)
			put_steps(ctx, out, layout->fields[i].of, "ELEMENT");
	for (unsigned i = 0; i < layout->n && s.n < STEPS;
	     i += taken(&layout->fields[i]))
		add(&s, &layout->fields[i], i);
	mbim_emit_call(out, 0, kind, s.arg, s.n, ";");
}

void mbim_spec_emit_steps(const struct mbim_spec *spec, FILE *out)
{
	fputc('\n', out);
	for (unsigned i = 0; i < spec->n_layouts; i++)
		put_steps(spec->ctx, out, spec->layouts[i],
			  i < spec->n_structs ? "ELEMENT" : "MESSAGE");
}
