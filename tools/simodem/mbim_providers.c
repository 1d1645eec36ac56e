/* Operators: HOME_PROVIDER, PREFERRED_PROVIDERS, VISIBLE_PROVIDERS and
 * MULTICARRIER_PROVIDERS. MBIM 1.0 10.5.6 to 10.5.8, 10.5.30. */
#include "tools/simodem/mbim.h"

#define UNKNOWN 99u /* strength and errors of a signal */

/* The home network is the SIM's. */
void sim_providers_init(struct sim_mbim *m)
{
	const struct sim_config *c = m->config;
	const struct sim_uicc *u = &m->world->card[m->world->slot];
	char id[SIM_CARD_TEXT], name[SIM_CARD_TEXT];

	sim_uicc_home(u, id);
	sim_uicc_spn(u, name);
	if (name[0] == '\0')
		sim_copy(name, sizeof(name),
			 c->operator_.roaming ? "Home" : c->operator_.name);
	m->home = (struct sim_provider){
		.state = MBIM_PROVIDER_STATE_HOME,
		.cellular_class = MBIM_CELLULAR_CLASS_GSM,
		.rssi = UNKNOWN,
		.error_rate = UNKNOWN,
	};
	sim_copy(m->home.id, sizeof(m->home.id), id);
	sim_copy(m->home.name, sizeof(m->home.name), name);
}

static struct mbim_provider wire_provider(const struct sim_provider *p)
{
	return (struct mbim_provider){
		.provider_id = att_str_utf8(p->id),
		.provider_state = p->state,
		.provider_name = att_str_utf8(p->name),
		.cellular_class = p->cellular_class,
		.rssi = p->rssi,
		.error_rate = p->error_rate,
	};
}

/* Bytes of UTF-16 in a provider, MBIM 1.0 10.5.6. */
#define PROVIDER_ID_MAX	  12u
#define PROVIDER_NAME_MAX 40u

static uint32_t read_provider(struct sim_provider *to,
			      const struct mbim_provider *from)
{
	if (from->provider_id.len > PROVIDER_ID_MAX ||
	    from->provider_name.len > PROVIDER_NAME_MAX ||
	    att_str_get(&from->provider_id, to->id, sizeof(to->id)) < 0 ||
	    att_str_get(&from->provider_name, to->name, sizeof(to->name)) < 0)
		return MBIM_STATUS_PARAMETER_TOO_LONG;
	to->state = from->provider_state;
	to->cellular_class = from->cellular_class;
	to->rssi = from->rssi;
	to->error_rate = from->error_rate;
	return MBIM_STATUS_NONE;
}

static uint32_t read_providers(struct sim_providers *to,
			       const struct att_array *from)
{
	struct sim_providers list = {.n = from->count};
	struct att_cursor c = att_cursor_of(from);
	struct mbim_provider p;
	uint32_t status = MBIM_STATUS_NONE;

	if (from->count > SIM_PROVIDERS)
		return MBIM_STATUS_MEMORY_FULL;
	for (uint32_t i = 0; status == 0 && mbim_provider_next(&c, &p); i++)
		status = read_provider(&list.at[i], &p);
	if (status == MBIM_STATUS_NONE)
		*to = list;
	return status;
}

/* The four CIDs that answer with providers have one layout. */
static int put_providers(const struct sim_provider *list, uint32_t n,
			 uint8_t *out, size_t cap)
{
	struct mbim_provider p[SIM_PROVIDERS] = {0};
	struct mbim_basic_connect_visible_providers_response r = {
		.providers = att_array_of(p, n),
	};

	for (uint32_t i = 0; i < n; i++)
		p[i] = wire_provider(&list[i]);
	return mbim_basic_connect_visible_providers_response_encode(&r, out,
								    cap);
}

int sim_put_home(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		 size_t cap)
{
	struct mbim_basic_connect_home_provider_response r = {
		.provider = wire_provider(&m->home),
	};

	(void)arg;
	return mbim_basic_connect_home_provider_response_encode(&r, out, cap);
}

uint32_t sim_set_home(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_home_provider_set s;

	if (mbim_basic_connect_home_provider_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	return read_provider(&m->home, &s.provider);
}

int sim_put_preferred(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		      size_t cap)
{
	(void)arg;
	return put_providers(m->preferred.at, m->preferred.n, out, cap);
}

uint32_t sim_set_preferred(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_preferred_providers_set s;
	uint32_t status;

	if (mbim_basic_connect_preferred_providers_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = read_providers(&m->preferred, &s.providers);
	c->changed = status == MBIM_STATUS_NONE;
	return status;
}

int sim_put_multicarrier(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			 size_t cap)
{
	(void)arg;
	return put_providers(m->multicarrier.at, m->multicarrier.n, out, cap);
}

uint32_t sim_set_multicarrier(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_multicarrier_providers_set s;
	uint32_t status;

	if (mbim_basic_connect_multicarrier_providers_set_decode(c->body, &s) !=
	    0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = read_providers(&m->multicarrier, &s.providers);
	c->changed = status == MBIM_STATUS_NONE;
	return status;
}

uint32_t sim_query_visible(struct sim_mbim *m, struct sim_call *c)
{
	(void)c;
	return sim_word_status(sim_world_can_scan(m->world));
}

static struct sim_provider visible(const struct sim_seen *seen)
{
	const struct sim_operator *o = seen->operator_;
	struct sim_provider p = {
		.state = MBIM_PROVIDER_STATE_VISIBLE,
		.cellular_class = MBIM_CELLULAR_CLASS_GSM,
		.rssi = seen->rssi,
		.error_rate = UNKNOWN,
	};

	if (seen->forbidden)
		p.state |= MBIM_PROVIDER_STATE_FORBIDDEN;
	if (seen->home)
		p.state |= MBIM_PROVIDER_STATE_HOME;
	if (seen->registered)
		p.state |= MBIM_PROVIDER_STATE_REGISTERED;
	sim_copy(p.id, sizeof(p.id), o->id);
	sim_copy(p.name, sizeof(p.name), o->name);
	return p;
}

int sim_put_visible(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		    size_t cap)
{
	struct sim_seen seen[SIM_SEEN];
	struct sim_provider p[SIM_SEEN];
	uint32_t n = sim_world_scan(m->world, seen);

	(void)arg;
	for (uint32_t i = 0; i < n; i++)
		p[i] = visible(&seen[i]);
	return put_providers(p, n, out, cap);
}
