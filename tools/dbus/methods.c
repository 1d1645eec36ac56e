/* The methods of org.freedesktop.ModemManager1.Modem. */
#include <errno.h>
#include <string.h>

#include "bearers.h"
#include "cells.h"
#include "connect.h"
#include "wish.h"

#define MODE_ANY  UINT32_MAX
#define MODE_NONE 0u

static int on_enable(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	int enable;
	int err = sd_bus_message_read(call, "b", &enable);

	(void)error;
	if (err < 0)
		return err;
	if (enable)
		b->now.power = MM_POWER_ON;
	else
		connect_give_up(b, "the modem is being disabled");
	b->reason = 1;
	connect_want(b, enable ? MBIM_WANTED_CONNECTED : MBIM_WANTED_OPEN,
		     answer_done, sd_bus_message_ref(call));
	return 1;
}

static void on_power(void *ctx, void *with, uint32_t status,
		     struct att_bytes body)
{
	struct bridge *b = ctx;

	if (!status)
		b->now.power = b->power;
	answer_done(ctx, with, status, body);
}

/* The radio, on an open channel; attache switches it on by itself where it is
 * to be attached. */
static int on_set_power_state(sd_bus_message *call, void *with,
			      sd_bus_error *error)
{
	struct mbim_basic_connect_radio_state_set set;
	struct bridge *b = with;
	uint32_t power;
	int err = sd_bus_message_read(call, "u", &power);

	if (err < 0)
		return err;
	if (power != MM_POWER_LOW && power != MM_POWER_ON)
		return answer_unsupported(call, with, error);
	if (power == MM_POWER_LOW && b->now.state > MM_STATE_DISABLED)
		return sd_bus_error_set(error, ERROR_CORE("WrongState"),
					"the modem is enabled");
	b->power = power;
	set.radio_state = power == MM_POWER_ON ? MBIM_RADIO_SWITCH_STATE_ON
					       : MBIM_RADIO_SWITCH_STATE_OFF;
	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_RADIO_STATE, true,
		   mbim_basic_connect_radio_state_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_power, sd_bus_message_ref(call));
	return 1;
}

/* --- bearers -------------------------------------------------------------- */

static int on_list_bearers(sd_bus_message *call, void *with,
			   sd_bus_error *error)
{
	struct bridge *b = with;
	sd_bus_message *reply = NULL;
	int err = sd_bus_message_new_method_return(call, &reply);

	(void)error;
	err = err < 0 ? err : bearers_append(reply, b);
	err = err < 0 ? err : sd_bus_send(b->bus, reply, NULL);
	sd_bus_message_unref(reply);
	return err < 0 ? err : 1;
}

static int on_create_bearer(sd_bus_message *call, void *with,
			    sd_bus_error *error)
{
	struct bridge *b = with;
	struct facts_wish w;
	struct bearer *r;
	int err = wish_read(call, &w, NULL, NULL, error);

	err = err < 0 ? err : bearers_add(b, &w, &r);
	if (err == -ENOSPC)
		return sd_bus_error_set(error, ERROR_CORE("TooMany"),
					"the modem has no more sessions");
	if (err < 0)
		return err;
	b->look(b);
	return sd_bus_reply_method_return(call, "o", r->object.path);
}

static int on_delete_bearer(sd_bus_message *call, void *with,
			    sd_bus_error *error)
{
	struct bridge *b = with;
	struct bearer *r;
	const char *path;
	int err = sd_bus_message_read(call, "o", &path);

	if (err < 0)
		return err;
	r = bearers_of_path(b, path);
	if (!r)
		return sd_bus_error_set(error, ERROR_CORE("NotFound"),
					"there is no such bearer");
	if (r->now.link.connected || r->connecting)
		return sd_bus_error_set(error, ERROR_CORE("WrongState"),
					"the bearer is connected");
	bearers_remove(r);
	b->look(b);
	return sd_bus_reply_method_return(call, NULL);
}

/* --- what it may use ------------------------------------------------------ */

static void on_modes(void *ctx, void *with, uint32_t status,
		     struct att_bytes body)
{
	struct bridge *b = ctx;

	if (!status)
		b->now.modes.allowed = b->modes;
	answer_done(ctx, with, status, body);
}

/* With the registration that is wanted: MBIM has the two in one. */
static int on_set_modes(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_basic_connect_register_state_set set;
	struct bridge *b = with;
	uint32_t allowed, preferred;
	int err = sd_bus_message_read(call, "(uu)", &allowed, &preferred);

	if (err < 0)
		return err;
	if (allowed == MODE_ANY)
		allowed = b->now.modes.supported;
	if (!allowed || allowed & ~b->now.modes.supported ||
	    (preferred != MODE_NONE && preferred != MODE_ANY))
		return sd_bus_error_set(error, ERROR_CORE("Unsupported"),
					"the modem does not have these modes");
	b->modes = allowed;
	set = (struct mbim_basic_connect_register_state_set){
		.provider_id = att_str_utf8(b->registered),
		.register_action = b->registered[0]
					   ? MBIM_REGISTER_ACTION_MANUAL
					   : MBIM_REGISTER_ACTION_AUTOMATIC,
		.data_class = facts_data_class(allowed, b->ex),
	};
	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_REGISTER_STATE, true,
		   mbim_basic_connect_register_state_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_modes, sd_bus_message_ref(call));
	return 1;
}

static int on_set_slot(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response
		set;
	struct mbim_uicc_slot map;
	struct bridge *b = with;
	uint32_t slot;
	int err = sd_bus_message_read(call, "u", &slot);

	if (err < 0)
		return err;
	if (!b->now.slots.n)
		return answer_unsupported(call, with, error);
	if (slot < 1 || slot > b->now.slots.n)
		return sd_bus_error_set(error, ERROR_CORE("InvalidArgs"),
					"the modem does not have this slot");
	map.slot = slot - 1;
	set.slot_map = att_array_of(&map, 1);
	b->asked_caps = false; /* it is told anew which is used */
	return answer_by(
		b, call, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_SLOT_MAPPINGS,
		mbim_ms_basic_connect_extensions_device_slot_mappings_response_encode(
			&set, client_body(&b->client), CLIENT_BODY));
}

/* --- reset ---------------------------------------------------------------- */

static void on_reset(void *ctx, void *with, uint32_t status,
		     struct att_bytes body)
{
	(void)body;
	answer_done(ctx, with, status, att_bytes_of(NULL, 0));
	connect_want(ctx, MBIM_WANTED_CONNECTED, client_unasked, NULL);
}

static void on_left(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct bridge *b = ctx;

	(void)status;
	(void)body;
	client_ask(&b->client, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		   MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_RESET, true, 0,
		   on_reset, with);
}

/* attache has no modem reset that it works with: so it leaves it alone for that
 * time. */
static int on_reset_modem(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;

	if (!(b->services & BRIDGE_EXTENSIONS))
		return answer_unsupported(call, with, error);
	connect_give_up(b, "the modem is being reset");
	connect_want(b, MBIM_WANTED_OPEN, on_left, sd_bus_message_ref(call));
	return 1;
}

const struct method modem_methods[] = {
	{"Enable", "b", "", on_enable, RIGHT_DEVICE},
	{"ListBearers", "", "ao", on_list_bearers, NULL},
	{"CreateBearer", "a{sv}", "o", on_create_bearer, RIGHT_DEVICE},
	{"DeleteBearer", "o", "", on_delete_bearer, RIGHT_DEVICE},
	{"Reset", "", "", on_reset_modem, RIGHT_DEVICE},
	{"FactoryReset", "s", "", answer_unsupported, RIGHT_DEVICE},
	{"SetPowerState", "u", "", on_set_power_state, RIGHT_DEVICE},
	{"SetCurrentCapabilities", "u", "", answer_unsupported, RIGHT_DEVICE},
	{"SetCurrentModes", "(uu)", "", on_set_modes, RIGHT_DEVICE},
	{"SetCurrentBands", "au", "", answer_unsupported, RIGHT_DEVICE},
	{"SetPrimarySimSlot", "u", "", on_set_slot, RIGHT_DEVICE},
	{"GetCellInfo", "", "aa{sv}", cells_on_get, RIGHT_DEVICE},
	{"Command", "su", "s", answer_unsupported, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};
