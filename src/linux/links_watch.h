/* Keeps the network devices of sessions as they were set up. What other
 * programs change is put right within a second, or two if it is a mux that has
 * gone: the modem may go with it. Where they change it again and
 * again, that is told, and the waits grow: there is no fight. What cannot be
 * put right is a problem of the session. */
#ifndef ATT_LINUX_LINKS_WATCH_H
#define ATT_LINUX_LINKS_WATCH_H

#include "linux/link_state.h"
#include "linux/rtnl_watch.h"

struct att_links_watch_host {
	/* Set the link up again; gone: its device is not there any more. */
	void (*repair)(void *ctx, unsigned i, bool gone);
	/* ATT_OBSERVED_LINK_*: a session has a problem, or none any more. */
	void (*observe)(void *ctx, const struct att_observation *o);
	/* The addresses that a link has, or its name, are others. */
	void (*changed)(void *ctx);
	void *ctx;
};

struct att_link_watch {
	uint64_t at_ms; /* when to look at it; ATT_LOOP_NEVER */
	unsigned repairs;
	uint64_t repaired_ms; /* the last one */
	uint64_t left_ms;     /* its device was seen to be gone; 0: it is not */
	bool bad;	      /* a problem was told */
	bool gone;	      /* its device could not be made again */
	char words[ATT_OBSERVED_WORDS];
	struct att_ip_config ip; /* what the kernel has */
	bool advertised;	 /* it has had an advertised address */
	bool late;		 /* it was told that it has none */
	uint64_t advertised_by_ms;
};

struct att_links_watch {
	struct att_links_watch_host host;
	struct att_loop *loop;
	struct att_loop_timer timer;
	struct att_rtnl_watch news;
	struct att_link_env *env;
	struct att_link *link; /* ATT_CORE_SESSIONS of them */
	struct att_link_watch of[ATT_CORE_SESSIONS];
};

/* w is zeroed memory; all that is given outlives it. 0 or an error as of
 * rtnl.h. */
int att_links_watch_init(struct att_links_watch *w, struct att_loop *loop,
			 struct att_link_env *env, struct att_link *link,
			 const struct att_links_watch_host *host);
void att_links_watch_fini(struct att_links_watch *w);

/* A link was brought up, or has got another setup: what the kernel refused of
 * it is a problem from here on. device: it is to have a network device, so that
 * none is a problem too. */
void att_links_watch_begin(struct att_links_watch *w, unsigned i, bool device);
/* Something of the link has changed that the kernel does not tell: look at it.
 */
void att_links_watch_look(struct att_links_watch *w, unsigned i);
/* It is down: nothing is wrong with it any more, and nobody is told. */
void att_links_watch_end(struct att_links_watch *w, unsigned i);

#endif
