/* The network devices of the sessions of one modem: TUN devices for a port that
 * carries datagrams, or those of the kernel's driver (links_kernel.h). Effects
 * of the core become addresses, routes and an MTU. */
#ifndef MBIM_LINUX_LINKS_H
#define MBIM_LINUX_LINKS_H

#include "linux/config.h"
#include "linux/dns.h"
#include "linux/link.h"
#include "linux/stream.h"
#include "linux/tun.h"

struct mbim_links {
	const struct mbim_config *config;
	struct mbim_loop *loop;
	struct mbim_link_env env;
	uint16_t port_mtu;
	struct mbim_link link[MBIM_CORE_SESSIONS];
	struct mbim_tun tun[MBIM_CORE_SESSIONS];
	struct mbim_stream stream[MBIM_CORE_STREAMS];
	unsigned turn;	  /* who is the next to use room, see use_room */
	uint64_t unknown; /* datagrams of sessions that do not exist */
};

/* config outlives the links and may change between calls (then call
 * mbim_links_configure). 0 or an error of mbim_rtnl_open. */
int mbim_links_init(struct mbim_links *l, const struct mbim_config *config,
		    struct mbim_loop *loop,
		    void (*log)(void *ctx, const char *line), void *log_ctx);
/* Every link is taken down; TUN devices are deleted. */
void mbim_links_fini(struct mbim_links *l);

/* The port can be used: choose the devices. TUN devices stay from here until
 * fini, also while the modem is away, so that names and firewall rules hold.
 * 0 or an error of mbim_tun_open. */
int mbim_links_attach(struct mbim_links *l, struct port *port,
		      const struct port_info *info);
/* The port has gone. */
void mbim_links_detach(struct mbim_links *l);
/* The configuration has changed: apply it to the links that are up. A
 * device keeps its name. */
void mbim_links_configure(struct mbim_links *l);

/* MBIM_EFFECT_LINK_*. What cannot be done is logged; the rest is done. False:
 * there was nothing to do. */
bool mbim_links_effect(struct mbim_links *l, const struct mbim_effect *effect);
/* The name servers of the links that are up, as far as the configuration wants
 * them: how many there are in source, which has room for MBIM_CORE_SESSIONS.
 * Views of the links. */
unsigned mbim_links_dns(const struct mbim_links *l,
			struct mbim_dns_source *source);

/* A datagram, which must stay where it is until input_end. */
void mbim_links_input(struct mbim_links *l, struct flow stream,
		      struct mbim_bytes datagram);
void mbim_links_input_end(struct mbim_links *l);
void mbim_links_writable(struct mbim_links *l);

#endif
