/* The data path: what a datagram costs.
 *
 *   bench_data decode ntb|bulk BYTES N   walk an NTB of such datagrams N times
 *   bench_data encode ntb|bulk BYTES N   fill one N times
 *   bench_data gro FLOWS DATAGRAMS N    prints datagrams a write
 *   bench_data sum BYTES N              the checksum of so many bytes
 *   bench_data datagrams BYTES          how many are in that NTB
 *   bench_data flow MB up|down|udp offload|plain NTB
 *                                       prints Gbit/s, Gbit/s per core-second,
 *                                       copies a datagram, bytes copied a byte
 *   bench_data delay N                  prints us: out and in, median and 99 %
 *
 * flow and delay need to be root, or unprivileged user namespaces. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/data_gro.h"
#include "tests/bench/data_ntb.h"
#include "tests/bench/data_qmap.h"
#include "tests/bench/data_path.h"

#define PORT 5001
#define MANY 65536

/* --- the two ends of a flow --------------------------------------------- */

static const struct sockaddr_in *far_address(void)
{
	static struct sockaddr_in a = {.sin_family = AF_INET};

	a.sin_port = htons(PORT);
	a.sin_addr.s_addr = inet_addr("10.64.0.1");
	return &a;
}

static char many[MANY];

static void pour(int fd, long bytes)
{
	while (bytes > 0) {
		ssize_t n =
			write(fd, many, bytes < MANY ? (size_t)bytes : MANY);

		if (n < 0)
			data_die("source");
		bytes -= n;
	}
}

static void drain(int fd)
{
	while (read(fd, many, MANY) > 0)
		;
}

/* Takes a letter that says what is wanted: its bytes, or bytes from it. */
static void serve(int s, long bytes)
{
	char c;
	int fd = accept(s, NULL, NULL);

	if (fd < 0 || read(fd, &c, 1) != 1)
		return;
	if (c == 'd')
		pour(fd, bytes);
	else
		drain(fd);
	close(fd);
}

/* Takes datagrams, and says nothing to those it has no room for. */
static int sink_socket(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || bind(fd, (const void *)&a, sizeof(a)) < 0)
		data_die("sink");
	return fd;
}

/* In its own namespace; says that it listens by one byte. */
static pid_t start_far_end(int *ns, long bytes)
{
	int told[2], s, one = 1;
	char path[64];
	pid_t pid;

	if (pipe(told) < 0)
		data_die("pipe");
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWNET) < 0)
			data_die("unshare");
		sink_socket();
		s = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(s, IPPROTO_IP, IP_FREEBIND, &one, sizeof(one));
		if (bind(s, (const void *)far_address(),
			 sizeof(struct sockaddr_in)) < 0 ||
		    listen(s, 1) < 0 || write(told[1], "", 1) != 1)
			data_die("far end");
		serve(s, bytes);
		pause();
	}
	if (pid < 0 || read(told[0], path, 1) != 1)
		data_die("far end");
	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
	*ns = open(path, O_RDONLY | O_CLOEXEC);
	return pid;
}

static void near_end(char what, long bytes)
{
	int fd = socket(AF_INET, what == 'p' ? SOCK_DGRAM : SOCK_STREAM, 0);

	if (connect(fd, (const void *)far_address(),
		    sizeof(struct sockaddr_in)) < 0)
		data_die("connect");
	if (what == 'p') {
		for (; bytes > 0; bytes -= 1400)
			send(fd, many, 1400, 0);
		return;
	}
	if (write(fd, &what, 1) != 1)
		data_die("request");
	if (what == 'u') {
		pour(fd, bytes);
		shutdown(fd, SHUT_WR);
	}
	drain(fd);
}

static void ended(void *arg, uint32_t revents)
{
	(void)revents;
	*(bool *)arg = true;
}

/* --- flow --------------------------------------------------------------- */

static double seconds(const struct timeval *a)
{
	return (double)a->tv_sec + (double)a->tv_usec / 1e6;
}

static double cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return seconds(&u.ru_utime) + seconds(&u.ru_stime);
}

static double wall_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void carry(struct data_path *d, pid_t near)
{
	bool done = false;
	int fd = pidfd_open(near, 0);

	if (att_loop_watch(&d->daemon.loop, fd, EPOLLIN, ended, &done))
		data_die("pidfd");
	while (!done)
		data_path_turn(d, -1);
	att_loop_unwatch(&d->daemon.loop, fd);
	close(fd);
}

static int flow(long bytes, char what, bool plain, uint32_t ntb_max)
{
	int ns;
	pid_t far = start_far_end(&ns, bytes), near;
	struct data_path *d = data_path_open(ns, plain, ntb_max);
	uint64_t copies, copied, datagrams;
	double cpu, wall;

	near = fork();
	if (near == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		near_end(what, bytes);
		_exit(0);
	}
	data_copies = data_copied_bytes = 0;
	cpu = cpu_s();
	wall = wall_s();
	carry(d, near);
	wall = wall_s() - wall;
	cpu = cpu_s() - cpu;
	copies = data_copies;
	copied = data_copied_bytes;
	datagrams = what == 'd' ? data_path_bulk(d)->stats.rx_datagrams
				: data_path_bulk(d)->stats.tx_datagrams;
	printf("%.2f %.2f %.3f %.3f\n", (double)bytes * 8e-9 / wall,
	       (double)bytes * 8e-9 / cpu, (double)copies / (double)datagrams,
	       (double)copied / (double)bytes);
	data_path_close(d);
	kill(far, SIGKILL);
	return 0;
}

/* --- delay -------------------------------------------------------------- */

static double started_s, took_us;

static void note(void *ctx)
{
	(void)ctx;
	took_us = (wall_s() - started_s) * 1e6;
}

static void note_begin(void *ctx)
{
	(void)ctx;
	started_s = wall_s();
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* One datagram, with nothing in flight: until it has been noted. */
static double delay_of_one(struct data_path *d, int fd)
{
	took_us = -1;
	if (send(fd, many, 1400, 0) < 0)
		data_die("send");
	started_s = wall_s(); /* it can be read */
	for (int turns = 0; took_us < 0 && turns < 100; turns++)
		data_path_turn(d, 100);
	if (took_us < 0)
		data_die("a datagram was lost");
	return took_us;
}

static void delays(struct data_path *d, int fd, int n)
{
	double *us = calloc((size_t)n, sizeof(*us));

	for (int i = 0; i < n; i++)
		us[i] = delay_of_one(d, fd);
	qsort(us, (size_t)n, sizeof(*us), compare);
	printf("%.1f %.1f ", us[n / 2], us[n * 99 / 100]);
	free(us);
}

/* A socket of the far side that sends to the near one. */
static int far_socket(int ns)
{
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), fd;
	struct sockaddr_in to = *far_address();

	to.sin_addr.s_addr = inet_addr("10.64.0.2");
	if (here < 0 || setns(ns, CLONE_NEWNET) < 0)
		data_die("network namespace");
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (connect(fd, (const void *)&to, sizeof(to)) < 0 ||
	    setns(here, CLONE_NEWNET) < 0)
		data_die("far socket");
	close(here);
	return fd;
}

static int delay(int n)
{
	int ns, near, far;
	pid_t pid = start_far_end(&ns, 0);
	struct data_path *d = data_path_open(ns, false, 16384);

	sink_socket();
	near = socket(AF_INET, SOCK_DGRAM, 0);
	if (connect(near, (const void *)far_address(),
		    sizeof(struct sockaddr_in)) < 0)
		data_die("connect");
	far = far_socket(ns);
	d->submitted = note;
	delays(d, near, n);
	d->submitted = NULL;
	d->completed = note_begin;
	d->delivered = note;
	delays(d, far, n);
	printf("\n");
	data_path_close(d);
	kill(pid, SIGKILL);
	return 0;
}

/* In a transfer of 32 KiB. */
static unsigned datagrams(const char *layer, uint32_t len)
{
	return data_qmap_is(layer) ? data_qmap_datagrams(len)
				   : data_ntb_datagrams(len);
}

static int coded(const char *what, const char *layer, uint32_t len, long n)
{
	bool decode = strcmp(what, "decode") == 0;

	if (data_qmap_is(layer))
		return decode ? data_qmap_decode(layer, len, n)
			      : data_qmap_encode(layer, len, n);
	return decode ? data_ntb_decode(layer, len, n)
		      : data_ntb_encode(layer, len, n);
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";

	if (argc == 4 && strcmp(what, "datagrams") == 0) {
		printf("%u\n", datagrams(argv[2], (uint32_t)atoi(argv[3])));
		return 0;
	}
	if (argc == 5 &&
	    (strcmp(what, "decode") == 0 || strcmp(what, "encode") == 0))
		return coded(what, argv[2], (uint32_t)atoi(argv[3]),
			     atol(argv[4]));
	if (argc == 5 && strcmp(what, "gro") == 0) {
		double each = data_gro((unsigned)atoi(argv[2]),
				       (unsigned)atoi(argv[3]), atol(argv[4]));

		printf("%.1f\n", each);
		return each <= 0;
	}
	if (argc == 4 && strcmp(what, "sum") == 0)
		return data_sum((uint32_t)atoi(argv[2]), atol(argv[3]));
	signal(SIGCHLD, SIG_IGN);
	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		data_die("no network namespace");
	if (argc == 6 && strcmp(what, "flow") == 0)
		return flow(atol(argv[2]) * 1000000,
			    strcmp(argv[3], "udp") == 0 ? 'p' : argv[3][0],
			    strcmp(argv[4], "plain") == 0,
			    (uint32_t)atoi(argv[5]));
	if (strcmp(what, "delay") == 0)
		return delay(atoi(argv[2]));
	fprintf(stderr, "usage: see data.c\n");
	return 2;
}
