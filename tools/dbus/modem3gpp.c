/* org.freedesktop.ModemManager1.Modem.Modem3gpp. */
#include "bridge.h"

static GETTER(get_no_values)
{
	return sd_bus_message_append(reply, "a{sv}", 0);
}

static GETTER(get_no_pco)
{
	return sd_bus_message_append(reply, "a(ubay)", 0);
}

static const struct property properties[] = {
	{"Imei", "s", get_text, AT(imei)},
	{"RegistrationState", "u", get_u32, AT(registration)},
	{"OperatorCode", "s", get_text, AT(operator_code)},
	{"OperatorName", "s", get_text, AT(operator_name)},
	{"EnabledFacilityLocks", "u", get_zero, NOWHERE},
	{"SubscriptionState", "u", get_zero, NOWHERE},
	{"EpsUeModeOperation", "u", get_zero, NOWHERE},
	{"Pco", "a(ubay)", get_no_pco, NOWHERE},
	{"InitialEpsBearer", "o", get_no_path, NOWHERE},
	{"InitialEpsBearerSettings", "a{sv}", get_no_values, NOWHERE},
	{"PacketServiceState", "u", get_u32, AT(packet_service)},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"Register", "s", "", answer_unsupported, false},
	{"Scan", "", "aa{sv}", answer_unsupported, false},
	{"SetEpsUeModeOperation", "u", "", answer_unsupported, false},
	{"SetInitialEpsBearerSettings", "a{sv}", "", answer_unsupported, false},
	{"DisableFacilityLock", "us", "", answer_unsupported, false},
	{"SetPacketServiceState", "u", "", answer_unsupported, false},
	{NULL, NULL, NULL, NULL, false}};

const struct interface interface_modem3gpp = {.name = MM_NAME
					      ".Modem.Modem3gpp",
					      .properties = properties,
					      .methods = methods};
