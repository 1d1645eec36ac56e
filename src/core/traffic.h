/* Whether a session carries data, judged by how many packets were sent and
 * received: for those who observe it (core.h). */
#ifndef ATT_CORE_TRAFFIC_H
#define ATT_CORE_TRAFFIC_H

#include "core/core.h"

/* What is known of the link of one session. Packets, as its host counts them.
 */
struct att_traffic_link {
	bool known;		/* looked at since it came up */
	enum att_observed said; /* LINK_WELL: nothing yet */
	uint64_t said_ms;
	uint64_t received;
	uint64_t heard_ms;	/* when that grew last */
	uint64_t sent_at_heard; /* what had been sent by then */
};

/* One look at it, stall_ms after which silence means something. True: there is
 * something to observe, in *what. *ask is set if a packet should be sent that
 * will be answered. can_ask: there is somebody to ask. */
bool att_traffic_judge(struct att_traffic_link *link, uint64_t received,
		       uint64_t sent, bool can_ask, uint32_t stall_ms,
		       uint64_t now_ms, enum att_observed *what, bool *ask);

#endif
