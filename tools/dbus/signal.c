/* org.freedesktop.ModemManager1.Modem.Signal. */
#include <string.h>

#include "core/facts.h"
#include "dict.h"

/* How often, in s, where a client wants thresholds alone; ModemManager's. */
#define SOME_S 5u

/* MMModemAccessTechnology. */
#define LTE    (1u << 14)
#define NR5G   (1u << 15)
#define UMTS   (1u << 5 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 9)
#define OTHERS (1u << 1 | 1u << 3 | 1u << 4)

static int entry(sd_bus_message *m, const char *key, int32_t value,
		 int32_t unknown)
{
	return value == unknown ? 0
				: sd_bus_message_append(m, "{sv}", key, "d",
							(double)value);
}

/* Empty where the cell is of another technology. */
static int append(sd_bus_message *m, const struct facts_signal *s, bool of_it,
		  bool reference)
{
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	if (of_it && !reference)
		err = err < 0 ? err : entry(m, "rssi", s->rssi, 0);
	if (of_it && reference) {
		err = err < 0 ? err
			      : entry(m, "rsrp", s->rsrp, ATT_RSRP_UNKNOWN);
		err = err < 0 ? err
			      : entry(m, "rsrq", s->rsrq, ATT_RSRQ_UNKNOWN);
		err = err < 0 ? err : entry(m, "snr", s->snr, ATT_SNR_UNKNOWN);
	}
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static GETTER(get_gsm)
{
	const struct facts_signal *s = at;

	return append(reply, s, s->access & OTHERS, false);
}

static GETTER(get_umts)
{
	const struct facts_signal *s = at;

	return append(reply, s, s->access & UMTS, false);
}

static GETTER(get_lte)
{
	const struct facts_signal *s = at;

	return append(reply, s, s->access & LTE, true);
}

static GETTER(get_nr5g)
{
	const struct facts_signal *s = at;

	return append(reply, s, s->access & NR5G, true);
}

/* --- when it is told ------------------------------------------------------ */

static int read_threshold(sd_bus_message *m, const char *key, void *to)
{
	struct facts_reports *r = to;
	int errors = 0, err;

	if (!strcmp(key, "rssi-threshold"))
		return sd_bus_message_read(m, "v", "u", &r->rssi);
	if (strcmp(key, "error-rate-threshold") != 0)
		return sd_bus_message_skip(m, "v");
	err = sd_bus_message_read(m, "v", "b", &errors);
	r->errors = errors != 0;
	return err;
}

/* What is asked for beside what there is: one call leaves to the other its own.
 */
static int read_call(sd_bus_message *call, struct facts_reports *r,
		     sd_bus_error *error)
{
	if (sd_bus_message_is_method_call(call, NULL, "Setup"))
		return sd_bus_message_read(call, "u", &r->rate);
	r->rssi = 0;
	r->errors = 0;
	return dict_read(call, read_threshold, r, error);
}

static void on_set(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	struct bridge *b = ctx;
	sd_bus_error error = SD_BUS_ERROR_NULL;

	if (status)
		b->reports = b->now.reports;
	else if (sd_bus_message_rewind(with, true) >= 0)
		(void)read_call(with, &b->now.reports, &error);
	sd_bus_error_free(&error);
	answer_done(ctx, with, status, body);
}

/* In MBIM's steps of 2 dB and classes, of which the least is meant. Fibocom
 * FM350 tells of no threshold without an interval. */
static int on_setup(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_basic_connect_signal_state_set set;
	struct bridge *b = with;
	struct facts_reports r = b->reports;
	int err = read_call(call, &r, error);

	if (err < 0)
		return err;
	set = (struct mbim_basic_connect_signal_state_set){
		.signal_strength_interval = r.rate,
		.rssi_threshold = r.rssi == 1 ? 1 : r.rssi / 2,
		.error_rate_threshold = r.errors,
	};
	b->reports = r;
	if (!r.rate && (r.rssi || r.errors))
		set.signal_strength_interval = SOME_S;
	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, true,
		   mbim_basic_connect_signal_state_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_set, sd_bus_message_ref(call));
	return 1;
}

static const struct property properties[] = {
	{"Rate", "u", get_u32, AT(reports.rate)},
	{"RssiThreshold", "u", get_u32, AT(reports.rssi)},
	{"ErrorRateThreshold", "b", get_bool, AT(reports.errors)},
	{"Cdma", "a{sv}", get_no_values, NOWHERE},
	{"Evdo", "a{sv}", get_no_values, NOWHERE},
	{"Gsm", "a{sv}", get_gsm, AT(signal)},
	{"Umts", "a{sv}", get_umts, AT(signal)},
	{"Lte", "a{sv}", get_lte, AT(signal)},
	{"Nr5g", "a{sv}", get_nr5g, AT(signal)},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"Setup", "u", "", on_setup, RIGHT_DEVICE},
	{"SetupThresholds", "a{sv}", "", on_setup, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_signal = {.name = MM_NAME ".Modem.Signal",
					   .properties = properties,
					   .methods = methods};
