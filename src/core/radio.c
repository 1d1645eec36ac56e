/* Policy of the radio: when it is blocked, and the modems whose radio is locked
 * for the laptop that they were sold in ("FCC lock"): it stays off until the
 * lock is opened, once after each power-up. That is done only where the owner
 * has said so. */
#include "core/state.h"

#define MAX_TRIES 3u
/* How long a radio that is cycled stays off. */
#define OFF_MS 2000u
/* How soon it is asked whether a lock hides the SIM. */
#define LOOK_MS 1000u

static void know(struct att_core *c, const struct att_lock_row *row)
{
	c->fcc_row = row;
	c->fcc = row ? row->lock : ATT_FCC_NONE;
}

void att_radio_plugged(struct att_core *c)
{
	const struct att_lock_row *row =
		att_locks_of_device(c->link.vendor, c->link.product);

	know(c, row);
}

void att_radio_device(struct att_core *c, const char *hardware)
{
	const struct att_lock_row *row = att_locks_of_hardware(hardware);

	if (!c->fcc_row && row)
		know(c, row);
}

/* fcc_restarted stays: it may have gone for its lock, which is not done twice.
 */
void att_radio_forget(struct att_core *c)
{
	know(c, NULL);
	c->unlock_tries = c->fcc_absent = 0;
	c->fcc_asked = c->fcc_opened = c->fcc_none = false;
	c->radio_held = c->radio_unheard = false;
}

void att_radio_reconfigured(struct att_core *c)
{
	c->unlock_tries = 0;
	c->fcc_restarted = false;
}

/* --- the lock ------------------------------------------------------------ */

static bool opens(enum att_fcc_lock lock)
{
	switch (lock) {
	case ATT_FCC_NONE:
	case ATT_FCC_SECRET:
		return false;
	case ATT_FCC_SIERRA:
	case ATT_FCC_FOXCONN:
	case ATT_FCC_QUECTEL:
		break;
	}
	return true;
}

bool att_radio_may_unlock(const struct att_core *c)
{
	return c->config.unlock && opens(c->fcc) && c->unlock_tries < MAX_TRIES;
}

uint16_t att_radio_operation(const struct att_core *c, uint16_t kind)
{
	if (kind != ATT_OP_UNLOCK)
		return kind;
	if (c->fcc == ATT_FCC_FOXCONN)
		return ATT_OP_UNLOCK_FOXCONN;
	return c->fcc == ATT_FCC_QUECTEL ? ATT_OP_UNLOCK_QUECTEL
					 : ATT_OP_UNLOCK;
}

/* Some locks are opened for the time after the next start. */
static bool may_restart(const struct att_core *c)
{
	return c->config.unlock && c->fcc_opened && !c->fcc_restarted &&
	       att_operation_can(c, ATT_OP_RESTART);
}

static uint16_t restart(struct att_core *c)
{
	c->fcc_restarted = true;
	return ATT_ATTACH_EV_RESTART_DUE;
}

/* What to do about the lock; otherwise: nothing. */
static uint16_t held(struct att_core *c, uint16_t otherwise)
{
	if (att_operation_can(c, ATT_OP_FCC) && !c->fcc_asked)
		return ATT_ATTACH_EV_LOCK_UNKNOWN;
	if (att_radio_may_unlock(c))
		return ATT_ATTACH_EV_RADIO_LOCKED;
	return may_restart(c) ? restart(c) : otherwise;
}

/* What it said before it was opened counts: then the SIM takes its time. */
bool att_radio_hides_sim(const struct att_core *c)
{
	return att_operation_can(c, ATT_OP_FCC) && !c->fcc_none;
}

uint16_t att_radio_behind_sim(struct att_core *c, uint16_t ev)
{
	if (ev != ATT_ATTACH_EV_SIM_ABSENT) {
		if (ev != ATT_ATTACH_EV_FAILED)
			c->fcc_asked = c->fcc_restarted = false;
		return ev;
	}
	if (att_operation_can(c, ATT_OP_FCC) && !c->fcc_asked)
		return ATT_ATTACH_EV_LOCK_UNKNOWN;
	/* It may take its time to be seen. */
	if (may_restart(c) && ++c->fcc_absent > 1)
		return restart(c);
	return ev;
}

/* No lock holds it, says the modem, or does not say. */
static uint16_t not_held(struct att_core *c, bool said)
{
	if (c->fcc == ATT_FCC_QUECTEL)
		c->fcc = ATT_FCC_NONE;
	c->fcc_none = said && !c->fcc_opened;
	return c->radio == ATT_ATTACH_EV_RADIO_ON
		       ? ATT_ATTACH_EV_SIM_ABSENT
		       : held(c, ATT_ATTACH_EV_RADIO_OFF);
}

uint16_t att_radio_lock_report(struct att_core *c, const struct att_report *r)
{
	c->fcc_asked = true;
	if (r->result == ATT_RESULT_NO_ANSWER)
		att_channel_done_without(c);
	if (r->result != ATT_RESULT_DONE || r->facts.fcc == ATT_FCC_NONE)
		return not_held(c, r->result == ATT_RESULT_DONE);
	c->fcc = r->facts.fcc;
	c->radio_held = true;
	return held(c, ATT_ATTACH_EV_LOCK_KEPT);
}

void att_radio_unlock_sent(struct att_core *c)
{
	c->unlock_tries++;
}

uint16_t att_radio_unlock_report(struct att_core *c, const struct att_report *r)
{
	if (r->result == ATT_RESULT_NO_ANSWER) {
		att_channel_done_without(c); /* perhaps it is never asked */
		return ATT_ATTACH_EV_TIMEOUT;
	}
	/* Done, and still shut: so says a modem that tells of it. */
	if (r->result != ATT_RESULT_DONE ||
	    (r->has_facts && r->facts.fcc != ATT_FCC_NONE))
		return ATT_ATTACH_EV_FAILED;
	c->fcc_opened = true;
	c->fcc_absent = 0;
	return ATT_ATTACH_EV_RADIO_UNLOCKED;
}

/* --- the radio ----------------------------------------------------------- */

static uint16_t event_of(enum att_radio radio)
{
	switch (radio) {
	case ATT_RADIO_ON:
		return ATT_ATTACH_EV_RADIO_ON;
	case ATT_RADIO_OFF:
		return ATT_ATTACH_EV_RADIO_OFF;
	case ATT_RADIO_SWITCHED:
		return ATT_ATTACH_EV_RADIO_BLOCKED;
	}
	return ATT_ATTACH_EV_RADIO_BLOCKED;
}

static bool is_off(const struct att_report *r)
{
	return r->result == ATT_RESULT_DONE && r->facts.radio == ATT_RADIO_OFF;
}

static void see(struct att_core *c, uint16_t ev)
{
	c->radio = ev;
	if (ev != ATT_ATTACH_EV_RADIO_ON)
		return;
	c->radio_held = c->radio_unheard = false;
	att_backoff_reset(&c->radio_backoff);
}

/* It was told to go on and did not. One that is not ready yet is no case for a
 * lock. */
static uint16_t stays_off(struct att_core *c, const struct att_report *r)
{
	const uint16_t ev = r->result == ATT_RESULT_DONE
				    ? ATT_ATTACH_EV_RADIO_OFF
				    : ATT_ATTACH_EV_FAILED;

	c->radio_held = true;
	c->radio_code = r->code;
	c->radio_starts = r->refusal == ATT_REFUSAL_NOT_READY;
	return c->radio_starts ? ev : held(c, ev);
}

/* It was told to go on, did not answer, and says that it is off. Perhaps it
 * has not heard it: it is told once more, and no more often. */
static uint16_t unheard(struct att_core *c, const struct att_report *r)
{
	const bool again = c->radio_unheard;

	c->radio_unheard = true;
	att_channel_done_without(c);
	return again ? stays_off(c, r) : ATT_ATTACH_EV_RADIO_UNHEARD;
}

uint16_t att_radio_report(struct att_core *c, const struct att_slot *was,
			  const struct att_report *r)
{
	const bool switched = c->attach.state == ATT_ATTACH_RADIO_SWITCHING;
	const bool told = was->kind == ATT_OP_RADIO_ON;

	if (r->result == ATT_RESULT_DONE)
		see(c, event_of(r->facts.radio));
	if (!switched) /* a new round */
		c->fcc_asked = false;
	if (switched && told && (is_off(r) || r->result == ATT_RESULT_REFUSED))
		return stays_off(c, r);
	if (switched && !told && is_off(r))
		return unheard(c, r);
	return r->result == ATT_RESULT_DONE ? c->radio : ATT_ATTACH_EV_FAILED;
}

uint16_t att_radio_news(struct att_core *c, const union att_facts *f)
{
	uint16_t ev = event_of(f->radio);

	if (ev == c->radio)
		return 0;
	see(c, ev);
	/* Once attached, both switches mean the same. */
	if (ev == ATT_ATTACH_EV_RADIO_BLOCKED &&
	    c->attach.state != ATT_ATTACH_RADIO_SWITCHING)
		return ATT_ATTACH_EV_RADIO_OFF;
	return ev;
}

void att_radio_cycled(struct att_core *c, const struct att_report *r)
{
	c->radio_cycled = r->result == ATT_RESULT_DONE;
}

uint64_t att_radio_timer(struct att_core *c, uint64_t until_ms)
{
	/* Is it out, or hidden? */
	if (c->attach.state == ATT_ATTACH_SIM_ABSENT && !c->fcc_asked &&
	    att_radio_hides_sim(c))
		return c->now_ms + LOOK_MS;
	if (c->attach.state != ATT_ATTACH_RADIO_BLOCKED)
		return until_ms;
	if (c->radio_cycled) {
		c->radio_cycled = false;
		return c->now_ms + OFF_MS;
	}
	/* A switch of the hardware is for a person to move. */
	return c->radio_held && c->radio != ATT_ATTACH_EV_RADIO_BLOCKED
		       ? att_backoff_next(c, &c->radio_backoff)
		       : until_ms;
}

/* --- in words ------------------------------------------------------------ */

static const char *maker(const struct att_core *c)
{
	if (c->fcc_row)
		return c->fcc_row->name;
	return c->fcc == ATT_FCC_QUECTEL ? "Quectel" : "Intel";
}

static const char *cure(const struct att_core *c)
{
	if (!opens(c->fcc))
		return "only the maker's own program has the secret that "
		       "opens it";
	if (!c->config.unlock)
		return "add `unlock: true` to open it";
	if (!c->fcc_opened)
		return "the modem does not let it be opened";
	return c->fcc_restarted ? "it was opened, and the radio stays off"
				: "it was opened; switch the modem's power off "
				  "and on";
}

bool att_radio_problem(const struct att_core *c, struct att_text *t)
{
	if (c->attach.state != ATT_ATTACH_RADIO_BLOCKED || !c->radio_held ||
	    c->radio == ATT_ATTACH_EV_RADIO_BLOCKED)
		return false;
	if (c->fcc != ATT_FCC_NONE && !c->radio_starts) {
		att_text_put(t, "the radio is locked by the maker of the "
				"laptop (");
		att_text_put(t, maker(c));
		att_text_put(t, ", FCC); ");
		att_text_put(t, cure(c));
		return true;
	}
	if (c->radio_code) {
		att_text_put(t, "the modem refuses to switch its radio on");
		att_text_number(t, c->radio_code,
				c->protocol->code_name(c->radio_code));
		return true;
	}
	att_text_put(t, "the radio stays off, and no switch of the hardware "
			"holds it: perhaps a lock of the laptop's maker (FCC) "
			"that attache does not know");
	return true;
}
