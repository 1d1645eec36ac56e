/* What goes wrong on the way to the host: a filter in front of the queue. Each
 * fault is one row; a row happens once. pipe_input.c is the other way.
 */
#include "tools/simodem/pipe.h"

#include <stdlib.h>

#define HOLD_MS	      1000u /* reorder: if nothing else comes */
#define BESIDE_MAX    128u
#define UNKNOWN_ERROR 7u /* MBIM_PROTOCOL_UNKNOWN */

/* Does it mean this message? Counts those that it could mean. */
static bool meant(const struct sim_fault *f, uint32_t number,
		  const struct sim_message *m, uint32_t *matched)
{
	if (f->message != 0)
		return f->message == number;
	if (f->type != 0 && f->type != m->type)
		return false;
	if (f->has_cid &&
	    (!m->named || m->service != f->service || m->cid != f->cid))
		return false;
	return ++*matched == (f->occurrence != 0 ? f->occurrence : 1);
}

const struct sim_fault *sim_faults_find(struct sim_pipe *p, bool to_modem,
					uint32_t number,
					const struct sim_message *m)
{
	const struct sim_scenario *s = &p->config->scenario;
	const struct sim_fault *found = NULL;

	for (uint32_t i = 0; i < s->n_faults; i++)
		if (s->fault[i].to_modem == to_modem &&
		    meant(&s->fault[i], number, m, &p->matched[i]) && !found)
			found = &s->fault[i];
	p->counters.faults += found != NULL;
	return found;
}

uint32_t sim_faults_value(const struct sim_fault *f)
{
	static const uint32_t usual[SIM_FAULT_KINDS] = {
		[SIM_FAULT_DELAY] = 3000,
		[SIM_FAULT_FUNCTION_ERROR] = UNKNOWN_ERROR,
		[SIM_FAULT_WRONG_LENGTH] = 4,
		[SIM_FAULT_UNPLUG] = 2000,
	};

	return f->value != 0 ? f->value : usual[f->kind];
}

/* A message of its own, at the time of o. */
static void put_beside(struct sim_pipe *p, const struct sim_out *o,
		       const uint8_t *bytes, size_t len, bool raw)
{
	struct sim_out *other = sim_queue_new(p, bytes, len, raw);

	other->due_ms = o->due_ms;
	sim_queue_insert(p, other);
}

static void put_error(struct sim_pipe *p, const struct sim_out *o,
		      uint32_t code)
{
	uint8_t buf[BESIDE_MAX];
	size_t len = p->ops->error(p->face, att_bytes_of(o->bytes, o->len),
				   code, buf, sizeof(buf));

	put_beside(p, o, buf, len, false);
}

static void put_orphan(struct sim_pipe *p, const struct sim_out *o)
{
	uint8_t buf[BESIDE_MAX];
	size_t len = p->ops->orphan(false, buf, sizeof(buf));

	put_beside(p, o, buf, len, true);
}

/* News and the message in one transfer, if they fit in one. */
static struct sim_out *join(struct sim_pipe *p, struct sim_out *o)
{
	uint8_t buf[SIM_MESSAGE_MAX];
	size_t len = p->ops->news(p->face, buf, sizeof(buf));
	struct sim_out *both;

	if (o->fragments > 1 || o->len + len > o->max) {
		put_beside(p, o, buf, len, false);
		return o;
	}
	memcpy(buf + len, o->bytes, o->len);
	both = sim_queue_new(p, buf, len + o->len, true);
	both->due_ms = o->due_ms;
	both->transaction = o->transaction;
	free(o);
	return both;
}

static void hold(struct sim_pipe *p, struct sim_out *o)
{
	if (p->held != NULL)
		sim_queue_insert(p, p->held);
	p->held = o;
	p->held_until_ms = o->due_ms + HOLD_MS;
}

/* Queues o behind the fault's other messages, or frees it. */
static void happen(struct sim_pipe *p, const struct sim_fault *f,
		   struct sim_out *o)
{
	bool keep = true;

	switch ((enum sim_fault_kind)f->kind) {
	case SIM_FAULT_DROP:
		keep = false;
		break;
	case SIM_FAULT_DELAY:
		o->due_ms += sim_faults_value(f);
		break;
	case SIM_FAULT_DUPLICATE:
		put_beside(p, o, o->bytes, o->len, false);
		break;
	case SIM_FAULT_REORDER:
		hold(p, o);
		return;
	case SIM_FAULT_FUNCTION_ERROR:
		put_error(p, o, sim_faults_value(f));
		keep = false;
		break;
	case SIM_FAULT_ORPHAN_FRAGMENT:
		put_orphan(p, o);
		break;
	case SIM_FAULT_RESET:
		p->fault_reset = true;
		keep = false;
		break;
	case SIM_FAULT_UNPLUG:
		sim_world_unplug(p->world, p->now_ms + sim_faults_value(f));
		keep = false;
		break;
	case SIM_FAULT_SEVERAL_IN_ONE:
		o = join(p, o);
		break;
	case SIM_FAULT_ZERO_LENGTH_RESPONSE:
		put_beside(p, o, o->bytes, 0, true);
		break;
	case SIM_FAULT_TRUNCATE:
	case SIM_FAULT_CORRUPT:
	case SIM_FAULT_STALL:
	case SIM_FAULT_WRONG_LENGTH:
	case SIM_FAULT_MISSING_NOTIFICATION:
		o->fault = f; /* of the transfer */
		break;
	case SIM_FAULT_KINDS:
		break;
	}
	if (keep)
		sim_queue_insert(p, o);
	else
		free(o);
}

void sim_faults_pass(struct sim_pipe *p, struct sim_out *o)
{
	const struct sim_fault *f = NULL;
	struct sim_message m;
	struct sim_out *held = p->held;

	p->messages++;
	if (p->config->scenario.n_faults > 0) {
		p->ops->describe(p->face, att_bytes_of(o->bytes, o->len), &m);
		f = sim_faults_find(p, false, p->messages, &m);
	}
	if (f != NULL)
		happen(p, f, o);
	else
		sim_queue_insert(p, o);
	if (held == NULL || held != p->held)
		return;
	held->due_ms = p->now_ms;
	p->held_until_ms = p->now_ms;
	sim_queue_expire(p);
}

size_t sim_faults_damage(const struct sim_pipe *p, const struct sim_fault *f,
			 uint8_t *buf, size_t len)
{
	size_t at = f->value;

	switch ((enum sim_fault_kind)f->kind) {
	case SIM_FAULT_TRUNCATE:
		at = at != 0 ? at : len / 2;
		return at < len ? at : len;
	case SIM_FAULT_CORRUPT:
		at = at != 0 ? at : len - len / 4;
		if (at < len)
			buf[at] ^= 0xff;
		return len;
	case SIM_FAULT_WRONG_LENGTH:
		p->ops->lengthen(buf, sim_faults_value(f));
		return len;
	case SIM_FAULT_DROP:
	case SIM_FAULT_DELAY:
	case SIM_FAULT_DUPLICATE:
	case SIM_FAULT_REORDER:
	case SIM_FAULT_STALL:
	case SIM_FAULT_FUNCTION_ERROR:
	case SIM_FAULT_ORPHAN_FRAGMENT:
	case SIM_FAULT_RESET:
	case SIM_FAULT_UNPLUG:
	case SIM_FAULT_SEVERAL_IN_ONE:
	case SIM_FAULT_ZERO_LENGTH_RESPONSE:
	case SIM_FAULT_MISSING_NOTIFICATION:
	case SIM_FAULT_KINDS:
		break;
	}
	return len;
}

void sim_pipe_reset_by_fault(struct sim_pipe *p)
{
	if (!p->fault_reset)
		return;
	p->fault_reset = false;
	p->ops->reset(p->face);
}
