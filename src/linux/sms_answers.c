/* Listing, sending, deleting, marking: what clients may do with messages. */
#include "linux/sms_answers.h"

#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "linux/messages.h"
#include "linux/messages_encode.h"
#include "linux/sms_send.h"
#include "linux/sms_take.h"

#define ANSWER 131000
#define ALL    UINT32_MAX

static void refuse(struct att_manager_reply reply, uint32_t status,
		   const char *why)
{
	reply.fn(reply.ctx, reply.token, status,
		 att_bytes_of(why, strlen(why)));
}

static void answer(struct att_manager_reply reply, uint32_t status)
{
	refuse(reply, status, "");
}

static void list(struct att_sms_service *s, struct att_bytes body,
		 struct att_manager_reply reply)
{
	struct mbim_attache_messages_query q;
	uint8_t *buf = malloc(ANSWER);
	int len;

	if (mbim_attache_messages_query_decode(body, &q) != 0) {
		answer(reply, MBIM_STATUS_INVALID_PARAMETERS);
	} else {
		len = buf ? att_messages_list(&s->spool, q.after, buf, ANSWER)
			  : -1;
		reply.fn(reply.ctx, reply.token,
			 len < 0 ? MBIM_STATUS_FAILURE : MBIM_STATUS_NONE,
			 att_bytes_of(buf, len < 0 ? 0 : (size_t)len));
	}
	free(buf);
}

/* --- one message, or all -------------------------------------------------- */

/* MBIM_STATUS_*: of one message. */
typedef uint32_t verb(struct att_sms_service *s, uint32_t head);

static uint32_t delete_one(struct att_sms_service *s, uint32_t head)
{
	if (att_sms_is_sending(s, head))
		return MBIM_STATUS_BUSY;
	att_spool_remove(&s->spool, head);
	att_sms_tell(s, MBIM_MESSAGE_CHANGE_DELETED, head);
	return MBIM_STATUS_NONE;
}

static uint32_t mark_one(struct att_sms_service *s, uint32_t head)
{
	bool any = false;

	for (unsigned i = 0; i < s->spool.n; i++) {
		struct att_spool_part p = s->spool.part[i];

		if (p.head != head || p.state != ATT_SPOOL_NEW)
			continue;
		p.state = ATT_SPOOL_READ;
		att_sms_change(s, &p);
		any = true;
	}
	if (any)
		att_sms_tell(s, MBIM_MESSAGE_CHANGE_CHANGED, head);
	return MBIM_STATUS_NONE;
}

/* Of all, those that cannot be deleted yet stay. */
static uint32_t each(struct att_sms_service *s, uint32_t id, verb *fn)
{
	const struct att_spool_part *p;
	uint32_t head = 0;

	if (id == ALL) {
		while ((head = att_message_next(&s->spool, head)) != 0)
			(void)fn(s, head);
		return MBIM_STATUS_NONE;
	}
	p = att_spool_find(&s->spool, id);
	return p && p->head == id ? fn(s, id)
				  : MBIM_STATUS_INVALID_MEMORY_INDEX;
}

static uint32_t change(struct att_sms_service *s,
		       const struct mbim_msg *command)
{
	struct mbim_attache_message_delete_set gone;
	struct mbim_attache_message_read_set was_read;

	if (command->cid == MBIM_CID_ATTACHE_MESSAGE_DELETE)
		return mbim_attache_message_delete_set_decode(command->body,
							      &gone)
			       ? MBIM_STATUS_INVALID_PARAMETERS
			       : each(s, gone.message_id, delete_one);
	return mbim_attache_message_read_set_decode(command->body, &was_read)
		       ? MBIM_STATUS_INVALID_PARAMETERS
		       : each(s, was_read.message_id, mark_one);
}

void att_sms_command(struct att_sms_service *s, const struct mbim_msg *command,
		     struct att_manager_reply reply)
{
	const bool lists = command->cid == MBIM_CID_ATTACHE_MESSAGES;
	const char *why;
	uint32_t status;

	if (!s->options.folder[0] || lists == (command->code != 0)) {
		answer(reply, MBIM_STATUS_NO_DEVICE_SUPPORT);
		return;
	}
	att_sms_load(s);
	if (lists) {
		list(s, command->body, reply);
	} else if (command->cid == MBIM_CID_ATTACHE_MESSAGE_SEND) {
		status = att_sms_send_put(s, command->body, reply, &why);
		if (status)
			refuse(reply, status, why);
	} else {
		answer(reply, change(s, command));
	}
}
