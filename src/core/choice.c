/* Policy of what the owner chooses: the slot of the SIM, the operator, the
 * generation of radio access, and with what the modem attaches (the initial EPS
 * bearer, "attach APN"). Each is read, and set only if it is otherwise. Nothing
 * is asked where nothing is chosen; a modem that cannot is told of, and goes
 * on.
 */
#include "core/state.h"
#include "wire/utf16.h"

/* How often, and how soon, a SIM is asked for anew that is in its slot. */
#define MOST_CARD_WAITS 15u
#define CARD_WAIT_MS	2000u

void att_choice_forget(struct att_core *c)
{
	memset(&c->chosen, 0, sizeof(c->chosen));
}

static bool slot_due(const struct att_core *c)
{
	return c->config.choice.slot && !c->chosen.slot;
}

static bool bearer_due(const struct att_core *c)
{
	return c->config.choice.attach && !c->chosen.bearer;
}

const char *att_choice_operator(const struct att_core *c)
{
	const char *id = c->config.choice.operator_;

	return id[0] && !c->chosen.fell_back ? id : NULL;
}

bool att_choice_moves_slot(struct att_core *c, uint16_t ev)
{
	if (ev != ATT_ATTACH_EV_SIM_ABSENT &&
	    c->attach.state >= ATT_ATTACH_SIM) {
		c->chosen.slot_moved = false;
		c->chosen.card_waits = 0;
	}
	return slot_due(c) || c->chosen.slot_moved;
}

/* --- registration -------------------------------------------------------- */

static bool operator_right(const struct att_core *c)
{
	const char *id = att_choice_operator(c);

	return !id || att_text_same(id, c->provider_id);
}

/* A modem that does not tell what it prefers is told once. */
static bool access_right(const struct att_core *c)
{
	return !c->config.choice.access || c->chosen.access_sent ||
	       c->access == c->config.choice.access;
}

/* It may register elsewhere than where it is. */
static bool misplaced(const struct att_core *c)
{
	return !operator_right(c) || !access_right(c);
}

/* It looks for a network, and was not told for which. */
static bool untold(const struct att_core *c)
{
	return (att_choice_operator(c) && !c->chosen.operator_sent) ||
	       !access_right(c);
}

static bool registered(uint16_t ev)
{
	return ev == ATT_ATTACH_EV_REGISTERED ||
	       ev == ATT_ATTACH_EV_ROAMING_BARRED;
}

/* The modem was told which operator to take, and it is not there. */
static uint16_t missing(struct att_core *c, uint16_t otherwise)
{
	if (!att_choice_operator(c) || !c->chosen.operator_sent ||
	    !c->config.choice.fallback)
		return otherwise;
	c->chosen.fell_back = true;
	return ATT_ATTACH_EV_OPERATOR_MISSING;
}

static uint16_t surveyed(const struct att_core *c, uint16_t ev)
{
	if (slot_due(c))
		return ATT_ATTACH_EV_SLOT_DUE;
	if (registered(ev) && (bearer_due(c) || misplaced(c)))
		return ATT_ATTACH_EV_UNREGISTERED;
	return ev;
}

/* And not that there is no radio or no SIM to do it with. */
static bool about_registration(uint16_t ev)
{
	return registered(ev) || ev == ATT_ATTACH_EV_SEARCHING ||
	       ev == ATT_ATTACH_EV_UNREGISTERED || ev == ATT_ATTACH_EV_DENIED ||
	       ev == ATT_ATTACH_EV_FAILED;
}

static uint16_t found(struct att_core *c, uint16_t ev)
{
	if (!about_registration(ev))
		return ev;
	if (bearer_due(c))
		return ATT_ATTACH_EV_BEARER_DUE;
	if (registered(ev))
		return misplaced(c) ? ATT_ATTACH_EV_CHOICE_DUE : ev;
	if (ev == ATT_ATTACH_EV_SEARCHING && untold(c))
		return ATT_ATTACH_EV_CHOICE_DUE;
	return missing(c, ev);
}

static uint16_t told(struct att_core *c, uint16_t ev)
{
	c->chosen.access_sent = true;
	c->chosen.operator_sent |= att_choice_operator(c) != NULL;
	if (registered(ev))
		return operator_right(c) ? ev
					 : missing(c, ATT_ATTACH_EV_DENIED);
	if (ev == ATT_ATTACH_EV_FAILED && att_choice_operator(c))
		ev = ATT_ATTACH_EV_DENIED;
	return ev == ATT_ATTACH_EV_DENIED ? missing(c, ev) : ev;
}

uint16_t att_choice_event(struct att_core *c, uint16_t ev)
{
	if (c->attach.state == ATT_ATTACH_SURVEYING)
		return surveyed(c, ev);
	if (ev == ATT_ATTACH_EV_TIMEOUT)
		return ev;
	/* The PIN is that of the SIM in the chosen slot. */
	if (ev == ATT_ATTACH_EV_PIN_NEEDED && c->chosen.no_slot)
		return ATT_ATTACH_EV_PIN_MISSING;
	if (c->attach.state == ATT_ATTACH_REGISTRATION)
		return found(c, ev);
	return c->attach.state == ATT_ATTACH_REGISTERING ? told(c, ev) : ev;
}

uint16_t att_choice_news(const struct att_core *c, uint16_t ev)
{
	const uint8_t state = c->attach.state;

	if (!registered(ev))
		return ev;
	/* An answer is due, and says it again. */
	if (state == ATT_ATTACH_REGISTRATION || state == ATT_ATTACH_REGISTERING)
		return bearer_due(c) || misplaced(c) ? 0 : ev;
	if (state == ATT_ATTACH_SEARCHING || state == ATT_ATTACH_DENIED)
		return misplaced(c) ? ATT_ATTACH_EV_CHOICE_DUE : ev;
	return ev;
}

/* --- slot ---------------------------------------------------------------- */

static uint16_t slot_done(struct att_core *c, bool right, uint32_t code)
{
	c->chosen.slot = true;
	c->chosen.no_slot = !right;
	c->chosen.slot_code = code;
	return ATT_ATTACH_EV_SLOT_RIGHT;
}

static uint16_t slot_report(struct att_core *c, uint16_t kind,
			    const struct att_report *r)
{
	const uint32_t slot = c->config.choice.slot;

	/* A modem with one slot does not know the question. */
	if (r->result != ATT_RESULT_DONE)
		return slot_done(c, kind == ATT_OP_SLOT && slot == 1, r->code);
	if (r->facts.slot == slot)
		return slot_done(c, true, 0);
	if (kind == ATT_OP_USE_SLOT)
		return slot_done(c, false, 0);
	c->chosen.slot_moved = true;
	return ATT_ATTACH_EV_SLOT_WRONG;
}

void att_choice_absent(struct att_core *c)
{
	const uint32_t slot = c->config.choice.slot;

	c->chosen.card_due = slot && slot <= ATT_CORE_CARDS &&
			     !c->chosen.no_slot &&
			     att_operation_can(c, ATT_OP_CARD);
}

/* After a change of the slot some modems take their time. */
void att_choice_card(struct att_core *c, uint32_t slot, bool there)
{
	if (slot != c->config.choice.slot)
		return;
	c->chosen.card_due = false;
	c->chosen.card_there = there;
	if (!there || c->attach.state != ATT_ATTACH_SIM_ABSENT ||
	    c->chosen.card_waits == MOST_CARD_WAITS)
		return;
	c->chosen.card_waits++;
	c->attach_timer_ms = c->now_ms + CARD_WAIT_MS;
}

bool att_choice_waits(const struct att_core *c)
{
	return c->attach.state == ATT_ATTACH_SIM_ABSENT &&
	       (c->chosen.card_due || (c->chosen.card_there &&
				       c->chosen.card_waits < MOST_CARD_WAITS));
}

/* --- bearer -------------------------------------------------------------- */

/* A masked trace keeps no more of a user name than its length: no more of it
 * decides. */
static uint32_t length(const char *utf8, bool in_bytes)
{
	uint8_t buf[2 * sizeof(((struct att_core_choice *)0)->user)];
	uint32_t n = 0;
	int len;

	while (utf8[n])
		n++;
	if (in_bytes)
		return n;
	len = att_utf16_encode((const uint8_t *)utf8, n, buf, sizeof(buf));
	return len < 0 ? 0 : (uint32_t)len / 2;
}

static bool bearer_right(const struct att_core_choice *w,
			 const struct att_bearer_facts *f)
{
	for (uint32_t i = 0; i < f->n; i++)
		if (!att_text_same(f->bearer[i].apn, w->apn) ||
		    f->bearer[i].user_len !=
			    length(w->user, f->bearer[i].user_utf8) ||
		    f->bearer[i].families != (uint32_t)w->ip ||
		    f->bearer[i].auth != w->auth)
			return false;
	return f->n > 0;
}

static uint16_t bearer_done(struct att_core *c, bool right, uint32_t code)
{
	c->chosen.bearer = true;
	c->chosen.no_bearer = !right;
	c->chosen.bearer_code = code;
	return ATT_ATTACH_EV_BEARER_RIGHT;
}

/* It counts from the next attach on: a modem that is registered is attached. */
static uint16_t bearer_set(struct att_core *c)
{
	bearer_done(c, true, 0);
	return c->registration >= ATT_REGISTRATION_HOME &&
			       c->registration <= ATT_REGISTRATION_PARTNER
		       ? ATT_ATTACH_EV_CYCLE_DUE
		       : ATT_ATTACH_EV_BEARER_RIGHT;
}

static uint16_t bearer_report(struct att_core *c, uint16_t kind,
			      const struct att_report *r)
{
	if (r->result == ATT_RESULT_REFUSED ||
	    r->result == ATT_RESULT_NO_ANSWER ||
	    (kind == ATT_OP_BEARER && r->result != ATT_RESULT_DONE))
		return bearer_done(c, false, r->code);
	if (kind == ATT_OP_SET_BEARER)
		return bearer_set(c);
	return bearer_right(&c->config.choice, &r->facts.bearer)
		       ? bearer_done(c, true, 0)
		       : ATT_ATTACH_EV_BEARER_WRONG;
}

uint16_t att_choice_report(struct att_core *c, uint16_t kind,
			   const struct att_report *r)
{
	if (r->result == ATT_RESULT_NO_ANSWER)
		att_channel_done_without(c); /* it is not asked again */
	return kind <= ATT_OP_USE_SLOT ? slot_report(c, kind, r)
				       : bearer_report(c, kind, r);
}

uint16_t att_choice_radio_off(const struct att_report *r)
{
	return r->result == ATT_RESULT_DONE ? ATT_ATTACH_EV_RADIO_OFF
					    : ATT_ATTACH_EV_FAILED;
}

/* --- in words ------------------------------------------------------------ */

static void put_code(const struct att_core *c, struct att_text *t,
		     uint32_t code)
{
	if (code)
		att_text_number(t, code, c->protocol->code_name(code));
}

static void put_operator(const struct att_core *c, struct att_text *t,
			 const char *rest)
{
	att_text_put(t, "the chosen operator ");
	att_text_put(t, c->config.choice.operator_);
	att_text_put(t, " is not there");
	att_text_put(t, rest);
}

static bool note_slot(const struct att_core *c, struct att_text *t)
{
	const bool one = !att_operation_can(c, ATT_OP_SLOT);

	if (!c->chosen.no_slot)
		return false;
	att_text_put(t, one ? "the modem has one slot for a SIM, and no slot "
			    : "the modem does not use slot ");
	att_text_dec(t, c->config.choice.slot);
	put_code(c, t, one ? 0 : c->chosen.slot_code);
	return true;
}

static void put_card(const struct att_core *c, struct att_text *t)
{
	const uint32_t slot = c->config.choice.slot;

	att_text_put(t, c->chosen.card_there ? "the SIM in slot "
					     : "no SIM is inserted in slot ");
	att_text_dec(t, slot);
	if (c->chosen.card_there) {
		att_text_put(t, " is not ready yet");
	} else if (c->card && c->card != slot) {
		att_text_put(t, "; one is in slot ");
		att_text_dec(t, c->card);
	}
}

bool att_choice_problem(const struct att_core *c, struct att_text *t)
{
	const uint8_t state = c->attach.state;

	if (state == ATT_ATTACH_PIN_BLOCKED && c->chosen.no_slot) {
		note_slot(c, t);
		att_text_put(t, "; the PIN is not given to the SIM of another "
				"one");
		return true;
	}
	if (state == ATT_ATTACH_SIM_ABSENT && c->config.choice.slot &&
	    !c->chosen.no_slot && !c->sim_empty) {
		put_card(c, t);
		return true;
	}
	if ((state != ATT_ATTACH_SEARCHING && state != ATT_ATTACH_DENIED) ||
	    !c->chosen.operator_sent || !att_choice_operator(c))
		return false;
	put_operator(c, t,
		     c->config.choice.fallback
			     ? ""
			     : "; add `fallback: true` to take another one");
	return true;
}

bool att_choice_note(const struct att_core *c, struct att_text *t)
{
	if (note_slot(c, t))
		return true;
	if (c->chosen.no_bearer) {
		att_text_put(t, att_operation_can(c, ATT_OP_BEARER)
					? "the modem does not take the attach "
					  "APN"
					: "the modem cannot be told an attach "
					  "APN, and uses its own");
		put_code(c, t, c->chosen.bearer_code);
		return true;
	}
	if (!c->chosen.fell_back || c->attach.state != ATT_ATTACH_ATTACHED)
		return false;
	put_operator(c, t, ": this is another one");
	return true;
}
