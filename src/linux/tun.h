/* One TUN device: the host's side of one IP session whose datagrams go through
 * a port. Reads go straight into the NTB that is being filled, writes come
 * straight out of the one that was received. */
#ifndef ATT_LINUX_TUN_H
#define ATT_LINUX_TUN_H

#include "drivers/port.h"
#include "linux/loop.h"
#include "linux/vnet.h"

struct att_tun {
	int fd; /* -1: closed */
	int ifindex;
	char name[16];
	uint8_t session;
	uint32_t mtu; /* longest datagram that the port is to carry */
	bool blocked; /* the port had no room: wait for its `writable` */
	struct att_loop *loop;
	struct port *port; /* NULL: no data path at the moment */
	struct att_vnet *vnet;
	uint64_t tx, tx_dropped; /* datagrams */
};

/* Create the device; name may hold one "%d". 0, ATT_E_ACCESS (it needs
 * CAP_NET_ADMIN), ATT_E_BUSY (the name is taken), ATT_E_IO, ATT_E_MEMORY. */
int att_tun_open(struct att_tun *tun, const char *name, uint8_t session,
		 struct att_loop *loop);
/* Deletes the device. */
void att_tun_close(struct att_tun *tun);

/* Where datagrams go from now on; NULL: they are dropped and counted. */
void att_tun_port(struct att_tun *tun, struct port *port);
/* The port has room again. */
void att_tun_writable(struct att_tun *tun);
/* A datagram from the modem, for the host; it must stay where it is until
 * input_end. */
void att_tun_input(struct att_tun *tun, struct att_bytes datagram);
void att_tun_input_end(struct att_tun *tun);

#endif
