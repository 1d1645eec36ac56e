/* Effects of the attach machine, second half: registration, packet service. */
#include "core/state.h"

static bool roams(const struct mbim_core *c)
{
	return c->register_state == MBIM_REGISTER_STATE_ROAMING ||
	       c->register_state == MBIM_REGISTER_STATE_PARTNER;
}

bool mbim_session_allowed(const struct mbim_core *c, uint32_t session)
{
	if (session >= c->config.n_sessions)
		return false;
	/* MBIM 1.0 10.5.12: SessionId is below MaxSessions. */
	if (c->max_sessions && session >= c->max_sessions)
		return false;
	return c->config.session[session].roaming || !roams(c);
}

static bool any_session_allowed(const struct mbim_core *c)
{
	if (!c->config.n_sessions)
		return true;
	for (uint32_t i = 0; i < c->config.n_sessions; i++)
		if (mbim_session_allowed(c, i))
			return true;
	return false;
}

static uint16_t register_event(const struct mbim_core *c)
{
	switch (c->register_state) {
	case MBIM_REGISTER_STATE_HOME:
	case MBIM_REGISTER_STATE_ROAMING:
	case MBIM_REGISTER_STATE_PARTNER:
		return any_session_allowed(c) ? MBIM_ATTACH_EV_REGISTERED
					      : MBIM_ATTACH_EV_ROAMING_BARRED;
	case MBIM_REGISTER_STATE_SEARCHING:
		return MBIM_ATTACH_EV_SEARCHING;
	case MBIM_REGISTER_STATE_DENIED:
		return MBIM_ATTACH_EV_DENIED;
	}
	return MBIM_ATTACH_EV_UNREGISTERED;
}

void mbim_register_reconsider(struct mbim_core *c)
{
	if (c->attach.state != MBIM_ATTACH_ATTACHED ||
	    register_event(c) != MBIM_ATTACH_EV_ROAMING_BARRED)
		return;
	c->registered = MBIM_ATTACH_EV_ROAMING_BARRED;
	mbim_core_attach_event(c, c->registered);
}

/* MBIMEx 2 appends to the structure, so that version 1 decodes both. */
static int register_read(struct mbim_core *c, const struct mbim_msg *msg)
{
	struct mbim_basic_connect_register_state_response r;
	int err = mbim_basic_connect_register_state_response_decode(msg->body,
								    &r);

	if (err)
		return err;
	c->register_state = r.register_state;
	c->register_flags = r.registration_flag;
	c->nw_error = r.nw_error;
	mbim_str_get(&r.provider_id, c->provider_id, sizeof(c->provider_id));
	mbim_str_get(&r.provider_name, c->provider, sizeof(c->provider));
	return 0;
}

void mbim_register_answer(struct mbim_core *c, uint32_t session,
			  const struct mbim_msg *msg)
{
	bool ok;

	(void)session;
	if (!msg) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_TIMEOUT);
		return;
	}
	ok = msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE;
	/* Whatever the modem said of its radio: asked again in a while. */
	if (ok && msg->code == MBIM_STATUS_RADIO_POWER_OFF) {
		c->radio = MBIM_ATTACH_EV_RADIO_OFF;
		mbim_core_attach_event(c, c->radio);
		return;
	}
	/* A failing status may carry the NwError; some modems fail the set
	 * with NwError 0 and register all the same. */
	if (!ok || register_read(c, msg) || (msg->code && c->nw_error)) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_FAILED);
		return;
	}
	c->registered = register_event(c);
	mbim_core_attach_event(c, c->registered);
}

/* Only a good answer counts; everything else is found out rung by rung. */
void mbim_register_survey(struct mbim_core *c, uint32_t session,
			  const struct mbim_msg *msg)
{
	(void)session;
	if (!msg) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_TIMEOUT);
		return;
	}
	if (msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE || msg->code ||
	    register_read(c, msg)) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_UNREGISTERED);
		return;
	}
	c->registered = register_event(c);
	if (c->registered != MBIM_ATTACH_EV_REGISTERED &&
	    c->registered != MBIM_ATTACH_EV_ROAMING_BARRED) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_UNREGISTERED);
		return;
	}
	c->radio = MBIM_ATTACH_EV_RADIO_ON;
	mbim_attach_sim_seen(c, MBIM_ATTACH_EV_SIM_READY);
	mbim_aside_registered(c);
	mbim_core_attach_event(c, c->registered);
}

void mbim_register_state(struct mbim_core *c, const struct mbim_msg *msg)
{
	uint16_t ev;

	if (register_read(c, msg))
		return;
	ev = register_event(c);
	if (ev == c->registered)
		return;
	c->registered = ev;
	/* Below this rung registration will be asked for anyway. */
	if (c->attach.state >= MBIM_ATTACH_REGISTRATION)
		mbim_core_attach_event(c, ev);
}

int mbim_register_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
		       size_t cap)
{
	const struct mbim_basic_connect_register_state_set s = {
		.register_action = MBIM_REGISTER_ACTION_AUTOMATIC,
		.data_class = MBIM_DATA_CLASS_NONE,
	};

	(void)c;
	(void)session;
	return mbim_basic_connect_register_state_set_encode(&s, buf, cap);
}

/* --- packet service ------------------------------------------------------ */

static uint16_t packet_event(uint32_t state)
{
	switch (state) {
	case MBIM_PACKET_SERVICE_STATE_ATTACHED:
		return MBIM_ATTACH_EV_ATTACHED;
	case MBIM_PACKET_SERVICE_STATE_ATTACHING:
		return MBIM_ATTACH_EV_ATTACHING;
	}
	return MBIM_ATTACH_EV_DETACHED;
}

/* MBIMEx 2 and 3 append to the structure. */
static int packet_read(struct mbim_core *c, const struct mbim_msg *msg,
		       uint16_t *ev)
{
	struct mbim_basic_connect_packet_service_response r;
	int err = mbim_basic_connect_packet_service_response_decode(msg->body,
								    &r);

	if (err)
		return err;
	c->data_class = r.highest_available_data_class;
	if (r.nw_error)
		c->nw_error = r.nw_error;
	*ev = packet_event(r.packet_service_state);
	return 0;
}

void mbim_register_packet_answer(struct mbim_core *c, uint32_t session,
				 const struct mbim_msg *msg)
{
	uint16_t ev, before = c->packet;

	(void)session;
	if (!msg) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_TIMEOUT);
		return;
	}
	if (msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE ||
	    packet_read(c, msg, &ev) || msg->code) {
		mbim_core_attach_event(c, MBIM_ATTACH_EV_FAILED);
		return;
	}
	c->packet = ev;
	/* With automatic attach an explicit attach gets no news of its own:
	 * wait for the modem's (MBIM 1.0 10.5.9, registration flag), once. */
	if (ev == MBIM_ATTACH_EV_DETACHED &&
	    c->attach.state == MBIM_ATTACH_PACKET &&
	    (c->register_flags &
	     MBIM_REGISTRATION_FLAG_PACKET_SERVICE_AUTOMATIC_ATTACH) &&
	    before != MBIM_ATTACH_EV_DETACHED)
		ev = MBIM_ATTACH_EV_ATTACHING;
	mbim_core_attach_event(c, ev);
}

void mbim_register_packet(struct mbim_core *c, const struct mbim_msg *msg)
{
	uint16_t ev;

	if (packet_read(c, msg, &ev) || ev == c->packet)
		return;
	c->packet = ev;
	if (c->attach.state >= MBIM_ATTACH_PACKET)
		mbim_core_attach_event(c, ev);
}

int mbim_register_packet_body(struct mbim_core *c, uint32_t session,
			      uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_packet_service_set s = {
		.packet_service_action = MBIM_PACKET_SERVICE_ACTION_ATTACH,
	};

	(void)c;
	(void)session;
	return mbim_basic_connect_packet_service_set_encode(&s, buf, cap);
}

/* --- signal -------------------------------------------------------------- */

void mbim_register_signal(struct mbim_core *c, const struct mbim_msg *msg)
{
	struct mbim_basic_connect_signal_state_response r;

	if (!mbim_basic_connect_signal_state_response_decode(msg->body, &r))
		c->rssi = r.rssi;
}
