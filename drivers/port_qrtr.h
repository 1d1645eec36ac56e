/* The inside of the QRTR back end: port_qrtr.c is the port and its clients,
 * port_qrtr_names.c the services that the kernel's name service has told of. */
#ifndef MBIM_DRIVERS_PORT_QRTR_H
#define MBIM_DRIVERS_PORT_QRTR_H

#include <linux/qrtr.h>
#include <stdbool.h>

#include "base/bytes.h"

#ifndef AF_QIPCRTR
#define AF_QIPCRTR 42
#endif

#define QRTR_SERVERS 128u /* services that are kept, of all nodes */
#define QRTR_PACKET  20u  /* a packet of the name service */

struct qrtr_server {
	uint32_t service, instance, node, port;
};

struct qrtr_names {
	struct qrtr_server server[QRTR_SERVERS];
	unsigned n;
	bool listed; /* those of before the question have all been told */
};

/* Ask the name service, whose address names_at becomes, on this socket for all
 * services; those that come later are told, too. False: errno. */
bool qrtr_names_look_up(int fd, struct sockaddr_qrtr *names_at);
/* Take one packet of the name service. What is no such is passed over, and so
 * is a service for which there is no room. */
void qrtr_names_take(struct qrtr_names *n, struct att_bytes packet);
/* The node that has what no modem is without: WDS, DMS and NAS. wanted: this
 * one; -1: the first. False: there is none. */
bool qrtr_names_modem(const struct qrtr_names *n, int64_t wanted,
		      uint32_t *node);
/* Of several of the same kind on the node the first; NULL: none. */
const struct qrtr_server *qrtr_names_find(const struct qrtr_names *n,
					  uint32_t node, uint32_t service);
/* The i-th service of the node, from 0, that QMUX can name; NULL: no more. */
const struct qrtr_server *qrtr_names_at(const struct qrtr_names *n,
					uint32_t node, unsigned i);

#endif
