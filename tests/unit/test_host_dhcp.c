/* The DHCP server of the far side host. */
#include "unit/host_packet.h"

#include <string.h>

#define MTU   1500
#define LEASE 3600u

enum { DISCOVER = 1, OFFER, REQUEST, DECLINE, ACK, NAK };

struct bench {
	struct sim_host *h;
	struct wire w;
	const struct sim_host_counters *n;
};

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	b->h = sim_host_new(wire_send, &b->w, MTU);
	assert_non_null(b->h);
	b->n = sim_host_counters(b->h);
	sim_host_dhcp(b->h, LEASE);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	sim_host_free(b->h);
	free(b);
	return 0;
}

/* A message of a client at 0.0.0.0 to everybody. */
static uint8_t *message(struct packet *p, uint8_t type)
{
	uint8_t *udp = packet_new(p, false, 17, 8 + 300), *dhcp = udp + 8;

	be32(p->b + 12, 0);
	be32(p->b + 16, 0xffffffffu);
	be16(udp, 68);
	be16(udp + 2, 67);
	be16(udp + 4, 8 + 300);
	dhcp[0] = 1;
	be32(dhcp + 4, 0x12345678);
	be32(dhcp + 236, 0x63825363);
	dhcp[240] = 53;
	dhcp[241] = 1;
	dhcp[242] = type;
	dhcp[243] = 255;
	return dhcp + 243;
}

static void ask_for(uint8_t *at, uint32_t address, uint32_t server)
{
	at[0] = 50;
	at[1] = 4;
	be32(at + 2, address);
	at[6] = 54;
	at[7] = 4;
	be32(at + 8, server);
	at[12] = 255;
}

static const uint8_t *option(const uint8_t *dhcp, uint8_t code, uint8_t len)
{
	const uint8_t *o = dhcp + 240;

	while (*o != 255 && *o != code)
		o += 2 + o[1];
	assert_int_equal(*o, code);
	assert_int_equal(o[1], len);
	return o + 2;
}

/* The answer, well formed, from the server to a client. */
static const uint8_t *answer(struct bench *b, uint8_t type, uint32_t to)
{
	struct packet *p = wire_take(&b->w);
	uint8_t *udp = packet_payload(p);

	assert_int_equal(of32(p->b + 12), USER4 - 1);
	assert_int_equal(of32(p->b + 16), to);
	assert_int_equal(payload_sum(p), 0xffff);
	assert_int_equal(of16(udp), 67);
	assert_int_equal(of16(udp + 2), 68);
	assert_int_equal(udp[8], 2);
	assert_int_equal(of32(udp + 8 + 4), 0x12345678);
	assert_int_equal(*option(udp + 8, 53, 1), type);
	assert_int_equal(of32(option(udp + 8, 54, 4)), USER4 - 1);
	return udp + 8;
}

static void dhcp_gives_the_address_of_the_session(void **state)
{
	struct bench *b = *state;
	const uint8_t *dhcp;
	struct packet p;

	message(&p, DISCOVER);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	dhcp = answer(b, OFFER, 0xffffffffu);
	assert_int_equal(of32(dhcp + 16), USER4);
	ask_for(message(&p, REQUEST), USER4, USER4 - 1);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	dhcp = answer(b, ACK, 0xffffffffu);
	assert_int_equal(of32(dhcp + 16), USER4);
	assert_int_equal(of32(option(dhcp, 51, 4)), LEASE);
	assert_int_equal(of32(option(dhcp, 1, 4)), 0xfffffffcu);
	assert_int_equal(of32(option(dhcp, 3, 4)), USER4 - 1);
	assert_int_equal(of32(option(dhcp, 6, 4)), USER4 - 1);
	assert_int_equal(of16(option(dhcp, 26, 2)), MTU);
}

/* By unicast, to the address that it has. */
static void dhcp_renews_what_it_gave(void **state)
{
	struct bench *b = *state;
	uint8_t *end;
	struct packet p;

	end = message(&p, REQUEST);
	be32(end - 243 + 12, USER4);
	be32(p.b + 12, USER4);
	be32(p.b + 16, USER4 - 1);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	answer(b, ACK, USER4);
}

static void dhcp_refuses_another_address(void **state)
{
	struct bench *b = *state;
	struct packet p;

	ask_for(message(&p, REQUEST), USER4 + 8, USER4 - 1);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	answer(b, NAK, 0xffffffffu);
	/* the network has given the session another one meanwhile */
	sim_host_network(b->h, 0, 1);
	ask_for(message(&p, REQUEST), USER4, USER4 + 256 - 1);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(*option(packet_payload(wire_take(&b->w)) + 8, 53, 1),
			 NAK);
}

static void dhcp_leaves_other_servers_alone(void **state)
{
	struct bench *b = *state;
	struct packet p;

	ask_for(message(&p, REQUEST), USER4, USER4 + 77);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->w.n, 0);
	assert_int_equal(b->n->ignored, 1);
}

static void dhcp_does_without_what_it_cannot_read(void **state)
{
	struct bench *b = *state;
	struct packet p;

	for (unsigned cut = 1; cut < 300; cut++) {
		uint8_t *end = message(&p, DISCOVER);

		be16(end - 243 - 8 + 4, 8 + 300 - cut);
		/* an option that says to be longer than the message */
		end[0] = 50;
		end[1] = 255;
		p.len -= cut;
		packet_seal(&p);
		packet_input(b->h, &p, 0);
	}
	/* those that hold the type of the message */
	assert_int_equal(b->w.n, 300 - 243);
}

static void dhcp_server_is_there_only_if_wanted(void **state)
{
	struct bench *b = *state;
	struct packet p;

	sim_host_dhcp(b->h, 0);
	message(&p, DISCOVER);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->w.n, 0);
	assert_int_equal(b->n->ignored, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(dhcp_gives_the_address_of_the_session),
		TEST(dhcp_renews_what_it_gave),
		TEST(dhcp_refuses_another_address),
		TEST(dhcp_leaves_other_servers_alone),
		TEST(dhcp_does_without_what_it_cannot_read),
		TEST(dhcp_server_is_there_only_if_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
