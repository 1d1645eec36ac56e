/* What QMI's spec refers to, and the rules that it has to follow. */
#include <string.h>

#include "qmi_spec.h"

#define MAX_FIELDS 64u
#define NAME	   80u

static void check_twice(struct mbim_spec_ctx *ctx,
			const struct mbim_spec_word *name, const char *other)
{
	if (name->s && strcmp(name->s, other) == 0)
		mbim_spec_error(ctx, name->at, "'%s' is there twice", name->s);
}

static void check_enum(struct mbim_spec_ctx *ctx, const struct qmi_spec_enum *e)
{
	mbim_spec_check_name(ctx, &e->name, NAME);
	for (unsigned i = 0; i < e->n; i++)
		if (qmi_spec_enum_exceeds(e, 16) &&
		    (!e->flags ||
		     e->values[i].value & (e->values[i].value - 1)))
			mbim_spec_error(ctx, e->values[i].at,
					"'%s' is not one bit, in an enum of "
					"more than 16",
					e->values[i].name.s);
		else if (qmi_spec_enum_exceeds(e, 32) && !e->values[i].value)
			mbim_spec_error(ctx, e->values[i].at,
					"'%s' is no bit, in an enum of more "
					"than 32",
					e->values[i].name.s);
	for (unsigned i = 1; i < e->n; i++)
		if (e->values[i].value <= e->values[i - 1].value)
			mbim_spec_error(ctx, e->values[i].at,
					"'%s' does not ascend",
					e->values[i].name.s);
}

static const struct qmi_spec_enum *find_enum(const struct qmi_spec *spec,
					     const struct mbim_spec_word *name)
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

/* A struct that stands above. */
static const struct qmi_spec_layout *find_struct(
	const struct qmi_spec *spec, const struct mbim_spec_word *name)
{
	struct att_nearest near;

	att_nearest_init(&near, name->s, strlen(name->s));
	for (unsigned i = 0; i < spec->n_structs && spec->structs[i].done;
	     i++) {
		if (strcmp(spec->structs[i].name, name->s) == 0)
			return &spec->structs[i];
		att_nearest_try(&near, spec->structs[i].name);
	}
	mbim_spec_error(spec->ctx, name->at, "no struct '%s' above%s", name->s,
			att_nearest_hint(&near));
	return NULL;
}

static const struct qmi_spec_type *find_type(struct mbim_spec_ctx *ctx,
					     const struct mbim_spec_word *name)
{
	const struct qmi_spec_type *t = qmi_spec_type_find(name->s);
	struct att_nearest near;

	if (t)
		return t;
	att_nearest_init(&near, name->s, strlen(name->s));
	qmi_spec_type_near(&near);
	mbim_spec_error(ctx, name->at, "unknown type '%s'%s", name->s,
			att_nearest_hint(&near));
	return NULL;
}

static void check_prefix(struct mbim_spec_ctx *ctx, struct qmi_spec_field *f)
{
	const struct qmi_spec_type *t;

	if (!f->prefix_name.s)
		return;
	t = find_type(ctx, &f->prefix_name);
	if (!t || t->name[0] != 'u' || t->width > 4)
		mbim_spec_error(ctx, f->prefix_name.at,
				"a prefix is u8, u16 or u32");
	else
		f->prefix = t->width;
	if (f->size)
		mbim_spec_error(ctx, f->size_at, "'%s' has a prefix and a size",
				f->name.s);
}

/* The keys that go with the type. */
static void check_keys(struct mbim_spec_ctx *ctx, struct qmi_spec_field *f)
{
	unsigned traits = f->type->traits;
	bool counted = f->prefix || f->size || traits & QMI_SPEC_TO_END;

	if (traits & QMI_SPEC_SIZE && !f->size)
		mbim_spec_error(ctx, f->at, "'%s' has no size", f->name.s);
	if (!(traits & (QMI_SPEC_SIZE | QMI_SPEC_PREFIX)) && f->size)
		mbim_spec_error(ctx, f->size_at, "type %s has no size",
				f->type->name);
	if (!(traits & QMI_SPEC_PREFIX) && f->prefix)
		mbim_spec_error(ctx, f->prefix_name.at, "type %s has no prefix",
				f->type->name);
	if (traits & QMI_SPEC_PREFIX && !counted)
		mbim_spec_error(ctx, f->at, "'%s' has no prefix and no size",
				f->name.s);
	if (!(traits & QMI_SPEC_ENUM) && f->enum_name.s)
		mbim_spec_error(ctx, f->enum_name.at, "type %s has no enum",
				f->type->name);
	if (f->size && (strcmp(f->type->name, "data") == 0 ||
			(traits & QMI_SPEC_ITEMS && f->struct_name.s)))
		mbim_spec_error(ctx, f->size_at,
				"'%s' has a size, where there is a prefix",
				f->name.s);
	if (traits & QMI_SPEC_ITEMS && !f->of_name.s == !f->struct_name.s)
		mbim_spec_error(ctx, f->at, "'%s' is of values, or of structs",
				f->name.s);
}

/* The values of a list are on the host as wide as on the wire, and in its order
 * of bytes: views of both are read alike. */
static bool can_be_listed(const struct qmi_spec_type *t)
{
	static const char *const others[] = {"u48", "ipv4"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(t->name, others[i]) == 0)
			return false;
	return strcmp(t->name, "text") == 0 ||
	       (t->traits & QMI_SPEC_FIXED && t->width);
}

static void check_items(struct qmi_spec *spec, struct qmi_spec_field *f)
{
	if (f->of_name.s)
		f->of = find_type(spec->ctx, &f->of_name);
	if (f->of && !can_be_listed(f->of))
		mbim_spec_error(spec->ctx, f->of_name.at, "no list of %s",
				f->of->name);
	if (f->struct_name.s)
		f->layout = find_struct(spec, &f->struct_name);
	if (f->layout && f->layout->open && f->type->traits & QMI_SPEC_ITEMS)
		mbim_spec_error(spec->ctx, f->struct_name.at,
				"'%s' goes to the end", f->layout->name);
}

static void check_field(struct qmi_spec *spec, struct qmi_spec_field *f)
{
	static const struct mbim_spec_word as_struct = {"struct", {0}};

	mbim_spec_check_name(spec->ctx, &f->name, NAME);
	mbim_spec_check_member(spec->ctx, &f->name);
	if (!f->type_name.s && !f->struct_name.s) {
		mbim_spec_error(spec->ctx, f->at, "'%s' has no type",
				f->name.s ? f->name.s : "?");
		return;
	}
	f->type = find_type(spec->ctx,
			    f->type_name.s ? &f->type_name : &as_struct);
	if (!f->type)
		return;
	check_prefix(spec->ctx, f);
	check_keys(spec->ctx, f);
	if (f->enum_name.s)
		f->values = find_enum(spec, &f->enum_name);
	if (f->type->traits & (QMI_SPEC_ITEMS | QMI_SPEC_STRUCT))
		check_items(spec, f);
}

/* What follows from a member for its struct. */
static void note_form(struct mbim_spec_ctx *ctx, struct qmi_spec_layout *l,
		      const struct qmi_spec_field *f)
{
	unsigned traits = f->type ? f->type->traits : QMI_SPEC_FIXED;

	if (l->open)
		mbim_spec_error(ctx, f->at, "'%s' follows what goes to the end",
				f->name.s);
	if (traits & QMI_SPEC_STRUCT && f->layout) {
		l->flat &= f->layout->flat;
		l->open |= f->layout->open;
		l->wire_len += f->layout->wire_len;
		return;
	}
	if (!(traits & QMI_SPEC_FIXED))
		l->flat = false;
	else if (f->type)
		l->wire_len += f->type->width ? f->type->width : f->size;
	l->open |= traits & QMI_SPEC_TO_END && !f->prefix && !f->size;
}

static void check_tlv(struct qmi_spec *spec, struct qmi_spec_layout *l,
		      unsigned i)
{
	struct qmi_spec_field *f = &l->fields[i];

	f->mandatory = f->tlv < 0x10;
	if (f->need.s && strcmp(f->need.s, "mandatory") == 0)
		f->mandatory = true;
	else if (f->need.s && strcmp(f->need.s, "optional") == 0)
		f->mandatory = false;
	else if (f->need.s)
		mbim_spec_error(spec->ctx, f->need.at,
				"'need' is mandatory or optional");
	if (f->tlv == 0 || f->tlv > 0xff)
		mbim_spec_error(spec->ctx, f->tlv_at, "TLVs are 0x01 to 0xff");
	for (unsigned k = 0; k < i; k++)
		if (l->fields[k].tlv == f->tlv)
			mbim_spec_error(spec->ctx, f->tlv_at,
					"TLV 0x%02x is there twice", f->tlv);
}

static void check_layout(struct qmi_spec *spec, struct qmi_spec_layout *l)
{
	l->flat = !l->is_message;
	for (unsigned i = 0; i < spec->n_enums && !l->is_message; i++)
		if (strcmp(spec->enums[i].name.s, l->name) == 0)
			mbim_spec_error(spec->ctx, l->at,
					"'%s' is an enum as well", l->name);
	if (l->n > MAX_FIELDS)
		mbim_spec_error(spec->ctx, l->at, "%s has more than %u members",
				l->say, MAX_FIELDS);
	for (unsigned i = 0; i < l->n; i++) {
		struct qmi_spec_field *f = &l->fields[i];

		check_field(spec, f);
		for (unsigned k = 0; k < i && f->name.s; k++)
			if (l->fields[k].name.s)
				check_twice(spec->ctx, &f->name,
					    l->fields[k].name.s);
		if (l->is_message)
			check_tlv(spec, l, i);
		else
			note_form(spec->ctx, l, f);
	}
	l->done = true;
}

/* The enum "service" has the names of all, also of those without messages. */
static void check_listed(struct qmi_spec *spec,
			 const struct qmi_spec_service *s)
{
	const struct mbim_spec_word word = {"service", s->name.at};
	const struct qmi_spec_enum *e = find_enum(spec, &word);

	for (unsigned i = 0; e && i < e->n; i++)
		if (strcmp(e->values[i].name.s, s->name.s) == 0 &&
		    e->values[i].value == s->number)
			return;
	mbim_spec_error(spec->ctx, s->number_at,
			"the enum 'service' has no '%s: %u'", s->name.s,
			s->number);
}

static void check_service(struct qmi_spec *spec, unsigned i)
{
	const struct qmi_spec_service *s = &spec->services[i];

	mbim_spec_check_name(spec->ctx, &s->name, NAME);
	check_listed(spec, s);
	for (unsigned k = 0; k < i; k++)
		if (spec->services[k].number == s->number)
			mbim_spec_error(spec->ctx, s->number_at,
					"service %u is there twice", s->number);
	for (unsigned k = 0; k < s->n; k++) {
		const struct qmi_spec_message *m = &s->messages[k];

		mbim_spec_check_name(spec->ctx, &m->name, NAME);
		if (m->number > UINT16_MAX)
			mbim_spec_error(spec->ctx, m->number_at,
					"a message has 16 bits");
		if (k > 0 && m->number < s->messages[k - 1].number)
			mbim_spec_error(spec->ctx, m->number_at,
					"'%s' does not ascend", m->name.s);
	}
}

void qmi_spec_check(struct qmi_spec *spec)
{
	for (unsigned i = 0; i < spec->n_enums; i++)
		check_enum(spec->ctx, &spec->enums[i]);
	for (unsigned i = 0; i < spec->n_layouts; i++)
		check_layout(spec, spec->layouts[i]);
	for (unsigned i = 0; i < spec->n_services; i++)
		check_service(spec, i);
}
