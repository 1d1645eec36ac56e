/* Control messages for targets and seeds. */
#include "messages.h"

#include "fuzz.h"
#include "wire/mbim/msg.h"

/* Where the members of the headers are (MBIM 1.0 9.3, 9.4). */
enum { TYPE = 0, LENGTH = 4, TOTAL = 12, CURRENT = 16, CID = 36, CODE = 40 };

static uint32_t type_of_kind(uint8_t kind)
{
	if (kind == MBIM_KIND_RESPONSE)
		return (uint32_t)MBIM_MSG_COMMAND_DONE;
	if (kind == MBIM_KIND_NOTIFICATION)
		return (uint32_t)MBIM_MSG_INDICATE_STATUS;
	return MBIM_MSG_COMMAND;
}

/* MessageLength and InformationBufferLength as they should be. */
static void fix_lengths(uint8_t *p, size_t len)
{
	uint32_t type = att_get32(p + TYPE);
	size_t header;

	att_put32(p + LENGTH, (uint32_t)len);
	if (!mbim_msg_fragmented(type))
		return;
	header = mbim_msg_header_len(type);
	if (len >= header)
		att_put32(p + header - 4, (uint32_t)(len - header));
}

size_t message_make(struct mutate *m, const struct mutate_variant *v,
		    uint8_t *p, size_t max)
{
	const struct att_uuid *service = &v->service->uuid;
	uint32_t type = type_of_kind(v->kind), cid = v->cid->number;
	size_t header = mbim_msg_header_len(type), body;
	uint32_t transaction = 1 + mutate_below(m, 100);
	int len;

	if (max < header)
		return 0;
	body = mutate_make(m, v->layout, p + header, max - header);
	if (v->kind == MBIM_KIND_RESPONSE)
		len = mbim_msg_encode_done(p, max, transaction, service, cid, 0,
					   body);
	else if (v->kind == MBIM_KIND_NOTIFICATION)
		len = mbim_msg_encode_indication(p, max, service, cid, body);
	else
		len = mbim_msg_encode_command(p, max, transaction, service, cid,
					      v->kind == MBIM_KIND_SET, body);
	return len > 0 ? (size_t)len : 0;
}

static void mutate_header(struct mutate *m, uint8_t *p)
{
	static const uint32_t types[] = {1, 2, 3, 4, 7, 9};
	struct mutate_variant v =
		mutate_variant(mutate_below(m, mutate_variants()));

	switch (mutate_below(m, 5)) {
	case 0:
		att_put32(p + TYPE,
			  types[mutate_below(m, 6)] | mutate_below(m, 2) << 31);
		break;
	case 1:
		att_put32(p + TOTAL, mutate_below(m, 4));
		att_put32(p + CURRENT, mutate_below(m, 4));
		break;
	case 2:
		memcpy(p + MBIM_MSG_FRAGMENT, v.service->uuid.b, 16);
		att_put32(p + CID, v.cid->number);
		break;
	case 3:
		att_put32(p + CID, mutate_below(m, 40));
		break;
	default:
		att_put32(p + CODE, mutate_below(m, 40));
		break;
	}
}

static size_t mutate_message_body(struct mutate *m, uint16_t ex, uint8_t *p,
				  size_t len, size_t max)
{
	const struct att_layout *layout = NULL;
	uint32_t type = att_get32(p + TYPE);
	struct mbim_msg msg = {.type = type};
	size_t header = MBIM_MSG_HEADER;

	if (mbim_msg_fragmented(type)) {
		header = mbim_msg_header_len(type);
		memcpy(msg.service.b, p + MBIM_MSG_FRAGMENT, 16);
		msg.cid = att_get32(p + CID);
		msg.code = att_get32(p + CODE);
		layout = mbim_msg_layout(&msg, ex);
	}
	if (!layout)
		return LLVMFuzzerMutate(p, len, max);
	return header +
	       mutate_body(m, layout, p + header, len - header, max - header);
}

size_t message_mutate(struct mutate *m, uint16_t ex, uint8_t *p, size_t len,
		      size_t max)
{
	struct mutate_variant v;

	if (max < MBIM_MSG_COMMAND_BODY)
		return LLVMFuzzerMutate(p, len, max);
	if (len < MBIM_MSG_COMMAND_BODY || !mutate_below(m, 32)) {
		v = mutate_variant(mutate_below(m, mutate_variants()));
		return message_make(m, &v, p, max);
	}
	if (!mutate_below(m, 16))
		return LLVMFuzzerMutate(p, len, max);
	if (!mutate_below(m, 12))
		mutate_header(m, p);
	else
		len = mutate_message_body(m, ex, p, len, max);
	if (len >= MBIM_MSG_HEADER && mutate_below(m, 16))
		fix_lengths(p, len);
	return len;
}
