/* Does data come? */
#include "core/traffic.h"

#define LOST_MIN 3u

static bool say(struct att_traffic_link *l, enum att_observed what,
		uint64_t now_ms, enum att_observed *out)
{
	l->said = *out = what;
	l->said_ms = now_ms;
	return true;
}

static void begin(struct att_traffic_link *l, uint64_t received, uint64_t sent,
		  uint64_t now_ms)
{
	l->received = received;
	l->heard_ms = now_ms;
	l->sent_at_heard = sent;
}

bool att_traffic_judge(struct att_traffic_link *l, uint64_t received,
		       uint64_t sent, bool can_ask, uint32_t stall_ms,
		       uint64_t now_ms, enum att_observed *what, bool *ask)
{
	const bool first = !l->known, heard = received != l->received;
	const uint64_t silent_ms = now_ms - l->heard_ms;
	const uint64_t lost = sent - l->sent_at_heard;

	*ask = false;
	if (first || heard) {
		begin(l, received, sent, now_ms);
		l->known = true;
		return !first && l->said != ATT_OBSERVED_TRAFFIC &&
		       say(l, ATT_OBSERVED_TRAFFIC, now_ms, what);
	}
	*ask = can_ask && lost && silent_ms >= stall_ms / 2;
	if (silent_ms < stall_ms)
		return false;
	if (can_ask && lost >= LOST_MIN)
		return (l->said != ATT_OBSERVED_NO_TRAFFIC ||
			now_ms - l->said_ms >= stall_ms) &&
		       say(l, ATT_OBSERVED_NO_TRAFFIC, now_ms, what);
	return l->said == ATT_OBSERVED_TRAFFIC &&
	       say(l, ATT_OBSERVED_IDLE, now_ms, what);
}
