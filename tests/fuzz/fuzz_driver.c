/* The class driver against a device that answers anything: descriptors, then
 * the bring-up, then control channel and data path. An input is a sequence of
 * lengths and bytes; the first bytes are the configuration descriptor. */
#include <stdlib.h>

#include "base/errors.h"
#include "drivers/usb_bringup.h"
#include "drivers/wdm.h"
#include "fuzz.h"

#define CAP 16384

static struct att_bytes chunk(struct att_bytes *in)
{
	return fuzz_take(in, fuzz_u16(in) % 4096);
}

/* How a request ended: an error, or what the device sent. */
static int answer(struct att_bytes *in, const struct usb_req *req)
{
	static const int errors[] = {ATT_E_STALL, ATT_E_TIMEOUT, ATT_E_IO,
				     ATT_E_GONE};
	uint8_t how = fuzz_u8(in);
	struct att_bytes data;

	if (how >= 0xf0)
		return errors[how & 3];
	if (req->kind != USB_CONTROL)
		return 0;
	if (!(req->request_type & 0x80))
		return req->length;
	data = fuzz_take(in, how < 0x80 ? req->length : how % 64u);
	if (data.len > req->length)
		data.len = req->length;
	if (data.len)
		memcpy(req->data, data.p, data.len);
	return (int)data.len;
}

static bool bring_up(struct att_bytes *in, const struct usb_function *f,
		     struct usb_bringup *b)
{
	struct usb_req req;
	unsigned steps = 0;

	usb_bringup_init(b, f, fuzz_u8(in) & 3, CAP, CAP);
	while (usb_bringup_next(b, &req)) {
		FUZZ_CLAIM(++steps < 100);
		FUZZ_CLAIM(usb_bringup_name(b));
		usb_bringup_done(b, answer(in, &req));
	}
	if (b->err)
		return false;
	FUZZ_CLAIM(b->in.max_size >= 2048 && b->in.max_size <= CAP);
	FUZZ_CLAIM(b->out.max_size >= 2048 && b->out.max_size <= CAP);
	return true;
}

/* The control channel: one request, and one notification, at a time. */
static void talk(struct att_bytes *in, const struct usb_function *f)
{
	uint8_t *memory = fuzz_alloc(wdm_size(f->max_control));
	struct usb_req req;
	struct wdm w;
	unsigned steps = 20;

	wdm_init(&w, f, memory);
	while (in->len && steps--) {
		struct att_bytes bytes = chunk(in), response;
		uint8_t *copy = fuzz_copy(bytes);

		bytes.p = copy;
		if (fuzz_u8(in) & 1)
			wdm_send(&w, bytes);
		else if (wdm_arm(&w) && wdm_notified(&w, 0, bytes) != 0)
			steps = 0;
		if (wdm_next(&w, &req)) {
			FUZZ_CLAIM(req.length <= f->max_control);
			wdm_done(&w, answer(in, &req), &response);
			FUZZ_CLAIM(response.len <= f->max_control);
		}
		free(copy);
	}
	free(memory);
}

static void receive(struct bulk *n, struct att_bytes bytes)
{
	uint8_t *copy = fuzz_copy(bytes);
	struct flow stream;
	struct att_bytes datagram;
	size_t datagrams = 0;

	bulk_input(n, att_bytes_of(copy, bytes.len));
	while (bulk_rx_next(n, &stream, &datagram)) {
		FUZZ_CLAIM(datagram.p >= copy &&
			   datagram.p + datagram.len <= copy + bytes.len);
		FUZZ_CLAIM(++datagrams <= bytes.len);
	}
	free(copy);
}

/* Any time may have passed, and a clock may go wrong. */
static void ends(struct bulk *n, uint32_t index, struct att_bytes bytes)
{
	static uint64_t now_us;

	now_us += bytes.len ? (uint64_t)bytes.p[0] << (bytes.len & 63) : 0;
	bulk_done(n, index, now_us);
	FUZZ_CLAIM(bulk_limit_bytes(&n->limit) <= 1u << 20);
}

static void send(struct bulk *n, const struct usb_bringup *b,
		 struct att_bytes bytes, uint8_t how)
{
	const struct flow stream = {how & 3, how & 4};
	struct bulk_transfer t;
	uint8_t *p;

	if (bytes.len > 1500)
		bytes.len = 1500;
	p = bulk_reserve(n, stream, (uint32_t)bytes.len + 1);
	if (p) {
		if (bytes.len)
			memcpy(p, bytes.p, bytes.len);
		bulk_commit(n, stream, (uint32_t)bytes.len);
	}
	if (how & 8)
		bulk_flush(n);
	while (bulk_next(n, &t)) {
		FUZZ_CLAIM(t.len > 0 && t.len <= b->out.max_size);
		if (how & 16)
			ends(n, t.index, bytes);
	}
	for (uint32_t i = 0; how & 32 && i < n->n_bufs; i++)
		if (n->in_flight & 1u << i)
			ends(n, i, bytes);
}

static void exchange(struct att_bytes *in, const struct usb_bringup *b)
{
	uint8_t *bufs[2] = {fuzz_alloc(b->out.max_size),
			    fuzz_alloc(b->out.max_size)};
	struct ntb_link link;
	struct bulk n;

	usb_bringup_data(b, &link, &n, bufs, 2);
	while (in->len) {
		uint8_t how = fuzz_u8(in);
		struct att_bytes bytes = chunk(in);

		if (how & 0x80)
			receive(&n, bytes);
		else
			send(&n, b, bytes, how);
	}
	free(bufs[0]);
	free(bufs[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size}, descriptor = chunk(&in);
	uint8_t *copy = fuzz_copy(descriptor);
	uint16_t vendor = fuzz_u16(&in), product = fuzz_u16(&in);
	struct usb_function f;
	struct usb_bringup b;

	if (usb_function_find(att_bytes_of(copy, descriptor.len), &f) == 0) {
		usb_function_identify(&f, vendor, product);
		if (bring_up(&in, &f, &b)) {
			talk(&in, &f);
			exchange(&in, &b);
		}
	}
	free(copy);
	return 0;
}
