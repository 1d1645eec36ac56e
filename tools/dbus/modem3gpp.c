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

/* --- networks ------------------------------------------------------------- */

/* MMModem3gppNetworkAvailability. */
static uint32_t availability(uint32_t provider_state)
{
	if (provider_state & MBIM_PROVIDER_STATE_REGISTERED)
		return 2;
	if (provider_state & MBIM_PROVIDER_STATE_FORBIDDEN)
		return 3;
	return provider_state & MBIM_PROVIDER_STATE_VISIBLE ? 1 : 0;
}

static int append_network(sd_bus_message *m, const struct mbim_provider *p)
{
	char code[16] = "", name[128] = "";
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	att_str_get(&p->provider_id, code, sizeof(code));
	att_str_get(&p->provider_name, name, sizeof(name));
	err = err < 0 ? err
		      : entry_u32(m, "status", availability(p->provider_state));
	err = err < 0 ? err : entry_text(m, "operator-code", code);
	err = err < 0 ? err : entry_text(m, "operator-long", name);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static void on_visible(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	struct mbim_basic_connect_visible_providers_response r;
	sd_bus_message *call = with, *reply = NULL;
	struct mbim_provider p;
	struct att_cursor c;
	int err;

	if (status ||
	    mbim_basic_connect_visible_providers_response_decode(body, &r)) {
		answer_done(ctx, with, status ? status : MBIM_STATUS_FAILURE,
			    body);
		return;
	}
	err = sd_bus_message_new_method_return(call, &reply);
	err = err < 0 ? err
		      : sd_bus_message_open_container(reply, 'a', "a{sv}");
	c = att_cursor_of(&r.providers);
	while (err >= 0 && mbim_provider_next(&c, &p))
		err = append_network(reply, &p);
	err = err < 0 ? err : sd_bus_message_close_container(reply);
	if (err >= 0)
		sd_bus_send(NULL, reply, NULL);
	sd_bus_message_unref(reply);
	sd_bus_message_unref(call);
}

static int on_scan(sd_bus_message *call, void *with, sd_bus_error *error)
{
	const struct mbim_basic_connect_visible_providers_query q = {0};
	struct bridge *b = with;
	size_t cap;
	uint8_t *body = client_body(&b->client, &cap);

	(void)error;
	client_ask(&b->client, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		   MBIM_CID_BASIC_CONNECT_VISIBLE_PROVIDERS, false,
		   body ? mbim_basic_connect_visible_providers_query_encode(
				  &q, body, cap)
			: -1,
		   on_visible, sd_bus_message_ref(call));
	return 1;
}

/* With the number of a network, or with the one that the modem chooses. */
static int on_register(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_basic_connect_register_state_set set;
	struct bridge *b = with;
	const char *code;
	size_t cap;
	uint8_t *body = client_body(&b->client, &cap);
	int err = sd_bus_message_read(call, "s", &code);

	(void)error;
	if (err < 0)
		return err;
	set = (struct mbim_basic_connect_register_state_set){
		.provider_id = att_str_utf8(code),
		.register_action = code[0] ? MBIM_REGISTER_ACTION_MANUAL
					   : MBIM_REGISTER_ACTION_AUTOMATIC,
	};
	client_ask(&b->client, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		   MBIM_CID_BASIC_CONNECT_REGISTER_STATE, true,
		   body ? mbim_basic_connect_register_state_set_encode(
				  &set, body, cap)
			: -1,
		   answer_done, sd_bus_message_ref(call));
	return 1;
}

static const struct method methods[] = {
	{"Register", "s", "", on_register, RIGHT_DEVICE},
	{"Scan", "", "aa{sv}", on_scan, RIGHT_DEVICE},
	{"SetEpsUeModeOperation", "u", "", answer_unsupported, RIGHT_DEVICE},
	{"SetInitialEpsBearerSettings", "a{sv}", "", answer_unsupported,
	 RIGHT_DEVICE},
	{"DisableFacilityLock", "us", "", answer_unsupported, RIGHT_DEVICE},
	{"SetPacketServiceState", "u", "", answer_unsupported, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_modem3gpp = {.name = MM_NAME
					      ".Modem.Modem3gpp",
					      .properties = properties,
					      .methods = methods};
