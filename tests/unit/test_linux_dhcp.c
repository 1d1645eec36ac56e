/* The DHCP client as a child, played by a script, and what it reports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/effect.h"
#include "linux/dhcp.h"

/* Calls its handler as udhcpc does. */
#define CLIENT                                                       \
	"#!/bin/sh\n"                                                \
	"while [ $# -gt 1 ]; do [ $1 = -s ] && h=$2; "               \
	"[ $1 = -i ] && export interface=$2; shift; done\n"          \
	"echo udhcpc: started\n"                                     \
	"$h deconfig\n"                                              \
	"export ip=10.0.0.2 mask=24 router='10.0.0.1 10.0.0.3' "     \
	"dns='192.0.2.53 192.0.2.54' mtu=1400 message='no;mask=8'\n" \
	"$h bound\n"

static char folder[64], client[96], fifo[96];
static struct att_loop loop;
static struct att_dhcp dhcp;
static char said[1024];

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/attache-dhcp-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(client, sizeof(client), "%s/udhcpc", folder);
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	said[0] = '\0';
	memset(&dhcp, 0, sizeof(dhcp));
	return att_loop_init(&loop, NULL, NULL);
}

static int teardown(void **state)
{
	(void)state;
	att_dhcp_stop(&dhcp);
	att_loop_fini(&loop);
	unlink(client);
	unlink(fifo);
	return rmdir(folder);
}

static void write_client(const char *what, const char *then)
{
	int fd = open(client, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0700);

	assert_true(fd >= 0);
	dprintf(fd, "%s%s\n", what, then);
	close(fd);
}

static void on_change(void *ctx, enum att_dhcp_change change,
		      const struct att_ip_config *ip)
{
	static const char *const names[] = {"nothing", "bound",	  "lost",
					    "silent",  "missing", "refused"};
	char text[ATT_EFFECT_TEXT];
	struct att_text t;

	(void)ctx;
	att_text_init(&t, text, sizeof(text));
	att_effect_ip_text(&t, ip);
	snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s%s\n",
		 names[change], text);
}

static void start(void)
{
	assert_int_equal(
		att_dhcp_start(&dhcp, &loop, "wwan9", folder, on_change, NULL),
		0);
}

static void until(const char *expected)
{
	while (strlen(said) < strlen(expected))
		assert_int_equal(att_loop_turn(&loop, -1), 0);
	assert_string_equal(said, expected);
}

#define BOUND \
	"bound 10.0.0.2/24 via 10.0.0.1 dns 192.0.2.53 192.0.2.54 mtu 1400\n"

static void dhcp_reports_a_lease(void **state)
{
	(void)state;
	write_client(CLIENT, "exec /bin/sleep 1000");
	start();
	until(BOUND);
}

/* Ctrl-C goes to all of a process group. */
static void dhcp_client_is_in_a_process_group_of_its_own(void **state)
{
	(void)state;
	write_client(CLIENT, "exec /bin/sleep 1000");
	start();
	until(BOUND);
	assert_int_equal(getpgid(dhcp.child.pid), dhcp.child.pid);
}

static void dhcp_follows_its_lease(void **state)
{
	(void)state;
	write_client(CLIENT, "ip=10.0.0.6 $h renew\n"
			     "$h nak\n"
			     "$h deconfig\n"
			     "$h leasefail\n"
			     "$h bound\n"
			     "exec /bin/sleep 1000");
	start();
	until(BOUND "bound 10.0.0.6/24 via 10.0.0.1 dns 192.0.2.53 "
		    "192.0.2.54 mtu 1400\n"
		    "lost\n"
		    "silent\n" BOUND);
}

static void dhcp_says_that_there_is_no_client(void **state)
{
	(void)state;
	start();
	while (!said[0])
		assert_int_equal(att_loop_turn(&loop, -1), 0);
	assert_memory_equal(said, "missing\n", 8);
}

static void dhcp_client_that_ends_is_silent(void **state)
{
	(void)state;
	write_client("#!/bin/sh\n", "exit 1");
	start();
	until("silent\n");
	assert_int_equal(dhcp.child.pid, 0);
}

/* As attache.service has it without its drop-in. */
static void dhcp_says_that_it_may_not_ask(void **state)
{
	int status = 0;
	pid_t pid;

	(void)state;
	pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(2);
		if (att_dhcp_start(&dhcp, &loop, "lo", NULL, on_change, NULL))
			_exit(3);
		while (!said[0])
			att_loop_turn(&loop, -1);
		_exit(strcmp(said, "refused\n") != 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void dhcp_client_is_ended(void **state)
{
	pid_t pid;

	(void)state;
	write_client(CLIENT, "trap '' TERM INT HUP\nexec /bin/sleep 1000");
	start();
	until(BOUND);
	pid = dhcp.child.pid;
	att_dhcp_stop(&dhcp);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	att_dhcp_stop(&dhcp);
	start();
	said[0] = '\0';
	until(BOUND);
}

/* In a PID namespace, which has the setting for itself: what is said becomes
 * the exit status. */
static void be_first_of_namespace(void)
{
	int fd = open("/proc/sys/vm/memfd_noexec", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		_exit(2);
	memset(&loop, 0, sizeof(loop));
	if (att_loop_init(&loop, NULL, NULL) ||
	    att_dhcp_start(&dhcp, &loop, "wwan9", folder, on_change, NULL))
		_exit(3);
	while (!said[0])
		att_loop_turn(&loop, -1);
	_exit(strcmp(said, BOUND) != 0);
}

/* vm.memfd_noexec: a memfd can be run only if that is asked for. */
static void dhcp_handler_runs_where_memory_is_not_run(void **state)
{
	int status = 0;
	pid_t outer;

	(void)state;
	write_client(CLIENT, "exit");
	outer = fork();
	assert_true(outer >= 0);
	if (!outer) {
		pid_t first = unshare(CLONE_NEWPID) ? -1 : fork();

		if (!first)
			be_first_of_namespace();
		if (first < 0 || waitpid(first, &status, 0) != first)
			_exit(2);
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 3);
	}
	assert_int_equal(waitpid(outer, &status, 0), outer);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 2) {
		print_message("# SKIP no PID namespace with memfd_noexec\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* The client holds the FIFO open as long as it lives. */
static void dhcp_client_ends_with_attache_that_is_killed(void **state)
{
	char byte;
	pid_t attache;
	int fd;

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	write_client("#!/bin/sh\n", "exec 9>${0%/*}/fifo\n"
				    "echo >&9\n"
				    "exec /bin/sleep 1000");
	attache = fork();
	assert_true(attache >= 0);
	if (!attache) {
		start();
		for (;;)
			pause();
	}
	fd = open(fifo, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, &byte, 1), 1);
	assert_int_equal(kill(attache, SIGKILL), 0);
	assert_int_equal(waitpid(attache, NULL, 0), attache);
	assert_int_equal(read(fd, &byte, 1), 0);
	close(fd);
}

static const struct row {
	const char *line;
	enum att_dhcp_change change;
	const char *ip;
} rows[] = {
	{"attache-dhcp bound;ip=10.0.0.2;mask=30;router=10.0.0.1;dns=;mtu=;",
	 ATT_DHCP_BOUND, " 10.0.0.2/30 via 10.0.0.1"},
	{"attache-dhcp renew;ip=10.0.0.2;mask=;router=;dns=a 1.2.3.4 1.2.3;"
	 "mtu=70000;",
	 ATT_DHCP_BOUND, " 10.0.0.2/0 dns 1.2.3.4"},
	{"attache-dhcp bound;ip=;mask=33;router=x;", ATT_DHCP_BOUND, ""},
	{"attache-dhcp bound;", ATT_DHCP_BOUND, ""},
	{"attache-dhcp bound;ip=10.0.0.2;mask=-1;dns=1.1.1.1 2.2.2.2 3.3.3.3 "
	 "4.4.4.4 5.5.5.5;",
	 ATT_DHCP_BOUND, " 10.0.0.2/0 dns 1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4"},
	{"attache-dhcp deconfig;ip=10.0.0.2;", ATT_DHCP_LOST, ""},
	{"attache-dhcp nak;", ATT_DHCP_LOST, ""},
	{"attache-dhcp leasefail;", ATT_DHCP_SILENT, ""},
	{"attache-dhcp missing;", ATT_DHCP_MISSING, ""},
	{"attache-dhcp refused;", ATT_DHCP_REFUSED, ""},
	{"attache-dhcp something;", ATT_DHCP_NOTHING, ""},
	{"attache-dhcp bound", ATT_DHCP_NOTHING, ""},
	{"udhcpc: lease of 10.0.0.2 obtained", ATT_DHCP_NOTHING, ""},
	{"", ATT_DHCP_NOTHING, ""},
};

static void dhcp_lines_are_read(void **state)
{
	char text[ATT_EFFECT_TEXT];
	struct att_text t;

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct att_ip_config ip = {0};

		assert_int_equal(att_dhcp_lease_read(rows[i].line, &ip),
				 rows[i].change);
		att_text_init(&t, text, sizeof(text));
		att_effect_ip_text(&t, &ip);
		assert_string_equal(text, rows[i].ip);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(dhcp_reports_a_lease),
		TEST(dhcp_client_is_in_a_process_group_of_its_own),
		TEST(dhcp_follows_its_lease),
		TEST(dhcp_says_that_there_is_no_client),
		TEST(dhcp_client_that_ends_is_silent),
		TEST(dhcp_says_that_it_may_not_ask),
		TEST(dhcp_client_is_ended),
		TEST(dhcp_handler_runs_where_memory_is_not_run),
		TEST(dhcp_client_ends_with_attache_that_is_killed),
		cmocka_unit_test(dhcp_lines_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
