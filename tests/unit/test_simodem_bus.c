/* The host of the tests of the simulated modem's data path. */
#include "test_simodem_bus.h"

#include "tools/simodem/mbim.h"

static uint64_t bus_now(void *ctx)
{
	return ((struct bus *)ctx)->now;
}

static void far_side(void *ctx, uint8_t session, struct att_bytes datagram)
{
	struct bus *b = ctx;

	b->far_datagrams++;
	b->far_bytes += datagram.len;
	if (b->echoes)
		sim_usb_modem_data(b->u, session, datagram);
}

int bus_request(struct bus *b, uint8_t type, uint8_t req, uint16_t value,
		uint16_t index, uint16_t length)
{
	return fixture_control(b->d, b->data, type, req, value, index, length);
}

void bus_exchange(struct bus *b, int len, size_t status_at)
{
	assert_true(len > 0);
	assert_int_equal(bus_request(b, 0x21, 0x00, 0, 0, (uint16_t)len), len);
	assert_int_equal(b->d->in(b->d->ctx, 0x81, b->data, 64), 8);
	assert_true(bus_request(b, 0xa1, 0x01, 0, 0, 4096) > 0);
	assert_int_equal(att_get32(b->data + status_at), MBIM_STATUS_NONE);
}

void bus_connect(struct bus *b, uint32_t session, bool activate)
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
	bus_exchange(b, len, 40);
}

void bus_up(struct bus *b, const struct sim_config *c, bool own_far_side)
{
	memset(b, 0, sizeof(*b));
	b->now = 1000;
	b->echoes = true;
	b->u = sim_usb_modem_new(c, bus_now, b, own_far_side ? far_side : NULL,
				 b);
	b->d = sim_usb_modem_device(b->u);
	b->d->expire(b->d->ctx, b->now);
	assert_int_equal(bus_request(b, 0x00, 0x09, 1, 0, 0), 0);
	assert_int_equal(bus_request(b, 0x01, 0x0b, 0, 1, 0), 0);
	assert_int_equal(bus_request(b, 0xa1, 0x80, 0, 0, 28), 28);
	if (c->ntb32)
		assert_int_equal(bus_request(b, 0x21, 0x84, 1, 0, 0), 0);
	assert_int_equal(b->d->in(b->d->ctx, EP_IN, b->ntb, sizeof(b->ntb)),
			 SIM_USB_STALL);
	assert_int_equal(bus_request(b, 0x01, 0x0b, 1, 1, 0), 0);
	att_put32(b->data, 16384);
	assert_int_equal(bus_request(b, 0x21, 0x86, 0, 0, 4), 4);
	bus_exchange(b,
		     mbim_msg_encode_simple(b->data, sizeof(b->data),
					    MBIM_MSG_OPEN, ++b->transaction,
					    4096),
		     12);
}

void bus_down(struct bus *b)
{
	sim_usb_modem_free(b->u);
}

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

void bus_ping(uint8_t *p, size_t len, uint8_t session)
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

const struct ntb_params bus_out_params = {
	.max_size = 16384, .divisor = 4, .alignment = 4, .max_datagrams = 32};

uint32_t bus_ntb(struct bus *b, bool ntb32, uint8_t session, int n,
		 uint32_t length, uint16_t packet)
{
	struct ntb_params params = bus_out_params;
	struct flow stream = {.id = session};
	struct ntb_tx tx;

	params.ntb32 = ntb32;
	ntb_tx_begin(&tx, &params, false, b->ntb);
	for (int i = 0; i < n; i++) {
		uint8_t *p = ntb_tx_reserve(&tx, stream, length);

		assert_non_null(p);
		bus_ping(p, length, session);
		ntb_tx_commit(&tx, stream, length);
	}
	return ntb_tx_end(&tx, 0, packet);
}

int bus_send(struct bus *b, size_t len, bool zlp)
{
	return b->d->out(b->d->ctx, EP_OUT, b->ntb, len, zlp);
}
