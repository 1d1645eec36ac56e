/* org.freedesktop.ModemManager1.Modem.Messaging. */
#include "messages.h"

#define STORAGE_ME 2u /* MMSmsStorage */

static GETTER(get_messages)
{
	return messages_append(reply, BRIDGE_OF(at, messages));
}

static GETTER(get_storages)
{
	return sd_bus_message_append(reply, "au", 1, STORAGE_ME);
}

static GETTER(get_storage)
{
	return sd_bus_message_append(reply, "u", STORAGE_ME);
}

static int on_list(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	sd_bus_message *reply = NULL;
	int err = sd_bus_message_new_method_return(call, &reply);

	(void)error;
	err = err < 0 ? err : messages_append(reply, b);
	err = err < 0 ? err : sd_bus_send(b->bus, reply, NULL);
	sd_bus_message_unref(reply);
	return err < 0 ? err : 1;
}

static int on_create(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	struct sms *s;
	int err = messages_create(b, call, &s, error);

	if (err < 0)
		return err;
	b->look(b);
	return sd_bus_reply_method_return(call, "o", s->object.path);
}

static void on_deleted(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	answer_done(ctx, with, status, body);
	messages_look(ctx);
}

static int on_delete(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_attache_message_delete_set set;
	struct bridge *b = with;
	struct sms *s;
	const char *path;
	int err = sd_bus_message_read(call, "o", &path);

	if (err < 0)
		return err;
	s = messages_of_path(b, path);
	if (!s)
		return sd_bus_error_set(error, ERROR_CORE("NotFound"),
					"there is no such message");
	if (s->id == DRAFT) {
		messages_remove(s);
		b->look(b);
		return sd_bus_reply_method_return(call, NULL);
	}
	set.message_id = s->id;
	client_ask(&b->client, MBIM_SERVICE_ATTACHE,
		   MBIM_CID_ATTACHE_MESSAGE_DELETE, true,
		   mbim_attache_message_delete_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_deleted, sd_bus_message_ref(call));
	return 1;
}

static const struct property properties[] = {
	{"Messages", "ao", get_messages, AT(messages)},
	{"SupportedStorages", "au", get_storages, NOWHERE},
	{"DefaultStorage", "u", get_storage, NOWHERE},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"List", "", "ao", on_list, NULL},
	{"Create", "a{sv}", "o", on_create, RIGHT_MESSAGING},
	{"SetDefaultStorage", "u", "", answer_unsupported, RIGHT_MESSAGING},
	{"Delete", "o", "", on_delete, RIGHT_MESSAGING},
	{NULL, NULL, NULL, NULL, NULL}};

static const struct signal signals[] = {
	{"Added", "ob"}, {"Deleted", "o"}, {NULL, NULL}};

const struct interface interface_messaging = {.name = MM_NAME
					      ".Modem.Messaging",
					      .properties = properties,
					      .methods = methods,
					      .signals = signals};
