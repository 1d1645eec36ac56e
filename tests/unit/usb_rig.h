/* The USB port on the simulated bus: what its tests share. Each is built for
 * usbfs and for libusb. The program starts itself again inside the front; the
 * tests run there. */
#ifndef TESTS_USB_RIG_H
#define TESTS_USB_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drivers_echo.h"
#include "drivers_host.h"

/* In front of the names of devices. */
#ifdef RIG_LIBUSB
#define RIG_USB "libusb:"
#define RIG_ANY "libusb:"
#else
#define RIG_USB "usb:"
#define RIG_ANY ""
#endif

struct fixture {
	struct host h;
	struct port *port;
	uint32_t sent, expected; /* numbers in the datagrams */
	uint32_t disorder;
};

#define UP(t) cmocka_unit_test_setup_teardown(t, rig_setup, rig_teardown)
#define WAITING(t) \
	cmocka_unit_test_setup_teardown(t, rig_setup_waiting, rig_teardown)

/* A host without a port yet; with the port of the echoing device, up. */
int rig_setup_waiting(void **state);
int rig_setup(void **state);
/* The port is closed, and has left nothing. */
int rig_teardown(void **state);
/* The same in the midst of a test: a new host, a port, its end. */
void rig_begin(struct fixture *x);
void rig_start(struct fixture *x);
void rig_stop(struct fixture *x);
void rig_until_up(struct fixture *x);

void rig_send(struct fixture *x, const char *command);
/* Send a command and wait for what it adds to the control bytes. */
void rig_ask(struct fixture *x, const char *command, const char *answer);
void rig_counters(struct fixture *x, struct echo_counters *n);
void rig_unplug(void);
void rig_plug(void);

/* From main: the tests inside the front of this device, or why they are
 * skipped. */
int rig_main(int argc, const struct sim_usb_device *device, int (*tests)(void));

#endif
