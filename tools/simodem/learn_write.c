/* What was learned as files that a person can go on with: each line says where
 * it comes from. Here what happened to the modem. */
#include "tools/simodem/learn.h"

/* --- SIM and network -------------------------------------------------------
 */

static bool any_of(const struct learn *l, enum learn_key first,
		   enum learn_key last)
{
	for (unsigned i = first; i <= last; i++)
		if (l->from[i])
			return true;
	return false;
}

static void put_sim(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;
	char buf[64];

	if (!any_of(l, LEARN_INSERTED, LEARN_NUMBER))
		return;
	fputs("sim:\n", out);
	learn_line(l, out, LEARN_INSERTED, "  inserted: %s",
		   learn_truth(c->sim_inserted));
	learn_line(l, out, LEARN_PIN, "  pin: \"%s\"", c->pin);
	learn_line(l, out, LEARN_ATTEMPTS, "  attempts: %u", c->pin_attempts);
	learn_line(l, out, LEARN_PUK_ATTEMPTS, "  puk_attempts: %u",
		   c->puk_attempts);
	learn_line(l, out, LEARN_ICCID, "  iccid: \"%s\"", c->iccid);
	learn_line(l, out, LEARN_IMSI, "  imsi: \"%s\"", c->imsi);
	learn_line(l, out, LEARN_NUMBER, "  msisdn: %s",
		   learn_quoted(c->number, buf, sizeof(buf)));
}

static void put_operator(const struct learn *l, const struct sim_operator *o,
			 uint32_t record, FILE *out)
{
	char buf[64];

	fprintf(out, "    - {id: \"%s\", name: %s", o->id,
		learn_quoted(o->name, buf, sizeof(buf)));
	fputs(o->roaming ? ", roaming: true" : "", out);
	fputs(o->partner ? ", partner: true" : "", out);
	fputs(o->forbidden ? ", forbidden: true" : "", out);
	fputs(o->generation == SIM_4G ? ", generation: 4g" : "", out);
	fputs("} ", out);
	if (record)
		learn_from(l, record, out);
	else
		fputs("# simodem's own\n", out);
}

static void put_network(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;

	if (!any_of(l, LEARN_OPERATOR, LEARN_PREFIX))
		return;
	fputs("network:\n", out);
	if (l->from[LEARN_OPERATOR] || l->from[LEARN_OTHERS]) {
		fputs("  operators:\n", out);
		put_operator(l, &c->operator_,
			     l->from[LEARN_OPERATOR] ? l->from[LEARN_OPERATOR]
						     : l->from[LEARN_HOME],
			     out);
		for (uint32_t i = 0; i < c->n_others; i++)
			put_operator(l, &c->other[i], l->from[LEARN_OTHERS],
				     out);
	}
	learn_line(l, out, LEARN_DENIED, "  denied: %u", c->deny_cause);
	learn_line(l, out, LEARN_ATTACH_ERROR, "  attach_error: %u",
		   c->attach_error);
	learn_line(l, out, LEARN_CONNECT_ERROR, "  connect_error: %u",
		   c->connect_error);
	learn_line(l, out, LEARN_IPV4_ONLY, "  ipv4_only: true");
	learn_line(l, out, LEARN_SIGNAL, "  signal: [{at_ms: 0, dbm: %d}]",
		   c->strength[0].dbm);
	learn_line(l, out, LEARN_MTU, "  mtu: %u", c->ipv4_mtu);
	learn_line(l, out, LEARN_PREFIX, "  prefix: %u", c->ipv4_prefix);
}

static void put_delays(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;
	const struct sim_scenario *s = &c->scenario;

	if (l->talk.timed)
		fprintf(out, "delays:\n  answer_ms: %u # the median\n",
			c->delay_ms);
	learn_line(l, out, LEARN_SIM_MS, "  sim_ms: %u", c->sim_ms);
	learn_line(l, out, LEARN_REGISTER_MS, "  register_ms: %u",
		   c->register_ms);
	learn_line(l, out, LEARN_ATTACH_MS, "  attach_ms: %u", c->attach_ms);
	learn_line(l, out, LEARN_CONNECT_MS, "  connect_ms: %u", c->connect_ms);
	if (s->n_timings)
		fputs("answers_ms: # medians\n", out);
	for (uint32_t i = 0; i < s->n_timings; i++) {
		fprintf(out, "  %s.%s: %u ",
			l->protocol->service(s->timing[i].service),
			l->protocol->subject(s->timing[i].service,
					     s->timing[i].cid),
			s->timing[i].ms);
		learn_from(l, l->answers_ms_from[i], out);
	}
}

void learn_scenario(struct learn *l, FILE *out)
{
	learn_head(l, "What happened to a modem", out);
	put_sim(l, out);
	put_network(l, out);
	put_delays(l, out);
	learn_write_answers(l, out);
}
