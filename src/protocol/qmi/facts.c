/* What is known of the modem, as facts for the manager. */
#include "protocol/qmi/state.h"

/* --- radio, SIM ---------------------------------------------------------- */

static bool radio(const struct qmi_state *s, struct att_report *out)
{
	const struct qmi_known *k = &s->known;

	if (!k->has_mode)
		return false;
	out->facts.radio = ATT_RADIO_OFF;
	if (k->mode == QMI_DMS_OPERATING_MODE_ONLINE)
		out->facts.radio = ATT_RADIO_ON;
	else if (k->switched)
		out->facts.radio = ATT_RADIO_SWITCHED;
	return true;
}

static bool sim(const struct qmi_state *s, struct att_report *out)
{
	const struct qmi_card *c = &s->known.card;

	if (!c->valid)
		return false;
	out->facts.sim = c->sim;
	memcpy(out->facts.sim_id, c->iccid, sizeof(c->iccid));
	return true;
}

static bool lock(const struct qmi_state *s, struct att_report *out)
{
	const struct qmi_card *c = &s->known.card;

	if (!c->valid)
		return false;
	out->facts.lock = (struct att_lock_facts){
		.lock = c->lock,
		.attempts = c->attempts,
	};
	return true;
}

static bool card(const struct qmi_state *s, uint32_t slot,
		 struct att_report *out)
{
	const struct qmi_slots *slots = &s->known.slots;

	out->facts.card = (struct att_card_facts){
		.slot = slot,
		.present = slot < slots->n && (slots->cards & 1u << slot),
	};
	return slots->n > 0;
}

/* --- sessions ------------------------------------------------------------ */

/* One family is enough; the cause is that of the other. */
static bool session(const struct qmi_state *s, uint32_t i,
		    struct att_report *out)
{
	const struct qmi_session *of = &s->session[i];
	struct att_session_facts *f = &out->facts.session;
	bool active = false;

	*f = (struct att_session_facts){.session = i, .known = true};
	for (unsigned k = 0; k < QMI_FAMILIES; k++) {
		active |= of->call[k].active;
		if (!of->call[k].active && !f->cause)
			f->cause = of->call[k].cause;
	}
	f->state = active ? ATT_SESSION_ACTIVE : ATT_SESSION_INACTIVE;
	return true;
}

static bool addresses(const struct qmi_state *s, uint32_t i,
		      struct att_report *out)
{
	struct att_addresses_facts *f = &out->facts.addresses;

	f->session = i;
	memcpy(&f->ip, &s->session[i].ip, sizeof(f->ip));
	return true;
}

/* Without aggregation a datagram does not tell of which session it is. */
static bool device(const struct qmi_state *s, struct att_report *out)
{
	out->facts.device = s->known.device;
	out->facts.device.max_sessions =
		s->known.format.down == ATT_AGGREGATION_NONE ? 1 : QMI_SESSIONS;
	return true;
}

static bool slot(const struct qmi_state *s, struct att_report *out)
{
	out->facts.slot = s->known.slots.active;
	return out->facts.slot != 0;
}

static bool signal(const struct qmi_state *s, struct att_report *out)
{
	const struct qmi_serving *serving = &s->known.network.serving;
	struct att_signal_facts *f = &out->facts.signal;

	*f = s->known.network.signal;
	f->tac = serving->valid ? serving->tac : ATT_TAC_UNKNOWN;
	f->cell_id = serving->valid ? serving->cell_id : ATT_CELL_UNKNOWN;
	return true;
}

bool qmi_facts(const struct qmi_state *s, uint16_t about, uint32_t of,
	       struct att_report *out)
{
	switch (about) {
	case ATT_ABOUT_RADIO:
		return radio(s, out);
	case ATT_ABOUT_UNLOCK:
		out->facts.fcc = ATT_FCC_NONE;
		return true;
	case ATT_ABOUT_SIM:
		return sim(s, out);
	case ATT_ABOUT_LOCK:
		return lock(s, out);
	case ATT_ABOUT_REGISTRATION:
		return qmi_network_registration(&s->known.network,
						&out->facts.registration);
	case ATT_ABOUT_PACKET:
		return qmi_network_packet(&s->known.network,
					  &out->facts.packet);
	case ATT_ABOUT_SESSION:
		return session(s, of, out);
	case ATT_ABOUT_ADDRESSES:
		return addresses(s, of, out);
	case ATT_ABOUT_DEVICE:
		return device(s, out);
	case ATT_ABOUT_SIGNAL:
		return signal(s, out);
	case ATT_ABOUT_CARD:
		return card(s, of, out);
	case ATT_ABOUT_SLOT:
		return slot(s, out);
	case ATT_ABOUT_BEARER:
		out->facts.bearer = s->known.bearer;
		return s->known.bearer.n > 0;
	}
	return false;
}
