/* Which indications somebody wants: services and CIDs, as the lists of MBIM 1.0
 * 10.5.29 (DEVICE_SERVICE_SUBSCRIBE_LIST) have them. */
#ifndef ATT_PROXY_SUBSCRIPTIONS_H
#define ATT_PROXY_SUBSCRIPTIONS_H

#include <stdbool.h>

#include "wire/table.h"

#define ATT_SUBSCRIPTIONS     48 /* services */
#define ATT_SUBSCRIPTION_CIDS 64 /* below this number */

struct att_subscriptions {
	unsigned n;
	struct {
		struct att_uuid service;
		uint64_t cids; /* bit i: CID i */
	} of[ATT_SUBSCRIPTIONS];
};

/* What a client is told that has never said what it wants: all of the services
 * of MBIM 1.0, as far as the modem tells them. */
void att_subscriptions_standard(struct att_subscriptions *s);
/* Of these, what a modem has: of the InformationBuffer of an answer to
 * DEVICE_SERVICES. Errors as below. */
int att_subscriptions_offered(struct att_bytes body,
			      struct att_subscriptions *s);
/* Of the InformationBuffer of a SET; without CIDs all of a service are meant.
 * 0, ATT_E_ROOM, ATT_E_VALUE (a CID that is too high), or an error of decode;
 * *s is unspecified then. */
int att_subscriptions_get(struct att_bytes body, struct att_subscriptions *s);
/* All of `more` in s too. 0 or ATT_E_ROOM. */
int att_subscriptions_merge(struct att_subscriptions *s,
			    const struct att_subscriptions *more);
/* Nothing of this service any more. */
void att_subscriptions_drop(struct att_subscriptions *s,
			    const struct att_uuid *service);
bool att_subscriptions_have(const struct att_subscriptions *s,
			    const struct att_uuid *service, uint32_t cid);
/* As the InformationBuffer of a SET; its length or ATT_E_ROOM. */
int att_subscriptions_put(const struct att_subscriptions *s, uint8_t *buf,
			  size_t cap);

#endif
