/* One control message as a line and its fields, as JSON, and masked. */
#include "base/errors.h"
#include "wire/msg.h"
#include "wire/print.h"

/* The key of a member; in text only those that need one have it. */
static void key(const struct mbim_printer *o, const char *name, bool in_text)
{
	mbim_text_put(o->t, o->json ? ",\"" : " ");
	if (o->json || in_text)
		mbim_text_put(o->t, name);
	if (o->json)
		mbim_text_put(o->t, "\":");
	else if (in_text)
		mbim_text_char(o->t, ' ');
}

/* A name, or the number that has none. */
static void word_or_number(const struct mbim_printer *o, const char *name,
			   uint32_t number)
{
	if (name)
		mbim_print_word(o, name);
	else
		mbim_text_dec(o->t, number);
}

/* "basic_connect.device_caps", in JSON two members. */
static void put_cid(const struct mbim_printer *o, const struct mbim_msg *msg)
{
	const struct mbim_service *s = mbim_service_find(&msg->service);
	const struct mbim_cid *c = s ? mbim_cid_find(s, msg->cid) : NULL;

	key(o, "service", false);
	if (s) {
		mbim_print_word(o, s->name);
	} else {
		mbim_text_put(o->t, o->json ? "\"" : "");
		mbim_uuid_text(o->t, &msg->service);
		mbim_text_put(o->t, o->json ? "\"" : "");
	}
	if (o->json)
		key(o, "cid", false);
	else
		mbim_text_char(o->t, '.');
	word_or_number(o, c ? c->name : NULL, msg->cid);
}

/* What msg->code is for this type. */
static void put_code(const struct mbim_printer *o, const struct mbim_msg *msg,
		     int err)
{
	switch ((enum mbim_msg_type)msg->type) {
	case MBIM_MSG_OPEN:
		key(o, "max_control_transfer", true);
		mbim_text_dec(o->t, msg->code);
		return;
	case MBIM_MSG_COMMAND:
		key(o, "operation", false);
		word_or_number(o,
			       msg->code == 0	? "query"
			       : msg->code == 1 ? "set"
						: NULL,
			       msg->code);
		return;
	case MBIM_MSG_HOST_ERROR:
	case MBIM_MSG_FUNCTION_ERROR:
		if (err)
			return; /* "error" will say so */
		key(o, "error", true);
		word_or_number(o, mbim_msg_protocol_error_name(msg->code),
			       msg->code);
		return;
	case MBIM_MSG_OPEN_DONE:
	case MBIM_MSG_CLOSE_DONE:
	case MBIM_MSG_COMMAND_DONE:
		key(o, "status", true);
		word_or_number(o, mbim_enum_name(&mbim_status_enum, msg->code),
			       msg->code);
		return;
	case MBIM_MSG_CLOSE:
	case MBIM_MSG_INDICATE_STATUS:
		return;
	}
}

static void put_fragment(const struct mbim_printer *o,
			 const struct mbim_msg *msg)
{
	key(o, "fragment", true);
	mbim_text_put(o->t, o->json ? "{\"current\":" : "");
	mbim_text_dec(o->t, msg->current);
	mbim_text_put(o->t, o->json ? ",\"total\":" : " of ");
	mbim_text_dec(o->t, msg->total);
	mbim_text_put(o->t, o->json ? "}" : "");
}

/* A body that nobody understands may hold anything. */
static void put_body(const struct mbim_printer *outer, struct mbim_bytes body)
{
	struct mbim_printer o = *outer;

	o.hide = o.show == MBIM_SHOW_MASKED;
	mbim_text_put(o.t, o.json ? ",\"body\":" : "\n  body: ");
	mbim_print_hex(&o, body);
}

static void put_error(const struct mbim_printer *o, int err)
{
	const char *name = mbim_errors_name(err);

	key(o, "error", true);
	mbim_text_put(o->t, o->json ? "\"" : "");
	for (; *name; name++) { /* small letters, as all names here */
		char small = (char)(*name - 'A' + 'a');

		mbim_text_char(o->t, *name == '_' ? '_' : small);
	}
	mbim_text_put(o->t, o->json ? "\"" : "");
}

/* Lengths that contradict each other. */
static void put_lengths(const struct mbim_printer *o, struct mbim_bytes bytes)
{
	if (bytes.len >= 8) {
		key(o, "message_length", true);
		mbim_text_dec(o->t, mbim_get32(bytes.p + 4));
	}
	key(o, "bytes", true);
	mbim_text_dec(o->t, bytes.len);
}

/* The fields; the line of text ends here. */
static void put_fields(const struct mbim_printer *outer,
		       const struct mbim_msg *msg, uint16_t ex)
{
	const struct mbim_layout *l = mbim_msg_layout(msg, ex);
	struct mbim_printer o = *outer;
	int err = 0;

	if (!msg->body.len && (!l || l->wire_len))
		l = NULL;
	else if (l)
		err = mbim_walk_struct(l, msg->body, NULL, NULL);
	if (err)
		put_error(&o, err);
	if (!l || err) {
		if (msg->body.len)
			put_body(&o, msg->body);
		else
			mbim_text_put(o.t, o.json ? ",\"fields\":{}" : "");
		mbim_text_put(o.t, o.json ? "" : "\n");
		return;
	}
	o.indent = 1;
	mbim_text_put(o.t, o.json ? ",\"fields\":" : "\n");
	mbim_print_struct(&o, l, msg->body, NULL);
}

static int put_message(const struct mbim_printer *o, struct mbim_bytes bytes,
		       uint16_t ex)
{
	struct mbim_msg msg;
	int err = mbim_msg_decode(bytes, &msg);
	bool fragmented = mbim_msg_fragmented(msg.type);
	size_t header = fragmented ? mbim_msg_header_len(msg.type) : 0;

	mbim_text_put(o->t, o->json ? "{\"type\":" : "");
	mbim_print_word(o, mbim_msg_type_name(msg.type));
	key(o, "transaction", false);
	mbim_text_dec(o->t, msg.transaction);
	if (fragmented && bytes.len >= header && msg.current == 0)
		put_cid(o, &msg);
	if (bytes.len >= header && msg.current == 0)
		put_code(o, &msg, err);
	if (err == MBIM_E_SEQUENCE)
		put_fragment(o, &msg);
	if (err == MBIM_E_SEQUENCE && msg.current < msg.total)
		err = 0; /* a proper fragment */
	else if (err)
		put_error(o, err);
	if (err == MBIM_E_LENGTH || err == MBIM_E_SHORT)
		put_lengths(o, bytes);
	if (msg.total == 1 && !err)
		put_fields(o, &msg, ex);
	else
		mbim_text_put(o->t, o->json ? "" : "\n");
	mbim_text_put(o->t, o->json ? "}" : "");
	return err;
}

int mbim_msg_print(struct mbim_bytes bytes, uint16_t ex, enum mbim_show show,
		   struct mbim_text *t)
{
	struct mbim_printer o = {t, show, false, false, 0};

	return put_message(&o, bytes, ex);
}

int mbim_msg_json(struct mbim_bytes bytes, uint16_t ex, enum mbim_show show,
		  struct mbim_text *t)
{
	struct mbim_printer o = {t, show, true, false, 0};

	return put_message(&o, bytes, ex);
}

void mbim_msg_mask(uint8_t *bytes, size_t len, uint16_t ex)
{
	struct mbim_bytes b = {bytes, len};
	const struct mbim_layout *l;
	struct mbim_msg msg;
	size_t from;
	int err = mbim_msg_decode(b, &msg);

	if (len < MBIM_MSG_HEADER || (!mbim_msg_fragmented(msg.type) && !err))
		return;
	from = mbim_msg_fragmented(msg.type) ? mbim_msg_header_len(msg.type)
					     : MBIM_MSG_HEADER;
	if (msg.current)
		from = MBIM_MSG_FRAGMENT;
	l = err ? NULL : mbim_msg_layout(&msg, ex);
	if (l && !mbim_layout_mask(l, bytes + from, len - from))
		return;
	if (from < len)
		memset(bytes + from, '*', len - from);
}
