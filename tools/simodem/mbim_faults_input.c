/* What goes wrong on the way to the modem: a filter in front of its input, one
 * transfer at a time. A fault means the transfer that begins a message. */
#include "tools/simodem/mbim.h"

#include <stdlib.h>

#define HOLD_MS 1000u /* reorder: if nothing else comes */

static void take_damaged(struct sim_mbim *m, const struct sim_fault *f,
			 struct att_bytes bytes)
{
	uint8_t buf[SIM_MESSAGE_MAX];

	if (bytes.len > sizeof(buf))
		return;
	memcpy(buf, bytes.p, bytes.len);
	bytes = att_bytes_of(buf, sim_faults_damage(f, buf, bytes.len));
	sim_take(m, bytes);
}

static void take_orphan(struct sim_mbim *m)
{
	uint8_t buf[64];
	size_t len = sim_faults_orphan(buf, MBIM_MSG_COMMAND);

	sim_take(m, att_bytes_of(buf, len));
}

/* False: the transfer stalls. */
static bool happen(struct sim_mbim *m, const struct sim_fault *f,
		   uint32_t transaction, struct att_bytes bytes)
{
	uint32_t value = sim_faults_value(f);

	switch ((enum sim_fault_kind)f->kind) {
	case SIM_FAULT_DROP:
		break;
	case SIM_FAULT_STALL:
		return false;
	case SIM_FAULT_DELAY:
		sim_late_put(m, bytes, value, false);
		break;
	case SIM_FAULT_REORDER:
		sim_late_put(m, bytes, HOLD_MS, true);
		break;
	case SIM_FAULT_DUPLICATE:
		sim_take(m, bytes);
		sim_take(m, bytes);
		break;
	case SIM_FAULT_TRUNCATE:
	case SIM_FAULT_CORRUPT:
	case SIM_FAULT_WRONG_LENGTH:
		take_damaged(m, f, bytes);
		break;
	case SIM_FAULT_FUNCTION_ERROR:
		sim_send_function_error(m, transaction, value);
		break;
	case SIM_FAULT_ORPHAN_FRAGMENT:
		take_orphan(m);
		sim_take(m, bytes);
		break;
	case SIM_FAULT_RESET:
		m->fault_reset = true;
		break;
	case SIM_FAULT_UNPLUG:
		sim_world_unplug(m->world, m->now_ms + value);
		break;
	case SIM_FAULT_SEVERAL_IN_ONE: /* only to the host */
	case SIM_FAULT_ZERO_LENGTH_RESPONSE:
	case SIM_FAULT_MISSING_NOTIFICATION:
	case SIM_FAULT_KINDS:
		sim_take(m, bytes);
		break;
	}
	return true;
}

/* The first of the late ones has arrived. */
static void take_late(struct sim_mbim *m)
{
	struct sim_in *i = sim_late_take(m);

	sim_take(m, att_bytes_of(i->bytes, i->len));
	free(i);
}

bool sim_faults_input(struct sim_mbim *m, struct att_bytes bytes)
{
	bool was_held = m->late != NULL && m->late->until_next;
	const struct sim_fault *f = NULL;
	struct mbim_msg msg = {.type = 0};
	bool taken = true;

	if (m->config->scenario.n_faults > 0) {
		/* of a fragment, or a piece, the header is enough */
		(void)mbim_msg_decode(bytes, &msg);
		if (mbim_msg_known(msg.type) && msg.current == 0)
			f = sim_faults_find(m, true, ++m->heard, &msg);
	}
	if (f != NULL)
		taken = happen(m, f, msg.transaction, bytes);
	else
		sim_take(m, bytes);
	if (was_held && m->late != NULL)
		take_late(m);
	return taken;
}

void sim_faults_expire(struct sim_mbim *m)
{
	while (sim_late_deadline(m) <= m->now_ms)
		take_late(m);
}
