/* The question to a name server, which the simulated network judges: it answers
 * what has the right lengths, checksums and addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/dns_probe.h"
#include "net/inet.h"
#include "tools/simodem/addresses.h"
#include "tools/simodem/sim.h"

enum { UDP = 20, DNS = 28 };

static uint8_t near[4], far[4];
static unsigned answers;

static void listen(void *ctx, uint8_t session, struct att_bytes datagram)
{
	struct att_inet h;

	(void)ctx, (void)session;
	assert_true(att_inet_parse(&h, datagram));
	assert_true(att_inet_good(&h));
	assert_memory_equal(datagram.p + 12, far, 4);
	assert_memory_equal(datagram.p + 16, near, 4);
	assert_int_equal(datagram.p[UDP + 1], 53); /* from */
	/* the id, and that it is an answer */
	assert_memory_equal(datagram.p + DNS, att_dns_question, 2);
	assert_true(datagram.p[DNS + 2] & 0x80);
	answers++;
}

static void name_server_answers(void **state)
{
	struct sim_host *host = sim_host_new(listen, NULL, 1500);
	uint8_t b[ATT_DNS_PROBE];
	struct att_inet h;

	(void)state;
	sim_address4(near, 0, SIM_NEAR);
	sim_address4(far, 0, SIM_FAR);
	att_dns_probe(b, near, far);
	assert_true(att_inet_parse(&h, att_bytes_of(b, sizeof(b))));
	assert_true(att_inet_good(&h));
	assert_int_equal(h.headers + h.payload, sizeof(b));
	sim_host_input(host, 0, att_bytes_of(b, sizeof(b)), 0);
	assert_int_equal(answers, 1);
	sim_host_free(host);
}

static void spoilt_question_is_not_answered(void **state)
{
	struct sim_host *host = sim_host_new(listen, NULL, 1500);
	uint8_t b[ATT_DNS_PROBE];

	(void)state;
	att_dns_probe(b, near, far);
	b[UDP + 6] ^= 1; /* the checksum */
	sim_host_input(host, 0, att_bytes_of(b, sizeof(b)), 0);
	assert_int_equal(answers, 1);
	sim_host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_server_answers),
		cmocka_unit_test(spoilt_question_is_not_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
