/* What devices are that have no function of ours, and the configurations that a
 * device has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/usb.h"
#include "drivers/usb_kind.h"

#define CONFIGURATION 9, 2, 0, 0, 1, 1, 0, 0x80, 250
#define LE(v)	      (uint8_t)(0xff & (v)), (uint8_t)((v) >> 8)
#define INTERFACE(n, endpoints, class, subclass, protocol) \
	9, 4, n, 0, endpoints, class, subclass, protocol, 0

static void is(const uint8_t *p, size_t len, const char *text)
{
	const char *got = usb_kind_text(att_bytes_of(p, len));

	if (!strstr(got, text))
		print_message("\"%s\" is not of \"%s\"\n", text, got);
	assert_non_null(strstr(got, text));
}

#define IS(text, ...)                                                    \
	do {                                                             \
		static const uint8_t b[] = {CONFIGURATION, __VA_ARGS__}; \
		is(b, sizeof(b), text);                                  \
	} while (0)

static void each_kind_is_named(void **state)
{
	(void)state;
	IS("a mass storage device: its modem appears after usb_modeswitch",
	   INTERFACE(0, 2, 8, 6, 0x50));
	IS("QMI function is of no known kind", INTERFACE(0, 3, 255, 255, 255));
	IS("(CDC ECM)", INTERFACE(0, 1, 2, 6, 0), INTERFACE(1, 2, 10, 0, 0));
	IS("(CDC NCM)", INTERFACE(0, 1, 2, 13, 0));
	IS("(RNDIS)", INTERFACE(0, 1, 0xe0, 1, 3));
	IS("(RNDIS)", INTERFACE(0, 1, 2, 2, 255));
	IS("AT commands (CDC ACM)", INTERFACE(0, 1, 2, 2, 1));
	IS("its maker's own class", INTERFACE(0, 2, 255, 0, 0));
	IS("not complete", INTERFACE(0, 1, 2, 14, 0));
	IS("no modem", INTERFACE(0, 1, 3, 1, 1));
}

/* A modem has a card reader, and serial ports of its maker's class. */
static void the_most_telling_interface_counts(void **state)
{
	(void)state;
	IS("QMI", INTERFACE(0, 2, 8, 6, 0x50), INTERFACE(1, 2, 255, 0, 0),
	   INTERFACE(2, 3, 255, 255, 255));
	IS("(CDC ECM)", INTERFACE(0, 2, 255, 0, 0), INTERFACE(1, 1, 2, 6, 0));
}

static void a_malformed_descriptor_has_no_interfaces(void **state)
{
	(void)state;
	is(NULL, 0, "no modem");
	IS("no modem", 0, 4, 0, 0);
	IS("no modem", 9, 4, 0, 0, 2, 8);
}

static void makers_of_modems_are_known(void **state)
{
	(void)state;
	assert_true(usb_kind_makes_modems(0x12d1));
	assert_false(usb_kind_makes_modems(0x0781));
}

/* A device descriptor, and two configurations whose wTotalLength is wrong. */
static void configurations_are_split_by_type(void **state)
{
	/* clang-format off */
	static const uint8_t all[] = {
		18, 1, LE(0x0200), 0, 0, 0, 64, LE(1), LE(2), LE(3), 0, 0, 0, 2,
		9, 2, LE(200), 1, 1, 0, 0, 0, 9, 4, 0, 0, 0, 2, 14, 0, 0,
		9, 2, LE(9), 1, 2, 0, 0, 0, 5, 0x24, 6, 0, 1, 0, 2, 9,
	};
	/* clang-format on */
	struct att_bytes whole = att_bytes_of(all, sizeof(all)), c;

	(void)state;
	assert_true(usb_function_configuration(whole, 0, &c));
	assert_true(c.p == all + 18 && c.len == 18);
	assert_true(usb_function_configuration(whole, 1, &c));
	assert_true(c.p == all + 36 && c.len == sizeof(all) - 36);
	assert_false(usb_function_configuration(whole, 2, &c));
	assert_false(usb_function_configuration(whole, 100, &c));
	assert_false(usb_function_configuration(att_bytes_of(all, 19), 0, &c));
	assert_false(usb_function_configuration(att_bytes_of(all, 0), 0, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_named),
		cmocka_unit_test(the_most_telling_interface_counts),
		cmocka_unit_test(a_malformed_descriptor_has_no_interfaces),
		cmocka_unit_test(makers_of_modems_are_known),
		cmocka_unit_test(configurations_are_split_by_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
