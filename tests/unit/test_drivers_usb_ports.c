/* The serial ports of real modems beside their MBIM or QMI function, and what
 * each is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "drivers/usb_ports.h"
#include "usb_layout.h"

#define EG25                      \
	"0 ff/ff/ff b81 b1\n"     \
	"1 ff/0/0 i83:a b82 b2\n" \
	"2 ff/0/0 i85:a b84 b3\n" \
	"3 ff/0/0 i87:a b86 b4\n" \
	"4 ff/ff/ff i89:8 b88 b5\n"
#define ACM                       \
	"0 2/e/0 f u0:1 i81:40\n" \
	"1 a/0/2 b82 b2\n"        \
	"2 2/2/1 f u2:3 i83:a\n"  \
	"3 a/0/0 b84 b4\n"

static unsigned find(const char *layout, uint16_t vendor, uint16_t product,
		     uint8_t control, uint8_t data, struct usb_port *ports,
		     unsigned cap)
{
	const struct usb_function f = {.control_interface = control,
				       .data_interface = data};
	struct usb_layout b;
	uint8_t *exact;
	unsigned n;

	usb_layout_build(&b, layout);
	exact = malloc(b.len);
	assert_non_null(exact);
	memcpy(exact, b.p, b.len);
	n = usb_ports_find(att_bytes_of(exact, b.len), &f, vendor, product,
			   ports, cap);
	free(exact);
	return n;
}

/* "0:diagnostic 2:at" */
static void says(const char *expected, const struct usb_port *ports, unsigned n)
{
	char said[256] = "";

	for (unsigned i = 0; i < n; i++) {
		char one[32];

		snprintf(one, sizeof(one), "%s%u:%s", i ? " " : "",
			 ports[i].interface, usb_port_kind_name(ports[i].kind));
		strcat(said, one);
	}
	assert_string_equal(said, expected);
}

static void ports_of_a_listed_device_are_named(void **state)
{
	struct usb_port p[8];

	(void)state;
	says("0:diagnostic 1:gps 2:at 3:at", p,
	     find(EG25, 0x2c7c, 0x0125, 4, 4, p, 8));
	assert_int_equal(p[2].ep_in, 0x84);
	assert_int_equal(p[2].ep_out, 0x03);
	assert_int_equal(p[2].in_packet, 512);
	assert_int_equal(p[2].control_interface, 2);
}

static void ports_of_an_unknown_device_have_numbers(void **state)
{
	struct usb_port p[8];

	(void)state;
	says("0:other 1:other 2:other 3:other", p,
	     find(EG25, 0x1234, 0x0125, 4, 4, p, 8));
}

static void acm_function_is_an_at_port(void **state)
{
	struct usb_port p[8];

	(void)state;
	says("3:at", p, find(ACM, 0x1234, 1, 0, 1, p, 8));
	assert_int_equal(p[0].control_interface, 2);
	assert_int_equal(p[0].ep_in, 0x84);
	assert_int_equal(p[0].ep_out, 0x04);
}

static void acm_function_without_its_data_is_none(void **state)
{
	struct usb_port p[8];

	(void)state;
	says("", p, find("2 2/2/1 f u2:3 i83:a\n", 1, 1, 0, 1, p, 8));
	says("", p,
	     find("2 2/2/1 f i83:a\n3 a/0/0 b84 b4\n", 1, 1, 0, 1, p, 8));
}

static void classes_name_ports_of_any_device(void **state)
{
	struct usb_port p[8];

	(void)state;
	says("3:diagnostic 4:at 5:at", p,
	     find("3 ff/ff/30 b83 b3\n4 ff/0/40 b84 b4\n5 ff/ff/40 b85 b5\n",
		  0x2c7c, 0x030b, 0, 1, p, 8));
	says("0:at 2:gps", p,
	     find("0 ff/2/2 b81 b1\n2 ff/1/14 b82 b2\n", 0x12d1, 0x15c1, 8, 9,
		  p, 8));
	/* of another maker they mean nothing */
	says("0:other", p,
	     find("0 ff/2/2 b81 b1\n", 0x1234, 0x15c1, 8, 9, p, 8));
}

static void what_is_no_port_is_left_out(void **state)
{
	struct usb_port p[8];

	(void)state;
	/* a debug bridge, storage, one endpoint, the function itself */
	says("", p,
	     find("0 ff/42/1 b81 b1\n1 8/6/50 b82 b2\n2 ff/ff/ff b83\n"
		  "3 ff/ff/ff i84:8 b85 b5\n",
		  1, 1, 3, 3, p, 8));
}

static void no_more_ports_than_there_is_room_for(void **state)
{
	struct usb_port p[8] = {0};

	(void)state;
	says("0:diagnostic 1:gps", p, find(EG25, 0x2c7c, 0x0125, 4, 4, p, 2));
	assert_int_equal(p[2].ep_in, 0);
}

static void line_state_goes_to_the_control_interface(void **state)
{
	struct usb_port p[8];
	struct usb_req req;

	(void)state;
	assert_int_equal(find(ACM, 1, 1, 0, 1, p, 8), 1);
	assert_true(usb_port_line_state(&p[0], true, &req));
	assert_int_equal(req.kind, USB_CONTROL);
	assert_int_equal(req.request_type, 0x21);
	assert_int_equal(req.request, 0x22);
	assert_int_equal(req.index, 2);
	assert_int_equal(req.value, 3);
	assert_int_equal(req.length, 0);
	assert_true(usb_port_line_state(&p[0], false, &req));
	assert_int_equal(req.value, 0);
	p[0].kind = USB_PORT_DIAGNOSTIC;
	assert_false(usb_port_line_state(&p[0], true, &req));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_of_a_listed_device_are_named),
		cmocka_unit_test(ports_of_an_unknown_device_have_numbers),
		cmocka_unit_test(acm_function_is_an_at_port),
		cmocka_unit_test(acm_function_without_its_data_is_none),
		cmocka_unit_test(classes_name_ports_of_any_device),
		cmocka_unit_test(what_is_no_port_is_left_out),
		cmocka_unit_test(no_more_ports_than_there_is_room_for),
		cmocka_unit_test(line_state_goes_to_the_control_interface),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
