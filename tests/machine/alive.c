/* What of the core the rig sees from inside: the ids of the transcripts, and
 * whether anything can still happen.
 *
 * A machine that waits has a request under way or a timer, unless its state
 * waits for news or for a person: nothing else would ever move it. */
#include "core/state.h"
#include "tests/machine/rig.h"

void rig_count_from_1(struct mbim_core *c)
{
	c->transaction = 0;
}

static bool asks(const struct mbim_core *c, unsigned slot)
{
	return c->slot[slot].state != MBIM_SLOT_IDLE;
}

static bool control_moves(const struct mbim_core *c)
{
	switch ((enum mbim_control_state)c->control.state) {
	case MBIM_CONTROL_ABSENT:
	case MBIM_CONTROL_OPEN:
		return true;
	case MBIM_CONTROL_CLOSED:
		return c->want == MBIM_WANT_OFF ||
		       c->control_timer_ms != MBIM_CORE_NEVER;
	case MBIM_CONTROL_OPENING:
	case MBIM_CONTROL_RESYNCING:
	case MBIM_CONTROL_SERVICES:
	case MBIM_CONTROL_VERSION:
	case MBIM_CONTROL_CLOSING:
	case MBIM_CONTROL_WAITING:
		break;
	}
	return asks(c, MBIM_SLOT_CONTROL) ||
	       c->control_timer_ms != MBIM_CORE_NEVER;
}

static bool attach_moves(const struct mbim_core *c)
{
	uint8_t state = c->attach.state;

	if (state == MBIM_ATTACH_IDLE)
		return c->control.state != MBIM_CONTROL_OPEN;
	return state == MBIM_ATTACH_ATTACHED ||
	       state == MBIM_ATTACH_PIN_BLOCKED ||
	       state == MBIM_ATTACH_PUK_BLOCKED ||
	       state == MBIM_ATTACH_ROAMING_BARRED ||
	       asks(c, MBIM_SLOT_ATTACH) ||
	       c->attach_timer_ms != MBIM_CORE_NEVER;
}

static bool session_moves(const struct mbim_core *c, uint32_t i)
{
	const struct mbim_session_state *s = &c->session[i];

	return s->machine.state == MBIM_CONNECT_IDLE ||
	       s->machine.state == MBIM_CONNECT_UP ||
	       asks(c, MBIM_SLOT_CONNECT + i) || s->timer_ms != MBIM_CORE_NEVER;
}

const char *rig_stranded(const struct mbim_core *c)
{
	if (!control_moves(c))
		return "control";
	if (!attach_moves(c))
		return "attach";
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (!session_moves(c, i))
			return "connect";
	return NULL;
}
