/* What a modem is to USB: its ids and descriptors, as far as the capture has
 * them. */
#include "tools/simodem/learn.h"

#include "drivers/usb.h"

/* Types of descriptors: USB 2.0 table 9-5, CDC 1.2 table 13, MBIM 1.0 6.4 */
enum { INTERFACE = 4, ENDPOINT = 5, ASSOCIATION = 11, CLASS_INTERFACE = 0x24 };
enum { UNION = 6, MBIM = 0x1b };

/* Words of struct usb_function know most of it; the rest stands here. */
static void read_rest(struct sim_config *c, struct att_bytes b)
{
	uint32_t ours =
		1u << c->usb.control_interface | 1u << c->usb.data_interface;
	size_t at = 0;

	c->no_union = c->usb.no_iad = true;
	while (at + 2 <= b.len && b.p[at] >= 2 && b.p[at] <= b.len - at) {
		const uint8_t *p = b.p + at;

		at += p[0];
		if (p[1] == ASSOCIATION)
			c->usb.no_iad = false;
		if (p[1] == INTERFACE && p[0] >= 9 && p[2] < 32)
			c->usb.others |= 1u << p[2] & ~ours;
		if (p[1] == ENDPOINT && p[0] >= 7 && p[2] == c->usb.ep_notify)
			c->usb.notify_interval = p[6] ? p[6] : 1;
		if (p[1] != CLASS_INTERFACE || p[0] < 3)
			continue;
		if (p[2] == UNION)
			c->no_union = false;
		if (p[2] == MBIM && p[0] >= 12) {
			c->usb.filters = p[7];
			c->usb.filter_size = p[8] > 192 ? 192 : p[8];
		}
	}
}

/* A version that a profile can name. */
static uint16_t version(uint16_t v)
{
	if (v < MBIM_EX_2)
		return MBIM_EX_1;
	return v < MBIM_EX_3 ? MBIM_EX_2 : MBIM_EX_3;
}

static void read_extended(struct learn *l, const struct transfer_link *link,
			  uint32_t record)
{
	struct sim_config *c = &l->config;

	l->from[LEARN_EXTENDED] = record;
	c->usb.no_extended = link->ex_version == 0;
	if (c->usb.no_extended)
		return;
	c->usb.ex_version = version(link->ex_version);
	if (link->max_outstanding)
		c->max_outstanding = link->max_outstanding;
	if (link->mtu)
		c->usb.mtu = link->mtu;
}

static void read_configuration(struct learn *l, struct att_bytes b,
			       uint32_t record)
{
	struct sim_config *c = &l->config;
	struct usb_function f;

	if (usb_function_find(b, &f))
		return;
	l->from[LEARN_USB] = record;
	if (f.configuration >= 1 && f.configuration <= 4)
		c->configuration = f.configuration;
	c->usb.control_interface = f.control_interface & 31;
	c->usb.control_alt = f.control_alt > 0;
	c->usb.data_interface = f.data_interface & 31;
	c->usb.data_alt = f.data_alt > 2 ? 2 : f.data_alt;
	c->usb.ep_notify = f.ep_notify;
	c->usb.ep_in = f.ep_in;
	c->usb.ep_out = f.ep_out;
	c->usb.notify_packet = f.notify_packet < 8 ? 8 : f.notify_packet;
	c->usb.bulk_packet = f.in_packet > 1024 ? 1024 : f.in_packet;
	c->speed_mbit = f.in_packet > 512 ? 5000 : f.in_packet < 512 ? 12 : 480;
	c->usb.capabilities = f.capabilities;
	if (f.max_segment >= 1280)
		c->usb.max_segment = f.max_segment;
	c->usb.others = 0;
	read_rest(c, b);
}

void learn_usb(struct learn *l)
{
	struct sim_config *c = &l->config;

	for (size_t i = 0; i < l->talk.n; i++) {
		const struct talk_message *m = &l->talk.messages[i];
		const struct transfer_link *link = &m->link;

		if (m->bytes.len)
			continue;
		if (link->vendor && !l->from[LEARN_ID]) {
			l->from[LEARN_ID] = m->record;
			c->vendor = link->vendor;
			c->product = link->product;
		}
		if (l->config.speaks_qmi)
			continue;
		if (link->max_control >= 64 && !l->from[LEARN_MAX_CONTROL]) {
			l->from[LEARN_MAX_CONTROL] = m->record;
			c->max_control = link->max_control > 4096
						 ? 4096
						 : link->max_control;
		}
		if ((link->ex_version || link->configuration.len) &&
		    !l->from[LEARN_EXTENDED])
			read_extended(l, link, m->record);
		if (link->configuration.len && !l->from[LEARN_USB])
			read_configuration(l, link->configuration, m->record);
	}
}
