/* The root: org.freedesktop.ModemManager1, and the object manager of modems. */
#include "root.h"

#include <string.h>

#include "connect.h"

static int on_nothing(sd_bus_message *call, void *with, sd_bus_error *error)
{
	(void)with;
	(void)error;
	return sd_bus_reply_method_return(call, NULL);
}

/* --- a modem that a client wants for itself ------------------------------- */

/* attache keeps its channel, for clients by its socket, and nothing more; so a
 * client may also reset the modem. */
void root_tell_inhibition(struct bridge *b)
{
	connect_want(b, b->inhibitor ? MBIM_WANTED_OPEN : MBIM_WANTED_CONNECTED,
		     client_unasked, NULL);
}

void root_end_inhibition(struct bridge *b)
{
	b->inhibitor = sd_bus_track_unref(b->inhibitor);
	root_tell_inhibition(b);
}

static int on_inhibitor_gone(sd_bus_track *track, void *with)
{
	struct bridge *b = with;

	(void)track;
	root_end_inhibition(b);
	b->look(b);
	return 0;
}

static int begin_inhibition(struct bridge *b, sd_bus_message *call)
{
	int err = sd_bus_track_new(b->bus, &b->inhibitor, on_inhibitor_gone, b);

	err = err < 0 ? err : sd_bus_track_add_sender(b->inhibitor, call);
	if (err < 0) {
		b->inhibitor = sd_bus_track_unref(b->inhibitor);
		return err;
	}
	memcpy(b->inhibited, b->now.device, sizeof(b->inhibited));
	root_tell_inhibition(b);
	b->look(b);
	return sd_bus_reply_method_return(call, NULL);
}

static bool is_on(const struct bridge *b, const char *device)
{
	return b->inhibitor
		       ? strcmp(device, b->inhibited) == 0
		       : b->now.there && strcmp(device, b->now.device) == 0;
}

static bool is_of(const struct bridge *b, sd_bus_message *call)
{
	const char *sender = sd_bus_message_get_sender(call);

	return b->inhibitor && sender &&
	       sd_bus_track_contains(b->inhibitor, sender);
}

/* The modem is off the bus until the client says so, or has gone. */
static int on_inhibit(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = ((struct modems *)with)->first;
	const char *device;
	int inhibit;
	int err = sd_bus_message_read(call, "sb", &device, &inhibit);

	if (err < 0)
		return err;
	while (b && !is_on(b, device))
		b = b->next;
	if (b && inhibit && b->inhibitor)
		return sd_bus_error_set(error, ERROR_CORE("InProgress"),
					"another client has the modem");
	if (!b || (!inhibit && !is_of(b, call)))
		return sd_bus_error_set(error, ERROR_CORE("NotFound"),
					"there is no such device");
	if (inhibit)
		return begin_inhibition(b, call);
	root_end_inhibition(b);
	b->look(b);
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
	{"InhibitDevice", "sb", "", on_inhibit, RIGHT_CONTROL},
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
	struct modems *m = with;
	sd_bus_message *reply = NULL;
	int err;

	(void)error;
	if (!sd_bus_message_is_method_call(call, MANAGER, "GetManagedObjects"))
		return 0;
	err = sd_bus_message_new_method_return(call, &reply);
	err = err < 0 ? err
		      : sd_bus_message_open_container(reply, 'a',
						      "{oa{sa{sv}}}");
	for (struct bridge *b = m->first; b && err >= 0; b = b->next)
		if (b->modem.path[0])
			err = append_modem(b, reply);
	err = err < 0 ? err : sd_bus_message_close_container(reply);
	err = err < 0 ? err : sd_bus_send(m->bus, reply, NULL);
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
