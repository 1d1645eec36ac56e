/* Each message that has more than one layout, with random legal values, from
 * each MBIMEx version to each other: what both versions know is the same. A
 * failure names the CID, the versions and the seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/errors.h"
#include "support/layout_value.h"
#include "support/random_value.h"
#include "wire/mbim/versions.h"

#define ROUNDS 60u /* of each pair */
#define CUT    8u  /* of these are also cut short */
#define ROOM   ((size_t)1 << 18)
#define N(a)   (sizeof(a) / sizeof((a)[0]))

static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};

static uint8_t source[ROOM], target[ROOM], back[ROOM];

/* What is being tried, for failures. */
struct
try {
	const struct mbim_cid *cid;
	enum mbim_kind kind;
	uint16_t from, to;
	uint32_t seed;
	struct random_value random;
};

#define CHECK(t, that, what)                                                \
	do {                                                                \
		if (!(that))                                                \
			fail_msg("%s of kind %d, %x to %x, seed %u: %s",    \
				 (t)->cid->name, (int)(t)->kind, (t)->from, \
				 (t)->to, (t)->seed, what);                 \
	} while (0)

static int translate(const struct try *t, struct att_bytes body, uint8_t *buf,
		     size_t cap)
{
	return mbim_version_translate(t->cid, t->kind, t->from, t->to, body,
				      buf, cap);
}

/* The kid of v that says what `name` does in the other version. */
static struct value *same_kid(const struct value *v, const char *name)
{
	static const char *const names[] = {"current_data_class",
					    "highest_available_data_class"};
	struct value *kid = value_find(v, name);

	for (unsigned i = 0; i < 2 && !kid; i++)
		if (strcmp(name, names[i]) == 0)
			kid = value_find(v, names[!i]);
	return kid;
}

static bool is_classes(const char *name)
{
	return strstr(name, "data_class") || strcmp(name, "system_type") == 0;
}

/* True if what both trees have differs; how many values that are is added to
 * *n. The bits of 5G, and of 4G
 * in place of it, are another test's business. */
static bool common_differ(const struct value *a, const struct value *b,
			  unsigned *n, char *text, size_t cap)
{
	const struct value *k = a->first, *l = b->first;

	if (a->kind == VALUE_NUMBER && is_classes(a->name)) {
		*n += 1;
		return (a->number | 0xe0) != (b->number | 0xe0);
	}
	if (a->kind == VALUE_LIST) {
		if (a->n_kids != b->n_kids)
			return value_differ(a, b, text, cap);
		for (; k; k = k->next, l = l->next)
			if (common_differ(k, l, n, text, cap))
				return true;
		return false;
	}
	if (a->kind != VALUE_STRUCT || b->kind != VALUE_STRUCT) {
		*n += 1;
		return value_differ(a, b, text, cap);
	}
	for (; k; k = k->next) {
		l = same_kid(b, k->name);
		if (l && common_differ(k, l, n, text, cap))
			return true;
	}
	return false;
}

static const struct value *tree_of(struct try *t, uint16_t ex,
				   struct att_bytes body)
{
	const struct att_layout *l = mbim_cid_layout(t->cid, t->kind, ex);
	void *out;

	if (!l)
		return value_add(&t->random.pool, NULL, "", VALUE_STRUCT);
	out = value_alloc(&t->random.pool, l->size);
	CHECK(t, att_layout_decode(l, body, out) == 0, "does not decode");
	return layout_value(&t->random.pool, l, body, out);
}

/* A message of random values of version `from` in source; its length. */
static size_t make(struct try *t)
{
	const struct att_layout *l = mbim_cid_layout(t->cid, t->kind, t->from);
	int n = 0;

	random_value_init(&t->random, t->seed, t->seed % RANDOM_SIZES, false);
	if (l)
		n = att_layout_encode(l, random_value_of(&t->random, l), source,
				      ROOM);
	CHECK(t, n >= 0, "legal values do not encode");
	return (size_t)n;
}

static bool has_layouts(const struct mbim_cid *c, enum mbim_kind kind)
{
	for (unsigned i = 0; i < N(versions); i++)
		if (mbim_cid_layout(c, kind, versions[i]) !=
		    mbim_cid_layout(c, kind, MBIM_EX_3))
			return c->since < MBIM_EX_3;
	return false;
}

/* fn of each pair of versions of each message with more than one layout, in
 * each round; how many messages those are. */
static unsigned each_try(uint32_t rounds, void (*fn)(struct try *t))
{
	unsigned n = 0;

	for (unsigned i = 0; i < mbim_services_count; i++)
		for (unsigned k = 0; k < mbim_services[i].n_cids; k++)
			for (int kind = 0; kind < MBIM_KINDS; kind++) {
				struct try t = {
					.cid = &mbim_services[i].cids[k],
					.kind = (enum mbim_kind)kind};

				if (!has_layouts(t.cid, t.kind))
					continue;
				n++;
				for (t.seed = 0; t.seed < rounds * 9;
				     t.seed++) {
					t.from = versions[t.seed % 3];
					t.to = versions[t.seed / 3 % 3];
					fn(&t);
				}
			}
	return n;
}

static unsigned compared;

static void check_common(struct try *t)
{
	struct att_bytes body = {source, make(t)};
	const struct value *a, *b;
	char text[500] = "classes differ";
	int n = translate(t, body, target, ROOM);

	CHECK(t, n >= 0, "is refused");
	a = tree_of(t, t->from, body);
	b = tree_of(t, t->to, att_bytes_of(target, (size_t)n));
	CHECK(t, !common_differ(a, b, &compared, text, sizeof(text)), text);
	value_release(&t->random.pool);
}

static void what_both_versions_know_is_the_same(void **state)
{
	(void)state;
	assert_int_equal(each_try(ROUNDS, check_common), 21);
	assert_true(compared > 50000);
}

static bool is_query_of_connect(const struct try *t)
{
	return t->kind == MBIM_KIND_QUERY &&
	       strcmp(t->cid->name, "connect") == 0;
}

/* What an older version has said comes back whole. Only a query of CONNECT is
 * less in MBIMEx 3. */
static void check_way_back(struct try *t)
{
	struct try home = *t;
	struct att_bytes body = {source, make(t)};
	const struct value *a, *b;
	char text[500] = "classes differ";
	unsigned n_compared = 0;
	int n;

	home.from = t->to;
	home.to = t->from;
	n = translate(t, body, target, ROOM);
	CHECK(t, n >= 0, "is refused");
	if (t->from <= t->to && !is_query_of_connect(t)) {
		n = translate(&home, att_bytes_of(target, (size_t)n), back,
			      ROOM);
		CHECK(t, n == (int)body.len, "comes back in another length");
		a = tree_of(t, t->from, body);
		b = tree_of(t, t->from, att_bytes_of(back, (size_t)n));
		CHECK(t, !common_differ(a, b, &n_compared, text, sizeof(text)),
		      text);
		compared += n_compared;
	}
	value_release(&t->random.pool);
}

static void what_an_older_version_says_survives_a_newer_one(void **state)
{
	(void)state;
	compared = 0;
	(void)each_try(ROUNDS, check_way_back);
	assert_true(compared > 50000);
}

/* A copy of the first len bytes that ends where its memory ends. */
static struct att_bytes copy_of(const uint8_t *p, size_t len)
{
	uint8_t *copy = malloc(len + !len);

	assert_non_null(copy);
	memcpy(copy, p, len);
	return att_bytes_of(copy, len);
}

/* These bytes end as they do in decode, or are copied as they are. */
static void check_bytes(struct try *t, const uint8_t *p, size_t len)
{
	const struct att_layout *l = mbim_cid_layout(t->cid, t->kind, t->from);
	bool same = l == mbim_cid_layout(t->cid, t->kind, t->to);
	struct att_bytes body = copy_of(p, len);
	int n = translate(t, body, target, ROOM), err = 0;

	if (l)
		err = att_layout_decode(l, body,
					value_alloc(&t->random.pool, l->size));
	if (n < 0 || !same)
		CHECK(t, (n < 0 ? n : 0) == err, "another error than decode's");
	if (n >= 0 && !err)
		(void)tree_of(t, t->to, att_bytes_of(target, (size_t)n));
	else if (n >= 0)
		CHECK(t, n == (int)len, "neither copied nor refused");
	free((void *)(uintptr_t)body.p);
}

static void check_cuts(struct try *t)
{
	size_t len = make(t), step = 1 + len / 400;

	for (size_t n = 0; n < len; n += step)
		check_bytes(t, source, n);
	value_release(&t->random.pool);
}

static void what_is_cut_ends_as_in_decode(void **state)
{
	(void)state;
	(void)each_try(CUT, check_cuts);
}

/* Numbers in it are others: offsets, sizes, counts. */
static void check_spoilt(struct try *t)
{
	size_t len = make(t);

	for (unsigned i = 0; i < 40 && len; i++) {
		size_t at = random_value_below(&t->random, (uint32_t)len);

		source[at] ^= (uint8_t)random_value_bits(&t->random);
		check_bytes(t, source, len);
	}
	value_release(&t->random.pool);
}

static void what_is_spoilt_ends_as_in_decode(void **state)
{
	(void)state;
	(void)each_try(ROUNDS, check_spoilt);
}

static void check_room(struct try *t)
{
	struct att_bytes body = {source, make(t)};
	int n = translate(t, body, target, ROOM);

	CHECK(t, n >= 0, "is refused");
	for (size_t cap = 0; cap < (size_t)n; cap += 1 + (size_t)n / 100) {
		uint8_t *buf = malloc(cap + !cap);

		assert_non_null(buf);
		CHECK(t, translate(t, body, buf, cap) == ATT_E_ROOM,
		      "too little room is not refused");
		free(buf);
	}
	value_release(&t->random.pool);
}

static void too_little_room_is_refused_and_not_left(void **state)
{
	(void)state;
	(void)each_try(CUT, check_room);
}

/* The tables in whole: what a new layout must keep to. */
static void structs_of_all_versions_have_room(void **state)
{
	(void)state;
	for (unsigned i = 0; i < mbim_services_count; i++)
		for (unsigned k = 0; k < mbim_services[i].n_cids; k++) {
			const struct mbim_cid *c = &mbim_services[i].cids[k];

			for (unsigned v = 0; v < c->n_variants; v++)
				assert_true(c->variants[v].layout->size <=
					    MBIM_VERSION_STRUCT_MAX);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_both_versions_know_is_the_same),
		cmocka_unit_test(
			what_an_older_version_says_survives_a_newer_one),
		cmocka_unit_test(what_is_cut_ends_as_in_decode),
		cmocka_unit_test(what_is_spoilt_ends_as_in_decode),
		cmocka_unit_test(too_little_room_is_refused_and_not_left),
		cmocka_unit_test(structs_of_all_versions_have_room),
	};

	return cmocka_run_group_tests_name("wire_versions_random", tests, NULL,
					   NULL);
}
