/* A USB device with an MBIM function that echoes: commands as responses, NTBs
 * as NTBs; for the USB port, on the simulated bus. */
#ifndef TESTS_DRIVERS_ECHO_H
#define TESTS_DRIVERS_ECHO_H

#include "tools/simodem/sim.h"

enum {
	ECHO_VENDOR = 0x1209,
	ECHO_PRODUCT = 0x0002,
	ECHO_CONFIGURATION = 2, /* configuration 1 is without MBIM */
	ECHO_NTB_IN = 4096,
	ECHO_NTB_OUT = 2048,
	ECHO_CONTROL = 256
};

/* The first byte of a command says what else is to happen. */
enum {
	ECHO_ONCE = 'e',
	ECHO_THRICE = '3',   /* three responses behind one notification */
	ECHO_GARBLED = 'g',  /* once, behind notifications of all kinds */
	ECHO_HALT_IN = 'i',  /* the bulk-in endpoint stalls */
	ECHO_HALT_OUT = 'o', /* the bulk-out endpoint stalls */
	ECHO_HALT_NOTIFY = 'n',
	ECHO_REFUSE = 's',   /* SEND_ENCAPSULATED_COMMAND stalls */
	ECHO_MUTE = 'm',     /* SEND_ENCAPSULATED_COMMAND does not end */
	ECHO_UNTOLD = 'u',   /* two responses, and no notification */
	ECHO_COUNTERS = 'c', /* struct echo_counters */
	ECHO_CLEAR = 'C'     /* counters, and what is queued */
};

struct echo_counters {
	uint8_t command; /* ECHO_COUNTERS */
	uint8_t configuration, alt;
	uint8_t full_with_zlp, full_without; /* NTBs of ECHO_NTB_OUT */
	uint8_t other_zlps;
	uint8_t resets, clears;
	uint8_t input_sizes; /* SET_NTB_INPUT_SIZE */
	uint8_t wrong_order; /* requests in the wrong altsetting */
};

extern const struct sim_usb_device echo_device;

#endif
