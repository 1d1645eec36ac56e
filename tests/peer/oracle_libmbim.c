/* Does libmbim-glib see in our messages what we put there? Requests are made
 * by both and compared byte for byte; responses and indications are made by
 * attache, read by both and compared field for field. One test a service. */
#include "oracle_libmbim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "oracle_case.h"
#include "oracle_list.h"

#define ROUNDS	  24u /* messages of each case */
#define CASES	  256u
#define FUNCTIONS 512
#define SERVICES  64u

static struct oracle_list listed;
static bool function_used[FUNCTIONS];
static unsigned cases_compared, cases_listed, messages, fields;
static unsigned translations; /* of a case from another version */

static const char *rename_field(const struct libmbim_talk *t,
				const char *theirs)
{
	char subject[200];

	(void)snprintf(subject, sizeof(subject), "%s.%s", t->layout, theirs);
	return oracle_list_find(&listed, "name", subject);
}

static unsigned count_leaves(const struct value *v)
{
	unsigned n = 0;

	if (v->kind != VALUE_LIST && v->kind != VALUE_STRUCT)
		return 1;
	for (v = v->first; v; v = v->next)
		n += count_leaves(v);
	return n;
}

/* The first byte that differs, in words. */
static bool bytes_differ(const struct oracle_message *m, const uint8_t *theirs,
			 size_t len, char *text, size_t cap)
{
	size_t i = 0;

	while (i < len && i < m->len && theirs[i] == m->bytes[i])
		i++;
	if (i == len && i == m->len)
		return false;
	(void)snprintf(text, cap,
		       "byte %zu of %zu is 0x%02x here, 0x%02x of %zu there", i,
		       m->len, i < m->len ? m->bytes[i] : 0,
		       i < len ? theirs[i] : 0, len);
	return true;
}

/* Compare message number n of a case, made as the case `from` and translated if
 * that is another; true and why if libmbim disagrees. */
static bool disagree(const struct oracle_case *from,
		     const struct oracle_case *c,
		     const struct libmbim_function *f, uint32_t n, char *text,
		     size_t cap)
{
	static uint8_t theirs[ORACLE_ROOM];
	struct oracle_message m;
	struct libmbim_talk t = {.rename = rename_field, .layout = c->name};
	bool bad;

	text[0] = 0;
	if (oracle_message_make(&m, from, n, n + 1) ||
	    (from != c && oracle_message_carry(&m, from, c, n + 1)))
		fail_msg("%s, number %u: cannot be made", c->name, n);
	t.pool = &m.random.pool;
	t.like = m.value;
	if (f->make) {
		size_t len = libmbim_make(f, &t, n + 1, theirs, ORACLE_ROOM);

		bad = bytes_differ(&m, theirs, len, text, cap);
	} else {
		bad = !libmbim_parse(f, &t, m.bytes, m.len);
		if (bad)
			(void)snprintf(text, cap, "it reads: %s", t.error);
		else
			bad = value_differ(m.value, t.out, text, cap);
	}
	messages++;
	fields += count_leaves(m.value);
	oracle_message_fini(&m);
	return bad;
}

/* True unless a difference, or its absence, is news. */
static bool check_case(const struct oracle_case *c)
{
	const struct libmbim_function *f = libmbim_function_of(c);
	char text[500], first[500] = "";
	unsigned bad = 0, number = 0;

	if (f) {
		assert_true(f - libmbim_functions < FUNCTIONS);
		function_used[f - libmbim_functions] = true;
	}
	if (c->is_maybe && !libmbim_function_of_version(c, c->since))
		return true;
	if (!f && oracle_list_find(&listed, "unknown", c->name)) {
		cases_listed++;
		return true;
	}
	if (!f) {
		print_error("%s: libmbim has no function\n", c->name);
		return false;
	}
	for (uint32_t n = 0; n < ROUNDS; n++) {
		if (!disagree(c, c, f, n, text, sizeof(text)))
			continue;
		if (!bad++) {
			number = n;
			memcpy(first, text, sizeof(first));
		}
	}
	if (bad && oracle_list_find(&listed, "differs", c->name)) {
		cases_listed++;
		return true;
	}
	cases_compared++;
	if (bad)
		print_error("%s, number %u: %s (%u of %u)\n", c->name, number,
			    first, bad, ROUNDS);
	return !bad;
}

static void libmbim_agrees(void **state)
{
	static struct oracle_case cases[CASES];
	size_t n = oracle_cases(*state, cases, CASES), bad = 0;

	assert_true(n < CASES);
	for (size_t i = 0; i < n; i++)
		bad += !check_case(&cases[i]);
	assert_int_equal(bad, 0);
}

/* True unless libmbim reads a message of the case `from`, in the version of c,
 * otherwise than we do. */
static bool check_translation(const struct oracle_case *from,
			      const struct oracle_case *c)
{
	const struct libmbim_function *f = libmbim_function_of(c);
	char text[500];

	if (!f || oracle_list_find(&listed, "differs", c->name))
		return true;
	translations++;
	for (uint32_t n = 0; n < ROUNDS; n++) {
		if (!disagree(from, c, f, n, text, sizeof(text)))
			continue;
		print_error("%s from %s, number %u: %s\n", c->name, from->name,
			    n, text);
		return false;
	}
	return true;
}

static void libmbim_agrees_about_translations(void **state)
{
	static struct oracle_case cases[CASES];
	size_t bad = 0;

	(void)state;
	for (size_t s = 0; s < mbim_services_count; s++) {
		size_t n = oracle_cases(&mbim_services[s], cases, CASES);

		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < n; k++)
				if (i != k && cases[i].cid == cases[k].cid &&
				    cases[i].kind == cases[k].kind &&
				    cases[i].layout && cases[k].layout)
					bad += !check_translation(&cases[i],
								  &cases[k]);
	}
	assert_true(translations > 20);
	assert_int_equal(bad, 0);
}

static void every_function_of_libmbim_is_used_or_listed(void **state)
{
	unsigned unused = 0;

	(void)state;
	for (size_t i = 0; libmbim_functions[i].name; i++) {
		const char *name = libmbim_functions[i].name;

		if (function_used[i] ||
		    oracle_list_find(&listed, "function", name))
			continue;
		print_error("%s: the spec has nothing for it\n", name);
		unused++;
	}
	assert_int_equal(unused, 0);
}

static void every_listed_difference_is_still_there(void **state)
{
	(void)state;
	assert_int_equal(oracle_list_stale(&listed), 0);
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[SERVICES + 3];
	static char names[SERVICES][80];
	size_t n = 0;
	int failed;

	if (argc != 2 || mbim_services_count > SERVICES ||
	    !oracle_list_read(&listed, argv[1], libmbim_version()))
		return 1;
	for (; n < mbim_services_count; n++) {
		(void)snprintf(names[n], sizeof(names[n]),
			       "libmbim_agrees_about_%s",
			       mbim_services[n].name);
		tests[n] = (struct CMUnitTest){
			names[n], libmbim_agrees, NULL, NULL,
			(void *)(uintptr_t)&mbim_services[n]};
	}
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
		libmbim_agrees_about_translations);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
		every_function_of_libmbim_is_used_or_listed);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
		every_listed_difference_is_still_there);
	failed = _cmocka_run_group_tests("libmbim", tests, n, NULL, NULL);
	printf("\n# %u cases and %u translations, %u messages, %u fields "
	       "compared; %u cases listed\n",
	       cases_compared, translations, messages, fields, cases_listed);
	oracle_list_fini(&listed);
	return failed;
}
