/* Effects of the attach machine, first half: radio, SIM, PIN; and the table of
 * all its actions. */
#include "core/state.h"

#define PIN_MIN_ATTEMPTS 2u

static bool failed(const struct mbim_msg *msg)
{
	return msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE || msg->code;
}

/* Timeout and failure are alike for all queries; true: decode the answer. */
static bool succeeded(struct mbim_core *c, const struct mbim_msg *msg)
{
	if (!msg) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_TIMEOUT);
		return false;
	}
	if (failed(msg)) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_FAILED);
		return false;
	}
	return true;
}

/* --- radio ------------------------------------------------------------- */

static uint16_t radio_event(
	const struct mbim_basic_connect_radio_state_response *r)
{
	if (r->hw_radio_state == MBIM_RADIO_SWITCH_STATE_OFF)
		return MBIM_ATTACH_EV_RADIO_BLOCKED;
	if (r->sw_radio_state == MBIM_RADIO_SWITCH_STATE_OFF)
		return MBIM_ATTACH_EV_RADIO_OFF;
	return MBIM_ATTACH_EV_RADIO_ON;
}

static void radio_answer(struct mbim_core *c, uint32_t session,
			 const struct mbim_msg *msg)
{
	struct mbim_basic_connect_radio_state_response r;

	(void)session;
	if (!succeeded(c, msg))
		return;
	if (mbim_basic_connect_radio_state_response_decode(msg->body, &r)) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_FAILED);
		return;
	}
	c->radio = radio_event(&r);
	mbim_core_attach_event(c, c->radio);
}

/* A radio that was told to go on and did not. */
static void switch_answer(struct mbim_core *c, uint32_t session,
			  const struct mbim_msg *msg)
{
	struct mbim_basic_connect_radio_state_response r;
	bool off;

	off = msg &&
	      (failed(msg) || (!mbim_basic_connect_radio_state_response_decode(
				       msg->body, &r) &&
			       radio_event(&r) == MBIM_ATTACH_EV_RADIO_OFF));
	if (off && mbim_fcc_may_unlock(c))
		mbim_core_attach_event(c, MBIM_ATTACH_EV_RADIO_LOCKED);
	else
		radio_answer(c, session, msg);
}

void mbim_attach_radio_state(struct mbim_core *c, const struct mbim_msg *msg)
{
	struct mbim_basic_connect_radio_state_response r;
	uint16_t ev;

	if (mbim_basic_connect_radio_state_response_decode(msg->body, &r))
		return;
	ev = radio_event(&r);
	if (ev == c->radio)
		return;
	c->radio = ev;
	/* Once attached, both switches mean the same. */
	if (ev == MBIM_ATTACH_EV_RADIO_BLOCKED &&
	    c->attach.state != MBIM_ATTACH_RADIO_SWITCHING)
		ev = MBIM_ATTACH_EV_RADIO_OFF;
	mbim_core_attach_event(c, ev);
}

static int radio_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
		      size_t cap)
{
	const struct mbim_basic_connect_radio_state_set s = {
		.radio_state = MBIM_RADIO_SWITCH_STATE_ON,
	};

	(void)c;
	(void)session;
	return mbim_basic_connect_radio_state_set_encode(&s, buf, cap);
}

/* --- SIM ----------------------------------------------------------------- */

static uint16_t sim_event(uint32_t ready_state)
{
	switch (ready_state) {
	case MBIM_SUBSCRIBER_READY_STATE_INITIALIZED:
		return MBIM_ATTACH_EV_SIM_READY;
	case MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED:
		return MBIM_ATTACH_EV_SIM_LOCKED;
	case MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED:
	case MBIM_SUBSCRIBER_READY_STATE_NO_ESIM_PROFILE:
		return MBIM_ATTACH_EV_SIM_ABSENT;
	case MBIM_SUBSCRIBER_READY_STATE_BAD_SIM:
	case MBIM_SUBSCRIBER_READY_STATE_FAILURE:
	case MBIM_SUBSCRIBER_READY_STATE_NOT_ACTIVATED:
		return MBIM_ATTACH_EV_SIM_BAD;
	}
	return MBIM_ATTACH_EV_SIM_STARTING;
}

/* The ready state leads the structure in every MBIMEx version. */
static int ready_state(const struct mbim_core *c, const struct mbim_msg *msg,
		       uint32_t *out)
{
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r3;
	struct mbim_basic_connect_subscriber_ready_status_response r1;
	int err;

	if (c->ex_version >= MBIM_EX_3) {
		err = mbim_basic_connect_subscriber_ready_status_response_v3_decode(
			msg->body, &r3);
		*out = r3.ready_state;
		return err;
	}
	err = mbim_basic_connect_subscriber_ready_status_response_decode(
		msg->body, &r1);
	*out = r1.ready_state;
	return err;
}

/* News of the SIM while the PIN is asked for or entered may be about any moment
 * of that: what counts is what is seen after it. */
static bool seen_for_good(const struct mbim_core *c)
{
	return c->attach.state != MBIM_ATTACH_PIN &&
	       c->attach.state != MBIM_ATTACH_PIN_ENTERING &&
	       c->attach.state != MBIM_ATTACH_PIN_CHECKING;
}

/* A SIM whose PIN was accepted starts until it is seen unlocked, whatever the
 * modem says of its lock meanwhile. */
uint16_t mbim_attach_sim_seen(struct mbim_core *c, uint16_t ev)
{
	c->sim = ev;
	/* A PIN may be tried once for each insertion. */
	if (ev == MBIM_ATTACH_EV_SIM_ABSENT ||
	    (ev == MBIM_ATTACH_EV_SIM_READY && seen_for_good(c)))
		c->pin_use = MBIM_PIN_FRESH;
	if (ev == MBIM_ATTACH_EV_SIM_LOCKED && c->pin_use == MBIM_PIN_ACCEPTED)
		return MBIM_ATTACH_EV_SIM_STARTING;
	return ev;
}

static void subscriber_answer(struct mbim_core *c, uint32_t session,
			      const struct mbim_msg *msg)
{
	uint32_t state;

	(void)session;
	if (msg && failed(msg) && msg->code == MBIM_STATUS_SIM_NOT_INSERTED) {
		mbim_core_attach_event(
			c, mbim_attach_sim_seen(c, MBIM_ATTACH_EV_SIM_ABSENT));
		return;
	}
	if (!succeeded(c, msg))
		return;
	if (ready_state(c, msg, &state)) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_FAILED);
		return;
	}
	mbim_core_attach_event(c, mbim_attach_sim_seen(c, sim_event(state)));
}

void mbim_attach_subscriber(struct mbim_core *c, const struct mbim_msg *msg)
{
	uint32_t state;

	if (!ready_state(c, msg, &state) && sim_event(state) != c->sim)
		mbim_core_attach_event(
			c, mbim_attach_sim_seen(c, sim_event(state)));
}

/* --- PIN ----------------------------------------------------------------- */

/* It cost an attempt. */
static bool counted(const struct mbim_core *c)
{
	return c->pin_attempts != UINT32_MAX &&
	       c->pin_attempts < c->pin_attempts_before;
}

/* A PIN is sent once to one insertion of the SIM, and never again once it was
 * rejected. That the modem accepted it proves nothing: it stays spent until the
 * SIM is seen unlocked, or out. If the modem was unplugged before that, the
 * attempts that are left tell whether the SIM took it. */
static bool spent(const struct mbim_core *c)
{
	switch (c->pin_use) {
	case MBIM_PIN_FRESH:
		return false;
	case MBIM_PIN_SENT:
	case MBIM_PIN_ACCEPTED:
	case MBIM_PIN_REJECTED:
		return true;
	case MBIM_PIN_UNANSWERED:
		return c->pin_attempts == UINT32_MAX || counted(c);
	}
	return true;
}

static enum mbim_pin_reason spent_reason(const struct mbim_core *c)
{
	if (c->pin_use == MBIM_PIN_ACCEPTED)
		return MBIM_PIN_STILL_LOCKED;
	return c->pin_use == MBIM_PIN_SENT && !counted(c)
		       ? MBIM_PIN_NO_ANSWER
		       : MBIM_PIN_WAS_REJECTED;
}

/* What a locked SIM asks for, and whether we may answer. */
static uint16_t locked_event(struct mbim_core *c, uint32_t type)
{
	switch (type) {
	case MBIM_PIN_TYPE_PIN2:
	case MBIM_PIN_TYPE_PUK2:
		/* PIN2 guards the fixed dialling list, not the SIM. */
		return MBIM_ATTACH_EV_PIN_UNLOCKED;
	case MBIM_PIN_TYPE_PUK1:
		return MBIM_ATTACH_EV_PUK_NEEDED;
	case MBIM_PIN_TYPE_PIN1:
		break;
	default: /* a lock of the device or the network: not ours to open */
		c->pin_reason = MBIM_PIN_OTHER_LOCK;
		return MBIM_ATTACH_EV_PIN_MISSING;
	}
	if (!c->config.pin[0]) {
		c->pin_reason = MBIM_PIN_NOT_CONFIGURED;
		return MBIM_ATTACH_EV_PIN_MISSING;
	}
	if (spent(c)) {
		c->pin_reason = spent_reason(c);
		return MBIM_ATTACH_EV_PIN_SPENT;
	}
	if (c->pin_attempts < PIN_MIN_ATTEMPTS) {
		c->pin_reason = MBIM_PIN_FEW_ATTEMPTS;
		return MBIM_ATTACH_EV_PIN_FEW;
	}
	return MBIM_ATTACH_EV_PIN_NEEDED;
}

static void pin_answer(struct mbim_core *c, uint32_t session,
		       const struct mbim_msg *msg)
{
	struct mbim_basic_connect_pin_response r;

	(void)session;
	if (!succeeded(c, msg))
		return;
	if (mbim_basic_connect_pin_response_decode(msg->body, &r)) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_FAILED);
		return;
	}
	c->pin_attempts = r.remaining_attempts;
	mbim_core_attach_event(c, r.pin_state == MBIM_PIN_STATE_UNLOCKED
					  ? MBIM_ATTACH_EV_PIN_UNLOCKED
					  : locked_event(c, r.pin_type));
}

static int enter_pin_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			  size_t cap)
{
	const struct mbim_basic_connect_pin_set s = {
		.pin_type = MBIM_PIN_TYPE_PIN1,
		.pin_operation = MBIM_PIN_OPERATION_ENTER,
		.pin = mbim_str_utf8(c->config.pin),
	};

	(void)session;
	/* Spent from here on, whatever becomes of the answer. */
	c->pin_use = MBIM_PIN_SENT;
	c->pin_attempts_before = c->pin_attempts;
	return mbim_basic_connect_pin_set_encode(&s, buf, cap);
}

static void enter_pin_answer(struct mbim_core *c, uint32_t session,
			     const struct mbim_msg *msg)
{
	struct mbim_basic_connect_pin_response r;
	bool locked = false, rejected;

	(void)session;
	if (!msg) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_TIMEOUT);
		return;
	}
	/* A failing answer may or may not carry the attempts left. */
	if (!mbim_basic_connect_pin_response_decode(msg->body, &r)) {
		c->pin_attempts = r.remaining_attempts;
		locked = r.pin_state == MBIM_PIN_STATE_LOCKED &&
			 r.pin_type == MBIM_PIN_TYPE_PIN1;
	}
	rejected = failed(msg) || (locked && counted(c));
	/* Not so if the configuration has another one by now. */
	if (c->pin_use == MBIM_PIN_SENT)
		c->pin_use = rejected ? MBIM_PIN_REJECTED : MBIM_PIN_ACCEPTED;
	/* Accepted and locked in one answer: its PIN is asked about. */
	mbim_core_attach_event(c, rejected || locked
					  ? MBIM_ATTACH_EV_PIN_REJECTED
					  : MBIM_ATTACH_EV_PIN_ACCEPTED);
}

/* --- the machine --------------------------------------------------------- */

static void announce_attached(struct mbim_core *c, uint32_t session)
{
	(void)session;
	c->attach_backoff.failures = 0;
	c->nw_error = 0;
	mbim_aside_attached(c);
	mbim_register_reconsider(c);
}

static void announce_detached(struct mbim_core *c, uint32_t session)
{
	(void)session;
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (c->session[i].machine.state != MBIM_CONNECT_IDLE)
			mbim_core_connect_event(c, i, MBIM_CONNECT_EV_DETACHED);
}

#define QUERY(name, fn)                                              \
	{                                                            \
		.type = MBIM_MSG_COMMAND,                            \
		.service = MBIM_SERVICE_BASIC_CONNECT,               \
		.cid = MBIM_CID_BASIC_CONNECT_##name, .answer = (fn) \
	}
#define SET(name, make, fn)                                        \
	{                                                          \
		.type = MBIM_MSG_COMMAND,                          \
		.service = MBIM_SERVICE_BASIC_CONNECT,             \
		.cid = MBIM_CID_BASIC_CONNECT_##name, .set = true, \
		.body = (make), .answer = (fn)                     \
	}

#define QMI(make, fn)                                                  \
	{                                                              \
		.type = MBIM_MSG_COMMAND, .service = MBIM_SERVICE_QMI, \
		.cid = MBIM_CID_QMI_MSG, .set = true, .body = (make),  \
		.answer = (fn)                                         \
	}

static const struct mbim_action actions[] = {
	[MBIM_ATTACH_DO_SURVEY] = QUERY(REGISTER_STATE, mbim_register_survey),
	[MBIM_ATTACH_DO_QUERY_RADIO] = QUERY(RADIO_STATE, radio_answer),
	[MBIM_ATTACH_DO_SET_RADIO_ON] =
		SET(RADIO_STATE, radio_body, switch_answer),
	[MBIM_ATTACH_DO_OPEN_DMS] =
		QMI(mbim_fcc_client_body, mbim_fcc_client_answer),
	[MBIM_ATTACH_DO_UNLOCK_RADIO] =
		QMI(mbim_fcc_unlock_body, mbim_fcc_unlock_answer),
	[MBIM_ATTACH_DO_QUERY_SUBSCRIBER] =
		QUERY(SUBSCRIBER_READY_STATUS, subscriber_answer),
	[MBIM_ATTACH_DO_QUERY_PIN] = QUERY(PIN, pin_answer),
	[MBIM_ATTACH_DO_ENTER_PIN] = SET(PIN, enter_pin_body, enter_pin_answer),
	[MBIM_ATTACH_DO_QUERY_REGISTER] =
		QUERY(REGISTER_STATE, mbim_register_answer),
	[MBIM_ATTACH_DO_SET_REGISTER] =
		SET(REGISTER_STATE, mbim_register_body, mbim_register_answer),
	[MBIM_ATTACH_DO_QUERY_PACKET] =
		QUERY(PACKET_SERVICE, mbim_register_packet_answer),
	[MBIM_ATTACH_DO_SET_PACKET] =
		SET(PACKET_SERVICE, mbim_register_packet_body,
		    mbim_register_packet_answer),
	[MBIM_ATTACH_DO_ANNOUNCE_ATTACHED] = {.run = announce_attached},
	[MBIM_ATTACH_DO_ANNOUNCE_DETACHED] = {.run = announce_detached},
};

const struct mbim_action *mbim_attach_action(uint8_t effect)
{
	return &actions[effect];
}

uint64_t mbim_attach_timer(struct mbim_core *c)
{
	return mbim_backoff_until(c, &mbim_attach_info.about[c->attach.state],
				  &c->attach_backoff);
}
