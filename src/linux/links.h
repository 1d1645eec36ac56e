/* The network devices of the sessions of one modem: TUN devices for a port that
 * carries datagrams, or those of the kernel's driver (links_kernel.h). Effects
 * of the core become addresses, routes and an MTU. */
#ifndef ATT_LINUX_LINKS_H
#define ATT_LINUX_LINKS_H

#include "linux/config.h"
#include "linux/dns.h"
#include "linux/link.h"
#include "linux/link_ask.h"
#include "linux/links_watch.h"
#include "linux/stream.h"
#include "linux/tun.h"

/* What the links have to say; all get ctx. */
struct att_links_host {
	void (*log)(void *ctx, const char *line);
	/* ATT_OBSERVED_LINK_*. Also from within att_links_effect. */
	void (*observe)(void *ctx, const struct att_observation *o);
	/* Their names or addresses have changed, by what others did. */
	void (*changed)(void *ctx);
	void *ctx;
};

struct att_links {
	struct att_links_host host;
	const struct att_config_modem *config;
	struct att_loop *loop;
	struct att_link_env env;
	struct att_links_watch watch;
	struct port *port; /* while attached */
	bool tuns;	   /* the port carries datagrams */
	bool devices;	   /* each session is to have a network device */
	char netdev[16];   /* the kernel's, if its format is agreed on; "" */
	uint16_t port_mtu;
	struct att_link link[ATT_CORE_SESSIONS];
	struct att_link_ask ask[ATT_CORE_SESSIONS];
	struct att_loop_timer ask_timer; /* set while there is a lease to get */
	struct att_transmit transmit;	 /* of all of them: */
	struct att_tun tun[ATT_CORE_SESSIONS];
	struct att_stream stream[ATT_CORE_STREAMS];
	unsigned turn;	   /* who is the next to use room, see use_room */
	char failure[192]; /* why att_links_attach failed, in words */
	uint64_t unknown;  /* datagrams of sessions that do not exist */
};

/* l is zeroed memory. config outlives the links and may change between calls
 * (then call att_links_configure). 0 or an error of att_rtnl_open. */
int att_links_init(struct att_links *l, const struct att_config_modem *config,
		   struct att_loop *loop, const struct att_links_host *host);
/* Every link is taken down; TUN devices are deleted. */
void att_links_fini(struct att_links *l);

/* The port can be used: choose the devices. TUN devices stay from here until
 * fini, also while the modem is away, so that names and firewall rules hold. 0
 * or an error of att_tun_open. */
int att_links_attach(struct att_links *l, struct port *port,
		     const struct port_info *info);
/* The modem has decided how its data travels: the port follows, and each
 * session has the device that goes with it. 0, or an error of the port: no data
 * will pass. */
int att_links_follow(struct att_links *l, const struct att_data_format *f);
/* Take away what an earlier run has left on the devices; before a link is up on
 * one of them, after that it does nothing. */
void att_links_take_over(struct att_links *l);
/* The port has gone. */
void att_links_detach(struct att_links *l);
/* The configuration has changed: apply it to the links that are up. A
 * device keeps its name. */
void att_links_configure(struct att_links *l);

/* ATT_EFFECT_LINK_*. What cannot be done is logged; the rest is done. False:
 * there was nothing to do. */
bool att_links_effect(struct att_links *l, const struct att_effect *effect);
/* The name servers of the links that are up, as far as the configuration wants
 * them: how many there are in source, which has room for ATT_CORE_SESSIONS.
 * Views of the links. */
unsigned att_links_dns(const struct att_links *l,
		       struct att_dns_source *source);

/* The addresses that a link has, as the kernel has them; NULL: it is down, or
 * only shown, or another program sets them. */
const struct att_ip_config *att_links_ip(const struct att_links *l, unsigned i);
/* As att_link_ask_problem, of the first link that has one. */
const char *att_links_problem(const struct att_links *l);

/* A datagram, which must stay where it is until input_end. */
void att_links_input(struct att_links *l, struct flow stream,
		     struct att_bytes datagram);
void att_links_input_end(struct att_links *l);
void att_links_writable(struct att_links *l);

#endif
