/* A recorded run replays, and does not if anything in it is changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/errors.h"
#include "tests/replay/recorded.h"
#include "tests/replay/traces.h"
#include "trace/replay.h"

static void replays(const char *path)
{
	struct att_replay_report report;
	struct att_bytes file = traces_load(path);
	int err = traces_replay(file, &report);

	free((void *)file.p);
	if (err)
		fail_msg("packet %u: %s %s\n  expected: %s\n  came:     %s",
			 report.packet, att_errors_name(err), report.problem,
			 report.expected, report.came);
	assert_true(report.inputs > 20);
	assert_true(report.outputs > 15);
	assert_true(report.steps > 30);
	assert_true(report.effects >= 3);
}

static void record_and_replay(struct recorded_options o)
{
	char path[64];

	o.path = traces_path(path, sizeof(path));
	for (int mask = 0; mask <= 1; mask++) {
		o.mask = mask;
		assert_true(recorded_run(&o));
		replays(path);
	}
	unlink(path);
}

static void run_of_every_mbimex_version_replays(void **state)
{
	(void)state;
	for (unsigned v = 1; v <= 3; v++)
		record_and_replay((struct recorded_options){
			.ex_version = (uint16_t)(v << 8), .max_control = 4096});
}

/* Its user name and password are no ASCII, and go out as UTF-8. */
static void run_in_qmi_replays(void **state)
{
	(void)state;
	record_and_replay(
		(struct recorded_options){.qmi = true, .max_control = 4096});
}

static void run_in_fragments_replays(void **state)
{
	(void)state;
	record_and_replay((struct recorded_options){.ex_version = MBIM_EX_3,
						    .max_control = 64});
	record_and_replay((struct recorded_options){.ex_version = MBIM_EX_1,
						    .max_control = 128});
}

static void stream_read_in_any_pieces_replays(void **state)
{
	static const size_t lens[] = {0, 1, 7, 30, 100};

	(void)state;
	for (unsigned i = 0; i < sizeof(lens) / sizeof(lens[0]); i++)
		for (unsigned small = 0; small <= 1; small++)
			record_and_replay((struct recorded_options){
				.ex_version = MBIM_EX_2,
				.max_control = small ? 64 : 4096,
				.stream = true,
				.read_len = lens[i]});
}

static void run_with_a_busy_port_replays(void **state)
{
	(void)state;
	for (unsigned every = 2; every < 6; every++)
		record_and_replay(
			(struct recorded_options){.ex_version = MBIM_EX_3,
						  .max_control = 64,
						  .busy = every});
}

/* The PIN has the same length as the one before: the masks do not differ. */
static void effects_taken_later_replay(void **state)
{
	(void)state;
	record_and_replay((struct recorded_options){.ex_version = MBIM_EX_3,
						    .max_control = 4096,
						    .late_effects = true});
}

static void new_pin_is_tried_in_a_masked_replay(void **state)
{
	struct recorded_options o = {.ex_version = MBIM_EX_3,
				     .max_control = 4096,
				     .wrong_pin = true};

	(void)state;
	record_and_replay(o);
}

/* Results and clients of QMI are not masked: the core needs them. */
static void unlocking_of_a_radio_replays(void **state)
{
	(void)state;
	record_and_replay((struct recorded_options){.ex_version = MBIM_EX_1,
						    .max_control = 4096,
						    .fcc_lock = true});
}

static void garbage_between_messages_replays(void **state)
{
	static const uint8_t garbage[] = "12345678901234567890";
	struct recorded_options o = {
		.ex_version = MBIM_EX_3, .max_control = 64, .mask = true};
	struct recorded r;
	char path[64];

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_int_equal(recorded_begin(&r, &o), 0);
	for (unsigned i = 0; !r.up && i < 3000; i++) {
		assert_true(recorded_step(&r));
		recorded_read(&r, att_bytes_of(garbage, i % 21));
	}
	assert_true(r.up);
	assert_int_equal(recorded_end(&r), 0);
	replays(path);
	assert_false(traces_holds(path, "2345678"));
	unlink(path);
}

/* Its length is wrong, and what is behind it may begin within its head: the
 * HOST_ERROR has the transaction all the same. */
static void bad_head_with_more_behind_it_replays(void **state)
{
	static const uint8_t bad[] = "\x07\0\0\x80\0\0\0\0"
				     "579;=";
	struct recorded_options o = {
		.max_control = 4096, .mask = true, .stream = true};
	struct recorded r;
	char path[64];

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_int_equal(recorded_begin(&r, &o), 0);
	assert_true(recorded_until(&r, &r.up, 3000));
	for (size_t len = 9; len < sizeof(bad); len++) {
		recorded_read(&r, att_bytes_of(bad, len));
		for (unsigned i = 0; i < 3; i++)
			recorded_step(&r);
	}
	assert_int_equal(recorded_end(&r), 0);
	replays(path);
	unlink(path);
}

/* A function that says it speaks MBIMEx 3 and answers as version 1 did. */
static void older_layout_than_announced_replays_masked(void **state)
{
	static const uint8_t register_state[] = {
		0x07, 0x00, 0x00, 0x80, 0x5c, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0xa2, 0x89, 0xcc, 0x33, 0xbc, 0xbb, 0x8b, 0x4f, 0xb6, 0xb0,
		0x13, 0x3e, 0xc2, 0xaa, 0xe6, 0xdf, 0x09, 0x00, 0x00, 0x00,
		0x30, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		/* RegisterState: denied */
		0x06, 0x00, 0x00, 0x00};
	uint8_t message[0x5c] = {0};
	struct recorded_options o = {
		.ex_version = MBIM_EX_3, .max_control = 4096, .mask = true};
	struct recorded r;
	char path[64];

	(void)state;
	memcpy(message, register_state, sizeof(register_state));
	o.path = traces_path(path, sizeof(path));
	assert_int_equal(recorded_begin(&r, &o), 0);
	assert_true(recorded_until(&r, &r.up, 3000));
	recorded_read(&r, att_bytes_of(message, sizeof(message)));
	for (unsigned i = 0; r.up && i < 100; i++)
		recorded_step(&r);
	assert_false(r.up); /* it was understood, and must be in the replay */
	assert_int_equal(recorded_end(&r), 0);
	replays(path);
	unlink(path);
}

/* --- changes are found ---------------------------------------------------- */

static int replay_of(const char *path, struct att_replay_report *report)
{
	struct att_bytes file = traces_load(path);
	int err = traces_replay(file, report);

	free((void *)file.p);
	return err;
}

/* Change byte `at` of the n-th record of a kind: the packet of it. */
static uint32_t change(const char *path, enum att_tracefile_kind kind,
		       unsigned n, size_t at, int to)
{
	struct att_bytes file = traces_load(path);
	struct att_tracefile_reader reader;
	struct att_window window;
	struct att_tracefile_record rec;
	uint32_t number = 0;

	window = att_window_of(file);
	att_tracefile_reader_init(&reader, &window);
	while (!number && att_tracefile_next(&reader, &rec) > 0) {
		if (rec.kind != kind || n--)
			continue;
		assert_true(at < rec.bytes.len);
		assert_int_not_equal(rec.bytes.p[at], to);
		memset((uint8_t *)file.p + (rec.bytes.p - file.p) + at, to, 1);
		number = rec.number;
	}
	assert_true(number);
	traces_save(path, file);
	free((void *)file.p);
	return number;
}

static void found(enum att_tracefile_kind kind, unsigned n, size_t at, int to)
{
	struct recorded_options o = {
		.ex_version = MBIM_EX_3, .max_control = 4096, .mask = true};
	struct att_replay_report report;
	uint32_t number;
	char path[64];

	o.path = traces_path(path, sizeof(path));
	assert_true(recorded_run(&o));
	number = change(path, kind, n, at, to);
	assert_int_equal(replay_of(path, &report), ATT_E_DIFFERS);
	/* an input is right or wrong by what comes of it */
	if (kind == ATT_TRACEFILE_INPUT)
		assert_in_range(report.packet, number, number + 2);
	else
		assert_int_equal(report.packet, number);
	assert_true(report.expected[0] && report.came[0]);
	assert_string_not_equal(report.expected, report.came);
	unlink(path);
}

static void replay_finds_a_changed_output(void **state)
{
	(void)state;
	found(ATT_TRACEFILE_OUTPUT, 0, 15, 1);
	found(ATT_TRACEFILE_OUTPUT, 9, 8, 77);
}

static void replay_finds_a_changed_transition(void **state)
{
	(void)state;
	found(ATT_TRACEFILE_STEP, 0, 9, 'X');
	found(ATT_TRACEFILE_STEP, 30, 2, '9');
}

static void replay_finds_a_changed_effect(void **state)
{
	(void)state;
	found(ATT_TRACEFILE_EFFECT, 0, 10, '2');
}

static void replay_finds_a_changed_input(void **state)
{
	(void)state;
	found(ATT_TRACEFILE_INPUT, 0, 12, 2);	/* status of OPEN_DONE */
	found(ATT_TRACEFILE_INPUT, 4, 8, 0xee); /* transaction */
}

static void replay_finds_a_changed_seed(void **state)
{
	struct recorded_options o = {.ex_version = MBIM_EX_3,
				     .max_control = 4096,
				     .wrong_pin = true};
	struct att_replay_report report;
	struct recorded r;
	struct att_bytes file;
	char path[64], *seed;

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_int_equal(recorded_begin(&r, &o), 0);
	sim_modem_config(r.modem)->deny_registration = true;
	recorded_new_pin(&r, RECORDED_PIN);
	for (unsigned i = 0; i < 200; i++)
		recorded_step(&r);
	assert_int_equal(recorded_end(&r), 0);
	assert_int_equal(replay_of(path, &report), 0);
	file = traces_load(path);
	seed = memmem(file.p, file.len, "seed=42", 7);
	assert_non_null(seed);
	seed[6] = '3';
	assert_int_equal(traces_replay(file, &report), ATT_E_DIFFERS);
	free((void *)file.p);
	unlink(path);
}

static void replay_finds_a_missing_output_or_effect(void **state)
{
	struct recorded_options o = {.ex_version = MBIM_EX_3,
				     .max_control = 4096};
	struct att_tracefile_reader reader;
	struct att_window window;
	struct att_tracefile_record rec;
	struct att_replay_report report;
	struct att_bytes file;
	char path[64];

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_true(recorded_run(&o));
	file = traces_load(path);
	window = att_window_of(file);
	att_tracefile_reader_init(&reader, &window);
	while (att_tracefile_next(&reader, &rec) > 0) {
		struct att_bytes less;

		if (rec.kind != ATT_TRACEFILE_OUTPUT &&
		    rec.kind != ATT_TRACEFILE_EFFECT)
			continue;
		less = traces_without(file, rec.number);
		assert_int_equal(traces_replay(less, &report), ATT_E_DIFFERS);
		assert_in_range(report.packet, rec.number - 1, rec.number + 1);
		free((void *)less.p);
	}
	free((void *)file.p);
	unlink(path);
}

/* --- files that are not whole --------------------------------------------- */

static void truncated_file_replays_as_far_as_it_goes(void **state)
{
	struct recorded_options o = {
		.ex_version = MBIM_EX_3, .max_control = 4096, .mask = true};
	struct att_replay_report report;
	struct att_bytes file;
	char path[64];
	unsigned shorter = 0;

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_true(recorded_run(&o));
	file = traces_load(path);
	for (size_t len = file.len - 1; len > 600; len -= 101) {
		assert_int_equal(
			traces_replay(att_bytes_of(file.p, len), &report),
			ATT_E_SHORT);
		shorter += strstr(report.problem, "middle of a block") != NULL;
	}
	assert_true(shorter > 50);
	free((void *)file.p);
	unlink(path);
}

/* Each block of a pcapng file begins with its type and its length. */
static size_t behind_block(struct att_bytes file, size_t at)
{
	return at + att_get32(file.p + at + 4);
}

static void trace_cut_between_records_is_not_identical(void **state)
{
	struct recorded_options o = {.ex_version = MBIM_EX_3,
				     .max_control = 4096};
	struct att_replay_report report;
	struct att_bytes file;
	unsigned cuts = 0;
	char path[64];
	size_t at = 0;

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_true(recorded_run(&o));
	file = traces_load(path);
	for (int i = 0; i < 3; i++) /* section, interface, start */
		at = behind_block(file, at);
	for (; at < file.len; at = behind_block(file, at)) {
		assert_int_equal(
			traces_replay(att_bytes_of(file.p, at), &report),
			ATT_E_SHORT);
		assert_non_null(strstr(report.problem, "no end"));
		cuts++;
	}
	assert_true(cuts > 50);
	assert_int_equal(traces_replay(file, &report), 0);
	free((void *)file.p);
	unlink(path);
}

static void recorder_needs_no_listener(void **state)
{
	static const struct att_core_config config = {.n_sessions = 1};
	const struct att_recorder_options options = {.config = &config,
						     .seed = 1};
	const struct att_core_link link = {.framed = true};
	struct att_recorder r;
	uint8_t buf[4096];

	(void)state;
	assert_int_equal(att_recorder_init(&r, &options), 0);
	att_recorder_want(&r, ATT_WANT_ATTACHED, 0);
	att_recorder_plug(&r, &link, 0);
	assert_true(att_recorder_output(&r, buf, sizeof(buf), 0) > 0);
	assert_int_equal(att_recorder_fini(&r), 0);
}

static void damaged_files_end_the_replay(void **state)
{
	struct recorded_options o = {
		.ex_version = MBIM_EX_3, .max_control = 64, .mask = true};
	struct att_replay_report report;
	struct att_bytes file;
	uint32_t random = 12345;
	char path[64];
	unsigned found_out = 0;

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_true(recorded_run(&o));
	file = traces_load(path);
	for (unsigned i = 0; i < 400; i++) {
		struct att_bytes damaged = traces_damaged(file, &random);

		found_out += traces_replay(damaged, &report) != 0;
		free((void *)damaged.p);
	}
	assert_true(found_out > 300);
	free((void *)file.p);
	unlink(path);
}

/* --- the file ------------------------------------------------------------- */

static void masked_trace_holds_nothing_personal(void **state)
{
	static const char *const secrets[] = {RECORDED_PIN,   RECORDED_NEW_PIN,
					      RECORDED_USER,  RECORDED_IMEI,
					      RECORDED_IMSI,  RECORDED_PASSWORD,
					      "s3cret",	      "example.org",
					      RECORDED_ICCID, "73519"};
	static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};
	char path[64];

	(void)state;
	traces_path(path, sizeof(path));
	for (unsigned i = 0; i < 12; i++) {
		struct recorded_options o = {.path = path,
					     .mask = true,
					     .ex_version = versions[i % 3],
					     .max_control = i < 6 ? 64 : 4096,
					     .stream = i % 2,
					     .read_len = 13,
					     .wrong_pin = i % 4 == 3};

		assert_true(recorded_run(&o));
		for (unsigned k = 0; k < sizeof(secrets) / sizeof(secrets[0]);
		     k++)
			if (traces_holds(path, secrets[k]))
				fail_msg("%s is in trace %u", secrets[k], i);
		/* names of operators and access points are not personal */
		assert_true(traces_holds(path, "internet"));
	}
	unlink(path);
}

static void clear_trace_holds_all_and_is_for_its_owner(void **state)
{
	static const char *const secrets[] = {
		RECORDED_PIN,  RECORDED_USER,  RECORDED_PASSWORD, RECORDED_IMEI,
		RECORDED_IMSI, RECORDED_ICCID, RECORDED_NUMBER};
	struct recorded_options o = {.ex_version = MBIM_EX_3,
				     .max_control = 4096};
	struct stat st;
	char path[64];

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_int_equal(chmod(path, 0644), 0); /* left from another run */
	assert_true(recorded_run(&o));
	for (unsigned k = 0; k < sizeof(secrets) / sizeof(secrets[0]); k++)
		if (!traces_holds(path, secrets[k]))
			fail_msg("%s is missing", secrets[k]);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	unlink(path);
}

/* The input that a core could not stand must be in the file when it dies. */
static void record_is_in_the_file_before_the_core_sees_it(void **state)
{
	static const uint8_t close_done[16] = {0x02, 0, 0, 0x80, 16};
	struct recorded_options o = {.ex_version = MBIM_EX_3,
				     .max_control = 4096};
	struct att_tracefile_reader reader;
	struct att_window window;
	struct att_tracefile_record rec, input = {.number = 0};
	struct att_bytes file;
	struct recorded r;
	char path[64];

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_int_equal(recorded_begin(&r, &o), 0);
	recorded_step(&r);
	att_recorder_input(&r.recorder,
			   att_bytes_of(close_done, sizeof(close_done)),
			   r.now_ms);
	file = traces_load(path);
	window = att_window_of(file);
	att_tracefile_reader_init(&reader, &window);
	while (att_tracefile_next(&reader, &rec) > 0)
		if (rec.kind == ATT_TRACEFILE_INPUT)
			input = rec;
	assert_int_equal(input.bytes.len, sizeof(close_done));
	assert_memory_equal(input.bytes.p, close_done, sizeof(close_done));
	free((void *)file.p);
	recorded_end(&r);
	unlink(path);
}

static void full_disk_does_not_stop_the_link(void **state)
{
	struct recorded_options o = {.ex_version = MBIM_EX_3,
				     .max_control = 4096};
	struct rlimit old, small;
	struct att_replay_report report;
	struct recorded r;
	char path[64];

	(void)state;
	o.path = traces_path(path, sizeof(path));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 3000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(recorded_begin(&r, &o), 0);
	assert_true(recorded_until(&r, &r.up, 3000));
	assert_int_equal(recorded_end(&r), ATT_E_IO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(replay_of(path, &report), ATT_E_SHORT);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run_of_every_mbimex_version_replays),
		cmocka_unit_test(run_in_qmi_replays),
		cmocka_unit_test(run_in_fragments_replays),
		cmocka_unit_test(stream_read_in_any_pieces_replays),
		cmocka_unit_test(run_with_a_busy_port_replays),
		cmocka_unit_test(effects_taken_later_replay),
		cmocka_unit_test(new_pin_is_tried_in_a_masked_replay),
		cmocka_unit_test(unlocking_of_a_radio_replays),
		cmocka_unit_test(garbage_between_messages_replays),
		cmocka_unit_test(bad_head_with_more_behind_it_replays),
		cmocka_unit_test(older_layout_than_announced_replays_masked),
		cmocka_unit_test(replay_finds_a_changed_output),
		cmocka_unit_test(replay_finds_a_changed_transition),
		cmocka_unit_test(replay_finds_a_changed_effect),
		cmocka_unit_test(replay_finds_a_changed_input),
		cmocka_unit_test(replay_finds_a_changed_seed),
		cmocka_unit_test(replay_finds_a_missing_output_or_effect),
		cmocka_unit_test(truncated_file_replays_as_far_as_it_goes),
		cmocka_unit_test(trace_cut_between_records_is_not_identical),
		cmocka_unit_test(recorder_needs_no_listener),
		cmocka_unit_test(damaged_files_end_the_replay),
		cmocka_unit_test(masked_trace_holds_nothing_personal),
		cmocka_unit_test(clear_trace_holds_all_and_is_for_its_owner),
		cmocka_unit_test(record_is_in_the_file_before_the_core_sees_it),
		cmocka_unit_test(full_disk_does_not_stop_the_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
