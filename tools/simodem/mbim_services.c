/* What the device offers, and what a host wants to hear: DEVICE_SERVICES and
 * DEVICE_SERVICE_SUBSCRIBE_LIST. MBIM 1.0 10.5.29. */
#include "tools/simodem/mbim.h"

#include <assert.h>

/* --- DEVICE_SERVICES --------------------------------------------------- */

#define MAX_CIDS      32u
#define DSS_BOTH_WAYS 3u /* MBIM 1.0 10.5.29: host to device, and back */

static bool has(const struct sim_mbim *m, uint8_t service, uint32_t number)
{
	const struct sim_cid *cid =
		sim_reply_find(m, &mbim_services[service].uuid, number);

	return sim_scenario_offers(m, service, number) ||
	       (cid != NULL && sim_offers(m, cid));
}

/* What this modem has of a service: the number of its CIDs. */
static uint32_t list_cids(const struct sim_mbim *m, uint8_t service,
			  uint32_t cids[MAX_CIDS])
{
	const struct mbim_service *s = &mbim_services[service];
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n_cids; i++)
		if (has(m, service, s->cids[i].number)) {
			assert(n < MAX_CIDS);
			cids[n++] = s->cids[i].number;
		}
	return n;
}

int sim_put_device_services(const struct sim_mbim *m, uint32_t arg,
			    uint8_t *out, size_t cap)
{
	struct mbim_basic_connect_device_services_response r = {0};
	struct mbim_device_service_element element[SIM_SERVICES + 1] = {0};
	uint32_t cids[SIM_SERVICES + 1][MAX_CIDS], n = 0;

	(void)arg;
	for (uint8_t i = 0; i < mbim_services_count; i++) {
		uint32_t n_cids = list_cids(m, i, cids[n]);

		if (n_cids == 0)
			continue;
		element[n] = (struct mbim_device_service_element){
			.device_service_id = mbim_services[i].uuid,
			.cids = att_array_of(cids[n], n_cids),
		};
		n++;
	}
	if (m->config->max_dss > 0)
		element[n++] = (struct mbim_device_service_element){
			.device_service_id = sim_dss_echo,
			.dss_payload = DSS_BOTH_WAYS,
			.max_dss_instances = m->config->max_dss,
		};
	r.max_dss_sessions = m->config->max_dss;
	r.device_services = att_array_of(element, n);
	return mbim_basic_connect_device_services_response_encode(&r, out, cap);
}

/* --- DEVICE_SERVICE_SUBSCRIBE_LIST -------------------------------------- */

/* No service has two CIDs whose numbers end with the same six bits. */
static void subscribe(const struct mbim_event_entry *e, uint64_t *bits)
{
	const struct mbim_service *s = mbim_service_find(&e->device_service_id);

	if (s == NULL || s - mbim_services >= (ptrdiff_t)SIM_SERVICES)
		return;
	bits += s - mbim_services;
	if (e->cids.count == 0) /* all of the service */
		*bits = UINT64_MAX;
	for (uint32_t i = 0; i < e->cids.count; i++)
		*bits |= 1ull << (att_array_u32(&e->cids, i) & 63);
}

bool sim_subscriptions(struct att_bytes body, uint64_t bits[SIM_SERVICES])
{
	struct mbim_basic_connect_device_service_subscribe_list_set s;
	struct mbim_event_entry e;
	struct att_cursor c;

	if (mbim_basic_connect_device_service_subscribe_list_set_decode(body,
									&s))
		return false;
	memset(bits, 0, SIM_SERVICES * sizeof(*bits));
	c = att_cursor_of(&s.events);
	while (mbim_event_entry_next(&c, &e))
		subscribe(&e, bits);
	return true;
}

/* The list replaces the earlier one; the answer repeats it. */
uint32_t sim_set_subscribe_list(struct sim_mbim *m, struct sim_call *c)
{
	if (!sim_subscriptions(c->body, m->subscribed))
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->echo = c->body;
	return MBIM_STATUS_NONE;
}
