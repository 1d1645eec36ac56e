/* org.freedesktop.ModemManager1.Sim. */
#include "ask.h"

static GETTER(get_true)
{
	return sd_bus_message_append(reply, "b", 1);
}

static GETTER(get_no_bytes)
{
	return sd_bus_message_append(reply, "ay", 0);
}

static const struct property properties[] = {
	{"Active", "b", get_true, NOWHERE},
	{"SimIdentifier", "s", get_text, AT(iccid)},
	{"Imsi", "s", get_text, AT(imsi)},
	{"Eid", "s", get_no_text, NOWHERE},
	{"OperatorIdentifier", "s", get_text, AT(sim_operator)},
	{"OperatorName", "s", get_text, AT(sim_operator_name)},
	{"EmergencyNumbers", "as", get_no_texts, NOWHERE},
	{"PreferredNetworks", "a(su)", get_preferred, AT(preferred)},
	{"Gid1", "ay", get_no_bytes, NOWHERE},
	{"Gid2", "ay", get_no_bytes, NOWHERE},
	{"SimType", "u", get_u32, AT(card.type)},
	{"EsimStatus", "u", get_u32, AT(card.esim)},
	{"Removability", "u", get_zero, NOWHERE},
	{NULL, NULL, NULL, NOWHERE}};

static void on_answer(void *ctx, void *with, uint32_t status,
		      struct att_bytes body)
{
	struct bridge *b = ctx;
	sd_bus_message *call = with;

	ask_pin(b);
	if (!errors_is_wrong_pin(status, body)) {
		answer_done(ctx, with, status, body);
		return;
	}
	sd_bus_reply_method_errorf(call, ERROR_MOBILE("IncorrectPassword"),
				   "the SIM refuses the PIN");
	sd_bus_message_unref(call);
}

/* One operation on PIN1. */
static int ask(sd_bus_message *call, struct bridge *b, uint32_t type,
	       uint32_t operation, const char *pin, const char *new_pin)
{
	const struct mbim_basic_connect_pin_set set = {
		.pin_type = type,
		.pin_operation = operation,
		.pin = att_str_utf8(pin),
		.new_pin = att_str_utf8(new_pin),
	};

	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_PIN, true,
		   mbim_basic_connect_pin_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_answer, sd_bus_message_ref(call));
	return 1;
}

static int on_send_pin(sd_bus_message *call, void *with, sd_bus_error *error)
{
	const char *pin;
	int err = sd_bus_message_read(call, "s", &pin);

	(void)error;
	return err < 0 ? err
		       : ask(call, with, MBIM_PIN_TYPE_PIN1,
			     MBIM_PIN_OPERATION_ENTER, pin, "");
}

static int on_send_puk(sd_bus_message *call, void *with, sd_bus_error *error)
{
	const char *puk, *pin;
	int err = sd_bus_message_read(call, "ss", &puk, &pin);

	(void)error;
	return err < 0 ? err
		       : ask(call, with, MBIM_PIN_TYPE_PUK1,
			     MBIM_PIN_OPERATION_ENTER, puk, pin);
}

static int on_enable_pin(sd_bus_message *call, void *with, sd_bus_error *error)
{
	const char *pin;
	int enable;
	int err = sd_bus_message_read(call, "sb", &pin, &enable);

	(void)error;
	return err < 0 ? err
		       : ask(call, with, MBIM_PIN_TYPE_PIN1,
			     enable ? MBIM_PIN_OPERATION_ENABLE
				    : MBIM_PIN_OPERATION_DISABLE,
			     pin, "");
}

static int on_change_pin(sd_bus_message *call, void *with, sd_bus_error *error)
{
	const char *old, *pin;
	int err = sd_bus_message_read(call, "ss", &old, &pin);

	(void)error;
	return err < 0 ? err
		       : ask(call, with, MBIM_PIN_TYPE_PIN1,
			     MBIM_PIN_OPERATION_CHANGE, old, pin);
}

static const struct method methods[] = {
	{"SendPin", "s", "", on_send_pin, RIGHT_DEVICE},
	{"SendPuk", "ss", "", on_send_puk, RIGHT_DEVICE},
	{"EnablePin", "sb", "", on_enable_pin, RIGHT_DEVICE},
	{"ChangePin", "ss", "", on_change_pin, RIGHT_DEVICE},
	{"SetPreferredNetworks", "a(su)", "", preferred_set, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_sim = {
	.name = MM_NAME ".Sim", .properties = properties, .methods = methods};
