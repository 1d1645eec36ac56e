/* The QMI function in the layouts of real modems, and in odd and hostile ones.
 * usb_layout.h says how a layout is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/usb.h"
#include "usb_layout.h"

static int find(const char *layout, uint16_t vendor, uint16_t product,
		struct usb_function *f)
{
	struct usb_layout b;
	uint8_t *exact;
	int err;

	usb_layout_build(&b, layout);
	exact = malloc(b.len);
	assert_non_null(exact);
	memcpy(exact, b.p, b.len);
	err = usb_qmi_find(att_bytes_of(exact, b.len), vendor, product, f);
	free(exact);
	return err;
}

/* --- real ones ---------------------------------------------------- */

/* From lsusb and usb-devices that were published. Where a source was cut, what
 * its note says, or Linux' qmi_wwan, has been put in. */
static const struct layout {
	const char *name;
	uint16_t vendor, product;
	uint8_t control, data, notify;
	bool guessed;
	const char *text;
} layouts[] = {
	{"Sierra EM7355", 0x1199, 0x901f, 8, 8, 0x85, true,
	 "0 ff/ff/ff b81 b01\n"
	 "2 ff/0/0 i83:a b82 b02 f f f u0:0\n"
	 "3 ff/ff/ff i84:8 b86 b03 f f f u3:3\n"
	 "8 ff/ff/ff i85:8 b87 b04\n"},
	{"Huawei E392", 0x12d1, 0x1506, 1, 2, 0x82, false,
	 "0 ff/1/1 i81:40 b83 b01\n1 ff/1/9 i82:40 u1:2\n"
	 "2 ff/1/8 b84 b02\n3 ff/1/3 b85 b03\n4 ff/1/2 b86 b04\n"
	 "5 8/6/50 b87 b05\n6 8/6/50 b88 b06\n"},
	{"ZTE MF286D", 0x19d2, 0x1485, 5, 5, 0x88, false,
	 "0 2/2/ff i82:8\n1 a/0/0 b81 b01\n2 ff/ff/ff b83 b02\n"
	 "3 ff/ff/ff i85:a b84 b03\n4 ff/ff/ff i87:a b86 b04\n"
	 "5 ff/ff/ff i88:8 b8e b0f\n6 ff/42/1 b05 b89\n"},
	{"Telit LE910C4", 0x1bc7, 0x1034, 2, 2, 0x85, false,
	 "0 ff/ff/ff b01 i81:40 b82\n1 ff/fe/ff b02 i83:40 b84\n"
	 "2 ff/ff/ff b03 i85:40 b86\n"},
	{"Telit FN990A", 0x1bc7, 0x1077, 2, 2, 0x83, false,
	 "0 ff/ff/30 b01 b81\n1 ff/42/1 b02 b82\n2 ff/ff/50 b0f i83:8 b8e\n"
	 "3 1/1/20\n6 ff/ff/60 b04 b85 i86:a\n7 ff/ff/40 b05 b87 i88:a\n"},
	{"Telit FE910C04", 0x1bc7, 0x10c0, 0, 0, 0x82, false,
	 "0 ff/ff/50 b01 b81 i82:8\n1 ff/ff/60 b02 b83 i84:a\n"
	 "2 ff/ff/40 b03 b85 i86:a\n3 ff/ff/30 b04 b87\n"},
	{"LongSung U8300", 0x1c9e, 0x9b05, 4, 4, 0x89, true,
	 "0 ff/ff/ff b01 b81\n1 ff/0/0 b02 b82 i83:a\n2 ff/0/0 b03 b84 i85:a\n"
	 "3 ff/0/0 b04 b86 i87:a\n4 ff/ff/ff b05 b88 i89:8\n5 ff/42/1 b06 "
	 "b8a\n"},
	{"SIMCom SIM7600G-H", 0x1e0e, 0x9001, 5, 5, 0x8a, false,
	 "0 ff/ff/ff b01 b81\n1 ff/0/0 b02 b82 i83:a\n2 ff/0/0 b03 b84 i85:a\n"
	 "3 ff/0/0 b04 b86 i87:a\n4 ff/0/0 b05 b88 i89:a\n"
	 "5 ff/ff/ff b06 b8b i8a:8\n"},
	{"SIMCom 8230C", 0x1e0e, 0x9071, 3, 3, 0x86, false,
	 "0 ff/ff/30 b01 b81\n1 ff/0/0 b82 b02\n2 ff/ff/40 i84:a b83 b03\n"
	 "3 ff/ff/50 i86:8 b85 b04\n4 ff/42/1 b05 b87\n"},
	{"Quectel EC25", 0x2c7c, 0x0125, 4, 4, 0x89, true,
	 "0 ff/ff/ff b81 b01\n1 ff/0/0 i83:a b82 b02\n2 ff/0/0 i85:a b84 b03\n"
	 "3 ff/0/0 i87:a b86 b04\n4 ff/ff/ff i89:8 b88 b05\n"},
	{"Quectel RM500Q", 0x2c7c, 0x0800, 4, 4, 0x88, true,
	 "0 ff/ff/30 b81 b01\n1 ff/0/40 i83:a b82 b02\n2 ff/0/0 i85:a b84 b03\n"
	 "3 ff/0/0 i87:a b86 b04\n4 ff/ff/ff i88:8 b8e b0f\n"},
	{"Fibocom FG132", 0x2cb7, 0x0112, 0, 0, 0x82, false,
	 "0 ff/ff/50 i82:8 b81 b01\n1 ff/ff/30 b02 b83\n"
	 "2 ff/ff/40 i85:a b84 b03\n3 ff/0/0 b86 b04\n"},
	{"Dell DW5829e", 0x413c, 0x81e6, 0, 0, 0x82, false,
	 "0 ff/ff/ff i82:8 b81 b01\n1 3/0/0 i83:8\n2 ff/0/0 i85:a b84 b02\n"
	 "3 ff/0/0 i87:a b86 b03\n4 ff/0/0 i89:a b88 b04\n"
	 "5 ff/ff/ff b8a b05\n"},
};

static void each_modem_has_its_function_where_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		const struct layout *l = &layouts[i];
		struct usb_function f;

		print_message("# %s\n", l->name);
		assert_int_equal(find(l->text, l->vendor, l->product, &f), 0);
		assert_int_equal(f.speaks, USB_SPEAKS_QMI);
		assert_int_equal(f.configuration, 1);
		assert_int_equal(f.control_interface, l->control);
		assert_int_equal(f.data_interface, l->data);
		assert_int_equal(f.ep_notify, l->notify);
		assert_int_equal(f.in_packet, 512);
		assert_int_equal(f.out_packet, 512);
		assert_int_equal(f.ep_in >> 7, 1);
		assert_int_equal(f.ep_out >> 7, 0);
		assert_int_equal(f.max_control, USB_MAX_CONTROL);
		assert_int_equal(f.guessed, l->guessed);
	}
}

/* --- rules -------------------------------------------------------- */

static void absent(const char *layout, uint16_t vendor)
{
	struct usb_function f;

	assert_int_equal(find(layout, vendor, 1, &f), ATT_E_NO_FUNCTION);
}

static void interface_needs_all_three_endpoints(void **state)
{
	(void)state;
	absent("0 ff/ff/ff b81 b01\n", 0x2c7c);
	absent("0 ff/ff/50 i82:8 b81\n", 0x2c7c);
	absent("0 ff/ff/ff i82:8 b01\n", 0x2c7c);
	absent("", 0x2c7c);
}

static void serial_port_of_a_gobi_is_none(void **state)
{
	(void)state;
	absent("0 ff/ff/ff i82:8 b81 b01 f\n", 0x05c6);
	absent("0 ff/0/0 i82:8 b81 b01\n", 0x05c6);
}

static void two_interfaces_are_joined_by_the_union(void **state)
{
	struct usb_function f;

	(void)state;
	assert_int_equal(find("3 ff/1/8 b81 b01\n1 ff/1/1 i83:8\n"
			      "2 ff/1/9 i82:8\n5 ff/1/9 i84:8 u5:3\n",
			      0x12d1, 1, &f),
			 0);
	assert_int_equal(f.control_interface, 5);
	assert_int_equal(f.data_interface, 3);
	/* and without it by their numbers */
	assert_int_equal(
		find("3 ff/1/8 b81 b01\n2 ff/1/9 i82:8\n", 0x12d1, 1, &f), 0);
	assert_int_equal(f.control_interface, 2);
	absent("3 ff/1/8 b81 b01\n1 ff/1/9 i82:8\n", 0x12d1);
}

static void ecm_of_novatel_is_qmi_and_of_others_is_not(void **state)
{
	static const char ecm[] =
		"0 2/6/0 i82:8 u0:1\n1 a/0/0\n1 a/0/0 b81 b01\n";
	struct usb_function f;

	(void)state;
	assert_int_equal(find(ecm, 0x1410, 0x9010, &f), 0);
	assert_int_equal(f.control_interface, 0);
	assert_int_equal(f.data_interface, 1);
	assert_false(f.guessed);
	absent(ecm, 0x0bda);
	absent("0 2/6/0 i82:8\n1 a/0/0 b81 b01\n", 0x1410);
}

/* The composition was changed: the row names another interface. */
static void row_that_does_not_fit_is_no_obstacle(void **state)
{
	struct usb_function f;

	(void)state;
	assert_int_equal(find("2 ff/ff/ff b81 b01\n3 ff/ff/ff i82:8 b83 b03\n",
			      0x1bc7, 0x1034, &f),
			 0);
	assert_int_equal(f.control_interface, 3);
	assert_true(f.guessed);
}

static void malformed_descriptors_are_an_error(void **state)
{
	struct usb_function f;
	struct usb_layout b;

	(void)state;
	usb_layout_build(&b, "0 ff/ff/ff b81 b01\n");
	assert_int_equal(usb_qmi_find(att_bytes_of(b.p, 8), 1, 1, &f),
			 ATT_E_DESCRIPTOR);
	assert_int_equal(usb_qmi_find(att_bytes_of(b.p, b.len - 3), 1, 1, &f),
			 ATT_E_DESCRIPTOR);
	b.p[18] = 0;
	assert_int_equal(usb_qmi_find(att_bytes_of(b.p, b.len), 1, 1, &f),
			 ATT_E_DESCRIPTOR);
}

/* What comes before the bad one counts, as in Linux. */
static void function_in_front_of_garbage_is_found(void **state)
{
	struct usb_function f;
	struct usb_layout b;

	(void)state;
	usb_layout_build(&b, "0 ff/ff/50 i82:8 b81 b01\n1 ff/0/0\n");
	b.p[b.len - 9] = 0;
	assert_int_equal(usb_qmi_find(att_bytes_of(b.p, b.len), 1, 1, &f), 0);
	assert_int_equal(f.control_interface, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_modem_has_its_function_where_it_is),
		cmocka_unit_test(interface_needs_all_three_endpoints),
		cmocka_unit_test(serial_port_of_a_gobi_is_none),
		cmocka_unit_test(two_interfaces_are_joined_by_the_union),
		cmocka_unit_test(ecm_of_novatel_is_qmi_and_of_others_is_not),
		cmocka_unit_test(row_that_does_not_fit_is_no_obstacle),
		cmocka_unit_test(malformed_descriptors_are_an_error),
		cmocka_unit_test(function_in_front_of_garbage_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
