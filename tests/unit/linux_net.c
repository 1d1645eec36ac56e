/* A namespace, a loop, links and a port of a few datagrams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "linux/config_modem.h"
#include "linux_net.h"

static const char *why_not;

static uint8_t *fake_reserve(struct port *port, struct flow stream,
			     uint32_t max)
{
	struct fake_port *f = (struct fake_port *)port;

	if (f->n == f->room || max > f->longest)
		return NULL;
	f->stream[f->n] = stream;
	return f->slot[f->n];
}

static void fake_commit(struct port *port, struct flow stream, uint32_t len)
{
	struct fake_port *f = (struct fake_port *)port;

	assert_int_equal(f->stream[f->n].id, stream.id);
	f->len[f->n] = len;
	f->n += len ? 1 : 0;
}

static void fake_flush(struct port *port)
{
	((struct fake_port *)port)->flushes++;
}

static void remember(void *ctx, const char *line)
{
	struct net *net = ctx;
	size_t n = strlen(net->log);

	snprintf(net->log + n, sizeof(net->log) - n, "%s\n", line);
}

static void observe(void *ctx, const struct att_observation *o)
{
	struct net *net = ctx;

	net->problem[0] = '\0';
	if (o->what == ATT_OBSERVED_LINK_PROBLEM)
		snprintf(net->problem, sizeof(net->problem), "%s", o->words);
	net->observed++;
}

static void changed(void *ctx)
{
	((struct net *)ctx)->changes++;
}

static uint64_t net_clock(void *ctx)
{
	return ((struct net *)ctx)->now_ms;
}

/* So nothing waits for too long. */
static uint64_t no_time(void)
{
	return 0;
}

static const struct port_ops fake_ops = {.send_reserve = fake_reserve,
					 .send_commit = fake_commit,
					 .send_flush = fake_flush};
static const struct port_info with_data = {
	.name = "fake", .mtu = 1500, .data = PORT_DATAGRAMS};

int net_setup(void **state)
{
	static struct net one, *net = &one;
	const struct att_links_host host = {.log = remember,
					    .observe = observe,
					    .changed = changed,
					    .ctx = net};

	memset(net, 0, sizeof(*net));
	*state = net;
	if (why_not)
		return 0;
	att_config_modem_default(&net->config, 0, 1);
	net->fake.port.ops = &fake_ops;
	net->fake.room = NET_SLOTS;
	net->fake.longest = sizeof(net->fake.slot[0]);
	net->now_ms = 1000;
	assert_int_equal(att_loop_init(&net->loop, net_clock, net), 0);
	assert_int_equal(
		att_links_init(&net->links, &net->config, &net->loop, &host),
		0);
	net->links.transmit.clock_us = no_time;
	return 0;
}

int net_teardown(void **state)
{
	struct net *net = *state;

	if (why_not)
		return 0;
	att_links_fini(&net->links);
	att_loop_fini(&net->loop);
	return 0;
}

void net_need(void)
{
	if (!why_not)
		return;
	print_message("# SKIP %s\n", why_not);
	skip();
}

void net_attach(struct net *net)
{
	assert_int_equal(
		att_links_attach(&net->links, &net->fake.port, &with_data), 0);
	att_links_take_over(&net->links);
}

struct att_effect net_link_up(uint32_t session, const char *address,
			      uint8_t prefix, const char *gateway)
{
	struct att_effect e = {.kind = ATT_EFFECT_LINK_UP, .session = session};

	e.ip.n_ipv4 = 1;
	e.ip.ipv4[0].prefix = prefix;
	inet_pton(AF_INET, address, e.ip.ipv4[0].address.b);
	if (gateway) {
		e.ip.has_gateway4 = true;
		inet_pton(AF_INET, gateway, e.ip.gateway4.b);
	}
	return e;
}

void net_online(struct net *net)
{
	struct att_effect e = net_link_up(0, "10.64.0.2", 30, "10.64.0.1");

	net_attach(net);
	att_links_effect(&net->links, &e);
}

void net_turn(struct net *net)
{
	assert_int_equal(att_loop_turn(&net->loop, 0), 0);
}

void net_pass(struct net *net, uint64_t ms)
{
	uint64_t end_ms = net->now_ms + ms;

	net_turn(net); /* what the kernel has to tell by now */
	while (net->now_ms < end_ms) {
		int wait = att_loop_wait_ms(&net->loop);

		if (wait < 0 || net->now_ms + (unsigned)wait > end_ms)
			net->now_ms = end_ms;
		else
			net->now_ms += (unsigned)wait;
		net_turn(net);
	}
}

void net_namespace(void)
{
	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		why_not = "no network namespace can be made here";
	else if (access("/dev/net/tun", R_OK | W_OK) < 0)
		why_not = "/dev/net/tun cannot be opened";
}
