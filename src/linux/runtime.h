/* What clients of the control socket make of the sessions: it goes before the
 * files' sessions of the same numbers, until attache ends. */
#ifndef ATT_LINUX_RUNTIME_H
#define ATT_LINUX_RUNTIME_H

#include "linux/config.h"

/* The first that is not in use. */
#define ATT_RUNTIME_ANY UINT32_MAX

/* Whose the session of a number is. */
enum att_runtime_origin {
	ATT_RUNTIME_NONE, /* there is none */
	ATT_RUNTIME_FILE,
	ATT_RUNTIME_CLIENT
};

/* One session as a client wants it. */
struct att_runtime_wish {
	uint32_t session; /* its number, or ATT_RUNTIME_ANY */
	bool remove;	  /* the rest says nothing */
	/* Its name is not looked at. */
	struct att_core_session core;
	bool by_another;
	uint32_t metric; /* 0: as usual */
};

/* Zeroed: nothing was wished. */
struct att_runtime {
	bool any; /* something was; else the rest is untouched */
	bool has[ATT_CORE_SESSIONS];
	/* Of the files. */
	uint32_t n;
	struct att_core_session file_core[ATT_CORE_SESSIONS];
	struct att_config_session file_link[ATT_CORE_SESSIONS];
	/* Of clients, where they have it. */
	struct att_core_session core[ATT_CORE_SESSIONS];
	struct att_config_session link[ATT_CORE_SESSIONS];
};

/* Carry a wish out in the sessions of config, of which the modem has so many at
 * most (0: not known). The number of the session, or ATT_E_CONFIG (no such
 * number), ATT_E_ROOM (all are in use, or the modem does not have that one). */
int att_runtime_wish(struct att_runtime *r, struct att_config_modem *config,
		     const struct att_runtime_wish *wish, uint32_t most);
/* config has just been read from the files: what was wished goes before them.
 */
void att_runtime_over(struct att_runtime *r, struct att_config_modem *config);
/* A number that no session can have: NONE. */
enum att_runtime_origin att_runtime_origin(
	const struct att_runtime *r, const struct att_config_modem *config,
	uint32_t session);

#endif
