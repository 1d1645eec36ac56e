/* What the scenario says in place of the model: answers to any CID, known to
 * the model or not, and indications out of the blue. */
#include "tools/simodem/mbim.h"

const struct sim_answer *sim_scenario_answer(struct sim_mbim *m,
					     const struct mbim_msg *msg)
{
	const struct mbim_service *s = mbim_service_find(&msg->service);

	if (s == NULL)
		return NULL;
	return sim_script_command(
		&m->script, (uint8_t)(s - mbim_services), msg->cid,
		msg->code == 1 ? MBIM_OP_SET : MBIM_OP_QUERY, m->pipe.now_ms);
}

/* The length, or SIM_MODEL_ANSWERS: it has no fields in this version. */
static int put(const struct sim_mbim *m, const struct sim_body *b,
	       uint8_t *body)
{
	uint32_t v = (m->ex >> 8) - 1u;

	if (v >= SIM_VERSIONS || !b->given[v])
		return SIM_MODEL_ANSWERS;
	memcpy(body, m->config->scenario.bytes + b->at[v], b->len[v]);
	return b->len[v];
}

int sim_scenario_put(const struct sim_mbim *m, const struct sim_answer *a,
		     uint8_t *body)
{
	return put(m, &a->body, body);
}

bool sim_scenario_offers(const struct sim_mbim *m, uint8_t service,
			 uint32_t cid)
{
	const struct sim_scenario *s = &m->config->scenario;

	for (uint32_t i = 0; i < s->n_answers; i++)
		if (s->answer[i].service == service &&
		    s->answer[i].cid == cid &&
		    s->answer[i].status != MBIM_STATUS_NO_DEVICE_SUPPORT)
			return true;
	return false;
}

void sim_scenario_expire(struct sim_mbim *m)
{
	const struct sim_indication *i;

	while ((i = sim_script_next(&m->script, m->pipe.now_ms)) != NULL) {
		int len =
			put(m, &i->body, m->scratch + MBIM_MSG_INDICATION_BODY);

		if (m->open && len >= 0)
			sim_send_indication(m, i->service, i->cid, (size_t)len);
	}
}
