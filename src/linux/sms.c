/* What the modem is asked for the sake of short messages, one question at a
 * time. */
#include "linux/sms.h"

#include <string.h>

#include "base/errors.h"
#include "generated/cids.h"
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
	struct att_sms_record r;
	struct att_cursor c;

	s->n_places = 0;
	s->scanned = false;
	if (!att_sms_mbim_records(body, &c)) {
		try_later(s);
		return;
	}
	s->failures = 0;
	while (att_sms_mbim_next(&c, &r)) {
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
	struct att_sms_record r;
	struct att_cursor c;

	if (!att_sms_mbim_records(body, &c)) {
		try_later(s);
		return;
	}
	if (!att_sms_mbim_next(&c, &r)) {
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
		s->scan |= !s->scanned;
		return;
	}
	if (asked == ATT_SMS_READ && s->n_places) {
		s->look = true; /* the others first */
		return;
	}
	if (asked == ATT_SMS_SUBSCRIBE)
		return; /* what comes is then seen by looking */
	s->absent = asked == ATT_SMS_LIST && att_sms_mbim_absent(status);
	try_later(s);
}

static void succeeded(struct att_sms_service *s, enum att_sms_ask asked,
		      struct att_bytes body)
{
	switch (asked) {
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
		break;
	}
}

/* The token says what was asked. From within the core. */
static void on_reply(void *ctx, uint32_t token, uint32_t status,
		     struct att_bytes body)
{
	struct att_sms_service *s = ctx;
	const enum att_sms_ask asked = (enum att_sms_ask)(token & ~TOKEN);

	s->asking = ATT_SMS_NOTHING;
	if (asked == ATT_SMS_SEND)
		att_sms_sent(s, status, att_sms_mbim_reference(body));
	else if (status == MBIM_STATUS_NONE)
		succeeded(s, asked, body);
	else if (s->active)
		failed(s, asked, status);
}

/* --- what is asked next --------------------------------------------------- */

static enum att_sms_ask next(struct att_sms_service *s)
{
	if (s->remove)
		return ATT_SMS_DELETE;
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

static void ask(struct att_sms_service *s, enum att_sms_ask what)
{
	const struct att_spool_part *p = att_spool_find(&s->spool, s->at_part);
	const struct att_bytes pdu = what == ATT_SMS_SEND
					     ? att_bytes_of(p->pdu, p->len)
					     : att_bytes_of(NULL, 0);
	const struct att_manager_reply reply = {.fn = on_reply,
						.ctx = s,
						.token = TOKEN | what,
						.client = ATT_ASKERS - 1};
	static uint8_t body[BODY];
	struct mbim_msg command;
	int len = 0;

	if (att_sms_mbim_command(what, s->at_place, pdu, body, sizeof(body),
				 &command) < 0)
		return;
	if (what == ATT_SMS_SUBSCRIBE) {
		len = s->options.subscribe(s->options.ctx, body, sizeof(body));
		command.body = att_bytes_of(body, len < 0 ? 0 : (size_t)len);
	}
	s->asking = what;
	s->options.command(s->options.ctx, &command, reply);
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
	s->active = s->subscribe = s->look = true;
	s->again_ms = s->failures = 0;
}

void att_sms_settle(struct att_sms_service *s, uint64_t now_ms)
{
	enum att_sms_ask what;

	s->now_ms = now_ms;
	activate(s);
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
	if (s->wanted && s->open && !s->active && !s->absent)
		return s->opened_ms + ATT_SMS_SETTLE_MS;
	return s->active && s->asking == ATT_SMS_NOTHING &&
			       (s->look || s->scan || s->n_places)
		       ? s->again_ms
		       : UINT64_MAX;
}

/* --- where the modem stands ----------------------------------------------- */

void att_sms_look(struct att_sms_service *s,
		  const struct att_manager_status *status, uint64_t now_ms)
{
	s->wanted = s->options.folder[0] && !status->ending &&
		    status->want >= ATT_WANT_ATTACHED;
	s->up = status->core->up;
	if (status->core->open && !s->open)
		s->opened_ms = now_ms;
	s->open = status->core->open;
	if (s->open && s->wanted)
		return;
	s->active = s->absent = s->full = false;
	s->subscribe = s->look = s->scan = s->remove = false;
	s->n_places = 0;
	att_sms_give_up(s);
}

/* Class 0, and reports, the modem may hand on without a place: these it tells
 * once. */
static void take_all(struct att_sms_service *s, struct att_bytes body)
{
	struct att_sms_record r;
	struct att_cursor c;
	uint32_t id, place;

	if (!att_sms_mbim_records(body, &c))
		return;
	while (att_sms_mbim_next(&c, &r)) {
		place = r.place;
		if (!r.received || r.pdu.len > ATT_SMS_PDU_MAX)
			continue;
		if (!place)
			r.place = ATT_SPOOL_NONE;
		(void)att_sms_take(s, &r, &id);
		if (place)
			add_place(s, place);
	}
}

void att_sms_told(struct att_sms_service *s, struct att_bytes message)
{
	struct att_sms_news news;
	struct mbim_msg msg;

	if (!s->wanted || mbim_msg_decode(message, &msg) ||
	    !att_sms_mbim_news(&msg, &news))
		return;
	att_sms_load(s);
	if (news.records)
		take_all(s, msg.body);
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
	if (msg.cid == MBIM_CID_SMS_MESSAGE_STORE_STATUS)
		s->full = news.full;
	s->look |= news.full;
}
