/* --fuzz of simodem: the changes keep their limits, and come again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "tools/simodem/fuzz.h"

#define LEN	  100u
#define TRANSFERS 2000u

static unsigned lines;
static char last_line[160];

static void hear(const char *line)
{
	lines++;
	strcpy(last_line, line);
}

static void lengthen(uint8_t *p, uint32_t n)
{
	att_put32(p + 4, att_get32(p + 4) + n);
}

static struct sim_fuzz_limits usual(uint32_t seed)
{
	return (struct sim_fuzz_limits){.on = true,
					.seed = seed,
					.every = 3,
					.from = 1,
					.to = UINT32_MAX,
					.tell = hear};
}

/* One transfer, in memory of exactly cap bytes; it goes into out. */
static size_t one(struct sim_fuzz *f, enum sim_fuzz_of of, size_t cap,
		  uint8_t *out)
{
	uint8_t *p = calloc(1, cap);
	size_t len;

	assert_non_null(p);
	for (size_t i = 0; i < LEN; i++)
		p[i] = (uint8_t)i;
	att_put32(p + 4, LEN);
	len = sim_fuzz_next(f, of, p, LEN, cap, lengthen);
	assert_true(len <= cap);
	memcpy(out, p, cap);
	free(p);
	return len;
}

static bool is_changed(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < LEN; i++)
		if (p[i] != (i < 4 || i >= 8 ? i : i == 4 ? LEN : 0))
			return true;
	return len != LEN;
}

static void same_seed_changes_the_same(void **state)
{
	const struct sim_fuzz_limits l = usual(7), m = usual(8);
	struct sim_fuzz a = {.limits = &l}, b = {.limits = &l},
			c = {.limits = &m};
	uint8_t pa[LEN + 40], pb[LEN + 40], pc[LEN + 40];
	unsigned differ = 0;

	(void)state;
	for (unsigned i = 0; i < TRANSFERS; i++) {
		size_t la = one(&a, SIM_FUZZ_CONTROL, sizeof(pa), pa);

		assert_int_equal(la, one(&b, SIM_FUZZ_CONTROL, sizeof(pb), pb));
		assert_memory_equal(pa, pb, sizeof(pa));
		differ += la != one(&c, SIM_FUZZ_CONTROL, sizeof(pc), pc) ||
			  memcmp(pa, pc, sizeof(pa)) != 0;
	}
	assert_true(differ > TRANSFERS / 10);
}

/* What was done to one transfer can be done to it alone. */
static void change_needs_none_before_it(void **state)
{
	struct sim_fuzz_limits all = usual(7), some = usual(7);
	struct sim_fuzz a = {.limits = &all}, b = {.limits = &some};
	uint8_t pa[LEN], pb[LEN];

	(void)state;
	some.from = some.to = 500;
	for (unsigned i = 1; i <= 1000; i++) {
		size_t la = one(&a, SIM_FUZZ_CONTROL, LEN, pa);
		size_t lb = one(&b, SIM_FUZZ_CONTROL, LEN, pb);

		if (i != 500) {
			assert_false(is_changed(pb, lb));
			continue;
		}
		assert_int_equal(la, lb);
		assert_memory_equal(pa, pb, LEN);
	}
}

static void one_of_so_many_is_changed_and_told(void **state)
{
	const struct sim_fuzz_limits l = usual(7);
	struct sim_fuzz f = {.limits = &l};
	uint8_t p[LEN + 40];
	unsigned changed = 0;

	(void)state;
	lines = 0;
	for (unsigned i = 0; i < TRANSFERS; i++)
		changed +=
			is_changed(p, one(&f, SIM_FUZZ_CONTROL, sizeof(p), p));
	assert_in_range(f.changed, TRANSFERS / 4, TRANSFERS / 2);
	assert_int_equal(lines, f.changed);
	/* a value may become what it was */
	assert_in_range(changed, f.changed - f.changed / 10, f.changed);
	assert_non_null(strstr(last_line, "control "));
}

static void limits_are_kept(void **state)
{
	struct sim_fuzz_limits l = usual(7);
	struct sim_fuzz f = {.limits = &l};
	uint8_t p[LEN];

	(void)state;
	l.every = 1;
	l.keep = 90;
	l.most = 50;
	l.off[SIM_FUZZ_DATA] = true;
	for (unsigned i = 0; i < TRANSFERS; i++) {
		size_t len = one(&f, SIM_FUZZ_DATA, LEN, p);

		assert_false(is_changed(p, len));
		len = one(&f, SIM_FUZZ_CONTROL, LEN, p);
		assert_true(len >= l.keep);
		for (size_t k = 8; k < l.keep; k++)
			assert_int_equal(p[k], k);
	}
	assert_int_equal(f.changed, 50);
}

static void nothing_is_changed_unless_asked_for(void **state)
{
	const struct sim_fuzz_limits l = {0};
	struct sim_fuzz f = {.limits = &l};
	uint8_t p[LEN];

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		size_t len = one(&f, SIM_FUZZ_CONTROL, LEN, p);

		assert_false(is_changed(p, len));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_seed_changes_the_same),
		cmocka_unit_test(change_needs_none_before_it),
		cmocka_unit_test(one_of_so_many_is_changed_and_told),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(nothing_is_changed_unless_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
