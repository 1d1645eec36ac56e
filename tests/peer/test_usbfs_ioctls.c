/* The ioctls of usbfs themselves, also those that libusb does not use. */
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test_usbfs.h"

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

static void fill(struct usbdevfs_urb *u, uint8_t type, uint8_t endpoint,
		 void *data, int len)
{
	memset(u, 0, sizeof(*u));
	u->type = type;
	u->endpoint = endpoint;
	u->buffer = data;
	u->buffer_length = len;
}

/* A file of our own that may use interface 0. */
static int raw_open_free(void)
{
	assert_int_equal(libusb_release_interface(loop, 0), 0);
	return raw_open(O_RDWR);
}

static void data_is_there_with_the_transfer_that_feeds_it(void **state)
{
	unsigned char in[8] = {0}, out[3] = {4, 5, 6};
	struct usbdevfs_bulktransfer b = {LOOP_OUT, sizeof(out), 5000, out};
	struct usbdevfs_urb urb;
	struct usbdevfs_urb *done = NULL;
	int fd = raw_open_free();

	(void)state;
	fill(&urb, USBDEVFS_URB_TYPE_BULK, LOOP_IN, in, sizeof(in));
	assert_int_equal(ioctl(fd, USBDEVFS_SUBMITURB, &urb), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_BULK, &b), sizeof(out));
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURBNDELAY, &done), 0);
	assert_ptr_equal(done, &urb);
	assert_int_equal(urb.actual_length, sizeof(out));
	assert_memory_equal(in, out, sizeof(out));
	close(fd);
}

static void short_transfer_is_an_error_where_asked(void **state)
{
	unsigned char in[8], out[3] = {4, 5, 6};
	struct usbdevfs_bulktransfer b = {LOOP_OUT, sizeof(out), 5000, out};
	struct usbdevfs_urb urb;
	struct usbdevfs_urb *done;
	int fd = raw_open_free();

	(void)state;
	fill(&urb, USBDEVFS_URB_TYPE_BULK, LOOP_IN, in, sizeof(in));
	urb.flags = USBDEVFS_URB_SHORT_NOT_OK;
	assert_int_equal(ioctl(fd, USBDEVFS_BULK, &b), sizeof(out));
	assert_int_equal(ioctl(fd, USBDEVFS_SUBMITURB, &urb), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), 0);
	assert_int_equal(urb.status, -EREMOTEIO);
	assert_int_equal(urb.actual_length, sizeof(out));
	close(fd);
}

static void transfers_of_an_endpoint_do_not_overtake(void **state)
{
	static unsigned char large[65537]; /* the device never takes it */
	unsigned char small = 1;
	struct usbdevfs_urb first;
	struct usbdevfs_urb second;
	struct usbdevfs_urb *done;
	int fd = raw_open_free();

	(void)state;
	fill(&first, USBDEVFS_URB_TYPE_BULK, LOOP_OUT, large, sizeof(large));
	fill(&second, USBDEVFS_URB_TYPE_BULK, LOOP_OUT, &small, sizeof(small));
	assert_int_equal(ioctl(fd, USBDEVFS_SUBMITURB, &first), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_SUBMITURB, &second), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURBNDELAY, &done), -1);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(ioctl(fd, USBDEVFS_DISCARDURB, &first), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), 0);
	assert_ptr_equal(done, &first);
	assert_int_equal(first.status, -ENOENT);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), 0);
	assert_ptr_equal(done, &second);
	assert_int_equal(second.status, 0);
	close(fd);
}

/* What epoll says of the file within ten seconds; 0: nothing happened. */
static unsigned wait_events(int fd, unsigned events)
{
	struct epoll_event e = {.events = events};
	int ep = epoll_create1(EPOLL_CLOEXEC), n;

	assert_int_equal(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e), 0);
	n = epoll_wait(ep, &e, 1, 10000);
	close(ep);
	return n == 1 ? e.events : 0;
}

static void poll_wakes_when_a_urb_is_done(void **state)
{
	unsigned char in[64], note[5] = "note";
	struct usbdevfs_urb urb;
	int fd = raw_open_free();

	(void)state;
	fill(&urb, USBDEVFS_URB_TYPE_INTERRUPT, LOOP_INTERRUPT, in, sizeof(in));
	assert_int_equal(ioctl(fd, USBDEVFS_SUBMITURB, &urb), 0);
	assert_int_equal(libusb_control_transfer(
				 loop, LIBUSB_REQUEST_TYPE_VENDOR, LOOP_LATER,
				 100, 0, note, sizeof(note), 5000),
			 sizeof(note));
	assert_int_equal(wait_events(fd, EPOLLOUT), EPOLLOUT);
	close(fd);
}

static void unplugging_ends_urbs_and_wakes_poll(void **state)
{
	unsigned char in[64];
	struct usbdevfs_urb urb;
	struct usbdevfs_urb *done;
	int fd = raw_open_free();

	(void)state;
	fill(&urb, USBDEVFS_URB_TYPE_BULK, LOOP_IN, in, sizeof(in));
	assert_int_equal(ioctl(fd, USBDEVFS_SUBMITURB, &urb), 0);
	loop_unplug();
	assert_int_equal(wait_events(fd, 0), EPOLLERR | EPOLLHUP);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), 0);
	assert_int_equal(urb.status, -ESHUTDOWN);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), -1);
	assert_int_equal(errno, ENODEV);
	assert_int_equal(read(fd, in, sizeof(in)), -1);
	assert_int_equal(errno, ENODEV);
	close(fd);
	loop_plug();
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
	struct usbdevfs_urb urb;
	struct usbdevfs_urb *done = NULL;
	int fd = raw_open_free();

	(void)state;
	fill(&urb, USBDEVFS_URB_TYPE_INTERRUPT, LOOP_INTERRUPT, in, sizeof(in));
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
	struct usbdevfs_urb urb;
	int fd = raw_open_free();

	(void)state;
	fill(&urb, USBDEVFS_URB_TYPE_BULK, LOOP_OUT, &byte, 1);
	assert_int_equal(submit_error(fd, NULL), EFAULT);
	urb.type = USBDEVFS_URB_TYPE_ISO;
	assert_int_equal(submit_error(fd, &urb), EINVAL);
	urb.type = USBDEVFS_URB_TYPE_CONTROL; /* shorter than a setup packet */
	assert_int_equal(submit_error(fd, &urb), EINVAL);
	urb.type = USBDEVFS_URB_TYPE_INTERRUPT; /* on a bulk endpoint */
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

static void memory_of_urbs_is_limited_and_given_back(void **state)
{
	unsigned char none;
	struct usbdevfs_urb large, more;
	struct usbdevfs_urb *done;
	int fd = raw_open_free();

	(void)state;
	fill(&large, USBDEVFS_URB_TYPE_BULK, LOOP_IN, &none, 9 << 20);
	more = large;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(submit_error(fd, &large), 0);
		assert_int_equal(submit_error(fd, &more), ENOMEM);
		assert_int_equal(ioctl(fd, USBDEVFS_DISCARDURB, &large), 0);
		assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), 0);
	}
	close(fd);
}

static void releasing_ends_what_is_pending(void **state)
{
	unsigned char in[64];
	struct usbdevfs_urb urb;
	struct usbdevfs_urb *done;
	int fd = raw_open_free(), interface = 0;

	(void)state;
	fill(&urb, USBDEVFS_URB_TYPE_BULK, LOOP_IN, in, sizeof(in));
	assert_int_equal(submit_error(fd, &urb), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_RELEASEINTERFACE, &interface), 0);
	assert_int_equal(ioctl(fd, USBDEVFS_REAPURB, &done), 0);
	assert_int_equal(urb.status, -ESHUTDOWN);
	close(fd);
}

static void closing_ends_what_is_pending(void **state)
{
	unsigned char in[64], setup[8] = {0x40, LOOP_SILENT}, byte = 7;
	struct usbdevfs_urb bulk, control;
	int fd = raw_open_free(), n;

	(void)state;
	fill(&bulk, USBDEVFS_URB_TYPE_BULK, LOOP_IN, in, sizeof(in));
	fill(&control, USBDEVFS_URB_TYPE_CONTROL, 0, setup, sizeof(setup));
	assert_int_equal(submit_error(fd, &bulk), 0);
	assert_int_equal(submit_error(fd, &control), 0);
	close(fd);
	assert_int_equal(libusb_claim_interface(loop, 0), 0);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, &byte, 1, &n, 5000), 0);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_IN, in, sizeof(in), &n, 5000),
		0);
	assert_int_equal(in[0], 7);
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, loop_open, loop_close)

int loop_tests(void)
{
	const struct CMUnitTest tests[] = {
		T(file_reads_as_descriptors),
		T(blocking_ioctls_transfer_and_time_out),
		T(data_is_there_with_the_transfer_that_feeds_it),
		T(short_transfer_is_an_error_where_asked),
		T(transfers_of_an_endpoint_do_not_overtake),
		T(poll_wakes_when_a_urb_is_done),
		T(unplugging_ends_urbs_and_wakes_poll),
		T(reap_sleeps_until_done_or_signal),
		T(signal_ends_a_blocking_transfer),
		T(killed_sleeper_frees_the_endpoint),
		T(bad_urbs_are_refused),
		T(memory_of_urbs_is_limited_and_given_back),
		T(releasing_ends_what_is_pending),
		T(closing_ends_what_is_pending)};

	return cmocka_run_group_tests_name("ioctls", tests, NULL, NULL);
}
