/* What the messages of QMI say of the network and of calls. */
#include "tools/simodem/learn.h"

#include <string.h>

#include "tools/simodem/qmi.h"
#include "wire/str.h"

/* --- operators -------------------------------------------------------------
 */

static void put_id(char id[8], uint32_t mcc, uint32_t mnc, bool three)
{
	snprintf(id, 8, three || mnc > 99 ? "%03u%03u" : "%03u%02u", mcc % 1000,
		 mnc % 1000);
}

/* The part of the words that begins with this member, or "". */
static const char *part(const char *words, const char *name)
{
	const char *at = strstr(words, name);

	return at ? at : "";
}

/* False: it is not told. */
static bool plmn(const struct learn_saying *s, char id[8], char *name,
		 size_t cap)
{
	const char *at = part(s->words, "\"current_plmn\":");
	char three[8] = "";
	uint32_t mcc, mnc;

	if (!learn_number(at, "mcc", &mcc) || !learn_number(at, "mnc", &mnc) ||
	    !mcc || !learn_get(at, "description", name, cap))
		return false;
	learn_get(part(s->words, "\"mnc_pcs_digit_include_status\":"),
		  "includes_pcs_digit", three, sizeof(three));
	put_id(id, mcc, mnc, strcmp(three, "true") == 0);
	return true;
}

static void technology(struct learn *l, const struct learn_saying *s)
{
	bool nr = learn_has(s, "radio_interfaces", "\"5gnr\"");
	bool lte = learn_has(s, "radio_interfaces", "\"lte\"");
	bool umts = learn_has(s, "radio_interfaces", "\"umts\"");

	if (nr && learn_first(l, LEARN_NR, s))
		l->config.nr = true;
	/* a modem that can more is in such a network */
	if (lte && l->config.nr)
		l->config.operator_.generation = SIM_4G;
	if ((lte || umts) && learn_first(l, LEARN_TECHNOLOGY, s))
		l->config.qmi.umts = !lte;
}

void learn_serving_system(struct learn *l, const struct learn_saying *s)
{
	struct sim_operator *o = &l->config.operator_;
	char id[8], name[sizeof(o->name)];

	if (!learn_has(s, "registration_state", "registered") ||
	    learn_has(s, "registration_state", "not_") ||
	    !plmn(s, id, name, sizeof(name)) ||
	    !learn_first(l, LEARN_OPERATOR, s))
		return;
	l->config.deny_registration = false;
	l->from[LEARN_DENIED] = 0;
	sim_copy(o->id, sizeof(o->id), id);
	sim_copy(o->name, sizeof(o->name), name);
	o->roaming = learn_has(s, "roaming_indicator", "on");
	technology(l, s);
	if (!o->roaming)
		learn_home(l, id);
}

static void denied(struct learn *l, const struct learn_saying *s,
		   uint32_t cause)
{
	if (cause < 1 || cause > 255 || l->from[LEARN_OPERATOR] ||
	    !learn_first(l, LEARN_DENIED, s))
		return;
	l->config.deny_registration = true;
	l->config.deny_cause = cause;
}

void learn_system_info(struct learn *l, const struct learn_saying *s)
{
	struct qmi_nas_get_system_info_resp r;

	if (!qmi_nas_get_system_info_resp_decode(s->body, &r) &&
	    r.has.lte_system_info_v2 &&
	    r.lte_system_info_v2.registration_reject_info_valid)
		denied(l, s, r.lte_system_info_v2.registration_reject_cause);
}

/* Packet service was refused, if it never stood. */
static void not_attached(struct learn *l, const struct learn_saying *s,
			 uint32_t cause)
{
	static const char attached[] = "\"ps_attach_state\":\"attached\"";

	for (size_t i = 0; i < l->n_exchanges; i++)
		if (l->exchange[i].words &&
		    strstr(l->exchange[i].words, attached))
			return;
	for (size_t i = 0; i < l->n_news; i++)
		if (strstr(l->news[i].words, attached))
			return;
	if (cause >= 1 && cause <= 255 && l->from[LEARN_OPERATOR] &&
	    learn_first(l, LEARN_ATTACH_ERROR, s))
		l->config.attach_error = cause;
}

void learn_reject(struct learn *l, const struct learn_saying *s)
{
	struct qmi_nas_network_reject_ind r;

	if (qmi_nas_network_reject_ind_decode(s->body, &r) ||
	    !r.has.reject_cause)
		return;
	denied(l, s, r.reject_cause);
	not_attached(l, s, r.reject_cause);
}

void learn_home_network(struct learn *l, const struct learn_saying *s)
{
	struct qmi_nas_get_home_network_resp r;
	char id[8];

	if (qmi_nas_get_home_network_resp_decode(s->body, &r) ||
	    !r.has.home_network || !r.home_network.mcc)
		return;
	put_id(id, r.home_network.mcc, r.home_network.mnc,
	       r.has.home_network_3gpp_mnc &&
		       r.home_network_3gpp_mnc.includes_pcs_digit);
	learn_home(l, id);
}

void learn_scan(struct learn *l, const struct learn_saying *s)
{
	struct qmi_nas_network_scan_resp r;
	struct qmi_nas_network_information p;
	struct sim_config *c = &l->config;
	struct att_cursor at;

	if (qmi_nas_network_scan_resp_decode(s->body, &r) ||
	    !r.network_information.count || !learn_first(l, LEARN_OTHERS, s))
		return;
	c->n_others = 0;
	at = att_cursor_of(&r.network_information);
	while (qmi_nas_network_information_next(&at, &p) &&
	       c->n_others < SIM_OTHERS) {
		struct sim_operator o = {.name = ""};

		if (att_str_get(&p.description, o.name, sizeof(o.name)) < 0 ||
		    p.network_status & QMI_NAS_NETWORK_STATUS_CURRENT_SERVING)
			continue;
		put_id(o.id, p.mcc, p.mnc, false);
		o.forbidden =
			p.network_status & QMI_NAS_NETWORK_STATUS_FORBIDDEN;
		if (!l->from[LEARN_OPERATOR] &&
		    p.network_status & QMI_NAS_NETWORK_STATUS_HOME &&
		    learn_first(l, LEARN_HOME, s))
			c->operator_ = o;
		else
			c->other[c->n_others++] = o;
	}
}

/* --- signal ----------------------------------------------------------------
 */

static void rssi(struct learn *l, const struct learn_saying *s, int dbm)
{
	if (dbm >= -113 && dbm <= -51 && learn_first(l, LEARN_SIGNAL, s))
		l->config.strength[0].dbm = (int16_t)dbm;
}

void learn_signal_info(struct learn *l, const struct learn_saying *s)
{
	struct qmi_nas_get_signal_info_resp r;

	if (qmi_nas_get_signal_info_resp_decode(s->body, &r))
		return;
	if (r.has.lte_signal_strength)
		rssi(l, s, r.lte_signal_strength.rssi);
	if (r.has.wcdma_signal_strength)
		rssi(l, s, r.wcdma_signal_strength.rssi);
}

void learn_signal_strength(struct learn *l, const struct learn_saying *s)
{
	struct qmi_nas_get_signal_strength_resp r;

	if (!qmi_nas_get_signal_strength_resp_decode(s->body, &r) &&
	    r.has.signal_strength)
		rssi(l, s, r.signal_strength.strength);
}

/* --- calls -----------------------------------------------------------------
 */

static void plain_reasons(struct learn *l, const struct learn_saying *s)
{
	if (learn_first(l, LEARN_PLAIN_REASONS, s))
		l->config.quirks |= SIM_QUIRK_PLAIN_REASONS;
}

/* Modems without verbose reasons do not say the family either. */
void learn_call_status(struct learn *l, const struct learn_saying *s)
{
	struct qmi_wds_packet_service_status_ind r;

	if (!qmi_wds_packet_service_status_ind_decode(s->body, &r) &&
	    r.has.connection_status && !r.has.ip_family &&
	    !r.has.verbose_call_end_reason &&
	    (r.has.call_end_reason ||
	     (r.connection_status.status ==
		      QMI_WDS_CONNECTION_STATUS_CONNECTED &&
	      !r.connection_status.reconfiguration_required)))
		plain_reasons(l, s);
}

/* The cause of 3GPP that a call ended with, or 0. */
static uint32_t cause_of(struct learn *l, const struct learn_saying *s,
			 const struct qmi_wds_start_network_resp *r)
{
	const uint16_t type = QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_3GPP;

	if (r->has.verbose_call_end_reason)
		return r->verbose_call_end_reason.type == type &&
				       r->verbose_call_end_reason.reason > 0
			       ? (uint32_t)r->verbose_call_end_reason.reason
			       : 0;
	if (!r->has.call_end_reason)
		return 0;
	plain_reasons(l, s);
	for (uint32_t cause = 1; cause < 256; cause++)
		if (r->call_end_reason !=
			    QMI_WDS_CALL_END_REASON_GENERIC_UNSPECIFIED &&
		    sim_qmi_end(cause).plain == r->call_end_reason)
			return cause;
	return 0;
}

/* One that is up. */
static bool call_before(const struct learn *l, const struct learn_saying *s)
{
	for (size_t i = 0; s->e && &l->exchange[i] < s->e; i++)
		if (learn_is(&l->exchange[i].subject, QMI_SERVICE_WDS,
			     QMI_WDS_START_NETWORK) &&
		    l->exchange[i].answer && !l->exchange[i].status)
			return true;
	return false;
}

static bool asks_for_ipv6(const struct learn *l, const struct learn_saying *s)
{
	struct qmi_wds_start_network_req r;
	struct learn_said asked;

	if (!s->e)
		return false;
	l->protocol->read(s->e->asked->bytes, &asked);
	return !qmi_wds_start_network_req_decode(asked.body, &r) &&
	       r.has.ip_family_preference &&
	       r.ip_family_preference == QMI_WDS_IP_FAMILY_IPV6;
}

/* TS 24.008 table 10.5.157: cause 50, IPv4 alone is allowed. */
#define IPV4_ONLY 50u

static void refused(struct learn *l, const struct learn_saying *s,
		    uint32_t cause)
{
	if (cause == IPV4_ONLY && asks_for_ipv6(l, s)) {
		learn_first(l, LEARN_IPV4_ONLY, s);
		l->config.ipv4_only = true;
	} else if (cause && cause <= 255 && !call_before(l, s) &&
		   learn_first(l, LEARN_CONNECT_ERROR, s)) {
		l->config.connect_error = cause;
	}
}

void learn_start(struct learn *l, const struct learn_saying *s)
{
	struct sim_config *c = &l->config;
	struct qmi_wds_start_network_resp r;

	if (qmi_wds_start_network_resp_decode(s->body, &r))
		return;
	if (s->status == QMI_PROTOCOL_ERROR_CALL_FAILED)
		refused(l, s, cause_of(l, s, &r));
	if (s->status || !r.has.packet_data_handle)
		return;
	c->connect_error = 0;
	l->from[LEARN_CONNECT_ERROR] = 0;
}

void learn_settings(struct learn *l, const struct learn_saying *s)
{
	struct sim_config *c = &l->config;
	struct qmi_wds_get_current_settings_resp r;
	uint32_t prefix = 0;

	if (qmi_wds_get_current_settings_resp_decode(s->body, &r))
		return;
	if (r.has.mtu && r.mtu >= 576 && r.mtu <= 2048 &&
	    learn_first(l, LEARN_MTU, s))
		c->ipv4_mtu = r.mtu;
	for (unsigned i = 0; i < 32; i++)
		prefix += r.ipv4_gateway_subnet_mask.b[i / 8] >> i % 8 & 1;
	if (r.has.ipv4_gateway_subnet_mask && prefix >= 1 &&
	    learn_first(l, LEARN_PREFIX, s))
		c->ipv4_prefix = prefix;
}
