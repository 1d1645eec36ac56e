/* Requests to the modem: one slot a machine, transaction ids, timeouts per
 * CID, and the message that is being sent, fragment by fragment. */
#include "core/state.h"

#define OPEN_TIMEOUT_MS	  5000u
#define CLOSE_TIMEOUT_MS  5000u
#define RESYNC_TIMEOUT_MS 2000u
#define HUNG_TIMEOUTS	  3u
/* How long an answer that nobody waits for any more may hold up others. */
#define ABANDONED_MS 2000u

static const struct mbim_cid *cid_of(const struct mbim_action *a)
{
	return mbim_cid_find(&mbim_services[a->service], a->cid);
}

static uint32_t timeout_ms(const struct mbim_core *c,
			   const struct mbim_action *a)
{
	const struct mbim_cid *cid;

	if (a->type == MBIM_MSG_OPEN)
		return OPEN_TIMEOUT_MS;
	if (a->type == MBIM_MSG_CLOSE)
		return c->control.state == MBIM_CONTROL_RESYNCING
			       ? RESYNC_TIMEOUT_MS
			       : CLOSE_TIMEOUT_MS;
	cid = cid_of(a);
	return 1000u * (a->set ? cid->timeout_s_set : cid->timeout_s_query);
}

static void abandon(struct mbim_core *c, const struct mbim_slot *s)
{
	struct mbim_abandoned *oldest = &c->abandoned[0];

	for (unsigned i = 0; i < MBIM_CORE_ABANDONED; i++) {
		struct mbim_abandoned *a = &c->abandoned[i];

		if (!a->transaction || (oldest->transaction &&
					a->deadline_ms < oldest->deadline_ms))
			oldest = a;
	}
	oldest->transaction = s->transaction;
	oldest->type = s->action->type | 0x80000000u;
	oldest->deadline_ms = c->now_ms + ABANDONED_MS;
}

void mbim_request_drop(struct mbim_core *c, unsigned slot)
{
	struct mbim_slot *s = &c->slot[slot];

	if (s->state == MBIM_SLOT_SENT)
		abandon(c, s);
	s->state = MBIM_SLOT_IDLE;
}

void mbim_request_put(struct mbim_core *c, unsigned slot, uint32_t session,
		      const struct mbim_action *action)
{
	mbim_request_drop(c, slot);
	c->slot[slot] = (struct mbim_slot){
		.state = MBIM_SLOT_QUEUED,
		.action = action,
		.session = session,
	};
}

void mbim_request_reset(struct mbim_core *c)
{
	memset(c->slot, 0, sizeof(c->slot));
	memset(c->abandoned, 0, sizeof(c->abandoned));
	c->n_faults = 0;
	c->out_count = 0;
	c->out_next = 0;
	c->timeouts_in_a_row = 0;
}

void mbim_request_fault(struct mbim_core *c, const struct mbim_frag_fault *f)
{
	if (c->n_faults < sizeof(c->fault) / sizeof(c->fault[0]))
		c->fault[c->n_faults++] = *f;
}

uint32_t mbim_request_first_id(uint32_t seed)
{
	return 0x10000u + ((seed * 2654435761u) >> 8);
}

/* One that was given out since the modem was plugged in. */
static bool ours(const struct mbim_core *c, uint32_t transaction)
{
	return transaction - c->plug_transaction - 1 <
	       c->transaction - c->plug_transaction;
}

static bool in_use(const struct mbim_core *c, uint32_t transaction)
{
	for (unsigned i = 0; i < MBIM_SLOTS; i++)
		if (c->slot[i].state == MBIM_SLOT_SENT &&
		    c->slot[i].transaction == transaction)
			return true;
	for (unsigned i = 0; i < MBIM_CORE_ABANDONED; i++)
		if (c->abandoned[i].transaction == transaction)
			return true;
	return false;
}

/* Never 0 (indications have that), never one that is still outstanding. */
static uint32_t next_transaction(struct mbim_core *c)
{
	do {
		c->transaction++;
	} while (!c->transaction || in_use(c, c->transaction));
	return c->transaction;
}

static uint32_t outstanding(const struct mbim_core *c)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < MBIM_SLOTS; i++)
		n += c->slot[i].state == MBIM_SLOT_SENT;
	for (unsigned i = 0; i < MBIM_CORE_ABANDONED; i++)
		n += c->abandoned[i].transaction != 0;
	return n;
}

static bool may_send(const struct mbim_core *c, const struct mbim_slot *s)
{
	if (s->state != MBIM_SLOT_QUEUED)
		return false;
	/* OPEN and CLOSE begin anew; they wait for nothing. */
	return s->action->type != MBIM_MSG_COMMAND ||
	       outstanding(c) < c->link.max_outstanding;
}

static int encode(struct mbim_core *c, struct mbim_slot *s)
{
	const struct mbim_action *a = s->action;
	int body = 0;

	if (a->type != MBIM_MSG_COMMAND)
		return mbim_msg_encode_simple(c->out, sizeof(c->out), a->type,
					      s->transaction, c->max_control);
	if (a->body)
		body = a->body(c, s->session, c->out + MBIM_MSG_COMMAND_BODY,
			       sizeof(c->out) - MBIM_MSG_COMMAND_BODY);
	if (body < 0)
		return body;
	return mbim_msg_encode_command(c->out, sizeof(c->out), s->transaction,
				       &mbim_services[a->service].uuid, a->cid,
				       a->set, (size_t)body);
}

static void begin_message(struct mbim_core *c, int len)
{
	c->out_len = (uint32_t)len;
	c->out_next = 0;
	c->out_count = mbim_frag_tx_count(mbim_bytes_of(c->out, c->out_len),
					  c->max_control);
}

/* A request that cannot be encoded (a string that is not UTF-8) fails like one
 * that the modem refused. */
static void fail_unsent(struct mbim_core *c, struct mbim_slot *s)
{
	static const struct mbim_msg refused = {
		.type = (uint32_t)MBIM_MSG_COMMAND_DONE,
		.code = MBIM_STATUS_INVALID_PARAMETERS,
	};

	s->state = MBIM_SLOT_IDLE;
	s->action->answer(c, s->session, &refused);
}

static bool send_slot(struct mbim_core *c, struct mbim_slot *s)
{
	int len;

	s->transaction = next_transaction(c);
	if (s->action->type == MBIM_MSG_OPEN && !c->open_transaction)
		c->open_transaction = s->transaction;
	len = encode(c, s);
	if (len < 0) {
		fail_unsent(c, s);
		return false;
	}
	s->state = MBIM_SLOT_SENT;
	s->deadline_ms = c->now_ms + timeout_ms(c, s->action);
	begin_message(c, len);
	return true;
}

static bool next_message(struct mbim_core *c)
{
	if (c->n_faults) {
		struct mbim_frag_fault f = c->fault[0];

		c->n_faults--;
		memmove(c->fault, c->fault + 1, c->n_faults * sizeof(f));
		begin_message(c, mbim_msg_encode_simple(c->out, sizeof(c->out),
							MBIM_MSG_HOST_ERROR,
							f.transaction, f.code));
		return true;
	}
	for (unsigned i = 0; i < MBIM_SLOTS;) {
		if (!may_send(c, &c->slot[i])) {
			i++;
			continue;
		}
		if (send_slot(c, &c->slot[i]))
			return true;
		i = 0; /* its machine may have another request now */
	}
	return false;
}

size_t mbim_request_output(struct mbim_core *c, uint8_t *buf, size_t cap)
{
	int len;

	/* Messages are never interleaved (MBIM 1.0 9.5). */
	if (c->out_next >= c->out_count && !next_message(c))
		return 0;
	len = mbim_frag_tx_get(mbim_bytes_of(c->out, c->out_len),
			       c->max_control, c->out_next++, buf, cap);
	return len > 0 ? (size_t)len : 0;
}

uint64_t mbim_request_deadline(const struct mbim_core *c)
{
	uint64_t at = MBIM_CORE_NEVER;

	for (unsigned i = 0; i < MBIM_SLOTS; i++)
		if (c->slot[i].state == MBIM_SLOT_SENT &&
		    c->slot[i].deadline_ms < at)
			at = c->slot[i].deadline_ms;
	for (unsigned i = 0; i < MBIM_CORE_ABANDONED; i++)
		if (c->abandoned[i].transaction &&
		    c->abandoned[i].deadline_ms < at)
			at = c->abandoned[i].deadline_ms;
	return at;
}

static void expire_slot(struct mbim_core *c, struct mbim_slot *s)
{
	const struct mbim_action *a = s->action;
	uint32_t session = s->session;

	s->state = MBIM_SLOT_IDLE;
	c->timeouts++;
	if (a->type == MBIM_MSG_COMMAND && !a->twice)
		c->silent_to = a;
	if (a->type == MBIM_MSG_COMMAND &&
	    ++c->timeouts_in_a_row >= HUNG_TIMEOUTS &&
	    c->control.state == MBIM_CONTROL_OPEN) {
		c->timeouts_in_a_row = 0;
		c->mute = !c->answered;
		mbim_core_control_event(c, c->mute ? MBIM_CONTROL_EV_MUTE
						   : MBIM_CONTROL_EV_HUNG);
		return;
	}
	if (a->twice && !s->again) {
		s->state = MBIM_SLOT_QUEUED;
		s->again = true;
		return;
	}
	a->answer(c, session, NULL);
}

void mbim_request_expire(struct mbim_core *c)
{
	for (unsigned i = 0; i < MBIM_CORE_ABANDONED; i++)
		if (c->abandoned[i].deadline_ms <= c->now_ms)
			c->abandoned[i].transaction = 0;
	for (unsigned i = 0; i < MBIM_SLOTS; i++)
		if (c->slot[i].state == MBIM_SLOT_SENT &&
		    c->slot[i].deadline_ms <= c->now_ms)
			expire_slot(c, &c->slot[i]);
}

bool mbim_request_late(struct mbim_core *c, const struct mbim_msg *msg)
{
	for (unsigned i = 0; i < MBIM_CORE_ABANDONED; i++) {
		struct mbim_abandoned *a = &c->abandoned[i];

		if (a->transaction && a->transaction == msg->transaction &&
		    (a->type == msg->type ||
		     msg->type == (uint32_t)MBIM_MSG_FUNCTION_ERROR)) {
			a->transaction = 0;
			return true;
		}
	}
	return false;
}

/* MBIM 1.0 9.4: an answer has the request's transaction id, and its type, its
 * service and its CID; a FUNCTION_ERROR has the id only. */
static bool answers(const struct mbim_slot *s, const struct mbim_msg *msg)
{
	const struct mbim_action *a = s->action;
	const struct mbim_uuid *uuid;

	if (s->state != MBIM_SLOT_SENT || s->transaction != msg->transaction)
		return false;
	if (msg->type == (uint32_t)MBIM_MSG_FUNCTION_ERROR)
		return true;
	if (msg->type != (a->type | 0x80000000u))
		return false;
	if (a->type != MBIM_MSG_COMMAND)
		return true;
	uuid = &mbim_services[a->service].uuid;
	return msg->cid == a->cid &&
	       mbim_bytes_equal(
		       mbim_bytes_of(uuid, sizeof(*uuid)),
		       mbim_bytes_of(&msg->service, sizeof(msg->service)));
}

/* The modem lives. */
static void note_answer(struct mbim_core *c, const struct mbim_action *a)
{
	c->desynced = false;
	if (a->type != MBIM_MSG_COMMAND)
		return;
	if (c->silent_to && a->service == c->silent_to->service &&
	    a->cid == c->silent_to->cid)
		c->silent_to = NULL;
	c->answered = true;
	c->own_reset = false;
	c->mute = false;
	c->not_opened &= c->control.state != MBIM_CONTROL_OPEN;
	c->control_backoff.failures = 0;
}

void mbim_request_answer(struct mbim_core *c, const struct mbim_msg *msg)
{
	for (unsigned i = 0; i < MBIM_SLOTS; i++) {
		struct mbim_slot *s = &c->slot[i];

		if (!answers(s, msg))
			continue;
		s->state = MBIM_SLOT_IDLE;
		c->timeouts_in_a_row = 0;
		note_answer(c, s->action);
		s->action->answer(c, s->session, msg);
		return;
	}
	if (mbim_request_late(c, msg))
		return;
	c->orphans++;
	c->desynced |= msg->transaction && !ours(c, msg->transaction);
}

/* Where the answer to each message fetches the one to the message before, the
 * first answer is the one to an older OPEN; what comes next will tell. */
void mbim_request_open_done(struct mbim_core *c, const struct mbim_msg *msg)
{
	struct mbim_slot *s = &c->slot[MBIM_SLOT_CONTROL];
	bool round = msg->transaction - c->open_transaction <=
		     c->transaction - c->open_transaction;

	if (c->control.state != MBIM_CONTROL_OPENING || !c->open_transaction ||
	    msg->code || !round || answers(s, msg)) {
		mbim_request_answer(c, msg);
		return;
	}
	mbim_request_late(c, msg);
	c->desynced = true;
	s->action->answer(c, 0, msg);
}
