/* What a profile of QMI says of a connection, in MBIM's numbers. */
#ifndef ATT_LINUX_CIDS_PROFILE_H
#define ATT_LINUX_CIDS_PROFILE_H

#include "generated/qmi_messages.h"

/* MBIM_CONTEXT_IP_TYPE_*; DEFAULT where it does not say. */
uint32_t att_cids_profile_ip_type(
	const struct qmi_wds_get_profile_settings_resp *r);
/* MBIM_AUTH_PROTOCOL_*: of several the strongest. */
uint32_t att_cids_profile_auth(
	const struct qmi_wds_get_profile_settings_resp *r);

#endif
