/* The lists of known differences: which lines are there for which version of
 * the peer, and what is an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "oracle_list.h"

static struct oracle_list list;
static char path[] = "/tmp/oracle_list.XXXXXX";

static bool read_list(const char *text, const char *version)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	oracle_list_fini(&list);
	return oracle_list_read(&list, path, version);
}

static bool has(const char *text, const char *version)
{
	assert_true(read_list(text, version));
	return oracle_list_find(&list, "value", "sms.read") != NULL;
}

static void line_without_a_range_is_for_all_versions(void **state)
{
	(void)state;
	assert_true(has("value sms.*: their own way\n", "0.9"));
	assert_true(has("value sms.*: their own way\n", "4.4.19."));
}

static void range_ends_before_its_bound(void **state)
{
	(void)state;
	assert_true(has("<4.4 value sms.*: their own way\n", "4.3.99"));
	assert_false(has("<4.4 value sms.*: their own way\n", "4.4"));
	assert_false(has("<4.4 value sms.*: their own way\n", "4.4.1"));
	assert_false(has("<4.4 value sms.*: their own way\n", "4.10.0"));
}

static void range_begins_with_its_bound(void **state)
{
	(void)state;
	assert_false(has(">=1.30.2 value sms.*: their own way\n", "1.30.1"));
	assert_true(has(">=1.30.2 value sms.*: their own way\n", "1.30.2"));
	assert_true(has(">=1.30 value sms.*: their own way\n", "2.0"));
}

static void range_may_have_both_ends(void **state)
{
	(void)state;
	assert_false(has(">=4 <4.4 value sms.*: their own way\n", "3.6.2"));
	assert_true(has(">=4 <4.4 value sms.*: their own way\n", "4.0.17 (G"));
	assert_false(has(">=4 <4.4 value sms.*: their own way\n", "4.4.0"));
}

static void unneeded_line_is_stale_for_its_versions_only(void **state)
{
	(void)state;
	assert_true(read_list("<4.4 value sms.*: their own way\n", "4.0.17"));
	assert_int_equal(oracle_list_stale(&list), 1);
	assert_true(read_list("<4.4 value sms.*: their own way\n", "4.4.19"));
	assert_int_equal(oracle_list_stale(&list), 0);
	assert_true(has("<4.4 value sms.*: their own way\n", "4.0.17"));
	assert_int_equal(oracle_list_stale(&list), 0);
}

static void malformed_range_is_an_error(void **state)
{
	(void)state;
	assert_false(read_list("< value sms.*: their own way\n", "4.0"));
	assert_false(read_list("<=4.4 value sms.*: their own way\n", "4.0"));
	assert_false(read_list(">4.4 value sms.*: their own way\n", "4.0"));
	assert_false(read_list("<4.4value sms.*: their own way\n", "4.0"));
	assert_false(read_list(">=5 <4.x value sms.*: their own way\n", "4.0"));
	assert_false(read_list(">=5 value: their own way\n", "4.0"));
}

static void peer_without_a_version_is_an_error(void **state)
{
	(void)state;
	assert_false(read_list("value sms.*: their own way\n", ""));
	assert_false(read_list("value sms.*: their own way\n", "Wireshark"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_without_a_range_is_for_all_versions),
		cmocka_unit_test(range_ends_before_its_bound),
		cmocka_unit_test(range_begins_with_its_bound),
		cmocka_unit_test(range_may_have_both_ends),
		cmocka_unit_test(unneeded_line_is_stale_for_its_versions_only),
		cmocka_unit_test(malformed_range_is_an_error),
		cmocka_unit_test(peer_without_a_version_is_an_error),
	};
	int failed, fd = mkstemp(path);

	if (fd < 0)
		return 1;
	(void)close(fd);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	oracle_list_fini(&list);
	(void)unlink(path);
	return failed;
}
