/* The kernel's own network device, and its VLANs for further sessions, in a
 * network namespace of the test's own. A TAP device stands for cdc_mbim's. With
 * the argument "vlans" it tests those: a guest of tests/vm has 8021q. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "linux/links.h"

#define NETDEV "wwp0s1"

struct rig {
	struct mbim_loop loop;
	struct mbim_links links;
	struct mbim_config config;
	struct mbim_port port;
	struct mbim_port_info info;
	int kernel; /* keeps the device */
	char log[2048];
};

static const char *why_not;

static void remember(void *ctx, const char *line)
{
	struct rig *rig = ctx;
	size_t n = strlen(rig->log);

	snprintf(rig->log + n, sizeof(rig->log) - n, "%s\n", line);
}

static void start_links(struct rig *rig)
{
	assert_int_equal(mbim_links_init(&rig->links, &rig->config, &rig->loop,
					 remember, rig),
			 0);
}

static int make_netdev(void)
{
	struct ifreq ifr = {.ifr_name = NETDEV, .ifr_flags = IFF_TAP};
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(ioctl(fd, TUNSETIFF, &ifr), 0);
	return fd;
}

static int setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	*state = &rig;
	if (why_not)
		return 0;
	mbim_config_default(&rig.config);
	rig.config.core.n_sessions = 2;
	rig.config.session[1] = rig.config.session[0];
	rig.config.session[1].metric = 701;
	rig.info = (struct mbim_port_info){
		.name = "/dev/cdc-wdm0", .mtu = 1500, .netdev = NETDEV};
	assert_int_equal(mbim_loop_init(&rig.loop, NULL, NULL), 0);
	rig.kernel = make_netdev();
	start_links(&rig);
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	if (why_not)
		return 0;
	mbim_links_fini(&rig->links);
	close(rig->kernel);
	mbim_loop_fini(&rig->loop);
	return 0;
}

static void need_namespace(void)
{
	if (!why_not)
		return;
	print_message("# SKIP %s\n", why_not);
	skip();
}

static void attach(struct rig *rig)
{
	assert_int_equal(mbim_links_attach(&rig->links, &rig->port, &rig->info),
			 0);
}

static void link_up(struct rig *rig, uint32_t session, const char *address,
		    uint32_t mtu)
{
	struct mbim_effect e = {.kind = MBIM_EFFECT_LINK_UP,
				.session = session};

	e.ip.n_ipv4 = 1;
	e.ip.ipv4[0].prefix = 30;
	e.ip.mtu = mtu;
	inet_pton(AF_INET, address, e.ip.ipv4[0].address.b);
	mbim_links_effect(&rig->links, &e);
}

static void link_down(struct rig *rig, uint32_t session)
{
	const struct mbim_effect e = {.kind = MBIM_EFFECT_LINK_DOWN,
				      .session = session};

	mbim_links_effect(&rig->links, &e);
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
	struct rig *rig = *state;

	need_namespace();
	rig->config.core.n_sessions = 1;
	attach(rig);
	link_up(rig, 0, "10.64.0.2", 1430);
	assert_string_equal(rig->log,
			    "link " NETDEV " up 10.64.0.2/30 mtu 1430\n");
	assert_true(is_up(NETDEV));
	assert_int_equal(mtu_of(NETDEV), 1430);
	link_down(rig, 0);
	assert_false(is_up(NETDEV));
}

static void a_device_that_has_gone_is_told_and_nothing_is_configured(
	void **state)
{
	struct rig *rig = *state;

	need_namespace();
	strcpy(rig->info.netdev, "wwgone");
	attach(rig);
	assert_string_equal(rig->log,
			    "network device wwgone: No such device: addresses "
			    "are only shown\n");
	link_up(rig, 0, "10.64.0.2", 0);
	link_up(rig, 1, "10.64.1.2", 0);
	assert_non_null(strstr(rig->log, "link wwgone up 10.64.0.2/30"));
	assert_null(strstr(rig->log, "refused"));
	link_down(rig, 0);
}

static void further_sessions_are_vlans_of_the_kernels_device(void **state)
{
	struct rig *rig = *state;
	struct sockaddr_in address;
	struct ifreq ifr;

	need_namespace();
	attach(rig);
	vlans_are("wwan0|1|" NETDEV "\n");
	link_up(rig, 0, "10.64.0.2", 0);
	link_up(rig, 1, "10.64.1.2", 0);
	assert_non_null(strstr(rig->log, "link " NETDEV " up 10.64.0.2/30"));
	assert_non_null(strstr(rig->log, "link wwan0 up 10.64.1.2/30"));
	assert_null(strstr(rig->log, "refused"));
	ifr = ask("wwan0", SIOCGIFADDR);
	memcpy(&address, &ifr.ifr_addr, sizeof(address));
	assert_int_equal(address.sin_addr.s_addr, inet_addr("10.64.1.2"));
}

static void a_vlan_has_the_name_of_the_configuration(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	strcpy(rig->config.session[1].device, "ims");
	attach(rig);
	vlans_are("ims|1|" NETDEV "\n");
}

static void the_device_below_is_up_while_a_session_needs_it(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	attach(rig);
	link_up(rig, 1, "10.64.1.2", 0);
	assert_true(is_up(NETDEV));
	assert_true(is_up("wwan0"));
	link_up(rig, 0, "10.64.0.2", 0);
	link_down(rig, 0);
	assert_true(is_up(NETDEV));
	assert_true(is_up("wwan0"));
	link_down(rig, 1);
	assert_false(is_up("wwan0"));
	assert_false(is_up(NETDEV));
}

static void a_vlan_is_never_wider_than_the_device_below(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	attach(rig);
	link_up(rig, 0, "10.64.0.2", 1400);
	link_up(rig, 1, "10.64.1.2", 1500);
	assert_int_equal(mtu_of("wwan0"), 1400);
	link_down(rig, 0);
	link_down(rig, 1);
	link_up(rig, 1, "10.64.1.2", 1500);
	assert_int_equal(mtu_of("wwan0"), 1500);
	assert_int_equal(mtu_of(NETDEV), 1500);
	assert_null(strstr(rig->log, "cannot"));
}

static void vlans_that_attache_made_are_gone_at_its_end(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	attach(rig);
	link_up(rig, 1, "10.64.1.2", 0);
	/* as when the port is reset: the device stays */
	mbim_links_detach(&rig->links);
	attach(rig);
	vlans_are("wwan0|1|" NETDEV "\n");
	mbim_links_fini(&rig->links);
	vlans_are("");
	start_links(rig);
}

static void a_vlan_of_somebody_else_is_used_and_left(void **state)
{
	struct rig *rig = *state;
	struct mbim_rtnl_vlan vlan;

	need_namespace();
	assert_int_equal(mbim_rtnl_vlan(&rig->links.rtnl,
					(int)if_nametoindex(NETDEV), 1,
					"theirs", &vlan),
			 0);
	assert_true(vlan.made);
	attach(rig);
	link_up(rig, 1, "10.64.1.2", 0);
	assert_non_null(strstr(rig->log, "link theirs up 10.64.1.2/30"));
	mbim_links_fini(&rig->links);
	vlans_are("theirs|1|" NETDEV "\n");
	start_links(rig);
}

static void a_session_whose_vlan_cannot_be_made_is_told(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	strcpy(rig->config.session[1].device, "lo");
	attach(rig);
	link_up(rig, 0, "10.64.0.2", 0);
	link_up(rig, 1, "10.64.1.2", 0);
	assert_non_null(strstr(
		rig->log, "session 1 has no network device: VLAN 1 of " NETDEV
			  " cannot be made: "));
	assert_true(is_up(NETDEV));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest devices[] = {
		TEST(the_kernels_device_is_the_link_of_session_0),
		TEST(a_device_that_has_gone_is_told_and_nothing_is_configured),
		TEST(a_session_whose_vlan_cannot_be_made_is_told),
	};
	const struct CMUnitTest vlans[] = {
		TEST(further_sessions_are_vlans_of_the_kernels_device),
		TEST(a_vlan_has_the_name_of_the_configuration),
		TEST(the_device_below_is_up_while_a_session_needs_it),
		TEST(a_vlan_is_never_wider_than_the_device_below),
		TEST(vlans_that_attache_made_are_gone_at_its_end),
		TEST(a_vlan_of_somebody_else_is_used_and_left),
	};

	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		why_not = "no network namespace can be made here";
	else if (access("/dev/net/tun", R_OK | W_OK) < 0)
		why_not = "/dev/net/tun cannot be opened";
	if (argc > 1 && !strcmp(argv[1], "vlans"))
		return cmocka_run_group_tests_name("linux_vlans", vlans, NULL,
						   NULL);
	return cmocka_run_group_tests_name("linux_kernel_links", devices, NULL,
					   NULL);
}
