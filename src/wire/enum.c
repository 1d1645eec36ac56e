/* Finding the names of values. */
#include "wire/table.h"

const struct att_enum_value *att_enum_find(const struct att_enum *e,
					   uint64_t value)
{
	const struct att_enum_value *v = e->values;

	if (e->bits) {
		if (!value || value & (value - 1))
			return NULL;
		value = (uint64_t)__builtin_ctzll(value);
	}
	if (value < e->n_direct && v[value].value == value)
		return &v[value];
	/* The last of those that are not above it. */
	for (unsigned n = e->n_values, half; n > 1; n -= half) {
		half = n / 2;
		v += v[half].value <= value ? half : 0;
	}
	return e->n_values && v->value == value ? v : NULL;
}

const char *att_enum_name(const struct att_enum *e, uint64_t value)
{
	const struct att_enum_value *v = att_enum_find(e, value);

	return v ? att_enum_value_name(e, v) : NULL;
}
