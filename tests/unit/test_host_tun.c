/* The far side host against Linux's own IP and TCP, through TUN devices in a
 * network namespace of this test's own: one clean, one that loses packets. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/simodem/host.h"

#define MTU	    1500
#define LOSE_EACH   50
#define PATIENCE_MS 60000
#define MB	    1000000u

/* --- the process with the host ---------------------------------------- */

/* Device and session 0 are clean, 1 loses packets. */
static int tuns[2];
static unsigned passed[2][2]; /* by session and direction */

static bool lost(unsigned session, unsigned direction)
{
	return session == 1 && ++passed[1][direction] % LOSE_EACH == 0;
}

static void to_tun(void *ctx, uint8_t session, struct att_bytes datagram)
{
	(void)ctx;
	if (!lost(session, 0) &&
	    write(tuns[session], datagram.p, datagram.len) < 0 &&
	    errno != EIO && errno != ENOBUFS)
		abort();
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void from_tun(struct sim_host *h, unsigned session)
{
	uint8_t buf[MTU + 100];
	ssize_t n = read(tuns[session], buf, sizeof(buf));
	uint8_t *exact;

	if (n <= 0 || lost(session, 1))
		return;
	exact = malloc((size_t)n); /* so that a read behind it is found */
	memcpy(exact, buf, (size_t)n);
	sim_host_input(h, (uint8_t)session, att_bytes_of(exact, (size_t)n),
		       now_ms());
	free(exact);
}

/* Until the other end of the pipe is closed. */
static void host_run(int stop)
{
	struct sim_host *h = sim_host_new(to_tun, NULL, MTU);
	struct pollfd fds[3] = {
		{.fd = tuns[0], .events = POLLIN},
		{.fd = tuns[1], .events = POLLIN},
		{.fd = stop, .events = POLLIN},
	};

	while (h && !fds[2].revents) {
		uint64_t now = now_ms(), due = sim_host_deadline(h);
		int wait = due == UINT64_MAX ? -1
			   : due <= now	     ? 0
					     : (int)(due - now);

		if (poll(fds, 3, wait) < 0)
			break;
		for (unsigned i = 0; i < 2; i++)
			if (fds[i].revents)
				from_tun(h, i);
		if (sim_host_deadline(h) <= now_ms())
			sim_host_expire(h, now_ms());
	}
	sim_host_free(h);
}

/* --- the clients ------------------------------------------------------ */

static int dial(const char *address, uint16_t port, int type)
{
	struct sockaddr_in6 a6 = {.sin6_family = AF_INET6,
				  .sin6_port = htons(port)};
	struct sockaddr_in a4 = {.sin_family = AF_INET,
				 .sin_port = htons(port)};
	bool v6 = strchr(address, ':');
	int fd = socket(v6 ? AF_INET6 : AF_INET, type, 0), err;

	assert_true(fd >= 0);
	if (v6) {
		inet_pton(AF_INET6, address, &a6.sin6_addr);
		err = connect(fd, (struct sockaddr *)&a6, sizeof(a6));
	} else {
		inet_pton(AF_INET, address, &a4.sin_addr);
		err = connect(fd, (struct sockaddr *)&a4, sizeof(a4));
	}
	if (err) {
		err = errno;
		close(fd);
		errno = err;
		return -1;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static uint8_t byte_at(size_t i)
{
	return (uint8_t)(i * 7 + i / 251);
}

/* Write up to `left` bytes of the stream from `at` on; how many it took. */
static size_t pump_out(int fd, size_t at, size_t left)
{
	uint8_t buf[16384];
	size_t n = left < sizeof(buf) ? left : sizeof(buf);
	ssize_t done;

	for (size_t i = 0; i < n; i++)
		buf[i] = byte_at(at + i);
	done = send(fd, buf, n, MSG_NOSIGNAL);
	if (done < 0)
		assert_int_equal(errno, EAGAIN);
	return done < 0 ? 0 : (size_t)done;
}

/* Read and compare; how many, or -1 at the end. */
static ssize_t pump_in(int fd, size_t at, bool pattern)
{
	uint8_t buf[16384], want[16384];
	ssize_t n = recv(fd, buf, sizeof(buf), 0);

	if (n < 0) {
		assert_int_equal(errno, EAGAIN);
		return 0;
	}
	if (pattern)
		sim_tcp_pattern(at, want, (size_t)n);
	else
		for (size_t i = 0; i < (size_t)n; i++)
			want[i] = byte_at(at + i);
	assert_memory_equal(buf, want, (size_t)n);
	return n ? n : -1;
}

/* Send n bytes, close our side, and read until the end: how many came. */
static size_t transfer(const char *address, uint16_t port, size_t n)
{
	int fd = dial(address, port, SOCK_STREAM);
	size_t sent = 0, got = 0;

	assert_true(fd >= 0);
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t more;

		if (sent < n)
			p.events |= POLLOUT;
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		if (p.revents & POLLOUT) {
			sent += pump_out(fd, sent, n - sent);
			if (sent == n)
				assert_int_equal(shutdown(fd, SHUT_WR), 0);
		}
		more = pump_in(fd, got, false);
		if (more < 0)
			break;
		got += (size_t)more;
	}
	close(fd);
	assert_int_equal(sent, n);
	return got;
}

/* Read n bytes of the source, close our side, and read to the end. */
static void drain(const char *address, size_t n)
{
	int fd = dial(address, 19, SOCK_STREAM);
	size_t got = 0;
	bool closed = false;

	assert_true(fd >= 0);
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t more;

		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		more = pump_in(fd, got, true);
		if (more < 0)
			break;
		got += (size_t)more;
		if (got >= n && !closed)
			closed = !shutdown(fd, SHUT_WR);
	}
	close(fd);
	assert_true(closed);
	assert_true(got >= n);
}

static void ping_is_answered(void **state)
{
	(void)state;
	if (system("ping -V >/dev/null 2>&1")) {
		print_message("# no ping program\n");
		skip();
	}
	assert_int_equal(
		system("ping -n -q -c 3 -i 0.1 -W 20 10.99.0.1 >/dev/null"), 0);
	assert_int_equal(system("ping -n -q -c 1 -W 20 -s 1472 -M do 10.99.7.7 "
				">/dev/null"),
			 0);
	assert_int_equal(system("ping -n -q -c 3 -i 0.1 -W 20 2001:db8:99::1 "
				">/dev/null"),
			 0);
}

static void udp_is_echoed_or_refused(void **state)
{
	static const char *const addresses[] = {"10.99.0.1", "2001:db8:99::1"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		int fd = dial(addresses[i], 7, SOCK_DGRAM);
		struct pollfd p = {.fd = fd, .events = POLLIN};
		char got[16] = "";

		assert_int_equal(send(fd, "attache", 7, 0), 7);
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		assert_int_equal(recv(fd, got, sizeof(got), 0), 7);
		assert_string_equal(got, "attache");
		close(fd);
		p.fd = fd = dial(addresses[i], 4711, SOCK_DGRAM);
		assert_int_equal(send(fd, "x", 1, 0), 1);
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		assert_int_equal(recv(fd, got, sizeof(got), 0), -1);
		assert_int_equal(errno, ECONNREFUSED);
		close(fd);
	}
}

static void closed_tcp_port_refuses(void **state)
{
	(void)state;
	assert_int_equal(dial("10.99.0.1", 80, SOCK_STREAM), -1);
	assert_int_equal(errno, ECONNREFUSED);
	assert_int_equal(dial("2001:db8:99::1", 80, SOCK_STREAM), -1);
	assert_int_equal(errno, ECONNREFUSED);
}

static void echo_returns_1_mb_over_ipv4(void **state)
{
	(void)state;
	assert_int_equal(transfer("10.99.0.1", 7, MB), MB);
}

static void echo_returns_1_mb_over_ipv6(void **state)
{
	(void)state;
	assert_int_equal(transfer("2001:db8:99::1", 7, MB), MB);
}

static void discard_takes_4_mb(void **state)
{
	(void)state;
	assert_int_equal(transfer("10.99.0.1", 9, 4 * MB), 0);
	assert_int_equal(transfer("2001:db8:99::1", 9, 4 * MB), 0);
}

static void source_gives_4_mb(void **state)
{
	(void)state;
	drain("10.99.0.1", 4 * MB);
	drain("2001:db8:99::1", 4 * MB);
}

static void echo_survives_loss(void **state)
{
	(void)state;
	assert_int_equal(transfer("10.98.0.1", 7, MB), MB);
}

static void discard_survives_loss(void **state)
{
	(void)state;
	assert_int_equal(transfer("2001:db8:98::1", 9, 4 * MB), 0);
}

static void source_survives_loss(void **state)
{
	(void)state;
	drain("10.98.0.1", 4 * MB);
}

/* A connection that its user forgets costs a place, not the service. */
static void many_connections_are_served(void **state)
{
	int fds[100];

	(void)state;
	for (int i = 0; i < 100; i++) {
		fds[i] = dial("10.99.0.1", 9, SOCK_STREAM);
		assert_true(fds[i] >= 0);
	}
	assert_int_equal(transfer("10.99.0.1", 7, 100000), 100000);
	for (int i = 0; i < 100; i++)
		close(fds[i]);
}

static void reset_by_the_user_frees_the_connection(void **state)
{
	struct linger hard = {.l_onoff = 1};

	(void)state;
	for (int i = 0; i < 100; i++) {
		int fd = dial("10.99.0.1", 19, SOCK_STREAM);

		assert_true(fd >= 0);
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		close(fd);
	}
	assert_int_equal(transfer("10.99.0.1", 7, 1000), 1000);
}

/* --- the namespace ---------------------------------------------------- */

static bool file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static const char *namespace_enter(void)
{
	char map[32];

	if (geteuid() == 0)
		return unshare(CLONE_NEWNET) ? "no network namespace" : NULL;
	snprintf(map, sizeof(map), "0 %u 1", (unsigned)geteuid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return "no user and network namespace";
	if (!file_write("/proc/self/uid_map", map))
		return "no uid map";
	return NULL;
}

static const char *tun_open(int i)
{
	struct ifreq r = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	char command[512];

	snprintf(r.ifr_name, sizeof(r.ifr_name), "sim%d", i);
	tuns[i] = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (tuns[i] < 0)
		return "no /dev/net/tun";
	if (ioctl(tuns[i], TUNSETIFF, &r))
		return "no permission to make a TUN device";
	snprintf(command, sizeof(command),
		 "ip link set lo up && ip link set sim%d up mtu %d && "
		 "ip addr add 10.%d.0.2/16 dev sim%d && "
		 "ip addr add 2001:db8:%d::2/64 dev sim%d nodad",
		 i, MTU, 99 - i, i, 99 - i, i);
	return system(command) ? "no ip program" : NULL;
}

static int tests_run(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ping_is_answered),
		cmocka_unit_test(udp_is_echoed_or_refused),
		cmocka_unit_test(closed_tcp_port_refuses),
		cmocka_unit_test(echo_returns_1_mb_over_ipv4),
		cmocka_unit_test(echo_returns_1_mb_over_ipv6),
		cmocka_unit_test(discard_takes_4_mb),
		cmocka_unit_test(source_gives_4_mb),
		cmocka_unit_test(echo_survives_loss),
		cmocka_unit_test(discard_survives_loss),
		cmocka_unit_test(source_survives_loss),
		cmocka_unit_test(many_connections_are_served),
		cmocka_unit_test(reset_by_the_user_frees_the_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void)
{
	const char *why = namespace_enter();
	int stop[2], status, failed;
	pid_t child;

	for (int i = 0; i < 2 && !why; i++)
		why = tun_open(i);
	if (why) {
		printf("1..0 # SKIP %s\n", why);
		return 0;
	}
	if (pipe2(stop, O_CLOEXEC))
		return 1;
	child = fork();
	if (child < 0)
		return 1;
	if (!child) {
		close(stop[1]);
		host_run(stop[0]);
		exit(0);
	}
	close(stop[0]);
	failed = tests_run();
	close(stop[1]);
	if (waitpid(child, &status, 0) != child || status) {
		printf("# the host died: status %d\n", status);
		return 1;
	}
	return failed;
}
