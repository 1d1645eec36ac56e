/* What goes wrong on the way to the modem: a filter in front of its input, one
 * transfer at a time. A fault means the transfer that begins a message. */
#include "tools/simodem/pipe.h"

#include <stdlib.h>

#define HOLD_MS 1000u /* reorder: if nothing else comes */

static void take_damaged(struct sim_pipe *p, const struct sim_fault *f,
			 struct att_bytes bytes)
{
	uint8_t buf[SIM_MESSAGE_MAX];

	if (bytes.len > sizeof(buf))
		return;
	memcpy(buf, bytes.p, bytes.len);
	bytes = att_bytes_of(buf, sim_faults_damage(p, f, buf, bytes.len));
	p->ops->take(p->face, bytes);
}

static void take_orphan(struct sim_pipe *p)
{
	uint8_t buf[64];
	size_t len = p->ops->orphan(true, buf, sizeof(buf));

	p->ops->take(p->face, att_bytes_of(buf, len));
}

/* In place of carrying it out. */
static void refuse(struct sim_pipe *p, struct att_bytes bytes, uint32_t code)
{
	uint8_t buf[64];
	size_t len = p->ops->error(p->face, bytes, code, buf, sizeof(buf));

	p->counters.function_errors++;
	sim_send(p, buf, len, 0);
}

/* False: the transfer stalls. */
static bool happen(struct sim_pipe *p, const struct sim_fault *f,
		   struct att_bytes bytes)
{
	uint32_t value = sim_faults_value(f);

	switch ((enum sim_fault_kind)f->kind) {
	case SIM_FAULT_DROP:
		break;
	case SIM_FAULT_STALL:
		return false;
	case SIM_FAULT_DELAY:
		sim_late_put(p, bytes, value, false);
		break;
	case SIM_FAULT_REORDER:
		sim_late_put(p, bytes, HOLD_MS, true);
		break;
	case SIM_FAULT_DUPLICATE:
		p->ops->take(p->face, bytes);
		p->ops->take(p->face, bytes);
		break;
	case SIM_FAULT_TRUNCATE:
	case SIM_FAULT_CORRUPT:
	case SIM_FAULT_WRONG_LENGTH:
		take_damaged(p, f, bytes);
		break;
	case SIM_FAULT_FUNCTION_ERROR:
		refuse(p, bytes, value);
		break;
	case SIM_FAULT_ORPHAN_FRAGMENT:
		take_orphan(p);
		p->ops->take(p->face, bytes);
		break;
	case SIM_FAULT_RESET:
		p->fault_reset = true;
		break;
	case SIM_FAULT_UNPLUG:
		sim_world_unplug(p->world, p->now_ms + value);
		break;
	case SIM_FAULT_SEVERAL_IN_ONE: /* only to the host */
	case SIM_FAULT_ZERO_LENGTH_RESPONSE:
	case SIM_FAULT_MISSING_NOTIFICATION:
	case SIM_FAULT_KINDS:
		p->ops->take(p->face, bytes);
		break;
	}
	return true;
}

/* The first of the late ones has arrived. */
static void take_late(struct sim_pipe *p)
{
	struct sim_in *i = sim_late_take(p);

	p->ops->take(p->face, att_bytes_of(i->bytes, i->len));
	free(i);
}

bool sim_pipe_input(struct sim_pipe *p, struct att_bytes bytes)
{
	bool was_held = p->late != NULL && p->late->until_next;
	const struct sim_fault *f = NULL;
	struct sim_message m;
	bool taken = true;

	if (p->config->scenario.n_faults > 0) {
		/* of a fragment, or a piece, the header is enough */
		p->ops->describe(p->face, bytes, &m);
		if (m.begins)
			f = sim_faults_find(p, true, ++p->heard, &m);
	}
	if (f != NULL)
		taken = happen(p, f, bytes);
	else
		p->ops->take(p->face, bytes);
	if (was_held && p->late != NULL)
		take_late(p);
	return taken;
}

void sim_pipe_expire(struct sim_pipe *p)
{
	while (sim_late_deadline(p) <= p->now_ms)
		take_late(p);
}
