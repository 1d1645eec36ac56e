/* One control message as a line and its fields, as JSON, and masked. */
#include "base/errors.h"
#include "wire/mbim/msg.h"
#include "wire/print.h"

/* A name, or the number that has none. */
static void word_or_number(struct att_printer *o, const char *name,
			   uint32_t number)
{
	if (name)
		att_print_word(o, name);
	else
		att_print_number(o, number);
}

/* "basic_connect.device_caps", in JSON two members. */
static void put_cid(struct att_printer *o, const struct mbim_msg *msg,
		    const struct mbim_service *s, const struct mbim_cid *c)
{
	ATT_PRINT_JSON_KEY(o, "service");
	if (s)
		att_print_name(o, s->name, s->name_len);
	else
		att_print_uuid(o, &msg->service);
	ATT_PRINT(o, ",\"cid\":", ".");
	if (c)
		att_print_name(o, c->name, c->name_len);
	else
		att_print_number(o, msg->cid);
}

/* What msg->code is for this type. */
static void put_code(struct att_printer *o, const struct mbim_msg *msg, int err)
{
	switch ((enum mbim_msg_type)msg->type) {
	case MBIM_MSG_OPEN:
		ATT_PRINT_KEY(o, "max_control_transfer");
		att_print_number(o, msg->code);
		return;
	case MBIM_MSG_COMMAND:
		ATT_PRINT_JSON_KEY(o, "operation");
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
		ATT_PRINT_KEY(o, "error");
		word_or_number(o, mbim_msg_protocol_error_name(msg->code),
			       msg->code);
		return;
	case MBIM_MSG_OPEN_DONE:
	case MBIM_MSG_CLOSE_DONE:
	case MBIM_MSG_COMMAND_DONE:
		ATT_PRINT_KEY(o, "status");
		att_print_enum(o, &mbim_status_enum, msg->code);
		return;
	case MBIM_MSG_CLOSE:
	case MBIM_MSG_INDICATE_STATUS:
		return;
	}
}

static void put_fragment(struct att_printer *o, const struct mbim_msg *msg)
{
	ATT_PRINT_KEY(o, "fragment");
	ATT_PRINT(o, "{\"current\":", "");
	att_print_number(o, msg->current);
	ATT_PRINT(o, ",\"total\":", " of ");
	att_print_number(o, msg->total);
	ATT_PRINT(o, "}", "");
}

/* A body that nobody understands may hold anything. */
static void put_body(struct att_printer *o, struct att_bytes body)
{
	ATT_PRINT(o, ",\"body\":", "\n  body: ");
	o->hide = o->show == ATT_SHOW_MASKED;
	att_print_hex(o, body);
	o->hide = false;
}

static void put_error(struct att_printer *o, int err)
{
	ATT_PRINT_KEY(o, "error");
	ATT_PRINT(o, "\"", "");
	att_print_error(o, err);
	ATT_PRINT(o, "\"", "");
}

/* Lengths that contradict each other. */
static void put_lengths(struct att_printer *o, struct att_bytes bytes)
{
	if (bytes.len >= 8) {
		ATT_PRINT_KEY(o, "message_length");
		att_print_number(o, att_get32(bytes.p + 4));
	}
	ATT_PRINT_KEY(o, "bytes");
	att_print_number(o, bytes.len);
}

/* How much of a message is printed. */
struct extent {
	bool title; /* the line alone */
	int bad;    /* what is wrong with the body: it is printed as it is */
};

/* The fields, or a body that has none; the line of text ends here. bad is set
 * if the body does not decode. */
static void put_fields(struct att_printer *o, const struct mbim_msg *msg,
		       const struct att_layout *l, struct extent *e)
{
	bool decodes = l && (msg->body.len || !l->wire_len);

	if (e->bad) {
		put_error(o, e->bad);
	} else if (decodes && e->title) {
		e->bad = att_walk_struct(l, msg->body, NULL, NULL);
	} else if (decodes) {
		struct att_walk w = att_walk_of(l, msg->body);

		ATT_PRINT(o, ",\"fields\":", "\n");
		o->indent = 1;
		e->bad = att_print_walk(o, &w);
		o->indent = 0;
		return;
	}
	if (!msg->body.len)
		ATT_PRINT(o, ",\"fields\":{}", "");
	else if (!e->title)
		put_body(o, msg->body);
	ATT_PRINT(o, "", "\n");
}

static int put_message(struct att_printer *o, struct att_bytes bytes,
		       uint16_t ex, struct extent *e)
{
	const struct mbim_service *s = NULL;
	const struct mbim_cid *c = NULL;
	struct mbim_msg msg;
	int err = mbim_msg_decode(bytes, &msg);
	bool fragmented = mbim_msg_fragmented(msg.type);
	size_t header = fragmented ? mbim_msg_header_len(msg.type) : 0;
	bool has_header = bytes.len >= header && msg.current == 0;

	ATT_PRINT(o, "{\"type\":", "");
	att_print_word(o, mbim_msg_type_name(msg.type));
	ATT_PRINT_JSON_KEY(o, "transaction");
	att_print_number(o, msg.transaction);
	if (fragmented && has_header) {
		s = mbim_service_find(&msg.service);
		c = s ? mbim_cid_find(s, msg.cid) : NULL;
		put_cid(o, &msg, s, c);
	}
	if (has_header)
		put_code(o, &msg, err);
	if (err == ATT_E_SEQUENCE)
		put_fragment(o, &msg);
	if (err == ATT_E_SEQUENCE && msg.current < msg.total)
		err = 0; /* a proper fragment */
	else if (err)
		put_error(o, err);
	if (err == ATT_E_LENGTH || err == ATT_E_SHORT)
		put_lengths(o, bytes);
	if (msg.total == 1 && !err)
		put_fields(o, &msg,
			   c ? mbim_cid_layout(c, mbim_msg_kind(&msg), ex)
			     : NULL,
			   e);
	else
		ATT_PRINT(o, "", "\n");
	ATT_PRINT(o, "}", "");
	return err;
}

static int print_message(struct att_bytes bytes, uint16_t ex,
			 enum att_show show, bool json, bool title,
			 struct att_text *t)
{
	const struct att_text before = *t;
	struct extent e = {.title = title};
	struct att_printer o;
	int err;

	att_print_init(&o, t, show, json);
	err = put_message(&o, bytes, ex, &e);
	if (e.bad) { /* that has to stand before the body */
		att_print_undo(&o, &before);
		err = put_message(&o, bytes, ex, &e);
	}
	att_print_end(&o);
	return err;
}

int mbim_msg_print(struct att_bytes bytes, uint16_t ex, enum att_show show,
		   struct att_text *t)
{
	return print_message(bytes, ex, show, false, false, t);
}

int mbim_msg_title(struct att_bytes bytes, uint16_t ex, struct att_text *t)
{
	return print_message(bytes, ex, ATT_SHOW_MASKED, false, true, t);
}

int mbim_msg_json(struct att_bytes bytes, uint16_t ex, enum att_show show,
		  struct att_text *t)
{
	return print_message(bytes, ex, show, true, false, t);
}

void mbim_msg_mask(struct att_bytes b, uint8_t *copy, uint16_t ex)
{
	const struct att_layout *l;
	struct mbim_msg msg;
	size_t from;
	int err = mbim_msg_decode(b, &msg);

	if (b.len < MBIM_MSG_HEADER || (!mbim_msg_fragmented(msg.type) && !err))
		return;
	from = mbim_msg_fragmented(msg.type) ? mbim_msg_header_len(msg.type)
					     : MBIM_MSG_HEADER;
	if (msg.current)
		from = MBIM_MSG_FRAGMENT;
	l = err ? NULL : mbim_msg_layout(&msg, ex);
	if (l && !att_layout_mask(l, msg.body, copy + from))
		return;
	if (from < b.len)
		memset(copy + from, '*', b.len - from);
}
