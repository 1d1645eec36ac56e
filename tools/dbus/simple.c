/* org.freedesktop.ModemManager1.Modem.Simple: connect and disconnect. */
#include <errno.h>
#include <string.h>

#include "bearers.h"
#include "connect.h"
#include "wish.h"

/* The bearer of this wish, or a new one, in place of one that is not used where
 * there are as many as may be. 0 or -errno. */
static int bearer_for(struct bridge *b, const struct facts_wish *w,
		      struct bearer **r)
{
	int err;

	*r = bearers_of_wish(b, w);
	if (*r)
		return 0;
	err = bearers_add(b, w, r);
	if (err == -ENOSPC && bearers_spare(b)) {
		bearers_remove(bearers_spare(b));
		err = bearers_add(b, w, r);
	}
	return err;
}

static int on_connect(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	struct facts_wish w;
	struct bearer *r;
	char pin[17] = "", operator_code[8] = "";
	int err = wish_read(call, &w, pin, operator_code, error);

	if (err < 0)
		return err;
	err = bearer_for(b, &w, &r);
	if (err == -ENOSPC)
		return sd_bus_error_set(error, ERROR_CORE("TooMany"),
					"the modem has no more sessions");
	if (err < 0)
		return err;
	strcpy(r->pin, pin);
	strcpy(r->operator_code, operator_code);
	if (r->now.link.connected)
		return sd_bus_reply_method_return(call, "o", r->object.path);
	return connect_begin(r, call, true, error);
}

static int on_disconnect(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	struct bearer *r;
	const char *path;
	int err = sd_bus_message_read(call, "o", &path);

	if (err < 0)
		return err;
	r = bearers_of_path(b, path);
	if (!r && strcmp(path, "/") != 0)
		return sd_bus_error_set(error, ERROR_CORE("NotFound"),
					"there is no such bearer");
	return connect_end(b, r, call, error);
}

static int append_status(sd_bus_message *m, const struct facts *f)
{
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	err = err < 0 ? err : entry_u32(m, "state", (uint32_t)f->state);
	err = err < 0 ? err
		      : sd_bus_message_append(m, "{sv}", "signal-quality",
					      "(ub)", f->quality, 1);
	err = err < 0 ? err : entry_u32(m, "access-technologies", f->access);
	err = err < 0 ? err
		      : entry_u32(m, "m3gpp-registration-state",
				  f->registration);
	err = err < 0 ? err
		      : entry_text(m, "m3gpp-operator-code", f->operator_code);
	err = err < 0 ? err
		      : entry_text(m, "m3gpp-operator-name", f->operator_name);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static int on_get_status(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	sd_bus_message *reply = NULL;
	int err = sd_bus_message_new_method_return(call, &reply);

	(void)error;
	err = err < 0 ? err : append_status(reply, &b->now);
	err = err < 0 ? err : sd_bus_send(b->bus, reply, NULL);
	sd_bus_message_unref(reply);
	return err < 0 ? err : 1;
}

static const struct method methods[] = {
	{"Connect", "a{sv}", "o", on_connect, RIGHT_DEVICE},
	{"Disconnect", "o", "", on_disconnect, RIGHT_DEVICE},
	{"GetStatus", "", "a{sv}", on_get_status, NULL},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_simple = {.name = MM_NAME ".Modem.Simple",
					   .methods = methods};
