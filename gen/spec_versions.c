/* The checks of what the spec says of one message in several MBIMEx versions:
 * bits that become others, fields that have another name. */
#include "spec.h"

#include <string.h>

/* The number of a value, or 0 after an error. */
static uint32_t value_of(struct mbim_spec *spec, const struct mbim_spec_enum *e,
			 const struct mbim_spec_word *name)
{
	struct att_nearest near;

	if (!e || !name->s)
		return 0;
	att_nearest_init(&near, name->s, strlen(name->s));
	for (unsigned i = 0; i < e->n; i++) {
		if (strcmp(e->values[i].name.s, name->s) == 0)
			return e->values[i].value;
		att_nearest_try(&near, e->values[i].name.s);
	}
	mbim_spec_error(spec->ctx, name->at, "'%s' is no value of '%s'%s",
			name->s, e->name.s, att_nearest_hint(&near));
	return 0;
}

static void check_change(struct mbim_spec *spec, const struct mbim_spec_enum *e,
			 struct mbim_spec_change *c)
{
	if (c->then.s)
		c->then_enum = mbim_spec_find_enum(spec, &c->then);
	if (c->beside.s)
		c->beside_enum = mbim_spec_find_enum(spec, &c->beside);
	c->before_number = value_of(spec, e, &c->before);
	c->value_number = value_of(spec, e, &c->value);
	c->is_number = value_of(spec, c->then_enum, &c->is);
	for (unsigned i = 0; i < c->n_as; i++) {
		uint32_t bit = value_of(spec, c->beside_enum, &c->as[i]);

		if (i == 0)
			c->as_number = bit;
		c->any_number |= bit;
	}
	if (c->value.s && !e->flags)
		mbim_spec_error(spec->ctx, c->value.at,
				"'%s' is not a set of flags", e->name.s);
	if (c->since && c->until && c->since >= c->until)
		mbim_spec_error(spec->ctx, c->value.at,
				"'%s' ends before it begins", c->value.s);
}

/* Only a message is there in several versions. */
static void check_no_versions(struct mbim_spec *spec,
			      const struct mbim_spec_layout *layout)
{
	for (unsigned i = 0; i < layout->n; i++) {
		const struct mbim_spec_field *f = &layout->fields[i];

		if (f->was.s)
			mbim_spec_error(spec->ctx, f->was.at,
					"a struct has no other version");
		if (f->absent.s)
			mbim_spec_error(spec->ctx, f->absent.at,
					"a struct has no other version");
	}
}

void mbim_spec_check_changes(struct mbim_spec *spec)
{
	for (unsigned i = 0; i < spec->n_enums; i++) {
		struct mbim_spec_enum *e = &spec->enums[i];

		for (unsigned k = 0; k < e->n_changes; k++)
			check_change(spec, e, &e->changes[k]);
	}
	for (unsigned i = 0; i < spec->n_structs; i++)
		check_no_versions(spec, &spec->structs[i]);
}

/* `was` names a field of another version. */
static void check_was(struct mbim_spec *spec, const struct mbim_spec_message *m,
		      const struct mbim_spec_layout *layout,
		      const struct mbim_spec_word *was)
{
	struct att_nearest near;

	if (!was->s)
		return;
	att_nearest_init(&near, was->s, strlen(was->s));
	for (unsigned i = 0; i < m->n; i++) {
		const struct mbim_spec_layout *l = m->variants[i].layout;

		for (unsigned k = 0; l && l != layout && k < l->n; k++) {
			if (!l->fields[k].name.s)
				continue;
			if (strcmp(l->fields[k].name.s, was->s) == 0)
				return;
			att_nearest_try(&near, l->fields[k].name.s);
		}
	}
	mbim_spec_error(spec->ctx, was->at, "no other version has a '%s'%s",
			was->s, att_nearest_hint(&near));
}

/* `absent` names a UUID. */
static void check_absent(struct mbim_spec *spec,
			 const struct mbim_spec_field *f)
{
	struct att_nearest near;

	if (!f->absent.s || !f->type)
		return;
	if (strcmp(f->type->name, "uuid") != 0) {
		mbim_spec_error(spec->ctx, f->absent.at,
				"type %s takes no 'absent'", f->type->name);
		return;
	}
	att_nearest_init(&near, f->absent.s, strlen(f->absent.s));
	for (unsigned i = 0; i < spec->n_uuids; i++) {
		if (strcmp(spec->uuids[i].name.s, f->absent.s) == 0)
			return;
		att_nearest_try(&near, spec->uuids[i].name.s);
	}
	mbim_spec_error(spec->ctx, f->absent.at, "unknown UUID '%s'%s",
			f->absent.s, att_nearest_hint(&near));
}

void mbim_spec_check_versions(struct mbim_spec *spec,
			      const struct mbim_spec_message *m)
{
	for (unsigned i = 0; i < m->n; i++) {
		const struct mbim_spec_layout *l = m->variants[i].layout;

		for (unsigned k = 0; m->variants[i].own && k < l->n; k++) {
			check_was(spec, m, l, &l->fields[k].was);
			check_absent(spec, &l->fields[k]);
		}
	}
}
