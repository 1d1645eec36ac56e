/* Whether the sessions of a modem carry data. The counters of their network
 * devices tell it; where something is sent and nothing comes back, the name
 * servers of the session are asked, so that a host that only sends is not taken
 * for a modem that fails. */
#ifndef ATT_LINUX_TRAFFIC_H
#define ATT_LINUX_TRAFFIC_H

#include "core/core.h"
#include "core/traffic.h"
#include "linux/config.h"
#include "linux/loop.h"
#include "linux/probe.h"

/* What the host has counted on a network device, such as "rx_packets";
 * UINT64_MAX: there is no such device. */
uint64_t att_traffic_counter(const char *device, const char *name);

struct att_traffic_session {
	char device[16]; /* "": it is not up */
	struct att_ip_config ip;
	struct att_traffic_link link;
	struct att_probe probe;
	uint64_t probe_ms; /* of the next probe that the owner wants */
	bool failed;	   /* it was said that the owner's probe is */
	char probed[46];   /* what it goes to; "": there is none */
};

typedef void att_traffic_fn(void *ctx, const struct att_observation *o);

struct att_traffic {
	const struct att_config_modem *config;
	struct att_loop *loop;
	struct att_loop_timer timer;
	struct att_traffic_session session[ATT_CORE_SESSIONS];
	att_traffic_fn *observe;
	void *ctx;
};

/* t is zeroed memory; config and loop outlive it. observe is called from within
 * the loop. */
void att_traffic_init(struct att_traffic *t, struct att_loop *loop,
		      const struct att_config_modem *config,
		      att_traffic_fn *observe, void *ctx);
/* The session is up on this device with these addresses; device NULL: it is
 * down. What was seen before is forgotten. */
void att_traffic_link(struct att_traffic *t, uint32_t session,
		      const char *device, const struct att_ip_config *ip);
/* The configuration has changed: what is probed now has not failed yet. */
void att_traffic_configure(struct att_traffic *t);
/* The host slept: that nothing came in that time means nothing. */
void att_traffic_resumed(struct att_traffic *t);
void att_traffic_fini(struct att_traffic *t);

#endif
