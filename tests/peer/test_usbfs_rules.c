/* The rules of usbfs: claims, altsettings, configurations, reset, and the
 * ioctls that libusb does not use. */
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* A file of our own beside libusb's. */
static int raw_open(int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/bus/usb/001/%03u",
		 libusb_get_device_address(libusb_get_device(loop)));
	fd = open(path, flags | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static void file_reads_as_descriptors(void **state)
{
	unsigned char head[18], rest[512];
	int fd = raw_open(O_RDONLY), value = 0;

	(void)state;
	assert_int_equal(read(fd, head, sizeof(head)), sizeof(head));
	assert_int_equal(head[8] | head[9] << 8, LOOP_VENDOR);
	assert_int_equal(read(fd, rest, sizeof(rest)), 71 + 18);
	assert_int_equal(rest[1], 2);
	assert_int_equal(read(fd, rest, sizeof(rest)), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_CLAIMINTERFACE, &value), -1);
	assert_int_equal(errno, EPERM);
	close(fd);
}

static void blocking_ioctls_transfer_and_time_out(void **state)
{
	unsigned char out[3] = {1, 2, 3}, in[8] = {0};
	struct usbdevfs_ctrltransfer c = {.bRequestType = 0x40,
					  .bRequest = LOOP_STORE,
					  .wLength = sizeof(out),
					  .timeout = 5000,
					  .data = out};
	struct usbdevfs_bulktransfer b = {.ep = LOOP_OUT,
					  .len = sizeof(out),
					  .timeout = 5000,
					  .data = out};
	int fd = raw_open(O_RDWR);

	(void)state;
	assert_int_equal(ioctl(fd, USBDEVFS_CONTROL, &c), sizeof(out));
	c.bRequestType = 0xc0;
	c.wLength = sizeof(in);
	c.data = in;
	assert_int_equal(ioctl(fd, USBDEVFS_CONTROL, &c), sizeof(out));
	assert_memory_equal(in, out, sizeof(out));
	c.bRequest = LOOP_STALL;
	assert_int_equal(ioctl(fd, USBDEVFS_CONTROL, &c), -1);
	assert_int_equal(errno, EPIPE);
	c.bRequest = LOOP_SILENT;
	c.timeout = 20;
	assert_int_equal(ioctl(fd, USBDEVFS_CONTROL, &c), -1);
	assert_int_equal(errno, ETIMEDOUT);
	/* Interface 0 is libusb's. */
	assert_int_equal(ioctl(fd, USBDEVFS_BULK, &b), -1);
	assert_int_equal(errno, EBUSY);
	assert_int_equal(libusb_release_interface(loop, 0), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_BULK, &b), sizeof(out));
	memset(in, 0, sizeof(in));
	b = (struct usbdevfs_bulktransfer){LOOP_IN, sizeof(in), 5000, in};
	assert_int_equal(ioctl(fd, USBDEVFS_BULK, &b), sizeof(out));
	assert_memory_equal(in, out, sizeof(out));
	b.timeout = 20;
	assert_int_equal(ioctl(fd, USBDEVFS_BULK, &b), -1);
	assert_int_equal(errno, ETIMEDOUT);
	close(fd);
}

static void on_alarm(int signal)
{
	(void)signal;
}

/* Signals every 20 ms until stopped: one has to hit the sleeper. */
static void alarms(bool on)
{
	struct sigaction a = {.sa_handler = on_alarm};
	struct itimerval t = {{0, on ? 20000 : 0}, {0, on ? 20000 : 0}};

	sigaction(SIGALRM, &a, NULL);
	setitimer(ITIMER_REAL, &t, NULL);
}

static void reap_sleeps_until_done_or_signal(void **state)
{
	unsigned char in[64] = {0}, note[5] = "note";
	struct usbdevfs_urb urb = {.type = USBDEVFS_URB_TYPE_INTERRUPT,
				   .endpoint = LOOP_INTERRUPT,
				   .buffer = in,
				   .buffer_length = sizeof(in)};
	struct usbdevfs_urb *done = NULL;
	int fd = raw_open(O_RDWR);

	(void)state;
	assert_int_equal(libusb_release_interface(loop, 0), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_SUBMITURB, &urb), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURBNDELAY, &done), -1);
	assert_int_equal(errno, EAGAIN);
	alarms(true);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), -1);
	assert_int_equal(errno, EINTR);
	alarms(false);
	assert_int_equal(libusb_control_transfer(
				 loop, LIBUSB_REQUEST_TYPE_VENDOR, LOOP_LATER,
				 30, 0, note, sizeof(note), 5000),
			 sizeof(note));
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), 0);
	assert_ptr_equal(done, &urb);
	assert_int_equal(urb.status, 0);
	assert_int_equal(urb.actual_length, sizeof(note));
	assert_memory_equal(in, note, sizeof(note));
	close(fd);
}

static void signal_ends_a_blocking_transfer(void **state)
{
	struct usbdevfs_ctrltransfer c = {.bRequestType = 0x40,
					  .bRequest = LOOP_SILENT};
	int fd = raw_open(O_RDWR);

	(void)state;
	alarms(true);
	assert_int_equal(ioctl(fd, USBDEVFS_CONTROL, &c), -1);
	assert_int_equal(errno, EINTR);
	alarms(false);
	/* Endpoint 0 is free again. */
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0), 0);
	close(fd);
}

static void killed_sleeper_frees_the_endpoint(void **state)
{
	struct usbdevfs_ctrltransfer c = {.bRequestType = 0x40,
					  .bRequest = LOOP_SILENT};
	int fd = raw_open(O_RDWR), status, ready[2];
	char byte = 0;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		(void)!write(ready[1], &byte, 1);
		_exit(ioctl(fd, USBDEVFS_CONTROL, &c) < 0);
	}
	assert_true(pid > 0);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0), 0);
	close(ready[0]);
	close(ready[1]);
	close(fd);
}

static int submit_error(int fd, const struct usbdevfs_urb *urb)
{
	return ioctl(fd, USBDEVFS_SUBMITURB, urb) < 0 ? errno : 0;
}

static void bad_urbs_are_refused(void **state)
{
	unsigned char byte = 0;
	struct usbdevfs_urb urb = {.type = USBDEVFS_URB_TYPE_BULK,
				   .endpoint = LOOP_OUT,
				   .buffer = &byte,
				   .buffer_length = 1};
	int fd = raw_open(O_RDWR);

	(void)state;
	assert_int_equal(libusb_release_interface(loop, 0), 0);
	assert_int_equal(submit_error(fd, NULL), EFAULT);
	urb.type = USBDEVFS_URB_TYPE_ISO;
	assert_int_equal(submit_error(fd, &urb), EINVAL);
	urb.type = USBDEVFS_URB_TYPE_CONTROL; /* shorter than a setup packet */
	assert_int_equal(submit_error(fd, &urb), EINVAL);
	urb.type = USBDEVFS_URB_TYPE_BULK;
	urb.endpoint = 0x05;
	assert_int_equal(submit_error(fd, &urb), ENOENT);
	urb.endpoint = LOOP_OUT;
	urb.flags = USBDEVFS_URB_BULK_CONTINUATION;
	assert_int_equal(submit_error(fd, &urb), EINVAL);
	urb.flags = 0;
	urb.buffer = NULL;
	assert_int_equal(submit_error(fd, &urb), EFAULT);
	urb.buffer_length = 17 << 20;
	assert_int_equal(submit_error(fd, &urb), ENOMEM);
	urb.buffer_length = -1;
	assert_int_equal(submit_error(fd, &urb), EINVAL);
	assert_int_equal(ioctl(fd, USBDEVFS_DISCARDURB, &urb), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(ioctl(fd, USBDEVFS_FORBID_SUSPEND), -1);
	assert_int_equal(errno, ENOTTY);
	close(fd);
}

static void closing_ends_what_is_pending(void **state)
{
	unsigned char in[64], byte = 7;
	struct usbdevfs_urb urb = {.type = USBDEVFS_URB_TYPE_BULK,
				   .endpoint = LOOP_IN,
				   .buffer = in,
				   .buffer_length = sizeof(in)};
	int fd = raw_open(O_RDWR), n;

	(void)state;
	assert_int_equal(libusb_release_interface(loop, 0), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_SUBMITURB, &urb), 0);
	close(fd);
	assert_int_equal(libusb_claim_interface(loop, 0), 0);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, &byte, 1, &n, 5000), 0);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_IN, in, sizeof(in), &n, 5000),
		0);
	assert_int_equal(in[0], 7);
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
		T(reset_keeps_configuration_and_claim),
		T(file_reads_as_descriptors),
		T(blocking_ioctls_transfer_and_time_out),
		T(reap_sleeps_until_done_or_signal),
		T(signal_ends_a_blocking_transfer),
		T(killed_sleeper_frees_the_endpoint),
		T(bad_urbs_are_refused),
		T(closing_ends_what_is_pending)};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
