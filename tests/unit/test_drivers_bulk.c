/* When NTBs are sent, how they end, and what of a received one is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/usb_bringup.h"

enum { BUFS = 3, SIZE = 2048, PACKET = 512 };

static const struct flow ips0 = {.id = 0};
static const struct flow dss1 = {.id = 1, .service = true};

struct fixture {
	struct ntb_link ntb;
	struct bulk n;
	struct usb_function f;
	struct usb_bringup b;
	uint8_t *buf[BUFS];
	struct bulk_transfer t;
};

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));

	assert_non_null(x);
	x->f.out_packet = PACKET;
	x->b.f = &x->f;
	x->b.out = (struct ntb_params){
		.max_size = SIZE, .divisor = 4, .alignment = 4};
	x->b.device_out = SIZE;
	for (int i = 0; i < BUFS; i++) {
		x->buf[i] = malloc(SIZE);
		assert_non_null(x->buf[i]);
	}
	usb_bringup_data(&x->b, &x->ntb, &x->n, x->buf, BUFS);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	for (int i = 0; i < BUFS; i++)
		free(x->buf[i]);
	free(x);
	return 0;
}

static bool put_in(struct fixture *x, struct flow stream, uint32_t len,
		   uint8_t first)
{
	uint8_t *p = bulk_reserve(&x->n, stream, len);

	if (!p)
		return false;
	memset(p, 0, len);
	p[0] = first;
	bulk_commit(&x->n, stream, len);
	return true;
}

static bool put(struct fixture *x, uint32_t len)
{
	return put_in(x, ips0, len, 0x45);
}

static bool next(struct fixture *x)
{
	return bulk_next(&x->n, &x->t);
}

/* The datagrams of what is to be sent. */
static unsigned datagrams(struct fixture *x)
{
	struct ntb_rx rx;
	struct flow stream;
	struct att_bytes d;
	unsigned n = 0;

	assert_int_equal(ntb_rx_init(&rx, att_bytes_of(x->t.p, x->t.len)), 0);
	while (ntb_rx_next(&rx, &stream, &d) > 0)
		n++;
	return n;
}

static void nothing_is_sent_before_the_flush(void **state)
{
	struct fixture *x = *state;

	bulk_flush(&x->n);
	assert_false(next(x));
	assert_true(put(x, 100));
	assert_false(next(x));
	bulk_flush(&x->n);
	assert_true(next(x));
	assert_int_equal(datagrams(x), 1);
	assert_false(next(x));
}

static void behind_a_transfer_datagrams_are_batched(void **state)
{
	struct fixture *x = *state;
	uint32_t first;

	put(x, 100);
	bulk_flush(&x->n);
	assert_true(next(x));
	first = x->t.index;
	for (int i = 0; i < 5; i++) {
		assert_true(put(x, 100));
		bulk_flush(&x->n);
		assert_false(next(x));
	}
	assert_false(bulk_done(&x->n, first, 0));
	assert_true(next(x));
	assert_int_equal(datagrams(x), 5);
}

static void full_ntb_does_not_wait_for_the_one_in_flight(void **state)
{
	struct fixture *x = *state;

	put(x, 100);
	bulk_flush(&x->n);
	assert_true(next(x));
	assert_true(put(x, 1500));
	assert_false(put(x, 1500)); /* does not fit: send first */
	assert_true(next(x));
	assert_int_equal(datagrams(x), 1);
	assert_true(put(x, 1500));
}

static void room_is_told_after_the_buffers_ran_out(void **state)
{
	struct fixture *x = *state;
	uint32_t index[BUFS];

	x->n.limit.unknown = BUFS * SIZE;
	for (int i = 0; i < BUFS; i++) {
		assert_true(put(x, 1500));
		assert_false(put(x, 1500));
		assert_true(next(x));
		index[i] = x->t.index;
	}
	assert_false(put(x, 1500));
	assert_false(next(x));
	assert_true(bulk_done(&x->n, index[1], 0));
	assert_false(bulk_done(&x->n, index[0], 0));
	assert_true(put(x, 1500));
}

/* There are buffers, but no more may be in flight. */
static void room_is_told_when_less_is_in_flight(void **state)
{
	struct fixture *x = *state;
	uint32_t index[2];

	for (int i = 0; i < 2; i++) {
		assert_true(put(x, 1500));
		assert_false(put(x, 1500));
		assert_true(next(x));
		index[i] = x->t.index;
	}
	assert_false(put(x, 1500));
	assert_true(bulk_done(&x->n, index[0], 0));
	assert_true(put(x, 1500));
	assert_false(bulk_done(&x->n, index[1], 0));
}

static void taken_back_reservation_sends_nothing(void **state)
{
	struct fixture *x = *state;

	assert_non_null(bulk_reserve(&x->n, ips0, 1500));
	bulk_flush(&x->n);
	assert_false(next(x)); /* somebody still writes into it */
	bulk_commit(&x->n, ips0, 0);
	bulk_flush(&x->n);
	assert_false(next(x));
	assert_int_equal(x->n.stats.tx_datagrams, 0);
}

static void sequence_counts_ntbs(void **state)
{
	struct fixture *x = *state;

	for (uint16_t i = 0; i < 5; i++) {
		put(x, 100);
		bulk_flush(&x->n);
		assert_true(next(x));
		assert_int_equal(att_get16(x->t.p + 6), i);
		bulk_done(&x->n, x->t.index, 0);
	}
}

/* The NTB has 12 bytes of header, 4-aligned datagrams, 16 of NDP. */
static uint32_t datagram_for(uint32_t ntb)
{
	return ntb - 12 - 16;
}

static void send_one(struct fixture *x, uint32_t len)
{
	assert_true(put(x, len));
	bulk_flush(&x->n);
	assert_true(next(x));
	bulk_done(&x->n, x->t.index, 0);
}

static void short_ntb_never_ends_on_a_packet(void **state)
{
	struct fixture *x = *state;

	send_one(x, datagram_for(2 * PACKET));
	assert_int_equal(x->t.len, 2 * PACKET + 1);
	assert_false(x->t.zlp);
	send_one(x, datagram_for(2 * PACKET - 4));
	assert_int_equal(x->t.len, 2 * PACKET - 4);
	assert_false(x->t.zlp);
}

static void full_ntb_is_followed_by_a_zlp(void **state)
{
	struct fixture *x = *state;

	send_one(x, datagram_for(SIZE));
	assert_int_equal(x->t.len, SIZE);
	assert_true(x->t.zlp);
}

static void quirk_leaves_the_zlp_out(void **state)
{
	struct fixture *x = *state;

	x->f.quirks = USB_QUIRK_NO_ZLP;
	usb_bringup_data(&x->b, &x->ntb, &x->n, x->buf, BUFS);
	send_one(x, datagram_for(SIZE));
	assert_int_equal(x->t.len, SIZE);
	assert_false(x->t.zlp);
}

static void our_own_limit_is_not_the_device_s(void **state)
{
	struct fixture *x = *state;

	x->f.quirks = USB_QUIRK_NO_ZLP;
	x->b.device_out = 2 * SIZE; /* it would wait for more */
	usb_bringup_data(&x->b, &x->ntb, &x->n, x->buf, BUFS);
	send_one(x, datagram_for(SIZE));
	assert_true(x->t.zlp);
}

/* --- receive ----------------------------------------------------- */

/* Hand the NTB in x->t back in; first bytes of what is kept, as text. */
static void receive(struct fixture *x, struct att_bytes transfer, char *text,
		    size_t cap)
{
	struct flow stream;
	struct att_bytes d;
	size_t at = 0;

	text[0] = 0;
	bulk_input(&x->n, transfer);
	while (bulk_rx_next(&x->n, &stream, &d))
		at += (size_t)snprintf(text + at, cap - at, "%s%u:%02x ",
				       stream.service ? "dss" : "ips",
				       stream.id, d.p[0]);
}

static void only_what_is_not_ip_is_dropped(void **state)
{
	struct fixture *x = *state;
	char text[64];

	put_in(x, ips0, 40, 0x45);
	put_in(x, ips0, 28, 0x00); /* ARP without Ethernet */
	put_in(x, dss1, 28, 0x00); /* a device service may say anything */
	put_in(x, ips0, 60, 0x60);
	bulk_flush(&x->n);
	assert_true(next(x));
	receive(x, att_bytes_of(x->t.p, x->t.len), text, sizeof(text));
	assert_string_equal(text, "ips0:45 ips0:60 dss1:00 ");
	assert_int_equal(x->n.stats.rx_not_ip, 1);
	assert_int_equal(x->n.stats.rx_datagrams, 3);
	assert_int_equal(x->n.stats.rx_malformed, 0);
}

/* libmbim-devel 2016-March/000684: Huawei K5160, addresses masked. */
static const uint8_t k5160[] = {
	0x6e, 0x63, 0x6d, 0x68, 0x10, 0x00, 0x00, 0x00, 0x62, 0x00, 0x00,
	0x00, 0x10, 0x00, 0x00, 0x00, 0x69, 0x70, 0x73, 0x00, 0x20, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x32,
	0x00, 0x00, 0x00, 0x2e, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x06,
	0x04, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0xc0, 0x00,
	0x02, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xc0, 0x00, 0x02,
	0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static void arp_of_a_real_modem_is_dropped(void **state)
{
	struct fixture *x = *state;
	char text[64];

	receive(x, att_bytes_of(k5160, sizeof(k5160)), text, sizeof(text));
	assert_string_equal(text, "");
	assert_int_equal(x->n.stats.rx_not_ip, 1);
	assert_int_equal(x->n.stats.rx_malformed, 0);
}

static void empty_and_garbled_transfers_are_survived(void **state)
{
	struct fixture *x = *state;
	char text[64];

	receive(x, att_bytes_of(NULL, 0), text, sizeof(text));
	assert_int_equal(x->n.stats.rx_transfers, 0);
	receive(x, att_bytes_of("garbage garbage", 15), text, sizeof(text));
	assert_int_equal(x->n.stats.rx_malformed, 1);
	put(x, 40);
	bulk_flush(&x->n);
	assert_true(next(x));
	receive(x, att_bytes_of(x->t.p, x->t.len), text, sizeof(text));
	assert_string_equal(text, "ips0:45 ");
}

static void sequence_gaps_are_only_counted(void **state)
{
	struct fixture *x = *state;
	char text[64];

	for (int i = 0; i < 4; i++) {
		put(x, 40);
		bulk_flush(&x->n);
		assert_true(next(x));
		bulk_done(&x->n, x->t.index, 0);
		if (i == 1 || i == 2)
			continue;
		receive(x, att_bytes_of(x->t.p, x->t.len), text, sizeof(text));
		assert_string_equal(text, "ips0:45 ");
	}
	assert_int_equal(x->ntb.gaps, 2);
}

/* The framing is asked for a few at a time. */
static void long_ntb(struct fixture *x, unsigned n)
{
	char text[600], expected[600] = "";

	for (unsigned i = 0; i < n; i++) {
		assert_true(put(x, 20));
		strcat(expected, "ips0:45 ");
	}
	bulk_flush(&x->n);
	assert_true(next(x));
	assert_int_equal(datagrams(x), n);
	receive(x, att_bytes_of(x->t.p, x->t.len), text, sizeof(text));
	assert_string_equal(text, expected);
	assert_false(bulk_done(&x->n, x->t.index, 0));
}

static void every_datagram_of_a_long_ntb_arrives(void **state)
{
	struct fixture *x = *state;

	long_ntb(x, BULK_AHEAD - 1);
	long_ntb(x, BULK_AHEAD);
	long_ntb(x, BULK_AHEAD + 1);
	long_ntb(x, 2 * BULK_AHEAD);
	assert_int_equal(x->n.stats.rx_datagrams, 5 * BULK_AHEAD);
	assert_int_equal(x->n.stats.rx_malformed, 0);
}

static void what_is_before_a_bad_ndp_arrives(void **state)
{
	struct fixture *x = *state;
	uint8_t bad[SIZE];
	char text[64];

	put(x, 20);
	put(x, 20);
	bulk_flush(&x->n);
	assert_true(next(x));
	memcpy(bad, x->t.p, x->t.len);
	/* Its only NDP names itself as the next. */
	att_put16(bad + att_get16(bad + 10) + 6, att_get16(bad + 10));
	receive(x, att_bytes_of(bad, x->t.len), text, sizeof(text));
	assert_string_equal(text, "ips0:45 ips0:45 ");
	assert_int_equal(x->n.stats.rx_malformed, 1);
}

/* --- another framing --------------------------------------------- */

/* A transfer is a datagram, as in raw IP. */
struct plain {
	uint32_t len; /* of the datagram in it */
};

static uint8_t *plain_reserve(void *s, uint8_t *buf, struct flow flow,
			      uint32_t max)
{
	struct plain *p = s;

	(void)flow;
	return p->len || max > SIZE ? NULL : buf;
}

static void plain_commit(void *s, struct flow flow, uint32_t len)
{
	(void)flow;
	((struct plain *)s)->len = len;
}

static uint32_t plain_end(void *s)
{
	struct plain *p = s;
	uint32_t len = p->len;

	p->len = 0;
	return len;
}

static unsigned plain_walk(void *s, const struct att_bytes *transfer,
			   struct framing_datagram *to, unsigned cap, int *err)
{
	(void)s;
	*err = 0;
	if (!transfer || !cap)
		return 0;
	*to = (struct framing_datagram){.bytes = *transfer};
	return 1;
}

static void another_framing_has_the_same_path(void **state)
{
	static const struct framing plain = {.reserve = plain_reserve,
					     .commit = plain_commit,
					     .end = plain_end,
					     .walk = plain_walk};
	static const struct bulk_out out = {.full = UINT32_MAX,
					    .packet = PACKET};
	struct fixture *x = *state;
	struct plain p = {0};
	char text[64];

	bulk_init(&x->n, &plain, &p, &out, x->buf, BUFS);
	assert_true(put(x, PACKET));
	assert_false(put(x, 40)); /* the next one has a transfer of its own */
	assert_true(next(x));
	assert_int_equal(x->t.len, PACKET);
	assert_true(x->t.zlp);
	receive(x, att_bytes_of(x->t.p, x->t.len), text, sizeof(text));
	assert_string_equal(text, "ips0:45 ");
	assert_true(put(x, 40));
	assert_false(bulk_done(&x->n, x->t.index, 0));
	bulk_flush(&x->n);
	assert_true(next(x));
	assert_int_equal(x->t.len, 40);
	assert_false(x->t.zlp);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

/* Else whoever sends such a datagram waits for room that never comes. */
static void datagram_of_the_mtu_has_room(void **state)
{
	static const struct ntb_params params[] = {
		{.max_size = SIZE, .divisor = 4, .alignment = 4},
		{.max_size = SIZE, .divisor = 1, .alignment = 1},
		{.max_size = SIZE, .divisor = 4, .alignment = 4, .ntb32 = true},
		{.max_size = SIZE,
		 .divisor = 64,
		 .remainder = 14,
		 .alignment = 32},
		{.max_size = SIZE + 3, .divisor = 512, .alignment = 8},
	};
	struct fixture *x = *state;

	x->f.max_segment = 4096;
	for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++) {
		struct ntb_tx tx;
		static uint8_t ntb[SIZE + 3];
		uint32_t mtu;

		x->b.out = params[i];
		mtu = usb_bringup_mtu(&x->b);
		ntb_tx_begin(&tx, &params[i], false, ntb);
		assert_null(ntb_tx_reserve(&tx, ips0, mtu + 1));
		assert_non_null(ntb_tx_reserve(&tx, ips0, mtu));
		ntb_tx_commit(&tx, ips0, mtu);
		assert_in_range(ntb_tx_end(&tx, 0, PACKET), mtu, SIZE + 3);
	}
	x->f.max_segment = 1400;
	assert_int_equal(usb_bringup_mtu(&x->b), 1400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_sent_before_the_flush),
		TEST(behind_a_transfer_datagrams_are_batched),
		TEST(full_ntb_does_not_wait_for_the_one_in_flight),
		TEST(room_is_told_after_the_buffers_ran_out),
		TEST(room_is_told_when_less_is_in_flight),
		TEST(taken_back_reservation_sends_nothing),
		TEST(sequence_counts_ntbs),
		TEST(short_ntb_never_ends_on_a_packet),
		TEST(full_ntb_is_followed_by_a_zlp),
		TEST(quirk_leaves_the_zlp_out),
		TEST(our_own_limit_is_not_the_device_s),
		TEST(only_what_is_not_ip_is_dropped),
		TEST(arp_of_a_real_modem_is_dropped),
		TEST(empty_and_garbled_transfers_are_survived),
		TEST(sequence_gaps_are_only_counted),
		TEST(every_datagram_of_a_long_ntb_arrives),
		TEST(what_is_before_a_bad_ndp_arrives),
		TEST(another_framing_has_the_same_path),
		TEST(datagram_of_the_mtu_has_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
