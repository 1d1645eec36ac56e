/* Behaviour of real modems that the profiles switch on. */
#include "test_simodem_fixture.h"

#include "generated/qmi_messages.h"
#include "wire/qmi/qmi.h"

#include <string.h>

#include "drivers/ntb.h"

#define EP_OUT 0x02
#define PACKET 512u
#define NTB    2048u

struct bus {
	struct sim_usb_modem *u;
	const struct sim_usb_device *d;
	uint8_t data[64], ntb[NTB];
};

static uint64_t bus_now(void *ctx)
{
	(void)ctx;
	return 1000;
}

static int request(struct bus *b, uint8_t type, uint8_t req, uint16_t value,
		   uint16_t index, uint16_t length)
{
	return fixture_control(b->d, b->data, type, req, value, index, length);
}

static void bus_start(struct bus *b, const struct sim_config *c)
{
	memset(b, 0, sizeof(*b));
	b->u = sim_usb_modem_new(c, bus_now, b, NULL, NULL);
	b->d = sim_usb_modem_device(b->u);
}

static void bus_stop(struct bus *b)
{
	sim_usb_modem_free(b->u);
}

static uint32_t lost(const struct bus *b)
{
	return sim_modem_counters(sim_usb_modem_modem(b->u))->lost_ntbs;
}

/* An NTB of n datagrams of sessions 0, 1...; its length. */
static uint32_t make_ntb(struct bus *b, uint32_t n, uint32_t len)
{
	const struct ntb_params params = {
		.max_size = NTB, .divisor = 4, .alignment = 4};
	struct ntb_tx tx;

	ntb_tx_begin(&tx, &params, false, b->ntb);
	for (uint32_t i = 0; i < n; i++) {
		struct flow stream = {.id = (uint8_t)i};
		uint8_t *p = ntb_tx_reserve(&tx, stream, len);

		assert_non_null(p);
		memset(p, 0x45, len);
		ntb_tx_commit(&tx, stream, len);
	}
	return ntb_tx_end(&tx, 0, UINT16_MAX);
}

/* The NDP right behind the header, the datagram behind it. */
static uint32_t make_ntb_with_ndp_first(struct bus *b)
{
	static const uint8_t ntb[] = {'N', 'C', 'M', 'H', 12,  0, 0,  0, 48,  0,
				      12,  0,	'I', 'P', 'S', 0, 16, 0, 0,   0,
				      28,  0,	20,  0,	  0,   0, 0,  0, 0x45};

	memset(b->ntb, 0, 48);
	memcpy(b->ntb, ntb, sizeof(ntb));
	return 48;
}

static int send_ntb(struct bus *b, uint32_t len, bool zlp)
{
	return b->d->out(b->d->ctx, EP_OUT, b->ntb, len, zlp);
}

static void ndp_that_is_not_last_loses_the_ntb(void **state)
{
	struct sim_config c;
	struct bus b;

	(void)state;
	for (uint32_t quirk = 0; quirk < 2; quirk++) {
		sim_config_default(&c);
		c.quirks = quirk ? SIM_QUIRK_NDP_AT_END : 0;
		bus_start(&b, &c);
		assert_int_equal(request(&b, 0x01, 0x0b, 1, 1, 0), 0);
		send_ntb(&b, make_ntb(&b, 1, 40), false);
		assert_int_equal(lost(&b), 0);
		send_ntb(&b, make_ntb_with_ndp_first(&b), false);
		assert_int_equal(lost(&b), quirk);
		send_ntb(&b, make_ntb(&b, 2, 40), false); /* two NDPs */
		assert_int_equal(lost(&b), 2 * quirk);
		bus_stop(&b);
	}
}

static void full_ntb_without_zlp_is_lost_with_the_next(void **state)
{
	struct sim_config c;
	struct bus b;

	(void)state;
	for (uint32_t quirk = 0; quirk < 2; quirk++) {
		sim_config_default(&c);
		c.usb.out.max = NTB;
		c.quirks = quirk ? SIM_QUIRK_NEEDS_ZLP : 0;
		bus_start(&b, &c);
		assert_int_equal(request(&b, 0x01, 0x0b, 1, 1, 0), 0);
		make_ntb(&b, 1, 40);
		assert_int_equal(send_ntb(&b, NTB, true), (int)NTB);
		assert_int_equal(send_ntb(&b, NTB, false), (int)NTB);
		assert_int_equal(lost(&b), 0);
		assert_int_equal(send_ntb(&b, make_ntb(&b, 1, 40), false),
				 (int)make_ntb(&b, 1, 40));
		assert_int_equal(lost(&b), quirk);
		bus_stop(&b);
	}
}

static void ntb_input_size_may_need_8_bytes(void **state)
{
	struct sim_config c;
	struct bus b;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_NTB_INPUT_8;
	bus_start(&b, &c);
	att_put32(b.data, 4096);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 4), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 8), 8);
	bus_stop(&b);
	c.quirks = 0;
	c.usb.capabilities = 0;
	bus_start(&b, &c);
	att_put32(b.data, 4096);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 8), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x21, 0x86, 0, 0, 4), 4);
	bus_stop(&b);
}

static void combination_is_mbim_only_in_its_altsettings(void **state)
{
	struct sim_config c;
	struct bus b;

	(void)state;
	sim_config_default(&c);
	c.usb.control_alt = 1;
	c.usb.data_alt = 2;
	bus_start(&b, &c);
	assert_int_equal(request(&b, 0xa1, 0x80, 0, 0, 28), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x01, 0x0b, 2, 0, 0), SIM_USB_STALL);
	assert_int_equal(request(&b, 0x01, 0x0b, 1, 0, 0), 0);
	assert_int_equal(request(&b, 0xa1, 0x80, 0, 0, 28), 28);
	assert_int_equal(request(&b, 0x01, 0x0b, 1, 1, 0), 0); /* NCM's */
	assert_int_equal(send_ntb(&b, make_ntb(&b, 1, 40), false),
			 SIM_USB_STALL);
	assert_int_equal(request(&b, 0x01, 0x0b, 2, 1, 0), 0);
	assert_true(send_ntb(&b, make_ntb(&b, 1, 40), false) > 0);
	bus_stop(&b);
}

/* --- control channel -------------------------------------------------------
 */

static uint32_t radio(struct fixture *f)
{
	struct mbim_basic_connect_radio_state_response r;

	FIXTURE_READ(f, BC(RADIO_STATE),
		     mbim_basic_connect_radio_state_response, &r);
	return r.sw_radio_state;
}

static void switch_on(struct fixture *f)
{
	const uint8_t on[4] = {1};

	assert_int_equal(fixture_command(f, BC(RADIO_STATE), true, on, 4),
			 MBIM_STATUS_NONE);
}

static void locked_radio_stays_off_until_the_qmi_message(void **state)
{
	static const uint8_t client[] = {0x01, 0x0f, 0, 0, 0, 0, 0, 1,
					 0x22, 0,    4, 0, 1, 1, 0, 2};
	static const uint8_t unlock[] = {0x01, 0x0c, 0,	   0,	 2, 1, 0,
					 1,    0,    0x5f, 0x55, 0, 0};
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_FCC_LOCK;
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	switch_on(&f);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_OFF);
	assert_int_equal(fixture_command(&f, MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG,
					 true, client, sizeof(client)),
			 MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.p[f.got.body.len - 2], 2); /* DMS */
	assert_int_equal(fixture_command(&f, MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG,
					 true, unlock, sizeof(unlock)),
			 MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.len, 20);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_OFF);
	switch_on(&f);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_ON);
	sim_modem_power_up(f.m, SIM_REMEDY_POWER, f.now); /* locked again */
	fixture_open(&f, 4096);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_OFF);
	fixture_stop(&f);
}

/* One frame inside MBIM; the error in its answer. */
static uint16_t qmi(struct fixture *f, uint8_t service, uint16_t message,
		    uint8_t mode)
{
	uint8_t frame[32];
	struct qmi_head head = {.service = service,
				.client = 9,
				.transaction = 1,
				.message = message};
	uint8_t *tlv = frame + qmi_head_len(service);
	struct qmi_message m;
	struct qmi_tlv result;

	tlv[0] = 1;
	att_put16(tlv + 1, 1);
	tlv[3] = mode;
	assert_int_equal(fixture_command(f, MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG,
					 true, frame,
					 qmi_head_put(&head, 4, frame)),
			 MBIM_STATUS_NONE);
	assert_int_equal(qmi_decode(f->got.body, &m), 0);
	assert_int_equal(m.head.client, 9);
	assert_true(qmi_tlv_find(m.tlvs, QMI_TLV_RESULT, &result));
	return att_get16(result.value.p + 2);
}

static void qmi_inside_asks_the_same_modem_and_tells_no_news(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_FCC_LOCK;
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	assert_int_equal(
		qmi(&f, QMI_SERVICE_DMS, QMI_DMS_SET_FCC_AUTHENTICATION, 0), 0);
	switch_on(&f);
	fixture_subscribe(&f, 1u << MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	assert_int_equal(
		qmi(&f, QMI_SERVICE_NAS, QMI_NAS_GET_SERVING_SYSTEM, 0), 0);
	assert_false(fixture_next(&f));
	fixture_send(&f, MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG, true,
		     (const uint8_t[]){0x01, 0x10, 0, 0, 2, 9, 0, 1, 0, 0x2e, 0,
				       4, 0, 1, 1, 0, 1},
		     17);
	/* MBIM's own news come before its answer, QMI's do not come. */
	fixture_indication(&f, BC(RADIO_STATE));
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.type, (uint32_t)MBIM_MSG_COMMAND_DONE);
	assert_false(fixture_next(&f));
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_OFF);
	assert_int_equal(qmi(&f, QMI_SERVICE_WDA, QMI_WDA_SET_DATA_FORMAT, 0),
			 QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND);
	fixture_stop(&f);
}

static uint32_t card(struct fixture *f)
{
	struct mbim_basic_connect_subscriber_ready_status_response r;

	FIXTURE_READ(f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	return r.ready_state;
}

static uint32_t quectel(struct fixture *f, bool set)
{
	static const uint8_t on[] = {1, 0, 0, 0};

	assert_int_equal(fixture_command(f, MBIM_SERVICE_QUECTEL,
					 MBIM_CID_QUECTEL_RADIO_STATE, set, on,
					 set ? sizeof(on) : 0),
			 MBIM_STATUS_NONE);
	return att_get32(f->got.body.p);
}

static void foxconn_lock_wants_the_value_0(void **state)
{
	uint8_t unlock[] = {0x01, 0x10, 0, 0, 0x02, 1, 0, 1,   0,
			    0x71, 0x55, 4, 0, 0x01, 1, 0, 0x01};
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_FOXCONN_LOCK;
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	fixture_command(&f, MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG, true, unlock,
			sizeof(unlock));
	switch_on(&f);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_OFF);
	unlock[sizeof(unlock) - 1] = 0;
	fixture_command(&f, MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG, true, unlock,
			sizeof(unlock));
	switch_on(&f);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_ON);
	fixture_stop(&f);
}

static void quectel_lock_hides_the_sim_until_it_is_opened(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_QUECTEL_LOCK;
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	switch_on(&f);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_OFF);
	assert_int_equal(card(&f),
			 MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED);
	assert_int_equal(quectel(&f, false),
			 MBIM_QUECTEL_RADIO_SWITCH_STATE_FCC_LOCKED);
	assert_int_equal(quectel(&f, true),
			 MBIM_QUECTEL_RADIO_SWITCH_STATE_OFF);
	assert_int_not_equal(card(&f),
			     MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED);
	switch_on(&f);
	assert_int_equal(quectel(&f, false),
			 MBIM_QUECTEL_RADIO_SWITCH_STATE_ON);
	fixture_stop(&f);
}

static void lock_may_count_from_the_next_start_on(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_QUECTEL_LOCK | SIM_QUIRK_LOCK_RESTART;
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	assert_int_equal(quectel(&f, true),
			 MBIM_QUECTEL_RADIO_SWITCH_STATE_OFF);
	switch_on(&f);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_OFF);
	sim_modem_power_up(f.m, SIM_REMEDY_POWER, f.now);
	fixture_open(&f, 4096);
	switch_on(&f);
	assert_int_equal(radio(&f), MBIM_RADIO_SWITCH_STATE_ON);
	fixture_stop(&f);
}

static void malformed_qmi_is_refused(void **state)
{
	static const uint8_t bad[] = {0x01, 0x7f, 0, 0, 2, 1, 0, 1};
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	assert_int_equal(fixture_command(&f, MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG,
					 true, bad, sizeof(bad)),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	sim_modem_config(f.m)->quirks = SIM_QUIRK_FCC_LOCK;
	for (size_t len = 1; len <= sizeof(bad); len++)
		assert_int_equal(fixture_command(&f, MBIM_SERVICE_QMI,
						 MBIM_CID_QMI_MSG, true, bad,
						 len),
				 MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

/* The host vanishes while a long answer is under way: its second half comes as
 * an orphan behind the next OPEN_DONE. */
static void late_answers_come_after_the_next_open(void **state)
{
	uint8_t open[16], buf[128];
	struct mbim_msg msg;
	struct sim_config c;
	struct fixture f;
	uint32_t late = 0;
	size_t len;
	int n;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_LATE_ANSWERS;
	fixture_start(&f, &c);
	fixture_open(&f, 128);
	fixture_send(&f, BC(DEVICE_SERVICES), false, NULL, 0);
	assert_int_equal(sim_modem_output(f.m, buf, sizeof(buf), f.now), 128);
	n = mbim_msg_encode_simple(open, sizeof(open), MBIM_MSG_OPEN, 99, 128);
	sim_modem_input(f.m, att_bytes_of(open, (size_t)n), f.now);
	len = sim_modem_output(f.m, buf, sizeof(buf), f.now);
	assert_int_equal(att_get32(buf), (uint32_t)MBIM_MSG_OPEN_DONE);
	while ((len = sim_modem_output(f.m, buf, sizeof(buf), f.now)) > 0) {
		mbim_msg_decode(att_bytes_of(buf, len), &msg);
		assert_int_equal(msg.type, (uint32_t)MBIM_MSG_COMMAND_DONE);
		assert_int_equal(msg.current, ++late);
	}
	assert_true(late > 0);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ndp_that_is_not_last_loses_the_ntb),
		cmocka_unit_test(full_ntb_without_zlp_is_lost_with_the_next),
		cmocka_unit_test(ntb_input_size_may_need_8_bytes),
		cmocka_unit_test(combination_is_mbim_only_in_its_altsettings),
		cmocka_unit_test(locked_radio_stays_off_until_the_qmi_message),
		cmocka_unit_test(foxconn_lock_wants_the_value_0),
		cmocka_unit_test(
			qmi_inside_asks_the_same_modem_and_tells_no_news),
		cmocka_unit_test(quectel_lock_hides_the_sim_until_it_is_opened),
		cmocka_unit_test(lock_may_count_from_the_next_start_on),
		cmocka_unit_test(malformed_qmi_is_refused),
		cmocka_unit_test(late_answers_come_after_the_next_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
