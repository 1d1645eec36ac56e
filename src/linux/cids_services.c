/* See cids_services.h. MBIM 1.0 10.5.27, 10.5.29; MBIMEx 2.0, VERSION. */
#include "linux/cids_services.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "proxy/subscriptions.h"

#define SERVICES 16u
#define CIDS	 40u /* of a service; their numbers are below this */

/* --- DEVICE_SERVICES ------------------------------------------------------ */

struct offer {
	uint8_t service;
	uint32_t n;
	uint32_t cid[CIDS];
};

static struct offer *offer_of(struct offer *all, unsigned *n, uint8_t service)
{
	for (unsigned i = 0; i < *n; i++)
		if (all[i].service == service)
			return &all[i];
	if (*n == SERVICES)
		return NULL;
	all[*n].service = service;
	all[*n].n = 0;
	return &all[(*n)++];
}

static void add(struct offer *o, uint32_t cid)
{
	for (uint32_t i = 0; i < o->n; i++)
		if (o->cid[i] == cid)
			return;
	if (o->n < CIDS)
		o->cid[o->n++] = cid;
}

/* What is refused by name is not offered. */
static unsigned collect(const struct att_cids_part *const *parts,
			struct offer *all)
{
	unsigned n = 0;

	for (; *parts; parts++)
		for (unsigned i = 0; i < (*parts)->n_rows; i++) {
			const struct att_cids_row *r = &(*parts)->rows[i];
			struct offer *o =
				r->answer ? offer_of(all, &n, r->service)
					  : NULL;

			if (o)
				add(o, r->cid);
		}
	return n;
}

static int services(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_device_services_response r = {0};
	struct mbim_device_service_element element[SERVICES];
	struct offer all[SERVICES];
	const unsigned n = collect(a->parts, all);

	for (unsigned i = 0; i < n; i++)
		element[i] = (struct mbim_device_service_element){
			.device_service_id = mbim_services[all[i].service].uuid,
			.cids = att_array_of(all[i].cid, all[i].n),
		};
	r.device_services = att_array_of(element, n);
	return mbim_basic_connect_device_services_response_encode(&r, buf, cap);
}

/* --- DEVICE_SERVICE_SUBSCRIBE_LIST ---------------------------------------- */

static uint64_t told_of(const struct att_cids_part *const *parts,
			const struct att_uuid *service)
{
	uint64_t cids = 0;

	for (; *parts; parts++)
		for (unsigned i = 0; i < (*parts)->n_events; i++) {
			const struct att_cids_event *e = &(*parts)->events[i];

			if (memcmp(&mbim_services[e->service].uuid, service,
				   sizeof(*service)) == 0 &&
			    e->cid < ATT_SUBSCRIPTION_CIDS)
				cids |= UINT64_C(1) << e->cid;
		}
	return cids;
}

/* Of the list, what will be told. */
static int list(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct att_subscriptions s;
	int err = att_subscriptions_get(a->body, &s);

	if (err)
		return ATT_E_VALUE;
	for (unsigned i = 0; i < s.n; i++) {
		s.of[i].cids &= told_of(a->parts, &s.of[i].service);
		if (!s.of[i].cids)
			s.of[i--] = s.of[--s.n];
	}
	return att_subscriptions_put(&s, buf, cap);
}

/* --- VERSION -------------------------------------------------------------- */

/* Each client's is agreed on where it is connected; this is the most. */
static int version(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	static const struct mbim_ms_basic_connect_extensions_version_response
		r = {.mbim_version = 0x0100,
		     .mbim_extended_version = ATT_CIDS_EX};

	(void)a;
	return mbim_ms_basic_connect_extensions_version_response_encode(&r, buf,
									cap);
}

static const struct att_cids_row rows[] = {
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES,
	 .answer = services},
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST,
	 .set = true,
	 .subscribes = true,
	 .answer = list},
	{.service = MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION,
	 .answer = version},
};

const struct att_cids_part att_cids_services = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};
