/* From the TUN devices of a modem to its port. While the port has room a
 * datagram is read straight into the transfer that is being filled; what comes
 * while it has none waits in fair queues (net/queue.h), those of all sessions
 * together. The kernel cannot do that: a TUN device never stops its queueing
 * discipline, it drops what its ring does not hold. */
#ifndef ATT_LINUX_TRANSMIT_H
#define ATT_LINUX_TRANSMIT_H

#include "drivers/port.h"
#include "linux/loop.h"
#include "linux/vnet.h"
#include "net/queue.h"

struct att_transmit {
	struct att_loop *loop;
	struct port *port; /* NULL: no data path at the moment */
	bool blocked;	   /* it had no room: wait for its `writable` */
	struct att_queue_memory *memory; /* NULL: none yet */
	struct att_queue queue;
	struct att_loop_timer rest_timer; /* set while memory is in use */
	uint64_t rest_queued;		  /* by then, when it was set */
	uint64_t (*clock_us)(void);	  /* tests set their own */
};

/* t is used until fini, the loop as well. */
void att_transmit_init(struct att_transmit *t, struct att_loop *loop);
void att_transmit_fini(struct att_transmit *t);

/* Where datagrams go from now on; what waits for another port is dropped. NULL:
 * there is none. 0 or ATT_E_MEMORY. */
int att_transmit_port(struct att_transmit *t, struct port *port);
/* What waits of a session that has ended is dropped. */
void att_transmit_ended(struct att_transmit *t, uint8_t session);
/* Take one datagram or super-packet of a device, while there is a port: 1; 0:
 * it has none; ATT_E_LENGTH, ATT_E_VALUE: it was too long or malformed, and is
 * lost. mtu: the longest datagram that the port is to carry. */
int att_transmit_read(struct att_transmit *t, struct att_vnet *v,
		      uint8_t session, uint32_t mtu);
/* Nothing more at the moment. */
void att_transmit_flush(struct att_transmit *t);
/* The port has room again. */
void att_transmit_writable(struct att_transmit *t);

#endif
