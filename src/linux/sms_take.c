/* From the modem into the spool. */
#include "linux/sms_take.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "linux/messages.h"

void att_sms_say(struct att_sms_service *s, const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	s->options.line(s->options.ctx, line);
}

void att_sms_tell(struct att_sms_service *s, uint32_t change, uint32_t head)
{
	const struct mbim_attache_messages_notification news = {
		.change = change, .message_id = head};
	uint8_t message[MBIM_MSG_INDICATION_BODY + 32];
	int len = mbim_attache_messages_notification_encode(
		&news, message + MBIM_MSG_INDICATION_BODY, 32);

	if (len >= 0)
		len = mbim_msg_encode_indication(
			message, sizeof(message),
			&mbim_services[MBIM_SERVICE_ATTACHE].uuid,
			MBIM_CID_ATTACHE_MESSAGES, (size_t)len);
	if (len >= 0)
		s->options.told(s->options.ctx,
				att_bytes_of(message, (size_t)len));
}

void att_sms_load(struct att_sms_service *s)
{
	int error;

	if (s->loaded)
		return;
	s->loaded = true;
	error = att_spool_open(&s->spool, s->options.folder);
	if (error)
		att_sms_say(s, "error: %s: %s; what is in it is not shown",
			    s->options.folder, strerror(error));
	if (s->spool.unreadable)
		att_sms_say(s,
			    "error: %s: %u files are no short messages or are "
			    "not whole, and stay as they are",
			    s->options.folder, s->spool.unreadable);
}

static void say_kept(struct att_sms_service *s, const struct att_spool_part *p)
{
	unsigned here, parts;

	att_message_parts(&s->spool, p->head, &here, &parts);
	if (p->kind == ATT_SMS_STATUS_REPORT && p->ok && p->head != p->id)
		att_sms_say(s, "short message %u: its status report has come",
			    p->head);
	else if (here < parts)
		att_sms_say(s, "short message %u: part %u of %u has come",
			    p->head, p->number, parts);
	else
		att_sms_say(s, "short message %u has come", p->head);
	att_sms_tell(s,
		     p->head == p->id ? MBIM_MESSAGE_CHANGE_ADDED
				      : MBIM_MESSAGE_CHANGE_CHANGED,
		     p->head);
}

/* Once until one can be kept again. */
static void say_why_not(struct att_sms_service *s, int error, bool is_lost)
{
	if (s->failed && !is_lost)
		return;
	s->failed = true;
	if (is_lost)
		att_sms_say(s,
			    "error: a short message that the modem does not "
			    "store is lost, as %s cannot be written: %s",
			    s->options.folder, strerror(error));
	else if (s->spool.n >= ATT_SPOOL_PARTS)
		att_sms_say(s,
			    "error: %s has %u short messages and takes no "
			    "more; others stay in the modem until some are "
			    "deleted",
			    s->options.folder, ATT_SPOOL_PARTS);
	else
		att_sms_say(s,
			    "error: %s cannot be written: %s; short messages "
			    "stay in the modem",
			    s->options.folder, strerror(error));
}

bool att_sms_take(struct att_sms_service *s, const struct att_sms_record *r,
		  uint32_t *id)
{
	const struct att_spool_part *twin =
		att_spool_twin(&s->spool, r->place, r->pdu);
	struct att_spool_part p = {
		.state = ATT_SPOOL_NEW,
		.at_s = (uint64_t)time(NULL),
		.place = r->place,
		.reference = ATT_SPOOL_NONE,
		.len = (uint8_t)r->pdu.len,
	};
	int error;

	if (twin) { /* a run before has kept it, and was killed */
		*id = twin->id;
		return true;
	}
	memcpy(p.pdu, r->pdu.p, r->pdu.len);
	error = att_spool_add(&s->spool, &p, id);
	if (error) {
		say_why_not(s, error, r->place == ATT_SPOOL_NONE);
		return false;
	}
	s->failed = false;
	say_kept(s, att_spool_find(&s->spool, *id));
	return true;
}

void att_sms_change(struct att_sms_service *s,
		    const struct att_spool_part *part)
{
	int error = att_spool_change(&s->spool, part);

	if (error && !s->failed)
		att_sms_say(s, "error: %s cannot be written: %s",
			    s->options.folder, strerror(error));
	s->failed = error != 0;
}

void att_sms_let_go(struct att_sms_service *s, uint32_t id)
{
	const struct att_spool_part *p = att_spool_find(&s->spool, id);
	struct att_spool_part now;

	if (!p || p->place == ATT_SPOOL_NONE)
		return;
	now = *p;
	now.place = ATT_SPOOL_NONE;
	att_sms_change(s, &now);
}

void att_sms_forget_place(struct att_sms_service *s, uint32_t place)
{
	for (unsigned i = 0; i < s->spool.n; i++)
		if (s->spool.part[i].place == place)
			att_sms_let_go(s, s->spool.part[i].id);
}
