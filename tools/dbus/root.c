/* The root: org.freedesktop.ModemManager1, and the object manager of modems. */
#include "root.h"

#include <string.h>

static int on_nothing(sd_bus_message *call, void *with, sd_bus_error *error)
{
	(void)with;
	(void)error;
	return sd_bus_reply_method_return(call, NULL);
}

/* Clients ask it for what ModemManager can do since when. */
static GETTER(get_version)
{
	return sd_bus_message_append(reply, "s", "1.20.0");
}

static const struct property properties[] = {
	{"Version", "s", get_version, NOWHERE}, {NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"ScanDevices", "", "", on_nothing,
	 RIGHT_CONTROL}, /* attache looks all the time */
	{"SetLogging", "s", "", on_nothing, RIGHT_CONTROL},
	{"ReportKernelEvent", "a{sv}", "", answer_unsupported, RIGHT_CONTROL},
	{"InhibitDevice", "sb", "", answer_unsupported, RIGHT_CONTROL},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_root = {
	.name = MM_NAME, .properties = properties, .methods = methods};

/* --- the object manager --------------------------------------------------- */

#define MANAGER "org.freedesktop.DBus.ObjectManager"

static int append_modem(struct bridge *b, sd_bus_message *m)
{
	int err = sd_bus_message_open_container(m, 'e', "oa{sa{sv}}");

	err = err < 0 ? err : sd_bus_message_append(m, "o", b->modem.path);
	err = err < 0 ? err : objects_append(b->bus, &b->modem, &b->now, m);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

/* sd-bus has an object manager of its own, which would show SIMs and bearers
 * as modems: clients take every object for one. */
int root_filter(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	sd_bus_message *reply = NULL;
	int err;

	(void)error;
	if (!sd_bus_message_is_method_call(call, MANAGER, "GetManagedObjects"))
		return 0;
	err = sd_bus_message_new_method_return(call, &reply);
	err = err < 0 ? err
		      : sd_bus_message_open_container(reply, 'a',
						      "{oa{sa{sv}}}");
	if (err >= 0 && b->modem.path[0])
		err = append_modem(b, reply);
	err = err < 0 ? err : sd_bus_message_close_container(reply);
	err = err < 0 ? err : sd_bus_send(b->bus, reply, NULL);
	sd_bus_message_unref(reply);
	return err < 0 ? err : 1;
}

void root_tell_added(struct bridge *b)
{
	sd_bus_message *m = NULL;
	int err = sd_bus_message_new_signal(b->bus, &m, MM_PATH, MANAGER,
					    "InterfacesAdded");

	err = err < 0 ? err : sd_bus_message_append(m, "o", b->modem.path);
	err = err < 0 ? err : objects_append(b->bus, &b->modem, &b->now, m);
	if (err >= 0)
		sd_bus_send(b->bus, m, NULL);
	sd_bus_message_unref(m);
}

void root_tell_removed(struct bridge *b)
{
	sd_bus_message *m = NULL;
	int err = sd_bus_message_new_signal(b->bus, &m, MM_PATH, MANAGER,
					    "InterfacesRemoved");

	err = err < 0 ? err : sd_bus_message_append(m, "o", b->modem.path);
	err = err < 0 ? err : sd_bus_message_open_container(m, 'a', "s");
	for (unsigned i = 0; i < OBJECTS_INTERFACES && b->modem.interface[i];
	     i++)
		err = err < 0 ? err
			      : sd_bus_message_append(
					m, "s", b->modem.interface[i]->name);
	err = err < 0 ? err : sd_bus_message_close_container(m);
	if (err >= 0)
		sd_bus_send(b->bus, m, NULL);
	sd_bus_message_unref(m);
}
