/* The control socket: clients that behave, and clients that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/exchange.h"
#include "linux/listen.h"
#include "linux/server.h"

#define BIG 8000

static const struct mbim_uuid service = {{1, 2, 3}};

struct rig {
	struct mbim_loop loop;
	struct mbim_server server;
	char folder[64], path[96];
	unsigned commands;
};

/* CID 1: an answer with the same body; CID 2: a big one; else it fails. */
static int echo(void *ctx, const struct mbim_msg *command, uint8_t *buf,
		size_t cap)
{
	struct rig *rig = ctx;
	size_t len = command->body.len;

	rig->commands++;
	if (command->cid == 2)
		len = BIG;
	else if (command->cid != 1)
		return MBIM_E_VALUE;
	assert_true(MBIM_MSG_COMMAND_BODY + len <= cap);
	memset(buf + MBIM_MSG_COMMAND_BODY, 0, len);
	memcpy(buf + MBIM_MSG_COMMAND_BODY, command->body.p, command->body.len);
	return mbim_msg_encode_done(buf, cap, command->transaction,
				    &command->service, command->cid, 0, len);
}

static int setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	strcpy(rig.folder, "/tmp/attache-server-XXXXXX");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.path, sizeof(rig.path), "%s/run/control", rig.folder);
	assert_int_equal(mbim_loop_init(&rig.loop, NULL, NULL), 0);
	assert_int_equal(
		mbim_server_open(&rig.server, &rig.loop, rig.path, echo, &rig),
		0);
	*state = &rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;
	char run[96];

	mbim_server_close(&rig->server);
	mbim_loop_fini(&rig->loop);
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
	assert_int_equal(mbim_loop_turn(&rig->loop, 0), 0);
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
		assert_int_equal(mbim_loop_turn(&rig->loop, 0), 0);
}

static void is_answered(int fd, uint32_t transaction, const char *body)
{
	uint8_t buf[512];
	size_t len = MBIM_MSG_COMMAND_BODY + strlen(body);
	struct mbim_msg msg;

	assert_int_equal(recv(fd, buf, len, 0), len);
	assert_int_equal(mbim_msg_decode(mbim_bytes_of(buf, len), &msg), 0);
	assert_int_equal(msg.transaction, transaction);
	assert_memory_equal(msg.body.p, body, strlen(body));
}

static void server_answers_what_comes_in_one_write(void **state)
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
	assert_int_equal(rig->server.client[0].fd, -1);
}

static void server_waits_for_the_rest_of_a_message(void **state)
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

static void server_drops_a_client_whose_command_fails(void **state)
{
	struct rig *rig = *state;
	uint8_t buf[256];
	int good = connected(rig), bad = connected(rig);
	size_t n = command(buf, sizeof(buf), 7, 99, "abcd");

	assert_int_equal(send(bad, buf, n, 0), n);
	turn(rig);
	assert_int_equal(recv(bad, buf, sizeof(buf), 0), 0);
	n = command(buf, sizeof(buf), 7, 1, "abcd");
	assert_int_equal(send(good, buf, n, 0), n);
	turn(rig);
	is_answered(good, 7, "abcd");
	close(good);
	close(bad);
}

static void server_stops_reading_from_who_takes_no_answers(void **state)
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
		mbim_loop_turn(&rig->loop, 0);
	}
	assert_int_equal(errno, EAGAIN);
	assert_true(rig->commands < sent);
	/* none of the answers is lost */
	for (unsigned i = 0; i < 4 * sent; i++) {
		while ((r = recv(fd, in, sizeof(in), 0)) > 0)
			got += (size_t)r;
		mbim_loop_turn(&rig->loop, 0);
	}
	assert_true(got >= sent * (size_t)(MBIM_MSG_COMMAND_BODY + BIG));
	close(fd);
}

static void server_refuses_more_clients_than_it_has_room_for(void **state)
{
	struct rig *rig = *state;
	int fd[MBIM_SERVER_CLIENTS + 1];
	uint8_t byte;

	for (int i = 0; i <= MBIM_SERVER_CLIENTS; i++)
		fd[i] = connected(rig);
	assert_int_equal(recv(fd[MBIM_SERVER_CLIENTS], &byte, 1, 0), 0);
	assert_int_equal(recv(fd[0], &byte, 1, 0), -1);
	close(fd[0]);
	turn(rig);
	close(fd[MBIM_SERVER_CLIENTS]);
	fd[0] = connected(rig);
	assert_int_equal(recv(fd[0], &byte, 1, 0), -1);
	assert_int_equal(errno, EAGAIN);
	for (int i = 0; i < MBIM_SERVER_CLIENTS; i++)
		close(fd[i]);
}

static void server_is_for_its_user_only(void **state)
{
	struct rig *rig = *state;
	struct stat st;

	assert_int_equal(stat(rig->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void server_leaves_the_socket_of_another_alone(void **state)
{
	struct rig *rig = *state;
	static struct mbim_server second;

	assert_int_equal(
		mbim_server_open(&second, &rig->loop, rig->path, echo, rig),
		MBIM_E_BUSY);
	turn(rig);
	close(connected(rig));
}

static void server_leaves_a_socket_of_another_type_alone(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(mbim_listen_open(rig->path, SOCK_SEQPACKET, 1),
			 MBIM_E_BUSY);
	turn(rig);
	close(connected(rig));
}

static void server_replaces_a_socket_left_behind_but_no_file(void **state)
{
	struct rig *rig = *state;
	static struct mbim_server second;
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char file[128];
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s/stale", rig->folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	close(fd);
	assert_int_equal(
		mbim_server_open(&second, &rig->loop, at.sun_path, echo, rig),
		0);
	mbim_server_close(&second);
	snprintf(file, sizeof(file), "%s/file", rig->folder);
	fclose(fopen(file, "w"));
	assert_int_equal(mbim_server_open(&second, &rig->loop, file, echo, rig),
			 MBIM_E_IO);
	assert_int_equal(unlink(file), 0);
}

/* The client waits for its answers, so the server gets a process. */
static pid_t serve_apart(struct rig *rig)
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(60);
		for (;;)
			mbim_loop_turn(&rig->loop, -1);
	}
	return pid;
}

static int join(struct mbim_exchange *x, const char *path)
{
	const struct mbim_exchange_options o = {
		.open_port = mbim_exchange_socket,
		.name = path,
		.no_channel = true,
		.ex = MBIM_EX_1,
	};

	return mbim_exchange_open(x, &o);
}

static void client_gets_the_answer_to_its_question(void **state)
{
	struct rig *rig = *state;
	static struct mbim_exchange client;
	pid_t pid = serve_apart(rig);
	size_t cap;

	assert_int_equal(join(&client, rig->path), 0);
	for (int i = 0; i < 3; i++) {
		memcpy(mbim_exchange_body(&client, &cap), "wxyz", 4);
		assert_int_equal(
			mbim_exchange_ask(&client, &service, 1, true, 4, 60000),
			0);
		assert_int_equal(client.msg.body.len, 4);
		assert_memory_equal(client.msg.body.p, "wxyz", 4);
	}
	assert_int_equal(
		mbim_exchange_ask(&client, &service, 2, false, 0, 60000), 0);
	assert_int_equal(client.msg.body.len, BIG);
	/* the server drops who asks this */
	assert_int_equal(
		mbim_exchange_ask(&client, &service, 9, false, 0, 60000),
		MBIM_E_GONE);
	mbim_exchange_close(&client);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void client_says_that_nobody_listens(void **state)
{
	static struct mbim_exchange client;

	(void)state;
	assert_int_equal(join(&client, "/nonexistent/control"), MBIM_E_GONE);
	mbim_exchange_close(&client);
}

static void client_does_not_wait_for_ever(void **state)
{
	struct rig *rig = *state;
	static struct mbim_exchange client;

	/* the server is not served */
	assert_int_equal(join(&client, rig->path), 0);
	assert_int_equal(mbim_exchange_ask(&client, &service, 1, false, 0, 1),
			 MBIM_E_TIMEOUT);
	mbim_exchange_close(&client);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(server_answers_what_comes_in_one_write),
		TEST(server_waits_for_the_rest_of_a_message),
		TEST(server_drops_a_client_whose_command_fails),
		TEST(server_stops_reading_from_who_takes_no_answers),
		TEST(server_refuses_more_clients_than_it_has_room_for),
		TEST(server_is_for_its_user_only),
		TEST(server_leaves_the_socket_of_another_alone),
		TEST(server_leaves_a_socket_of_another_type_alone),
		TEST(server_replaces_a_socket_left_behind_but_no_file),
		TEST(client_gets_the_answer_to_its_question),
		TEST(client_says_that_nobody_listens),
		TEST(client_does_not_wait_for_ever),
	};

	return cmocka_run_group_tests_name("linux_server", tests, NULL, NULL);
}
