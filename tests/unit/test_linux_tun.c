/* TUN devices between the real kernel and a port, in a network namespace of the
 * test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux_net.h"

static int udp_socket(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	assert_true(sock >= 0);
	to.sin_addr.s_addr = inet_addr("192.0.2.7");
	assert_int_equal(connect(sock, (struct sockaddr *)&to, sizeof(to)), 0);
	return sock;
}

static void tun_reads_straight_into_the_port(void **state)
{
	struct net *net = *state;
	int sock;

	net_need();
	net_online(net);
	sock = udp_socket();
	assert_int_equal(send(sock, "hello", 5, 0), 5);
	assert_int_equal(send(sock, "world!", 6, 0), 6);
	net_turn(net);
	close(sock);
	assert_int_equal(net->fake.n, 2);
	assert_int_equal(net->fake.flushes, 1);
	assert_int_equal(net->fake.len[0], 20 + 8 + 5);
	assert_int_equal(net->fake.slot[0][0], 0x45);
	assert_memory_equal(net->fake.slot[1] + 28, "world!", 6);
}

static void tun_waits_while_the_port_is_full_and_loses_nothing(void **state)
{
	struct net *net = *state;
	int sock;

	net_need();
	net_online(net);
	net->fake.room = 1;
	sock = udp_socket();
	for (int i = 0; i < 3; i++)
		assert_int_equal(send(sock, &"0123"[i], 1, 0), 1);
	net_turn(net);
	assert_int_equal(net->fake.n, 1);
	/* more from the host does not wake it while the port is full */
	assert_int_equal(send(sock, "3", 1, 0), 1);
	net_turn(net);
	assert_int_equal(net->fake.n, 1);
	net->fake.room = NET_SLOTS;
	att_links_writable(&net->links);
	close(sock);
	assert_int_equal(net->fake.n, 4);
	for (int i = 0; i < 4; i++)
		assert_int_equal(net->fake.slot[i][28], '0' + i);
}

static void a_session_that_is_never_empty_keeps_no_other_out(void **state)
{
	struct net *net = *state;
	struct att_effect e = net_link_up(1, "10.65.0.2", 30, NULL);
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	static const char much[1400];
	unsigned of_other = 0;
	int sock, other;

	net_need();
	net->config.core.n_sessions = 2;
	net->config.session[1] = net->config.session[0];
	net->config.session[1].default_route = false;
	net_online(net);
	att_links_effect(&net->links, &e);
	net->fake.room = 1;
	sock = udp_socket();
	for (int i = 0; i < 9; i++)
		assert_int_equal(send(sock, much, sizeof(much), 0),
				 sizeof(much));
	net_turn(net);
	other = socket(AF_INET, SOCK_DGRAM, 0);
	to.sin_addr.s_addr = inet_addr("10.65.0.1");
	assert_int_equal(
		sendto(other, "one", 3, 0, (struct sockaddr *)&to, sizeof(to)),
		3);
	net_turn(net);
	for (int i = 0; i < 3; i++) {
		net->fake.n = 0;
		att_links_writable(&net->links);
		assert_int_equal(net->fake.n, 1);
		of_other += net->fake.stream[0].id;
	}
	assert_int_equal(of_other, 1);
	close(sock);
	close(other);
}

/* As the kernel empties the queueing discipline of a device that goes down. */
static void what_waits_goes_with_its_session(void **state)
{
	struct net *net = *state;
	struct att_effect e = net_link_up(1, "10.65.0.2", 30, NULL);
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	int sock, other;

	net_need();
	net->config.core.n_sessions = 2;
	net->config.session[1] = net->config.session[0];
	net->config.session[1].default_route = false;
	net_online(net);
	att_links_effect(&net->links, &e);
	net->fake.room = 1;
	sock = udp_socket();
	other = socket(AF_INET, SOCK_DGRAM, 0);
	to.sin_addr.s_addr = inet_addr("10.65.0.1");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(send(sock, "one", 3, 0), 3);
		assert_int_equal(sendto(other, "two", 3, 0,
					(struct sockaddr *)&to, sizeof(to)),
				 3);
	}
	net_turn(net);
	e.kind = ATT_EFFECT_LINK_DOWN;
	att_links_effect(&net->links, &e);
	net->fake.n = 0;
	net->fake.room = NET_SLOTS;
	att_links_writable(&net->links);
	close(sock);
	close(other);
	assert_int_equal(net->fake.n, 2);
	for (unsigned i = 0; i < net->fake.n; i++)
		assert_int_equal(net->fake.stream[i].id, 0);
}

static int stream_program(const struct net *net)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);

	strcpy(at.sun_path, net->config.stream[0].socket);
	assert_int_equal(connect(fd, (const void *)&at, sizeof(at)), 0);
	return fd;
}

static void a_stream_that_is_never_empty_keeps_no_session_out(void **state)
{
	struct net *net = *state;
	char folder[] = "/tmp/attache-tun-XXXXXX";
	unsigned of_session = 0;
	int sock, fd;

	net_need();
	assert_non_null(mkdtemp(folder));
	net->config.core.n_streams = 1;
	snprintf(net->config.stream[0].socket,
		 sizeof(net->config.stream[0].socket), "%s/dss", folder);
	net_online(net);
	fd = stream_program(net);
	net_turn(net);
	net->fake.room = net->fake.n = 1;
	for (int i = 0; i < 9; i++)
		assert_int_equal(send(fd, "much", 4, 0), 4);
	net_turn(net);
	sock = udp_socket();
	assert_int_equal(send(sock, "one", 3, 0), 3);
	net_turn(net);
	for (int i = 0; i < 4; i++) {
		net->fake.n = 0;
		att_links_writable(&net->links);
		assert_int_equal(net->fake.n, 1);
		of_session += !net->fake.stream[0].service;
	}
	assert_int_equal(of_session, 1);
	close(sock);
	close(fd);
	att_stream_close(&net->links.stream[0]);
	assert_int_equal(rmdir(folder), 0);
}

/* One call, cut into datagrams of 600 bytes; by us where the kernel has
 * TUN_F_USO4. */
static void send_super(int sock, unsigned n)
{
	static uint8_t payload[16 * 600];
	int size = 600;

	for (size_t i = 0; i < sizeof(payload); i++)
		payload[i] = (uint8_t)(i / 600);
	assert_int_equal(
		setsockopt(sock, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size)),
		0);
	assert_int_equal(send(sock, payload, n * 600u, 0), n * 600);
}

static void is_datagram_of_super(const struct fake_port *f, unsigned i,
				 unsigned index)
{
	struct att_inet h;

	assert_true(att_inet_parse(&h, att_bytes_of(f->slot[i], f->len[i])));
	assert_true(att_inet_good(&h));
	assert_int_equal(h.payload, 600);
	assert_int_equal(f->slot[i][28], index);
	assert_int_equal(f->slot[i][627], index);
}

static void tun_cuts_super_packets_and_waits_in_the_middle(void **state)
{
	struct net *net = *state;
	int sock;

	net_need();
	net_online(net);
	net->fake.room = 3;
	sock = udp_socket();
	send_super(sock, 7);
	net_turn(net);
	assert_int_equal(net->fake.n, 3);
	for (unsigned i = 0; i < 3; i++)
		is_datagram_of_super(&net->fake, i, i);
	net->fake.n = 0;
	net->fake.room = NET_SLOTS;
	att_links_writable(&net->links);
	close(sock);
	assert_int_equal(net->fake.n, 4);
	for (unsigned i = 0; i < 4; i++)
		is_datagram_of_super(&net->fake, i, 3 + i);
}

/* The device has nothing more, so that nothing wakes it for the rest. */
static void tun_ends_its_turn_behind_a_super_packet(void **state)
{
	struct net *net = *state;
	static const char much[700];
	int sock;

	net_need();
	net_online(net);
	net->links.tun[0].mtu = 700;
	sock = udp_socket();
	for (int i = 0; i < 63; i++) /* too long: all but one of a turn */
		assert_int_equal(send(sock, much, sizeof(much), 0),
				 sizeof(much));
	send_super(sock, 4);
	net_turn(net);
	net_turn(net);
	close(sock);
	assert_int_equal(net->fake.n, 4);
	for (unsigned i = 0; i < 4; i++)
		is_datagram_of_super(&net->fake, i, i);
}

/* Behind a super-packet that waits, of another flow. */
static void datagram_of_a_quiet_flow_overtakes_what_waits(void **state)
{
	struct net *net = *state;
	int sock, quiet;

	net_need();
	net_online(net);
	net->fake.room = 1;
	sock = udp_socket();
	for (int i = 0; i < 3; i++)
		send_super(sock, 16);
	net_turn(net);
	net->fake.n = 0;
	att_links_writable(&net->links);
	quiet = udp_socket();
	assert_int_equal(send(quiet, "quick", 5, 0), 5);
	net_turn(net);
	for (int i = 0; i < 3; i++) { /* 1500 bytes of the other's turn */
		net->fake.n = 0;
		att_links_writable(&net->links);
	}
	close(sock);
	close(quiet);
	assert_int_equal(net->fake.len[0], 33);
	assert_memory_equal(net->fake.slot[0] + 28, "quick", 5);
}

static unsigned pages_in_use(const struct net *net)
{
	static unsigned char in_use[sizeof(struct att_queue_memory) / 4096 + 1];
	unsigned n = 0;

	assert_int_equal(mincore(net->links.transmit.memory,
				 sizeof(struct att_queue_memory), in_use),
			 0);
	for (size_t i = 0; i < sizeof(in_use); i++)
		n += in_use[i] & 1;
	return n;
}

static void memory_is_used_only_while_something_waits(void **state)
{
	struct net *net = *state;
	int sock;

	net_need();
	net_online(net);
	sock = udp_socket();
	send_super(sock, 4);
	net_turn(net);
	assert_int_equal(pages_in_use(net), 0);
	net->fake.room = 1;
	for (int i = 0; i < 10; i++)
		send_super(sock, 16);
	net_turn(net);
	assert_in_range(pages_in_use(net), 20, 100);
	while (net->links.transmit.queue.n) {
		net->fake.n = 0;
		att_links_writable(&net->links);
	}
	net_pass(net, 20000);
	assert_int_equal(pages_in_use(net), 0);
	assert_int_equal(net->links.transmit.rest_timer.at_ms, ATT_LOOP_NEVER);
	/* and again */
	net->fake.n = 0;
	send_super(sock, 2);
	net_turn(net);
	assert_int_equal(net->fake.n, 1);
	net->fake.n = 0;
	att_links_writable(&net->links);
	close(sock);
	is_datagram_of_super(&net->fake, 0, 1);
}

static void tun_forgets_half_a_super_packet_with_its_modem(void **state)
{
	struct net *net = *state;
	int sock;

	net_need();
	net_online(net);
	net->fake.room = 1;
	sock = udp_socket();
	send_super(sock, 4);
	net_turn(net);
	assert_int_equal(net->fake.n, 1);
	att_links_detach(&net->links);
	net->fake.n = 0;
	net->fake.room = NET_SLOTS;
	net_attach(net);
	assert_int_equal(net->fake.n, 0);
	send_super(sock, 1);
	net_turn(net);
	close(sock);
	assert_int_equal(net->fake.n, 1);
	is_datagram_of_super(&net->fake, 0, 0);
}

/* The device may hold what was sent before its MTU was lowered. */
static void tun_drops_what_the_mtu_does_not_let_through(void **state)
{
	struct net *net = *state;
	uint8_t payload[1000] = {0};
	int sock;

	net_need();
	net_online(net);
	net->links.tun[0].mtu = 500;
	sock = udp_socket();
	send_super(sock, 2);
	close(sock);
	sock = udp_socket();
	assert_int_equal(send(sock, payload, 500 - 28 + 1, 0), 473);
	assert_int_equal(send(sock, payload, 500 - 28, 0), 472);
	net_turn(net);
	close(sock);
	assert_int_equal(net->fake.n, 1);
	assert_int_equal(net->fake.len[0], 500);
	assert_in_range(net->links.tun[0].tx_dropped, 2, 3);
}

static void tun_drops_what_is_sent_while_the_modem_is_away(void **state)
{
	struct net *net = *state;
	int sock;

	net_need();
	net_online(net);
	att_links_detach(&net->links);
	sock = udp_socket();
	assert_int_equal(send(sock, "lost", 4, 0), 4);
	net_turn(net);
	assert_int_equal(net->links.tun[0].tx_dropped, 1);
	net_attach(net);
	assert_int_equal(send(sock, "new", 3, 0), 3);
	net_turn(net);
	close(sock);
	assert_int_equal(net->fake.n, 1);
	assert_memory_equal(net->fake.slot[0] + 28, "new", 3);
}

static void tun_asks_the_next_modem_for_no_more_room_than_it_has(void **state)
{
	static const struct port_info wide = {.mtu = 2000,
					      .data = PORT_DATAGRAMS};
	const struct att_effect down = {.kind = ATT_EFFECT_LINK_DOWN};
	struct net *net = *state;
	struct att_effect up = net_link_up(0, "10.64.0.2", 30, "10.64.0.1");
	int sock;

	net_need();
	assert_int_equal(att_links_attach(&net->links, &net->fake.port, &wide),
			 0);
	att_links_effect(&net->links, &up);
	att_links_effect(&net->links, &down);
	att_links_detach(&net->links);
	net->fake.longest = 1500;
	net_online(net);
	sock = udp_socket();
	assert_int_equal(send(sock, "hello", 5, 0), 5);
	net_turn(net);
	assert_int_equal(net->fake.n, 1);
	close(sock);
}

static void datagrams_of_the_modem_reach_their_session_only(void **state)
{
	struct net *net = *state;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(77)};
	/* UDP 192.0.2.7:9 -> 10.64.0.2:77, "pong", without UDP checksum */
	static const uint8_t pong[] = {0x45, 0,	   0,	 32,  0,  0,  0, 0,  64,
				       17,   0xae, 0x84, 192, 0,  2,  7, 10, 64,
				       0,    2,	   0,	 9,   0,  77, 0, 12, 0,
				       0,    'p',  'o',	 'n', 'g'};
	static const uint8_t arp[] = {0, 1, 8, 0, 6, 4, 0, 1};
	char text[8];
	int sock;

	net_need();
	net_online(net);
	sock = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(sock, (struct sockaddr *)&at, sizeof(at)), 0);
	att_links_input(&net->links, (struct flow){0, false},
			att_bytes_of(arp, sizeof(arp)));
	att_links_input(&net->links, (struct flow){1, false},
			att_bytes_of(pong, sizeof(pong)));
	att_links_input(&net->links, (struct flow){0, true},
			att_bytes_of(pong, sizeof(pong)));
	att_links_input_end(&net->links);
	assert_int_equal(recv(sock, text, sizeof(text), 0), -1);
	assert_int_equal(net->links.unknown, 2);
	assert_int_equal(net->links.tun[0].vnet->refused, 1);
	att_links_input(&net->links, (struct flow){0, false},
			att_bytes_of(pong, sizeof(pong)));
	att_links_input_end(&net->links);
	assert_int_equal(recv(sock, text, sizeof(text), 0), 4);
	assert_memory_equal(text, "pong", 4);
	close(sock);
}

/* Each with its number, and all of them in one NTB. */
static void datagrams_of_one_flow_arrive_one_by_one(void **state)
{
	struct net *net = *state;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(77)};
	static uint8_t mem[10][128];
	char text[128];
	int sock;

	net_need();
	net_online(net);
	sock = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(sock, (struct sockaddr *)&at, sizeof(at)), 0);
	for (uint8_t i = 0; i < 10; i++) {
		uint8_t *p = mem[i];
		struct att_inet h = {.p = p, .protocol = ATT_INET_UDP};

		p[0] = 0x45;
		p[6] = 0x40;
		p[8] = 64;
		p[9] = ATT_INET_UDP;
		memcpy(p + 12, "\xc0\0\2\7\x0a\x40\0\2\0\7\0\x4d", 12);
		p[28] = i;
		att_inet_put_len(p, 20, true, 108);
		att_inet_put_sum(p + 26, att_inet_sum(att_inet_pseudo(&h, 108),
						      p + 20, 108));
		att_links_input(&net->links, (struct flow){0, false},
				att_bytes_of(p, 128));
	}
	att_links_input_end(&net->links);
	assert_int_equal(net->links.tun[0].vnet->written, 10);
	for (char i = 0; i < 10; i++) {
		assert_int_equal(recv(sock, text, sizeof(text), 0), 100);
		assert_int_equal(text[0], i);
	}
	close(sock);
}

static void tun_name_that_is_taken_is_refused(void **state)
{
	struct net *net = *state;
	struct att_transmit *t = &net->links.transmit;
	struct att_tun other;

	net_need();
	net_attach(net);
	assert_int_equal(att_tun_open(&other, "wwan0", 1, t), ATT_E_BUSY);
	assert_int_equal(other.fd, -1);
	assert_int_equal(att_tun_open(&other, "lo", 1, t), ATT_E_BUSY);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, net_setup, net_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tun_reads_straight_into_the_port),
		TEST(tun_waits_while_the_port_is_full_and_loses_nothing),
		TEST(a_session_that_is_never_empty_keeps_no_other_out),
		TEST(what_waits_goes_with_its_session),
		TEST(a_stream_that_is_never_empty_keeps_no_session_out),
		TEST(tun_cuts_super_packets_and_waits_in_the_middle),
		TEST(tun_ends_its_turn_behind_a_super_packet),
		TEST(datagram_of_a_quiet_flow_overtakes_what_waits),
		TEST(memory_is_used_only_while_something_waits),
		TEST(tun_forgets_half_a_super_packet_with_its_modem),
		TEST(tun_drops_what_the_mtu_does_not_let_through),
		TEST(tun_drops_what_is_sent_while_the_modem_is_away),
		TEST(tun_asks_the_next_modem_for_no_more_room_than_it_has),
		TEST(datagrams_of_the_modem_reach_their_session_only),
		TEST(datagrams_of_one_flow_arrive_one_by_one),
		TEST(tun_name_that_is_taken_is_refused),
	};

	net_namespace();
	return cmocka_run_group_tests_name("linux_tun", tests, NULL, NULL);
}
