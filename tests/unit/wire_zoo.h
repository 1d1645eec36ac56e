/* Hand-written layouts that have every wire type once, and what the tests of
 * the wire layer share. */
#ifndef MBIM_TESTS_WIRE_ZOO_H
#define MBIM_TESTS_WIRE_ZOO_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "wire/table.h"

extern const struct att_enum zoo_kind_enum, zoo_bits_enum;

/* fixed width: one run of 62 bytes */
struct zoo_fixed {
	uint8_t a, kind;
	uint16_t c;
	uint32_t bits;
	uint64_t e;
	int32_t f;
	struct att_uuid uuid;
	struct att_ipv4 ipv4;
	struct att_ipv6 ipv6;
	uint8_t raw[6];
};

struct zoo_pair {
	struct att_str name;
	uint32_t number;
};

struct zoo_point {
	uint32_t x, y;
};

struct zoo_refs {
	struct att_str text;
	struct att_bytes bytes, swapped;
	const struct att_ipv4 *ipv4;
	const struct att_ipv6 *ipv6;
};

struct zoo_lists {
	uint32_t n4, n6, n_points, n_numbers, n_texts, n_pairs;
	struct att_array ipv4, ipv6, points, numbers, texts, pairs;
};

struct zoo_ms {
	struct att_array one, many; /* of zoo_pair */
};

struct zoo_blob {
	uint32_t size, kind;
	struct att_bytes data;
};

struct zoo_here {
	uint32_t before;
	struct zoo_blob blob;
	uint32_t behind;
};

struct zoo_rest {
	uint32_t number;
	struct att_bytes rest;
};

struct zoo_when {
	uint32_t format, count;
	struct att_array points; /* format 0 */
	struct att_array pairs;	 /* format 1 */
};

struct zoo_tlv {
	uint32_t number;
	struct att_str text;
	struct att_array bands;
	struct att_bytes any, more;
};

struct zoo_filter {
	uint32_t size;
	struct att_bytes filter, mask;
};

struct zoo_outer {
	uint32_t before;
	struct zoo_pair pair;
};

/* what must not be shown */
struct zoo_person {
	struct att_str name, country;
	uint32_t pin, n_numbers;
	struct att_bytes key;
	struct att_array numbers; /* strings */
};

/* A struct begins the run. */
struct zoo_badge {
	struct zoo_point at;
	uint32_t number;
	struct att_str name;
};

struct zoo_people {
	uint32_t count;
	struct att_array people;
};

extern const struct att_layout zoo_fixed_layout, zoo_pair_layout,
	zoo_point_layout, zoo_refs_layout, zoo_lists_layout, zoo_ms_layout,
	zoo_blob_layout, zoo_here_layout, zoo_rest_layout, zoo_when_layout,
	zoo_tlv_layout, zoo_filter_layout, zoo_outer_layout, zoo_person_layout,
	zoo_badge_layout, zoo_people_layout;

/* All of them, for loops; ends with NULL. None is larger than ZOO_SIZE. */
extern const struct att_layout *const zoo[];
#define ZOO_SIZE 512

/* The bytes of "0a 1b ..." in memory of exactly their size, so that the
 * sanitizer sees every byte read behind them. Freed by zoo_free. */
struct att_bytes zoo_hex(const char *hex);
/* A copy of that kind. */
struct att_bytes zoo_copy(const void *p, size_t len);
void zoo_free(struct att_bytes b);

/* Decode hex: the error; out is ZOO_SIZE bytes or what the layout needs. The
 * body leaks into *body if that is not NULL, and is freed otherwise. */
int zoo_decode(const struct att_layout *layout, const char *hex, void *out,
	       struct att_bytes *body);

/* b must be the bytes of hex. */
void zoo_expect(struct att_bytes b, const char *hex);
/* s must be this text. */
void zoo_expect_str(const struct att_str *s, const char *utf8);

#endif
