/* What the modem is asked for the sake of short messages, one question at a
 * time. */
#include "linux/sms.h"

#include <string.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/sms_qmi.h"
#include "linux/sms_send.h"
#include "linux/sms_take.h"

#define RETRY_MS     1000u
#define RETRY_MAX_MS 60000u
#define BODY	     8192
#define TOKEN	     0x80000000u /* of no client */

void att_sms_init(struct att_sms_service *s,
		  const struct att_sms_options *options)
{
	s->options = *options;
}

void att_sms_fini(struct att_sms_service *s)
{
	att_spool_close(&s->spool);
}

static void try_later(struct att_sms_service *s)
{
	uint64_t wait_ms = RETRY_MS << (s->failures < 6 ? s->failures : 6);

	s->failures++;
	s->look = true;
	s->n_places = 0;
	s->again_ms =
		s->now_ms + (wait_ms < RETRY_MAX_MS ? wait_ms : RETRY_MAX_MS);
}

/* --- the two protocols ---------------------------------------------------- */

static bool records(const struct att_sms_service *s, enum att_sms_ask asked,
		    struct att_bytes body, struct att_sms_records *it)
{
	return s->qmi ? att_sms_qmi_records(asked, s->at_place, body, it)
		      : att_sms_mbim_records(body, it);
}

static bool next_record(const struct att_sms_service *s,
			struct att_sms_records *it, struct att_sms_record *r)
{
	return s->qmi ? att_sms_qmi_next(it, r) : att_sms_mbim_next(it, r);
}

/* --- what an answer leads to ---------------------------------------------- */

static void add_place(struct att_sms_service *s, uint32_t place)
{
	for (unsigned i = 0; i < s->n_places; i++)
		if (s->place[i] == place)
			return;
	if (s->n_places < ATT_SMS_PLACES)
		s->place[s->n_places++] = place;
	else
		s->look = true; /* it is asked again when these are done */
}

/* Some modems say 1 of each message (Fibocom L850-GL). */
static bool is_twice(const struct att_sms_service *s, uint32_t place)
{
	for (unsigned i = 0; i < s->n_places; i++)
		if (s->place[i] == place)
			return true;
	return false;
}

static void listed(struct att_sms_service *s, struct att_bytes body)
{
	struct att_sms_records it;
	struct att_sms_record r;

	s->scanned = false;
	if (!records(s, ATT_SMS_LIST, body, &it)) {
		try_later(s);
		return;
	}
	s->failures = 0;
	/* First the SIM, then the modem's own memory. */
	s->other = s->qmi && !s->at_place;
	s->look |= s->other;
	while (next_record(s, &it, &r)) {
		if (!r.received)
			continue;
		s->scan |= is_twice(s, r.place);
		add_place(s, r.place);
	}
}

/* All places that there are, as which of them have something is not known. */
static void sized(struct att_sms_service *s, uint32_t size)
{
	s->scanned = true;
	s->n_places = 0;
	if (size > ATT_SMS_PLACES)
		size = ATT_SMS_PLACES;
	while (s->n_places < size) {
		s->place[s->n_places] = s->n_places + 1;
		s->n_places++;
	}
}

/* The place that was asked for is what counts, not the one that is told. */
static void was_read(struct att_sms_service *s, struct att_bytes body)
{
	struct att_sms_records it;
	struct att_sms_record r;

	if (!records(s, ATT_SMS_READ, body, &it)) {
		try_later(s);
		return;
	}
	if (!next_record(s, &it, &r)) {
		att_sms_forget_place(s, s->at_place);
		return;
	}
	if (!r.received)
		return;
	r.place = s->at_place;
	if (r.pdu.len > ATT_SMS_PDU_MAX)
		att_sms_say(s,
			    "error: what place %u of the modem has is no "
			    "short message, and stays there",
			    r.place);
	else if (att_sms_take(s, &r, &s->at_part))
		s->remove = true;
	else
		try_later(s);
}

static void failed(struct att_sms_service *s, enum att_sms_ask asked,
		   uint32_t status)
{
	if (asked == ATT_SMS_READ && att_sms_mbim_empty(status)) {
		att_sms_forget_place(s, s->at_place);
		s->scan |= !s->scanned && !s->qmi;
		return;
	}
	if (asked == ATT_SMS_LIST && s->at_place)
		return; /* a modem need not have the other store */
	if (asked == ATT_SMS_READ && s->n_places) {
		s->look = true; /* the others first */
		return;
	}
	if (asked == ATT_SMS_SUBSCRIBE || asked == ATT_SMS_ACK)
		return; /* what comes is then seen by looking */
	s->absent = (asked == ATT_SMS_LIST || asked == ATT_SMS_CLIENT) &&
		    att_sms_mbim_absent(status);
	s->active = !s->absent;
	try_later(s);
}

static void succeeded(struct att_sms_service *s, enum att_sms_ask asked,
		      struct att_bytes body)
{
	switch (asked) {
	case ATT_SMS_CLIENT:
		s->client = (uint8_t)att_sms_qmi_number(asked, body);
		if (!s->client)
			try_later(s);
		break;
	case ATT_SMS_LIST:
		listed(s, body);
		break;
	case ATT_SMS_SIZE:
		sized(s, att_sms_mbim_size(body));
		break;
	case ATT_SMS_READ:
		was_read(s, body);
		break;
	case ATT_SMS_DELETE:
		att_sms_let_go(s, s->at_part);
		break;
	case ATT_SMS_NOTHING:
	case ATT_SMS_SUBSCRIBE:
	case ATT_SMS_SEND:
	case ATT_SMS_ACK:
		break;
	}
}

static void sent(struct att_sms_service *s, uint32_t status, uint32_t cause,
		 struct att_bytes body)
{
	uint32_t reference = s->qmi ? att_sms_qmi_number(ATT_SMS_SEND, body)
				    : att_sms_mbim_reference(body);

	att_sms_sent(s, status, cause, reference);
}

/* The token says what was asked. From within the core. */
static void on_reply(void *ctx, uint32_t token, uint32_t status,
		     struct att_bytes body)
{
	struct att_sms_service *s = ctx;
	const enum att_sms_ask asked = (enum att_sms_ask)(token & ~TOKEN);

	uint32_t cause = 0;

	s->asking = ATT_SMS_NOTHING;
	if (s->qmi)
		status = att_sms_qmi_status(status, body, &cause);
	if (asked == ATT_SMS_SEND)
		sent(s, status, cause, body);
	else if (status == MBIM_STATUS_NONE)
		succeeded(s, asked, body);
	else if (s->active)
		failed(s, asked, status);
}

/* --- what is asked next --------------------------------------------------- */

static enum att_sms_ask next(struct att_sms_service *s)
{
	if (s->qmi && !s->client)
		return s->now_ms < s->again_ms ? ATT_SMS_NOTHING
					       : ATT_SMS_CLIENT;
	if (s->remove)
		return ATT_SMS_DELETE;
	if (s->acks)
		return ATT_SMS_ACK;
	if (s->subscribe)
		return ATT_SMS_SUBSCRIBE;
	if (att_sms_to_send(s))
		return ATT_SMS_SEND;
	if (s->now_ms < s->again_ms)
		return ATT_SMS_NOTHING;
	if (s->scan)
		return ATT_SMS_SIZE;
	if (s->n_places)
		return ATT_SMS_READ;
	return s->look ? ATT_SMS_LIST : ATT_SMS_NOTHING;
}

/* Of a part that is sent. */
static struct att_bytes pdu_of(const struct att_sms_service *s,
			       enum att_sms_ask what)
{
	const struct att_spool_part *p =
		what == ATT_SMS_SEND ? att_spool_find(&s->spool, s->at_part)
				     : NULL;

	return p ? att_bytes_of(p->pdu, p->len) : att_bytes_of(NULL, 0);
}

static uint8_t buf[BODY];

static void ask_mbim(struct att_sms_service *s, enum att_sms_ask what,
		     struct att_manager_reply reply)
{
	struct mbim_msg command;
	int len = att_sms_mbim_command(what, s->at_place, pdu_of(s, what), buf,
				       sizeof(buf), &command);

	if (len >= 0 && what == ATT_SMS_SUBSCRIBE) {
		len = s->options.subscribe(s->options.ctx, buf, sizeof(buf));
		command.body = att_bytes_of(buf, len < 0 ? 0 : (size_t)len);
	}
	s->options.command(s->options.ctx, &command, reply);
}

static void ask_qmi(struct att_sms_service *s, enum att_sms_ask what,
		    struct att_manager_reply reply)
{
	const struct att_sms_qmi_request r = {.ask = what,
					      .client = s->client,
					      .place = s->at_place,
					      .ack = s->ack,
					      .pdu = pdu_of(s, what)};
	int len = att_sms_qmi_frame(&r, buf, sizeof(buf));

	s->options.request(s->options.ctx,
			   att_bytes_of(buf, len < 0 ? 0 : (size_t)len), reply);
}

static void ask(struct att_sms_service *s, enum att_sms_ask what)
{
	const struct att_manager_reply reply = {.fn = on_reply,
						.ctx = s,
						.token = TOKEN | what,
						.client = ATT_ASKERS - 1};

	s->asking = what;
	if (s->qmi)
		ask_qmi(s, what, reply);
	else
		ask_mbim(s, what, reply);
}

/* What is to be done is taken off the list as it is asked. */
static void begin(struct att_sms_service *s, enum att_sms_ask what)
{
	switch (what) {
	case ATT_SMS_SUBSCRIBE:
		s->subscribe = false;
		break;
	case ATT_SMS_LIST:
		s->look = false;
		s->at_place = s->other ? ATT_SMS_QMI_NV : 0;
		if (!s->other)
			s->n_places = 0;
		s->other = false;
		break;
	case ATT_SMS_SIZE:
		s->scan = false;
		break;
	case ATT_SMS_READ:
		s->at_place = s->place[0];
		memmove(s->place, s->place + 1,
			--s->n_places * sizeof(s->place[0]));
		break;
	case ATT_SMS_SEND:
		s->at_part = att_sms_to_send(s);
		break;
	case ATT_SMS_DELETE:
		s->remove = false;
		break;
	case ATT_SMS_ACK:
		s->acks = false;
		break;
	case ATT_SMS_CLIENT:
	case ATT_SMS_NOTHING:
		break;
	}
}

static void activate(struct att_sms_service *s)
{
	if (!s->wanted || !s->open || s->active || s->absent ||
	    (!s->up && s->now_ms < s->opened_ms + ATT_SMS_SETTLE_MS))
		return;
	att_sms_load(s);
	s->active = s->look = true;
	s->subscribe = !s->poll_ms;
	s->poll_at_ms = s->now_ms + s->poll_ms;
	s->again_ms = s->failures = 0;
}

static void poll(struct att_sms_service *s)
{
	if (!s->active || !s->poll_ms || s->now_ms < s->poll_at_ms)
		return;
	s->look = true;
	s->poll_at_ms = s->now_ms + s->poll_ms;
}

void att_sms_settle(struct att_sms_service *s, uint64_t now_ms)
{
	enum att_sms_ask what;

	s->now_ms = now_ms;
	activate(s);
	poll(s);
	while (s->active && s->asking == ATT_SMS_NOTHING) {
		what = next(s);
		if (what == ATT_SMS_NOTHING)
			break;
		begin(s, what);
		ask(s, what);
	}
}

uint64_t att_sms_deadline(const struct att_sms_service *s)
{
	uint64_t at_ms = s->poll_ms ? s->poll_at_ms : UINT64_MAX;

	if (s->wanted && s->open && !s->active && !s->absent)
		return s->opened_ms + ATT_SMS_SETTLE_MS;
	if (!s->active || s->asking != ATT_SMS_NOTHING)
		return UINT64_MAX;
	if ((s->look || s->scan || s->n_places) && s->again_ms < at_ms)
		at_ms = s->again_ms;
	return at_ms;
}

/* --- where the modem stands ----------------------------------------------- */

void att_sms_look(struct att_sms_service *s,
		  const struct att_manager_status *status, uint64_t now_ms)
{
	s->wanted = s->options.folder[0] && !status->ending &&
		    status->want >= ATT_WANT_ATTACHED;
	s->up = status->core->up;
	s->qmi = status->qmi;
	if (status->core->open && !s->open)
		s->opened_ms = now_ms;
	s->open = status->core->open;
	if (s->open && s->wanted)
		return;
	s->active = s->absent = s->full = false;
	s->subscribe = s->look = s->scan = s->remove = false;
	s->other = s->acks = false;
	if (!s->open)
		s->client = 0; /* the next opening takes it back */
	s->n_places = 0;
	att_sms_give_up(s);
}

/* Class 0, and reports, the modem may hand on without a place: these it tells
 * once. True: all are kept. */
static bool take_all(struct att_sms_service *s, struct att_bytes body)
{
	struct att_sms_records it;
	struct att_sms_record r;
	uint32_t id, place;
	bool all = true;

	if (!records(s, ATT_SMS_NOTHING, body, &it))
		return false;
	while (next_record(s, &it, &r)) {
		place = r.place;
		if (!r.received || r.pdu.len > ATT_SMS_PDU_MAX)
			continue;
		if (!place)
			r.place = ATT_SPOOL_NONE;
		all = att_sms_take(s, &r, &id) && all;
		if (place)
			add_place(s, place);
	}
	return all;
}

static bool read_news(const struct att_sms_service *s, struct att_bytes message,
		      struct att_sms_news *news, struct att_bytes *body)
{
	struct mbim_msg msg;

	*body = message;
	if (s->qmi)
		return s->client && att_sms_qmi_news(message, s->client, news);
	if (mbim_msg_decode(message, &msg))
		return false;
	*body = msg.body;
	return att_sms_mbim_news(&msg, news);
}

void att_sms_told(struct att_sms_service *s, struct att_bytes message)
{
	struct att_sms_news news;
	struct att_bytes body;

	if (!s->wanted || !read_news(s, message, &news, &body))
		return;
	att_sms_load(s);
	if (news.records && take_all(s, body) && news.has_ack) {
		s->acks = true;
		s->ack = news.ack;
	}
	if (news.has_place)
		add_place(s, news.place);
	else
		s->look |= news.look;
	if (news.look)
		s->again_ms = 0;
	if (news.full && !s->full)
		att_sms_say(s,
			    "the modem has no room for more short messages; "
			    "they are moved to %s",
			    s->options.folder);
	if (news.store)
		s->full = news.full;
	s->look |= news.full;
}
