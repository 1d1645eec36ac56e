/* Messages to the host: through the faults into the queue, and out of it in
 * fragments. */
#include "tools/simodem/mbim.h"

#include <assert.h>

#include "base/errors.h"

/* What it would say now is never said; what waits may be said later. */
static bool is_mute(const struct sim_mbim *m)
{
	return sim_world_fails(m->world, SIM_FAILURE_MUTE);
}

void sim_send(struct sim_mbim *m, const uint8_t *bytes, size_t len,
	      uint32_t transaction)
{
	struct sim_out *o;

	if (is_mute(m))
		return;
	o = sim_queue_new(m, bytes, len, false);
	o->transaction = transaction;
	sim_faults_pass(m, o);
}

void sim_send_simple(struct sim_mbim *m, uint32_t type, uint32_t transaction,
		     uint32_t code)
{
	uint8_t buf[MBIM_MSG_HEADER + 4];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), type, transaction,
					 code);

	assert(len > 0);
	sim_send(m, buf, (size_t)len, 0);
}

void sim_send_function_error(struct sim_mbim *m, uint32_t transaction,
			     uint32_t code)
{
	m->counters.function_errors++;
	sim_send_simple(m, (uint32_t)MBIM_MSG_FUNCTION_ERROR, transaction,
			code);
}

void sim_send_indication(struct sim_mbim *m, uint8_t service, uint32_t cid,
			 size_t body_len)
{
	int len = mbim_msg_encode_indication(m->scratch, sizeof(m->scratch),
					     &mbim_services[service].uuid, cid,
					     body_len);

	assert(len > 0);
	m->counters.indications++;
	sim_send(m, m->scratch, (size_t)len, 0);
}

bool sim_mbim_ready(const struct sim_mbim *m, uint64_t now_ms)
{
	return m->head != NULL && m->head->due_ms <= now_ms && !is_mute(m);
}

static bool has_fault(const struct sim_out *o, enum sim_fault_kind kind)
{
	return o->fault != NULL && o->fault->kind == kind;
}

bool sim_mbim_stalls(struct sim_mbim *m, uint64_t now_ms)
{
	if (!sim_mbim_ready(m, now_ms) || !has_fault(m->head, SIM_FAULT_STALL))
		return false;
	m->head->fault = NULL;
	return true;
}

uint32_t sim_mbim_responses(const struct sim_mbim *m, uint64_t now_ms)
{
	uint32_t n = 0;

	for (const struct sim_out *o = m->head; o != NULL; o = o->next)
		if (o->due_ms <= now_ms && !is_mute(m) &&
		    !has_fault(o, SIM_FAULT_MISSING_NOTIFICATION))
			n += o->fragments - o->fragment;
	return n;
}

static int fragment(const struct sim_out *o, uint8_t *buf, size_t cap)
{
	if (!o->raw)
		return mbim_frag_tx_get(att_bytes_of(o->bytes, o->len), o->max,
					o->fragment, buf, cap);
	if (o->len > cap)
		return ATT_E_ROOM;
	memcpy(buf, o->bytes, o->len);
	return (int)o->len;
}

size_t sim_mbim_output(struct sim_mbim *m, uint8_t *buf, size_t cap,
		       uint64_t now_ms)
{
	struct sim_out *o = m->head;
	size_t len;
	int got;

	if (!sim_mbim_ready(m, now_ms))
		return 0;
	got = fragment(o, buf, cap);
	if (got < 0)
		return 0;
	len = (size_t)got;
	if (o->fragment == 0 && o->fault != NULL)
		len = sim_faults_damage(o->fault, buf, len);
	if (++o->fragment == o->fragments)
		sim_queue_drop_head(m);
	return len;
}
