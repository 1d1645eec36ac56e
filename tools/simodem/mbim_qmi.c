/* QMI inside MBIM: each request is one command of CID qmi.msg, and what the QMI
 * face answers is that command's answer, whenever it comes. Indications do not
 * come this way, as with many modems (Quectel EG06, RM520N). */
#include "tools/simodem/mbim.h"

#include "tools/simodem/qmi.h"

/* The command that this frame is the answer to; NULL: none waits for it. */
static struct sim_inside *find(struct sim_mbim *m, const struct qmi_head *h)
{
	for (uint32_t i = 0; i < SIM_INSIDE; i++) {
		struct sim_inside *s = &m->inside[i];

		if (s->waits && s->service == h->service &&
		    s->client == h->client &&
		    s->qmi_transaction == h->transaction)
			return s;
	}
	return NULL;
}

static struct sim_inside *find_room(struct sim_mbim *m)
{
	for (uint32_t i = 0; i < SIM_INSIDE; i++)
		if (!m->inside[i].waits)
			return &m->inside[i];
	return NULL;
}

static void answer(struct sim_mbim *m, struct att_bytes frame)
{
	uint8_t *body = m->scratch + MBIM_MSG_COMMAND_BODY;
	struct sim_inside *s;
	struct qmi_message q;

	if (qmi_decode(frame, &q) != 0 || q.head.kind != QMI_RESPONSE)
		return;
	s = find(m, &q.head);
	if (s == NULL)
		return;
	s->waits = false;
	if (!m->open)
		return;
	memcpy(body, frame.p, frame.len);
	sim_reply_done(m, s->transaction, &mbim_services[MBIM_SERVICE_QMI].uuid,
		       MBIM_CID_QMI_MSG, MBIM_STATUS_NONE, (int)frame.len);
}

void sim_inside_answer(struct sim_mbim *m)
{
	static uint8_t frame[SIM_MESSAGE_MAX];
	struct sim_pipe *p = &m->qmi->pipe;
	size_t len;

	p->now_ms = m->pipe.now_ms;
	for (;;) {
		len = sim_pipe_output(p, frame, SIM_QMI_TLVS, p->now_ms);
		if (len == 0)
			return;
		answer(m, att_bytes_of(frame, len));
	}
}

uint64_t sim_inside_deadline(const struct sim_mbim *m)
{
	return sim_queue_deadline(&m->qmi->pipe);
}

void sim_inside_power_up(struct sim_mbim *m)
{
	memset(m->inside, 0, sizeof(m->inside));
	sim_qmi_power_up(m->qmi);
}

void sim_inside_facts(struct sim_mbim *m, const struct sim_fact *fact)
{
	if (fact != NULL)
		sim_qmi_fact_take(m->qmi, fact);
	else
		sim_qmi_calls_tell(m->qmi);
}

uint32_t sim_set_qmi(struct sim_mbim *m, struct sim_call *c)
{
	struct sim_inside *s = find_room(m);
	struct qmi_message q;

	if (qmi_decode(c->body, &q) != 0 || q.head.kind != QMI_REQUEST)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (s == NULL)
		return MBIM_STATUS_BUSY;
	*s = (struct sim_inside){
		.waits = true,
		.service = q.head.service,
		.client = q.head.client,
		.qmi_transaction = q.head.transaction,
		.transaction = c->transaction,
	};
	c->elsewhere = sim_qmi_inside(m->qmi, c->body, c->now_ms);
	return c->elsewhere ? SIM_LATER : MBIM_STATUS_INVALID_PARAMETERS;
}
