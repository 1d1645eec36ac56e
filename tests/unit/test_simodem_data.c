/* The data path of the simulated modem: NTBs to the far side and back, after
 * a bring-up by raw requests. */
#include "test_simodem_bus.h"
#include "tools/simodem/mbim.h"

static void far_writable(void *ctx)
{
	((struct bus *)ctx)->far_told = true;
}

static void bring_up(struct bus *b, bool ntb32, bool own_far_side)
{
	struct sim_config c;

	sim_config_default(&c);
	c.ntb32 = ntb32;
	bus_up(b, &c, own_far_side);
}

/* --- datagrams and NTBs ----------------------------------------------------
 */

/* Datagrams in the next NTB from the modem, all of session. */
static int read_ntb(struct bus *b, bool ntb32, uint8_t session,
		    uint8_t icmp_type, size_t length)
{
	int len = b->d->in(b->d->ctx, EP_IN, b->ntb, 16384), n = 0;
	struct ntb_rx rx;
	struct flow stream;
	struct att_bytes d;

	if (len == SIM_USB_NAK)
		return 0;
	assert_true(len > 0);
	assert_int_equal(ntb_rx_init(&rx, att_bytes_of(b->ntb, (size_t)len)),
			 0);
	assert_int_equal(rx.ntb32, ntb32);
	while (ntb_rx_next(&rx, &stream, &d) == 1) {
		assert_int_equal(stream.id, session);
		assert_int_equal(d.len, length);
		assert_int_equal(d.p[20], icmp_type);
		n++;
	}
	return n;
}

static void ping_is_answered(bool ntb32)
{
	struct bus b;
	uint32_t len;

	bring_up(&b, ntb32, false);
	bus_connect(&b, 1, true);
	assert_int_equal(read_ntb(&b, ntb32, 1, 0, 0), 0);
	len = bus_ntb(&b, ntb32, 1, 3, 84, PACKET);
	assert_int_equal(bus_send(&b, len, false), (int)len);
	assert_int_equal(read_ntb(&b, ntb32, 1, 0, 84), 3);
	assert_int_equal(read_ntb(&b, ntb32, 1, 0, 84), 0);
	bus_down(&b);
}

static void ping_is_answered_in_ntb16(void **state)
{
	(void)state;
	ping_is_answered(false);
}

static void ping_is_answered_in_ntb32(void **state)
{
	(void)state;
	ping_is_answered(true);
}

static void session_that_is_down_drops_its_datagrams(void **state)
{
	struct bus b;
	uint32_t len;

	(void)state;
	bring_up(&b, false, false);
	len = bus_ntb(&b, false, 0, 1, 84, PACKET);
	assert_int_equal(bus_send(&b, len, false), (int)len);
	assert_int_equal(read_ntb(&b, false, 0, 0, 84), 0);
	bus_connect(&b, 0, true);
	len = bus_ntb(&b, false, 0, 1, 84, PACKET);
	bus_send(&b, len, false);
	assert_int_equal(read_ntb(&b, false, 0, 0, 84), 1);
	bus_connect(&b, 0, false);
	len = bus_ntb(&b, false, 0, 1, 84, PACKET);
	bus_send(&b, len, false);
	assert_int_equal(read_ntb(&b, false, 0, 0, 84), 0);
	bus_down(&b);
}

/* The length of an NTB of one ping that is a multiple of the packet size. */
static uint32_t make_full_packets(struct bus *b)
{
	for (uint32_t length = 400; length < 1000; length += 4) {
		uint32_t len = bus_ntb(b, false, 0, 1, length, UINT16_MAX);

		if (len % PACKET == 0)
			return len;
	}
	fail();
	return 0;
}

static void transfer_without_its_end_waits_for_it(void **state)
{
	struct bus b;
	uint32_t len;

	(void)state;
	bring_up(&b, false, true);
	bus_connect(&b, 0, true);
	len = make_full_packets(&b);
	assert_int_equal(bus_send(&b, len, false), (int)len);
	assert_int_equal(b.far_datagrams, 0);
	/* The zero length packet comes late, as a transfer of its own. */
	assert_int_equal(bus_send(&b, 0, true), 0);
	assert_int_equal(b.far_datagrams, 1);
	len = make_full_packets(&b);
	assert_int_equal(bus_send(&b, len, true), (int)len);
	assert_int_equal(b.far_datagrams, 2);
	bus_down(&b);
}

static void forgotten_zlp_joins_two_ntbs(void **state)
{
	struct bus b;
	uint32_t len;

	(void)state;
	bring_up(&b, false, true);
	bus_connect(&b, 0, true);
	len = make_full_packets(&b);
	bus_send(&b, len, false);
	len = bus_ntb(&b, false, 0, 1, 84, PACKET);
	bus_send(&b, len, false);
	/* The first block's length ends the first; the second is lost. */
	assert_int_equal(b.far_datagrams, 1);
	assert_int_equal(
		sim_modem_counters(sim_usb_modem_modem(b.u))->lost_ntbs, 1);
	bus_down(&b);
}

static void ntb_of_the_maximum_needs_no_zlp(void **state)
{
	struct bus b;
	uint32_t len;

	(void)state;
	bring_up(&b, false, true);
	bus_connect(&b, 0, true);
	len = bus_ntb(&b, false, 0, 1, 84, PACKET);
	memset(b.ntb + len, 0, sizeof(b.ntb) - len);
	assert_int_equal(bus_send(&b, 16384, false), 16384);
	assert_int_equal(b.far_datagrams, 1);
	bus_down(&b);
}

static void too_long_an_ntb_stalls(void **state)
{
	struct bus b;

	(void)state;
	bring_up(&b, false, true);
	assert_int_equal(bus_send(&b, 16385, false), SIM_USB_STALL);
	bus_down(&b);
}

static void datagrams_limit_of_the_host_is_kept(void **state)
{
	struct bus b;
	uint32_t len;

	(void)state;
	bring_up(&b, false, true);
	bus_connect(&b, 0, true);
	att_put32(b.data, 8192);
	att_put32(b.data + 4, 2);
	assert_int_equal(bus_request(&b, 0x21, 0x86, 0, 0, 8), 8);
	len = bus_ntb(&b, false, 0, 5, 84, PACKET);
	bus_send(&b, len, false);
	assert_int_equal(read_ntb(&b, false, 0, 8, 84), 2);
	assert_int_equal(read_ntb(&b, false, 0, 8, 84), 2);
	assert_int_equal(read_ntb(&b, false, 0, 8, 84), 1);
	assert_int_equal(read_ntb(&b, false, 0, 8, 84), 0);
	bus_down(&b);
}

static void unplugged_modem_forgets_everything(void **state)
{
	struct bus b;

	(void)state;
	bring_up(&b, false, true);
	bus_connect(&b, 0, true);
	b.d->reset(b.d->ctx, SIM_REMEDY_RESET);
	assert_int_equal(b.d->in(b.d->ctx, EP_IN, b.ntb, 16384), SIM_USB_STALL);
	assert_false(sim_modem_session_up(sim_usb_modem_modem(b.u), 0));
	bus_down(&b);
}

/* A far side that waits for room would wait for good. */
static void room_of_a_queue_that_was_forgotten_is_told(void **state)
{
	struct bus b;

	(void)state;
	bring_up(&b, false, true);
	sim_usb_modem_on_far(b.u, NULL, far_writable);
	assert_int_equal(bus_request(&b, 0x01, 0x0b, 0, 1, 0), 0);
	assert_int_equal(bus_request(&b, 0x01, 0x0b, 1, 1, 0), 0);
	assert_false(b.far_told);
	assert_int_equal(b.d->in(b.d->ctx, EP_IN, b.ntb, sizeof(b.ntb)),
			 SIM_USB_NAK);
	assert_true(b.far_told);
	bus_down(&b);
}

static void malformed_ntbs_are_survived(void **state)
{
	struct bus b;
	uint32_t len, seed = 1;

	(void)state;
	bring_up(&b, false, true);
	bus_connect(&b, 0, true);
	for (int i = 0; i < 2000; i++) {
		len = bus_ntb(&b, false, 0, 2, 84, PACKET);
		for (int k = 0; k < 4; k++) {
			seed = seed * 1664525u + 1013904223u;
			b.ntb[(seed >> 8) % len] = (uint8_t)(seed >> 24);
		}
		bus_send(&b, len, true);
	}
	len = bus_ntb(&b, false, 0, 1, 84, PACKET);
	b.far_datagrams = 0;
	bus_send(&b, len, false);
	assert_int_equal(b.far_datagrams, 1);
	bus_down(&b);
}

static void connect_service(struct bus *b, uint8_t session, bool up)
{
	struct mbim_dss_connect_set s = {
		.device_service_id = sim_dss_echo,
		.dss_session_id = session,
		.dss_link_state = up,
	};
	int len = mbim_dss_connect_set_encode(
		&s, b->data + MBIM_MSG_COMMAND_BODY, 64);

	len = mbim_msg_encode_command(b->data, sizeof(b->data),
				      ++b->transaction,
				      &mbim_services[MBIM_SERVICE_DSS].uuid,
				      MBIM_CID_DSS_CONNECT, 1, (size_t)len);
	bus_exchange(b, len, 40);
}

/* What comes back of "hello" to this device service session; its length. */
static size_t hello(struct bus *b, uint8_t session)
{
	struct flow stream = {.service = true, .id = session};
	struct ntb_tx tx;
	struct ntb_rx rx;
	struct att_bytes d;
	int len;

	ntb_tx_begin(&tx, &bus_out_params, false, b->ntb);
	memcpy(ntb_tx_reserve(&tx, stream, 5), "hello", 5);
	ntb_tx_commit(&tx, stream, 5);
	bus_send(b, ntb_tx_end(&tx, 0, PACKET), false);
	len = b->d->in(b->d->ctx, EP_IN, b->ntb, 16384);
	if (len == SIM_USB_NAK)
		return 0;
	assert_true(len > 0);
	assert_int_equal(ntb_rx_init(&rx, att_bytes_of(b->ntb, (size_t)len)),
			 0);
	assert_int_equal(ntb_rx_next(&rx, &stream, &d), 1);
	assert_true(stream.service);
	assert_int_equal(stream.id, session);
	assert_memory_equal(d.p, "hello", d.len);
	return d.len;
}

/* Beside an IP session of the same number, which hears nothing of it. */
static void device_service_says_what_it_is_told(void **state)
{
	struct bus b;

	(void)state;
	bring_up(&b, false, true);
	sim_modem_config(sim_usb_modem_modem(b.u))->max_dss = 2;
	bus_connect(&b, 3, true);
	assert_int_equal(hello(&b, 3), 0);
	connect_service(&b, 3, true);
	assert_int_equal(hello(&b, 3), 5);
	assert_int_equal(b.far_datagrams, 0);
	assert_int_equal(hello(&b, 4), 0);
	connect_service(&b, 3, false);
	assert_int_equal(hello(&b, 3), 0);
	bus_down(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ping_is_answered_in_ntb16),
		cmocka_unit_test(ping_is_answered_in_ntb32),
		cmocka_unit_test(session_that_is_down_drops_its_datagrams),
		cmocka_unit_test(transfer_without_its_end_waits_for_it),
		cmocka_unit_test(forgotten_zlp_joins_two_ntbs),
		cmocka_unit_test(ntb_of_the_maximum_needs_no_zlp),
		cmocka_unit_test(too_long_an_ntb_stalls),
		cmocka_unit_test(datagrams_limit_of_the_host_is_kept),
		cmocka_unit_test(unplugged_modem_forgets_everything),
		cmocka_unit_test(room_of_a_queue_that_was_forgotten_is_told),
		cmocka_unit_test(malformed_ntbs_are_survived),
		cmocka_unit_test(device_service_says_what_it_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
