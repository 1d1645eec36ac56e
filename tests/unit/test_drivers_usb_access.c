/* The USB port and a device whose node cannot be opened, on the simulated bus.
 * open is the test's own, so only for usbfs: libusb has the C library's. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "usb_rig.h"

int __wrap_open(const char *path, int flags, ...);
int __real_open(const char *path, int flags, ...);

static int refused; /* errno, 0: nodes can be opened */

int __wrap_open(const char *path, int flags, ...)
{
	if (!refused || strncmp(path, "/dev/bus/usb/", 13) != 0)
		return __real_open(path, flags);
	errno = refused;
	return -1;
}

/* What the port waits for once it has given up to open the node for now. */
static void until_waits(struct fixture *x, const char *words)
{
	for (int i = 0; i < 200 && !strstr(x->h.waits, words); i++) {
		host_jump(&x->h);
		host_turn(&x->h, 50);
	}
	assert_non_null(strstr(x->h.waits, words));
}

static void missing_permission_is_told_with_its_remedy(void **state)
{
	struct fixture *x = *state;

	refused = EACCES;
	rig_start(x);
	until_waits(x, "usb:1209:0002 cannot be opened, no permission for "
		       "/dev/bus/usb/001/");
	assert_non_null(strstr(x->h.waits, "ATTR{idVendor}==\"1209\", "
					   "ATTR{idProduct}==\"0002\""));
	assert_string_equal(x->h.said, "gone:ACCESS");
	refused = 0;
	host_jump(&x->h);
	rig_until_up(x);
}

static void other_reasons_are_told(void **state)
{
	struct fixture *x = *state;

	refused = EMFILE;
	rig_start(x);
	until_waits(x, "cannot be opened: /dev/bus/usb/001/");
	assert_non_null(strstr(x->h.waits, strerror(EMFILE)));
	assert_string_equal(x->h.said, "gone:IO");
	refused = 0;
	host_jump(&x->h);
	rig_until_up(x);
}

/* udevd gives the right to open it a moment after the device has come. */
static void permission_may_come_late(void **state)
{
	struct fixture *x = *state;

	refused = EACCES;
	rig_start(x);
	for (int i = 0; i < 5; i++) {
		host_turn(&x->h, 50);
		host_jump(&x->h);
	}
	refused = 0;
	rig_until_up(x);
	assert_string_equal(x->h.said, "up");
}

static int tests_inside(void)
{
	const struct CMUnitTest tests[] = {
		WAITING(missing_permission_is_told_with_its_remedy),
		WAITING(other_reasons_are_told),
		WAITING(permission_may_come_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char *argv[])
{
	(void)argv;
	return rig_main(argc, &echo_device, tests_inside);
}
