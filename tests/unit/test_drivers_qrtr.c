/* The port on QRTR, with a modem and a name service of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_qrtr.h"
#include "drivers_host.h"
#include "fake_qrtr.h"

enum { MODEM = 0, OTHER = 5, WDS = 1, DMS = 2, NAS = 3 };

struct fixture {
	struct host h;
	struct port *port;
	int names; /* the name service */
	struct sockaddr_qrtr asker;
	int server[4]; /* of the modem, by service */
};

/* Port numbers of servers are told from their node and service. */
static uint32_t port_of(uint32_t node, uint32_t service)
{
	return 0x100 + 0x10 * node + service;
}

static void send_to(int fd, const struct sockaddr_qrtr *to, const void *p,
		    size_t len)
{
	assert_int_equal(
		sendto(fd, p, len, 0, (const struct sockaddr *)to, sizeof(*to)),
		len);
}

/* --- the name service --------------------------------------------- */

static void tell(struct fixture *x, uint32_t command, uint32_t service,
		 uint32_t instance, uint32_t node, uint32_t port)
{
	uint8_t p[20];

	att_put32(p, command);
	att_put32(p + 4, service);
	att_put32(p + 8, instance);
	att_put32(p + 12, node);
	att_put32(p + 16, port);
	send_to(x->names, &x->asker, p, sizeof(p));
}

static void tell_new(struct fixture *x, uint32_t node, uint32_t service)
{
	tell(x, QRTR_TYPE_NEW_SERVER, service, 0x100 + service, node,
	     port_of(node, service));
}

static void tell_end(struct fixture *x)
{
	tell(x, QRTR_TYPE_NEW_SERVER, 0, 0, 0, 0);
}

static void tell_left(struct fixture *x, uint32_t node, uint32_t service)
{
	tell(x, QRTR_TYPE_DEL_SERVER, service, 0x100 + service, node,
	     port_of(node, service));
}

static void take_question(struct fixture *x)
{
	socklen_t len = sizeof(x->asker);
	uint8_t p[64];

	assert_int_equal(recvfrom(x->names, p, sizeof(p), 0,
				  (struct sockaddr *)&x->asker, &len),
			 20);
	assert_int_equal(att_get32(p), QRTR_TYPE_NEW_LOOKUP);
	assert_int_equal(att_get32(p + 4) | att_get32(p + 8), 0);
}

static void open_port(struct fixture *x, const char *name)
{
	assert_int_equal(port_open(name, &x->h.host, &x->port), 0);
	take_question(x);
}

static void tell_modem(struct fixture *x, uint32_t node)
{
	for (uint32_t service = WDS; service <= NAS; service++)
		tell_new(x, node, service);
}

static void until_up(struct fixture *x)
{
	unsigned before = x->h.ups;

	for (int i = 0; i < 100 && x->h.ups == before; i++) {
		host_turn(&x->h, 0);
		host_jump(&x->h);
	}
	assert_int_equal(x->h.ups, before + 1);
}

static void come_up(struct fixture *x)
{
	open_port(x, "qrtr:any");
	tell_modem(x, MODEM);
	tell_end(x);
	until_up(x);
}

/* All that can happen, however late. */
static void turn(struct fixture *x)
{
	for (int i = 0; i < 10; i++) {
		host_turn(&x->h, 0);
		host_jump(&x->h);
	}
}

static int setup(void **state)
{
	static struct fixture x;

	memset(&x, 0, sizeof(x));
	fake_qrtr_missing = false;
	fake_qrtr_full = 0;
	host_init(&x.h);
	x.names = fake_qrtr_open(FAKE_QRTR_NODE, QRTR_PORT_CTRL);
	assert_true(x.names >= 0);
	for (uint32_t service = WDS; service <= NAS; service++) {
		x.server[service] =
			fake_qrtr_open(MODEM, port_of(MODEM, service));
		assert_true(x.server[service] >= 0);
	}
	*state = &x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	if (x->port)
		x->port->ops->close(x->port);
	for (int i = 0; i < HOST_WATCHES; i++)
		assert_int_equal(x->h.watch[i].fd, -1);
	close(x->names);
	for (int service = WDS; service <= NAS; service++)
		close(x->server[service]);
	return 0;
}

/* --- frames ------------------------------------------------------- */

static int send_frame(struct fixture *x, const char *p, size_t len)
{
	return x->port->ops->send(x->port, att_bytes_of(p, len));
}

static void ask(struct fixture *x, const char *p, size_t len,
		const char *answer, size_t answer_len)
{
	size_t at = x->h.control_len;

	assert_int_equal(send_frame(x, p, len), 0);
	assert_true(host_until_control(&x->h, at + answer_len));
	assert_int_equal(x->h.control_len, at + answer_len);
	assert_memory_equal(x->h.control + at, answer, answer_len);
}

#define ASK(x, request, answer) \
	ask(x, request, sizeof(request) - 1, answer, sizeof(answer) - 1)

/* A client of this service: its id. */
static char allocate(struct fixture *x, char service)
{
	char p[] = "\x01\x0f\x00\x00\x00\x00\x00\x05\x22\x00\x04\x00"
		   "\x01\x01\x00?";
	size_t at = x->h.control_len;

	p[15] = service;
	assert_int_equal(send_frame(x, p, 16), 0);
	assert_true(host_until_control(&x->h, at + 24));
	assert_int_equal(x->h.control[at + 22], service);
	return (char)x->h.control[at + 23];
}

/* A request of this client, with transaction 1. */
static int request(struct fixture *x, char service, char client)
{
	char p[] = "\x01\x0c\x00\x00??\x00\x01\x00\x20\x00\x00\x00";

	p[4] = service;
	p[5] = client;
	return send_frame(x, p, 13);
}

#define MESSAGE "\x00\x01\x00\x20\x00\x00\x00"

/* What came to a server of the modem: from where; port 0: nothing. */
static struct sockaddr_qrtr received(struct fixture *x, int service)
{
	struct sockaddr_qrtr from = {.sq_port = 0};
	socklen_t len = sizeof(from);
	uint8_t p[64];
	ssize_t n = recvfrom(x->server[service], p, sizeof(p), 0,
			     (struct sockaddr *)&from, &len);

	if (n < 0)
		return (struct sockaddr_qrtr){.sq_port = 0};
	assert_int_equal(n, 7);
	assert_memory_equal(p, MESSAGE, 7);
	return from;
}

/* --- the tests: services ------------------------------------------ */

static void modem_is_there_with_its_services(void **state)
{
	struct fixture *x = *state;

	open_port(x, "qrtr:any");
	tell_new(x, MODEM, WDS);
	tell_new(x, MODEM, DMS);
	turn(x);
	assert_int_equal(x->h.ups, 0);
	tell_new(x, MODEM, NAS);
	until_up(x);
	assert_string_equal(x->h.info.name, "qrtr:0");
	assert_string_equal(x->h.info.speaks, "qmi");
	assert_int_equal(x->h.info.max_control, 4096);
	assert_int_equal(x->h.info.endpoint, ATT_ENDPOINT_EMBEDDED);
	assert_true(x->h.info.framed);
}

static void what_is_missing_is_told(void **state)
{
	struct fixture *x = *state;

	open_port(x, "qrtr:any");
	tell_new(x, OTHER, DMS);
	tell_end(x);
	assert_true(host_until(&x->h, &x->h.n_waits, 1));
	assert_string_equal(x->h.waits,
			    "no node of QRTR has the services of a modem");
	assert_int_equal(x->h.ups, 0);
}

static void node_that_is_wanted_is_waited_for(void **state)
{
	struct fixture *x = *state;

	open_port(x, "qmi:qrtr:5");
	tell_modem(x, MODEM);
	tell_end(x);
	assert_true(host_until(&x->h, &x->h.n_waits, 1));
	assert_string_equal(x->h.waits,
			    "qrtr:5 has not the services of a modem");
	tell_modem(x, OTHER);
	until_up(x);
	assert_string_equal(x->h.info.name, "qrtr:5");
}

static void names_of_devices_are_checked(void **state)
{
	static const char *const names[] = {"qrtr:", "qrtr:x", "qrtr:-1",
					    "mbim:qrtr:0", "qrtr:1234567890"};
	struct fixture *x = *state;

	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(port_open(names[i], &x->h.host, &x->port),
				 ATT_E_CONFIG);
}

static void kernel_without_qrtr_is_told_until_it_has_it(void **state)
{
	struct fixture *x = *state;

	fake_qrtr_missing = true;
	assert_int_equal(port_open("qrtr:0", &x->h.host, &x->port), 0);
	for (int i = 0; i < 3; i++) {
		host_jump(&x->h);
		host_turn(&x->h, 0);
		assert_non_null(strstr(x->h.waits, "no QRTR: the kernel has "
						   "none (modprobe qrtr), or"));
		assert_non_null(strstr(x->h.waits, "/attache-qrtr.conf to "));
	}
	fake_qrtr_missing = false;
	host_jump(&x->h);
	host_turn(&x->h, 0);
	take_question(x);
	tell_modem(x, MODEM);
	tell_end(x);
	until_up(x);
}

/* The processor of the modem restarts. */
static void service_that_leaves_takes_the_modem_along(void **state)
{
	struct fixture *x = *state;

	come_up(x);
	allocate(x, DMS);
	tell_left(x, MODEM, DMS);
	assert_true(host_until(&x->h, &x->h.gones, 1));
	assert_int_equal(request(x, DMS, 1), ATT_E_GONE);
	tell_new(x, MODEM, DMS);
	until_up(x);
	turn(x);
	assert_int_equal(received(x, DMS).sq_port, 0);
}

static void node_that_leaves_takes_the_modem_along(void **state)
{
	struct fixture *x = *state;

	come_up(x);
	tell(x, QRTR_TYPE_BYE, OTHER, 0, 0, 0);
	turn(x);
	assert_int_equal(x->h.gones, 0);
	tell(x, QRTR_TYPE_BYE, MODEM, 0, 0, 0);
	assert_true(host_until(&x->h, &x->h.gones, 1));
	tell_modem(x, MODEM);
	until_up(x);
}

static void service_of_another_node_may_leave(void **state)
{
	struct fixture *x = *state;

	come_up(x);
	tell_modem(x, OTHER);
	tell_left(x, OTHER, DMS);
	turn(x);
	assert_int_equal(x->h.gones, 0);
}

/* Only the kernel's name service is believed. */
static void names_of_strangers_are_not_taken(void **state)
{
	struct fixture *x = *state;
	int names = x->names;

	open_port(x, "qrtr:any");
	x->names = x->server[DMS];
	tell_modem(x, MODEM);
	x->names = names;
	turn(x);
	assert_int_equal(x->h.ups, 0);
}

/* --- the tests: the control service -------------------------------- */

static void versions_are_those_of_the_services(void **state)
{
	struct fixture *x = *state;

	come_up(x);
	ASK(x, "\x01\x0b\x00\x00\x00\x00\x00\x07\x21\x00\x00\x00",
	    "\x01\x25\x00\x80\x00\x00\x01\x07\x21\x00\x1a\x00"
	    "\x02\x04\x00\x00\x00\x00\x00"
	    "\x01\x10\x00\x03\x01\x01\x00\x00\x00\x02\x02\x00\x00\x00"
	    "\x03\x03\x00\x00\x00");
}

static void clients_are_given_out_and_taken_back(void **state)
{
	struct fixture *x = *state;

	come_up(x);
	ASK(x,
	    "\x01\x0f\x00\x00\x00\x00\x00\x01\x22\x00\x04\x00\x01\x01\x00\x03",
	    "\x01\x17\x00\x80\x00\x00\x01\x01\x22\x00\x0c\x00"
	    "\x02\x04\x00\x00\x00\x00\x00\x01\x02\x00\x03\x01");
	ASK(x,
	    "\x01\x10\x00\x00\x00\x00\x00\x02\x23\x00\x05\x00"
	    "\x01\x02\x00\x03\x01",
	    "\x01\x17\x00\x80\x00\x00\x01\x02\x23\x00\x0c\x00"
	    "\x02\x04\x00\x00\x00\x00\x00\x01\x02\x00\x03\x01");
	ASK(x,
	    "\x01\x10\x00\x00\x00\x00\x00\x03\x23\x00\x05\x00"
	    "\x01\x02\x00\x03\x01",
	    "\x01\x12\x00\x80\x00\x00\x01\x03\x23\x00\x07\x00"
	    "\x02\x04\x00\x01\x00\x07\x00");
}

static void service_that_is_not_there_has_no_clients(void **state)
{
	struct fixture *x = *state;

	come_up(x);
	ASK(x,
	    "\x01\x0f\x00\x00\x00\x00\x00\x01\x22\x00\x04\x00\x01\x01\x00\x10",
	    "\x01\x12\x00\x80\x00\x00\x01\x01\x22\x00\x07\x00"
	    "\x02\x04\x00\x01\x00\x1f\x00");
}

static void clients_end_at_some_time(void **state)
{
	static const char exhausted[] =
		"\x01\x12\x00\x80\x00\x00\x01\x01\x22\x00\x07\x00"
		"\x02\x04\x00\x01\x00\x05\x00";
	struct fixture *x = *state;

	come_up(x);
	for (int i = 0; i < 24; i++)
		assert_int_equal(allocate(x, NAS), i + 1);
	ask(x,
	    "\x01\x0f\x00\x00\x00\x00\x00\x01\x22\x00\x04\x00\x01\x01\x00\x03",
	    16, exhausted, 19);
}

static void sync_takes_all_clients_back(void **state)
{
	struct fixture *x = *state;
	char id;

	come_up(x);
	id = allocate(x, NAS);
	ASK(x, "\x01\x0b\x00\x00\x00\x00\x00\x09\x27\x00\x00\x00",
	    "\x01\x12\x00\x80\x00\x00\x01\x09\x27\x00\x07\x00"
	    "\x02\x04\x00\x00\x00\x00\x00");
	assert_int_equal(request(x, NAS, id), 0);
	turn(x);
	assert_int_equal(received(x, NAS).sq_port, 0);
	assert_int_not_equal(allocate(x, NAS), id);
}

static void what_the_control_service_does_not_know_is_refused(void **state)
{
	struct fixture *x = *state;

	come_up(x);
	ASK(x,
	    "\x01\x0f\x00\x00\x00\x00\x00\x04\x26\x00\x04\x00\x01\x01\x00\x00",
	    "\x01\x12\x00\x80\x00\x00\x01\x04\x26\x00\x07\x00"
	    "\x02\x04\x00\x01\x00\x47\x00");
	/* without a TLV 0x01, and with one that is cut */
	ASK(x, "\x01\x0b\x00\x00\x00\x00\x00\x05\x22\x00\x00\x00",
	    "\x01\x12\x00\x80\x00\x00\x01\x05\x22\x00\x07\x00"
	    "\x02\x04\x00\x01\x00\x01\x00");
	ASK(x,
	    "\x01\x0f\x00\x00\x00\x00\x00\x06\x22\x00\x04\x00\x01\x02\x00\x03",
	    "\x01\x12\x00\x80\x00\x00\x01\x06\x22\x00\x07\x00"
	    "\x02\x04\x00\x01\x00\x01\x00");
}

static void what_is_no_frame_is_an_error(void **state)
{
	struct fixture *x = *state;

	come_up(x);
	assert_int_equal(send_frame(x, "\x01\x04\x00\x00\x00", 5), ATT_E_SHORT);
	assert_int_equal(send_frame(x, "\x02\x05\x00\x00\x00\x00", 6),
			 ATT_E_TYPE);
	assert_int_equal(send_frame(x, "\x01\x06\x00\x00\x00\x00", 6),
			 ATT_E_LENGTH);
	/* a response is no request */
	assert_int_equal(
		send_frame(x, "\x01\x0b\x00\x00\x00\x00\x01\x07\x21\x00\x00",
			   12),
		0);
	turn(x);
	assert_int_equal(x->h.control_len, 0);
}

/* --- the tests: messages ------------------------------------------ */

static void request_goes_bare_and_its_answer_comes_framed(void **state)
{
	struct fixture *x = *state;
	struct sockaddr_qrtr from;
	char id, want[] = "\x01\x0d\x00\x80\x02?\x02\x01\x00\x20\x00\x01\x00!";
	size_t at;

	come_up(x);
	id = allocate(x, DMS);
	assert_int_equal(request(x, DMS, id), 0);
	from = received(x, DMS);
	assert_int_equal(from.sq_node, FAKE_QRTR_NODE);
	assert_int_not_equal(from.sq_port, 0);
	at = x->h.control_len;
	send_to(x->server[DMS], &from, "\x02\x01\x00\x20\x00\x01\x00!", 8);
	assert_true(host_until_control(&x->h, at + 14));
	want[5] = id;
	assert_memory_equal(x->h.control + at, want, 14);
}

static void clients_of_a_service_are_apart(void **state)
{
	struct fixture *x = *state;
	struct sockaddr_qrtr first, second;
	size_t at;
	char a, b;

	come_up(x);
	a = allocate(x, WDS);
	b = allocate(x, WDS);
	assert_int_not_equal(a, b);
	assert_int_equal(request(x, WDS, a), 0);
	first = received(x, WDS);
	assert_int_equal(request(x, WDS, b), 0);
	second = received(x, WDS);
	assert_int_not_equal(first.sq_port, second.sq_port);
	at = x->h.control_len;
	send_to(x->server[WDS], &second, "\x04\x00\x00\x22\x00\x00\x00", 7);
	assert_true(host_until_control(&x->h, at + 13));
	assert_int_equal(x->h.control[at + 5], b);
}

static void message_of_another_server_is_dropped(void **state)
{
	struct fixture *x = *state;
	struct sockaddr_qrtr from;
	size_t at;

	come_up(x);
	assert_int_equal(request(x, DMS, allocate(x, DMS)), 0);
	from = received(x, DMS);
	at = x->h.control_len;
	send_to(x->server[NAS], &from, MESSAGE, 7);
	turn(x);
	assert_int_equal(x->h.control_len, at);
	send_to(x->server[DMS], &from, MESSAGE, 7);
	assert_true(host_until_control(&x->h, at + 13));
}

static void request_waits_where_there_is_no_room(void **state)
{
	struct fixture *x = *state;
	char a, b;

	come_up(x);
	a = allocate(x, DMS);
	b = allocate(x, NAS);
	fake_qrtr_full = 3;
	assert_int_equal(request(x, DMS, a), 0);
	assert_int_equal(request(x, NAS, b), 0);
	assert_int_equal(received(x, DMS).sq_port, 0);
	turn(x);
	assert_int_not_equal(received(x, DMS).sq_port, 0);
	assert_int_not_equal(received(x, NAS).sq_port, 0);
	assert_int_equal(received(x, DMS).sq_port, 0);
}

static void reset_makes_the_clients_anew(void **state)
{
	struct fixture *x = *state;
	char id;

	come_up(x);
	id = allocate(x, DMS);
	x->port->ops->reset(x->port, PORT_RESET);
	assert_true(host_until(&x->h, &x->h.gones, 1));
	until_up(x);
	assert_int_equal(request(x, DMS, id), 0);
	turn(x);
	assert_int_equal(received(x, DMS).sq_port, 0);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(modem_is_there_with_its_services),
		TEST(what_is_missing_is_told),
		TEST(node_that_is_wanted_is_waited_for),
		TEST(names_of_devices_are_checked),
		TEST(kernel_without_qrtr_is_told_until_it_has_it),
		TEST(service_that_leaves_takes_the_modem_along),
		TEST(node_that_leaves_takes_the_modem_along),
		TEST(service_of_another_node_may_leave),
		TEST(names_of_strangers_are_not_taken),
		TEST(versions_are_those_of_the_services),
		TEST(clients_are_given_out_and_taken_back),
		TEST(service_that_is_not_there_has_no_clients),
		TEST(clients_end_at_some_time),
		TEST(sync_takes_all_clients_back),
		TEST(what_the_control_service_does_not_know_is_refused),
		TEST(what_is_no_frame_is_an_error),
		TEST(request_goes_bare_and_its_answer_comes_framed),
		TEST(clients_of_a_service_are_apart),
		TEST(message_of_another_server_is_dropped),
		TEST(request_waits_where_there_is_no_room),
		TEST(reset_makes_the_clients_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
