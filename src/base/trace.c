/* One wording for a transition. */
#include "base/trace.h"

static void put_time(struct mbim_text *t, uint64_t ms)
{
	mbim_text_char(t, '+');
	mbim_text_dec(t, ms / 1000);
	mbim_text_char(t, '.');
	mbim_text_pad(t, ms % 1000, 3);
}

void mbim_trace_text(struct mbim_text *t, const struct mbim_trace_rec *rec,
		     uint64_t start_ms)
{
	const struct mbim_machine_info *m = rec->machine;

	put_time(t, rec->at_ms - start_ms);
	mbim_text_char(t, ' ');
	mbim_text_put(t, m->name);
	if (rec->instance) {
		mbim_text_char(t, '.');
		mbim_text_dec(t, rec->instance);
	}
	mbim_text_char(t, ' ');
	mbim_text_put(t, m->states[rec->from]);
	mbim_text_put(t, " --");
	mbim_text_put(t, m->events[rec->event - MBIM_EVENT_FIRST]);
	mbim_text_put(t, "--> ");
	mbim_text_put(t, rec->refused ? "refused" : m->states[rec->to]);
	if (!rec->effect)
		return;
	mbim_text_put(t, " [");
	mbim_text_put(t, m->effects[rec->effect]);
	mbim_text_char(t, ']');
}
