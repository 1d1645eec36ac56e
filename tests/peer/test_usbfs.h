/* The usbfs front's test: a loopback device on one side of the bus, and what
 * the tests on the program's side share. */
#ifndef TEST_USBFS_H
#define TEST_USBFS_H

#include <libusb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tools/simodem/sim.h"

/* --- the device (test_usbfs_device.c) ------------------------------------ */

#define LOOP_VENDOR  0x1209
#define LOOP_PRODUCT 0x0001

/* Interface 0 has the echo pair and the interrupt endpoint. Interface 1 has
 * nothing in altsetting 0 and a second pair in altsetting 1. Configuration 2
 * has one interface without endpoints. */
enum {
	LOOP_INTERRUPT = 0x81,
	LOOP_OUT = 0x02,
	LOOP_IN = 0x82,
	LOOP_ALT_OUT = 0x03,
	LOOP_ALT_IN = 0x83,
	LOOP_PACKET = 512
};

/* bmRequestType of the vendor requests that bring data in. */
#define LOOP_REQUEST_IN \
	((uint8_t)LIBUSB_ENDPOINT_IN | (uint8_t)LIBUSB_REQUEST_TYPE_VENDOR)

/* Vendor requests to the device. */
enum {
	LOOP_STORE = 1,	   /* out: keeps the data; in: gives it back */
	LOOP_NOTIFY = 2,   /* out: the data goes to the interrupt endpoint */
	LOOP_HALT = 3,	   /* wIndex: endpoint */
	LOOP_COUNTERS = 4, /* in: struct loop_counters */
	LOOP_STALL = 5,
	LOOP_SILENT = 6, /* never answered */
	LOOP_LATER = 7,	 /* out: like NOTIFY, wValue ms later */
	LOOP_CLEAR = 8	 /* counters and queues */
};

struct loop_counters {
	uint32_t outs, zlps, bytes; /* on LOOP_OUT */
	uint8_t configuration, alt; /* alt: of interface 1 */
	uint8_t resets, clears;
};

extern const struct sim_usb_device loop_device;
/* What is read from this file goes to the interrupt endpoint. */
extern struct sim_watch loop_watch;

/* --- the program --------------------------------------------------------- */

/* The one context and handle of a group of tests. */
extern libusb_context *usb;
extern libusb_device_handle *loop;
/* The other end of the file that the device watches. */
extern int loop_watched;

/* cmocka fixtures: open the device with interface 0 claimed; close it. */
int loop_open(void **state);
int loop_close(void **state);
void loop_counters(struct loop_counters *c);
/* A vendor request without data; a libusb result. */
int loop_request(uint8_t request, uint16_t value, uint16_t index);
/* Handles events until *done or about ten seconds went by. */
void loop_wait(const int *done);

/* Unplugs or plugs the device and waits until libusb's callback has told;
 * what the callbacks told since loop_open. */
void loop_unplug(void);
void loop_plug(void);
extern struct loop_seen {
	int left, arrived;
	uint8_t left_address, arrived_address;
} loop_seen;

/* The group of tests of this program; cmocka's result. */
int loop_tests(void);

#endif
