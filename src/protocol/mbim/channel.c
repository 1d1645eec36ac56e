/* The control chart of MBIM: open, synchronise and close the channel. */
#include "protocol/mbim/state.h"

#define OPEN_OVERALL_MS 45000u
#define MAX_RESYNCS	3u /* in one round of opening */

static bool opening(uint8_t state)
{
	return state == MBIM_CONTROL_OPENING || state == MBIM_CONTROL_RESYNCING;
}

/* A round of opening has one deadline. */
static void begin_round(struct mbim_state *s, uint64_t now_ms)
{
	s->open_until_ms = now_ms + OPEN_OVERALL_MS;
	s->open_transaction = 0;
	s->resyncs = 0;
	s->list_len = 0;
}

bool mbim_channel_step(void *t, uint16_t event, uint64_t now_ms,
		       struct att_trace_rec *rec)
{
	struct mbim_state *s = t;
	uint8_t from = s->control.state;

	if (!mbim_control_step(&s->control, (enum mbim_control_event)event,
			       rec))
		return false;
	if (opening(s->control.state) && !opening(from))
		begin_round(s, now_ms);
	return true;
}

enum att_channel mbim_channel(const void *t)
{
	static const enum att_channel channels[] = {
		[MBIM_CONTROL_ABSENT] = ATT_CHANNEL_ABSENT,
		[MBIM_CONTROL_CLOSED] = ATT_CHANNEL_CLOSED,
		[MBIM_CONTROL_OPENING] = ATT_CHANNEL_OPENING,
		[MBIM_CONTROL_RESYNCING] = ATT_CHANNEL_OPENING,
		[MBIM_CONTROL_SERVICES] = ATT_CHANNEL_SYNCHRONISING,
		[MBIM_CONTROL_VERSION] = ATT_CHANNEL_SYNCHRONISING,
		[MBIM_CONTROL_OPEN] = ATT_CHANNEL_OPEN,
		[MBIM_CONTROL_CLOSING] = ATT_CHANNEL_CLOSING,
		[MBIM_CONTROL_WAITING] = ATT_CHANNEL_WAITING,
	};
	const struct mbim_state *s = t;

	return channels[s->control.state];
}

uint16_t mbim_channel_order(uint8_t effect)
{
	static const uint16_t orders[] = {
		[MBIM_CONTROL_DO_NOTHING] = ATT_OP_NONE,
		[MBIM_CONTROL_DO_SEND_OPEN] = MBIM_OP_OPEN,
		[MBIM_CONTROL_DO_SEND_CLOSE] = MBIM_OP_CLOSE,
		[MBIM_CONTROL_DO_QUERY_SERVICES] = MBIM_OP_SERVICES,
		[MBIM_CONTROL_DO_QUERY_VERSION] = MBIM_OP_VERSION,
		[MBIM_CONTROL_DO_ANNOUNCE_OPEN] = ATT_OP_ANNOUNCE_OPEN,
		[MBIM_CONTROL_DO_RESET_PORT] = ATT_OP_RESET_PORT,
	};

	return orders[effect];
}

/* --- silence ------------------------------------------------------------- */

/* Silence where other messages were answered than ours does not end by itself:
 * on the kernel's cdc-wdm each message fetches the answer to the one before. */
static uint16_t silence(struct mbim_state *s, enum mbim_control_event otherwise)
{
	bool desynced = s->desynced;

	s->desynced = false;
	return (uint16_t)(desynced ? MBIM_CONTROL_EV_DESYNCED : otherwise);
}

/* A step of the synchronisation without an answer is made once more on a
 * channel opened anew, and is then done without. */
static uint16_t silent_sync(struct mbim_state *s, bool *before)
{
	bool again = *before;

	*before = true;
	return silence(s, again ? MBIM_CONTROL_EV_FAILED
				: MBIM_CONTROL_EV_TIMEOUT);
}

uint16_t mbim_channel_unanswered(void *t, uint16_t kind, uint64_t now_ms)
{
	struct mbim_state *s = t;

	switch (kind) {
	case MBIM_OP_OPEN:
		return silence(s, now_ms >= s->open_until_ms
					  ? MBIM_CONTROL_EV_EXHAUSTED
					  : MBIM_CONTROL_EV_TIMEOUT);
	case MBIM_OP_SERVICES:
		return silent_sync(s, &s->services_unanswered);
	case MBIM_OP_VERSION:
		return silent_sync(s, &s->version_unanswered);
	}
	return MBIM_CONTROL_EV_TIMEOUT;
}

/* --- OPEN, CLOSE --------------------------------------------------------- */

bool mbim_channel_ours(const struct mbim_state *s, uint32_t transaction)
{
	return transaction - s->plug_transaction - 1 <
	       s->transaction - s->plug_transaction;
}

static bool of_this_round(const struct mbim_state *s, uint32_t transaction)
{
	const uint32_t first = s->open_transaction;

	return first && transaction - first <= s->transaction - first;
}

/* Any successful OPEN_DONE of this round opens. Where the answer to each
 * message fetches the one to the message before, it is the one to an older
 * OPEN; what comes next will tell. */
void mbim_channel_open_done(struct mbim_state *s, const struct mbim_msg *msg,
			    struct att_report *out)
{
	out->about = MBIM_OP_OPEN;
	out->event = (uint16_t)(msg->code ? MBIM_CONTROL_EV_OPEN_REFUSED
					  : MBIM_CONTROL_EV_OPEN_DONE);
	if (s->control.state == MBIM_CONTROL_OPENING &&
	    msg->transaction == s->transaction)
		s->open_refusal.code = msg->code;
	if (s->control.state != MBIM_CONTROL_OPENING || msg->code ||
	    !of_this_round(s, msg->transaction))
		return;
	out->stands = true;
	s->desynced |= msg->transaction != s->transaction;
}

/* An OPEN on a function that is already open is answered by CLOSE_DONE, with
 * any transaction id (Sierra EM7345, Telit LN930). A function that answers each
 * OPEN so would be asked without a pause. */
static void stray_close(struct mbim_state *s, struct att_report *out)
{
	bool again = s->resyncs >= MAX_RESYNCS;

	s->resyncs += !again;
	out->kind = ATT_REPORT_CONTROL;
	out->event = (uint16_t)(again ? MBIM_CONTROL_EV_OPEN_REFUSED
				      : MBIM_CONTROL_EV_CLOSE_DONE);
}

void mbim_channel_close_done(struct mbim_state *s, const struct mbim_msg *msg,
			     struct att_report *out)
{
	bool owed = s->close_transaction &&
		    msg->transaction == s->close_transaction;

	out->about = MBIM_OP_CLOSE;
	/* The status does not matter (D-Link DWM-156 answers 2). */
	out->event = MBIM_CONTROL_EV_CLOSE_DONE;
	if (owed)
		s->close_transaction = 0;
	else if (s->control.state == MBIM_CONTROL_OPENING)
		stray_close(s, out);
}

static bool size_refused(const struct mbim_state *s, const struct mbim_msg *msg)
{
	return msg->code == MBIM_PROTOCOL_MAX_TRANSFER &&
	       s->max_control > MBIM_MSG_MIN_CONTROL;
}

void mbim_channel_error(struct mbim_state *s, const struct mbim_msg *msg)
{
	if (s->control.state == MBIM_CONTROL_OPENING &&
	    msg->transaction == s->transaction && !size_refused(s, msg))
		s->open_refusal = (struct att_open_refusal){msg->code, true};
}

static uint16_t open_refused(struct mbim_state *s, const struct mbim_msg *msg)
{
	if (!size_refused(s, msg))
		return MBIM_CONTROL_EV_OPEN_REFUSED;
	/* D-Link DWM-156: the real limit is below what we asked for */
	s->max_control = s->max_control > 512 ? 512 : MBIM_MSG_MIN_CONTROL;
	return MBIM_CONTROL_EV_SIZE_REFUSED;
}

uint16_t mbim_channel_refused(struct mbim_state *s, const struct mbim_msg *msg)
{
	if (msg->transaction != s->transaction)
		return MBIM_CONTROL_EV_FAILED; /* of no request of the channel
						*/
	switch ((enum mbim_control_state)s->control.state) {
	case MBIM_CONTROL_OPENING:
		return open_refused(s, msg);
	case MBIM_CONTROL_RESYNCING:
	case MBIM_CONTROL_CLOSING:
		return MBIM_CONTROL_EV_CLOSE_DONE;
	case MBIM_CONTROL_SERVICES:
		return mbim_channel_services(s, msg);
	case MBIM_CONTROL_VERSION:
		return mbim_channel_version(s, msg);
	case MBIM_CONTROL_ABSENT:
	case MBIM_CONTROL_CLOSED:
	case MBIM_CONTROL_OPEN:
	case MBIM_CONTROL_WAITING:
		break;
	}
	return MBIM_CONTROL_EV_FAILED;
}

/* --- DEVICE_SERVICES ----------------------------------------------------- */

static bool lists_cid(const struct mbim_device_service_element *e,
		      uint8_t service, uint32_t cid)
{
	const struct att_uuid *uuid = &mbim_services[service].uuid;

	if (!att_bytes_equal(att_bytes_of(uuid, sizeof(*uuid)),
			     att_bytes_of(&e->device_service_id,
					  sizeof(e->device_service_id))))
		return false;
	for (uint32_t i = 0; i < e->cids.count; i++)
		if (att_array_u32(&e->cids, i) == cid)
			return true;
	return false;
}

/* What is not asked of a modem that does not list it. */
static void note_services(struct mbim_state *s,
			  const struct mbim_device_service_element *e)
{
	s->has.quectel_radio |= lists_cid(e, MBIM_SERVICE_QUECTEL,
					  MBIM_CID_QUECTEL_RADIO_STATE);
	s->has.intel_fcc_lock |=
		lists_cid(e, MBIM_SERVICE_INTEL_MUTUAL_AUTHENTICATION,
			  MBIM_CID_INTEL_MUTUAL_AUTHENTICATION_FCC_LOCK);
	s->has.attach_configuration |= lists_cid(
		e, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_CONFIGURATION);
	s->has.slot_mappings |= lists_cid(
		e, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_SLOT_MAPPINGS);
	s->has.slot_info |= lists_cid(
		e, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS);
	s->has.base_stations |= lists_cid(
		e, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO);
	s->has.device_reset |=
		lists_cid(e, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
			  MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_RESET);
}

static bool done(const struct mbim_msg *msg)
{
	return msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE && !msg->code;
}

uint16_t mbim_channel_services(struct mbim_state *s, const struct mbim_msg *msg)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	struct att_cursor c;
	bool version = false;

	memset(&s->has, 0, sizeof(s->has));
	mbim_signal_forget(s);
	s->services_unanswered = false;
	if (!done(msg) ||
	    mbim_basic_connect_device_services_response_decode(msg->body, &r))
		return MBIM_CONTROL_EV_FAILED;
	c = att_cursor_of(&r.device_services);
	while (mbim_device_service_element_next(&c, &e)) {
		version |=
			lists_cid(&e, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
				  MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION);
		note_services(s, &e);
	}
	return version && !s->ex_told && !s->plain
		       ? MBIM_CONTROL_EV_SERVICES_VERSIONED
		       : MBIM_CONTROL_EV_SERVICES_PLAIN;
}

/* --- VERSION ------------------------------------------------------------- */

static void take_version(struct mbim_state *s, uint16_t ex_version)
{
	if (ex_version >= MBIM_EX_1)
		s->ex_version = ex_version > MBIM_EX_3 ? MBIM_EX_3 : ex_version;
}

void mbim_channel_told(struct mbim_state *s, const struct mbim_msg *msg)
{
	struct mbim_proxy_control_version_notification v;

	if (!s->shared ||
	    mbim_service_find(&msg->service) !=
		    &mbim_services[MBIM_SERVICE_PROXY_CONTROL] ||
	    msg->cid != MBIM_CID_PROXY_CONTROL_VERSION ||
	    mbim_proxy_control_version_notification_decode(msg->body, &v))
		return;
	take_version(s, v.mbim_extended_version);
	s->ex_told = true;
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

uint16_t mbim_channel_version(struct mbim_state *s, const struct mbim_msg *msg)
{
	struct mbim_ms_basic_connect_extensions_version_response r;

	s->version_unanswered = false;
	if (!spoiled(msg)) {
		s->version_spoiled = false;
	} else if (!s->version_spoiled) {
		s->version_spoiled = true;
		return MBIM_CONTROL_EV_TIMEOUT;
	}
	if (!done(msg) || decode_version(msg, &r))
		return MBIM_CONTROL_EV_FAILED;
	/* MBIMEx 2.0 "Versioning scheme": the higher of CID and descriptor,
	 * unless the host has asked for less; never one that we do not know. */
	if (r.mbim_extended_version > s->ex_version || s->ex_most < MBIM_EX_3)
		take_version(s, r.mbim_extended_version);
	return MBIM_CONTROL_EV_VERSION_KNOWN;
}
