/* What the scenario says in place of the model: answers to any CID, known to
 * the model or not, and indications out of the blue. */
#include "tools/simodem/mbim.h"

void sim_scenario_init(struct sim_mbim *m)
{
	const struct sim_scenario *s = &m->config->scenario;

	for (uint32_t i = 0; i < s->n_answers; i++) {
		sim_period_init(&m->answer[i].now, &s->answer[i].when,
				m->world->born_ms);
		m->answer[i].asked = 0;
	}
}

void sim_scenario_remedy(struct sim_mbim *m, enum sim_remedy remedy)
{
	const struct sim_scenario *s = &m->config->scenario;

	for (uint32_t i = 0; i < s->n_answers; i++)
		sim_period_remedy(&m->answer[i].now, &s->answer[i].when,
				  remedy);
}

static bool concerns(const struct sim_answer *a, const struct mbim_msg *msg)
{
	uint8_t op = msg->code == 1 ? MBIM_OP_SET : MBIM_OP_QUERY;

	return a->cid == msg->cid && (a->ops & op) != 0 &&
	       mbim_service_find(&msg->service) == &mbim_services[a->service];
}

/* Is the n-th command, from 1, among those that it answers? */
static bool counts(const struct sim_answer *a, uint32_t n)
{
	uint32_t first = a->occurrence != 0 ? a->occurrence : 1;

	return n >= first && (a->times == 0 || n - first < a->times);
}

/* The first that holds. All that could have answered count the command. */
static const struct sim_answer *find(struct sim_mbim *m,
				     const struct mbim_msg *msg)
{
	const struct sim_scenario *s = &m->config->scenario;
	const struct sim_answer *found = NULL;

	for (uint32_t i = 0; i < s->n_answers; i++) {
		const struct sim_answer *a = &s->answer[i];

		sim_period_expire(&m->answer[i].now, &a->when, m->pipe.now_ms);
		if (!m->answer[i].now.on || !concerns(a, msg))
			continue;
		if (counts(a, ++m->answer[i].asked) && found == NULL)
			found = a;
	}
	return found;
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

int sim_scenario_answer(struct sim_mbim *m, const struct mbim_msg *msg,
			uint32_t *status, uint8_t *body)
{
	const struct sim_answer *a = find(m, msg);

	if (a == NULL)
		return SIM_MODEL_ANSWERS;
	if (a->silent)
		return SIM_NOBODY_ANSWERS;
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

void sim_scenario_expire(struct sim_mbim *m)
{
	while (sim_scenario_deadline(m) <= m->pipe.now_ms) {
		const struct sim_indication *i =
			&m->config->scenario.indication[m->indications++];
		int len =
			put(m, &i->body, m->scratch + MBIM_MSG_INDICATION_BODY);

		if (m->open && len >= 0)
			sim_send_indication(m, i->service, i->cid, (size_t)len);
	}
}
