/* The size of TCP's segments, made to fit a link: a router between networks of
 * other MTUs, that sends no "too big" and knows no MTU itself, lets large
 * segments vanish without it. */
#ifndef ATT_NET_MSS_H
#define ATT_NET_MSS_H

#include "base/bytes.h"

/* Lower the maximum segment size that a SYN of either direction announces (RFC
 * 9293 3.7.1) to what fits datagrams of mtu bytes (RFC 6691: without options),
 * and correct the checksum (RFC 1624). True: datagram was changed. A SYN in
 * a fragment or behind IP options or extension headers is left as it is. */
bool att_mss_clamp(uint8_t *datagram, size_t len, uint32_t mtu);

#endif
