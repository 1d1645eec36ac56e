/* What the walker takes for granted of every generated table. */
#include "wire_zoo.h"

#include "wire/mbim/cid.h"

static const struct att_layout *seen[512];
static size_t n_seen;

/* Remember a layout and those in it, each once. */
static void collect(const struct att_layout *l)
{
	for (size_t i = 0; i < n_seen; i++)
		if (seen[i] == l)
			return;
	assert_true(n_seen < sizeof(seen) / sizeof(seen[0]));
	seen[n_seen++] = l;
	for (unsigned i = 0; i < l->n_fields; i++)
		if (l->fields[i].of)
			collect(l->fields[i].of);
}

static int collect_all(void **state)
{
	(void)state;
	for (unsigned i = 0; i < mbim_services_count; i++)
		for (unsigned j = 0; j < mbim_services[i].n_cids; j++) {
			const struct mbim_cid *c = &mbim_services[i].cids[j];

			for (unsigned k = 0; k < c->n_variants; k++)
				collect(c->variants[k].layout);
		}
	return n_seen ? 0 : -1;
}

static void runs_are_as_wide_as_their_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_seen; i++) {
		const struct att_field *f = seen[i]->fields;
		unsigned n = seen[i]->n_fields;

		for (unsigned k = 0; k < n; k++) {
			unsigned sum = 0;

			if (!f[k].run_fields)
				continue;
			assert_true(k + f[k].run_fields <= n);
			for (unsigned m = k; m < k + f[k].run_fields; m++) {
				assert_true(f[m].type <= ATT_T_STRUCT);
				assert_int_equal(f[m].at, f[k].at + sum);
				sum += f[m].width;
			}
			assert_int_equal(sum, f[k].run_bytes);
			assert_true(f[k].at + sum <= seen[i]->size);
		}
	}
}

/* Field number `of` is a number at a fixed place before field number i. */
static void stands_before(const struct att_layout *l, unsigned of, unsigned i)
{
	const struct att_field *f = &l->fields[of];

	assert_true(of < i);
	assert_true(f->type <= ATT_T_U64);
	assert_true(f->wire + f->width <= l->wire_len);
	assert_int_equal(f->when, ATT_NO_FIELD);
}

static void counts_and_conditions_stand_before_their_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_seen; i++) {
		const struct att_layout *l = seen[i];

		for (unsigned k = 0; k < l->n_fields; k++) {
			const struct att_field *f = &l->fields[k];

			if (f->count != ATT_NO_FIELD)
				stands_before(l, f->count, k);
			if (f->when != ATT_NO_FIELD)
				stands_before(l, f->when, k);
		}
	}
}

static bool needs_count(const struct att_field *f)
{
	return f->type == ATT_T_HERE_BYTES ||
	       (f->type >= ATT_T_U32_ARRAY &&
		f->type <= ATT_T_REF_STRUCT_ARRAY);
}

static void arrays_have_counts_and_structs_have_layouts(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_seen; i++)
		for (unsigned k = 0; k < seen[i]->n_fields; k++) {
			const struct att_field *f = &seen[i]->fields[k];
			bool of = f->type == ATT_T_STRUCT ||
				  f->type == ATT_T_MS_STRUCT ||
				  f->type == ATT_T_STRUCT_ARRAY ||
				  f->type == ATT_T_REF_STRUCT_ARRAY ||
				  f->type == ATT_T_MS_STRUCT_ARRAY;

			assert_true(f->type < ATT_T_TYPES);
			assert_true(of == (f->of != NULL));
			if (needs_count(f))
				assert_int_not_equal(f->count, ATT_NO_FIELD);
		}
}

static void names_and_numbers_are_in_order(void **state)
{
	(void)state;
	for (unsigned i = 0; i < mbim_services_count; i++) {
		const struct mbim_service *s = &mbim_services[i];

		assert_ptr_equal(mbim_service_find(&s->uuid), s);
		for (unsigned j = 0; j < s->n_cids; j++) {
			const struct mbim_cid *c = &s->cids[j];

			assert_ptr_equal(mbim_cid_find(s, c->number), c);
			assert_true(!j || c[-1].number < c->number);
			for (unsigned k = 1; k < c->n_variants; k++)
				assert_true(c->variants[k - 1].kind * 0x10000 +
						    c->variants[k - 1].since <
					    c->variants[k].kind * 0x10000 +
						    c->variants[k].since);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_are_as_wide_as_their_fields),
		cmocka_unit_test(
			counts_and_conditions_stand_before_their_fields),
		cmocka_unit_test(arrays_have_counts_and_structs_have_layouts),
		cmocka_unit_test(names_and_numbers_are_in_order),
	};

	return cmocka_run_group_tests(tests, collect_all, NULL);
}
