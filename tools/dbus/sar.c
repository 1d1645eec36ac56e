/* org.freedesktop.ModemManager1.Modem.Sar: less power near a body, by
 * Microsoft's "MB SAR Platform Support". */
#include "ask.h"

#define ALL_ANTENNAS 0xffffffffu

static void on_set(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	ask_sar(ctx);
	answer_done(ctx, with, status, body);
}

static int set(sd_bus_message *call, struct bridge *b, bool on, uint32_t level)
{
	const struct mbim_sar_config_state all = {.antenna_index = ALL_ANTENNAS,
						  .backoff_index = level};
	const struct mbim_ms_sar_config_set s = {
		.mode = MBIM_SAR_CONTROL_MODE_OS,
		.backoff_state = on ? MBIM_SAR_BACKOFF_STATE_ENABLED
				    : MBIM_SAR_BACKOFF_STATE_DISABLED,
		.config_states = att_array_of(&all, 1),
	};

	client_ask(&b->client, MBIM_SERVICE_MS_SAR, MBIM_CID_MS_SAR_CONFIG,
		   true,
		   mbim_ms_sar_config_set_encode(&s, client_body(&b->client),
						 CLIENT_BODY),
		   on_set, sd_bus_message_ref(call));
	return 1;
}

static int on_enable(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	int on;
	int err = sd_bus_message_read(call, "b", &on);

	(void)error;
	return err < 0 ? err : set(call, b, on, b->now.sar.level);
}

static int on_set_level(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	uint32_t level;
	int err = sd_bus_message_read(call, "u", &level);

	(void)error;
	return err < 0 ? err : set(call, b, b->now.sar.on, level);
}

static const struct property properties[] = {
	{"State", "b", get_bool, AT(sar.on)},
	{"PowerLevel", "u", get_u32, AT(sar.level)},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"Enable", "b", "", on_enable, RIGHT_DEVICE},
	{"SetPowerLevel", "u", "", on_set_level, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_sar = {.name = MM_NAME ".Modem.Sar",
					.properties = properties,
					.methods = methods};
