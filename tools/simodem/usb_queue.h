/* A queue of datagrams of the simulated modem: a ring of records that leave it
 * in the order in which they came, at the rate of a radio link. No clock: the
 * time is handed in. */
#ifndef SIMODEM_USB_QUEUE_H
#define SIMODEM_USB_QUEUE_H

#include "drivers/framing.h"

/* Bytes of the ring. */
#define SIM_USB_QUEUE (1024u * 1024u)

/* All zero is an empty one without a rate. */
struct sim_usb_queue {
	uint32_t rate;	  /* bit/s of datagrams; 0: they leave at once */
	uint64_t free_ns; /* when the last of them leaves */
	size_t at, end, wrap;
	uint8_t *reserved;
	uint8_t ring[SIM_USB_QUEUE];
};

/* Forgets all that is in it; the rate stays. */
void sim_usb_queue_clear(struct sim_usb_queue *q);
/* Room for one datagram of up to max bytes, or NULL. */
uint8_t *sim_usb_queue_reserve(struct sim_usb_queue *q, size_t max);
/* What was written there, at `reserved`, is a datagram of this flow, of len
 * bytes (at most what was reserved). It leaves when those before it have left,
 * and after its own time at the rate. Without a rate no time is needed. */
void sim_usb_queue_commit(struct sim_usb_queue *q, struct flow flow, size_t len,
			  uint64_t now_ms);
/* How much longer than now the last of them takes to leave, in ns. */
uint64_t sim_usb_queue_backlog_ns(const struct sim_usb_queue *q,
				  uint64_t now_ms);
/* The first one, if it has left by now: true, and a view that is valid until
 * the next call; take then takes it out. */
bool sim_usb_queue_first(struct sim_usb_queue *q, uint64_t now_ms,
			 struct flow *flow, struct att_bytes *datagram);
void sim_usb_queue_take(struct sim_usb_queue *q);
/* The millisecond at which the first one will have left; UINT64_MAX: there is
 * none. */
uint64_t sim_usb_queue_due_ms(struct sim_usb_queue *q);

#endif
