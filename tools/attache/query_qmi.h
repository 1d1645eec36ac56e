/* Messages of QMI for attache query and set: their words, and what is said of
 * them and of their answers. */
#ifndef ATTACHE_QUERY_QMI_H
#define ATTACHE_QUERY_QMI_H

#include "query.h"
#include "query_ask.h"

/* As of a CID: MBIM_OP_QUERY (it only tells something), MBIM_OP_SET,
 * MBIM_OP_NOTIFY (it comes by itself). */
unsigned query_qmi_ops(const struct qmi_message_info *m);
void query_qmi_describe(const struct qmi_service_info *s,
			const struct qmi_message_info *m, FILE *to);

/* The TLVs that the words make: their length; -1: they are wrong, which was
 * said. */
int query_qmi_encode(const struct query *q, uint8_t *buf, size_t cap);
/* Show the request with these TLVs, which stand behind QMUX_HEAD bytes of room
 * at buf; nothing is sent. */
void query_qmi_show_request(const struct query *q, uint8_t *buf, size_t len);
#define QUERY_QMI_ROOM 13u
/* Show what a response has but its result; the exit status: a failure was told
 * to standard error. */
int query_qmi_answered(const struct query *q, struct att_bytes frame);

#endif
