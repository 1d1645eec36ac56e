/* One TUN device: the host's side of one IP session whose datagrams go through
 * a port. Reads go straight into the NTB that is being filled, writes come
 * straight out of the one that was received. */
#ifndef MBIM_LINUX_TUN_H
#define MBIM_LINUX_TUN_H

#include "drivers/port.h"
#include "linux/loop.h"
#include "linux/vnet.h"

struct mbim_tun {
	int fd; /* -1: closed */
	int ifindex;
	char name[16];
	uint8_t session;
	uint32_t mtu; /* longest datagram that the port is to carry */
	bool blocked; /* the port had no room: wait for its `writable` */
	struct mbim_loop *loop;
	struct port *port; /* NULL: no data path at the moment */
	struct mbim_vnet *vnet;
	uint64_t tx, tx_dropped; /* datagrams */
};

/* Create the device; name may hold one "%d". 0, MBIM_E_ACCESS (it needs
 * CAP_NET_ADMIN), MBIM_E_BUSY (the name is taken), MBIM_E_IO, MBIM_E_MEMORY. */
int mbim_tun_open(struct mbim_tun *tun, const char *name, uint8_t session,
		  struct mbim_loop *loop);
/* Deletes the device. */
void mbim_tun_close(struct mbim_tun *tun);

/* Where datagrams go from now on; NULL: they are dropped and counted. */
void mbim_tun_port(struct mbim_tun *tun, struct port *port);
/* The port has room again. */
void mbim_tun_writable(struct mbim_tun *tun);
/* A datagram from the modem, for the host; it must stay where it is until
 * input_end. */
void mbim_tun_input(struct mbim_tun *tun, struct mbim_bytes datagram);
void mbim_tun_input_end(struct mbim_tun *tun);

#endif
