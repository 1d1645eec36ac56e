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
	for (uint32_t i = 0; i < s->n_indications; i++) {
		m->indication[i].told = false;
		m->indication[i].asked = 0;
		m->indication[i].due_ms =
			s->indication[i].after.ops != 0
				? SIM_NEVER
				: m->world->born_ms + s->indication[i].at_ms;
	}
}

void sim_scenario_remedy(struct sim_mbim *m, enum sim_remedy remedy)
{
	const struct sim_scenario *s = &m->config->scenario;

	for (uint32_t i = 0; i < s->n_answers; i++)
		sim_period_remedy(&m->answer[i].now, &s->answer[i].when,
				  remedy);
}

static bool is_one_of(uint8_t service, uint32_t cid, uint8_t ops,
		      const struct mbim_msg *msg)
{
	uint8_t op = msg->code == 1 ? MBIM_OP_SET : MBIM_OP_QUERY;

	return cid == msg->cid && (ops & op) != 0 &&
	       mbim_service_find(&msg->service) == &mbim_services[service];
}

/* Is the n-th command, from 1, among those that it answers? */
static bool counts(const struct sim_answer *a, uint32_t n)
{
	uint32_t first = a->occurrence != 0 ? a->occurrence : 1;

	return n >= first && (a->times == 0 || n - first < a->times);
}

/* The first that holds. All that could have answered count the command. */
const struct sim_answer *sim_scenario_answer(struct sim_mbim *m,
					     const struct mbim_msg *msg)
{
	const struct sim_scenario *s = &m->config->scenario;
	const struct sim_answer *found = NULL;

	for (uint32_t i = 0; i < s->n_answers; i++) {
		const struct sim_answer *a = &s->answer[i];

		sim_period_expire(&m->answer[i].now, &a->when, m->pipe.now_ms);
		if (!m->answer[i].now.on ||
		    !is_one_of(a->service, a->cid, a->ops, msg))
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

/* The one that is due first, or n_indications. */
static uint32_t next(const struct sim_mbim *m)
{
	uint32_t n = m->config->scenario.n_indications, first = n;

	for (uint32_t i = 0; i < n; i++)
		if (!m->indication[i].told &&
		    (first == n ||
		     m->indication[i].due_ms < m->indication[first].due_ms))
			first = i;
	return first;
}

uint64_t sim_scenario_deadline(const struct sim_mbim *m)
{
	uint32_t i = next(m);

	return i < m->config->scenario.n_indications ? m->indication[i].due_ms
						     : SIM_NEVER;
}

void sim_scenario_command(struct sim_mbim *m, const struct mbim_msg *msg)
{
	const struct sim_scenario *s = &m->config->scenario;

	for (uint32_t i = 0; i < s->n_indications; i++) {
		const struct sim_command *c = &s->indication[i].after;

		if (is_one_of(c->service, c->cid, c->ops, msg) &&
		    ++m->indication[i].asked == c->occurrence)
			m->indication[i].due_ms =
				m->pipe.now_ms + s->indication[i].at_ms;
	}
}

void sim_scenario_expire(struct sim_mbim *m)
{
	while (sim_scenario_deadline(m) <= m->pipe.now_ms) {
		uint32_t n = next(m);
		const struct sim_indication *i =
			&m->config->scenario.indication[n];
		int len =
			put(m, &i->body, m->scratch + MBIM_MSG_INDICATION_BODY);

		m->indication[n].told = true;
		if (m->open && len >= 0)
			sim_send_indication(m, i->service, i->cid, (size_t)len);
	}
}
