/* Whether two configurations of the core say the same. Members are compared one
 * by one: there is room between them that belongs to nobody. */
#include "base/text.h"
#include "core/core.h"

bool att_core_session_same(const struct att_core_session *a,
			   const struct att_core_session *b)
{
	return att_text_same(a->name, b->name) &&
	       att_text_same(a->apn, b->apn) &&
	       att_text_same(a->user, b->user) &&
	       att_text_same(a->password, b->password) && a->auth == b->auth &&
	       a->ip == b->ip && a->roaming == b->roaming &&
	       a->partner == b->partner && a->share_prefix == b->share_prefix &&
	       a->off == b->off;
}

bool att_core_choice_same(const struct att_core_choice *a,
			  const struct att_core_choice *b)
{
	return a->slot == b->slot &&
	       att_text_same(a->operator_, b->operator_) &&
	       a->fallback == b->fallback && a->access == b->access &&
	       a->attach == b->attach && att_text_same(a->apn, b->apn) &&
	       att_text_same(a->user, b->user) &&
	       att_text_same(a->password, b->password) && a->auth == b->auth &&
	       a->ip == b->ip;
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
		same = att_bytes_equal(
			att_bytes_of(&a->stream[i], sizeof(a->stream[i])),
			att_bytes_of(&b->stream[i], sizeof(b->stream[i])));
	return same;
}

bool att_core_config_same(const struct att_core_config *a,
			  const struct att_core_config *b)
{
	return a->unlock == b->unlock && a->in_band == b->in_band &&
	       att_text_same(a->pin, b->pin) &&
	       att_core_choice_same(&a->choice, &b->choice) &&
	       same_recovery(&a->recovery, &b->recovery) &&
	       same_sessions(a, b) && same_streams(a, b);
}
