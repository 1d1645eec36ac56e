/* The configuration of a system: a file and a folder of files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/config_files.h"

struct rig {
	struct att_config config;
	char top[64], file[80], folder[80];
	char reads[1024], told[4096];
};

static void append(char *to, size_t cap, const char *top, const char *line)
{
	size_t n = strlen(to);

	assert_memory_equal(line, top, strlen(top));
	snprintf(to + n, cap - n, "%s\n", line + strlen(top) + 1);
}

static void on_reads(void *ctx, const char *path)
{
	struct rig *r = ctx;

	append(r->reads, sizeof(r->reads), r->top, path);
}

static void on_report(void *ctx, const char *line)
{
	struct rig *r = ctx;

	append(r->told, sizeof(r->told), r->top, line);
}

static void put(struct rig *r, const char *name, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", r->top, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, 0600), 0);
}

static int read_all(struct rig *r)
{
	r->reads[0] = r->told[0] = '\0';
	return att_config_files(&r->config, r->file, r->folder, on_reads,
				on_report, r);
}

static int setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	strcpy(rig.top, "/tmp/attache-files-XXXXXX");
	assert_non_null(mkdtemp(rig.top));
	snprintf(rig.file, sizeof(rig.file), "%s/attache.yaml", rig.top);
	snprintf(rig.folder, sizeof(rig.folder), "%s/attache.d", rig.top);
	*state = &rig;
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = {
		"attache.d/10-a.yaml", "attache.d/20-b.yaml",
		"attache.d/.hidden.yaml", "attache.d/README", "attache.yaml"};
	struct rig *r = *state;
	char path[160];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", r->top, names[i]);
		unlink(path);
	}
	rmdir(r->folder);
	return rmdir(r->top);
}

static void no_file_is_the_defaults(void **state)
{
	struct rig *r = *state;
	struct att_config defaults;

	att_config_default(&defaults);
	assert_int_equal(read_all(r), 0);
	assert_string_equal(r->reads, "");
	assert_int_equal(mkdir(r->folder, 0700), 0);
	assert_int_equal(read_all(r), 0);
	att_config_complete(&defaults);
	assert_memory_equal(&r->config, &defaults,
			    offsetof(struct att_config, modem[1]));
}

static void files_are_read_in_the_order_of_their_names(void **state)
{
	struct rig *r = *state;

	assert_int_equal(mkdir(r->folder, 0700), 0);
	put(r, "attache.yaml", "device: usb:1209:0001\nmask: false\n");
	put(r, "attache.d/20-b.yaml", "hook: /b\n");
	put(r, "attache.d/10-a.yaml", "hook: /a\ndevice: auto\n");
	put(r, "attache.d/.hidden.yaml", "nonsense: 1\n");
	put(r, "attache.d/README", "nonsense: 1\n");
	assert_int_equal(read_all(r), 0);
	assert_string_equal(r->reads, "attache.yaml\nattache.d/10-a.yaml\n"
				      "attache.d/20-b.yaml\n");
	assert_string_equal(r->config.hook, "/b");
	assert_string_equal(r->config.modem[0].device, "auto");
	assert_false(r->config.modem[0].mask);
	assert_int_equal(r->config.modem[0].core.n_sessions, 1);
}

static void sessions_of_later_files_are_added(void **state)
{
	struct rig *r = *state;

	assert_int_equal(mkdir(r->folder, 0700), 0);
	put(r, "attache.yaml", "mask: true\n");
	put(r, "attache.d/10-a.yaml", "sessions: [{name: one, apn: a}]\n");
	put(r, "attache.d/20-b.yaml", "sessions: [{name: two, apn: b}]\n");
	assert_int_equal(read_all(r), 0);
	assert_int_equal(r->config.modem[0].core.n_sessions, 2);
	assert_string_equal(r->config.modem[0].core.session[0].apn, "a");
	assert_string_equal(r->config.modem[0].core.session[1].name, "two");
	assert_int_equal(r->config.modem[0].session[1].metric, 701);
	put(r, "attache.d/20-b.yaml", "\nsessions: [{name: one}]\n");
	assert_int_equal(read_all(r), ATT_E_CONFIG);
	assert_string_equal(r->told, "attache.d/20-b.yaml:2:12: error: another "
				     "session is named one\n");
}

static void errors_of_all_files_are_told_with_their_places(void **state)
{
	struct rig *r = *state;

	assert_int_equal(mkdir(r->folder, 0700), 0);
	put(r, "attache.yaml", "mask: 7\n");
	put(r, "attache.d/10-a.yaml", "hook: /a\n\nmaks: true\n");
	assert_int_equal(read_all(r), ATT_E_CONFIG);
	assert_string_equal(
		r->told,
		"attache.yaml:1:7: error: mask must be true or false, not "
		"\"7\"\n"
		"attache.d/10-a.yaml:3:1: error: unknown key \"maks\", did you "
		"mean \"mask\"?\n");
}

static void only_the_file_with_a_secret_must_not_be_read_by_all(void **state)
{
	struct rig *r = *state;
	char path[160];

	assert_int_equal(mkdir(r->folder, 0700), 0);
	put(r, "attache.d/10-a.yaml", "sim: {pin: 1234}\n");
	put(r, "attache.yaml", "mask: true\n");
	assert_int_equal(chmod(r->file, 0644), 0);
	assert_int_equal(read_all(r), 0);
	assert_string_equal(r->told, "");
	snprintf(path, sizeof(path), "%s/10-a.yaml", r->folder);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(read_all(r), 0);
	assert_non_null(strstr(r->told, "attache.d/10-a.yaml: warning: it holds"
					" a PIN"));
}

static void folder_that_cannot_be_read_is_an_error(void **state)
{
	struct rig *r = *state;

	put(r, "attache.d", "a file\n");
	assert_int_equal(read_all(r), ATT_E_IO);
	assert_string_equal(r->told, "attache.d: error: Not a directory\n");
	unlink(r->folder);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(no_file_is_the_defaults),
		T(files_are_read_in_the_order_of_their_names),
		T(sessions_of_later_files_are_added),
		T(errors_of_all_files_are_told_with_their_places),
		T(only_the_file_with_a_secret_must_not_be_read_by_all),
		T(folder_that_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
