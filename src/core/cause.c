/* The causes of 3GPP TS 24.008 (2G, 3G), 24.301 (4G) and 24.501 (5G) by number.
 * Where MBIM has a name for a number, it is that. */
#include "core/cause.h"

#include <stddef.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* 24.008 10.5.5.14 (GMM), 24.301 9.9.3.9 (EMM), 24.501 9.11.3.2 (5GMM) */
static const char *const mobility[] = {
	[2] = "imsi_unknown_in_hlr",
	[3] = "illegal_ms",
	[4] = "imsi_unknown_in_vlr",
	[5] = "imei_not_accepted",
	[6] = "illegal_me",
	[7] = "gprs_not_allowed",
	[8] = "gprs_and_non_gprs_not_allowed",
	[9] = "ms_identity_not_derived_by_network",
	[10] = "implicitly_detached",
	[11] = "plmn_not_allowed",
	[12] = "location_area_not_allowed",
	[13] = "roaming_not_allowed_in_location_area",
	[14] = "gprs_not_allowed_in_plmn",
	[15] = "no_cells_in_location_area",
	[16] = "msc_temporarily_not_reachable",
	[17] = "network_failure",
	[18] = "cs_domain_not_available",
	[19] = "esm_failure",
	[20] = "mac_failure",
	[21] = "synch_failure",
	[22] = "congestion",
	[23] = "gsm_authentication_unacceptable",
	[24] = "security_mode_rejected",
	[25] = "not_authorized_for_csg",
	[26] = "non_eps_authentication_unacceptable",
	[27] = "n1_mode_not_allowed",
	[28] = "restricted_service_area",
	[31] = "redirection_to_other_core_network_required",
	[35] = "service_option_not_authorized_in_plmn",
	[36] = "iab_node_operation_not_authorized",
	[39] = "cs_service_temporarily_not_available",
	[40] = "no_pdp_context_activated",
	[42] = "severe_network_failure",
	[43] = "ladn_not_available",
	[48] = "retry_upon_entry_into_a_new_cell",
	[62] = "no_network_slices_available",
	[65] = "maximum_number_of_pdp_contexts_reached",
	[67] = "insufficient_resources_for_specific_slice_and_dnn",
	[69] = "insufficient_resources_for_specific_slice",
	[71] = "ngksi_already_in_use",
	[72] = "non_3gpp_access_to_5gcn_not_allowed",
	[73] = "serving_network_not_authorized",
	[74] = "temporarily_not_authorized_for_this_snpn",
	[75] = "permanently_not_authorized_for_this_snpn",
	[76] = "not_authorized_for_this_cag_or_authorized_for_cag_cells_only",
	[77] = "wireline_access_area_not_allowed",
	[78] = "plmn_not_allowed_at_the_present_location",
	[79] = "uas_services_not_allowed",
	[90] = "payload_was_not_forwarded",
	[91] = "dnn_not_supported_or_not_subscribed_in_the_slice",
	[92] = "insufficient_user_plane_resources_for_the_pdu_session",
	[95] = "semantically_incorrect_message",
	[96] = "invalid_mandatory_information",
	[97] = "message_type_non_existent_or_not_implemented",
	[98] = "message_type_not_compatible_with_protocol_state",
	[99] = "information_element_non_existent_or_not_implemented",
	[100] = "conditional_ie_error",
	[101] = "message_not_compatible_with_protocol_state",
	[111] = "protocol_error_unspecified",
};

/* 24.008 10.5.6.6 (SM), 24.301 9.9.4.4 (ESM), 24.501 9.11.4.2 (5GSM); errors of
 * the protocol (95 to 101, 111) are those of the other kind. */
static const char *const session[] = {
	[8] = "operator_determined_barring",
	[24] = "mbms_bearer_capabilities_insufficient",
	[25] = "llc_or_sndcp_failure",
	[26] = "insufficient_resources",
	[27] = "missing_or_unknown_apn",
	[28] = "unknown_pdp_address_or_type",
	[29] = "user_authentication_failed",
	[30] = "activation_rejected_by_ggsn_or_gw",
	[31] = "activation_rejected_unspecified",
	[32] = "service_option_not_supported",
	[33] = "requested_service_option_not_subscribed",
	[34] = "service_option_temporarily_out_of_order",
	[35] = "pti_already_in_use",
	[36] = "regular_deactivation",
	[37] = "qos_not_accepted",
	[38] = "session_network_failure",
	[39] = "reactivation_requested",
	[40] = "feature_not_supported",
	[41] = "semantic_error_in_the_tft_operation",
	[42] = "syntactical_error_in_the_tft_operation",
	[43] = "unknown_pdp_context",
	[44] = "semantic_errors_in_packet_filter",
	[45] = "syntactical_errors_in_packet_filter",
	[46] = "pdp_context_without_tft_already_activated",
	[47] = "pti_mismatch",
	[48] = "request_rejected_or_bearer_control_mode_violation",
	[49] = "last_pdn_disconnection_not_allowed",
	[50] = "pdp_type_ipv4_only_allowed",
	[51] = "pdp_type_ipv6_only_allowed",
	[52] = "single_address_bearers_only_allowed",
	[53] = "esm_information_not_received",
	[54] = "pdn_connection_does_not_exist",
	[55] = "multiple_pdn_connections_not_allowed",
	[56] = "collision_with_network_initiated_request",
	[57] = "pdp_type_ipv4v6_only_allowed",
	[58] = "pdp_type_non_ip_only_allowed",
	[59] = "unsupported_qci_value",
	[60] = "bearer_handling_not_supported",
	[61] = "pdp_type_ethernet_only_allowed",
	[65] = "maximum_number_of_pdp_contexts_reached",
	[66] = "requested_apn_not_supported_in_current_rat_and_plmn",
	[67] = "insufficient_resources_for_specific_slice_and_dnn",
	[68] = "not_supported_ssc_mode",
	[69] = "insufficient_resources_for_specific_slice",
	[70] = "missing_or_unknown_dnn_in_a_slice",
	[81] = "invalid_transaction_identifier",
	[82] = "maximum_data_rate_for_integrity_protection_too_low",
	[83] = "semantic_error_in_the_qos_operation",
	[84] = "syntactical_error_in_the_qos_operation",
	[85] = "invalid_mapped_eps_bearer_identity",
	[86] = "uas_services_not_allowed",
	[112] = "apn_restriction_value_incompatible_with_active_pdp_context",
	[113] = "multiple_accesses_to_a_pdn_connection_not_allowed",
};

/* What a person can look at. */
static const char *const mobility_advice[] = {
	[2] = "is the SIM activated?",
	[3] = "is the SIM activated?",
	[5] = "the network does not take this modem",
	[6] = "the network does not take this modem",
	[7] = "has the plan data?",
	[8] = "has the plan data, and in this network?",
	[11] = "the plan does not have this network",
	[12] = "the plan does not cover this place",
	[13] = "the plan has no roaming here",
	[14] = "the plan has no data in this network",
	[15] = "the plan does not cover this place",
	[19] = "check the attach APN",
	[27] = "has the plan 5G?",
	[35] = "the plan does not have this service here",
	[62] = "has the plan 5G?",
	[78] = "the network may not be used in this country",
};

/* ... and change. */
static const char *const session_advice[] = {
	[7] = "has the plan data?",
	[8] = "the operator bars it: check plan and credit",
	[27] = "check the APN",
	[28] = "check the address family (ip)",
	[29] = "check user and password",
	[30] = "check APN, user and password",
	[31] = "check the APN",
	[32] = "has the plan this APN?",
	[33] = "has the plan this APN?",
	[50] = "set ip to v4",
	[51] = "set ip to v6",
	[52] = "set ip to v4 or v6",
	[53] = "check user and password",
	[54] = "check the attach APN",
	[55] = "another session or the attach APN has this APN",
	[57] = "set ip to v4v6",
	[65] = "too many sessions",
	[66] = "the APN is not for this technology or network",
	[70] = "check the APN",
	[112] = "too many sessions",
	[113] = "another session or the attach APN has this APN",
};

static const char *at(const char *const table[], size_t n, uint32_t cause)
{
	return cause < n ? table[cause] : NULL;
}

/* Some modems tell a cause of the one kind where the other is due, and some
 * causes are the same of both. */
const char *att_cause_name(enum att_cause_of of, uint32_t cause)
{
	const char *as_mobility = at(mobility, COUNT(mobility), cause);
	const char *as_session = at(session, COUNT(session), cause);

	if (of == ATT_CAUSE_OF_SESSION)
		return as_session ? as_session : as_mobility;
	return as_mobility ? as_mobility : as_session;
}

const char *att_cause_advice(enum att_cause_of of, uint32_t cause)
{
	if (of == ATT_CAUSE_OF_SESSION)
		return at(session_advice, COUNT(session_advice), cause);
	return at(mobility_advice, COUNT(mobility_advice), cause);
}
