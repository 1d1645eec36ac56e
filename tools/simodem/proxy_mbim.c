/* libmbim's proxy: who asked what, and who wants to hear what. Each client says
 * CONFIGURATION of the service proxy_control first; then OPEN and CLOSE are its
 * own, transaction ids are translated, and indications go to those who have
 * subscribed. */
#include "tools/simodem/proxy.h"

#include <assert.h>
#include <stdlib.h>

#include "tools/simodem/mbim.h"

#define TRANSFER   4096u /* libmbim splits longer messages */
#define PENDING	   64u
#define OPEN_MS	   5000u /* before OPEN is repeated */
#define VERSION_BC 0x0100u

struct client {
	bool here, configured;
	bool waits; /* for the channel, with this transaction: */
	uint32_t transaction;
	uint64_t subscribed[SIM_SERVICES];
	struct mbim_frag_rx rx;
	uint8_t stream[SIM_MESSAGE_MAX], whole[SIM_MESSAGE_MAX];
};

/* A command that the modem has not answered. */
struct pending {
	uint32_t own; /* 0: not in use */
	uint32_t theirs;
	int client; /* -1: the proxy asked */
};

enum channel { CLOSED, OPENING, OPEN };

struct proxy {
	struct sim_modem *modem;
	sim_proxy_send *send;
	void *ctx;
	enum channel channel;
	uint64_t open_at_ms; /* OPEN is said again */
	uint32_t transaction;
	uint16_t ex; /* MBIMEx version that was agreed on; 0: none */
	uint64_t now_ms;
	struct pending pending[PENDING];
	struct client client[SIM_PROXY_CLIENTS];
	struct mbim_frag_rx rx;
	uint8_t stream[SIM_MESSAGE_MAX], whole[SIM_MESSAGE_MAX];
	uint8_t out[SIM_MESSAGE_MAX], fragment[SIM_MESSAGE_MAX];
};

/* --- to a client ---------------------------------------------------------- */

static void tell(struct proxy *p, unsigned client, struct att_bytes message)
{
	uint32_t n = mbim_frag_tx_count(message, TRANSFER);

	for (uint32_t i = 0; i < n; i++) {
		int len = mbim_frag_tx_get(message, TRANSFER, i, p->fragment,
					   sizeof(p->fragment));

		if (len > 0)
			p->send(p->ctx, client,
				att_bytes_of(p->fragment, (size_t)len));
	}
}

static void tell_simple(struct proxy *p, unsigned client, uint32_t type,
			uint32_t transaction, uint32_t code)
{
	int len = mbim_msg_encode_simple(p->out, sizeof(p->out), type,
					 transaction, code);

	assert(len > 0);
	tell(p, client, att_bytes_of(p->out, (size_t)len));
}

/* body: of the answer, or without bytes. */
static void tell_done(struct proxy *p, unsigned client,
		      const struct mbim_msg *to, uint32_t status,
		      struct att_bytes body)
{
	int len;

	assert(body.len <= sizeof(p->out) - MBIM_MSG_COMMAND_BODY);
	if (body.len > 0)
		memcpy(p->out + MBIM_MSG_COMMAND_BODY, body.p, body.len);
	len = mbim_msg_encode_done(p->out, sizeof(p->out), to->transaction,
				   &to->service, to->cid, status, body.len);
	assert(len > 0);
	tell(p, client, att_bytes_of(p->out, (size_t)len));
}

/* Which MBIMEx version all clients have to live with. */
static void tell_version(struct proxy *p, unsigned client)
{
	const struct mbim_proxy_control_version_notification v = {
		.mbim_version = VERSION_BC,
		.mbim_extended_version = p->ex,
	};
	int len = mbim_proxy_control_version_notification_encode(
		&v, p->out + MBIM_MSG_INDICATION_BODY,
		sizeof(p->out) - MBIM_MSG_INDICATION_BODY);

	assert(len > 0);
	len = mbim_msg_encode_indication(
		p->out, sizeof(p->out),
		&mbim_services[MBIM_SERVICE_PROXY_CONTROL].uuid,
		MBIM_CID_PROXY_CONTROL_VERSION, (size_t)len);
	assert(len > 0);
	tell(p, client, att_bytes_of(p->out, (size_t)len));
}

/* --- to the modem ----------------------------------------------------------
 */

static uint32_t next_transaction(struct proxy *p)
{
	if (++p->transaction == 0)
		p->transaction = 1;
	return p->transaction;
}

static void ask(struct proxy *p, struct att_bytes message)
{
	uint32_t max = sim_modem_config(p->modem)->max_control;
	uint32_t n = mbim_frag_tx_count(message, max);

	for (uint32_t i = 0; i < n; i++) {
		int len = mbim_frag_tx_get(message, max, i, p->fragment,
					   sizeof(p->fragment));

		if (len > 0)
			sim_modem_input(p->modem,
					att_bytes_of(p->fragment, (size_t)len),
					p->now_ms);
	}
}

static void ask_open(struct proxy *p)
{
	int len = mbim_msg_encode_simple(
		p->out, sizeof(p->out), MBIM_MSG_OPEN, next_transaction(p),
		sim_modem_config(p->modem)->max_control);

	assert(len > 0);
	p->channel = OPENING;
	p->open_at_ms = p->now_ms + OPEN_MS;
	ask(p, att_bytes_of(p->out, (size_t)len));
}

/* The modem's answer to `own` will be this client's. False: too many. */
static bool expect(struct proxy *p, int client, uint32_t theirs, uint32_t own)
{
	for (uint32_t i = 0; i < PENDING; i++)
		if (p->pending[i].own == 0) {
			p->pending[i] = (struct pending){own, theirs, client};
			return true;
		}
	return false;
}

/* The modem tells everything; who hears it is decided here. */
static void ask_for_indications(struct proxy *p)
{
	struct mbim_event_entry all[SIM_SERVICES] = {0};
	struct mbim_basic_connect_device_service_subscribe_list_set set = {0};
	int len;

	for (uint32_t i = 0; i < mbim_services_count; i++)
		all[i].device_service_id = mbim_services[i].uuid;
	set.events = att_array_of(all, mbim_services_count);
	len = mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, p->out + MBIM_MSG_COMMAND_BODY,
		sizeof(p->out) - MBIM_MSG_COMMAND_BODY);
	assert(len > 0);
	len = mbim_msg_encode_command(
		p->out, sizeof(p->out), next_transaction(p),
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST, 1,
		(size_t)len);
	assert(len > 0);
	if (expect(p, -1, 0, p->transaction))
		ask(p, att_bytes_of(p->out, (size_t)len));
}

/* --- from a client -------------------------------------------------------- */

static void configured(struct proxy *p, unsigned client, uint32_t transaction,
		       uint32_t status)
{
	const struct mbim_msg to = {
		.transaction = transaction,
		.service = mbim_services[MBIM_SERVICE_PROXY_CONTROL].uuid,
		.cid = MBIM_CID_PROXY_CONTROL_CONFIGURATION,
	};
	struct client *c = &p->client[client];

	c->waits = false;
	c->configured = status == MBIM_STATUS_NONE;
	if (c->configured && p->ex != 0)
		tell_version(p, client);
	tell_done(p, client, &to, status, att_bytes_of(NULL, 0));
}

/* There is one modem: every path is its. */
static void configure(struct proxy *p, unsigned client,
		      const struct mbim_msg *msg)
{
	struct mbim_proxy_control_configuration_set set;
	struct client *c = &p->client[client];
	uint32_t status = MBIM_STATUS_NONE;

	if (msg->cid != MBIM_CID_PROXY_CONTROL_CONFIGURATION)
		status = MBIM_STATUS_NO_DEVICE_SUPPORT;
	else if (msg->code != 1 ||
		 mbim_proxy_control_configuration_set_decode(msg->body, &set))
		status = MBIM_STATUS_INVALID_PARAMETERS;
	else if (c->waits)
		status = MBIM_STATUS_BUSY;
	if (status != MBIM_STATUS_NONE) {
		tell_done(p, client, msg, status, att_bytes_of(NULL, 0));
		return;
	}
	if (p->channel == OPEN) {
		configured(p, client, msg->transaction, status);
		return;
	}
	c->waits = true;
	c->transaction = msg->transaction;
	if (p->channel == CLOSED)
		ask_open(p);
}

static bool is(const struct mbim_msg *msg, uint8_t service, uint32_t cid)
{
	return msg->cid == cid &&
	       mbim_service_find(&msg->service) == &mbim_services[service];
}

static void subscribe(struct proxy *p, unsigned client,
		      const struct mbim_msg *msg)
{
	if (!sim_subscriptions(msg->body, p->client[client].subscribed)) {
		tell_done(p, client, msg, MBIM_STATUS_INVALID_PARAMETERS,
			  att_bytes_of(NULL, 0));
		return;
	}
	tell_done(p, client, msg, MBIM_STATUS_NONE, msg->body);
	ask_for_indications(p);
}

static void forward(struct proxy *p, unsigned client,
		    const struct mbim_msg *msg, struct att_bytes whole)
{
	if (!expect(p, (int)client, msg->transaction, next_transaction(p))) {
		tell_done(p, client, msg, MBIM_STATUS_BUSY,
			  att_bytes_of(NULL, 0));
		return;
	}
	memcpy(p->out, whole.p, whole.len);
	att_put32(p->out + 8, p->transaction);
	ask(p, att_bytes_of(p->out, whole.len));
}

static void command(struct proxy *p, unsigned client,
		    const struct mbim_msg *msg, struct att_bytes whole)
{
	const struct mbim_service *s = mbim_service_find(&msg->service);

	if (s == &mbim_services[MBIM_SERVICE_PROXY_CONTROL])
		configure(p, client, msg);
	else if (!p->client[client].configured || p->channel != OPEN)
		tell_simple(p, client, (uint32_t)MBIM_MSG_FUNCTION_ERROR,
			    msg->transaction, MBIM_PROTOCOL_NOT_OPENED);
	else if (msg->code == 1 &&
		 is(msg, MBIM_SERVICE_BASIC_CONNECT,
		    MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST))
		subscribe(p, client, msg);
	else
		forward(p, client, msg, whole);
}

static void from_client(struct proxy *p, unsigned client,
			struct att_bytes whole)
{
	struct client *c = &p->client[client];
	struct mbim_msg msg;

	if (mbim_msg_decode(whole, &msg) != 0)
		return;
	switch (msg.type) {
	case MBIM_MSG_OPEN:
		tell_simple(p, client, (uint32_t)MBIM_MSG_OPEN_DONE,
			    msg.transaction,
			    c->configured && p->channel == OPEN
				    ? MBIM_STATUS_NONE
				    : MBIM_STATUS_FAILURE);
		return;
	case MBIM_MSG_CLOSE:
		tell_simple(p, client, (uint32_t)MBIM_MSG_CLOSE_DONE,
			    msg.transaction, MBIM_STATUS_NONE);
		return;
	case MBIM_MSG_COMMAND:
		command(p, client, &msg, whole);
		return;
	default: /* nothing else is a host's to say here */
		return;
	}
}

static void input(void *state, unsigned client, struct att_bytes bytes,
		  uint64_t now_ms)
{
	struct proxy *p = state;
	struct client *c = &p->client[client];
	struct mbim_frag_fault fault;
	struct att_bytes whole;
	int got;

	p->now_ms = now_ms;
	mbim_frag_rx_put(&c->rx, bytes);
	while ((got = mbim_frag_rx_get(&c->rx, now_ms, &whole, &fault)) != 0)
		if (got > 0)
			from_client(p, client, whole);
}

/* --- from the modem --------------------------------------------------------
 */

/* All who wait for the channel hear what became of it. */
static void opened(struct proxy *p, uint32_t status)
{
	p->channel = status == MBIM_STATUS_NONE ? OPEN : CLOSED;
	for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++)
		if (p->client[i].waits)
			configured(p, i, p->client[i].transaction, status);
}

/* The version that a client and the modem have agreed on binds all clients. */
static void watch_version(struct proxy *p, const struct mbim_msg *msg)
{
	struct mbim_ms_basic_connect_extensions_version_response r;

	if (msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE ||
	    msg->code != MBIM_STATUS_NONE ||
	    !is(msg, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION) ||
	    mbim_ms_basic_connect_extensions_version_response_decode(msg->body,
								     &r) != 0)
		return;
	p->ex = r.mbim_extended_version;
	for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++)
		if (p->client[i].configured)
			tell_version(p, i);
}

static void answered(struct proxy *p, const struct mbim_msg *msg,
		     struct att_bytes whole)
{
	struct pending *at = p->pending;

	while (at < p->pending + PENDING && at->own != msg->transaction)
		at++;
	if (msg->transaction == 0 || at == p->pending + PENDING)
		return;
	watch_version(p, msg);
	if (at->client >= 0) {
		memcpy(p->out, whole.p, whole.len);
		att_put32(p->out + 8, at->theirs);
		tell(p, (unsigned)at->client, att_bytes_of(p->out, whole.len));
	}
	at->own = 0;
}

static void function_error(struct proxy *p, const struct mbim_msg *msg,
			   struct att_bytes whole)
{
	if (p->channel == OPENING) {
		opened(p, MBIM_STATUS_FAILURE);
		return;
	}
	if (msg->code == MBIM_PROTOCOL_NOT_OPENED)
		p->channel = CLOSED;
	answered(p, msg, whole);
}

static void indicated(struct proxy *p, const struct mbim_msg *msg,
		      struct att_bytes whole)
{
	const struct mbim_service *s = mbim_service_find(&msg->service);

	for (unsigned i = 0; s != NULL && i < SIM_PROXY_CLIENTS; i++)
		if (p->client[i].subscribed[s - mbim_services] >>
			    (msg->cid & 63) &
		    1)
			tell(p, i, whole);
}

static void from_modem(struct proxy *p, struct att_bytes whole)
{
	struct mbim_msg msg;

	if (mbim_msg_decode(whole, &msg) != 0)
		return;
	switch (msg.type) {
	case (uint32_t)MBIM_MSG_OPEN_DONE:
		if (p->channel == OPENING)
			opened(p, msg.code);
		return;
	case (uint32_t)MBIM_MSG_CLOSE_DONE: /* it had been open */
		if (p->channel == OPENING)
			ask_open(p);
		return;
	case (uint32_t)MBIM_MSG_COMMAND_DONE:
		answered(p, &msg, whole);
		return;
	case (uint32_t)MBIM_MSG_FUNCTION_ERROR:
		function_error(p, &msg, whole);
		return;
	case (uint32_t)MBIM_MSG_INDICATE_STATUS:
		indicated(p, &msg, whole);
		return;
	default: /* not a modem's */
		return;
	}
}

/* `whole` may lie in buf, and clients are told of it through p->fragment. */
static void take_output(struct proxy *p)
{
	uint8_t buf[SIM_MESSAGE_MAX];
	struct mbim_frag_fault fault;
	struct att_bytes whole;
	int got;

	while (sim_modem_ready(p->modem, p->now_ms)) {
		size_t len =
			sim_modem_output(p->modem, buf, sizeof(buf), p->now_ms);

		mbim_frag_rx_put(&p->rx, att_bytes_of(buf, len));
		while ((got = mbim_frag_rx_get(&p->rx, p->now_ms, &whole,
					       &fault)) != 0)
			if (got > 0)
				from_modem(p, whole);
	}
}

/* --- life -------------------------------------------------------------------
 */

static uint64_t deadline(const void *state)
{
	const struct proxy *p = state;
	uint64_t at = sim_modem_deadline(p->modem);

	return p->channel == OPENING && p->open_at_ms < at ? p->open_at_ms : at;
}

static void expire(void *state, uint64_t now_ms)
{
	struct proxy *p = state;

	p->now_ms = now_ms;
	sim_modem_expire(p->modem, now_ms);
	if (p->channel == OPENING && p->open_at_ms <= now_ms)
		ask_open(p);
	take_output(p);
}

static void join(void *state, unsigned client)
{
	struct proxy *p = state;
	struct client *c = &p->client[client];

	assert(client < SIM_PROXY_CLIENTS && !c->here);
	*c = (struct client){.here = true};
	mbim_frag_rx_init(&c->rx, false, c->stream, sizeof(c->stream), c->whole,
			  sizeof(c->whole));
}

static void leave(void *state, unsigned client)
{
	struct proxy *p = state;

	p->client[client] = (struct client){.here = false};
	for (uint32_t i = 0; i < PENDING; i++)
		if (p->pending[i].client == (int)client)
			p->pending[i].own = 0;
}

static void unplug(void *state)
{
	struct proxy *p = state;

	p->channel = CLOSED;
	p->ex = 0;
	memset(p->pending, 0, sizeof(p->pending));
	mbim_frag_rx_reset(&p->rx);
}

static void *begin(struct sim_modem *m, sim_proxy_send *send, void *ctx)
{
	struct proxy *p = calloc(1, sizeof(*p));

	if (p == NULL)
		abort();
	p->modem = m;
	p->send = send;
	p->ctx = ctx;
	sim_modem_framing(m, true);
	mbim_frag_rx_init(&p->rx, true, p->stream, sizeof(p->stream), p->whole,
			  sizeof(p->whole));
	return p;
}

const struct sim_proxy_ops sim_proxy_mbim = {
	.begin = begin,
	.join = join,
	.leave = leave,
	.input = input,
	.unplug = unplug,
	.deadline = deadline,
	.expire = expire,
};
