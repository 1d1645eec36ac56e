/* See exchange_rig.h. */
#include "exchange_rig.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/cids.h"

struct modem modem;
uint64_t now_ms;
char told[512];
struct att_exchange exchange;

static uint64_t exchange_clock(void *ctx)
{
	(void)ctx;
	now_ms += modem.tick_ms;
	return now_ms;
}

static void keep_told(void *ctx, const char *line)
{
	size_t at = strlen(told);

	(void)ctx;
	snprintf(told + at, sizeof(told) - at, "%u s: %s\n",
		 (unsigned)(now_ms - 5000) / 1000, line);
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
	if (modem.tick_ms)
		host->timer(host->ctx, 0, speak, NULL);
	if (modem.absent) {
		host->waits(host->ctx, modem.absent);
		return;
	}
	if (!modem.is_up) {
		modem.is_up = true;
		host->up(host->ctx, &modem.info);
		return;
	}
	if (modem.tick_ms && !len)
		return;
	modem.out_len = 0;
	if (modem.dies)
		host->gone(host->ctx, ATT_E_GONE);
	else
		host->control(host->ctx, att_bytes_of(modem.out, len));
	modem.said_close_done =
		modem.n_sent &&
		modem.sent[modem.n_sent - 1].type == MBIM_MSG_CLOSE;
}

/* Until now: what it owed, and from now on this. */
static void fall_behind(void)
{
	uint8_t late[sizeof(modem.owed)];
	size_t len = modem.owed_len;

	memcpy(late, modem.owed, len);
	memcpy(modem.owed, modem.out, modem.out_len);
	modem.owed_len = modem.out_len;
	memcpy(modem.out, late, len);
	modem.out_len = len;
}

static void begin_anew(struct port *port)
{
	modem.mute = modem.behind = false;
	modem.out_len = 0;
	modem.is_up = false;
	port->host->gone(port->host->ctx, ATT_E_GONE);
	port->host->timer(port->host->ctx, 0, speak, NULL);
}

static void modem_reset(struct port *port, enum port_reset how)
{
	(void)how;
	modem.resets++;
	begin_anew(port);
}

/* There is one other way to bring it up, and then it opens. */
static bool modem_vary(struct port *port)
{
	if (modem.variations++)
		return false;
	modem.open_status = 0;
	begin_anew(port);
	return true;
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
	if (modem.mute)
		modem.out_len = 0;
	if (modem.behind)
		fall_behind();
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

int open_modem(const char *name, const struct port_host *host,
	       struct port **port)
{
	static const struct port_ops ops = {.send = modem_send,
					    .reset = modem_reset,
					    .close = modem_close},
				     varied = {.send = modem_send,
					       .vary = modem_vary,
					       .close = modem_close};

	if (strcmp(name, "none") == 0)
		return ATT_E_ACCESS;
	modem.port = (struct port){strcmp(name, "varied") == 0 ? &varied : &ops,
				   host};
	host->timer(host->ctx, 0, speak, NULL);
	*port = &modem.port;
	return 0;
}

/* --- the exchange ------------------------------------------------------ */

int setup(void **state)
{
	(void)state;
	memset(&modem, 0, sizeof(modem));
	memset(&exchange, 0, sizeof(exchange));
	told[0] = '\0';
	now_ms = 5000;
	modem.info.max_control = 4096;
	modem.info.framed = true;
	return 0;
}

static int open_limited(const char *name, uint16_t ex, uint32_t limit_s)
{
	const struct att_exchange_options o = {.open_port = open_modem,
					       .name = name,
					       .ex = ex,
					       .limit_s = limit_s,
					       .clock = exchange_clock,
					       .waits = keep_told};

	return att_exchange_open(&exchange, &o);
}

int open_named(const char *name, uint16_t ex)
{
	return open_limited(name, ex, 0);
}

int open_within(uint32_t limit_s)
{
	return open_limited("modem", MBIM_EX_3, limit_s);
}

int open_with(uint16_t ex)
{
	return open_named("modem", ex);
}

int ask(void)
{
	return att_exchange_ask(
		&exchange, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE, false, 0, 5000);
}

/* The types and CIDs that were sent, as "open command.16 close". */
void expect_sent(const char *want)
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

bool was_closed(void)
{
	return modem.said_close_done;
}
