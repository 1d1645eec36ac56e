/* The dance as a table for each protocol: one row a request, in order; a row
 * that does not concern this device is passed over. */
#include "drivers/usb_bringup.h"

#include "base/errors.h"

enum {
	TO_INTERFACE = 0x21,
	FROM_INTERFACE = 0xa1,

	GET_NTB_PARAMETERS = 0x80,
	SET_NTB_FORMAT = 0x84,
	SET_NTB_INPUT_SIZE = 0x86,
	SET_MAX_DATAGRAM_SIZE = 0x88,
	SET_CONTROL_LINE_STATE = 0x22, /* CDC 1.2, PSTN 1.2 6.3.12 */
	DTR = 0x01,
	SET_CRC_MODE = 0x8a,

	CAN_DATAGRAM_SIZE = 0x08, /* bmNetworkCapabilities */
	CAN_CRC_MODE = 0x10,
	CAN_INPUT_SIZE_8 = 0x20,

	FORMAT_NTB16 = 0x01, /* bmNtbFormatsSupported */
	FORMAT_NTB32 = 0x02,

	CONFIGURATION_PAUSE_MS = 500,
	NTB_PAUSE_MS = 20,
	TIMEOUT_MS = 5000,
	UNDO_TIMEOUT_MS = 500
};

static bool claim(struct usb_req *req, uint8_t number)
{
	req->kind = USB_CLAIM;
	req->index = number;
	return true;
}

static bool set_interface(struct usb_req *req, uint8_t number, uint8_t alt)
{
	req->kind = USB_SET_INTERFACE;
	req->index = number;
	req->value = alt;
	return true;
}

static bool delay(struct usb_req *req, uint16_t ms)
{
	req->kind = USB_DELAY;
	req->value = ms;
	return true;
}

/* NCM 1.0 6.2: class requests go to the communication interface. */
static bool class_request(struct usb_bringup *b, struct usb_req *req,
			  uint8_t type, uint8_t request, uint16_t value,
			  uint16_t length)
{
	req->kind = USB_CONTROL;
	req->request_type = type;
	req->request = request;
	req->value = value;
	req->index = b->f->control_interface;
	req->length = length;
	req->data = length ? b->buf : NULL;
	return true;
}

static bool must_configure(const struct usb_bringup *b)
{
	return b->configuration != b->f->configuration;
}

/* Devices with the quirk take a new configuration only from configuration 0,
 * and need time for it. */
static bool must_unconfigure(const struct usb_bringup *b)
{
	return must_configure(b) && b->configuration &&
	       (b->f->quirks & USB_QUIRK_CONFIGURATION);
}

static bool unconfigure(struct usb_bringup *b, struct usb_req *req)
{
	req->kind = USB_SET_CONFIGURATION;
	req->value = 0;
	return must_unconfigure(b);
}

static bool configure(struct usb_bringup *b, struct usb_req *req)
{
	req->kind = USB_SET_CONFIGURATION;
	req->value = b->f->configuration;
	return must_configure(b);
}

static bool configure_pause(struct usb_bringup *b, struct usb_req *req)
{
	return must_unconfigure(b) && delay(req, CONFIGURATION_PAUSE_MS);
}

static bool claim_control(struct usb_bringup *b, struct usb_req *req)
{
	return claim(req, b->f->control_interface);
}

static bool claim_data(struct usb_bringup *b, struct usb_req *req)
{
	return claim(req, b->f->data_interface);
}

static bool control_alt(struct usb_bringup *b, struct usb_req *req)
{
	return b->f->control_alt &&
	       set_interface(req, b->f->control_interface, b->f->control_alt);
}

/* Some devices reset their data path only when they leave the altsetting. */
static bool data_toggle(struct usb_bringup *b, struct usb_req *req)
{
	return b->f->data_alt && !(b->f->quirks & USB_QUIRK_NO_TOGGLE) &&
	       set_interface(req, b->f->data_interface, b->f->data_alt);
}

static bool data_reset(struct usb_bringup *b, struct usb_req *req)
{
	return b->f->data_alt && set_interface(req, b->f->data_interface, 0);
}

static bool ntb_parameters(struct usb_bringup *b, struct usb_req *req)
{
	return class_request(b, req, FROM_INTERFACE, GET_NTB_PARAMETERS, 0, 28);
}

static bool crc_mode(struct usb_bringup *b, struct usb_req *req)
{
	return (b->f->capabilities & CAN_CRC_MODE) &&
	       class_request(b, req, TO_INTERFACE, SET_CRC_MODE, 0, 0);
}

/* NTB16 holds all that one transfer needs; NTB32 only where nothing else is
 * there. NCM 1.0 6.2.5: only in altsetting 0. */
static bool ntb_format(struct usb_bringup *b, struct usb_req *req)
{
	return b->f->data_alt && (b->formats & FORMAT_NTB32) &&
	       class_request(b, req, TO_INTERFACE, SET_NTB_FORMAT, b->in.ntb32,
			     0);
}

static bool ntb_pause(struct usb_bringup *b, struct usb_req *req)
{
	return (b->f->quirks & USB_QUIRK_NTB_DELAY) && delay(req, NTB_PAUSE_MS);
}

static bool data_alt(struct usb_bringup *b, struct usb_req *req)
{
	return b->f->data_alt &&
	       set_interface(req, b->f->data_interface, b->f->data_alt);
}

/* The only altsetting: a device may refuse to choose it. */
static bool data_alt_0(struct usb_bringup *b, struct usb_req *req)
{
	return !b->f->data_alt && set_interface(req, b->f->data_interface, 0);
}

/* NCM 1.0 6.2.7 */
static bool ntb_input_size(struct usb_bringup *b, struct usb_req *req)
{
	bool wide = b->f->capabilities & CAN_INPUT_SIZE_8;

	if (b->in.max_size == b->device_in &&
	    !(b->f->quirks & USB_QUIRK_SET_NTB_INPUT))
		return false;
	memset(b->buf, 0, 8);
	att_put32(b->buf, b->in.max_size);
	return class_request(b, req, TO_INTERFACE, SET_NTB_INPUT_SIZE, 0,
			     wide ? 8 : 4);
}

static bool datagram_size(struct usb_bringup *b, struct usb_req *req)
{
	if (!(b->f->capabilities & CAN_DATAGRAM_SIZE) || !b->f->max_segment)
		return false;
	att_put16(b->buf, b->f->max_segment);
	return class_request(b, req, TO_INTERFACE, SET_MAX_DATAGRAM_SIZE, 0, 2);
}

/* --- QMI ------------------------------------------------------------ */

/* One interface may be both. */
static bool claim_other(struct usb_bringup *b, struct usb_req *req)
{
	return b->f->data_interface != b->f->control_interface &&
	       claim_data(b, req);
}

/* MDM9x07 and later answer nothing before it; earlier ones do not know it. */
static bool dtr(struct usb_bringup *b, struct usb_req *req)
{
	return class_request(b, req, TO_INTERFACE, SET_CONTROL_LINE_STATE, DTR,
			     0);
}

bool usb_bringup_undo(const struct usb_function *f, struct usb_req *req)
{
	if (f->speaks != USB_SPEAKS_QMI)
		return false;
	*req = (struct usb_req){
		.kind = USB_CONTROL,
		.request_type = TO_INTERFACE,
		.request = SET_CONTROL_LINE_STATE,
		.index = f->control_interface,
		.timeout_ms = UNDO_TIMEOUT_MS,
	};
	return true;
}

/* --- the tables ----------------------------------------------------- */

enum { OPTIONAL, MANDATORY };

struct row {
	const char *name;
	bool mandatory;
	bool (*fill)(struct usb_bringup *b, struct usb_req *req);
};

static const struct row qmi_rows[] = {
	{"configuration", MANDATORY, configure},
	{"claim of the control interface", MANDATORY, claim_control},
	{"claim of the data interface", MANDATORY, claim_other},
	{"data altsetting", MANDATORY, data_alt},
	{"control line state", OPTIONAL, dtr},
};

static const struct row mbim_rows[] = {
	{"configuration 0", OPTIONAL, unconfigure},
	{"pause after configuration 0", OPTIONAL, configure_pause},
	{"configuration", MANDATORY, configure},
	{"pause after configuration", OPTIONAL, configure_pause},
	{"claim of the control interface", MANDATORY, claim_control},
	{"claim of the data interface", MANDATORY, claim_data},
	{"MBIM altsetting of the control interface", MANDATORY, control_alt},
	{"toggle of the data interface", OPTIONAL, data_toggle},
	{"altsetting 0 of the data interface", MANDATORY, data_reset},
	{"NTB parameters", MANDATORY, ntb_parameters},
	{"CRC mode", OPTIONAL, crc_mode},
	{"NTB format", OPTIONAL, ntb_format},
	{"pause before the data altsetting", OPTIONAL, ntb_pause},
	{"data altsetting", MANDATORY, data_alt},
	{"the only data altsetting", OPTIONAL, data_alt_0},
	{"NTB input size", OPTIONAL, ntb_input_size},
	{"maximum datagram size", OPTIONAL, datagram_size},
};

enum {
	N_QMI = sizeof(qmi_rows) / sizeof(qmi_rows[0]),
	N_MBIM = sizeof(mbim_rows) / sizeof(mbim_rows[0])
};

/* The row at hand; NULL: all are done. */
static const struct row *row_of(const struct usb_bringup *b)
{
	if (b->f->speaks == USB_SPEAKS_QMI)
		return b->step < N_QMI ? &qmi_rows[b->step] : NULL;
	return b->step < N_MBIM ? &mbim_rows[b->step] : NULL;
}

void usb_bringup_init(struct usb_bringup *b, const struct usb_function *f,
		      uint8_t configuration, uint32_t in_cap, uint32_t out_cap)
{
	memset(b, 0, sizeof(*b));
	b->f = f;
	b->configuration = configuration;
	b->in_cap = in_cap;
	b->out_cap = out_cap;
}

bool usb_bringup_next(struct usb_bringup *b, struct usb_req *req)
{
	const struct row *row;

	for (; !b->err && (row = row_of(b)); b->step++) {
		memset(req, 0, sizeof(*req));
		req->timeout_ms = TIMEOUT_MS;
		if (row->fill(b, req))
			return true;
	}
	return false;
}

static uint32_t min32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The answer of GET_NTB_PARAMETERS, and what we make of it. */
static int take_parameters(struct usb_bringup *b, int result)
{
	struct att_bytes answer = att_bytes_of(b->buf, sizeof(b->buf));
	int err;

	if (result < 0 || !att_bytes_sub(answer, 0, (size_t)result, &answer))
		return ATT_E_LENGTH;
	err = ntb_params_decode(answer, &b->in, &b->out, &b->formats);
	if (err)
		return err;
	b->in.ntb32 = b->out.ntb32 =
		(b->formats & (FORMAT_NTB16 | FORMAT_NTB32)) == FORMAT_NTB32;
	b->device_in = b->in.max_size;
	b->device_out = b->out.max_size;
	b->in.max_size = min32(b->in.max_size, b->in_cap);
	b->out.max_size = min32(b->out.max_size, b->out_cap);
	return 0;
}

uint16_t usb_bringup_mtu(const struct usb_bringup *b)
{
	uint32_t longest = ntb_tx_longest(&b->out);

	return (uint16_t)min32(usb_function_mtu(b->f), longest);
}

struct bulk_out usb_bringup_out(const struct usb_bringup *b)
{
	return (struct bulk_out){
		.full = b->device_out,
		.packet = b->f->out_packet,
		.no_zlp = b->f->quirks & USB_QUIRK_NO_ZLP,
	};
}

void usb_bringup_data(const struct usb_bringup *b, struct ntb_link *l,
		      struct bulk *bulk, uint8_t *const bufs[], uint32_t n_bufs)
{
	const struct bulk_out out = usb_bringup_out(b);

	ntb_link_init(l, &b->out, b->f->quirks & USB_QUIRK_NDP_AT_END,
		      b->f->out_packet);
	bulk_init(bulk, &ntb_framing, l, &out, bufs, n_bufs);
}

void usb_bringup_done(struct usb_bringup *b, int result)
{
	const struct row *row = row_of(b);

	if (result >= 0 && row->fill == ntb_parameters)
		result = take_parameters(b, result);
	if (result < 0 && (row->mandatory || result == ATT_E_GONE)) {
		b->err = result;
		return;
	}
	if (result < 0)
		b->tolerated++;
	b->step++;
}

const char *usb_bringup_name(const struct usb_bringup *b)
{
	const struct row *row = row_of(b);

	return row ? row->name : "ready";
}
