/* Code generated from an edited copy of the spec (edit_spec.sh): in
 * network_idle_hint, state is now called edited_state, and edited_reason is
 * new. Nothing but the YAML was edited. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generated/cids.h"

#define SET &mbim_basic_connect_network_idle_hint_set_layout

/* edited_state enabled, edited_reason "abc" */
static const uint8_t body[] = {1, 0, 0,	  0, 12,  0, 0,	  0, 6, 0,
			       0, 0, 'a', 0, 'b', 0, 'c', 0, 0, 0};

static void edited_field_is_encoded(void **state)
{
	struct mbim_basic_connect_network_idle_hint_set set = {
		.edited_state = MBIM_NETWORK_IDLE_HINT_STATE_ENABLED,
		.edited_reason = att_str_utf8("abc"),
	};
	uint8_t buf[64];
	int len = mbim_basic_connect_network_idle_hint_set_encode(&set, buf,
								  sizeof(buf));

	(void)state;
	assert_int_equal(len, sizeof(body));
	assert_memory_equal(buf, body, sizeof(body));
}

static void edited_field_is_decoded(void **state)
{
	struct mbim_basic_connect_network_idle_hint_set set;
	char text[16];

	(void)state;
	assert_int_equal(mbim_basic_connect_network_idle_hint_set_decode(
				 att_bytes_of(body, sizeof(body)), &set),
			 0);
	assert_int_equal(set.edited_state, 1);
	assert_int_equal(att_str_get(&set.edited_reason, text, sizeof(text)),
			 3);
	assert_string_equal(text, "abc");
}

static void edited_limit_is_kept(void **state)
{
	struct mbim_basic_connect_network_idle_hint_set set = {
		.edited_reason = att_str_utf8("123456789012345678901"),
	};
	uint8_t buf[128];

	(void)state;
	assert_true(mbim_basic_connect_network_idle_hint_set_encode(
			    &set, buf, sizeof(buf)) < 0);
	set.edited_reason.len = 20;
	assert_true(mbim_basic_connect_network_idle_hint_set_encode(
			    &set, buf, sizeof(buf)) > 0);
}

static void edited_field_is_printed(void **state)
{
	struct att_text t;
	char text[256];

	(void)state;
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(att_layout_print(SET, att_bytes_of(body, sizeof(body)),
					  ATT_SHOW_ALL, 0, &t),
			 0);
	assert_string_equal(text, "edited_state: enabled\n"
				  "edited_reason: \"abc\"\n");
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(att_layout_json(SET, att_bytes_of(body, sizeof(body)),
					 ATT_SHOW_MASKED, &t),
			 0);
	assert_string_equal(text, "{\"edited_state\":\"enabled\","
				  "\"edited_reason\":\"***\"}");
}

static void edited_field_is_masked(void **state)
{
	uint8_t masked[sizeof(body)];

	(void)state;
	memcpy(masked, body, sizeof(body));
	assert_int_equal(
		att_layout_mask(SET, att_bytes_of(body, sizeof(body)), masked),
		0);
	assert_memory_equal(masked, body, 12);
	assert_memory_equal(masked + 12, "*\0*\0*\0\0\0", 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edited_field_is_encoded),
		cmocka_unit_test(edited_field_is_decoded),
		cmocka_unit_test(edited_limit_is_kept),
		cmocka_unit_test(edited_field_is_printed),
		cmocka_unit_test(edited_field_is_masked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
