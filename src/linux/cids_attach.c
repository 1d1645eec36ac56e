/* See cids_attach.h. MS Basic Connect Extensions; in QMI it is the first
 * profile of WDS' list for the attach, whatever network the modem is in. */
#include "linux/cids_attach.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/cids_profile.h"

#define MS   MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS
#define TEXT 256u
#define APN  100u /* units of UTF-16 that MBIM has room for */
#define USER 255u

enum { LIST, MODIFY, PROFILE };

/* 0: the modem does not say. */
static uint8_t profile_of(const struct att_cids_asked *a)
{
	struct qmi_wds_get_lte_attach_pdn_list_resp r;

	if (qmi_wds_get_lte_attach_pdn_list_resp_decode(a->heard[LIST], &r) ||
	    !r.has.current_list || !r.current_list.count)
		return 0;
	return (uint8_t)att_array_u16(&r.current_list, 0);
}

static int put_profile(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct qmi_wds_get_profile_settings_req req = {
		.has.profile_id = true,
		.profile_id = {QMI_WDS_PROFILE_TYPE_3GPP, profile_of(a)},
	};

	return profile_of(a)
		       ? qmi_wds_get_profile_settings_req_encode(&req, buf, cap)
		       : ATT_CIDS_REFUSE(MBIM_STATUS_READ_FAILURE);
}

/* --- the set -------------------------------------------------------------- */

/* That for the home network; there is one for all here. */
static int read_set(const struct att_cids_asked *a,
		    struct mbim_lte_attach_configuration *home)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_configuration_set
		set;
	struct att_cursor c;

	if (mbim_ms_basic_connect_extensions_lte_attach_configuration_set_decode(
		    a->body, &set))
		return ATT_E_VALUE;
	if (set.operation != MBIM_LTE_ATTACH_CONTEXT_OPERATION_DEFAULT)
		return ATT_E_TYPE;
	c = att_cursor_of(&set.configurations);
	while (mbim_lte_attach_configuration_next(&c, home))
		if (home->roaming ==
		    MBIM_LTE_ATTACH_CONTEXT_ROAMING_CONTROL_HOME)
			return 0;
	return ATT_E_VALUE;
}

static int pdp_of(uint32_t ip_type)
{
	switch (ip_type) {
	case MBIM_CONTEXT_IP_TYPE_IPV4:
		return QMI_WDS_PDP_TYPE_IPV4;
	case MBIM_CONTEXT_IP_TYPE_IPV6:
		return QMI_WDS_PDP_TYPE_IPV6;
	case MBIM_CONTEXT_IP_TYPE_DEFAULT:
	case MBIM_CONTEXT_IP_TYPE_IPV4V6:
	case MBIM_CONTEXT_IP_TYPE_IPV4_AND_IPV6:
		return QMI_WDS_PDP_TYPE_IPV4_OR_IPV6;
	}
	return ATT_E_VALUE;
}

static int authentication_of(uint32_t protocol)
{
	switch (protocol) {
	case MBIM_AUTH_PROTOCOL_NONE:
		return QMI_WDS_AUTHENTICATION_NONE;
	case MBIM_AUTH_PROTOCOL_PAP:
		return QMI_WDS_AUTHENTICATION_PAP;
	case MBIM_AUTH_PROTOCOL_CHAP:
		return QMI_WDS_AUTHENTICATION_CHAP;
	case MBIM_AUTH_PROTOCOL_MSCHAPV2:
		return ATT_E_TYPE;
	}
	return ATT_E_VALUE;
}

static int put_modified(const struct att_cids_asked *a, uint8_t *buf,
			size_t cap)
{
	struct mbim_lte_attach_configuration home;
	char apn[TEXT], user[TEXT], password[TEXT];
	struct qmi_wds_modify_profile_req req = {
		.has = {.profile_identifier = true,
			.pdp_type = true,
			.apn_name = true,
			.username = true,
			.password = true,
			.authentication = true},
		.profile_identifier = {QMI_WDS_PROFILE_TYPE_3GPP,
				       profile_of(a)},
	};
	int err = read_set(a, &home), pdp, authentication;

	if (err)
		return err;
	pdp = pdp_of(home.ip_type);
	authentication = authentication_of(home.auth_protocol);
	if (pdp < 0 || authentication < 0)
		return pdp < 0 ? pdp : authentication;
	if (!profile_of(a))
		return ATT_CIDS_REFUSE(MBIM_STATUS_WRITE_FAILURE);
	if (att_str_get(&home.access_string, apn, TEXT) < 0 ||
	    att_str_get(&home.user_name, user, TEXT) < 0 ||
	    att_str_get(&home.password, password, TEXT) < 0)
		return ATT_E_VALUE;
	req.pdp_type = (uint8_t)pdp;
	req.authentication = (uint8_t)authentication;
	req.apn_name = att_str_utf8(apn);
	req.username = att_str_utf8(user);
	req.password = att_str_utf8(password);
	return qmi_wds_modify_profile_req_encode(&req, buf, cap);
}

/* --- answers -------------------------------------------------------------- */

/* One for each kind of network, all the same. The password is not told. */
static int configuration(const struct att_cids_asked *a, uint8_t *buf,
			 size_t cap)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_configuration_response
		out = {0};
	struct mbim_lte_attach_configuration each[3] = {{0}};
	char apn[ATT_CIDS_TEXT(APN)], user[ATT_CIDS_TEXT(USER)];
	struct qmi_wds_get_profile_settings_resp r;

	if (qmi_wds_get_profile_settings_resp_decode(a->heard[PROFILE], &r))
		return ATT_E_STATE;
	for (uint32_t i = 0; i < 3; i++)
		each[i] = (struct mbim_lte_attach_configuration){
			.ip_type = att_cids_profile_ip_type(&r),
			.roaming = i,
			.source = MBIM_CONTEXT_SOURCE_DEVICE,
			.access_string = att_cids_text(&r.apn_name, APN, apn),
			.user_name = att_cids_text(&r.username, USER, user),
			.auth_protocol = att_cids_profile_auth(&r),
		};
	out.configurations = att_array_of(each, 3);
	return mbim_ms_basic_connect_extensions_lte_attach_configuration_response_encode(
		&out, buf, cap);
}

static uint32_t ip_type_supported(uint8_t type)
{
	switch (type) {
	case QMI_WDS_IP_SUPPORT_TYPE_IPV4:
		return MBIM_CONTEXT_IP_TYPE_IPV4;
	case QMI_WDS_IP_SUPPORT_TYPE_IPV6:
		return MBIM_CONTEXT_IP_TYPE_IPV6;
	case QMI_WDS_IP_SUPPORT_TYPE_IPV4V6:
		return MBIM_CONTEXT_IP_TYPE_IPV4V6;
	}
	return MBIM_CONTEXT_IP_TYPE_DEFAULT;
}

/* A modem that is not attached refuses with this. */
static bool is_attached(const struct att_cids_asked *a)
{
	return a->error[0] != QMI_PROTOCOL_ERROR_INFORMATION_UNAVAILABLE;
}

static int info(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_info_response_v3
		out = {.lte_attach_state = MBIM_LTE_ATTACH_STATE_DETACHED};
	struct qmi_wds_get_lte_attach_parameters_resp r;
	char apn[ATT_CIDS_TEXT(APN)];

	if (a->error[0] && is_attached(a))
		return ATT_CIDS_REFUSE(att_cids_status(a->error[0]));
	if (!a->error[0] &&
	    qmi_wds_get_lte_attach_parameters_resp_decode(a->heard[0], &r))
		return ATT_E_STATE;
	if (!a->error[0]) {
		out.lte_attach_state = MBIM_LTE_ATTACH_STATE_ATTACHED;
		out.access_string = att_cids_text(&r.apn, APN, apn);
		out.ip_type = r.has.ip_support_type
				      ? ip_type_supported(r.ip_support_type)
				      : MBIM_CONTEXT_IP_TYPE_DEFAULT;
	}
	return mbim_ms_basic_connect_extensions_lte_attach_info_response_v3_encode(
		&out, buf, cap);
}

#define WDS(m) .service = QMI_SERVICE_WDS, .message = QMI_WDS_##m
#define CID(c) .service = MS, .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##c

static const struct att_cids_row rows[] = {
	{
		CID(LTE_ATTACH_CONFIGURATION),
		.step = {[LIST] = {WDS(GET_LTE_ATTACH_PDN_LIST)},
			 [PROFILE] = {WDS(GET_PROFILE_SETTINGS),
				      .put = put_profile}},
		.answer = configuration,
	},
	{
		CID(LTE_ATTACH_CONFIGURATION),
		.set = true,
		.step = {[LIST] = {WDS(GET_LTE_ATTACH_PDN_LIST)},
			 [MODIFY] = {WDS(MODIFY_PROFILE), .put = put_modified},
			 [PROFILE] = {WDS(GET_PROFILE_SETTINGS),
				      .put = put_profile}},
		.answer = configuration,
		.lacks =
			"QMI has no default of the factory for the attach, and "
			"no MSCHAPv2",
	},
	{
		CID(LTE_ATTACH_INFO),
		.step = {{WDS(GET_LTE_ATTACH_PARAMETERS), .optional = true}},
		.answer = info,
	},
};

const struct att_cids_part att_cids_attach = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};
