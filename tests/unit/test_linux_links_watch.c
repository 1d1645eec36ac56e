/* Links that other programs change: here iproute2's ip, against the real kernel
 * in a network namespace of the test's own. Time is the test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "linux_net.h"

#define AS_SET_UP                                                      \
	"10.64.0.2/30\n"                                               \
	"default via 10.64.0.1 proto 77 src 10.64.0.2 metric 700 \n"   \
	"10.64.0.0/30 proto 77 scope link src 10.64.0.2 metric 700 \n" \
	"up 1500\n"

static struct net *begin(void **state)
{
	struct net *net = *state;

	net_need();
	if (system("ip -V >/dev/null 2>&1") != 0) {
		print_message("# SKIP there is no program ip\n");
		skip();
	}
	net_online(net);
	net_pass(net, 1000);
	net->log[0] = '\0';
	return net;
}

static void other(const char *command)
{
	assert_int_equal(system(command), 0);
}

static void read_all(const char *command, char *text, size_t cap)
{
	FILE *f = popen(command, "r");

	assert_non_null(f);
	text[fread(text, 1, cap - 1, f)] = '\0';
	assert_int_equal(pclose(f), 0);
}

/* Its IPv4 addresses and routes, whether it is up, and its MTU. */
static void device_is(const char *name, const char *expected)
{
	char command[512], text[1024];

	snprintf(command, sizeof(command),
		 "ip -4 -o addr show dev %s | awk '{print $4}' &&"
		 "ip -4 route show dev %s && ip -o link show dev %s | "
		 "sed -E 's/.*<(.*)> mtu ([0-9]+).*/,\\1, \\2/;"
		 "s/.*,UP,.* /up /; s/^,.* /down /'",
		 name, name, name);
	read_all(command, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void says(struct net *net, const char *line)
{
	if (!strstr(net->log, line))
		print_message("# %s\n", net->log);
	assert_non_null(strstr(net->log, line));
}

/* How often a line was said. */
static unsigned count(const struct net *net, const char *text)
{
	unsigned n = 0;

	for (const char *p = net->log; (p = strstr(p, text)); p++)
		n++;
	return n;
}

static void link_is_set_up_with_one_address_and_one_default_route(void **state)
{
	struct net *net = begin(state);

	device_is("wwan0", AS_SET_UP);
	assert_int_equal(net->observed, 0);
}

static void its_own_changes_are_none_of_others(void **state)
{
	struct net *net = begin(state);
	struct att_effect e = net_link_up(0, "10.65.0.2", 30, "10.65.0.1");

	e.kind = ATT_EFFECT_LINK_CHANGE;
	att_links_effect(&net->links, &e);
	net_pass(net, 1000);
	assert_string_equal(net->log, "link wwan0 changed 10.65.0.2/30 via "
				      "10.65.0.1 mtu 1500\n");
	assert_int_equal(net->observed, 0);
}

/* What another program does, what is said of it, within a second. */
static void is_put_right(void **state, const char *command, const char *line)
{
	struct net *net = begin(state);

	other(command);
	net_pass(net, 1000);
	says(net, line);
	device_is("wwan0", AS_SET_UP);
	assert_string_equal(net->problem, "");
}

static void addresses_that_are_flushed_are_put_back(void **state)
{
	is_put_right(state, "ip addr flush dev wwan0",
		     "wwan0: the IPv4 address is gone: put right\n");
}

static void device_that_is_set_down_is_set_up(void **state)
{
	is_put_right(state, "ip link set wwan0 down",
		     "wwan0: the network device was set down: put right\n");
}

static void route_that_is_deleted_is_put_back(void **state)
{
	is_put_right(state, "ip route del default dev wwan0",
		     "wwan0: the IPv4 default route is gone: put right\n");
}

static void route_that_is_replaced_is_put_back(void **state)
{
	is_put_right(state, "ip route replace default dev wwan0 metric 700",
		     "wwan0: the IPv4 default route is gone: put right\n");
}

static void route_to_the_prefix_is_put_back(void **state)
{
	is_put_right(state, "ip route del 10.64.0.0/30 dev wwan0",
		     "wwan0: a route is gone: put right\n");
}

static void mtu_that_is_changed_is_put_right(void **state)
{
	is_put_right(state, "ip link set wwan0 mtu 9000",
		     "wwan0: the MTU is another one: put right\n");
}

static void route_that_another_device_has_taken_is_put_back(void **state)
{
	struct net *net = begin(state);

	other("ip tuntap add dev eth9 mode tun && ip link set eth9 up && "
	      "ip addr add 192.0.2.1/24 dev eth9 && "
	      "ip route replace default dev eth9 metric 700");
	net_pass(net, 1000);
	says(net, "wwan0: the IPv4 default route is gone: put right\n");
	device_is("wwan0", AS_SET_UP);
	other("ip link del eth9");
}

static void routes_of_others_are_left(void **state)
{
	struct net *net = begin(state);

	other("ip route add 198.51.100.0/24 dev wwan0 && "
	      "ip route add default dev wwan0 metric 99");
	net_pass(net, 1000);
	assert_string_equal(net->log, "");
	other("ip route del 198.51.100.0/24 dev wwan0 && "
	      "ip route del default dev wwan0 metric 99");
}

static void second_default_route_with_its_metric_is_taken_away(void **state)
{
	struct net *net = begin(state);

	other("ip route append default dev wwan0 metric 700");
	net_pass(net, 1000);
	says(net, "wwan0: another default route has its metric: put right\n");
	device_is("wwan0", AS_SET_UP);
}

static void device_that_is_deleted_is_made_again(void **state)
{
	is_put_right(state, "ip link del wwan0",
		     "wwan0: the network device is gone: put right\n");
}

static void device_that_is_deleted_while_down_is_made_again(void **state)
{
	struct net *net = begin(state);
	const struct att_effect down = {.kind = ATT_EFFECT_LINK_DOWN};

	att_links_effect(&net->links, &down);
	other("ip link del wwan0");
	net_pass(net, 1000);
	net_online(net);
	device_is("wwan0", AS_SET_UP);
}

static void data_flows_through_a_device_made_again(void **state)
{
	struct net *net = begin(state);

	other("ip link del wwan0");
	net_pass(net, 1000);
	net->fake.n = 0;
	/* nobody answers */
	assert_int_not_equal(
		system("ping -c 1 -W 0.01 10.64.0.1 >/dev/null 2>&1"), 0);
	net_turn(net);
	assert_int_equal(net->fake.n, 1);
}

static void device_that_is_renamed_is_used_by_its_new_name(void **state)
{
	struct net *net = begin(state);

	other("ip link set wwan0 down && ip link set wwan0 name lte7");
	net_pass(net, 1000);
	says(net, "network device wwan0 is called lte7 now\n");
	assert_string_equal(net->links.link[0].name, "lte7");
	assert_true(net->changes > 0);
	device_is("lte7", AS_SET_UP);
	/* the modem is reset, and there again */
	att_links_detach(&net->links);
	net_attach(net);
	assert_string_equal(net->links.link[0].name, "lte7");
}

/* Each time it is put right, the other program does it again. */
static void fight(struct net *net, uint64_t ms)
{
	for (uint64_t at = 0; at < ms; at += 500) {
		other("ip addr flush dev wwan0");
		net_pass(net, 500);
	}
}

static void another_program_that_goes_on_is_told_and_waits_grow(void **state)
{
	struct net *net = begin(state);

	fight(net, 60000);
	assert_string_equal(net->problem, "wwan0: the IPv4 address is gone");
	says(net, "wwan0: the IPv4 address is gone again, by another program: "
		  "it is put right in 1 s\n");
	/* at once three times, then after 1, 2, 4, 8, 16 s */
	assert_in_range(count(net, "put right\n"), 7, 8);
}

static void once_it_stops_the_problem_is_over(void **state)
{
	struct net *net = begin(state);

	fight(net, 60000);
	net_pass(net, 60000);
	assert_string_equal(net->problem, "");
	device_is("wwan0", AS_SET_UP);
	/* and long after, a change is put right at once */
	net_pass(net, 120000);
	other("ip addr flush dev wwan0");
	net_pass(net, 1000);
	assert_string_equal(net->problem, "");
	device_is("wwan0", AS_SET_UP);
}

/* Too many for the socket's buffer: the kernel then drops them. */
static void changes_that_were_too_many_to_be_told_are_found(void **state)
{
	struct net *net = begin(state);

	other("i=0; while [ $i -lt 2000 ]; do "
	      "echo addr add 198.51.100.1/32 dev lo; "
	      "echo addr del 198.51.100.1/32 dev lo; i=$((i+1)); done | "
	      "ip -batch - && ip addr flush dev wwan0");
	net_pass(net, 1000);
	device_is("wwan0", AS_SET_UP);
}

static void disable_ipv6(int value)
{
	FILE *f = fopen("/proc/sys/net/ipv6/conf/default/disable_ipv6", "w");

	if (!f) {
		print_message("# SKIP IPv6 cannot be disabled here\n");
		skip();
	}
	fprintf(f, "%d\n", value);
	fclose(f);
}

static struct att_effect with_ipv6(struct att_effect e)
{
	e.ip.n_ipv6 = 1;
	inet_pton(AF_INET6, "2001:db8::2", e.ip.ipv6[0].address.b);
	e.ip.ipv6[0].prefix = 64;
	return e;
}

static void address_that_the_kernel_refuses_is_a_problem(void **state)
{
	struct net *net = *state;
	struct att_effect e = with_ipv6((struct att_effect){.session = 0});

	net_need();
	disable_ipv6(1);
	net_attach(net);
	disable_ipv6(0);
	att_links_effect(&net->links, &e);
	assert_string_equal(net->problem,
			    "wwan0: IPv6 address refused: Permission denied");
	says(net, "error: wwan0: IPv6 address refused: Permission denied\n");
	/* not in a loop */
	net_pass(net, 600000);
	assert_in_range(count(net, "IPv6 address refused"), 8, 20);
	other("echo 0 >/proc/sys/net/ipv6/conf/wwan0/disable_ipv6");
	net_pass(net, 60000);
	assert_string_equal(net->problem, "");
}

static void session_of_both_families_goes_without_ipv6(void **state)
{
	struct net *net = *state;
	struct att_effect e =
		with_ipv6(net_link_up(0, "10.64.0.2", 30, "10.64.0.1"));

	net_need();
	disable_ipv6(1);
	net_attach(net);
	disable_ipv6(0);
	att_links_effect(&net->links, &e);
	net_pass(net, 600000);
	assert_int_equal(net->observed, 0);
	assert_int_equal(count(net, "wwan0: this host has no IPv6 here "
				    "(disable_ipv6): the session's is not "
				    "used\n"),
			 1);
	assert_int_equal(count(net, "put right"), 0);
	device_is("wwan0", AS_SET_UP);
}

static void status_is_of_the_kernel(void **state)
{
	struct net *net = begin(state);
	const struct att_ip_config *ip;

	other("ip addr add 192.0.2.9/24 dev wwan0");
	net_pass(net, 1000);
	ip = att_links_ip(&net->links, 0);
	assert_non_null(ip);
	assert_int_equal(ip->n_ipv4, 2);
	assert_memory_equal(ip->ipv4[1].address.b, "\xc0\0\2\x09", 4);
	assert_true(net->changes > 0);
	other("ip addr del 192.0.2.9/24 dev wwan0");
	net_pass(net, 1000);
	assert_int_equal(att_links_ip(&net->links, 0)->n_ipv4, 1);
}

static void leftovers_on_a_device_that_stayed_are_taken_away(void **state)
{
	struct net *net = *state;

	net_need();
	other("ip tuntap add dev wwan0 mode tun vnet_hdr && "
	      "ip addr add 10.9.9.9/24 dev wwan0 && ip link set wwan0 up && "
	      "ip route add default dev wwan0 metric 700 proto 77 && "
	      "ip route add 203.0.113.0/24 dev wwan0 proto 77");
	strcpy(net->config.session[0].device, "wwan0");
	net_online(net);
	says(net, "wwan0: addresses and routes that were left on it: ");
	device_is("wwan0", AS_SET_UP);
}

static void name_of_a_device_of_others_is_said(void **state)
{
	static const struct port_info info = {
		.name = "fake", .mtu = 1500, .data = PORT_DATAGRAMS};
	struct net *net = *state;

	net_need();
	strcpy(net->config.session[0].device, "lo");
	assert_true(att_links_attach(&net->links, &net->fake.port, &info) < 0);
	assert_string_equal(net->log, "error: network device lo cannot be "
				      "made: it exists and is not attache's\n");
}

/* A device that stayed is no part of the next test. */
static int teardown(void **state)
{
	net_teardown(state);
	return system("ip link del wwan0 2>/dev/null || true");
}

/* Session 0 is to ask on the link; busybox asks in vain. */
static pid_t ask_by_dhcp(struct net *net)
{
	struct att_effect e = {.kind = ATT_EFFECT_LINK_UP,
			       .ip = {.dhcp4 = true}};

	net_need();
	if (system("busybox udhcpc --help >/dev/null 2>&1") != 0) {
		print_message("# SKIP there is no udhcpc of busybox\n");
		skip();
	}
	net_attach(net);
	att_links_effect(&net->links, &e);
	net->log[0] = '\0';
	return net->links.ask[0].dhcp.child.pid;
}

static void dhcp_client_that_has_ended_is_started_again(void **state)
{
	struct net *net = *state;
	const pid_t *pid = &net->links.ask[0].dhcp.child.pid;
	pid_t first = ask_by_dhcp(net);

	for (unsigned i = 0; i < 2; i++) {
		assert_true(*pid > 0);
		assert_int_equal(kill(*pid, SIGKILL), 0);
		while (*pid)
			assert_int_equal(att_loop_turn(&net->loop, -1), 0);
		net_pass(net, 10000);
	}
	assert_true(*pid > 0);
	assert_int_not_equal(*pid, first);
	assert_int_equal(count(net, "wwan0: the DHCP client has ended\n"), 1);
}

static void dhcp_client_of_a_device_that_was_deleted_ends(void **state)
{
	struct net *net = *state;
	pid_t first = ask_by_dhcp(net);

	other("ip link del wwan0");
	net_pass(net, 1000);
	assert_true(net->links.ask[0].dhcp.child.pid > 0);
	assert_int_not_equal(net->links.ask[0].dhcp.child.pid, first);
	assert_int_equal(kill(first, 0), -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, net_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(link_is_set_up_with_one_address_and_one_default_route),
		TEST(its_own_changes_are_none_of_others),
		TEST(addresses_that_are_flushed_are_put_back),
		TEST(device_that_is_set_down_is_set_up),
		TEST(route_that_is_deleted_is_put_back),
		TEST(route_that_is_replaced_is_put_back),
		TEST(route_to_the_prefix_is_put_back),
		TEST(mtu_that_is_changed_is_put_right),
		TEST(route_that_another_device_has_taken_is_put_back),
		TEST(routes_of_others_are_left),
		TEST(second_default_route_with_its_metric_is_taken_away),
		TEST(device_that_is_deleted_is_made_again),
		TEST(device_that_is_deleted_while_down_is_made_again),
		TEST(data_flows_through_a_device_made_again),
		TEST(device_that_is_renamed_is_used_by_its_new_name),
		TEST(another_program_that_goes_on_is_told_and_waits_grow),
		TEST(once_it_stops_the_problem_is_over),
		TEST(changes_that_were_too_many_to_be_told_are_found),
		TEST(address_that_the_kernel_refuses_is_a_problem),
		TEST(session_of_both_families_goes_without_ipv6),
		TEST(status_is_of_the_kernel),
		TEST(leftovers_on_a_device_that_stayed_are_taken_away),
		TEST(name_of_a_device_of_others_is_said),
		TEST(dhcp_client_that_has_ended_is_started_again),
		TEST(dhcp_client_of_a_device_that_was_deleted_ends),
	};

	net_namespace();
	return cmocka_run_group_tests_name("linux_links_watch", tests, NULL,
					   NULL);
}
