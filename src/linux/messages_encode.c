/* Answers with messages. */
#include "linux/messages_encode.h"

#include <stdlib.h>

#include "base/errors.h"
#include "linux/messages.h"

/* In one answer: the text of one may be longer. */
#define MESSAGES 32
#define TEXT_MAX 8192

struct answer {
	struct mbim_attache_message message[MESSAGES];
	struct att_message_room room[MESSAGES];
	char text[ATT_MESSAGE_TEXT];
};

int att_messages_list(const struct att_spool *s, uint32_t after, uint8_t *buf,
		      size_t cap)
{
	struct mbim_attache_messages_response out = {.more = 0};
	struct answer *a = malloc(sizeof(*a));
	size_t len = 0;
	uint32_t head, n = 0;
	int err = a ? 0 : ATT_E_ROOM;

	while (!err && (head = att_message_next(s, after)) != 0) {
		out.more = n == MESSAGES || len > TEXT_MAX;
		if (out.more)
			break;
		a->room[n].text = a->text;
		a->room[n].len = len;
		a->room[n].cap = sizeof(a->text);
		err = att_message_fill(s, head, &a->room[n], &a->message[n]);
		len = a->room[n++].len;
		after = head;
	}
	if (!err) {
		out.messages = att_array_of(a->message, n);
		err = mbim_attache_messages_response_encode(&out, buf, cap);
	}
	free(a);
	return err;
}

int att_messages_sent(const struct att_spool *s, uint32_t head, uint8_t *buf,
		      size_t cap)
{
	struct answer *a = malloc(sizeof(*a));
	struct mbim_attache_message_send_response out = {.message_count = 0};
	int err = a ? 0 : ATT_E_ROOM;

	if (!err) {
		a->room[0].text = a->text;
		a->room[0].len = 0;
		a->room[0].cap = sizeof(a->text);
		err = att_message_fill(s, head, &a->room[0], &a->message[0]);
	}
	if (!err) {
		out.messages = att_array_of(a->message, 1);
		err = mbim_attache_message_send_response_encode(&out, buf, cap);
	}
	free(a);
	return err;
}

const char *att_messages_status(uint32_t status)
{
	const char *name = att_enum_name(&mbim_status_enum, status);

	return name ? name : "the modem gave no reason";
}
