/* What QMI's messages are to traces, replays and tools that print. */
#include "wire/qmi/dialect.h"

#include "wire/qmi/message.h"
#include "wire/qmi/stream.h"

/* That of ctl is the shortest; 6 bytes tell the length of all. */
#define HEAD_LEN 12u

static bool head(struct att_bytes b, struct att_head *out)
{
	size_t n;

	*out = (struct att_head){.total = 1, .clear = b.len, .sure = true};
	if (!qmi_frame_begins(b) || qmi_frame_len(b) > QMI_STREAM_MAX)
		return false;
	if (b.len < QMI_FRAME_HEADER)
		return true;
	n = qmi_head_len(b.p[4]);
	out->len = (uint32_t)qmi_frame_len(b);
	out->type = b.p[4];
	out->name = qmi_service_name(b.p[4]);
	out->joint = out->clear = n;
	if (b.len >= n)
		out->transaction =
			b.p[4] == QMI_CTL ? b.p[7] : att_get16(b.p + 7);
	return true;
}

static bool whole(struct att_bytes message)
{
	struct qmi_message m;

	return !qmi_decode(message, &m);
}

/* There are no fragments. */
static void join(uint8_t *bytes, size_t len)
{
	(void)bytes;
	(void)len;
}

static uint16_t announced(uint16_t version)
{
	(void)version;
	return 0;
}

static uint16_t version(struct att_bytes message, uint16_t spoken)
{
	(void)message;
	return spoken;
}

static void mask(struct att_bytes message, uint8_t *copy, uint16_t spoken)
{
	(void)spoken;
	qmi_mask(message, copy);
}

static int print(struct att_bytes bytes, uint16_t spoken, enum att_show show,
		 struct att_text *t)
{
	(void)spoken;
	return qmi_frame_print(bytes, show, t);
}

static int title(struct att_bytes bytes, uint16_t spoken, struct att_text *t)
{
	(void)spoken;
	return qmi_frame_title(bytes, t);
}

const struct att_dialect qmi_dialect = {
	.name = "qmi",
	.dissector = "qmi",
	.head_len = HEAD_LEN,
	.gap_ms = QMI_STREAM_GAP_MS,
	.head = head,
	.whole = whole,
	.join = join,
	.announced = announced,
	.version = version,
	.mask = mask,
	.print = print,
	.title = title,
};
