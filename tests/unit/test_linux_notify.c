/* What the service manager is told, on a socket in its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/notify.h"

struct rig {
	struct att_loop loop;
	struct att_notify notify;
	struct att_core_status core;
	struct att_manager_status status;
	uint64_t now_ms;
	int fd; /* the manager's */
	char name[108], said[1024];
};

static uint64_t rig_clock(void *ctx)
{
	return ((struct rig *)ctx)->now_ms;
}

/* name: "/path", or "@name" */
static void listen_at(struct rig *r, const char *name)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	size_t len = strlen(name);

	memcpy(at.sun_path, name, len);
	if (name[0] == '@')
		at.sun_path[0] = '\0';
	r->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_true(r->fd >= 0);
	assert_int_equal(
		bind(r->fd, (const struct sockaddr *)&at,
		     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
		0);
	setenv("NOTIFY_SOCKET", name, 1);
}

/* The next datagram; "": there is none. */
static const char *heard(struct rig *r)
{
	ssize_t n = recv(r->fd, r->said, sizeof(r->said) - 1, 0);

	r->said[n < 0 ? 0 : n] = '\0';
	return r->said;
}

static int setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	rig.fd = -1;
	rig.now_ms = 1000;
	snprintf(rig.name, sizeof(rig.name), "@attache-test-%d", (int)getpid());
	assert_int_equal(att_loop_init(&rig.loop, rig_clock, &rig), 0);
	rig.core = (struct att_core_status){.control = "open",
					    .attach = "searching",
					    .connect = {"idle", "idle"},
					    .n_sessions = 2};
	rig.status.core = &rig.core;
	rig.status.want = ATT_WANT_CONNECTED;
	rig.status.session[0].device = "wwan0";
	rig.status.session[1].device = "ims";
	*state = &rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	att_notify_close(&r->notify);
	att_loop_fini(&r->loop);
	if (r->fd >= 0)
		close(r->fd);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("JOURNAL_STREAM");
	return 0;
}

static void nothing_is_sent_where_nobody_asks(void **state)
{
	struct rig *r = *state;

	assert_int_equal(att_notify_open(&r->notify, &r->loop), 0);
	assert_int_equal(r->notify.fd, -1);
	att_notify_ready(&r->notify);
	att_notify_modem(&r->notify, 0, "modem0", &r->status);
	assert_string_equal(r->notify.status, "");
	assert_int_equal(att_loop_wait_ms(&r->loop), -1);
}

static void abstract_socket_hears_of_each_turn_of_a_life(void **state)
{
	struct rig *r = *state;

	listen_at(r, r->name);
	assert_int_equal(att_notify_open(&r->notify, &r->loop), 0);
	att_notify_ready(&r->notify);
	assert_string_equal(heard(r), "READY=1");
	att_notify_reloading(&r->notify);
	assert_memory_equal(heard(r), "RELOADING=1\nMONOTONIC_USEC=", 27);
	att_notify_ready(&r->notify);
	assert_string_equal(heard(r), "READY=1");
	att_notify_stopping(&r->notify);
	assert_string_equal(heard(r), "STOPPING=1\nSTATUS=releasing the modem");
}

static void socket_with_a_path_is_told_after_its_path_has_gone(void **state)
{
	struct rig *r = *state;
	char path[64];

	snprintf(path, sizeof(path), "/tmp/attache-notify-%d", (int)getpid());
	listen_at(r, path);
	assert_int_equal(att_notify_open(&r->notify, &r->loop), 0);
	unlink(path);
	att_notify_ready(&r->notify);
	assert_string_equal(heard(r), "READY=1");
}

static void programs_that_attache_runs_do_not_inherit_it(void **state)
{
	struct rig *r = *state;

	listen_at(r, r->name);
	setenv("WATCHDOG_USEC", "30000000", 1);
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(att_notify_open(&r->notify, &r->loop), 0);
	assert_null(getenv("NOTIFY_SOCKET"));
	assert_null(getenv("WATCHDOG_USEC"));
	assert_null(getenv("WATCHDOG_PID"));
}

static void socket_that_is_not_there_is_an_error(void **state)
{
	struct rig *r = *state;

	setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
	assert_int_equal(att_notify_open(&r->notify, &r->loop), ATT_E_IO);
	assert_int_equal(errno, ENOENT);
	att_notify_ready(&r->notify);
	setenv("NOTIFY_SOCKET", "vsock:2:1", 1);
	assert_int_equal(att_notify_open(&r->notify, &r->loop), ATT_E_CONFIG);
}

static void watchdog_is_told_twice_in_its_time_by_the_loop(void **state)
{
	struct rig *r = *state;

	listen_at(r, r->name);
	setenv("WATCHDOG_USEC", "30000000", 1);
	assert_int_equal(att_notify_open(&r->notify, &r->loop), 0);
	assert_int_equal(att_loop_wait_ms(&r->loop), 15000);
	r->now_ms += 14999;
	assert_int_equal(att_loop_turn(&r->loop, 0), 0);
	assert_string_equal(heard(r), "");
	for (int i = 0; i < 2; i++) {
		r->now_ms += 15000;
		assert_int_equal(att_loop_turn(&r->loop, 0), 0);
		assert_string_equal(heard(r), "WATCHDOG=1");
	}
}

static void watchdog_of_another_process_is_not_told(void **state)
{
	struct rig *r = *state;

	listen_at(r, r->name);
	setenv("WATCHDOG_USEC", "30000000", 1);
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(att_notify_open(&r->notify, &r->loop), 0);
	assert_int_equal(att_loop_wait_ms(&r->loop), -1);
}

static void status_is_one_sentence_that_is_told_once(void **state)
{
	struct rig *r = *state;

	listen_at(r, r->name);
	assert_int_equal(att_notify_open(&r->notify, &r->loop), 0);
	att_notify_modem(&r->notify, 0, "modem0", &r->status);
	assert_string_equal(heard(r),
			    "STATUS=coming online: channel open, network "
			    "searching, session idle");
	att_notify_modem(&r->notify, 0, "modem0", &r->status);
	assert_string_equal(heard(r), "");
	r->core.problem = "the SIM is missing";
	att_notify_modem(&r->notify, 0, "modem0", &r->status);
	assert_string_equal(heard(r), "STATUS=the SIM is missing");
	r->core.problem = NULL;
	r->core.up = true;
	att_notify_modem(&r->notify, 0, "modem0", &r->status);
	assert_string_equal(heard(r), "STATUS=online: wwan0, ims");
	r->core.up = false;
	r->status.want = ATT_WANT_ATTACHED;
	att_notify_modem(&r->notify, 0, "modem0", &r->status);
	assert_string_equal(heard(r),
			    "STATUS=disconnected, as was asked for: channel "
			    "open, network searching");
	r->status.ending = true;
	r->core.problem = "too late";
	att_notify_modem(&r->notify, 0, "modem0", &r->status);
	assert_string_equal(heard(r), "");
}

static void journal_is_known_by_device_and_inode(void **state)
{
	int ends[2];
	struct stat st;
	char stream[64];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fstat(ends[1], &st), 0);
	assert_false(att_notify_journal(ends[1]));
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	assert_true(att_notify_journal(ends[1]));
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino + 1);
	setenv("JOURNAL_STREAM", stream, 1);
	assert_false(att_notify_journal(ends[1]));
	setenv("JOURNAL_STREAM", "nonsense", 1);
	assert_false(att_notify_journal(ends[1]));
	close(ends[0]);
	close(ends[1]);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(nothing_is_sent_where_nobody_asks),
		T(abstract_socket_hears_of_each_turn_of_a_life),
		T(socket_with_a_path_is_told_after_its_path_has_gone),
		T(programs_that_attache_runs_do_not_inherit_it),
		T(socket_that_is_not_there_is_an_error),
		T(watchdog_is_told_twice_in_its_time_by_the_loop),
		T(watchdog_of_another_process_is_not_told),
		T(status_is_one_sentence_that_is_told_once),
		T(journal_is_known_by_device_and_inode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
