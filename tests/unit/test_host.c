/* The far side host: IP, ICMP and UDP, good packets and bad ones. */
#include "unit/host_packet.h"

#define MTU 1500

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
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	assert_int_equal(b->w.n, 0); /* every test looks at all answers */
	sim_host_free(b->h);
	free(b);
	return 0;
}

static void packet_echo(struct packet *p, bool v6, size_t n)
{
	uint8_t *icmp = packet_new(p, v6, v6 ? 58 : 1, 8 + n);

	icmp[0] = v6 ? 128 : 8;
	be32(icmp + 4, 0x12340007);
	for (size_t i = 0; i < n; i++)
		icmp[8 + i] = (uint8_t)(i * 5);
	packet_seal(p);
}

static void packet_udp(struct packet *p, bool v6, uint32_t port, size_t n)
{
	uint8_t *udp = packet_new(p, v6, 17, 8 + n);

	be16(udp, 40000);
	be16(udp + 2, port);
	be16(udp + 4, (uint32_t)(8 + n));
	for (size_t i = 0; i < n; i++)
		udp[8 + i] = (uint8_t)(i * 3);
	packet_seal(p);
}

static void echo_request_is_answered_as_any_address(void **state)
{
	struct bench *b = *state;
	struct packet p;

	for (uint32_t i = 0; i < 40; i++) {
		bool v6 = i % 2;
		uint8_t *icmp;

		packet_echo(&p, v6, i);
		p.b[v6 ? 39 : 19] = (uint8_t)i;
		p.session = (uint8_t)i;
		packet_seal(&p);
		packet_input(b->h, &p, 0);
		icmp = packet_check(wire_take(&b->w), &p);
		assert_int_equal(icmp[0], v6 ? 129 : 0);
		assert_memory_equal(icmp + 4, packet_payload(&p) + 4, 4 + i);
		if (v6)
			assert_memory_equal(icmp - 40 + 8, p.b + 24, 16);
	}
}

/* A header with a checksum that others computed. */
static void ipv4_header_checksum_is_verified(void **state)
{
	static const uint8_t header[20] = {
		0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
		0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};
	struct bench *b = *state;
	struct packet p = {.len = 0x73};

	memcpy(p.b, header, 20);
	be16(p.b + 22, 7);
	be16(p.b + 24, 0x73 - 20);
	packet_input(b->h, &p, 0);
	packet_check(wire_take(&b->w), &p);
	p.b[11] ^= 1;
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->bad, 1);
}

static void wrong_payload_checksum_is_dropped(void **state)
{
	struct bench *b = *state;
	struct packet p;

	for (unsigned v6 = 0; v6 < 2; v6++) {
		packet_echo(&p, v6, 5);
		p.b[p.len - 1] ^= 0x10;
		packet_input(b->h, &p, 0);
		packet_udp(&p, v6, 7, 5);
		p.b[p.len - 1] ^= 0x10;
		packet_input(b->h, &p, 0);
	}
	assert_int_equal(b->n->bad, 4);
}

static void packet_cut_anywhere_is_dropped(void **state)
{
	struct bench *b = *state;
	struct packet p;
	uint32_t cuts = 0;

	for (unsigned v6 = 0; v6 < 2; v6++) {
		packet_udp(&p, v6, 7, 9);
		for (; p.len--; cuts++)
			packet_input(b->h, &p, 0);
	}
	assert_int_equal(b->n->bad, cuts);
}

static void bytes_behind_the_packet_are_not_echoed(void **state)
{
	struct bench *b = *state;
	struct packet p, *got;

	for (unsigned v6 = 0; v6 < 2; v6++) {
		packet_udp(&p, v6, 7, 9);
		p.len += 11; /* behind the IP packet */
		packet_input(b->h, &p, 0);
		p.len -= 11;
		got = wire_take(&b->w);
		assert_int_equal(got->len, p.len);
		packet_check(got, &p);
	}
}

static void fragments_are_dropped_and_counted(void **state)
{
	static const uint32_t fields[] = {0x2000, 0x0001, 0x1fff, 0x3000};
	struct bench *b = *state;
	struct packet p;
	uint8_t *header;

	for (size_t i = 0; i < 4; i++) {
		packet_echo(&p, false, 9);
		be16(p.b + 6, fields[i]);
		packet_seal(&p);
		packet_input(b->h, &p, 0);
	}
	header = packet_new(&p, true, 44, 8 + 16);
	header[0] = 17;
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->fragments, 5);
	packet_echo(&p, false, 9);
	be16(p.b + 6, 0x4000); /* only "don't fragment" */
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	packet_check(wire_take(&b->w), &p);
}

static void multicast_and_unspecified_are_not_answered(void **state)
{
	static const uint32_t odd[] = {0xe0000001, 0xffffffff, 0x00000000};
	struct bench *b = *state;
	struct packet p;

	for (size_t i = 0; i < 3; i++) {
		packet_echo(&p, false, 4);
		be32(p.b + 16, odd[i]);
		packet_seal(&p);
		packet_input(b->h, &p, 0);
		packet_echo(&p, false, 4);
		be32(p.b + 12, odd[i]);
		packet_seal(&p);
		packet_input(b->h, &p, 0);
	}
	packet_echo(&p, true, 4);
	p.b[24] = 0xff;
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	packet_udp(&p, true, 7, 4);
	p.b[24] = 0xff;
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	packet_echo(&p, true, 4);
	memset(p.b + 8, 0, 16);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->ignored, 9);
	assert_int_equal(b->n->bad, 0);
}

/* Put n extension headers of 8 bytes before an echo request. */
static void packet_extended(struct packet *p, uint8_t first, unsigned n)
{
	struct packet echo;
	uint8_t *at = packet_new(p, true, 58, 8 * n + 12);

	packet_echo(&echo, true, 4); /* its checksum does not cover them */
	memcpy(at + (size_t)8 * n, packet_payload(&echo), 12);
	for (unsigned i = 0; i < n; i++)
		at[8 * i] = i + 1 == n ? 58 : 60;
	be16(p->b + 4, 8 * n + 12);
	p->b[6] = n ? first : 58;
}

static void extension_headers_are_stepped_over(void **state)
{
	struct bench *b = *state;
	struct packet p;

	for (unsigned n = 0; n < 8; n++) {
		packet_extended(&p, n % 2 ? 0 : 43, n);
		packet_input(b->h, &p, 0);
		packet_check(wire_take(&b->w), &p);
	}
	packet_extended(&p, 0, 9);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->bad, 1);
	packet_extended(&p, 0, 1);
	packet_payload(&p)[1] = 2; /* 24 bytes, of which 20 are there */
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->bad, 2);
}

static void packet_solicitation(struct packet *p)
{
	uint8_t *icmp = packet_new(p, true, 58, 24);

	p->b[7] = 255;
	p->b[24] = 0xff; /* to the solicited-node address */
	p->b[25] = 2;
	icmp[0] = 135;
	icmp[8] = 0xfe;
	icmp[9] = 0x80;
	icmp[23] = 0x77;
	packet_seal(p);
}

static void neighbour_solicitation_is_answered_by_its_target(void **state)
{
	struct bench *b = *state;
	struct packet p, *got;
	uint8_t *icmp;

	packet_solicitation(&p);
	packet_input(b->h, &p, 0);
	got = wire_take(&b->w);
	icmp = packet_check(got, &p);
	assert_int_equal(got->b[7], 255);
	assert_memory_equal(got->b + 8, packet_payload(&p) + 8, 16);
	assert_int_equal(icmp[0], 136);
	assert_int_equal(icmp[4], 0xe0);
	assert_memory_equal(icmp + 8, packet_payload(&p) + 8, 16);
}

static void bad_neighbour_solicitations_are_not_answered(void **state)
{
	struct bench *b = *state;
	struct packet p;

	packet_solicitation(&p);
	p.b[7] = 254; /* it came through a router */
	packet_input(b->h, &p, 0);
	packet_solicitation(&p);
	packet_payload(&p)[8] = 0xff;
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	packet_solicitation(&p);
	p.len -= 4;
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->bad, 3);
	packet_solicitation(&p);
	memset(p.b + 8, 0, 16); /* duplicate address detection */
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->ignored, 1);
}

/* RFC 4861 6.2.3 */
static void router_solicitation_is_answered_with_the_prefix(void **state)
{
	static const uint8_t net[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 0x64};
	struct bench *b = *state;
	struct packet p, *got;
	uint8_t *icmp;

	for (unsigned hops = 254; hops < 256; hops++) {
		icmp = packet_new(&p, true, 58, 8);
		p.b[7] = (uint8_t)hops;
		memset(p.b + 24, 0, 16);
		p.b[24] = 0xff; /* to all routers */
		p.b[25] = 2;
		p.b[39] = 2;
		icmp[0] = 133;
		packet_seal(&p);
		packet_input(b->h, &p, 0);
		assert_int_equal(b->n->bad, 1);
	}
	got = wire_take(&b->w);
	icmp = packet_check(got, &p);
	assert_int_equal(got->b[7], 255);
	assert_int_equal(got->b[8], 0xfe); /* from a link-local address */
	assert_int_equal(icmp[0], 134);
	assert_int_equal(icmp[16], 5);	  /* MTU */
	assert_int_equal(icmp[24], 3);	  /* prefix */
	assert_int_equal(icmp[26], 64);	  /* its length */
	assert_int_equal(icmp[27], 0x40); /* for addresses */
	assert_memory_equal(icmp + 40, net, 16);
	assert_int_equal(icmp[56], 25); /* RDNSS */
}

/* A question for a.example, as RFC 1035 4.1.2 has it. */
static size_t put_query(uint8_t *q, uint8_t type)
{
	static const uint8_t query[] = {
		0x12, 0x34, 1,	 0,   0,   1,	0,   0,	  0, 0, 0, 0, 1, 'a',
		7,    'e',  'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 0, 0, 1};

	memcpy(q, query, sizeof(query));
	q[24] = type;
	return sizeof(query);
}

static void every_name_is_the_router(void **state)
{
	static const uint8_t a4[4] = {10, 64, 0, 1};
	static const uint8_t a6[16] = {0x20, 0x01, 0x0d,    0xb8,
				       0,    0x64, [15] = 1};
	struct bench *b = *state;
	struct packet p;
	uint8_t *dns;

	for (unsigned v6 = 0; v6 < 2; v6++) {
		packet_udp(&p, v6, 53, 27);
		put_query(packet_payload(&p) + 8, v6 ? 28 : 1);
		packet_seal(&p);
		packet_input(b->h, &p, 0);
		dns = packet_check(wire_take(&b->w), &p) + 8;
		assert_int_equal(of16(dns), 0x1234);
		assert_int_equal(of16(dns + 2), 0x8180);
		assert_int_equal(of16(dns + 4), 1);
		assert_int_equal(of16(dns + 6), 1);
		assert_int_equal(of16(dns + 27), 0xc00c);
		assert_int_equal(of16(dns + 37), v6 ? 16 : 4);
		assert_memory_equal(dns + 39, v6 ? a6 : a4, v6 ? 16 : 4);
	}
}

/* The third change of addresses of the second modem's session 0. */
static void names_are_in_the_network_of_the_session(void **state)
{
	static const uint8_t a4[4] = {10, 65, 0, 13};
	struct bench *b = *state;
	struct packet p;
	uint8_t *dns;

	sim_host_network(b->h, 0, sim_network(1, 3, 0));
	packet_udp(&p, false, 53, 27);
	put_query(packet_payload(&p) + 8, 1);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	dns = packet_check(wire_take(&b->w), &p) + 8;
	assert_memory_equal(dns + 39, a4, 4);
}

static void host_can_be_silent(void **state)
{
	struct bench *b = *state;
	struct packet dns, echo;

	packet_udp(&dns, false, 53, 27);
	put_query(packet_payload(&dns) + 8, 1);
	packet_seal(&dns);
	packet_echo(&echo, false, 4);
	for (unsigned i = 0; i < 4; i++) {
		bool ping = i & 1, names = i & 2;

		sim_host_answers(b->h, ping, names);
		packet_input(b->h, &echo, 0);
		packet_input(b->h, &dns, 0);
		assert_int_equal(b->w.n, ping + names);
		while (b->w.n > 0)
			wire_take(&b->w);
	}
}

static void other_questions_have_no_record(void **state)
{
	uint8_t q[SIM_DNS_MAX], out[SIM_DNS_ANSWER_MAX];
	size_t len = put_query(q, 15); /* MX */

	(void)state;
	assert_int_equal(sim_dns_answer(0, att_bytes_of(q, len), out), len);
	assert_int_equal(of16(out + 2), 0x8180);
	assert_int_equal(of16(out + 6), 0);
	q[2] = 0x10; /* STATUS */
	assert_int_equal(sim_dns_answer(0, att_bytes_of(q, len), out), 12);
	assert_int_equal(of16(out + 2), 0x9084);
}

/* Cut anywhere, or with a label that is none: a format error, or nothing. */
static void malformed_queries_have_no_question(void **state)
{
	uint8_t q[SIM_DNS_MAX], out[SIM_DNS_ANSWER_MAX];
	size_t len = put_query(q, 1);

	(void)state;
	for (size_t cut = 0; cut < len; cut++) {
		uint8_t *copy = malloc(cut + 1);

		memcpy(copy, q, cut);
		assert_int_equal(
			sim_dns_answer(0, att_bytes_of(copy, cut), out),
			cut < 12 ? 0 : 12);
		free(copy);
	}
	assert_int_equal(of16(out + 2), 0x8181);
	q[12] = 0xc0; /* compression, in a question */
	assert_int_equal(sim_dns_answer(0, att_bytes_of(q, len), out), 12);
	q[2] = 0x80; /* an answer */
	assert_int_equal(sim_dns_answer(0, att_bytes_of(q, len), out), 0);
}

static void udp_is_echoed(void **state)
{
	struct bench *b = *state;
	struct packet p;
	uint8_t *udp;

	for (unsigned v6 = 0; v6 < 2; v6++) {
		packet_udp(&p, v6, 7, 100);
		packet_input(b->h, &p, 0);
		udp = packet_check(wire_take(&b->w), &p);
		assert_int_equal(of16(udp), 7);
		assert_int_equal(of16(udp + 2), 40000);
		assert_memory_equal(udp + 8, packet_payload(&p) + 8, 100);
	}
}

static void udp_needs_a_checksum_in_ipv6_only(void **state)
{
	struct bench *b = *state;
	struct packet p;

	packet_udp(&p, false, 7, 10);
	be16(packet_payload(&p) + 6, 0);
	packet_input(b->h, &p, 0);
	assert_true(of16(packet_check(wire_take(&b->w), &p) + 6));
	packet_udp(&p, true, 7, 10);
	be16(packet_payload(&p) + 6, 0);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->bad, 1);
}

static void udp_length_is_checked(void **state)
{
	struct bench *b = *state;
	struct packet p;

	packet_udp(&p, false, 7, 10);
	be16(packet_payload(&p) + 4, 19);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	be16(packet_payload(&p) + 4, 7);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->bad, 2);
}

static void other_udp_port_is_unreachable(void **state)
{
	static const size_t lens[] = {4, 1400};
	struct bench *b = *state;
	struct packet p, *got;
	uint8_t *icmp;

	for (unsigned v6 = 0; v6 < 2; v6++) {
		for (unsigned i = 0; i < 2; i++) {
			packet_udp(&p, v6, 54, lens[i]);
			packet_input(b->h, &p, 0);
			got = wire_take(&b->w);
			icmp = packet_check(got, &p);
			assert_int_equal(icmp[0], v6 ? 1 : 3);
			assert_int_equal(icmp[1], v6 ? 4 : 3);
			assert_memory_equal(icmp + 8, p.b,
					    got->len - (v6 ? 48 : 28));
			if (i)
				assert_int_equal(got->len, v6 ? 1280 : 576);
		}
	}
}

static void answer_above_the_mtu_is_dropped_and_counted(void **state)
{
	struct bench *b = *state;
	struct packet p;

	packet_echo(&p, false, MTU - 28);
	packet_input(b->h, &p, 0);
	assert_int_equal(wire_take(&b->w)->len, MTU);
	packet_echo(&p, false, MTU - 27);
	packet_input(b->h, &p, 0);
	packet_echo(&p, true, MTU - 47);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->too_big, 2);
}

static void other_icmp_is_not_answered(void **state)
{
	struct bench *b = *state;
	struct packet p;

	for (unsigned v6 = 0; v6 < 2; v6++) {
		packet_echo(&p, v6, 4);
		packet_payload(&p)[0] = v6 ? 129 : 0; /* a reply */
		packet_seal(&p);
		packet_input(b->h, &p, 0);
		packet_echo(&p, v6, 4);
		p.len -= 5; /* no whole header */
		packet_seal(&p);
		packet_input(b->h, &p, 0);
	}
	assert_int_equal(b->n->ignored, 2);
	assert_int_equal(b->n->bad, 2);
}

static void other_protocols_and_non_ip_are_counted(void **state)
{
	struct bench *b = *state;
	struct packet p;

	packet_new(&p, false, 132, 20);
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	packet_new(&p, false, 58, 20); /* ICMPv6 in IPv4 */
	packet_seal(&p);
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->ignored, 2);
	memset(&p, 0, sizeof(p));
	p.len = 46;
	p.b[1] = 1; /* an ARP request */
	packet_input(b->h, &p, 0);
	assert_int_equal(b->n->bad, 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(echo_request_is_answered_as_any_address),
		T(ipv4_header_checksum_is_verified),
		T(wrong_payload_checksum_is_dropped),
		T(packet_cut_anywhere_is_dropped),
		T(bytes_behind_the_packet_are_not_echoed),
		T(fragments_are_dropped_and_counted),
		T(multicast_and_unspecified_are_not_answered),
		T(extension_headers_are_stepped_over),
		T(neighbour_solicitation_is_answered_by_its_target),
		T(router_solicitation_is_answered_with_the_prefix),
		T(every_name_is_the_router),
		T(other_questions_have_no_record),
		T(malformed_queries_have_no_question),
		T(bad_neighbour_solicitations_are_not_answered),
		T(names_are_in_the_network_of_the_session),
		T(host_can_be_silent),
		T(udp_is_echoed),
		T(udp_needs_a_checksum_in_ipv6_only),
		T(udp_length_is_checked),
		T(other_udp_port_is_unreachable),
		T(answer_above_the_mtu_is_dropped_and_counted),
		T(other_icmp_is_not_answered),
		T(other_protocols_and_non_ip_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
