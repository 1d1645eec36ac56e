/* What is known of the modem, as facts for the manager. */
#include "protocol/qmi/state.h"

/* --- registration -------------------------------------------------------- */

/* Some firmware fills in the system info alone; where the serving system has
 * once said that it is registered, its word counts. */
bool qmi_registered(const struct qmi_known *k)
{
	const bool serving = k->serving.valid &&
			     k->serving.registration ==
				     QMI_NAS_REGISTRATION_STATE_REGISTERED;

	return serving || (!k->serving.registered_once && k->system.registered);
}

static bool roams(const struct qmi_known *k)
{
	return k->serving.has_roaming ? k->serving.roaming : k->system.roaming;
}

static enum att_registration unregistered(const struct qmi_known *k)
{
	if (!k->serving.valid)
		return ATT_REGISTRATION_SEARCHING;
	switch (k->serving.registration) {
	case QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED:
		return ATT_REGISTRATION_NONE;
	case QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED_SEARCHING:
		return ATT_REGISTRATION_SEARCHING;
	case QMI_NAS_REGISTRATION_STATE_REGISTRATION_DENIED:
		return ATT_REGISTRATION_DENIED;
	}
	return ATT_REGISTRATION_UNKNOWN;
}

static uint32_t access_of(uint16_t modes)
{
	uint32_t access = 0;

	if (modes & QMI_NAS_RAT_MODE_PREFERENCE_GSM)
		access |= ATT_2G;
	if (modes & (QMI_NAS_RAT_MODE_PREFERENCE_UMTS |
		     QMI_NAS_RAT_MODE_PREFERENCE_TD_SCDMA))
		access |= ATT_3G;
	if (modes & QMI_NAS_RAT_MODE_PREFERENCE_LTE)
		access |= ATT_4G;
	if (modes & QMI_NAS_RAT_MODE_PREFERENCE_5GNR)
		access |= ATT_5G;
	return access;
}

static bool registration(const struct qmi_state *s, struct att_report *out)
{
	const struct qmi_known *k = &s->known;
	struct att_registration_facts *f = &out->facts.registration;

	if (!k->serving.valid && !k->system.valid)
		return false;
	f->access = access_of(k->rat_modes);
	if (!qmi_registered(k)) {
		f->state = unregistered(k);
		f->cause = k->reject_cause ? k->reject_cause : k->system.cause;
		return true;
	}
	f->state = roams(k) ? ATT_REGISTRATION_ROAMING : ATT_REGISTRATION_HOME;
	memcpy(f->provider_id, k->place.id, sizeof(f->provider_id));
	memcpy(f->provider, k->place.name, sizeof(f->provider));
	return true;
}

_Static_assert(
	sizeof(((struct qmi_place *)0)->id) ==
			sizeof(((struct att_registration_facts *)0)
				       ->provider_id) &&
		sizeof(((struct qmi_place *)0)->name) ==
			sizeof(((struct att_registration_facts *)0)->provider),
	"names of providers have the same room");

static bool attached(const struct qmi_known *k)
{
	if (!qmi_registered(k))
		return false;
	if (k->serving.valid &&
	    k->serving.ps_attach != QMI_NAS_ATTACH_STATE_UNKNOWN)
		return k->serving.ps_attach == QMI_NAS_ATTACH_STATE_ATTACHED;
	return k->system.packet;
}

/* Only what is asked for above. */
bool qmi_serving_tells(const struct qmi_known *k)
{
	const struct qmi_serving *serving = &k->serving;

	return serving->valid &&
	       serving->registration == QMI_NAS_REGISTRATION_STATE_REGISTERED &&
	       serving->ps_attach != QMI_NAS_ATTACH_STATE_UNKNOWN &&
	       serving->has_roaming && k->place.id[0];
}

static bool packet(const struct qmi_state *s, struct att_report *out)
{
	const struct qmi_known *k = &s->known;

	if (!k->serving.valid && !k->system.valid)
		return false;
	out->facts.packet = (struct att_packet_facts){
		.state =
			attached(k) ? ATT_PACKET_ATTACHED : ATT_PACKET_DETACHED,
		.data_class = k->place.data_class,
		.cause = attached(k) ? 0 : k->reject_cause,
	};
	return true;
}

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
	const struct qmi_serving *serving = &s->known.serving;
	struct att_signal_facts *f = &out->facts.signal;

	*f = s->known.signal;
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
		return registration(s, out);
	case ATT_ABOUT_PACKET:
		return packet(s, out);
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
