/* Debian's libusb against the usbfs front. The program starts itself again
 * inside the front; the tests run there. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/fuse_room.h"
#include "test_usbfs.h"

libusb_context *usb;
libusb_device_handle *loop;
int loop_watched = -1;

struct loop_seen loop_seen;

static int on_hotplug(libusb_context *ctx, libusb_device *dev,
		      libusb_hotplug_event event, void *data)
{
	(void)ctx, (void)data;
	if (event == LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT) {
		loop_seen.left++;
		loop_seen.left_address = libusb_get_device_address(dev);
	} else {
		loop_seen.arrived++;
		loop_seen.arrived_address = libusb_get_device_address(dev);
	}
	return 0;
}

int loop_open(void **state)
{
	(void)state;
	memset(&loop_seen, 0, sizeof(loop_seen));
	if (libusb_init(&usb) < 0 ||
	    libusb_hotplug_register_callback(
		    usb,
		    LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED |
			    LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
		    0, LOOP_VENDOR, LOOP_PRODUCT, LIBUSB_HOTPLUG_MATCH_ANY,
		    on_hotplug, NULL, NULL) < 0)
		return -1;
	loop = libusb_open_device_with_vid_pid(usb, LOOP_VENDOR, LOOP_PRODUCT);
	if (!loop || libusb_claim_interface(loop, 0) < 0)
		return -1;
	return loop_request(LOOP_CLEAR, 0, 0);
}

int loop_close(void **state)
{
	(void)state;
	libusb_close(loop);
	libusb_exit(usb);
	return 0;
}

int loop_request(uint8_t request, uint16_t value, uint16_t index)
{
	return libusb_control_transfer(loop, LIBUSB_REQUEST_TYPE_VENDOR,
				       request, value, index, NULL, 0, 5000);
}

void loop_counters(struct loop_counters *c)
{
	int n = libusb_control_transfer(loop, LOOP_REQUEST_IN, LOOP_COUNTERS, 0,
					0, (unsigned char *)c, sizeof(*c),
					5000);

	assert_int_equal(n, sizeof(*c));
}

void loop_wait(const int *done)
{
	struct timeval slice = {0, 100000};

	for (int i = 0; i < 100 && !*done; i++)
		libusb_handle_events_timeout_completed(usb, &slice,
						       (int *)(uintptr_t)done);
	assert_true(*done);
}

void loop_unplug(void)
{
	/* The front is our parent. */
	assert_int_equal(kill(getppid(), SIGUSR1), 0);
	loop_wait(&loop_seen.left);
}

void loop_plug(void)
{
	assert_int_equal(kill(getppid(), SIGUSR2), 0);
	loop_wait(&loop_seen.arrived);
}

int main(int argc, char *argv[])
{
	char fd[16], *inside[] = {"/proc/self/exe", fd, NULL};
	const char *why;
	int pipes[2];

	if (argc > 1) {
		loop_watched = atoi(argv[1]);
		return loop_tests();
	}
	why = fuse_room_missing();
	if (why) {
		printf("1..0 # SKIP %s\n", why);
		return 0;
	}
	if (pipe(pipes) < 0)
		return 1;
	loop_watch.fd = pipes[0];
	snprintf(fd, sizeof(fd), "%d", pipes[1]);
	return sim_front_usbfs(&loop_device, 1, inside);
}
