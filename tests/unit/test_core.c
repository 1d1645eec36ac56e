/* What the transcripts of tests/machine cannot say: tables that must be
 * complete, hostile input, identifiers that wrap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/effect.h"
#include "core/state.h"
#include "protocol/mbim/state.h"

/* The protocol can carry out whatever an effect of a chart asks for, of a modem
 * that has it. */
static void check_asks(const struct att_machine_info *m,
		       uint16_t (*find)(uint8_t effect))
{
	static struct mbim_state all;

	memset(&all.has, true, sizeof(all.has));
	for (uint8_t i = 1; i < m->n_effects; i++) {
		uint16_t kind = find(i);

		if (kind != ATT_OP_NONE && kind != ATT_OP_ANNOUNCE_OPEN &&
		    kind != ATT_OP_RESET_PORT &&
		    !mbim_protocol.parts(&all, kind))
			fail_msg("%s: no request for '%s'", m->name,
				 m->effects[i]);
	}
}

static void every_order_has_a_request(void **state)
{
	(void)state;
	check_asks(mbim_protocol.control, mbim_protocol.order);
	check_asks(&att_attach_info, att_operation_of_attach);
	check_asks(&att_connect_info, att_operation_of_connect);
}

static struct mbim_state *mbim_of(struct att_core *c)
{
	return c->t;
}

static struct att_core *start(void *mem)
{
	static const struct att_core_config config = {
		.pin = "0000",
		.n_sessions = 2,
		.session = {{.name = "a", .ip = ATT_IP_V4V6},
			    {.name = "b", .ip = ATT_IP_V4}},
	};
	const struct att_core_link link = {.framed = true};
	struct att_core *c =
		att_core_init(mem, mbim_protocols, &config, 1, NULL, NULL);

	att_core_want(c, ATT_WANT_CONNECTED, 0);
	att_core_plug(c, &link, 0);
	return c;
}

static uint32_t first_command(struct att_core *c)
{
	uint8_t buf[4096];
	size_t len = att_core_output(c, buf, sizeof(buf));

	assert_true(len >= MBIM_MSG_HEADER);
	return att_get32(buf + 8);
}

static void transaction_id_wraps_to_1(void **state)
{
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_core *c = start(mem);

	(void)state;
	mbim_of(c)->transaction = UINT32_MAX - 1;
	assert_int_equal(first_command(c), UINT32_MAX);
	att_core_expire(c, att_core_deadline(c));
	assert_int_equal(first_command(c), 1);
	free(mem);
}

static void transaction_id_in_use_is_skipped(void **state)
{
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_core *c = start(mem);

	(void)state;
	mbim_of(c)->transaction = 0;
	c->slot[ATT_SLOT_SIGNAL].state = ATT_SLOT_SENT;
	c->slot[ATT_SLOT_SIGNAL].tag = 1;
	c->slot[ATT_SLOT_SIGNAL].deadline_ms = ATT_CORE_NEVER;
	c->abandoned[0].owed = true;
	c->abandoned[0].tag = 2;
	assert_int_equal(first_command(c), 3);
	free(mem);
}

static void longest_command_fits_its_buffer(void **state)
{
	struct att_core_config config = {.n_sessions = 1};
	const struct att_slot slot = {.kind = ATT_OP_ACTIVATE};
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_operation o;
	struct att_core *c;
	uint32_t tag;

	(void)state;
	memset(config.session[0].apn, 'a', 100);
	memset(config.session[0].user, 'u', 255);
	memset(config.session[0].password, 'p', 255);
	c = att_core_init(mem, mbim_protocols, &config, 1, NULL, NULL);
	o = att_operation_make(c, &slot);
	for (unsigned v = 1; v <= 3; v++) {
		mbim_of(c)->ex_version = (uint16_t)(v << 8);
		assert_int_equal(mbim_protocol.write(c->t, &o, 0, &tag), 0);
		assert_true(mbim_of(c)->out_len > 2 * (100 + 255 + 255));
	}
	free(mem);
}

/* It waited for its turn, and a new configuration has no PIN. */
static void pin_that_was_taken_away_is_not_sent(void **state)
{
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_core *c = start(mem);
	uint8_t buf[4096];

	(void)state;
	first_command(c);
	c->link.max_outstanding = 2;
	att_request_put(c, ATT_SLOT_ATTACH, ATT_OP_ENTER_PIN, 0);
	memset(c->config.pin, 0, sizeof(c->config.pin));
	assert_int_equal(att_core_output(c, buf, sizeof(buf)), 0);
	assert_int_equal(c->pin_use, ATT_PIN_FRESH);
	free(mem);
}

/* The last request, answered: OPEN_DONE, or a COMMAND_DONE that refuses. */
static void answer_request(struct att_core *c)
{
	uint8_t out[4096], in[64];
	size_t len = att_core_output(c, out, sizeof(out));
	uint32_t id = att_get32(out + 8);
	struct att_uuid service;

	assert_true(len >= MBIM_MSG_HEADER);
	if (att_get32(out) == MBIM_MSG_COMMAND) {
		memcpy(&service, out + MBIM_MSG_FRAGMENT, sizeof(service));
		len = (size_t)mbim_msg_encode_done(in, sizeof(in), id, &service,
						   att_get32(out + 36), 2, 0);
	} else {
		len = (size_t)mbim_msg_encode_simple(
			in, sizeof(in), (uint32_t)MBIM_MSG_OPEN_DONE, id, 0);
	}
	att_core_input(c, att_bytes_of(in, len), c->now_ms);
}

struct heard {
	unsigned n, news;
	struct att_heard last;
};

static void on_heard(void *ctx, const struct att_heard *heard)
{
	struct heard *h = ctx;

	h->last = *heard;
	h->news += heard->news;
	h->n += !heard->news;
}

static size_t radio_query(uint8_t *buf, size_t cap)
{
	return (size_t)mbim_msg_encode_command(
		buf, cap, 77, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE, false, 0);
}

static void raw_request_ends_when_its_silence_hangs_the_modem(void **state)
{
	static const struct att_core_config config;
	const struct att_core_link link = {.framed = true};
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_core *c =
		att_core_init(mem, mbim_protocols, &config, 1, NULL, NULL);
	struct heard heard = {0};
	uint8_t request[64];
	size_t len = radio_query(request, sizeof(request));

	(void)state;
	att_core_listen(c, on_heard, &heard);
	att_core_want(c, ATT_WANT_OPEN, 0);
	att_core_plug(c, &link, 0);
	answer_request(c); /* OPEN */
	answer_request(c); /* DEVICE_SERVICES */
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(att_channel(c), ATT_CHANNEL_OPEN);
		assert_int_equal(att_core_ask(c, 0, att_bytes_of(request, len),
					      1000, c->now_ms),
				 0);
		first_command(c);
		assert_int_equal(heard.n, i);
		att_core_expire(c, att_core_deadline(c));
		assert_int_equal(heard.n, i + 1);
		assert_int_equal(heard.last.result, ATT_RESULT_NO_ANSWER);
	}
	assert_int_equal(att_channel(c), ATT_CHANNEL_OPENING);
	free(mem);
}

/* However soon the first number is used again. */
static void raw_requests_go_out_in_the_order_they_came(void **state)
{
	static const struct att_core_config config;
	const struct att_core_link link = {.framed = true};
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_core *c =
		att_core_init(mem, mbim_protocols, &config, 1, NULL, NULL);
	struct att_slot *raw = &c->slot[ATT_SLOT_RAW];
	uint8_t request[64], out[4096];
	const struct att_bytes asked = {request,
					radio_query(request, sizeof(request))};

	(void)state;
	att_core_want(c, ATT_WANT_OPEN, 0);
	att_core_plug(c, &link, 0);
	answer_request(c); /* OPEN */
	answer_request(c); /* DEVICE_SERVICES */
	assert_int_equal(att_core_ask(c, 0, asked, 0, 0), 0);
	assert_int_equal(att_core_ask(c, 1, asked, 0, 0), 0);
	assert_true(att_core_output(c, out, sizeof(out)) > 0);
	assert_int_equal(raw[0].state, ATT_SLOT_SENT);
	raw[0].state = ATT_SLOT_IDLE;
	assert_int_equal(att_core_ask(c, 0, asked, 0, 0), 0);
	assert_true(att_core_output(c, out, sizeof(out)) > 0);
	assert_int_equal(raw[0].state, ATT_SLOT_QUEUED);
	assert_int_equal(raw[1].state, ATT_SLOT_SENT);
	free(mem);
}

static uint32_t next_random(uint32_t *x)
{
	*x = *x * 1664525u + 1013904223u;
	return *x >> 8;
}

/* A modem that answers everything with garbage and sends what it likes: no
 * crash, nothing outside (the sanitizers watch), and bounded output. */
static void hostile_modem_does_no_harm(void **state)
{
	static const uint32_t types[] = {0x80000001, 0x80000002, 0x80000003,
					 0x80000004, 0x80000007, 3};
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_core *c = start(mem);
	uint8_t in[256], out[4096];
	struct att_effect effect;
	uint32_t x = 4711;
	uint64_t now = 0;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		size_t len = 12 + next_random(&x) % (sizeof(in) - 12);

		for (size_t k = 0; k < len; k++)
			in[k] = (uint8_t)(next_random(&x) % 5);
		att_put32(in, types[next_random(&x) % 6]);
		att_put32(in + 4, (uint32_t)len);
		att_put32(in + 8, mbim_of(c)->transaction);
		if (len > 48) {
			att_put32(in + 12, 1);
			att_put32(in + 16, 0);
			memcpy(in + 20, mbim_services[0].uuid.b, 16);
			att_put32(in + 36, 1 + next_random(&x) % 24);
			att_put32(in + 40, next_random(&x) % 3);
			att_put32(in + 44, (uint32_t)len - 48);
		}
		att_core_input(c, att_bytes_of(in, len), now);
		for (int k = 0; att_core_output(c, out, sizeof(out)); k++)
			assert_true(k < 1000);
		while (att_core_effect(c, &effect))
			;
		now += next_random(&x) % 2000;
		if (att_core_deadline(c) <= now)
			att_core_expire(c, now);
	}
	free(mem);
}

static void longest_effect_fits_its_text(void **state)
{
	struct att_effect e = {.kind = ATT_EFFECT_LINK_CHANGE,
			       .session = ATT_CORE_SESSIONS - 1};
	char text[ATT_EFFECT_TEXT];
	struct att_text t;

	(void)state;
	memset(&e.ip, 0xff, sizeof(e.ip));
	e.ip.n_ipv4 = e.ip.n_ipv6 = ATT_CORE_ADDRESSES;
	e.ip.n_dns4 = e.ip.n_dns6 = ATT_CORE_ADDRESSES;
	e.ip.has_gateway4 = e.ip.has_gateway6 = true;
	e.ip.dhcp4 = e.ip.slaac6 = true;
	att_text_init(&t, text, sizeof(text));
	att_effect_text(&t, &e);
	assert_false(t.cut);
	assert_int_equal(strlen(text), t.len);
}

/* A channel that does not open, and is not wanted any more: nobody has to help.
 */
static void what_is_not_wanted_is_not_stuck(void **state)
{
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_core *c = start(mem);
	struct att_core_status s;

	(void)state;
	c->control_backoff.failures = 3;
	att_core_status(c, &s);
	assert_true(s.stuck);
	att_core_want(c, ATT_WANT_OFF, c->now_ms);
	att_core_status(c, &s);
	assert_false(s.stuck);
	free(mem);
}

/* The modem refuses to say how its SIM is, again and again. */
static void sim_that_is_not_told_of_has_words(void **state)
{
	void *mem = malloc(att_core_size(mbim_protocols));
	struct att_core *c = start(mem);
	struct att_core_status s;

	(void)state;
	c->attach.state = ATT_ATTACH_SIM;
	c->sim_waits = UINT8_MAX;
	att_core_status(c, &s);
	assert_true(s.stuck);
	assert_string_equal(
		s.problem,
		"the modem does not say how its SIM is; asking again");
	free(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_order_has_a_request),
		cmocka_unit_test(transaction_id_wraps_to_1),
		cmocka_unit_test(transaction_id_in_use_is_skipped),
		cmocka_unit_test(longest_command_fits_its_buffer),
		cmocka_unit_test(longest_effect_fits_its_text),
		cmocka_unit_test(pin_that_was_taken_away_is_not_sent),
		cmocka_unit_test(
			raw_request_ends_when_its_silence_hangs_the_modem),
		cmocka_unit_test(raw_requests_go_out_in_the_order_they_came),
		cmocka_unit_test(what_is_not_wanted_is_not_stuck),
		cmocka_unit_test(sim_that_is_not_told_of_has_words),
		cmocka_unit_test(hostile_modem_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
