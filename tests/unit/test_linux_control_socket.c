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
#include "generated/cids.h"
#include "linux/listen.h"
#include "linux/control_socket.h"
#include "linux/exchange.h"

#define BIG 8000

static const struct att_uuid service = {{1, 2, 3}};

struct rig {
	struct att_loop loop;
	struct att_control_socket socket;
	char folder[64], path[96];
	struct att_manager manager;
	struct att_manager_reply reply; /* to the last command */
	unsigned commands, modems;
	uint32_t forgotten;
};

/* CID 1: an answer with the same body; CID 2: a big one; CID 3: nothing as yet;
 * else one that is too long. */
static void echo(void *ctx, unsigned i, const struct mbim_msg *command,
		 struct att_manager_reply reply)
{
	static const uint8_t big[ATT_CONTROL_MESSAGE];
	struct rig *rig = ctx;
	struct att_bytes body = command->body;

	assert_int_equal(i, 0);
	rig->commands++;
	rig->reply = reply;
	if (command->cid == 3)
		return;
	if (command->cid != 1)
		body = att_bytes_of(big, command->cid == 2 ? BIG : sizeof(big));
	reply.fn(reply.ctx, reply.token, MBIM_STATUS_NONE, body);
}

static unsigned count(void *ctx)
{
	return ((struct rig *)ctx)->modems;
}

static void status(void *ctx, unsigned i, struct att_manager_status *out)
{
	static const struct att_core_status core = {
		.open = true, .ex_version = 0x0300, .n_sessions = 1};

	(void)ctx;
	(void)i;
	*out = (struct att_manager_status){.core = &core,
					   .want = ATT_WANT_CONNECTED};
}

static void forget(void *ctx, unsigned i, uint32_t token)
{
	(void)i;
	((struct rig *)ctx)->forgotten = token;
}

static int setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	rig.modems = 1;
	rig.manager = (struct att_manager){
		.ctx = &rig,
		.modems = count,
		.status = status,
		.command = echo,
		.forget = forget,
	};
	strcpy(rig.folder, "/tmp/attache-control-XXXXXX");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.path, sizeof(rig.path), "%s/run/control", rig.folder);
	assert_int_equal(att_loop_init(&rig.loop, NULL, NULL), 0);
	assert_int_equal(att_control_socket_open(&rig.socket, &rig.loop,
						 rig.path, &rig.manager),
			 0);
	*state = &rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;
	char run[96];

	att_control_socket_close(&rig->socket);
	att_loop_fini(&rig->loop);
	snprintf(run, sizeof(run), "%s/run", rig->folder);
	/* fails if the socket was left behind */
	return rmdir(run) < 0 || rmdir(rig->folder) < 0;
}

static int connected(struct rig *rig)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(at.sun_path, rig->path);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	return fd;
}

static size_t command(uint8_t *buf, size_t cap, uint32_t transaction,
		      uint32_t cid, const char *body)
{
	size_t len = strlen(body);
	int n;

	memcpy(buf + MBIM_MSG_COMMAND_BODY, body, len);
	n = mbim_msg_encode_command(buf, cap, transaction, &service, cid, 0,
				    len);
	assert_true(n > 0);
	return (size_t)n;
}

static void turn(struct rig *rig)
{
	for (int i = 0; i < 4; i++)
		assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
}

static void is_answered(int fd, uint32_t transaction, const char *body)
{
	uint8_t buf[512];
	size_t len = MBIM_MSG_COMMAND_BODY + strlen(body);
	struct mbim_msg msg;

	assert_int_equal(recv(fd, buf, len, 0), len);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, len), &msg), 0);
	assert_int_equal(msg.transaction, transaction);
	assert_memory_equal(msg.body.p, body, strlen(body));
}

static void control_socket_answers_what_comes_in_one_write(void **state)
{
	struct rig *rig = *state;
	uint8_t buf[256];
	int fd = connected(rig);
	size_t n = command(buf, sizeof(buf), 7, 1, "abcd");

	n += command(buf + n, sizeof(buf) - n, 8, 1, "efgh");
	assert_int_equal(send(fd, buf, n, 0), n);
	turn(rig);
	is_answered(fd, 7, "abcd");
	is_answered(fd, 8, "efgh");
	close(fd);
	turn(rig);
	assert_int_equal(rig->socket.client[0].fd, -1);
}

static void control_socket_waits_for_the_rest_of_a_message(void **state)
{
	struct rig *rig = *state;
	uint8_t buf[256];
	int fd = connected(rig);
	size_t n = command(buf, sizeof(buf), 7, 1, "abcd");

	for (size_t i = 0; i < n; i++) {
		assert_int_equal(rig->commands, 0);
		assert_int_equal(send(fd, buf + i, 1, 0), 1);
		turn(rig);
	}
	is_answered(fd, 7, "abcd");
	close(fd);
}

static void control_socket_says_failure_where_an_answer_is_too_long(
	void **state)
{
	struct rig *rig = *state;
	uint8_t buf[256];
	int good = connected(rig), bad = connected(rig);
	size_t n = command(buf, sizeof(buf), 7, 99, "abcd");
	struct mbim_msg msg;

	assert_int_equal(send(bad, buf, n, 0), n);
	turn(rig);
	assert_int_equal(recv(bad, buf, sizeof(buf), 0), MBIM_MSG_COMMAND_BODY);
	assert_int_equal(
		mbim_msg_decode(att_bytes_of(buf, MBIM_MSG_COMMAND_BODY), &msg),
		0);
	assert_int_equal(msg.code, MBIM_STATUS_FAILURE);
	n = command(buf, sizeof(buf), 7, 1, "abcd");
	assert_int_equal(send(good, buf, n, 0), n);
	turn(rig);
	is_answered(good, 7, "abcd");
	close(good);
	close(bad);
}

static void reply_to(struct rig *rig, const char *body)
{
	rig->reply.fn(rig->reply.ctx, rig->reply.token, MBIM_STATUS_NONE,
		      att_bytes_of(body, strlen(body)));
	turn(rig);
}

static void control_socket_keeps_a_client_waiting_for_its_answer(void **state)
{
	struct rig *rig = *state;
	uint8_t buf[256];
	int slow = connected(rig), other = connected(rig);
	size_t n = command(buf, sizeof(buf), 7, 3, "abcd");

	n += command(buf + n, sizeof(buf) - n, 8, 1, "efgh");
	assert_int_equal(send(slow, buf, n, 0), n);
	turn(rig);
	assert_int_equal(rig->commands, 1);
	assert_int_equal(recv(slow, buf, sizeof(buf), 0), -1);
	reply_to(rig, "wxyz");
	is_answered(slow, 7, "wxyz");
	is_answered(slow, 8, "efgh"); /* and the next is looked at */
	/* only the first reply counts */
	reply_to(rig, "oops");
	assert_int_equal(recv(slow, buf, sizeof(buf), 0), -1);
	n = command(buf, sizeof(buf), 9, 1, "ijkl");
	assert_int_equal(send(other, buf, n, 0), n);
	turn(rig);
	is_answered(other, 9, "ijkl");
	close(slow);
	close(other);
}

static void control_socket_drops_a_late_answer_to_who_has_gone(void **state)
{
	struct rig *rig = *state;
	struct att_manager_reply late;
	uint8_t buf[256];
	int fd = connected(rig);
	size_t n = command(buf, sizeof(buf), 7, 3, "abcd");

	assert_int_equal(send(fd, buf, n, 0), n);
	turn(rig);
	late = rig->reply;
	close(fd);
	turn(rig);
	assert_int_equal(rig->forgotten, late.token);
	/* the next client has its place, and waits as well */
	fd = connected(rig);
	n = command(buf, sizeof(buf), 7, 3, "abcd");
	assert_int_equal(send(fd, buf, n, 0), n);
	turn(rig);
	late.fn(late.ctx, late.token, MBIM_STATUS_NONE,
		att_bytes_of("late", 4));
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), -1);
	reply_to(rig, "mine");
	is_answered(fd, 7, "mine");
	close(fd);
}

static void control_socket_tells_who_has_a_channel_and_wants_it(void **state)
{
	static const uint8_t radio[8] = {1, 0, 0, 0, 1};
	struct rig *rig = *state;
	uint8_t buf[256], news[128];
	int told = connected(rig), other = connected(rig), len;
	size_t n = (size_t)mbim_msg_encode_simple(buf, sizeof(buf),
						  MBIM_MSG_OPEN, 1, 4096);
	struct mbim_msg msg;

	assert_int_equal(send(told, buf, n, 0), n);
	turn(rig);
	assert_int_equal(recv(told, buf, sizeof(buf), 0), 16);
	memcpy(news + MBIM_MSG_INDICATION_BODY, radio, sizeof(radio));
	len = mbim_msg_encode_indication(
		news, sizeof(news),
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE, sizeof(radio));
	att_control_socket_told(&rig->socket, att_bytes_of(news, (size_t)len));
	turn(rig);
	assert_int_equal(recv(told, buf, sizeof(buf), 0), len);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, (size_t)len), &msg),
			 0);
	assert_memory_equal(msg.body.p, radio, sizeof(radio));
	assert_int_equal(recv(other, buf, sizeof(buf), 0), -1);
	att_control_socket_lost(&rig->socket);
	assert_int_equal(recv(told, buf, sizeof(buf), 0), 0);
	assert_int_equal(recv(other, buf, sizeof(buf), 0), -1);
	close(told);
	close(other);
}

static void control_socket_says_that_there_is_no_modem(void **state)
{
	struct rig *rig = *state;
	uint8_t buf[256];
	struct mbim_msg msg;
	int fd = connected(rig);
	size_t n = command(buf, sizeof(buf), 7, 1, "abcd");

	rig->modems = 0;
	assert_int_equal(send(fd, buf, n, 0), n);
	turn(rig);
	n = (size_t)recv(fd, buf, sizeof(buf), 0);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, n), &msg), 0);
	assert_int_equal(msg.code, MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(rig->commands, 0);
	close(fd);
}

static void control_socket_stops_reading_from_who_takes_no_answers(void **state)
{
	struct rig *rig = *state;
	uint8_t buf[256], in[BIG + 64];
	int fd = connected(rig);
	size_t n = command(buf, sizeof(buf), 7, 2, "abcd"), got = 0;
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
	assert_true(got >= sent * (size_t)(MBIM_MSG_COMMAND_BODY + BIG));
	close(fd);
}

static bool is_open(int fd)
{
	uint8_t byte;

	return recv(fd, &byte, 1, 0) < 0 && errno == EAGAIN;
}

static void control_socket_gives_the_place_of_an_idle_client(void **state)
{
	struct rig *rig = *state;
	int fd[ATT_CONTROL_CLIENTS], late;
	uint8_t buf[256];
	size_t n = command(buf, sizeof(buf), 5, 1, "abcd");

	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++)
		fd[i] = connected(rig);
	/* the first has asked something, so the second is idle for longest */
	assert_int_equal(send(fd[0], buf, n, 0), n);
	turn(rig);
	is_answered(fd[0], 5, "abcd");
	late = connected(rig);
	assert_true(is_open(fd[0]));
	assert_false(is_open(fd[1]));
	for (int i = 2; i < ATT_CONTROL_CLIENTS; i++)
		assert_true(is_open(fd[i]));
	assert_int_equal(send(late, buf, n, 0), n);
	turn(rig);
	is_answered(late, 5, "abcd");
	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++)
		close(fd[i]);
	close(late);
}

static void control_socket_without_a_descriptor_does_not_turn(void **state)
{
	struct rig *rig = *state;
	struct pollfd loop = {.fd = rig->loop.epoll_fd, .events = POLLIN};
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int early = socket(AF_UNIX, SOCK_STREAM, 0), late;
	struct rlimit old, none;
	uint8_t buf[256];
	size_t n = command(buf, sizeof(buf), 5, 1, "abcd");

	strcpy(at.sun_path, rig->path);
	assert_int_equal(connect(early, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = (struct rlimit){.rlim_cur = 0, .rlim_max = old.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	turn(rig);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(poll(&loop, 1, 0), 0);
	late = connected(rig); /* and so is the other */
	assert_int_equal(send(early, buf, n, 0), n);
	turn(rig);
	is_answered(early, 5, "abcd");
	close(early);
	close(late);
}

static void control_socket_says_busy_where_all_wait_for_answers(void **state)
{
	struct rig *rig = *state;
	int fd[ATT_CONTROL_CLIENTS], late;
	uint8_t buf[256];
	size_t n = command(buf, sizeof(buf), 6, 3, "");
	struct mbim_msg msg;

	for (int i = 0; i < ATT_CONTROL_CLIENTS; i++) {
		fd[i] = connected(rig);
		assert_int_equal(send(fd[i], buf, n, 0), n);
		turn(rig);
	}
	late = connected(rig);
	assert_int_equal(send(late, buf, n, 0), n);
	turn(rig);
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
	struct rig *rig = *state;
	struct stat st;

	assert_int_equal(stat(rig->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void control_socket_leaves_the_socket_of_another_alone(void **state)
{
	struct rig *rig = *state;
	static struct att_control_socket second;

	assert_int_equal(att_control_socket_open(&second, &rig->loop, rig->path,
						 &rig->manager),
			 ATT_E_BUSY);
	turn(rig);
	close(connected(rig));
}

static void control_socket_leaves_a_socket_of_another_type_alone(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(att_listen_open(rig->path, SOCK_SEQPACKET, 1),
			 ATT_E_BUSY);
	turn(rig);
	close(connected(rig));
}

static void control_socket_replaces_a_socket_left_behind_but_no_file(
	void **state)
{
	struct rig *rig = *state;
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
static pid_t serve_apart(struct rig *rig)
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
	struct rig *rig = *state;
	static struct att_exchange client;
	pid_t pid = serve_apart(rig);
	size_t cap;

	assert_int_equal(join(&client, rig->path), 0);
	for (int i = 0; i < 3; i++) {
		memcpy(att_exchange_body(&client, &cap), "wxyz", 4);
		assert_int_equal(
			att_exchange_ask(&client, &service, 1, true, 4, 60000),
			0);
		assert_int_equal(client.msg.body.len, 4);
		assert_memory_equal(client.msg.body.p, "wxyz", 4);
	}
	assert_int_equal(
		att_exchange_ask(&client, &service, 2, false, 0, 60000), 0);
	assert_int_equal(client.msg.body.len, BIG);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(
		att_exchange_ask(&client, &service, 1, false, 0, 60000),
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
	struct rig *rig = *state;
	static struct att_exchange client;

	/* the server is not served */
	assert_int_equal(join(&client, rig->path), 0);
	assert_int_equal(att_exchange_ask(&client, &service, 1, false, 0, 1),
			 ATT_E_TIMEOUT);
	att_exchange_close(&client);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(control_socket_answers_what_comes_in_one_write),
		TEST(control_socket_waits_for_the_rest_of_a_message),
		TEST(control_socket_says_failure_where_an_answer_is_too_long),
		TEST(control_socket_keeps_a_client_waiting_for_its_answer),
		TEST(control_socket_drops_a_late_answer_to_who_has_gone),
		TEST(control_socket_tells_who_has_a_channel_and_wants_it),
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
