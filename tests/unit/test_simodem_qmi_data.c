/* The data path of the simulated modem that speaks QMI, on USB: each form in
 * which datagrams travel, and what does not fit. */
#include <string.h>

#include "simodem_qmi.h"

#define EP_IN  0x82
#define EP_OUT 0x02
#define PING   84u

static uint16_t checksum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += att_get16_be(p + i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* An echo request from a session to its router. */
static void put_ping(uint8_t *p, uint8_t session)
{
	memset(p, 0, PING);
	p[0] = 0x45;
	att_put16_be(p + 2, PING);
	p[8] = 64;
	p[9] = 1;
	memcpy(p + 12, (const uint8_t[]){10, 64, session, 2}, 4);
	memcpy(p + 16, (const uint8_t[]){10, 64, session, 1}, 4);
	att_put16_be(p + 10, checksum(p, 20));
	p[20] = 8;
	p[24] = 0x12;
	p[40] = session;
	att_put16_be(p + 22, checksum(p + 20, PING - 20));
}

static void assert_reply(const uint8_t *p, uint8_t session)
{
	assert_int_equal(p[0], 0x45);
	assert_int_equal(att_get16_be(p + 2), PING);
	assert_int_equal(p[14], session);
	assert_int_equal(p[20], 0);
	assert_int_equal(p[40], session);
}

static int send_(struct qmi_host *h, const uint8_t *p, size_t len)
{
	return h->device->out(h->device->ctx, EP_OUT, p, len, false);
}

static int receive(struct qmi_host *h, uint8_t *p, size_t cap)
{
	return h->device->in(h->device->ctx, EP_IN, p, cap);
}

static void set_format(struct qmi_host *h, uint32_t link, uint32_t protocol)
{
	struct qmi_wda_set_data_format_req r = {
		.has = {.link_layer_protocol = true,
			.uplink_data_aggregation_protocol = true,
			.downlink_data_aggregation_protocol = true},
		.link_layer_protocol = link,
		.uplink_data_aggregation_protocol = protocol,
		.downlink_data_aggregation_protocol = protocol,
	};
	struct qmi_wda_set_data_format_resp a;
	uint8_t client = qmi_host_client(h, QMI_SERVICE_WDA);

	assert_int_equal(QMI_HOST_ASK(h, QMI_SERVICE_WDA, client,
				      QMI_WDA_SET_DATA_FORMAT,
				      wda_set_data_format, &r),
			 0);
	QMI_HOST_READ(h, wda_set_data_format_resp, &a);
	assert_int_equal(a.link_layer_protocol, link);
	assert_int_equal(a.downlink_data_aggregation_protocol, protocol);
}

static void bind(struct qmi_host *h, uint8_t client, uint8_t mux)
{
	struct qmi_wds_bind_mux_data_port_req r = {.has.mux_id = true,
						   .mux_id = mux};

	assert_int_equal(QMI_HOST_ASK(h, QMI_SERVICE_WDS, client,
				      QMI_WDS_BIND_MUX_DATA_PORT,
				      wds_bind_mux_data_port, &r),
			 0);
}

/* A modem with all forms, in this one, and a call that is bound to a mux id. */
static void start(struct qmi_host *h, uint32_t link, uint32_t protocol,
		  uint8_t mux)
{
	struct sim_config c;
	uint8_t client;

	qmi_host_config(&c);
	c.qmi.aggregations = 1u << 0 | 1u << 5 | 1u << 8 | 1u << 9;
	qmi_host_start_usb(h, &c);
	set_format(h, link, protocol);
	client = qmi_host_client(h, QMI_SERVICE_WDS);
	if (mux != 0)
		bind(h, client, mux);
	assert_int_equal(qmi_host_call(h, client, QMI_WDS_IP_FAMILY_IPV4,
				       "internet", NULL),
			 0);
}

static void raw_datagram_is_a_transfer(void **state)
{
	struct qmi_host h;
	uint8_t p[2048];

	(void)state;
	start(&h, QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP, 0, 0);
	assert_int_equal(receive(&h, p, sizeof(p)), SIM_USB_NAK);
	put_ping(p, 0);
	assert_int_equal(send_(&h, p, PING), PING);
	assert_int_equal(receive(&h, p, sizeof(p)), PING);
	assert_reply(p, 0);
	assert_int_equal(receive(&h, p, sizeof(p)), SIM_USB_NAK);
	qmi_host_stop(&h);
}

static void ethernet_frame_is_a_transfer(void **state)
{
	static const uint8_t us[6] = {2, 0, 0, 0, 0, 9};
	struct qmi_host h;
	uint8_t p[2048] = {0};

	(void)state;
	start(&h, QMI_WDA_LINK_LAYER_PROTOCOL_802_3, 0, 0);
	memset(p, 0xff, 6);
	memcpy(p + 6, us, 6);
	att_put16_be(p + 12, 0x0800);
	put_ping(p + 14, 0);
	assert_int_equal(send_(&h, p, 14 + PING), 14 + PING);
	assert_int_equal(receive(&h, p, sizeof(p)), 14 + PING);
	assert_memory_equal(p, us, 6);
	assert_int_equal(att_get16_be(p + 12), 0x0800);
	assert_reply(p + 14, 0);
	qmi_host_stop(&h);
}

static void frames_may_be_for_nobody(void **state)
{
	static const uint8_t nobody[6] = {0, 0xa0, 0xc6, 0, 0, 0};
	struct sim_config c;
	struct qmi_host h;
	uint8_t p[2048] = {0}, client;

	(void)state;
	qmi_host_config(&c);
	c.quirks |= SIM_QUIRK_WRONG_STATION;
	qmi_host_start_usb(&h, &c);
	client = qmi_host_client(&h, QMI_SERVICE_WDS);
	assert_int_equal(qmi_host_call(&h, client, 0, "internet", NULL), 0);
	memset(p, 0xff, 6);
	p[6] = 2;
	att_put16_be(p + 12, 0x0800);
	put_ping(p + 14, 0);
	assert_int_equal(send_(&h, p, 14 + PING), 14 + PING);
	assert_int_equal(receive(&h, p, sizeof(p)), 14 + PING);
	assert_memory_equal(p, nobody, 6);
	assert_reply(p + 14, 0);
	qmi_host_stop(&h);
}

static void arp_is_answered_by_the_modem(void **state)
{
	static const uint8_t ask[] = {0, 1, 8, 0, 6,  4,  0, 1, 2, 0,
				      0, 0, 0, 9, 10, 64, 0, 2, 0, 0,
				      0, 0, 0, 0, 10, 64, 0, 1};
	struct qmi_host h;
	uint8_t p[64] = {0}, modem[6];

	(void)state;
	start(&h, QMI_WDA_LINK_LAYER_PROTOCOL_802_3, 0, 0);
	memset(p, 0xff, 6);
	memcpy(p + 6, ask + 8, 6);
	att_put16_be(p + 12, 0x0806);
	memcpy(p + 14, ask, sizeof(ask));
	assert_int_equal(send_(&h, p, 42), 42);
	assert_int_equal(receive(&h, p, sizeof(p)), 42);
	assert_memory_equal(p, ask + 8, 6);
	memcpy(modem, p + 6, 6);
	assert_int_equal(att_get16_be(p + 20), 2);
	assert_memory_equal(p + 22, modem, 6);
	assert_memory_equal(p + 28, ask + 24, 4);
	assert_memory_equal(p + 32, ask + 8, 10);
	qmi_host_stop(&h);
}

/* Two datagrams in one transfer there, and the answers in one back. front:
 * bytes before each of them; behind: of the modem's. */
static void ping_in_qmap(uint32_t protocol, size_t front, size_t behind)
{
	struct qmi_host h;
	uint8_t p[2048] = {0};
	size_t step = front + PING, back = protocol == 8 ? 4 : front;

	start(&h, QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP, protocol, 0x82);
	for (unsigned i = 0; i < 2; i++) {
		uint8_t *at = p + i * step;

		at[0] = protocol == 9 ? 0x40 : 0;
		at[1] = 0x82;
		att_put16_be(at + 2, PING);
		if (protocol == 9)
			at[4] = 2 << 1;
		put_ping(at + front, 1);
	}
	assert_int_equal(send_(&h, p, 2 * step), (int)(2 * step));
	step = back + PING + behind;
	assert_int_equal(receive(&h, p, sizeof(p)), (int)(2 * step));
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(p[i * step + 1], 0x82);
		assert_int_equal(att_get16_be(p + i * step + 2), PING);
		assert_reply(p + i * step + back, 1);
	}
	qmi_host_stop(&h);
}

static void qmap_carries_several_datagrams(void **state)
{
	(void)state;
	ping_in_qmap(5, 4, 0);
	ping_in_qmap(8, 8, 8);
	ping_in_qmap(9, 8, 0);
}

static void other_form_is_lost(void **state)
{
	struct qmi_host h;
	uint8_t p[2048];

	(void)state;
	start(&h, QMI_WDA_LINK_LAYER_PROTOCOL_802_3, 0, 0);
	put_ping(p, 0);
	assert_int_equal(send_(&h, p, PING), PING);
	assert_int_equal(receive(&h, p, sizeof(p)), SIM_USB_NAK);
	qmi_host_stop(&h);
	start(&h, QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP, 5, 1);
	put_ping(p, 0);
	assert_int_equal(send_(&h, p, PING), PING);
	assert_int_equal(receive(&h, p, sizeof(p)), SIM_USB_NAK);
	assert_int_equal(sim_modem_counters(h.m)->lost_ntbs, 1);
	qmi_host_stop(&h);
}

static void transfer_goes_on_until_it_is_short(void **state)
{
	struct qmi_host h;
	uint8_t p[2048] = {0};

	(void)state;
	start(&h, QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP, 0, 0);
	put_ping(p, 0);
	att_put16_be(p + 2, 512);
	memset(p + 10, 0, 2);
	att_put16_be(p + 10, checksum(p, 20));
	memset(p + 22, 0, 2);
	att_put16_be(p + 22, checksum(p + 20, 512 - 20));
	assert_int_equal(send_(&h, p, 512), 512);
	assert_int_equal(receive(&h, p, sizeof(p)), SIM_USB_NAK);
	assert_int_equal(h.device->out(h.device->ctx, EP_OUT, p, 0, true), 0);
	assert_int_equal(receive(&h, p, sizeof(p)), 512);
	qmi_host_stop(&h);
}

static void short_buffer_loses_the_transfer(void **state)
{
	struct qmi_host h;
	uint8_t p[2048];

	(void)state;
	start(&h, QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP, 0, 0);
	put_ping(p, 0);
	assert_int_equal(send_(&h, p, PING), PING);
	assert_int_equal(receive(&h, p, 64), SIM_USB_NAK);
	assert_int_equal(receive(&h, p, sizeof(p)), SIM_USB_NAK);
	assert_int_equal(sim_modem_counters(h.m)->lost_ntbs, 1);
	qmi_host_stop(&h);
}

/* --- the function -----------------------------------------------------------
 */

static void function_is_one_interface_of_the_vendor(void **state)
{
	struct sim_config c;
	struct qmi_host h;
	struct att_bytes d;
	unsigned interfaces = 0, endpoints = 0;

	(void)state;
	qmi_host_config(&c);
	qmi_host_start_usb(&h, &c);
	d = h.device->descriptors;
	assert_int_equal(d.p[4], 0);
	for (size_t at = 0; at < d.len; at += d.p[at]) {
		interfaces += d.p[at + 1] == 4;
		endpoints += d.p[at + 1] == 5;
		if (d.p[at + 1] != 4)
			continue;
		assert_int_equal(d.p[at + 4], 3);
		assert_int_equal(d.p[at + 5], 0xff);
		assert_int_equal(d.p[at + 6], 0xff);
		assert_int_equal(d.p[at + 7], 0xff);
	}
	assert_int_equal(interfaces, 1);
	assert_int_equal(endpoints, 3);
	qmi_host_stop(&h);
}

static int line_state(struct qmi_host *h, uint8_t value)
{
	const uint8_t setup[8] = {0x21, 0x22, value};

	return h->device->control(h->device->ctx, setup, NULL);
}

static void modem_is_mute_without_dtr(void **state)
{
	struct sim_config c;
	struct qmi_host h;
	uint8_t note[16], client;

	(void)state;
	qmi_host_config(&c);
	c.quirks |= SIM_QUIRK_NEEDS_DTR;
	qmi_host_start_usb(&h, &c);
	client = qmi_host_client(&h, QMI_SERVICE_DMS);
	assert_int_not_equal(client, 0);
	assert_int_equal(line_state(&h, 0), 0);
	qmi_host_send(&h, QMI_SERVICE_CTL, 0, QMI_CTL_GET_VERSION_INFO, 0);
	assert_false(qmi_host_next(&h));
	assert_int_equal(line_state(&h, 1), 0);
	qmi_host_send(&h, QMI_SERVICE_CTL, 0, QMI_CTL_GET_VERSION_INFO, 0);
	assert_int_equal(h.device->in(h.device->ctx, 0x81, note, sizeof(note)),
			 8);
	assert_true(qmi_host_next(&h));
	/* Its clients are gone. */
	assert_int_equal(
		qmi_host_ask(&h, QMI_SERVICE_DMS, client, QMI_DMS_GET_MODEL, 0),
		QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	qmi_host_stop(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raw_datagram_is_a_transfer),
		cmocka_unit_test(ethernet_frame_is_a_transfer),
		cmocka_unit_test(frames_may_be_for_nobody),
		cmocka_unit_test(arp_is_answered_by_the_modem),
		cmocka_unit_test(qmap_carries_several_datagrams),
		cmocka_unit_test(other_form_is_lost),
		cmocka_unit_test(transfer_goes_on_until_it_is_short),
		cmocka_unit_test(short_buffer_loses_the_transfer),
		cmocka_unit_test(function_is_one_interface_of_the_vendor),
		cmocka_unit_test(modem_is_mute_without_dtr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
