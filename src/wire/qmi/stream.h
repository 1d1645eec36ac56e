/* QMUX frames out of a stream of bytes: reads that hold parts of frames, or
 * several, and bytes that are none. */
#ifndef QMI_WIRE_STREAM_H
#define QMI_WIRE_STREAM_H

#include "wire/qmi/qmi.h"

/* Longer frames are taken for garbage: qmi_wwan gives cdc-wdm 4096 bytes. */
#define QMI_STREAM_GAP_MS 2000u /* after which half a frame is given up */
#define QMI_STREAM_MAX	  4096u

struct qmi_stream {
	uint32_t garbage; /* bytes that were of no frame, since init */
	size_t len;	  /* of `part` */
	size_t used;	  /* of it: a frame that was given out */
	struct att_bytes in;
	uint8_t part[QMI_STREAM_MAX]; /* of a frame that goes on */
};

/* Forget what came; garbage is 0. */
void qmi_stream_init(struct qmi_stream *s);
/* What one read returned; the bytes stay valid until `next` is false. */
void qmi_stream_input(struct qmi_stream *s, struct att_bytes bytes);
/* The next whole frame: valid until the next call. What comes before a byte
 * that can begin a frame is passed over. False: none is whole yet. */
bool qmi_stream_next(struct qmi_stream *s, struct att_bytes *frame);
/* Half a frame is there. */
bool qmi_stream_waits(const struct qmi_stream *s);
/* Nothing more of it comes: what of it may be another frame is looked at, as if
 * it had come just now. Then next, until it is false. */
void qmi_stream_give_up(struct qmi_stream *s);

#endif
