/* QRTR: who has which client id, and messages in and out of QMUX frames. */
#include "tools/simodem/qrtr.h"

#include <stdlib.h>

#include "tools/simodem/modem.h"

struct peer {
	uint8_t service, id; /* id 0: nobody */
	struct sim_qrtr_address at;
};

struct sim_qrtr {
	struct sim_modem *modem;
	struct peer peer[SIM_QMI_CLIENTS];
	/* A message that all clients of its service are told. */
	uint32_t next; /* peer; SIM_QMI_CLIENTS: nobody */
	struct qmi_message all;
	struct att_bytes sdu;
	uint8_t frame[SIM_MESSAGE_MAX];
};

struct sim_qrtr *sim_qrtr_new(struct sim_modem *m)
{
	struct sim_qrtr *q = calloc(1, sizeof(*q));

	if (q == NULL)
		abort();
	q->modem = m;
	q->next = SIM_QMI_CLIENTS;
	return q;
}

void sim_qrtr_free(struct sim_qrtr *q)
{
	free(q);
}

bool sim_qrtr_serves(const struct sim_qrtr *q, uint8_t service)
{
	return service != QMI_SERVICE_CTL &&
	       sim_qmi_offers(&q->modem->qmi, service, SIM_QMI_SERVICE);
}

/* --- clients ----------------------------------------------------------------
 */

static bool same(struct sim_qrtr_address a, struct sim_qrtr_address b)
{
	return a.node == b.node && a.port == b.port;
}

static struct peer *find(struct sim_qrtr *q, uint8_t service,
			 struct sim_qrtr_address at)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (q->peer[i].id != 0 && q->peer[i].service == service &&
		    same(q->peer[i].at, at))
			return &q->peer[i];
	return NULL;
}

/* Whoever asks is a client from then on. NULL: there are too many. */
static struct peer *join(struct sim_qrtr *q, uint8_t service,
			 struct sim_qrtr_address at)
{
	const struct sim_client *c;

	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++) {
		if (q->peer[i].id != 0)
			continue;
		c = sim_client_new(&q->modem->qmi, service);
		if (c == NULL)
			return NULL;
		q->peer[i] = (struct peer){service, c->id, at};
		return &q->peer[i];
	}
	return NULL;
}

void sim_qrtr_forget(struct sim_qrtr *q)
{
	memset(q->peer, 0, sizeof(q->peer));
	q->next = SIM_QMI_CLIENTS;
}

/* --- to the modem -----------------------------------------------------------
 */

void sim_qrtr_input(struct sim_qrtr *q, uint8_t service,
		    struct sim_qrtr_address from, struct att_bytes message,
		    uint64_t now_ms)
{
	struct peer *p = find(q, service, from);
	uint8_t frame[QMI_STREAM_MAX];

	if (message.len > sizeof(frame) - QMI_FRAME_HEADER)
		return;
	if (p == NULL)
		p = join(q, service, from);
	if (p == NULL)
		return;
	frame[0] = QMI_MARK;
	att_put16(frame + 1, (uint16_t)(message.len + QMI_FRAME_HEADER - 1));
	frame[3] = 0;
	frame[4] = service;
	frame[5] = p->id;
	if (message.len > 0)
		memcpy(frame + QMI_FRAME_HEADER, message.p, message.len);
	sim_modem_input(q->modem,
			att_bytes_of(frame, QMI_FRAME_HEADER + message.len),
			now_ms);
}

/* As a host with ctl would say it. */
static void release(struct sim_qrtr *q, const struct peer *p, uint64_t now_ms)
{
	const struct qmi_head head = {.service = QMI_SERVICE_CTL,
				      .transaction = 1,
				      .message = QMI_CTL_RELEASE_CID};
	uint8_t frame[32], *tlv = frame + qmi_head_len(QMI_CTL);

	tlv[0] = 1;
	att_put16(tlv + 1, 2);
	tlv[3] = p->service;
	tlv[4] = p->id;
	sim_modem_input(q->modem,
			att_bytes_of(frame, qmi_head_put(&head, 5, frame)),
			now_ms);
}

void sim_qrtr_leave(struct sim_qrtr *q, struct sim_qrtr_address from,
		    uint64_t now_ms)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++) {
		struct peer gone = q->peer[i];

		if (gone.id == 0 || !same(gone.at, from))
			continue;
		q->peer[i].id = 0;
		release(q, &gone, now_ms);
	}
}

/* --- from the modem ---------------------------------------------------------
 */

/* Those that q->all is for. */
static bool tell_next(struct sim_qrtr *q, struct sim_qrtr_out *out)
{
	const struct qmi_head *h = &q->all.head;

	for (; q->next < SIM_QMI_CLIENTS; q->next++) {
		const struct peer *p = &q->peer[q->next];

		if (p->id == 0 || p->service != h->service ||
		    (h->client != QMI_CLIENT_ALL && h->client != p->id))
			continue;
		*out = (struct sim_qrtr_out){
			.service = h->service, .to = p->at, .message = q->sdu};
		q->next++;
		return true;
	}
	return false;
}

static bool is_restart(const struct qmi_head *h)
{
	return h->service == QMI_SERVICE_CTL && h->kind == QMI_INDICATION &&
	       h->message == QMI_CTL_SYNC;
}

bool sim_qrtr_next(struct sim_qrtr *q, struct sim_qrtr_out *out,
		   uint64_t now_ms)
{
	while (!tell_next(q, out)) {
		size_t len = sim_modem_output(q->modem, q->frame,
					      sizeof(q->frame), now_ms);

		if (len == 0)
			return false;
		if (qmi_decode(att_bytes_of(q->frame, len), &q->all) != 0)
			continue;
		if (is_restart(&q->all.head)) {
			sim_qrtr_forget(q);
			*out = (struct sim_qrtr_out){.restarted = true};
			return true;
		}
		q->sdu = att_bytes_of(q->frame + QMI_FRAME_HEADER,
				      len - QMI_FRAME_HEADER);
		q->next = q->all.head.service == QMI_SERVICE_CTL
				  ? SIM_QMI_CLIENTS
				  : 0;
	}
	return true;
}
