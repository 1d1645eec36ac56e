/* The rules of usbfs: claims, altsettings, configurations and reset. */
#include "test_usbfs.h"

static void claim_is_exclusive(void **state)
{
	libusb_device_handle *other;

	(void)state;
	assert_int_equal(libusb_open(libusb_get_device(loop), &other), 0);
	assert_int_equal(libusb_claim_interface(other, 0), LIBUSB_ERROR_BUSY);
	assert_int_equal(libusb_claim_interface(other, 7),
			 LIBUSB_ERROR_NOT_FOUND);
	assert_int_equal(libusb_release_interface(loop, 0), 0);
	assert_int_equal(libusb_claim_interface(other, 0), 0);
	libusb_close(other);
	assert_int_equal(libusb_claim_interface(loop, 0), 0);
}

static void no_kernel_driver_is_in_the_way(void **state)
{
	(void)state;
	assert_int_equal(libusb_kernel_driver_active(loop, 0), 0);
	assert_int_equal(libusb_kernel_driver_active(loop, 1), 0);
	assert_int_equal(libusb_detach_kernel_driver(loop, 1),
			 LIBUSB_ERROR_NOT_FOUND);
	assert_int_equal(libusb_attach_kernel_driver(loop, 1),
			 LIBUSB_ERROR_NOT_FOUND);
	assert_int_equal(libusb_set_auto_detach_kernel_driver(loop, 1), 0);
	assert_int_equal(libusb_claim_interface(loop, 1), 0);
}

static void altsetting_brings_its_endpoints(void **state)
{
	struct loop_counters c;
	unsigned char data[4] = "alt";
	int n;

	(void)state;
	assert_int_equal(libusb_claim_interface(loop, 1), 0);
	assert_int_equal(libusb_bulk_transfer(loop, LOOP_ALT_OUT, data,
					      sizeof(data), &n, 5000),
			 LIBUSB_ERROR_IO);
	assert_int_equal(libusb_set_interface_alt_setting(loop, 1, 2),
			 LIBUSB_ERROR_NOT_FOUND);
	assert_int_equal(libusb_set_interface_alt_setting(loop, 1, 1), 0);
	loop_counters(&c);
	assert_int_equal(c.alt, 1);
	assert_int_equal(libusb_bulk_transfer(loop, LOOP_ALT_OUT, data,
					      sizeof(data), &n, 5000),
			 0);
	assert_int_equal(libusb_bulk_transfer(loop, LOOP_ALT_IN, data,
					      sizeof(data), &n, 5000),
			 0);
	/* A released interface is put back. */
	assert_int_equal(libusb_release_interface(loop, 1), 0);
	loop_counters(&c);
	assert_int_equal(c.alt, 0);
}

static void closing_puts_everything_back(void **state)
{
	struct loop_counters c;

	(void)state;
	assert_int_equal(libusb_claim_interface(loop, 1), 0);
	assert_int_equal(libusb_set_interface_alt_setting(loop, 1, 1), 0);
	loop_close(NULL);
	assert_int_equal(loop_open(NULL), 0);
	loop_counters(&c);
	assert_int_equal(c.alt, 0);
	assert_int_equal(libusb_claim_interface(loop, 1), 0);
}

static void configuration_changes_only_while_nothing_is_claimed(void **state)
{
	struct libusb_config_descriptor *d;
	struct loop_counters c;
	int value;

	(void)state;
	assert_int_equal(libusb_set_configuration(loop, 2), LIBUSB_ERROR_BUSY);
	assert_int_equal(libusb_release_interface(loop, 0), 0);
	assert_int_equal(libusb_set_configuration(loop, 3),
			 LIBUSB_ERROR_NOT_FOUND);
	assert_int_equal(libusb_set_configuration(loop, 2), 0);
	loop_counters(&c);
	assert_int_equal(c.configuration, 2);
	assert_int_equal(libusb_get_configuration(loop, &value), 0);
	assert_int_equal(value, 2);
	assert_int_equal(libusb_get_active_config_descriptor(
				 libusb_get_device(loop), &d),
			 0);
	assert_int_equal(d->bNumInterfaces, 1);
	libusb_free_config_descriptor(d);
	assert_int_equal(libusb_set_configuration(loop, -1), 0);
	assert_int_equal(libusb_get_configuration(loop, &value), 0);
	assert_int_equal(value, 0);
	assert_int_equal(libusb_set_configuration(loop, 1), 0);
	assert_int_equal(libusb_claim_interface(loop, 0), 0);
}

static void reset_keeps_configuration_and_claim(void **state)
{
	struct loop_counters before, after;
	unsigned char byte = 9;
	int n;

	(void)state;
	loop_counters(&before);
	assert_int_equal(libusb_reset_device(loop), 0);
	loop_counters(&after);
	assert_int_equal(after.resets, before.resets + 1);
	assert_int_equal(after.configuration, 1);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, &byte, 1, &n, 5000), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, loop_open, loop_close)

int loop_tests(void)
{
	const struct CMUnitTest tests[] = {
		T(claim_is_exclusive),
		T(no_kernel_driver_is_in_the_way),
		T(altsetting_brings_its_endpoints),
		T(closing_puts_everything_back),
		T(configuration_changes_only_while_nothing_is_claimed),
		T(reset_keeps_configuration_and_claim)};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
