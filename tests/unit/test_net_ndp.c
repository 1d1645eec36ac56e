/* Who answers for those behind a link without addresses below IP. The checksums
 * are judged by the simulated network's own code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/ndp.h"
#include "tools/simodem/host_ip.h"
#include "tools/simodem/sim.h"

enum { HEADER = 40, NS = 24, RS = 8 };

static const uint8_t mac[6] = {2, 0x61, 0x74, 1, 2, 1};
static const uint8_t asker[16] = {0xfe, 0x80, [15] = 2};
static const uint8_t target[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 9};
static const uint8_t none[16] = {0};

static struct att_ndp_link link_of(void)
{
	struct att_ndp_link link = {.prefix_len = 64, .mtu = 1420, .n_dns = 1};

	memcpy(link.mac, mac, 6);
	sim_address6(link.prefix, 0, SIM_NET);
	sim_address6(link.dns[0], 0, SIM_FAR);
	return link;
}

/* A solicitation of this type; its length. */
static size_t solicit(uint8_t *b, uint8_t type, const uint8_t *from, size_t len)
{
	struct sim_flow flow = {.v6 = true, .remote = {0xff, 2, [15] = 1}};

	memset(b, 0, HEADER + len);
	b[HEADER] = type;
	if (type == 135)
		memcpy(b + HEADER + 8, target, 16);
	memcpy(flow.local, from, 16);
	return sim_ip_encode(b, &flow, SIM_IP_ICMPV6, 255, 0, len);
}

/* The answer as its receiver sees it. */
static struct sim_packet heard(const uint8_t *b, size_t len, uint8_t type)
{
	struct sim_packet p;

	sim_ip_decode(0, att_bytes_of(b, len), &p);
	assert_int_equal(p.whole.len, len);
	assert_int_equal(p.protocol, SIM_IP_ICMPV6);
	assert_int_equal(p.hop_limit, 255);
	assert_int_equal(
		sim_ip_checksum(&p.flow, SIM_IP_ICMPV6,
				att_bytes_of(b + HEADER, len - HEADER)),
		0);
	assert_int_equal(b[HEADER], type);
	return p;
}

static void neighbour_has_the_address_of_all(void **state)
{
	struct att_ndp_link link = link_of();
	uint8_t b[HEADER + NS], out[ATT_NDP_ANSWER_MAX];
	size_t len = solicit(b, 135, asker, NS);

	(void)state;
	assert_true(att_ndp_is_solicitation(att_bytes_of(b, len)));
	len = att_ndp_answer(&link, att_bytes_of(b, len), out);
	assert_int_equal(len, HEADER + 32);
	heard(out, len, 136);
	assert_memory_equal(out + 8, target, 16);
	assert_memory_equal(out + 24, asker, 16);
	assert_int_equal(out[HEADER + 4], 0xe0);
	assert_memory_equal(out + HEADER + 8, target, 16);
	assert_int_equal(out[HEADER + 24], 2);
	assert_int_equal(out[HEADER + 25], 1);
	assert_memory_equal(out + HEADER + 26, mac, 6);
}

static void nobody_has_what_is_probed(void **state)
{
	struct att_ndp_link link = link_of();
	uint8_t b[HEADER + NS], out[ATT_NDP_ANSWER_MAX];
	size_t len = solicit(b, 135, none, NS);

	(void)state;
	assert_int_equal(att_ndp_answer(&link, att_bytes_of(b, len), out), 0);
	solicit(b, 135, target, NS);
	assert_int_equal(att_ndp_answer(&link, att_bytes_of(b, len), out), 0);
}

/* RFC 4861 7.1.1: from beyond a router, cut off, of another code. */
static void invalid_solicitation_is_not_answered(void **state)
{
	struct att_ndp_link link = link_of();
	uint8_t b[HEADER + NS], out[ATT_NDP_ANSWER_MAX];

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		size_t len = solicit(b, 135, asker, NS);

		if (i == 0)
			b[7] = 254;
		else if (i == 1)
			len--;
		else if (i == 2)
			b[HEADER + 1] = 1;
		else
			b[6] = SIM_IP_UDP;
		assert_false(att_ndp_is_solicitation(att_bytes_of(b, len)));
		assert_int_equal(
			att_ndp_answer(&link, att_bytes_of(b, len), out), 0);
	}
}

static void router_advertises_prefix_mtu_and_dns(void **state)
{
	struct att_ndp_link link = link_of();
	uint8_t b[HEADER + RS], out[ATT_NDP_ANSWER_MAX], prefix[8];
	size_t len = solicit(b, 133, asker, RS);
	const uint8_t *option = out + HEADER + 16;

	(void)state;
	len = att_ndp_answer(&link, att_bytes_of(b, len), out);
	assert_int_equal(len, HEADER + 16 + 8 + 8 + 32 + 24);
	heard(out, len, 134);
	assert_int_equal(att_get16_be(out + HEADER + 6), 1800);
	assert_int_equal(option[0], 1);
	assert_memory_equal(option + 2, mac, 6);
	assert_int_equal(att_get32_be(option + 12), 1420);
	assert_int_equal(option[16], 3);
	assert_int_equal(option[18], 64);
	assert_int_equal(option[19], 0x40);
	assert_memory_equal(option + 32, link.prefix, 16);
	assert_int_equal(option[48], 25);
	assert_memory_equal(option + 56, link.dns[0], 16);
	assert_true(att_ndp_prefix_told(att_bytes_of(out, len), prefix));
	assert_memory_equal(prefix, link.prefix, 8);
}

/* Four name servers are the most: the answer has room for them. */
static void longest_answer_fits(void **state)
{
	struct att_ndp_link link = link_of();
	uint8_t b[HEADER + RS], out[ATT_NDP_ANSWER_MAX];
	size_t len = solicit(b, 133, none, RS);

	(void)state;
	link.n_dns = ATT_NDP_DNS;
	len = att_ndp_answer(&link, att_bytes_of(b, len), out);
	assert_int_equal(len, HEADER + 16 + 8 + 8 + 32 + 72);
	assert_true(len <= ATT_NDP_ANSWER_MAX);
	assert_int_equal(out[24], 0xff); /* to all: nobody asked */
}

static void modems_own_router_is_asked(void **state)
{
	struct att_ndp_link link = link_of();
	uint8_t b[HEADER + RS], out[ATT_NDP_ANSWER_MAX];
	size_t len = solicit(b, 133, asker, RS);

	(void)state;
	link.prefix_len = 0;
	assert_int_equal(att_ndp_answer(&link, att_bytes_of(b, len), out), 0);
	assert_false(att_ndp_is_solicitation(att_bytes_of(b, len)));
}

static struct {
	size_t len;
	uint8_t b[256];
} said;

static void listen(void *ctx, uint8_t session, struct att_bytes datagram)
{
	(void)ctx;
	(void)session;
	said.len = datagram.len;
	memcpy(said.b, datagram.p, datagram.len);
}

/* What the simulated network's router says, and nothing that is cut off. */
static void prefix_is_heard(void **state)
{
	struct sim_host *host = sim_host_new(listen, NULL, 1500);
	uint8_t b[HEADER + RS], prefix[8], net[16];
	size_t len = solicit(b, 133, asker, RS);

	(void)state;
	sim_host_input(host, 0, att_bytes_of(b, len), 0);
	sim_address6(net, 0, SIM_NET);
	assert_true(
		att_ndp_prefix_told(att_bytes_of(said.b, said.len), prefix));
	assert_memory_equal(prefix, net, 8);
	assert_false(att_ndp_prefix_told(att_bytes_of(said.b, HEADER + 16 + 39),
					 prefix));
	said.b[HEADER + 16 + 1] = 0; /* an option without a length */
	assert_false(
		att_ndp_prefix_told(att_bytes_of(said.b, said.len), prefix));
	sim_host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbour_has_the_address_of_all),
		cmocka_unit_test(nobody_has_what_is_probed),
		cmocka_unit_test(invalid_solicitation_is_not_answered),
		cmocka_unit_test(router_advertises_prefix_mtu_and_dns),
		cmocka_unit_test(longest_answer_fits),
		cmocka_unit_test(modems_own_router_is_asked),
		cmocka_unit_test(prefix_is_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
