/* The layouts as the generator would write them, and the tests' helpers. */
#include "wire/mbim/cid.h"
#include "wire_zoo.h"

#include <stdlib.h>
#include <string.h>

#define N(a) (uint8_t)(sizeof(a) / sizeof((a)[0]))

/* field, type, offset on the wire, width, then any of the macros below */
#define NAME(n) .name = #n, .name_len = sizeof(#n) - 1
#define FIELD_IF(f, t, w, n, on, v)                                  \
	.at = offsetof(T, f), NAME(f), .type = ATT_T_##t, .wire = w, \
	.width = n, .when = on, .when_value = v
#define FIELD(f, t, w, n) FIELD_IF(f, t, w, n, ATT_NO_FIELD, 0)
#define PLAIN		  .count = ATT_NO_FIELD
#define COUNT(c)	  .count = c
#define RUN(b, n)	  .run_bytes = b, .run_fields = n
#define OF(l)		  .of = &zoo_##l##_layout
#define IS_COUNT	  .count = ATT_NO_FIELD, .flags = ATT_F_COUNT
#define PERSONAL	  .flags = ATT_F_PERSONAL
#define FLOATING	  UINT16_MAX
#define LAYOUT(s, w, strings)                        \
	const struct att_layout zoo_##s##_layout = { \
		.fields = s##_fields,                \
		.n_fields = N(s##_fields),           \
		.n_strings = strings,                \
		.wire_len = w,                       \
		.size = sizeof(struct zoo_##s),      \
		.formats = &mbim_formats}

static const struct att_enum_value kinds[] = {{0, 0, 4}, {2, 5, 3}, {7, 9, 5}};
const struct att_enum zoo_kind_enum = {.name = "kind",
				       .names = "none\0two\0seven",
				       .values = kinds,
				       .n_values = 3};
static const struct att_enum_value bits[] = {{1, 0, 1}, {2, 2, 1}, {8, 4, 1}};
const struct att_enum zoo_bits_enum = {.name = "bits",
				       .names = "a\0b\0d",
				       .values = bits,
				       .n_values = 3,
				       .flags = true};

#define T struct zoo_fixed
static const struct att_field fixed_fields[] = {
	{FIELD(a, U8, 0, 1), PLAIN, RUN(62, 10)},
	{FIELD(kind, U8, 1, 1), PLAIN, .values = &zoo_kind_enum},
	{FIELD(c, U16, 2, 2), PLAIN},
	{FIELD(bits, U32, 4, 4), PLAIN, .values = &zoo_bits_enum},
	{FIELD(e, U64, 8, 8), PLAIN},
	{FIELD(f, I32, 16, 4), PLAIN},
	{FIELD(uuid, UUID, 20, 16), PLAIN},
	{FIELD(ipv4, IPV4, 36, 4), PLAIN},
	{FIELD(ipv6, IPV6, 40, 16), PLAIN},
	{FIELD(raw, BYTES, 56, 6), PLAIN},
};
LAYOUT(fixed, 62, 0);
#undef T

#define T struct zoo_pair
static const struct att_field pair_fields[] = {
	{FIELD(name, STRING, 0, 8), PLAIN, .max = 20},
	{FIELD(number, U32, 8, 4), PLAIN, RUN(4, 1)},
};
LAYOUT(pair, 12, 1);
#undef T

#define T struct zoo_point
static const struct att_field point_fields[] = {
	{FIELD(x, U32, 0, 4), PLAIN, RUN(8, 2)},
	{FIELD(y, U32, 4, 4), PLAIN},
};
LAYOUT(point, 8, 0);
#undef T

#define T struct zoo_refs
static const struct att_field refs_fields[] = {
	{FIELD(text, STRING, 0, 8), PLAIN},
	{FIELD(bytes, REF_BYTES, 8, 8), PLAIN, .max = 16},
	{FIELD(swapped, SIZE_BYTES, 16, 8), PLAIN},
	{FIELD(ipv4, REF_IPV4, 24, 4), PLAIN},
	{FIELD(ipv6, REF_IPV6, 28, 4), PLAIN},
};
LAYOUT(refs, 32, 1);
#undef T

#define T struct zoo_lists
static const struct att_field lists_fields[] = {
	{FIELD(n4, U32, 0, 4), IS_COUNT, RUN(24, 6)},
	{FIELD(n6, U32, 4, 4), IS_COUNT},
	{FIELD(n_points, U32, 8, 4), IS_COUNT},
	{FIELD(n_numbers, U32, 12, 4), IS_COUNT},
	{FIELD(n_texts, U32, 16, 4), IS_COUNT},
	{FIELD(n_pairs, U32, 20, 4), IS_COUNT},
	{FIELD(ipv4, IPV4_ARRAY, 24, 4), COUNT(0)},
	{FIELD(ipv6, IPV6_ARRAY, 28, 4), COUNT(1)},
	{FIELD(points, STRUCT_ARRAY, 32, 4), COUNT(2), OF(point)},
	{FIELD(numbers, U32_ARRAY, 36, 0), COUNT(3), .values = &zoo_kind_enum,
	 .max = 4},
	{FIELD(texts, STRING_ARRAY, FLOATING, 0), COUNT(4)},
	{FIELD(pairs, REF_STRUCT_ARRAY, FLOATING, 0), COUNT(5), OF(pair)},
};
LAYOUT(lists, 36, 0);
#undef T

#define T struct zoo_ms
static const struct att_field ms_fields[] = {
	{FIELD(one, MS_STRUCT, 0, 8), PLAIN, OF(pair)},
	{FIELD(many, MS_STRUCT_ARRAY, 8, 8), PLAIN, OF(pair)},
};
LAYOUT(ms, 16, 0);
#undef T

#define T struct zoo_blob
static const struct att_field blob_fields[] = {
	{FIELD(size, U32, 0, 4), IS_COUNT, RUN(8, 2)},
	{FIELD(kind, U32, 4, 4), PLAIN},
	{FIELD(data, HERE_BYTES, 8, 0), COUNT(0)},
};
LAYOUT(blob, 8, 0);
#undef T

#define T struct zoo_here
static const struct att_field here_fields[] = {
	{FIELD(before, U32, 0, 4), PLAIN, RUN(4, 1)},
	{FIELD(blob, STRUCT, 4, 8), PLAIN, OF(blob)},
	{FIELD(behind, U32, FLOATING, 4), PLAIN, RUN(4, 1)},
};
LAYOUT(here, 16, 0);
#undef T

#define T struct zoo_rest
static const struct att_field rest_fields[] = {
	{FIELD(number, U32, 0, 4), PLAIN, RUN(4, 1)},
	{FIELD(rest, REST, 4, 0), PLAIN},
};
LAYOUT(rest, 4, 0);
#undef T

#define T struct zoo_when
static const struct att_field when_fields[] = {
	{FIELD(format, U32, 0, 4), PLAIN, RUN(8, 2)},
	{FIELD(count, U32, 4, 4), IS_COUNT},
	{FIELD_IF(points, REF_STRUCT_ARRAY, 8, 0, 0, 0), COUNT(1), OF(point)},
	{FIELD_IF(pairs, REF_STRUCT_ARRAY, FLOATING, 0, 0, 1), COUNT(1),
	 OF(pair)},
};
LAYOUT(when, 8, 0);
#undef T

#define T struct zoo_tlv
static const struct att_field tlv_fields[] = {
	{FIELD(number, U32, 0, 4), PLAIN, RUN(4, 1)},
	{FIELD(text, TLV_STRING, 4, 0), PLAIN},
	{FIELD(bands, TLV_U16_ARRAY, FLOATING, 0), PLAIN},
	{FIELD(any, TLV, FLOATING, 0), PLAIN},
	{FIELD(more, TLV_LIST, FLOATING, 0), PLAIN},
};
LAYOUT(tlv, 4, 0);
#undef T

#define T struct zoo_filter
static const struct att_field filter_fields[] = {
	{FIELD(size, U32, 0, 4), IS_COUNT, RUN(4, 1)},
	{FIELD(filter, REF_BYTES, 4, 4), COUNT(0)},
	{FIELD(mask, REF_BYTES, 8, 4), COUNT(0)},
};
LAYOUT(filter, 12, 0);
#undef T

#define T struct zoo_outer
static const struct att_field outer_fields[] = {
	{FIELD(before, U32, 0, 4), PLAIN, RUN(4, 1)},
	{FIELD(pair, STRUCT, 4, 12), PLAIN, OF(pair)},
};
LAYOUT(outer, 16, 0);
#undef T

#define T struct zoo_person
static const struct att_field person_fields[] = {
	{FIELD(name, STRING, 0, 8), PLAIN, PERSONAL},
	{FIELD(country, STRING, 8, 8), PLAIN},
	{FIELD(pin, U32, 16, 4), PLAIN, PERSONAL, RUN(8, 2)},
	{FIELD(n_numbers, U32, 20, 4), IS_COUNT},
	{FIELD(key, REF_BYTES, 24, 8), PLAIN, PERSONAL},
	{FIELD(numbers, STRING_ARRAY, 32, 0), COUNT(3), PERSONAL},
};
LAYOUT(person, 32, 2);
#undef T

#define T struct zoo_badge
static const struct att_field badge_fields[] = {
	{FIELD(at, STRUCT, 0, 8), PLAIN, OF(point), RUN(12, 2)},
	{FIELD(number, U32, 8, 4), PLAIN},
	{FIELD(name, STRING, 12, 8), PLAIN, PERSONAL},
};
LAYOUT(badge, 20, 1);
#undef T

#define T struct zoo_people
static const struct att_field people_fields[] = {
	{FIELD(count, U32, 0, 4), IS_COUNT, RUN(4, 1)},
	{FIELD(people, REF_STRUCT_ARRAY, 4, 0), COUNT(0), OF(person)},
};
LAYOUT(people, 4, 0);
#undef T

const struct att_layout *const zoo[] = {&zoo_fixed_layout,  &zoo_pair_layout,
					&zoo_point_layout,  &zoo_refs_layout,
					&zoo_lists_layout,  &zoo_ms_layout,
					&zoo_here_layout,   &zoo_rest_layout,
					&zoo_when_layout,   &zoo_tlv_layout,
					&zoo_filter_layout, &zoo_outer_layout,
					&zoo_person_layout, &zoo_badge_layout,
					&zoo_people_layout, NULL};

struct att_bytes zoo_copy(const void *p, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, p, len);
	return att_bytes_of(copy, len);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	assert_true(c >= 'a' && c <= 'f');
	return c - 'a' + 10;
}

struct att_bytes zoo_hex(const char *hex)
{
	uint8_t buf[8192];
	size_t n = 0;

	while (*hex) {
		if (*hex == ' ') {
			hex++;
			continue;
		}
		assert_true(n < sizeof(buf));
		buf[n++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
		hex += 2;
	}
	return zoo_copy(buf, n);
}

void zoo_free(struct att_bytes b)
{
	free((void *)(uintptr_t)b.p);
}

int zoo_decode(const struct att_layout *layout, const char *hex, void *out,
	       struct att_bytes *body)
{
	uint64_t scratch[ZOO_SIZE / 8];
	struct att_bytes b = zoo_hex(hex);
	int err = att_layout_decode(layout, b, out ? out : scratch);

	if (body)
		*body = b;
	else
		zoo_free(b);
	return err;
}

void zoo_expect(struct att_bytes b, const char *hex)
{
	struct att_bytes want = zoo_hex(hex);

	assert_int_equal(b.len, want.len);
	assert_memory_equal(b.p, want.p, want.len);
	zoo_free(want);
}

void zoo_expect_str(const struct att_str *s, const char *utf8)
{
	char buf[256];

	assert_true(att_str_get(s, buf, sizeof(buf)) >= 0);
	assert_string_equal(buf, utf8);
}
