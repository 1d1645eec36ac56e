/* What the protocol of MBIM reports of a message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "core/core.h"
#include "protocol/mbim/mbim.h"
#include "tests/unit/wire_zoo.h"

#define INDICATION(len) \
	"07000080" len  \
	"00000000 01000000 00000000 a289cc33bcbb8b4fb6b0133ec2aae6df"
#define PIN_INFO   "02000000 00000000 03000000" /* PIN1, unlocked, 3 attempts */
#define RADIO_INFO "01000000 01000000"

static bool is_reported(const char *hex, struct att_report *report)
{
	static const struct att_core_link link = {.max_control = 4096,
						  .framed = true};
	struct att_bytes message = zoo_hex(hex);
	void *t = calloc(1, mbim_protocol.size);
	bool reported;

	assert_non_null(t);
	mbim_protocol.init(t, 1);
	mbim_protocol.plug(t, &link);
	mbim_protocol.input(t, message);
	reported = mbim_protocol.next(t, 0, report);
	free(t);
	zoo_free(message);
	return reported;
}

/* MBIM 1.0 10.3: CID 3 has a notification, CID 4 has none. A mask hides what
 * comes in one, for it has no layout. */
static void news_that_the_standard_does_not_have_is_not_read(void **state)
{
	struct att_report report;

	(void)state;
	assert_true(is_reported(
		INDICATION("34000000") "03000000 08000000" RADIO_INFO,
		&report));
	assert_int_equal(report.kind, ATT_REPORT_NEWS);
	assert_int_equal(report.about, ATT_ABOUT_RADIO);
	assert_int_equal(report.facts.radio, ATT_RADIO_ON);
	assert_true(is_reported(
		INDICATION("38000000") "04000000 0c000000" PIN_INFO, &report));
	assert_false(report.has_facts);
	assert_int_equal(report.about, ATT_ABOUT_ANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			news_that_the_standard_does_not_have_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
