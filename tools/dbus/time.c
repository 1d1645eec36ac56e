/* org.freedesktop.ModemManager1.Modem.Time: the network's clock (NITZ). */
#include <stdio.h>
#include <stdlib.h>

#include "bridge.h"

/* With the offset to UTC, if it is known. */
static void on_nitz(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_ms_voice_extensions_nitz_response r;
	sd_bus_message *call = with;
	char text[64];
	int n, zone;

	if (status || mbim_ms_voice_extensions_nitz_response_decode(body, &r) ||
	    !r.year) {
		answer_done(ctx, with, status ? status : MBIM_STATUS_FAILURE,
			    body);
		return;
	}
	n = snprintf(text, sizeof(text), "%04u-%02u-%02uT%02u:%02u:%02u",
		     r.year, r.month, r.day, r.hour, r.minute, r.second);
	zone = (int)r.time_zone_offset_minutes;
	if (r.time_zone_offset_minutes != UINT32_MAX && n > 0 && n < 32)
		snprintf(text + n, sizeof(text) - (size_t)n, "%c%02d:%02d",
			 zone < 0 ? '-' : '+', abs(zone) / 60, abs(zone) % 60);
	sd_bus_reply_method_return(call, "s", text);
	sd_bus_message_unref(call);
}

static int on_get(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;

	(void)error;
	client_ask(&b->client, MBIM_SERVICE_MS_VOICE_EXTENSIONS,
		   MBIM_CID_MS_VOICE_EXTENSIONS_NITZ, false, 0, on_nitz,
		   sd_bus_message_ref(call));
	return 1;
}

static const struct property properties[] = {
	{"NetworkTimezone", "a{sv}", get_no_values, NOWHERE},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"GetNetworkTime", "", "s", on_get, RIGHT_TIME},
	{NULL, NULL, NULL, NULL, NULL}};

static const struct signal signals[] = {{"NetworkTimeChanged", "s"},
					{NULL, NULL}};

const struct interface interface_time = {.name = MM_NAME ".Modem.Time",
					 .properties = properties,
					 .methods = methods,
					 .signals = signals};
