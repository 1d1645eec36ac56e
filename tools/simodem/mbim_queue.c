/* Messages on their way to the host, in the order in which they are due. */
#include "tools/simodem/mbim.h"

#include <stdlib.h>

void sim_queue_init(struct sim_mbim *m)
{
	m->head = NULL;
	m->held = NULL;
	m->held_until_ms = SIM_NEVER;
}

/* The answers of a CID take their own time. */
static uint32_t delay_of(const struct sim_mbim *m, struct att_bytes message)
{
	const struct sim_scenario *s = &m->config->scenario;
	struct mbim_msg msg;

	if (s->n_timings == 0 || mbim_msg_decode(message, &msg) != 0 ||
	    msg.type != (uint32_t)MBIM_MSG_COMMAND_DONE)
		return m->config->delay_ms;
	for (uint32_t i = 0; i < s->n_timings; i++)
		if (mbim_service_find(&msg.service) ==
			    &mbim_services[s->timing[i].service] &&
		    msg.cid == s->timing[i].cid)
			return s->timing[i].ms;
	return m->config->delay_ms;
}

struct sim_out *sim_queue_new(struct sim_mbim *m, const uint8_t *bytes,
			      size_t len, bool raw)
{
	struct att_bytes message = att_bytes_of(bytes, len);
	struct sim_out *o = malloc(sizeof(*o) + len);

	if (o == NULL)
		abort();
	*o = (struct sim_out){
		.len = len,
		.raw = raw,
		.max = m->open ? m->max_transfer : m->config->max_control,
		.due_ms = m->now_ms + m->config->delay_ms,
		.fragments = 1,
	};
	memcpy(o->bytes, bytes, len);
	if (!raw) {
		o->due_ms = m->now_ms + delay_of(m, message);
		o->fragments = mbim_frag_tx_count(message, o->max);
	}
	return o;
}

void sim_queue_insert(struct sim_mbim *m, struct sim_out *o)
{
	struct sim_out **at = &m->head;

	while (*at != NULL &&
	       ((*at)->due_ms <= o->due_ms || (*at)->fragment > 0))
		at = &(*at)->next;
	o->next = *at;
	*at = o;
}

void sim_queue_drop_head(struct sim_mbim *m)
{
	struct sim_out *o = m->head;

	m->head = o->next;
	free(o);
}

void sim_queue_drop(struct sim_mbim *m)
{
	while (m->head != NULL)
		sim_queue_drop_head(m);
	free(m->held);
	sim_queue_init(m);
}

struct sim_out *sim_queue_take(struct sim_mbim *m)
{
	struct sim_out *old = m->head;

	if ((m->config->quirks & SIM_QUIRK_LATE_ANSWERS) == 0)
		return NULL;
	m->head = NULL;
	return old;
}

void sim_queue_append(struct sim_mbim *m, struct sim_out *old)
{
	struct sim_out **at = &m->head;

	while (*at != NULL)
		at = &(*at)->next;
	*at = old;
}

bool sim_outstanding(const struct sim_mbim *m, uint32_t transaction)
{
	for (const struct sim_out *o = m->head; o != NULL; o = o->next)
		if (o->transaction == transaction)
			return true;
	for (uint32_t i = 0; i < SIM_WAITS; i++)
		if (m->deferred[i].cid != NULL &&
		    m->deferred[i].transaction == transaction)
			return true;
	return false;
}

uint32_t sim_outstanding_count(const struct sim_mbim *m)
{
	uint32_t n = 0;

	for (const struct sim_out *o = m->head; o != NULL; o = o->next)
		n += o->transaction != 0;
	for (uint32_t i = 0; i < SIM_WAITS; i++)
		n += m->deferred[i].cid != NULL;
	return n;
}

uint64_t sim_queue_deadline(const struct sim_mbim *m)
{
	const struct sim_out *o = m->head;

	/* What is due already waits for the host, not for time. */
	while (o != NULL && o->due_ms <= m->now_ms)
		o = o->next;
	if (o != NULL && o->due_ms < m->held_until_ms)
		return o->due_ms;
	return m->held_until_ms;
}

/* No other message came to pass the one that is held. */
void sim_queue_expire(struct sim_mbim *m)
{
	struct sim_out *o = m->held;

	if (m->held_until_ms > m->now_ms)
		return;
	m->held = NULL;
	m->held_until_ms = SIM_NEVER;
	sim_queue_insert(m, o);
}
