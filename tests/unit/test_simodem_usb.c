/* The USB function of the simulated modem: descriptors and requests. */
#include "test_simodem_fixture.h"

#include "base/errors.h"
#include "drivers/usb.h"
#include "drivers/usb_ports.h"
#include "tools/simodem/sim.h"

struct bus {
	struct sim_usb_modem *u;
	const struct sim_usb_device *d;
	uint64_t now;
	uint8_t data[4096];
};

static uint64_t bus_now(void *ctx)
{
	return ((struct bus *)ctx)->now;
}

static void bus_start(struct bus *b, const struct sim_config *config)
{
	struct sim_config c;

	sim_config_default(&c);
	memset(b, 0, sizeof(*b));
	b->now = 1000;
	b->u = sim_usb_modem_new(config != NULL ? config : &c, bus_now, b, NULL,
				 NULL);
	b->d = sim_usb_modem_device(b->u);
	b->d->expire(b->d->ctx, b->now);
}

static void bus_stop(struct bus *b)
{
	sim_usb_modem_free(b->u);
}

static int request(struct bus *b, uint8_t type, uint8_t req, uint16_t value,
		   uint16_t index, uint16_t length)
{
	return fixture_control(b->d, b->data, type, req, value, index, length);
}

static int set_alt(struct bus *b, uint16_t alt)
{
	return request(b, 0x01, 0x0b, alt, 1, 0);
}

/* The configuration descriptor number n. */
static struct att_bytes configuration(const struct bus *b, unsigned n)
{
	struct att_bytes all = b->d->descriptors, c;
	size_t at = 18;

	for (;;) {
		assert_true(att_bytes_has(all, at, 9));
		assert_int_equal(all.p[at + 1], 2);
		assert_true(
			att_bytes_sub(all, at, att_get16(all.p + at + 2), &c));
		if (n-- == 0)
			return c;
		at += c.len;
	}
}

static void descriptors_are_found_by_the_driver(void **state)
{
	struct usb_function fn;
	struct sim_config c;

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct bus b;

		sim_config_default(&c);
		c.no_union = (i & 1) != 0;
		c.speed_mbit = (i & 2) != 0 ? 5000 : 480;
		c.max_control = 512;
		bus_start(&b, &c);
		memset(&fn, 0, sizeof(fn));
		assert_int_equal(usb_function_find(configuration(&b, 0), &fn),
				 0);
		assert_int_equal(fn.control_interface, 0);
		assert_int_equal(fn.data_interface, 1);
		assert_int_equal(fn.data_alt, 1);
		assert_int_equal(fn.max_control, 512);
		assert_int_equal(fn.ep_notify, 0x81);
		assert_int_equal(fn.ep_in, 0x82);
		assert_int_equal(fn.ep_out, 0x02);
		assert_int_equal(fn.in_packet, (i & 2) != 0 ? 1024 : 512);
		assert_int_equal(fn.max_outstanding, 16);
		assert_int_equal(fn.mtu, 1500);
		bus_stop(&b);
	}
}

static void function_may_be_in_a_later_configuration(void **state)
{
	struct usb_function fn = {0};
	struct sim_config c;
	struct bus b;

	(void)state;
	sim_config_default(&c);
	c.configuration = 3;
	bus_start(&b, &c);
	assert_int_equal(b.d->descriptors.p[17], 3);
	assert_int_equal(usb_function_find(configuration(&b, 0), &fn),
			 ATT_E_NO_FUNCTION);
	assert_int_equal(usb_function_find(configuration(&b, 2), &fn), 0);
	assert_int_equal(request(&b, 0xa1, 0x80, 0, 0, 28), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x00, 0x09, 4, 0, 0), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x00, 0x09, 3, 0, 0), 0);
	assert_int_equal(request(&b, 0xa1, 0x80, 0, 0, 28), 28);
	bus_stop(&b);
}

static void ntb_format_needs_altsetting_0(void **state)
{
	struct sim_config c;
	struct bus b;

	(void)state;
	sim_config_default(&c);
	c.ntb32 = true;
	bus_start(&b, &c);
	assert_int_equal(request(&b, 0xa1, 0x80, 0, 0, 28), 28);
	assert_int_equal(att_get16(b.data), 28);
	assert_int_equal(att_get16(b.data + 2), 3);
	assert_int_equal(set_alt(&b, 1), 0);
	assert_int_equal(request(&b, 0x21, 0x84, 1, 0, 0), SIM_USB_STALL);
	assert_int_equal(set_alt(&b, 0), 0);
	assert_int_equal(request(&b, 0x21, 0x84, 1, 0, 0), 0);
	assert_int_equal(request(&b, 0xa1, 0x83, 0, 0, 2), 2);
	assert_int_equal(b.data[0], 1);
	/* Altsetting 0 again: back to the defaults. */
	assert_int_equal(set_alt(&b, 0), 0);
	assert_int_equal(request(&b, 0xa1, 0x83, 0, 0, 2), 2);
	assert_int_equal(b.data[0], 0);
	bus_stop(&b);
}

static void ntb16_modem_refuses_ntb32(void **state)
{
	struct bus b;

	(void)state;
	bus_start(&b, NULL);
	assert_int_equal(request(&b, 0xa1, 0x80, 0, 0, 28), 28);
	assert_int_equal(att_get16(b.data + 2), 1);
	assert_int_equal(request(&b, 0x21, 0x84, 1, 0, 0), SIM_USB_STALL);
	bus_stop(&b);
}

static void ntb_input_size_is_checked(void **state)
{
	struct bus b;

	(void)state;
	bus_start(&b, NULL);
	att_put32(b.data, 1024);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 4), SIM_USB_STALL);
	att_put32(b.data, 16384);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 4), 4);
	att_put32(b.data, 8192);
	att_put32(b.data + 4, 10);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 8), 8);
	assert_int_equal(request(&b, 0xa1, 0x85, 0, 0, 8), 8);
	assert_int_equal(att_get32(b.data), 8192);
	assert_int_equal(att_get16(b.data + 4), 10);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 5), SIM_USB_STALL);
	bus_stop(&b);
}

static void unknown_requests_stall(void **state)
{
	struct bus b;

	(void)state;
	bus_start(&b, NULL);
	assert_int_equal(request(&b, 0x21, 0x77, 0, 0, 0), SIM_USB_STALL);
	assert_int_equal(request(&b, 0xc0, 0x01, 0, 0, 8), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x21, 0x00, 0, 1, 4), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x21, 0x8a, 1, 0, 0), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x21, 0x8a, 0, 0, 0), 0);
	bus_stop(&b);
}

static void put_message(struct bus *b, uint32_t type, uint32_t id,
			uint32_t code)
{
	int len = mbim_msg_encode_simple(b->data, sizeof(b->data), type, id,
					 code);

	assert_true(len > 0);
	assert_int_equal(request(b, 0x21, 0x00, 0, 0, (uint16_t)len), len);
}

static int get_response(struct bus *b, uint32_t type)
{
	int len = request(b, 0xa1, 0x01, 0, 0, 4096);

	if (len > 0)
		assert_int_equal(att_get32(b->data), type);
	return len;
}

static int notification(struct bus *b)
{
	return b->d->in(b->d->ctx, 0x81, b->data, 64);
}

static void each_response_has_one_notification(void **state)
{
	struct bus b;
	int len;

	(void)state;
	bus_start(&b, NULL);
	assert_int_equal(notification(&b), SIM_USB_NAK);
	assert_int_equal(get_response(&b, 0), 0);
	put_message(&b, MBIM_MSG_OPEN, 1, 64);
	assert_int_equal(notification(&b), 8);
	assert_int_equal(b.data[0], 0xa1);
	assert_int_equal(b.data[1], 0x01);
	assert_int_equal(notification(&b), SIM_USB_NAK);
	assert_int_equal(get_response(&b, (uint32_t)MBIM_MSG_OPEN_DONE), 16);
	assert_int_equal(notification(&b), SIM_USB_NAK);
	/* DEVICE_CAPS at 64 bytes a transfer: as many as fragments. */
	len = mbim_msg_encode_command(
		b.data, sizeof(b.data), 2,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, 0, 0);
	assert_int_equal(request(&b, 0x21, 0, 0, 0, (uint16_t)len), len);
	for (int i = 0;; i++) {
		int got = notification(&b);

		len = get_response(&b, (uint32_t)MBIM_MSG_COMMAND_DONE);
		assert_int_equal(got, len > 0 ? 8 : SIM_USB_NAK);
		if (len == 0) {
			assert_true(i > 2);
			break;
		}
		assert_true(len <= 64);
	}
	bus_stop(&b);
}

/* Of a host that did not listen. */
static void what_was_announced_in_vain_stays_unannounced(void **state)
{
	struct bus b;

	(void)state;
	bus_start(&b, NULL);
	put_message(&b, MBIM_MSG_OPEN, 1, 64);
	assert_int_equal(notification(&b), 8);
	b.d->listens(b.d->ctx, 0x81);
	assert_int_equal(notification(&b), SIM_USB_NAK);
	assert_int_equal(get_response(&b, (uint32_t)MBIM_MSG_OPEN_DONE), 16);
	bus_stop(&b);
}

static void begins_to_fail(struct bus *b, uint8_t kind, uint8_t heals)
{
	struct sim_config c;

	sim_config_default(&c);
	c.scenario.n_failures = 1;
	c.scenario.failure[0] = (struct sim_failure){
		.kind = kind, .when.heals = heals, .session = SIM_ANY_SESSION};
	bus_start(b, &c);
}

static int open_message(struct bus *b)
{
	int len = mbim_msg_encode_simple(b->data, sizeof(b->data),
					 MBIM_MSG_OPEN, 1, 4096);

	return request(b, 0x21, 0x00, 0, 0, (uint16_t)len);
}

/* The bus is well: other requests are answered, and a reset is one. */
static void deaf_modem_lets_commands_wait_until_it_is_reset(void **state)
{
	static const enum sim_remedy enough[] = {
		SIM_REMEDY_RESET, SIM_REMEDY_REENUMERATE, SIM_REMEDY_POWER};
	struct bus b;

	(void)state;
	for (size_t i = 0; i < sizeof(enough) / sizeof(enough[0]); i++) {
		begins_to_fail(&b, SIM_FAILURE_DEAF, SIM_REMEDY_RESET);
		assert_int_equal(open_message(&b), SIM_USB_NAK);
		assert_int_equal(notification(&b), SIM_USB_NAK);
		assert_int_equal(request(&b, 0xa1, 0x80, 0, 0, 28), 28);
		assert_int_equal(request(&b, 0x21, 0x05, 0, 0, 0), 0);
		assert_int_equal(open_message(&b), SIM_USB_NAK);
		b.d->reset(b.d->ctx, SIM_REMEDY_NONE);
		assert_int_equal(open_message(&b), SIM_USB_NAK);
		b.d->reset(b.d->ctx, enough[i]);
		assert_int_equal(open_message(&b), 16);
		assert_int_equal(notification(&b), 8);
		bus_stop(&b);
	}
}

static void mute_modem_announces_nothing_until_its_function_is_reset(
	void **state)
{
	struct bus b;

	(void)state;
	begins_to_fail(&b, SIM_FAILURE_MUTE, SIM_REMEDY_FUNCTION);
	assert_int_equal(open_message(&b), 16);
	assert_int_equal(notification(&b), SIM_USB_NAK);
	assert_int_equal(get_response(&b, 0), 0);
	assert_int_equal(request(&b, 0x21, 0x05, 0, 0, 0), 0);
	assert_int_equal(open_message(&b), 16);
	assert_int_equal(notification(&b), 8);
	bus_stop(&b);
}

static void too_long_a_command_stalls(void **state)
{
	struct sim_config c;
	struct bus b;

	(void)state;
	sim_config_default(&c);
	c.max_control = 512;
	bus_start(&b, &c);
	assert_int_equal(request(&b, 0x21, 0, 0, 0, 513), SIM_USB_STALL);
	bus_stop(&b);
}

/* CLEAR_FEATURE(ENDPOINT_HALT) clears the endpoint it names. */
static void halted_endpoint_stalls_until_it_is_cleared(void **state)
{
	struct bus b;
	const uint8_t ep = 0x81;

	(void)state;
	bus_start(&b, NULL);
	assert_false(sim_modem_command(sim_usb_modem_modem(b.u), "halt", 0));
	assert_int_equal(b.d->in(b.d->ctx, ep, b.data, 64), SIM_USB_NAK);
	assert_true(sim_modem_command(sim_usb_modem_modem(b.u), "halt notify",
				      b.now));
	assert_int_equal(b.d->in(b.d->ctx, ep, b.data, 64), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x82, 0x00, 0, ep, 2), 2);
	assert_int_equal(b.data[0], 1);
	assert_int_equal(request(&b, 0x02, 0x01, 0, 0x82, 0), 0);
	assert_int_equal(b.d->in(b.d->ctx, ep, b.data, 64), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x02, 0x01, 0, ep, 0), 0);
	assert_int_equal(b.d->in(b.d->ctx, ep, b.data, 64), SIM_USB_NAK);
	bus_stop(&b);
}

static void reset_function_closes_it(void **state)
{
	struct bus b;
	int len;

	(void)state;
	bus_start(&b, NULL);
	put_message(&b, MBIM_MSG_OPEN, 1, 512);
	assert_int_equal(request(&b, 0x21, 0x05, 0, 0, 0), 0);
	assert_int_equal(get_response(&b, 0), 0);
	len = mbim_msg_encode_command(
		b.data, sizeof(b.data), 2,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, 0, 0);
	assert_int_equal(request(&b, 0x21, 0, 0, 0, (uint16_t)len), len);
	assert_int_equal(get_response(&b, (uint32_t)MBIM_MSG_FUNCTION_ERROR),
			 16);
	assert_int_equal(att_get32(b.data + 12), MBIM_PROTOCOL_NOT_OPENED);
	bus_stop(&b);
}

static void open_may_need_the_ntb_input_size(void **state)
{
	struct sim_config c;
	struct bus b;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_NEEDS_NTB_INPUT;
	bus_start(&b, &c);
	put_message(&b, MBIM_MSG_OPEN, 1, 512);
	assert_int_equal(get_response(&b, (uint32_t)MBIM_MSG_OPEN_DONE), 16);
	assert_int_equal(att_get32(b.data + 12), MBIM_STATUS_FAILURE);
	att_put32(b.data, 16384);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 4), 4);
	put_message(&b, MBIM_MSG_OPEN, 2, 512);
	assert_int_equal(get_response(&b, (uint32_t)MBIM_MSG_OPEN_DONE), 16);
	assert_int_equal(att_get32(b.data + 12), MBIM_STATUS_NONE);
	bus_stop(&b);
}

static void says(struct bus *b, const struct usb_port *port, const char *what)
{
	int n = b->d->in(b->d->ctx, port->ep_in, b->data, sizeof(b->data) - 1);

	assert_int_equal(n, strlen(what));
	b->data[n] = 0;
	assert_string_equal((char *)b->data, what);
}

static void hears(struct bus *b, const struct usb_port *port, const char *what)
{
	assert_int_equal(b->d->out(b->d->ctx, port->ep_out,
				   (const uint8_t *)what, strlen(what), false),
			 strlen(what));
}

static void at_port_answers_with_dtr(void **state)
{
	struct usb_function fn;
	struct usb_port port;
	struct sim_config c;
	struct bus b;

	(void)state;
	sim_config_default(&c);
	c.usb.at_interface = 3;
	bus_start(&b, &c);
	assert_int_equal(usb_function_find(configuration(&b, 0), &fn), 0);
	assert_int_equal(usb_ports_find(configuration(&b, 0), &fn, c.vendor,
					c.product, &port, 1),
			 1);
	assert_int_equal(port.kind, USB_PORT_AT);
	hears(&b, &port, "AT\r");
	assert_int_equal(b.d->in(b.d->ctx, port.ep_in, b.data, 64),
			 SIM_USB_NAK);
	assert_int_equal(request(&b, 0x21, 0x22, 3, port.control_interface, 0),
			 0);
	hears(&b, &port, "AT");
	hears(&b, &port, "E0\r");
	says(&b, &port, "ATE0\r\r\n\r\n\r\nOK\r\n");
	hears(&b, &port, "at+csq\r\n");
	says(&b, &port, "\r\n+CSQ: 20,99\r\n\r\nOK\r\n");
	hears(&b, &port, "AT+NONE\r");
	says(&b, &port, "\r\nERROR\r\n");
	bus_stop(&b);
}

/* Any request, at any time: an answer within its length, or a stall. */
static void random_requests_are_survived(void **state)
{
	static const uint8_t types[] = {0x00, 0x01, 0x02, 0x80,
					0x81, 0x21, 0xa1, 0xc0};
	static uint8_t data[0x10000];
	uint32_t seed = 1;
	struct bus b;

	(void)state;
	bus_start(&b, NULL);
	for (int i = 0; i < 20000; i++) {
		uint8_t setup[8] = {types[i % 8]};
		int n;

		for (int k = 1; k < 8; k++) {
			seed = seed * 1664525u + 1013904223u;
			setup[k] = (uint8_t)(seed >> 24) & 0x8f;
			data[seed >> 16] = (uint8_t)seed;
		}
		setup[3] = setup[5] = 0;
		n = b.d->control(b.d->ctx, setup, data);
		assert_true(n == SIM_USB_STALL || n >= 0);
		assert_true(n <= att_get16(setup + 6));
	}
	bus_stop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_are_found_by_the_driver),
		cmocka_unit_test(function_may_be_in_a_later_configuration),
		cmocka_unit_test(ntb_format_needs_altsetting_0),
		cmocka_unit_test(ntb16_modem_refuses_ntb32),
		cmocka_unit_test(ntb_input_size_is_checked),
		cmocka_unit_test(unknown_requests_stall),
		cmocka_unit_test(each_response_has_one_notification),
		cmocka_unit_test(what_was_announced_in_vain_stays_unannounced),
		cmocka_unit_test(
			deaf_modem_lets_commands_wait_until_it_is_reset),
		cmocka_unit_test(
			mute_modem_announces_nothing_until_its_function_is_reset),
		cmocka_unit_test(too_long_a_command_stalls),
		cmocka_unit_test(halted_endpoint_stalls_until_it_is_cleared),
		cmocka_unit_test(reset_function_closes_it),
		cmocka_unit_test(open_may_need_the_ntb_input_size),
		cmocka_unit_test(at_port_answers_with_dtr),
		cmocka_unit_test(random_requests_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
