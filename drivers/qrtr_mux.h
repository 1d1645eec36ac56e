/* QMUX over QRTR: on a socket of QRTR a message has no frame around it, a
 * client is a socket, and nobody carries out the requests of the control
 * service. Here frames are made and taken off, and that service is there, so
 * that whoever is above sees a modem as behind /dev/cdc-wdm. No I/O, no memory
 * of its own. */
#ifndef MBIM_DRIVERS_QRTR_MUX_H
#define MBIM_DRIVERS_QRTR_MUX_H

#include "base/bytes.h"

#define QRTR_MUX_HEAD	 6u
#define QRTR_MUX_CONTROL 0u    /* the control service */
#define QRTR_MUX_ANSWER	 2048u /* the longest answer of it, with its frame */

/* What the control service needs; all get ctx. */
struct qrtr_mux_host {
	void *ctx;
	/* A new client of this service: its id, 1 to 254; 0: there is no such
	 * service; below 0: no more clients. */
	int (*allocate)(void *ctx, uint8_t service);
	/* False: there is no such client. */
	bool (*release)(void *ctx, uint8_t service, uint8_t client);
	void (*release_all)(void *ctx);
	/* The i-th service, from 0, and its version; false: no more. */
	bool (*service)(void *ctx, unsigned i, uint8_t *service,
			uint16_t *version);
};

/* Take the frame off: whose the message is, as a view. 0; ATT_E_SHORT;
 * ATT_E_LENGTH: it is not one whole frame; ATT_E_TYPE: it is none. */
int qrtr_mux_split(struct att_bytes frame, uint8_t *service, uint8_t *client,
		   struct att_bytes *message);
/* Put a frame of the modem around a message, which may lie behind the place of
 * its head already: its length in buf; 0: there is no room. */
size_t qrtr_mux_join(uint8_t service, uint8_t client, struct att_bytes message,
		     uint8_t *buf, size_t cap);
/* Carry out a request of the control service: the length of the answer, with
 * its frame, in buf of QRTR_MUX_ANSWER bytes; 0: it is no request. */
size_t qrtr_mux_control(const struct qrtr_mux_host *h, struct att_bytes request,
			uint8_t *buf);

#endif
