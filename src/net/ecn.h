/* Explicit congestion notification in IP headers (RFC 3168). */
#ifndef ATT_NET_ECN_H
#define ATT_NET_ECN_H

#include "base/bytes.h"

/* Does the sender of the datagram understand a mark? begin: at least its IP
 * header, or no IP at all. */
bool att_ecn_capable(struct att_bytes begin);
/* Mark such a datagram: congestion was experienced. */
void att_ecn_mark(uint8_t *datagram);

#endif
