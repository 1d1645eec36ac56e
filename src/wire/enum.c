/* Finding the names of values. */
#include "wire/table.h"

const struct att_enum_value *att_enum_find(const struct att_enum *e,
					   uint64_t value)
{
	unsigned lo = 0, hi = e->n_values;

	if (e->bits) {
		if (!value || value & (value - 1))
			return NULL;
		value = (uint64_t)__builtin_ctzll(value);
	}

	/* Most count from 0. */
	if (value < hi && e->values[value].value == value)
		return &e->values[value];
	while (lo < hi) {
		unsigned mid = lo + (hi - lo) / 2;

		if (e->values[mid].value == value)
			return &e->values[mid];
		if (e->values[mid].value < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const char *att_enum_name(const struct att_enum *e, uint64_t value)
{
	const struct att_enum_value *v = att_enum_find(e, value);

	return v ? att_enum_value_name(e, v) : NULL;
}
