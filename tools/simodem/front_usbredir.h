/* Inside the usbredir front: a simulated device at the host end of the usbredir
 * protocol, whose other end is QEMU. Only front_usbredir*.c includes this. */
#ifndef SIMODEM_FRONT_USBREDIR_H
#define SIMODEM_FRONT_USBREDIR_H

#include <sys/queue.h>
#include <usbredirparser.h>

#include "base/errors.h"
#include "tools/simodem/front_usbfs.h"
#include "tools/simodem/sim.h"

#define REDIR_ENDPOINTS 32u /* IN from 16 */

/* A bulk or interrupt transfer of the guest that the device has not taken. */
struct redir_transfer {
	TAILQ_ENTRY(redir_transfer) entry;
	uint64_t id;
	bool interrupt;
	union {
		struct usb_redir_bulk_packet_header bulk;
		struct usb_redir_interrupt_packet_header interrupt;
	} header;
	uint8_t endpoint; /* address */
	size_t len;
	uint8_t *data; /* OUT: the parser's */
};

struct redir {
	const struct sim_usb_device *model;
	struct usbredirparser *parser; /* NULL: no guest */
	int fd;
	bool greeted;	       /* the guest's hello has come */
	bool plugged;	       /* as the world has it... */
	bool shown;	       /* ...as the guest has been told... */
	bool leaving;	       /* ...and has not yet acknowledged */
	uint8_t configuration; /* bConfigurationValue */
	uint8_t alt[USBFS_INTERFACES];
	uint32_t receiving;    /* bit per interrupt endpoint */
	uint64_t interrupt_id; /* of packets that we begin */
	TAILQ_HEAD(, redir_transfer) pending;
	uint8_t buf[65536];
};

/* --- the device's side (front_usbredir_device.c) ------------------------- */

/* Sets the parser's callbacks that concern the device. */
void redir_device_init(struct redir *r);
/* The device as after this (SIM_REMEDY_NONE, _RESET, _POWER), in its first
 * configuration. */
void redir_device_power_up(struct redir *r, enum sim_remedy remedy);
/* Tells the guest the interfaces and endpoints that exist now. */
void redir_device_describe(struct redir *r);
/* Tells the guest that there is a device. */
void redir_device_connect(struct redir *r);

/* --- transfers (front_usbredir_transfer.c) ------------------------------- */

/* Sets the parser's callbacks that concern endpoints. */
void redir_transfer_init(struct redir *r);
/* Offers what is pending to the device until all of it waits. */
void redir_transfer_pump(struct redir *r);
/* Forgets all that is pending, without an answer. */
void redir_transfer_drop(struct redir *r);

#endif
