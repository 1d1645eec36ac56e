/* Frames of the modem as reports: answers to requests, and what it tells
 * unasked. */
#include "protocol/qmi/state.h"

#define NEVER UINT64_MAX

/* --- answers ------------------------------------------------------------- */

/* One that does not say what became of the request is no success. */
static uint16_t error_of(const struct qmi_message *m)
{
	uint16_t error;

	return qmi_result(m, &error) ? error
				     : QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
}

/* An answer has the number, the client and the message of the request: after a
 * restart the same number comes back with another message. */
static struct qmi_pending *pending_of(struct qmi_state *s,
				      const struct qmi_head *h)
{
	for (unsigned i = 0; i < QMI_PENDING; i++) {
		struct qmi_pending *p = &s->pending[i];

		if (p->due && p->tag == qmi_tag(h) && p->message == h->message)
			return p;
	}
	return NULL;
}

/* A question to which nothing was said has no facts: what was known before is
 * no answer. Nor has a PIN that was right: it is known, and no more. */
static bool tells(const struct att_report *out, const struct qmi_turn *t)
{
	if (t->kind == ATT_OP_ENTER_PIN)
		return out->result == ATT_RESULT_REFUSED;
	return t->any || !qmi_plan_of(t->kind)->tells;
}

static void refuse(struct att_report *out, uint16_t code)
{
	out->result = ATT_RESULT_REFUSED;
	out->code = code;
	out->refusal = qmi_refusal(code, out->about);
}

/* No family is there: the first one that was refused says why. */
static void refuse_session(const struct qmi_session *session,
			   struct att_report *out)
{
	const unsigned first = !session->call[0].refused;

	refuse(out, session->call[first].error);
	if (qmi_cause_of_family(out->facts.session.cause))
		out->refusal = ATT_REFUSAL_FAMILY;
}

static void end_session(struct qmi_state *s, const struct qmi_turn *t,
			struct att_report *out)
{
	struct qmi_session *session = &s->session[t->session];
	const bool active = out->facts.session.state == ATT_SESSION_ACTIVE;

	session->moving = false;
	if (t->kind == ATT_OP_ACTIVATE && !active)
		refuse_session(session, out);
	else if (t->kind == ATT_OP_DEACTIVATE && !active)
		out->result = ATT_RESULT_DONE;
}

/* Why none of its requests was carried out; 0: one was. */
static uint16_t error_in(const struct qmi_turn *t)
{
	if (t->any)
		return 0;
	return t->code ? t->code : QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
}

/* One that was told to attach is on its way, whatever it says at once: what
 * comes of it an indication tells. */
static void end_attach(struct att_report *out)
{
	struct att_packet_facts *f = &out->facts.packet;

	if (out->result == ATT_RESULT_DONE && out->has_facts &&
	    f->state == ATT_PACKET_DETACHED)
		f->state = ATT_PACKET_ATTACHING;
}

/* Nobody may take what is not there for good news: a SIM that nothing is known
 * of is not ready. */
static void told_nothing(const struct qmi_turn *t, struct att_report *out)
{
	if (t->code)
		refuse(out, t->code);
	else
		out->result = ATT_RESULT_UNREADABLE;
}

/* What became of all its requests. */
static void conclude(struct qmi_state *s, const struct qmi_turn *t,
		     struct att_report *out)
{
	if (!t->any)
		refuse(out, t->code);
	/* There is no news, whatever the modem says. */
	if (t->kind == ATT_OP_EVENTS && s->link.inside)
		refuse(out, 0);
	if (!t->any && t->unread)
		out->result = ATT_RESULT_UNREADABLE;
	if (t->kind >= ATT_OP_OWN) {
		out->event = qmi_channel_done(s, t->kind, error_in(t));
		return;
	}
	if (tells(out, t))
		out->has_facts = qmi_facts(s, out->about, t->session, out);
	if (out->result == ATT_RESULT_DONE && !out->has_facts &&
	    qmi_plan_of(t->kind)->tells)
		told_nothing(t, out);
	if (t->kind == ATT_OP_ATTACH && !s->lacks.nas_indications)
		end_attach(out);
	if (t->kind == ATT_OP_ACTIVATE || t->kind == ATT_OP_DEACTIVATE)
		end_session(s, t, out);
}

/* One that is switched on tells when it is: the answer waits for that. */
static bool waits(struct qmi_state *s, const struct qmi_turn *t,
		  const struct att_report *out)
{
	if (t->kind != ATT_OP_RADIO_ON || out->result != ATT_RESULT_DONE ||
	    !s->indications || !out->has_facts ||
	    out->facts.radio != ATT_RADIO_OFF)
		return false;
	s->radio_tag = out->tag;
	return true;
}

/* That a client is given on the way to an operation is no part of it. */
static void note(struct qmi_turn *t, const struct qmi_request *row,
		 uint16_t error, int err)
{
	if (err)
		t->unread = true;
	else if (!error ||
		 (row->no_effect_too && error == QMI_PROTOCOL_ERROR_NO_EFFECT))
		t->any |= !row->of || t->kind >= ATT_OP_OWN;
	else
		t->code = error;
}

/* The next request of the operation, or its end. */
static bool go_on(struct qmi_state *s, struct qmi_turn *t,
		  const struct qmi_pending *p, bool failed,
		  struct att_report *out)
{
	const struct qmi_request *row = &qmi_plan_of(p->kind)->row[p->step];

	if (failed && row->needed) {
		t->any = false;
	} else if (qmi_plan_next(s, t, p->step) != QMI_NO_STEP) {
		out->goes_on = true;
		return true;
	}
	conclude(s, t, out);
	return !waits(s, t, out);
}

/* Of the channel's own requests one is under way at a time. */
static void note_order(struct qmi_state *s, const struct qmi_turn *t,
		       const struct qmi_pending *p)
{
	if (p->kind >= ATT_OP_OWN)
		s->desynced = !t || t->tag != p->tag;
}

/* Of a request that was written anew since, what it says is known all the same;
 * it ends nothing, unless any answer will do. */
static bool answered(struct qmi_state *s, struct qmi_pending *p,
		     const struct qmi_message *m, struct att_bytes frame,
		     struct att_report *out)
{
	const struct qmi_request *row = &qmi_plan_of(p->kind)->row[p->step];
	struct qmi_turn *t = qmi_turn_find(s, p->kind, p->session);
	const struct qmi_answer a = {
		.message = m,
		.row = row,
		.session = p->session,
		.of = p->of,
		.id = p->id,
		.transaction = m->head.transaction,
		.error = error_of(m),
	};
	bool failed;
	int err;

	p->due = false;
	out->tag = p->tag;
	out->about = qmi_plan_of(p->kind)->about;
	out->stands = p->kind == QMI_OP_VERSIONS &&
		      s->control.state == QMI_CONTROL_OPENING;
	if (qmi_is_raw(row)) {
		qmi_raw_answered(s, p, m);
		out->message = frame;
		return true;
	}
	if (a.error == QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID &&
	    m->head.service != QMI_SERVICE_CTL) {
		out->kind = ATT_REPORT_NOT_OPENED;
		return true;
	}
	err = qmi_read(s, &a);
	note_order(s, t, p);
	if (!t || (t->tag != p->tag && !out->stands))
		return false;
	note(t, row, a.error, err);
	failed = err || (a.error && !(row->no_effect_too &&
				      a.error == QMI_PROTOCOL_ERROR_NO_EFFECT));
	return go_on(s, t, p, failed, out);
}

/* The modem has restarted: no client is left. */
static bool restarted(const struct qmi_state *s, const struct qmi_head *h)
{
	return h->service == QMI_SERVICE_CTL && h->message == QMI_CTL_SYNC &&
	       s->n_clients;
}

/* False: there is nothing to report at once. What it says is kept, and told
 * behind it; others hear what is for them or for all. */
static bool indicated(struct qmi_state *s, const struct qmi_message *m,
		      struct att_bytes frame, struct att_report *out)
{
	const struct qmi_answer a = {.message = m};
	const bool all = m->head.client == QMI_CLIENT_ALL;
	const struct qmi_client *c =
		qmi_client_of(s, m->head.service, m->head.client);
	const bool others = c && c->use == QMI_USE_OTHERS;

	if (restarted(s, &m->head)) {
		out->kind = ATT_REPORT_NOT_OPENED;
		return true;
	}
	if (all || (c && !others))
		(void)qmi_read(s, &a);
	else if (!others)
		s->orphans++;
	if (!all && !others)
		return false;
	out->kind = ATT_REPORT_NEWS;
	out->message = frame;
	return true;
}

static bool frame_came(struct qmi_state *s, struct att_bytes frame,
		       struct att_report *out)
{
	struct qmi_pending *p;
	struct qmi_message m;

	*out = (struct att_report){.kind = ATT_REPORT_ANSWER};
	if (qmi_decode(frame, &m) || m.head.kind == QMI_REQUEST) {
		s->orphans++;
		return false;
	}
	if (m.head.kind == QMI_INDICATION)
		return indicated(s, &m, frame, out);
	p = pending_of(s, &m.head);
	if (p)
		return answered(s, p, &m, frame, out);
	s->desynced = true;
	s->orphans++;
	return false;
}

/* --- news ---------------------------------------------------------------- */

/* The radio that was switched on is. */
static bool radio_is_on(struct qmi_state *s, struct att_report *out)
{
	if (!s->radio_tag || !s->known.has_mode ||
	    s->known.mode != QMI_DMS_OPERATING_MODE_ONLINE)
		return false;
	*out = (struct att_report){
		.kind = ATT_REPORT_ANSWER,
		.tag = s->radio_tag,
		.about = ATT_ABOUT_RADIO,
		.has_facts = true,
	};
	s->radio_tag = 0;
	return qmi_facts(s, ATT_ABOUT_RADIO, 0, out);
}

static unsigned lowest(uint32_t bits)
{
	unsigned i = 0;

	while (!(bits & 1u << i))
		i++;
	return i;
}

static bool take(uint32_t *bits, unsigned *i)
{
	if (!*bits)
		return false;
	*i = lowest(*bits);
	*bits &= ~(1u << *i);
	return true;
}

/* What an indication has told, one report for each subject. */
static bool told(struct qmi_state *s, struct att_report *out)
{
	unsigned i;

	*out = (struct att_report){.kind = ATT_REPORT_NEWS};
	while (take(&s->news, &i)) {
		out->about = (uint16_t)i;
		out->has_facts = qmi_facts(s, out->about, 0, out);
		if (out->has_facts)
			return true;
	}
	if (take(&s->session_news, &i)) {
		out->about = ATT_ABOUT_SESSION;
		out->has_facts = true;
		out->facts.session = (struct att_session_facts){
			.session = i,
			.state = ATT_SESSION_INACTIVE,
			.known = true,
			.cause = s->session_cause,
		};
		return true;
	}
	if (!take(&s->address_news, &i))
		return false;
	out->about = ATT_ABOUT_ADDRESSES;
	out->facts.addresses.session = i;
	return true;
}

/* --- in ------------------------------------------------------------------ */

bool qmi_answer_next(void *t, uint64_t now_ms, struct att_report *out)
{
	struct qmi_state *s = t;
	struct att_bytes frame;

	if (radio_is_on(s, out) || told(s, out))
		return true;
	while (qmi_stream_next(&s->stream, &frame))
		if (frame_came(s, frame, out) || radio_is_on(s, out) ||
		    told(s, out))
			return true;
	if (!qmi_stream_waits(&s->stream))
		s->gap_ms = NEVER;
	else if (s->gap_ms == NEVER)
		s->gap_ms = now_ms + QMI_STREAM_GAP_MS;
	return false;
}
