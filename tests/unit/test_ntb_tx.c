/* NTBs as attache builds them: their bytes, and what fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/ntb.h"

static const struct flow ips0 = {0, false};
static const struct flow ips5 = {5, false};
static const struct flow dss1 = {1, true};

static struct ntb_params params_of(uint32_t max_size, bool ntb32)
{
	return (struct ntb_params){
		.max_size = max_size,
		.divisor = 4,
		.remainder = 0,
		.alignment = 4,
		.ntb32 = ntb32,
	};
}

/* Put n bytes of value v; false: they do not fit. */
static bool put(struct ntb_tx *tx, struct flow s, uint32_t n, uint8_t v)
{
	uint8_t *p = ntb_tx_reserve(tx, s, n);

	if (!p)
		return false;
	memset(p, v, n);
	ntb_tx_commit(tx, s, n);
	return true;
}

static void parameters_are_decoded_in_both_directions(void **state)
{
	static const uint8_t answer[28] = {
		28,   0,    0x03, 0, 0x00, 0x40, 0, 0, 0x20, 0, 0x02, 0, 8, 0,
		0xff, 0xff, 0x00, 8, 0,	   0,	 4, 0, 1,    0, 16,   0, 9, 0};
	struct ntb_params in, out;
	uint16_t formats;

	(void)state;
	assert_int_equal(ntb_params_decode(att_bytes_of(answer, 28), &in, &out,
					   &formats),
			 0);
	assert_int_equal(formats, 3);
	assert_int_equal(in.max_size, 16384);
	assert_int_equal(in.divisor, 32);
	assert_int_equal(in.remainder, 2);
	assert_int_equal(in.alignment, 8);
	assert_int_equal(in.max_datagrams, 0);
	assert_int_equal(out.max_size, 2048);
	assert_int_equal(out.divisor, 4);
	assert_int_equal(out.remainder, 1);
	assert_int_equal(out.alignment, 16);
	assert_int_equal(out.max_datagrams, 9);
	assert_int_equal(ntb_params_decode(att_bytes_of(answer, 27), &in, &out,
					   &formats),
			 ATT_E_SHORT);
}

static void insane_parameters_are_repaired(void **state)
{
	/* divisor, remainder, alignment as sent and as used */
	static const uint16_t t[][6] = {
		{0, 0, 0, 4, 0, 4},	      {3, 2, 2, 4, 2, 4},
		{48, 4, 12, 4, 0, 4},	      {16, 16, 1, 16, 0, 4},
		{16, 15, 2048, 16, 15, 2048}, {4096, 7, 4096, 4, 0, 4},
	};
	struct ntb_params in, out;
	uint8_t answer[28] = {28, 0, 1};
	uint16_t formats;

	(void)state;
	att_put32(answer + 4, 2048);
	att_put32(answer + 16, 2048);
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		for (size_t k = 0; k < 3; k++)
			att_put16(answer + 20 + 2 * k, t[i][k]);
		assert_int_equal(ntb_params_decode(att_bytes_of(answer, 28),
						   &in, &out, &formats),
				 0);
		assert_int_equal(out.divisor, t[i][3]);
		assert_int_equal(out.remainder, t[i][4]);
		assert_int_equal(out.alignment, t[i][5]);
	}
	att_put32(answer + 16, 2047);
	assert_int_equal(ntb_params_decode(att_bytes_of(answer, 28), &in, &out,
					   &formats),
			 ATT_E_VALUE);
}

static void ntb16_has_these_bytes(void **state)
{
	static const uint8_t want[] = {
		'N', 'C', 'M', 'H', 12,	 0, 0x34, 0x12, 44, 0, 24,
		0,   7,	  7,   7,   7,	 7, 0,	  0,	0,  8, 8,
		8,   0,	  'I', 'P', 'S', 0, 20,	  0,	0,  0, 12,
		0,   5,	  0,   20,  0,	 3, 0,	  0,	0,  0, 0,
	};
	struct ntb_params p = params_of(2048, false);
	struct ntb_tx tx;
	uint8_t buf[2048];

	(void)state;
	memset(buf, 0xee, sizeof(buf));
	ntb_tx_begin(&tx, &p, false, buf);
	assert_true(put(&tx, ips0, 5, 7));
	assert_true(put(&tx, ips0, 3, 8));
	assert_int_equal(ntb_tx_end(&tx, 0x1234, 512), sizeof(want));
	assert_memory_equal(buf, want, sizeof(want));
}

static void ntb32_has_these_bytes(void **state)
{
	static const uint8_t want[] = {
		'n', 'c', 'm', 'h', 16, 0, 0xff, 0xff, 56, 0, 0,   0,	24,  0,
		0,   0,	  7,   7,   7,	7, 7,	 0,    0,  0, 'd', 's', 's', 1,
		32,  0,	  0,   0,   0,	0, 0,	 0,    0,  0, 0,   0,	16,  0,
		0,   0,	  5,   0,   0,	0, 0,	 0,    0,  0, 0,   0,	0,   0,
	};
	struct ntb_params p = params_of(2048, true);
	struct ntb_tx tx;
	uint8_t buf[2048];

	(void)state;
	memset(buf, 0xee, sizeof(buf));
	ntb_tx_begin(&tx, &p, false, buf);
	assert_true(put(&tx, dss1, 5, 7));
	assert_int_equal(ntb_tx_end(&tx, 0xffff, 0), sizeof(want));
	assert_memory_equal(buf, want, sizeof(want));
}

static void one_ndp_a_stream_is_chained_in_one_ntb(void **state)
{
	struct ntb_params p = params_of(2048, false);
	struct ntb_tx tx;
	uint8_t buf[2048];
	uint32_t first, second, third;

	(void)state;
	p.alignment = 64;
	ntb_tx_begin(&tx, &p, false, buf);
	assert_true(put(&tx, ips5, 10, 1));
	assert_true(put(&tx, ips0, 10, 2));
	assert_true(put(&tx, ips5, 10, 3));
	assert_true(put(&tx, dss1, 10, 4));
	ntb_tx_end(&tx, 0, 0);
	first = att_get16(buf + 10);
	second = att_get16(buf + first + 6);
	third = att_get16(buf + second + 6);
	assert_memory_equal(buf + first, "IPS\x05", 4);
	assert_memory_equal(buf + second, "IPS\x00", 4);
	assert_memory_equal(buf + third, "DSS\x01", 4);
	assert_int_equal(att_get16(buf + third + 6), 0);
	assert_int_equal(first % 64 + second % 64 + third % 64, 0);
	/* The length counts the zero entry; both datagrams are in the first. */
	assert_int_equal(att_get16(buf + first + 4), 8 + 3 * 4);
	assert_int_equal(buf[att_get16(buf + first + 8)], 1);
	assert_int_equal(buf[att_get16(buf + first + 12)], 3);
	assert_int_equal(att_get32(buf + first + 16), 0);
}

static void datagrams_lie_at_the_remainder_of_the_divisor(void **state)
{
	struct ntb_params p = params_of(4096, false);
	struct ntb_tx tx;
	uint8_t buf[4096];

	(void)state;
	p.divisor = 64;
	p.remainder = 14;
	ntb_tx_begin(&tx, &p, false, buf);
	for (uint32_t i = 1; i < 10; i++)
		assert_true(put(&tx, ips0, i * 7, 1));
	assert_int_equal(tx.n, 9);
	for (uint32_t i = 0; i < tx.n; i++)
		assert_int_equal(tx.dgram[i].at % 64, 14);
	assert_int_equal(tx.dgram[0].at, 14);
}

static void full_ntb_is_filled_to_its_last_byte(void **state)
{
	struct ntb_params p = params_of(2048, false);
	struct ntb_tx tx;
	uint8_t *buf = malloc(2048);

	(void)state;
	assert_non_null(buf);
	/* header 12, NDP 8, entry 4, zero entry 4 */
	ntb_tx_begin(&tx, &p, false, buf);
	assert_null(ntb_tx_reserve(&tx, ips0, 2021));
	assert_null(ntb_tx_reserve(&tx, ips0, UINT32_MAX));
	assert_true(put(&tx, ips0, 2020, 1));
	assert_false(put(&tx, ips0, 1, 1));
	assert_false(put(&tx, dss1, 1, 1));
	/* Exactly full is not padded, though a multiple of the packet. */
	assert_int_equal(ntb_tx_end(&tx, 0, 512), 2048);
	free(buf);
}

static void reserve_counts_the_ndp_of_a_new_stream(void **state)
{
	struct ntb_params p = params_of(2048, false);
	struct ntb_tx tx;
	uint8_t *buf = malloc(2048);

	(void)state;
	assert_non_null(buf);
	ntb_tx_begin(&tx, &p, false, buf);
	assert_true(put(&tx, ips0, 2000, 1));
	/* 20 bytes are left: 4 of datagram + 16 of NDP fit, 5 do not. */
	assert_null(ntb_tx_reserve(&tx, ips5, 5));
	assert_non_null(ntb_tx_reserve(&tx, ips0, 16));
	assert_true(put(&tx, ips5, 4, 2));
	assert_int_equal(ntb_tx_end(&tx, 0, 512), 2048);
	free(buf);
}

static void block_that_is_a_multiple_of_the_packet_is_padded(void **state)
{
	struct ntb_params p = params_of(2048, false);
	struct ntb_tx tx;
	uint8_t buf[2048];

	(void)state;
	memset(buf, 0xee, sizeof(buf));
	ntb_tx_begin(&tx, &p, false, buf);
	assert_true(put(&tx, ips0, 512 - 28, 1));
	assert_int_equal(ntb_tx_end(&tx, 0, 512), 513);
	assert_int_equal(att_get16(buf + 8), 513);
	assert_int_equal(buf[512], 0);
	ntb_tx_begin(&tx, &p, false, buf);
	assert_true(put(&tx, ips0, 512 - 28, 1));
	assert_int_equal(ntb_tx_end(&tx, 0, 1024), 512);
}

static void ntb16_stays_below_64_kib(void **state)
{
	struct ntb_params p = params_of(131072, false);
	struct ntb_tx tx;
	uint8_t *buf = malloc(131072);

	(void)state;
	assert_non_null(buf);
	ntb_tx_begin(&tx, &p, false, buf);
	assert_null(ntb_tx_reserve(&tx, ips0, 65536 - 28));
	assert_true(put(&tx, ips0, 65532 - 28, 1));
	assert_int_equal(ntb_tx_end(&tx, 0, 512), 65532);
	assert_int_equal(att_get16(buf + 8), 65532);
	p.ntb32 = true;
	ntb_tx_begin(&tx, &p, false, buf);
	assert_true(put(&tx, ips0, 131072 - 48, 1));
	assert_int_equal(ntb_tx_end(&tx, 0, 512), 131072);
	assert_int_equal(att_get32(buf + 8), 131072);
	free(buf);
}

static void max_datagrams_is_kept(void **state)
{
	struct ntb_params p = params_of(65536, false);
	struct ntb_tx tx;
	uint8_t *buf = malloc(65536);
	uint32_t n = 0;

	(void)state;
	assert_non_null(buf);
	p.max_datagrams = 3;
	ntb_tx_begin(&tx, &p, false, buf);
	while (put(&tx, ips0, 20, 1))
		n++;
	assert_int_equal(n, 3);
	p.max_datagrams = 0; /* no limit but our own */
	ntb_tx_begin(&tx, &p, false, buf);
	for (n = 0; put(&tx, ips0, 20, 1);)
		n++;
	assert_int_equal(n, NTB_MAX_DATAGRAMS);
	free(buf);
}

static void ndp_at_end_takes_one_stream_only(void **state)
{
	struct ntb_params p = params_of(2048, false);
	struct ntb_tx tx;
	uint8_t buf[2048];
	uint32_t ndp;

	(void)state;
	ntb_tx_begin(&tx, &p, true, buf);
	assert_true(put(&tx, ips5, 20, 1));
	assert_false(put(&tx, ips0, 20, 1));
	assert_true(put(&tx, ips5, 20, 1));
	ntb_tx_end(&tx, 0, 0);
	ndp = att_get16(buf + 10);
	assert_true(ndp >= tx.dgram[1].at + tx.dgram[1].len);
	assert_int_equal(att_get16(buf + ndp + 6), 0);
}

static void reservation_may_be_shortened_or_taken_back(void **state)
{
	struct ntb_params p = params_of(2048, false);
	struct ntb_tx tx;
	uint8_t buf[2048];
	uint8_t *a, *b;

	(void)state;
	ntb_tx_begin(&tx, &p, false, buf);
	assert_int_equal(ntb_tx_end(&tx, 0, 512), 0);
	a = ntb_tx_reserve(&tx, ips0, 1500);
	assert_non_null(a);
	ntb_tx_commit(&tx, ips0, 0);
	assert_int_equal(tx.n, 0);
	assert_int_equal(ntb_tx_end(&tx, 0, 512), 0);
	b = ntb_tx_reserve(&tx, ips5, 1500);
	assert_ptr_equal(a, b);
	memset(b, 1, 1500);
	ntb_tx_commit(&tx, ips5, 40);
	assert_int_equal(ntb_tx_end(&tx, 0, 512), 12 + 40 + 16);
	assert_memory_equal(buf + 52, "IPS\x05", 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_are_decoded_in_both_directions),
		cmocka_unit_test(insane_parameters_are_repaired),
		cmocka_unit_test(ntb16_has_these_bytes),
		cmocka_unit_test(ntb32_has_these_bytes),
		cmocka_unit_test(one_ndp_a_stream_is_chained_in_one_ntb),
		cmocka_unit_test(datagrams_lie_at_the_remainder_of_the_divisor),
		cmocka_unit_test(full_ntb_is_filled_to_its_last_byte),
		cmocka_unit_test(reserve_counts_the_ndp_of_a_new_stream),
		cmocka_unit_test(
			block_that_is_a_multiple_of_the_packet_is_padded),
		cmocka_unit_test(ntb16_stays_below_64_kib),
		cmocka_unit_test(max_datagrams_is_kept),
		cmocka_unit_test(ndp_at_end_takes_one_stream_only),
		cmocka_unit_test(reservation_may_be_shortened_or_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
