/* The far side of the modem as a network device, with the kernel's offloads. */
#ifndef SIMODEM_TUN_H
#define SIMODEM_TUN_H

#include "linux/vnet.h"
#include "tools/simodem/sim.h"

struct sim_tun {
	int fd; /* -1: closed; to be watched for an edge */
	struct att_vnet *vnet;
	struct sim_usb_modem *usb; /* the user's to set */
	bool waits;		   /* for room in the modem's queue */
};

/* plain: without offloads. 0, ATT_E_CONFIG (a name that is too long),
 * ATT_E_ACCESS, ATT_E_BUSY, ATT_E_IO. */
int sim_tun_open(struct sim_tun *t, const char *name, bool plain);
void sim_tun_close(struct sim_tun *t);

/* What sim_usb_modem_new and sim_usb_modem_on_far want, with the sim_tun as
 * their ctx. What a device that is not up does not take is lost. */
void sim_tun_datagram(void *tun, uint8_t session, struct att_bytes datagram);
void sim_tun_flush(void *tun);
void sim_tun_writable(void *tun);

/* There is something to read: as many datagrams as the modem's queue takes. */
void sim_tun_read(void *tun);

#endif
