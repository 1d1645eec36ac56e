/* The files of traces: what is no file is refused, what an earlier run has left
 * is kept, and a long run goes on in several. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/errors.h"
#include "generated/mbim_control_machine.h"
#include "tests/replay/recorded.h"
#include "tests/replay/traces.h"
#include "protocol/mbim/mbim.h"
#include "trace/file.h"
#include "trace/read.h"
#include "trace/replay.h"

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/attache-traces-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char path[96];

	(void)state;
	for (int i = -1; i < 40; i++) {
		snprintf(path, sizeof(path), i < 0 ? "%s/T" : "%s/T.%d", folder,
			 i);
		unlink(path);
	}
	return rmdir(folder);
}

static const char *path_of(int i)
{
	static char path[40][96];

	snprintf(path[i], sizeof(path[0]), i ? "%s/T.%d" : "%s/T", folder, i);
	return path[i];
}

static bool exists(int i)
{
	return access(path_of(i), F_OK) == 0;
}

static struct recorded_options usual(const struct att_tracefile_keep *keep)
{
	return (struct recorded_options){.ex_version = MBIM_EX_3,
					 .max_control = 4096,
					 .mask = true,
					 .keep = keep,
					 .path = path_of(0)};
}

/* The words of why a run with this trace cannot begin. */
static const char *refused(const char *path)
{
	struct recorded_options o = usual(NULL);
	struct recorded r;

	o.path = path;
	errno = 0;
	assert_int_equal(recorded_begin(&r, &o), ATT_E_IO);
	return att_tracefile_why(errno);
}

static void link_is_refused_and_left_as_it_is(void **state)
{
	struct stat st;

	(void)state;
	traces_save(path_of(1), att_bytes_of("precious", 8));
	assert_int_equal(chmod(path_of(1), 0644), 0);
	assert_int_equal(symlink(path_of(1), path_of(0)), 0);
	assert_non_null(strstr(refused(path_of(0)), "it is a link"));
	assert_int_equal(stat(path_of(1), &st), 0);
	assert_int_equal(st.st_size, 8);
	assert_int_equal(st.st_mode & 07777, 0644);
}

/* Without waiting for a reader. */
static void fifo_and_device_are_refused(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(path_of(0), 0600), 0);
	assert_non_null(strstr(refused(path_of(0)), "regular file"));
	assert_non_null(strstr(refused("/dev/full"), "regular file"));
	assert_non_null(strstr(refused("/nowhere/T"), "No such file"));
}

static int replay_of(struct att_bytes file, struct att_replay_report *report)
{
	int err = traces_replay(file, report);

	free((void *)file.p);
	return err;
}

static void trace_of_a_crash_is_kept(void **state)
{
	const struct att_tracefile_keep keep = {.files = 2};
	struct recorded_options o = usual(&keep);
	struct att_replay_report report;
	struct recorded r;

	(void)state;
	assert_int_equal(recorded_begin(&r, &o), 0);
	assert_true(recorded_until(&r, &r.up, 3000));
	/* as if it had crashed: no end is written */
	for (int run = 0; run < 2; run++)
		assert_true(recorded_run(&o));
	assert_int_equal(replay_of(traces_load(path_of(0)), &report), 0);
	assert_int_equal(replay_of(traces_load(path_of(1)), &report), 0);
	assert_int_equal(replay_of(traces_load(path_of(2)), &report),
			 ATT_E_SHORT);
	assert_non_null(strstr(report.problem, "has no end"));
	assert_true(report.steps > 10);
	assert_int_equal(recorded_end(&r), 0);
	assert_true(recorded_run(&o)); /* so many, and no more */
	assert_true(exists(2) && !exists(3));
}

static void trace_that_cannot_be_kept_is_not_overwritten(void **state)
{
	const struct att_tracefile_keep keep = {.files = 1};
	struct recorded_options o = usual(&keep);
	struct recorded r;
	struct stat st;

	(void)state;
	traces_save(path_of(0), att_bytes_of("precious", 8));
	assert_int_equal(mkdir(path_of(1), 0700), 0);
	assert_int_equal(recorded_begin(&r, &o), ATT_E_IO);
	assert_non_null(strstr(att_tracefile_why(errno), "cannot be kept"));
	assert_int_equal(stat(path_of(0), &st), 0);
	assert_int_equal(st.st_size, 8);
	assert_int_equal(rmdir(path_of(1)), 0);
}

/* Behind each other, the oldest first. */
static struct att_bytes joined(int n)
{
	struct att_bytes all = traces_load(path_of(n));

	for (int i = n - 1; i >= 0; i--) {
		struct att_bytes next = traces_load(path_of(i));
		uint8_t *p = realloc((void *)all.p, all.len + next.len);

		assert_non_null(p);
		memcpy(p + all.len, next.p, next.len);
		all = att_bytes_of(p, all.len + next.len);
		free((void *)next.p);
	}
	return all;
}

static bool later(int i)
{
	struct att_bytes file = traces_load(path_of(i));
	bool goes_on = att_tracefile_goes_on(file);

	free((void *)file.p);
	return goes_on;
}

static void long_run_goes_on_in_files_that_replay_together(void **state)
{
	/* the longest message in reads of 7 bytes is less than two of them */
	const struct att_tracefile_keep keep = {.size = 12000, .files = 39};
	struct recorded_options o = usual(&keep);
	struct att_replay_report report;
	struct stat st;
	int n = 0;

	(void)state;
	for (int stream = 0; stream < 2; stream++) {
		o.stream = stream;
		o.read_len = 7u * (unsigned)stream;
		assert_true(recorded_run(&o));
	}
	while (n < 39 && exists(n + 1))
		n++;
	assert_true(n > 3);
	for (int i = 0; i <= n; i++) {
		assert_int_equal(stat(path_of(i), &st), 0);
		assert_in_range(st.st_size, 1, 4 * keep.size);
		/* of the newer run */
		if (later(i))
			continue;
		assert_true(i > 1);
		assert_int_equal(replay_of(joined(i), &report), 0);
		assert_true(report.masked && report.steps > 30);
		break;
	}
}

static void later_file_alone_is_told(void **state)
{
	const struct att_tracefile_keep keep = {.size = 5000, .files = 1};
	struct recorded_options o = usual(&keep);
	struct att_replay_report report;

	(void)state;
	assert_true(recorded_run(&o));
	assert_int_equal(replay_of(traces_load(path_of(0)), &report),
			 ATT_E_CONFIG);
	assert_non_null(strstr(report.problem, "give the older files"));
}

/* Which is asked for when the effects are carried out already: what the step
 * brings is carried out behind the next input. */
static void step_of_an_output_may_have_an_effect(void **state)
{
	const struct att_core_config config = {.n_sessions = 1};
	const struct att_trace_rec step = {.machine = mbim_protocol.control,
					   .event = MBIM_CONTROL_EV_PLUGGED,
					   .to = MBIM_CONTROL_CLOSED};
	struct att_tracefile *t =
		att_tracefile_open(path_of(0), false, NULL, &config, 1, 0);
	struct att_tracefile_record rec = {.number = 0};
	struct att_tracefile_reader r;
	struct att_window window;
	struct att_bytes file;
	bool later = false;

	(void)state;
	assert_non_null(t);
	att_tracefile_event(t, 0, "expire");
	att_tracefile_effect(t, 0, "");
	att_tracefile_step(t, &step);
	att_tracefile_output(t, 0, att_bytes_of(NULL, 0));
	att_tracefile_event(t, 0, "expire");
	att_tracefile_effect(t, 0, "");
	assert_int_equal(att_tracefile_close(t), 0);
	file = traces_load(path_of(0));
	window = att_window_of(file);
	att_tracefile_reader_init(&r, &window);
	while (att_tracefile_next(&r, &rec) > 0)
		later |= rec.kind == ATT_TRACEFILE_LATER_EFFECTS;
	assert_true(later);
	free((void *)file.p);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(link_is_refused_and_left_as_it_is),
		TEST(fifo_and_device_are_refused),
		TEST(trace_of_a_crash_is_kept),
		TEST(trace_that_cannot_be_kept_is_not_overwritten),
		TEST(long_run_goes_on_in_files_that_replay_together),
		TEST(later_file_alone_is_told),
		TEST(step_of_an_output_may_have_an_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
