/* Raw IP: one datagram is one USB transfer, and nothing is around it. The
 * datagram ends where a short packet, or one of no length, does. */
#ifndef MBIM_DRIVERS_RAW_IP_H
#define MBIM_DRIVERS_RAW_IP_H

#include "drivers/framing.h"

/* The state behind raw_ip_framing. */
struct raw_ip_link {
	uint32_t max_size; /* of a transfer to send, bytes */
	uint32_t len;	   /* of the datagram in it; 0: none */
};

/* One session, whose id is 0: there is no room for a datagram of another. */
extern const struct framing raw_ip_framing;
void raw_ip_link_init(struct raw_ip_link *l, uint32_t max_size);

#endif
