/* The list of short messages, as attache has it. */
#include "messages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors.h"
#include "dict.h"

#define INTERFACE MM_NAME ".Modem.Messaging"
/* MMSmsState, MMSmsPduType, MMSmsDeliveryState. */
#define STATE_UNKNOWN	 0u
#define STATE_RECEIVING	 2u
#define TYPE_DELIVER	 1u
#define TYPE_SUBMIT	 2u
#define DELIVERY_UNKNOWN 0x100u
/* So many are shown, drafts among them. */
#define MESSAGES 1000u
/* Bytes of UTF-8: of UTF-16 there is as much as an answer has. */
#define TEXT_MAX (ATT_CLIENT_ANSWER / 2 * 3 + 1)

/* --- objects -------------------------------------------------------------- */

static void free_one(struct sms *s)
{
	free(s->text);
	free(s->data);
	free(s);
}

/* Of nothing yet. NULL: there is no room. */
static struct sms *add(struct bridge *b)
{
	struct sms *s = b->n_messages < MESSAGES ? calloc(1, sizeof(*s)) : NULL;
	struct sms **at;

	if (!s)
		return NULL;
	s->bridge = b;
	s->now.class = -1;
	s->now.delivery = DELIVERY_UNKNOWN;
	s->text = strdup("");
	s->object.interface[0] = &interface_sms;
	if (!s->text) {
		free_one(s);
		return NULL;
	}
	at = &b->sms;
	while (*at)
		at = &(*at)->next;
	*at = s;
	b->n_messages++;
	return s;
}

/* At once, before a signal that names one of the list: the library of
 * ModemManager's clients reads this property. */
static void tell_list(struct bridge *b)
{
	b->told.messages = ++b->now.messages;
	if (b->modem.path[0])
		sd_bus_emit_properties_changed(b->bus, b->modem.path, INTERFACE,
					       "Messages", NULL);
}

static int show(struct sms *s)
{
	int err;
	char path[OBJECTS_PATH];
	struct bridge *b = s->bridge;

	s->told = s->now;
	snprintf(path, sizeof(path), MM_PATH "/SMS/%u", b->modems->message++);
	err = objects_add(b->bus, &s->object, path, s);
	tell_list(b);
	return err;
}

static void drop(struct sms *s)
{
	struct sms **at = &s->bridge->sms;

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	s->bridge->n_messages--;
	objects_remove(&s->object);
	free_one(s);
}

void messages_remove(struct sms *s)
{
	struct bridge *b = s->bridge;
	char path[OBJECTS_PATH];

	strcpy(path, s->object.path);
	drop(s);
	tell_list(b);
	sd_bus_emit_signal(b->bus, b->modem.path, INTERFACE, "Deleted", "o",
			   path);
}

void messages_remove_all(struct bridge *b)
{
	while (b->sms)
		drop(b->sms);
}

struct sms *messages_of_path(struct bridge *b, const char *path)
{
	struct sms *s = b->sms;

	while (s && strcmp(s->object.path, path) != 0)
		s = s->next;
	return s;
}

int messages_append(sd_bus_message *m, const struct bridge *b)
{
	int err = sd_bus_message_open_container(m, 'a', "o");

	for (const struct sms *s = b->sms; s && err >= 0; s = s->next)
		if (s->object.path[0])
			err = sd_bus_message_append(m, "o", s->object.path);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

/* --- drafts --------------------------------------------------------------- */

static int read_words(sd_bus_message *m, struct sms *s)
{
	const char *text;
	int err = sd_bus_message_read(m, "v", "s", &text);
	char *copy = err < 0 ? NULL : strdup(text);

	if (err < 0)
		return err;
	if (!copy)
		return -ENOMEM;
	free(s->text);
	s->text = copy;
	return 0;
}

static int read_data(sd_bus_message *m, struct sms *s)
{
	const void *data;
	size_t len;
	int err = sd_bus_message_enter_container(m, 'v', "ay");

	err = err < 0 ? err : sd_bus_message_read_array(m, 'y', &data, &len);
	if (err < 0)
		return err;
	free(s->data);
	s->data = len ? malloc(len) : NULL;
	s->data_len = s->data ? len : 0;
	if (s->data_len != len)
		return -ENOMEM;
	if (len)
		memcpy(s->data, data, len);
	return sd_bus_message_exit_container(m);
}

/* (uv): of its kinds the relative one, in minutes. */
static int read_validity(sd_bus_message *m, struct sms *s)
{
	uint32_t kind;
	int err = sd_bus_message_enter_container(m, 'v', "(uv)");

	err = err < 0 ? err : sd_bus_message_enter_container(m, 'r', "uv");
	err = err < 0 ? err : sd_bus_message_read(m, "u", &kind);
	err = err < 0 ? err
		      : sd_bus_message_read(m, "v", "u", &s->now.validity_min);
	err = err < 0 ? err : sd_bus_message_exit_container(m);
	return err < 0 ? err : sd_bus_message_exit_container(m);
}

static int read_report(sd_bus_message *m, struct sms *s)
{
	int on = 0;
	int err = sd_bus_message_read(m, "v", "b", &on);

	s->now.report = on != 0;
	return err;
}

static int read_value(sd_bus_message *m, const char *key, void *to)
{
	struct sms *s = to;

	if (!strcmp(key, "number"))
		return dict_text(m, s->now.number, sizeof(s->now.number));
	if (!strcmp(key, "smsc"))
		return dict_text(m, s->now.smsc, sizeof(s->now.smsc));
	if (!strcmp(key, "text"))
		return read_words(m, s);
	if (!strcmp(key, "data"))
		return read_data(m, s);
	if (!strcmp(key, "class"))
		return sd_bus_message_read(m, "v", "i", &s->now.class);
	if (!strcmp(key, "validity"))
		return read_validity(m, s);
	if (!strcmp(key, "delivery-report-request"))
		return read_report(m, s);
	return sd_bus_message_skip(m, "v");
}

int messages_create(struct bridge *b, sd_bus_message *m, struct sms **made,
		    sd_bus_error *error)
{
	struct sms *s = add(b);
	int err = s ? dict_read(m, read_value, s, error)
		    : sd_bus_error_set(error, ERROR_CORE("TooMany"),
				       "there are too many messages");

	if (err >= 0 && (!s->now.number[0] || (!s->text[0] && !s->data_len)))
		err = sd_bus_error_set(error, ERROR_CORE("InvalidArgs"),
				       "a message has a number, and a text or "
				       "data");
	if (err >= 0) {
		s->now.type = TYPE_SUBMIT;
		s->now.state = STATE_UNKNOWN;
		err = show(s);
	}
	if (err >= 0)
		sd_bus_emit_signal(b->bus, b->modem.path, INTERFACE, "Added",
				   "ob", s->object.path, 0);
	else if (s)
		drop(s);
	*made = s;
	return err;
}

/* --- attache's ------------------------------------------------------------ */

static char *text_of(const struct att_str *s)
{
	char *text = malloc(TEXT_MAX);
	int n = text ? att_str_get(s, text, TEXT_MAX) : -1;

	if (n < 0) {
		free(text);
		return NULL;
	}
	return realloc(text, (size_t)n + 1);
}

static void put_body(struct sms *s, const struct mbim_attache_message *m)
{
	char *text = text_of(&m->text);

	if (text) {
		free(s->text);
		s->text = text;
	}
	free(s->data);
	s->data = m->data.len ? malloc(m->data.len) : NULL;
	s->data_len = s->data ? m->data.len : 0;
	if (s->data)
		memcpy(s->data, m->data.p, m->data.len);
}

void messages_take(struct sms *s, const struct mbim_attache_message *m)
{
	struct sms_now *n = &s->now;

	s->id = m->message_id;
	s->seen = true;
	n->state = m->state;
	n->type = m->kind;
	n->delivery = m->delivery_state == UINT32_MAX ? DELIVERY_UNKNOWN
						      : m->delivery_state;
	n->reference =
		m->message_reference == UINT32_MAX ? 0 : m->message_reference;
	n->validity_min = m->validity_min;
	n->class = m->message_class > 3 ? -1 : (int32_t)m->message_class;
	n->report = m->report != 0;
	facts_text(n->number, sizeof(n->number), &m->number);
	facts_text(n->smsc, sizeof(n->smsc), &m->smsc);
	facts_text(n->timestamp, sizeof(n->timestamp), &m->timestamp);
	facts_text(n->discharge, sizeof(n->discharge), &m->discharge_timestamp);
	if (!s->object.path[0])
		return;
	objects_tell(s->bridge->bus, &s->object, &s->told, &s->now);
	s->told = s->now;
}

static struct sms *of_id(struct bridge *b, uint32_t id)
{
	struct sms *s = b->sms;

	while (s && s->id != id)
		s = s->next;
	return s;
}

/* One of which parts are missing is not shown: its text would change, and what
 * changes all of the bus hears. */
static void meet(struct bridge *b, const struct mbim_attache_message *m)
{
	struct sms *s = of_id(b, m->message_id);

	if (s) {
		messages_take(s, m);
		return;
	}
	if (m->state == STATE_RECEIVING ||
	    (b->sending && m->kind == TYPE_SUBMIT))
		return;
	s = add(b);
	if (!s)
		return;
	messages_take(s, m);
	put_body(s, m);
	if (show(s) < 0)
		drop(s);
	else if (b->modem.path[0])
		sd_bus_emit_signal(b->bus, b->modem.path, INTERFACE, "Added",
				   "ob", s->object.path,
				   m->kind == TYPE_DELIVER);
}

static void sweep(struct bridge *b)
{
	for (struct sms *next, *s = b->sms; s; s = next) {
		next = s->next;
		if (s->id != DRAFT && !s->seen)
			messages_remove(s);
	}
}

static void ask_list(struct bridge *b, uint32_t after, client_answer_fn *fn)
{
	const struct mbim_attache_messages_query q = {.after = after};

	b->listing = true;
	client_ask_as(&b->client, CLIENT_OWN, MBIM_SERVICE_ATTACHE,
		      MBIM_CID_ATTACHE_MESSAGES, false,
		      mbim_attache_messages_query_encode(
			      &q, client_body(&b->client), CLIENT_BODY),
		      fn, NULL);
}

static void see_none(struct bridge *b)
{
	for (struct sms *s = b->sms; s; s = s->next)
		s->seen = false;
}

/* Then the next of them, from where this answer ends; or all once more. */
static void on_list(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_attache_messages_response r;
	struct mbim_attache_message m;
	struct bridge *b = ctx;
	struct att_cursor c;
	uint32_t after = 0;

	(void)with;
	b->listing = false;
	if (status || mbim_attache_messages_response_decode(body, &r) ||
	    !b->now.there)
		return;
	/* A modem has its interfaces from when it comes: they do not grow. */
	if (b->modem.path[0] && !(b->services & BRIDGE_SMS))
		return;
	b->services |= BRIDGE_SMS;
	c = att_cursor_of(&r.messages);
	while (mbim_attache_message_next(&c, &m)) {
		after = m.message_id;
		meet(b, &m);
	}
	if (r.more && after) {
		ask_list(b, after, on_list);
		return;
	}
	sweep(b);
	b->look(b);
	if (!b->list_again)
		return;
	b->list_again = false;
	see_none(b);
	ask_list(b, 0, on_list);
}

void messages_look(struct bridge *b)
{
	b->list_again = b->listing;
	if (b->listing)
		return;
	see_none(b);
	ask_list(b, 0, on_list);
}
