/* One-shot exchanges against a scripted modem: what is sent, in which order,
 * and what is made of the answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/exchange.h"

#define MAX_SENT 32

/* A modem that answers at once, but from the loop as a real port does. */
static struct modem {
	struct port port; /* first */
	struct port_info info;
	bool is_up;
	bool said_close_done; /* to a host that still listened */
	/* what it is like */
	unsigned stray_close_dones;	      /* answers to the first OPENs */
	uint32_t open_status, function_error; /* in place of OPEN_DONE */
	uint32_t max_control;		      /* more is refused; 0: never */
	uint16_t version;   /* it knows VERSION, and answers this */
	bool foreign_first; /* another CID's answer has our transaction */
	bool in_fragments, dies;
	bool unread;   /* each answer comes behind one to an earlier program */
	unsigned slow; /* turns of the loop before each answer */
	unsigned signal_from;	  /* SIGTERM with each message from this one */
	uint64_t signal_after_ms; /* which then took this long */
	/* what it was sent: message types, and CIDs of commands */
	unsigned n_sent;
	struct {
		uint32_t type, cid, code;
	} sent[MAX_SENT];
	/* what it will say */
	uint8_t out[4096];
	size_t out_len;
	unsigned turns; /* before it is said */
} modem;

static uint64_t now_ms;

static uint64_t exchange_clock(void *ctx)
{
	(void)ctx;
	return now_ms;
}

static void say(const uint8_t *p, int len)
{
	assert_true(len > 0 &&
		    modem.out_len + (size_t)len <= sizeof(modem.out));
	memcpy(modem.out + modem.out_len, p, (size_t)len);
	modem.out_len += (size_t)len;
}

static void say_simple(enum mbim_msg_type type, uint32_t transaction,
		       uint32_t code)
{
	uint8_t buf[16];

	say(buf, mbim_msg_encode_simple(buf, sizeof(buf), (uint32_t)type,
					transaction, code));
}

static int services_body(uint8_t *buf, size_t cap)
{
	static const uint32_t cids[] = {
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION};
	const struct mbim_device_service_element e = {
		.device_service_id =
			mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS]
				.uuid,
		.cids = att_array_of(cids, 1),
	};
	const struct mbim_basic_connect_device_services_response r = {
		.device_services = att_array_of(&e, modem.version ? 1 : 0),
	};

	return mbim_basic_connect_device_services_response_encode(&r, buf, cap);
}

static int version_body(uint8_t *buf, size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_version_response r = {
		.mbim_version = 0x0100,
		.mbim_extended_version = modem.version,
	};

	return mbim_ms_basic_connect_extensions_version_response_encode(&r, buf,
									cap);
}

/* Any other CID has ten bytes. */
static int any_body(uint8_t *buf, size_t cap)
{
	assert_true(cap >= 10);
	memcpy(buf, "0123456789", 10);
	return 10;
}

static void say_done(const struct mbim_msg *msg, uint32_t cid)
{
	uint8_t buf[512], fragment[64];
	uint8_t *body = buf + MBIM_MSG_COMMAND_BODY;
	size_t cap = sizeof(buf) - MBIM_MSG_COMMAND_BODY;
	int len;

	if (cid == MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES)
		len = services_body(body, cap);
	else if (cid == MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION)
		len = version_body(body, cap);
	else
		len = any_body(body, cap);
	assert_true(len >= 0);
	len = mbim_msg_encode_done(buf, sizeof(buf), msg->transaction,
				   &msg->service, cid, 0, (size_t)len);
	if (!modem.in_fragments) {
		say(buf, len);
		return;
	}
	for (uint32_t i = 0; i < 2; i++)
		say(fragment,
		    mbim_frag_tx_get(att_bytes_of(buf, (size_t)len), 50, i,
				     fragment, sizeof(fragment)));
}

static void answer_open(const struct mbim_msg *msg)
{
	if (modem.stray_close_dones) {
		modem.stray_close_dones--;
		say_simple(MBIM_MSG_CLOSE_DONE, 77, 0);
	} else if (modem.max_control && msg->code > modem.max_control) {
		say_simple(MBIM_MSG_FUNCTION_ERROR, msg->transaction,
			   MBIM_PROTOCOL_MAX_TRANSFER);
	} else if (modem.function_error) {
		say_simple(MBIM_MSG_FUNCTION_ERROR, msg->transaction,
			   modem.function_error);
	} else {
		say_simple(MBIM_MSG_OPEN_DONE, msg->transaction,
			   modem.open_status);
	}
}

static void answer_command(const struct mbim_msg *msg)
{
	uint8_t buf[64];

	/* an indication may come between */
	say(buf, mbim_msg_encode_indication(
			 buf, sizeof(buf),
			 &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
			 MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, 0));
	if (modem.foreign_first)
		say_done(msg, msg->cid + 100);
	say_done(msg, msg->cid);
}

/* What an earlier program asked, counting from 1, was refused. */
static void answer_earlier(const struct mbim_msg *msg)
{
	uint8_t buf[64];

	if (msg->type != MBIM_MSG_COMMAND)
		say_simple((enum mbim_msg_type)(msg->type | 0x80000000u),
			   modem.n_sent, MBIM_STATUS_BUSY);
	else
		say(buf, mbim_msg_encode_done(buf, sizeof(buf), modem.n_sent,
					      &msg->service, msg->cid,
					      MBIM_STATUS_BUSY, 0));
}

static void speak(void *arg)
{
	const struct port_host *host = modem.port.host;
	size_t len = modem.out_len;

	(void)arg;
	if (modem.turns) {
		modem.turns--;
		host->timer(host->ctx, 0, speak, NULL);
		return;
	}
	if (!modem.is_up) {
		modem.is_up = true;
		host->up(host->ctx, &modem.info);
		return;
	}
	modem.out_len = 0;
	if (modem.dies)
		host->gone(host->ctx, ATT_E_GONE);
	else
		host->control(host->ctx, att_bytes_of(modem.out, len));
	modem.said_close_done =
		modem.n_sent &&
		modem.sent[modem.n_sent - 1].type == MBIM_MSG_CLOSE;
}

static int modem_send(struct port *port, struct att_bytes fragment)
{
	struct mbim_msg msg;

	assert_int_equal(mbim_msg_decode(fragment, &msg), 0);
	assert_true(modem.n_sent < MAX_SENT);
	modem.sent[modem.n_sent].type = msg.type;
	modem.sent[modem.n_sent].cid = msg.cid;
	modem.sent[modem.n_sent++].code = msg.code;
	if (modem.unread)
		answer_earlier(&msg);
	if (msg.type == MBIM_MSG_OPEN)
		answer_open(&msg);
	else if (msg.type == MBIM_MSG_CLOSE)
		say_simple(MBIM_MSG_CLOSE_DONE, msg.transaction, 0);
	else
		answer_command(&msg);
	if (modem.signal_from && modem.n_sent >= modem.signal_from) {
		now_ms += modem.signal_after_ms;
		kill(getpid(), SIGTERM);
	}
	modem.turns = modem.slow;
	port->host->timer(port->host->ctx, 0, speak, NULL);
	return 0;
}

static void modem_close(struct port *port)
{
	port->host->timer(port->host->ctx, -1, speak, NULL);
}

static int open_modem(const char *name, const struct port_host *host,
		      struct port **port)
{
	static const struct port_ops ops = {.send = modem_send,
					    .close = modem_close};

	if (strcmp(name, "none") == 0)
		return ATT_E_ACCESS;
	modem.port = (struct port){&ops, host};
	host->timer(host->ctx, 0, speak, NULL);
	*port = &modem.port;
	return 0;
}

/* --- the exchange ------------------------------------------------------ */

static struct att_exchange exchange;

static int setup(void **state)
{
	(void)state;
	memset(&modem, 0, sizeof(modem));
	now_ms = 5000;
	modem.info.max_control = 4096;
	modem.info.framed = true;
	return 0;
}

static int open_with(uint16_t ex)
{
	const struct att_exchange_options o = {.open_port = open_modem,
					       .name = "modem",
					       .ex = ex,
					       .clock = exchange_clock};

	return att_exchange_open(&exchange, &o);
}

static int ask(void)
{
	return att_exchange_ask(
		&exchange, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE, false, 0, 5000);
}

/* The types and CIDs that were sent, as "open command.16 close". */
static void expect_sent(const char *want)
{
	char got[512] = "";
	size_t at = 0;

	for (unsigned i = 0; i < modem.n_sent; i++) {
		at += (size_t)snprintf(got + at, sizeof(got) - at, "%s%s",
				       i ? " " : "",
				       mbim_msg_type_name(modem.sent[i].type));
		if (modem.sent[i].type == MBIM_MSG_COMMAND)
			at += (size_t)snprintf(got + at, sizeof(got) - at,
					       ".%u", modem.sent[i].cid);
	}
	assert_string_equal(got, want);
}

static void opens_agrees_asks_and_closes(void **state)
{
	(void)state;
	modem.version = MBIM_EX_2;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(exchange.ex, MBIM_EX_2);
	assert_int_equal(ask(), 0);
	assert_int_equal(exchange.msg.cid, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	assert_int_equal(exchange.msg.body.len, 10);
	att_exchange_close(&exchange);
	expect_sent("open command.16 command.15 command.3 close");
}

static void version_is_not_asked_where_it_is_not_listed(void **state)
{
	(void)state;
	modem.info.ex_version = MBIM_EX_3; /* of the descriptor */
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(exchange.ex, MBIM_EX_3);
	att_exchange_close(&exchange);
	expect_sent("open command.16 close");
}

static void answered_version_counts_if_less_was_asked_for(void **state)
{
	(void)state;
	modem.version = MBIM_EX_1;
	modem.info.ex_version = MBIM_EX_3;
	assert_int_equal(open_with(MBIM_EX_2), 0);
	assert_int_equal(exchange.ex, MBIM_EX_1);
	att_exchange_close(&exchange);
}

static void stray_close_done_is_cured_by_a_close(void **state)
{
	(void)state;
	modem.stray_close_dones = 2;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	att_exchange_close(&exchange);
	expect_sent("open close open close open command.16 close");
}

static void refused_size_is_made_smaller(void **state)
{
	(void)state;
	modem.max_control = 64;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(modem.sent[0].code, 4096);
	assert_int_equal(modem.sent[1].code, 512);
	assert_int_equal(modem.sent[2].code, 64);
	att_exchange_close(&exchange);
}

static void refused_open_is_told_and_not_closed(void **state)
{
	(void)state;
	modem.open_status = MBIM_STATUS_BUSY;
	assert_int_equal(open_with(MBIM_EX_3), ATT_E_STATE);
	assert_string_equal(exchange.problem,
			    "the modem refuses to open: busy (1)");
	att_exchange_close(&exchange);
	expect_sent("open");
}

static void function_error_is_told(void **state)
{
	(void)state;
	modem.function_error = MBIM_PROTOCOL_UNKNOWN;
	assert_int_equal(open_with(MBIM_EX_3), ATT_E_STATE);
	assert_string_equal(exchange.problem,
			    "the modem reports the error unknown (6)");
	att_exchange_close(&exchange);
}

static void answer_of_another_cid_is_not_taken(void **state)
{
	(void)state;
	modem.foreign_first = true;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(ask(), 0);
	assert_int_equal(exchange.msg.cid, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	att_exchange_close(&exchange);
}

static void answer_to_an_earlier_program_is_not_taken(void **state)
{
	(void)state;
	modem.unread = true;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(ask(), 0);
	assert_int_equal(exchange.msg.code, MBIM_STATUS_NONE);
	assert_int_equal(exchange.msg.body.len, 10);
	att_exchange_close(&exchange);
}

static void answer_in_fragments_is_put_together(void **state)
{
	(void)state;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	modem.in_fragments = true;
	assert_int_equal(ask(), 0);
	assert_memory_equal(exchange.msg.body.p, "0123456789", 10);
	att_exchange_close(&exchange);
}

static void device_that_goes_ends_the_waiting(void **state)
{
	(void)state;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	modem.dies = true;
	assert_int_equal(ask(), ATT_E_GONE);
	att_exchange_close(&exchange);
	expect_sent("open command.16 command.3"); /* nobody to close it */
}

static bool was_closed(void)
{
	return modem.said_close_done;
}

/* Each message from the third on comes with a signal: the command that is
 * asked, and the CLOSE. */
static void interrupt_every(uint64_t ms)
{
	assert_int_equal(open_with(MBIM_EX_3), 0);
	modem.slow = 3;
	modem.signal_from = 3;
	modem.signal_after_ms = ms;
	assert_int_equal(ask(), ATT_E_STATE);
	assert_string_equal(exchange.problem, "interrupted");
	att_exchange_close(&exchange);
	expect_sent("open command.16 command.3 close");
}

static void second_signal_within_a_second_still_waits_for_close(void **state)
{
	(void)state;
	interrupt_every(90);
	assert_true(was_closed());
}

static void second_signal_a_second_later_ends_at_once(void **state)
{
	(void)state;
	interrupt_every(1000);
	assert_false(was_closed());
}

/* A modem whose OPEN has no CLOSE is deaf to the next program. */
static void first_signal_during_close_still_waits_for_it(void **state)
{
	(void)state;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(ask(), 0);
	modem.slow = 3;
	modem.signal_from = 4;
	att_exchange_close(&exchange);
	assert_true(was_closed());
}

static void control_socket_has_no_channel(void **state)
{
	const struct att_exchange_options o = {
		.open_port = open_modem, .name = "socket", .no_channel = true};

	(void)state;
	assert_int_equal(att_exchange_open(&exchange, &o), 0);
	assert_int_equal(ask(), 0);
	att_exchange_close(&exchange);
	expect_sent("command.3");
}

static void port_that_cannot_be_opened_is_told(void **state)
{
	const struct att_exchange_options o = {.open_port = open_modem,
					       .name = "none"};

	(void)state;
	assert_int_equal(att_exchange_open(&exchange, &o), ATT_E_ACCESS);
	att_exchange_close(&exchange);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(opens_agrees_asks_and_closes),
		TEST(version_is_not_asked_where_it_is_not_listed),
		TEST(answered_version_counts_if_less_was_asked_for),
		TEST(stray_close_done_is_cured_by_a_close),
		TEST(refused_size_is_made_smaller),
		TEST(refused_open_is_told_and_not_closed),
		TEST(function_error_is_told),
		TEST(answer_of_another_cid_is_not_taken),
		TEST(answer_to_an_earlier_program_is_not_taken),
		TEST(answer_in_fragments_is_put_together),
		TEST(device_that_goes_ends_the_waiting),
		TEST(second_signal_within_a_second_still_waits_for_close),
		TEST(second_signal_a_second_later_ends_at_once),
		TEST(first_signal_during_close_still_waits_for_it),
		TEST(control_socket_has_no_channel),
		TEST(port_that_cannot_be_opened_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
