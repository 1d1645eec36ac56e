/* org.freedesktop.ModemManager1.Modem.Modem3gpp.ProfileManager: the connections
 * that the modem has stored. */
#include "bridge.h"

static GETTER(get_index)
{
	return sd_bus_message_append(reply, "s", "profile-id");
}

/* No password: whoever may connect may not see it for that. */
static int append_profile(sd_bus_message *m,
			  const struct mbim_provisioned_context_element *e)
{
	char apn[128] = "", user[256] = "";
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	facts_text(apn, sizeof(apn), &e->access_string);
	facts_text(user, sizeof(user), &e->user_name);
	err = err < 0 ? err
		      : entry_i32(m, "profile-id", (int32_t)e->context_id);
	err = err < 0 ? err : entry_text(m, "apn", apn);
	if (user[0])
		err = err < 0 ? err : entry_text(m, "user", user);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static int next_profile(sd_bus_message *m, struct att_cursor *c)
{
	struct mbim_provisioned_context_element e;
	int err;

	if (!mbim_provisioned_context_element_next(c, &e))
		return 0;
	err = append_profile(m, &e);
	return err < 0 ? err : 1;
}

static void on_contexts(void *ctx, void *with, uint32_t status,
			struct att_bytes body)
{
	struct mbim_basic_connect_provisioned_contexts_response r;

	if (status ||
	    mbim_basic_connect_provisioned_contexts_response_decode(body, &r)) {
		answer_done(ctx, with, status ? status : MBIM_STATUS_FAILURE,
			    body);
		return;
	}
	answer_list(with, att_cursor_of(&r.provisioned_contexts), next_profile);
}

static int on_list(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	size_t cap;

	(void)error;
	client_ask(&b->client, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		   MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS, false,
		   client_body(&b->client, &cap) ? 0 : -1, on_contexts,
		   sd_bus_message_ref(call));
	return 1;
}

static const struct property properties[] = {
	{"IndexField", "s", get_index, NOWHERE}, {NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"List", "", "aa{sv}", on_list, RIGHT_DEVICE},
	{"Set", "a{sv}", "a{sv}", answer_unsupported, RIGHT_DEVICE},
	{"Delete", "a{sv}", "", answer_unsupported, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

static const struct signal signals[] = {{"Updated", ""}, {NULL, NULL}};

const struct interface interface_profiles = {.name = MM_NAME
					     ".Modem.Modem3gpp.ProfileManager",
					     .properties = properties,
					     .methods = methods,
					     .signals = signals};
