/* Messages to the host: through the faults into the queue, and out of it in
 * fragments. */
#include "tools/simodem/pipe.h"

#include "base/errors.h"

void sim_pipe_fini(struct sim_pipe *p)
{
	sim_queue_drop(p);
	sim_late_drop(p);
}

/* What it would say now is never said; what waits may be said later. */
static bool is_mute(const struct sim_pipe *p)
{
	return sim_world_fails(p->world, SIM_FAILURE_MUTE);
}

void sim_send(struct sim_pipe *p, const uint8_t *bytes, size_t len,
	      uint32_t transaction)
{
	struct sim_out *o;

	if (is_mute(p))
		return;
	o = sim_queue_new(p, bytes, len, false);
	o->transaction = transaction;
	sim_faults_pass(p, o);
}

bool sim_pipe_ready(const struct sim_pipe *p, uint64_t now_ms)
{
	return p->head != NULL && p->head->due_ms <= now_ms && !is_mute(p);
}

static bool has_fault(const struct sim_out *o, enum sim_fault_kind kind)
{
	return o->fault != NULL && o->fault->kind == kind;
}

bool sim_pipe_stalls(struct sim_pipe *p, uint64_t now_ms)
{
	if (!sim_pipe_ready(p, now_ms) || !has_fault(p->head, SIM_FAULT_STALL))
		return false;
	p->head->fault = NULL;
	return true;
}

uint32_t sim_pipe_responses(const struct sim_pipe *p, uint64_t now_ms)
{
	uint32_t n = 0;

	for (const struct sim_out *o = p->head; o != NULL; o = o->next)
		if (o->due_ms <= now_ms && !is_mute(p) &&
		    !has_fault(o, SIM_FAULT_MISSING_NOTIFICATION))
			n += o->fragments - o->fragment;
	return n;
}

static int fragment(const struct sim_pipe *p, const struct sim_out *o,
		    uint8_t *buf, size_t cap)
{
	if (!o->raw)
		return p->ops->transfer(att_bytes_of(o->bytes, o->len), o->max,
					o->fragment, buf, cap);
	if (o->len > cap)
		return ATT_E_ROOM;
	memcpy(buf, o->bytes, o->len);
	return (int)o->len;
}

size_t sim_pipe_output(struct sim_pipe *p, uint8_t *buf, size_t cap,
		       uint64_t now_ms)
{
	struct sim_out *o = p->head;
	size_t len;
	int got;

	if (!sim_pipe_ready(p, now_ms))
		return 0;
	got = fragment(p, o, buf, cap);
	if (got < 0)
		return 0;
	len = (size_t)got;
	if (o->fragment == 0 && o->fault != NULL)
		len = sim_faults_damage(p, o->fault, buf, len);
	len = sim_fuzz_next(&p->fuzz, SIM_FUZZ_CONTROL, buf, len,
			    o->max < cap ? o->max : cap, p->ops->lengthen);
	if (++o->fragment == o->fragments)
		sim_queue_drop_head(p);
	return len;
}
