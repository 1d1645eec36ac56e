/* A hundred and fifty thousand damaged messages through everything that reads
 * them, the same ones in every run. The sanitizers watch; the properties
 * checked are those that hold for any input. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire_json.h"

#define BODIES	 100000u
#define MESSAGES 60000u
#define STREAMS	 4000u
#define LONGEST	 512u

static uint64_t seed;
static char text[1 << 16];

static uint32_t next(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % below;
}

/* A word such as stands in messages: mostly small, sometimes absurd. */
static uint32_t any_word(size_t len)
{
	static const uint32_t odd[] = {0xffffffff, 0xfffffffe, 0x80000000,
				       0x7fffffff, 0x40000001, 0x0000d800};

	switch (next(8)) {
	case 0:
		return odd[next(6)];
	case 1:
		return (uint32_t)len - next(16);
	case 2:
		return 0;
	case 3:
		return next(4);
	default:
		return next((uint32_t)len + 8) & ~3u;
	}
}

static void damage(uint8_t *p, size_t len)
{
	for (uint32_t n = next(6); n && len >= 4; n--) {
		size_t at = next((uint32_t)len - 3);

		if (next(3))
			att_put32(p + (at & ~(size_t)3), any_word(len));
		else
			p[at] = (uint8_t)next(256);
	}
}

/* What decode accepts, everything else has to take as well. */
static void try_body(const struct att_layout *l, const uint8_t *p, size_t len)
{
	struct att_bytes b = zoo_copy(p, len), copy;
	uint64_t out[ZOO_SIZE / 8], again[ZOO_SIZE / 8];
	static uint8_t first[1 << 16], second[1 << 16];
	struct att_text t;
	int err = att_layout_decode(l, b, out), n, m;

	assert_true(l->size <= ZOO_SIZE);
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(att_layout_print(l, b, next(2), 0, &t), err);
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(att_layout_json(l, b, next(2), &t), err);
	if (!err) {
		assert_true(t.cut || wire_json_valid(text, t.len));
		n = att_layout_encode(l, out, first, sizeof(first));
		assert_true(n >= 0 || n == ATT_E_VALUE || n == ATT_E_ROOM);
		if (n >= 0) {
			/* canonical once is canonical for ever */
			assert_int_equal(att_layout_decode(
						 l,
						 att_bytes_of(first, (size_t)n),
						 again),
					 0);
			m = att_layout_encode(l, again, second, sizeof(second));
			assert_int_equal(m, n);
			assert_memory_equal(first, second, (size_t)n);
		}
	}
	copy = zoo_copy(p, len);
	assert_int_equal(att_layout_mask(l, b, (uint8_t *)(uintptr_t)copy.p),
			 err);
	zoo_free(copy);
	zoo_free(b);
}

/* A body of words that look like offsets and sizes. */
static void try_invented(const struct att_layout *l)
{
	uint8_t buf[LONGEST];
	size_t len = l->wire_len + next(128);

	if (len > sizeof(buf))
		len = sizeof(buf);
	for (size_t i = 0; i < sizeof(buf); i += 4)
		att_put32(buf + i, any_word(len));
	try_body(l, buf, len);
}

static void damaged_bodies_are_read_safely(void **state)
{
	/* a list of everything; every layout reads it as its own */
	struct att_bytes seed_body = zoo_hex(
		"02000000 01000000 01000000 02000000 01000000 01000000"
		"44000000 4c000000 5c000000 02000000 63000000 64000000"
		"04000000 68000000 10000000 00000000 00000000 c0000201"
		"c0000202 20010db8000000000000000000000001 01000000 02000000"
		"68006900 0c000000 04000000 09000000 6f006b00");
	uint8_t buf[256];
	size_t n_zoo = 0;

	(void)state;
	seed = 0x2545f4914f6cdd1d;
	while (zoo[n_zoo])
		n_zoo++;
	for (uint32_t i = 0; i < BODIES / 2; i++) {
		const struct att_layout *l = zoo[next((uint32_t)n_zoo)];

		memcpy(buf, seed_body.p, seed_body.len);
		damage(buf, seed_body.len);
		try_body(l, buf, seed_body.len - (next(4) ? 0 : next(100)));
		try_invented(zoo[next((uint32_t)n_zoo)]);
	}
	zoo_free(seed_body);
}

static const struct mbim_variant *any_variant(void)
{
	for (;;) {
		const struct mbim_service *s =
			&mbim_services[next(mbim_services_count)];
		const struct mbim_cid *c;

		if (!s->n_cids)
			continue;
		c = &s->cids[next(s->n_cids)];
		if (c->n_variants)
			return &c->variants[next(c->n_variants)];
	}
}

static void invented_bodies_of_the_spec_are_read_safely(void **state)
{
	(void)state;
	seed = 0x9e3779b97f4a7c15;
	for (uint32_t i = 0; i < BODIES / 2; i++)
		try_invented(any_variant()->layout);
}

static size_t any_message(uint8_t *buf, size_t cap)
{
	static const uint32_t types[] = {1, 2, 4, 0x80000001, 0x80000004};
	const struct mbim_service *s =
		&mbim_services[next(mbim_services_count)];
	uint32_t cid = s->n_cids ? s->cids[next(s->n_cids)].number : 1;
	size_t body = next(100);

	memset(buf, 0, cap);
	for (size_t i = 44; i + 4 <= cap; i += 4)
		att_put32(buf + i, any_word(body));
	switch (next(4)) {
	case 0:
		return (size_t)mbim_msg_encode_simple(buf, cap, types[next(5)],
						      next(9), next(9));
	case 1:
		return (size_t)mbim_msg_encode_command(
			buf, cap, next(99), &s->uuid, cid, next(3), body);
	case 2:
		return (size_t)mbim_msg_encode_done(
			buf, cap, next(99), &s->uuid, cid, next(40), body);
	default:
		return (size_t)mbim_msg_encode_indication(buf, cap, &s->uuid,
							  cid, body);
	}
}

static void damaged_messages_are_read_safely(void **state)
{
	static const uint16_t versions[] = {0, MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};
	uint8_t buf[160];

	(void)state;
	seed = 0xda942042e4dd58b5;
	for (uint32_t i = 0; i < MESSAGES; i++) {
		size_t len = any_message(buf, sizeof(buf));
		uint16_t ex = versions[next(4)];
		char title[1024];
		struct att_text t;
		struct att_bytes b, copy;
		int err;

		damage(buf, next(2) ? len : 48);
		b = zoo_copy(buf, next(8) ? len : next((uint32_t)len + 1));
		att_text_init(&t, text, sizeof(text));
		(void)mbim_msg_json(b, ex, next(2), &t);
		assert_false(t.cut);
		assert_true(wire_json_valid(text, t.len));
		att_text_init(&t, text, next(100) + 1);
		(void)mbim_msg_print(b, ex, next(2), &t);
		att_text_init(&t, text, sizeof(text));
		err = mbim_msg_print(b, ex, next(2), &t);
		att_text_init(&t, title, sizeof(title));
		assert_int_equal(mbim_msg_title(b, ex, &t), err);
		assert_int_equal(strcspn(text, "\n"), t.len - 1);
		assert_memory_equal(text, title, t.len);
		copy = zoo_copy(b.p, b.len);
		mbim_msg_mask(b, (uint8_t *)(uintptr_t)copy.p, ex);
		zoo_free(copy);
		zoo_free(b);
	}
}

/* Fragments and whole messages, some damaged, with garbage between them. */
static size_t any_stream(uint8_t *buf, size_t cap)
{
	uint8_t message[160], frag[160];
	size_t len = 0;

	while (len + 640 < cap) {
		struct att_bytes m = {message, any_message(message, 160)};
		uint32_t max = next(2) ? 64 : 96;

		if (!mbim_msg_fragmented(att_get32(message)))
			max = 160;
		for (uint32_t i = 0; i < mbim_frag_tx_count(m, max); i++) {
			int n = mbim_frag_tx_get(m, max, i, frag, 160);

			if (!next(8))
				damage(frag, (size_t)n);
			if (!next(16))
				n = (int)next((uint32_t)n + 1);
			memcpy(buf + len, frag, (size_t)n);
			len += next(16) ? (size_t)n : 0;
		}
		for (uint32_t i = next(8) ? 0 : next(40); i; i--)
			buf[len++] = (uint8_t)next(256);
	}
	return len;
}

static void read_stream(struct mbim_frag_rx *rx, struct att_bytes b,
			uint64_t *now, size_t *taken)
{
	struct mbim_frag_fault fault;
	struct att_bytes m;
	size_t calls = 0;
	int got;

	mbim_frag_rx_put(rx, b);
	while ((got = mbim_frag_rx_get(rx, *now, &m, &fault)) != 0) {
		assert_true(++calls <= b.len / 4 + 4);
		if (got < 0)
			continue;
		assert_true(m.len >= MBIM_MSG_HEADER);
		assert_true(mbim_msg_known(att_get32(m.p)));
		assert_int_equal(att_get32(m.p + 4), m.len);
		if (mbim_msg_fragmented(att_get32(m.p))) {
			assert_int_equal(att_get32(m.p + 12), 1);
			assert_int_equal(att_get32(m.p + 16), 0);
		}
		*taken += m.len;
	}
	*now += next(400);
	if (!next(20))
		(void)mbim_frag_rx_expire(rx, *now, &fault);
	assert_true(rx->stream_len <= rx->stream_cap);
	assert_true(rx->whole_len <= rx->whole_cap);
	assert_true((rx->total || rx->stream_len > rx->stream_used) ==
		    (rx->deadline_ms != UINT64_MAX));
}

static void damaged_streams_are_read_safely(void **state)
{
	static uint8_t all[2048], stream[256], whole[512];
	size_t taken = 0, total = 0;

	(void)state;
	seed = 0x853c49e6748fea9b;
	for (uint32_t i = 0; i < STREAMS; i++) {
		size_t len = any_stream(all, sizeof(all)), at = 0;
		struct mbim_frag_rx rx;
		uint64_t now = 0;

		total += len;
		mbim_frag_rx_init(&rx, i & 1, stream, sizeof(stream), whole,
				  sizeof(whole));
		while (at < len) {
			size_t n = next(i & 2 ? 1000 : 40) + 1;
			struct att_bytes b;

			n = n < len - at ? n : len - at;
			b = zoo_copy(all + at, n);
			read_stream(&rx, b, &now, &taken);
			zoo_free(b);
			at += n;
		}
	}
	/* most of it is good: a resync that loses the rest would show */
	assert_true(taken > total / 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_bodies_are_read_safely),
		cmocka_unit_test(invented_bodies_of_the_spec_are_read_safely),
		cmocka_unit_test(damaged_messages_are_read_safely),
		cmocka_unit_test(damaged_streams_are_read_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
