/* The printf of the static program against the library's: for every conversion
 * that stands in a string of the sources, with several values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <limits.h>
#include <stdlib.h>

#define SMALL_PRINTF_PREFIX
#include "tools/attache/small_printf.c"

#undef printf
#undef snprintf
#undef vsnprintf
#undef vfprintf
#undef fprintf

static void compare(size_t cap, const char *fmt, ...)
{
	char ours[400], theirs[400];
	va_list args;
	int n, m;

	memset(ours, 'x', sizeof(ours));
	memset(theirs, 'x', sizeof(theirs));
	va_start(args, fmt);
	n = small_vsnprintf(ours, cap, fmt, args);
	va_end(args);
	va_start(args, fmt);
	m = vsnprintf(theirs, cap, fmt, args);
	va_end(args);
	if (n != m || memcmp(ours, theirs, sizeof(ours)) != 0)
		fail_msg("%s: \"%s\" (%d), not \"%s\" (%d)", fmt, ours, n,
			 theirs, m);
}

static const long long numbers[] = {0,	     1,	       -1,	  7,
				    255,     256,      -32769,	  INT_MAX,
				    INT_MIN, UINT_MAX, LLONG_MAX, LLONG_MIN};
static const char *const texts[] = {"", "a", "wwan0",
				    "a text of 40 bytes that "
				    "is cut or is not"};

static void compare_numbers(const char *fmt, bool star, const char *length)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		long long v = numbers[i];

		if (star && length[0])
			compare(300, fmt, 9, v);
		else if (star)
			compare(300, fmt, 9, (int)v);
		else if (length[0] && length[0] != 'h')
			compare(300, fmt, v);
		else
			compare(300, fmt, (int)v);
	}
}

static void compare_texts(const char *fmt, bool star)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t cap = 0; cap < 80; cap += 13)
			if (star)
				compare(cap, fmt, 5, texts[i]);
			else
				compare(cap, fmt, texts[i]);
}

/* One conversion, from its % to its letter; false: it is none of ours. */
static bool compare_one(const char *spec, size_t len)
{
	char fmt[64] = "<", length[4] = "";
	const char *at = spec + 1, *l;
	bool star = memchr(spec, '*', len);

	memcpy(fmt + 1, spec, len);
	strcpy(fmt + 1 + len, ">");
	at += strspn(at, "-0");
	at += strspn(at, "0123456789*");
	at += *at == '.';
	at += strspn(at, "0123456789*");
	l = at;
	at += strspn(at, "hljz");
	memcpy(length, l, (size_t)(at - l));
	if (at != spec + len - 1 || !strchr("diuxXcs", *at))
		return false;
	if (*at == 's')
		compare_texts(fmt, star);
	else
		compare_numbers(fmt, star, length);
	return true;
}

/* In the text of a string: a % that is no conversion stands before a blank or
 * at the end, as in "100 % of it". */
static unsigned compare_string(const char *path, const char *s, size_t len)
{
	const char *end = s + len;
	unsigned n = 0;

	for (const char *at = s; (at = memchr(at, '%', (size_t)(end - at)));) {
		size_t l = 1 + strspn(at + 1, "-+#0123456789.*hljzt") + 1;

		if (at + 1 == end || at[1] == ' ' || at[1] == '%') {
			at += at + 1 == end ? 1 : 2;
			continue;
		}
		if (!compare_one(at, l))
			fail_msg("%s: %.*s", path, (int)l, at);
		n++;
		at += l;
	}
	return n;
}

static bool is_comment(const char *line)
{
	line += strspn(line, " \t");
	return *line == '*' || (line[0] == '/' && line[1] == '*');
}

static unsigned compare_line(const char *path, const char *line)
{
	unsigned n = 0;

	for (const char *at = line; (at = strchr(at, '"'));) {
		const char *begin = ++at;

		while (*at && *at != '"')
			at += *at == '\\' && at[1] ? 2 : 1;
		if (!*at)
			break;
		/* a constant of inttypes.h follows */
		if (at == begin || at[-1] != '%')
			n += compare_string(path, begin, (size_t)(at - begin));
		at++;
	}
	return n;
}

static unsigned compare_files(const char *pattern)
{
	char line[1024];
	unsigned n = 0;
	glob_t g;

	assert_int_equal(glob(pattern, 0, NULL, &g), 0);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		FILE *f = fopen(g.gl_pathv[i], "re");

		assert_non_null(f);
		while (fgets(line, sizeof(line), f))
			/* none of these are formats */
			if (!is_comment(line) && !strstr(line, "%ff") &&
			    !strstr(g.gl_pathv[i], "small_printf") &&
			    !strstr(g.gl_pathv[i], "completion"))
				n += compare_line(g.gl_pathv[i], line);
		fclose(f);
	}
	globfree(&g);
	return n;
}

static void every_format_of_the_sources_is_as_of_the_library(void **state)
{
	(void)state;
	assert_true(compare_files("src/linux/*.c") > 50);
	assert_true(compare_files("drivers/*.c") > 20);
	assert_true(compare_files("tools/attache/*.c") > 100);
	compare_files("src/trace/*.c");
	/* inttypes.h, of Linux with 64 and 32 bits */
	compare_one("%lu", 3);
	compare_one("%llu", 4);
}

static void long_lines_reach_the_file_whole(void **state)
{
	char whole[1000], read[1200] = "";
	FILE *f = tmpfile();

	(void)state;
	assert_non_null(f);
	memset(whole, 'w', sizeof(whole) - 1);
	whole[sizeof(whole) - 1] = '\0';
	assert_int_equal(small_fprintf(f, "<%s|%5d|%-5c>\n", whole, -42, 'c'),
			 1014);
	rewind(f);
	assert_non_null(fgets(read, sizeof(read), f));
	assert_int_equal(read[0], '<');
	assert_memory_equal(read + 1, whole, sizeof(whole) - 1);
	assert_string_equal(read + sizeof(whole), "|  -42|c    >\n");
	fclose(f);
}

static void percent_sign_and_cut_text(void **state)
{
	char buf[8];

	(void)state;
	assert_int_equal(small_snprintf(buf, sizeof(buf), "%u %% of", 100u), 8);
	assert_string_equal(buf, "100 % o");
	assert_int_equal(small_snprintf(NULL, 0, "%s", "abc"), 3);
	assert_int_equal(small_printf("%s", ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_format_of_the_sources_is_as_of_the_library),
		cmocka_unit_test(long_lines_reach_the_file_whole),
		cmocka_unit_test(percent_sign_and_cut_text),
	};

	return cmocka_run_group_tests_name("attache/printf", tests, NULL, NULL);
}
