/* The data path of the simulated modem: NTBs to the far side and back, after
 * a bring-up by raw requests. */
#include "test_simodem_fixture.h"
#include "tools/simodem/mbim.h"

#define EP_IN  0x82
#define EP_OUT 0x02
#define PACKET 512

struct bus {
	struct sim_usb_modem *u;
	const struct sim_usb_device *d;
	uint64_t now;
	uint32_t transaction;
	uint8_t data[4096];
	uint8_t ntb[32768];
	uint32_t far_datagrams; /* with a far side of the test's own */
	bool far_told;		/* that there is room */
};

static uint64_t bus_now(void *ctx)
{
	return ((struct bus *)ctx)->now;
}

static void far_side(void *ctx, uint8_t session, struct att_bytes datagram)
{
	struct bus *b = ctx;

	b->far_datagrams++;
	sim_usb_modem_data(b->u, session, datagram);
}

static void far_writable(void *ctx)
{
	((struct bus *)ctx)->far_told = true;
}

static int request(struct bus *b, uint8_t type, uint8_t req, uint16_t value,
		   uint16_t index, uint16_t length)
{
	uint8_t setup[8] = {type, req};

	att_put16(setup + 2, value);
	att_put16(setup + 4, index);
	att_put16(setup + 6, length);
	return b->d->control(b->d->ctx, setup, b->data);
}

/* Send what is in data, take the answer, expect status 0 in it. */
static void exchange(struct bus *b, int len, size_t status_at)
{
	assert_true(len > 0);
	assert_int_equal(request(b, 0x21, 0x00, 0, 0, (uint16_t)len), len);
	assert_int_equal(b->d->in(b->d->ctx, 0x81, b->data, 64), 8);
	assert_true(request(b, 0xa1, 0x01, 0, 0, 4096) > 0);
	assert_int_equal(att_get32(b->data + status_at), MBIM_STATUS_NONE);
}

static void connect_session(struct bus *b, uint32_t session, bool activate)
{
	struct mbim_basic_connect_connect_set s = {
		.session_id = session,
		.activation_command = activate,
		.access_string = att_str_utf8("internet"),
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4V6,
		.context_type = mbim_context_type_internet,
	};
	int len = mbim_basic_connect_connect_set_encode(
		&s, b->data + MBIM_MSG_COMMAND_BODY,
		sizeof(b->data) - MBIM_MSG_COMMAND_BODY);

	assert_true(len > 0);
	len = mbim_msg_encode_command(
		b->data, sizeof(b->data), ++b->transaction,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_CONNECT, 1, (size_t)len);
	exchange(b, len, 40);
}

/* From a plugged device to an open channel and a data path, as a host does. */
static void bring_up(struct bus *b, bool ntb32, bool own_far_side)
{
	struct sim_config c;

	sim_config_default(&c);
	c.ntb32 = ntb32;
	memset(b, 0, sizeof(*b));
	b->now = 1000;
	b->u = sim_usb_modem_new(&c, bus_now, b, own_far_side ? far_side : NULL,
				 b);
	b->d = sim_usb_modem_device(b->u);
	b->d->expire(b->d->ctx, b->now);
	assert_int_equal(request(b, 0x00, 0x09, 1, 0, 0), 0);
	assert_int_equal(request(b, 0x01, 0x0b, 0, 1, 0), 0);
	assert_int_equal(request(b, 0xa1, 0x80, 0, 0, 28), 28);
	if (ntb32)
		assert_int_equal(request(b, 0x21, 0x84, 1, 0, 0), 0);
	assert_int_equal(b->d->in(b->d->ctx, EP_IN, b->ntb, sizeof(b->ntb)),
			 SIM_USB_STALL);
	assert_int_equal(request(b, 0x01, 0x0b, 1, 1, 0), 0);
	att_put32(b->data, 16384);
	assert_int_equal(request(b, 0x21, 0x86, 0, 0, 4), 4);
	exchange(b,
		 mbim_msg_encode_simple(b->data, sizeof(b->data), MBIM_MSG_OPEN,
					++b->transaction, 4096),
		 12);
}

static void tear_down(struct bus *b)
{
	sim_usb_modem_free(b->u);
}

/* --- datagrams and NTBs ----------------------------------------------------
 */

static uint16_t checksum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* An ICMP echo request of session to its gateway; len bytes in all. */
static void make_ping(uint8_t *p, size_t len, uint8_t session)
{
	memset(p, 0x55, len);
	memset(p, 0, 28);
	p[0] = 0x45;
	put_be16(p + 2, (uint16_t)len);
	p[8] = 64;
	p[9] = 1;
	memcpy(p + 12, ((uint8_t[]){10, 64, session, 2}), 4);
	memcpy(p + 16, ((uint8_t[]){10, 64, session, 1}), 4);
	put_be16(p + 10, checksum(p, 20));
	p[20] = 8;
	put_be16(p + 24, 0x1234);
	put_be16(p + 22, checksum(p + 20, len - 20));
}

static const struct ntb_params out_params = {
	.max_size = 16384, .divisor = 4, .alignment = 4, .max_datagrams = 32};

/* One NTB of n pings, length bytes each; its length. */
static uint32_t make_ntb(struct bus *b, bool ntb32, uint8_t session, int n,
			 uint32_t length, uint16_t packet)
{
	struct ntb_params params = out_params;
	struct flow stream = {.id = session};
	struct ntb_tx tx;

	params.ntb32 = ntb32;
	ntb_tx_begin(&tx, &params, false, b->ntb);
	for (int i = 0; i < n; i++) {
		uint8_t *p = ntb_tx_reserve(&tx, stream, length);

		assert_non_null(p);
		make_ping(p, length, session);
		ntb_tx_commit(&tx, stream, length);
	}
	return ntb_tx_end(&tx, 0, packet);
}

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

static int send_ntb(struct bus *b, size_t len, bool zlp)
{
	return b->d->out(b->d->ctx, EP_OUT, b->ntb, len, zlp);
}

static void ping_is_answered(bool ntb32)
{
	struct bus b;
	uint32_t len;

	bring_up(&b, ntb32, false);
	connect_session(&b, 1, true);
	assert_int_equal(read_ntb(&b, ntb32, 1, 0, 0), 0);
	len = make_ntb(&b, ntb32, 1, 3, 84, PACKET);
	assert_int_equal(send_ntb(&b, len, false), (int)len);
	assert_int_equal(read_ntb(&b, ntb32, 1, 0, 84), 3);
	assert_int_equal(read_ntb(&b, ntb32, 1, 0, 84), 0);
	tear_down(&b);
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
	len = make_ntb(&b, false, 0, 1, 84, PACKET);
	assert_int_equal(send_ntb(&b, len, false), (int)len);
	assert_int_equal(read_ntb(&b, false, 0, 0, 84), 0);
	connect_session(&b, 0, true);
	len = make_ntb(&b, false, 0, 1, 84, PACKET);
	send_ntb(&b, len, false);
	assert_int_equal(read_ntb(&b, false, 0, 0, 84), 1);
	connect_session(&b, 0, false);
	len = make_ntb(&b, false, 0, 1, 84, PACKET);
	send_ntb(&b, len, false);
	assert_int_equal(read_ntb(&b, false, 0, 0, 84), 0);
	tear_down(&b);
}

/* The length of an NTB of one ping that is a multiple of the packet size. */
static uint32_t make_full_packets(struct bus *b)
{
	for (uint32_t length = 400; length < 1000; length += 4) {
		uint32_t len = make_ntb(b, false, 0, 1, length, UINT16_MAX);

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
	connect_session(&b, 0, true);
	len = make_full_packets(&b);
	assert_int_equal(send_ntb(&b, len, false), (int)len);
	assert_int_equal(b.far_datagrams, 0);
	/* The zero length packet comes late, as a transfer of its own. */
	assert_int_equal(send_ntb(&b, 0, true), 0);
	assert_int_equal(b.far_datagrams, 1);
	len = make_full_packets(&b);
	assert_int_equal(send_ntb(&b, len, true), (int)len);
	assert_int_equal(b.far_datagrams, 2);
	tear_down(&b);
}

static void forgotten_zlp_joins_two_ntbs(void **state)
{
	struct bus b;
	uint32_t len;

	(void)state;
	bring_up(&b, false, true);
	connect_session(&b, 0, true);
	len = make_full_packets(&b);
	send_ntb(&b, len, false);
	len = make_ntb(&b, false, 0, 1, 84, PACKET);
	send_ntb(&b, len, false);
	/* The first block's length ends the first; the second is lost. */
	assert_int_equal(b.far_datagrams, 1);
	assert_int_equal(
		sim_modem_counters(sim_usb_modem_modem(b.u))->lost_ntbs, 1);
	tear_down(&b);
}

static void ntb_of_the_maximum_needs_no_zlp(void **state)
{
	struct bus b;
	uint32_t len;

	(void)state;
	bring_up(&b, false, true);
	connect_session(&b, 0, true);
	len = make_ntb(&b, false, 0, 1, 84, PACKET);
	memset(b.ntb + len, 0, sizeof(b.ntb) - len);
	assert_int_equal(send_ntb(&b, 16384, false), 16384);
	assert_int_equal(b.far_datagrams, 1);
	tear_down(&b);
}

static void too_long_an_ntb_stalls(void **state)
{
	struct bus b;

	(void)state;
	bring_up(&b, false, true);
	assert_int_equal(send_ntb(&b, 16385, false), SIM_USB_STALL);
	tear_down(&b);
}

static void datagrams_limit_of_the_host_is_kept(void **state)
{
	struct bus b;
	uint32_t len;

	(void)state;
	bring_up(&b, false, true);
	connect_session(&b, 0, true);
	att_put32(b.data, 8192);
	att_put32(b.data + 4, 2);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 8), 8);
	len = make_ntb(&b, false, 0, 5, 84, PACKET);
	send_ntb(&b, len, false);
	assert_int_equal(read_ntb(&b, false, 0, 8, 84), 2);
	assert_int_equal(read_ntb(&b, false, 0, 8, 84), 2);
	assert_int_equal(read_ntb(&b, false, 0, 8, 84), 1);
	assert_int_equal(read_ntb(&b, false, 0, 8, 84), 0);
	tear_down(&b);
}

static void unplugged_modem_forgets_everything(void **state)
{
	struct bus b;

	(void)state;
	bring_up(&b, false, true);
	connect_session(&b, 0, true);
	b.d->reset(b.d->ctx, SIM_REMEDY_RESET);
	assert_int_equal(b.d->in(b.d->ctx, EP_IN, b.ntb, 16384), SIM_USB_STALL);
	assert_false(sim_modem_session_up(sim_usb_modem_modem(b.u), 0));
	tear_down(&b);
}

/* A far side that waits for room would wait for good. */
static void room_of_a_queue_that_was_forgotten_is_told(void **state)
{
	struct bus b;

	(void)state;
	bring_up(&b, false, true);
	sim_usb_modem_on_far(b.u, NULL, far_writable);
	assert_int_equal(request(&b, 0x01, 0x0b, 0, 1, 0), 0);
	assert_int_equal(request(&b, 0x01, 0x0b, 1, 1, 0), 0);
	assert_false(b.far_told);
	assert_int_equal(b.d->in(b.d->ctx, EP_IN, b.ntb, sizeof(b.ntb)),
			 SIM_USB_NAK);
	assert_true(b.far_told);
	tear_down(&b);
}

static void malformed_ntbs_are_survived(void **state)
{
	struct bus b;
	uint32_t len, seed = 1;

	(void)state;
	bring_up(&b, false, true);
	connect_session(&b, 0, true);
	for (int i = 0; i < 2000; i++) {
		len = make_ntb(&b, false, 0, 2, 84, PACKET);
		for (int k = 0; k < 4; k++) {
			seed = seed * 1664525u + 1013904223u;
			b.ntb[(seed >> 8) % len] = (uint8_t)(seed >> 24);
		}
		send_ntb(&b, len, true);
	}
	len = make_ntb(&b, false, 0, 1, 84, PACKET);
	b.far_datagrams = 0;
	send_ntb(&b, len, false);
	assert_int_equal(b.far_datagrams, 1);
	tear_down(&b);
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
	exchange(b, len, 40);
}

/* What comes back of "hello" to this device service session; its length. */
static size_t hello(struct bus *b, uint8_t session)
{
	struct flow stream = {.service = true, .id = session};
	struct ntb_tx tx;
	struct ntb_rx rx;
	struct att_bytes d;
	int len;

	ntb_tx_begin(&tx, &out_params, false, b->ntb);
	memcpy(ntb_tx_reserve(&tx, stream, 5), "hello", 5);
	ntb_tx_commit(&tx, stream, 5);
	send_ntb(b, ntb_tx_end(&tx, 0, PACKET), false);
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
	connect_session(&b, 3, true);
	assert_int_equal(hello(&b, 3), 0);
	connect_service(&b, 3, true);
	assert_int_equal(hello(&b, 3), 5);
	assert_int_equal(b.far_datagrams, 0);
	assert_int_equal(hello(&b, 4), 0);
	connect_service(&b, 3, false);
	assert_int_equal(hello(&b, 3), 0);
	tear_down(&b);
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
