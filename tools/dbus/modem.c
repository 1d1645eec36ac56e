/* org.freedesktop.ModemManager1.Modem. */
#include <string.h>

#include "bridge.h"

#define INTERFACE MM_NAME ".Modem"
/* MMModemCapability: GSM/UMTS, LTE, 5GNR; MMModemMode: 2G to 5G, none. */
#define CAPABILITIES (1u << 2 | 1u << 3 | 1u << 6)
#define MODES	     (1u << 1 | 1u << 2 | 1u << 3 | 1u << 4)
#define MODE_NONE    0u
/* MMBearerIpFamily: IPv4, IPv6, both. */
#define FAMILIES 7u
/* MMModemPortType. */
#define PORT_NET  2u
#define PORT_MBIM 7u

/* --- properties ----------------------------------------------------------- */

static GETTER(get_paths)
{
	const char *text = at;

	return text[0] ? sd_bus_message_append(reply, "ao", 1, text)
		       : sd_bus_message_append(reply, "ao", 0);
}

static GETTER(get_no_paths)
{
	return sd_bus_message_append(reply, "ao", 0);
}

static GETTER(get_capabilities)
{
	return sd_bus_message_append(reply, "au", 1, CAPABILITIES);
}

static GETTER(get_capability)
{
	return sd_bus_message_append(reply, "u", CAPABILITIES);
}

static GETTER(get_no_numbers)
{
	return sd_bus_message_append(reply, "au", 0);
}

static GETTER(get_attache)
{
	return sd_bus_message_append(reply, "s", "attache");
}

static GETTER(get_drivers)
{
	return sd_bus_message_append(reply, "as", 1, "attache");
}

static GETTER(get_primary_port)
{
	return sd_bus_message_append(reply, "s",
				     ((struct facts_ports *)at)->control);
}

/* NetworkManager leaves a network device that stands here to the modem. */
static GETTER(get_ports)
{
	const struct facts_ports *p = at;

	if (!p->net[0])
		return sd_bus_message_append(reply, "a(su)", 1, p->control,
					     PORT_MBIM);
	return sd_bus_message_append(reply, "a(su)", 2, p->control, PORT_MBIM,
				     p->net, PORT_NET);
}

static GETTER(get_no_ports)
{
	return sd_bus_message_append(reply, "a(su)", 0);
}

static GETTER(get_lock)
{
	return sd_bus_message_append(reply, "u",
				     ((struct facts_locks *)at)->lock);
}

static GETTER(get_retries)
{
	const struct facts_locks *l = at;

	if (l->attempts == UINT32_MAX)
		return sd_bus_message_append(reply, "a{uu}", 0);
	return sd_bus_message_append(reply, "a{uu}", 1,
				     l->lock == MM_LOCK_NONE ? MM_LOCK_SIM_PIN
							     : l->lock,
				     l->attempts);
}

static GETTER(get_quality)
{
	return sd_bus_message_append(reply, "(ub)", *(const uint32_t *)at, 1);
}

static GETTER(get_numbers)
{
	const char *text = at;

	return text[0] ? sd_bus_message_append(reply, "as", 1, text)
		       : sd_bus_message_append(reply, "as", 0);
}

static GETTER(get_modes)
{
	return sd_bus_message_append(reply, "a(uu)", 1, MODES, MODE_NONE);
}

static GETTER(get_mode)
{
	return sd_bus_message_append(reply, "(uu)", MODES, MODE_NONE);
}

static GETTER(get_families)
{
	return sd_bus_message_append(reply, "u", FAMILIES);
}

static const struct property properties[] = {
	{"Sim", "o", get_path, AT(sim_path)},
	{"SimSlots", "ao", get_no_paths, NOWHERE},
	{"PrimarySimSlot", "u", get_zero, NOWHERE},
	{"Bearers", "ao", get_paths, AT(bearer_path)},
	{"SupportedCapabilities", "au", get_capabilities, NOWHERE},
	{"CurrentCapabilities", "u", get_capability, NOWHERE},
	{"MaxBearers", "u", get_one, NOWHERE},
	{"MaxActiveBearers", "u", get_one, NOWHERE},
	{"MaxActiveMultiplexedBearers", "u", get_zero, NOWHERE},
	{"Manufacturer", "s", get_text, AT(manufacturer)},
	{"Model", "s", get_text, AT(model)},
	{"Revision", "s", get_text, AT(revision)},
	{"CarrierConfiguration", "s", get_no_text, NOWHERE},
	{"CarrierConfigurationRevision", "s", get_no_text, NOWHERE},
	{"HardwareRevision", "s", get_no_text, NOWHERE},
	{"DeviceIdentifier", "s", get_text, AT(device_id)},
	{"Device", "s", get_text, AT(device)},
	{"Physdev", "s", get_text, AT(device)},
	{"Drivers", "as", get_drivers, NOWHERE},
	{"Plugin", "s", get_attache, NOWHERE},
	{"PrimaryPort", "s", get_primary_port, AT(ports)},
	{"Ports", "a(su)", get_ports, AT(ports)},
	{"IgnoredPorts", "a(su)", get_no_ports, NOWHERE},
	{"EquipmentIdentifier", "s", get_text, AT(imei)},
	{"UnlockRequired", "u", get_lock, AT(locks)},
	{"UnlockRetries", "a{uu}", get_retries, AT(locks)},
	{"State", "i", get_i32, AT(state)},
	{"StateFailedReason", "u", get_u32, AT(failed)},
	{"AccessTechnologies", "u", get_u32, AT(access)},
	{"SignalQuality", "(ub)", get_quality, AT(quality)},
	{"OwnNumbers", "as", get_numbers, AT(number)},
	{"PowerState", "u", get_u32, AT(power)},
	{"SupportedModes", "a(uu)", get_modes, NOWHERE},
	{"CurrentModes", "(uu)", get_mode, NOWHERE},
	{"SupportedBands", "au", get_no_numbers, NOWHERE},
	{"CurrentBands", "au", get_no_numbers, NOWHERE},
	{"SupportedIpFamilies", "u", get_families, NOWHERE},
	{NULL, NULL, NULL, NOWHERE}};

/* --- methods -------------------------------------------------------------- */

static void want(struct bridge *b, uint32_t wanted, sd_bus_message *call)
{
	const struct mbim_attache_want_set set = {.want = wanted};
	size_t cap;
	uint8_t *body = client_body(&b->client, &cap);

	b->reason = 1;
	client_ask(&b->client, &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		   MBIM_CID_ATTACHE_WANT, true,
		   body ? mbim_attache_want_set_encode(&set, body, cap) : -1,
		   answer_done, sd_bus_message_ref(call));
}

static int on_enable(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	int enable;
	int err = sd_bus_message_read(call, "b", &enable);

	(void)error;
	if (err < 0)
		return err;
	if (enable)
		b->now.power = MM_POWER_ON;
	else
		simple_give_up(b, "the modem is being disabled");
	want(b, enable ? MBIM_WANTED_CONNECTED : MBIM_WANTED_OPEN, call);
	return 1;
}

static void on_power(void *ctx, void *with, uint32_t status,
		     struct att_bytes body)
{
	struct bridge *b = ctx;

	if (!status)
		b->now.power = b->power;
	answer_done(ctx, with, status, body);
}

/* The radio, on an open channel; attache switches it on by itself where it is
 * to be attached. */
static int on_set_power_state(sd_bus_message *call, void *with,
			      sd_bus_error *error)
{
	struct mbim_basic_connect_radio_state_set set;
	struct bridge *b = with;
	uint32_t power;
	size_t cap;
	uint8_t *body = client_body(&b->client, &cap);
	int err = sd_bus_message_read(call, "u", &power);

	if (err < 0)
		return err;
	if (power != MM_POWER_LOW && power != MM_POWER_ON)
		return answer_unsupported(call, with, error);
	if (power == MM_POWER_LOW && b->now.state > MM_STATE_DISABLED)
		return sd_bus_error_set(error, ERROR_CORE("WrongState"),
					"the modem is enabled");
	b->power = power;
	set.radio_state = power == MM_POWER_ON ? MBIM_RADIO_SWITCH_STATE_ON
					       : MBIM_RADIO_SWITCH_STATE_OFF;
	client_ask(&b->client, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		   MBIM_CID_BASIC_CONNECT_RADIO_STATE, true,
		   body ? mbim_basic_connect_radio_state_set_encode(&set, body,
								    cap)
			: -1,
		   on_power, sd_bus_message_ref(call));
	return 1;
}

static int on_list_bearers(sd_bus_message *call, void *with,
			   sd_bus_error *error)
{
	struct bridge *b = with;

	(void)error;
	if (!b->bearer.path[0])
		return sd_bus_reply_method_return(call, "ao", 0);
	return sd_bus_reply_method_return(call, "ao", 1, b->bearer.path);
}

static int on_delete_bearer(sd_bus_message *call, void *with,
			    sd_bus_error *error)
{
	struct bridge *b = with;
	const char *path;
	int err = sd_bus_message_read(call, "o", &path);

	if (err < 0)
		return err;
	if (strcmp(path, b->bearer.path) != 0)
		return sd_bus_error_set(error, ERROR_CORE("NotFound"),
					"there is no such bearer");
	if (b->now.connected)
		return sd_bus_error_set(error, ERROR_CORE("WrongState"),
					"the bearer is connected");
	objects_remove(&b->bearer);
	memset(b->now.bearer_path, 0, sizeof(b->now.bearer_path));
	b->look(b);
	return sd_bus_reply_method_return(call, NULL);
}

static const struct method methods[] = {
	{"Enable", "b", "", on_enable, RIGHT_DEVICE},
	{"ListBearers", "", "ao", on_list_bearers, NULL},
	{"CreateBearer", "a{sv}", "o", answer_unsupported, RIGHT_DEVICE},
	{"DeleteBearer", "o", "", on_delete_bearer, RIGHT_DEVICE},
	{"Reset", "", "", answer_unsupported, RIGHT_DEVICE},
	{"FactoryReset", "s", "", answer_unsupported, RIGHT_DEVICE},
	{"SetPowerState", "u", "", on_set_power_state, RIGHT_DEVICE},
	{"SetCurrentCapabilities", "u", "", answer_unsupported, RIGHT_DEVICE},
	{"SetCurrentModes", "(uu)", "", answer_unsupported, RIGHT_DEVICE},
	{"SetCurrentBands", "au", "", answer_unsupported, RIGHT_DEVICE},
	{"SetPrimarySimSlot", "u", "", answer_unsupported, RIGHT_DEVICE},
	{"GetCellInfo", "", "aa{sv}", answer_unsupported, NULL},
	{"Command", "su", "s", answer_unsupported, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

static const struct signal signals[] = {{"StateChanged", "iiu"}, {NULL, NULL}};

const struct interface interface_modem = {.name = INTERFACE,
					  .properties = properties,
					  .methods = methods,
					  .signals = signals};

/* MMModemStateChangeReason: 0 unknown, 1 the user wants it, 3 a failure. */
void modem_tell_state(struct bridge *b, int32_t old)
{
	uint32_t reason =
		b->now.state == MM_STATE_FAILED ? 3 : (uint32_t)b->reason;

	sd_bus_emit_signal(b->bus, b->modem.path, INTERFACE, "StateChanged",
			   "iiu", old, b->now.state, reason);
}
