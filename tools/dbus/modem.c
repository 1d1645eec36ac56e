/* org.freedesktop.ModemManager1.Modem. */
#include "bearers.h"

#define INTERFACE MM_NAME ".Modem"
#define MODE_NONE 0u
/* MMBearerIpFamily: IPv4, IPv6, both. */
#define FAMILIES 7u
/* MMModemPortType. */
#define PORT_NET  2u
#define PORT_QMI  6u
#define PORT_MBIM 7u

/* --- properties ----------------------------------------------------------- */

static GETTER(get_bearers)
{
	return bearers_append(reply, BRIDGE_OF(at, bearers));
}

/* Of other slots nothing is known but that they are there. */
static GETTER(get_slots)
{
	const struct bridge *b = BRIDGE_OF(at, slots);
	const struct facts_slots *slots = &b->now.slots;
	int err = sd_bus_message_open_container(reply, 'a', "o");

	for (uint32_t i = 1; i <= slots->n && err >= 0; i++)
		err = sd_bus_message_append(
			reply, "o", i == slots->used ? b->now.sim_path : "/");
	return err < 0 ? err : sd_bus_message_close_container(reply);
}

static GETTER(get_slot)
{
	return sd_bus_message_append(reply, "u",
				     ((struct facts_slots *)at)->used);
}

static GETTER(get_capabilities)
{
	return sd_bus_message_append(reply, "au", 1, *(const uint32_t *)at);
}

static GETTER(get_max_bearers)
{
	return sd_bus_message_append(
		reply, "u", bearers_max(&BRIDGE_OF(at, max_sessions)->now));
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

	int err = sd_bus_message_open_container(reply, 'a', "(su)");

	err = err < 0 ? err
		      : sd_bus_message_append(reply, "(su)", p->control,
					      p->qmi ? PORT_QMI : PORT_MBIM);
	for (unsigned i = 0; i < FACTS_SESSIONS && err >= 0; i++)
		if (p->net[i][0])
			err = sd_bus_message_append(reply, "(su)", p->net[i],
						    PORT_NET);
	return err < 0 ? err : sd_bus_message_close_container(reply);
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

/* Each alone, and all. */
static GETTER(get_modes)
{
	const uint32_t all = ((const struct facts_modes *)at)->supported;
	int err = sd_bus_message_open_container(reply, 'a', "(uu)");

	for (uint32_t mode = 1; mode && mode < all && err >= 0; mode <<= 1)
		if (mode & all && mode != all)
			err = sd_bus_message_append(reply, "(uu)", mode,
						    MODE_NONE);
	err = err < 0 ? err
		      : sd_bus_message_append(reply, "(uu)", all, MODE_NONE);
	return err < 0 ? err : sd_bus_message_close_container(reply);
}

static GETTER(get_mode)
{
	return sd_bus_message_append(reply, "(uu)",
				     ((const struct facts_modes *)at)->allowed,
				     MODE_NONE);
}

static GETTER(get_families)
{
	return sd_bus_message_append(reply, "u", FAMILIES);
}

static const struct property properties[] = {
	{"Sim", "o", get_path, AT(sim_path)},
	{"SimSlots", "ao", get_slots, AT(slots)},
	{"PrimarySimSlot", "u", get_slot, AT(slots)},
	{"Bearers", "ao", get_bearers, AT(bearers)},
	{"SupportedCapabilities", "au", get_capabilities, AT(capabilities)},
	{"CurrentCapabilities", "u", get_u32, AT(capabilities)},
	{"MaxBearers", "u", get_max_bearers, AT(max_sessions)},
	{"MaxActiveBearers", "u", get_max_bearers, AT(max_sessions)},
	{"MaxActiveMultiplexedBearers", "u", get_zero, NOWHERE},
	{"Manufacturer", "s", get_text, AT(manufacturer)},
	{"Model", "s", get_text, AT(model)},
	{"Revision", "s", get_text, AT(revision)},
	{"CarrierConfiguration", "s", get_no_text, NOWHERE},
	{"CarrierConfigurationRevision", "s", get_no_text, NOWHERE},
	{"HardwareRevision", "s", get_text, AT(model)},
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
	{"SupportedModes", "a(uu)", get_modes, AT(modes)},
	{"CurrentModes", "(uu)", get_mode, AT(modes)},
	{"SupportedBands", "au", get_no_numbers, NOWHERE},
	{"CurrentBands", "au", get_no_numbers, NOWHERE},
	{"SupportedIpFamilies", "u", get_families, NOWHERE},
	{NULL, NULL, NULL, NOWHERE}};

static const struct signal signals[] = {{"StateChanged", "iiu"}, {NULL, NULL}};

const struct interface interface_modem = {.name = INTERFACE,
					  .properties = properties,
					  .methods = modem_methods,
					  .signals = signals};

/* MMModemStateChangeReason: 0 unknown, 1 the user wants it, 3 a failure. */
void modem_tell_state(struct bridge *b, int32_t old)
{
	uint32_t reason =
		b->now.state == MM_STATE_FAILED ? 3 : (uint32_t)b->reason;

	sd_bus_emit_signal(b->bus, b->modem.path, INTERFACE, "StateChanged",
			   "iiu", old, b->now.state, reason);
}
