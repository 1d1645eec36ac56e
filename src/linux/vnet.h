/* The file of a TUN device with offloads: one system call moves as many
 * datagrams of a flow as fit into 64 KiB. What the kernel hands out as one
 * super-packet is read segment by segment; datagrams that follow one another
 * are written as one. */
#ifndef MBIM_LINUX_VNET_H
#define MBIM_LINUX_VNET_H

#include "net/gro.h"
#include "net/gso.h"

/* The longest super-packet. */
#define MBIM_VNET_MAX 65536u

struct mbim_vnet {
	int fd; /* the caller's */
	struct mbim_gso gso;
	const uint8_t *payload;	   /* of the segments that wait */
	uint64_t written, refused; /* datagrams */
	struct mbim_gro gro;
	uint8_t spill[2 * MBIM_VNET_MAX];
};

/* A TUN device with this name (or pattern with "%d"; as a string of at most 15
 * bytes), which gets the name it was given: its file, non-blocking, or
 * MBIM_E_ACCESS (it needs CAP_NET_ADMIN), MBIM_E_BUSY (the name is taken),
 * MBIM_E_IO. */
int mbim_vnet_open(char name[16]);
/* Offloads of such a file: TCP's, UDP's, or none, as the kernel has them.
 * plain: none. NULL: no memory. free() ends it. */
struct mbim_vnet *mbim_vnet_new(int fd, bool plain);

/* The most that the next read may need, if no datagram is longer than mtu. */
static inline uint32_t mbim_vnet_room(const struct mbim_vnet *v, uint32_t mtu)
{
	uint32_t len = mbim_gso_len(&v->gso);

	return len ? len : mtu;
}
/* The next datagram, straight into slot, which has the room that was asked for:
 * its length; 0: there is none; MBIM_E_LENGTH, MBIM_E_VALUE: it was too long
 * or malformed, and is lost. */
int mbim_vnet_read(struct mbim_vnet *v, uint8_t *slot, uint32_t room);

/* Write a datagram, which must stay where it is until the flush. What the
 * device refuses is counted. */
void mbim_vnet_write(struct mbim_vnet *v, struct mbim_bytes datagram);
void mbim_vnet_flush(struct mbim_vnet *v);
/* Forget what was begun, in both directions. */
void mbim_vnet_clear(struct mbim_vnet *v);

#endif
