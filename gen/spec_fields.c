/* The checks of structs and of the fields in structs and messages. */
#include "spec.h"

#include <string.h>

#define MAX_FIELDS 254
#define MAX_BYTES  65535

const struct mbim_spec_enum *mbim_spec_find_enum(
	struct mbim_spec *spec, const struct mbim_spec_word *name)
{
	struct att_nearest near;

	att_nearest_init(&near, name->s, strlen(name->s));
	for (unsigned i = 0; i < spec->n_enums; i++) {
		if (strcmp(spec->enums[i].name.s, name->s) == 0)
			return &spec->enums[i];
		att_nearest_try(&near, spec->enums[i].name.s);
	}
	mbim_spec_error(spec->ctx, name->at, "unknown enum '%s'%s", name->s,
			att_nearest_hint(&near));
	return NULL;
}

static struct mbim_spec_layout *find_struct(const struct mbim_spec *spec,
					    const char *name)
{
	for (unsigned i = 0; i < spec->n_structs; i++)
		if (strcmp(spec->structs[i].name, name) == 0)
			return &spec->structs[i];
	return NULL;
}

static void no_struct(struct mbim_spec *spec, const struct mbim_spec_word *name)
{
	struct att_nearest near;

	att_nearest_init(&near, name->s, strlen(name->s));
	for (unsigned i = 0; i < spec->n_structs; i++)
		att_nearest_try(&near, spec->structs[i].name);
	mbim_spec_error(spec->ctx, name->at, "unknown struct '%s'%s", name->s,
			att_nearest_hint(&near));
}

/* The index of a field before `end`, or MBIM_SPEC_NONE. */
static unsigned find_field(const struct mbim_spec_layout *layout, unsigned end,
			   const char *name)
{
	for (unsigned i = 0; i < end; i++)
		if (layout->fields[i].name.s &&
		    strcmp(layout->fields[i].name.s, name) == 0)
			return i;
	return MBIM_SPEC_NONE;
}

/* Like find_field; an error says why there is none. */
static unsigned find_earlier(struct mbim_spec *spec,
			     const struct mbim_spec_layout *layout,
			     unsigned before, const struct mbim_spec_word *name)
{
	unsigned i = find_field(layout, before, name->s);
	struct att_nearest near;

	if (i != MBIM_SPEC_NONE)
		return i;
	if (find_field(layout, layout->n, name->s) != MBIM_SPEC_NONE) {
		mbim_spec_error(spec->ctx, name->at,
				"'%s' does not stand before '%s'", name->s,
				layout->fields[before].name.s);
		return MBIM_SPEC_NONE;
	}
	att_nearest_init(&near, name->s, strlen(name->s));
	for (i = 0; i < before; i++)
		if (layout->fields[i].name.s)
			att_nearest_try(&near, layout->fields[i].name.s);
	mbim_spec_error(spec->ctx, name->at, "no field '%s' in %s%s", name->s,
			layout->say, att_nearest_hint(&near));
	return MBIM_SPEC_NONE;
}

static void check_field_name(struct mbim_spec_ctx *ctx,
			     const struct mbim_spec_layout *layout, unsigned i)
{
	const struct mbim_spec_word *name = &layout->fields[i].name;
	unsigned same;

	if (!name->s)
		return;
	mbim_spec_check_name(ctx, name, MBIM_SPEC_NAME);
	mbim_spec_check_member(ctx, name);
	same = find_field(layout, i, name->s);
	if (same != MBIM_SPEC_NONE)
		mbim_spec_error(ctx, name->at,
				"field '%s' stands already in line %u", name->s,
				layout->fields[same].name.at.line);
}

/* A key that its type does not take, or lacks. */
static void check_takes(struct mbim_spec_ctx *ctx,
			const struct mbim_spec_field *f, const char *key,
			struct mbim_spec_at at, unsigned may, unsigned must)
{
	if (at.line && !(f->type->traits & (may | must)))
		mbim_spec_error(ctx, at, "type %s takes no '%s'", f->type->name,
				key);
	if (!at.line && f->type->traits & must)
		mbim_spec_error(ctx, f->type_name.at, "type %s needs a '%s'",
				f->type->name, key);
}

/* A number of the type, or "empty". */
static void check_unknown(struct mbim_spec_ctx *ctx,
			  const struct mbim_spec_field *f)
{
	bool text = (f->type->traits & MBIM_SPEC_TEXT) != 0;

	check_takes(ctx, f, "unknown", f->unknown_at, MBIM_SPEC_UNKNOWN, 0);
	if (!f->unknown_at.line || !(f->type->traits & MBIM_SPEC_UNKNOWN))
		return;
	if (text != f->unknown_empty)
		mbim_spec_error(ctx, f->unknown_at, "unknown of type %s is %s",
				f->type->name, text ? "'empty'" : "a number");
	else if (f->type->width < 4 && f->unknown >> 8 * f->type->width)
		mbim_spec_error(ctx, f->unknown_at, "%u does not fit type %s",
				f->unknown, f->type->name);
}

static void check_keys(struct mbim_spec_ctx *ctx,
		       const struct mbim_spec_field *f)
{
	unsigned may_count = MBIM_SPEC_MAY_COUNT;

	check_takes(ctx, f, "enum", f->of_enum.at, MBIM_SPEC_ENUM, 0);
	check_takes(ctx, f, "struct", f->of_struct.at, 0, MBIM_SPEC_STRUCT);
	check_takes(ctx, f, "count", f->count.at, may_count, MBIM_SPEC_COUNT);
	check_takes(ctx, f, "size", f->size_at, 0, MBIM_SPEC_SIZE);
	check_takes(ctx, f, "max", f->max_at, MBIM_SPEC_MAX, 0);
	check_takes(ctx, f, "format", f->format.at, MBIM_SPEC_BYTES, 0);
	check_unknown(ctx, f);
	if (f->format.s && strcmp(f->format.s, "qmux") != 0)
		mbim_spec_error(ctx, f->format.at, "unknown format '%s'",
				f->format.s);
	if (f->size_at.line && (f->size == 0 || f->size > MAX_BYTES))
		mbim_spec_error(ctx, f->size_at, "size is not 1 to %d",
				MAX_BYTES);
	if (f->max_at.line && (f->max == 0 || f->max > MAX_BYTES))
		mbim_spec_error(ctx, f->max_at, "max is not 1 to %d",
				MAX_BYTES);
	else if (f->type->traits & MBIM_SPEC_TEXT && f->max % 2)
		mbim_spec_error(ctx, f->max_at,
				"max of a string is odd, it counts bytes of "
				"UTF-16");
}

static void check_count(struct mbim_spec *spec, struct mbim_spec_layout *layout,
			unsigned i)
{
	struct mbim_spec_field *f = &layout->fields[i];
	unsigned c = find_earlier(spec, layout, i, &f->count);

	if (c == MBIM_SPEC_NONE) {
		c = find_field(layout, layout->n, f->count.s);
		if (c != MBIM_SPEC_NONE)
			layout->fields[c].counts = true;
		return;
	}
	if (!layout->fields[c].type)
		return;
	if (!(layout->fields[c].type->traits & MBIM_SPEC_IS_COUNT)) {
		mbim_spec_error(spec->ctx, f->count.at,
				"'%s' is of type %s, not count", f->count.s,
				layout->fields[c].type->name);
		return;
	}
	layout->fields[c].counts = true;
	f->count_index = c;
}

/* The number that a word means for a field: a value's name or a number. */
static bool value_of(const struct mbim_spec_enum *e, const char *s,
		     uint32_t *number)
{
	uint32_t n = 0;

	for (unsigned i = 0; e && i < e->n; i++)
		if (strcmp(e->values[i].name.s, s) == 0) {
			*number = e->values[i].value;
			return true;
		}
	for (const char *p = s; *p; p++) {
		if (*p < '0' || *p > '9' || n > (UINT32_MAX - 9) / 10)
			return false;
		n = n * 10 + (uint32_t)(*p - '0');
	}
	*number = n;
	return true;
}

static void no_value(struct mbim_spec_ctx *ctx, const struct mbim_spec_enum *e,
		     const struct mbim_spec_field *f)
{
	struct att_nearest near;

	att_nearest_init(&near, f->when_value.s, strlen(f->when_value.s));
	for (unsigned i = 0; e && i < e->n; i++)
		att_nearest_try(&near, e->values[i].name.s);
	mbim_spec_error(ctx, f->when_value.at, "'%s' is no value of '%s'%s",
			f->when_value.s, f->when_field.s,
			att_nearest_hint(&near));
}

static void check_when(struct mbim_spec *spec,
		       const struct mbim_spec_layout *layout, unsigned i)
{
	struct mbim_spec_field *f = &layout->fields[i];
	unsigned w = find_earlier(spec, layout, i, &f->when_field);
	const struct mbim_spec_field *decides = &layout->fields[w];

	if (w == MBIM_SPEC_NONE || !decides->type)
		return;
	if (strcmp(decides->type->name, "u32") != 0) {
		mbim_spec_error(spec->ctx, f->when_field.at,
				"'%s' is of type %s, not u32", f->when_field.s,
				decides->type->name);
		return;
	}
	if (!decides->in_place)
		mbim_spec_error(spec->ctx, f->when_field.at,
				"'%s' has no fixed place", f->when_field.s);
	f->when_index = w;
	if (!value_of(decides->values, f->when_value.s, &f->when_number))
		no_value(spec->ctx, decides->values, f);
}

/* The struct of a field: known, and of a form that the type can hold. */
static void check_of(struct mbim_spec *spec, struct mbim_spec_field *f)
{
	struct mbim_spec_layout *of = find_struct(spec, f->of_struct.s);

	if (!of) {
		no_struct(spec, &f->of_struct);
		return;
	}
	f->of = of;
	if (of->state != MBIM_SPEC_DONE)
		return; /* the check of the structs' order complains */
	if ((f->type->traits & MBIM_SPEC_FLAT_ITEMS && !of->flat) ||
	    (f->type->traits & MBIM_SPEC_SIZED_ITEMS && !of->sized))
		mbim_spec_error(spec->ctx, f->of_struct.at,
				"'%s' is of variable size, type %s needs a "
				"fixed one",
				of->name, f->type->name);
}

/* What follows from a field for its layout. */
static void note_form(struct mbim_spec_layout *layout,
		      const struct mbim_spec_field *f)
{
	bool is_struct = strcmp(f->type->name, "struct") == 0;

	if (is_struct && f->of) {
		layout->flat &= f->of->flat;
		layout->sized &= f->of->sized;
		layout->ends |= f->of->ends;
	} else if (!is_struct) {
		layout->flat &= (f->type->traits & MBIM_SPEC_FIXED) != 0;
		layout->sized &= !(f->type->traits & MBIM_SPEC_FLOATS);
		layout->ends |= (f->type->traits & MBIM_SPEC_LAST) != 0;
	}
	if (f->when_index != MBIM_SPEC_NONE)
		layout->flat = layout->sized = false;
}

static void no_type(struct mbim_spec_ctx *ctx,
		    const struct mbim_spec_word *name)
{
	struct att_nearest near;

	att_nearest_init(&near, name->s, strlen(name->s));
	mbim_spec_type_near(&near);
	mbim_spec_error(ctx, name->at, "unknown type '%s'%s", name->s,
			att_nearest_hint(&near));
}

static void check_field(struct mbim_spec *spec, struct mbim_spec_layout *layout,
			unsigned i)
{
	struct mbim_spec_field *f = &layout->fields[i];

	f->count_index = f->when_index = MBIM_SPEC_NONE;
	check_field_name(spec->ctx, layout, i);
	if (!f->type_name.s || !f->name.s)
		return;
	f->type = mbim_spec_type_find(f->type_name.s);
	if (!f->type) {
		no_type(spec->ctx, &f->type_name);
		return;
	}
	check_keys(spec->ctx, f);
	if (f->of_enum.s && f->type->traits & MBIM_SPEC_ENUM)
		f->values = mbim_spec_find_enum(spec, &f->of_enum);
	if (f->of_struct.s)
		check_of(spec, f);
	if (f->count.s)
		check_count(spec, layout, i);
	if (f->when_field.s)
		check_when(spec, layout, i);
	f->in_place = layout->sized && !f->when_field.s;
	if (f->type->traits & MBIM_SPEC_IS_COUNT && !f->in_place)
		mbim_spec_error(spec->ctx, f->name.at,
				"count '%s' has no fixed place", f->name.s);
	if (layout->ends)
		mbim_spec_error(spec->ctx, f->name.at,
				"'%s' follows a field that takes all the rest",
				f->name.s);
	note_form(layout, f);
}

void mbim_spec_check_fields(struct mbim_spec *spec,
			    struct mbim_spec_layout *layout)
{
	layout->flat = layout->sized = true;
	if (layout->n > MAX_FIELDS) {
		mbim_spec_error(spec->ctx, layout->fields[MAX_FIELDS].name.at,
				"%s has more than %d fields", layout->say,
				MAX_FIELDS);
		return;
	}
	for (unsigned i = 0; i < layout->n; i++)
		check_field(spec, layout, i);
	for (unsigned i = 0; i < layout->n; i++) {
		const struct mbim_spec_field *f = &layout->fields[i];

		if (f->type && f->type->traits & MBIM_SPEC_IS_COUNT &&
		    !f->counts)
			mbim_spec_error(spec->ctx, f->name.at,
					"'%s' counts no array of %s", f->name.s,
					layout->say);
	}
	layout->state = MBIM_SPEC_DONE;
}

/* True if `from` holds `to`, itself or in a struct inside. Each struct is
 * looked into once: `seen` has a mark for each. */
static bool reaches(const struct mbim_spec *spec,
		    const struct mbim_spec_layout *from,
		    const struct mbim_spec_layout *to, bool *seen)
{
	if (from == to)
		return true;
	if (seen[from - spec->structs])
		return false;
	seen[from - spec->structs] = true;
	for (unsigned i = 0; i < from->n; i++) {
		const struct mbim_spec_layout *of = NULL;

		if (from->fields[i].of_struct.s)
			of = find_struct(spec, from->fields[i].of_struct.s);
		if (of && reaches(spec, of, to, seen))
			return true;
	}
	return false;
}

/* A struct may hold those that stand before it: so none holds itself. */
static void check_order(struct mbim_spec *spec, unsigned i)
{
	struct mbim_spec_layout *s = &spec->structs[i];

	for (unsigned k = 0; k < s->n; k++) {
		const struct mbim_spec_field *f = &s->fields[k];
		bool *seen;

		if (!f->of || f->of < s)
			continue;
		seen = mbim_spec_alloc(spec->ctx, spec->n_structs, 1);
		if (reaches(spec, f->of, s, seen))
			mbim_spec_error(spec->ctx, f->of_struct.at,
					"struct '%s' holds itself", s->name);
		else
			mbim_spec_error(spec->ctx, f->of_struct.at,
					"struct '%s' stands below '%s'",
					f->of->name, s->name);
	}
}

void mbim_spec_check_structs(struct mbim_spec *spec)
{
	for (unsigned i = 0; i < spec->n_structs; i++) {
		struct mbim_spec_layout *s = &spec->structs[i];
		struct mbim_spec_word name = {s->name, s->at};

		mbim_spec_check_name(spec->ctx, &name, MBIM_SPEC_NAME);
		mbim_spec_check_fields(spec, s);
		check_order(spec, i);
	}
}
