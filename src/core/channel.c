/* Policy of the control channel: a modem that is silent, that says it is not
 * open, that has to be reset; how long not to open it. How it is opened the
 * protocol knows. */
#include "core/state.h"

#define HUNG_TIMEOUTS 3u
/* So often in a row a request is repeated at once whose answer was spoilt. */
#define MOST_LOST 2u
/* A channel that has answered this long after it was opened is one. */
#define STEADY_MS 1000u

uint16_t att_channel_event(const struct att_core *c, enum att_control_news n)
{
	return c->protocol->news[n];
}

enum att_channel att_channel(const struct att_core *c)
{
	return c->protocol->channel(c->t);
}

void att_channel_opened(struct att_core *c)
{
	memset(c->lost, 0, sizeof(c->lost));
	c->answered = false;
	c->opened_ms = c->now_ms;
}

/* The modem lives. */
void att_channel_answered(struct att_core *c, uint16_t kind)
{
	c->timeouts_in_a_row = 0;
	if (c->protocol->anew(kind))
		return;
	if (c->silent_to &&
	    c->silent_to == c->protocol->request_name(c->t, kind))
		c->silent_to = NULL;
	c->answered = true;
	c->own_reset = false;
	c->mute = false;
	c->not_opened &= att_channel(c) != ATT_CHANNEL_OPEN ||
			 c->now_ms < c->opened_ms + STEADY_MS;
	att_backoff_reset(&c->control_backoff);
}

uint16_t att_channel_spoilt(struct att_core *c)
{
	if (++c->timeouts_in_a_row < HUNG_TIMEOUTS ||
	    att_channel(c) != ATT_CHANNEL_OPEN)
		return 0;
	c->timeouts_in_a_row = 0;
	c->mute = !c->answered;
	return att_channel_event(c,
				 c->mute ? ATT_CONTROL_MUTE : ATT_CONTROL_HUNG);
}

uint16_t att_channel_silence(struct att_core *c, const struct att_slot *was)
{
	/* What clients ask a modem may keep silent about, and be well. */
	if (c->protocol->anew(was->kind) ||
	    (was->kind == ATT_OP_RAW && c->want != ATT_WANT_OPEN))
		return 0;
	if (!was->twice)
		c->silent_to = c->protocol->request_name(c->t, was->kind);
	return att_channel_spoilt(c);
}

void att_channel_done_without(struct att_core *c)
{
	c->silent_to = NULL;
}

void att_channel_read(struct att_core *c, uint16_t kind)
{
	if (c->unread && c->unread == c->protocol->request_name(c->t, kind))
		c->unread = NULL;
	if (kind < ATT_OP_ANNOUNCE_OPEN)
		c->lost[kind] = 0;
}

/* OPEN and CLOSE have a time of their own; what the caller asks he asks again.
 */
bool att_channel_lost(struct att_core *c, uint16_t kind)
{
	if (c->protocol->anew(kind) || kind == ATT_OP_RAW)
		return false;
	if (kind >= ATT_OP_OWN)
		return true;
	c->unread = c->protocol->request_name(c->t, kind);
	if (c->lost[kind] >= MOST_LOST)
		return false;
	c->lost[kind]++;
	return true;
}

/* Once a modem has forgotten its channel; one that says it of each channel
 * would be asked without a pause. */
uint16_t att_channel_not_opened(struct att_core *c)
{
	bool opened = att_channel(c) == ATT_CHANNEL_SYNCHRONISING ||
		      att_channel(c) == ATT_CHANNEL_OPEN;
	bool again = opened && c->not_opened;

	c->not_opened |= opened;
	c->mute |= again;
	return att_channel_event(c, again ? ATT_CONTROL_MUTE
					  : ATT_CONTROL_NOT_OPENED);
}

/* One that is away has no attempt to wait for: when it is back it is opened. */
void att_channel_reset(struct att_core *c)
{
	c->reset_port = true;
	c->own_reset = true;
	if (att_channel(c) != ATT_CHANNEL_ABSENT)
		c->hold_until_ms = c->control_timer_ms;
}

/* Who plugs a modem in does not want to wait. */
static void forget(struct att_core *c)
{
	c->hold_until_ms = 0;
	att_backoff_reset(&c->control_backoff);
	c->mute = c->not_opened = false;
	c->silent_to = c->unread = NULL;
	c->protocol->forget(c->t);
}

void att_channel_gone(struct att_core *c)
{
	c->timeouts_in_a_row = 0;
	if (!c->own_reset)
		forget(c);
	c->own_reset = false;
}

void att_channel_wanted(struct att_core *c)
{
	c->hold_until_ms = 0;
}

bool att_channel_held(const struct att_core *c)
{
	return c->now_ms < c->hold_until_ms;
}

uint64_t att_channel_timer(struct att_core *c)
{
	const uint8_t state = c->protocol->state(c->t);

	if (att_channel(c) == ATT_CHANNEL_CLOSED && att_channel_held(c))
		return c->hold_until_ms;
	return att_backoff_until(c, &c->protocol->control->about[state],
				 &c->control_backoff);
}
