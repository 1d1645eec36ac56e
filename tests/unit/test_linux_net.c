/* Addresses and routes of TUN devices, against the real kernel in a network
 * namespace of the test's own. The kernel's /proc files are the oracle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/rtnl_msg.h"
#include "linux_net.h"

/* The IPv4 routes of the namespace, of which none is the kernel's:
 * "dev dest/mask via gateway metric N\n". */
static void routes_are(const char *expected)
{
	char line[256], dev[17], text[1024] = "";
	unsigned dest, gateway, flags, metric, mask;
	FILE *f = fopen("/proc/self/net/route", "r");
	size_t n = 0;

	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		assert_int_equal(sscanf(line, "%16s %x %x %x %*d %*d %u %x",
					dev, &dest, &gateway, &flags, &metric,
					&mask),
				 6);
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "%s %08x/%08x via %08x metric %u\n", dev,
				      ntohl(dest), ntohl(mask), ntohl(gateway),
				      metric);
	}
	fclose(f);
	assert_string_equal(text, expected);
}

static void ioctl_on(const char *dev, unsigned long request, struct ifreq *ifr)
{
	int sock = socket(AF_INET, SOCK_DGRAM, 0), err;

	memset(ifr, 0, sizeof(*ifr));
	snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "%s", dev);
	err = ioctl(sock, request, ifr) < 0 ? errno : 0;
	close(sock);
	assert_int_equal(err, 0);
}

static void links_get_address_route_and_mtu(void **state)
{
	struct net *net = *state;
	struct att_effect e = net_link_up(0, "10.64.0.2", 30, "10.64.0.1");
	struct ifreq ifr;

	net_need();
	e.ip.mtu = 1430;
	net_attach(net);
	att_links_effect(&net->links, &e);
	assert_string_equal(net->log, "link wwan0 up 10.64.0.2/30 via "
				      "10.64.0.1 mtu 1430\n");
	routes_are("wwan0 00000000/00000000 via 0a400001 metric 700\n"
		   "wwan0 0a400000/fffffffc via 00000000 metric 700\n");
	ioctl_on("wwan0", SIOCGIFMTU, &ifr);
	assert_int_equal(ifr.ifr_mtu, 1430);
	ioctl_on("wwan0", SIOCGIFADDR, &ifr);
	assert_int_equal(
		((struct sockaddr_in *)(void *)&ifr.ifr_addr)->sin_addr.s_addr,
		inet_addr("10.64.0.2"));
	ioctl_on("wwan0", SIOCGIFFLAGS, &ifr);
	assert_true(ifr.ifr_flags & IFF_UP);
}

static void links_reach_a_gateway_outside_the_prefix(void **state)
{
	struct net *net = *state;
	struct att_effect e = net_link_up(0, "10.64.0.2", 32, "10.99.0.1");

	net_need();
	net_attach(net);
	att_links_effect(&net->links, &e);
	routes_are("wwan0 00000000/00000000 via 0a630001 metric 700\n"
		   "wwan0 0a630001/ffffffff via 00000000 metric 700\n");
}

static void links_replace_what_changed(void **state)
{
	struct net *net = *state;
	struct att_effect e = net_link_up(0, "10.64.0.2", 30, "10.64.0.1");
	struct ifreq ifr;

	net_need();
	net_attach(net);
	att_links_effect(&net->links, &e);
	e = net_link_up(0, "10.65.0.2", 30, "10.65.0.1");
	e.kind = ATT_EFFECT_LINK_CHANGE;
	att_links_effect(&net->links, &e);
	routes_are("wwan0 00000000/00000000 via 0a410001 metric 700\n"
		   "wwan0 0a410000/fffffffc via 00000000 metric 700\n");
	ioctl_on("wwan0", SIOCGIFADDR, &ifr);
	assert_int_equal(
		((struct sockaddr_in *)(void *)&ifr.ifr_addr)->sin_addr.s_addr,
		inet_addr("10.65.0.2"));
	assert_non_null(strstr(net->log, "link wwan0 changed 10.65.0.2/30"));
}

static void links_leave_nothing_when_they_go_down(void **state)
{
	struct net *net = *state;
	struct att_effect e = net_link_up(0, "10.64.0.2", 32, "10.99.0.1");
	struct ifreq ifr;

	net_need();
	net_attach(net);
	att_links_effect(&net->links, &e);
	e = (struct att_effect){.kind = ATT_EFFECT_LINK_DOWN};
	att_links_effect(&net->links, &e);
	routes_are("");
	ioctl_on("wwan0", SIOCGIFFLAGS, &ifr);
	assert_false(ifr.ifr_flags & IFF_UP);
	assert_non_null(strstr(net->log, "link wwan0 down\n"));
}

static void links_of_two_sessions_have_devices_of_their_own(void **state)
{
	struct net *net = *state;
	struct att_effect a = net_link_up(0, "10.64.0.2", 30, "10.64.0.1");
	struct att_effect b = net_link_up(1, "10.65.0.2", 30, NULL);

	net_need();
	net->config.core.n_sessions = 2;
	net->config.session[1] = net->config.session[0];
	net->config.session[1].metric = 701;
	net_attach(net);
	att_links_effect(&net->links, &a);
	att_links_effect(&net->links, &b);
	routes_are("wwan0 00000000/00000000 via 0a400001 metric 700\n"
		   "wwan1 00000000/00000000 via 00000000 metric 701\n"
		   "wwan0 0a400000/fffffffc via 00000000 metric 700\n"
		   "wwan1 0a410000/fffffffc via 00000000 metric 701\n");
}

static void links_leave_a_route_of_others_with_the_same_metric(void **state)
{
	struct net *net = *state;
	struct att_effect a = net_link_up(0, "10.64.0.2", 30, NULL);
	struct att_effect b = net_link_up(1, "10.65.0.2", 30, NULL);

	net_need();
	net->config.core.n_sessions = 2;
	net->config.session[1] = net->config.session[0];
	net_attach(net);
	att_links_effect(&net->links, &a);
	att_links_effect(&net->links, &b);
	b = (struct att_effect){.kind = ATT_EFFECT_LINK_DOWN, .session = 1};
	att_links_effect(&net->links, &b);
	routes_are("wwan0 00000000/00000000 via 00000000 metric 700\n"
		   "wwan0 0a400000/fffffffc via 00000000 metric 700\n");
}

/* "20010db8000000000000000000000002/64 dev\n", the kernel's own ones left
 * out. */
static void addresses6_are(const char *expected)
{
	char line[256], dev[17], address[33], text[1024] = "";
	unsigned prefix, flags;
	FILE *f = fopen("/proc/self/net/if_inet6", "r");
	size_t n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		assert_int_equal(sscanf(line, "%32s %*x %x %*x %x %16s",
					address, &prefix, &flags, dev),
				 4);
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "%s/%u flags %02x %s\n", address, prefix,
				      flags, dev);
	}
	fclose(f);
	assert_string_equal(text, expected);
}

static bool has_ipv6(void)
{
	return access("/proc/self/net/if_inet6", R_OK) == 0;
}

static void links_get_ipv6_without_an_address_of_the_kernel(void **state)
{
	struct net *net = *state;
	struct att_effect e = {.kind = ATT_EFFECT_LINK_UP};

	net_need();
	if (!has_ipv6()) {
		print_message("# SKIP the kernel has no IPv6\n");
		skip();
	}
	e.ip.n_ipv6 = 1;
	inet_pton(AF_INET6, "2001:db8::2", e.ip.ipv6[0].address.b);
	e.ip.ipv6[0].prefix = 128;
	net_attach(net);
	att_links_effect(&net->links, &e);
	/* flags 82: permanent, no duplicate address detection */
	addresses6_are("20010db8000000000000000000000002/64 flags 82 wwan0\n");
	e.kind = ATT_EFFECT_LINK_DOWN;
	att_links_effect(&net->links, &e);
	addresses6_are("");
}

/* As of a list of devices that changed while the kernel told it. */
static void answers_that_nobody_took_are_not_those_to_the_next(void **state)
{
	char buf[256];
	struct nlmsghdr *h = att_rtnl_msg_begin(buf, RTM_GETLINK,
						NLM_F_REQUEST | NLM_F_DUMP);
	struct net *net = *state;

	net_need();
	net_attach(net);
	att_rtnl_msg_put_header(h, sizeof(struct ifinfomsg));
	assert_true(send(net->links.env.rtnl.fd, h, h->nlmsg_len, 0) > 0);
	net->links.env.rtnl.unread = true;
	net_online(net);
	assert_string_equal(net->log, "link wwan0 up 10.64.0.2/30 via "
				      "10.64.0.1 mtu 1500\n");
	routes_are("wwan0 00000000/00000000 via 0a400001 metric 700\n"
		   "wwan0 0a400000/fffffffc via 00000000 metric 700\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, net_setup, net_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(links_get_address_route_and_mtu),
		TEST(links_reach_a_gateway_outside_the_prefix),
		TEST(links_replace_what_changed),
		TEST(links_leave_nothing_when_they_go_down),
		TEST(links_of_two_sessions_have_devices_of_their_own),
		TEST(links_leave_a_route_of_others_with_the_same_metric),
		TEST(links_get_ipv6_without_an_address_of_the_kernel),
		TEST(answers_that_nobody_took_are_not_those_to_the_next),
	};

	net_namespace();
	return cmocka_run_group_tests_name("linux_net", tests, NULL, NULL);
}
