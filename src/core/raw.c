/* Requests that the caller has written, beside the machines, and whatever else
 * the modem says that others than the manager may want to hear. */
#include "base/errors.h"
#include "core/state.h"

void att_core_listen(struct att_core *c, att_core_heard_fn *fn, void *ctx)
{
	c->heard = fn;
	c->heard_ctx = ctx;
}

int att_core_ask(struct att_core *c, unsigned ask, struct att_bytes request,
		 uint32_t timeout_ms, uint64_t now_ms)
{
	c->now_ms = now_ms;
	if (att_channel(c) != ATT_CHANNEL_OPEN)
		return ATT_E_STATE;
	if (!att_operation_can(c, ATT_OP_RAW))
		return ATT_E_TYPE;
	if (ask >= c->protocol->asks ||
	    c->slot[ATT_SLOT_RAW + ask].state != ATT_SLOT_IDLE)
		return ATT_E_BUSY;
	c->raw[ask].request = request;
	c->raw[ask].timeout_ms = timeout_ms;
	c->raw[ask].turn = ++c->raw_turns;
	att_request_put(c, ATT_SLOT_RAW + ask, ATT_OP_RAW, ask);
	return 0;
}

void att_raw_report(struct att_core *c, const struct att_slot *was,
		    const struct att_report *r)
{
	const struct att_heard heard = {
		.ask = was->session,
		.result = r->result,
		.code = r->code,
		.error = r->error,
		.message = r->message,
	};

	if (c->heard)
		c->heard(c->heard_ctx, &heard);
}

void att_raw_news(struct att_core *c, const struct att_report *r)
{
	const struct att_heard heard = {.news = true, .message = r->message};

	if (c->heard && r->message.len)
		c->heard(c->heard_ctx, &heard);
}

void att_raw_drop(struct att_core *c)
{
	static const struct att_report silence = {
		.result = ATT_RESULT_NO_ANSWER,
	};

	for (unsigned i = 0; i < ATT_CORE_ASKS; i++) {
		const struct att_slot was = c->slot[ATT_SLOT_RAW + i];

		if (was.state == ATT_SLOT_IDLE)
			continue;
		att_request_drop(c, ATT_SLOT_RAW + i);
		att_raw_report(c, &was, &silence);
	}
}
