/* Messages on their way to the host, in the order in which they are due. */
#include "tools/simodem/pipe.h"

#include <stdlib.h>

void sim_pipe_init(struct sim_pipe *p, const struct sim_face *ops, void *face,
		   struct sim_world *w, uint64_t now_ms)
{
	*p = (struct sim_pipe){
		.ops = ops,
		.face = face,
		.world = w,
		.config = &w->config,
		.fuzz = {.limits = &w->config.fuzz},
		.now_ms = now_ms,
		.held_until_ms = SIM_NEVER,
	};
}

/* The answers of some requests take their own time. */
static uint32_t delay_of(const struct sim_pipe *p, struct att_bytes message)
{
	const struct sim_scenario *s = &p->config->scenario;
	struct sim_message m;

	if (s->n_timings == 0)
		return p->config->delay_ms;
	p->ops->describe(p->face, message, &m);
	for (uint32_t i = 0; i < s->n_timings; i++)
		if (m.answer && m.service == s->timing[i].service &&
		    m.cid == s->timing[i].cid)
			return s->timing[i].ms;
	return p->config->delay_ms;
}

struct sim_out *sim_queue_new(struct sim_pipe *p, const uint8_t *bytes,
			      size_t len, bool raw)
{
	struct att_bytes message = att_bytes_of(bytes, len);
	struct sim_out *o = malloc(sizeof(*o) + len);

	if (o == NULL)
		abort();
	*o = (struct sim_out){
		.len = len,
		.raw = raw,
		.max = p->ops->max_transfer(p->face),
		.due_ms = p->now_ms + p->config->delay_ms,
		.fragments = 1,
	};
	memcpy(o->bytes, bytes, len);
	if (!raw) {
		o->due_ms = p->now_ms + delay_of(p, message);
		o->fragments = p->ops->transfers(message, o->max);
	}
	return o;
}

void sim_queue_insert(struct sim_pipe *p, struct sim_out *o)
{
	struct sim_out **at = &p->head;

	while (*at != NULL &&
	       ((*at)->due_ms <= o->due_ms || (*at)->fragment > 0))
		at = &(*at)->next;
	o->next = *at;
	*at = o;
}

void sim_queue_drop_head(struct sim_pipe *p)
{
	struct sim_out *o = p->head;

	p->head = o->next;
	free(o);
}

void sim_queue_drop(struct sim_pipe *p)
{
	while (p->head != NULL)
		sim_queue_drop_head(p);
	free(p->held);
	p->held = NULL;
	p->held_until_ms = SIM_NEVER;
}

struct sim_out *sim_queue_take(struct sim_pipe *p)
{
	struct sim_out *old = p->head;

	if ((p->config->quirks & SIM_QUIRK_LATE_ANSWERS) == 0)
		return NULL;
	p->head = NULL;
	return old;
}

void sim_queue_append(struct sim_pipe *p, struct sim_out *old)
{
	struct sim_out **at = &p->head;

	while (*at != NULL)
		at = &(*at)->next;
	*at = old;
}

bool sim_queue_has(const struct sim_pipe *p, uint32_t transaction)
{
	for (const struct sim_out *o = p->head; o != NULL; o = o->next)
		if (o->transaction == transaction)
			return true;
	return false;
}

uint32_t sim_queue_answers(const struct sim_pipe *p)
{
	uint32_t n = 0;

	for (const struct sim_out *o = p->head; o != NULL; o = o->next)
		n += o->transaction != 0;
	return n;
}

uint64_t sim_queue_deadline(const struct sim_pipe *p)
{
	const struct sim_out *o = p->head;

	/* What is due already waits for the host, not for time. */
	while (o != NULL && o->due_ms <= p->now_ms)
		o = o->next;
	if (o != NULL && o->due_ms < p->held_until_ms)
		return o->due_ms;
	return p->held_until_ms;
}

/* No other message came to pass the one that is held. */
void sim_queue_expire(struct sim_pipe *p)
{
	struct sim_out *o = p->held;

	if (p->held_until_ms > p->now_ms)
		return;
	p->held = NULL;
	p->held_until_ms = SIM_NEVER;
	sim_queue_insert(p, o);
}
