/* NTBs as modems send them, good and bad: what the walk hands out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/ntb.h"

/* An NTB under construction, on the heap with its exact size, so that a read
 * behind its end is caught. */
struct raw {
	uint8_t *p;
	size_t len;
	bool ntb32;
};

static struct raw raw_new(size_t len, bool ntb32)
{
	struct raw r = {calloc(1, len), len, ntb32};

	assert_non_null(r.p);
	memcpy(r.p, ntb32 ? "ncmh" : "NCMH", 4);
	att_put16(r.p + 4, ntb32 ? 16 : 12);
	att_put16(r.p + 6, 0x1234);
	if (ntb32)
		att_put32(r.p + 8, (uint32_t)len);
	else
		att_put16(r.p + 8, (uint16_t)len);
	return r;
}

static void raw_first(struct raw *r, uint32_t ndp)
{
	if (r->ntb32)
		att_put32(r->p + 12, ndp);
	else
		att_put16(r->p + 10, (uint16_t)ndp);
}

/* An NDP with room for n entries (the terminating one included). */
static void raw_ndp(struct raw *r, uint32_t at, const char *signature,
		    uint8_t id, uint32_t next, uint32_t n)
{
	uint8_t *p = r->p + at;

	memcpy(p, signature, 3);
	p[3] = id;
	if (r->ntb32) {
		att_put16(p + 4, (uint16_t)(16 + 8 * n));
		att_put32(p + 8, next);
	} else {
		att_put16(p + 4, (uint16_t)(8 + 4 * n));
		att_put16(p + 6, (uint16_t)next);
	}
}

static void raw_entry(struct raw *r, uint32_t ndp, uint32_t i, uint32_t at,
		      uint32_t len)
{
	uint8_t *p = r->p + ndp;

	if (r->ntb32) {
		att_put32(p + 16 + 8 * (size_t)i, at);
		att_put32(p + 20 + 8 * (size_t)i, len);
	} else {
		att_put16(p + 8 + 4 * (size_t)i, (uint16_t)at);
		att_put16(p + 10 + 4 * (size_t)i, (uint16_t)len);
	}
}

static struct ntb_rx open_ok(const struct raw *r)
{
	struct ntb_rx rx;

	assert_int_equal(ntb_rx_init(&rx, att_bytes_of(r->p, r->len)), 0);
	return rx;
}

static int open_err(const struct raw *r, size_t len)
{
	struct ntb_rx rx;
	uint8_t *exact = malloc(len ? len : 1);
	int err;

	assert_non_null(exact);
	memcpy(exact, r->p, len);
	err = ntb_rx_init(&rx, att_bytes_of(exact, len));
	free(exact);
	return err;
}

/* The next datagram is [at, at + len) of stream id. */
static void expect(struct ntb_rx *rx, const struct raw *r, bool dss, uint8_t id,
		   uint32_t at, uint32_t len)
{
	struct flow stream;
	struct att_bytes d;

	assert_int_equal(ntb_rx_next(rx, &stream, &d), 1);
	assert_int_equal(stream.service, dss);
	assert_int_equal(stream.id, id);
	assert_ptr_equal(d.p, r->p + at);
	assert_int_equal(d.len, len);
}

static void expect_end(struct ntb_rx *rx, int err)
{
	struct flow stream;
	struct att_bytes d;

	assert_int_equal(ntb_rx_next(rx, &stream, &d), err);
	assert_int_equal(ntb_rx_next(rx, &stream, &d), 0);
}

static void ntb16_and_ntb32_are_taken_whatever_was_set(void **state)
{
	(void)state;
	for (int ntb32 = 0; ntb32 < 2; ntb32++) {
		struct raw r = raw_new(200, ntb32);
		struct ntb_rx rx;

		raw_first(&r, 16);
		raw_ndp(&r, 16, ntb32 ? "ips" : "IPS", 0, 0, 3);
		raw_entry(&r, 16, 0, 100, 40);
		raw_entry(&r, 16, 1, 140, 60);
		rx = open_ok(&r);
		assert_int_equal(rx.ntb32, ntb32);
		assert_int_equal(rx.sequence, 0x1234);
		expect(&rx, &r, false, 0, 100, 40);
		expect(&rx, &r, false, 0, 140, 60);
		expect_end(&rx, 0);
		free(r.p);
	}
}

static void ntb_of_huawei_k5160_holds_one_datagram(void **state)
{
	/* 12d1, NTB32: an ARP request without its Ethernet header. */
	static const uint8_t captured[98] = {
		0x6e, 0x63, 0x6d, 0x68, 0x10, 0x00, 0x00, 0x00, 0x62, 0x00,
		0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x69, 0x70, 0x73, 0x00,
		0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x32, 0x00, 0x00, 0x00, 0x2e, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01, 0x02, 0x00,
		0x00, 0x00, 0x00, 0x01, 0xc0, 0x00, 0x02, 0x02};
	struct raw r = {malloc(98), 98, true};
	struct ntb_rx rx;

	(void)state;
	assert_non_null(r.p);
	memcpy(r.p, captured, 98);
	rx = open_ok(&r);
	expect(&rx, &r, false, 0, 50, 46);
	expect_end(&rx, 0);
	assert_int_equal(rx.skipped, 0);
	free(r.p);
}

static void block_length_0_means_the_whole_transfer(void **state)
{
	struct raw r = raw_new(100, false);
	struct ntb_rx rx;

	(void)state;
	att_put16(r.p + 8, 0);
	raw_first(&r, 12);
	raw_ndp(&r, 12, "IPS", 3, 0, 2);
	raw_entry(&r, 12, 0, 60, 40);
	rx = open_ok(&r);
	expect(&rx, &r, false, 3, 60, 40);
	expect_end(&rx, 0);
	free(r.p);
}

static void bytes_behind_the_block_are_not_part_of_it(void **state)
{
	struct raw r = raw_new(100, false);
	struct ntb_rx rx;

	(void)state;
	att_put16(r.p + 8, 99);
	raw_first(&r, 12);
	raw_ndp(&r, 12, "IPS", 0, 0, 3);
	raw_entry(&r, 12, 0, 60, 40);
	raw_entry(&r, 12, 1, 60, 39);
	rx = open_ok(&r);
	expect(&rx, &r, false, 0, 60, 39);
	expect_end(&rx, 0);
	assert_int_equal(rx.skipped, 1);
	free(r.p);
}

static void header_that_is_short_or_foreign_is_refused(void **state)
{
	struct raw r = raw_new(40, false), w = raw_new(40, true);

	(void)state;
	assert_int_equal(open_err(&r, 0), ATT_E_SHORT);
	assert_int_equal(open_err(&r, 11), ATT_E_SHORT);
	assert_int_equal(open_err(&w, 15), ATT_E_SHORT);
	assert_int_equal(open_err(&r, 39), ATT_E_SHORT);
	assert_int_equal(open_err(&r, 40), 0);
	att_put16(r.p + 8, 11);
	assert_int_equal(open_err(&r, 40), ATT_E_NTB);
	att_put16(r.p + 8, 12);
	assert_int_equal(open_err(&r, 40), 0);
	att_put16(r.p + 4, 11);
	assert_int_equal(open_err(&r, 40), ATT_E_NTB);
	w.p[3] = 'H';
	assert_int_equal(open_err(&w, 40), ATT_E_NTB);
	free(r.p);
	free(w.p);
}

static void ndp_may_be_before_between_and_after_the_datagrams(void **state)
{
	struct raw r = raw_new(400, false);
	struct ntb_rx rx;

	(void)state;
	raw_first(&r, 180);
	raw_ndp(&r, 180, "IPS", 1, 12, 3);
	raw_entry(&r, 180, 0, 40, 100);
	raw_entry(&r, 180, 1, 220, 60);
	raw_ndp(&r, 12, "IPS", 2, 380, 2);
	raw_entry(&r, 12, 0, 150, 30);
	raw_ndp(&r, 380, "DSS", 7, 0, 2);
	raw_entry(&r, 380, 0, 300, 50);
	rx = open_ok(&r);
	expect(&rx, &r, false, 1, 40, 100);
	expect(&rx, &r, false, 1, 220, 60);
	expect(&rx, &r, false, 2, 150, 30);
	expect(&rx, &r, true, 7, 300, 50);
	expect_end(&rx, 0);
	free(r.p);
}

static void ntb32_signatures_are_lower_case(void **state)
{
	struct raw r = raw_new(400, true);
	struct ntb_rx rx;

	(void)state;
	raw_first(&r, 16);
	raw_ndp(&r, 16, "ips", 255, 64, 2);
	raw_entry(&r, 16, 0, 200, 10);
	raw_ndp(&r, 64, "IPS", 1, 112, 2);
	raw_entry(&r, 64, 0, 210, 10);
	raw_ndp(&r, 112, "dss", 2, 0, 2);
	raw_entry(&r, 112, 0, 220, 10);
	rx = open_ok(&r);
	expect(&rx, &r, false, 255, 200, 10);
	expect(&rx, &r, true, 2, 220, 10);
	expect_end(&rx, 0);
	free(r.p);
}

static void ndp_with_an_unknown_signature_is_skipped(void **state)
{
	struct raw r = raw_new(200, false);
	struct ntb_rx rx;

	(void)state;
	raw_first(&r, 12);
	raw_ndp(&r, 12, "NCM", '1', 40, 2); /* Ethernet with CRC */
	raw_entry(&r, 12, 0, 100, 10);
	raw_ndp(&r, 40, "IPS", 0, 0, 2);
	raw_entry(&r, 40, 0, 110, 10);
	rx = open_ok(&r);
	expect(&rx, &r, false, 0, 110, 10);
	expect_end(&rx, 0);
	free(r.p);
}

static void entries_stop_at_the_first_zero_entry(void **state)
{
	struct raw r = raw_new(200, false);
	struct ntb_rx rx;

	(void)state;
	raw_first(&r, 12);
	raw_ndp(&r, 12, "IPS", 0, 0, 5);
	raw_entry(&r, 12, 0, 100, 10);
	raw_entry(&r, 12, 2, 110, 10);
	rx = open_ok(&r);
	expect(&rx, &r, false, 0, 100, 10);
	expect_end(&rx, 0);
	free(r.p);
}

static void table_without_a_zero_entry_ends_with_its_length(void **state)
{
	struct raw r = raw_new(200, false);
	struct ntb_rx rx;

	(void)state;
	raw_first(&r, 12);
	raw_ndp(&r, 12, "IPS", 0, 0, 2);
	att_put16(r.p + 12 + 4, 8 + 2 * 4 + 3);
	raw_entry(&r, 12, 0, 100, 10);
	raw_entry(&r, 12, 1, 110, 10);
	raw_entry(&r, 12, 2, 120, 10); /* outside the table */
	rx = open_ok(&r);
	expect(&rx, &r, false, 0, 100, 10);
	expect(&rx, &r, false, 0, 110, 10);
	expect_end(&rx, 0);
	free(r.p);
}

static void bad_entry_does_not_discard_the_rest(void **state)
{
	(void)state;
	for (int ntb32 = 0; ntb32 < 2; ntb32++) {
		struct raw r = raw_new(300, ntb32);
		struct ntb_rx rx;

		raw_first(&r, 16);
		raw_ndp(&r, 16, ntb32 ? "ips" : "IPS", 0, 0, 7);
		raw_entry(&r, 16, 0, 200, 101);		/* one byte too long */
		raw_entry(&r, 16, 1, 301, 1);		/* behind the end */
		raw_entry(&r, 16, 2, 0xfffffff0, 0x20); /* would wrap */
		raw_entry(&r, 16, 3, 200, 0);		/* nothing there */
		raw_entry(&r, 16, 4, 0, 20);		/* no offset */
		raw_entry(&r, 16, 5, 200, 100);
		rx = open_ok(&r);
		expect(&rx, &r, false, 0, 200, 100);
		expect_end(&rx, 0);
		assert_int_equal(rx.skipped, 5);
		free(r.p);
	}
}

static void ndp_outside_the_block_ends_the_walk(void **state)
{
	static const uint32_t bad[] = {192, 193, 200, 11, 0xfff8};
	struct raw r = raw_new(199, false);
	struct ntb_rx rx;

	(void)state;
	raw_ndp(&r, 12, "IPS", 0, 0, 2);
	raw_entry(&r, 12, 0, 100, 10);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		raw_first(&r, bad[i]);
		rx = open_ok(&r);
		expect_end(&rx, ATT_E_NTB);
		raw_first(&r, 12);
		att_put16(r.p + 12 + 6, (uint16_t)bad[i]);
		rx = open_ok(&r);
		expect(&rx, &r, false, 0, 100, 10);
		expect_end(&rx, ATT_E_NTB);
	}
	free(r.p);
}

static void ndp_length_is_checked_against_the_block(void **state)
{
	struct raw r = raw_new(100, false);
	struct ntb_rx rx;

	(void)state;
	raw_first(&r, 80);
	raw_ndp(&r, 80, "IPS", 0, 0, 2);
	att_put16(r.p + 84, 7);
	rx = open_ok(&r);
	expect_end(&rx, ATT_E_NTB);
	att_put16(r.p + 84, 21);
	rx = open_ok(&r);
	expect_end(&rx, ATT_E_NTB);
	att_put16(r.p + 84, 20);
	raw_entry(&r, 80, 0, 20, 60);
	rx = open_ok(&r);
	expect(&rx, &r, false, 0, 20, 60);
	expect_end(&rx, 0);
	free(r.p);
}

static void ntb_without_an_ndp_is_empty(void **state)
{
	struct raw r = raw_new(12, false);
	struct ntb_rx rx = open_ok(&r);

	(void)state;
	expect_end(&rx, 0);
	free(r.p);
}

static void ndp_chain_that_loops_hands_nothing_out_twice(void **state)
{
	struct raw r = raw_new(400, false);
	struct ntb_rx rx;

	(void)state;
	raw_first(&r, 12);
	for (uint32_t i = 0; i < 3; i++) {
		raw_ndp(&r, 12 + 20 * i, "IPS", (uint8_t)i, 32 + 20 * i, 2);
		raw_entry(&r, 12 + 20 * i, 0, 200 + i, 10);
	}
	raw_ndp(&r, 52, "IPS", 2, 32, 2); /* back to the second */
	rx = open_ok(&r);
	expect(&rx, &r, false, 0, 200, 10);
	expect(&rx, &r, false, 1, 201, 10);
	expect(&rx, &r, false, 2, 202, 10);
	expect_end(&rx, ATT_E_LOOP);
	raw_ndp(&r, 12, "XYZ", 0, 12, 2); /* to itself, and not even ours */
	rx = open_ok(&r);
	expect_end(&rx, ATT_E_LOOP);
	free(r.p);
}

static void ndp_chain_is_bounded(void **state)
{
	struct raw r = raw_new(4000, false);
	struct ntb_rx rx;

	(void)state;
	raw_first(&r, 12);
	for (uint32_t i = 0; i < NTB_MAX_NDPS + 1; i++) {
		raw_ndp(&r, 12 + 16 * i, "IPS", 0, 28 + 16 * i, 2);
		raw_entry(&r, 12 + 16 * i, 0, 2000, 10);
	}
	rx = open_ok(&r);
	for (uint32_t i = 0; i < NTB_MAX_NDPS; i++)
		expect(&rx, &r, false, 0, 2000, 10);
	expect_end(&rx, ATT_E_LOOP);
	free(r.p);
}

static void ndps_that_lie_over_each_other_are_bounded(void **state)
{
	struct raw r = raw_new(1000, false);
	struct ntb_rx rx;
	struct flow stream;
	struct att_bytes d;
	int got, n = 0;

	(void)state;
	raw_first(&r, 12);
	for (uint32_t i = 0; i < 50; i++) {
		raw_ndp(&r, 12 + 8 * i, "IPS", 0, 20 + 8 * i, 100);
		att_put16(r.p + 12 + 8 * i + 4, 400);
	}
	rx = open_ok(&r);
	while ((got = ntb_rx_next(&rx, &stream, &d)) == 1)
		n++;
	assert_int_equal(got, ATT_E_LOOP);
	assert_true(n <= 1000 / 4);
	free(r.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ntb16_and_ntb32_are_taken_whatever_was_set),
		cmocka_unit_test(ntb_of_huawei_k5160_holds_one_datagram),
		cmocka_unit_test(block_length_0_means_the_whole_transfer),
		cmocka_unit_test(bytes_behind_the_block_are_not_part_of_it),
		cmocka_unit_test(header_that_is_short_or_foreign_is_refused),
		cmocka_unit_test(
			ndp_may_be_before_between_and_after_the_datagrams),
		cmocka_unit_test(ntb32_signatures_are_lower_case),
		cmocka_unit_test(ndp_with_an_unknown_signature_is_skipped),
		cmocka_unit_test(entries_stop_at_the_first_zero_entry),
		cmocka_unit_test(
			table_without_a_zero_entry_ends_with_its_length),
		cmocka_unit_test(bad_entry_does_not_discard_the_rest),
		cmocka_unit_test(ndp_outside_the_block_ends_the_walk),
		cmocka_unit_test(ndp_length_is_checked_against_the_block),
		cmocka_unit_test(ntb_without_an_ndp_is_empty),
		cmocka_unit_test(ndp_chain_that_loops_hands_nothing_out_twice),
		cmocka_unit_test(ndp_chain_is_bounded),
		cmocka_unit_test(ndps_that_lie_over_each_other_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
