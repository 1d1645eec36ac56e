/* Whether two configurations of the core say the same. Members are compared one
 * by one: there is room between them that belongs to nobody. Of a text it is
 * all of its array: in a masked trace another secret is another byte behind the
 * end (trace/text_config.c). */
#include "core/core.h"

#define SAME(a, b) \
	att_bytes_equal(att_bytes_of(a, sizeof(a)), att_bytes_of(b, sizeof(b)))

bool att_core_session_same(const struct att_core_session *a,
			   const struct att_core_session *b)
{
	return SAME(a->name, b->name) && SAME(a->apn, b->apn) &&
	       SAME(a->user, b->user) && SAME(a->password, b->password) &&
	       a->auth == b->auth && a->ip == b->ip &&
	       a->roaming == b->roaming && a->partner == b->partner &&
	       a->share_prefix == b->share_prefix && a->off == b->off;
}

bool att_core_choice_same(const struct att_core_choice *a,
			  const struct att_core_choice *b)
{
	return a->slot == b->slot && SAME(a->operator_, b->operator_) &&
	       a->fallback == b->fallback && a->access == b->access &&
	       a->attach == b->attach && SAME(a->apn, b->apn) &&
	       SAME(a->user, b->user) && SAME(a->password, b->password) &&
	       a->auth == b->auth && a->ip == b->ip;
}

static bool same_recovery(const struct att_core_recovery *a,
			  const struct att_core_recovery *b)
{
	return a->rungs == b->rungs && a->ask_ms == b->ask_ms &&
	       a->refusals == b->refusals && a->sim_ms == b->sim_ms &&
	       a->rest_ms == b->rest_ms && a->steady_ms == b->steady_ms;
}

static bool same_sessions(const struct att_core_config *a,
			  const struct att_core_config *b)
{
	bool same = a->n_sessions == b->n_sessions;

	for (uint32_t i = 0; same && i < ATT_CORE_SESSIONS; i++)
		same = att_core_session_same(&a->session[i], &b->session[i]);
	return same;
}

static bool same_streams(const struct att_core_config *a,
			 const struct att_core_config *b)
{
	bool same = a->n_streams == b->n_streams;

	for (uint32_t i = 0; same && i < ATT_CORE_STREAMS; i++)
		same = SAME(a->stream[i].b, b->stream[i].b);
	return same;
}

bool att_core_config_same(const struct att_core_config *a,
			  const struct att_core_config *b)
{
	return a->unlock == b->unlock && a->in_band == b->in_band &&
	       SAME(a->pin, b->pin) &&
	       att_core_choice_same(&a->choice, &b->choice) &&
	       same_recovery(&a->recovery, &b->recovery) &&
	       same_sessions(a, b) && same_streams(a, b);
}
