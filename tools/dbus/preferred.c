/* The networks that a SIM prefers: Sim.PreferredNetworks and
 * SetPreferredNetworks. MBIM keeps them in their order, without access
 * technologies (MBIM 1.0 10.5.7). */
#include <string.h>

#include "ask.h"

GETTER(get_preferred)
{
	const char(*network)[FACTS_PLMN] = at;
	int err = sd_bus_message_open_container(reply, 'a', "(su)");

	for (size_t i = 0; i < FACTS_PREFERRED && network[i][0]; i++)
		err = err < 0 ? err
			      : sd_bus_message_append(reply, "(su)", network[i],
						      0);
	return err < 0 ? err : sd_bus_message_close_container(reply);
}

static void on_preferred(void *ctx, void *with, uint32_t status,
			 struct att_bytes body)
{
	struct mbim_basic_connect_preferred_providers_response r;
	struct bridge *b = ctx;
	struct mbim_provider p;
	struct att_cursor c;
	size_t n = 0;

	(void)with;
	if (status >= CLIENT_LONG)
		return; /* the modem was not asked */
	memset(b->now.preferred, 0, sizeof(b->now.preferred));
	if (status ||
	    mbim_basic_connect_preferred_providers_response_decode(body, &r))
		r.providers = att_array_of(NULL, 0);
	c = att_cursor_of(&r.providers);
	while (n < FACTS_PREFERRED && mbim_provider_next(&c, &p)) {
		facts_text(b->now.preferred[n], FACTS_PLMN, &p.provider_id);
		n += b->now.preferred[n][0] != '\0';
	}
	b->look(b);
}

void ask_preferred(struct bridge *b)
{
	ask_plain(b, MBIM_SERVICE_BASIC_CONNECT,
		  MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS, on_preferred);
}

static void on_set(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	ask_preferred(ctx);
	answer_done(ctx, with, status, body);
}

static bool is_plmn(const char *s)
{
	const size_t n = strspn(s, "0123456789");

	return !s[n] && (n == 5 || n == 6);
}

/* Those that the call names, in order: their number; -1 with an error. */
static int read_networks(sd_bus_message *call, struct mbim_provider *p,
			 sd_bus_error *error)
{
	const char *plmn;
	uint32_t access;
	int n = 0;
	int err = sd_bus_message_enter_container(call, 'a', "(su)");

	while (err >= 0 &&
	       (err = sd_bus_message_read(call, "(su)", &plmn, &access)) > 0) {
		if (n == FACTS_PREFERRED)
			return sd_bus_error_setf(
				error, ERROR_CORE("InvalidArgs"),
				"these are more than %d networks",
				FACTS_PREFERRED);
		if (!is_plmn(plmn))
			return sd_bus_error_setf(
				error, ERROR_CORE("InvalidArgs"),
				"%s is no network, MCC and MNC in 5 or 6 "
				"digits",
				plmn);
		if (access)
			return sd_bus_error_set(
				error, ERROR_CORE("Unsupported"),
				"MBIM keeps networks without access "
				"technologies");
		p[n++] = (struct mbim_provider){
			.provider_id = att_str_utf8(plmn),
			.provider_state = MBIM_PROVIDER_STATE_PREFERRED,
			.cellular_class = MBIM_CELLULAR_CLASS_GSM,
			.rssi = 99,
			.error_rate = 99};
	}
	return err < 0 ? err : n;
}

int preferred_set(sd_bus_message *call, void *with, sd_bus_error *error)
{
	struct mbim_provider networks[FACTS_PREFERRED];
	struct bridge *b = with;
	const int n = read_networks(call, networks, error);
	struct mbim_basic_connect_preferred_providers_set set;

	if (n < 0)
		return n;
	set.providers = att_array_of(networks, (uint32_t)n);
	client_ask(&b->client, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS, true,
		   mbim_basic_connect_preferred_providers_set_encode(
			   &set, client_body(&b->client), CLIENT_BODY),
		   on_set, sd_bus_message_ref(call));
	return 1;
}
