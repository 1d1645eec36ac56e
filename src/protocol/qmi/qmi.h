/* The QMI protocol of the manager: modems of Qualcomm on a control channel of
 * their own. */
#ifndef QMI_PROTOCOL_QMI_H
#define QMI_PROTOCOL_QMI_H

#include "core/protocol.h"

struct qmi_message;

/* It has room for ATT_OP_RAW. Its request and its answer are whole frames; the
 * transaction id of a request does not matter. Client 0 of another service than
 * ctl is one of the manager's for it, which the modem is asked for. Any other
 * one was given by an answer to such a request (ctl.allocate_cid), and is given
 * back by another (ctl.release_cid), or as the channel closes. News are the
 * indications for these, and those that are for all clients of a service. */
extern const struct att_protocol qmi_protocol;

/* What became of a request: *error is 0 if it was carried out, else
 * QMI_PROTOCOL_ERROR_*. False: its answer has no result that can be read, which
 * is no success. */
bool qmi_result(const struct qmi_message *answer, uint16_t *error);

#endif
