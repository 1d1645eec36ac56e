/* Visiting the structs of arrays: each once, in their order, in a time that
 * grows as their number does. */
#include "wire_zoo.h"

#include <stdlib.h>
#include <string.h>

#include "base/errors.h"

static void a_visit_ends_behind_the_last_struct(void **state)
{
	struct zoo_point points[2] = {{1, 2}, {3, 4}}, p = {0, 0};
	struct att_array a = att_array_of(points, 2);
	struct att_cursor c = att_cursor_of(&a);

	(void)state;
	assert_true(att_cursor_next(&c, &zoo_point_layout, &p));
	assert_int_equal(p.y, 2);
	assert_true(att_cursor_next(&c, &zoo_point_layout, &p));
	assert_int_equal(p.y, 4);
	assert_false(att_cursor_next(&c, &zoo_point_layout, &p));
	assert_false(att_cursor_next(&c, &zoo_point_layout, &p));
	assert_int_equal(p.y, 4);
}

static void nothing_is_visited_in_an_empty_array(void **state)
{
	struct att_array none = {0};
	struct att_cursor c = att_cursor_of(&none);
	struct zoo_point p;

	(void)state;
	assert_false(att_cursor_next(&c, &zoo_point_layout, &p));
	none = att_array_of(NULL, 0);
	c = att_cursor_of(&none);
	assert_false(att_cursor_next(&c, &zoo_point_layout, &p));
}

/* Each has its text behind it, padded; the last one needs no padding. */
static void structs_of_an_ms_array_have_their_texts_behind_them(void **state)
{
	static const char hex[] = "0000000000000000 10000000 3c000000"
				  "03000000"
				  "0c000000 02000000 01000000 61000000"
				  "00000000 00000000 02000000"
				  "0c000000 06000000 03000000 620063006400 0000"
				  "0c000000 02000000 04000000 6500";
	struct zoo_pair pair;
	struct att_cursor c;
	struct att_bytes body;
	struct zoo_ms m;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_ms_layout, hex, &m, &body), 0);
	assert_int_equal(m.many.count, 3);
	c = att_cursor_of(&m.many);
	assert_true(att_cursor_next(&c, &zoo_pair_layout, &pair));
	assert_int_equal(pair.number, 1);
	zoo_expect_str(&pair.name, "a");
	assert_true(att_cursor_next(&c, &zoo_pair_layout, &pair));
	assert_int_equal(pair.number, 2);
	assert_int_equal(pair.name.len, 0);
	assert_true(att_cursor_next(&c, &zoo_pair_layout, &pair));
	assert_int_equal(pair.number, 3);
	zoo_expect_str(&pair.name, "bcd");
	assert_false(att_cursor_next(&c, &zoo_pair_layout, &pair));
	zoo_free(body);
}

/* The text of the first reaches to the end: there is no room for a second. */
static void a_struct_that_its_neighbour_pushes_out_is_refused(void **state)
{
	static const char hex[] = "0000000000000000 10000000 20000000"
				  "02000000"
				  "0c000000 10000000 01000000"
				  "61006100 61006100 61006100 61006100";

	(void)state;
	assert_int_equal(zoo_decode(&zoo_ms_layout, hex, NULL, NULL),
			 ATT_E_SHORT);
}

#define MANY 60000u

/* Who walked from the start for each would be at it for minutes. */
static void many_structs_are_visited_as_fast_as_few(void **state)
{
	struct zoo_pair *pairs = calloc(MANY, sizeof(*pairs)), pair;
	const size_t cap = (size_t)MANY * 16 + 64;
	uint8_t *buf = malloc(cap), *copy = malloc(cap);
	struct zoo_ms m = {.many = att_array_of(pairs, MANY)};
	struct att_layout personal;
	struct att_field fields[2];
	struct att_bytes body;
	struct att_cursor c;
	struct att_text t;
	char text[64];
	uint32_t n = 0;
	int len;

	(void)state;
	for (uint32_t i = 0; i < MANY; i++)
		pairs[i] = (struct zoo_pair){att_str_utf8(i % 2 ? "x" : ""), i};
	len = att_layout_encode(&zoo_ms_layout, &m, buf, cap);
	assert_true(len > 0);
	body = att_bytes_of(buf, (size_t)len);
	assert_int_equal(att_layout_decode(&zoo_ms_layout, body, &m), 0);
	for (c = att_cursor_of(&m.many);
	     att_cursor_next(&c, &zoo_pair_layout, &pair); n++)
		assert_int_equal(pair.number, n);
	assert_int_equal(n, MANY);
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(
		att_layout_print(&zoo_ms_layout, body, ATT_SHOW_MASKED, 0, &t),
		0);
	memcpy(copy, buf, body.len);
	personal = zoo_ms_layout;
	memcpy(fields, personal.fields, sizeof(fields));
	fields[1].flags |= ATT_F_PERSONAL;
	personal.fields = fields;
	assert_int_equal(att_layout_mask(&personal, body, copy), 0);
	assert_int_not_equal(memcmp(copy, buf, body.len), 0);
	assert_int_equal(att_layout_encode(&zoo_ms_layout, &m, copy, cap), len);
	assert_memory_equal(copy, buf, body.len);
	free(copy);
	free(buf);
	free(pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_visit_ends_behind_the_last_struct),
		cmocka_unit_test(nothing_is_visited_in_an_empty_array),
		cmocka_unit_test(
			structs_of_an_ms_array_have_their_texts_behind_them),
		cmocka_unit_test(
			a_struct_that_its_neighbour_pushes_out_is_refused),
		cmocka_unit_test(many_structs_are_visited_as_fast_as_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
