/* org.freedesktop.ModemManager1.Modem.Signal. */
#include "bridge.h"
#include "core/facts.h"

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

/* What clients ask for in s: attache asks the modem often enough. */
static int on_setup(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct bridge *b = with;
	uint32_t rate;
	int err = sd_bus_message_read(call, "u", &rate);

	(void)error;
	if (err < 0)
		return err;
	b->now.rate = rate;
	b->look(b);
	return sd_bus_reply_method_return(call, NULL);
}

static const struct property properties[] = {
	{"Rate", "u", get_u32, AT(rate)},
	{"RssiThreshold", "u", get_zero, NOWHERE},
	{"ErrorRateThreshold", "b", get_false, NOWHERE},
	{"Cdma", "a{sv}", get_no_values, NOWHERE},
	{"Evdo", "a{sv}", get_no_values, NOWHERE},
	{"Gsm", "a{sv}", get_gsm, AT(signal)},
	{"Umts", "a{sv}", get_umts, AT(signal)},
	{"Lte", "a{sv}", get_lte, AT(signal)},
	{"Nr5g", "a{sv}", get_nr5g, AT(signal)},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"Setup", "u", "", on_setup, RIGHT_DEVICE},
	{"SetupThresholds", "a{sv}", "", answer_unsupported, RIGHT_DEVICE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_signal = {.name = MM_NAME ".Modem.Signal",
					   .properties = properties,
					   .methods = methods};
