/* From usbmon's packets (Linux, Documentation/usb/usbmon.rst) to transfers. */
#include "capture/usbmon.h"

#include <stdio.h>
#include <time.h>

#include "drivers/usb.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

#define HEADER	       48u /* of link type 189 */
#define HEADER_MMAPPED 64u /* of link type 220 */
#define SUBMITTED      'S'
#define COMPLETED      'C'
#define CONTROL	       2
#define BULK	       3
#define IN	       0x80u /* in the number of the endpoint */
/* CDC 1.2 6.2: recipient interface, class */
#define SEND_ENCAPSULATED_COMMAND 0x0021u
#define GET_ENCAPSULATED_RESPONSE 0x01a1u
#define GET_DESCRIPTOR		  0x0680u
#define DEVICE			  1
#define CONFIGURATION		  2
#define NTH16			  0x484d434eu /* NCMH */
#define NTH32			  0x686d636eu /* ncmh */

struct urb {
	uint64_t id;
	uint8_t type, transfer, endpoint, device;
	uint16_t bus;
	uint64_t us;
	bool has_setup;
	uint16_t request; /* bmRequestType and bRequest */
	uint8_t interface;
	uint32_t length; /* of the data, before it was cut */
	struct att_bytes data;
};

void usbmon_init(struct usbmon *u)
{
	memset(u, 0, sizeof(*u));
}

/* n bytes at p in the order of the machine that captured. */
static uint64_t number(bool big, const uint8_t *p, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n; i++)
		v = v << 8 | p[big ? i : n - 1 - i];
	return v;
}

static bool read_urb(const struct att_pcapng_view *packet, struct urb *urb)
{
	size_t header = packet->link == USBMON_LINK ? HEADER : HEADER_MMAPPED;
	const uint8_t *p = packet->data.p;
	bool big = packet->big;
	uint32_t captured;

	if ((packet->link != USBMON_LINK &&
	     packet->link != USBMON_LINK_MMAPPED) ||
	    !att_bytes_sub(packet->data, header, packet->data.len - header,
			   &urb->data))
		return false;
	urb->id = number(big, p, 8);
	urb->type = p[8];
	urb->transfer = p[9];
	urb->endpoint = p[10];
	urb->device = p[11];
	urb->bus = (uint16_t)number(big, p + 12, 2);
	urb->has_setup = p[14] == 0;
	urb->us = number(big, p + 16, 8) * 1000000u + number(big, p + 24, 4);
	urb->length = (uint32_t)number(big, p + 32, 4);
	captured = (uint32_t)number(big, p + 36, 4);
	urb->request = att_get16(p + 40); /* USB itself is little-endian */
	urb->interface = p[44];
	if (captured < urb->data.len)
		urb->data.len = captured;
	return true;
}

/* Remember what its completion will be; whatever had this id is over. */
static void note_submitted(struct usbmon *u, const struct urb *urb)
{
	unsigned i;

	for (i = 0; i < USBMON_PENDING; i++)
		if (u->pending[i].id == urb->id &&
		    u->pending[i].bus == urb->bus)
			u->pending[i].id = 0;
	if (urb->transfer != CONTROL || !urb->has_setup ||
	    (urb->request != GET_ENCAPSULATED_RESPONSE &&
	     urb->request != GET_DESCRIPTOR))
		return;
	i = u->next_pending++ % USBMON_PENDING;
	u->pending[i].id = urb->id;
	u->pending[i].bus = urb->bus;
	u->pending[i].request = urb->request;
	u->pending[i].device = urb->device;
	u->pending[i].interface = urb->interface;
}

/* What completes here, or 0. */
static uint16_t completed(struct usbmon *u, struct urb *urb)
{
	if (urb->transfer != CONTROL || urb->type != COMPLETED || !urb->id)
		return 0;
	for (unsigned i = 0; i < USBMON_PENDING; i++) {
		if (u->pending[i].id != urb->id ||
		    u->pending[i].bus != urb->bus ||
		    u->pending[i].device != urb->device)
			continue;
		u->pending[i].id = 0;
		urb->interface = u->pending[i].interface;
		return u->pending[i].request;
	}
	return 0;
}

/* Whose device descriptor it is; the number may have been another's. */
static void note_device(struct usbmon *u, const struct urb *urb)
{
	unsigned i = 0;

	while (i < USBMON_PENDING &&
	       (u->seen[i].device != urb->device || u->seen[i].bus != urb->bus))
		i++;
	if (i == USBMON_PENDING)
		i = u->next_seen++ % USBMON_PENDING;
	u->seen[i].bus = urb->bus;
	u->seen[i].device = urb->device;
	u->seen[i].vendor = att_get16(urb->data.p + 8);
	u->seen[i].product = att_get16(urb->data.p + 10);
}

/* The configuration of a modem that speaks MBIM. */
static bool is_modem(struct usbmon *u, struct urb *urb, struct transfer *out)
{
	struct usb_function f;

	if (urb->data.len >= 18 && urb->data.p[1] == DEVICE)
		note_device(u, urb);
	if (urb->data.len < 9 || urb->data.p[1] != CONFIGURATION ||
	    usb_function_find(urb->data, &f))
		return false;
	urb->interface = f.control_interface;
	u->link = (struct transfer_link){
		.max_control = f.max_control,
		.ex_version = f.ex_version,
		.max_outstanding = f.max_outstanding,
		.mtu = f.mtu,
		.configuration = urb->data,
	};
	for (unsigned i = 0; i < USBMON_PENDING; i++)
		if (urb->device && u->seen[i].device == urb->device &&
		    u->seen[i].bus == urb->bus) {
			u->link.vendor = u->seen[i].vendor;
			u->link.product = u->seen[i].product;
		}
	out->link = &u->link;
	out->ex_version = f.ex_version ? f.ex_version : MBIM_EX_1;
	return true;
}

/* Other functions (RNDIS) have encapsulated commands as well. */
static bool is_mbim(struct att_bytes b)
{
	uint32_t type, len;

	if (b.len < MBIM_MSG_HEADER)
		return false;
	type = att_get32(b.p);
	len = att_get32(b.p + 4);
	return mbim_msg_known(type) && len >= MBIM_MSG_HEADER &&
	       (mbim_msg_fragmented(type) || len <= 16);
}

static bool is_message(struct att_bytes b)
{
	return is_mbim(b) || (b.len >= QMI_FRAME_HEADER && qmi_frame_begins(b));
}

static bool is_command(const struct urb *urb)
{
	return urb->transfer == CONTROL && urb->type == SUBMITTED &&
	       urb->has_setup && urb->request == SEND_ENCAPSULATED_COMMAND;
}

/* Data goes out with the submission, and comes in with the completion. */
static bool is_ntb(const struct urb *urb)
{
	uint32_t signature = urb->data.len >= 4 ? att_get32(urb->data.p) : 0;

	return urb->transfer == BULK &&
	       urb->type == (urb->endpoint & IN ? COMPLETED : SUBMITTED) &&
	       (signature == NTH16 || signature == NTH32);
}

static void write_times(struct usbmon *u, uint64_t us)
{
	bool before = us < u->first_us;
	uint64_t since = before ? u->first_us - us : us - u->first_us;
	time_t s = (time_t)(us / 1000000);
	struct tm tm;

	snprintf(u->time, sizeof(u->time), "%c%llu.%06u", before ? '-' : '+',
		 (unsigned long long)(since / 1000000),
		 (unsigned)(since % 1000000));
	u->date[0] = '\0';
	if (!gmtime_r(&s, &tm))
		return;
	snprintf(u->date, sizeof(u->date),
		 "%04d-%02d-%02dT%02d:%02d:%02d.%06uZ", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		 (unsigned)(us % 1000000));
}

/* Is there anything of MBIM or QMI in it? */
static bool take(struct usbmon *u, struct urb *urb, struct transfer *out)
{
	out->way = TRANSFER_TO_HOST;
	switch (completed(u, urb)) {
	case GET_DESCRIPTOR:
		return is_modem(u, urb, out);
	case GET_ENCAPSULATED_RESPONSE:
		return is_message(urb->data);
	}
	if (is_ntb(urb)) {
		urb->interface = 0;
		if (urb->endpoint & IN)
			return true;
	} else if (!is_command(urb) || !is_message(urb->data)) {
		return false;
	}
	out->way = TRANSFER_TO_DEVICE;
	return true;
}

bool usbmon_take(struct usbmon *u, const struct att_pcapng_view *packet,
		 struct transfer *out)
{
	struct urb urb;

	if (!read_urb(packet, &urb))
		return false;
	if (!u->begun)
		u->first_us = urb.us;
	u->begun = true;
	if (urb.type == SUBMITTED)
		note_submitted(u, &urb);
	memset(out, 0, sizeof(*out));
	if (!take(u, &urb, out) || !urb.data.len)
		return false;
	write_times(u, urb.us);
	snprintf(u->device, sizeof(u->device), "usb %u.%u", urb.bus,
		 urb.device);
	out->record = packet->number;
	out->device = u->device;
	out->channel = urb.interface;
	out->time = u->time;
	out->date = u->date[0] ? u->date : NULL;
	out->timed = true;
	out->ms = urb.us / 1000;
	if (out->ex_version)
		return true;
	out->bytes = urb.data;
	out->full_len = urb.length > urb.data.len ? urb.length : urb.data.len;
	return true;
}
