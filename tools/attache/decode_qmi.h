/* From transfers to QMUX frames; private to decode.c. */
#ifndef ATTACHE_DECODE_QMI_H
#define ATTACHE_DECODE_QMI_H

#include "decode.h"

struct qmi_stream;

/* True if a QMUX frame begins here: no message of MBIM and no NTB does. */
bool decode_qmi_is(struct att_bytes b);
/* Show the frames of a transfer. What follows the last whole one is shown with
 * what is wrong with it. */
void decode_qmi_transfer(struct decode *d, const struct transfer *t);
/* A datagram of QRTR: a message without the header of a frame. It is shown as
 * the frame that it would be in, of client 0. */
void decode_qmi_bare(struct decode *d, const struct transfer *t);
/* Of a frame that the source has cut, its header. */
void decode_qmi_cut(struct decode *d, const struct transfer *t);
/* Show what becomes whole in a stream, which may break frames anywhere. */
void decode_qmi_stream(struct decode *d, struct qmi_stream *s,
		       const struct transfer *t);

#endif
