/* What was agreed on, and the data path that follows from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/usb_data.h"

static const struct usb_function function = {.speaks = USB_SPEAKS_QMI,
					     .out_packet = 512};

static int follow(struct usb_data *d, enum att_link_layer link,
		  enum att_aggregation up, enum att_aggregation down)
{
	const struct att_data_format f = {
		.link = link,
		.up = up,
		.down = down,
		.up_max_size = 8192,
		.up_max_datagrams = 3,
		.down_max_size = 16384,
	};

	usb_data_init(d);
	return usb_data_follow(d, &function, &f);
}

static void nothing_is_agreed_on_at_first(void **state)
{
	struct usb_data d;

	(void)state;
	usb_data_init(&d);
	assert_null(d.framing);
}

static void raw_ip_and_ethernet_have_one_datagram_a_transfer(void **state)
{
	struct usb_data d;

	(void)state;
	assert_int_equal(follow(&d, ATT_LINK_RAW_IP, ATT_AGGREGATION_NONE,
				ATT_AGGREGATION_NONE),
			 0);
	assert_ptr_equal(d.framing, &raw_ip_framing);
	assert_true(d.in_size >= 1500 && d.out_size >= 1500);
	assert_int_equal(follow(&d, ATT_LINK_ETHERNET, ATT_AGGREGATION_NONE,
				ATT_AGGREGATION_NONE),
			 0);
	assert_ptr_equal(d.framing, &ethernet_framing);
	assert_true(d.in_size >= 1514 && d.out_size >= 1514);
}

static void each_version_of_qmap_has_its_form_either_way(void **state)
{
	static const struct {
		enum att_aggregation a;
		enum qmap_form up, down;
	} versions[] = {
		{ATT_AGGREGATION_QMAP, QMAP_V1, QMAP_V1},
		{ATT_AGGREGATION_QMAP_V4, QMAP_V4_UP, QMAP_V4_DOWN},
		{ATT_AGGREGATION_QMAP_V5, QMAP_V5, QMAP_V5},
	};
	struct usb_data d;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(follow(&d, ATT_LINK_RAW_IP, versions[i].a,
					versions[i].a),
				 0);
		assert_ptr_equal(d.framing, &qmap_framing);
		assert_int_equal(d.link.qmap.out.form, versions[i].up);
		assert_int_equal(d.link.qmap.in, versions[i].down);
		assert_int_equal(d.link.qmap.out.max_datagrams, 3);
		assert_int_equal(d.in_size, 16384);
		assert_int_equal(d.out_size, 8192);
	}
}

static void sizes_that_are_not_told_are_safe_ones(void **state)
{
	const struct att_data_format f = {.link = ATT_LINK_RAW_IP,
					  .up = ATT_AGGREGATION_QMAP,
					  .down = ATT_AGGREGATION_QMAP};
	struct usb_data d;

	(void)state;
	usb_data_init(&d);
	assert_int_equal(usb_data_follow(&d, &function, &f), 0);
	assert_int_equal(d.in_size, USB_DATA_DOWN);
	assert_in_range(d.out_size, 2048, 4096);
}

static void what_cannot_be_followed_changes_nothing(void **state)
{
	struct att_data_format f = {.link = ATT_LINK_RAW_IP};
	struct usb_data d, before;

	(void)state;
	memset(&d, 0, sizeof(d));
	usb_data_init(&d);
	assert_int_equal(usb_data_follow(&d, &function, &f), 0);
	before = d;
	f.down = ATT_AGGREGATION_QMAP;
	assert_int_equal(usb_data_follow(&d, &function, &f), ATT_E_VALUE);
	f.up = ATT_AGGREGATION_QMAP;
	f.link = ATT_LINK_ETHERNET;
	assert_int_equal(usb_data_follow(&d, &function, &f), ATT_E_VALUE);
	f.link = ATT_LINK_RAW_IP;
	f.down_max_size = 65537;
	assert_int_equal(usb_data_follow(&d, &function, &f), ATT_E_VALUE);
	f.down_max_size = 4096;
	f.up_max_size = 1500;
	assert_int_equal(usb_data_follow(&d, &function, &f), ATT_E_VALUE);
	f.up = f.down = ATT_AGGREGATION_NONE;
	f.link = ATT_LINK_UNKNOWN;
	assert_int_equal(usb_data_follow(&d, &function, &f), ATT_E_VALUE);
	assert_memory_equal(&d, &before, sizeof(d));
}

/* A transfer of whole packets always ends in one of no length. */
static void data_path_runs_with_what_was_agreed_on(void **state)
{
	static uint8_t a[8192], b[8192];
	uint8_t *const bufs[] = {a, b}, *p;
	const struct flow flow = {.id = 4};
	struct bulk_transfer t;
	static struct bulk bulk;
	struct usb_data d;
	struct flow got;
	struct att_bytes datagram;

	(void)state;
	follow(&d, ATT_LINK_RAW_IP, ATT_AGGREGATION_QMAP, ATT_AGGREGATION_QMAP);
	usb_data_bulk(&d, &bulk, bufs, 2);
	p = bulk_reserve(&bulk, flow, 508);
	assert_non_null(p);
	memset(p, 0x45, 508);
	bulk_commit(&bulk, flow, 508);
	bulk_flush(&bulk);
	assert_true(bulk_next(&bulk, &t));
	assert_int_equal(t.len, 512);
	assert_true(t.zlp);
	bulk_input(&bulk, att_bytes_of(t.p, t.len));
	assert_true(bulk_rx_next(&bulk, &got, &datagram));
	assert_int_equal(got.id, 4);
	assert_int_equal(datagram.len, 508);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_agreed_on_at_first),
		cmocka_unit_test(
			raw_ip_and_ethernet_have_one_datagram_a_transfer),
		cmocka_unit_test(each_version_of_qmap_has_its_form_either_way),
		cmocka_unit_test(sizes_that_are_not_told_are_safe_ones),
		cmocka_unit_test(what_cannot_be_followed_changes_nothing),
		cmocka_unit_test(data_path_runs_with_what_was_agreed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
