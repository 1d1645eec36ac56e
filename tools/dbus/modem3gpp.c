/* org.freedesktop.ModemManager1.Modem.Modem3gpp. */
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "nr5g.h"
#include "wish.h"

static GETTER(get_no_pco)
{
	return sd_bus_message_append(reply, "a(ubay)", 0);
}

static GETTER(get_settings)
{
	return wish_append(reply, at);
}

/* Empty: the network lets the modem in. */
static GETTER(get_rejection)
{
	const struct facts_rejection *r = at;
	int err = sd_bus_message_open_container(reply, 'a', "{sv}");

	if (r->error)
		err = err < 0 ? err : entry_u32(reply, "error", r->error);
	if (r->operator_code[0])
		err = err < 0 ? err
			      : entry_text(reply, "operator-id",
					   r->operator_code);
	if (r->operator_name[0])
		err = err < 0 ? err
			      : entry_text(reply, "operator-name",
					   r->operator_name);
	return err < 0 ? err : sd_bus_message_close_container(reply);
}

static const struct property properties[] = {
	{"Imei", "s", get_text, AT(imei)},
	{"RegistrationState", "u", get_u32, AT(registration)},
	{"OperatorCode", "s", get_text, AT(operator_code)},
	{"OperatorName", "s", get_text, AT(operator_name)},
	{"EnabledFacilityLocks", "u", get_u32, AT(facilities)},
	{"SubscriptionState", "u", get_zero, NOWHERE},
	{"EpsUeModeOperation", "u", get_zero, NOWHERE},
	{"Pco", "a(ubay)", get_no_pco, NOWHERE},
	{"InitialEpsBearer", "o", get_path, AT(eps_path)},
	{"InitialEpsBearerSettings", "a{sv}", get_settings, AT(eps)},
	{"PacketServiceState", "u", get_u32, AT(packet_service)},
	{"NetworkRejection", "a{sv}", get_rejection, AT(rejection)},
	{"Nr5gRegistrationSettings", "a{sv}", nr5g_get, AT(nr5g)},
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
	char code[16], name[128];
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	facts_text(code, sizeof(code), &p->provider_id);
	facts_text(name, sizeof(name), &p->provider_name);
	err = err < 0 ? err
		      : entry_u32(m, "status", availability(p->provider_state));
	err = err < 0 ? err : entry_text(m, "operator-code", code);
	err = err < 0 ? err : entry_text(m, "operator-long", name);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static int next_network(sd_bus_message *m, struct att_cursor *c)
{
	struct mbim_provider e;
	int err;

	if (!mbim_provider_next(c, &e))
		return 0;
	err = append_network(m, &e);
	return err < 0 ? err : 1;
}

static void on_visible(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	struct mbim_basic_connect_visible_providers_response r;

	if (status ||
	    mbim_basic_connect_visible_providers_response_decode(body, &r)) {
		answer_done(ctx, with, status ? status : MBIM_STATUS_FAILURE,
			    body);
		return;
	}
	answer_list(with, att_cursor_of(&r.providers), next_network);
}

static int on_scan(sd_bus_message *call, void *with, sd_bus_error *error)
{
	const struct mbim_basic_connect_visible_providers_query q = {0};
	struct bridge *b = with;

	(void)error;
	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_VISIBLE_PROVIDERS, false,
		   mbim_basic_connect_visible_providers_query_encode(
			   &q, client_body(&b->client), CLIENT_BODY),
		   on_visible, sd_bus_message_ref(call));
	return 1;
}

/* With the number of a network, or with the one that the modem chooses. */
static int on_register(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_basic_connect_register_state_set set;
	struct bridge *b = with;
	const char *code;
	int err = sd_bus_message_read(call, "s", &code);

	(void)error;
	if (err < 0)
		return err;
	snprintf(b->registered, sizeof(b->registered), "%s", code);
	set = (struct mbim_basic_connect_register_state_set){
		.provider_id = att_str_utf8(code),
		.register_action = code[0] ? MBIM_REGISTER_ACTION_MANUAL
					   : MBIM_REGISTER_ACTION_AUTOMATIC,
	};
	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_REGISTER_STATE, true,
		   mbim_basic_connect_register_state_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   answer_done, sd_bus_message_ref(call));
	return 1;
}

static int on_set_packet_service(sd_bus_message *call, void *with,
				 sd_bus_error *error)
{
	struct mbim_basic_connect_packet_service_set set;
	struct bridge *b = with;
	uint32_t state;
	int err = sd_bus_message_read(call, "u", &state);

	if (err < 0)
		return err;
	if (state != 1 && state != 2) /* MMModem3gppPacketServiceState */
		return sd_bus_error_set(error, ERROR_CORE("InvalidArgs"),
					"it is detached or attached");
	set.packet_service_action = state == 2
					    ? MBIM_PACKET_SERVICE_ACTION_ATTACH
					    : MBIM_PACKET_SERVICE_ACTION_DETACH;
	return answer_by(b, call, MBIM_SERVICE_BASIC_CONNECT,
			 MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
			 mbim_basic_connect_packet_service_set_encode(
				 &set, client_body(&b->client), CLIENT_BODY));
}

/* The bits of MMModem3gppFacility stand in the order of these. */
static int on_disable_lock(sd_bus_message *call, void *with,
			   sd_bus_error *error)
{
	struct mbim_basic_connect_pin_set set = {
		.pin_operation = MBIM_PIN_OPERATION_DISABLE,
		.new_pin = att_str_utf8(""),
	};
	struct bridge *b = with;
	uint32_t facility;
	const char *key;
	int err = sd_bus_message_read(call, "(us)", &facility, &key);

	if (err < 0)
		return err;
	if (facility == 0 || facility & (facility - 1) || facility > 1u << 7)
		return sd_bus_error_set(error, ERROR_CORE("InvalidArgs"),
					"it is one facility");
	set.pin_type = MBIM_PIN_TYPE_PIN1;
	while (facility >>= 1)
		set.pin_type++;
	set.pin = att_str_utf8(key);
	b->asked_lock = MM_LOCK_UNKNOWN; /* what is locked is asked anew */
	return answer_by(b, call, MBIM_SERVICE_BASIC_CONNECT,
			 MBIM_CID_BASIC_CONNECT_PIN,
			 mbim_basic_connect_pin_set_encode(
				 &set, client_body(&b->client), CLIENT_BODY));
}

/* --- the initial bearer --------------------------------------------------- */

static void on_initial(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	ask_initial(ctx);
	answer_done(ctx, with, status, body);
}

/* The same at home and abroad. */
static int on_set_initial(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_configuration_set
		set;
	struct mbim_lte_attach_configuration e[3];
	struct bridge *b = with;
	struct facts_wish w;
	int err = wish_read(call, &w, NULL, NULL, error);

	if (err < 0)
		return err;
	if (!(b->services & BRIDGE_EXTENSIONS))
		return answer_unsupported(call, with, error);
	for (unsigned i = 0; i < 3; i++)
		e[i] = (struct mbim_lte_attach_configuration){
			.ip_type = wish_ip_type(&w),
			.roaming = i,
			.source = MBIM_CONTEXT_SOURCE_USER,
			.access_string = att_str_utf8(w.apn),
			.user_name = att_str_utf8(w.user),
			.password = att_str_utf8(w.password),
			.auth_protocol = wish_auth(&w),
		};
	set.operation = MBIM_LTE_ATTACH_CONTEXT_OPERATION_DEFAULT;
	set.configurations = att_array_of(e, 3);
	client_ask(
		&b->client, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_CONFIGURATION,
		true,
		mbim_ms_basic_connect_extensions_lte_attach_configuration_set_encode(
			&set, client_body(&b->client), CLIENT_BODY),
		on_initial, sd_bus_message_ref(call));
	return 1;
}

static const struct method methods[] = {
	{"Register", "s", "", on_register, RIGHT_DEVICE},
	{"Scan", "", "aa{sv}", on_scan, RIGHT_DEVICE},
	{"SetEpsUeModeOperation", "u", "", answer_unsupported, RIGHT_DEVICE},
	{"SetInitialEpsBearerSettings", "a{sv}", "", on_set_initial,
	 RIGHT_DEVICE},
	{"DisableFacilityLock", "(us)", "", on_disable_lock, RIGHT_DEVICE},
	{"SetCarrierLock", "ay", "", answer_unsupported, RIGHT_DEVICE},
	{"SetPacketServiceState", "u", "", on_set_packet_service, RIGHT_DEVICE},
	{"SetNr5gRegistrationSettings", "a{sv}", "", nr5g_on_set, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_modem3gpp = {.name = MM_NAME
					      ".Modem.Modem3gpp",
					      .properties = properties,
					      .methods = methods};
