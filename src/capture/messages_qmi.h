/* QMUX frames in transfers: whole, several in one, or without their header;
 * private to messages.c. */
#ifndef ATTACHE_MESSAGES_QMI_H
#define ATTACHE_MESSAGES_QMI_H

#include "capture/transfer.h"

/* True if a QMUX frame begins here: no message of MBIM and no NTB does. */
bool messages_qmi_is(struct att_bytes b);
/* Whom a frame goes to, as far as it can tell. */
enum transfer_way messages_qmi_way(struct att_bytes frame);
/* How long the first frame of b is; all of b, if no other follows. */
size_t messages_qmi_len(struct att_bytes b);
/* A datagram of QRTR, a message without the header of a frame, as the frame
 * that it would be in, of client 0: valid until the next call. What cannot be
 * in a frame stays as it is. */
struct att_bytes messages_qmi_frame(const struct transfer *t);
/* Of a frame that the source has cut, its header, which is made at `to`, at
 * most 13 bytes; of less than that the bytes of t. */
struct att_bytes messages_qmi_head(const struct transfer *t, uint8_t *to);

#endif
