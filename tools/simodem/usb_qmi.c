/* The data path of a modem that speaks QMI: raw IP, Ethernet or QMAP, as it has
 * agreed with the host. What comes in another form is lost. */
#include "tools/simodem/usb_modem.h"

#include "generated/qmi_messages.h"

enum {
	ADDRESS = 6,
	FRAME = 14,
	TYPE_AT = 12,
	TYPE_IPV4 = 0x0800,
	TYPE_ARP = 0x0806,
	TYPE_IPV6 = 0x86dd,
	ARP_LEN = 42,
	RAW_MAX = 2048, /* a transfer without aggregation */

	QMAP_HEAD = 4,
	QMAP_EXTRA = 4,	  /* of version 5 */
	QMAP_TRAILER = 8, /* of version 4 */
	QMAP_CHAIN = 0x40,
	QMAP_CHECKSUM = 2 << 1,
	QMAP_VALID = 0x80
};

static const uint8_t own_station[ADDRESS] = {0x02, 0x50, 0xf3, 0, 0, 1};

/* SIM_QUIRK_WRONG_STATION: as qmi_wwan.c has seen it. */
static const uint8_t nobody[ADDRESS] = {0x00, 0xa0, 0xc6, 0, 0, 0};

static bool is_ethernet(const struct sim_format *f)
{
	return f->link == QMI_WDA_LINK_LAYER_PROTOCOL_802_3;
}

/* --- from the host ----------------------------------------------------------
 */

static enum qmap_form form_of(uint32_t protocol, enum qmap_form v4)
{
	if (protocol == QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV5)
		return QMAP_V5;
	return protocol == QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV4 ? v4
								    : QMAP_V1;
}

/* The session of a mux id: ids count from 1, or from 81. */
static struct flow session_of(struct flow mux)
{
	return (struct flow){.id = mux.id & 0x7f};
}

static void take_qmap(struct sim_usb_modem *u, const struct sim_format *f,
		      struct att_bytes transfer)
{
	const struct qmap_params none = {.max_size = 0};
	const struct att_bytes *at = &transfer;
	struct framing_datagram d[16];
	unsigned n;
	int err;

	qmap_link_init(&u->qmap, &none, form_of(f->up, QMAP_V4_UP));
	do {
		n = qmap_framing.walk(&u->qmap, at, d, 16, &err);
		for (unsigned i = 0; i < n; i++)
			sim_usb_data_up(u, session_of(d[i].flow), d[i].bytes);
		at = NULL;
	} while (n == 16);
	if (err != 0)
		sim_modem_ntb_lost(u->modem);
}

/* Whoever is asked for, it is the modem. RFC 826. */
static void answer_arp(struct sim_usb_modem *u, struct att_bytes frame)
{
	uint8_t *p = u->arp;

	if (frame.len < ARP_LEN || att_get16_be(frame.p + 20) != 1 ||
	    att_bytes_equal(att_bytes_of(frame.p + 28, 4),
			    att_bytes_of(frame.p + 38, 4)))
		return;
	memcpy(p, frame.p + ADDRESS, ADDRESS);
	memcpy(p + ADDRESS, own_station, ADDRESS);
	memcpy(p + TYPE_AT, frame.p + TYPE_AT, 8);
	att_put16_be(p + 20, 2);
	memcpy(p + 22, own_station, ADDRESS);
	memcpy(p + 28, frame.p + 38, 4);
	memcpy(p + 32, frame.p + 22, 10);
	u->arp_len = ARP_LEN;
}

static void take_frame(struct sim_usb_modem *u, struct att_bytes frame)
{
	bool ours = frame.len > FRAME &&
		    ((frame.p[0] & 1) != 0 ||
		     att_bytes_equal(att_bytes_of(frame.p, ADDRESS),
				     att_bytes_of(own_station, ADDRESS)));
	uint16_t type;

	if (!ours)
		return;
	memcpy(u->station, frame.p + ADDRESS, ADDRESS);
	type = att_get16_be(frame.p + TYPE_AT);
	if (type == TYPE_ARP)
		answer_arp(u, frame);
	if (type == TYPE_IPV4 || type == TYPE_IPV6)
		sim_usb_data_up(
			u, (struct flow){.id = 0},
			att_bytes_of(frame.p + FRAME, frame.len - FRAME));
}

static void take(struct sim_usb_modem *u, struct att_bytes transfer)
{
	const struct sim_format *f = sim_modem_format(u->modem);

	if (f->up != QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED)
		take_qmap(u, f, transfer);
	else if (is_ethernet(f))
		take_frame(u, transfer);
	else
		sim_usb_data_up(u, (struct flow){.id = 0}, transfer);
	sim_usb_data_sent(u);
}

/* More than the longest transfer is not kept. */
static void keep(struct sim_usb_modem *u, const uint8_t *data, size_t len)
{
	size_t room = sizeof(u->out) - u->out_len, n = len < room ? len : room;

	if (n > 0)
		memcpy(u->out + u->out_len, data, n);
	u->out_len += n;
}

/* Only a short packet ends a transfer, or one of no length. Too much of it is
 * lost, up to its end. */
int sim_usb_qmi_out(struct sim_usb_modem *u, const uint8_t *data, size_t len,
		    bool zlp)
{
	const struct sim_format *f = sim_modem_format(u->modem);
	bool several = f->up != QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED;
	bool ends = zlp || len % u->packet_size != 0 || len == 0;
	size_t max = several ? f->up_size : RAW_MAX;

	if (sim_usb_data_full(u))
		return SIM_USB_NAK;
	keep(u, data, len);
	if (!ends)
		return (int)len;
	if (u->out_len > max)
		sim_modem_ntb_lost(u->modem);
	else if (u->out_len > 0)
		take(u, att_bytes_of(u->out, u->out_len));
	u->out_len = 0;
	return (int)len;
}

/* --- to the host ------------------------------------------------------------
 */

/* One packet of QMAP; its length. */
static size_t put_packet(uint8_t *p, uint32_t protocol, uint8_t mux,
			 struct att_bytes d)
{
	bool v5 = protocol == QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV5;
	bool v4 = protocol == QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV4;
	size_t pad = -d.len & 3, front = QMAP_HEAD + (v5 ? QMAP_EXTRA : 0);

	p[0] = (uint8_t)(pad | (v5 ? QMAP_CHAIN : 0));
	p[1] = mux;
	att_put16_be(p + 2, (uint16_t)(d.len + pad));
	if (v5)
		memset(p + QMAP_HEAD, 0, QMAP_EXTRA);
	if (v5) {
		p[QMAP_HEAD] = QMAP_CHECKSUM;
		p[QMAP_HEAD + 1] = QMAP_VALID;
	}
	memcpy(p + front, d.p, d.len);
	memset(p + front + d.len, 0, pad + (v4 ? QMAP_TRAILER : 0));
	return front + d.len + pad + (v4 ? QMAP_TRAILER : 0);
}

static uint8_t mux_of(const struct sim_usb_modem *u, struct flow flow)
{
	uint8_t mux = sim_modem_mux(u->modem, flow.id);

	return mux != 0 ? mux : (uint8_t)(flow.id + 1);
}

/* As many datagrams as a transfer takes; its length. */
static size_t fill(struct sim_usb_modem *u, const struct sim_format *f)
{
	size_t len = 0;
	struct flow flow;
	struct att_bytes d;

	for (uint32_t n = 0; n < f->down_datagrams; n++) {
		size_t around = QMAP_HEAD + QMAP_TRAILER + 3;

		if (!sim_usb_queue_first(&u->downlink, u->seen_ms, &flow, &d))
			break;
		if (len + around + d.len > f->down_size && n > 0)
			break;
		if (around + d.len <= f->down_size)
			len += put_packet(u->in + len, f->down, mux_of(u, flow),
					  d);
		sim_usb_queue_take(&u->downlink);
	}
	return len;
}

/* One datagram, of session 0 alone; 0: there was none of it. */
static size_t put_one(struct sim_usb_modem *u, bool ethernet)
{
	size_t front = ethernet ? FRAME : 0, len = 0;
	struct flow flow;
	struct att_bytes d;

	while (len == 0 &&
	       sim_usb_queue_first(&u->downlink, u->seen_ms, &flow, &d)) {
		if (flow.id == 0) {
			len = front + d.len;
			memcpy(u->in + front, d.p, d.len);
		}
		sim_usb_queue_take(&u->downlink);
	}
	if (len == 0 || !ethernet)
		return len;
	memcpy(u->in,
	       (u->config.quirks & SIM_QUIRK_WRONG_STATION) != 0 ? nobody
								 : u->station,
	       ADDRESS);
	memcpy(u->in + ADDRESS, own_station, ADDRESS);
	att_put16_be(u->in + TYPE_AT,
		     u->in[front] >> 4 == 6 ? TYPE_IPV6 : TYPE_IPV4);
	return len;
}

/* A transfer that is longer than the host's buffer is lost as a whole. */
static int give(struct sim_usb_modem *u, const uint8_t *p, size_t len,
		uint8_t *data, size_t cap)
{
	if (len == 0)
		return SIM_USB_NAK;
	if (len > cap) {
		sim_modem_ntb_lost(u->modem);
		return SIM_USB_NAK;
	}
	memcpy(data, p, len);
	return (int)len;
}

int sim_usb_qmi_in(struct sim_usb_modem *u, uint8_t *data, size_t cap)
{
	const struct sim_format *f = sim_modem_format(u->modem);
	bool several = f->down != QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED;
	size_t len = u->arp_len;

	u->arp_len = 0;
	if (len > 0)
		return give(u, u->arp, len, data, cap);
	if (!sim_usb_data_due(u))
		return SIM_USB_NAK;
	len = several ? fill(u, f) : put_one(u, is_ethernet(f));
	sim_usb_data_room(u);
	return give(u, u->in, len, data, cap);
}
