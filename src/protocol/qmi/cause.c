/* Errors of the modem as refusals, and the ends of calls as causes of 3GPP. */
#include "protocol/qmi/state.h"

/* Verbose reasons of the type "internal" that say of one family that it is not
 * there: as if the network had granted the other one only. */
static uint32_t internal_cause(int16_t reason)
{
	switch (reason) {
	case QMI_WDS_VERBOSE_CALL_END_REASON_INTERNAL_PDN_IPV4_CALL_DISALLOWED:
	case QMI_WDS_VERBOSE_CALL_END_REASON_INTERNAL_PDN_IPV4_CALL_THROTTLED:
		return ATT_CAUSE_IPV6_ONLY_ALLOWED;
	case QMI_WDS_VERBOSE_CALL_END_REASON_INTERNAL_PDN_IPV6_CALL_DISALLOWED:
	case QMI_WDS_VERBOSE_CALL_END_REASON_INTERNAL_PDN_IPV6_CALL_THROTTLED:
		return ATT_CAUSE_IPV4_ONLY_ALLOWED;
	}
	return 0;
}

/* The plain reasons of GSM and WCDMA that are causes of session management
 * (3GPP TS 24.008 10.5.6.6) by other numbers: all that older modems tell. */
static const struct {
	uint16_t reason, cause;
} plain[] = {
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_OPERATOR_DETERMINED_BARRING, 8},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_LLC_SNDCP_FAILURE, 25},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_INSUFFICIENT_RESOURCES, 26},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_UNKNOWN_APN, 27},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_UNKNOWN_PDP, 28},
	{QMI_WDS_CALL_END_REASON_GENERIC_AUTHENTICATION_FAILED, 29},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_GGSN_REJECT, 30},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_ACTIVATION_REJECT, 31},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_OPTION_NOT_SUPPORTED, 32},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_OPTION_UNSUBSCRIBED, 33},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_OPTION_TEMPORARILY_OUT_OF_ORDER, 34},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_NSAPI_ALREADY_USED, 35},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_REGULAR_DEACTIVATION, 36},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_QOS_NOT_ACCEPTED, 37},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_NETWORK_FAILURE, 38},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_REATTACH_REQUIRED, 39},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_FEATURE_NOT_SUPPORTED, 40},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_PROTOCOL_ERROR, 111},
	{QMI_WDS_CALL_END_REASON_GSM_WCDMA_APN_TYPE_CONFLICT, 112},
};

static uint32_t plain_cause(uint16_t reason)
{
	for (unsigned i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (plain[i].reason == reason)
			return plain[i].cause;
	return 0;
}

/* The verbose reason is the truth where there is one. */
uint32_t qmi_cause(uint16_t reason, bool verbose, uint16_t type,
		   int16_t verbose_reason)
{
	uint32_t cause = 0;

	if (verbose && verbose_reason > 0 &&
	    type == QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_3GPP)
		return (uint32_t)verbose_reason;
	if (verbose && type == QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_INTERNAL)
		cause = internal_cause(verbose_reason);
	return cause ? cause : plain_cause(reason);
}

bool qmi_cause_of_family(uint32_t cause)
{
	return cause == ATT_CAUSE_IPV4_ONLY_ALLOWED ||
	       cause == ATT_CAUSE_IPV6_ONLY_ALLOWED ||
	       cause == 52; /* single address bearers only allowed */
}

enum att_refusal qmi_refusal(uint16_t error, uint16_t about)
{
	switch (error) {
	case QMI_PROTOCOL_ERROR_NO_SIM:
		return ATT_REFUSAL_NO_SIM;
	case QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED:
		return ATT_REFUSAL_SIM_STARTING;
	case QMI_PROTOCOL_ERROR_DEVICE_NOT_READY:
		return ATT_REFUSAL_NOT_READY;
	case QMI_PROTOCOL_ERROR_PIN_RESTRICTION:
	case QMI_PROTOCOL_ERROR_PUK_RESTRICTION:
		return ATT_REFUSAL_LOCKED;
	case QMI_PROTOCOL_ERROR_NO_RADIO:
		return ATT_REFUSAL_RADIO_OFF;
	case QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES:
		return about == ATT_ABOUT_SESSION ? ATT_REFUSAL_FULL
						  : ATT_REFUSAL_OTHER;
	case QMI_PROTOCOL_ERROR_INVALID_IP_FAMILY_PREFERENCE:
		return ATT_REFUSAL_FAMILY;
	case QMI_PROTOCOL_ERROR_OUT_OF_CALL:
	case QMI_PROTOCOL_ERROR_NO_EFFECT:
	case QMI_PROTOCOL_ERROR_INVALID_HANDLE:
		return about == ATT_ABOUT_SESSION ||
				       about == ATT_ABOUT_ADDRESSES
			       ? ATT_REFUSAL_INACTIVE
			       : ATT_REFUSAL_OTHER;
	}
	return ATT_REFUSAL_OTHER;
}

bool qmi_result(const struct qmi_message *answer, uint16_t *error)
{
	struct qmi_tlv tlv;

	*error = QMI_PROTOCOL_ERROR_NONE;
	if (!qmi_tlv_find(answer->tlvs, QMI_TLV_RESULT, &tlv) ||
	    tlv.value.len < 4)
		return false;
	if (!att_get16(tlv.value.p))
		return true;
	*error = att_get16(tlv.value.p + 2);
	if (!*error)
		*error = QMI_PROTOCOL_ERROR_UNKNOWN_ERROR;
	return true;
}

bool qmi_lacking(uint16_t error)
{
	return error == QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND ||
	       error == QMI_PROTOCOL_ERROR_NOT_SUPPORTED ||
	       error == QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE ||
	       error == QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED;
}
