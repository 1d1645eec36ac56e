/* Answers and indications: of the control channel, WDA and DMS; and the table
 * of all readers. Nothing is decided here. */
#include "protocol/qmi/state.h"

#define NEWS(about) (1u << (about))

/* --- the channel --------------------------------------------------------- */

static int read_versions(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_ctl_get_version_info_resp r;
	struct qmi_ctl_service_list service;
	struct att_cursor c;
	int err = qmi_ctl_get_version_info_resp_decode(a->message->tlvs, &r);

	memset(s->services, 0, sizeof(s->services));
	s->services_told =
		!err && !a->error && r.has.service_list && r.service_list.count;
	if (!s->services_told)
		return 0; /* it answers: that is enough */
	c = att_cursor_of(&r.service_list);
	while (qmi_ctl_service_list_next(&c, &service))
		s->services[service.service / 8] |=
			(uint8_t)(1u << service.service % 8);
	return 0;
}

/* It may be a late one: it counts all the same, as it has to be given back. */
static int read_allocate(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_ctl_allocate_cid_resp r;
	const uint8_t family = a->row->family;
	struct qmi_call *call;
	int err = qmi_ctl_allocate_cid_resp_decode(a->message->tlvs, &r);

	if (!err && !a->error && r.has.allocation_info)
		qmi_client_add(s, r.allocation_info.service,
			       r.allocation_info.cid,
			       r.allocation_info.service == QMI_SERVICE_WDS
				       ? qmi_use(a->session, family)
				       : 0);
	else if (a->row->of == QMI_SERVICE_UIM)
		s->lacks.uim = true;
	else if (a->row->of == QMI_SERVICE_WDS) {
		call = &s->session[a->session].call[family];
		call->refused = true;
		call->error = a->error;
	}
	return err;
}

/* What the modem does not take back is not ours either. */
static int read_release(struct qmi_state *s, const struct qmi_answer *a)
{
	qmi_client_drop(s, a->of, a->id);
	return 0;
}

/* --- data format --------------------------------------------------------- */

static enum att_link_layer link_of(uint32_t protocol)
{
	switch (protocol) {
	case QMI_WDA_LINK_LAYER_PROTOCOL_802_3:
		return ATT_LINK_ETHERNET;
	case QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP:
		return ATT_LINK_RAW_IP;
	}
	return ATT_LINK_UNKNOWN;
}

static enum att_aggregation aggregation_of(bool has, uint32_t protocol)
{
	if (!has)
		return ATT_AGGREGATION_NONE;
	switch (protocol) {
	case QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAP:
		return ATT_AGGREGATION_QMAP;
	case QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV4:
		return ATT_AGGREGATION_QMAP_V4;
	case QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV5:
		return ATT_AGGREGATION_QMAP_V5;
	}
	return ATT_AGGREGATION_NONE;
}

/* The answers to "get" and "set" are the same. */
#define FORMAT(r)                                                          \
	.link = link_of((r).link_layer_protocol),                          \
	.up = aggregation_of((r).has.uplink_data_aggregation_protocol,     \
			     (r).uplink_data_aggregation_protocol),        \
	.down = aggregation_of((r).has.downlink_data_aggregation_protocol, \
			       (r).downlink_data_aggregation_protocol),    \
	.up_max_size = (r).uplink_data_aggregation_max_size,               \
	.up_max_datagrams = (r).uplink_data_aggregation_max_datagrams,     \
	.down_max_size = (r).downlink_data_aggregation_max_size,           \
	.down_max_datagrams = (r).downlink_data_aggregation_max_datagrams

static void keep_format(struct qmi_state *s, bool has,
			const struct att_data_format *format)
{
	if (!has)
		return;
	s->known.format = *format;
	s->format_known = format->link != ATT_LINK_UNKNOWN;
}

static void note_endpoint(struct qmi_state *s, const struct qmi_answer *a)
{
	s->names_endpoint |= a->error == QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
}

static int read_get_format(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wda_get_data_format_resp r;
	int err = qmi_wda_get_data_format_resp_decode(a->message->tlvs, &r);
	const struct att_data_format format = {FORMAT(r)};

	note_endpoint(s, a);
	keep_format(s, !err && !a->error && r.has.link_layer_protocol, &format);
	return err;
}

static int read_set_format(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wda_set_data_format_resp r;
	int err = qmi_wda_set_data_format_resp_decode(a->message->tlvs, &r);
	const struct att_data_format format = {FORMAT(r)};

	note_endpoint(s, a);
	keep_format(s, !err && !a->error && r.has.link_layer_protocol, &format);
	return err;
}

static int read_ctl_format(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_ctl_set_data_format_resp r;
	struct att_data_format *f = &s->known.format;
	int err = qmi_ctl_set_data_format_resp_decode(a->message->tlvs, &r);

	memset(f, 0, sizeof(*f));
	if (err)
		return err;
	/* A modem that knows no raw IP stays as it is: ZTE MF190. */
	if (a->error == QMI_PROTOCOL_ERROR_INVALID_DATA_FORMAT)
		f->link = ATT_LINK_ETHERNET;
	else if (!a->error && r.has.protocol)
		f->link = r.protocol == QMI_CTL_DATA_LINK_PROTOCOL_RAW_IP
				  ? ATT_LINK_RAW_IP
				  : ATT_LINK_ETHERNET;
	s->format_known = f->link != ATT_LINK_UNKNOWN;
	return 0;
}

/* --- DMS ----------------------------------------------------------------- */

static int read_mode(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_get_operating_mode_resp r;
	int err = qmi_dms_get_operating_mode_resp_decode(a->message->tlvs, &r);

	s->known.has_mode = !err && !a->error && r.has.mode;
	if (!s->known.has_mode)
		return err;
	s->known.mode = r.mode;
	s->known.switched =
		r.has.hardware_restricted_mode && r.hardware_restricted_mode;
	return 0;
}

/* It is on its way: what was known before does not count. */
static int read_set_mode(struct qmi_state *s, const struct qmi_answer *a)
{
	s->known.has_mode &= a->error != 0;
	return 0;
}

static int read_dms_events(struct qmi_state *s, const struct qmi_answer *a)
{
	s->indications = !a->error || a->error == QMI_PROTOCOL_ERROR_NO_EFFECT;
	return 0;
}

static int read_nas_events(struct qmi_state *s, const struct qmi_answer *a)
{
	s->lacks.nas_indications =
		a->error && a->error != QMI_PROTOCOL_ERROR_NO_EFFECT;
	return 0;
}

static int read_dms_report(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_event_report_ind r;
	int err = qmi_dms_event_report_ind_decode(a->message->tlvs, &r);

	if (err || !r.has.operating_mode)
		return err;
	s->known.has_mode = true;
	s->known.mode = r.operating_mode;
	s->known.switched =
		r.has.wireless_disable_state && r.wireless_disable_state;
	s->news |= NEWS(ATT_ABOUT_RADIO);
	return 0;
}

static int read_ids(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_get_ids_resp r;
	int err = qmi_dms_get_ids_resp_decode(a->message->tlvs, &r);

	if (!err && !a->error && r.has.imei)
		att_str_get(&r.imei, s->known.device.id,
			    sizeof(s->known.device.id));
	return err;
}

static int read_revision(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_get_revision_resp r;
	int err = qmi_dms_get_revision_resp_decode(a->message->tlvs, &r);

	if (!err && !a->error && r.has.revision)
		att_str_get(&r.revision, s->known.device.firmware,
			    sizeof(s->known.device.firmware));
	return err;
}

static int read_model(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_get_model_resp r;
	int err = qmi_dms_get_model_resp_decode(a->message->tlvs, &r);

	if (!err && !a->error && r.has.model)
		att_str_get(&r.model, s->known.device.hardware,
			    sizeof(s->known.device.hardware));
	return err;
}

/* --- clients of calls ---------------------------------------------------- */

static struct qmi_client *client_of(struct qmi_state *s,
				    const struct qmi_answer *a)
{
	return qmi_client_of(s, QMI_SERVICE_WDS, a->message->head.client);
}

/* A modem that knows no families has IPv4 alone: a call of the other one asks
 * again, and is refused. */
static int read_family(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_client *c = client_of(s, a);
	struct qmi_call *call = &s->session[a->session].call[a->row->family];

	if (!a->error || a->error == QMI_PROTOCOL_ERROR_NO_EFFECT) {
		if (c)
			c->family_set = true;
		return 0;
	}
	call->refused = true;
	call->error = a->error;
	return 0;
}

static int read_bind(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_client *c = client_of(s, a);

	if (c)
		c->bound = true;
	return 0;
}

/* --- the table ----------------------------------------------------------- */

struct reader {
	uint8_t service;
	uint16_t message;
	qmi_read_fn *answer, *news;
};

#define MESSAGE(s, m) QMI_SERVICE_##s, QMI_##s##_##m

static const struct reader readers[] = {
	{MESSAGE(NAS, GET_SERVING_SYSTEM), qmi_read_serving,
	 qmi_read_serving_news},
	{MESSAGE(NAS, GET_SYSTEM_INFO), qmi_read_system, NULL},
	{MESSAGE(NAS, SYSTEM_INFO), NULL, qmi_read_system_news},
	{MESSAGE(NAS, NETWORK_REJECT), NULL, qmi_read_reject},
	{MESSAGE(NAS, REGISTER_INDICATIONS), read_nas_events, NULL},
	{MESSAGE(NAS, GET_SYSTEM_SELECTION_PREFERENCE), qmi_read_preference,
	 NULL},
	{MESSAGE(NAS, GET_SIGNAL_INFO), qmi_read_signal, NULL},
	{MESSAGE(NAS, GET_SIGNAL_STRENGTH), qmi_read_strength, NULL},
	{MESSAGE(WDS, GET_PACKET_SERVICE_STATUS), qmi_read_status,
	 qmi_read_status_news},
	{MESSAGE(WDS, EXTENDED_IP_CONFIG), NULL, qmi_read_ip_news},
	{MESSAGE(WDS, START_NETWORK), qmi_read_start, NULL},
	{MESSAGE(WDS, STOP_NETWORK), qmi_read_stop, NULL},
	{MESSAGE(WDS, GET_CURRENT_SETTINGS), qmi_read_settings, NULL},
	{MESSAGE(WDS, SET_IP_FAMILY), read_family, NULL},
	{MESSAGE(WDS, BIND_MUX_DATA_PORT), read_bind, NULL},
	{MESSAGE(WDS, GET_AUTOCONNECT_SETTINGS), qmi_read_autoconnect, NULL},
	{MESSAGE(WDS, GET_LTE_ATTACH_PDN_LIST), qmi_read_attach_list, NULL},
	{MESSAGE(WDS, GET_PROFILE_SETTINGS), qmi_read_profile, NULL},
	{MESSAGE(DMS, GET_OPERATING_MODE), read_mode, NULL},
	{MESSAGE(DMS, SET_OPERATING_MODE), read_set_mode, NULL},
	{MESSAGE(DMS, SET_EVENT_REPORT), read_dms_events, read_dms_report},
	{MESSAGE(DMS, GET_IDS), read_ids, NULL},
	{MESSAGE(DMS, GET_REVISION), read_revision, NULL},
	{MESSAGE(DMS, GET_MODEL), read_model, NULL},
	{MESSAGE(DMS, UIM_GET_STATE), qmi_read_dms_state, NULL},
	{MESSAGE(DMS, UIM_GET_PIN_STATUS), qmi_read_dms_pin, NULL},
	{MESSAGE(DMS, UIM_VERIFY_PIN), qmi_read_dms_verify, NULL},
	{MESSAGE(DMS, UIM_GET_ICCID), qmi_read_dms_iccid, NULL},
	{MESSAGE(UIM, GET_CARD_STATUS), qmi_read_cards, NULL},
	{MESSAGE(UIM, CARD_STATUS), NULL, qmi_read_cards_news},
	{MESSAGE(UIM, VERIFY_PIN), qmi_read_verify, NULL},
	{MESSAGE(UIM, READ_TRANSPARENT), qmi_read_iccid, NULL},
	{MESSAGE(UIM, GET_SLOT_STATUS), qmi_read_slots, NULL},
	{MESSAGE(WDA, GET_DATA_FORMAT), read_get_format, NULL},
	{MESSAGE(WDA, SET_DATA_FORMAT), read_set_format, NULL},
	{MESSAGE(CTL, GET_VERSION_INFO), read_versions, NULL},
	{MESSAGE(CTL, ALLOCATE_CID), read_allocate, NULL},
	{MESSAGE(CTL, RELEASE_CID), read_release, NULL},
	{MESSAGE(CTL, SET_DATA_FORMAT), read_ctl_format, NULL},
};

int qmi_read(struct qmi_state *s, const struct qmi_answer *a)
{
	const struct qmi_head *h = &a->message->head;

	for (unsigned i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		const struct reader *r = &readers[i];
		qmi_read_fn *read = a->row ? r->answer : r->news;

		if (r->service == h->service && r->message == h->message)
			return read ? read(s, a) : 0;
	}
	return 0;
}
