/* The control channel over USB: SEND_ENCAPSULATED_COMMAND, notifications and
 * GET_ENCAPSULATED_RESPONSE. CDC 1.2 section 6.2, WMC 1.1, MBIM 1.0 section
 * 8.1. No I/O, no memory of its own. One control transfer is under way at a
 * time; the interrupt transfer is armed beside it. */
#ifndef MBIM_DRIVERS_WDM_H
#define MBIM_DRIVERS_WDM_H

#include "drivers/outq.h"
#include "drivers/usb.h"

/* Consecutive errors of the interrupt transfer after which it is given up. */
#define MBIM_WDM_MAX_ERRORS 8u

struct mbim_wdm {
	uint8_t interface, ep_notify;
	uint16_t max_control;
	struct mbim_outq out;
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
size_t mbim_wdm_size(uint16_t max_control);
/* mem holds mbim_wdm_size(f->max_control) bytes and outlives w. The function
 * may still hold responses to an earlier program, which nothing announces any
 * more: before the first command it is asked for them, until it has none, and
 * what it says is dropped. A function without them costs one request. */
void mbim_wdm_init(struct mbim_wdm *w, const struct mbim_usb_function *f,
		   uint8_t *mem);

/* True: the back end has to arm an interrupt transfer; it counts as armed. */
bool mbim_wdm_arm(struct mbim_wdm *w);
/* How the interrupt transfer ended: 0 and its bytes, or MBIM_E_*. 0, or an
 * error (MBIM_E_GONE, MBIM_E_IO) after which the device is of no use. */
int mbim_wdm_notified(struct mbim_wdm *w, int result, struct mbim_bytes bytes);

/* Queue one fragment; copied. 0, MBIM_E_BUSY (full), MBIM_E_LENGTH. */
int mbim_wdm_send(struct mbim_wdm *w, struct mbim_bytes fragment);

/* The request to carry out next; false: nothing to do, or one is under way. */
bool mbim_wdm_next(struct mbim_wdm *w, struct mbim_usb_req *req);
/* How it ended: bytes transferred, or MBIM_E_*. 0; or what the loop should
 * know: the modem did not take a command (MBIM_E_STALL, MBIM_E_TIMEOUT,
 * MBIM_E_IO), or MBIM_E_GONE. *response is what the modem said, maybe empty; a
 * view until the next mbim_wdm_next. */
int mbim_wdm_done(struct mbim_wdm *w, int result, struct mbim_bytes *response);

#endif
