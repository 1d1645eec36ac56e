/* Refusals by the names that ModemManager's clients look at. */
#include "bridge.h"

/* Causes of 3GPP TS 24.008 10.5.6.6 and TS 24.301 9.9.4.4. */
static const struct {
	uint32_t cause;
	const char *name;
} causes[] = {
	{8, ERROR_MOBILE("OperatorDeterminedBarring")},
	{26, ERROR_MOBILE("InsufficientResources")},
	{27, ERROR_MOBILE("MissingOrUnknownApn")},
	{28, ERROR_MOBILE("UnknownPdpAddressOrType")},
	{29, ERROR_MOBILE("UserAuthenticationFailed")},
	{30, ERROR_MOBILE("ActivationRejectedByGgsnOrGw")},
	{31, ERROR_MOBILE("ActivationRejectedUnspecified")},
	{32, ERROR_MOBILE("ServiceOptionNotSupported")},
	{33, ERROR_MOBILE("ServiceOptionNotSubscribed")},
	{34, ERROR_MOBILE("ServiceOptionOutOfOrder")},
	{38, ERROR_MOBILE("NetworkFailureActivation")},
	{50, ERROR_MOBILE("Ipv4OnlyAllowed")},
	{51, ERROR_MOBILE("Ipv6OnlyAllowed")},
	{52, ERROR_MOBILE("SingleAddressBearersOnlyAllowed")},
	{65, ERROR_MOBILE("MaximumNumberOfBearersReached")},
	{66, ERROR_MOBILE("RequestedApnNotSupported")},
};

const char *errors_of_cause(uint32_t cause)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].cause == cause)
			return causes[i].name;
	return ERROR_MOBILE("Unknown");
}

static const struct {
	uint32_t status;
	const char *name;
} statuses[] = {
	{MBIM_STATUS_BUSY, ERROR_CORE("InProgress")},
	{MBIM_STATUS_SIM_NOT_INSERTED, ERROR_MOBILE("SimNotInserted")},
	{MBIM_STATUS_BAD_SIM, ERROR_MOBILE("SimWrong")},
	{MBIM_STATUS_PIN_REQUIRED, ERROR_MOBILE("SimPin")},
	{MBIM_STATUS_PIN_DISABLED, ERROR_CORE("WrongState")},
	{MBIM_STATUS_NOT_REGISTERED, ERROR_MOBILE("NoNetwork")},
	{MBIM_STATUS_PROVIDERS_NOT_FOUND, ERROR_MOBILE("NoNetwork")},
	{MBIM_STATUS_NO_DEVICE_SUPPORT, ERROR_CORE("Unsupported")},
	{MBIM_STATUS_OPERATION_NOT_ALLOWED, ERROR_MOBILE("NotAllowed")},
	{MBIM_STATUS_INVALID_PARAMETERS, ERROR_CORE("InvalidArgs")},
	{MBIM_STATUS_RADIO_POWER_OFF, ERROR_CORE("WrongState")},
	{MBIM_STATUS_MAX_ACTIVATED_CONTEXTS, ERROR_CORE("TooMany")},
	{CLIENT_GONE, ERROR_CORE("Aborted")},
	{CLIENT_FULL, ERROR_CORE("TooMany")},
	{CLIENT_LONG, ERROR_CORE("InvalidArgs")},
};

const char *errors_of_status(uint32_t status)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].status == status)
			return statuses[i].name;
	return ERROR_CORE("Failed");
}

const char *errors_words(uint32_t status)
{
	const char *name = att_enum_name(&mbim_status_enum, status);

	switch (status) {
	case CLIENT_GONE:
		return "attache is not there, or has gone";
	case CLIENT_FULL:
		return "too many calls wait for the modem, or memory lacks";
	case CLIENT_LONG:
		return "it is longer than the modem can be told";
	}
	return name ? name : "an error";
}

bool errors_is_wrong_pin(uint32_t status, struct att_bytes body)
{
	struct mbim_basic_connect_pin_response r;

	return status == MBIM_STATUS_PIN_REQUIRED ||
	       (status == MBIM_STATUS_FAILURE &&
		!mbim_basic_connect_pin_response_decode(body, &r));
}

const char *errors_of_state(const struct facts *f, const char **words)
{
	if (!f->there) {
		*words = "there is no modem";
		return ERROR_CORE("WrongState");
	}
	if (f->state == MM_STATE_FAILED) {
		*words = f->failed == MM_FAILED_SIM_MISSING
				 ? "no SIM is inserted"
				 : "the SIM cannot be used";
		return f->failed == MM_FAILED_SIM_MISSING
			       ? ERROR_MOBILE("SimNotInserted")
			       : ERROR_MOBILE("SimWrong");
	}
	if (f->locks.lock == MM_LOCK_SIM_PIN) {
		*words = "the SIM asks for its PIN";
		return ERROR_MOBILE("SimPin");
	}
	if (f->locks.lock == MM_LOCK_SIM_PUK) {
		*words = "the SIM asks for its PUK";
		return ERROR_MOBILE("SimPuk");
	}
	return NULL;
}
