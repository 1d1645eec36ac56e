/* Requests beside the machines: nothing waits for their answers. A modem that
 * takes one command at a time is asked when no machine has anything to ask;
 * only the subscription goes first, so that no event is missed. */
#include "core/state.h"

static bool succeeded(const struct mbim_msg *msg)
{
	return msg && msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE &&
	       !msg->code;
}

/* --- DEVICE_SERVICE_SUBSCRIBE_LIST --------------------------------------- */

/* The list replaces the modem's: always the full set. */
static int subscribe_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			  size_t cap)
{
	static const uint32_t cids[] = {
		MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE,
		MBIM_CID_BASIC_CONNECT_REGISTER_STATE,
		MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
		MBIM_CID_BASIC_CONNECT_SIGNAL_STATE,
		MBIM_CID_BASIC_CONNECT_CONNECT,
		MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION,
	};
	const struct mbim_event_entry entry = {
		.device_service_id =
			mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		.cids = mbim_array_of(cids, sizeof(cids) / sizeof(cids[0])),
	};
	const struct mbim_basic_connect_device_service_subscribe_list_set s = {
		.events = mbim_array_of(&entry, 1),
	};

	(void)c;
	(void)session;
	return mbim_basic_connect_device_service_subscribe_list_set_encode(
		&s, buf, cap);
}

/* Nothing waits for it, but without events the ladder is climbed blindly: it is
 * sent once more, and what was missed until now is asked for. */
static void subscribe_answer(struct mbim_core *c, uint32_t session,
			     const struct mbim_msg *msg)
{
	bool again = c->slot[MBIM_SLOT_SUBSCRIBE].again;

	(void)session;
	if (succeeded(msg)) {
		if (c->attach_timer_ms != MBIM_CORE_NEVER &&
		    c->attach.state < MBIM_ATTACH_ATTACHED)
			c->attach_timer_ms = c->now_ms;
	} else if (!again) {
		mbim_request_put(c, MBIM_SLOT_SUBSCRIBE, 0,
				 c->slot[MBIM_SLOT_SUBSCRIBE].action);
		c->slot[MBIM_SLOT_SUBSCRIBE].again = true;
	}
}

/* --- DEVICE_CAPS --------------------------------------------------------- */

static void caps_answer(struct mbim_core *c, uint32_t session,
			const struct mbim_msg *msg)
{
	struct mbim_basic_connect_device_caps_response r;
	char hardware[32] = ""; /* cut, but terminated, if it is longer */

	(void)session;
	c->caps_answered = true;
	if (!succeeded(msg) ||
	    mbim_basic_connect_device_caps_response_decode(msg->body, &r))
		return;
	c->max_sessions = r.max_sessions;
	mbim_str_get(&r.device_id, c->device_id, sizeof(c->device_id));
	mbim_str_get(&r.firmware_info, c->firmware, sizeof(c->firmware));
	mbim_str_get(&r.hardware_info, hardware, sizeof(hardware));
	mbim_fcc_know(c, hardware);
	/* A modem that takes one command at a time says it this late. */
	if (c->attach.state == MBIM_ATTACH_RADIO_BLOCKED &&
	    c->radio == MBIM_ATTACH_EV_RADIO_OFF && mbim_fcc_may_unlock(c))
		mbim_core_attach_event(c, MBIM_ATTACH_EV_RADIO_LOCKED);
}

/* --- SUBSCRIBER_READY_STATUS, SIGNAL_STATE ------------------------------- */

static void subscriber_answer(struct mbim_core *c, uint32_t session,
			      const struct mbim_msg *msg)
{
	(void)session;
	if (succeeded(msg))
		mbim_attach_subscriber(c, msg);
}

static void signal_answer(struct mbim_core *c, uint32_t session,
			  const struct mbim_msg *msg)
{
	(void)session;
	if (succeeded(msg))
		mbim_register_signal(c, msg);
}

/* --- DSS_CONNECT --------------------------------------------------------- */

static int stream_body(struct mbim_core *c, uint32_t stream, uint8_t *buf,
		       size_t cap)
{
	const struct mbim_dss_connect_set s = {
		.device_service_id = c->config.stream[stream],
		.dss_session_id = stream,
		.dss_link_state = MBIM_DSS_LINK_STATE_ACTIVATE,
	};

	return mbim_dss_connect_set_encode(&s, buf, cap);
}

static void stream_answer(struct mbim_core *c, uint32_t stream,
			  const struct mbim_msg *msg)
{
	if (succeeded(msg))
		c->stream_status[stream] = 0;
	else
		c->stream_status[stream] =
			msg && msg->code ? msg->code : MBIM_STATUS_FAILURE;
}

/* --- when ---------------------------------------------------------------- */

#define ASIDE(name, ...)                                             \
	{                                                            \
		.type = MBIM_MSG_COMMAND,                            \
		.service = MBIM_SERVICE_BASIC_CONNECT,               \
		.cid = MBIM_CID_BASIC_CONNECT_##name, .twice = true, \
		__VA_ARGS__                                          \
	}

void mbim_aside_open(struct mbim_core *c)
{
	static const struct mbim_action subscribe =
		ASIDE(DEVICE_SERVICE_SUBSCRIBE_LIST, .set = true,
		      .body = subscribe_body, .answer = subscribe_answer);
	static const struct mbim_action query_caps =
		ASIDE(DEVICE_CAPS, .answer = caps_answer);

	static const struct mbim_action connect_stream = {
		.type = MBIM_MSG_COMMAND,
		.service = MBIM_SERVICE_DSS,
		.cid = MBIM_CID_DSS_CONNECT,
		.set = true,
		.body = stream_body,
		.answer = stream_answer,
		.twice = true,
	};

	c->caps_answered = false;
	mbim_request_put(c, MBIM_SLOT_SUBSCRIBE, 0, &subscribe);
	mbim_request_put(c, MBIM_SLOT_CAPS, 0, &query_caps);
	for (uint32_t i = 0; i < c->config.n_streams; i++)
		mbim_request_put(c, MBIM_SLOT_STREAM + i, i, &connect_stream);
}

/* Quectel EP06 refuses CONNECT until it was asked for its SIM. */
void mbim_aside_registered(struct mbim_core *c)
{
	static const struct mbim_action query_subscriber =
		ASIDE(SUBSCRIBER_READY_STATUS, .answer = subscriber_answer);

	mbim_request_put(c, MBIM_SLOT_SUBSCRIBER, 0, &query_subscriber);
}

void mbim_aside_attached(struct mbim_core *c)
{
	static const struct mbim_action query_signal =
		ASIDE(SIGNAL_STATE, .answer = signal_answer);

	mbim_request_put(c, MBIM_SLOT_SIGNAL, 0, &query_signal);
}

void mbim_aside_drop(struct mbim_core *c)
{
	mbim_request_drop(c, MBIM_SLOT_SUBSCRIBE);
	mbim_request_drop(c, MBIM_SLOT_CAPS);
	mbim_request_drop(c, MBIM_SLOT_SUBSCRIBER);
	mbim_request_drop(c, MBIM_SLOT_SIGNAL);
	for (uint32_t i = 0; i < MBIM_CORE_STREAMS; i++) {
		mbim_request_drop(c, MBIM_SLOT_STREAM + i);
		c->stream_status[i] = 0;
	}
}
