/* The client of attache's control socket, with a server that is this test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "client/attache_client.h"
#include "generated/cids.h"

static const struct att_uuid service = {{1, 2, 3}};

struct rig {
	struct att_client client;
	char path[64];
	int listener, peer;
	unsigned answers, told;
	uint32_t status, told_cid;
	size_t len;
	uint8_t body[ATT_CLIENT_ANSWER];
};

static struct rig rig;

/* --- the server ----------------------------------------------------------- */

static int setup(void **state)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char folder[] = "/tmp/attache-client-XXXXXX";

	(void)state;
	memset(&rig, 0, sizeof(rig));
	assert_non_null(mkdtemp(folder));
	snprintf(rig.path, sizeof(rig.path), "%s/s", folder);
	strcpy(at.sun_path, rig.path);
	rig.listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(rig.listener, (struct sockaddr *)&at, sizeof(at)),
			 0);
	assert_int_equal(listen(rig.listener, 1), 0);
	rig.peer = -1;
	rig.client.fd = -1;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	att_client_close(&rig.client);
	if (rig.peer >= 0)
		close(rig.peer);
	close(rig.listener);
	unlink(rig.path);
	*strrchr(rig.path, '/') = '\0';
	return rmdir(rig.path);
}

static void put(struct att_bytes bytes)
{
	assert_int_equal(send(rig.peer, bytes.p, bytes.len, 0), bytes.len);
}

static uint8_t out[ATT_CLIENT_ANSWER + 64];

/* An answer whose bytes are all `fill`. */
static void answer(uint32_t transaction, uint32_t status, uint8_t fill,
		   size_t len)
{
	size_t head = mbim_msg_header_len((uint32_t)MBIM_MSG_COMMAND_DONE);
	int n;

	memset(out + head, fill, len);
	n = mbim_msg_encode_done(out, sizeof(out), transaction, &service, 1,
				 status, len);
	assert_true(n > 0);
	put(att_bytes_of(out, (size_t)n));
}

static void indicate(uint32_t cid)
{
	int n = mbim_msg_encode_indication(out, sizeof(out), &service, cid, 0);

	put(att_bytes_of(out, (size_t)n));
}

/* The next command that has come. */
static struct mbim_msg command(void)
{
	static uint8_t in[ATT_CLIENT_REQUEST];
	struct mbim_msg msg;

	assert_int_equal(recv(rig.peer, in, 8, MSG_WAITALL), 8);
	assert_int_equal(
		recv(rig.peer, in + 8, att_get32(in + 4) - 8, MSG_WAITALL),
		att_get32(in + 4) - 8);
	assert_int_equal(
		mbim_msg_decode(att_bytes_of(in, att_get32(in + 4)), &msg), 0);
	return msg;
}

/* --- the client ----------------------------------------------------------- */

static void told(void *ctx, const struct mbim_msg *indication)
{
	assert_ptr_equal(ctx, &rig);
	rig.told++;
	rig.told_cid = indication->cid;
}

static void connected(void)
{
	const struct att_client_options o = {
		.path = rig.path, .told = told, .ctx = &rig};

	assert_int_equal(att_client_open(&rig.client, &o), 0);
	rig.peer = accept(rig.listener, NULL, NULL);
	assert_true(rig.peer >= 0);
}

static void heard(void *with, uint32_t status, struct att_bytes body)
{
	unsigned *n = with;

	++*n;
	rig.status = status;
	rig.len = body.len;
	if (body.len)
		memcpy(rig.body, body.p, body.len);
}

static int ask(size_t len)
{
	size_t cap;
	uint8_t *body = att_client_body(&rig.client, &cap);

	if (body)
		memset(body, 7, len < cap ? len : cap);
	return att_client_ask(&rig.client, &service, 1, true, (int)len, heard,
			      &rig.answers);
}

/* Until this many have been answered; at most as many turns. */
static void turns(unsigned answers)
{
	for (unsigned i = 0; i < 1000 && rig.answers < answers; i++)
		assert_int_equal(att_client_handle(&rig.client), 0);
	assert_int_equal(rig.answers, answers);
}

/* --- the tests ------------------------------------------------------------ */

static void command_is_answered(void **state)
{
	struct mbim_msg msg;

	(void)state;
	connected();
	assert_int_equal(ask(3), 0);
	msg = command();
	assert_memory_equal(&msg.service, &service, sizeof(service));
	assert_int_equal(msg.code, 1);
	assert_int_equal(msg.body.len, 3);
	assert_int_equal(msg.body.p[2], 7);
	assert_int_equal(att_client_handle(&rig.client), 0);
	assert_int_equal(rig.answers, 0);
	answer(msg.transaction, 5, 0xaa, 10);
	turns(1);
	assert_int_equal(rig.status, 5);
	assert_int_equal(rig.len, 10);
	assert_int_equal(rig.body[9], 0xaa);
}

static void answers_come_in_any_order_and_in_pieces(void **state)
{
	(void)state;
	connected();
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(ask(0), 0);
	answer(3, 0, 3, 60000);
	indicate(9);
	answer(1, 0, 1, 1);
	turns(2);
	assert_int_equal(rig.told, 1);
	assert_int_equal(rig.told_cid, 9);
	answer(2, 0, 2, 20000);
	turns(3);
	assert_int_equal(rig.len, 20000);
}

static void as_many_as_it_says_are_under_way(void **state)
{
	size_t cap;

	(void)state;
	connected();
	for (unsigned i = 0; i < ATT_CLIENT_ASKS; i++)
		assert_int_equal(ask(0), 0);
	assert_null(att_client_body(&rig.client, &cap));
	assert_int_equal(ask(0), ATT_E_BUSY);
	answer(5, 0, 0, 0);
	turns(1);
	assert_int_equal(ask(0), 0);
}

static void command_that_is_wrong_is_not_sent(void **state)
{
	(void)state;
	connected();
	assert_int_equal(ask(ATT_CLIENT_REQUEST), ATT_E_ROOM);
	assert_int_equal(att_client_ask(&rig.client, &service, 1, true,
					ATT_E_TEXT, heard, &rig.answers),
			 ATT_E_TEXT);
	assert_int_equal(ask(1), 0);
	assert_int_equal(command().transaction, 1);
	assert_int_equal(rig.answers, 0);
}

/* attache does not read: what its socket does not take waits, and comes whole.
 */
static void commands_wait_for_who_does_not_read(void **state)
{
	const int few = 4096;
	struct att_client *c = &rig.client;
	unsigned n = 0;

	(void)state;
	connected();
	setsockopt(att_client_fd(c), SOL_SOCKET, SO_SNDBUF, &few, sizeof(few));
	while (n < ATT_CLIENT_ASKS && ask(4000) == 0)
		n++;
	assert_true(att_client_unsent(c));
	for (unsigned i = 0; i < n; i++) {
		struct mbim_msg msg;

		assert_int_equal(att_client_handle(c), 0);
		msg = command();
		assert_int_equal(msg.transaction, i + 1);
		assert_int_equal(msg.body.len, 4000);
	}
	assert_false(att_client_unsent(c));
}

static void who_hangs_up_is_told_and_all_are_answered(void **state)
{
	(void)state;
	connected();
	assert_int_equal(ask(0), 0);
	assert_int_equal(ask(0), 0);
	close(rig.peer);
	rig.peer = -1;
	assert_int_equal(att_client_handle(&rig.client), ATT_E_GONE);
	assert_int_equal(rig.answers, 0);
	att_client_close(&rig.client);
	assert_int_equal(rig.answers, 2);
	assert_int_equal(rig.status, MBIM_STATUS_FAILURE);
	assert_int_equal(att_client_fd(&rig.client), -1);
	assert_int_equal(ask(0), ATT_E_GONE);
	assert_int_equal(att_client_handle(&rig.client), ATT_E_GONE);
}

/* The program begins anew as soon as it hears of the end. */
static void open_again(void *with, uint32_t status, struct att_bytes body)
{
	struct rig *r = with;

	(void)body;
	r->answers++;
	assert_int_equal(status, MBIM_STATUS_FAILURE);
	if (r->answers > 1)
		return;
	connected();
	assert_int_equal(ask(0), 0);
}

static void who_opens_again_in_an_answer_ends_nothing_new(void **state)
{
	(void)state;
	connected();
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(att_client_ask(&rig.client, &service, 1, false,
						0, open_again, &rig),
				 0);
	close(rig.peer);
	att_client_close(&rig.client);
	assert_int_equal(rig.answers, 3);
	assert_true(att_client_fd(&rig.client) >= 0);
	answer(1, 0, 1, 5);
	turns(4);
	assert_int_equal(rig.status, 0);
}

/* It has been read whole, so the next one may follow. */
static void error_of_the_channel_answers_its_command(void **state)
{
	uint8_t error[MBIM_MSG_HEADER + 4];

	(void)state;
	connected();
	assert_int_equal(ask(0), 0);
	assert_int_equal(ask(0), 0);
	assert_true(mbim_msg_encode_simple(
			    error, sizeof(error),
			    (uint32_t)MBIM_MSG_FUNCTION_ERROR, 2,
			    (uint32_t)MBIM_PROTOCOL_LENGTH_MISMATCH) > 0);
	put(att_bytes_of(error, sizeof(error)));
	turns(1);
	assert_int_equal(rig.status, MBIM_STATUS_FAILURE);
	answer(1, 0, 1, 5);
	turns(2);
	assert_int_equal(rig.status, 0);
}

static void asks_on(void *with, uint32_t status, struct att_bytes body)
{
	struct att_client_answer a;
	struct rig *r = with;

	(void)status;
	r->answers++;
	assert_int_equal(
		att_client_call(&r->client, &service, 1, false, 0, 1000, &a),
		ATT_E_STATE);
	assert_int_equal(att_client_handle(&r->client), ATT_E_STATE);
	assert_int_equal(body.p[0], 1);
	assert_int_equal(ask(0), 0);
}

/* What waits would read over what the callback looks at; to ask is good. */
static void answer_may_ask_and_not_wait(void **state)
{
	(void)state;
	connected();
	assert_int_equal(att_client_ask(&rig.client, &service, 1, false, 0,
					asks_on, &rig),
			 0);
	assert_int_equal(ask(0), 0);
	answer(1, 0, 1, 5);
	answer(2, 0, 2, 5);
	turns(2);
	answer(3, 0, 3, 5);
	turns(3);
	assert_int_equal(rig.body[0], 3);
}

static void garbage_is_survived(void **state)
{
	uint8_t bytes[3000];

	(void)state;
	connected();
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 37);
	put(att_bytes_of(bytes, sizeof(bytes)));
	assert_int_equal(ask(0), 0);
	answer(77, 0, 0, 5); /* to nothing */
	answer(1, 0, 1, 5);
	turns(1);
	assert_int_equal(rig.body[0], 1);
}

static int call(uint32_t timeout_ms, struct att_client_answer *a)
{
	return att_client_call(&rig.client, &service, 1, false, 0, timeout_ms,
			       a);
}

static void call_waits_and_tells_what_comes_meanwhile(void **state)
{
	struct att_client_answer a;

	(void)state;
	connected();
	indicate(4);
	answer(1, 0, 8, 100);
	indicate(5);
	assert_int_equal(call(5000, &a), 0);
	assert_int_equal(a.status, 0);
	assert_int_equal(a.body.len, 100);
	assert_int_equal(a.body.p[99], 8);
	assert_true(rig.told >= 1);
}

static void answer_that_is_late_is_not_that_of_the_next_call(void **state)
{
	struct att_client_answer a;

	(void)state;
	connected();
	assert_int_equal(call(1, &a), ATT_E_TIMEOUT);
	answer(1, 0, 1, 1);
	answer(2, 0, 2, 1);
	assert_int_equal(call(5000, &a), 0);
	assert_int_equal(a.body.p[0], 2);
}

static void call_ends_with_attache(void **state)
{
	struct att_client_answer a;

	(void)state;
	connected();
	close(rig.peer);
	rig.peer = -1;
	assert_int_equal(call(5000, &a), ATT_E_GONE);
	att_client_close(&rig.client); /* calls nobody */
	assert_int_equal(rig.answers, 0);
}

static void reason_is_text_or_none(void **state)
{
	static const uint8_t bad[] = {'a', 0x1b};
	struct att_client_answer a = {
		.status = 2, .body = att_bytes_of((const uint8_t *)"no", 2)};
	char reason[8];

	(void)state;
	assert_true(att_client_reason(&a, reason, sizeof(reason)));
	assert_string_equal(reason, "no");
	assert_false(att_client_reason(&a, reason, 2));
	a.status = 0;
	assert_false(att_client_reason(&a, reason, sizeof(reason)));
	a = (struct att_client_answer){.status = 2,
				       .body = att_bytes_of(bad, sizeof(bad))};
	assert_false(att_client_reason(&a, reason, sizeof(reason)));
	assert_string_equal(reason, "");
}

static void place_that_is_wrong_is_an_error(void **state)
{
	struct att_client_options o = {.path = "/nowhere/at/all"};
	char path[200];

	(void)state;
	assert_int_equal(att_client_open(&rig.client, &o), ATT_E_GONE);
	att_client_close(&rig.client);
	memset(path, 'a', sizeof(path));
	path[199] = '\0';
	o.path = path;
	assert_int_equal(att_client_open(&rig.client, &o), ATT_E_CONFIG);
	att_client_close(&rig.client);
	o.path = "@attache-client-nobody";
	assert_int_equal(att_client_open(&rig.client, &o), ATT_E_GONE);
}

/* A daemon that is stopped: its backlog fills, and then nobody gets in. */
static void daemon_that_takes_nobody_is_not_waited_for_for_ever(void **state)
{
	const struct att_client_options o = {.path = rig.path};
	int waiting[64], n = 0, err = 0;

	(void)state;
	while (!err && n < 64) {
		err = att_client_open(&rig.client, &o);
		waiting[n++] = rig.client.fd;
	}
	assert_int_equal(err, ATT_E_TIMEOUT);
	assert_int_equal(rig.client.fd, -1);
	while (n-- > 0)
		if (waiting[n] >= 0)
			close(waiting[n]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(command_is_answered),
		TEST(answers_come_in_any_order_and_in_pieces),
		TEST(as_many_as_it_says_are_under_way),
		TEST(command_that_is_wrong_is_not_sent),
		TEST(commands_wait_for_who_does_not_read),
		TEST(who_hangs_up_is_told_and_all_are_answered),
		TEST(who_opens_again_in_an_answer_ends_nothing_new),
		TEST(error_of_the_channel_answers_its_command),
		TEST(answer_may_ask_and_not_wait),
		TEST(garbage_is_survived),
		TEST(call_waits_and_tells_what_comes_meanwhile),
		TEST(answer_that_is_late_is_not_that_of_the_next_call),
		TEST(call_ends_with_attache),
		TEST(reason_is_text_or_none),
		TEST(place_that_is_wrong_is_an_error),
		TEST(daemon_that_takes_nobody_is_not_waited_for_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
