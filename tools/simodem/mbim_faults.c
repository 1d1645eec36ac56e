/* What goes wrong on the way to the host: a filter in front of the queue. Each
 * fault is one row; a row happens once. mbim_faults_input.c is the other way.
 */
#include "tools/simodem/mbim.h"

#include <assert.h>
#include <stdlib.h>

#define HOLD_MS	   1000u /* reorder: if nothing else comes */
#define ORPHAN_LEN 64u

/* Does it mean this message? Counts those that it could mean. */
static bool meant(const struct sim_fault *f, uint32_t number,
		  const struct mbim_msg *msg, uint32_t *matched)
{
	if (f->message != 0)
		return f->message == number;
	if (f->type != 0 && f->type != msg->type)
		return false;
	if (f->has_cid &&
	    (mbim_service_find(&msg->service) != &mbim_services[f->service] ||
	     msg->cid != f->cid || !mbim_msg_fragmented(msg->type)))
		return false;
	return ++*matched == (f->occurrence != 0 ? f->occurrence : 1);
}

const struct sim_fault *sim_faults_find(struct sim_mbim *m, bool to_modem,
					uint32_t number,
					const struct mbim_msg *msg)
{
	const struct sim_scenario *s = &m->config->scenario;
	const struct sim_fault *found = NULL;

	for (uint32_t i = 0; i < s->n_faults; i++)
		if (s->fault[i].to_modem == to_modem &&
		    meant(&s->fault[i], number, msg, &m->matched[i]) && !found)
			found = &s->fault[i];
	m->counters.faults += found != NULL;
	return found;
}

uint32_t sim_faults_value(const struct sim_fault *f)
{
	static const uint32_t usual[SIM_FAULT_KINDS] = {
		[SIM_FAULT_DELAY] = 3000,
		[SIM_FAULT_FUNCTION_ERROR] = MBIM_PROTOCOL_UNKNOWN,
		[SIM_FAULT_WRONG_LENGTH] = 4,
		[SIM_FAULT_UNPLUG] = 2000,
	};

	return f->value != 0 ? f->value : usual[f->kind];
}

size_t sim_faults_orphan(uint8_t *buf, uint32_t type)
{
	memset(buf, 0, ORPHAN_LEN);
	att_put32(buf, type);
	att_put32(buf + 4, ORPHAN_LEN);
	att_put32(buf + 8, 0x7f7f7f7f);
	att_put32(buf + 12, 3);
	att_put32(buf + 16, 1);
	return ORPHAN_LEN;
}

/* A message of its own, at the time of o. */
static void put_beside(struct sim_mbim *m, const struct sim_out *o,
		       const uint8_t *bytes, size_t len, bool raw)
{
	struct sim_out *other = sim_queue_new(m, bytes, len, raw);

	other->due_ms = o->due_ms;
	sim_queue_insert(m, other);
}

static void put_function_error(struct sim_mbim *m, const struct sim_out *o,
			       const struct mbim_msg *msg, uint32_t code)
{
	uint8_t buf[MBIM_MSG_HEADER + 4];
	int len = mbim_msg_encode_simple(buf, sizeof(buf),
					 (uint32_t)MBIM_MSG_FUNCTION_ERROR,
					 msg->transaction, code);

	assert(len > 0);
	put_beside(m, o, buf, (size_t)len, false);
}

static void put_orphan(struct sim_mbim *m, const struct sim_out *o)
{
	uint8_t buf[ORPHAN_LEN];
	size_t len = sim_faults_orphan(buf, (uint32_t)MBIM_MSG_COMMAND_DONE);

	put_beside(m, o, buf, len, true);
}

static size_t put_signal(struct sim_mbim *m, uint8_t *buf, size_t cap)
{
	int len = sim_put_signal(m, 0, buf + MBIM_MSG_INDICATION_BODY,
				 cap - MBIM_MSG_INDICATION_BODY);

	assert(len >= 0);
	len = mbim_msg_encode_indication(
		buf, cap, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, (size_t)len);
	assert(len > 0);
	return (size_t)len;
}

/* The signal strength and the message in one transfer, if they fit in one. */
static struct sim_out *join(struct sim_mbim *m, struct sim_out *o)
{
	uint8_t buf[SIM_MESSAGE_MAX];
	size_t len = put_signal(m, buf, sizeof(buf));
	struct sim_out *both;

	if (o->fragments > 1 || o->len + len > o->max) {
		put_beside(m, o, buf, len, false);
		return o;
	}
	memcpy(buf + len, o->bytes, o->len);
	both = sim_queue_new(m, buf, len + o->len, true);
	both->due_ms = o->due_ms;
	both->transaction = o->transaction;
	free(o);
	return both;
}

static void hold(struct sim_mbim *m, struct sim_out *o)
{
	if (m->held != NULL)
		sim_queue_insert(m, m->held);
	m->held = o;
	m->held_until_ms = o->due_ms + HOLD_MS;
}

/* Queues o behind the fault's other messages, or frees it. */
static void happen(struct sim_mbim *m, const struct sim_fault *f,
		   const struct mbim_msg *msg, struct sim_out *o)
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
		put_beside(m, o, o->bytes, o->len, false);
		break;
	case SIM_FAULT_REORDER:
		hold(m, o);
		return;
	case SIM_FAULT_FUNCTION_ERROR:
		put_function_error(m, o, msg, sim_faults_value(f));
		keep = false;
		break;
	case SIM_FAULT_ORPHAN_FRAGMENT:
		put_orphan(m, o);
		break;
	case SIM_FAULT_RESET:
		m->fault_reset = true;
		keep = false;
		break;
	case SIM_FAULT_UNPLUG:
		sim_world_unplug(m->world, m->now_ms + sim_faults_value(f));
		keep = false;
		break;
	case SIM_FAULT_SEVERAL_IN_ONE:
		o = join(m, o);
		break;
	case SIM_FAULT_ZERO_LENGTH_RESPONSE:
		put_beside(m, o, o->bytes, 0, true);
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
		sim_queue_insert(m, o);
	else
		free(o);
}

void sim_faults_pass(struct sim_mbim *m, struct sim_out *o)
{
	const struct sim_fault *f = NULL;
	struct mbim_msg msg = {.type = 0};
	struct sim_out *held = m->held;

	m->messages++;
	if (m->config->scenario.n_faults > 0) {
		mbim_msg_decode(att_bytes_of(o->bytes, o->len), &msg);
		f = sim_faults_find(m, false, m->messages, &msg);
	}
	if (f != NULL)
		happen(m, f, &msg, o);
	else
		sim_queue_insert(m, o);
	if (held == NULL || held != m->held)
		return;
	held->due_ms = m->now_ms;
	m->held_until_ms = m->now_ms;
	sim_queue_expire(m);
}

size_t sim_faults_damage(const struct sim_fault *f, uint8_t *buf, size_t len)
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
		att_put32(buf + 4, att_get32(buf + 4) + sim_faults_value(f));
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
