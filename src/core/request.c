/* Requests to the modem: one slot a machine, deadlines, repeats, and answers
 * that are still owed. What a request looks like the protocol knows. */
#include "core/state.h"

/* How long an answer that nobody waits for any more may hold up others. */
#define ABANDONED_MS 2000u
/* After so long it is said what is being waited for. */
#define AWAITED_MS 2000u

static void abandon(struct att_core *c, const struct att_slot *s)
{
	struct att_abandoned *oldest = &c->abandoned[0];

	for (unsigned i = 0; i < ATT_ABANDONED; i++) {
		struct att_abandoned *a = &c->abandoned[i];

		if (!a->owed ||
		    (oldest->owed && a->deadline_ms < oldest->deadline_ms))
			oldest = a;
	}
	*oldest = (struct att_abandoned){
		.owed = true,
		.tag = s->tag,
		.anew = c->protocol->anew(s->kind),
		.deadline_ms = c->now_ms + ABANDONED_MS,
	};
}

void att_request_drop(struct att_core *c, unsigned slot)
{
	struct att_slot *s = &c->slot[slot];

	if (s->state == ATT_SLOT_SENT)
		abandon(c, s);
	s->state = ATT_SLOT_IDLE;
}

void att_request_put(struct att_core *c, unsigned slot, uint16_t kind,
		     uint32_t session)
{
	att_request_drop(c, slot);
	c->slot[slot] = (struct att_slot){
		.state = ATT_SLOT_QUEUED,
		.kind = kind,
		.session = session,
	};
}

void att_request_aside(struct att_core *c, unsigned slot, uint16_t kind,
		       uint32_t session)
{
	att_request_put(c, slot, kind, session);
	c->slot[slot].twice = true;
}

void att_request_repeat(struct att_core *c, const struct att_slot *was,
			unsigned slot)
{
	att_request_put(c, slot, was->kind, was->session);
	c->slot[slot].twice = was->twice;
	c->slot[slot].again = true;
}

void att_request_forget(struct att_core *c)
{
	memset(c->abandoned, 0, sizeof(c->abandoned));
}

void att_request_reset(struct att_core *c)
{
	memset(c->slot, 0, sizeof(c->slot));
	att_request_forget(c);
}

/* --- sending ------------------------------------------------------------- */

static bool in_use(const struct att_core *c, uint32_t tag)
{
	for (unsigned i = 0; i < ATT_SLOTS; i++)
		if (c->slot[i].state == ATT_SLOT_SENT && c->slot[i].tag == tag)
			return true;
	for (unsigned i = 0; i < ATT_ABANDONED; i++)
		if (c->abandoned[i].owed && c->abandoned[i].tag == tag)
			return true;
	return false;
}

/* Answers that the modem still has to give. */
static uint32_t outstanding(const struct att_core *c)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < ATT_SLOTS; i++)
		n += c->slot[i].state == ATT_SLOT_SENT;
	for (unsigned i = 0; i < ATT_ABANDONED; i++)
		n += c->abandoned[i].owed;
	return n;
}

/* Is it the slot of a machine? */
static bool of_machine(unsigned slot)
{
	return slot == ATT_SLOT_CONTROL ||
	       (slot >= ATT_SLOT_ATTACH && slot < ATT_SLOT_SIM);
}

static bool machine_waits(const struct att_core *c)
{
	for (unsigned i = 0; i < ATT_SLOTS; i++)
		if (of_machine(i) && c->slot[i].state == ATT_SLOT_SENT)
			return true;
	return false;
}

/* Queued, and its time has come. */
static bool is_next(const struct att_core *c, const struct att_slot *s)
{
	return s->state == ATT_SLOT_QUEUED && !(s->later && machine_waits(c));
}

/* Of what others ask, the one that came first; NULL: none is queued. */
static struct att_slot *first_raw(struct att_core *c)
{
	struct att_slot *first = NULL;
	uint32_t turn = 0;

	for (unsigned i = 0; i < ATT_CORE_ASKS; i++) {
		struct att_slot *s = &c->slot[ATT_SLOT_RAW + i];

		if (!is_next(c, s) ||
		    (first && (int32_t)(c->raw[i].turn - turn) > 0))
			continue;
		first = s;
		turn = c->raw[i].turn;
	}
	return first;
}

/* The first one in the order of the slots; only the channel's begin it anew,
 * and its slot is the first. */
struct att_slot *att_request_due(struct att_core *c)
{
	struct att_slot *due = c->slot;

	while (due < c->slot + ATT_SLOT_RAW && !is_next(c, due))
		due++;
	if (due == c->slot + ATT_SLOT_RAW)
		due = first_raw(c);
	if (due && (c->protocol->anew(due->kind) ||
		    outstanding(c) < c->link.max_outstanding))
		return due;
	return NULL;
}

static uint32_t timeout_ms(const struct att_core *c,
			   const struct att_operation *o, unsigned part)
{
	if (o->kind == ATT_OP_RAW && c->raw[o->session].timeout_ms)
		return c->raw[o->session].timeout_ms;
	return c->protocol->timeout_ms(c->t, o, part);
}

bool att_request_write(struct att_core *c, struct att_slot *s)
{
	const struct att_operation o = att_operation_make(c, s);
	int err;

	s->state = ATT_SLOT_IDLE;
	/* Ids wrap around: never one that is still outstanding. */
	do {
		err = c->protocol->write(c->t, &o, s->part, &s->tag);
	} while (!err && in_use(c, s->tag));
	if (err)
		return false;
	s->state = ATT_SLOT_SENT;
	s->sent_ms = c->now_ms;
	s->deadline_ms = c->now_ms + timeout_ms(c, &o, s->part);
	return true;
}

/* --- time ---------------------------------------------------------------- */

/* The name of what a machine waits for in this slot, or NULL. */
static const char *name_in(const struct att_core *c, unsigned slot)
{
	const struct att_slot *s = &c->slot[slot];
	return of_machine(slot) && s->state == ATT_SLOT_SENT
		       ? c->protocol->request_name(c->t, s->kind)
		       : NULL;
}

const char *att_request_awaited(const struct att_core *c)
{
	for (unsigned i = 0; i < ATT_SLOT_SIM; i++)
		if (name_in(c, i) &&
		    c->now_ms >= c->slot[i].sent_ms + AWAITED_MS)
			return name_in(c, i);
	return NULL;
}

/* When one that was sent is overdue, or was waited for long. */
static uint64_t slot_deadline(const struct att_core *c, unsigned slot)
{
	const struct att_slot *s = &c->slot[slot];
	uint64_t awaited_ms = s->sent_ms + AWAITED_MS;

	return c->now_ms < awaited_ms && awaited_ms < s->deadline_ms &&
			       name_in(c, slot)
		       ? awaited_ms
		       : s->deadline_ms;
}

uint64_t att_request_deadline(const struct att_core *c)
{
	uint64_t at = ATT_CORE_NEVER;

	for (unsigned i = 0; i < ATT_SLOTS; i++)
		if (c->slot[i].state == ATT_SLOT_SENT &&
		    slot_deadline(c, i) < at)
			at = slot_deadline(c, i);
	for (unsigned i = 0; i < ATT_ABANDONED; i++)
		if (c->abandoned[i].owed && c->abandoned[i].deadline_ms < at)
			at = c->abandoned[i].deadline_ms;
	return at;
}

bool att_request_overdue(struct att_core *c, struct att_slot *was,
			 unsigned *from)
{
	for (unsigned i = 0; i < ATT_ABANDONED; i++)
		if (c->abandoned[i].deadline_ms <= c->now_ms)
			c->abandoned[i].owed = false;
	for (; *from < ATT_SLOTS; (*from)++) {
		struct att_slot *s = &c->slot[*from];

		if (s->state != ATT_SLOT_SENT || s->deadline_ms > c->now_ms)
			continue;
		s->state = ATT_SLOT_IDLE;
		*was = *s;
		c->timeouts++;
		return true;
	}
	return false;
}

void att_request_allow(struct att_core *c, uint32_t ms)
{
	for (unsigned i = 0; i < ATT_SLOTS; i++)
		if (c->slot[i].deadline_ms < c->now_ms + ms)
			c->slot[i].deadline_ms = c->now_ms + ms;
}

/* --- answers ------------------------------------------------------------- */

static bool fits(const struct att_slot *s, const struct att_report *r)
{
	return s->state == ATT_SLOT_SENT && s->tag == r->tag &&
	       (r->about == att_operation_about(s->kind) ||
		r->about == ATT_ABOUT_ANY);
}

struct att_slot *att_request_sent(struct att_core *c, uint32_t tag)
{
	for (unsigned i = 0; i < ATT_SLOTS; i++)
		if (c->slot[i].state == ATT_SLOT_SENT && c->slot[i].tag == tag)
			return &c->slot[i];
	return NULL;
}

/* A late answer to a request that was abandoned is not owed any more; what it
 * is about does not matter then. */
static bool late(struct att_core *c, const struct att_report *r)
{
	for (unsigned i = 0; i < ATT_ABANDONED; i++) {
		struct att_abandoned *a = &c->abandoned[i];

		if (a->owed && a->tag == r->tag &&
		    (r->about == ATT_ABOUT_ANY ||
		     c->protocol->anew(r->about) == a->anew)) {
			a->owed = false;
			return true;
		}
	}
	return false;
}

/* The operation's next part is sent in the same slot. */
static bool go_on(struct att_core *c, struct att_slot *s,
		  const struct att_report *r)
{
	if (!r->goes_on || s->part + 1 >= c->protocol->parts(c->t, s->kind))
		return false;
	s->state = ATT_SLOT_QUEUED;
	s->later = r->later;
	s->part++;
	return true;
}

enum att_answered att_request_answered(struct att_core *c,
				       const struct att_report *r,
				       struct att_slot *was)
{
	for (unsigned i = 0; i < ATT_SLOTS; i++) {
		struct att_slot *s = &c->slot[i];

		if (!fits(s, r))
			continue;
		s->state = ATT_SLOT_IDLE;
		*was = *s;
		return go_on(c, s, r) ? ATT_ANSWERED_IN_PART : ATT_ANSWERED;
	}
	if (!late(c, r) && !r->stands)
		c->orphans++;
	return ATT_ANSWERED_NOBODY;
}
