/* Messages to be sent, one part after the other; what the network refuses ends
 * its message. */
#include "linux/sms_send.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/messages_encode.h"
#include "linux/sms_take.h"
#include "wire/sms/dcs.h"
#include "wire/utf16.h"

#define RELATIVE  0x10u /* the format of a validity period */
#define DCS_DATA  0x04u /* 8 bit */
#define NO_CLASS  0xffffffffu
#define TEXT_CAP  131072 /* more than 255 parts have, in UTF-8 */
#define ANSWER	  131000 /* the longest message, in UTF-16 */
#define ADDRESSES 64

/* What a client wants, read. */
struct wish {
	struct att_sms sms; /* of the first part, without its text */
	struct att_sms_split split;
	bool is_data;
	uint32_t class;
	char text[TEXT_CAP];
};

/* --- reading it ----------------------------------------------------------- */

/* All characters as they are, of UTF-16. */
static bool read_text(const struct att_str *from, char *to, size_t cap,
		      size_t *len)
{
	size_t at = 0;

	*len = 0;
	while (at < from->len) {
		if (cap - *len < 5)
			return false;
		*len += att_utf8_put(att_utf16_next(from->p, from->len, &at),
				     to + *len);
	}
	to[*len] = '\0';
	return true;
}

/* False: it is no number. Empty is none, where that may be. */
static bool read_address(const struct att_str *from, bool may_be_none,
			 struct att_sms_address *a)
{
	char text[ADDRESSES];
	size_t len;

	*a = (struct att_sms_address){.type = 0};
	if (!from->len)
		return may_be_none;
	return read_text(from, text, sizeof(text), &len) &&
	       att_sms_address_of(text, a);
}

static bool read_data(struct wish *w, struct att_bytes data)
{
	w->is_data = data.len > 0;
	if (data.len > ATT_SMS_USER_MAX)
		return false;
	w->sms.dcs = DCS_DATA;
	w->sms.units = (uint8_t)data.len;
	if (data.len)
		memcpy(w->sms.user, data.p, data.len);
	return true;
}

static bool read_message(const struct att_str *text, struct wish *w,
			 const char **why)
{
	size_t len;
	bool fits = read_text(text, w->text, sizeof(w->text), &len);
	int err = fits ? att_sms_split(att_bytes_of(w->text, len), &w->split)
		       : ATT_E_LENGTH;

	if (err == ATT_E_LENGTH)
		*why = ATT_SMS_TOO_LONG;
	return !err && !(len && w->is_data);
}

static bool read_wish(struct att_bytes body, struct wish *w, const char **why)
{
	struct mbim_attache_message_send_set set;

	if (mbim_attache_message_send_set_decode(body, &set) ||
	    (set.message_class > 3 && set.message_class != NO_CLASS) ||
	    !read_address(&set.number, false, &w->sms.peer) ||
	    !read_address(&set.smsc, true, &w->sms.smsc) ||
	    !read_data(w, set.data) || !read_message(&set.text, w, why))
		return false;
	w->class = set.message_class;
	w->sms.first = ATT_SMS_SUBMIT;
	if (set.report)
		w->sms.first |= ATT_SMS_REPORT;
	if (set.validity_min) {
		w->sms.first |= RELATIVE;
		w->sms.validity[0] = att_sms_validity_put(set.validity_min);
	}
	return true;
}

/* --- keeping it ----------------------------------------------------------- */

static int put_part(struct att_sms_service *s, const struct wish *w,
		    uint8_t number, uint8_t reference, uint32_t *head)
{
	struct att_sms sms = w->sms;
	struct att_spool_part p = {
		.message = *head,
		.state = ATT_SPOOL_SENDING,
		.at_s = (uint64_t)time(NULL),
		.place = ATT_SPOOL_NONE,
		.reference = ATT_SPOOL_NONE,
	};
	uint32_t id;
	int len, error;

	if (!w->is_data)
		att_sms_put_part(&sms, &w->split, number, reference);
	if (w->class != NO_CLASS)
		sms.dcs = ATT_DCS_CLASS(sms.dcs, (int)w->class);
	len = att_sms_encode(&sms, p.pdu, sizeof(p.pdu));
	if (len < 0)
		return EINVAL;
	p.len = (uint8_t)len;
	error = att_spool_add(&s->spool, &p, &id);
	if (!error && *head == ATT_SPOOL_NONE)
		*head = id;
	return error;
}

/* All of it, or nothing. */
static int keep(struct att_sms_service *s, const struct wish *w, uint32_t *head)
{
	const uint8_t reference = (uint8_t)(s->spool.last_id + 1);
	int error = 0;

	*head = ATT_SPOOL_NONE;
	for (unsigned i = 1; !error && i <= w->split.parts; i++)
		error = put_part(s, w, (uint8_t)i, reference, head);
	if (error && *head != ATT_SPOOL_NONE)
		att_spool_remove(&s->spool, *head);
	return error;
}

uint32_t att_sms_send_put(struct att_sms_service *s, struct att_bytes body,
			  struct att_manager_reply reply, const char **why)
{
	static struct wish w;
	struct att_sms_job *job = s->job;
	int error;

	while (job < s->job + ATT_SMS_JOBS && job->head)
		job++;
	w = (struct wish){.is_data = false};
	*why = "";
	if (!read_wish(body, &w, why))
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (s->absent)
		return MBIM_STATUS_NO_DEVICE_SUPPORT;
	if (!s->active)
		return MBIM_STATUS_NOT_INITIALIZED;
	if (job == s->job + ATT_SMS_JOBS)
		return MBIM_STATUS_BUSY;
	error = keep(s, &w, &job->head);
	if (error) {
		job->head = 0;
		return error == EINVAL ? MBIM_STATUS_INVALID_PARAMETERS
				       : MBIM_STATUS_MEMORY_FAILURE;
	}
	job->reply = reply;
	att_sms_tell(s, MBIM_MESSAGE_CHANGE_ADDED, job->head);
	return MBIM_STATUS_NONE;
}

/* --- sending it ----------------------------------------------------------- */

static uint32_t first_part(const struct att_sms_service *s, uint32_t head)
{
	for (unsigned i = 0; i < s->spool.n; i++)
		if (s->spool.part[i].message == head &&
		    s->spool.part[i].state == ATT_SPOOL_SENDING)
			return s->spool.part[i].id;
	return 0;
}

/* In the order of their numbers, which is that in which they came. */
static struct att_sms_job *first_job(struct att_sms_service *s)
{
	struct att_sms_job *first = NULL;

	for (struct att_sms_job *j = s->job; j < s->job + ATT_SMS_JOBS; j++)
		if (j->head && (!first || j->head < first->head))
			first = j;
	return first;
}

uint32_t att_sms_to_send(const struct att_sms_service *s)
{
	uint32_t first = 0;

	for (unsigned i = 0; i < ATT_SMS_JOBS; i++)
		if (s->job[i].head && (!first || s->job[i].head < first))
			first = s->job[i].head;
	return first ? first_part(s, first) : 0;
}

static void answer(struct att_sms_service *s, struct att_sms_job *job,
		   uint32_t status)
{
	const struct att_manager_reply reply = job->reply;
	const uint32_t head = job->head;
	uint8_t *body = malloc(ANSWER);
	int len = body ? att_messages_sent(&s->spool, head, body, ANSWER) : 0;

	job->head = 0;
	if (status)
		att_sms_say(s, "short message %u was not sent: %s", head,
			    att_messages_status(status));
	else
		att_sms_say(s, "short message %u was sent", head);
	reply.fn(reply.ctx, reply.token, status,
		 att_bytes_of(body, len < 0 ? 0 : (size_t)len));
	free(body);
	att_sms_tell(s, MBIM_MESSAGE_CHANGE_CHANGED, head);
}

static void fail_rest(struct att_sms_service *s, uint32_t head, uint32_t status,
		      uint32_t cause)
{
	struct att_spool_part p;
	uint32_t id;

	while ((id = first_part(s, head)) != 0) {
		p = *att_spool_find(&s->spool, id);
		p.state = ATT_SPOOL_FAILED;
		p.failure = status;
		p.cause = cause;
		att_sms_change(s, &p);
	}
}

void att_sms_sent(struct att_sms_service *s, uint32_t status, uint32_t cause,
		  uint32_t reference)
{
	const struct att_spool_part *was =
		att_spool_find(&s->spool, s->at_part);
	struct att_sms_job *job = first_job(s);
	struct att_spool_part p;

	if (!was || !job || was->message != job->head)
		return; /* it was answered when the modem went */
	p = *was;
	if (status == MBIM_STATUS_NONE) {
		p.state = ATT_SPOOL_SENT;
		p.reference = reference;
		att_sms_change(s, &p);
	} else {
		fail_rest(s, job->head, status, cause);
	}
	if (!first_part(s, job->head))
		answer(s, job, status);
}

void att_sms_give_up(struct att_sms_service *s)
{
	struct att_sms_job *job;

	while ((job = first_job(s))) {
		fail_rest(s, job->head, MBIM_STATUS_NOT_INITIALIZED, 0);
		answer(s, job, MBIM_STATUS_NOT_INITIALIZED);
	}
}

bool att_sms_is_sending(const struct att_sms_service *s, uint32_t head)
{
	for (unsigned i = 0; i < ATT_SMS_JOBS; i++)
		if (s->job[i].head == head)
			return true;
	return false;
}
