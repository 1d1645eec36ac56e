/* Unplugging and plugging, as a program with hotplug callbacks sees it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "test_usbfs.h"

static void hotplug_callbacks_see_unplug_and_plug(void **state)
{
	uint8_t address = libusb_get_device_address(libusb_get_device(loop));

	(void)state;
	libusb_close(loop); /* so that only udev's message can tell */
	loop_unplug();
	assert_int_equal(loop_seen.left_address, address);
	assert_int_equal(loop_seen.arrived, 0);
	loop_plug();
	assert_int_equal(loop_seen.left, 1);
	assert_int_equal(loop_seen.arrived_address, address + 1);
	loop = libusb_open_device_with_vid_pid(usb, LOOP_VENDOR, LOOP_PRODUCT);
	assert_non_null(loop);
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0), 0);
}

static void set_flag(struct libusb_transfer *t)
{
	*(int *)t->user_data = 1;
}

static void pending_transfers_end_with_the_device(void **state)
{
	struct libusb_transfer *t[3];
	unsigned char data[3][64] = {{0x40, LOOP_SILENT}};
	int done[3] = {0};

	(void)state;
	for (int i = 0; i < 3; i++) {
		t[i] = libusb_alloc_transfer(0);
		assert_non_null(t[i]);
	}
	libusb_fill_control_transfer(t[0], loop, data[0], set_flag, &done[0],
				     0);
	libusb_fill_bulk_transfer(t[1], loop, LOOP_IN, data[1], 64, set_flag,
				  &done[1], 0);
	libusb_fill_interrupt_transfer(t[2], loop, LOOP_INTERRUPT, data[2], 64,
				       set_flag, &done[2], 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(libusb_submit_transfer(t[i]), 0);
	loop_unplug();
	for (int i = 0; i < 3; i++) {
		loop_wait(&done[i]);
		assert_int_equal(t[i]->status, LIBUSB_TRANSFER_NO_DEVICE);
		libusb_free_transfer(t[i]);
	}
	loop_plug();
}

static void old_handle_stays_dead_after_plug(void **state)
{
	unsigned char byte = 0;
	int n;

	(void)state;
	loop_unplug();
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0),
			 LIBUSB_ERROR_NO_DEVICE);
	loop_plug();
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0),
			 LIBUSB_ERROR_NO_DEVICE);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, &byte, 1, &n, 5000),
		LIBUSB_ERROR_NO_DEVICE);
	assert_int_equal(libusb_release_interface(loop, 0),
			 LIBUSB_ERROR_NO_DEVICE);
}

static void plugged_device_is_as_new(void **state)
{
	struct loop_counters c;
	unsigned char byte = 3;
	int n;

	(void)state;
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, &byte, 1, &n, 5000), 0);
	loop_unplug();
	loop_plug();
	libusb_close(loop);
	loop = libusb_open_device_with_vid_pid(usb, LOOP_VENDOR, LOOP_PRODUCT);
	assert_non_null(loop);
	assert_int_equal(libusb_claim_interface(loop, 0), 0);
	loop_counters(&c);
	assert_int_equal(c.outs, 0);
	assert_int_equal(c.configuration, 1);
	assert_int_equal(libusb_bulk_transfer(loop, LOOP_IN, &byte, 1, &n, 20),
			 LIBUSB_ERROR_TIMEOUT);
}

static void unplugged_device_is_nowhere(void **state)
{
	libusb_device **list;
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "/dev/bus/usb/001/%03u",
		 libusb_get_device_address(libusb_get_device(loop)));
	assert_int_equal(access(path, F_OK), 0);
	loop_unplug();
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(access("/sys/bus/usb/devices/1-1/descriptors", F_OK),
			 -1);
	assert_int_equal(libusb_get_device_list(usb, &list), 1);
	libusb_free_device_list(list, 1);
	loop_plug();
	assert_int_equal(access("/sys/bus/usb/devices/1-1/descriptors", F_OK),
			 0);
}

static void write_authorized(const char *value)
{
	FILE *f = fopen("/sys/bus/usb/devices/1-1/authorized", "w");

	assert_non_null(f);
	fputs(value, f);
	assert_int_equal(fclose(f), 0);
}

/* As by the kernel: what was claimed is not, the file stays open. */
static void deauthorized_device_has_no_configuration(void **state)
{
	struct libusb_transfer *t = libusb_alloc_transfer(0);
	unsigned char data[64], byte = 3;
	struct loop_counters c;
	int done = 0, n;

	(void)state;
	libusb_fill_bulk_transfer(t, loop, LOOP_IN, data, sizeof(data),
				  set_flag, &done, 0);
	assert_int_equal(libusb_submit_transfer(t), 0);
	write_authorized("0");
	loop_wait(&done);
	libusb_free_transfer(t);
	loop_counters(&c);
	assert_int_equal(c.configuration, 0);
	assert_int_not_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, &byte, 1, &n, 5000), 0);
	assert_int_equal(loop_seen.left, 0);
	write_authorized("1");
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0), 0);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, &byte, 1, &n, 5000), 0);
	loop_counters(&c);
	assert_int_equal(c.configuration, 1);
	assert_int_equal(c.outs, 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, loop_open, loop_close)

int loop_tests(void)
{
	const struct CMUnitTest tests[] = {
		T(hotplug_callbacks_see_unplug_and_plug),
		T(pending_transfers_end_with_the_device),
		T(old_handle_stays_dead_after_plug),
		T(plugged_device_is_as_new),
		T(deauthorized_device_has_no_configuration),
		T(unplugged_device_is_nowhere)};

	return cmocka_run_group_tests_name("hotplug", tests, NULL, NULL);
}
