/* The usbredir front's test: the guest's side of the protocol. */
#ifndef TEST_USBREDIR_H
#define TEST_USBREDIR_H

#include <sys/types.h>
#include <usbredirparser.h>

#include "test_usbfs.h"

/* An answer to a packet of the guest, or an interrupt packet. */
struct guest_packet {
	uint64_t id;
	uint8_t status, endpoint, value; /* value: configuration, altsetting */
	uint8_t data[4096];
	size_t len;
};

#define GUEST_PACKETS 16u

struct guest {
	struct usbredirparser *parser;
	int fd;
	/* What the guest has been told: how often, and what at last. */
	unsigned connects, disconnects;
	struct usb_redir_device_connect_header device;
	struct usb_redir_interface_info_header interfaces;
	struct usb_redir_ep_info_header endpoints;
	unsigned came, taken; /* packets */
	struct guest_packet packet[GUEST_PACKETS];
	struct guest_packet *now; /* the one taken last */
};

/* The process with the device, listening at a socket of its own. */
pid_t guest_host_start(void);
void guest_host_end(void);
/* Connects, and waits until the device is there; and leaves. */
void guest_open(struct guest *g);
void guest_close(struct guest *g);
/* Sends what is queued and waits until *counter has come to `wanted`. */
void guest_wait(struct guest *g, const unsigned *counter, unsigned wanted);
/* Takes the next packet, which is waited for, as `now`. */
void guest_answer(struct guest *g);

/* Transfers, each with its answer; false: it was not successful. */
bool guest_control(struct guest *g, uint8_t type, uint8_t request,
		   const void *data, uint16_t len);
bool guest_alt(struct guest *g, uint8_t interface, uint8_t alt);
void guest_bulk(struct guest *g, uint64_t id, uint8_t endpoint,
		const void *data, uint16_t len);

#endif
