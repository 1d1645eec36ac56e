/* The file of a TUN device with offloads: one system call moves as many
 * datagrams of a flow as fit into 64 KiB. What the kernel hands out as one
 * super-packet is read segment by segment; datagrams that follow one another
 * are written as one. */
#ifndef ATT_LINUX_VNET_H
#define ATT_LINUX_VNET_H

#include "net/gro.h"
#include "net/gso.h"

/* The longest super-packet. */
#define ATT_VNET_MAX 65536u

struct att_vnet {
	int fd; /* the caller's */
	struct att_gso gso;
	uint8_t head[ATT_GSO_HEADERS]; /* its */
	const uint8_t *payload;	       /* of the segments that wait */
	uint64_t written, refused;     /* datagrams */
	struct att_gro gro;
	uint8_t spill[2 * ATT_VNET_MAX];
};

/* A TUN device with this name (or pattern with "%d"; as a string of at most 15
 * bytes), which gets the name it was given: its file, non-blocking, or
 * ATT_E_ACCESS (it needs CAP_NET_ADMIN), ATT_E_BUSY (the name is taken),
 * ATT_E_IO (errno). */
int att_vnet_open(char name[16]);
/* Offloads of such a file: TCP's, UDP's, or none, as the kernel has them.
 * plain: none. NULL: no memory. free() ends it. */
struct att_vnet *att_vnet_new(int fd, bool plain);

/* The most that the next read may need, if no datagram is longer than mtu. */
static inline uint32_t att_vnet_room(const struct att_vnet *v, uint32_t mtu)
{
	uint32_t len = att_gso_len(&v->gso);

	return len ? len : mtu;
}
/* The next datagram, straight into slot, which has the room that was asked for:
 * its length; 0: there is none; ATT_E_LENGTH, ATT_E_VALUE: it was too long
 * or malformed, and is lost. */
int att_vnet_read(struct att_vnet *v, uint8_t *slot, uint32_t room);

/* Write a datagram, which must stay where it is until the flush. What the
 * device refuses is counted. */
void att_vnet_write(struct att_vnet *v, struct att_bytes datagram);
void att_vnet_flush(struct att_vnet *v);
/* Forget what was begun, in both directions. */
void att_vnet_clear(struct att_vnet *v);

#endif
