/* The kernel's own network device, and its VLANs for further sessions, in a
 * network namespace of the test's own. A TAP device stands for cdc_mbim's. With
 * the argument "vlans" it tests those: a guest of tests/vm has 8021q. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux_net.h"

#define NETDEV "wwp0s1"

static int netdev = -1; /* keeps the device */
static struct port_info info;

static void make_netdev(void)
{
	struct ifreq ifr = {.ifr_name = NETDEV, .ifr_flags = IFF_TAP};

	netdev = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	assert_true(netdev >= 0);
	assert_int_equal(ioctl(netdev, TUNSETIFF, &ifr), 0);
}

/* Two sessions on the kernel's device. */
static struct net *begin(void **state)
{
	struct net *net = *state;
	struct att_config_modem *c = &net->config;

	net_need();
	make_netdev();
	c->core.n_sessions = 2;
	c->session[1] = c->session[0];
	c->session[1].metric = 701;
	info = (struct port_info){.name = "/dev/cdc-wdm0",
				  .mtu = 1500,
				  .data = PORT_KERNEL,
				  .netdev = NETDEV};
	return net;
}

static void attach(struct net *net)
{
	assert_int_equal(att_links_attach(&net->links, &net->fake.port, &info),
			 0);
}

/* attache ends. */
static void end_links(struct net *net)
{
	struct att_links *l = &net->links;
	const struct att_links_host host = l->host;
	const struct att_config_modem *config = l->config;
	struct att_loop *loop = l->loop;

	att_links_fini(l);
	memset(l, 0, sizeof(*l));
	assert_int_equal(att_links_init(l, config, loop, &host), 0);
}

static int teardown(void **state)
{
	net_teardown(state);
	close(netdev);
	netdev = -1;
	return 0;
}

static void link_up(struct net *net, uint32_t session, const char *address,
		    uint32_t mtu)
{
	struct att_effect e = net_link_up(session, address, 30, NULL);

	e.ip.mtu = mtu;
	att_links_effect(&net->links, &e);
}

static void link_down(struct net *net, uint32_t session)
{
	const struct att_effect e = {.kind = ATT_EFFECT_LINK_DOWN,
				     .session = session};

	att_links_effect(&net->links, &e);
}

static struct ifreq ask(const char *dev, unsigned long request)
{
	int sock = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr = {.ifr_flags = 0};

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	assert_int_equal(ioctl(sock, request, &ifr), 0);
	close(sock);
	return ifr;
}

static bool is_up(const char *dev)
{
	return ask(dev, SIOCGIFFLAGS).ifr_flags & IFF_UP;
}

static int mtu_of(const char *dev)
{
	return ask(dev, SIOCGIFMTU).ifr_mtu;
}

/* The VLANs of the namespace, as "name|id|device\n". */
static void vlans_are(const char *expected)
{
	char line[256], name[17], below[17], text[512] = "";
	FILE *f = fopen("/proc/self/net/vlan/config", "r");
	size_t n = 0;
	unsigned id;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%16s | %u | %16s", name, &id, below) == 3)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
					      "%s|%u|%s\n", name, id, below);
	fclose(f);
	assert_string_equal(text, expected);
}

static void the_kernels_device_is_the_link_of_session_0(void **state)
{
	struct net *net = begin(state);

	net->config.core.n_sessions = 1;
	attach(net);
	link_up(net, 0, "10.64.0.2", 1430);
	assert_string_equal(net->log,
			    "link " NETDEV " up 10.64.0.2/30 mtu 1430\n");
	assert_true(is_up(NETDEV));
	assert_int_equal(mtu_of(NETDEV), 1430);
	link_down(net, 0);
	assert_false(is_up(NETDEV));
}

static void a_device_that_has_gone_is_told_and_nothing_is_configured(
	void **state)
{
	struct net *net = begin(state);

	strcpy(info.netdev, "wwgone");
	attach(net);
	assert_string_equal(
		net->log,
		"error: network device wwgone: No such device: addresses "
		"are only shown\n");
	link_up(net, 0, "10.64.0.2", 0);
	link_up(net, 1, "10.64.1.2", 0);
	assert_non_null(strstr(net->log, "link wwgone up 10.64.0.2/30"));
	assert_null(strstr(net->log, "refused"));
	link_down(net, 0);
}

static void device_that_goes_with_its_modem_is_no_fight(void **state)
{
	struct net *net = begin(state);

	net->config.core.n_sessions = 1;
	attach(net);
	link_up(net, 0, "10.64.0.2", 1430);
	close(netdev); /* before the port says so */
	net_pass(net, 5000);
	assert_string_equal(net->problem,
			    NETDEV ": the network device is gone");
	assert_null(strstr(net->log, "error"));
	att_links_detach(&net->links);
	make_netdev();
	attach(net);
	link_up(net, 0, "10.64.0.2", 1430);
	assert_string_equal(net->problem, "");
}

static void mtu_that_the_device_refuses_is_no_problem(void **state)
{
	struct net *net = begin(state);

	net->config.core.n_sessions = 1;
	info.mtu = 65535; /* a TAP device takes no more than 65521 */
	attach(net);
	link_up(net, 0, "10.64.0.2", 65535);
	net_pass(net, 5000);
	assert_string_equal(net->problem, "");
	assert_non_null(strstr(net->log, "error: " NETDEV ": MTU 65535 "
					 "refused: Invalid argument\n"));
	assert_null(strstr(net->log, "put right"));
	assert_true(is_up(NETDEV));
	assert_int_equal(att_links_ip(&net->links, 0)->mtu, 1500);
}

static void further_sessions_are_vlans_of_the_kernels_device(void **state)
{
	struct net *net = begin(state);
	struct sockaddr_in address;
	struct ifreq ifr;

	attach(net);
	vlans_are("wwan0|1|" NETDEV "\n");
	link_up(net, 0, "10.64.0.2", 0);
	link_up(net, 1, "10.64.1.2", 0);
	assert_non_null(strstr(net->log, "link " NETDEV " up 10.64.0.2/30"));
	assert_non_null(strstr(net->log, "link wwan0 up 10.64.1.2/30"));
	assert_null(strstr(net->log, "refused"));
	ifr = ask("wwan0", SIOCGIFADDR);
	memcpy(&address, &ifr.ifr_addr, sizeof(address));
	assert_int_equal(address.sin_addr.s_addr, inet_addr("10.64.1.2"));
}

static void a_vlan_has_the_name_of_the_configuration(void **state)
{
	struct net *net = begin(state);

	strcpy(net->config.session[1].device, "ims");
	attach(net);
	vlans_are("ims|1|" NETDEV "\n");
}

static void the_device_below_is_up_while_a_session_needs_it(void **state)
{
	struct net *net = begin(state);

	attach(net);
	link_up(net, 1, "10.64.1.2", 0);
	assert_true(is_up(NETDEV));
	assert_true(is_up("wwan0"));
	link_up(net, 0, "10.64.0.2", 0);
	link_down(net, 0);
	assert_true(is_up(NETDEV));
	assert_true(is_up("wwan0"));
	link_down(net, 1);
	assert_false(is_up("wwan0"));
	assert_false(is_up(NETDEV));
}

static void a_vlan_is_never_wider_than_the_device_below(void **state)
{
	struct net *net = begin(state);

	attach(net);
	link_up(net, 0, "10.64.0.2", 1400);
	link_up(net, 1, "10.64.1.2", 1500);
	assert_int_equal(mtu_of("wwan0"), 1400);
	link_down(net, 0);
	link_down(net, 1);
	link_up(net, 1, "10.64.1.2", 1500);
	assert_int_equal(mtu_of("wwan0"), 1500);
	assert_int_equal(mtu_of(NETDEV), 1500);
	assert_null(strstr(net->log, "cannot"));
}

static void vlans_that_attache_made_are_gone_at_its_end(void **state)
{
	struct net *net = begin(state);

	attach(net);
	link_up(net, 1, "10.64.1.2", 0);
	/* as when the port is reset: the device stays */
	att_links_detach(&net->links);
	attach(net);
	vlans_are("wwan0|1|" NETDEV "\n");
	end_links(net);
	vlans_are("");
}

/* A run that was killed had three sessions, this one has two. */
static void vlans_of_an_earlier_run_are_used_or_taken_away(void **state)
{
	struct net *net = begin(state);
	struct att_rtnl_vlan vlan;

	for (uint16_t id = 1; id <= 2; id++)
		assert_int_equal(att_rtnl_link_vlan(&net->links.env.rtnl,
						    (int)if_nametoindex(NETDEV),
						    id, "old%d", &vlan),
				 0);
	attach(net);
	vlans_are("old0|1|" NETDEV "\n");
	assert_non_null(strstr(net->log, "old1, was left on it, taken away"));
	end_links(net);
	vlans_are("");
}

static void a_vlan_that_others_delete_is_made_again(void **state)
{
	struct net *net = begin(state);

	attach(net);
	link_up(net, 1, "10.64.1.2", 0);
	assert_int_equal(system("ip link del wwan0"), 0);
	net_pass(net, 1000);
	vlans_are("wwan0|1|" NETDEV "\n");
	assert_non_null(strstr(net->log, "wwan0: the network device is gone: "
					 "put right"));
	assert_string_equal(net->problem, "");
	end_links(net);
	vlans_are("");
}

static void a_vlan_of_session_0_is_a_problem_while_it_is_there(void **state)
{
	struct net *net = begin(state);

	attach(net);
	link_up(net, 0, "10.64.0.2", 0);
	assert_int_equal(system("ip link add link " NETDEV
				" name mute type vlan id 4094"),
			 0);
	net_pass(net, 1000);
	assert_string_equal(net->problem,
			    NETDEV ": VLAN 4094 (mute) takes the data of "
				   "session 0: delete that device");
	assert_int_equal(system("ip link del mute"), 0);
	net_pass(net, 1000);
	assert_string_equal(net->problem, "");
}

static void a_vlan_of_somebody_else_is_used_and_left(void **state)
{
	struct net *net = begin(state);

	assert_int_equal(system("ip link add link " NETDEV
				" name theirs type vlan id 1"),
			 0);
	attach(net);
	link_up(net, 1, "10.64.1.2", 0);
	assert_non_null(strstr(net->log, "link theirs up 10.64.1.2/30"));
	end_links(net);
	vlans_are("theirs|1|" NETDEV "\n");
}

static void a_session_whose_vlan_cannot_be_made_is_told(void **state)
{
	struct net *net = begin(state);

	strcpy(net->config.session[1].device, "lo");
	attach(net);
	link_up(net, 0, "10.64.0.2", 0);
	link_up(net, 1, "10.64.1.2", 0);
	assert_non_null(strstr(
		net->log, "session 1 has no network device: VLAN 1 of " NETDEV
			  " cannot be made: "));
	assert_true(is_up(NETDEV));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, net_setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest devices[] = {
		TEST(the_kernels_device_is_the_link_of_session_0),
		TEST(a_device_that_has_gone_is_told_and_nothing_is_configured),
		TEST(a_session_whose_vlan_cannot_be_made_is_told),
		TEST(device_that_goes_with_its_modem_is_no_fight),
		TEST(mtu_that_the_device_refuses_is_no_problem),
	};
	const struct CMUnitTest vlans[] = {
		TEST(further_sessions_are_vlans_of_the_kernels_device),
		TEST(a_vlan_has_the_name_of_the_configuration),
		TEST(the_device_below_is_up_while_a_session_needs_it),
		TEST(a_vlan_is_never_wider_than_the_device_below),
		TEST(vlans_that_attache_made_are_gone_at_its_end),
		TEST(a_vlan_of_somebody_else_is_used_and_left),
		TEST(vlans_of_an_earlier_run_are_used_or_taken_away),
		TEST(a_vlan_that_others_delete_is_made_again),
		TEST(a_vlan_of_session_0_is_a_problem_while_it_is_there),
	};

	net_namespace();
	if (argc > 1 && !strcmp(argv[1], "vlans"))
		return cmocka_run_group_tests_name("linux_vlans", vlans, NULL,
						   NULL);
	return cmocka_run_group_tests_name("linux_kernel_links", devices, NULL,
					   NULL);
}
