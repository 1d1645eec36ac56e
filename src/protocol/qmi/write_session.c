/* Requests of WDS: their TLVs. */
#include "base/errors.h"
#include "protocol/qmi/state.h"

/* Whatever call there is, whoever has started it. */
#define ANY_CALL 0xffffffffu

static struct qmi_call *call_of(struct qmi_state *s, const struct qmi_turn *t)
{
	return &s->session[t->session].call[t->row->family];
}

static uint8_t family_of(const struct qmi_turn *t)
{
	return t->row->family ? QMI_WDS_IP_FAMILY_IPV6 : QMI_WDS_IP_FAMILY_IPV4;
}

QMI_PUT(family)
{
	const struct qmi_wds_set_ip_family_req req = {
		.has.preference = true,
		.preference = family_of(t),
	};

	QMI_UNUSED();
	return qmi_wds_set_ip_family_req_encode(&req, buf, cap);
}

QMI_PUT(bind)
{
	const struct qmi_wds_bind_mux_data_port_req req = {
		.has.endpoint_info = true,
		.has.mux_id = true,
		.has.client_type = true,
		.endpoint_info.endpoint_type = qmi_endpoint_type(s),
		.endpoint_info.interface_number = s->link.interface,
		.mux_id = ATT_DATA_FORMAT_MUX(t->session),
		.client_type = QMI_WDS_CLIENT_TYPE_TETHERED,
	};

	QMI_UNUSED();
	return qmi_wds_bind_mux_data_port_req_encode(&req, buf, cap);
}

/* MS-CHAP v2 is not known here. */
static uint8_t authentication(enum att_auth auth)
{
	switch (auth) {
	case ATT_AUTH_NONE:
		return QMI_WDS_AUTHENTICATION_NONE;
	case ATT_AUTH_PAP:
		return QMI_WDS_AUTHENTICATION_PAP;
	case ATT_AUTH_CHAP:
	case ATT_AUTH_MSCHAPV2:
		break;
	}
	return QMI_WDS_AUTHENTICATION_CHAP;
}

static bool given(const char *text)
{
	return text && text[0];
}

QMI_PUT(start)
{
	const bool login = given(o->profile.user) || given(o->profile.password);
	const struct qmi_wds_start_network_req req = {
		.has.apn = given(o->profile.apn),
		.has.authentication_preference = login,
		.has.username = login,
		.has.password = login,
		.has.ip_family_preference = true,
		.apn = att_str_utf8(o->profile.apn),
		.authentication_preference = authentication(o->profile.auth),
		.username = att_str_utf8(o->profile.user),
		.password = att_str_utf8(o->profile.password),
		.ip_family_preference = family_of(t),
	};

	(void)s;
	return qmi_wds_start_network_req_encode(&req, buf, cap);
}

QMI_PUT(abort)
{
	const struct qmi_wds_abort_req req = {
		.has.transaction_id = true,
		.transaction_id = call_of(s, t)->start,
	};

	QMI_UNUSED();
	return qmi_wds_abort_req_encode(&req, buf, cap);
}

/* One that was not begun by us, or of which no more is known, has no handle. */
QMI_PUT(stop)
{
	const struct qmi_call *call = call_of(s, t);
	const uint32_t handle = call->active ? call->handle : ANY_CALL;
	const struct qmi_wds_stop_network_req req = {
		.has.packet_data_handle = true,
		.has.disable_autoconnect = handle == ANY_CALL,
		.packet_data_handle = handle,
		.disable_autoconnect = 1,
	};

	QMI_UNUSED();
	return qmi_wds_stop_network_req_encode(&req, buf, cap);
}

QMI_PUT(settings)
{
	const struct qmi_wds_get_current_settings_req req = {
		.has.requested_settings = true,
		.requested_settings = QMI_WDS_REQUESTED_SETTINGS_DNS_ADDRESS |
				      QMI_WDS_REQUESTED_SETTINGS_IP_ADDRESS |
				      QMI_WDS_REQUESTED_SETTINGS_GATEWAY_INFO |
				      QMI_WDS_REQUESTED_SETTINGS_MTU |
				      QMI_WDS_REQUESTED_SETTINGS_IP_FAMILY,
	};

	QMI_UNUSED();
	return qmi_wds_get_current_settings_req_encode(&req, buf, cap);
}

QMI_PUT(wds_events)
{
	const struct qmi_wds_indication_register_req req = {
		.has.report_extended_ip_configuration_change = true,
		.report_extended_ip_configuration_change = 1,
	};

	QMI_UNUSED();
	return qmi_wds_indication_register_req_encode(&req, buf, cap);
}

QMI_PUT(no_autoconnect)
{
	const struct qmi_wds_set_autoconnect_settings_req req = {
		.has.status = true,
		.status = QMI_WDS_AUTOCONNECT_SETTING_DISABLED,
	};

	QMI_UNUSED();
	return qmi_wds_set_autoconnect_settings_req_encode(&req, buf, cap);
}

/* --- the profile with which the modem attaches --------------------------- */

QMI_PUT(get_profile)
{
	const struct qmi_wds_get_profile_settings_req req = {
		.has.profile_id = true,
		.profile_id.profile_type = QMI_WDS_PROFILE_TYPE_3GPP,
		.profile_id.profile_index = s->known.attach_profile,
	};

	QMI_UNUSED();
	return qmi_wds_get_profile_settings_req_encode(&req, buf, cap);
}

static uint8_t pdp_type(uint32_t families)
{
	if (families == ATT_V4)
		return QMI_WDS_PDP_TYPE_IPV4;
	return families == ATT_V6 ? QMI_WDS_PDP_TYPE_IPV6
				  : QMI_WDS_PDP_TYPE_IPV4_OR_IPV6;
}

QMI_PUT(modify_profile)
{
	const struct qmi_wds_modify_profile_req req = {
		.has.profile_identifier = true,
		.has.pdp_type = true,
		.has.apn_name = true,
		.has.username = true,
		.has.password = true,
		.has.authentication = true,
		.profile_identifier.profile_type = QMI_WDS_PROFILE_TYPE_3GPP,
		.profile_identifier.profile_index = s->known.attach_profile,
		.pdp_type = pdp_type(o->families),
		.apn_name = att_str_utf8(o->profile.apn),
		.username = att_str_utf8(o->profile.user),
		.password = att_str_utf8(o->profile.password),
		.authentication = authentication(o->profile.auth),
	};

	QMI_UNUSED();
	/* It would be read back as another one, and set for ever. */
	if (o->profile.auth == ATT_AUTH_MSCHAPV2)
		return ATT_E_VALUE;
	return qmi_wds_modify_profile_req_encode(&req, buf, cap);
}
