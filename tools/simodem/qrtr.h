/* The modem's QMI function as a node of QRTR has it, without I/O: each service
 * has a server, each address that asks it is a client, and a datagram is a
 * message without the frame of QMUX. There is no ctl. */
#ifndef SIMODEM_QRTR_H
#define SIMODEM_QRTR_H

#include "tools/simodem/sim.h"

struct sim_qrtr_address {
	uint32_t node, port;
};

/* A datagram of a service for a client. */
struct sim_qrtr_out {
	bool restarted; /* nothing else is told: all servers are new */
	uint8_t service;
	struct sim_qrtr_address to;
	struct att_bytes message; /* valid until the next call */
};

struct sim_qrtr;
/* m has to outlive it, and answers to nobody else. */
struct sim_qrtr *sim_qrtr_new(struct sim_modem *m);
void sim_qrtr_free(struct sim_qrtr *q);
/* Has the modem this service, so that there is a server? */
bool sim_qrtr_serves(const struct sim_qrtr *q, uint8_t service);
/* A datagram for a service. What is no message is passed over. */
void sim_qrtr_input(struct sim_qrtr *q, uint8_t service,
		    struct sim_qrtr_address from, struct att_bytes message,
		    uint64_t now_ms);
/* This address is nobody's any more: its clients are released. */
void sim_qrtr_leave(struct sim_qrtr *q, struct sim_qrtr_address from,
		    uint64_t now_ms);
/* All clients are gone: the servers were closed. */
void sim_qrtr_forget(struct sim_qrtr *q);
/* The next datagram that is due; false: none at this time. */
bool sim_qrtr_next(struct sim_qrtr *q, struct sim_qrtr_out *out,
		   uint64_t now_ms);

#endif
