/* The straight code of all messages against the walker: the same answer to the
 * same bytes, be they usual, unusual or damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "support/random_value.h"
#include "support/straight.h"

#define BODIES 40000u

static uint8_t ours[1 << 16], theirs[1 << 16];
static struct random_value dice;

static uint32_t n_messages;

/* One after the other. */
static const struct straight_message *message(uint32_t i)
{
	if (!n_messages)
		while (straight_messages[n_messages].layout)
			n_messages++;
	return &straight_messages[i % n_messages];
}

static uint32_t below(uint32_t n)
{
	return random_value_below(&dice, n);
}

/* The rest of an array behind len bytes is poisoned under the sanitizers. */
static struct att_bytes exact(const uint8_t *p, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, p, len);
	return att_bytes_of(copy, len);
}

/* True if the walker takes these bytes. What both have decoded is the same if
 * both write it alike. */
static bool compare(const struct straight_message *h, const uint8_t *p,
		    size_t len)
{
	struct att_bytes b = exact(p, len);
	void *fast = malloc(h->layout->size), *slow = malloc(h->layout->size);
	size_t cap = sizeof(ours);
	int err, n = -1;

	assert_true(fast && slow);
	memset(fast, 0xa5, h->layout->size);
	err = att_layout_decode(h->layout, b, slow);
	assert_int_equal(h->decode(b, fast), err);
	if (!err) {
		assert_true(straight_visits_alike(h->layout, fast));
		n = att_layout_encode(h->layout, slow, theirs, cap);
		assert_int_equal(h->encode(fast, ours, cap), n);
	}
	if (n >= 0) {
		assert_memory_equal(ours, theirs, (size_t)n);
		cap = below((uint32_t)n + 1);
		assert_int_equal(h->encode(fast, ours, cap),
				 att_layout_encode(h->layout, slow, ours, cap));
	}
	free(fast);
	free(slow);
	free((void *)(uintptr_t)b.p);
	return !err;
}

/* A word such as stands in messages: mostly small, sometimes absurd. */
static uint32_t any_word(size_t len)
{
	static const uint32_t odd[] = {0xffffffff, 0xfffffffe, 0x80000000,
				       0x7fffffff, 0x40000001, 0x0000d800};

	switch (below(8)) {
	case 0:
		return odd[below(6)];
	case 1:
		return (uint32_t)len - below(16);
	case 2:
		return 0;
	case 3:
		return below(4);
	default:
		return below((uint32_t)len + 8) & ~3u;
	}
}

/* What our encoder writes is usual. */
static size_t encoded(const struct att_layout *l, uint8_t *buf, size_t cap)
{
	void *value = random_value_of(&dice, l);
	int n = att_layout_encode(l, value, buf, cap);

	assert_true(n >= 0);
	return (size_t)n;
}

static void encoded_bodies_are_taken_alike(void **state)
{
	static uint8_t buf[1 << 16];

	(void)state;
	for (uint32_t i = 0; i < BODIES; i++) {
		const struct straight_message *h = message(i);
		uint32_t turn = i / n_messages;

		random_value_init(&dice, i, turn % RANDOM_SIZES,
				  turn / RANDOM_SIZES & 1);
		assert_true(
			compare(h, buf, encoded(h->layout, buf, sizeof(buf))));
		value_release(&dice.pool);
	}
}

static void damaged_bodies_are_taken_alike(void **state)
{
	static uint8_t buf[1 << 16];
	uint32_t taken = 0;

	(void)state;
	for (uint32_t i = 0; i < BODIES; i++) {
		const struct straight_message *h = message(i);
		uint32_t turn = i / n_messages;
		size_t len;

		random_value_init(&dice, i, RANDOM_SHORT + (turn & 1), true);
		len = encoded(h->layout, buf, sizeof(buf));
		for (uint32_t n = below(3) + 1; n; n--)
			if (len >= 4)
				att_put32(buf + 4 * below((uint32_t)len / 4),
					  any_word(len));
		len -= turn & 2 && len > 8 ? below(9) : 0;
		taken += compare(h, buf, len);
		value_release(&dice.pool);
	}
	assert_in_range(taken, BODIES / 10, BODIES - BODIES / 10);
}

static void invented_bodies_are_taken_alike(void **state)
{
	uint8_t buf[200];

	(void)state;
	random_value_init(&dice, 1, RANDOM_ANY, true);
	for (uint32_t i = 0; i < BODIES; i++) {
		size_t len = below(sizeof(buf));

		for (size_t k = 0; k < sizeof(buf); k += 4)
			att_put32(buf + k, any_word(len));
		/* ASCII is the usual text */
		for (size_t k = 60; k < sizeof(buf) && i % 3; k++)
			buf[k] &= 0x7f;
		(void)compare(message(i), buf, len);
	}
	value_release(&dice.pool);
}

/* Texts of all lengths, whole units or not, of characters or not. */
static void text_is_taken_whatever_it_is(void **state)
{
	static uint8_t buf[1024];
	const struct straight_message *h = straight_find(
		&mbim_basic_connect_register_state_response_layout);
	const size_t fixed = h->layout->wire_len;

	(void)state;
	random_value_init(&dice, 1, RANDOM_ANY, true);
	for (uint32_t len = 1; len <= 150; len++) {
		memset(buf, 0, fixed);
		att_put32(buf + 20, (uint32_t)fixed);
		att_put32(buf + 24, len);
		for (uint32_t at = 0; at < len; at += 2) {
			memset(buf + fixed, 'a', len);
			assert_true(compare(h, buf, fixed + len));
			buf[fixed + at + 1] = 0xd8; /* half of a pair */
			assert_true(compare(h, buf, fixed + len));
		}
	}
	value_release(&dice.pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoded_bodies_are_taken_alike),
		cmocka_unit_test(damaged_bodies_are_taken_alike),
		cmocka_unit_test(invented_bodies_are_taken_alike),
		cmocka_unit_test(text_is_taken_whatever_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
