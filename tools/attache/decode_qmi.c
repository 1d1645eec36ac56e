/* QMUX frames in transfers: whole, several in one, or in parts. */
#include "decode_qmi.h"

#include "decode_print.h"
#include "wire/qmi/stream.h"

#define HEAD_MAX 13u

bool decode_qmi_is(struct att_bytes b)
{
	return b.len && qmi_frame_begins(b);
}

/* Modems leave the bit of the frame out that says who sends it, but only they
 * answer. */
static enum transfer_way way_of(struct att_bytes frame)
{
	struct qmi_message m;

	if (qmi_decode(frame, &m))
		return TRANSFER_UNKNOWN;
	return m.head.from_modem || m.head.kind != QMI_REQUEST
		       ? TRANSFER_TO_HOST
		       : TRANSFER_TO_DEVICE;
}

static void show(struct decode *d, const struct transfer *t,
		 struct att_bytes frame, size_t cut_from)
{
	struct decode_item item = {
		.transfer = t,
		.bytes = frame,
		.way = t->way ? t->way : way_of(frame),
		.cut_from = cut_from,
	};

	decode_print_qmi(d, &item);
}

/* The first frame of b; all of it, if the next does not begin in it. */
static size_t frame_len(struct att_bytes b)
{
	size_t len = qmi_frame_len(b);

	return decode_qmi_is(b) && len && len < b.len ? len : b.len;
}

void decode_qmi_transfer(struct decode *d, const struct transfer *t)
{
	struct att_bytes rest = t->bytes;

	do {
		struct att_bytes one = {rest.p, frame_len(rest)};

		show(d, t, one, 0);
		rest.p += one.len;
		rest.len -= one.len;
	} while (rest.len);
}

void decode_qmi_bare(struct decode *d, const struct transfer *t)
{
	static uint8_t frame[QMI_FRAME_MAX];
	size_t len = QMI_FRAME_HEADER + t->bytes.len;

	if (!t->bytes.len || len > sizeof(frame) || t->service > UINT8_MAX) {
		show(d, t, t->bytes, 0); /* with what is wrong */
		return;
	}
	frame[0] = QMI_MARK;
	att_put16(frame + 1, (uint16_t)(len - 1));
	frame[3] = t->bytes.p[0] ? QMI_FROM_MODEM : 0;
	frame[4] = (uint8_t)t->service;
	frame[5] = 0;
	memcpy(frame + QMI_FRAME_HEADER, t->bytes.p, t->bytes.len);
	show(d, t, att_bytes_of(frame, len), 0);
}

void decode_qmi_cut(struct decode *d, const struct transfer *t)
{
	struct att_bytes b = t->bytes;
	uint8_t head[HEAD_MAX] = {0};
	size_t n;

	if (b.len < QMI_FRAME_HEADER) {
		show(d, t, b, t->full_len);
		return;
	}
	n = qmi_head_len(b.p[4]);
	memcpy(head, b.p, b.len < n ? b.len : n);
	/* without its TLVs */
	att_put16(head + 1, (uint16_t)(n - 1));
	att_put16(head + n - 2, 0);
	show(d, t, att_bytes_of(head, n), t->full_len);
}

void decode_qmi_stream(struct decode *d, struct qmi_stream *s,
		       const struct transfer *t)
{
	struct att_bytes frame;

	qmi_stream_input(s, t->bytes);
	while (qmi_stream_next(s, &frame))
		show(d, t, frame, 0);
}
