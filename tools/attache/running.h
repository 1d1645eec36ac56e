/* The running attache, at the other end of its control socket: for the commands
 * that ask it something. */
#ifndef ATTACHE_RUNNING_H
#define ATTACHE_RUNNING_H

#include "client/attache_client.h"
#include "core/core.h"
#include "generated/cids.h"
#include "linux/config.h"

/* Large: static memory. */
struct running {
	const char *command, *control;
	bool opened; /* it could be connected to */
	struct att_client client;
	struct att_client_answer answer; /* to what was asked last */
};

/* Where it is, and the modem that is meant; NULL: the only one, or of no
 * matter. */
struct running_at {
	const char *control, *modem;
};

/* Connect. command is in front of what is said of errors. To be closed whatever
 * the result is: 0, or ATT_E_* of att_client_open. */
int running_open(struct running *r, const char *command,
		 const struct running_at *at);
/* The same; told gets every indication. */
int running_open_told(struct running *r, const char *command,
		      const struct running_at *at,
		      void (*told)(void *ctx, const struct mbim_msg *msg),
		      void *ctx);
void running_close(struct running *r);

/* Ask one CID of attache's own service, with len bytes at att_client_body; the
 * answer is in r->answer. 0 or ATT_E_*. */
int running_ask(struct running *r, uint32_t cid, bool set, int len);
/* Where it stands: views of the answer, until the next one. 0 or ATT_E_*. */
int running_status(struct running *r, struct mbim_attache_status_response *s);

struct running_modems {
	unsigned n;
	char name[ATT_CONFIG_MODEMS][ATT_CONFIG_NAME];
};
/* The names of its modems; one that at->modem says is the only one here. 0 or
 * ATT_E_*. */
int running_modems(struct running *r, const struct running_at *at,
		   struct running_modems *modems);

/* Addresses of a session in the form of the core, whose wording is that of
 * attache run. */
void running_ip(const struct mbim_attache_session *s, struct att_ip_config *ip);

/* Say on stderr that the path of a socket is longer than one can be. */
void running_too_long(const char *command, const char *path);
/* Say on stderr why it could not be asked: ATTACHE_FAILED, or, of a path that
 * none can have, ATTACHE_USAGE. */
int running_complain(const struct running *r, int err);

#endif
