/* Whether anything can still happen: what of the core the rigs see from inside.
 *
 * A machine that waits has a request under way or a timer, unless its state
 * waits for news or for a person: nothing else would ever move it. */
#include "core/state.h"
#include "tests/transcript/transcript.h"

static bool asks(const struct att_core *c, unsigned slot)
{
	return c->slot[slot].state != ATT_SLOT_IDLE;
}

static bool control_moves(const struct att_core *c)
{
	switch (att_channel(c)) {
	case ATT_CHANNEL_ABSENT:
	case ATT_CHANNEL_OPEN:
		return true;
	case ATT_CHANNEL_CLOSED:
		return c->want == ATT_WANT_OFF ||
		       c->control_timer_ms != ATT_CORE_NEVER;
	case ATT_CHANNEL_OPENING:
	case ATT_CHANNEL_SYNCHRONISING:
	case ATT_CHANNEL_CLOSING:
	case ATT_CHANNEL_WAITING:
		break;
	}
	return asks(c, ATT_SLOT_CONTROL) ||
	       c->control_timer_ms != ATT_CORE_NEVER;
}

static bool attach_moves(const struct att_core *c)
{
	uint8_t state = c->attach.state;

	if (state == ATT_ATTACH_IDLE)
		return att_channel(c) != ATT_CHANNEL_OPEN ||
		       c->want <= ATT_WANT_KNOWN;
	return state == ATT_ATTACH_ATTACHED ||
	       state == ATT_ATTACH_PIN_BLOCKED ||
	       state == ATT_ATTACH_PUK_BLOCKED ||
	       state == ATT_ATTACH_ROAMING_BARRED || asks(c, ATT_SLOT_ATTACH) ||
	       c->attach_timer_ms != ATT_CORE_NEVER;
}

static bool session_moves(const struct att_core *c, uint32_t i)
{
	const struct att_session_state *s = &c->session[i];

	return s->machine.state == ATT_CONNECT_IDLE ||
	       s->machine.state == ATT_CONNECT_UP ||
	       asks(c, ATT_SLOT_CONNECT + i) || s->timer_ms != ATT_CORE_NEVER;
}

const char *rig_stranded(const struct att_core *c)
{
	if (!control_moves(c))
		return "control";
	if (!attach_moves(c))
		return "attach";
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (!session_moves(c, i))
			return "connect";
	return NULL;
}
