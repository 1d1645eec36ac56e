/* One wording for a transition. */
#include "base/trace.h"

char *att_trace_write_time(char *at, uint64_t ms)
{
	unsigned rest = (unsigned)(ms % 1000);

	*at++ = '+';
	at = att_text_write_dec(at, ms / 1000);
	*at++ = '.';
	*at++ = (char)('0' + rest / 100);
	*at++ = (char)('0' + rest / 10 % 10);
	*at++ = (char)('0' + rest % 10);
	return at;
}

void att_trace_text(struct att_text *t, const struct att_trace_rec *rec,
		    uint64_t start_ms)
{
	const struct att_machine_info *m = rec->machine;
	char time[ATT_TRACE_TIME];
	char *end = att_trace_write_time(time, rec->at_ms - start_ms);

	att_text_span(t, time, (size_t)(end - time));
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
