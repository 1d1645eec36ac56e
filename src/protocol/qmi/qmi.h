/* The QMI protocol of the manager: modems of Qualcomm on a control channel of
 * their own. */
#ifndef QMI_PROTOCOL_QMI_H
#define QMI_PROTOCOL_QMI_H

#include "core/protocol.h"

struct qmi_message;

/* It has room for ATT_OP_RAW. Its request is the number of a service (1 byte)
 * and of a message (2 bytes, the low one first), and the TLVs; the answer is
 * the whole frame that the modem sends. */
extern const struct att_protocol qmi_protocol;
#define QMI_RAW_HEADER 3u

/* What became of a request: *error is 0 if it was carried out, else
 * QMI_PROTOCOL_ERROR_*. False: its answer has no result that can be read, which
 * is no success. */
bool qmi_result(const struct qmi_message *answer, uint16_t *error);

#endif
