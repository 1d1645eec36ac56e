/* MBIM control messages: headers, whole messages. MBIM 1.0 section 9. */
#ifndef MBIM_WIRE_MBIM_MSG_H
#define MBIM_WIRE_MBIM_MSG_H

#include "base/bytes.h"
#include "wire/mbim/cid.h"

enum mbim_msg_type { /* MBIM 1.0 table 9-3 and 9-9 */
		     MBIM_MSG_OPEN = 0x00000001,
		     MBIM_MSG_CLOSE = 0x00000002,
		     MBIM_MSG_COMMAND = 0x00000003,
		     MBIM_MSG_HOST_ERROR = 0x00000004,
		     MBIM_MSG_OPEN_DONE = (int)0x80000001,
		     MBIM_MSG_CLOSE_DONE = (int)0x80000002,
		     MBIM_MSG_COMMAND_DONE = (int)0x80000003,
		     MBIM_MSG_FUNCTION_ERROR = (int)0x80000004,
		     MBIM_MSG_INDICATE_STATUS = (int)0x80000007
};

#define MBIM_MSG_HEADER		 12u /* type, length, transaction */
#define MBIM_MSG_FRAGMENT	 20u /* ... and total, current fragment */
#define MBIM_MSG_COMMAND_BODY	 48u /* ... and the 28 bytes of a command */
#define MBIM_MSG_INDICATION_BODY 44u /* no operation, no status */
/* The smallest MaxControlTransfer the standard allows. */
#define MBIM_MSG_MIN_CONTROL 64u

/* MBIM protocol error codes (HOST_ERROR and FUNCTION_ERROR), table 9-6. */
enum mbim_protocol_error {
	MBIM_PROTOCOL_TIMEOUT_FRAGMENT = 1,
	MBIM_PROTOCOL_FRAGMENT_OUT_OF_SEQUENCE = 2,
	MBIM_PROTOCOL_LENGTH_MISMATCH = 3,
	MBIM_PROTOCOL_DUPLICATED_TID = 4,
	MBIM_PROTOCOL_NOT_OPENED = 5,
	MBIM_PROTOCOL_UNKNOWN = 6,
	MBIM_PROTOCOL_CANCEL = 7,
	MBIM_PROTOCOL_MAX_TRANSFER = 8
};

/* One message (or one fragment), decoded. Which members are set depends on
 * the type; body points into the decoded bytes. */
struct mbim_msg {
	uint32_t type;
	uint32_t transaction;
	uint32_t total, current; /* COMMAND, COMMAND_DONE, INDICATE_STATUS */
	struct att_uuid service;
	uint32_t cid;
	uint32_t code; /* OPEN: MaxControlTransfer; COMMAND: 0 query, 1 set;
			*_DONE: status; *_ERROR: protocol error */
	struct att_bytes body; /* InformationBuffer, of a whole message */
};

/* True if type is one of enum mbim_msg_type. */
bool mbim_msg_known(uint32_t type);
/* True if messages of this type carry a fragment header. */
bool mbim_msg_fragmented(uint32_t type);

/* Bytes in front of the InformationBuffer of a fragmented type. */
size_t mbim_msg_header_len(uint32_t type);

/* Decode one whole message: bytes are exactly MessageLength long (longer is
 * ATT_E_LENGTH), total is 1 and the InformationBufferLength agrees. The
 * fragment collector (frag.h) yields such bytes. CLOSE may have 16 bytes. An
 * error is ATT_E_SHORT, LENGTH, TYPE or SEQUENCE (one fragment of several);
 * header members that could be read are set all the same, so
 * that a HOST_ERROR can name the transaction. */
int mbim_msg_decode_any(struct att_bytes bytes, struct mbim_msg *msg);

/* The same. An answer in one piece, with lengths that agree, is decoded right
 * here, so that a caller pays for the members that it uses. */
static inline int mbim_msg_decode(struct att_bytes bytes, struct mbim_msg *msg)
{
	const uint8_t *p = bytes.p;
	const size_t body_len = bytes.len - MBIM_MSG_COMMAND_BODY;
	struct {
		int err;
		struct mbim_msg msg;
	} any;

	/* In 32 bits, like MessageLength: no message has 4 GiB. */
	if (__builtin_expect(bytes.len >= MBIM_MSG_COMMAND_BODY &&
				     att_get32(p) ==
					     (uint32_t)MBIM_MSG_COMMAND_DONE &&
				     att_get32(p + 4) == (uint32_t)bytes.len &&
				     att_get64(p + 12) == 1 &&
				     att_get32(p + 44) == (uint32_t)body_len,
			     true)) {
		msg->type = (uint32_t)MBIM_MSG_COMMAND_DONE;
		msg->transaction = att_get32(p + 8);
		msg->total = 1;
		msg->current = 0;
		memcpy(msg->service.b, p + 20, sizeof(msg->service.b));
		msg->cid = att_get32(p + 36);
		msg->code = att_get32(p + 40);
		msg->body = att_bytes_of(p + MBIM_MSG_COMMAND_BODY, body_len);
		return 0;
	}
	/* Not to msg itself, which may be in registers: any of its members.
	 * And not at the start of a place of its own, which compilers give to
	 * the caller's next variable too and then keep its address. */
	any.err = mbim_msg_decode_any(bytes, &any.msg);
	*msg = any.msg;
	return any.err;
}

/* Encode whole messages; the length or ATT_E_ROOM. `body` of a command is
 * written by the caller directly behind the header: encode the layout at
 * buf + mbim_msg_header_len(type), then call the encoder with its length. */
int mbim_msg_encode_simple(uint8_t *buf, size_t cap, uint32_t type,
			   uint32_t transaction, uint32_t code);
int mbim_msg_encode_command(uint8_t *buf, size_t cap, uint32_t transaction,
			    const struct att_uuid *service, uint32_t cid,
			    uint32_t set, size_t body_len);
int mbim_msg_encode_done(uint8_t *buf, size_t cap, uint32_t transaction,
			 const struct att_uuid *service, uint32_t cid,
			 uint32_t status, size_t body_len);
int mbim_msg_encode_indication(uint8_t *buf, size_t cap,
			       const struct att_uuid *service, uint32_t cid,
			       size_t body_len);

/* What a message that carries a fragment header is. */
enum mbim_kind mbim_msg_kind(const struct mbim_msg *msg);
/* The layout that the body of msg has under MBIMEx version ex, or NULL. */
const struct att_layout *mbim_msg_layout(const struct mbim_msg *msg,
					 uint16_t ex);

/* "command_done", or "unknown". */
const char *mbim_msg_type_name(uint32_t type);
/* "not_opened" for MBIM_PROTOCOL_NOT_OPENED, or NULL. */
const char *mbim_msg_protocol_error_name(uint32_t code);

/* One message for people: a line such as
 *   command_done 6 basic_connect.device_caps status none
 * and the fields below it, and as one JSON object: keys type, transaction,
 * service, cid, operation ("query"/"set") or status, fields. What has no name
 * is a number, a service its UUID. A failing status with an empty body is
 * legal. A body without a layout, or one that does not decode (then with the
 * name of the ATT_E_* as "error"), is "body" in hex, all of it masked like a
 * personal field. A single fragment is shown with "fragment" {current, total}
 * and without fields.
 * 0 (also for a fragment), or the error of mbim_msg_decode: then "error" names
 * it, what could be read of the header is written, and the JSON is whole. */
int mbim_msg_print(struct att_bytes bytes, uint16_t ex, enum att_show show,
		   struct att_text *t);
int mbim_msg_json(struct att_bytes bytes, uint16_t ex, enum att_show show,
		  struct att_text *t);
/* The line of mbim_msg_print alone, with its end. */
int mbim_msg_title(struct att_bytes bytes, uint16_t ex, struct att_text *t);
/* Mask the personal fields of one whole message in a copy of its bytes. A body
 * that has no layout, does not decode, or is one fragment is masked altogether.
 */
void mbim_msg_mask(struct att_bytes bytes, uint8_t *copy, uint16_t ex);

#endif
