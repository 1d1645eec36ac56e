/* One TUN device: the host's side of one IP session whose datagrams go through
 * a port. Reads go to transmit.c, writes come straight out of the transfer that
 * was received. */
#ifndef ATT_LINUX_TUN_H
#define ATT_LINUX_TUN_H

#include "linux/transmit.h"

struct att_tun {
	int fd; /* -1: closed */
	int ifindex;
	char name[16];
	uint8_t session;
	uint32_t mtu; /* longest datagram that the port is to carry */
	struct att_loop *loop;
	struct att_transmit *transmit;
	struct att_vnet *vnet;
	uint64_t tx, tx_dropped; /* datagrams */
};

/* Create the device; name may hold one "%d". transmit outlives it. 0,
 * ATT_E_ACCESS (it needs CAP_NET_ADMIN), ATT_E_BUSY (the name is taken),
 * ATT_E_IO, ATT_E_MEMORY. */
int att_tun_open(struct att_tun *tun, const char *name, uint8_t session,
		 struct att_transmit *transmit);
/* That error in words; error: errno behind it. */
const char *att_tun_why(int err, int error);
/* Deletes the device. */
void att_tun_close(struct att_tun *tun);

/* Datagrams go to another port from now on; if there is none they are dropped
 * and counted. */
void att_tun_port(struct att_tun *tun);
/* A datagram from the modem, for the host; it must stay where it is until
 * input_end. */
void att_tun_input(struct att_tun *tun, struct att_bytes datagram);
void att_tun_input_end(struct att_tun *tun);

#endif
