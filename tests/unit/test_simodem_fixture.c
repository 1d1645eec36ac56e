/* The host side of the simulated modem's tests. */
#include "test_simodem_fixture.h"

#include <stdlib.h>

void fixture_start(struct fixture *f, const struct sim_config *config)
{
	struct sim_config c;

	sim_config_default(&c);
	memset(f, 0, sizeof(*f));
	f->now = 1000;
	f->max = 4096;
	f->m = sim_modem_new(config != NULL ? config : &c, f->now);
	mbim_frag_rx_init(&f->rx, true, f->stream, sizeof(f->stream), f->whole,
			  sizeof(f->whole));
	sim_modem_expire(f->m, f->now);
}

void fixture_stop(struct fixture *f)
{
	sim_modem_free(f->m);
}

int fixture_control(const struct sim_usb_device *d, uint8_t *data, uint8_t type,
		    uint8_t request, uint16_t value, uint16_t index,
		    uint16_t length)
{
	uint8_t setup[8] = {type, request};

	att_put16(setup + 2, value);
	att_put16(setup + 4, index);
	att_put16(setup + 6, length);
	return d->control(d->ctx, setup, data);
}

bool fixture_next(struct fixture *f)
{
	struct mbim_frag_fault fault;
	struct att_bytes message;

	for (;;) {
		size_t len = sim_modem_output(f->m, f->transfer,
					      sizeof(f->transfer), f->now);
		int got;

		if (len == 0)
			return false;
		f->fragments++;
		if (len > f->longest)
			f->longest = (uint32_t)len;
		mbim_frag_rx_put(&f->rx, att_bytes_of(f->transfer, len));
		got = mbim_frag_rx_get(&f->rx, f->now, &message, &fault);
		assert_true(got == 0 || got == 1);
		if (got == 0)
			continue;
		assert_int_equal(mbim_msg_decode(message, &f->got), 0);
		assert_true(f->got.body.len <= sizeof(f->body));
		if (f->got.body.len > 0)
			memcpy(f->body, f->got.body.p, f->got.body.len);
		f->got.body.p = f->body;
		return true;
	}
}

void fixture_pass(struct fixture *f, uint64_t ms)
{
	uint64_t end = f->now + ms;

	for (int i = 0; i < 1000; i++) {
		uint64_t at = sim_modem_deadline(f->m);

		if (at > end)
			break;
		f->now = at > f->now ? at : f->now;
		sim_modem_expire(f->m, f->now);
	}
	f->now = end;
	sim_modem_expire(f->m, f->now);
}

void fixture_open(struct fixture *f, uint32_t max)
{
	uint8_t buf[16];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN,
					 ++f->transaction, max);

	sim_modem_input(f->m, att_bytes_of(buf, (size_t)len), f->now);
	assert_true(fixture_next(f));
	assert_int_equal(f->got.type, (uint32_t)MBIM_MSG_OPEN_DONE);
	assert_int_equal(f->got.transaction, f->transaction);
	assert_int_equal(f->got.code, MBIM_STATUS_NONE);
	f->max = max;
}

uint32_t fixture_send(struct fixture *f, uint8_t service, uint32_t cid,
		      bool set, const void *body, size_t len)
{
	static uint8_t message[16384], fragment[4096];
	struct att_bytes whole;
	int n;

	if (len > 0)
		memcpy(message + MBIM_MSG_COMMAND_BODY, body, len);
	n = mbim_msg_encode_command(message, sizeof(message), ++f->transaction,
				    &mbim_services[service].uuid, cid, set,
				    len);
	assert_true(n > 0);
	whole = att_bytes_of(message, (size_t)n);
	for (uint32_t i = 0; i < mbim_frag_tx_count(whole, f->max); i++) {
		n = mbim_frag_tx_get(whole, f->max, i, fragment,
				     sizeof(fragment));
		assert_true(n > 0);
		sim_modem_input(f->m, att_bytes_of(fragment, (size_t)n),
				f->now);
	}
	return f->transaction;
}

uint32_t fixture_command(struct fixture *f, uint8_t service, uint32_t cid,
			 bool set, const void *body, size_t len)
{
	uint32_t id = fixture_send(f, service, cid, set, body, len);

	assert_true(fixture_next(f));
	assert_int_equal(f->got.type, (uint32_t)MBIM_MSG_COMMAND_DONE);
	assert_int_equal(f->got.transaction, id);
	assert_int_equal(f->got.cid, cid);
	return f->got.code;
}

uint32_t fixture_query(struct fixture *f, uint8_t service, uint32_t cid)
{
	return fixture_command(f, service, cid, false, NULL, 0);
}

void fixture_indication(struct fixture *f, uint8_t service, uint32_t cid)
{
	assert_true(fixture_next(f));
	assert_int_equal(f->got.type, (uint32_t)MBIM_MSG_INDICATE_STATUS);
	assert_int_equal(f->got.transaction, 0);
	assert_ptr_equal(mbim_service_find(&f->got.service),
			 &mbim_services[service]);
	assert_int_equal(f->got.cid, cid);
}

static void subscribe(struct fixture *f, const struct mbim_event_entry *e)
{
	const struct mbim_basic_connect_device_service_subscribe_list_set s = {
		.events = att_array_of(e, 1),
	};
	uint8_t buf[512];
	int len = mbim_basic_connect_device_service_subscribe_list_set_encode(
		&s, buf, sizeof(buf));

	assert_true(len > 0);
	assert_int_equal(fixture_command(f, BC(DEVICE_SERVICE_SUBSCRIBE_LIST),
					 true, buf, (size_t)len),
			 MBIM_STATUS_NONE);
}

void fixture_subscribe(struct fixture *f, uint64_t cids)
{
	uint32_t list[64], n = 0;
	struct mbim_event_entry e = {
		.device_service_id =
			mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
	};

	for (uint32_t i = 0; i < 64; i++)
		if (cids >> i & 1)
			list[n++] = i;
	e.cids = att_array_of(list, n);
	subscribe(f, &e);
}

void fixture_subscribe_service(struct fixture *f, uint8_t service)
{
	const struct mbim_event_entry e = {
		.device_service_id = mbim_services[service].uuid,
	};

	subscribe(f, &e);
}

uint32_t fixture_rssi(struct fixture *f)
{
	struct mbim_basic_connect_signal_state_response r;

	FIXTURE_READ(f, BC(SIGNAL_STATE),
		     mbim_basic_connect_signal_state_response, &r);
	return r.rssi;
}

uint16_t fixture_version(struct fixture *f, uint16_t version)
{
	struct mbim_ms_basic_connect_extensions_version_query q = {
		.mbim_version = 0x0100,
		.mbim_extended_version = version,
	};
	struct mbim_ms_basic_connect_extensions_version_response r;
	uint8_t buf[8];
	int len = mbim_ms_basic_connect_extensions_version_query_encode(
		&q, buf, sizeof(buf));

	assert_int_equal(
		fixture_command(f, EXT(VERSION), false, buf, (size_t)len),
		MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_ms_basic_connect_extensions_version_response_decode(
			f->got.body, &r),
		0);
	return r.mbim_extended_version;
}

static int encode_connect(uint16_t ex, uint32_t session, bool activate,
			  const char *apn, uint32_t ip_type, uint8_t *buf,
			  size_t cap)
{
	struct mbim_basic_connect_connect_set s = {
		.session_id = session,
		.activation_command = activate,
		.access_string = att_str_utf8(apn),
		.ip_type = ip_type,
		.context_type = mbim_context_type_internet,
	};
	struct mbim_basic_connect_connect_set_v3 s3 = {
		.session_id = session,
		.activation_command = activate,
		.access_string = att_str_utf8(apn),
		.ip_type = ip_type,
		.context_type = mbim_context_type_internet,
	};

	return ex >= MBIM_EX_3
		       ? mbim_basic_connect_connect_set_v3_encode(&s3, buf, cap)
		       : mbim_basic_connect_connect_set_encode(&s, buf, cap);
}

uint32_t fixture_connect(struct fixture *f, uint16_t ex, uint32_t session,
			 bool activate, const char *apn, uint32_t ip_type)
{
	uint8_t buf[512];
	int len = encode_connect(ex, session, activate, apn, ip_type, buf,
				 sizeof(buf));

	assert_true(len > 0);
	return fixture_command(f, BC(CONNECT), true, buf, (size_t)len);
}
