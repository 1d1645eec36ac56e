/* What the device is: DEVICE_CAPS of three kinds, DEVICE_SERVICES, the list
 * of subscribed indications, and the MBIMEx version. */
#include "tools/simodem/modem.h"

#include <assert.h>

/* MBIMEx 1 knows no 5G, 2 two kinds of it, and 3 one, with subclasses. */
static uint32_t nr_class(const struct sim_modem *m)
{
	if (!m->config.nr || m->ex < MBIM_EX_2)
		return 0;
	return m->ex >= MBIM_EX_3 ? (uint32_t)MBIM_DATA_CLASS_V3_5G
				  : (uint32_t)MBIM_DATA_CLASS_5G_SA;
}

uint32_t sim_data_classes(const struct sim_modem *m)
{
	return MBIM_DATA_CLASS_UMTS | MBIM_DATA_CLASS_LTE | nr_class(m);
}

uint32_t sim_data_class(const struct sim_modem *m)
{
	uint32_t nr = nr_class(m);

	return nr != 0 ? nr : (uint32_t)MBIM_DATA_CLASS_LTE;
}

uint32_t sim_data_subclass(const struct sim_modem *m)
{
	return m->config.nr && m->ex >= MBIM_EX_3 ? MBIM_DATA_SUBCLASS_5G_NR
						  : MBIM_DATA_SUBCLASS_NONE;
}

/* What all kinds of DEVICE_CAPS have in common. */
#define CAPS(m)                                               \
	.device_type = MBIM_DEVICE_TYPE_REMOVABLE,            \
	.cellular_class = MBIM_CELLULAR_CLASS_GSM,            \
	.voice_class = MBIM_VOICE_CLASS_NO_VOICE,             \
	.sim_class = MBIM_SIM_CLASS_REMOVABLE,                \
	.data_class = sim_data_classes(m),                    \
	.control_caps = MBIM_CTRL_CAPS_REG_MANUAL |           \
			MBIM_CTRL_CAPS_SIM_HOT_SWAP_CAPABLE,  \
	.max_sessions = (m)->config.max_sessions,             \
	.device_id = mbim_str_utf8((m)->config.imei),         \
	.firmware_info = mbim_str_utf8((m)->config.firmware), \
	.hardware_info = mbim_str_utf8((m)->config.model)

int sim_put_device_caps(const struct sim_modem *m, uint32_t arg, uint8_t *out,
			size_t cap)
{
	const struct mbim_basic_connect_device_caps_response r = {
		CAPS(m),
		.sms_caps = MBIM_SMS_CAPS_NONE,
	};

	(void)arg;
	return mbim_basic_connect_device_caps_response_encode(&r, out, cap);
}

static int put_ms_device_caps_v3(const struct sim_modem *m, uint8_t *out,
				 size_t cap)
{
	static const uint16_t lte_bands[] = {3, 7, 20}, nr_bands[] = {1, 78};
	const struct mbim_ms_basic_connect_extensions_device_caps_response_v3
		r = {
			CAPS(m),
			.data_subclass = sim_data_subclass(m),
			.lte_band_class = mbim_array_of(lte_bands, 3),
			.nr_band_class =
				mbim_array_of(nr_bands, m->config.nr ? 2 : 0),
		};

	return mbim_ms_basic_connect_extensions_device_caps_response_v3_encode(
		&r, out, cap);
}

int sim_put_ms_device_caps(const struct sim_modem *m, uint32_t arg,
			   uint8_t *out, size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_device_caps_response r = {
		CAPS(m),
	};

	(void)arg;
	if (m->ex >= MBIM_EX_3)
		return put_ms_device_caps_v3(m, out, cap);
	return mbim_ms_basic_connect_extensions_device_caps_response_encode(
		&r, out, cap);
}

/* --- DEVICE_SERVICES --------------------------------------------------- */

#define MAX_CIDS      32u
#define DSS_BOTH_WAYS 3u /* MBIM 1.0 10.5.29: host to device, and back */

static bool has(const struct sim_modem *m, uint8_t service, uint32_t number)
{
	if (sim_scenario_offers(m, service, number))
		return true;
	for (uint32_t i = 0; i < sim_cids_count; i++)
		if (sim_cids[i].service == service &&
		    sim_cids[i].number == number)
			return sim_offers(m, &sim_cids[i]);
	return false;
}

/* What this modem has of a service: the number of its CIDs. */
static uint32_t list_cids(const struct sim_modem *m, uint8_t service,
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

int sim_put_device_services(const struct sim_modem *m, uint32_t arg,
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
			.cids = mbim_array_of(cids[n], n_cids),
		};
		n++;
	}
	if (m->config.max_dss > 0)
		element[n++] = (struct mbim_device_service_element){
			.device_service_id = sim_dss_echo,
			.dss_payload = DSS_BOTH_WAYS,
			.max_dss_instances = m->config.max_dss,
		};
	r.max_dss_sessions = m->config.max_dss;
	r.device_services = mbim_array_of(element, n);
	return mbim_basic_connect_device_services_response_encode(&r, out, cap);
}

/* --- DEVICE_SERVICE_SUBSCRIBE_LIST -------------------------------------- */

static void subscribe(const struct mbim_event_entry *e, uint64_t *bits)
{
	const struct mbim_service *s = mbim_service_find(&e->device_service_id);

	if (s == NULL || s - mbim_services >= (ptrdiff_t)SIM_SERVICES)
		return;
	bits += s - mbim_services;
	if (e->cids.count == 0) /* all of the service */
		*bits = UINT64_MAX;
	for (uint32_t i = 0; i < e->cids.count; i++)
		if (mbim_array_u32(&e->cids, i) < 64)
			*bits |= 1ull << mbim_array_u32(&e->cids, i);
}

bool sim_subscriptions(struct mbim_bytes body, uint64_t bits[SIM_SERVICES])
{
	struct mbim_basic_connect_device_service_subscribe_list_set s;
	struct mbim_event_entry e;

	if (mbim_basic_connect_device_service_subscribe_list_set_decode(body,
									&s))
		return false;
	memset(bits, 0, SIM_SERVICES * sizeof(*bits));
	for (uint32_t i = 0; i < s.events.count; i++) {
		mbim_event_entry_at(&s.events, i, &e);
		subscribe(&e, bits);
	}
	return true;
}

/* The list replaces the earlier one; the answer repeats it. */
uint32_t sim_set_subscribe_list(struct sim_modem *m, struct sim_call *c)
{
	if (!sim_subscriptions(c->body, m->subscribed))
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->echo = c->body;
	return MBIM_STATUS_NONE;
}

/* --- VERSION -------------------------------------------------------------- */

int sim_put_version(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		    size_t cap)
{
	struct mbim_ms_basic_connect_extensions_version_response r = {
		.mbim_version = 0x0100,
		.mbim_extended_version = m->ex,
	};

	(void)arg;
	return mbim_ms_basic_connect_extensions_version_response_encode(&r, out,
									cap);
}

uint32_t sim_query_version(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_version_query q;

	if (m->config.ex_version < MBIM_EX_2)
		return MBIM_STATUS_NO_DEVICE_SUPPORT;
	if (mbim_ms_basic_connect_extensions_version_query_decode(c->body,
								  &q) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (m->may_negotiate)
		m->ex = q.mbim_extended_version < m->config.ex_version
				? q.mbim_extended_version
				: m->config.ex_version;
	return MBIM_STATUS_NONE;
}
