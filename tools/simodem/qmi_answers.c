/* What the scenario says in place of the model: answers to any message, known
 * to the model or not, and indications out of the blue. */
#include "tools/simodem/qmi.h"

void sim_qmi_scenario_init(struct sim_qmi *q)
{
	const struct sim_scenario *s = &q->config->scenario;

	for (uint32_t i = 0; i < s->n_answers; i++) {
		sim_period_init(&q->answer[i].now, &s->answer[i].when,
				q->world->born_ms);
		q->answer[i].asked = 0;
	}
}

void sim_qmi_scenario_remedy(struct sim_qmi *q, enum sim_remedy remedy)
{
	const struct sim_scenario *s = &q->config->scenario;

	for (uint32_t i = 0; i < s->n_answers; i++)
		sim_period_remedy(&q->answer[i].now, &s->answer[i].when,
				  remedy);
}

/* Is the n-th request, from 1, among those that it answers? */
static bool counts(const struct sim_answer *a, uint32_t n)
{
	uint32_t first = a->occurrence != 0 ? a->occurrence : 1;

	return n >= first && (a->times == 0 || n - first < a->times);
}

/* The first that holds. All that could have answered count the request. */
static const struct sim_answer *find(struct sim_qmi *q,
				     const struct qmi_head *head)
{
	const struct sim_scenario *s = &q->config->scenario;
	const struct sim_answer *found = NULL;

	for (uint32_t i = 0; i < s->n_answers; i++) {
		const struct sim_answer *a = &s->answer[i];

		sim_period_expire(&q->answer[i].now, &a->when, q->pipe.now_ms);
		if (!q->answer[i].now.on || a->service != head->service ||
		    a->cid != head->message)
			continue;
		if (counts(a, ++q->answer[i].asked) && found == NULL)
			found = a;
	}
	return found;
}

bool sim_qmi_scenario_answer(struct sim_qmi *q, struct sim_qmi_call *c,
			     uint16_t *error)
{
	const struct sim_answer *a = find(q, &c->head);

	if (a == NULL)
		return false;
	*error = a->silent ? SIM_QMI_LATER : (uint16_t)a->status;
	if (a->body.len[0] > 0)
		memcpy(c->out, q->config->scenario.bytes + a->body.at[0],
		       a->body.len[0]);
	c->len = a->body.len[0];
	return true;
}

uint64_t sim_qmi_scenario_deadline(const struct sim_qmi *q)
{
	const struct sim_scenario *s = &q->config->scenario;

	return q->indications < s->n_indications
		       ? q->world->born_ms + s->indication[q->indications].at_ms
		       : SIM_NEVER;
}

/* To every client of the service; to none if there is none. */
void sim_qmi_scenario_expire(struct sim_qmi *q)
{
	const struct sim_scenario *s = &q->config->scenario;

	while (sim_qmi_scenario_deadline(q) <= q->pipe.now_ms) {
		const struct sim_indication *i =
			&s->indication[q->indications++];

		if (q->opened)
			sim_qmi_tell(q, i->service, SIM_QMI_BROADCAST,
				     (uint16_t)i->cid, s->bytes + i->body.at[0],
				     i->body.len[0]);
	}
}
