/* usbmon's packets. */
#include "capture/usbmon.h"

#define HEADER	       48u /* of link type 189 */
#define HEADER_MMAPPED 64u /* of link type 220 */

/* n bytes at p in the order of the machine that captured. */
static uint64_t number(bool big, const uint8_t *p, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n; i++)
		v = v << 8 | p[big ? i : n - 1 - i];
	return v;
}

const char *usbmon_read(const struct att_pcapng_view *packet, struct urb *out)
{
	size_t header = packet->link == USBMON_LINK ? HEADER : HEADER_MMAPPED;
	const uint8_t *p = packet->data.p;
	bool big = packet->big;
	uint32_t captured;

	*out = (struct urb){.record = packet->number, .has_date = true};
	if (!att_bytes_sub(packet->data, header, packet->data.len - header,
			   &out->data))
		return "shorter than a header of usbmon";
	out->id = number(big, p, 8);
	out->type = p[8];
	out->transfer = p[9];
	out->endpoint = p[10];
	out->device = p[11];
	out->bus = (uint16_t)number(big, p + 12, 2);
	out->has_setup = p[14] == 0;
	out->us = number(big, p + 16, 8) * 1000000u + number(big, p + 24, 4);
	out->length = (uint32_t)number(big, p + 32, 4);
	captured = (uint32_t)number(big, p + 36, 4);
	out->request = att_get16(p + 40); /* USB itself is little-endian */
	out->interface = p[44];
	if (captured < out->data.len)
		out->data.len = captured;
	return NULL;
}
