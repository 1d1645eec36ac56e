/* The bytes of a block of a log, and of those that are not in the log as many
 * as its words say. */
#include "capture/textlog_block.h"

#include "wire/mbim/msg.h"
#include "wire/qmi/message.h"
#include "wire/qmi/qmi.h"

bool textlog_is_qmi(const struct textlog_block *b)
{
	return b->bytes.len >= QMI_FRAME_HEADER &&
	       qmi_frame_begins(octets_all(&b->bytes));
}

size_t textlog_length(const struct textlog_block *b)
{
	if (textlog_is_qmi(b))
		return qmi_frame_len(octets_all(&b->bytes));
	return b->bytes.len >= 8 ? att_get32(b->bytes.p + 4) : 0;
}

bool textlog_is_message(const struct textlog_block *b)
{
	return b->bytes.len >= MBIM_MSG_HEADER &&
	       (textlog_is_qmi(b) || mbim_msg_known(att_get32(b->bytes.p)));
}

size_t textlog_full_len(const struct textlog_block *b)
{
	size_t length = b->length ? b->length : textlog_length(b);

	return length > b->bytes.len ? length : b->bytes.len;
}

void textlog_add_details(struct textlog_block *b, size_t full)
{
	uint32_t type = att_get32(b->bytes.p);
	bool simple = !mbim_msg_fragmented(type);
	size_t header =
		simple ? MBIM_MSG_HEADER + 4 : mbim_msg_header_len(type);

	if (b->bytes.len >= header || header > full ||
	    (simple && !b->has_code) ||
	    (!simple && (!b->has_service || !b->has_cid)))
		return;
	while (b->bytes.len < header)
		if (!octets_put_byte(&b->bytes, 0))
			return;
	if (simple) {
		att_put32(b->bytes.p + MBIM_MSG_HEADER, b->code);
		return;
	}
	att_put32(b->bytes.p + 12, 1); /* of how many fragments */
	att_put32(b->bytes.p + 16, 0);
	memcpy(b->bytes.p + MBIM_MSG_FRAGMENT, b->service.b, 16);
	att_put32(b->bytes.p + 36, b->cid);
	if (header == MBIM_MSG_COMMAND_BODY)
		att_put32(b->bytes.p + 40, b->code);
}

/* As much as libmbim has of a message that it cuts. */
static void put_mbim(struct textlog_block *b)
{
	uint8_t header[MBIM_MSG_HEADER];

	att_put32(header, b->type);
	att_put32(header + 4, (uint32_t)b->length);
	att_put32(header + 8, b->transaction);
	(void)octets_put(&b->bytes, header, sizeof(header));
}

/* The same of libqmi: all but the last byte of a header, which is that of a
 * length. */
static void put_qmi(struct textlog_block *b)
{
	const struct qmi_service_info *s =
		qmi_service_named(b->name, strlen(b->name));
	struct qmi_head head = {
		.client = b->client,
		.from_modem = b->kind != QMI_REQUEST,
		.kind = b->kind,
		.transaction = (uint16_t)b->transaction,
		.message = (uint16_t)b->cid,
	};
	uint8_t header[16];

	if (!s || s->number > UINT8_MAX || b->length < MBIM_MSG_HEADER)
		return;
	head.service = (uint8_t)s->number;
	b->length++; /* the mark does not count */
	qmi_head_put(&head, b->length - qmi_head_len(head.service), header);
	(void)octets_put(&b->bytes, header, MBIM_MSG_HEADER);
}

/* libqmi shows the bytes of each TLV, also of a message that it has cut: if all
 * of them are there, so is the message. */
static void add_tlvs(struct textlog_block *b)
{
	size_t header, tlvs = b->tlvs.len;

	if (!textlog_is_qmi(b) || b->bytes.len < MBIM_MSG_HEADER)
		return;
	header = qmi_head_len(b->bytes.p[4]);
	if (b->bytes.len > header || header + tlvs != b->length)
		return;
	if (b->bytes.len < header &&
	    !octets_put_byte(&b->bytes, (uint8_t)(tlvs >> 8)))
		return;
	(void)octets_put(&b->bytes, b->tlvs.p, tlvs);
}

void textlog_add_header(struct textlog_block *b)
{
	if (!b->bytes.len && b->length && b->name[0])
		put_qmi(b);
	else if (!b->bytes.len && b->length && b->type)
		put_mbim(b);
	add_tlvs(b);
}
