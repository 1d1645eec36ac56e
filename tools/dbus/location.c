/* org.freedesktop.ModemManager1.Modem.Location: where the modem is as its
 * network has it. */
#include <stdio.h>

#include "bridge.h"

#define SOURCE_3GPP 1u /* MMModemLocationSource: LAC and cell */

/* MCC, MNC, LAC, cell and TAC, the numbers in hex; 0: not known. */
static int append(sd_bus_message *m, const struct facts *f, bool shown)
{
	const struct facts_place *p = &f->place;
	char text[64];
	int err = sd_bus_message_open_container(m, 'a', "{uv}");

	snprintf(text, sizeof(text), "%.3s,%s,%X,%X,%X", p->operator_code,
		 p->operator_code + 3, p->lac == UINT32_MAX ? 0 : p->lac,
		 p->cell == UINT32_MAX ? 0 : p->cell,
		 p->tac == UINT32_MAX ? 0 : p->tac);
	if (shown && f->located && p->operator_code[0])
		err = err < 0 ? err
			      : sd_bus_message_append(m, "{uv}", SOURCE_3GPP,
						      "s", text);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

/* Only where a client wants it told: everybody reads properties. */
static GETTER(get_location)
{
	const struct facts *f = &BRIDGE_OF(at, place)->now;

	return append(reply, f, f->tells_place);
}

static int on_setup(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	uint32_t sources;
	int signals;
	int err = sd_bus_message_read(call, "ub", &sources, &signals);

	if (err < 0)
		return err;
	if (sources & ~SOURCE_3GPP)
		return sd_bus_error_set(error, ERROR_CORE("Unsupported"),
					"MBIM tells of the cell alone");
	b->now.located = sources;
	b->now.tells_place = signals != 0;
	b->look(b);
	return sd_bus_reply_method_return(call, NULL);
}

static int on_get(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	sd_bus_message *reply = NULL;
	int err = sd_bus_message_new_method_return(call, &reply);

	(void)error;
	err = err < 0 ? err : append(reply, &b->now, true);
	err = err < 0 ? err : sd_bus_send(b->bus, reply, NULL);
	sd_bus_message_unref(reply);
	return err < 0 ? err : 1;
}

static const struct property properties[] = {
	{"Capabilities", "u", get_one, NOWHERE},
	{"SupportedAssistanceData", "u", get_zero, NOWHERE},
	{"Enabled", "u", get_u32, AT(located)},
	{"SignalsLocation", "b", get_bool, AT(tells_place)},
	{"Location", "a{uv}", get_location, AT(place)},
	{"SuplServer", "s", get_no_text, NOWHERE},
	{"AssistanceDataServers", "as", get_no_texts, NOWHERE},
	{"GpsRefreshRate", "u", get_zero, NOWHERE},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"Setup", "ub", "", on_setup, RIGHT_DEVICE},
	{"GetLocation", "", "a{uv}", on_get, RIGHT_LOCATION},
	{"SetSuplServer", "s", "", answer_unsupported, RIGHT_DEVICE},
	{"InjectAssistanceData", "ay", "", answer_unsupported, RIGHT_DEVICE},
	{"SetGpsRefreshRate", "u", "", answer_unsupported, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_location = {.name = MM_NAME ".Modem.Location",
					     .properties = properties,
					     .methods = methods};
