/* IPv6 by router advertisement on a link, from simodem's far side, against the
 * real kernel in a network namespace of the test's own. Time is the test's, but
 * the kernel's answers are waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "linux_net.h"
#include "tools/simodem/sim.h"

#define PATIENCE 5000 /* turns, a millisecond each */

static struct sim_host *far_side;

static void to_host(void *ctx, uint8_t session, struct att_bytes datagram)
{
	struct net *net = ctx;

	att_links_input(&net->links, (struct flow){session, false}, datagram);
	att_links_input_end(&net->links);
}

static int setup(void **state)
{
	int err = net_setup(state);

	far_side = sim_host_new(to_host, *state, 1500);
	assert_non_null(far_side);
	return err;
}

static int teardown(void **state)
{
	net_teardown(state);
	sim_host_free(far_side);
	return 0;
}

static struct net *begin(void **state)
{
	net_need();
	if (access("/proc/self/net/if_inet6", R_OK) < 0 ||
	    system("ip -V >/dev/null 2>&1") != 0) {
		print_message("# SKIP needs IPv6 and the program ip\n");
		skip();
	}
	return *state;
}

/* What the kernel sends goes to the far side; what that says, back. */
static void turn(struct net *net)
{
	struct fake_port *f = &net->fake;

	net_pass(net, 1);
	for (unsigned i = 0; far_side && i < f->n; i++)
		sim_host_input(far_side, f->stream[i].id,
			       att_bytes_of(f->slot[i], f->len[i]),
			       net->now_ms);
	f->n = 0;
	att_links_writable(&net->links);
}

/* Until a command, of which the shell is told, succeeds. */
static void await(struct net *net, const char *command)
{
	for (int i = 0; i < PATIENCE; i++) {
		turn(net);
		if (i % 10 == 9 && system(command) == 0)
			return;
		usleep(1000);
	}
	print_message("# %s\n%s\n", command, net->log);
	assert_int_equal(system("ip -6 addr; ip -6 route"), 0);
	fail();
}

/* The network gives a link-local address; the rest its router says. */
static void local_up(struct net *net, bool v4)
{
	struct att_effect e = {.kind = ATT_EFFECT_LINK_UP};

	if (v4)
		e = net_link_up(0, "10.64.0.2", 30, "10.64.0.1");
	e.ip.n_ipv6 = 1;
	inet_pton(AF_INET6, "fe80::2", e.ip.ipv6[0].address.b);
	e.ip.ipv6[0].prefix = 64;
	net_attach(net);
	att_links_effect(&net->links, &e);
}

#define HAS_ADDRESS \
	"ip -6 -o addr show dev wwan0 scope global | grep -q 2001:db8:64:"
#define HAS_ROUTE(metric)                                               \
	"[ \"$(ip -6 route show default dev wwan0 metric " metric " | " \
	"grep -c 'via fe80::1')\" = 1 ]"

static void forward(int value)
{
	FILE *f = fopen("/proc/sys/net/ipv6/conf/all/forwarding", "w");

	if (!f) {
		print_message("# SKIP forwarding cannot be switched here\n");
		skip();
	}
	fprintf(f, "%d\n", value);
	fclose(f);
}

static void router_gets_its_address_by_advertisement(void **state)
{
	struct net *net = begin(state);

	forward(1);
	local_up(net, true);
	await(net, HAS_ADDRESS " && " HAS_ROUTE("700"));
	forward(0);
	net_pass(net, 200);
	assert_non_null(strstr(net->log, "link wwan0 by router advertisement"));
	assert_int_equal(system("[ $(ip -6 route show default | wc -l) = 1 ]"),
			 0);
}

/* As when somebody begins to forward later. */
static void address_stays_when_forwarding_begins(void **state)
{
	struct net *net = begin(state);

	local_up(net, true);
	await(net, HAS_ADDRESS " && " HAS_ROUTE("700"));
	forward(1);
	await(net, HAS_ADDRESS " && " HAS_ROUTE("700"));
	forward(0);
}

static void status_has_the_advertised_address_and_router(void **state)
{
	struct net *net = begin(state);
	const struct att_ip_config *ip;

	local_up(net, true);
	await(net, HAS_ADDRESS " && " HAS_ROUTE("700"));
	net_pass(net, 200);
	ip = att_links_ip(&net->links, 0);
	assert_int_equal(ip->n_ipv6, 2);
	assert_memory_equal(ip->ipv6[1].address.b, "\x20\x01\x0d\xb8\0\x64", 6);
	assert_true(ip->has_gateway6);
	assert_int_equal(ip->gateway6.b[0], 0xfe);
	assert_true(net->changes > 0);
}

static void metric_of_an_old_kernel_is_that_of_a_route_of_ours(void **state)
{
	struct net *net = begin(state);

	char folder[] = "/tmp/attache-conf6-XXXXXX", command[128];

	/* a kernel before 5.12 has fewer settings */
	assert_non_null(mkdtemp(folder));
	snprintf(command, sizeof(command),
		 "mkdir %s/wwan0 && echo 0 >%s/wwan0/disable_ipv6", folder,
		 folder);
	assert_int_equal(system(command), 0);
	net->links.env.conf6 = folder;
	local_up(net, true);
	await(net, HAS_ADDRESS " && " HAS_ROUTE("700 proto 77"));
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(system(command), 0);
	att_links_effect(&net->links,
			 &(struct att_effect){.kind = ATT_EFFECT_LINK_DOWN});
	assert_int_equal(system("[ $(ip -6 route show default | wc -l) = 0 ]"),
			 0);
}

static void without_a_default_route_none_is_taken_of_the_router(void **state)
{
	struct net *net = begin(state);

	net->config.session[0].default_route = false;
	local_up(net, true);
	await(net, HAS_ADDRESS);
	assert_int_equal(system("[ $(ip -6 route show default | wc -l) = 0 ]"),
			 0);
}

static void session_of_ipv6_is_not_well_before_its_router_spoke(void **state)
{
	struct net *net = begin(state);

	local_up(net, false);
	assert_string_equal(net->problem,
			    "wwan0: waiting for a router advertisement");
	await(net, HAS_ADDRESS);
	net_pass(net, 200);
	assert_string_equal(net->problem, "");
}

static void router_that_says_nothing_is_told(void **state)
{
	struct net *net = begin(state);

	local_up(net, false);
	net_pass(net, 20100);
	assert_string_equal(net->problem, "wwan0: no router advertisement "
					  "came: no IPv6 address");
}

static void session_of_both_families_is_well_without_a_router(void **state)
{
	struct net *net = begin(state);

	local_up(net, true);
	net_pass(net, 60000);
	assert_string_equal(net->problem, "");
	assert_non_null(strstr(net->log,
			       "wwan0: no router advertisement came: the "
			       "session has no IPv6 address"));
}

static void advertised_address_that_was_deleted_comes_back(void **state)
{
	struct net *net = begin(state);

	local_up(net, true);
	await(net, HAS_ADDRESS " && " HAS_ROUTE("700"));
	net_pass(net, 200);
	assert_int_equal(system("ip -6 addr flush dev wwan0 scope global"), 0);
	net_pass(net, 200);
	assert_non_null(strstr(net->log, "wwan0: the advertised IPv6 address "
					 "is gone: put right"));
	await(net, HAS_ADDRESS " && " HAS_ROUTE("700"));
}

/* IP_CONFIGURATION was empty (MBIM 1.0 10.5.20). */
static void link_without_an_address_of_the_modem_makes_its_own(void **state)
{
	struct net *net = begin(state);
	struct att_effect e = {.kind = ATT_EFFECT_LINK_UP};

	e.ip.slaac6 = true;
	net_attach(net);
	att_links_effect(&net->links, &e);
	await(net, HAS_ADDRESS " && " HAS_ROUTE("700"));
}

#define AS_SET_UP                                                        \
	HAS_ADDRESS " && [ \"$(ip -6 route show default dev wwan0)\" = " \
		    "'default via 2001:db8:64::1 proto 77 src "          \
		    "2001:db8:64::2 metric 700 pref medium' ] && "       \
		    "ip -6 route show 2001:db8:64::/64 dev wwan0 | "     \
		    "grep -q 'proto 77 src 2001:db8:64::2 metric 700'"

static struct net *global_up(void **state)
{
	struct net *net = begin(state);
	struct att_effect e = {.kind = ATT_EFFECT_LINK_UP};

	e.ip.n_ipv6 = 1;
	inet_pton(AF_INET6, "2001:db8:64::2", e.ip.ipv6[0].address.b);
	e.ip.ipv6[0].prefix = 64;
	e.ip.has_gateway6 = true;
	inet_pton(AF_INET6, "2001:db8:64::1", e.ip.gateway6.b);
	net_attach(net);
	att_links_effect(&net->links, &e);
	net_pass(net, 1000);
	assert_int_equal(system(AS_SET_UP), 0);
	return net;
}

static void is_put_right(void **state, const char *command, const char *line)
{
	struct net *net = global_up(state);

	assert_int_equal(system(command), 0);
	net_pass(net, 1000);
	if (!strstr(net->log, line))
		print_message("# %s\n", net->log);
	assert_non_null(strstr(net->log, line));
	assert_int_equal(system(AS_SET_UP), 0);
	assert_string_equal(net->problem, "");
}

/* The kernel keeps an IPv6 route and takes its source away. */
static void address_that_is_flushed_is_put_back_with_its_routes(void **state)
{
	is_put_right(state, "ip -6 addr flush dev wwan0",
		     "wwan0: the IPv6 address is gone: put right\n");
}

static void device_that_is_set_down_gets_its_ipv6_again(void **state)
{
	is_put_right(state, "ip link set wwan0 down",
		     "wwan0: the network device was set down: put right\n");
}

static void default_route_that_another_device_has_taken_is_put_back(
	void **state)
{
	is_put_right(state,
		     "ip tuntap add dev eth9 mode tun && "
		     "ip link set eth9 up && "
		     "ip -6 route replace default dev eth9 metric 700",
		     "wwan0: the IPv6 default route is gone: put right\n");
	assert_int_equal(system("ip link del eth9"), 0);
}

/* The kernel makes one route with two next hops of them. */
static void route_that_shares_its_metric_with_another_is_there(void **state)
{
	struct net *net = global_up(state);

	assert_int_equal(
		system("ip tuntap add dev eth9 mode tun && "
		       "ip link set eth9 up && "
		       "ip -6 addr add 2001:db8:9::2/64 dev eth9 nodad && "
		       "ip -6 route append default via 2001:db8:9::1 dev eth9 "
		       "metric 700 proto 77"),
		0);
	net_pass(net, 60000);
	assert_null(strstr(net->log, "put right"));
	assert_string_equal(net->problem, "");
	assert_int_equal(system("ip link del eth9"), 0);
}

/* Exactly one address, whatever a router says beside the modem. */
static void address_of_the_modem_is_the_only_one(void **state)
{
	struct net *net = begin(state);
	struct att_effect e = {.kind = ATT_EFFECT_LINK_UP};
	char text[8] = "";
	FILE *f;

	e.ip.n_ipv6 = 1;
	inet_pton(AF_INET6, "2001:db8:64::2", e.ip.ipv6[0].address.b);
	e.ip.ipv6[0].prefix = 64;
	net_attach(net);
	att_links_effect(&net->links, &e);
	f = fopen("/proc/sys/net/ipv6/conf/wwan0/accept_ra", "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	assert_string_equal(text, "0\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(router_gets_its_address_by_advertisement),
		TEST(address_stays_when_forwarding_begins),
		TEST(status_has_the_advertised_address_and_router),
		TEST(metric_of_an_old_kernel_is_that_of_a_route_of_ours),
		TEST(without_a_default_route_none_is_taken_of_the_router),
		TEST(session_of_ipv6_is_not_well_before_its_router_spoke),
		TEST(router_that_says_nothing_is_told),
		TEST(session_of_both_families_is_well_without_a_router),
		TEST(advertised_address_that_was_deleted_comes_back),
		TEST(link_without_an_address_of_the_modem_makes_its_own),
		TEST(address_of_the_modem_is_the_only_one),
		TEST(address_that_is_flushed_is_put_back_with_its_routes),
		TEST(device_that_is_set_down_gets_its_ipv6_again),
		TEST(default_route_that_another_device_has_taken_is_put_back),
		TEST(route_that_shares_its_metric_with_another_is_there),
	};

	net_namespace();
	return cmocka_run_group_tests_name("linux_links_ipv6", tests, NULL,
					   NULL);
}
