/* One request that the caller has written, beside the machines, and its answer.
 */
#include "base/errors.h"
#include "core/state.h"

int att_core_ask(struct att_core *c, struct att_bytes request,
		 uint32_t timeout_ms, uint64_t now_ms)
{
	c->now_ms = now_ms;
	if (!att_operation_can(c, ATT_OP_RAW))
		return ATT_E_TYPE;
	if (att_channel(c) != ATT_CHANNEL_OPEN)
		return ATT_E_STATE;
	if (c->slot[ATT_SLOT_RAW].state != ATT_SLOT_IDLE)
		return ATT_E_BUSY;
	c->raw = request;
	c->raw_timeout_ms = timeout_ms;
	c->raw_answered = false;
	att_request_put(c, ATT_SLOT_RAW, ATT_OP_RAW, 0);
	return 0;
}

void att_raw_report(struct att_core *c, const struct att_report *r)
{
	c->raw_answered = true;
	c->raw_answer = (struct att_raw_answer){
		.result = r->result,
		.code = r->code,
		.error = r->error,
	};
	if (r->has_facts)
		c->raw_answer.message = r->facts.raw;
}

void att_raw_drop(struct att_core *c)
{
	static const struct att_report silence = {
		.result = ATT_RESULT_NO_ANSWER,
	};

	if (c->slot[ATT_SLOT_RAW].state == ATT_SLOT_IDLE)
		return;
	att_request_drop(c, ATT_SLOT_RAW);
	att_raw_report(c, &silence);
}

bool att_core_answer(struct att_core *c, struct att_raw_answer *out)
{
	if (!c->raw_answered)
		return false;
	c->raw_answered = false;
	*out = c->raw_answer;
	return true;
}
