/* Parts joined to messages: 3GPP TS 23.040 9.2.3.24.1, and 9.2.3.6 for reports.
 */
#include "linux/spool_join.h"

#include <string.h>

#define DAY_S	86400u
#define CLOCK_S 1000000000u /* a clock below that was never set */

void att_spool_part_read(struct att_spool_part *p)
{
	struct att_sms_part part;
	struct att_sms s;

	p->ok = att_sms_decode(att_bytes_of(p->pdu, p->len), &s) > 0;
	p->number = p->parts = 1;
	if (!p->ok)
		return;
	p->kind = att_sms_kind(&s);
	p->peer = s.peer;
	if (p->kind == ATT_SMS_STATUS_REPORT) {
		p->reference = s.reference;
	} else if (att_sms_part(&s, &part)) {
		p->number = part.number;
		p->parts = part.parts;
		p->parts_reference = part.reference;
	}
}

static bool same_peer(const struct att_spool_part *a,
		      const struct att_spool_part *b)
{
	return strcmp(a->peer.text, b->peer.text) == 0;
}

/* Some centres leave out the country's code, or its sign, where they report. */
static bool ends_alike(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), len = n < m ? n : m;

	return len >= 6 && strcmp(a + n - len, b + m - len) == 0;
}

static bool within_a_day(const struct att_spool_part *a,
			 const struct att_spool_part *b)
{
	return a->at_s < CLOCK_S || b->at_s < CLOCK_S ||
	       (a->at_s < b->at_s + DAY_S && b->at_s < a->at_s + DAY_S);
}

static bool is_of_text(const struct att_spool_part *p,
		       const struct att_spool_part *head)
{
	return head->ok && head->kind == ATT_SMS_DELIVER &&
	       head->head == head->id && head->parts == p->parts &&
	       head->parts_reference == p->parts_reference &&
	       same_peer(head, p) && within_a_day(head, p);
}

/* Does the message have a part of this number? */
static bool has_number(const struct att_spool *s, unsigned from, unsigned to,
		       uint32_t head, uint8_t number)
{
	for (unsigned i = from; i < to; i++)
		if (s->part[i].head == head && s->part[i].number == number)
			return true;
	return false;
}

static uint32_t head_of_text(const struct att_spool *s, unsigned at)
{
	const struct att_spool_part *p = &s->part[at];

	for (unsigned i = 0; p->parts > 1 && i < at; i++)
		if (is_of_text(p, &s->part[i]) &&
		    !has_number(s, i, at, s->part[i].id, p->number))
			return s->part[i].id;
	return p->id;
}

/* The last that was sent with this reference to this number. */
static uint32_t head_of_report(const struct att_spool *s, unsigned at)
{
	const struct att_spool_part *p = &s->part[at];

	for (unsigned i = at; i-- > 0;) {
		const struct att_spool_part *q = &s->part[i];

		if (q->message && q->state == ATT_SPOOL_SENT &&
		    (q->reference & 0xff) == p->reference &&
		    (same_peer(p, q) || ends_alike(p->peer.text, q->peer.text)))
			return q->message;
	}
	return p->id;
}

void att_spool_join(struct att_spool *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		struct att_spool_part *p = &s->part[i];

		if (p->message)
			p->head = p->message;
		else if (p->ok && p->kind == ATT_SMS_STATUS_REPORT)
			p->head = head_of_report(s, i);
		else
			p->head = p->ok ? head_of_text(s, i) : p->id;
	}
}
