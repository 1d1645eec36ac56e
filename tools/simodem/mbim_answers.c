/* What the scenario says in place of the model: answers to any CID, known to
 * the model or not, and indications out of the blue. */
#include "tools/simodem/mbim.h"

static const struct sim_answer *find(const struct sim_mbim *m,
				     const struct mbim_msg *msg)
{
	const struct sim_scenario *s = &m->config->scenario;
	uint8_t op = msg->code == 1 ? MBIM_OP_SET : MBIM_OP_QUERY;

	for (uint32_t i = 0; i < s->n_answers; i++)
		if (s->answer[i].cid == msg->cid &&
		    (s->answer[i].ops & op) != 0 &&
		    mbim_service_find(&msg->service) ==
			    &mbim_services[s->answer[i].service])
			return &s->answer[i];
	return NULL;
}

/* The length, or -1: it has no fields in this version. */
static int put(const struct sim_mbim *m, const struct sim_body *b,
	       uint8_t *body)
{
	uint32_t v = (m->ex >> 8) - 1u;

	if (v >= SIM_VERSIONS || !b->given[v])
		return -1;
	memcpy(body, m->config->scenario.bytes + b->at[v], b->len[v]);
	return b->len[v];
}

int sim_scenario_answer(const struct sim_mbim *m, const struct mbim_msg *msg,
			uint32_t *status, uint8_t *body)
{
	const struct sim_answer *a = find(m, msg);

	if (a == NULL)
		return -1;
	*status = a->status;
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

uint64_t sim_scenario_deadline(const struct sim_mbim *m)
{
	const struct sim_scenario *s = &m->config->scenario;

	return m->indications < s->n_indications
		       ? m->world->born_ms + s->indication[m->indications].at_ms
		       : SIM_NEVER;
}

void sim_scenario_expire(struct sim_mbim *m, uint64_t now_ms)
{
	while (sim_scenario_deadline(m) <= now_ms) {
		const struct sim_indication *i =
			&m->config->scenario.indication[m->indications++];
		int len =
			put(m, &i->body, m->scratch + MBIM_MSG_INDICATION_BODY);

		if (m->open && len >= 0)
			sim_send_indication(m, i->service, i->cid, (size_t)len);
	}
}
