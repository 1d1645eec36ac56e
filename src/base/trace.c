/* One wording for a transition. */
#include "base/trace.h"

static void put_time(struct att_text *t, uint64_t ms)
{
	att_text_char(t, '+');
	att_text_dec(t, ms / 1000);
	att_text_char(t, '.');
	att_text_pad(t, ms % 1000, 3);
}

void att_trace_text(struct att_text *t, const struct att_trace_rec *rec,
		    uint64_t start_ms)
{
	const struct att_machine_info *m = rec->machine;

	put_time(t, rec->at_ms - start_ms);
	att_text_char(t, ' ');
	att_text_put(t, m->name);
	if (rec->instance) {
		att_text_char(t, '.');
		att_text_dec(t, rec->instance);
	}
	att_text_char(t, ' ');
	att_text_put(t, m->states[rec->from]);
	att_text_put(t, " --");
	att_text_put(t, m->events[rec->event - ATT_EVENT_FIRST]);
	att_text_put(t, "--> ");
	att_text_put(t, rec->refused ? "refused" : m->states[rec->to]);
	if (!rec->effect)
		return;
	att_text_put(t, " [");
	att_text_put(t, m->effects[rec->effect]);
	att_text_char(t, ']');
}
