/* MBIM, to those who learn of a capture: what its messages are, and how its
 * host is played. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "wire/mbim/dialect.h"

#define MOST	4096u /* bytes of a transfer */
#define OPEN_ID 0xfffffff0u

/* --- messages --------------------------------------------------------------
 */

static struct sim_subject subject_of(const struct mbim_msg *msg)
{
	const struct mbim_service *s = mbim_service_find(&msg->service);
	struct sim_subject subject = {.number = msg->cid};

	for (unsigned i = 0; s && i < s->n_cids; i++)
		if (s->cids[i].number == msg->cid) {
			subject.service = (uint8_t)(s - mbim_services);
			subject.name = s->cids[i].name;
			subject.cid = &s->cids[i];
		}
	return subject;
}

static enum learn_kind kind_of(uint32_t type)
{
	if (type == MBIM_MSG_COMMAND)
		return LEARN_COMMAND;
	if (type == (uint32_t)MBIM_MSG_COMMAND_DONE)
		return LEARN_ANSWER;
	if (type == (uint32_t)MBIM_MSG_INDICATE_STATUS)
		return LEARN_NEWS;
	if (type == (uint32_t)MBIM_MSG_FUNCTION_ERROR ||
	    type == MBIM_MSG_HOST_ERROR)
		return LEARN_ERROR;
	return LEARN_OTHER;
}

static void read(struct att_bytes message, struct learn_said *out)
{
	struct mbim_msg msg = {.type = 0};

	*out = (struct learn_said){.kind = LEARN_OTHER};
	if (mbim_msg_decode(message, &msg))
		return;
	*out = (struct learn_said){
		.kind = kind_of(msg.type),
		.subject = subject_of(&msg),
		.set = msg.code == 1,
		.transaction = msg.transaction,
		.status = msg.code,
		.body = msg.body,
	};
}

static const char *service(uint8_t number)
{
	return mbim_services[number].name;
}

static const char *subject(uint8_t of, uint32_t number)
{
	const struct mbim_service *s = &mbim_services[of];

	for (unsigned i = 0; i < s->n_cids; i++)
		if (s->cids[i].number == number)
			return s->cids[i].name;
	return "";
}

static const struct att_enum *statuses(void)
{
	return &mbim_status_enum;
}

static bool can_answer(const struct learn_exchange *e)
{
	return (e->subject.cid->ops & (e->set ? MBIM_OP_SET : MBIM_OP_QUERY)) !=
	       0;
}

static bool can_indicate(const struct learn_news *n)
{
	return (n->subject.cid->ops & MBIM_OP_NOTIFY) != 0;
}

/* --- words -----------------------------------------------------------------
 */

static char *hex(const struct learn *l, struct att_bytes message, uint16_t ex)
{
	uint8_t *copy = malloc(message.len);
	struct mbim_msg msg;
	char *text;

	if (!copy)
		abort();
	(void)mbim_msg_decode(message, &msg);
	memcpy(copy, message.p, message.len);
	if (!l->personal)
		mbim_dialect.mask(message, copy, ex);
	text = learn_bytes(
		att_bytes_of(copy + (msg.body.p - message.p), msg.body.len));
	free(copy);
	return text;
}

/* NULL: it does not decode. */
static char *fields_of(const struct learn *l, const struct att_layout *layout,
		       struct att_bytes body)
{
	const struct learn_shape shape = {.layout = layout};
	size_t cap = 65536 + 128 * body.len;
	char *json = malloc(cap), *text = NULL;
	struct att_text t;

	if (!json)
		abort();
	att_text_init(&t, json, cap);
	if (!att_layout_json(layout, body,
			     l->personal ? ATT_SHOW_ALL : ATT_SHOW_MASKED,
			     &t) &&
	    !t.cut)
		text = learn_fields(l, &shape, json);
	free(json);
	return text;
}

static char *empty(void)
{
	char *text = strdup("");

	if (!text)
		abort();
	return text;
}

static char *words(const struct learn *l, struct att_bytes message, uint16_t ex,
		   bool *fields)
{
	const struct att_layout *layout;
	struct mbim_msg msg;
	char *text = NULL;

	*fields = true;
	if (mbim_msg_decode(message, &msg) || !msg.body.len)
		return empty();
	layout = mbim_msg_layout(&msg, ex);
	if (layout)
		text = fields_of(l, layout, msg.body);
	*fields = text != NULL;
	return text ? text : hex(l, message, ex);
}

/* In a message with the header of m. */
static char *body(const struct learn *l, const struct talk_message *m,
		  const struct sim_config *c, const struct sim_body *b)
{
	unsigned v = m->ex_version >= MBIM_EX_1 ? (m->ex_version >> 8) - 1u : 0;
	size_t head = mbim_msg_header_len(att_get32(m->bytes.p));
	uint8_t *copy;
	bool fields;
	char *text;

	if (v >= SIM_VERSIONS || !b->given[v])
		return NULL;
	copy = malloc(head + b->len[v]);
	if (!copy)
		abort();
	memcpy(copy, m->bytes.p, head);
	memcpy(copy + head, c->scenario.bytes + b->at[v], b->len[v]);
	att_put32(copy + 4, (uint32_t)(head + b->len[v]));
	att_put32(copy + head - 4, b->len[v]);
	text = words(l, att_bytes_of(copy, head + b->len[v]), m->ex_version,
		     &fields);
	free(copy);
	return text;
}

/* --- the host --------------------------------------------------------------
 */

/* Queries change nothing, but for the version that is agreed on. */
static bool acts(const struct learn_exchange *e)
{
	return e->set ||
	       learn_is(&e->subject, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
			MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION);
}

/* A capture that begins later: what must have been before. */
static size_t before(struct learn_stage *s, const struct talk_message *m,
		     uint8_t *buf, size_t cap)
{
	size_t version = MBIM_MSG_COMMAND_BODY;
	bool opens =
		m->bytes.len >= 4 && att_get32(m->bytes.p) == MBIM_MSG_OPEN;

	if (s->begun == 0 && !opens) {
		s->begun = 1;
		return (size_t)mbim_msg_encode_simple(buf, cap, MBIM_MSG_OPEN,
						      OPEN_ID, MOST);
	}
	if (s->begun != 1 || m->ex_version < MBIM_EX_2) {
		s->begun = 2;
		return 0;
	}
	s->begun = 2;
	att_put16(buf + version, 0x0100);
	att_put16(buf + version + 2, m->ex_version);
	return (size_t)mbim_msg_encode_command(
		buf, cap, OPEN_ID + 1,
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS].uuid,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, 0, 4);
}

/* A PIN is a test number as well; one that was wrong is another. */
static int put_pin(const struct learn *l, const struct learn_exchange *e,
		   const struct mbim_msg *msg, uint8_t *to, size_t cap)
{
	const char *right = l->config.pin;
	struct mbim_basic_connect_pin_set set;
	char wrong[12] = "";

	if (l->personal || mbim_basic_connect_pin_set_decode(msg->body, &set) ||
	    set.pin_type != MBIM_PIN_TYPE_PIN1 || !right[0])
		return -1;
	memset(wrong, '1', strlen(right));
	set.pin = att_str_utf8(
		e->answer && e->status == MBIM_STATUS_NONE ? right : wrong);
	set.new_pin = att_str_utf8("");
	return mbim_basic_connect_pin_set_encode(
		&set, to + MBIM_MSG_COMMAND_BODY, cap - MBIM_MSG_COMMAND_BODY);
}

static size_t say(struct learn_stage *s, const struct talk_message *m,
		  const struct learn_exchange *e, uint8_t *buf, size_t cap)
{
	struct mbim_msg msg = {.type = 0};
	int len = -1;

	(void)mbim_msg_decode(m->bytes, &msg);
	if (msg.type == MBIM_MSG_OPEN)
		len = mbim_msg_encode_simple(buf, cap, msg.type,
					     msg.transaction,
					     msg.code > MOST ? MOST : msg.code);
	if (e && e->set &&
	    learn_is(&e->subject, MBIM_SERVICE_BASIC_CONNECT,
		     MBIM_CID_BASIC_CONNECT_PIN)) {
		len = put_pin(s->l, e, &msg, buf, cap);
		if (len >= 0)
			len = mbim_msg_encode_command(buf, cap, msg.transaction,
						      &msg.service, msg.cid, 1,
						      (size_t)len);
	}
	return len > 0 ? (size_t)len : 0;
}

static void hear(struct learn_stage *s, const struct learn_exchange *e,
		 struct att_bytes answer)
{
	(void)s;
	(void)e;
	(void)answer;
}

/* CLOSE would end what is not answered yet, and in the capture was. */
static bool closes(struct att_bytes message)
{
	return message.len >= 4 && att_get32(message.p) == MBIM_MSG_CLOSE;
}

#define BC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid

static const struct learn_times times = {
	.start = {{BC(PIN), {""}},
		  {BC(RADIO_STATE), {""}},
		  {BC(REGISTER_STATE), {""}}},
	.waits = {{BC(CONNECT), {""}},
		  {BC(PACKET_SERVICE), {""}},
		  {BC(REGISTER_STATE), {""}}},
	.card = {BC(SUBSCRIBER_READY_STATUS),
		 {":\"initialized\"", ":\"device_locked\"", ":\"bad_sim\""}},
	.registered = {BC(REGISTER_STATE),
		       {":\"home\"", ":\"roaming\"", ":\"denied\""}},
	.attached = {BC(PACKET_SERVICE), {":\"attached\""}},
	.connected = {BC(CONNECT), {":\"activated\""}},
};

const struct learn_protocol learn_mbim = {
	.name = "mbim",
	.read = read,
	.service = service,
	.subject = subject,
	.statuses = statuses,
	.words = words,
	.hex = hex,
	.body = body,
	.can_answer = can_answer,
	.can_indicate = can_indicate,
	.acts = acts,
	.readers = learn_mbim_readers,
	.facts = learn_mbim_facts,
	.times = &times,
	.before = before,
	.say = say,
	.hear = hear,
	.closes = closes,
};
