/* Operators and contexts: the lists that a host reads and may write. MBIM 1.0
 * 10.5.6 to 10.5.8, 10.5.13, 10.5.30. */
#include "tools/simodem/modem.h"

#define RSSI_WEAK 10u

static void add_context(struct sim_modem *m, const struct mbim_uuid *type,
			const char *apn)
{
	struct sim_context *x = &m->context[m->n_contexts];

	*x = (struct sim_context){.id = ++m->n_contexts, .type = *type};
	sim_copy(x->apn, sizeof(x->apn), apn);
}

void sim_lists_init(struct sim_modem *m)
{
	const struct sim_config *c = &m->config;
	struct sim_provider *home = &m->home;

	/* The home network is the SIM's: MCC and two digits of MNC. */
	sim_copy(home->id, 6, c->imsi);
	sim_copy(home->name, sizeof(home->name),
		 c->operator_.roaming ? "Home" : c->operator_.name);
	home->state = MBIM_PROVIDER_STATE_HOME;
	home->cellular_class = MBIM_CELLULAR_CLASS_GSM;
	home->rssi = 99;
	home->error_rate = 99;
	add_context(m, &mbim_context_type_internet,
		    c->apn[0] != '\0' ? c->apn : "internet");
}

static void indicate(struct sim_modem *m, uint32_t cid)
{
	sim_indicate(m, MBIM_SERVICE_BASIC_CONNECT, cid, 0);
}

/* --- providers --------------------------------------------------------- */

static struct mbim_provider wire_provider(const struct sim_provider *p)
{
	return (struct mbim_provider){
		.provider_id = mbim_str_utf8(p->id),
		.provider_state = p->state,
		.provider_name = mbim_str_utf8(p->name),
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
	    mbim_str_get(&from->provider_id, to->id, sizeof(to->id)) < 0 ||
	    mbim_str_get(&from->provider_name, to->name, sizeof(to->name)) < 0)
		return MBIM_STATUS_PARAMETER_TOO_LONG;
	to->state = from->provider_state;
	to->cellular_class = from->cellular_class;
	to->rssi = from->rssi;
	to->error_rate = from->error_rate;
	return MBIM_STATUS_NONE;
}

static uint32_t read_providers(struct sim_providers *to,
			       const struct mbim_array *from)
{
	struct sim_providers list = {.n = from->count};
	struct mbim_provider p;
	uint32_t status = MBIM_STATUS_NONE;

	if (from->count > SIM_PROVIDERS)
		return MBIM_STATUS_MEMORY_FULL;
	for (uint32_t i = 0; i < from->count && status == 0; i++) {
		mbim_provider_at(from, i, &p);
		status = read_provider(&list.at[i], &p);
	}
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
		.providers = mbim_array_of(p, n),
	};

	for (uint32_t i = 0; i < n; i++)
		p[i] = wire_provider(&list[i]);
	return mbim_basic_connect_visible_providers_response_encode(&r, out,
								    cap);
}

int sim_put_home(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		 size_t cap)
{
	struct mbim_basic_connect_home_provider_response r = {
		.provider = wire_provider(&m->home),
	};

	(void)arg;
	return mbim_basic_connect_home_provider_response_encode(&r, out, cap);
}

uint32_t sim_set_home(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_home_provider_set s;

	if (mbim_basic_connect_home_provider_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	return read_provider(&m->home, &s.provider);
}

int sim_put_preferred(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		      size_t cap)
{
	(void)arg;
	return put_providers(m->preferred.at, m->preferred.n, out, cap);
}

uint32_t sim_set_preferred(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_preferred_providers_set s;
	uint32_t status;

	if (mbim_basic_connect_preferred_providers_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = read_providers(&m->preferred, &s.providers);
	if (status == MBIM_STATUS_NONE)
		indicate(m, MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS);
	return status;
}

int sim_put_multicarrier(const struct sim_modem *m, uint32_t arg, uint8_t *out,
			 size_t cap)
{
	(void)arg;
	return put_providers(m->multicarrier.at, m->multicarrier.n, out, cap);
}

uint32_t sim_set_multicarrier(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_multicarrier_providers_set s;
	uint32_t status;

	if (mbim_basic_connect_multicarrier_providers_set_decode(c->body, &s) !=
	    0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = read_providers(&m->multicarrier, &s.providers);
	if (status == MBIM_STATUS_NONE)
		indicate(m, MBIM_CID_BASIC_CONNECT_MULTICARRIER_PROVIDERS);
	return status;
}

uint32_t sim_query_visible(struct sim_modem *m, struct sim_call *c)
{
	(void)c;
	if (!m->radio)
		return MBIM_STATUS_RADIO_POWER_OFF;
	return m->network ? MBIM_STATUS_NONE : MBIM_STATUS_PROVIDERS_NOT_FOUND;
}

static struct sim_provider visible(const struct sim_operator *o, uint32_t rssi)
{
	struct sim_provider p = {
		.state = MBIM_PROVIDER_STATE_VISIBLE,
		.cellular_class = MBIM_CELLULAR_CLASS_GSM,
		.rssi = rssi,
		.error_rate = 99,
	};

	if (o->forbidden)
		p.state |= MBIM_PROVIDER_STATE_FORBIDDEN;
	sim_copy(p.id, sizeof(p.id), o->id);
	sim_copy(p.name, sizeof(p.name), o->name);
	return p;
}

/* Our operator, and the others. */
int sim_put_visible(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		    size_t cap)
{
	const struct sim_config *c = &m->config;
	struct sim_provider seen[1 + SIM_OTHERS];

	(void)arg;
	seen[0] = visible(&c->operator_, m->rssi);
	if (!c->operator_.roaming)
		seen[0].state |= MBIM_PROVIDER_STATE_HOME;
	if (sim_registered(m))
		seen[0].state |= MBIM_PROVIDER_STATE_REGISTERED;
	for (uint32_t i = 0; i < c->n_others; i++)
		seen[1 + i] = visible(&c->other[i], RSSI_WEAK);
	return put_providers(seen, 1 + c->n_others, out, cap);
}

/* --- PROVISIONED_CONTEXTS ---------------------------------------------------
 */

#define NEW_CONTEXT 0xffffffffu

static struct sim_context *find_context(struct sim_modem *m, uint32_t id)
{
	for (uint32_t i = 0; i < m->n_contexts; i++)
		if (m->context[i].id == id)
			return &m->context[i];
	return NULL;
}

uint32_t sim_set_context(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_provisioned_contexts_set s;
	struct sim_context x = {0}, *at;

	if (mbim_basic_connect_provisioned_contexts_set_decode(c->body, &s) !=
	    0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (mbim_str_get(&s.access_string, x.apn, sizeof(x.apn)) < 0 ||
	    mbim_str_get(&s.user_name, x.user, sizeof(x.user)) < 0 ||
	    mbim_str_get(&s.password, x.password, sizeof(x.password)) < 0)
		return MBIM_STATUS_PARAMETER_TOO_LONG;
	at = find_context(m, s.context_id);
	x.id = s.context_id;
	if (at == NULL && s.context_id != NEW_CONTEXT)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (at == NULL) {
		if (m->n_contexts == SIM_CONTEXTS)
			return MBIM_STATUS_WRITE_FAILURE;
		at = &m->context[m->n_contexts];
		x.id = ++m->n_contexts;
	}
	x.type = s.context_type;
	x.compression = s.compression;
	x.auth = s.auth_protocol;
	*at = x;
	indicate(m, MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS);
	return MBIM_STATUS_NONE;
}

int sim_put_contexts(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	struct mbim_provisioned_context_element e[SIM_CONTEXTS] = {0};
	struct mbim_basic_connect_provisioned_contexts_response r = {
		.provisioned_contexts = mbim_array_of(e, m->n_contexts),
	};

	(void)arg;
	for (uint32_t i = 0; i < m->n_contexts; i++) {
		const struct sim_context *x = &m->context[i];

		e[i] = (struct mbim_provisioned_context_element){
			.context_id = x->id,
			.context_type = x->type,
			.access_string = mbim_str_utf8(x->apn),
			.user_name = mbim_str_utf8(x->user),
			.password = mbim_str_utf8(x->password),
			.compression = x->compression,
			.auth_protocol = x->auth,
		};
	}
	return mbim_basic_connect_provisioned_contexts_response_encode(&r, out,
								       cap);
}
