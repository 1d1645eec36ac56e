/* Services come, and go alone or with their node. */
#include "drivers/port_qrtr.h"

#include <sys/socket.h>

enum { WDS = 1, DMS = 2, NAS = 3, MAX_QMUX = 255 };

bool qrtr_names_look_up(int fd, struct sockaddr_qrtr *names_at)
{
	socklen_t len = sizeof(*names_at);
	uint8_t question[QRTR_PACKET] = {0};

	if (getsockname(fd, (struct sockaddr *)names_at, &len))
		return false;
	names_at->sq_family = AF_QIPCRTR;
	names_at->sq_port = QRTR_PORT_CTRL;
	att_put32(question, QRTR_TYPE_NEW_LOOKUP);
	return sendto(fd, question, sizeof(question), 0,
		      (struct sockaddr *)names_at, sizeof(*names_at)) >= 0;
}

static bool same(const struct qrtr_server *a, const struct qrtr_server *b)
{
	return a->node == b->node && a->port == b->port &&
	       a->service == b->service;
}

static void add(struct qrtr_names *n, const struct qrtr_server *s)
{
	for (unsigned i = 0; i < n->n; i++)
		if (same(&n->server[i], s))
			return;
	if (n->n < QRTR_SERVERS)
		n->server[n->n++] = *s;
}

/* One service, or all of a node. */
static void drop(struct qrtr_names *n, const struct qrtr_server *s, bool all)
{
	unsigned left = 0;

	for (unsigned i = 0; i < n->n; i++) {
		const struct qrtr_server *old = &n->server[i];

		if (!(all ? old->node == s->node : same(old, s)))
			n->server[left++] = *old;
	}
	n->n = left;
}

void qrtr_names_take(struct qrtr_names *n, struct att_bytes packet)
{
	struct qrtr_server s;
	const uint8_t *p = packet.p;

	if (!att_bytes_has(packet, 0, QRTR_PACKET))
		return;
	s = (struct qrtr_server){.service = att_get32(p + 4),
				 .instance = att_get32(p + 8),
				 .node = att_get32(p + 12),
				 .port = att_get32(p + 16)};
	switch (att_get32(p)) {
	case QRTR_TYPE_NEW_SERVER:
		if (s.service || s.instance || s.node || s.port)
			add(n, &s);
		else
			n->listed = true;
		break;
	case QRTR_TYPE_DEL_SERVER:
		drop(n, &s, false);
		break;
	case QRTR_TYPE_BYE: /* {node} stands where other packets have more */
		s.node = att_get32(p + 4);
		drop(n, &s, true);
		break;
	}
}

const struct qrtr_server *qrtr_names_find(const struct qrtr_names *n,
					  uint32_t node, uint32_t service)
{
	for (unsigned i = 0; i < n->n; i++)
		if (n->server[i].node == node &&
		    n->server[i].service == service)
			return &n->server[i];
	return NULL;
}

const struct qrtr_server *qrtr_names_at(const struct qrtr_names *n,
					uint32_t node, unsigned i)
{
	for (unsigned k = 0; k < n->n; k++) {
		const struct qrtr_server *s = &n->server[k];

		if (s->node == node && s->service && s->service <= MAX_QMUX &&
		    qrtr_names_find(n, node, s->service) == s && !i--)
			return s;
	}
	return NULL;
}

bool qrtr_names_modem(const struct qrtr_names *n, int64_t wanted,
		      uint32_t *node)
{
	for (unsigned i = 0; i < n->n; i++) {
		uint32_t it = n->server[i].node;

		if ((wanted < 0 || it == wanted) &&
		    qrtr_names_find(n, it, WDS) &&
		    qrtr_names_find(n, it, DMS) &&
		    qrtr_names_find(n, it, NAS)) {
			*node = it;
			return true;
		}
	}
	return false;
}
