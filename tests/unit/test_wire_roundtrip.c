/* Every layout of the spec with random legal values: what was encoded decodes
 * to the same, whole and nothing but the message is read. One test a service;
 * a failure names layout, size and seed. */
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
#include "wire/mbim/cid.h"

#define ROUNDS	  200u /* of each layout */
#define CUT	  16u  /* of these are also cut short */
#define ALL_CUTS  160u /* up to this length at every byte */
#define SOME_CUTS 48u
#define ROOM	  ((size_t)1 << 20)

static uint8_t encoded[ROOM], again[ROOM];

/* What is being tried, for failures. */
struct
try {
	const char *name; /* of the CID */
	const struct att_layout *layout;
	uint32_t seed;
	struct random_value random;
	void *in;
	struct att_bytes body; /* encoded */
};

#define CHECK(t, that, what)                                              \
	do {                                                              \
		if (!(that))                                              \
			fail_msg("%s, seed %u: %s", (t)->name, (t)->seed, \
				 what);                                   \
	} while (0)

/* A copy that ends where its memory ends. */
static struct att_bytes copy_of(const uint8_t *p, size_t len)
{
	uint8_t *copy = malloc(len + !len);

	assert_non_null(copy);
	memcpy(copy, p, len);
	return att_bytes_of(copy, len);
}

static void free_copy(struct att_bytes b)
{
	free((void *)(uintptr_t)b.p);
}

static void check_same(struct try *t, struct att_bytes body, const void *out,
		       const char *what)
{
	struct att_bytes nowhere = {NULL, 0};
	struct value *a =
		layout_value(&t->random.pool, t->layout, nowhere, t->in);
	struct value *b = layout_value(&t->random.pool, t->layout, body, out);
	char text[500];

	if (value_differ(a, b, text, sizeof(text)))
		fail_msg("%s, seed %u: %s: %s", t->name, t->seed, what, text);
}

static void check_decodes(struct try *t)
{
	struct att_bytes body = copy_of(t->body.p, t->body.len);
	void *out = value_alloc(&t->random.pool, t->layout->size);
	int n;

	memset(out, 0xee, t->layout->size);
	CHECK(t, att_layout_decode(t->layout, body, out) == 0,
	      "its own encoding does not decode");
	check_same(t, body, out, "put against got");
	n = att_layout_encode(t->layout, out, again, ROOM);
	CHECK(t, n == (int)t->body.len, "encoded again it is of other length");
	CHECK(t, memcmp(again, t->body.p, t->body.len) == 0,
	      "encoded again it is other bytes");
	free_copy(body);
}

static bool takes_what_is_left(const struct att_layout *l)
{
	const struct att_field *last = &l->fields[l->n_fields - 1];

	if (last->type == ATT_T_STRUCT)
		return takes_what_is_left(last->of);
	return last->type == ATT_T_REST || last->type == ATT_T_TLV_LIST;
}

static void check_prefix(struct try *t, size_t len)
{
	struct att_bytes body = copy_of(t->body.p, len);
	void *out = value_alloc(&t->random.pool, t->layout->size);
	int err = att_layout_decode(t->layout, body, out);

	CHECK(t, err <= 0, "decode returned a positive number");
	if (!err && !takes_what_is_left(t->layout))
		check_same(t, body, out, "put against got from less");
	free_copy(body);
}

static void check_room(struct try *t, size_t cap)
{
	uint8_t *buf = malloc(cap + !cap);

	assert_non_null(buf);
	CHECK(t, att_layout_encode(t->layout, t->in, buf, cap) == ATT_E_ROOM,
	      "too little room is not refused");
	free(buf);
}

/* Every length below the whole, of a long message some. */
static void check_cuts(struct try *t)
{
	size_t step = 1;

	if (t->body.len > ALL_CUTS)
		step = t->body.len / SOME_CUTS;
	for (size_t len = 0; len < t->body.len; len += step) {
		check_prefix(t, len);
		check_room(t, len);
	}
	if (t->body.len)
		check_prefix(t, t->body.len - 1);
}

static void try_layout(const char *name, const struct att_layout *layout,
		       uint32_t seed)
{
	struct try t = {.name = name, .layout = layout, .seed = seed};
	int n;

	random_value_init(&t.random, seed, seed % RANDOM_SIZES, false);
	t.in = random_value_of(&t.random, layout);
	n = att_layout_encode(layout, t.in, encoded, ROOM);
	CHECK(&t, n >= 0, "legal values do not encode");
	t.body = att_bytes_of(encoded, (size_t)n);
	check_decodes(&t);
	if (n)
		check_room(&t, t.body.len - 1);
	if (seed < CUT)
		check_cuts(&t);
	value_release(&t.random.pool);
}

/* One more than the limit of field f, in place of its value. */
static void exceed(struct random_value *r, const struct att_field *f,
		   uint8_t *in)
{
	uint32_t n = f->max + 2;
	uint8_t *p = value_alloc(&r->pool, (size_t)n * 2);

	switch ((enum att_type)f->type) {
	case ATT_T_STRING:
	case ATT_T_TLV_STRING:
		*(struct att_str *)(void *)(in + f->at) =
			(struct att_str){p, n, false};
		return;
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_TLV_LIST:
		*(struct att_bytes *)(void *)(in + f->at) =
			att_bytes_of(p, f->max + 1);
		return;
	default: /* arrays: the encoder looks at the count first */
		((struct att_array *)(void *)(in + f->at))->count = f->max + 1;
		if (f->type == ATT_T_TLV_U16_ARRAY)
			((struct att_array *)(void *)(in + f->at))->at = p;
		return;
	}
}

static void try_limits(const char *name, const struct att_layout *layout)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];
		struct try t = {.name = name, .layout = layout, .seed = i};

		if (!f->max || f->when != ATT_NO_FIELD || f->type <= ATT_T_I32)
			continue;
		random_value_init(&t.random, i, RANDOM_EMPTY, false);
		t.in = random_value_of(&t.random, layout);
		exceed(&t.random, f, t.in);
		CHECK(&t,
		      att_layout_encode(layout, t.in, encoded, ROOM) ==
			      ATT_E_VALUE,
		      f->name);
		value_release(&t.random.pool);
	}
}

/* Layouts are shared between the variants of a CID: each one once. */
static bool is_first(const struct mbim_cid *c, unsigned variant)
{
	for (unsigned i = 0; i < variant; i++)
		if (c->variants[i].layout == c->variants[variant].layout)
			return false;
	return true;
}

static void layouts_survive_both_ways(void **state)
{
	const struct mbim_service *s = *state;

	for (unsigned i = 0; i < s->n_cids; i++) {
		const struct mbim_cid *c = &s->cids[i];

		for (unsigned v = 0; v < c->n_variants; v++) {
			if (!is_first(c, v))
				continue;
			for (uint32_t seed = 0; seed < ROUNDS; seed++)
				try_layout(c->name, c->variants[v].layout,
					   seed);
			try_limits(c->name, c->variants[v].layout);
		}
	}
}

int main(void)
{
	size_t n = mbim_services_count;
	struct CMUnitTest *tests = calloc(n, sizeof(*tests));
	char(*names)[80] = calloc(n, sizeof(*names));
	int failed = 1;

	for (size_t i = 0; tests && names && i < n; i++) {
		(void)snprintf(names[i], sizeof(names[i]),
			       "layouts_of_%s_survive_both_ways",
			       mbim_services[i].name);
		tests[i] = (struct CMUnitTest){
			names[i], layouts_survive_both_ways, NULL, NULL,
			(void *)(uintptr_t)&mbim_services[i]};
	}
	if (tests && names)
		failed = _cmocka_run_group_tests("wire_roundtrip", tests, n,
						 NULL, NULL);
	free(names);
	free(tests);
	return failed;
}
