/* Messages made of the parts of a spool. */
#include "linux/messages.h"

#include <stdio.h>
#include <string.h>

#include "base/errors.h"
#include "wire/sms/dcs.h"
#include "wire/str.h"

#define RELATIVE 0x10u /* the format of a validity period, ATT_SMS_VALIDITY */
#define PENDING	 0xffffffffu /* of a delivery that nothing is known of */
/* In place of a part that is missing. */
#define GAP "\xe2\x80\xa6"

uint32_t att_message_next(const struct att_spool *s, uint32_t after)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->part[i].id > after && s->part[i].head == s->part[i].id)
			return s->part[i].id;
	return 0;
}

static bool is_report(const struct att_spool_part *p)
{
	return p->ok && p->kind == ATT_SMS_STATUS_REPORT;
}

/* A part of the message's own text. */
static bool is_part(const struct att_spool_part *p, uint32_t head)
{
	return p->head == head && (p->id == head || !is_report(p));
}

static const struct att_spool_part *part_of(const struct att_spool *s,
					    uint32_t head, unsigned number)
{
	for (unsigned i = 0; i < s->n; i++)
		if (is_part(&s->part[i], head) && s->part[i].number == number)
			return &s->part[i];
	return NULL;
}

void att_message_parts(const struct att_spool *s, uint32_t head, unsigned *here,
		       unsigned *parts)
{
	const struct att_spool_part *p = att_spool_find(s, head);

	*here = 0;
	*parts = p ? p->parts : 0;
	for (unsigned i = 0; i < s->n; i++)
		if (is_part(&s->part[i], head) &&
		    s->part[i].state != ATT_SPOOL_SENDING &&
		    s->part[i].state != ATT_SPOOL_FAILED)
			(*here)++;
}

/* --- text and data -------------------------------------------------------- */

static int append(struct att_message_room *r, const char *p, size_t len)
{
	if (r->cap - r->len < len)
		return ATT_E_ROOM;
	memcpy(r->text + r->len, p, len);
	r->len += len;
	return 0;
}

/* What one part says; *is_data where it is none. */
static int append_part(struct att_message_room *r,
		       const struct att_spool_part *p, bool *is_data)
{
	char text[ATT_SMS_SEPTETS * 3 + 1];
	struct att_bytes data = att_bytes_of(p->pdu, p->len);
	struct att_sms s;
	int len;

	if (p->ok && att_sms_decode(data, &s) > 0) {
		len = att_sms_text(&s, text, sizeof(text));
		if (len >= 0)
			return append(r, text, (size_t)len);
		data = att_sms_data(&s);
	}
	*is_data = true;
	return append(r, (const char *)data.p, data.len);
}

static int put_text(const struct att_spool *s, uint32_t head, unsigned parts,
		    struct att_message_room *r,
		    struct mbim_attache_message *out)
{
	const size_t from = r->len;
	bool is_data = false;
	int err = 0;

	for (unsigned i = 1; !err && i <= parts; i++) {
		const struct att_spool_part *p = part_of(s, head, i);

		err = p ? append_part(r, p, &is_data)
			: append(r, GAP, strlen(GAP));
	}
	if (is_data)
		out->data = att_bytes_of(r->text + from, r->len - from);
	else
		out->text =
			(struct att_str){.p = (const uint8_t *)r->text + from,
					 .len = (uint32_t)(r->len - from),
					 .utf8 = true};
	return err;
}

/* --- what its PDU says ---------------------------------------------------- */

/* "2026-11-30T20:55:01+01:00"; "": it is no date. */
static void iso(const uint8_t stamp[ATT_SMS_STAMP], char out[32])
{
	struct att_sms_time t;
	unsigned ahead;

	att_sms_stamp_get(stamp, &t);
	ahead = (unsigned)(t.quarters < 0 ? -t.quarters : t.quarters);
	out[0] = '\0';
	if (t.month < 1 || t.month > 12 || t.day < 1 || t.day > 31 ||
	    t.hour > 23 || t.minute > 59 || t.second > 59)
		return;
	snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u:%02u%c%02u:%02u", t.year,
		 t.month, t.day, t.hour, t.minute, t.second,
		 t.quarters < 0 ? '-' : '+', ahead / 4, ahead % 4 * 15);
}

static void put_stamps(const struct att_sms *s, struct att_message_room *r)
{
	if (att_sms_kind(s) != ATT_SMS_SUBMIT)
		iso(s->sent, r->stamp);
	if (att_sms_kind(s) == ATT_SMS_STATUS_REPORT)
		iso(s->done, r->discharge);
}

static void put_pdu(const struct att_spool_part *p, struct att_message_room *r,
		    struct mbim_attache_message *out)
{
	static const uint32_t kinds[] = {
		[ATT_SMS_DELIVER] = MBIM_MESSAGE_KIND_DELIVER,
		[ATT_SMS_SUBMIT] = MBIM_MESSAGE_KIND_SUBMIT,
		[ATT_SMS_STATUS_REPORT] = MBIM_MESSAGE_KIND_STATUS_REPORT};
	struct att_sms s;
	int class;

	if (!p->ok || att_sms_decode(att_bytes_of(p->pdu, p->len), &s) <= 0)
		return;
	class = att_dcs_class(s.dcs);
	att_sms_address_text(&s.peer, r->number);
	att_sms_address_text(&s.smsc, r->smsc);
	if (!s.smsc.type)
		r->smsc[0] = '\0';
	put_stamps(&s, r);
	out->kind = kinds[p->kind];
	if (class >= 0 && p->kind != ATT_SMS_STATUS_REPORT)
		out->message_class = (uint32_t) class;
	if (p->kind == ATT_SMS_STATUS_REPORT)
		out->delivery_state = s.status;
	else
		out->report = (s.first & ATT_SMS_REPORT) != 0;
	if (p->kind == ATT_SMS_SUBMIT &&
	    (s.first & ATT_SMS_VALIDITY) == RELATIVE)
		out->validity_min = att_sms_validity_get(s.validity[0]);
}

/* --- what has become of it ------------------------------------------------ */

/* Of what was sent: the worst that was reported of a part, once all are; one
 * that failed for good (0x40 and more) at once. */
static void put_reports(const struct att_spool *s, uint32_t head,
			unsigned parts, struct att_message_room *r,
			struct mbim_attache_message *out)
{
	unsigned reports = 0;
	uint32_t worst = 0;
	struct att_sms sms;

	for (unsigned i = 0; i < s->n; i++) {
		const struct att_spool_part *p = &s->part[i];

		if (p->head != head || p->id == head || !is_report(p) ||
		    att_sms_decode(att_bytes_of(p->pdu, p->len), &sms) <= 0)
			continue;
		reports++;
		if (sms.status > worst)
			worst = sms.status;
		put_stamps(&sms, r);
	}
	if (reports >= parts || (reports && worst >= 0x40))
		out->delivery_state = worst;
}

static void put_sent(const struct att_spool *s, uint32_t head,
		     struct mbim_attache_message *out)
{
	bool sending = false;

	for (unsigned i = 0; i < s->n; i++) {
		const struct att_spool_part *p = &s->part[i];

		if (!is_part(p, head))
			continue;
		sending |= p->state == ATT_SPOOL_SENDING;
		if (p->state == ATT_SPOOL_SENT)
			out->message_reference = p->reference;
		if (p->state == ATT_SPOOL_FAILED && !out->failure) {
			out->failure = p->failure;
			out->cause = p->cause;
		}
	}
	out->state = sending ? MBIM_MESSAGE_STATE_SENDING
		     : out->parts_here == out->parts
			     ? MBIM_MESSAGE_STATE_SENT
			     : MBIM_MESSAGE_STATE_STORED;
}

static bool is_unread(const struct att_spool *s, uint32_t head)
{
	for (unsigned i = 0; i < s->n; i++)
		if (is_part(&s->part[i], head) &&
		    s->part[i].state == ATT_SPOOL_NEW)
			return true;
	return false;
}

int att_message_fill(const struct att_spool *s, uint32_t head,
		     struct att_message_room *room,
		     struct mbim_attache_message *out)
{
	const struct att_spool_part *p = att_spool_find(s, head);
	unsigned here, parts;

	att_message_parts(s, head, &here, &parts);
	room->number[0] = room->smsc[0] = '\0';
	room->stamp[0] = room->discharge[0] = '\0';
	*out = (struct mbim_attache_message){
		.message_id = head,
		.state = here < parts ? MBIM_MESSAGE_STATE_RECEIVING
				      : MBIM_MESSAGE_STATE_RECEIVED,
		.unread = is_unread(s, head),
		.delivery_state = PENDING,
		.message_reference = p->reference,
		.message_class = UINT32_MAX,
		.parts = parts,
		.parts_here = here,
	};
	put_pdu(p, room, out);
	if (p->message) {
		put_sent(s, head, out);
		put_reports(s, head, parts, room, out);
	}
	out->number = att_str_utf8(room->number);
	out->smsc = att_str_utf8(room->smsc);
	out->timestamp = att_str_utf8(room->stamp);
	out->discharge_timestamp = att_str_utf8(room->discharge);
	/* The text of a report is the centre's word on it, and rarely there. */
	return put_text(s, head, parts, room, out);
}
