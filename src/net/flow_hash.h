/* Which datagrams belong together: a number for the flow of an IP datagram
 * (RFC 8290 section 5.2). */
#ifndef ATT_NET_FLOW_HASH_H
#define ATT_NET_FLOW_HASH_H

#include "base/bytes.h"

/* The same for the datagrams of a flow, in which the order has to stay: those
 * with the same addresses, protocol and ports. Without ports (a fragment, a
 * header between) IPv6's flow label stands for them. seed: which flows meet by
 * chance; session: those of different ones are different. begin: of the
 * datagram, with the ports if it has any; it may be cut off or no IP at all. */
uint32_t att_flow_hash(struct att_bytes begin, uint8_t session, uint64_t seed);

#endif
