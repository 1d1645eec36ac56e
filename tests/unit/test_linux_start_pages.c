/* A program gives back pages of its files, and goes on. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "linux/start_pages.h"

static const char constant[1 << 16] = "constants are there again";
static char variable[] = "a variable";

/* kB of files' pages in this process. */
static long rss_file(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[128];
	long kb = -1;

	while (f && fgets(line, sizeof(line), f) &&
	       sscanf(line, "RssFile: %ld", &kb) != 1)
		;
	if (f)
		fclose(f);
	return kb;
}

/* So that all of this constant is among the pages. */
static unsigned sum(void)
{
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(constant); i++)
		n += (uint8_t)constant[i];
	return n;
}

static void pages_are_given_back_and_come_again(void **state)
{
	const unsigned before = sum();
	long kb;

	(void)state;
	variable[0] = 'A';
	kb = rss_file();
	assert_true(kb > 0);
	att_start_pages_give_back();
	assert_true(rss_file() < kb);
	assert_int_equal(sum(), before);
	assert_string_equal(constant, "constants are there again");
	assert_string_equal(variable, "A variable");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_given_back_and_come_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
