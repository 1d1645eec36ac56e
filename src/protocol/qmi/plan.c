/* Operations and the requests that carry them out: tables, and which of a
 * table's rows is due. */
#include "protocol/qmi/state.h"

#define DUE(name)                                                             \
	static bool name(const struct qmi_state *s, const struct qmi_turn *t, \
			 const struct qmi_request *row)

/* --- the channel --------------------------------------------------------- */

DUE(client_due)
{
	(void)t;
	return !qmi_client_has(s, row->of, 0) &&
	       (row->needed || qmi_channel_has(s, row->of));
}

/* Only who has a data path needs it. */
DUE(wda_due)
{
	return qmi_channel_agrees(s) && client_due(s, t, row);
}

DUE(has_wda)
{
	(void)t;
	(void)row;
	return qmi_client_has(s, QMI_SERVICE_WDA, 0);
}

DUE(has_no_wda)
{
	return !has_wda(s, t, row);
}

/* What other hosts use is not changed without need. */
DUE(format_asked)
{
	return s->link.shared && has_wda(s, t, row);
}

DUE(format_due)
{
	return !s->format_known && has_wda(s, t, row);
}

DUE(endpoint_due)
{
	return s->names_endpoint && format_due(s, t, row);
}

static bool best_is_newer(const struct qmi_state *s)
{
	const uint32_t newer =
		1u << ATT_AGGREGATION_QMAP_V4 | 1u << ATT_AGGREGATION_QMAP_V5;

	return s->link.aggregations & newer;
}

/* Some agree to what they do not know, and end in none: Quectel RG650E. */
DUE(qmap_due)
{
	return best_is_newer(s) && has_wda(s, t, row) &&
	       (!s->format_known ||
		s->known.format.down == ATT_AGGREGATION_NONE);
}

DUE(any_client)
{
	(void)t;
	(void)row;
	return s->n_clients > 0;
}

DUE(left_held)
{
	(void)t;
	(void)row;
	return qmi_client_is_left(s);
}

/* There is nothing to be given back: it is asked something harmless. */
DUE(nothing_held)
{
	return t->step == QMI_NO_STEP && !any_client(s, t, row);
}

/* Behind a proxy those of a channel that hung may still be ours. */
DUE(all_held)
{
	(void)s;
	(void)row;
	return t->step == QMI_NO_STEP;
}

#define CTL(m)	    .service = QMI_SERVICE_CTL, .message = QMI_CTL_##m
#define CLIENT(of_) CTL(ALLOCATE_CID), .put = qmi_put_allocate, .of = of_
#define WDA(m)	    .service = QMI_SERVICE_WDA, .message = QMI_WDA_##m

/* A modem that is there answers, or does after a second; one that has just
 * started may need ten. */
static const struct qmi_request versions[] = {
	{CTL(GET_VERSION_INFO), .timeout_s = 1},
};
static const struct qmi_request sync[] = {
	{CTL(SYNC), .needed = true, .timeout_s = 5},
};
/* What an earlier run has left goes before the first is asked for: it may have
 * been the last one. */
static const struct qmi_request clients[] = {
	{CTL(RELEASE_CID), .due = left_held, .put = qmi_put_release,
	 .repeats = true, .timeout_s = 2},
	{CLIENT(QMI_SERVICE_NAS), .due = client_due, .needed = true},
	{CLIENT(QMI_SERVICE_DMS), .due = client_due, .needed = true},
	{CLIENT(QMI_SERVICE_WDS), .due = client_due, .needed = true},
	{CLIENT(QMI_SERVICE_WDA), .due = wda_due},
	{CTL(GET_VERSION_INFO), .due = all_held},
};
static const struct qmi_request format[] = {
	{WDA(GET_DATA_FORMAT), .due = format_asked, .put = qmi_put_get_format},
	{WDA(SET_DATA_FORMAT), .due = format_due, .put = qmi_put_format},
	{WDA(SET_DATA_FORMAT), .due = endpoint_due, .put = qmi_put_format},
	{WDA(SET_DATA_FORMAT), .due = qmap_due, .put = qmi_put_format_qmap},
	{WDA(SET_DATA_FORMAT), .due = format_due, .put = qmi_put_format_none},
	{CTL(SET_DATA_FORMAT), .due = has_no_wda, .put = qmi_put_ctl_format},
};
static const struct qmi_request release[] = {
	{CTL(RELEASE_CID), .due = any_client, .put = qmi_put_release,
	 .repeats = true, .timeout_s = 2},
	{CTL(GET_VERSION_INFO), .due = nothing_held, .timeout_s = 2},
};

/* --- radio and SIM ------------------------------------------------------- */

/* Who is registered needs no client of UIM to be online: it is asked for aside.
 * If two operations do so at once one too many is given, and is given back with
 * the others. */
DUE(uim_due)
{
	(void)t;
	(void)row;
	return !qmi_client_has(s, QMI_SERVICE_UIM, 0) && !s->lacks.uim &&
	       qmi_channel_has(s, QMI_SERVICE_UIM);
}

DUE(has_uim)
{
	(void)t;
	(void)row;
	return qmi_client_has(s, QMI_SERVICE_UIM, 0) && !s->lacks.uim;
}

DUE(has_no_uim)
{
	return !has_uim(s, t, row);
}

static bool iccid_unknown(const struct qmi_state *s)
{
	return s->known.card.valid && s->known.card.sim != ATT_SIM_ABSENT &&
	       !s->known.card.iccid[0];
}

DUE(iccid_due)
{
	return has_uim(s, t, row) && iccid_unknown(s);
}

DUE(dms_iccid_due)
{
	return has_no_uim(s, t, row) && iccid_unknown(s);
}

#define UIM_CLIENT CLIENT(QMI_SERVICE_UIM), .due = uim_due
#define DMS(m)	   .service = QMI_SERVICE_DMS, .message = QMI_DMS_##m
#define UIM(m)	   .service = QMI_SERVICE_UIM, .message = QMI_UIM_##m

static const struct qmi_request radio[] = {
	{DMS(GET_OPERATING_MODE), .needed = true},
};
/* It may take its time: an indication tells when it is on. */
static const struct qmi_request radio_on[] = {
	{DMS(SET_OPERATING_MODE), .put = qmi_put_mode, .needed = true,
	 .no_effect_too = true},
	{DMS(GET_OPERATING_MODE), .timeout_s = 10},
};
static const struct qmi_request radio_off[] = {
	{DMS(SET_OPERATING_MODE), .put = qmi_put_mode, .needed = true,
	 .no_effect_too = true},
};
static const struct qmi_request unlock[] = {
	{DMS(SET_FCC_AUTHENTICATION), .needed = true, .no_effect_too = true},
};
static const struct qmi_request unlock_foxconn[] = {
	{DMS(FOXCONN_SET_FCC_AUTHENTICATION), .put = qmi_put_foxconn,
	 .needed = true, .no_effect_too = true},
};
/* Offline is left by a reset alone, and reset is taken only there. */
static const struct qmi_request restart[] = {
	{DMS(SET_OPERATING_MODE), .put = qmi_put_mode},
	{DMS(SET_OPERATING_MODE), .put = qmi_put_mode, .needed = true},
};
static const struct qmi_request sim[] = {
	{UIM_CLIENT},
	{UIM(GET_CARD_STATUS), .due = has_uim},
	{DMS(UIM_GET_STATE), .due = has_no_uim},
	{DMS(UIM_GET_PIN_STATUS), .due = has_no_uim},
	{UIM(READ_TRANSPARENT), .due = iccid_due, .put = qmi_put_read_iccid},
	{DMS(UIM_GET_ICCID), .due = dms_iccid_due},
};
static const struct qmi_request lock[] = {
	{UIM_CLIENT},
	{UIM(GET_CARD_STATUS), .due = has_uim},
	{DMS(UIM_GET_PIN_STATUS), .due = has_no_uim},
};
/* Not after UIM took it, whatever is learnt of UIM meanwhile. */
DUE(dms_pin_due)
{
	return has_no_uim(s, t, row) && !t->any;
}

static const struct qmi_request enter_pin[] = {
	{UIM_CLIENT},
	{UIM(VERIFY_PIN), .due = has_uim, .put = qmi_put_verify_pin,
	 .needed = true},
	{DMS(UIM_VERIFY_PIN), .due = dms_pin_due, .put = qmi_put_dms_verify_pin,
	 .needed = true},
};
static const struct qmi_request slot[] = {
	{UIM_CLIENT, .needed = true},
	{UIM(GET_SLOT_STATUS), .needed = true},
};
static const struct qmi_request use_slot[] = {
	{UIM_CLIENT, .needed = true},
	{UIM(SWITCH_SLOT), .put = qmi_put_switch_slot, .needed = true,
	 .no_effect_too = true},
	{UIM(GET_SLOT_STATUS)},
};

/* --- network ------------------------------------------------------------- */

DUE(preference_due)
{
	(void)t;
	(void)row;
	return !s->known.network.rat_modes && !s->lacks.rat_modes;
}

DUE(access_due)
{
	(void)s;
	(void)row;
	return t->access != 0;
}

DUE(serving_unknown)
{
	(void)t;
	(void)row;
	return !s->known.network.serving.valid;
}

/* What the serving system leaves open. */
DUE(system_due)
{
	(void)row;
	return t->code || t->unread || !qmi_network_tells(&s->known.network);
}

DUE(has_signal_info)
{
	(void)t;
	(void)row;
	return !s->lacks.signal_info;
}

DUE(has_no_signal_info)
{
	return !has_signal_info(s, t, row);
}

#define NAS(m) .service = QMI_SERVICE_NAS, .message = QMI_NAS_##m

/* Both: some firmware fills in only one of them. */
static const struct qmi_request registration[] = {
	{NAS(GET_SERVING_SYSTEM)},
	{NAS(GET_SYSTEM_INFO), .due = system_due},
};
static const struct qmi_request reg[] = {
	{NAS(SET_SYSTEM_SELECTION_PREFERENCE), .due = access_due,
	 .put = qmi_put_access, .no_effect_too = true},
	{NAS(INITIATE_NETWORK_REGISTER), .put = qmi_put_register,
	 .needed = true, .no_effect_too = true, .timeout_s = 60},
	{NAS(GET_SERVING_SYSTEM)},
	{NAS(GET_SYSTEM_INFO), .due = system_due},
};
static const struct qmi_request packet[] = {
	{NAS(GET_SERVING_SYSTEM)},
	{NAS(GET_SYSTEM_INFO), .due = serving_unknown},
};
static const struct qmi_request attach[] = {
	{NAS(ATTACH_DETACH), .put = qmi_put_attach, .needed = true,
	 .no_effect_too = true, .timeout_s = 60},
	{NAS(GET_SERVING_SYSTEM)},
	{NAS(GET_SYSTEM_INFO), .due = serving_unknown},
};
static const struct qmi_request signal[] = {
	{NAS(GET_SIGNAL_INFO), .due = has_signal_info},
	{NAS(GET_SIGNAL_STRENGTH), .due = has_no_signal_info},
};
static const struct qmi_request device[] = {
	{DMS(GET_IDS)},
	{DMS(GET_REVISION)},
	{DMS(GET_MODEL)},
};

/* --- sessions ------------------------------------------------------------ */

static bool has_client(const struct qmi_state *s, const struct qmi_turn *t,
		       const struct qmi_request *row)
{
	return qmi_client_has(s, QMI_SERVICE_WDS,
			      qmi_use(t->session, row->family));
}

/* Before there was a call of ours there may be that of an earlier host, which
 * the first client tells of. */
DUE(status_due)
{
	return has_client(s, t, row) &&
	       (!row->family || s->session[t->session].families);
}

DUE(autoconnect_due)
{
	(void)t;
	(void)row;
	return !s->lacks.autoconnect && s->known.autoconnect == UINT8_MAX;
}

DUE(autoconnect_off_due)
{
	(void)t;
	(void)row;
	return s->known.autoconnect == QMI_WDS_AUTOCONNECT_SETTING_ENABLED;
}

/* This family is to be called. */
static bool wanted(const struct qmi_state *s, const struct qmi_turn *t,
		   const struct qmi_request *row)
{
	const struct qmi_session *session = &s->session[t->session];
	const struct qmi_call *call = &session->call[row->family];

	return (session->families & (row->family ? ATT_V6 : ATT_V4)) &&
	       !call->active && !call->refused;
}

DUE(call_client_due)
{
	return wanted(s, t, row) && !has_client(s, t, row);
}

static const struct qmi_client *client_of(const struct qmi_state *s,
					  const struct qmi_turn *t,
					  const struct qmi_request *row)
{
	return qmi_client_find((struct qmi_state *)s, QMI_SERVICE_WDS,
			       qmi_use(t->session, row->family));
}

/* A client is for IPv4 unless it is told otherwise. */
DUE(family_due)
{
	return row->family && wanted(s, t, row) && has_client(s, t, row) &&
	       !client_of(s, t, row)->family_set;
}

DUE(bind_due)
{
	return s->known.format.down != ATT_AGGREGATION_NONE &&
	       wanted(s, t, row) && has_client(s, t, row) &&
	       !client_of(s, t, row)->bound;
}

DUE(start_due)
{
	return wanted(s, t, row) && has_client(s, t, row);
}

DUE(abort_due)
{
	return has_client(s, t, row) &&
	       s->session[t->session].call[row->family].start;
}

static bool any_call(const struct qmi_session *session)
{
	return session->call[0].active || session->call[1].active ||
	       session->call[0].start || session->call[1].start;
}

/* What an earlier host has left is of the first session, and no call of ours.
 */
DUE(stop_due)
{
	const struct qmi_session *session = &s->session[t->session];
	const struct qmi_call *call = &session->call[row->family];

	if (!has_client(s, t, row))
		return false;
	return call->active || call->start ||
	       (t->session == 0 && row->family == 0 && !any_call(session) &&
		t->step == QMI_NO_STEP);
}

DUE(settings_due)
{
	return has_client(s, t, row) &&
	       s->session[t->session].call[row->family].active;
}

DUE(profile_known)
{
	(void)t;
	(void)row;
	return s->known.attach_profile != 0;
}

DUE(profile_unknown)
{
	return !profile_known(s, t, row);
}

#define WDS(m, f) \
	.service = QMI_SERVICE_WDS, .message = QMI_WDS_##m, .family = (f)
static const struct qmi_request look[] = {
	{WDS(GET_PACKET_SERVICE_STATUS, 0), .due = status_due},
	{WDS(GET_PACKET_SERVICE_STATUS, 1), .due = status_due},
};
/* Inside MBIM none comes. */
DUE(news_come)
{
	(void)t;
	(void)row;
	return !s->link.inside;
}

/* What the call of the other family needs is made ready aside, before it is the
 * turn of that call. */
DUE(client_ahead)
{
	return t->families == (ATT_V4 | ATT_V6) && !has_client(s, t, row);
}

DUE(family_ahead)
{
	return t->families == (ATT_V4 | ATT_V6) && has_client(s, t, row) &&
	       !client_of(s, t, row)->family_set;
}

DUE(uim_tells)
{
	return has_uim(s, t, row) && news_come(s, t, row);
}

/* And what is set, or learnt, once: a modem that dials by itself does so no
 * more. UIM's client is wanted by who is registered one answer later. Without
 * the indications of NAS it is as if there were none. */
static const struct qmi_request events[] = {
	{UIM_CLIENT},
	{DMS(SET_EVENT_REPORT), .due = news_come, .put = qmi_put_dms_events,
	 .no_effect_too = true},
	{CLIENT(QMI_SERVICE_WDS), .family = 1, .due = client_ahead},
	{WDS(SET_IP_FAMILY, 1), .due = family_ahead, .put = qmi_put_family,
	 .no_effect_too = true},
	{UIM(REGISTER_EVENTS), .due = uim_tells, .put = qmi_put_uim_events,
	 .no_effect_too = true},
	{WDS(GET_AUTOCONNECT_SETTINGS, 0), .due = autoconnect_due},
	{WDS(SET_AUTOCONNECT_SETTINGS, 0), .due = autoconnect_off_due,
	 .put = qmi_put_no_autoconnect},
	{WDS(INDICATION_REGISTER, 0), .due = news_come,
	 .put = qmi_put_wds_events, .no_effect_too = true},
	{NAS(GET_SYSTEM_SELECTION_PREFERENCE), .due = preference_due},
	{NAS(REGISTER_INDICATIONS), .due = news_come, .put = qmi_put_nas_events,
	 .needed = true, .no_effect_too = true},
};
static const struct qmi_request activate[] = {
	{CLIENT(QMI_SERVICE_WDS), .family = 0, .due = call_client_due},
	{WDS(SET_IP_FAMILY, 0), .due = family_due, .put = qmi_put_family,
	 .no_effect_too = true},
	{WDS(BIND_MUX_DATA_PORT, 0), .due = bind_due, .put = qmi_put_bind,
	 .no_effect_too = true},
	{WDS(START_NETWORK, 0), .due = start_due, .put = qmi_put_start,
	 .no_effect_too = true, .timeout_s = 180},
	{CLIENT(QMI_SERVICE_WDS), .family = 1, .due = call_client_due},
	{WDS(SET_IP_FAMILY, 1), .due = family_due, .put = qmi_put_family,
	 .no_effect_too = true},
	{WDS(BIND_MUX_DATA_PORT, 1), .due = bind_due, .put = qmi_put_bind,
	 .no_effect_too = true},
	{WDS(START_NETWORK, 1), .due = start_due, .put = qmi_put_start,
	 .no_effect_too = true, .timeout_s = 180},
};
static const struct qmi_request deactivate[] = {
	{WDS(ABORT, 0), .due = abort_due, .put = qmi_put_abort},
	{WDS(STOP_NETWORK, 0), .due = stop_due, .put = qmi_put_stop,
	 .timeout_s = 120},
	{WDS(ABORT, 1), .due = abort_due, .put = qmi_put_abort},
	{WDS(STOP_NETWORK, 1), .due = stop_due, .put = qmi_put_stop,
	 .timeout_s = 120},
};
static const struct qmi_request addresses[] = {
	{WDS(GET_CURRENT_SETTINGS, 0), .due = settings_due,
	 .put = qmi_put_settings},
	{WDS(GET_CURRENT_SETTINGS, 1), .due = settings_due,
	 .put = qmi_put_settings},
};
static const struct qmi_request bearer[] = {
	{WDS(GET_LTE_ATTACH_PDN_LIST, 0), .needed = true},
	{WDS(GET_PROFILE_SETTINGS, 0), .due = profile_known,
	 .put = qmi_put_get_profile, .needed = true},
};
static const struct qmi_request set_bearer[] = {
	{WDS(GET_LTE_ATTACH_PDN_LIST, 0), .due = profile_unknown,
	 .needed = true},
	{WDS(MODIFY_PROFILE, 0), .due = profile_known,
	 .put = qmi_put_modify_profile, .needed = true},
};

/* --- raw ----------------------------------------------------------------- */

DUE(raw_client_due)
{
	(void)row;
	return s->raw[t->session].service != QMI_SERVICE_CTL &&
	       !s->raw[t->session].client &&
	       !qmi_client_has(s, s->raw[t->session].service, 0);
}

/* Service and message are those of the operation. */
static const struct qmi_request raw[] = {
	{CLIENT(0), .due = raw_client_due, .needed = true},
	{.put = qmi_put_raw},
};

/* --- the table ----------------------------------------------------------- */

#define PLAN(rows, about_) \
	.row = (rows), .n = sizeof(rows) / sizeof((rows)[0]), .about = (about_)

static const struct qmi_plan plans[] = {
	[ATT_OP_RADIO] = {PLAN(radio, ATT_ABOUT_RADIO), .tells = true},
	[ATT_OP_RADIO_ON] = {PLAN(radio_on, ATT_ABOUT_RADIO), .tells = true},
	[ATT_OP_RADIO_OFF] = {PLAN(radio_off, ATT_ABOUT_RADIO)},
	[ATT_OP_UNLOCK] = {PLAN(unlock, ATT_ABOUT_UNLOCK)},
	[ATT_OP_UNLOCK_FOXCONN] = {PLAN(unlock_foxconn, ATT_ABOUT_UNLOCK)},
	[ATT_OP_UNLOCK_QUECTEL] = {PLAN(unlock, ATT_ABOUT_UNLOCK)},
	[ATT_OP_RESTART] = {PLAN(restart, ATT_ABOUT_RESTART)},
	[ATT_OP_SIM] = {PLAN(sim, ATT_ABOUT_SIM), .tells = true},
	[ATT_OP_LOCK] = {PLAN(lock, ATT_ABOUT_LOCK), .tells = true},
	[ATT_OP_ENTER_PIN] = {PLAN(enter_pin, ATT_ABOUT_LOCK)},
	[ATT_OP_REGISTRATION] = {PLAN(registration, ATT_ABOUT_REGISTRATION),
				 .tells = true},
	[ATT_OP_REGISTER] = {PLAN(reg, ATT_ABOUT_REGISTRATION)},
	[ATT_OP_SLOT] = {PLAN(slot, ATT_ABOUT_SLOT), .tells = true},
	[ATT_OP_USE_SLOT] = {PLAN(use_slot, ATT_ABOUT_SLOT)},
	[ATT_OP_BEARER] = {PLAN(bearer, ATT_ABOUT_BEARER), .tells = true},
	[ATT_OP_SET_BEARER] = {PLAN(set_bearer, ATT_ABOUT_BEARER)},
	[ATT_OP_PACKET] = {PLAN(packet, ATT_ABOUT_PACKET), .tells = true},
	[ATT_OP_ATTACH] = {PLAN(attach, ATT_ABOUT_PACKET)},
	[ATT_OP_SESSION] = {PLAN(look, ATT_ABOUT_SESSION)},
	[ATT_OP_ACTIVATE] = {PLAN(activate, ATT_ABOUT_SESSION), .named = 3},
	[ATT_OP_DEACTIVATE] = {PLAN(deactivate, ATT_ABOUT_SESSION), .named = 1},
	[ATT_OP_ADDRESSES] = {PLAN(addresses, ATT_ABOUT_ADDRESSES)},
	[ATT_OP_EVENTS] = {PLAN(events, ATT_ABOUT_EVENTS), .named = 7},
	[ATT_OP_DEVICE] = {PLAN(device, ATT_ABOUT_DEVICE)},
	[ATT_OP_SIGNAL] = {PLAN(signal, ATT_ABOUT_SIGNAL)},
	[ATT_OP_CARD] = {PLAN(slot, ATT_ABOUT_CARD), .tells = true},
	[ATT_OP_RAW] = {PLAN(raw, ATT_ABOUT_RAW)},
};

static const struct qmi_plan own[] = {
	[QMI_OP_VERSIONS - ATT_OP_OWN] = {PLAN(versions, QMI_OP_VERSIONS)},
	[QMI_OP_SYNC - ATT_OP_OWN] = {PLAN(sync, QMI_OP_SYNC)},
	[QMI_OP_CLIENTS -
		ATT_OP_OWN] = {PLAN(clients, QMI_OP_CLIENTS), .named = 1},
	[QMI_OP_FORMAT - ATT_OP_OWN] = {PLAN(format, QMI_OP_FORMAT)},
	[QMI_OP_RELEASE - ATT_OP_OWN] = {PLAN(release, QMI_OP_RELEASE)},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct qmi_plan *qmi_plan_of(uint16_t kind)
{
	if (kind >= ATT_OP_OWN)
		return kind - ATT_OP_OWN < (int)COUNT(own)
			       ? &own[kind - ATT_OP_OWN]
			       : NULL;
	return kind < COUNT(plans) && plans[kind].n ? &plans[kind] : NULL;
}
