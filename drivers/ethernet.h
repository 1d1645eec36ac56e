/* 802.3: one datagram in an Ethernet frame is one USB transfer, as modems do it
 * that know no raw IP. The modem is the only other station. Its address is the
 * one that it sends from; until it has sent something it is asked by ARP (RFC
 * 826), and frames go to all stations. What it asks by ARP and by neighbor
 * solicitation (RFC 4861) is answered here. No I/O, no memory of its own. */
#ifndef MBIM_DRIVERS_ETHERNET_H
#define MBIM_DRIVERS_ETHERNET_H

#include "drivers/framing.h"

#define ETHERNET_HEAD 14u
#define ETHERNET_ARP  42u /* a frame with a packet of ARP */
#define ETHERNET_NA   86u /* or with a neighbor advertisement */

/* The state behind ethernet_framing. */
struct ethernet_link {
	uint32_t max_size; /* of a transfer to send, bytes */
	uint8_t *buf;	   /* the transfer to send, */
	uint32_t len;	   /* and the datagram in it; 0: none */
	uint8_t modem[6];  /* its address, */
	bool known;	   /* if it is known; */
	uint32_t unknown;  /* else what was sent without it */
	uint8_t ask[8];	   /* ours and another address, to be asked by ARP */
	bool asks;	   /* it is to be asked */
	uint8_t answer[ETHERNET_NA];
	uint32_t answer_len; /* of the frame that is to be sent; 0: none */
	/* Diagnostics: frames of other protocols. */
	uint32_t skipped;
};

/* One session, whose id is 0: there is no room for a datagram of another.
 * Received frames are taken whatever station they are for, as some modems have
 * that wrong (00:a0:c6:00:00:00), and datagrams without a frame too. The
 * modem is answered whatever address it asks for, as long as that is another's.
 */
extern const struct framing ethernet_framing;
void ethernet_link_init(struct ethernet_link *l, uint32_t max_size);

#endif
