/* The file of what a run would leave in the modem: when it counts, and when it
 * is dropped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/keep.h"

static const struct port_info modem = {.speaks = "qmi", .place = "1-1.2 no 7"};
static const struct att_left two = {.len = 4, .b = {3, 1, 2, 9}};
static const struct att_left none;

static char folder[] = "/tmp/att_keep_XXXXXX";
static char control[64], file[64];

static int make(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(control, sizeof(control), "%s/control", folder);
	snprintf(file, sizeof(file), "%s/left-1-1.2", folder);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(folder);
}

/* What a run with this modem is told. */
static struct att_left found(const struct port_info *info)
{
	struct att_keep k;
	struct att_left left;

	att_keep_plugged(&k, control, info, &left);
	return left;
}

static void put(const struct att_left *left)
{
	struct att_keep k;
	struct att_left before;

	att_keep_plugged(&k, control, &modem, &before);
	assert_int_equal(att_keep_put(&k, left), 0);
}

static void next_run_is_told(void **state)
{
	struct att_left left;
	struct stat st;

	(void)state;
	put(&two);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	left = found(&modem);
	assert_int_equal(left.len, two.len);
	assert_memory_equal(left.b, two.b, two.len);
	assert_int_equal(access(file, F_OK), 0);
}

static void nothing_left_is_no_file(void **state)
{
	(void)state;
	put(&two);
	put(&none);
	assert_int_equal(access(file, F_OK), -1);
	assert_int_equal(found(&modem).len, 0);
}

/* The same port of the bus, another number of the device. */
static void modem_plugged_in_anew_has_nothing(void **state)
{
	const struct port_info anew = {.speaks = "qmi", .place = "1-1.2 no 8"};

	(void)state;
	put(&two);
	assert_int_equal(found(&anew).len, 0);
	assert_int_equal(access(file, F_OK), -1);
}

static void place_that_only_begins_like_it_is_another(void **state)
{
	const struct port_info other = {.speaks = "qmi",
					.place = "1-1.2 no 71"};

	(void)state;
	put(&two);
	assert_int_equal(found(&other).len, 0);
}

static size_t load(char *text, size_t cap)
{
	FILE *f = fopen(file, "r");
	size_t len;

	assert_non_null(f);
	len = fread(text, 1, cap - 1, f);
	text[len] = '\0';
	fclose(f);
	return len;
}

static void store(const char *text, size_t len)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	fclose(f);
}

static void after_a_boot_nothing_counts(void **state)
{
	char text[512], *boot;
	size_t len;

	(void)state;
	put(&two);
	len = load(text, sizeof(text));
	boot = strstr(text, "boot=");
	assert_non_null(boot);
	boot[5] = boot[5] == '0' ? '1' : '0';
	store(text, len);
	assert_int_equal(found(&modem).len, 0);
	assert_int_equal(access(file, F_OK), -1);
}

static void file_that_is_not_whole_is_dropped(void **state)
{
	char text[512];
	size_t len;

	(void)state;
	put(&two);
	len = load(text, sizeof(text));
	for (size_t cut = 0; cut < len; cut++) {
		store(text, cut);
		assert_int_equal(found(&modem).len, 0);
		assert_int_equal(access(file, F_OK), -1);
	}
	memcpy(text + len - 3, "zz", 2);
	store(text, len);
	assert_int_equal(found(&modem).len, 0);
	store("left 1 ", 7);
	assert_int_equal(found(&modem).len, 0);
}

static void file_that_is_longer_than_all_is_dropped(void **state)
{
	char text[1024];
	size_t len;

	(void)state;
	put(&two);
	len = load(text, sizeof(text)) - 1;
	while (len < sizeof(text) - 1)
		text[len++] = '0';
	text[len++] = '\n';
	store(text, len);
	assert_int_equal(found(&modem).len, 0);
}

static void what_speaks_mbim_leaves_the_file_alone(void **state)
{
	const struct port_info mbim = {.speaks = "mbim", .place = "1-1.2 no 7"};

	(void)state;
	put(&two);
	assert_int_equal(found(&mbim).len, 0);
	assert_int_equal(found(&modem).len, two.len);
}

static void device_without_a_number_keeps_nothing(void **state)
{
	static const struct port_info nameless[] = {
		{.speaks = "qmi", .place = ""},
		{.place = "1-1.2 no 7"},
		{.speaks = "qmi", .place = "1-1.2 no ?"},
	};
	struct att_keep k;
	struct att_left left;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		put(&none);
		att_keep_plugged(&k, control, &nameless[i], &left);
		assert_int_equal(att_keep_put(&k, &two), 0);
		assert_int_equal(access(file, F_OK), -1);
	}
}

static void file_that_cannot_be_written_is_told_once(void **state)
{
	struct att_keep k;
	struct att_left left;

	(void)state;
	att_keep_plugged(&k, "/dev/null/control", &modem, &left);
	assert_int_equal(att_keep_put(&k, &two), ENOTDIR);
	assert_int_equal(att_keep_put(&k, &none), 0);
	assert_int_equal(att_keep_put(&k, &two), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next_run_is_told),
		cmocka_unit_test(nothing_left_is_no_file),
		cmocka_unit_test(modem_plugged_in_anew_has_nothing),
		cmocka_unit_test(place_that_only_begins_like_it_is_another),
		cmocka_unit_test(after_a_boot_nothing_counts),
		cmocka_unit_test(file_that_is_not_whole_is_dropped),
		cmocka_unit_test(file_that_is_longer_than_all_is_dropped),
		cmocka_unit_test(what_speaks_mbim_leaves_the_file_alone),
		cmocka_unit_test(device_without_a_number_keeps_nothing),
		cmocka_unit_test(file_that_cannot_be_written_is_told_once),
	};

	return cmocka_run_group_tests(tests, make, clear);
}
