/* Headers of MBIM control messages, MBIM 1.0 section 9. */
#include "wire/mbim/msg.h"

#include "base/errors.h"

#define SIMPLE_LEN 16u /* OPEN, *_DONE, *_ERROR: header and one number */

bool mbim_msg_known(uint32_t type)
{
	switch ((enum mbim_msg_type)type) {
	case MBIM_MSG_OPEN:
	case MBIM_MSG_CLOSE:
	case MBIM_MSG_COMMAND:
	case MBIM_MSG_HOST_ERROR:
	case MBIM_MSG_OPEN_DONE:
	case MBIM_MSG_CLOSE_DONE:
	case MBIM_MSG_COMMAND_DONE:
	case MBIM_MSG_FUNCTION_ERROR:
	case MBIM_MSG_INDICATE_STATUS:
		return true;
	}
	return false;
}

bool mbim_msg_fragmented(uint32_t type)
{
	return (type & 0x7fffffff) == MBIM_MSG_COMMAND ||
	       type == (uint32_t)MBIM_MSG_INDICATE_STATUS;
}

const char *mbim_msg_type_name(uint32_t type)
{
	switch ((enum mbim_msg_type)type) {
	case MBIM_MSG_OPEN:
		return "open";
	case MBIM_MSG_CLOSE:
		return "close";
	case MBIM_MSG_COMMAND:
		return "command";
	case MBIM_MSG_HOST_ERROR:
		return "host_error";
	case MBIM_MSG_OPEN_DONE:
		return "open_done";
	case MBIM_MSG_CLOSE_DONE:
		return "close_done";
	case MBIM_MSG_COMMAND_DONE:
		return "command_done";
	case MBIM_MSG_FUNCTION_ERROR:
		return "function_error";
	case MBIM_MSG_INDICATE_STATUS:
		return "indicate_status";
	}
	return "unknown";
}

const char *mbim_msg_protocol_error_name(uint32_t code)
{
	static const char *const names[] = {NULL,
					    "timeout_fragment",
					    "fragment_out_of_sequence",
					    "length_mismatch",
					    "duplicated_tid",
					    "not_opened",
					    "unknown",
					    "cancel",
					    "max_transfer"};

	return code < sizeof(names) / sizeof(names[0]) ? names[code] : NULL;
}

size_t mbim_msg_header_len(uint32_t type)
{
	return type == (uint32_t)MBIM_MSG_INDICATE_STATUS
		       ? MBIM_MSG_INDICATION_BODY
		       : MBIM_MSG_COMMAND_BODY;
}

/* Messages without a fragment header. */
static int decode_simple(struct att_bytes b, struct mbim_msg *msg)
{
	bool code = b.len >= SIMPLE_LEN;

	if (code && msg->type != MBIM_MSG_CLOSE)
		msg->code = att_get32(b.p + 12);
	/* Some hosts send CLOSE with four stale bytes behind it. */
	if (msg->type == MBIM_MSG_CLOSE && b.len == MBIM_MSG_HEADER)
		return 0;
	if (!code)
		return ATT_E_SHORT;
	return b.len == SIMPLE_LEN ? 0 : ATT_E_LENGTH;
}

/* The rest of COMMAND, COMMAND_DONE and INDICATE_STATUS. */
static inline int decode_command(struct att_bytes b, size_t header,
				 struct mbim_msg *msg)
{
	uint32_t len;

	if (b.len < MBIM_MSG_FRAGMENT)
		return ATT_E_SHORT;
	msg->total = att_get32(b.p + 12);
	msg->current = att_get32(b.p + 16);
	if (msg->current != 0)
		return ATT_E_SEQUENCE;
	if (b.len < header)
		return ATT_E_SHORT;
	memcpy(msg->service.b, b.p + 20, sizeof(msg->service.b));
	msg->cid = att_get32(b.p + 36);
	if (header == MBIM_MSG_COMMAND_BODY)
		msg->code = att_get32(b.p + 40);
	if (msg->total != 1)
		return ATT_E_SEQUENCE;
	len = att_get32(b.p + header - 4);
	if (len != b.len - header)
		return ATT_E_LENGTH;
	msg->body = att_bytes_of(b.p + header, len);
	return 0;
}

static inline int decode_type(struct att_bytes b, struct mbim_msg *msg)
{
	switch ((enum mbim_msg_type)msg->type) {
	case MBIM_MSG_COMMAND:
	case MBIM_MSG_COMMAND_DONE:
		return decode_command(b, MBIM_MSG_COMMAND_BODY, msg);
	case MBIM_MSG_INDICATE_STATUS:
		return decode_command(b, MBIM_MSG_INDICATION_BODY, msg);
	case MBIM_MSG_OPEN:
	case MBIM_MSG_CLOSE:
	case MBIM_MSG_HOST_ERROR:
	case MBIM_MSG_OPEN_DONE:
	case MBIM_MSG_CLOSE_DONE:
	case MBIM_MSG_FUNCTION_ERROR:
		return decode_simple(b, msg);
	}
	return ATT_E_TYPE;
}

int mbim_msg_decode_any(struct att_bytes b, struct mbim_msg *msg)
{
	uint32_t len;
	int err;

	memset(msg, 0, sizeof(*msg));
	if (b.len < MBIM_MSG_HEADER)
		return ATT_E_SHORT;
	msg->type = att_get32(b.p);
	msg->transaction = att_get32(b.p + 8);
	err = decode_type(b, msg);
	len = att_get32(b.p + 4);
	if (len == b.len || err == ATT_E_TYPE)
		return err;
	msg->body = att_bytes_of(NULL, 0);
	return len > b.len ? ATT_E_SHORT : ATT_E_LENGTH;
}

/* Two numbers that compilers store as one. */
static inline void put_pair(uint8_t *p, uint32_t a, uint32_t b)
{
	att_put64(p, a | (uint64_t)b << 32);
}

static void put_header(uint8_t *buf, uint32_t type, size_t len,
		       uint32_t transaction)
{
	att_put32(buf, type);
	put_pair(buf + 4, (uint32_t)len, transaction);
}

int mbim_msg_encode_simple(uint8_t *buf, size_t cap, uint32_t type,
			   uint32_t transaction, uint32_t code)
{
	size_t len = type == MBIM_MSG_CLOSE ? MBIM_MSG_HEADER : SIMPLE_LEN;

	if (cap < len)
		return ATT_E_ROOM;
	put_header(buf, type, len, transaction);
	if (len == SIMPLE_LEN)
		att_put32(buf + 12, code);
	return (int)len;
}

/* All but the body; the length of the message or ATT_E_ROOM. */
static inline int put_command(uint8_t *buf, size_t cap, uint32_t type,
			      uint32_t transaction,
			      const struct att_uuid *service, uint32_t cid,
			      uint32_t code, size_t body_len)
{
	size_t header = mbim_msg_header_len(type);

	if (cap < header || body_len > cap - header)
		return ATT_E_ROOM;
	put_header(buf, type, header + body_len, transaction);
	att_put64(buf + 12, 1); /* fragment 0 of 1 */
	memcpy(buf + 20, service->b, sizeof(service->b));
	if (header == MBIM_MSG_COMMAND_BODY)
		put_pair(buf + 36, cid, code);
	else
		att_put32(buf + 36, cid);
	att_put32(buf + header - 4, (uint32_t)body_len);
	return (int)(header + body_len);
}

int mbim_msg_encode_command(uint8_t *buf, size_t cap, uint32_t transaction,
			    const struct att_uuid *service, uint32_t cid,
			    uint32_t set, size_t body_len)
{
	return put_command(buf, cap, MBIM_MSG_COMMAND, transaction, service,
			   cid, set, body_len);
}

int mbim_msg_encode_done(uint8_t *buf, size_t cap, uint32_t transaction,
			 const struct att_uuid *service, uint32_t cid,
			 uint32_t status, size_t body_len)
{
	return put_command(buf, cap, (uint32_t)MBIM_MSG_COMMAND_DONE,
			   transaction, service, cid, status, body_len);
}

int mbim_msg_encode_indication(uint8_t *buf, size_t cap,
			       const struct att_uuid *service, uint32_t cid,
			       size_t body_len)
{
	return put_command(buf, cap, (uint32_t)MBIM_MSG_INDICATE_STATUS, 0,
			   service, cid, 0, body_len);
}

enum mbim_kind mbim_msg_kind(const struct mbim_msg *msg)
{
	if (msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE)
		return MBIM_KIND_RESPONSE;
	if (msg->type == (uint32_t)MBIM_MSG_INDICATE_STATUS)
		return MBIM_KIND_NOTIFICATION;
	return msg->code ? MBIM_KIND_SET : MBIM_KIND_QUERY;
}

const struct att_layout *mbim_msg_layout(const struct mbim_msg *msg,
					 uint16_t ex)
{
	const struct mbim_service *s;
	const struct mbim_cid *c;

	if (!mbim_msg_fragmented(msg->type))
		return NULL;
	s = mbim_service_find(&msg->service);
	c = s ? mbim_cid_find(s, msg->cid) : NULL;
	return c ? mbim_cid_layout(c, mbim_msg_kind(msg), ex) : NULL;
}
