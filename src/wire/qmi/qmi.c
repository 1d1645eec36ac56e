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
	       tlv->value.len >= 4;
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

static inline bool are_tlvs(struct att_bytes list)
{
	const ptrdiff_t last = (ptrdiff_t)list.len - (ptrdiff_t)QMI_TLV_HEADER;
	ptrdiff_t at = 0;

	while (at <= last)
		at += (ptrdiff_t)QMI_TLV_HEADER + att_get16(list.p + at + 1);
	return at == (ptrdiff_t)list.len;
}

/* Ctl counts kinds from bit 0, every other service from bit 1. */
static inline unsigned kind_bits(bool ctl, uint8_t flags)
{
	return ctl ? flags : flags >> 1;
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
	if (b.len > QMI_FRAME_HEADER &&
	    kind_bits(b.p[4] == QMI_CTL, b.p[6]) > 2)
		return false;
	return b.len < head || att_get16(b.p + head - 2) == whole - head;
}

/* The lengths have been looked at. What is in the frame is read before it is
 * written, so that several members are one load and one store. */
static inline int decode_head(struct att_bytes b, bool ctl,
			      struct qmi_message *restrict out)
{
	const uint8_t *restrict p = b.p;
	const size_t header = ctl ? 12 : 13;
	const unsigned kind = kind_bits(ctl, p[6]);

	out->head.service = p[4];
	out->head.client = p[5];
	out->head.from_modem = p[3] & QMI_FROM_MODEM;
	out->head.transaction = ctl ? p[7] : att_get16(p + 7);
	out->head.message = att_get16(p + header - 4);
	out->frame_flags = p[3];
	out->flags = p[6];
	out->tlvs = att_bytes_of(p + header, b.len - header);
	if (att_get16(p + header - 2) != out->tlvs.len || !are_tlvs(out->tlvs))
		return ATT_E_LENGTH;
	if (kind > QMI_INDICATION)
		return ATT_E_VALUE;
	out->head.kind = (enum qmi_kind)kind;
	return 0;
}

/* The usual frame first: one that is all there, and not of ctl. */
int qmi_decode(struct att_bytes b, struct qmi_message *out)
{
	if (b.len > 12 && b.p[0] == QMI_MARK && b.p[4] != QMI_CTL &&
	    qmi_frame_len(b) == b.len)
		return decode_head(b, false, out);
	if (b.len && b.p[0] != QMI_MARK)
		return ATT_E_TYPE;
	if (b.len < QMI_FRAME_HEADER)
		return ATT_E_SHORT;
	if (qmi_frame_len(b) != b.len)
		return ATT_E_LENGTH;
	if (b.len < qmi_head_len(b.p[4]))
		return ATT_E_SHORT;
	return decode_head(b, true, out);
}
