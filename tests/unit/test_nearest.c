/* Which name is meant by a misspelt word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/nearest.h"

static const char *const names[] = {"connect", "radio_state", "register_state",
				    "sms", "pin"};

static const char *hint(const char *word)
{
	static struct att_nearest n;

	att_nearest_init(&n, word, strlen(word));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		att_nearest_try(&n, names[i]);
	return att_nearest_hint(&n);
}

static void one_wrong_letter_is_found(void **state)
{
	(void)state;
	assert_string_equal(hint("conect"), ", did you mean \"connect\"?");
	assert_string_equal(hint("connecct"), ", did you mean \"connect\"?");
	assert_string_equal(hint("konnect"), ", did you mean \"connect\"?");
}

/* Two letters that are swapped are one mistake: of three, one may be wrong. */
static void swapped_letters_are_found(void **state)
{
	(void)state;
	assert_string_equal(hint("smms"), ", did you mean \"sms\"?");
	assert_string_equal(hint("pni"), ", did you mean \"pin\"?");
}

static void beginning_is_found(void **state)
{
	(void)state;
	assert_string_equal(hint("regis"),
			    ", did you mean \"register_state\"?");
}

static void capital_letters_are_told(void **state)
{
	(void)state;
	assert_string_equal(
		hint("CONNECT"),
		", did you mean \"connect\"? (names are lower case)");
}

static void nothing_is_said_of_other_words(void **state)
{
	(void)state;
	assert_string_equal(hint("temperature"), "");
	assert_string_equal(hint(""), "");
	assert_string_equal(hint("connect"), "");
}

static void one_number_is_not_meant_by_another(void **state)
{
	struct att_nearest n;

	(void)state;
	att_nearest_init(&n, "u33", 3);
	att_nearest_try(&n, "u32");
	assert_string_equal(att_nearest_hint(&n), "");
}

static void long_words_are_not_looked_at(void **state)
{
	char word[200];

	(void)state;
	memset(word, 'a', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_string_equal(hint(word), "");
}

static void part_of_a_text_is_a_name(void **state)
{
	struct att_nearest n;

	(void)state;
	att_nearest_init(&n, "sim_lokced rest", 10);
	att_nearest_try_span(&n, "sim_locked -> pin", 10);
	assert_string_equal(att_nearest_hint(&n),
			    ", did you mean \"sim_locked\"?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_wrong_letter_is_found),
		cmocka_unit_test(swapped_letters_are_found),
		cmocka_unit_test(beginning_is_found),
		cmocka_unit_test(capital_letters_are_told),
		cmocka_unit_test(nothing_is_said_of_other_words),
		cmocka_unit_test(one_number_is_not_meant_by_another),
		cmocka_unit_test(long_words_are_not_looked_at),
		cmocka_unit_test(part_of_a_text_is_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
