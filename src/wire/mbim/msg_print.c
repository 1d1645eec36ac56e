/* One control message as a line and its fields, as JSON, and masked. */
#include "base/errors.h"
#include "wire/mbim/msg.h"
#include "wire/print.h"

/* A name, or the number that has none. */
static void word_or_number(struct mbim_printer *o, const char *name,
			   uint32_t number)
{
	if (name)
		mbim_print_word(o, name);
	else
		mbim_print_number(o, number);
}

/* "basic_connect.device_caps", in JSON two members. */
static void put_cid(struct mbim_printer *o, const struct mbim_msg *msg,
		    const struct mbim_service *s, const struct mbim_cid *c)
{
	MBIM_PRINT_JSON_KEY(o, "service");
	if (s)
		mbim_print_name(o, s->name, s->name_len);
	else
		mbim_print_uuid(o, &msg->service);
	MBIM_PRINT(o, ",\"cid\":", ".");
	if (c)
		mbim_print_name(o, c->name, c->name_len);
	else
		mbim_print_number(o, msg->cid);
}

/* What msg->code is for this type. */
static void put_code(struct mbim_printer *o, const struct mbim_msg *msg,
		     int err)
{
	switch ((enum mbim_msg_type)msg->type) {
	case MBIM_MSG_OPEN:
		MBIM_PRINT_KEY(o, "max_control_transfer");
		mbim_print_number(o, msg->code);
		return;
	case MBIM_MSG_COMMAND:
		MBIM_PRINT_JSON_KEY(o, "operation");
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
		MBIM_PRINT_KEY(o, "error");
		word_or_number(o, mbim_msg_protocol_error_name(msg->code),
			       msg->code);
		return;
	case MBIM_MSG_OPEN_DONE:
	case MBIM_MSG_CLOSE_DONE:
	case MBIM_MSG_COMMAND_DONE:
		MBIM_PRINT_KEY(o, "status");
		mbim_print_enum(o, &mbim_status_enum, msg->code);
		return;
	case MBIM_MSG_CLOSE:
	case MBIM_MSG_INDICATE_STATUS:
		return;
	}
}

static void put_fragment(struct mbim_printer *o, const struct mbim_msg *msg)
{
	MBIM_PRINT_KEY(o, "fragment");
	MBIM_PRINT(o, "{\"current\":", "");
	mbim_print_number(o, msg->current);
	MBIM_PRINT(o, ",\"total\":", " of ");
	mbim_print_number(o, msg->total);
	MBIM_PRINT(o, "}", "");
}

/* A body that nobody understands may hold anything. */
static void put_body(struct mbim_printer *o, struct mbim_bytes body)
{
	MBIM_PRINT(o, ",\"body\":", "\n  body: ");
	o->hide = o->show == MBIM_SHOW_MASKED;
	mbim_print_hex(o, body);
	o->hide = false;
}

static void put_error(struct mbim_printer *o, int err)
{
	const char *name = mbim_errors_name(err);

	MBIM_PRINT_KEY(o, "error");
	MBIM_PRINT(o, "\"", "");
	for (; *name; name++) /* small letters, as all names here */
		*o->at++ = *name == '_' ? '_' : (char)(*name - 'A' + 'a');
	MBIM_PRINT(o, "\"", "");
}

/* Lengths that contradict each other. */
static void put_lengths(struct mbim_printer *o, struct mbim_bytes bytes)
{
	if (bytes.len >= 8) {
		MBIM_PRINT_KEY(o, "message_length");
		mbim_print_number(o, mbim_get32(bytes.p + 4));
	}
	MBIM_PRINT_KEY(o, "bytes");
	mbim_print_number(o, bytes.len);
}

/* The fields, or a body that has none; the line of text ends here. *bad is set
 * if the body does not decode, or was, to print it as it is. */
static void put_fields(struct mbim_printer *o, const struct mbim_msg *msg,
		       const struct mbim_layout *l, int *bad)
{
	if (*bad) {
		put_error(o, *bad);
	} else if (l && (msg->body.len || !l->wire_len)) {
		MBIM_PRINT(o, ",\"fields\":", "\n");
		o->indent = 1;
		*bad = mbim_print_struct(o, l, msg->body, NULL);
		o->indent = 0;
		return;
	}
	if (msg->body.len)
		put_body(o, msg->body);
	else
		MBIM_PRINT(o, ",\"fields\":{}", "");
	MBIM_PRINT(o, "", "\n");
}

static int put_message(struct mbim_printer *o, struct mbim_bytes bytes,
		       uint16_t ex, int *bad)
{
	const struct mbim_service *s = NULL;
	const struct mbim_cid *c = NULL;
	struct mbim_msg msg;
	int err = mbim_msg_decode(bytes, &msg);
	bool fragmented = mbim_msg_fragmented(msg.type);
	size_t header = fragmented ? mbim_msg_header_len(msg.type) : 0;
	bool has_header = bytes.len >= header && msg.current == 0;

	MBIM_PRINT(o, "{\"type\":", "");
	mbim_print_word(o, mbim_msg_type_name(msg.type));
	MBIM_PRINT_JSON_KEY(o, "transaction");
	mbim_print_number(o, msg.transaction);
	if (fragmented && has_header) {
		s = mbim_service_find(&msg.service);
		c = s ? mbim_cid_find(s, msg.cid) : NULL;
		put_cid(o, &msg, s, c);
	}
	if (has_header)
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
		put_fields(o, &msg,
			   c ? mbim_cid_layout(c, mbim_msg_kind(&msg), ex)
			     : NULL,
			   bad);
	else
		MBIM_PRINT(o, "", "\n");
	MBIM_PRINT(o, "}", "");
	return err;
}

static int print_message(struct mbim_bytes bytes, uint16_t ex,
			 enum mbim_show show, bool json, struct mbim_text *t)
{
	const struct mbim_text before = *t;
	struct mbim_printer o;
	int bad = 0, err;

	mbim_print_init(&o, t, show, json);
	err = put_message(&o, bytes, ex, &bad);
	if (bad) { /* that has to stand before the body */
		mbim_print_undo(&o, &before);
		err = put_message(&o, bytes, ex, &bad);
	}
	mbim_print_settle(&o);
	return err;
}

int mbim_msg_print(struct mbim_bytes bytes, uint16_t ex, enum mbim_show show,
		   struct mbim_text *t)
{
	return print_message(bytes, ex, show, false, t);
}

int mbim_msg_json(struct mbim_bytes bytes, uint16_t ex, enum mbim_show show,
		  struct mbim_text *t)
{
	return print_message(bytes, ex, show, true, t);
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
