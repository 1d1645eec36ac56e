/* Network devices of sessions in a network namespace of the test's own, with a
 * port that holds a few datagrams: what their tests share. Before it: the
 * headers of cmocka. */
#ifndef TESTS_UNIT_LINUX_NET_H
#define TESTS_UNIT_LINUX_NET_H

#include <arpa/inet.h>

#include "linux/links.h"

#define NET_SLOTS 4

/* A port with room for a few datagrams. */
struct fake_port {
	struct port port;
	uint8_t slot[NET_SLOTS][2048];
	uint32_t len[NET_SLOTS];
	struct flow stream[NET_SLOTS];
	uint32_t longest; /* datagram that there is ever room for */
	unsigned n, room, flushes;
};

struct net {
	struct att_loop loop;
	struct att_links links;
	struct att_config_modem config;
	struct fake_port fake;
	char log[4096];
	char problem[ATT_OBSERVED_WORDS]; /* "": none */
	unsigned observed, changes;	  /* so often */
	uint64_t now_ms;		  /* the time of the loop */
};

/* Go into a new namespace, or remember why that cannot be. */
void net_namespace(void);
/* Skip the test if there is none. */
void net_need(void);
int net_setup(void **state);
int net_teardown(void **state);
void net_attach(struct net *net);
/* A link with an IPv4 address; gateway may be NULL. */
struct att_effect net_link_up(uint32_t session, const char *address,
			      uint8_t prefix, const char *gateway);
/* Attached, and session 0 up as 10.64.0.2/30. */
void net_online(struct net *net);
void net_turn(struct net *net);
/* So much time passes, with all that happens in it. */
void net_pass(struct net *net, uint64_t ms);

#endif
