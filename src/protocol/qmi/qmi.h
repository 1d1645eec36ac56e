/* The QMI protocol of the manager: modems of Qualcomm on a control channel of
 * their own. */
#ifndef QMI_PROTOCOL_QMI_H
#define QMI_PROTOCOL_QMI_H

#include "core/protocol.h"

/* It has room for ATT_OP_RAW. Its request is the number of a service (1 byte)
 * and of a message (2 bytes, the low one first), and the TLVs; the answer is
 * the whole frame that the modem sends. */
extern const struct att_protocol qmi_protocol;
#define QMI_RAW_HEADER 3u

#endif
