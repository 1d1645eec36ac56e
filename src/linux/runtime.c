/* Sessions of the files, and those that clients put in their place. */
#include "linux/runtime.h"

#include <string.h>

#include "base/errors.h"

/* What the files say, before the first wish. */
static void keep_files(struct att_runtime *r,
		       const struct att_config_modem *config)
{
	r->n = config->core.n_sessions;
	memcpy(r->file_core, config->core.session, sizeof(r->file_core));
	memcpy(r->file_link, config->session, sizeof(r->file_link));
}

static void put_one(const struct att_runtime *r,
		    struct att_config_modem *config, uint32_t i)
{
	if (r->has[i]) {
		config->core.session[i] = r->core[i];
		config->session[i] = r->link[i];
	} else if (i < r->n) {
		config->core.session[i] = r->file_core[i];
		config->session[i] = r->file_link[i];
	} else {
		att_config_default_session(config, i);
		config->core.session[i].off = true;
	}
}

/* A device that was made stays, so that names hold: n does not shrink below the
 * highest number that was ever used. */
static void put_all(const struct att_runtime *r,
		    struct att_config_modem *config)
{
	uint32_t n = r->n;

	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (r->has[i] && n <= i)
			n = i + 1;
	for (uint32_t i = 0; i < n; i++)
		put_one(r, config, i);
	config->core.n_sessions = n;
}

static bool in_use(const struct att_config_modem *config, uint32_t i)
{
	return i < config->core.n_sessions && !config->core.session[i].off;
}

static int number_of(const struct att_config_modem *config,
		     const struct att_runtime_wish *wish)
{
	if (wish->session != ATT_RUNTIME_ANY)
		return wish->session < ATT_CORE_SESSIONS ? (int)wish->session
							 : ATT_E_CONFIG;
	if (wish->remove)
		return ATT_E_CONFIG;
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (!in_use(config, i))
			return (int)i;
	return ATT_E_ROOM;
}

/* Under the device that the number has, or would have. */
static void take(struct att_runtime *r, struct att_config_modem *config,
		 uint32_t i, const struct att_runtime_wish *wish)
{
	if (i >= config->core.n_sessions)
		att_config_default_session(config, i);
	r->link[i] = config->session[i];
	r->core[i] = wish->core;
	memcpy(r->core[i].name, config->core.session[i].name,
	       sizeof(r->core[i].name));
	r->core[i].off = wish->remove;
	r->link[i].by_another = wish->by_another;
	if (wish->metric)
		r->link[i].metric = wish->metric;
	r->has[i] = true;
}

int att_runtime_wish(struct att_runtime *r, struct att_config_modem *config,
		     const struct att_runtime_wish *wish, uint32_t most)
{
	int i = number_of(config, wish);

	if (i < 0)
		return i;
	/* MBIM 1.0 10.5.12: SessionId is below MaxSessions. */
	if (most && (uint32_t)i >= most && !wish->remove)
		return ATT_E_ROOM;
	if (!r->any)
		keep_files(r, config);
	r->any = true;
	take(r, config, (uint32_t)i, wish);
	put_all(r, config);
	return i;
}

void att_runtime_over(struct att_runtime *r, struct att_config_modem *config)
{
	if (!r->any)
		return;
	keep_files(r, config);
	put_all(r, config);
}

enum att_runtime_origin att_runtime_origin(
	const struct att_runtime *r, const struct att_config_modem *config,
	uint32_t session)
{
	if (!in_use(config, session))
		return ATT_RUNTIME_NONE;
	return r->has[session] ? ATT_RUNTIME_CLIENT : ATT_RUNTIME_FILE;
}
