/* Responses and indications of QMI, into the pipe to the host. */
#include "tools/simodem/qmi.h"

#include <assert.h>

#define RESULT_LEN 7u

void sim_qmi_put(struct sim_qmi_call *c, int len)
{
	assert(len >= 0);
	c->len += (size_t)len;
}

uint32_t sim_qmi_tag(const struct qmi_head *h)
{
	return (uint32_t)h->service << 24 | (uint32_t)h->client << 16 |
	       h->transaction;
}

/* What stands in q->scratch, behind room for a header. */
static void send(struct sim_qmi *q, const struct qmi_head *head,
		 size_t tlvs_len)
{
	size_t len = qmi_head_put(head, tlvs_len, q->scratch);

	sim_send(&q->pipe, q->scratch, len,
		 head->kind == QMI_RESPONSE ? sim_qmi_tag(head) : 0);
}

/* A TLV of every response. */
static void put_result(uint8_t *p, uint16_t error)
{
	p[0] = 0x02;
	att_put16(p + 1, 4);
	att_put16(p + 3, error != QMI_PROTOCOL_ERROR_NONE);
	att_put16(p + 5, error);
}

void sim_qmi_respond(struct sim_qmi *q, const struct sim_qmi_call *c,
		     uint16_t error)
{
	uint8_t *to = q->scratch + qmi_head_len(c->head.service);
	struct qmi_head head = c->head;

	head.from_modem = true;
	head.kind = QMI_RESPONSE;
	put_result(to, error);
	if (c->len > 0)
		memcpy(to + RESULT_LEN, c->out, c->len);
	send(q, &head, RESULT_LEN + c->len);
}

void sim_qmi_tell(struct sim_qmi *q, uint8_t service, uint8_t client,
		  uint16_t message, const uint8_t *tlvs, size_t len)
{
	struct qmi_head head = {
		.service = service,
		.client = client,
		.from_modem = true,
		.kind = QMI_INDICATION,
		.message = message,
	};

	if (q->inside)
		return;
	if (len > 0)
		memcpy(q->scratch + qmi_head_len(service), tlvs, len);
	q->pipe.counters.indications++;
	send(q, &head, len);
}

bool sim_qmi_wanted(const struct sim_qmi *q, uint8_t service, uint32_t event)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (q->client[i].id != 0 && q->client[i].service == service &&
		    (q->client[i].events & event) != 0)
			return true;
	return false;
}

void sim_qmi_tell_all(struct sim_qmi *q, uint8_t service, uint32_t event,
		      uint16_t message, const uint8_t *tlvs, size_t len)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++) {
		const struct sim_client *c = &q->client[i];

		if (c->id != 0 && c->service == service &&
		    (c->events & event) != 0)
			sim_qmi_tell(q, service, c->id, message, tlvs, len);
	}
}
