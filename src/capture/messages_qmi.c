/* QMUX frames in transfers: whole, several in one, or without their header. */
#include "capture/messages_qmi.h"

#include "wire/qmi/message.h"

#define HEAD_MAX 13u

bool messages_qmi_is(struct att_bytes b)
{
	return b.len && qmi_frame_begins(b);
}

/* Modems leave the bit of the frame out that says who sends it, but only they
 * answer. */
enum transfer_way messages_qmi_way(struct att_bytes frame)
{
	struct qmi_message m;

	if (qmi_decode(frame, &m))
		return TRANSFER_UNKNOWN;
	return m.head.from_modem || m.head.kind != QMI_REQUEST
		       ? TRANSFER_TO_HOST
		       : TRANSFER_TO_DEVICE;
}

size_t messages_qmi_len(struct att_bytes b)
{
	size_t len = qmi_frame_len(b);

	return messages_qmi_is(b) && len && len < b.len ? len : b.len;
}

struct att_bytes messages_qmi_frame(const struct transfer *t)
{
	static uint8_t frame[QMI_FRAME_MAX];
	size_t len = QMI_FRAME_HEADER + t->bytes.len;

	if (!t->bytes.len || len > sizeof(frame) || t->service > UINT8_MAX)
		return t->bytes;
	frame[0] = QMI_MARK;
	att_put16(frame + 1, (uint16_t)(len - 1));
	frame[3] = t->bytes.p[0] ? QMI_FROM_MODEM : 0;
	frame[4] = (uint8_t)t->service;
	frame[5] = 0;
	memcpy(frame + QMI_FRAME_HEADER, t->bytes.p, t->bytes.len);
	return att_bytes_of(frame, len);
}

struct att_bytes messages_qmi_head(const struct transfer *t, uint8_t *to)
{
	struct att_bytes b = t->bytes;
	size_t n;

	if (b.len < QMI_FRAME_HEADER)
		return b;
	n = qmi_head_len(b.p[4]);
	memset(to, 0, HEAD_MAX);
	memcpy(to, b.p, b.len < n ? b.len : n);
	/* without its TLVs */
	att_put16(to + 1, (uint16_t)(n - 1));
	att_put16(to + n - 2, 0);
	return att_bytes_of(to, n);
}
