/* Offsets on the wire, and the runs: fields of fixed width that follow each
 * other on the wire as they do in the C struct, on every machine. */
#include "spec.h"

#include <string.h>

/* A run that is being collected. */
struct run {
	struct mbim_spec_field *first; /* NULL: none */
	unsigned align; /* to which the C struct surely aligns its start */
};

static bool is_struct(const struct mbim_spec_field *f)
{
	return strcmp(f->type->walker, "STRUCT") == 0;
}

static unsigned align_up(unsigned n, unsigned to)
{
	return (n + to - 1) / to * to;
}

/* What a field takes in the C struct; false: it is a view or holds one, and
 * its size depends on the machine. */
static bool c_form(const struct mbim_spec_field *f, unsigned *size,
		   unsigned *align)
{
	if (is_struct(f)) {
		*size = f->of->c_size;
		*align = f->of->c_align;
		return f->of->flat;
	}
	*size = f->width;
	*align = f->type->align;
	return f->type->traits & MBIM_SPEC_FIXED;
}

static unsigned wire_width(const struct mbim_spec_field *f)
{
	if (is_struct(f))
		return f->of->wire_len;
	if (f->type->traits & MBIM_SPEC_SIZE)
		return f->size;
	if (f->type->traits & MBIM_SPEC_MAY_COUNT && f->count.s)
		return 4; /* the size is in the count field */
	return f->type->width;
}

/* True if the field moves those behind it by an amount that only the message
 * tells. */
static bool moves(const struct mbim_spec_field *f)
{
	if (f->when_index != MBIM_SPEC_NONE)
		return true;
	if (is_struct(f))
		return !f->of->sized;
	return f->type->traits & MBIM_SPEC_FLOATS;
}

static void lay_out_wire(struct mbim_spec_layout *layout)
{
	bool fixed = true;

	for (unsigned i = 0; i < layout->n; i++) {
		struct mbim_spec_field *f = &layout->fields[i];

		f->width = wire_width(f);
		f->wire_fixed = fixed;
		f->wire = fixed ? layout->wire_len : 0;
		if (f->when_index == MBIM_SPEC_NONE)
			layout->wire_len += f->width;
		if (moves(f))
			fixed = false;
	}
}

/* Put a field in the run, or begin a new one with it. */
static void add_to_run(struct run *run, struct mbim_spec_field *f,
		       bool at_start)
{
	unsigned size, align;
	bool fits;

	if (!c_form(f, &size, &align) || size != f->width ||
	    f->when_index != MBIM_SPEC_NONE) {
		run->first = NULL;
		return;
	}
	fits = run->first && align <= run->align &&
	       run->first->run_bytes % align == 0;
	if (!fits) {
		run->first = f;
		run->align = at_start ? 8 : align;
	}
	run->first->run_bytes += f->width;
	run->first->run_fields++;
}

/* Size and alignment of the C struct of a flat layout. */
static void lay_out_c(struct mbim_spec_layout *layout)
{
	unsigned size, align;

	layout->c_align = 1;
	for (unsigned i = 0; i < layout->n; i++) {
		c_form(&layout->fields[i], &size, &align);
		layout->c_size = align_up(layout->c_size, align) + size;
		if (align > layout->c_align)
			layout->c_align = align;
	}
	layout->c_size = align_up(layout->c_size, layout->c_align);
}

static void lay_out(struct mbim_spec_layout *layout)
{
	struct run run = {NULL, 0};

	lay_out_wire(layout);
	if (layout->flat)
		lay_out_c(layout);
	for (unsigned i = 0; i < layout->n; i++)
		add_to_run(&run, &layout->fields[i], i == 0);
}

void mbim_spec_lay_out(struct mbim_spec *spec)
{
	for (unsigned i = 0; i < spec->n_layouts; i++) {
		struct mbim_spec_layout *layout = spec->layouts[i];

		lay_out(layout);
		if (layout->wire_len > UINT16_MAX)
			mbim_spec_error(spec->ctx, layout->at,
					"%s is longer than %u bytes",
					layout->say, UINT16_MAX);
	}
}
