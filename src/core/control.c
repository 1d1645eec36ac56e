/* Effects of the control machine: open, synchronise and close the channel. */
#include "core/state.h"

#define OPEN_OVERALL_MS 45000u
#define MAX_RESYNCS	3u /* in one round of opening */

/* Silence where other messages were answered than ours does not end by itself:
 * on the kernel's cdc-wdm each message fetches the answer to the one before. */
static void silence(struct mbim_core *c, enum mbim_control_event otherwise)
{
	bool desynced = c->desynced;

	c->desynced = false;
	mbim_core_control_event(c, desynced ? MBIM_CONTROL_EV_DESYNCED
					    : otherwise);
}

static void open_answer(struct mbim_core *c, uint32_t session,
			const struct mbim_msg *msg)
{
	(void)session;
	if (!msg) {
		silence(c, c->now_ms >= c->open_until_ms
				   ? MBIM_CONTROL_EV_EXHAUSTED
				   : MBIM_CONTROL_EV_TIMEOUT);
		return;
	}
	if (msg->type == (uint32_t)MBIM_MSG_FUNCTION_ERROR &&
	    msg->code == MBIM_PROTOCOL_MAX_TRANSFER &&
	    c->max_control > MBIM_MSG_MIN_CONTROL) {
		/* D-Link DWM-156: the real limit is below what we asked for */
		c->max_control =
			c->max_control > 512 ? 512 : MBIM_MSG_MIN_CONTROL;
		mbim_core_control_event(c, MBIM_CONTROL_EV_SIZE_REFUSED);
		return;
	}
	if (msg->type == (uint32_t)MBIM_MSG_FUNCTION_ERROR || msg->code) {
		mbim_core_control_event(c, MBIM_CONTROL_EV_OPEN_REFUSED);
		return;
	}
	mbim_core_control_event(c, MBIM_CONTROL_EV_OPEN_DONE);
}

static void close_answer(struct mbim_core *c, uint32_t session,
			 const struct mbim_msg *msg)
{
	(void)session;
	/* The status does not matter (D-Link DWM-156 answers 2). */
	mbim_core_control_event(c, msg ? MBIM_CONTROL_EV_CLOSE_DONE
				       : MBIM_CONTROL_EV_TIMEOUT);
}

/* True if msg is a successful COMMAND_DONE; else the event for what it is. */
static bool succeeded(struct mbim_core *c, const struct mbim_msg *msg)
{
	if (!msg) {
		mbim_core_control_event(c, MBIM_CONTROL_EV_TIMEOUT);
		return false;
	}
	if (msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE || msg->code) {
		mbim_core_control_event(c, MBIM_CONTROL_EV_FAILED);
		return false;
	}
	return true;
}

static bool lists_cid(const struct mbim_device_service_element *e,
		      uint8_t service, uint32_t cid)
{
	const struct mbim_uuid *uuid = &mbim_services[service].uuid;

	if (!mbim_bytes_equal(mbim_bytes_of(uuid, sizeof(*uuid)),
			      mbim_bytes_of(&e->device_service_id,
					    sizeof(e->device_service_id))))
		return false;
	for (uint32_t i = 0; i < e->cids.count; i++)
		if (mbim_array_u32(&e->cids, i) == cid)
			return true;
	return false;
}

/* A step of the synchronisation without an answer is made once more on a
 * channel opened anew, and is then done without. */
static bool unanswered(struct mbim_core *c, const struct mbim_msg *msg,
		       bool *before)
{
	bool again = *before;

	*before = !msg;
	if (msg)
		return false;
	if (again)
		c->silent_to = NULL;
	silence(c, again ? MBIM_CONTROL_EV_FAILED : MBIM_CONTROL_EV_TIMEOUT);
	return true;
}

static void services_answer(struct mbim_core *c, uint32_t session,
			    const struct mbim_msg *msg)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	bool version = false;

	(void)session;
	if (unanswered(c, msg, &c->services_unanswered))
		return;
	if (!succeeded(c, msg))
		return;
	if (mbim_basic_connect_device_services_response_decode(msg->body, &r)) {
		mbim_core_control_event(c, MBIM_CONTROL_EV_FAILED);
		return;
	}
	for (uint32_t i = 0; i < r.device_services.count; i++) {
		mbim_device_service_element_at(&r.device_services, i, &e);
		version |=
			lists_cid(&e, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
				  MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION);
	}
	mbim_core_control_event(c, version ? MBIM_CONTROL_EV_SERVICES_VERSIONED
					   : MBIM_CONTROL_EV_SERVICES_PLAIN);
}

static int version_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_version_query q = {
		.mbim_version = MBIM_EX_1,
		.mbim_extended_version = MBIM_EX_3,
	};

	(void)c;
	(void)session;
	return mbim_ms_basic_connect_extensions_version_query_encode(&q, buf,
								     cap);
}

static int decode_version(
	const struct mbim_msg *msg,
	struct mbim_ms_basic_connect_extensions_version_response *r)
{
	return mbim_ms_basic_connect_extensions_version_response_decode(
		msg->body, r);
}

/* Neither a version nor a refusal. The modem may have agreed to a version all
 * the same, and then layouts would be guesses: it is asked once more. */
static bool spoiled(const struct mbim_msg *msg)
{
	struct mbim_ms_basic_connect_extensions_version_response r;

	return msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE ||
	       (!msg->code && decode_version(msg, &r));
}

static void version_answer(struct mbim_core *c, uint32_t session,
			   const struct mbim_msg *msg)
{
	struct mbim_ms_basic_connect_extensions_version_response r;

	(void)session;
	if (unanswered(c, msg, &c->version_unanswered))
		return;
	if (!spoiled(msg))
		c->version_spoiled = false;
	else if (!c->version_spoiled) {
		c->version_spoiled = true;
		msg = NULL;
	}
	if (!succeeded(c, msg))
		return;
	if (decode_version(msg, &r)) {
		mbim_core_control_event(c, MBIM_CONTROL_EV_FAILED);
		return;
	}
	/* MBIMEx 2.0 "Versioning scheme": the higher of CID and descriptor;
	 * never more than what we offered. */
	if (r.mbim_extended_version > c->ex_version)
		c->ex_version = r.mbim_extended_version;
	if (c->ex_version > MBIM_EX_3)
		c->ex_version = MBIM_EX_3;
	mbim_core_control_event(c, MBIM_CONTROL_EV_VERSION_KNOWN);
}

/* Once a modem has forgotten its channel; one that says it of each channel
 * would be asked without a pause. */
void mbim_control_not_opened(struct mbim_core *c)
{
	bool opened = c->control.state == MBIM_CONTROL_SERVICES ||
		      c->control.state == MBIM_CONTROL_VERSION ||
		      c->control.state == MBIM_CONTROL_OPEN;
	bool again = opened && c->not_opened;

	c->not_opened |= opened;
	c->mute |= again;
	mbim_core_control_event(c, again ? MBIM_CONTROL_EV_MUTE
					 : MBIM_CONTROL_EV_NOT_OPENED);
}

static void announce_open(struct mbim_core *c, uint32_t session)
{
	(void)session;
	mbim_aside_open(c);
	mbim_core_attach_event(c, MBIM_ATTACH_EV_CHANNEL_OPEN);
}

static void reset_port(struct mbim_core *c, uint32_t session)
{
	(void)session;
	c->reset_port = true;
	c->own_reset = true;
	c->hold_until_ms = c->control_timer_ms;
}

static const struct mbim_action actions[] = {
	[MBIM_CONTROL_DO_SEND_OPEN] = {.type = MBIM_MSG_OPEN,
				       .answer = open_answer},
	[MBIM_CONTROL_DO_SEND_CLOSE] = {.type = MBIM_MSG_CLOSE,
					.answer = close_answer},
	[MBIM_CONTROL_DO_QUERY_SERVICES] =
		{.type = MBIM_MSG_COMMAND,
		 .service = MBIM_SERVICE_BASIC_CONNECT,
		 .cid = MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES,
		 .answer = services_answer},
	[MBIM_CONTROL_DO_QUERY_VERSION] =
		{.type = MBIM_MSG_COMMAND,
		 .service = MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION,
		 .body = version_body,
		 .answer = version_answer},
	[MBIM_CONTROL_DO_ANNOUNCE_OPEN] = {.run = announce_open},
	[MBIM_CONTROL_DO_RESET_PORT] = {.run = reset_port},
};

const struct mbim_action *mbim_control_action(uint8_t effect)
{
	return &actions[effect];
}

/* A function that answers each OPEN so would be asked without a pause. */
void mbim_control_stray_close(struct mbim_core *c)
{
	bool again = c->resyncs >= MAX_RESYNCS;

	c->resyncs += !again;
	mbim_core_control_event(c, again ? MBIM_CONTROL_EV_OPEN_REFUSED
					 : MBIM_CONTROL_EV_CLOSE_DONE);
}

/* Called after each step: how long the new state lasts. */
uint64_t mbim_control_timer(struct mbim_core *c)
{
	if (c->control.state == MBIM_CONTROL_CLOSED &&
	    c->hold_until_ms > c->now_ms)
		return c->hold_until_ms;
	return mbim_backoff_until(c, &mbim_control_info.about[c->control.state],
				  &c->control_backoff);
}

void mbim_control_opening(struct mbim_core *c, uint8_t from)
{
	if (from == MBIM_CONTROL_OPENING || from == MBIM_CONTROL_RESYNCING)
		return;
	c->open_until_ms = c->now_ms + OPEN_OVERALL_MS;
	c->open_transaction = 0;
	c->resyncs = 0;
}
