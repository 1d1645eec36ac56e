/* A look at QRTR: the kernel's name service is asked once, and answers at once
 * where there is one. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drivers/port_clock.h"
#include "drivers/port_file.h"
#include "drivers/port_qrtr.h"
#include "drivers/port_rights.h"
#include "drivers/port_seen.h"

enum { PROTOCOLS = 16384, MOST_US = 200000 };

/* A socket would have the kernel load it. */
bool port_seen_has_qrtr(void)
{
	char *text = malloc(PROTOCOLS);
	bool has = false;

	if (text) {
		text[port_file_read("/proc/net/protocols", text,
				    PROTOCOLS - 1)] = '\0';
		has = strstr(text, "\nQIPCRTR ") != NULL;
	}
	free(text);
	return has;
}

/* What has come from the name service. False: nothing more has. */
static bool take(int fd, const struct sockaddr_qrtr *names_at,
		 struct qrtr_names *names)
{
	struct sockaddr_qrtr from = {0};
	socklen_t len = sizeof(from);
	uint8_t packet[QRTR_PACKET];
	ssize_t n = recvfrom(fd, packet, sizeof(packet), 0,
			     (struct sockaddr *)&from, &len);

	if (n >= 0 && from.sq_node == names_at->sq_node &&
	    from.sq_port == names_at->sq_port)
		qrtr_names_take(names, att_bytes_of(packet, (size_t)n));
	return n >= 0;
}

/* Until all that there is has been told. */
static void ask(int fd, struct qrtr_names *names)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	uint64_t end = port_clock_us() + MOST_US;
	struct sockaddr_qrtr names_at;

	if (!qrtr_names_look_up(fd, &names_at))
		return;
	do {
		while (take(fd, &names_at, names))
			;
	} while (!names->listed && port_clock_us() < end &&
		 poll(&wait, 1, MOST_US / 1000) > 0);
}

/* The first server of each node stands for it. */
static bool is_first(const struct qrtr_names *n, unsigned i)
{
	for (unsigned k = 0; k < i; k++)
		if (n->server[k].node == n->server[i].node)
			return false;
	return true;
}

unsigned port_seen_qrtr(struct port_seen *to, unsigned cap)
{
	int fd = port_rights->socket(PORT_SOCKET_QRTR);
	struct qrtr_names names = {.n = 0};
	unsigned n = 0;
	uint32_t node;

	if (fd < 0)
		return 0;
	ask(fd, &names);
	close(fd);
	for (unsigned i = 0; i < names.n && n < cap; i++) {
		if (!is_first(&names, i) ||
		    !qrtr_names_modem(&names, names.server[i].node, &node))
			continue;
		to[n] = (struct port_seen){
			.speaks = "qmi", .may_open = true, .shared = true};
		snprintf(to[n].node, sizeof(to[n].node), "qrtr:%u", node);
		snprintf(to[n].name, sizeof(to[n].name), "qrtr:%u", node);
		n++;
	}
	return n;
}
