/* The order of requests for each kind of device, as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "base/text.h"
#include "drivers/usb_bringup.h"

/* A device: what it answers, and what it was asked, as text. */
struct device {
	struct usb_function f;
	uint8_t configuration;
	uint8_t params[28];
	const char *failing; /* the request that fails, "" none */
	int with;
	char log[512];
	struct usb_bringup b;
};

static void device_init(struct device *d)
{
	static const uint8_t params[28] = {
		28, 0,	  3, 0,		     /* length, NTB16 and NTB32 */
		0,  0x40, 0, 0,		     /* in 16384 */
		4,  0,	  0, 0, 4, 0, 0,  0, /* divisor, remainder, alignment */
		0,  0x80, 0, 0,		     /* out 32768 */
		4,  0,	  2, 0, 8, 0, 40, 0,
	};

	memset(d, 0, sizeof(*d));
	d->f = (struct usb_function){
		.configuration = 1,
		.control_interface = 2,
		.data_interface = 3,
		.data_alt = 1,
		.max_segment = 2048,
	};
	d->configuration = 1;
	memcpy(d->params, params, sizeof(params));
	d->failing = "";
	d->with = ATT_E_STALL;
}

static void control_text(struct att_text *t, const struct usb_req *req)
{
	att_text_hex(t, req->request_type, 2);
	att_text_char(t, '.');
	att_text_hex(t, req->request, 2);
	att_text_char(t, '=');
	att_text_dec(t, req->value);
	if (req->index != 2)
		att_text_put(t, "(wrong interface)");
	for (uint16_t i = 0; req->request_type == 0x21 && i < req->length; i++)
		att_text_hex(t, req->data[i], 2);
}

static void req_text(struct att_text *t, const struct usb_req *req)
{
	switch (req->kind) {
	case USB_CONTROL:
		control_text(t, req);
		return;
	case USB_SET_CONFIGURATION:
		att_text_put(t, "config");
		break;
	case USB_CLAIM:
		att_text_put(t, "claim");
		att_text_dec(t, req->index);
		return;
	case USB_SET_INTERFACE:
		att_text_put(t, "alt");
		att_text_dec(t, req->index);
		att_text_char(t, '.');
		break;
	case USB_DELAY:
		att_text_put(t, "wait");
		break;
	case USB_RELEASE:
	case USB_CLEAR_HALT:
		att_text_put(t, "unexpected");
		break;
	}
	att_text_dec(t, req->value);
}

/* Carry out the whole dance; its error. */
static int dance(struct device *d, uint32_t in_cap, uint32_t out_cap)
{
	struct usb_req req, again;
	struct att_text log, one;
	char buf[64];

	att_text_init(&log, d->log, sizeof(d->log));
	usb_bringup_init(&d->b, &d->f, d->configuration, in_cap, out_cap);
	while (usb_bringup_next(&d->b, &req)) {
		assert_true(usb_bringup_next(&d->b, &again));
		assert_memory_equal(&req, &again, sizeof(req));
		att_text_init(&one, buf, sizeof(buf));
		req_text(&one, &req);
		if (log.len)
			att_text_char(&log, ' ');
		att_text_put(&log, buf);
		assert_false(log.cut);
		if (!strcmp(buf, d->failing)) {
			usb_bringup_done(&d->b, d->with);
		} else if (req.request == 0x80) {
			assert_int_equal(req.length, 28);
			memcpy(req.data, d->params, 28);
			usb_bringup_done(&d->b, 28);
		} else {
			usb_bringup_done(&d->b, req.length);
		}
	}
	return d->b.err;
}

#define NORMAL "claim2 claim3 alt3.1 alt3.0 a1.80=0 21.84=0 alt3.1"

static void plain_device_takes_seven_requests(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, NORMAL);
	assert_int_equal(d.b.in.max_size, 16384);
	assert_int_equal(d.b.out.max_size, 32768);
	assert_int_equal(d.b.out.remainder, 2);
	assert_int_equal(d.b.out.alignment, 8);
	assert_int_equal(d.b.out.max_datagrams, 40);
	assert_false(d.b.out.ntb32);
	assert_string_equal(usb_bringup_name(&d.b), "ready");
}

static void format_is_not_set_without_ntb32(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.params[2] = 1;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log,
			    "claim2 claim3 alt3.1 alt3.0 a1.80=0 alt3.1");
}

static void ntb32_is_used_only_if_nothing_else_is_there(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.params[2] = 2;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(
		d.log, "claim2 claim3 alt3.1 alt3.0 a1.80=0 21.84=1 alt3.1");
	assert_true(d.b.out.ntb32);
}

static void combination_chooses_the_control_altsetting_first(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.f.control_alt = 1;
	d.f.data_alt = 2;
	d.f.capabilities = 0x1f;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, "claim2 claim3 alt2.1 alt3.2 alt3.0 a1.80=0 "
				   "21.8a=0 21.84=0 alt3.2 21.88=00008");
}

static void input_size_is_set_if_the_device_wants_more_than_we(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	assert_int_equal(dance(&d, 8192, 4096), 0);
	assert_string_equal(d.log, NORMAL " 21.86=000200000");
	assert_int_equal(d.b.in.max_size, 8192);
	assert_int_equal(d.b.out.max_size, 4096);
	assert_int_equal(d.b.device_out, 32768);
	d.f.capabilities = 0x20;
	assert_int_equal(dance(&d, 8192, 4096), 0);
	assert_string_equal(d.log, NORMAL " 21.86=00020000000000000");
}

static void quirk_sets_the_input_size_though_it_is_the_default(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.f.quirks = USB_QUIRK_SET_NTB_INPUT;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, NORMAL " 21.86=000400000");
}

static void quirk_leaves_the_toggle_out(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.f.quirks = USB_QUIRK_NO_TOGGLE;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log,
			    "claim2 claim3 alt3.0 a1.80=0 21.84=0 alt3.1");
}

static void quirk_waits_before_the_data_altsetting(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.f.quirks = USB_QUIRK_NTB_DELAY;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, "claim2 claim3 alt3.1 alt3.0 a1.80=0 "
				   "21.84=0 wait20 alt3.1");
}

static void other_configuration_is_selected(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.f.configuration = 3;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, "config3 " NORMAL);
	d.f.quirks = USB_QUIRK_CONFIGURATION;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, "config0 wait500 config3 wait500 " NORMAL);
	d.configuration = 3;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, NORMAL);
}

static void only_altsetting_needs_no_toggle_and_may_be_refused(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.f.data_alt = 0;
	d.failing = "alt3.0";
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, "claim2 claim3 a1.80=0 alt3.0");
	assert_int_equal(d.b.tolerated, 1);
}

static void stalls_of_optional_steps_are_tolerated(void **state)
{
	static const char *const optional[] = {
		"21.8a=0", "21.84=0", "21.86=000200000", "21.88=00008"};
	struct device d;

	(void)state;
	for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++) {
		device_init(&d);
		d.f.capabilities = 0x18;
		d.failing = optional[i];
		assert_int_equal(dance(&d, 8192, 65536), 0);
		assert_string_equal(d.log,
				    "claim2 claim3 alt3.1 alt3.0 a1.80=0 "
				    "21.8a=0 21.84=0 alt3.1 "
				    "21.86=000200000 21.88=00008");
		assert_int_equal(d.b.tolerated, 1);
	}
}

static void mandatory_steps_end_it_with_their_name(void **state)
{
	static const struct {
		const char *failing, *name;
	} cases[] = {
		{"claim2", "claim of the control interface"},
		{"claim3", "claim of the data interface"},
		{"alt3.0", "altsetting 0 of the data interface"},
		{"a1.80=0", "NTB parameters"},
	};
	struct device d;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		device_init(&d);
		d.failing = cases[i].failing;
		assert_int_equal(dance(&d, 65536, 65536), ATT_E_STALL);
		assert_string_equal(usb_bringup_name(&d.b), cases[i].name);
	}
}

static void bad_parameters_are_an_error(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.failing = "a1.80=0";
	d.with = 20; /* bytes instead of 28 */
	assert_int_equal(dance(&d, 65536, 65536), ATT_E_SHORT);
	d.with = 29;
	assert_int_equal(dance(&d, 65536, 65536), ATT_E_LENGTH);
	d.failing = "";
	d.params[5] = 0; /* dwNtbInMaxSize 0 */
	assert_int_equal(dance(&d, 65536, 65536), ATT_E_VALUE);
	assert_string_equal(usb_bringup_name(&d.b), "NTB parameters");
}

static void departure_ends_optional_steps_too(void **state)
{
	struct device d;

	(void)state;
	device_init(&d);
	d.failing = "21.84=0";
	d.with = ATT_E_GONE;
	assert_int_equal(dance(&d, 65536, 65536), ATT_E_GONE);
	assert_string_equal(usb_bringup_name(&d.b), "NTB format");
}

/* --- QMI ---------------------------------------------------------- */

static void qmi_device_init(struct device *d)
{
	device_init(d);
	d->f.speaks = USB_SPEAKS_QMI;
	d->f.data_interface = 2;
	d->f.data_alt = 0;
}

static void qmi_is_claimed_once_and_told_that_somebody_is_there(void **state)
{
	struct device d;

	(void)state;
	qmi_device_init(&d);
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, "claim2 21.22=1");
	assert_string_equal(usb_bringup_name(&d.b), "ready");
}

static void qmi_of_two_interfaces_has_both_claimed(void **state)
{
	struct device d;

	(void)state;
	qmi_device_init(&d);
	d.f.data_interface = 3;
	d.f.data_alt = 1;
	d.f.configuration = 2;
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_string_equal(d.log, "config2 claim2 claim3 alt3.1 21.22=1");
}

static void qmi_modem_may_not_know_the_line_state(void **state)
{
	struct device d;

	(void)state;
	qmi_device_init(&d);
	d.failing = "21.22=1";
	assert_int_equal(dance(&d, 65536, 65536), 0);
	assert_int_equal(d.b.tolerated, 1);
	d.with = ATT_E_GONE;
	assert_int_equal(dance(&d, 65536, 65536), ATT_E_GONE);
	d.failing = "claim2";
	d.with = ATT_E_BUSY;
	assert_int_equal(dance(&d, 65536, 65536), ATT_E_BUSY);
	assert_string_equal(usb_bringup_name(&d.b),
			    "claim of the control interface");
}

static void line_state_of_qmi_is_taken_back(void **state)
{
	struct usb_req req;
	struct device d;

	(void)state;
	device_init(&d);
	assert_false(usb_bringup_undo(&d.f, &req));
	qmi_device_init(&d);
	assert_true(usb_bringup_undo(&d.f, &req));
	assert_int_equal(req.kind, USB_CONTROL);
	assert_int_equal(req.request_type, 0x21);
	assert_int_equal(req.request, 0x22);
	assert_int_equal(req.value, 0);
	assert_int_equal(req.index, 2);
	assert_int_equal(req.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_device_takes_seven_requests),
		cmocka_unit_test(format_is_not_set_without_ntb32),
		cmocka_unit_test(ntb32_is_used_only_if_nothing_else_is_there),
		cmocka_unit_test(
			combination_chooses_the_control_altsetting_first),
		cmocka_unit_test(
			input_size_is_set_if_the_device_wants_more_than_we),
		cmocka_unit_test(
			quirk_sets_the_input_size_though_it_is_the_default),
		cmocka_unit_test(quirk_leaves_the_toggle_out),
		cmocka_unit_test(quirk_waits_before_the_data_altsetting),
		cmocka_unit_test(other_configuration_is_selected),
		cmocka_unit_test(
			only_altsetting_needs_no_toggle_and_may_be_refused),
		cmocka_unit_test(stalls_of_optional_steps_are_tolerated),
		cmocka_unit_test(mandatory_steps_end_it_with_their_name),
		cmocka_unit_test(bad_parameters_are_an_error),
		cmocka_unit_test(departure_ends_optional_steps_too),
		cmocka_unit_test(
			qmi_is_claimed_once_and_told_that_somebody_is_there),
		cmocka_unit_test(qmi_of_two_interfaces_has_both_claimed),
		cmocka_unit_test(qmi_modem_may_not_know_the_line_state),
		cmocka_unit_test(line_state_of_qmi_is_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
