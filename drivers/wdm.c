/* Counting notifications and taking turns on the control endpoint. */
#include "drivers/wdm.h"

#include "base/errors.h"

enum {
	SEND_ENCAPSULATED_COMMAND = 0x00,
	GET_ENCAPSULATED_RESPONSE = 0x01,
	TO_INTERFACE = 0x21,
	FROM_INTERFACE = 0xa1,

	NETWORK_CONNECTION = 0x00,
	RESPONSE_AVAILABLE = 0x01,
	SPEED_CHANGE = 0x2a,
	NOTIFICATION_LEN = 8,

	/* Not more than a modem could really hold back. */
	MAX_AVAILABLE = 256,

	/* Of an earlier program. More than that are somebody's answers now. */
	MAX_DRAINED = 32,

	TIMEOUT_MS = 5000,
	MORE_TIMEOUT_MS = 500,
	/* What is there is there at once; some modems never answer this. */
	DRAIN_TIMEOUT_MS = 200
};

enum { IDLE, DRAINING, GETTING, GETTING_MORE, SENDING, CLEARING };

size_t wdm_size(uint16_t max_control)
{
	return max_control + wdm_outq_size(max_control);
}

void wdm_init(struct wdm *w, const struct usb_function *f, uint8_t *mem)
{
	memset(w, 0, sizeof(*w));
	w->interface = f->control_interface;
	w->ep_notify = f->ep_notify;
	w->max_control = f->max_control;
	w->in = mem;
	w->draining = true;
	wdm_outq_init(&w->out, f->max_control, mem + f->max_control);
}

uint32_t wdm_notify_len(uint16_t packet)
{
	return (NOTIFICATION_LEN + packet - 1u) / packet * packet;
}

bool wdm_arm(struct wdm *w)
{
	if (w->armed || w->halted)
		return false;
	w->armed = true;
	return true;
}

/* CDC 1.2 table 19: eight bytes of header, data behind it for SPEED_CHANGE; of
 * an endpoint with short packets the data is a transfer of its own. What cannot
 * be understood costs nothing but itself. */
static void notification_decode(struct wdm *w, struct att_bytes bytes)
{
	if (bytes.len < NOTIFICATION_LEN || bytes.p[0] != FROM_INTERFACE) {
		w->garbled++;
		return;
	}
	switch (bytes.p[1]) {
	case RESPONSE_AVAILABLE:
		if (w->available < MAX_AVAILABLE)
			w->available++;
		break;
	case NETWORK_CONNECTION:
	case SPEED_CHANGE:
		break; /* MBIM says the same in its own messages */
	default:
		w->garbled++;
	}
}

int wdm_notified(struct wdm *w, int result, struct att_bytes bytes)
{
	w->armed = false;
	if (!result) {
		w->errors = 0;
		notification_decode(w, bytes);
		return 0;
	}
	if (result == ATT_E_GONE)
		return result;
	if (++w->errors >= WDM_MAX_ERRORS)
		return ATT_E_IO;
	if (result == ATT_E_STALL)
		w->halted = true;
	return 0;
}

int wdm_send(struct wdm *w, struct att_bytes fragment)
{
	return wdm_outq_put(&w->out, fragment);
}

static void encapsulated(struct wdm *w, struct usb_req *req, uint8_t type,
			 uint8_t request, size_t len)
{
	req->kind = USB_CONTROL;
	req->request_type = type;
	req->request = request;
	req->index = w->interface;
	req->length = (uint16_t)len;
}

static void request_get(struct wdm *w, struct usb_req *req)
{
	encapsulated(w, req, FROM_INTERFACE, GET_ENCAPSULATED_RESPONSE,
		     w->max_control);
	req->data = w->in;
	if (w->busy == GETTING_MORE)
		req->timeout_ms = MORE_TIMEOUT_MS;
	if (w->busy == DRAINING)
		req->timeout_ms = DRAIN_TIMEOUT_MS;
}

static void request_send(struct wdm *w, struct usb_req *req)
{
	struct att_bytes front = {0};

	wdm_outq_front(&w->out, &front);
	encapsulated(w, req, TO_INTERFACE, SEND_ENCAPSULATED_COMMAND,
		     front.len);
	req->data = (uint8_t *)(uintptr_t)front.p; /* read only: OUT */
}

/* Announced responses first: they make room in the modem. A question without
 * an announcement comes last, it must not hold up a command. */
static uint8_t choose(const struct wdm *w)
{
	if (w->halted && !w->armed)
		return CLEARING;
	if (w->draining)
		return DRAINING;
	if (w->available)
		return GETTING;
	if (w->out.count)
		return SENDING;
	return w->more ? GETTING_MORE : IDLE;
}

bool wdm_next(struct wdm *w, struct usb_req *req)
{
	if (w->busy != IDLE)
		return false;
	w->busy = choose(w);
	memset(req, 0, sizeof(*req));
	req->timeout_ms = TIMEOUT_MS;
	switch (w->busy) {
	case DRAINING:
	case GETTING:
	case GETTING_MORE:
		request_get(w, req);
		break;
	case SENDING:
		request_send(w, req);
		break;
	case CLEARING:
		req->kind = USB_CLEAR_HALT;
		req->index = w->ep_notify;
		break;
	}
	return w->busy != IDLE;
}

/* A modem may announce several responses with one notification, so after a
 * response there may be another; and one that was announced and then stalled
 * may still be there. Nothing there is an empty response or a stall; a modem
 * that says nothing at all is not asked like this again. */
static void got(struct wdm *w, bool announced, int result,
		struct att_bytes *response)
{
	if (announced)
		w->available--;
	if (!announced && result == ATT_E_TIMEOUT)
		w->no_more = true;
	if (result > 0)
		att_bytes_sub(att_bytes_of(w->in, w->max_control), 0,
			      (uint64_t)result, response);
	w->more = (result > 0 || (announced && result == ATT_E_STALL)) &&
		  !w->no_more;
}

/* Nothing was sent yet, so a response is not ours, announced or not. An empty
 * one, a stall and silence all say that there is none. */
static void drained(struct wdm *w, int result)
{
	bool dropped = result > 0;

	if (dropped && w->available)
		w->available--;
	w->drained += dropped;
	w->draining = dropped && w->drained < MAX_DRAINED;
	w->more = dropped && !w->draining;
}

int wdm_done(struct wdm *w, int result, struct att_bytes *response)
{
	uint8_t was = w->busy;

	*response = att_bytes_of(w->in, 0);
	w->busy = IDLE;
	if (result == ATT_E_GONE)
		return result;
	switch (was) {
	case DRAINING:
		drained(w, result);
		return 0;
	case GETTING:
	case GETTING_MORE:
		got(w, was == GETTING, result, response);
		return 0;
	case SENDING:
		wdm_outq_pop(&w->out);
		if (result >= 0)
			return 0;
		w->send_failed++;
		return result;
	case CLEARING:
		w->halted = false; /* if it still is, arming tells */
		return 0;
	}
	return 0;
}
