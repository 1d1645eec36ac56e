/* The same layouts, changed: without runs (as a big-endian host reads them),
 * conditional, personal. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "wire_json.h"

#define MOST 16

/* A copy of a layout whose fields may be changed. */
struct changed {
	struct att_layout layout;
	struct att_field fields[MOST];
};

static void copy_layout(struct changed *c, const struct att_layout *l)
{
	assert_true(l->n_fields <= MOST);
	c->layout = *l;
	memcpy(c->fields, l->fields, l->n_fields * sizeof(c->fields[0]));
	c->layout.fields = c->fields;
}

static void split_runs(struct changed *c)
{
	for (unsigned i = 0; i < c->layout.n_fields; i++) {
		c->fields[i].run_bytes = 0;
		c->fields[i].run_fields = 0;
	}
}

#define FIXED                                           \
	"01 02 0304 4d000080 0102030405060708 feffffff" \
	"a289cc33bcbb8b4fb6b0133ec2aae6df c0000201"     \
	"20010db8000000000000000000000001 a1a2a3a4a5a6"

static void fields_apart_are_those_of_a_run(void **state)
{
	struct zoo_fixed run, apart;
	struct changed c;
	uint8_t buf[62];

	(void)state;
	copy_layout(&c, &zoo_fixed_layout);
	split_runs(&c);
	assert_int_equal(zoo_decode(&zoo_fixed_layout, FIXED, &run, NULL), 0);
	assert_int_equal(zoo_decode(&c.layout, FIXED, &apart, NULL), 0);
	assert_int_equal(apart.a, run.a);
	assert_int_equal(apart.kind, run.kind);
	assert_int_equal(apart.c, run.c);
	assert_int_equal(apart.bits, run.bits);
	assert_true(apart.e == run.e);
	assert_int_equal(apart.f, run.f);
	assert_memory_equal(&apart.uuid, &run.uuid, 16);
	assert_memory_equal(&apart.ipv4, &run.ipv4, 4);
	assert_memory_equal(&apart.ipv6, &run.ipv6, 16);
	assert_memory_equal(apart.raw, run.raw, 6);
	assert_int_equal(att_layout_encode(&c.layout, &run, buf, sizeof(buf)),
			 62);
	zoo_expect(att_bytes_of(buf, 62), FIXED);
	assert_int_equal(
		zoo_decode(&c.layout, "01 02 0304 4d0000", &apart, NULL),
		ATT_E_SHORT);
}

/* Every field but the first depends on that: hex does not hold what it needs,
 * so the fields read as nothing and encode to nothing. */
static void absent(const struct att_layout *l, const char *hex, size_t n)
{
	uint64_t out[ZOO_SIZE / 8];
	struct changed c;
	uint8_t buf[64];

	copy_layout(&c, l);
	split_runs(&c);
	for (unsigned i = 1; i < l->n_fields; i++) {
		c.fields[i].when = 0;
		c.fields[i].when_value = 99;
	}
	memset(out, 0x55, sizeof(out));
	assert_int_equal(zoo_decode(&c.layout, hex, out, NULL), 0);
	for (unsigned i = 1; i < l->n_fields; i++)
		assert_memory_equal((uint8_t *)out + l->fields[i].at,
				    (uint8_t[8]){0}, l->fields[i].of ? 4 : 2);
	assert_int_equal(att_layout_encode(&c.layout, out, buf, sizeof(buf)),
			 n);
	zoo_expect(att_bytes_of(buf, n), hex);
}

static void absent_fields_of_every_type_are_zero(void **state)
{
	(void)state;
	absent(&zoo_point_layout, "01000000", 4);
	absent(&zoo_tlv_layout, "01000000", 4);
	absent(&zoo_rest_layout, "01000000", 4);
	absent(&zoo_here_layout, "01000000", 4);
	absent(&zoo_outer_layout, "01000000", 4);
	absent(&zoo_lists_layout, "00000000", 4);
	absent(&zoo_filter_layout, "00000000", 4);
}

static void absent_refs_are_zero(void **state)
{
	struct zoo_refs r;
	struct changed c;

	(void)state;
	copy_layout(&c, &zoo_refs_layout);
	c.fields[0] = zoo_point_layout.fields[0];
	c.fields[0].at = 0;
	for (unsigned i = 1; i < 5; i++) {
		c.fields[i].when = 0;
		c.fields[i].when_value = 1;
	}
	c.fields[0].run_bytes = 4;
	c.fields[0].run_fields = 1;
	memset(&r, 0x55, sizeof(r));
	assert_int_equal(zoo_decode(&c.layout, "02000000", &r, NULL), 0);
	assert_null(r.ipv4);
	assert_null(r.ipv6);
	assert_null(r.bytes.p);
	assert_int_equal(r.swapped.len, 0);
}

/* hex with every field of l personal: masked to `masked`, shown as `json`. */
static void personal(const struct att_layout *l, const char *hex,
		     const char *masked, const char *json)
{
	struct att_bytes b = zoo_hex(hex), copy = zoo_hex(hex);
	struct att_text t;
	struct changed c;
	char out[1024];

	copy_layout(&c, l);
	for (unsigned i = 0; i < l->n_fields; i++)
		c.fields[i].flags |= ATT_F_PERSONAL;
	att_text_init(&t, out, sizeof(out));
	assert_int_equal(att_layout_json(&c.layout, b, ATT_SHOW_MASKED, &t), 0);
	assert_true(wire_json_valid(out, t.len));
	assert_string_equal(out, json);
	assert_int_equal(
		att_layout_mask(&c.layout, b, (uint8_t *)(uintptr_t)copy.p), 0);
	zoo_expect(copy, masked);
	zoo_free(copy);
	zoo_free(b);
}

static void every_type_can_be_masked(void **state)
{
	(void)state;
	personal(&zoo_fixed_layout, FIXED,
		 "2a 2a 2a2a 2a2a2a2a 2a2a2a2a2a2a2a2a 2a2a2a2a"
		 "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a 2a2a2a2a"
		 "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a 2a2a2a2a2a2a",
		 "{\"a\":\"*\",\"kind\":\"*\",\"c\":\"*\",\"bits\":\"*\","
		 "\"e\":\"*\",\"f\":\"*\",\"uuid\":\"*\",\"ipv4\":\"*\","
		 "\"ipv6\":\"*\",\"raw\":\"************\"}");
	personal(&zoo_refs_layout,
		 "20000000 02000000 24000000 03000000 01000000 28000000"
		 "2c000000 30000000 41000000 01020300 09000000 c0000201"
		 "20010db8000000000000000000000001",
		 "20000000 02000000 24000000 03000000 01000000 28000000"
		 "2c000000 30000000 2a000000 2a2a2a00 2a000000 2a2a2a2a"
		 "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a",
		 "{\"text\":\"*\",\"bytes\":\"******\",\"swapped\":\"**\","
		 "\"ipv4\":\"*\",\"ipv6\":\"*\"}");
	personal(&zoo_tlv_layout,
		 "01000000 0a00000202000000 41000000 0b00000202000000 1c000000"
		 "1700000001000000 99 2000000101000000 aa bb a1a2",
		 "2a2a2a2a 0a00000202000000 2a000000 0b00000202000000 2a2a0000"
		 "1700000001000000 2a 2000000101000000 2a 00 0000",
		 "{\"number\":\"*\",\"text\":\"*\",\"bands\":[\"*\"],"
		 "\"any\":{\"type\":23,\"data\":\"**\"},"
		 "\"more\":[{\"type\":32,\"data\":\"**\"}]}");
	personal(&zoo_here_layout,
		 "01000000 01000000 02000000 a1000000 03000000",
		 "2a2a2a2a 01000000 2a2a2a2a 2a000000 2a2a2a2a",
		 "{\"before\":\"*\",\"blob\":{\"size\":\"*\",\"kind\":\"*\","
		 "\"data\":\"**\"},\"behind\":\"*\"}");
}

static void every_array_can_be_masked(void **state)
{
	(void)state;
	personal(&zoo_lists_layout,
		 "01000000 01000000 01000000 01000000 01000000 01000000"
		 "38000000 3c000000 4c000000 07000000 54000000 02000000"
		 "58000000 10000000 c0000201 20010db8000000000000000000000001"
		 "01000000 02000000 68000000"
		 "0c000000 04000000 09000000 6f006b00",
		 "01000000 01000000 01000000 01000000 01000000 01000000"
		 "38000000 3c000000 4c000000 2a2a2a2a 54000000 02000000"
		 "58000000 10000000 2a2a2a2a 2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a"
		 "2a2a2a2a 2a2a2a2a 2a000000"
		 "0c000000 04000000 2a2a2a2a 2a002a00",
		 "{\"n4\":\"*\",\"n6\":\"*\",\"n_points\":\"*\","
		 "\"n_numbers\":\"*\",\"n_texts\":\"*\",\"n_pairs\":\"*\","
		 "\"ipv4\":[\"*\"],\"ipv6\":[\"*\"],"
		 "\"points\":[{\"x\":\"*\",\"y\":\"*\"}],"
		 "\"numbers\":[\"*\"],\"texts\":[\"*\"],"
		 "\"pairs\":[{\"name\":\"**\",\"number\":\"*\"}]}");
	personal(&zoo_ms_layout,
		 "10000000 10000000 20000000 10000000"
		 "0c000000 04000000 09000000 6f006b00"
		 "01000000 00000000 00000000 07000000",
		 "10000000 10000000 20000000 10000000"
		 "0c000000 04000000 2a2a2a2a 2a002a00"
		 "01000000 00000000 00000000 2a2a2a2a",
		 "{\"one\":{\"name\":\"**\",\"number\":\"*\"},"
		 "\"many\":[{\"name\":\"\",\"number\":\"*\"}]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_apart_are_those_of_a_run),
		cmocka_unit_test(absent_fields_of_every_type_are_zero),
		cmocka_unit_test(absent_refs_are_zero),
		cmocka_unit_test(every_type_can_be_masked),
		cmocka_unit_test(every_array_can_be_masked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
