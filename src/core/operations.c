/* What the effects of the charts ask the modem, what the answers are about, and
 * what goes into an operation. Tables; a value is looked up when it is sent. */
#include "core/state.h"

uint16_t att_operation_of_attach(uint8_t effect)
{
	static const uint16_t kinds[] = {
		[ATT_ATTACH_DO_SURVEY] = ATT_OP_REGISTRATION,
		[ATT_ATTACH_DO_QUERY_RADIO] = ATT_OP_RADIO,
		[ATT_ATTACH_DO_SET_RADIO_ON] = ATT_OP_RADIO_ON,
		[ATT_ATTACH_DO_QUERY_LOCK] = ATT_OP_FCC,
		[ATT_ATTACH_DO_UNLOCK_RADIO] = ATT_OP_UNLOCK,
		[ATT_ATTACH_DO_RESTART_MODEM] = ATT_OP_RESTART,
		[ATT_ATTACH_DO_QUERY_SUBSCRIBER] = ATT_OP_SIM,
		[ATT_ATTACH_DO_QUERY_PIN] = ATT_OP_LOCK,
		[ATT_ATTACH_DO_ENTER_PIN] = ATT_OP_ENTER_PIN,
		[ATT_ATTACH_DO_QUERY_REGISTER] = ATT_OP_REGISTRATION,
		[ATT_ATTACH_DO_SET_REGISTER] = ATT_OP_REGISTER,
		[ATT_ATTACH_DO_QUERY_PACKET] = ATT_OP_PACKET,
		[ATT_ATTACH_DO_SET_PACKET] = ATT_OP_ATTACH,
		[ATT_ATTACH_DO_QUERY_SLOT] = ATT_OP_SLOT,
		[ATT_ATTACH_DO_USE_SLOT] = ATT_OP_USE_SLOT,
		[ATT_ATTACH_DO_QUERY_BEARER] = ATT_OP_BEARER,
		[ATT_ATTACH_DO_SET_BEARER] = ATT_OP_SET_BEARER,
		[ATT_ATTACH_DO_SET_RADIO_OFF] = ATT_OP_RADIO_OFF,
		[ATT_ATTACH_DO_ANNOUNCE_ATTACHED] = ATT_OP_NONE,
		[ATT_ATTACH_DO_ANNOUNCE_DETACHED] = ATT_OP_NONE,
		[ATT_ATTACH_DO_TRY_SESSIONS] = ATT_OP_NONE,
	};

	return kinds[effect];
}

uint16_t att_operation_of_connect(uint8_t effect)
{
	static const uint16_t kinds[] = {
		[ATT_CONNECT_DO_QUERY_CONNECT] = ATT_OP_SESSION,
		[ATT_CONNECT_DO_ACTIVATE] = ATT_OP_ACTIVATE,
		[ATT_CONNECT_DO_DEACTIVATE] = ATT_OP_DEACTIVATE,
		[ATT_CONNECT_DO_QUERY_IP] = ATT_OP_ADDRESSES,
		[ATT_CONNECT_DO_LINK_UP] = ATT_OP_NONE,
		[ATT_CONNECT_DO_LINK_CHANGE] = ATT_OP_NONE,
		[ATT_CONNECT_DO_LINK_DOWN] = ATT_OP_NONE,
	};

	return kinds[effect];
}

uint16_t att_operation_about(uint16_t kind)
{
	static const uint16_t subjects[] = {
		[ATT_OP_RADIO] = ATT_ABOUT_RADIO,
		[ATT_OP_RADIO_ON] = ATT_ABOUT_RADIO,
		[ATT_OP_RADIO_OFF] = ATT_ABOUT_RADIO,
		[ATT_OP_FCC] = ATT_ABOUT_UNLOCK,
		[ATT_OP_UNLOCK] = ATT_ABOUT_UNLOCK,
		[ATT_OP_UNLOCK_FOXCONN] = ATT_ABOUT_UNLOCK,
		[ATT_OP_UNLOCK_QUECTEL] = ATT_ABOUT_UNLOCK,
		[ATT_OP_RESTART] = ATT_ABOUT_RESTART,
		[ATT_OP_SIM] = ATT_ABOUT_SIM,
		[ATT_OP_LOCK] = ATT_ABOUT_LOCK,
		[ATT_OP_ENTER_PIN] = ATT_ABOUT_LOCK,
		[ATT_OP_REGISTRATION] = ATT_ABOUT_REGISTRATION,
		[ATT_OP_REGISTER] = ATT_ABOUT_REGISTRATION,
		[ATT_OP_SLOT] = ATT_ABOUT_SLOT,
		[ATT_OP_USE_SLOT] = ATT_ABOUT_SLOT,
		[ATT_OP_BEARER] = ATT_ABOUT_BEARER,
		[ATT_OP_SET_BEARER] = ATT_ABOUT_BEARER,
		[ATT_OP_PACKET] = ATT_ABOUT_PACKET,
		[ATT_OP_ATTACH] = ATT_ABOUT_PACKET,
		[ATT_OP_SESSION] = ATT_ABOUT_SESSION,
		[ATT_OP_ACTIVATE] = ATT_ABOUT_SESSION,
		[ATT_OP_DEACTIVATE] = ATT_ABOUT_SESSION,
		[ATT_OP_ADDRESSES] = ATT_ABOUT_ADDRESSES,
		[ATT_OP_EVENTS] = ATT_ABOUT_EVENTS,
		[ATT_OP_DEVICE] = ATT_ABOUT_DEVICE,
		[ATT_OP_SIGNAL] = ATT_ABOUT_SIGNAL,
		[ATT_OP_STREAM] = ATT_ABOUT_STREAM,
		[ATT_OP_CARD] = ATT_ABOUT_CARD,
		[ATT_OP_RAW] = ATT_ABOUT_RAW,
	};

	return kind >= ATT_OP_OWN ? kind : subjects[kind];
}

bool att_operation_asks(uint16_t kind)
{
	switch (kind) {
	case ATT_OP_RADIO:
	case ATT_OP_FCC:
	case ATT_OP_SIM:
	case ATT_OP_SLOT:
	case ATT_OP_CARD:
	case ATT_OP_BEARER:
	case ATT_OP_LOCK:
	case ATT_OP_REGISTRATION:
	case ATT_OP_PACKET:
	case ATT_OP_SESSION:
	case ATT_OP_ADDRESSES:
	case ATT_OP_EVENTS: /* the list replaces the one before */
	case ATT_OP_DEVICE:
	case ATT_OP_SIGNAL:
		return true;
	}
	return false;
}

static void put_session(const struct att_core *c, struct att_operation *o)
{
	const struct att_core_session *s = &c->config.session[o->session];

	o->families = c->session[o->session].families;
	o->profile = (struct att_profile){
		.apn = s->apn,
		.user = s->user,
		.password = s->password,
		.auth = (enum att_auth)s->auth,
	};
}

static void put_network(const struct att_core *c, struct att_operation *o)
{
	o->operator_id = att_choice_operator(c);
	o->access = c->config.choice.access;
}

static void put_bearer(const struct att_core *c, struct att_operation *o)
{
	const struct att_core_choice *w = &c->config.choice;

	o->families = w->ip;
	o->profile = (struct att_profile){
		.apn = w->apn,
		.user = w->user,
		.password = w->password,
		.auth = (enum att_auth)w->auth,
	};
}

static void put_events(const struct att_core *c, struct att_operation *o)
{
	if (c->want == ATT_WANT_CONNECTED)
		o->families = (uint32_t)c->config.session[0].ip;
}

struct att_operation att_operation_make(const struct att_core *c,
					const struct att_slot *slot)
{
	struct att_operation o = {.kind = slot->kind, .session = slot->session};

	if (o.kind == ATT_OP_ENTER_PIN)
		o.pin = c->config.pin;
	else if (o.kind == ATT_OP_REGISTER)
		put_network(c, &o);
	else if (o.kind == ATT_OP_USE_SLOT)
		o.slot = c->config.choice.slot;
	else if (o.kind == ATT_OP_SET_BEARER)
		put_bearer(c, &o);
	else if (o.kind == ATT_OP_ACTIVATE)
		put_session(c, &o);
	else if (o.kind == ATT_OP_EVENTS)
		put_events(c, &o);
	else if (o.kind == ATT_OP_STREAM)
		o.service = &c->config.stream[o.session];
	else if (o.kind == ATT_OP_RAW)
		o.raw = c->raw[o.session].request;
	return o;
}
