/* See cids_profile.h. */
#include "linux/cids_profile.h"

#include "generated/cids.h"

uint32_t att_cids_profile_ip_type(
	const struct qmi_wds_get_profile_settings_resp *r)
{
	if (!r->has.pdp_type)
		return MBIM_CONTEXT_IP_TYPE_DEFAULT;
	switch (r->pdp_type) {
	case QMI_WDS_PDP_TYPE_IPV4:
		return MBIM_CONTEXT_IP_TYPE_IPV4;
	case QMI_WDS_PDP_TYPE_IPV6:
		return MBIM_CONTEXT_IP_TYPE_IPV6;
	case QMI_WDS_PDP_TYPE_IPV4_OR_IPV6:
		return MBIM_CONTEXT_IP_TYPE_IPV4V6;
	}
	return MBIM_CONTEXT_IP_TYPE_DEFAULT;
}

uint32_t att_cids_profile_auth(
	const struct qmi_wds_get_profile_settings_resp *r)
{
	if (!r->has.authentication)
		return MBIM_AUTH_PROTOCOL_NONE;
	if (r->authentication & QMI_WDS_AUTHENTICATION_CHAP)
		return MBIM_AUTH_PROTOCOL_CHAP;
	return r->authentication & QMI_WDS_AUTHENTICATION_PAP
		       ? MBIM_AUTH_PROTOCOL_PAP
		       : MBIM_AUTH_PROTOCOL_NONE;
}
