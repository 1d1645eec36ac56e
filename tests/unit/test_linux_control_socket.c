/* The control socket: clients that behave, and clients that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors.h"
#include "control_rig.h"
#include "generated/cids.h"
#include "linux/listen.h"
#include "linux/exchange.h"

static void control_socket_answers_what_comes_in_one_write(void **state)
{
	struct control_rig *rig = *state;
	uint8_t buf[256];
	int fd = control_rig_connected(rig);
	size_t n = control_rig_command(buf, sizeof(buf), 7, 1, "abcd");

	n += control_rig_command(buf + n, sizeof(buf) - n, 8, 1, "efgh");
	assert_int_equal(send(fd, buf, n, 0), n);
	control_rig_turn(rig);
	control_rig_is_answered(fd, 7, "abcd");
	control_rig_is_answered(fd, 8, "efgh");
	close(fd);
	control_rig_turn(rig);
	assert_int_equal(rig->socket.client[0].fd, -1);
}

static void control_socket_waits_for_the_rest_of_a_message(void **state)
{
	struct control_rig *rig = *state;
	uint8_t buf[256];
	int fd = control_rig_connected(rig);
	size_t n = control_rig_command(buf, sizeof(buf), 7, 1, "abcd");

	for (size_t i = 0; i < n; i++) {
		assert_int_equal(rig->commands, 0);
		assert_int_equal(send(fd, buf + i, 1, 0), 1);
		control_rig_turn(rig);
	}
	control_rig_is_answered(fd, 7, "abcd");
	close(fd);
}

static void control_socket_says_failure_where_an_answer_is_too_long(
	void **state)
{
	struct control_rig *rig = *state;
	uint8_t buf[256];
	int good = control_rig_connected(rig), bad = control_rig_connected(rig);
	size_t n = control_rig_command(buf, sizeof(buf), 7, 99, "abcd");
	struct mbim_msg msg;

	assert_int_equal(send(bad, buf, n, 0), n);
	control_rig_turn(rig);
	assert_int_equal(recv(bad, buf, sizeof(buf), 0), MBIM_MSG_COMMAND_BODY);
	assert_int_equal(
		mbim_msg_decode(att_bytes_of(buf, MBIM_MSG_COMMAND_BODY), &msg),
		0);
	assert_int_equal(msg.code, MBIM_STATUS_FAILURE);
	n = control_rig_command(buf, sizeof(buf), 7, 1, "abcd");
	assert_int_equal(send(good, buf, n, 0), n);
	control_rig_turn(rig);
	control_rig_is_answered(good, 7, "abcd");
	close(good);
	close(bad);
}

static void reply_to(struct control_rig *rig, const char *body)
{
	rig->reply.fn(rig->reply.ctx, rig->reply.token, MBIM_STATUS_NONE,
		      att_bytes_of(body, strlen(body)));
	control_rig_turn(rig);
}

/* Each command is answered when the modem does, in whatever order. */
static void control_socket_has_several_commands_of_one_client(void **state)
{
	struct control_rig *rig = *state;
	struct att_manager_reply first;
	uint8_t buf[256];
	int fd = control_rig_connected(rig);
	size_t n = control_rig_command(buf, sizeof(buf), 7, 3, "abcd");

	assert_int_equal(send(fd, buf, n, 0), n);
	control_rig_turn(rig);
	first = rig->reply;
	n = control_rig_command(buf, sizeof(buf), 8, 3, "abcd");
	n += control_rig_command(buf + n, sizeof(buf) - n, 9, 1, "efgh");
	assert_int_equal(send(fd, buf, n, 0), n);
	control_rig_turn(rig);
	assert_int_equal(rig->commands, 3);
	control_rig_is_answered(fd, 9, "efgh");
	first.fn(first.ctx, first.token, MBIM_STATUS_NONE,
		 att_bytes_of("wxyz", 4));
	control_rig_turn(rig);
	control_rig_is_answered(fd, 7, "wxyz");
	/* only the first reply counts */
	first.fn(first.ctx, first.token, MBIM_STATUS_NONE,
		 att_bytes_of("oops", 4));
	control_rig_turn(rig);
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), -1);
	close(fd);
}

static void control_socket_keeps_who_asked_much_waiting(void **state)
{
	struct control_rig *rig = *state;
	struct att_manager_reply reply;
	uint8_t buf[256];
	int many = control_rig_connected(rig),
	    other = control_rig_connected(rig);
	size_t n;

	for (uint32_t i = 0; i <= ATT_CONTROL_ASKED; i++) {
		n = control_rig_command(buf, sizeof(buf), 100 + i, 3, "abcd");
		assert_int_equal(send(many, buf, n, 0), n);
		control_rig_turn(rig);
	}
	assert_int_equal(rig->commands, ATT_CONTROL_ASKED);
	reply = rig->reply;
	n = control_rig_command(buf, sizeof(buf), 9, 1, "ijkl");
	assert_int_equal(send(other, buf, n, 0), n);
	control_rig_turn(rig);
	control_rig_is_answered(other, 9, "ijkl");
	reply.fn(reply.ctx, reply.token, MBIM_STATUS_NONE,
		 att_bytes_of("wxyz", 4));
	control_rig_turn(rig);
	control_rig_is_answered(many, 100 + ATT_CONTROL_ASKED - 1, "wxyz");
	assert_int_equal(rig->commands, ATT_CONTROL_ASKED + 2);
	close(many);
	close(other);
}

static void control_socket_drops_a_late_answer_to_who_has_gone(void **state)
{
	struct control_rig *rig = *state;
	struct att_manager_reply late;
	uint8_t buf[256];
	int fd = control_rig_connected(rig);
	size_t n = control_rig_command(buf, sizeof(buf), 7, 3, "abcd");

	assert_int_equal(send(fd, buf, n, 0), n);
	control_rig_turn(rig);
	late = rig->reply;
	close(fd);
	control_rig_turn(rig);
	assert_int_equal(rig->forgotten, late.token);
	/* the next client has its place, and waits as well */
	fd = control_rig_connected(rig);
	n = control_rig_command(buf, sizeof(buf), 7, 3, "abcd");
	assert_int_equal(send(fd, buf, n, 0), n);
	control_rig_turn(rig);
	late.fn(late.ctx, late.token, MBIM_STATUS_NONE,
		att_bytes_of("late", 4));
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), -1);
	reply_to(rig, "mine");
	control_rig_is_answered(fd, 7, "mine");
	close(fd);
}

static void control_socket_tells_who_has_a_channel_and_wants_it(void **state)
{
	static const uint8_t radio[8] = {1, 0, 0, 0, 1};
	struct control_rig *rig = *state;
	uint8_t buf[256], news[128];
	int told = control_rig_connected(rig),
	    other = control_rig_connected(rig), len;
	size_t n = (size_t)mbim_msg_encode_simple(buf, sizeof(buf),
						  MBIM_MSG_OPEN, 1, 4096);
	struct mbim_msg msg;

	assert_int_equal(send(told, buf, n, 0), n);
	control_rig_turn(rig);
	assert_int_equal(recv(told, buf, sizeof(buf), 0), 16);
	memcpy(news + MBIM_MSG_INDICATION_BODY, radio, sizeof(radio));
	len = mbim_msg_encode_indication(
		news, sizeof(news),
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE, sizeof(radio));
	att_control_socket_told(&rig->socket, 0,
				att_bytes_of(news, (size_t)len));
	control_rig_turn(rig);
	assert_int_equal(recv(told, buf, sizeof(buf), 0), len);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, (size_t)len), &msg),
			 0);
	assert_memory_equal(msg.body.p, radio, sizeof(radio));
	assert_int_equal(recv(other, buf, sizeof(buf), 0), -1);
	att_control_socket_lost(&rig->socket, 0);
	assert_int_equal(recv(told, buf, sizeof(buf), 0), 0);
	assert_int_equal(recv(other, buf, sizeof(buf), 0), -1);
	close(told);
	close(other);
}

/* A modem that comes knows nothing of the list: it is to be set anew. */
static void control_socket_tells_who_has_a_list_and_hangs_up_with_the_modem(
	void **state)
{
	static const uint8_t radio[8] = {1, 0, 0, 0, 1};
	struct control_rig *rig = *state;
	uint8_t buf[256];
	int fd = control_rig_subscribed(rig,
					MBIM_CID_BASIC_CONNECT_RADIO_STATE),
	    len;
	int idle[ATT_CONTROL_CLIENTS];

	memcpy(buf + MBIM_MSG_INDICATION_BODY, radio, sizeof(radio));
	len = mbim_msg_encode_indication(
		buf, sizeof(buf),
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE, sizeof(radio));
	att_control_socket_told(&rig->socket, 0,
				att_bytes_of(buf, (size_t)len));
	control_rig_turn(rig);
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), len);
	/* it waits for news, and is not idle */
	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++)
		idle[i] = control_rig_connected(rig);
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), -1);
	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++)
		close(idle[i]);
	att_control_socket_lost(&rig->socket, 0);
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), 0);
	close(fd);
}

static void control_socket_takes_back_the_list_of_who_goes(void **state)
{
	struct control_rig *rig = *state;
	int fd = control_rig_subscribed(
		rig, MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS);
	int other = control_rig_connected(rig);

	assert_int_equal(rig->commands, 1);
	close(other);
	control_rig_settle(rig);
	assert_int_equal(rig->commands, 1);
	close(fd);
	control_rig_settle(rig);
	assert_int_equal(rig->commands, 2);
	assert_false(att_subscriptions_have(
		&rig->list, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS));
	control_rig_settle(rig); /* once */
	assert_int_equal(rig->commands, 2);
}

static void control_socket_says_that_there_is_no_modem(void **state)
{
	struct control_rig *rig = *state;
	uint8_t buf[256];
	struct mbim_msg msg;
	int fd = control_rig_connected(rig);
	size_t n = control_rig_command(buf, sizeof(buf), 7, 1, "abcd");

	rig->modems = 0;
	assert_int_equal(send(fd, buf, n, 0), n);
	control_rig_turn(rig);
	n = (size_t)recv(fd, buf, sizeof(buf), 0);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, n), &msg), 0);
	assert_int_equal(msg.code, MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(rig->commands, 0);
	close(fd);
}

static void control_socket_stops_reading_from_who_takes_no_answers(void **state)
{
	struct control_rig *rig = *state;
	uint8_t buf[256], in[CONTROL_RIG_BIG + 64];
	int fd = control_rig_connected(rig);
	size_t n = control_rig_command(buf, sizeof(buf), 7, 2, "abcd"), got = 0;
	unsigned sent = 0;
	ssize_t r;

	/* until the socket itself is full of questions */
	while (sent < 100000 && send(fd, buf, n, 0) == (ssize_t)n) {
		sent++;
		att_loop_turn(&rig->loop, 0);
	}
	assert_int_equal(errno, EAGAIN);
	assert_true(rig->commands < sent);
	/* none of the answers is lost */
	for (unsigned i = 0; i < 4 * sent; i++) {
		while ((r = recv(fd, in, sizeof(in), 0)) > 0)
			got += (size_t)r;
		att_loop_turn(&rig->loop, 0);
	}
	assert_true(got >=
		    sent * (size_t)(MBIM_MSG_COMMAND_BODY + CONTROL_RIG_BIG));
	close(fd);
}

static bool is_open(int fd)
{
	uint8_t byte;

	return recv(fd, &byte, 1, 0) < 0 && errno == EAGAIN;
}

static void control_socket_gives_the_place_of_an_idle_client(void **state)
{
	struct control_rig *rig = *state;
	int fd[ATT_CONTROL_CLIENTS], late;
	uint8_t buf[256];
	size_t n = control_rig_command(buf, sizeof(buf), 5, 1, "abcd");

	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++)
		fd[i] = control_rig_connected(rig);
	/* the first has asked something, so the second is idle for longest */
	assert_int_equal(send(fd[0], buf, n, 0), n);
	control_rig_turn(rig);
	control_rig_is_answered(fd[0], 5, "abcd");
	late = control_rig_connected(rig);
	assert_true(is_open(fd[0]));
	assert_false(is_open(fd[1]));
	for (int i = 2; i < ATT_CONTROL_CLIENTS; i++)
		assert_true(is_open(fd[i]));
	assert_int_equal(send(late, buf, n, 0), n);
	control_rig_turn(rig);
	control_rig_is_answered(late, 5, "abcd");
	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++)
		close(fd[i]);
	close(late);
}

static void control_socket_without_a_descriptor_does_not_turn(void **state)
{
	struct control_rig *rig = *state;
	struct pollfd loop = {.fd = rig->loop.epoll_fd, .events = POLLIN};
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int early = socket(AF_UNIX, SOCK_STREAM, 0), late;
	struct rlimit old, none;
	uint8_t buf[256];
	size_t n = control_rig_command(buf, sizeof(buf), 5, 1, "abcd");

	strcpy(at.sun_path, rig->path);
	assert_int_equal(connect(early, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = (struct rlimit){.rlim_cur = 0, .rlim_max = old.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	control_rig_turn(rig);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(poll(&loop, 1, 0), 0);
	late = control_rig_connected(rig); /* and so is the other */
	assert_int_equal(send(early, buf, n, 0), n);
	control_rig_turn(rig);
	control_rig_is_answered(early, 5, "abcd");
	close(early);
	close(late);
}

static void control_socket_says_busy_where_all_wait_for_answers(void **state)
{
	struct control_rig *rig = *state;
	int fd[ATT_CONTROL_CLIENTS], late;
	uint8_t buf[256];
	size_t n = control_rig_command(buf, sizeof(buf), 6, 3, "");
	struct mbim_msg msg;

	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++) {
		fd[i] = control_rig_connected(rig);
		assert_int_equal(send(fd[i], buf, n, 0), n);
		control_rig_turn(rig);
	}
	late = control_rig_connected(rig);
	assert_int_equal(send(late, buf, n, 0), n);
	control_rig_turn(rig);
	assert_int_equal(rig->commands, ATT_CONTROL_CLIENTS);
	n = MBIM_MSG_COMMAND_BODY;
	assert_int_equal(recv(late, buf, sizeof(buf), 0), n);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, n), &msg), 0);
	assert_int_equal(msg.code, MBIM_STATUS_BUSY);
	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++) {
		assert_true(is_open(fd[i]));
		close(fd[i]);
	}
	close(late);
}

static void control_socket_is_for_its_user_only(void **state)
{
	struct control_rig *rig = *state;
	struct stat st;

	assert_int_equal(stat(rig->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void control_socket_leaves_the_socket_of_another_alone(void **state)
{
	struct control_rig *rig = *state;
	static struct att_control_socket second;

	assert_int_equal(att_control_socket_open(&second, &rig->loop, rig->path,
						 &rig->manager),
			 ATT_E_BUSY);
	control_rig_turn(rig);
	close(control_rig_connected(rig));
}

static void control_socket_leaves_a_socket_of_another_type_alone(void **state)
{
	struct control_rig *rig = *state;

	assert_int_equal(att_listen_open(rig->path, SOCK_SEQPACKET, 1),
			 ATT_E_BUSY);
	control_rig_turn(rig);
	close(control_rig_connected(rig));
}

static void control_socket_replaces_a_socket_left_behind_but_no_file(
	void **state)
{
	struct control_rig *rig = *state;
	static struct att_control_socket second;
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char file[128];
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s/stale", rig->folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	close(fd);
	assert_int_equal(att_control_socket_open(&second, &rig->loop,
						 at.sun_path, &rig->manager),
			 0);
	att_control_socket_close(&second);
	snprintf(file, sizeof(file), "%s/file", rig->folder);
	fclose(fopen(file, "w"));
	assert_int_equal(att_control_socket_open(&second, &rig->loop, file,
						 &rig->manager),
			 ATT_E_IO);
	assert_int_equal(unlink(file), 0);
}

/* The client waits for its answers, so the server gets a process. */
static pid_t serve_apart(struct control_rig *rig)
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(60);
		for (;;)
			att_loop_turn(&rig->loop, -1);
	}
	return pid;
}

static int join(struct att_exchange *x, const char *path)
{
	const struct att_exchange_options o = {
		.open_port = att_exchange_socket,
		.name = path,
		.no_channel = true,
		.ex = MBIM_EX_1,
	};

	return att_exchange_open(x, &o);
}

static void client_gets_the_answer_to_its_question(void **state)
{
	struct control_rig *rig = *state;
	static struct att_exchange client;
	pid_t pid = serve_apart(rig);
	size_t cap;

	assert_int_equal(join(&client, rig->path), 0);
	for (int i = 0; i < 3; i++) {
		memcpy(att_exchange_body(&client, &cap), "wxyz", 4);
		assert_int_equal(att_exchange_ask(&client, &control_rig_service,
						  1, true, 4, 60000),
				 0);
		assert_int_equal(client.msg.body.len, 4);
		assert_memory_equal(client.msg.body.p, "wxyz", 4);
	}
	assert_int_equal(att_exchange_ask(&client, &control_rig_service, 2,
					  false, 0, 60000),
			 0);
	assert_int_equal(client.msg.body.len, CONTROL_RIG_BIG);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(att_exchange_ask(&client, &control_rig_service, 1,
					  false, 0, 60000),
			 ATT_E_GONE);
	att_exchange_close(&client);
}

static void client_says_that_nobody_listens(void **state)
{
	static struct att_exchange client;

	(void)state;
	assert_int_equal(join(&client, "/nonexistent/control"), ATT_E_GONE);
	att_exchange_close(&client);
}

static void client_does_not_wait_for_ever(void **state)
{
	struct control_rig *rig = *state;
	static struct att_exchange client;

	/* the server is not served */
	assert_int_equal(join(&client, rig->path), 0);
	assert_int_equal(
		att_exchange_ask(&client, &control_rig_service, 1, false, 0, 1),
		ATT_E_TIMEOUT);
	att_exchange_close(&client);
}

#define TEST(f)                                               \
	cmocka_unit_test_setup_teardown(f, control_rig_setup, \
					control_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(control_socket_answers_what_comes_in_one_write),
		TEST(control_socket_waits_for_the_rest_of_a_message),
		TEST(control_socket_says_failure_where_an_answer_is_too_long),
		TEST(control_socket_has_several_commands_of_one_client),
		TEST(control_socket_keeps_who_asked_much_waiting),
		TEST(control_socket_drops_a_late_answer_to_who_has_gone),
		TEST(control_socket_tells_who_has_a_channel_and_wants_it),
		TEST(control_socket_tells_who_has_a_list_and_hangs_up_with_the_modem),
		TEST(control_socket_takes_back_the_list_of_who_goes),
		TEST(control_socket_says_that_there_is_no_modem),
		TEST(control_socket_stops_reading_from_who_takes_no_answers),
		TEST(control_socket_gives_the_place_of_an_idle_client),
		TEST(control_socket_without_a_descriptor_does_not_turn),
		TEST(control_socket_says_busy_where_all_wait_for_answers),
		TEST(control_socket_is_for_its_user_only),
		TEST(control_socket_leaves_the_socket_of_another_alone),
		TEST(control_socket_leaves_a_socket_of_another_type_alone),
		TEST(control_socket_replaces_a_socket_left_behind_but_no_file),
		TEST(client_gets_the_answer_to_its_question),
		TEST(client_says_that_nobody_listens),
		TEST(client_does_not_wait_for_ever),
	};

	return cmocka_run_group_tests_name("linux_control_socket", tests, NULL,
					   NULL);
}
