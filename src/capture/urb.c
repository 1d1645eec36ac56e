/* From the transfers of a USB bus to those of a modem's control channel. */
#include "capture/urb.h"

#include <stdio.h>
#include <time.h>

#include "drivers/usb.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

/* CDC 1.2 6.2: recipient interface, class */
#define SEND_ENCAPSULATED_COMMAND 0x0021u
#define GET_ENCAPSULATED_RESPONSE 0x01a1u
#define GET_DESCRIPTOR		  0x0680u
#define DEVICE			  1
#define CONFIGURATION		  2
#define NTH16			  0x484d434eu /* NCMH */
#define NTH32			  0x686d636eu /* ncmh */

void urbs_init(struct urbs *u)
{
	memset(u, 0, sizeof(*u));
}

/* Remember what its completion will be; whatever had this id is over. */
static void note_submitted(struct urbs *u, const struct urb *urb)
{
	unsigned i;

	for (i = 0; i < URB_PENDING; i++)
		if (u->pending[i].id == urb->id &&
		    u->pending[i].bus == urb->bus)
			u->pending[i].id = 0;
	if (urb->transfer != URB_CONTROL || !urb->has_setup ||
	    (urb->request != GET_ENCAPSULATED_RESPONSE &&
	     urb->request != GET_DESCRIPTOR))
		return;
	i = u->next_pending++ % URB_PENDING;
	u->pending[i].id = urb->id;
	u->pending[i].bus = urb->bus;
	u->pending[i].request = urb->request;
	u->pending[i].device = urb->device;
	u->pending[i].interface = urb->interface;
}

/* What completes here, or 0. */
static uint16_t completed(struct urbs *u, struct urb *urb)
{
	if (urb->transfer != URB_CONTROL || urb->type != URB_COMPLETED ||
	    !urb->id)
		return 0;
	for (unsigned i = 0; i < URB_PENDING; i++) {
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
static void note_device(struct urbs *u, const struct urb *urb)
{
	unsigned i = 0;

	while (i < URB_PENDING &&
	       (u->seen[i].device != urb->device || u->seen[i].bus != urb->bus))
		i++;
	if (i == URB_PENDING)
		i = u->next_seen++ % URB_PENDING;
	u->seen[i].bus = urb->bus;
	u->seen[i].device = urb->device;
	u->seen[i].vendor = att_get16(urb->data.p + 8);
	u->seen[i].product = att_get16(urb->data.p + 10);
}

/* The configuration of a modem that speaks MBIM. */
static bool is_modem(struct urbs *u, struct urb *urb, struct transfer *out)
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
	for (unsigned i = 0; i < URB_PENDING; i++)
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
	return urb->transfer == URB_CONTROL && urb->type == URB_SUBMITTED &&
	       urb->has_setup && urb->request == SEND_ENCAPSULATED_COMMAND;
}

/* Data goes out with the submission, and comes in with the completion. */
static bool is_ntb(const struct urb *urb)
{
	uint32_t signature = urb->data.len >= 4 ? att_get32(urb->data.p) : 0;

	return urb->transfer == URB_BULK &&
	       urb->type == (urb->endpoint & URB_IN ? URB_COMPLETED
						    : URB_SUBMITTED) &&
	       (signature == NTH16 || signature == NTH32);
}

static void write_times(struct urbs *u, const struct urb *urb)
{
	uint64_t us = urb->us;
	bool before = us < u->first_us;
	uint64_t since = before ? u->first_us - us : us - u->first_us;
	time_t s = (time_t)(us / 1000000);
	struct tm tm;

	snprintf(u->time, sizeof(u->time), "%c%llu.%06u", before ? '-' : '+',
		 (unsigned long long)(since / 1000000),
		 (unsigned)(since % 1000000));
	u->date[0] = '\0';
	if (!urb->has_date || !gmtime_r(&s, &tm))
		return;
	snprintf(u->date, sizeof(u->date),
		 "%04d-%02d-%02dT%02d:%02d:%02d.%06uZ", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		 (unsigned)(us % 1000000));
}

/* Why there is nothing of MBIM or QMI in it; NULL: there is. */
static const char *take(struct urbs *u, struct urb *urb, struct transfer *out)
{
	uint16_t request = completed(u, urb);

	out->way = TRANSFER_TO_HOST;
	if (!urb->data.len)
		return "USB transfers without data";
	if (request == GET_DESCRIPTOR)
		return is_modem(u, urb, out)
			       ? NULL
			       : "descriptors that say nothing of MBIM";
	if (request == GET_ENCAPSULATED_RESPONSE)
		return is_message(urb->data)
			       ? NULL
			       : "encapsulated responses of something else";
	if (is_ntb(urb)) {
		urb->interface = 0;
		out->way = urb->endpoint & URB_IN ? TRANSFER_TO_HOST
						  : TRANSFER_TO_DEVICE;
		return NULL;
	}
	out->way = TRANSFER_TO_DEVICE;
	if (is_command(urb))
		return is_message(urb->data)
			       ? NULL
			       : "encapsulated commands of something else";
	switch (urb->transfer) {
	case URB_CONTROL:
		return "control transfers for something else";
	case URB_BULK:
		return "bulk transfers without an NTB";
	case 1:
		return "interrupt transfers";
	default:
		return "isochronous transfers";
	}
}

const char *urbs_take(struct urbs *u, struct urb *urb, struct transfer *out)
{
	const char *why;

	if (!u->begun)
		u->first_us = urb->us;
	u->begun = true;
	if (urb->type == URB_SUBMITTED)
		note_submitted(u, urb);
	memset(out, 0, sizeof(*out));
	why = take(u, urb, out);
	if (why)
		return why;
	write_times(u, urb);
	snprintf(u->device, sizeof(u->device), "usb %u.%u", urb->bus,
		 urb->device);
	out->record = urb->record;
	out->device = u->device;
	out->channel = urb->interface;
	out->time = u->time;
	out->date = u->date[0] ? u->date : NULL;
	out->timed = true;
	out->ms = urb->us / 1000;
	if (out->ex_version)
		return NULL;
	out->bytes = urb->data;
	out->full_len =
		urb->length > urb->data.len ? urb->length : urb->data.len;
	return NULL;
}
