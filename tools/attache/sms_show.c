/* Messages for people, and as JSON. */
#include "sms_show.h"

#include <stdio.h>
#include <string.h>

#include "replay_json.h"
#include "wire/utf16.h"

#define UNKNOWN UINT32_MAX
/* UTF-8 of the longest: a unit of UTF-16 makes 3 bytes at most. */
static char text[131072 / 2 * 3 + 1];

/* Each character, also those that end lines. */
static const char *utf8(const struct att_str *s)
{
	size_t at = 0, len = 0;

	while (at < s->len && len + 5 < sizeof(text))
		len += att_utf8_put(att_utf16_next(s->p, s->len, &at),
				    text + len);
	text[len] = '\0';
	return text;
}

/* --- JSON ----------------------------------------------------------------- */

static const char *name(const struct att_enum *e, uint32_t value)
{
	const char *n = att_enum_name(e, value);

	return n ? n : "unknown";
}

static void number_if(const char *key, uint32_t value, uint32_t unknown)
{
	if (value != unknown)
		replay_json_number(key, value);
}

static void text_if(const char *key, const struct att_str *s)
{
	if (s->len)
		replay_json_text(key, utf8(s));
}

static void put_data(struct att_bytes data)
{
	for (size_t i = 0; i < data.len; i++)
		sprintf(text + 2 * i, "%02x", data.p[i]);
	if (data.len)
		replay_json_text("data", text);
}

static void show_json(const struct mbim_attache_message *m)
{
	replay_json_open("message");
	replay_json_number("id", m->message_id);
	replay_json_text("type", name(&mbim_message_kind_enum, m->kind));
	replay_json_text("state", name(&mbim_message_state_enum, m->state));
	replay_json_bool("unread", m->unread);
	replay_json_text("number", utf8(&m->number));
	if (m->data.len)
		put_data(m->data);
	else
		replay_json_text("text", utf8(&m->text));
	text_if("smsc", &m->smsc);
	text_if("timestamp", &m->timestamp);
	text_if("discharge_timestamp", &m->discharge_timestamp);
	number_if("delivery_state", m->delivery_state, UNKNOWN);
	number_if("message_reference", m->message_reference, UNKNOWN);
	number_if("class", m->message_class, UNKNOWN);
	number_if("validity_min", m->validity_min, 0);
	replay_json_bool("report", m->report);
	replay_json_number("parts", m->parts);
	replay_json_number("parts_here", m->parts_here);
	if (m->failure)
		replay_json_text("failure",
				 name(&mbim_status_enum, m->failure));
	number_if("cause", m->cause, 0);
	replay_json_close();
}

/* --- for people ----------------------------------------------------------- */

static void put_shown(const struct att_str *s, bool whole)
{
	size_t at = 0;
	char one[4];

	while (at < s->len) {
		uint32_t c = att_utf16_next(s->p, s->len, &at);

		if (c == '\r')
			continue;
		if (c == '\n' && !whole)
			c = ' ';
		fwrite(one, 1,
		       att_utf8_put(c == '\n' ? c : att_utf8_shown(c), one),
		       stdout);
	}
}

/* 3GPP TS 23.040 9.2.3.15 */
static const char *delivery(uint32_t state)
{
	if (state < 0x20)
		return "delivered";
	return state < 0x40 ? "not delivered yet" : "could not be delivered";
}

static void put_state(const struct mbim_attache_message *m)
{
	if (m->failure)
		printf(" (not sent: %s)", name(&mbim_status_enum, m->failure));
	else if (m->state == MBIM_MESSAGE_STATE_STORED)
		fputs(" (perhaps not sent)", stdout);
	else if (m->parts_here < m->parts)
		printf(" (%u of %u parts)", m->parts_here, m->parts);
	if (m->delivery_state != UNKNOWN)
		printf(" (%s)", delivery(m->delivery_state));
}

static void show_head(const struct mbim_attache_message *m)
{
	printf("%u%s %s ", m->message_id, m->unread ? " new" : "",
	       m->kind == MBIM_MESSAGE_KIND_SUBMIT ? "to" : "from");
	put_shown(&m->number, false);
	if (m->timestamp.len) {
		putchar(' ');
		put_shown(&m->timestamp, false);
	}
	put_state(m);
	putchar(':');
}

void sms_show(const struct mbim_attache_message *m, bool whole, bool json)
{
	if (json) {
		show_json(m);
		return;
	}
	show_head(m);
	putchar(whole ? '\n' : ' ');
	if (m->data.len)
		printf("(%zu bytes that are no text)", m->data.len);
	else
		put_shown(&m->text, whole);
	putchar('\n');
}
