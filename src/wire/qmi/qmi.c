/* QMUX frames, QMI messages and their TLVs. */
#include "wire/qmi/qmi.h"

#include "base/errors.h"

#define TLV_CLIENT   1u /* of the two messages about clients */
#define ALLOCATE_CID 0x0022u
#define RELEASE_CID  0x0023u

const char *qmi_kind_name(enum qmi_kind kind)
{
	switch (kind) {
	case QMI_REQUEST:
		return "request";
	case QMI_RESPONSE:
		return "response";
	case QMI_INDICATION:
		return "indication";
	}
	return "";
}

bool qmi_tlv_find(struct att_bytes list, uint8_t type, struct qmi_tlv *out)
{
	while (qmi_tlv_next(&list, out))
		if (out->type == type)
			return true;
	return false;
}

bool qmi_is_result(const struct qmi_message *m, const struct qmi_tlv *tlv)
{
	return m->head.kind == QMI_RESPONSE && tlv->type == QMI_TLV_RESULT &&
	       tlv->value.len == 4;
}

bool qmi_is_client(const struct qmi_message *m, const struct qmi_tlv *tlv)
{
	bool both =
		m->head.kind == QMI_RESPONSE || m->head.message == RELEASE_CID;

	return m->head.service == QMI_CTL &&
	       (m->head.message == ALLOCATE_CID ||
		m->head.message == RELEASE_CID) &&
	       tlv->type == TLV_CLIENT && tlv->value.len == 1u + both;
}

static bool are_tlvs(struct att_bytes list)
{
	size_t at = 0;

	while (at + QMI_TLV_HEADER <= list.len)
		at += QMI_TLV_HEADER + att_get16(list.p + at + 1);
	return at == list.len;
}

/* Ctl counts kinds from bit 0, every other service from bit 1. */
static unsigned kind_bits(uint8_t service, uint8_t flags)
{
	return service == QMI_CTL ? flags : flags >> 1;
}

size_t qmi_frame_len(struct att_bytes b)
{
	return b.len < 3 ? 0 : (size_t)att_get16(b.p + 1) + 1;
}

bool qmi_frame_begins(struct att_bytes b)
{
	size_t head, whole;

	if (b.p[0] != QMI_MARK)
		return false;
	if (b.len < QMI_FRAME_HEADER)
		return b.len < 4 || !(b.p[3] & ~QMI_FROM_MODEM);
	head = qmi_head_len(b.p[4]);
	whole = qmi_frame_len(b);
	if (b.p[3] & ~QMI_FROM_MODEM || whole < head)
		return false;
	if (b.len > QMI_FRAME_HEADER && kind_bits(b.p[4], b.p[6]) > 2)
		return false;
	return b.len < head || att_get16(b.p + head - 2) == whole - head;
}

int qmi_decode(struct att_bytes b, struct qmi_message *out)
{
	struct qmi_head *h = &out->head;
	unsigned kind;
	size_t header;

	if (b.len && b.p[0] != QMI_MARK)
		return ATT_E_TYPE;
	if (b.len < QMI_FRAME_HEADER)
		return ATT_E_SHORT;
	out->frame_flags = b.p[3];
	h->from_modem = b.p[3] & QMI_FROM_MODEM;
	h->service = b.p[4];
	h->client = b.p[5];
	header = qmi_head_len(h->service);
	if (qmi_frame_len(b) != b.len)
		return ATT_E_LENGTH;
	if (b.len < header)
		return ATT_E_SHORT;
	out->flags = b.p[6];
	h->transaction = header == 13 ? att_get16(b.p + 7) : b.p[7];
	h->message = att_get16(b.p + header - 4);
	out->tlvs = att_bytes_of(b.p + header, b.len - header);
	if (att_get16(b.p + header - 2) != out->tlvs.len ||
	    !are_tlvs(out->tlvs))
		return ATT_E_LENGTH;
	kind = kind_bits(h->service, out->flags);
	if (kind > 2)
		return ATT_E_VALUE;
	h->kind = (enum qmi_kind)kind;
	return 0;
}
