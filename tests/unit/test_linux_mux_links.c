/* Links whose network devices the port has once it was agreed on how the data
 * travels, in a network namespace of the test's own. TAP devices stand for that
 * of qmi_wwan and its muxes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux_net.h"

#define NETDEV "wwp0s1"

static const struct att_data_format raw_ip = {.link = ATT_LINK_RAW_IP};
static const struct att_data_format qmap = {.link = ATT_LINK_RAW_IP,
					    .up = ATT_AGGREGATION_QMAP,
					    .down = ATT_AGGREGATION_QMAP};

static int tap[4] = {-1, -1, -1, -1};
static unsigned n_taps;
static struct port_info info;
static struct port_ops ops;
/* The port. */
static struct att_data_format followed;
static int refusal;

static void make(const char *name)
{
	struct ifreq ifr = {.ifr_flags = IFF_TAP};

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	tap[n_taps] = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	assert_true(tap[n_taps] >= 0);
	assert_int_equal(ioctl(tap[n_taps++], TUNSETIFF, &ifr), 0);
}

static int data_format(struct port *port, const struct att_data_format *f)
{
	(void)port;
	followed = *f;
	return refusal;
}

/* Two muxes at most. */
static int port_netdev(struct port *port, unsigned session, char name[16])
{
	(void)port;
	if (followed.up == ATT_AGGREGATION_NONE) {
		strcpy(name, NETDEV);
		return session ? ATT_E_STATE : 0;
	}
	snprintf(name, 16, "qmimux%u", session);
	if (session < 2 && !if_nametoindex(name))
		make(name);
	return session < 2 ? 0 : ATT_E_IO;
}

static struct net *begin(void **state, unsigned n_sessions)
{
	struct net *net = *state;
	struct att_config_modem *c = &net->config;

	net_need();
	make(NETDEV);
	refusal = 0;
	c->core.n_sessions = n_sessions;
	for (unsigned i = 1; i < n_sessions; i++)
		c->session[i] = c->session[0];
	info = (struct port_info){
		.name = "/dev/cdc-wdm0",
		.speaks = "qmi",
		.data = PORT_KERNEL,
		.links = 1u << ATT_LINK_RAW_IP,
		.netdev = NETDEV,
	};
	ops = *net->fake.port.ops;
	ops.data_format = data_format;
	ops.netdev = port_netdev;
	net->fake.port.ops = &ops;
	assert_int_equal(att_links_attach(&net->links, &net->fake.port, &info),
			 0);
	return net;
}

static int teardown(void **state)
{
	net_teardown(state);
	while (n_taps)
		close(tap[--n_taps]);
	return 0;
}

static bool is_up(const char *dev)
{
	int sock = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr = {.ifr_flags = 0};

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	assert_int_equal(ioctl(sock, SIOCGIFFLAGS, &ifr), 0);
	close(sock);
	return ifr.ifr_flags & IFF_UP;
}

static bool has_ipv6(const char *dev)
{
	char line[128], name[17];
	FILE *f = fopen("/proc/self/net/if_inet6", "r");
	bool found = false;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%*s %*s %*s %*s %*s %16s", name) == 1)
			found |= !strcmp(name, dev);
	fclose(f);
	return found;
}

static void link_up(struct net *net, uint32_t session, const char *address)
{
	struct att_effect e = net_link_up(session, address, 30, NULL);

	att_links_effect(&net->links, &e);
}

static void link_down(struct net *net, uint32_t session)
{
	const struct att_effect e = {.kind = ATT_EFFECT_LINK_DOWN,
				     .session = session};

	att_links_effect(&net->links, &e);
}

static void without_muxes_the_first_session_has_the_device(void **state)
{
	struct net *net = begin(state, 2);

	assert_string_equal(net->log, "");
	assert_int_equal(att_links_follow(&net->links, &raw_ip), 0);
	assert_int_equal(followed.link, ATT_LINK_RAW_IP);
	assert_string_equal(
		net->log,
		"error: session 1 has no network device beside " NETDEV
		": not possible in this state\n");
	link_up(net, 0, "10.64.0.2");
	assert_true(is_up(NETDEV));
	assert_non_null(strstr(net->log, "link " NETDEV " up 10.64.0.2/30"));
}

static void each_session_has_its_mux(void **state)
{
	struct net *net = begin(state, 2);

	assert_int_equal(att_links_follow(&net->links, &qmap), 0);
	link_up(net, 1, "10.64.1.2");
	assert_true(is_up(NETDEV)); /* below it */
	assert_true(is_up("qmimux1"));
	assert_false(is_up("qmimux0"));
	link_up(net, 0, "10.64.0.2");
	assert_non_null(strstr(net->log, "link qmimux1 up 10.64.1.2/30"));
	assert_non_null(strstr(net->log, "link qmimux0 up 10.64.0.2/30"));
	assert_null(strstr(net->log, "error"));
	link_down(net, 0);
	assert_true(is_up(NETDEV));
	link_down(net, 1);
	assert_false(is_up("qmimux1"));
	assert_false(is_up(NETDEV));
}

/* Else the kernel's own IPv6 packets would be sent outside of QMAP. */
static void device_below_muxes_has_no_ipv6_of_its_own(void **state)
{
	struct net *net = begin(state, 1);

	assert_int_equal(att_links_follow(&net->links, &qmap), 0);
	link_up(net, 0, "10.64.0.2");
	assert_true(is_up(NETDEV));
	assert_false(has_ipv6(NETDEV));
}

static void session_without_a_mux_is_told(void **state)
{
	struct net *net = begin(state, 3);

	assert_int_equal(att_links_follow(&net->links, &qmap), 0);
	assert_non_null(strstr(
		net->log,
		"error: session 2 has no network device beside " NETDEV));
	link_up(net, 2, "10.64.2.2");
	assert_null(strstr(net->log, "refused"));
}

static void format_that_the_port_refuses_is_an_error(void **state)
{
	struct net *net = begin(state, 1);

	refusal = ATT_E_VALUE;
	assert_int_equal(att_links_follow(&net->links, &qmap), ATT_E_VALUE);
	assert_int_equal(if_nametoindex("qmimux0"), 0);
}

static void links_that_are_up_keep_their_devices(void **state)
{
	struct net *net = begin(state, 1);

	assert_int_equal(att_links_follow(&net->links, &qmap), 0);
	link_up(net, 0, "10.64.0.2");
	assert_int_equal(att_links_follow(&net->links, &qmap), 0);
	assert_true(is_up("qmimux0"));
	assert_non_null(att_links_ip(&net->links, 0));
}

static void a_mux_that_others_delete_is_made_again(void **state)
{
	struct net *net = begin(state, 1);

	assert_int_equal(att_links_follow(&net->links, &qmap), 0);
	link_up(net, 0, "10.64.0.2");
	close(tap[--n_taps]);
	net_pass(net, 3000);
	assert_true(is_up("qmimux0"));
	assert_non_null(strstr(net->log, "qmimux0: the network device is gone: "
					 "put right"));
	assert_string_equal(net->problem, "");
}

/* qmi_wwan deletes its muxes first. */
static void a_mux_that_goes_with_its_modem_is_left_alone(void **state)
{
	struct net *net = begin(state, 1);

	assert_int_equal(att_links_follow(&net->links, &qmap), 0);
	link_up(net, 0, "10.64.0.2");
	close(tap[--n_taps]);
	net_pass(net, 1500);
	assert_int_equal(if_nametoindex("qmimux0"), 0);
	att_links_detach(&net->links);
	link_down(net, 0);
	net_pass(net, 3000);
	assert_int_equal(if_nametoindex("qmimux0"), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, net_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_muxes_the_first_session_has_the_device),
		TEST(each_session_has_its_mux),
		TEST(device_below_muxes_has_no_ipv6_of_its_own),
		TEST(session_without_a_mux_is_told),
		TEST(format_that_the_port_refuses_is_an_error),
		TEST(links_that_are_up_keep_their_devices),
		TEST(a_mux_that_others_delete_is_made_again),
		TEST(a_mux_that_goes_with_its_modem_is_left_alone),
	};

	net_namespace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
