/* The world in QMI's words: errors, registration, why calls end, operators. */
#include "tools/simodem/qmi.h"

uint16_t sim_qmi_error(enum sim_result result)
{
	switch (result) {
	case SIM_DONE:
		return QMI_PROTOCOL_ERROR_NONE;
	case SIM_NO_CARD:
		return QMI_PROTOCOL_ERROR_NO_SIM;
	case SIM_CARD_BAD:
		return QMI_PROTOCOL_ERROR_PIN_ALWAYS_BLOCKED;
	case SIM_CARD_STARTING:
		return QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED;
	case SIM_CARD_LOCKED:
		return QMI_PROTOCOL_ERROR_PIN_RESTRICTION;
	case SIM_RADIO_OFF:
		return QMI_PROTOCOL_ERROR_NO_RADIO;
	case SIM_NO_NETWORK:
	case SIM_NO_SUCH_OPERATOR:
		return QMI_PROTOCOL_ERROR_NO_NETWORK_FOUND;
	case SIM_NOT_REGISTERED:
	case SIM_NOT_ATTACHED:
		return QMI_PROTOCOL_ERROR_NETWORK_NOT_READY;
	case SIM_REFUSED:
		return QMI_PROTOCOL_ERROR_CALL_FAILED;
	case SIM_IN_USE:
		return QMI_PROTOCOL_ERROR_POLICY_MISMATCH;
	case SIM_NOT_IN_USE:
		return QMI_PROTOCOL_ERROR_OUT_OF_CALL;
	case SIM_PIN_WRONG:
		return QMI_PROTOCOL_ERROR_INCORRECT_PIN;
	case SIM_PIN_OFF:
	case SIM_PIN_NOT_BLOCKED:
		return QMI_PROTOCOL_ERROR_NO_EFFECT;
	case SIM_PIN_MALFORMED:
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	case SIM_PIN_DEAD:
		return QMI_PROTOCOL_ERROR_PIN_ALWAYS_BLOCKED;
	case SIM_NO_CONTEXT:
		return QMI_PROTOCOL_ERROR_INVALID_PROFILE;
	case SIM_CONTEXTS_FULL:
		return QMI_PROTOCOL_ERROR_NO_FREE_PROFILE;
	case SIM_MALFORMED:
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	case SIM_NO_CENTRE:
		return QMI_PROTOCOL_ERROR_WMS_SMSC_ADDRESS;
	case SIM_NO_SUCH_PLACE:
		return QMI_PROTOCOL_ERROR_NO_ENTRY;
	case SIM_PLACES_FULL:
		return QMI_PROTOCOL_ERROR_DEVICE_STORAGE_FULL;
	case SIM_TOO_LONG:
		return QMI_PROTOCOL_ERROR_ARGUMENT_TOO_LONG;
	case SIM_RESULTS:
		break;
	}
	return QMI_PROTOCOL_ERROR_INTERNAL;
}

uint8_t sim_qmi_pin_state(const struct sim_secret *s, bool card_ready)
{
	if (!card_ready)
		return QMI_UIM_PIN_STATE_NOT_INITIALIZED;
	if (s->puk_attempts == 0)
		return QMI_UIM_PIN_STATE_PERMANENTLY_BLOCKED;
	if (s->attempts == 0)
		return QMI_UIM_PIN_STATE_BLOCKED;
	if (!s->enabled)
		return QMI_UIM_PIN_STATE_DISABLED;
	return s->verified ? QMI_UIM_PIN_STATE_ENABLED_VERIFIED
			   : QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED;
}

uint8_t sim_qmi_registration(enum sim_registration is)
{
	switch (is) {
	case SIM_HOME:
	case SIM_ROAMING:
	case SIM_PARTNER:
		return QMI_NAS_REGISTRATION_STATE_REGISTERED;
	case SIM_SEARCHING:
		return QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED_SEARCHING;
	case SIM_DENIED:
		return QMI_NAS_REGISTRATION_STATE_REGISTRATION_DENIED;
	case SIM_DEREGISTERED:
		break;
	}
	return QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED;
}

/* --- calls ------------------------------------------------------------------
 */

/* The plain reasons of GSM and WCDMA that say what a cause of 3GPP says. */
static const struct {
	uint8_t cause;
	uint16_t plain;
} plain_of[] = {
	{8, QMI_WDS_CALL_END_REASON_GSM_WCDMA_OPERATOR_DETERMINED_BARRING},
	{26, QMI_WDS_CALL_END_REASON_GSM_WCDMA_INSUFFICIENT_RESOURCES},
	{27, QMI_WDS_CALL_END_REASON_GSM_WCDMA_UNKNOWN_APN},
	{28, QMI_WDS_CALL_END_REASON_GSM_WCDMA_UNKNOWN_PDP},
	{29, QMI_WDS_CALL_END_REASON_GENERIC_AUTHENTICATION_FAILED},
	{32, QMI_WDS_CALL_END_REASON_GSM_WCDMA_OPTION_NOT_SUPPORTED},
	{33, QMI_WDS_CALL_END_REASON_GSM_WCDMA_OPTION_UNSUBSCRIBED},
	{36, QMI_WDS_CALL_END_REASON_GSM_WCDMA_REGULAR_DEACTIVATION},
	{38, QMI_WDS_CALL_END_REASON_GSM_WCDMA_NETWORK_FAILURE},
};

struct sim_call_end sim_qmi_end(uint32_t cause)
{
	struct sim_call_end end = {
		.plain = QMI_WDS_CALL_END_REASON_GENERIC_UNSPECIFIED,
		.type = QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_3GPP,
		.reason = (int16_t)cause,
	};

	for (size_t i = 0; i < sizeof(plain_of) / sizeof(plain_of[0]); i++)
		if (plain_of[i].cause == cause)
			end.plain = plain_of[i].plain;
	if (cause != 0)
		return end;
	end.type = QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_INTERNAL;
	end.reason = QMI_WDS_VERBOSE_CALL_END_REASON_INTERNAL_ERROR;
	return end;
}

struct sim_call_end sim_qmi_not_begun(enum sim_result result, uint32_t cause)
{
	if (result == SIM_REFUSED)
		return sim_qmi_end(cause);
	return (struct sim_call_end){
		.plain = QMI_WDS_CALL_END_REASON_GENERIC_NO_SERVICE,
		.type = QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_CM,
		.reason = QMI_WDS_VERBOSE_CALL_END_REASON_CM_NO_GATEWAY_SERVICE,
	};
}

/* --- network ----------------------------------------------------------------
 */

static uint16_t number(const char *digits, size_t n)
{
	uint16_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = (uint16_t)(v * 10 + (digits[i] - '0'));
	return v;
}

struct sim_qmi_plmn sim_qmi_plmn(const char *id)
{
	bool three = id[5] != '\0';

	return (struct sim_qmi_plmn){
		.mcc = number(id, 3),
		.mnc = number(id + 3, three ? 3 : 2),
		.three = three,
	};
}

/* 3GPP TS 27.007 8.5; what is unknown is as bad as nothing. */
int8_t sim_qmi_dbm(uint32_t rssi)
{
	return (int8_t)(rssi > 31 ? -125 : -113 + 2 * (int)rssi);
}

uint8_t sim_qmi_radio(const struct sim_qmi *q)
{
	if (sim_world_generation(q->world, q->state) == SIM_5G_SA)
		return QMI_NAS_RADIO_INTERFACE_5GNR;
	return q->config->qmi.umts ? QMI_NAS_RADIO_INTERFACE_UMTS
				   : QMI_NAS_RADIO_INTERFACE_LTE;
}

size_t sim_qmi_digits(uint8_t *to, const char *digits)
{
	size_t n = 0;

	while (digits[2 * n] != '\0') {
		char second = digits[2 * n + 1];
		unsigned high = second != '\0' ? (unsigned)(second - '0') : 15u;

		to[n] = (uint8_t)((unsigned)(digits[2 * n] - '0') | high << 4);
		n++;
		if (second == '\0')
			break;
	}
	return n;
}
