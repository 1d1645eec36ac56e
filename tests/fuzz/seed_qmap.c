/* Transfers as a modem would send them, and its descriptors. */
#include "seed_qmap.h"

#include <string.h>

#include "drivers/ethernet.h"
#include "drivers/qmap.h"

static size_t put_command(uint8_t *p, unsigned i)
{
	static const uint8_t stop[] = {0x80, 1, 0, 16, 1, 0, 0, 0, 0, 0,
				       0,    1, 0, 0,  0, 1, 0, 0, 0, 0};

	memcpy(p, stop, sizeof(stop));
	p[4] = (uint8_t)(1 + i % 2);
	return sizeof(stop);
}

/* A question of ARP. */
static size_t put_frame(uint8_t *p)
{
	memset(p, 0, ETHERNET_ARP);
	memset(p, 0xff, 6);
	memcpy(p + 6, "\x02\x50\xf3\x00\x00\x01\x08\x06\x00\x01\x08\x00\x06",
	       13);
	memcpy(p + 19, "\x04\x00\x01\x02\x50\xf3\x00\x00\x01\x0a\x00\x00\x01",
	       13);
	p[41] = 2;
	return ETHERNET_ARP;
}

size_t seed_qmap(unsigned i, uint8_t *buf)
{
	static const enum qmap_form forms[] = {QMAP_V1, QMAP_V4_UP, QMAP_V5};
	const struct qmap_params p = {.form = forms[i % 3],
				      .max_size = SEED_QMAP};
	struct qmap_link l;
	size_t len = 0;

	if (i % 8 == 7)
		return put_frame(buf);
	if (i & 1)
		len = put_command(buf, i);
	qmap_link_init(&l, &p, QMAP_V1);
	for (unsigned k = 0; k <= i; k++) {
		struct flow flow = {.id = (uint8_t)(k % 3)};
		uint8_t *d = qmap_framing.reserve(&l, buf + len, flow, 40);

		memset(d, 0x45, 20 + k);
		qmap_framing.commit(&l, flow, 20 + k);
	}
	return len + qmap_framing.end(&l);
}

/* Which row fits, the last byte says (fuzz_descriptors.c). */
size_t seed_qmi_descriptor(unsigned i, uint8_t *buf)
{
	static const uint8_t endpoints[] = {7, 5, 0x82, 3, 8, 0, 9,
					    7, 5, 0x81, 2, 0, 2, 0,
					    7, 5, 1,	2, 0, 2, 0};
	static const uint8_t triple[][3] = {{0xff, 0xff, 0xff},
					    {0xff, 0xff, 0x50},
					    {0xff, 1, 8},
					    {2, 6, 0}};
	const uint8_t *t = triple[i % 4];
	const uint8_t head[] = {9, 2, 64, 0, 2, 1, 0, 0x80, 50};
	const uint8_t first[] = {9,    4, 1, 0,	   3, t[0], t[1],
				 t[2], 0, 5, 0x24, 6, 1,    2};
	const uint8_t second[] = {9, 4, 2, 0, 3, t[0], t[1], t[2], 0};
	uint8_t *p = buf;

	memcpy(p, head, sizeof(head));
	p += sizeof(head);
	memcpy(p, first, sizeof(first));
	p += i & 4 ? sizeof(first) : 9;
	memcpy(p, endpoints, sizeof(endpoints));
	p += sizeof(endpoints);
	memcpy(p, second, sizeof(second));
	p += sizeof(second);
	memcpy(p, endpoints, sizeof(endpoints));
	p += sizeof(endpoints);
	*p++ = (uint8_t)i;
	buf[2] = (uint8_t)(p - buf);
	return (size_t)(p - buf);
}
