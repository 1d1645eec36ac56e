/* The control channel over USB: SEND_ENCAPSULATED_COMMAND, notifications and
 * GET_ENCAPSULATED_RESPONSE. CDC 1.2 section 6.2, WMC 1.1, MBIM 1.0 section
 * 8.1. No I/O, no memory of its own. One control transfer is under way at a
 * time; the interrupt transfer is armed beside it. */
#ifndef MBIM_DRIVERS_WDM_H
#define MBIM_DRIVERS_WDM_H

#include "drivers/wdm_outq.h"
#include "drivers/usb.h"

/* Consecutive errors of the interrupt transfer after which it is given up. */
#define WDM_MAX_ERRORS 8u

struct wdm {
	uint8_t interface, ep_notify;
	uint16_t max_control;
	struct wdm_outq out;
	uint8_t *in;	      /* max_control bytes: the response */
	uint32_t available;   /* notified, not yet asked for */
	bool more;	      /* the last response was not empty: ask again */
	bool no_more;	      /* this modem does not answer such a question */
	bool draining;	      /* nothing is sent before that has ended */
	uint8_t drained;      /* responses to an earlier program, dropped */
	bool halted;	      /* the interrupt endpoint is stalled */
	bool armed;	      /* the interrupt transfer is under way */
	uint8_t busy;	      /* request under way, of wdm.c */
	uint8_t errors;	      /* of the interrupt transfer, consecutive */
	uint32_t garbled;     /* notifications that were not understood */
	uint32_t send_failed; /* commands that the modem did not take */
};

/* Bytes of memory for a function with this wMaxControlMessage. */
size_t wdm_size(uint16_t max_control);
/* mem holds wdm_size(f->max_control) bytes and outlives w. The function
 * may still hold responses to an earlier program, which nothing announces any
 * more: before the first command it is asked for them, until it has none, and
 * what it says is dropped. A function without them costs one request. */
void wdm_init(struct wdm *w, const struct usb_function *f, uint8_t *mem);

/* Bytes of the interrupt transfer for an endpoint with this wMaxPacketSize (not
 * 0): as many packets as RESPONSE_AVAILABLE needs, which is one nearly always.
 * With room for more, a notification that fills its packet would not end the
 * transfer, but wait for the next ones (USB 2.0 5.7.3). */
uint32_t wdm_notify_len(uint16_t packet);
/* True: the back end has to arm an interrupt transfer; it counts as armed. */
bool wdm_arm(struct wdm *w);
/* How the interrupt transfer ended: 0 and its bytes, or ATT_E_*. 0, or an
 * error (ATT_E_GONE, ATT_E_IO) after which the device is of no use. */
int wdm_notified(struct wdm *w, int result, struct att_bytes bytes);

/* Queue one fragment; copied. 0, ATT_E_BUSY (full), ATT_E_LENGTH. */
int wdm_send(struct wdm *w, struct att_bytes fragment);

/* The request to carry out next; false: nothing to do, or one is under way. */
bool wdm_next(struct wdm *w, struct usb_req *req);
/* How it ended: bytes transferred, or ATT_E_*. 0; or what the loop should
 * know: the modem did not take a command (ATT_E_STALL, ATT_E_TIMEOUT,
 * ATT_E_IO), or ATT_E_GONE. *response is what the modem said, maybe empty; a
 * view until the next wdm_next. */
int wdm_done(struct wdm *w, int result, struct att_bytes *response);

#endif
