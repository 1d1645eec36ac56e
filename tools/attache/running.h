/* The running attache, at the other end of its control socket: for the commands
 * that ask it something. */
#ifndef ATTACHE_RUNNING_H
#define ATTACHE_RUNNING_H

#include "generated/cids.h"
#include "linux/exchange.h"

/* Zeroed before it is opened, and large: static memory. */
struct running {
	const char *command, *control;
	struct att_exchange x;
};

/* Connect. command is in front of what is said of errors. To be closed whatever
 * the result is: 0, or ATT_E_* of att_exchange_open. */
int running_open(struct running *r, const char *command, const char *control);
/* The same; told gets every indication. */
int running_open_told(struct running *r, const char *command,
		      const char *control,
		      void (*told)(void *ctx, const struct mbim_msg *msg),
		      void *ctx);
void running_close(struct running *r);

/* Ask one CID of attache's own service, with len bytes at att_exchange_body;
 * the answer is in r->x.msg. 0 or ATT_E_*. */
int running_ask(struct running *r, uint32_t cid, bool set, size_t len);
/* Where it stands: views of the answer, until the next one. 0 or ATT_E_*. */
int running_status(struct running *r, struct mbim_attache_status_response *s);

/* Addresses of a session in the form of the core, whose wording is that of
 * attache run. */
void running_ip(const struct mbim_attache_session *s, struct att_ip_config *ip);

/* Say on stderr why it could not be asked. Returns ATTACHE_FAILED. */
int running_complain(const struct running *r, int err);

#endif
