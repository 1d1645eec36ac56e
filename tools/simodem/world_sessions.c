/* IP sessions: down, on their way and up, by the host and by the network. */
#include "tools/simodem/world.h"

/* Causes of 3GPP TS 24.008 10.5.6.6. */
#define CAUSE_UNKNOWN_APN 27u
#define CAUSE_DEACTIVATED 36u
#define CAUSE_IPV4_ONLY	  50u

void sim_sessions_init(struct sim_world *w)
{
	for (uint32_t i = 0; i < SIM_SESSIONS; i++) {
		w->now.session[i].is = SIM_INACTIVE;
		w->now.session[i].cause = 0;
		w->session[i] = (struct sim_session){
			.at_ms = SIM_NEVER,
			.changes = w->session[i].changes,
		};
	}
	w->traffic = (struct sim_traffic){0};
}

static void set_state(struct sim_world *w, uint32_t i,
		      enum sim_session_state state, uint32_t cause)
{
	w->now.session[i].cause = cause;
	if (w->now.session[i].is == state)
		return;
	w->now.session[i].is = state;
	sim_world_tell(w, SIM_SESSION_CHANGED, i, SIM_DONE);
}

static void stop(struct sim_world *w, uint32_t i, uint32_t cause)
{
	if (w->now.session[i].is == SIM_INACTIVE)
		return;
	w->session[i].at_ms = SIM_NEVER;
	sim_failures_remedy(w, SIM_REMEDY_SESSION, i);
	set_state(w, i, SIM_INACTIVE, cause);
	sim_world_tell(w, SIM_ACTIVATE_ENDED, i, SIM_REFUSED);
}

void sim_sessions_stop(struct sim_world *w, uint32_t cause)
{
	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		stop(w, i, cause);
}

void sim_world_disconnected(struct sim_world *w, uint32_t session)
{
	if (session < SIM_SESSIONS)
		stop(w, session, CAUSE_DEACTIVATED);
}

uint64_t sim_sessions_deadline(const struct sim_world *w)
{
	uint64_t at = SIM_NEVER;

	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		if (w->session[i].at_ms < at)
			at = w->session[i].at_ms;
	return at;
}

void sim_sessions_expire(struct sim_world *w, uint64_t now_ms)
{
	for (uint32_t i = 0; i < SIM_SESSIONS; i++) {
		if (w->session[i].at_ms > now_ms)
			continue;
		w->session[i].at_ms = SIM_NEVER;
		set_state(w, i, SIM_ACTIVE, 0);
		sim_world_tell(w, SIM_ACTIVATE_ENDED, i, SIM_DONE);
	}
}

void sim_sessions_left(struct sim_world *w)
{
	unsigned left = w->config.left_active & ~(unsigned)w->left_ended;

	for (uint32_t i = 0; i < SIM_SESSIONS; i++) {
		if ((left >> i & 1) == 0 ||
		    w->now.session[i].is != SIM_INACTIVE)
			continue;
		w->session[i].families = SIM_IPV4;
		set_state(w, i, SIM_ACTIVE, 0);
	}
}

static bool is_full(const struct sim_world *w)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		n += w->now.session[i].is != SIM_INACTIVE;
	return w->config.max_contexts != 0 && n >= w->config.max_contexts;
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

/* APNs are names in DNS: case does not count. */
static bool apn_fits(const char *ours, const char *asked)
{
	if (ours[0] == '\0')
		return true;
	for (; *ours != '\0' && lower(*ours) == lower(*asked); ours++)
		asked++;
	return *ours == *asked;
}

/* What the network says of a request: a cause, or 0. */
static uint32_t refusal(const struct sim_config *c, uint32_t families,
			const char *apn)
{
	if (c->connect_error != 0)
		return c->connect_error;
	if (!apn_fits(c->apn, apn))
		return CAUSE_UNKNOWN_APN;
	if (c->ipv4_only && (families & SIM_IPV6) != 0)
		return CAUSE_IPV4_ONLY;
	return 0;
}

/* SIM_DONE if the session can be asked for. */
static enum sim_result possible(const struct sim_world *w, uint32_t session)
{
	enum sim_result result = sim_world_usable(w);

	if (result != SIM_DONE)
		return result;
	if (!sim_registered(&w->now))
		return SIM_NOT_REGISTERED;
	if (w->now.packet != SIM_ATTACHED)
		return SIM_NOT_ATTACHED;
	return w->now.session[session].is == SIM_INACTIVE && !is_full(w)
		       ? SIM_DONE
		       : SIM_IN_USE;
}

enum sim_result sim_world_activate(struct sim_world *w, uint32_t session,
				   uint32_t families, const char *apn,
				   uint64_t now_ms)
{
	struct sim_session *s = &w->session[session];
	enum sim_result result = possible(w, session);
	const struct sim_failure *f =
		sim_world_failure(w, SIM_FAILURE_SESSIONS, session);
	uint32_t cause;

	if (result != SIM_DONE)
		return result;
	cause = f != NULL ? f->cause : refusal(&w->config, families, apn);
	w->now.session[session].cause = cause;
	if (f != NULL || cause != 0)
		return SIM_REFUSED;
	s->changes += w->config.new_addresses;
	s->families = families;
	sim_copy(s->apn, sizeof(s->apn), apn);
	set_state(w, session, SIM_ACTIVATING, 0);
	s->at_ms = now_ms + w->config.connect_ms;
	sim_sessions_expire(w, now_ms);
	return SIM_DONE;
}

enum sim_result sim_world_deactivate(struct sim_world *w, uint32_t session)
{
	if (w->now.session[session].is == SIM_INACTIVE)
		return SIM_NOT_IN_USE;
	w->left_ended |= (uint8_t)(1u << session);
	stop(w, session, 0);
	return SIM_DONE;
}

static enum sim_result add(struct sim_world *w, uint32_t session,
			   uint32_t families, const char *apn, uint32_t *cause)
{
	struct sim_session *s = &w->session[session];
	const struct sim_failure *f =
		sim_world_failure(w, SIM_FAILURE_SESSIONS, session);

	if ((s->families & families) != 0 || !apn_fits(s->apn, apn))
		return SIM_IN_USE;
	*cause = f != NULL ? f->cause : refusal(&w->config, families, apn);
	if (f != NULL || *cause != 0)
		return SIM_REFUSED;
	s->families |= families;
	return SIM_DONE;
}

enum sim_result sim_world_join(struct sim_world *w, uint32_t session,
			       uint32_t families, const char *apn,
			       uint32_t *cause, uint64_t now_ms)
{
	enum sim_result result;

	if (w->now.session[session].is != SIM_INACTIVE)
		return add(w, session, families, apn, cause);
	result = sim_world_activate(w, session, families, apn, now_ms);
	*cause = w->now.session[session].cause;
	return result;
}

enum sim_result sim_world_leave(struct sim_world *w, uint32_t session,
				uint32_t families)
{
	struct sim_session *s = &w->session[session];

	if ((s->families & ~families) == 0)
		return sim_world_deactivate(w, session);
	s->families &= ~families;
	return SIM_DONE;
}
