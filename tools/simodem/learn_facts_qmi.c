/* What the messages of QMI say of a modem and its SIM, and what nobody answers,
 * or only that it is not there. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "tools/simodem/qmi.h"
#include "wire/qmi/message.h"

/* Was a request of this kind carried out before this one? */
static bool came_before(const struct learn *l, const struct learn_saying *s,
			uint8_t service, uint16_t message)
{
	for (size_t i = 0; s->e && &l->exchange[i] < s->e; i++)
		if (learn_is(&l->exchange[i].subject, service, message) &&
		    l->exchange[i].answer && !l->exchange[i].status)
			return true;
	return false;
}

/* --- services and messages -------------------------------------------------
 */

static bool has_row(uint8_t service, uint16_t message)
{
	for (uint32_t i = 0; i < sim_qmi_rows_count; i++)
		if (sim_qmi_rows[i].service == service &&
		    (message == SIM_QMI_SERVICE ||
		     sim_qmi_rows[i].message == message))
			return true;
	return false;
}

static void lacks(struct learn *l, uint32_t record, uint8_t service,
		  uint16_t message)
{
	struct sim_qmi_config *c = &l->config.qmi;

	for (uint32_t i = 0; i < c->n_without; i++)
		if (c->without[i].service == service &&
		    (c->without[i].message == message ||
		     c->without[i].message == SIM_QMI_SERVICE))
			return;
	if (!has_row(service, message) || c->n_without == SIM_QMI_MISSING)
		return;
	if (!l->from[LEARN_WITHOUT])
		l->from[LEARN_WITHOUT] = record;
	c->without[c->n_without++] = (struct sim_qmi_missing){
		.service = service, .message = message};
}

static void has_also(struct learn *l, uint32_t record, uint8_t service)
{
	struct sim_qmi_config *c = &l->config.qmi;

	if (has_row(service, SIM_QMI_SERVICE) || !qmi_service_name(service) ||
	    c->n_also == SIM_QMI_ALSO)
		return;
	for (uint32_t i = 0; i < c->n_also; i++)
		if (c->also[i] == service)
			return;
	if (!l->from[LEARN_ALSO])
		l->from[LEARN_ALSO] = record;
	c->also[c->n_also++] = service;
}

static void versions(struct learn *l, const struct learn_saying *s)
{
	struct qmi_ctl_get_version_info_resp r;
	struct qmi_ctl_service_list v;
	struct att_cursor at;
	bool there[256] = {false};

	if (qmi_ctl_get_version_info_resp_decode(s->body, &r) ||
	    !r.has.service_list)
		return;
	at = att_cursor_of(&r.service_list);
	while (qmi_ctl_service_list_next(&at, &v)) {
		there[v.service] = true;
		has_also(l, s->record, v.service);
	}
	for (unsigned i = 1; i < 256; i++)
		if (!there[i])
			lacks(l, s->record, (uint8_t)i, SIM_QMI_SERVICE);
}

static void allocation(struct learn *l, const struct learn_saying *s)
{
	struct qmi_ctl_allocate_cid_req r;
	struct learn_said asked;

	if (!s->e)
		return;
	l->protocol->read(s->e->asked->bytes, &asked);
	if (qmi_ctl_allocate_cid_req_decode(asked.body, &r) || !r.has.service)
		return;
	if (!s->status)
		has_also(l, s->record, r.service);
	if (s->status == QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE)
		lacks(l, s->record, r.service, SIM_QMI_SERVICE);
}

/* --- the device ------------------------------------------------------------
 */

static void manufacturer(struct learn *l, const struct learn_saying *s)
{
	learn_text(l, LEARN_MANUFACTURER, s, "manufacturer",
		   l->config.manufacturer, sizeof(l->config.manufacturer));
}

static void model(struct learn *l, const struct learn_saying *s)
{
	learn_text(l, LEARN_MODEL, s, "model", l->config.model,
		   sizeof(l->config.model));
}

static void revision(struct learn *l, const struct learn_saying *s)
{
	learn_text(l, LEARN_FIRMWARE, s, "revision", l->config.firmware,
		   sizeof(l->config.firmware));
}

static void capabilities(struct learn *l, const struct learn_saying *s)
{
	bool lte = learn_has(s, "radio_interface_list", "\"lte\"");

	if (learn_has(s, "radio_interface_list", "\"5gnr\"") &&
	    learn_first(l, LEARN_NR, s))
		l->config.nr = true;
	if (!lte && learn_has(s, "radio_interface_list", "\"umts\"") &&
	    learn_first(l, LEARN_TECHNOLOGY, s))
		l->config.qmi.umts = true;
}

static void get_mode(struct learn *l, const struct learn_saying *s)
{
	if (!came_before(l, s, QMI_SERVICE_DMS, QMI_DMS_SET_OPERATING_MODE) &&
	    learn_first(l, LEARN_RADIO_OFF, s))
		l->config.radio_off = !learn_has(s, "mode", "online");
}

static void quirk(struct learn *l, enum learn_key key,
		  const struct learn_saying *s, uint32_t bit)
{
	if (learn_first(l, key, s))
		l->config.quirks |= bit;
}

static bool asks_online(const struct learn *l, const struct learn_exchange *e)
{
	struct qmi_dms_set_operating_mode_req r;
	struct learn_said asked;

	l->protocol->read(e->asked->bytes, &asked);
	return !qmi_dms_set_operating_mode_req_decode(asked.body, &r) &&
	       r.has.mode && r.mode == QMI_DMS_OPERATING_MODE_ONLINE;
}

static void set_mode(struct learn *l, const struct learn_saying *s)
{
	if (s->status == QMI_PROTOCOL_ERROR_NO_EFFECT)
		quirk(l, LEARN_NO_EFFECT, s, SIM_QUIRK_NO_EFFECT);
	if (s->status == QMI_PROTOCOL_ERROR_INVALID_TRANSITION && s->e &&
	    asks_online(l, s->e) && !(l->config.quirks & SIM_QUIRK_LOCKS))
		learn_lock(l, LEARN_FCC_LOCK, s, SIM_QUIRK_FCC_LOCK);
}

/* A radio that was on before has none. */
static bool was_on(const struct learn *l)
{
	return l->from[LEARN_RADIO_OFF] && !l->config.radio_off;
}

static void fcc_lock(struct learn *l, const struct learn_saying *s)
{
	if (!was_on(l))
		learn_lock(l, LEARN_FCC_LOCK, s, SIM_QUIRK_FCC_LOCK);
}

static void foxconn_lock(struct learn *l, const struct learn_saying *s)
{
	if (!was_on(l))
		learn_lock(l, LEARN_FOXCONN_LOCK, s, SIM_QUIRK_FOXCONN_LOCK);
}

/* --- the SIM ---------------------------------------------------------------
 */

static void msisdn(struct learn *l, const struct learn_saying *s)
{
	char buf[64];

	if (learn_get(s->words, "msisdn", buf, sizeof(buf)))
		learn_phone(l, s, buf);
}

static void iccid(struct learn *l, const struct learn_saying *s)
{
	char buf[64];

	if (learn_get(s->words, "iccid", buf, sizeof(buf)) &&
	    strlen(buf) >= 10 && learn_first(l, LEARN_ICCID, s))
		learn_digits(l, l->config.iccid, 21, "89", buf);
}

static void imsi(struct learn *l, const struct learn_saying *s)
{
	char buf[64];

	if (learn_get(s->words, "imsi", buf, sizeof(buf)) && strlen(buf) >= 6 &&
	    learn_first(l, LEARN_IMSI, s))
		learn_digits(l, l->config.imsi, sizeof(l->config.imsi), "00101",
			     buf);
}

static void inserted(struct learn *l, const struct learn_saying *s, bool is)
{
	if (learn_first(l, LEARN_INSERTED, s))
		l->config.sim_inserted = is;
}

/* The attempts that are left are those before any was made. */
static void pin1(struct learn *l, const struct learn_saying *s, uint8_t state,
		 uint8_t attempts, uint8_t puk_attempts)
{
	struct sim_config *c = &l->config;

	if (state == QMI_UIM_PIN_STATE_NOT_INITIALIZED)
		return;
	if (attempts >= 1 && learn_first(l, LEARN_ATTEMPTS, s))
		c->pin_attempts = attempts;
	if (puk_attempts >= 1 && learn_first(l, LEARN_PUK_ATTEMPTS, s))
		c->puk_attempts = puk_attempts;
	if (state == QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED &&
	    learn_first(l, LEARN_PIN, s))
		sim_copy(c->pin, sizeof(c->pin), "0000");
}

static void card(struct learn *l, const struct learn_saying *s,
		 const struct qmi_uim_card_status *status)
{
	struct qmi_uim_card_status_cards_applications a;
	struct qmi_uim_card_status_cards c;
	struct att_cursor at = att_cursor_of(&status->cards);

	if (!qmi_uim_card_status_cards_next(&at, &c))
		return;
	inserted(l, s, c.card_state != QMI_UIM_CARD_STATE_ABSENT);
	at = att_cursor_of(&c.applications);
	if (qmi_uim_card_status_cards_applications_next(&at, &a))
		pin1(l, s, a.pin1_state, a.pin1_retries, a.puk1_retries);
}

static void card_status(struct learn *l, const struct learn_saying *s)
{
	struct qmi_uim_get_card_status_resp r;
	struct qmi_uim_card_status_ind ind;

	if (s->e && !qmi_uim_get_card_status_resp_decode(s->body, &r) &&
	    r.has.card_status)
		card(l, s, &r.card_status);
	if (!s->e && !qmi_uim_card_status_ind_decode(s->body, &ind) &&
	    ind.has.card_status)
		card(l, s, &ind.card_status);
}

static void pin_status(struct learn *l, const struct learn_saying *s)
{
	struct qmi_dms_uim_get_pin_status_resp r;

	if (qmi_dms_uim_get_pin_status_resp_decode(s->body, &r) ||
	    !r.has.pin1_status)
		return;
	inserted(l, s, true);
	pin1(l, s, r.pin1_status.current_status,
	     r.pin1_status.verify_retries_left,
	     r.pin1_status.unblock_retries_left);
}

static void uim_state(struct learn *l, const struct learn_saying *s)
{
	inserted(l, s, !learn_has(s, "state", "not_present"));
}

/* One that was right. */
static void verify_pin(struct learn *l, const struct learn_saying *s)
{
	char *asked, buf[16], id[8];
	bool fields;

	if (!s->e)
		return;
	asked = l->protocol->words(l, s->e->asked->bytes, 0, &fields);
	if (learn_get(asked, "pin_id", id, sizeof(id)) &&
	    strcmp(id, "pin2") != 0 &&
	    (learn_get(asked, "pin_value", buf, sizeof(buf)) ||
	     learn_get(asked, "pin", buf, sizeof(buf))))
		learn_pin(l, s->e->asked->record, buf);
	free(asked);
}

static void slots(struct learn *l, const struct learn_saying *s)
{
	struct qmi_uim_get_slot_status_resp r;
	uint32_t n;

	if (qmi_uim_get_slot_status_resp_decode(s->body, &r) ||
	    !r.has.physical_slot_status)
		return;
	n = r.physical_slot_status.count;
	if (n >= 1 && learn_first(l, LEARN_SLOTS, s))
		l->config.slots = n > SIM_SLOTS ? SIM_SLOTS : (uint8_t)n;
}

/* --- the data format -------------------------------------------------------
 */

static void link_is(struct learn *l, const struct learn_saying *s,
		    uint32_t link, bool by_itself)
{
	struct sim_qmi_config *c = &l->config.qmi;

	if (link != QMI_WDA_LINK_LAYER_PROTOCOL_802_3 &&
	    link != QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP)
		return;
	if (learn_first(l, LEARN_LINKS, s)) {
		c->links = 0;
		c->link = (uint8_t)link;
	}
	c->links |= (uint8_t)(1u << link);
	if (by_itself && learn_first(l, LEARN_LINK, s))
		c->link = (uint8_t)link;
}

static void aggregation(struct learn *l, const struct learn_saying *s,
			uint32_t is)
{
	static const uint32_t known = 1u << 0 | 1u << 5 | 1u << 8 | 1u << 9;

	if (is > 15 || !(known >> is & 1))
		return;
	if (learn_first(l, LEARN_AGGREGATIONS, s))
		l->config.qmi.aggregations = 1;
	l->config.qmi.aggregations |= (uint16_t)(1u << is);
}

/* At least so much. */
static void at_most(struct learn *l, enum learn_key key,
		    const struct learn_saying *s, uint32_t size,
		    uint32_t datagrams, uint32_t *most, uint32_t *n)
{
	if (size < 1504 || size >= SIM_NTB_MAX || datagrams < 1 ||
	    datagrams > 64 || (l->from[key] && size <= *most))
		return;
	learn_first(l, key, s);
	*most = size;
	*n = datagrams;
}

/* The answers to get and set have the same TLVs. */
static void data_format(struct learn *l, const struct learn_saying *s)
{
	struct sim_qmi_config *c = &l->config.qmi;
	struct qmi_wda_get_data_format_resp r;
	bool by_itself =
		!came_before(l, s, QMI_SERVICE_WDA, QMI_WDA_SET_DATA_FORMAT) &&
		s->e && s->e->subject.number == QMI_WDA_GET_DATA_FORMAT;

	if (qmi_wda_get_data_format_resp_decode(s->body, &r))
		return;
	if (r.has.link_layer_protocol)
		link_is(l, s, r.link_layer_protocol, by_itself);
	if (r.has.uplink_data_aggregation_protocol)
		aggregation(l, s, r.uplink_data_aggregation_protocol);
	if (r.has.downlink_data_aggregation_protocol)
		aggregation(l, s, r.downlink_data_aggregation_protocol);
	at_most(l, LEARN_DOWN, s, r.downlink_data_aggregation_max_size,
		r.downlink_data_aggregation_max_datagrams, &c->down_size,
		&c->down_datagrams);
	at_most(l, LEARN_UP, s, r.uplink_data_aggregation_max_size,
		r.uplink_data_aggregation_max_datagrams, &c->up_size,
		&c->up_datagrams);
}

/* Of either request. */
static bool has_endpoint(const struct learn *l, const struct learn_exchange *e)
{
	struct qmi_wda_get_data_format_req get;
	struct qmi_wda_set_data_format_req set;
	struct learn_said asked;

	l->protocol->read(e->asked->bytes, &asked);
	if (e->subject.number == QMI_WDA_GET_DATA_FORMAT)
		return qmi_wda_get_data_format_req_decode(asked.body, &get) ||
		       get.has.endpoint_info;
	return qmi_wda_set_data_format_req_decode(asked.body, &set) ||
	       set.has.endpoint_info;
}

static void wda(struct learn *l, const struct learn_saying *s)
{
	if (!s->status) {
		data_format(l, s);
		return;
	}
	if (s->status == QMI_PROTOCOL_ERROR_MISSING_ARGUMENT && s->e &&
	    !has_endpoint(l, s->e))
		quirk(l, LEARN_NEEDS_ENDPOINT, s, SIM_QUIRK_NEEDS_ENDPOINT);
	if (s->status == QMI_PROTOCOL_ERROR_INVALID_ARGUMENT && s->e &&
	    s->e->subject.number == QMI_WDA_SET_DATA_FORMAT &&
	    !came_before(l, s, QMI_SERVICE_WDA, QMI_WDA_SET_DATA_FORMAT))
		quirk(l, LEARN_FORMAT_REFUSED, s, SIM_QUIRK_FORMAT_REFUSED);
}

static void ctl_format(struct learn *l, const struct learn_saying *s)
{
	struct qmi_ctl_set_data_format_resp r;

	if (!qmi_ctl_set_data_format_resp_decode(s->body, &r) && r.has.protocol)
		link_is(l, s, r.protocol, false);
}

/* --- who says it -----------------------------------------------------------
 */

const struct learn_reader learn_qmi_readers[] = {
#define OF(service, message) QMI_SERVICE_##service, QMI_##service##_##message
	{OF(CTL, GET_VERSION_INFO), versions, false},
	{OF(CTL, ALLOCATE_CID), allocation, true},
	{OF(CTL, SET_DATA_FORMAT), ctl_format, false},
	{OF(DMS, GET_MANUFACTURER), manufacturer, false},
	{OF(DMS, GET_MODEL), model, false},
	{OF(DMS, GET_REVISION), revision, false},
	{OF(DMS, GET_CAPABILITIES), capabilities, false},
	{OF(DMS, GET_OPERATING_MODE), get_mode, false},
	{OF(DMS, SET_OPERATING_MODE), set_mode, true},
	{OF(DMS, SET_FCC_AUTHENTICATION), fcc_lock, false},
	{OF(DMS, FOXCONN_SET_FCC_AUTHENTICATION), foxconn_lock, false},
	{OF(DMS, GET_MSISDN), msisdn, false},
	{OF(DMS, UIM_GET_ICCID), iccid, false},
	{OF(DMS, UIM_GET_IMSI), imsi, false},
	{OF(DMS, UIM_GET_PIN_STATUS), pin_status, false},
	{OF(DMS, UIM_GET_STATE), uim_state, false},
	{OF(DMS, UIM_VERIFY_PIN), verify_pin, false},
	{OF(UIM, VERIFY_PIN), verify_pin, false},
	{OF(UIM, GET_CARD_STATUS), card_status, false},
	{OF(UIM, CARD_STATUS), card_status, false},
	{OF(UIM, GET_SLOT_STATUS), slots, false},
	{OF(WDA, GET_DATA_FORMAT), wda, true},
	{OF(WDA, SET_DATA_FORMAT), wda, true},
	{OF(NAS, GET_SERVING_SYSTEM), learn_serving_system, false},
	{OF(NAS, SERVING_SYSTEM), learn_serving_system, false},
	{OF(NAS, GET_SYSTEM_INFO), learn_system_info, false},
	{OF(NAS, NETWORK_REJECT), learn_reject, false},
	{OF(NAS, GET_HOME_NETWORK), learn_home_network, false},
	{OF(NAS, NETWORK_SCAN), learn_scan, false},
	{OF(NAS, GET_SIGNAL_INFO), learn_signal_info, false},
	{OF(NAS, GET_SIGNAL_STRENGTH), learn_signal_strength, false},
	{OF(WDS, START_NETWORK), learn_start, true},
	{OF(WDS, PACKET_SERVICE_STATUS), learn_call_status, false},
	{OF(WDS, GET_CURRENT_SETTINGS), learn_settings, false},
	{0, 0, NULL, false},
};

/* --- what all of them show -------------------------------------------------
 */

/* Is a message never anything but unknown to the modem? */
static bool is_unknown(const struct learn *l, const struct learn_exchange *e)
{
	if (!e->answer || !e->subject.name ||
	    e->status != QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND)
		return false;
	for (size_t i = 0; i < l->n_exchanges; i++)
		if (learn_is_same(&l->exchange[i].subject, &e->subject) &&
		    l->exchange[i].answer && l->exchange[i].status != e->status)
			return false;
	return true;
}

/* The first request has no answer, and the same one has later. */
static bool lost_first(const struct learn *l)
{
	const struct learn_exchange *e = l->exchange;

	if (!l->n_exchanges || e->answer || !e->subject.name)
		return false;
	for (size_t i = 1; i < l->n_exchanges; i++)
		if (learn_is_same(&l->exchange[i].subject, &e->subject))
			return l->exchange[i].answer != NULL;
	return false;
}

/* A lock that takes "online" as done: then the radio is off. */
static void silent_lock(struct learn *l)
{
	bool told = false;

	for (size_t i = 0; i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];
		struct learn_saying s = {.words = e->words};

		if (!e->answer || e->status)
			continue;
		s.record = e->answer->record;
		if (learn_is(&e->subject, QMI_SERVICE_DMS,
			     QMI_DMS_SET_OPERATING_MODE))
			told = asks_online(l, e);
		if (told &&
		    learn_is(&e->subject, QMI_SERVICE_DMS,
			     QMI_DMS_GET_OPERATING_MODE) &&
		    learn_has(&s, "mode", "low_power"))
			quirk(l, LEARN_SILENT_LOCK, &s, SIM_QUIRK_SILENT_LOCK);
	}
}

/* TLVs that nobody knows. */
static uint32_t count_unknown(struct att_bytes message)
{
	const struct qmi_message_info *info;
	const struct att_layout *layout;
	struct qmi_message m;
	struct qmi_tlv tlv;
	uint32_t n = 0;

	if (qmi_decode(message, &m))
		return 0;
	info = qmi_message_of(&m);
	layout = info ? qmi_message_layout(info, m.head.kind) : NULL;
	while (qmi_tlv_next(&m.tlvs, &tlv))
		n += !(m.head.kind == QMI_RESPONSE &&
		       tlv.type == QMI_TLV_RESULT) &&
		     !(layout && qmi_layout_tlv(layout, tlv.type));
	return n;
}

void learn_qmi_facts(struct learn *l)
{
	for (size_t i = 0; i < l->n_exchanges; i++)
		if (is_unknown(l, &l->exchange[i]))
			lacks(l, l->exchange[i].answer->record,
			      l->exchange[i].subject.service,
			      (uint16_t)l->exchange[i].subject.number);
	for (size_t i = 0; !l->personal && i < l->talk.n; i++)
		if (l->talk.messages[i].to_host)
			l->tlvs += count_unknown(l->talk.messages[i].bytes);
	if (l->from[LEARN_FCC_LOCK] || l->from[LEARN_FOXCONN_LOCK])
		silent_lock(l);
	if (lost_first(l)) {
		l->from[LEARN_FIRST_LOST] = l->exchange[0].asked->record;
		l->config.quirks |= SIM_QUIRK_FIRST_LOST;
	}
}
