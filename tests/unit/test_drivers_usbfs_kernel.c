/* The usbfs back end and a kernel that answers as a test wants it: errors of
 * every kind, and what simodem's bus does not have, such as a driver of the
 * kernel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

#include "base/errors.h"
#include "drivers/port_usb_host.h"
#include "drivers_host.h"

int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_open(const char *path, int flags, ...);

enum { URBS = 3 };

/* What the kernel does. */
static struct {
	int open_errno, errors[256]; /* by the number of the ioctl; 0: none */
	const char *drivers[4];	     /* of the interfaces */
	struct usbdevfs_urb *done[URBS];
	unsigned n_done, n_submitted;
	bool gone;
	unsigned calls[256];
	char said[256]; /* the calls that change something */
} kernel;

static void say(const char *word, unsigned n)
{
	size_t at = strlen(kernel.said);

	snprintf(kernel.said + at, sizeof(kernel.said) - at, "%s%s %u",
		 at ? ", " : "", word, n);
}

static int reaped(void *arg)
{
	if (!kernel.n_done) {
		errno = kernel.gone ? ENODEV : EAGAIN;
		return -1;
	}
	*(void **)arg = kernel.done[--kernel.n_done];
	return 0;
}

static int driver_of(struct usbdevfs_getdriver *x)
{
	if (x->interface >= 4 || !kernel.drivers[x->interface]) {
		errno = ENODATA;
		return -1;
	}
	snprintf(x->driver, sizeof(x->driver), "%s",
		 kernel.drivers[x->interface]);
	return 0;
}

static int carried_out(unsigned long request, void *arg)
{
	const struct usbdevfs_ioctl *of = arg;
	const struct usbdevfs_disconnect_claim *claim = arg;

	switch (request) {
	case USBDEVFS_REAPURBNDELAY:
		return reaped(arg);
	case USBDEVFS_SUBMITURB:
		kernel.n_submitted++;
		break;
	case USBDEVFS_GETDRIVER:
		return driver_of(arg);
	case USBDEVFS_IOCTL:
		say((unsigned)of->ioctl_code == USBDEVFS_CONNECT ? "connect"
								 : "disconnect",
		    (unsigned)of->ifno);
		break;
	case USBDEVFS_DISCONNECT_CLAIM:
		assert_int_equal(claim->flags,
				 USBDEVFS_DISCONNECT_CLAIM_EXCEPT_DRIVER);
		assert_string_equal(claim->driver, "usbfs");
		say("claim", claim->interface);
		break;
	case USBDEVFS_RELEASEINTERFACE:
		say("release", *(unsigned *)arg);
		break;
	case USBDEVFS_SETCONFIGURATION:
		say("configuration", *(unsigned *)arg);
		break;
	case USBDEVFS_RESET:
		say("reset", 0);
		break;
	}
	return 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *arg;
	int error = kernel.errors[request & 0xff];

	(void)fd;
	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	kernel.calls[request & 0xff]++;
	if (!error)
		return carried_out(request, arg);
	errno = error;
	return -1;
}

int __wrap_open(const char *path, int flags, ...)
{
	if (strcmp(path, "/dev/bus/usb/003/014") != 0)
		return __real_open(path, flags);
	assert_int_equal(flags & O_ACCMODE, O_RDWR);
	if (!kernel.open_errno)
		return eventfd(0, EFD_CLOEXEC);
	errno = kernel.open_errno;
	return -1;
}

/* --- the port's side ---------------------------------------------- */

struct fixture {
	struct host h;
	struct usb_host_user user;
	struct usb_host *usb;
	struct usb_urb urb[URBS];
	unsigned left;
	uint16_t number;
	int depth;
};

static int results[URBS];
static unsigned n_results;

static void on_ended(struct usb_urb *u, int result)
{
	assert_false(u->busy);
	assert_true(n_results < URBS);
	results[n_results++] = result;
}

static void on_begin(void *arg)
{
	((struct fixture *)arg)->depth++;
}

static void on_came(void *arg)
{
	(void)arg;
}

static void on_left(void *arg, uint16_t number)
{
	struct fixture *x = arg;

	assert_int_equal(x->depth, 1);
	x->left++;
	x->number = number;
}

static void on_end(void *arg)
{
	((struct fixture *)arg)->depth--;
}

static const struct usb_host_device device = {
	.bus = 3, .address = 14, .place = "3-1"};

static int open_device(struct fixture *x)
{
	return x->usb->ops->open(x->usb, &device);
}

static struct fixture *start(void)
{
	static struct fixture x;

	memset(&kernel, 0, sizeof(kernel));
	memset(&x, 0, sizeof(x));
	n_results = 0;
	host_init(&x.h);
	x.user = (struct usb_host_user){&x, on_begin, on_came, on_left, on_end};
	assert_int_equal(usb_host_usbfs.init(&x.user, &x.h.host, &x.usb), 0);
	return &x;
}

static void stop(struct fixture *x)
{
	x->usb->ops->fini(x->usb);
	for (int i = 0; i < HOST_WATCHES; i++)
		assert_int_equal(x->h.watch[i].fd, -1);
}

static struct fixture *start_open(void)
{
	struct fixture *x = start();

	assert_int_equal(open_device(x), 0);
	return x;
}

static void stop_open(struct fixture *x)
{
	x->usb->ops->close(x->usb);
	stop(x);
}

static void submit_all(struct fixture *x)
{
	static uint8_t buf[64];

	for (unsigned i = 0; i < URBS; i++) {
		x->urb[i] = (struct usb_urb){.type = USB_URB_BULK,
					     .endpoint = 0x81,
					     .buf = buf,
					     .len = sizeof(buf),
					     .ended = on_ended};
		assert_int_equal(x->usb->ops->urb_init(x->usb, &x->urb[i]), 0);
		assert_int_equal(x->usb->ops->submit(x->usb, &x->urb[i]), 0);
		assert_true(x->urb[i].busy);
	}
}

/* The kernel's URB is the first thing in the room that the back end has. */
static struct usbdevfs_urb *done(struct usb_urb *u, int status, int len)
{
	struct usbdevfs_urb *k = (void *)&u->own;

	k->status = status;
	k->actual_length = len;
	return k;
}

/* The device's file is ready in this way. */
static void ready(struct fixture *x, uint32_t revents)
{
	for (int i = 0; i < HOST_WATCHES; i++)
		if (x->h.watch[i].fd >= 0 && x->h.watch[i].events == EPOLLOUT) {
			x->h.watch[i].fn(x->h.watch[i].arg, revents);
			return;
		}
	fail();
}

/* --- the tests ---------------------------------------------------- */

struct meaning {
	int error, means;
};

static void each_error_of_open_is_told(void **state)
{
	static const struct meaning errors[] = {
		{EACCES, ATT_E_ACCESS}, {EPERM, ATT_E_ACCESS},
		{ENOENT, ATT_E_GONE},	{ENODEV, ATT_E_GONE},
		{EMFILE, ATT_E_IO},	{ENFILE, ATT_E_IO},
	};
	struct fixture *x = start();

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		kernel.open_errno = errors[i].error;
		assert_int_equal(open_device(x), errors[i].means);
	}
	stop(x);
}

static void each_status_of_a_urb_is_told(void **state)
{
	static const struct meaning statuses[] = {
		{0, 7},
		{-ENOENT, ATT_E_STATE},
		{-ECONNRESET, ATT_E_STATE},
		{-EPIPE, ATT_E_STALL},
		{-ENODEV, ATT_E_GONE},
		{-ESHUTDOWN, ATT_E_GONE},
		{-ETIMEDOUT, ATT_E_TIMEOUT},
		{-EPROTO, ATT_E_IO},
		{-EILSEQ, ATT_E_IO},
		{-ETIME, ATT_E_IO},
		{-EOVERFLOW, ATT_E_IO},
	};
	struct fixture *x = start_open();

	(void)state;
	submit_all(x);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		n_results = 0;
		kernel.done[0] = done(&x->urb[0], statuses[i].error, 7);
		kernel.n_done = 1;
		ready(x, EPOLLOUT);
		assert_int_equal(n_results, 1);
		assert_int_equal(results[0], statuses[i].means);
		x->usb->ops->submit(x->usb, &x->urb[0]);
	}
	assert_int_equal(x->left, 0);
	stop_open(x);
}

static void each_error_of_submit_is_told(void **state)
{
	static const struct meaning errors[] = {
		{ENODEV, ATT_E_GONE},	    {ESHUTDOWN, ATT_E_GONE},
		{ENOMEM, ATT_E_MEMORY},	    {EPIPE, ATT_E_STALL},
		{EINVAL, ATT_E_IO},	    {ENOENT, ATT_E_IO},
		{ETIMEDOUT, ATT_E_TIMEOUT},
	};
	struct fixture *x = start_open();

	(void)state;
	submit_all(x);
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		kernel.errors[USBDEVFS_SUBMITURB & 0xff] = errors[i].error;
		assert_int_equal(x->usb->ops->submit(x->usb, &x->urb[0]),
				 errors[i].means);
		assert_false(x->urb[0].busy);
	}
	stop_open(x);
}

/* One call more says that there are no more. */
static void all_that_ended_is_reaped_in_one_turn(void **state)
{
	struct fixture *x = start_open();

	(void)state;
	submit_all(x);
	for (unsigned i = 0; i < URBS; i++)
		kernel.done[i] = done(&x->urb[i], 0, (int)i);
	kernel.n_done = URBS;
	ready(x, EPOLLOUT);
	assert_int_equal(n_results, URBS);
	assert_int_equal(kernel.calls[USBDEVFS_REAPURBNDELAY & 0xff], URBS + 1);
	stop_open(x);
}

/* Also where the kernel does not give back what was under way. */
static void a_device_that_leaves_ends_its_urbs(void **state)
{
	static const uint32_t ways[] = {EPOLLERR, EPOLLHUP, EPOLLOUT};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct fixture *x = start_open();

		submit_all(x);
		kernel.done[0] = done(&x->urb[0], -ESHUTDOWN, 0);
		kernel.n_done = 1;
		kernel.gone = ways[i] == EPOLLOUT;
		ready(x, ways[i]);
		assert_int_equal(n_results, URBS);
		for (unsigned n = 0; n < URBS; n++)
			assert_int_equal(results[n], ATT_E_GONE);
		assert_int_equal(x->left, 1);
		assert_int_equal(x->number, usb_host_number(3, 14));
		stop_open(x);
	}
}

static int ask(struct fixture *x, enum usb_kind kind, uint16_t index,
	       uint16_t value)
{
	struct usb_req req = {.kind = kind, .index = index, .value = value};

	return x->usb->ops->request(x->usb, &req);
}

static void interfaces_are_taken_and_given_back(void **state)
{
	struct fixture *x = start_open();

	(void)state;
	assert_int_equal(ask(x, USB_CLAIM, 1, 0), 0);
	assert_int_equal(ask(x, USB_RELEASE, 1, 0), 0);
	assert_string_equal(kernel.said, "claim 1, release 1, connect 1");
	/* what was not ours is not given to anybody */
	assert_true(ask(x, USB_RELEASE, 2, 0) < 0);
	kernel.errors[USBDEVFS_DISCONNECT_CLAIM & 0xff] = EBUSY;
	assert_int_equal(ask(x, USB_CLAIM, 2, 0), ATT_E_BUSY);
	assert_true(ask(x, USB_RELEASE, 2, 0) < 0);
	assert_true(ask(x, USB_CLAIM, 32, 0) < 0);
	assert_string_equal(kernel.said, "claim 1, release 1, connect 1");
	stop_open(x);
}

/* They are given back after that, as if there had been no reset. */
static void a_reset_begins_without_interfaces(void **state)
{
	struct fixture *x = start_open();

	(void)state;
	ask(x, USB_CLAIM, 1, 0);
	ask(x, USB_CLAIM, 2, 0);
	kernel.said[0] = '\0';
	assert_int_equal(x->usb->ops->reset(x->usb), 0);
	assert_string_equal(kernel.said, "release 1, release 2, reset 0");
	kernel.said[0] = '\0';
	ask(x, USB_RELEASE, 2, 0);
	assert_string_equal(kernel.said, "release 2, connect 2");
	stop_open(x);
}

/* Not those of another program, which makes the request fail. */
static void the_kernels_drivers_make_way_for_a_configuration(void **state)
{
	struct fixture *x = start_open();

	(void)state;
	kernel.drivers[0] = "cdc_mbim";
	kernel.drivers[1] = "usbfs";
	kernel.drivers[3] = "option";
	assert_int_equal(ask(x, USB_SET_CONFIGURATION, 0, 3), 0);
	assert_string_equal(kernel.said,
			    "disconnect 0, disconnect 3, configuration 3");
	kernel.said[0] = '\0';
	memset(kernel.drivers, 0, sizeof(kernel.drivers));
	assert_int_equal(ask(x, USB_SET_CONFIGURATION, 0, 0), 0);
	assert_string_equal(kernel.said, "configuration 4294967295");
	kernel.errors[USBDEVFS_SETCONFIGURATION & 0xff] = EBUSY;
	assert_int_equal(ask(x, USB_SET_CONFIGURATION, 0, 3), ATT_E_BUSY);
	stop_open(x);
}

static void a_refused_altsetting_is_a_stall(void **state)
{
	static const struct meaning errors[] = {{EINVAL, ATT_E_STALL},
						{EPIPE, ATT_E_STALL},
						{ENODEV, ATT_E_GONE},
						{EPROTO, ATT_E_IO}};
	struct fixture *x = start_open();

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		kernel.errors[USBDEVFS_SETINTERFACE & 0xff] = errors[i].error;
		assert_int_equal(ask(x, USB_SET_INTERFACE, 2, 1),
				 errors[i].means);
	}
	stop_open(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_error_of_open_is_told),
		cmocka_unit_test(each_status_of_a_urb_is_told),
		cmocka_unit_test(each_error_of_submit_is_told),
		cmocka_unit_test(all_that_ended_is_reaped_in_one_turn),
		cmocka_unit_test(a_device_that_leaves_ends_its_urbs),
		cmocka_unit_test(interfaces_are_taken_and_given_back),
		cmocka_unit_test(a_reset_begins_without_interfaces),
		cmocka_unit_test(
			the_kernels_drivers_make_way_for_a_configuration),
		cmocka_unit_test(a_refused_altsetting_is_a_stall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
