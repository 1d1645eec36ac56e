/* Lists of what is indicated. */
#include "proxy/subscriptions.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "wire/mbim/cid.h"

#define ALL UINT64_MAX

static bool same(const struct att_uuid *a, const struct att_uuid *b)
{
	return att_bytes_equal(att_bytes_of(a->b, sizeof(a->b)),
			       att_bytes_of(b->b, sizeof(b->b)));
}

static uint64_t *cids_of(struct att_subscriptions *s,
			 const struct att_uuid *service)
{
	for (unsigned i = 0; i < s->n; i++)
		if (same(&s->of[i].service, service))
			return &s->of[i].cids;
	return NULL;
}

static int add(struct att_subscriptions *s, const struct att_uuid *service,
	       uint64_t cids)
{
	uint64_t *have = cids_of(s, service);

	if (!have) {
		if (s->n == ATT_SUBSCRIPTIONS)
			return ATT_E_ROOM;
		s->of[s->n].service = *service;
		have = &s->of[s->n++].cids;
		*have = 0;
	}
	*have |= cids;
	return 0;
}

void att_subscriptions_standard(struct att_subscriptions *s)
{
	static const uint8_t standard[] = {
		MBIM_SERVICE_BASIC_CONNECT, MBIM_SERVICE_SMS, MBIM_SERVICE_USSD,
		MBIM_SERVICE_PHONEBOOK,	    MBIM_SERVICE_STK, MBIM_SERVICE_AUTH,
		MBIM_SERVICE_DSS,
	};

	s->n = 0;
	for (size_t i = 0; i < sizeof(standard); i++)
		(void)add(s, &mbim_services[standard[i]].uuid, ALL);
}

/* Bits of those that come as news. */
static uint64_t told_of(const struct mbim_device_service_element *e)
{
	const struct mbim_service *s = mbim_service_find(&e->device_service_id);
	uint64_t bits = 0;

	for (uint32_t i = 0; s && i < e->cids.count; i++) {
		uint32_t cid = att_array_u32(&e->cids, i);
		const struct mbim_cid *c = mbim_cid_find(s, cid);

		if (c && (c->ops & MBIM_OP_NOTIFY) &&
		    cid < ATT_SUBSCRIPTION_CIDS)
			bits |= UINT64_C(1) << cid;
	}
	return bits;
}

int att_subscriptions_offered(struct att_bytes body,
			      struct att_subscriptions *s)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	struct att_subscriptions standard;
	struct att_cursor c;
	int err = mbim_basic_connect_device_services_response_decode(body, &r);

	s->n = 0;
	if (err)
		return err;
	att_subscriptions_standard(&standard);
	c = att_cursor_of(&r.device_services);
	while (!err && mbim_device_service_element_next(&c, &e)) {
		uint64_t bits = told_of(&e);

		if (bits && cids_of(&standard, &e.device_service_id))
			err = add(s, &e.device_service_id, bits);
	}
	return err;
}

int att_subscriptions_get(struct att_bytes body, struct att_subscriptions *s)
{
	struct mbim_basic_connect_device_service_subscribe_list_set set;
	struct mbim_event_entry e;
	struct att_cursor c;
	int err = mbim_basic_connect_device_service_subscribe_list_set_decode(
		body, &set);

	s->n = 0;
	if (err)
		return err;
	c = att_cursor_of(&set.events);
	while (!err && mbim_event_entry_next(&c, &e)) {
		uint64_t cids = e.cids.count ? 0 : ALL;

		for (uint32_t i = 0; i < e.cids.count; i++) {
			uint32_t cid = att_array_u32(&e.cids, i);

			if (cid >= ATT_SUBSCRIPTION_CIDS)
				return ATT_E_VALUE;
			cids |= UINT64_C(1) << cid;
		}
		err = add(s, &e.device_service_id, cids);
	}
	return err;
}

int att_subscriptions_merge(struct att_subscriptions *s,
			    const struct att_subscriptions *more)
{
	int err = 0;

	for (unsigned i = 0; !err && i < more->n; i++)
		err = add(s, &more->of[i].service, more->of[i].cids);
	return err;
}

void att_subscriptions_drop(struct att_subscriptions *s,
			    const struct att_uuid *service)
{
	for (unsigned i = 0; i < s->n; i++)
		if (same(&s->of[i].service, service))
			s->of[i--] = s->of[--s->n];
}

bool att_subscriptions_have(const struct att_subscriptions *s,
			    const struct att_uuid *service, uint32_t cid)
{
	for (unsigned i = 0; i < s->n; i++)
		if (same(&s->of[i].service, service))
			return cid < ATT_SUBSCRIPTION_CIDS
				       ? s->of[i].cids >> cid & 1u
				       : s->of[i].cids == ALL;
	return false;
}

/* Modems differ in what a service without CIDs is to them: each is named. */
static uint32_t list(const struct att_uuid *service, uint64_t cids,
		     uint32_t *out)
{
	const struct mbim_service *s = mbim_service_find(service);
	uint32_t n = 0;

	for (uint32_t cid = 0; cid < ATT_SUBSCRIPTION_CIDS; cid++) {
		const struct mbim_cid *c = s ? mbim_cid_find(s, cid) : NULL;

		if (cids == ALL ? c && (c->ops & MBIM_OP_NOTIFY)
				: cids >> cid & 1u)
			out[n++] = cid;
	}
	return n;
}

int att_subscriptions_put(const struct att_subscriptions *s, uint8_t *buf,
			  size_t cap)
{
	static uint32_t cids[ATT_SUBSCRIPTIONS][ATT_SUBSCRIPTION_CIDS];
	struct mbim_event_entry entry[ATT_SUBSCRIPTIONS];
	struct mbim_basic_connect_device_service_subscribe_list_set set;

	for (unsigned i = 0; i < s->n; i++)
		entry[i] = (struct mbim_event_entry){
			.device_service_id = s->of[i].service,
			.cids = att_array_of(cids[i],
					     list(&s->of[i].service,
						  s->of[i].cids, cids[i])),
		};
	set.events = att_array_of(entry, s->n);
	return mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, buf, cap);
}
