/* TUN devices, addresses and routes, against the real kernel in a network
 * namespace of the test's own. The kernel's /proc files are the oracle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/links.h"

#define SLOTS 4

/* A port with room for a few datagrams. */
struct fake_port {
	struct mbim_port port;
	uint8_t slot[SLOTS][2048];
	uint32_t len[SLOTS];
	struct mbim_ntb_stream stream[SLOTS];
	unsigned n, room, flushes;
};

struct rig {
	struct mbim_loop loop;
	struct mbim_links links;
	struct mbim_config config;
	struct fake_port fake;
	char log[2048];
};

static const char *why_not;

static uint8_t *fake_reserve(struct mbim_port *port,
			     struct mbim_ntb_stream stream, uint32_t max)
{
	struct fake_port *f = (struct fake_port *)port;

	assert_true(max <= sizeof(f->slot[0]));
	if (f->n == f->room)
		return NULL;
	f->stream[f->n] = stream;
	return f->slot[f->n];
}

static void fake_commit(struct mbim_port *port, struct mbim_ntb_stream stream,
			uint32_t len)
{
	struct fake_port *f = (struct fake_port *)port;

	assert_int_equal(f->stream[f->n].id, stream.id);
	f->len[f->n] = len;
	f->n += len ? 1 : 0;
}

static void fake_flush(struct mbim_port *port)
{
	((struct fake_port *)port)->flushes++;
}

static void remember(void *ctx, const char *line)
{
	struct rig *rig = ctx;
	size_t n = strlen(rig->log);

	snprintf(rig->log + n, sizeof(rig->log) - n, "%s\n", line);
}

static const struct mbim_port_ops fake_ops = {.send_reserve = fake_reserve,
					      .send_commit = fake_commit,
					      .send_flush = fake_flush};
static const struct mbim_port_info with_data = {
	.name = "fake", .mtu = 1500, .has_data = true};

static int setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	*state = &rig;
	if (why_not)
		return 0;
	mbim_config_default(&rig.config);
	rig.fake.port.ops = &fake_ops;
	rig.fake.room = SLOTS;
	assert_int_equal(mbim_loop_init(&rig.loop, NULL, NULL), 0);
	assert_int_equal(mbim_links_init(&rig.links, &rig.config, &rig.loop,
					 remember, &rig),
			 0);
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	if (why_not)
		return 0;
	mbim_links_fini(&rig->links);
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
	assert_int_equal(
		mbim_links_attach(&rig->links, &rig->fake.port, &with_data), 0);
}

static struct mbim_effect link_up(uint32_t session, const char *address,
				  uint8_t prefix, const char *gateway)
{
	struct mbim_effect e = {.kind = MBIM_EFFECT_LINK_UP,
				.session = session};

	e.ip.n_ipv4 = 1;
	e.ip.ipv4[0].prefix = prefix;
	inet_pton(AF_INET, address, e.ip.ipv4[0].address.b);
	if (gateway) {
		e.ip.has_gateway4 = true;
		inet_pton(AF_INET, gateway, e.ip.gateway4.b);
	}
	return e;
}

/* The IPv4 routes of the namespace, but not those that the kernel makes for
 * the prefix of an address: "dev dest/mask via gateway metric N\n". */
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
		if (metric)
			n += (size_t)snprintf(
				text + n, sizeof(text) - n,
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
	struct rig *rig = *state;
	struct mbim_effect e = link_up(0, "10.64.0.2", 30, "10.64.0.1");
	struct ifreq ifr;

	need_namespace();
	e.ip.mtu = 1430;
	attach(rig);
	mbim_links_effect(&rig->links, &e);
	assert_string_equal(rig->log, "link wwan0 up 10.64.0.2/30 via "
				      "10.64.0.1 mtu 1430\n");
	routes_are("wwan0 00000000/00000000 via 0a400001 metric 700\n");
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
	struct rig *rig = *state;
	struct mbim_effect e = link_up(0, "10.64.0.2", 32, "10.99.0.1");

	need_namespace();
	attach(rig);
	mbim_links_effect(&rig->links, &e);
	routes_are("wwan0 00000000/00000000 via 0a630001 metric 700\n"
		   "wwan0 0a630001/ffffffff via 00000000 metric 700\n");
}

static void links_replace_what_changed(void **state)
{
	struct rig *rig = *state;
	struct mbim_effect e = link_up(0, "10.64.0.2", 30, "10.64.0.1");
	struct ifreq ifr;

	need_namespace();
	attach(rig);
	mbim_links_effect(&rig->links, &e);
	e = link_up(0, "10.65.0.2", 30, "10.65.0.1");
	e.kind = MBIM_EFFECT_LINK_CHANGE;
	mbim_links_effect(&rig->links, &e);
	routes_are("wwan0 00000000/00000000 via 0a410001 metric 700\n");
	ioctl_on("wwan0", SIOCGIFADDR, &ifr);
	assert_int_equal(
		((struct sockaddr_in *)(void *)&ifr.ifr_addr)->sin_addr.s_addr,
		inet_addr("10.65.0.2"));
	assert_non_null(strstr(rig->log, "link wwan0 changed 10.65.0.2/30"));
}

static void links_leave_nothing_when_they_go_down(void **state)
{
	struct rig *rig = *state;
	struct mbim_effect e = link_up(0, "10.64.0.2", 32, "10.99.0.1");
	struct ifreq ifr;

	need_namespace();
	attach(rig);
	mbim_links_effect(&rig->links, &e);
	e = (struct mbim_effect){.kind = MBIM_EFFECT_LINK_DOWN};
	mbim_links_effect(&rig->links, &e);
	routes_are("");
	ioctl_on("wwan0", SIOCGIFFLAGS, &ifr);
	assert_false(ifr.ifr_flags & IFF_UP);
	assert_non_null(strstr(rig->log, "link wwan0 down\n"));
}

static void links_of_two_sessions_have_devices_of_their_own(void **state)
{
	struct rig *rig = *state;
	struct mbim_effect a = link_up(0, "10.64.0.2", 30, "10.64.0.1");
	struct mbim_effect b = link_up(1, "10.65.0.2", 30, NULL);

	need_namespace();
	rig->config.core.n_sessions = 2;
	rig->config.session[1] = rig->config.session[0];
	rig->config.session[1].metric = 701;
	attach(rig);
	mbim_links_effect(&rig->links, &a);
	mbim_links_effect(&rig->links, &b);
	routes_are("wwan0 00000000/00000000 via 0a400001 metric 700\n"
		   "wwan1 00000000/00000000 via 00000000 metric 701\n");
}

static void links_leave_a_route_of_others_with_the_same_metric(void **state)
{
	struct rig *rig = *state;
	struct mbim_effect a = link_up(0, "10.64.0.2", 30, NULL);
	struct mbim_effect b = link_up(1, "10.65.0.2", 30, NULL);

	need_namespace();
	rig->config.core.n_sessions = 2;
	rig->config.session[1] = rig->config.session[0];
	attach(rig);
	mbim_links_effect(&rig->links, &a);
	mbim_links_effect(&rig->links, &b);
	b = (struct mbim_effect){.kind = MBIM_EFFECT_LINK_DOWN, .session = 1};
	mbim_links_effect(&rig->links, &b);
	routes_are("wwan0 00000000/00000000 via 00000000 metric 700\n");
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
	struct rig *rig = *state;
	struct mbim_effect e = {.kind = MBIM_EFFECT_LINK_UP};

	need_namespace();
	if (!has_ipv6()) {
		print_message("# SKIP the kernel has no IPv6\n");
		skip();
	}
	e.ip.n_ipv6 = 1;
	inet_pton(AF_INET6, "2001:db8::2", e.ip.ipv6[0].address.b);
	e.ip.ipv6[0].prefix = 128;
	attach(rig);
	mbim_links_effect(&rig->links, &e);
	/* flags 82: permanent, no duplicate address detection */
	addresses6_are("20010db8000000000000000000000002/64 flags 82 wwan0\n");
	e.kind = MBIM_EFFECT_LINK_DOWN;
	mbim_links_effect(&rig->links, &e);
	addresses6_are("");
}

static int udp_socket(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	assert_true(sock >= 0);
	to.sin_addr.s_addr = inet_addr("192.0.2.7");
	assert_int_equal(connect(sock, (struct sockaddr *)&to, sizeof(to)), 0);
	return sock;
}

static void online(struct rig *rig)
{
	struct mbim_effect e = link_up(0, "10.64.0.2", 30, "10.64.0.1");

	attach(rig);
	mbim_links_effect(&rig->links, &e);
}

static void turn(struct rig *rig)
{
	assert_int_equal(mbim_loop_turn(&rig->loop, 0), 0);
}

static void tun_reads_straight_into_the_port(void **state)
{
	struct rig *rig = *state;
	int sock;

	need_namespace();
	online(rig);
	sock = udp_socket();
	assert_int_equal(send(sock, "hello", 5, 0), 5);
	assert_int_equal(send(sock, "world!", 6, 0), 6);
	turn(rig);
	close(sock);
	assert_int_equal(rig->fake.n, 2);
	assert_int_equal(rig->fake.flushes, 1);
	assert_int_equal(rig->fake.len[0], 20 + 8 + 5);
	assert_int_equal(rig->fake.slot[0][0], 0x45);
	assert_memory_equal(rig->fake.slot[1] + 28, "world!", 6);
}

static void tun_waits_while_the_port_is_full_and_loses_nothing(void **state)
{
	struct rig *rig = *state;
	int sock;

	need_namespace();
	online(rig);
	rig->fake.room = 1;
	sock = udp_socket();
	for (int i = 0; i < 3; i++)
		assert_int_equal(send(sock, &"0123"[i], 1, 0), 1);
	turn(rig);
	assert_int_equal(rig->fake.n, 1);
	/* more from the host does not wake it while the port is full */
	assert_int_equal(send(sock, "3", 1, 0), 1);
	turn(rig);
	assert_int_equal(rig->fake.n, 1);
	rig->fake.room = SLOTS;
	mbim_links_writable(&rig->links);
	close(sock);
	assert_int_equal(rig->fake.n, 4);
	for (int i = 0; i < 4; i++)
		assert_int_equal(rig->fake.slot[i][28], '0' + i);
}

static void tun_drops_what_is_sent_while_the_modem_is_away(void **state)
{
	struct rig *rig = *state;
	int sock;

	need_namespace();
	online(rig);
	mbim_links_detach(&rig->links);
	sock = udp_socket();
	assert_int_equal(send(sock, "lost", 4, 0), 4);
	turn(rig);
	assert_int_equal(rig->links.link[0].tun.tx_dropped, 1);
	attach(rig);
	assert_int_equal(send(sock, "new", 3, 0), 3);
	turn(rig);
	close(sock);
	assert_int_equal(rig->fake.n, 1);
	assert_memory_equal(rig->fake.slot[0] + 28, "new", 3);
}

static void datagrams_of_the_modem_reach_their_session_only(void **state)
{
	struct rig *rig = *state;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(77)};
	/* UDP 192.0.2.7:9 -> 10.64.0.2:77, "pong", without UDP checksum */
	static const uint8_t pong[] = {0x45, 0,	   0,	 32,  0,  0,  0, 0,  64,
				       17,   0xae, 0x84, 192, 0,  2,  7, 10, 64,
				       0,    2,	   0,	 9,   0,  77, 0, 12, 0,
				       0,    'p',  'o',	 'n', 'g'};
	static const uint8_t arp[] = {0, 1, 8, 0, 6, 4, 0, 1};
	char text[8];
	int sock;

	need_namespace();
	online(rig);
	sock = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(sock, (struct sockaddr *)&at, sizeof(at)), 0);
	mbim_links_input(&rig->links, (struct mbim_ntb_stream){0, false},
			 mbim_bytes_of(arp, sizeof(arp)));
	mbim_links_input(&rig->links, (struct mbim_ntb_stream){1, false},
			 mbim_bytes_of(pong, sizeof(pong)));
	mbim_links_input(&rig->links, (struct mbim_ntb_stream){0, true},
			 mbim_bytes_of(pong, sizeof(pong)));
	mbim_links_input_end(&rig->links);
	assert_int_equal(recv(sock, text, sizeof(text), 0), -1);
	assert_int_equal(rig->links.unknown, 2);
	assert_int_equal(rig->links.link[0].tun.vnet->refused, 1);
	mbim_links_input(&rig->links, (struct mbim_ntb_stream){0, false},
			 mbim_bytes_of(pong, sizeof(pong)));
	mbim_links_input_end(&rig->links);
	assert_int_equal(recv(sock, text, sizeof(text), 0), 4);
	assert_memory_equal(text, "pong", 4);
	close(sock);
}

static void tun_name_that_is_taken_is_refused(void **state)
{
	struct rig *rig = *state;
	struct mbim_tun other;

	need_namespace();
	attach(rig);
	assert_int_equal(mbim_tun_open(&other, "wwan0", 1, &rig->loop),
			 MBIM_E_BUSY);
	assert_int_equal(other.fd, -1);
	assert_int_equal(mbim_tun_open(&other, "lo", 1, &rig->loop),
			 MBIM_E_BUSY);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

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
		TEST(tun_reads_straight_into_the_port),
		TEST(tun_waits_while_the_port_is_full_and_loses_nothing),
		TEST(tun_drops_what_is_sent_while_the_modem_is_away),
		TEST(datagrams_of_the_modem_reach_their_session_only),
		TEST(tun_name_that_is_taken_is_refused),
	};

	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		why_not = "no network namespace can be made here";
	else if (access("/dev/net/tun", R_OK | W_OK) < 0)
		why_not = "/dev/net/tun cannot be opened";
	return cmocka_run_group_tests_name("linux_net", tests, NULL, NULL);
}
