/* Policy of the SIM and its PIN, the only place that decides whether a PIN is
 * sent. */
#include "core/state.h"

#define PIN_MIN_ATTEMPTS 2u
/* So often in a row a SIM may not be ready, of which the state lasts 2 s, and
 * so often a modem may refuse to tell how it is. */
#define MOST_WAITS    15u
#define MOST_REFUSALS 3u

static uint16_t event_of(enum att_sim sim)
{
	switch (sim) {
	case ATT_SIM_READY:
		return ATT_ATTACH_EV_SIM_READY;
	case ATT_SIM_LOCKED:
		return ATT_ATTACH_EV_SIM_LOCKED;
	case ATT_SIM_STARTING:
		return ATT_ATTACH_EV_SIM_STARTING;
	case ATT_SIM_ABSENT:
	case ATT_SIM_NO_PROFILE:
		return ATT_ATTACH_EV_SIM_ABSENT;
	case ATT_SIM_BAD:
		return ATT_ATTACH_EV_SIM_BAD;
	}
	return ATT_ATTACH_EV_SIM_STARTING;
}

/* News of the SIM while the PIN is asked for or entered may be about any moment
 * of that: what counts is what is seen after it. */
static bool seen_for_good(const struct att_core *c)
{
	return c->attach.state != ATT_ATTACH_PIN &&
	       c->attach.state != ATT_ATTACH_PIN_ENTERING &&
	       c->attach.state != ATT_ATTACH_PIN_CHECKING;
}

/* It may have cost an attempt, and the modem does not count them: a SIM that is
 * said to be out and in again could be locked by the same wrong PIN. */
static bool uncounted(const struct att_core *c)
{
	return c->pin_attempts == ATT_ATTEMPTS_UNKNOWN &&
	       (c->pin_use == ATT_PIN_SENT || c->pin_use == ATT_PIN_REJECTED ||
		c->pin_use == ATT_PIN_OUT || c->pin_use == ATT_PIN_UNANSWERED);
}

/* A modem that restarts, or whose radio is off, may say for a moment that it
 * has no SIM. One with fewer attempts than before the PIN was sent has rejected
 * it already. */
static enum att_pin_use taken_out(const struct att_core *c)
{
	switch (c->pin_use) {
	case ATT_PIN_FRESH:
		return ATT_PIN_FRESH;
	/* That is the modem's word. */
	case ATT_PIN_ACCEPTED:
		return ATT_PIN_OUT;
	case ATT_PIN_SENT:
	case ATT_PIN_REJECTED:
	case ATT_PIN_OUT:
	case ATT_PIN_UNANSWERED:
		break;
	}
	return uncounted(c) ? c->pin_use : ATT_PIN_OUT;
}

static void forget_restarts(struct att_core *c)
{
	c->pin_restarted = c->pin_again = false;
}

/* A SIM whose PIN was accepted starts until it is seen unlocked, whatever the
 * modem says of its lock meanwhile. */
static uint16_t seen(struct att_core *c, uint16_t ev)
{
	const bool ours = !att_choice_moves_slot(c, ev);

	c->sim = ev;
	c->sim_unlocked = false;
	/* A PIN may be tried once for each insertion; a SIM that a lock hides
	 * was not taken out, and that of another slot is another one. */
	if (ours && ev == ATT_ATTACH_EV_SIM_ABSENT && !att_radio_hides_sim(c))
		c->pin_use = taken_out(c);
	if (ours && ev == ATT_ATTACH_EV_SIM_READY && seen_for_good(c)) {
		c->pin_use = ATT_PIN_FRESH;
		forget_restarts(c);
	}
	if (ev == ATT_ATTACH_EV_SIM_LOCKED && c->pin_use == ATT_PIN_ACCEPTED)
		return ATT_ATTACH_EV_SIM_STARTING;
	return ev;
}

void att_sim_out(struct att_core *c)
{
	seen(c, ATT_ATTACH_EV_SIM_ABSENT);
}

void att_sim_unlocked(struct att_core *c)
{
	seen(c, ATT_ATTACH_EV_SIM_READY);
}

/* How long has it not been ready? */
static uint16_t waited(struct att_core *c, uint16_t ev)
{
	bool waits =
		ev == ATT_ATTACH_EV_SIM_STARTING || ev == ATT_ATTACH_EV_FAILED;

	c->sim_waits = waits ? c->sim_waits + 1 : 0;
	return ev;
}

uint16_t att_sim_report(struct att_core *c, const struct att_report *r)
{
	c->sim_refused = (struct att_refused){
		.refused = r->result == ATT_RESULT_REFUSED &&
			   r->refusal != ATT_REFUSAL_NO_SIM,
		.code = r->code,
	};
	c->sim_empty = r->result == ATT_RESULT_DONE &&
		       r->facts.sim == ATT_SIM_NO_PROFILE;
	if (r->result == ATT_RESULT_REFUSED && r->refusal == ATT_REFUSAL_NO_SIM)
		return waited(c, seen(c, ATT_ATTACH_EV_SIM_ABSENT));
	if (r->result != ATT_RESULT_DONE)
		return waited(c, ATT_ATTACH_EV_FAILED);
	return waited(c, seen(c, event_of(r->facts.sim)));
}

/* Where the modem is attached, its SIM may start anew or be called faulty: the
 * network tells when it is used no more. */
static bool matters(const struct att_core *c, uint16_t ev)
{
	bool attached = c->attach.state == ATT_ATTACH_ATTACHED ||
			c->attach.state == ATT_ATTACH_REGAINING;

	if (ev == ATT_ATTACH_EV_SIM_BAD)
		return !attached;
	return ev != ATT_ATTACH_EV_SIM_STARTING ||
	       c->attach.state < ATT_ATTACH_REGISTRATION;
}

/* It said that it was locked, of a modem that is registered. */
static bool asked_while_in_use(const struct att_core *c)
{
	return c->attach.state == ATT_ATTACH_REGAINING &&
	       c->registered == ATT_ATTACH_EV_REGISTERED;
}

uint16_t att_sim_news(struct att_core *c, const union att_facts *f)
{
	uint16_t ev = event_of(f->sim);

	c->sim_empty = f->sim == ATT_SIM_NO_PROFILE;
	c->sim_refused.refused = false;
	if (ev == c->sim)
		return 0;
	ev = seen(c, ev);
	if (ev == ATT_ATTACH_EV_SIM_READY && asked_while_in_use(c))
		return c->registered; /* it stays in use */
	return matters(c, ev) ? ev : 0;
}

uint16_t att_sim_reconsider(const struct att_core *c)
{
	return c->attach.state == ATT_ATTACH_SEARCHING &&
			       c->sim == ATT_ATTACH_EV_SIM_LOCKED &&
			       !c->sim_unlocked
		       ? ATT_ATTACH_EV_SIM_LOCKED
		       : 0;
}

bool att_sim_hangs(const struct att_core *c)
{
	if (c->attach.state != ATT_ATTACH_SIM &&
	    c->attach.state != ATT_ATTACH_SIM_STARTING)
		return false;
	return c->sim_waits >= MOST_WAITS ||
	       (c->sim_refused.refused && c->sim_waits >= MOST_REFUSALS);
}

/* --- PIN ----------------------------------------------------------------- */

/* It cost an attempt. */
static bool counted(const struct att_core *c)
{
	return c->pin_attempts != ATT_ATTEMPTS_UNKNOWN &&
	       c->pin_attempts < c->pin_attempts_before;
}

/* A PIN is sent once to one insertion of the SIM, and never again once it was
 * rejected. That the modem accepted it proves nothing: it stays spent until the
 * SIM is seen unlocked, or out. If the modem was unplugged before that, the
 * attempts that are left tell whether the SIM took it. */
static bool spent(const struct att_core *c)
{
	switch (c->pin_use) {
	case ATT_PIN_FRESH:
		return false;
	case ATT_PIN_SENT:
	case ATT_PIN_ACCEPTED:
	case ATT_PIN_REJECTED:
		return true;
	case ATT_PIN_OUT:
	case ATT_PIN_UNANSWERED:
		return c->pin_attempts == ATT_ATTEMPTS_UNKNOWN || counted(c) ||
		       c->pin_again;
	}
	return true;
}

static enum att_pin_reason spent_reason(const struct att_core *c)
{
	if (c->pin_use == ATT_PIN_ACCEPTED)
		return ATT_PIN_STILL_LOCKED;
	if ((c->pin_use == ATT_PIN_REJECTED || c->pin_use == ATT_PIN_OUT) &&
	    uncounted(c))
		return ATT_PIN_UNCOUNTED;
	if (c->pin_use == ATT_PIN_UNANSWERED && !counted(c))
		return ATT_PIN_CUT_OFF;
	if (c->pin_use == ATT_PIN_OUT)
		return ATT_PIN_SAME_SIM;
	return c->pin_use == ATT_PIN_SENT && !counted(c) ? ATT_PIN_NO_ANSWER
							 : ATT_PIN_WAS_REJECTED;
}

static uint16_t blocked(struct att_core *c, enum att_pin_reason reason,
			uint16_t ev)
{
	c->pin_reason = reason;
	return ev;
}

/* The SIM asks for its PIN: may we answer? */
static uint16_t pin_event(struct att_core *c)
{
	if (!c->config.pin[0])
		return blocked(c, ATT_PIN_NOT_CONFIGURED,
			       ATT_ATTACH_EV_PIN_MISSING);
	if (spent(c))
		return blocked(c, spent_reason(c), ATT_ATTACH_EV_PIN_SPENT);
	if (c->pin_attempts < PIN_MIN_ATTEMPTS)
		return blocked(c, ATT_PIN_FEW_ATTEMPTS, ATT_ATTACH_EV_PIN_FEW);
	return ATT_ATTACH_EV_PIN_NEEDED;
}

/* A registration that is lost comes back by no word about the SIM. */
static bool lost(const struct att_core *c)
{
	return c->attach.state == ATT_ATTACH_REGAINING &&
	       c->registered != ATT_ATTACH_EV_REGISTERED;
}

/* It asks for no code. */
static uint16_t unlocked(struct att_core *c)
{
	c->sim_unlocked = true;
	return lost(c) ? 0 : ATT_ATTACH_EV_PIN_UNLOCKED;
}

static uint16_t not_told(const struct att_core *c, enum att_result result)
{
	if (lost(c))
		return 0;
	return result == ATT_RESULT_NO_ANSWER ? ATT_ATTACH_EV_TIMEOUT
					      : ATT_ATTACH_EV_FAILED;
}

uint16_t att_sim_lock_report(struct att_core *c, const struct att_report *r)
{
	if (r->result != ATT_RESULT_DONE)
		return not_told(c, r->result);
	c->pin_attempts = r->facts.lock.attempts;
	switch (r->facts.lock.lock) {
	case ATT_LOCK_NONE:
		return unlocked(c);
	case ATT_LOCK_PIN:
		/* A SIM that is ready by now asks for none: ask it again. */
		if (c->sim == ATT_ATTACH_EV_SIM_READY)
			return ATT_ATTACH_EV_FAILED;
		return pin_event(c);
	case ATT_LOCK_PUK:
		return ATT_ATTACH_EV_PUK_NEEDED;
	case ATT_LOCK_OTHER:
		break;
	}
	return blocked(c, ATT_PIN_OTHER_LOCK, ATT_ATTACH_EV_PIN_MISSING);
}

bool att_sim_has_pin(const struct att_core *c)
{
	return c->config.pin[0];
}

void att_sim_pin_sent(struct att_core *c)
{
	c->pin_use = ATT_PIN_SENT;
	c->pin_again = c->pin_restarted;
	c->pin_attempts_before = c->pin_attempts;
}

uint16_t att_sim_pin_report(struct att_core *c, const struct att_report *r)
{
	bool locked = false, rejected;

	/* A failing answer may or may not carry the attempts left. */
	if (r->has_facts) {
		c->pin_attempts = r->facts.lock.attempts;
		locked = r->facts.lock.lock == ATT_LOCK_PIN;
	}
	rejected = r->result == ATT_RESULT_REFUSED || (locked && counted(c));
	/* Not so if the configuration has another one by now. */
	if (c->pin_use == ATT_PIN_SENT)
		c->pin_use = rejected ? ATT_PIN_REJECTED : ATT_PIN_ACCEPTED;
	/* Accepted and locked in one answer: its PIN is asked about. */
	return rejected || locked ? ATT_ATTACH_EV_PIN_REJECTED
				  : ATT_ATTACH_EV_PIN_ACCEPTED;
}

/* How many attempts are left is the modem's word as well: after a restart that
 * nobody but us has brought about a PIN is sent once more, and no more. */
void att_sim_restarted(struct att_core *c)
{
	c->pin_restarted |= c->pin_use != ATT_PIN_FRESH;
}

void att_sim_gone(struct att_core *c, bool own_reset)
{
	if (own_reset)
		att_sim_restarted(c);
	else
		forget_restarts(c);
	if (c->pin_use == ATT_PIN_SENT || c->pin_use == ATT_PIN_ACCEPTED)
		c->pin_use = ATT_PIN_UNANSWERED;
}

void att_sim_reconfigured(struct att_core *c)
{
	c->pin_use = ATT_PIN_FRESH;
	forget_restarts(c);
}

static const char *reason_text(enum att_pin_reason reason)
{
	switch (reason) {
	case ATT_PIN_NO_REASON:
		break;
	case ATT_PIN_NOT_CONFIGURED:
		return "the SIM asks for its PIN and none is configured";
	case ATT_PIN_WAS_REJECTED:
		return "the configured PIN was rejected; it will not be tried "
		       "again until it is changed or another SIM is inserted";
	case ATT_PIN_SAME_SIM:
		return "this SIM has no more attempts left than the one that "
		       "the configured PIN did not unlock; it will not be "
		       "tried again until it is changed";
	case ATT_PIN_UNCOUNTED:
		return "the configured PIN did not unlock the SIM, and the "
		       "modem does not tell how many attempts are left; it "
		       "will not be tried again until it is changed";
	case ATT_PIN_NO_ANSWER:
		return "the modem did not answer when it got the PIN; it is "
		       "not sent again until it is changed, or a SIM comes "
		       "that has as many attempts left as before";
	case ATT_PIN_CUT_OFF:
		return "the modem went before the SIM was seen unlocked by the "
		       "PIN, and does not tell how many attempts are left; it "
		       "is not sent again until it is changed";
	case ATT_PIN_FEW_ATTEMPTS:
		return "fewer than two PIN attempts are left; enter the PIN in "
		       "a phone to restore them";
	case ATT_PIN_STILL_LOCKED:
		return "the modem accepted the PIN and says that the SIM is "
		       "still locked; the PIN is not sent again until the SIM "
		       "is seen unlocked or taken out";
	case ATT_PIN_OTHER_LOCK:
		return "the modem is locked to a network or device and asks "
		       "for a code that is not the SIM's PIN";
	}
	return "the SIM is locked";
}

/* The same, where the state alone does not tell. */
static const char *waiting_text(const struct att_core *c)
{
	if (c->attach.state == ATT_ATTACH_SIM && att_sim_hangs(c))
		return "the modem does not say how its SIM is; asking again";
	if (c->sim != ATT_ATTACH_EV_SIM_LOCKED)
		return NULL;
	if (c->pin_use == ATT_PIN_ACCEPTED)
		return reason_text(ATT_PIN_STILL_LOCKED);
	return c->attach.state != ATT_ATTACH_SIM
		       ? "the SIM is locked; asking which code it wants"
		       : NULL;
}

const char *att_sim_problem(const struct att_core *c)
{
	if (c->attach.state == ATT_ATTACH_PIN_BLOCKED)
		return reason_text(c->pin_reason);
	if (c->attach.state == ATT_ATTACH_SIM_ABSENT && c->sim_empty)
		return "the eSIM has no profile; load one, or enable it";
	if (c->attach.state == ATT_ATTACH_SIM ||
	    c->attach.state == ATT_ATTACH_SIM_STARTING || asked_while_in_use(c))
		return waiting_text(c);
	return NULL;
}
