/* The simulated modem on QRTR: who is a client, and the front with sockets
 * where the kernel has none of this kind. */
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_qrtr.h"
#include "simodem_qmi.h"
#include "tools/simodem/qrtr.h"

static const struct sim_qrtr_address first = {1, 0x101}, second = {1, 0x102};

struct node {
	struct sim_modem *m;
	struct sim_qrtr *q;
};

static void start(struct node *n, uint8_t clients)
{
	struct sim_config c;

	qmi_host_config(&c);
	c.qmi.clients = clients;
	n->m = sim_modem_new(&c, 1000);
	n->q = sim_qrtr_new(n->m);
}

static void stop(struct node *n)
{
	sim_qrtr_free(n->q);
	sim_modem_free(n->m);
}

/* A message without TLVs. */
static void put_message(uint8_t p[7], uint16_t message)
{
	memset(p, 0, 7);
	p[1] = 9;
	att_put16(p + 3, message);
}

static void ask(struct node *n, uint8_t service, struct sim_qrtr_address from,
		uint16_t message)
{
	uint8_t p[7];

	put_message(p, message);
	sim_qrtr_input(n->q, service, from, att_bytes_of(p, sizeof(p)), 1000);
}

/* The next datagram is for this address: its kind of message. */
static uint8_t told(struct node *n, uint8_t service, struct sim_qrtr_address to)
{
	struct sim_qrtr_out out;

	assert_true(sim_qrtr_next(n->q, &out, 1000));
	assert_false(out.restarted);
	assert_int_equal(out.service, service);
	assert_int_equal(out.to.port, to.port);
	assert_true(out.message.len >= 7);
	return out.message.p[0];
}

static void expect_silence(struct node *n)
{
	struct sim_qrtr_out out;

	assert_false(sim_qrtr_next(n->q, &out, 1000));
}

static void each_address_is_a_client(void **state)
{
	struct node n;

	(void)state;
	start(&n, 2);
	assert_false(sim_qrtr_serves(n.q, QMI_SERVICE_CTL));
	assert_true(sim_qrtr_serves(n.q, QMI_SERVICE_DMS));
	assert_false(sim_qrtr_serves(n.q, QMI_SERVICE_PDC));
	ask(&n, QMI_SERVICE_DMS, first, QMI_DMS_GET_MODEL);
	ask(&n, QMI_SERVICE_DMS, second, QMI_DMS_GET_MODEL);
	ask(&n, QMI_SERVICE_NAS, first, QMI_NAS_GET_SERVING_SYSTEM);
	assert_int_equal(told(&n, QMI_SERVICE_DMS, first), 2);
	assert_int_equal(told(&n, QMI_SERVICE_DMS, second), 2);
	assert_int_equal(told(&n, QMI_SERVICE_NAS, first), 2);
	expect_silence(&n);
	stop(&n);
}

static void news_go_to_whose_call_it_is(void **state)
{
	struct node n;

	(void)state;
	start(&n, 4);
	ask(&n, QMI_SERVICE_WDS, first, QMI_WDS_START_NETWORK);
	ask(&n, QMI_SERVICE_WDS, second, QMI_WDS_GET_PACKET_SERVICE_STATUS);
	assert_int_equal(told(&n, QMI_SERVICE_WDS, first), 2);
	assert_int_equal(told(&n, QMI_SERVICE_WDS, first), 4);
	assert_int_equal(told(&n, QMI_SERVICE_WDS, second), 2);
	sim_modem_disconnect(n.m, 0, 1000);
	assert_int_equal(told(&n, QMI_SERVICE_WDS, first), 4);
	expect_silence(&n);
	stop(&n);
}

static void who_leaves_is_released(void **state)
{
	struct node n;

	(void)state;
	start(&n, 1);
	ask(&n, QMI_SERVICE_WDS, first, QMI_WDS_START_NETWORK);
	assert_int_equal(told(&n, QMI_SERVICE_WDS, first), 2);
	assert_int_equal(told(&n, QMI_SERVICE_WDS, first), 4);
	ask(&n, QMI_SERVICE_WDS, second, QMI_WDS_START_NETWORK);
	expect_silence(&n); /* there is no room for a second one */
	sim_qrtr_leave(n.q, first, 1000);
	expect_silence(&n);
	assert_false(sim_modem_session_up(n.m, 0));
	ask(&n, QMI_SERVICE_WDS, second, QMI_WDS_START_NETWORK);
	assert_int_equal(told(&n, QMI_SERVICE_WDS, second), 2);
	stop(&n);
}

static void restart_is_told_and_forgets_all(void **state)
{
	struct sim_qrtr_out out;
	struct node n;

	(void)state;
	start(&n, 1);
	ask(&n, QMI_SERVICE_DMS, first, QMI_DMS_GET_MODEL);
	assert_int_equal(told(&n, QMI_SERVICE_DMS, first), 2);
	assert_true(sim_modem_command(n.m, "restart", 1000));
	assert_true(sim_qrtr_next(n.q, &out, 1000));
	assert_true(out.restarted);
	ask(&n, QMI_SERVICE_DMS, second, QMI_DMS_GET_MODEL);
	assert_int_equal(told(&n, QMI_SERVICE_DMS, second), 2);
	stop(&n);
}

/* --- the front --------------------------------------------------------------
 */

static int end[2];

static void *run_front(void *modem)
{
	const struct sim_watch none = {.fd = -1};

	assert_int_equal(sim_front_qrtr(modem, end[0], &none), 0);
	return NULL;
}

static size_t receive(int fd, uint8_t *p, size_t cap, struct sockaddr_qrtr *at)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	socklen_t len = sizeof(*at);
	ssize_t n;

	assert_int_equal(poll(&ready, 1, -1), 1);
	n = recvfrom(fd, p, cap, 0, (struct sockaddr *)at, &len);
	assert_true(n > 0);
	return (size_t)n;
}

/* As the kernel's name service hears of it. */
static struct sockaddr_qrtr find_server(int names, uint32_t service)
{
	struct sockaddr_qrtr at;
	uint8_t p[64];

	do {
		assert_int_equal(receive(names, p, sizeof(p), &at), 20);
		assert_int_equal(att_get32(p), QRTR_TYPE_NEW_SERVER);
		assert_int_equal(att_get32(p + 16), at.sq_port);
	} while (att_get32(p + 4) != service);
	return at;
}

static void services_are_announced_and_answer(void **state)
{
	int names = fake_qrtr_open(FAKE_QRTR_NODE, QRTR_PORT_CTRL);
	int host = fake_qrtr_open(FAKE_QRTR_NODE, 0x77);
	struct sockaddr_qrtr server, from;
	pthread_t front;
	struct node n;
	uint8_t p[256];

	(void)state;
	start(&n, 4);
	assert_int_equal(pipe(end), 0);
	assert_int_equal(pthread_create(&front, NULL, run_front, n.m), 0);
	server = find_server(names, QMI_SERVICE_DMS);
	put_message(p, QMI_DMS_GET_MODEL);
	assert_int_equal(sendto(host, p, 7, 0, (const struct sockaddr *)&server,
				sizeof(server)),
			 7);
	assert_true(receive(host, p, sizeof(p), &from) > 7);
	assert_int_equal(from.sq_port, server.sq_port);
	assert_int_equal(p[0], 2);
	assert_int_equal(p[1], 9);
	assert_int_equal(att_get16(p + 3), QMI_DMS_GET_MODEL);
	close(end[1]);
	assert_int_equal(pthread_join(front, NULL), 0);
	close(end[0]);
	close(host);
	close(names);
	stop(&n);
}

static void host_without_qrtr_is_an_error(void **state)
{
	const struct sim_watch none = {.fd = -1};
	struct node n;

	(void)state;
	start(&n, 4);
	fake_qrtr_missing = true;
	assert_true(sim_front_qrtr(n.m, -1, &none) < 0);
	fake_qrtr_missing = false;
	stop(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address_is_a_client),
		cmocka_unit_test(news_go_to_whose_call_it_is),
		cmocka_unit_test(who_leaves_is_released),
		cmocka_unit_test(restart_is_told_and_forgets_all),
		cmocka_unit_test(services_are_announced_and_answer),
		cmocka_unit_test(host_without_qrtr_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
