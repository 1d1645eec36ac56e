/* The straight code of hot messages against the walker: the same answer to the
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

#define BODIES 20000u

static uint8_t ours[1 << 16], theirs[1 << 16];
static struct random_value dice;

static uint32_t below(uint32_t n)
{
	return random_value_below(&dice, n);
}

/* The rest of an array behind len bytes is poisoned under the sanitizers. */
static struct mbim_bytes exact(const uint8_t *p, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, p, len);
	return mbim_bytes_of(copy, len);
}

/* Each HOT(name): true if the walker takes these bytes. What both have decoded
 * is the same if both write it alike. */
#define HOT(name)                                                            \
	static bool compare_##name(struct mbim_bytes b)                      \
	{                                                                    \
		const struct mbim_layout *l = &mbim_##name##_layout;         \
		struct mbim_##name fast, slow;                               \
		size_t cap = sizeof(ours);                                   \
		int err = mbim_layout_decode(l, b, &slow), n;                \
                                                                             \
		memset(&fast, 0xa5, sizeof(fast));                           \
		assert_int_equal(mbim_##name##_decode(b, &fast), err);       \
		if (err)                                                     \
			return false;                                        \
		n = mbim_layout_encode(l, &slow, theirs, cap);               \
		assert_int_equal(mbim_##name##_encode(&fast, ours, cap), n); \
		if (n < 0)                                                   \
			return true;                                         \
		assert_memory_equal(ours, theirs, (size_t)n);                \
		cap = below((uint32_t)n + 1);                                \
		assert_int_equal(mbim_##name##_encode(&fast, ours, cap),     \
				 mbim_layout_encode(l, &slow, ours, cap));   \
		return true;                                                 \
	}
HOT(basic_connect_device_caps_response)
HOT(basic_connect_subscriber_ready_status_response)
HOT(basic_connect_register_state_response)
HOT(basic_connect_packet_service_response)
HOT(basic_connect_signal_state_response)
HOT(basic_connect_connect_set)
HOT(basic_connect_connect_response)
HOT(basic_connect_ip_configuration_response)

static const struct {
	const struct mbim_layout *layout;
	bool (*compare)(struct mbim_bytes b);
} hot[] = {
#define ROW(name)                                     \
	{                                             \
		&mbim_##name##_layout, compare_##name \
	}
	ROW(basic_connect_device_caps_response),
	ROW(basic_connect_subscriber_ready_status_response),
	ROW(basic_connect_register_state_response),
	ROW(basic_connect_packet_service_response),
	ROW(basic_connect_signal_state_response),
	ROW(basic_connect_connect_set),
	ROW(basic_connect_connect_response),
	ROW(basic_connect_ip_configuration_response),
};

#define N_HOT (sizeof(hot) / sizeof(hot[0]))

static bool compare(size_t i, const uint8_t *p, size_t len)
{
	struct mbim_bytes b = exact(p, len);
	bool taken = hot[i].compare(b);

	free((void *)(uintptr_t)b.p);
	return taken;
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
static size_t encoded(const struct mbim_layout *l, uint8_t *buf, size_t cap)
{
	void *value = random_value_of(&dice, l);
	int n = mbim_layout_encode(l, value, buf, cap);

	assert_true(n >= 0);
	return (size_t)n;
}

static void encoded_bodies_are_taken_alike(void **state)
{
	static uint8_t buf[1 << 16];

	(void)state;
	for (uint32_t i = 0; i < BODIES; i++) {
		random_value_init(&dice, i, i % RANDOM_SIZES, i & 4);
		assert_true(compare(
			i % N_HOT, buf,
			encoded(hot[i % N_HOT].layout, buf, sizeof(buf))));
		value_release(&dice.pool);
	}
}

static void damaged_bodies_are_taken_alike(void **state)
{
	static uint8_t buf[1 << 16];
	uint32_t taken = 0;

	(void)state;
	for (uint32_t i = 0; i < BODIES; i++) {
		const struct mbim_layout *l = hot[i % N_HOT].layout;
		size_t len;

		random_value_init(&dice, i, RANDOM_SHORT + (i & 1), true);
		len = encoded(l, buf, sizeof(buf));
		for (uint32_t n = below(3) + 1; n; n--)
			mbim_put32(buf + 4 * below(l->wire_len / 4),
				   any_word(len));
		taken += compare(i % N_HOT, buf, len - (i & 8 ? 0 : below(9)));
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
			mbim_put32(buf + k, any_word(len));
		/* ASCII is the usual text */
		for (size_t k = 60; k < sizeof(buf) && i % 4; k++)
			buf[k] &= 0x7f;
		(void)compare(i % N_HOT, buf, len);
	}
	value_release(&dice.pool);
}

/* Texts of all lengths, in which every byte is once not ASCII. */
static void text_is_looked_at_in_full(void **state)
{
	static uint8_t buf[1024];
	const size_t fixed = 48; /* register_state */

	(void)state;
	random_value_init(&dice, 1, RANDOM_ANY, true);
	for (uint32_t len = 2; len <= 300; len += 2) {
		memset(buf, 0, fixed);
		mbim_put32(buf + 20, (uint32_t)fixed);
		mbim_put32(buf + 24, len);
		for (uint32_t at = 0; at < len; at += 2) {
			memset(buf + fixed, 'a', len);
			assert_true(compare(2, buf, fixed + len));
			buf[fixed + at + 1] = 0xd8; /* half of a pair */
			assert_false(compare(2, buf, fixed + len));
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
		cmocka_unit_test(text_is_looked_at_in_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
