/* Frames from the host and the answers to them. What a request does to the
 * world is told behind its answer. */
#include "tools/simodem/qmi.h"

static const struct sim_qmi_row *find(const struct sim_qmi *q,
				      const struct qmi_head *head)
{
	if (!sim_qmi_offers(q, head->service, head->message))
		return NULL;
	for (uint32_t i = 0; i < q->n_rows; i++)
		if (q->rows[i].service == head->service &&
		    q->rows[i].message == head->message)
			return &q->rows[i];
	return NULL;
}

static uint16_t carry_out(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct sim_qmi_row *row = find(q, &c->head);
	const struct sim_answer *a = NULL;

	if (c->client == NULL && c->head.service != QMI_SERVICE_CTL)
		return QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID;
	if (!q->inside)
		a = sim_qmi_scenario_answer(q, &c->head);
	if (a != NULL && (!a->carry_out || row == NULL))
		return sim_qmi_scenario_put(q, c, a);
	if (row == NULL)
		return QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND;
	return a != NULL ? sim_qmi_instead(q, c, a, row->fn(q, c))
			 : row->fn(q, c);
}

static struct sim_client *client_of(struct sim_qmi *q,
				    const struct qmi_head *head)
{
	struct sim_client *c = sim_client_find(q, head->service, head->client);

	return c == NULL && q->inside ? &q->anybody : c;
}

static void request(struct sim_qmi *q, const struct qmi_message *m)
{
	static uint8_t out[SIM_QMI_TLVS];
	struct sim_qmi_call c = {
		.client = client_of(q, &m->head),
		.head = m->head,
		.tlvs = m->tlvs,
		.now_ms = q->pipe.now_ms,
		.out = out,
		.cap = sizeof(out),
	};
	uint16_t error;

	q->pipe.counters.commands++;
	q->used |= m->head.service != QMI_SERVICE_CTL;
	error = carry_out(q, &c);
	if (error != SIM_QMI_LATER)
		sim_qmi_respond(q, &c, error);
	sim_dms_mode_tell(q);
	if (!q->inside)
		sim_qmi_facts_take(q);
}

bool sim_qmi_inside(struct sim_qmi *q, struct att_bytes frame, uint64_t now_ms)
{
	struct qmi_message m;

	if (qmi_decode(frame, &m) != 0 || m.head.kind != QMI_REQUEST)
		return false;
	q->pipe.now_ms = now_ms;
	sim_dms_radio_changed(q); /* MBIM may have switched it */
	request(q, &m);
	return true;
}

/* Of what is no request a modem says nothing, nor of one that it was told twice
 * before it has answered. */
static void frame(struct sim_qmi *q, struct att_bytes bytes)
{
	struct qmi_message m;

	if (qmi_decode(bytes, &m) != 0 || m.head.kind != QMI_REQUEST ||
	    sim_queue_has(&q->pipe, sim_qmi_tag(&m.head)))
		return;
	if ((q->config->quirks & SIM_QUIRK_FIRST_LOST) != 0 && !q->heard) {
		q->heard = true;
		return;
	}
	request(q, &m);
}

void sim_qmi_take(struct sim_qmi *q, struct att_bytes bytes)
{
	struct att_bytes whole;

	if ((q->config->quirks & SIM_QUIRK_NEEDS_DTR) != 0 && !q->dtr)
		return;
	qmi_stream_input(&q->rx, bytes);
	while (qmi_stream_next(&q->rx, &whole))
		if (!q->pipe.fault_reset)
			frame(q, whole);
	sim_pipe_reset_by_fault(&q->pipe);
}

void sim_qmi_forget(struct sim_qmi *q)
{
	sim_queue_drop(&q->pipe);
	qmi_stream_init(&q->rx);
	memset(q->client, 0, sizeof(q->client));
	q->ussd.waits = false;
	sim_qmi_format_init(q);
}
