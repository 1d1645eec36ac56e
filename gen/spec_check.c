/* The checks of names, enums and UUIDs; the other checks start from here. */
#include "spec.h"

#include <string.h>

/* Names of values may begin with digits, or be a number: '5g_sa', '1'. */
static void check_value_name(struct mbim_spec_ctx *ctx,
			     const struct mbim_spec_word *name)
{
	struct mbim_spec_word rest = *name;

	rest.s += strspn(rest.s, "0123456789");
	if (rest.s[0] || rest.s == name->s)
		mbim_spec_check_name(ctx, &rest, MBIM_SPEC_VALUE_NAME);
}

static void check_enum(struct mbim_spec_ctx *ctx,
		       const struct mbim_spec_enum *e)
{
	mbim_spec_check_name(ctx, &e->name, MBIM_SPEC_NAME);
	if (e->n == 0)
		mbim_spec_error(ctx, e->name.at, "'%s' has no values",
				e->name.s);
	for (unsigned i = 0; i < e->n; i++) {
		const struct mbim_spec_value *v = &e->values[i];

		check_value_name(ctx, &v->name);
		if (i == 0)
			continue;
		if (v->value == v[-1].value)
			mbim_spec_error(ctx, v->at, "'%s' has already value %u",
					v[-1].name.s, v->value);
		else if (v->value < v[-1].value)
			mbim_spec_error(ctx, v->at, "value %u is out of order",
					v->value);
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool mbim_spec_uuid_bytes(const char *text, uint8_t bytes[16])
{
	if (strlen(text) != 36)
		return false;
	for (int i = 0; i < 16; i++) {
		int high, low;

		if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-')
			return false;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	return *text == '\0';
}

/* UUIDs of services and of the section `uuids` together. */
static const struct mbim_spec_uuid *nth_uuid(const struct mbim_spec *spec,
					     unsigned i)
{
	if (i < spec->n_uuids)
		return &spec->uuids[i];
	return &spec->services[i - spec->n_uuids].uuid;
}

static void check_uuids(struct mbim_spec *spec)
{
	unsigned n = spec->n_uuids + spec->n_services;
	uint8_t bytes[16];

	for (unsigned i = 0; i < n; i++) {
		const struct mbim_spec_uuid *u = nth_uuid(spec, i);

		mbim_spec_check_name(spec->ctx, &u->name, MBIM_SPEC_NAME);
		if (!mbim_spec_uuid_bytes(u->text.s, bytes))
			mbim_spec_error(spec->ctx, u->text.at,
					"'%s' is no UUID in lower case",
					u->text.s);
		for (unsigned j = 0; j < i; j++) {
			const struct mbim_spec_uuid *v = nth_uuid(spec, j);

			if (strcmp(u->text.s, v->text.s) == 0)
				mbim_spec_error(spec->ctx, u->text.at,
						"this UUID stands already in "
						"%s",
						mbim_spec_place(spec->ctx,
								u->text.at,
								v->text.at));
		}
	}
}

void mbim_spec_check(struct mbim_spec *spec)
{
	for (unsigned i = 0; i < spec->n_enums; i++)
		check_enum(spec->ctx, &spec->enums[i]);
	check_uuids(spec);
	mbim_spec_check_changes(spec);
	mbim_spec_check_structs(spec);
	mbim_spec_check_services(spec);
}
