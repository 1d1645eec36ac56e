/* What is seen of modems on QRTR, with a name service of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drivers/port_qrtr.h"
#include "drivers/port_seen.h"
#include "fake_qrtr.h"

/* --- the name service, a thread ---------------------------------------- */

struct service {
	uint32_t node, service;
};

static int names;
static const struct service *services;
static unsigned n_services;

static void tell(const struct sockaddr_qrtr *to, uint32_t service,
		 uint32_t node)
{
	uint8_t p[QRTR_PACKET] = {0};

	att_put32(p, QRTR_TYPE_NEW_SERVER);
	att_put32(p + 4, service);
	att_put32(p + 12, node);
	att_put32(p + 16, service ? 0x100 + service : 0);
	(void)!sendto(names, p, sizeof(p), 0, (const struct sockaddr *)to,
		      sizeof(*to));
}

/* One question, its answers, and that these were all. */
static void *serve(void *ctx)
{
	struct pollfd wait = {.fd = names, .events = POLLIN};
	struct sockaddr_qrtr from;
	socklen_t len = sizeof(from);
	uint8_t p[64];

	if (poll(&wait, 1, 10000) < 1 ||
	    recvfrom(names, p, sizeof(p), 0, (struct sockaddr *)&from, &len) !=
		    QRTR_PACKET)
		return NULL;
	for (unsigned i = 0; i < n_services; i++)
		tell(&from, services[i].service, services[i].node);
	tell(&from, 0, 0);
	return ctx;
}

/* What is seen where the name service tells of these. */
static unsigned look(const struct service *s, unsigned n, struct port_seen *to,
		     unsigned cap)
{
	pthread_t thread;
	unsigned seen;
	void *served;
	int mark;

	services = s;
	n_services = n;
	assert_int_equal(pthread_create(&thread, NULL, serve, &mark), 0);
	seen = port_seen_qrtr(to, cap);
	assert_int_equal(pthread_join(thread, &served), 0);
	assert_ptr_equal(served, &mark);
	return seen;
}

/* --- tests -------------------------------------------------------------- */

/* WDS, DMS and NAS are what makes one. */
static void modems_are_the_nodes_with_their_services(void **state)
{
	static const struct service all[] = {{3, 1}, {0, 1}, {0, 2}, {5, 1},
					     {0, 3}, {3, 2}, {5, 3}, {5, 2}};
	struct port_seen seen[4];

	(void)state;
	assert_int_equal(look(all, 8, seen, 4), 2);
	assert_string_equal(seen[0].name, "qrtr:0");
	assert_string_equal(seen[0].node, "qrtr:0");
	assert_string_equal(seen[0].speaks, "qmi");
	assert_true(seen[0].shared && seen[0].may_open);
	assert_string_equal(seen[1].name, "qrtr:5");
	assert_int_equal(look(all, 8, seen, 1), 1);
}

static void nobody_is_seen_where_no_modem_is(void **state)
{
	static const struct service some[] = {{0, 1}, {0, 2}};
	struct port_seen seen[4];

	(void)state;
	assert_int_equal(look(some, 2, seen, 4), 0);
	assert_int_equal(look(NULL, 0, seen, 4), 0);
}

static void nothing_is_waited_for_without_qrtr(void **state)
{
	struct port_seen seen[4];

	(void)state;
	fake_qrtr_missing = true;
	assert_int_equal(port_seen_qrtr(seen, 4), 0);
	fake_qrtr_missing = false;
}

/* The name service does not answer: that ends. */
static void silence_is_no_modem(void **state)
{
	struct port_seen seen[4];

	(void)state;
	assert_int_equal(port_seen_qrtr(seen, 4), 0);
}

static int setup(void **state)
{
	(void)state;
	names = fake_qrtr_open(FAKE_QRTR_NODE, QRTR_PORT_CTRL);
	return names < 0;
}

static int teardown(void **state)
{
	(void)state;
	return close(names);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(modems_are_the_nodes_with_their_services),
		TEST(nobody_is_seen_where_no_modem_is),
		TEST(nothing_is_waited_for_without_qrtr),
		TEST(silence_is_no_modem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
