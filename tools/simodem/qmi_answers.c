/* What the scenario says in place of the model: answers to any message, known
 * to the model or not, and indications out of the blue. */
#include "tools/simodem/qmi.h"

#include "wire/mbim/cid.h"

/* A message of QMI is asked for in one way. */
const struct sim_answer *sim_qmi_scenario_answer(struct sim_qmi *q,
						 const struct qmi_head *head)
{
	return sim_script_command(&q->script, head->service, head->message,
				  MBIM_OP_QUERY | MBIM_OP_SET, q->pipe.now_ms);
}

uint16_t sim_qmi_scenario_put(struct sim_qmi *q, struct sim_qmi_call *c,
			      const struct sim_answer *a)
{
	const struct sim_body *b = &a->body;

	c->len = b->len[0];
	if (c->len > 0)
		memcpy(c->out, q->config->scenario.bytes + b->at[0], c->len);
	return a->silent ? SIM_QMI_LATER : (uint16_t)a->status;
}

/* To every client of the service; to none if there is none. */
void sim_qmi_scenario_expire(struct sim_qmi *q)
{
	const struct sim_indication *i;

	while ((i = sim_script_next(&q->script, q->pipe.now_ms)) != NULL)
		if (q->opened)
			sim_qmi_tell(q, i->service, SIM_QMI_BROADCAST,
				     (uint16_t)i->cid,
				     q->config->scenario.bytes + i->body.at[0],
				     i->body.len[0]);
}
