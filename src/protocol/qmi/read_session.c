/* Answers and indications of WDS: calls, their addresses, profiles. */
#include "protocol/qmi/state.h"

static struct qmi_call *call_of(struct qmi_state *s, const struct qmi_answer *a)
{
	return &s->session[a->session].call[a->row->family];
}

/* --- calls --------------------------------------------------------------- */

/* A call that an earlier host has left is ours from now on, also one that is
 * only known by being in the way. */
int qmi_read_status(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wds_get_packet_service_status_resp r;
	struct qmi_call *call = call_of(s, a);
	int err = qmi_wds_get_packet_service_status_resp_decode(
		a->message->tlvs, &r);
	bool connected =
		call->blocked ||
		(!a->error && r.has.connection_status &&
		 r.connection_status == QMI_WDS_CONNECTION_STATUS_CONNECTED);

	if (err)
		return err;
	if (connected && !call->active)
		call->handle = 0xffffffffu;
	call->active = connected;
	return 0;
}

/* Whose call it is: of whom the client is, or, if all are told, of the only
 * session that there may be. */
static struct qmi_call *named_call(
	struct qmi_state *s, const struct qmi_wds_packet_service_status_ind *r,
	uint8_t client, uint32_t *session)
{
	const struct qmi_client *c = qmi_client_of(s, QMI_SERVICE_WDS, client);
	unsigned family =
		r->has.ip_family && r->ip_family == QMI_WDS_IP_FAMILY_IPV6;

	*session = 0;
	if (client == QMI_CLIENT_ALL)
		return &s->session[0].call[family];
	if (!c || c->use / QMI_FAMILIES >= QMI_SESSIONS)
		return NULL;
	*session = c->use / QMI_FAMILIES;
	return &s->session[*session].call[c->use % QMI_FAMILIES];
}

/* A session of two families ends with one of them, unless the network wants it
 * so: then it is begun anew, with both. */
static void call_ended(struct qmi_state *s, uint32_t session,
		       struct qmi_call *call, uint32_t cause)
{
	const struct qmi_session *of = &s->session[session];

	call->active = false;
	call->cause = cause;
	if (of->moving)
		return;
	if (qmi_cause_of_family(cause) &&
	    (of->call[0].active || of->call[1].active)) {
		s->address_news |= 1u << session;
		return;
	}
	s->session_news |= 1u << session;
	s->session_cause = cause;
}

int qmi_read_status_news(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wds_packet_service_status_ind r;
	uint32_t session;
	struct qmi_call *call;
	int err =
		qmi_wds_packet_service_status_ind_decode(a->message->tlvs, &r);

	if (err || !r.has.connection_status)
		return err;
	call = named_call(s, &r, a->message->head.client, &session);
	if (!call || !call->active)
		return 0;
	if (r.connection_status.status ==
	    QMI_WDS_CONNECTION_STATUS_DISCONNECTED)
		call_ended(
			s, session, call,
			qmi_cause(r.has.call_end_reason ? r.call_end_reason : 0,
				  r.has.verbose_call_end_reason,
				  r.verbose_call_end_reason.type,
				  r.verbose_call_end_reason.reason));
	else if (r.connection_status.reconfiguration_required)
		s->address_news |= 1u << session;
	return 0;
}

/* Of the first session, whose client has asked for it. */
int qmi_read_ip_news(struct qmi_state *s, const struct qmi_answer *a)
{
	const struct qmi_client *c =
		qmi_client_of(s, QMI_SERVICE_WDS, a->message->head.client);

	s->address_news |= c && c->use / QMI_FAMILIES < QMI_SESSIONS
				   ? 1u << c->use / QMI_FAMILIES
				   : 1u;
	return 0;
}

int qmi_read_autoconnect(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wds_get_autoconnect_settings_resp r;
	int err = qmi_wds_get_autoconnect_settings_resp_decode(a->message->tlvs,
							       &r);

	s->lacks.autoconnect = a->error || err || !r.has.status;
	if (!s->lacks.autoconnect)
		s->known.autoconnect = r.status;
	return err;
}

static void refused(struct qmi_call *call, uint16_t error, uint32_t cause)
{
	call->refused = true;
	call->error = error;
	call->cause = cause;
}

/* That it has no effect means that it is there already. One that has been given
 * up may come up after all; that it failed says nothing of another one. */
int qmi_read_start(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wds_start_network_resp r;
	struct qmi_call *call = call_of(s, a);
	const bool failed =
		a->error && a->error != QMI_PROTOCOL_ERROR_NO_EFFECT;
	int err = qmi_wds_start_network_resp_decode(a->message->tlvs, &r);

	if (call->start == a->transaction)
		call->start = 0;
	else if (failed)
		return err;
	call->blocked = a->error == QMI_PROTOCOL_ERROR_POLICY_MISMATCH;
	if (err)
		return err;
	if (failed) {
		refused(call, a->error,
			qmi_cause(r.has.call_end_reason ? r.call_end_reason : 0,
				  r.has.verbose_call_end_reason,
				  r.verbose_call_end_reason.type,
				  r.verbose_call_end_reason.reason));
		return 0;
	}
	call->active = true;
	call->handle =
		r.has.packet_data_handle ? r.packet_data_handle : 0xffffffffu;
	return 0;
}

/* Whatever it says, it is not stopped twice, but for what says that it was not
 * done at all. */
int qmi_read_stop(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_call *call = call_of(s, a);

	if (call->stop != a->transaction)
		return 0;
	call->start = call->stop = 0;
	call->blocked = false;
	if (!a->error ||
	    qmi_refusal(a->error, ATT_ABOUT_SESSION) == ATT_REFUSAL_INACTIVE)
		call->active = false;
	return 0;
}

/* --- addresses ----------------------------------------------------------- */

static bool any4(const struct att_ipv4 *a)
{
	return a->b[0] | a->b[1] | a->b[2] | a->b[3];
}

static uint8_t prefix_of(const struct att_ipv4 *mask)
{
	uint8_t n = 0;

	while (n < 32 && mask->b[n / 8] & 0x80u >> n % 8)
		n++;
	return n;
}

/* The second one is often the first once more. */
static bool known4(const struct att_ip_config *ip, const struct att_ipv4 *dns)
{
	return ip->n_dns4 &&
	       att_bytes_equal(att_bytes_of(&ip->dns4[0], sizeof(*dns)),
			       att_bytes_of(dns, sizeof(*dns)));
}

static void add_dns4(struct att_ip_config *ip, bool has,
		     const struct att_ipv4 *dns)
{
	if (has && any4(dns) && !known4(ip, dns) &&
	    ip->n_dns4 < ATT_CORE_ADDRESSES)
		ip->dns4[ip->n_dns4++] = *dns;
}

static bool any6(const struct att_ipv6 *a)
{
	uint8_t any = 0;

	for (unsigned i = 0; i < sizeof(a->b); i++)
		any |= a->b[i];
	return any;
}

static void add_dns6(struct att_ip_config *ip, bool has,
		     const struct att_ipv6 *dns)
{
	if (has && any6(dns) && ip->n_dns6 < ATT_CORE_ADDRESSES)
		ip->dns6[ip->n_dns6++] = *dns;
}

/* 0.0.0.0 means that it is not given. */
static void read_ipv4(const struct qmi_wds_get_current_settings_resp *r,
		      struct att_ip_config *ip)
{
	if (r->has.ipv4_address && any4(&r->ipv4_address)) {
		ip->n_ipv4 = 1;
		ip->ipv4[0].address = r->ipv4_address;
		ip->ipv4[0].prefix =
			r->has.ipv4_gateway_subnet_mask
				? prefix_of(&r->ipv4_gateway_subnet_mask)
				: 32;
	}
	ip->has_gateway4 =
		r->has.ipv4_gateway_address && any4(&r->ipv4_gateway_address);
	if (ip->has_gateway4)
		ip->gateway4 = r->ipv4_gateway_address;
	add_dns4(ip, r->has.primary_ipv4_dns_address,
		 &r->primary_ipv4_dns_address);
	add_dns4(ip, r->has.secondary_ipv4_dns_address,
		 &r->secondary_ipv4_dns_address);
}

static void read_ipv6(const struct qmi_wds_get_current_settings_resp *r,
		      struct att_ip_config *ip)
{
	if (r->has.ipv6_address && any6(&r->ipv6_address.address)) {
		ip->n_ipv6 = 1;
		ip->ipv6[0].address = r->ipv6_address.address;
		ip->ipv6[0].prefix = r->ipv6_address.prefix_length;
	}
	ip->has_gateway6 = r->has.ipv6_gateway_address &&
			   any6(&r->ipv6_gateway_address.address);
	if (ip->has_gateway6)
		ip->gateway6 = r->ipv6_gateway_address.address;
	add_dns6(ip, r->has.ipv6_primary_dns_address,
		 &r->ipv6_primary_dns_address);
	add_dns6(ip, r->has.ipv6_secondary_dns_address,
		 &r->ipv6_secondary_dns_address);
}

/* The two families are asked one after the other. */
int qmi_read_settings(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wds_get_current_settings_resp r;
	struct att_ip_config *ip = &s->session[a->session].ip;
	int err =
		qmi_wds_get_current_settings_resp_decode(a->message->tlvs, &r);

	if (err || a->error)
		return err;
	if (a->row->family)
		read_ipv6(&r, ip);
	else
		read_ipv4(&r, ip);
	if (r.has.mtu && r.mtu && (!ip->mtu || r.mtu < ip->mtu))
		ip->mtu = r.mtu;
	return 0;
}

/* --- the profile with which the modem attaches --------------------------- */

int qmi_read_attach_list(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wds_get_lte_attach_pdn_list_resp r;
	int err = qmi_wds_get_lte_attach_pdn_list_resp_decode(a->message->tlvs,
							      &r);

	if (err || a->error)
		return err;
	if (r.has.current_list && r.current_list.count)
		s->known.attach_profile =
			(uint8_t)att_array_u16(&r.current_list, 0);
	return 0;
}

static uint32_t families_of(uint8_t pdp_type)
{
	switch (pdp_type) {
	case QMI_WDS_PDP_TYPE_IPV4:
		return ATT_V4;
	case QMI_WDS_PDP_TYPE_IPV6:
		return ATT_V6;
	case QMI_WDS_PDP_TYPE_IPV4_OR_IPV6:
		return ATT_V4 | ATT_V6;
	}
	return 0;
}

static enum att_auth auth_of(uint8_t authentication)
{
	if (authentication & QMI_WDS_AUTHENTICATION_CHAP)
		return ATT_AUTH_CHAP;
	return authentication & QMI_WDS_AUTHENTICATION_PAP ? ATT_AUTH_PAP
							   : ATT_AUTH_NONE;
}

int qmi_read_profile(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_wds_get_profile_settings_resp r;
	struct att_bearer_facts *f = &s->known.bearer;
	int err =
		qmi_wds_get_profile_settings_resp_decode(a->message->tlvs, &r);

	memset(f, 0, sizeof(*f));
	if (err || a->error)
		return err;
	f->n = 1;
	att_str_get(&r.apn_name, f->bearer[0].apn, sizeof(f->bearer[0].apn));
	f->bearer[0].user_len = r.has.username ? r.username.len : 0;
	f->bearer[0].user_utf8 = true;
	f->bearer[0].families = families_of(r.pdp_type);
	f->bearer[0].auth = auth_of(r.authentication);
	return 0;
}
