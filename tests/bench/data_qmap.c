/* Transfers of QMAP filled and walked in memory. */
#include "tests/bench/data_qmap.h"

#include <string.h>

#include "drivers/bulk.h"
#include "drivers/qmap.h"

#define MAX 32768u

static uint8_t transfer[MAX];

/* What the host sends, or what the modem does. */
static enum qmap_form form_of(const char *layer, bool up)
{
	switch (layer[4]) {
	case '4':
		return up ? QMAP_V4_UP : QMAP_V4_DOWN;
	case '5':
		return QMAP_V5;
	}
	return QMAP_V1;
}

bool data_qmap_is(const char *layer)
{
	return strncmp(layer, "qmap", 4) == 0;
}

unsigned data_qmap_datagrams(uint32_t len)
{
	return (MAX - 4) / (8 + (len + 3) / 4 * 4);
}

/* As many as there are in the version with the most around them, which is made
 * here as the modem would: 0 bytes are no trailer's concern. */
static uint32_t modem_fill(enum qmap_form form, uint32_t len, unsigned n)
{
	uint32_t pad = -len & 3, at = 0;
	uint32_t front = form == QMAP_V5 ? 8 : 4;
	uint32_t behind = form == QMAP_V4_DOWN ? 8 : 0;

	memset(transfer, 0, sizeof(transfer));
	while (n--) {
		uint8_t *p = transfer + at;

		p[0] = (uint8_t)((form == QMAP_V5 ? 0x40 : 0) | pad);
		p[1] = 1;
		att_put16_be(p + 2, (uint16_t)(len + pad));
		if (form == QMAP_V5)
			p[4] = 0x04;
		memset(p + front, 0x45, len);
		at += front + len + pad + behind;
	}
	return at;
}

/* Version 4 has four more bytes around each than the others. */
static unsigned fitting(enum qmap_form form, uint32_t len)
{
	unsigned n = data_qmap_datagrams(len);

	while (form == QMAP_V4_DOWN && n * (12 + (len + 3) / 4 * 4) > MAX)
		n--;
	return n;
}

int data_qmap_decode(const char *layer, uint32_t len, long n)
{
	const struct qmap_params out = {.max_size = MAX};
	enum qmap_form form = form_of(layer, false);
	static struct qmap_link link;
	static struct bulk bulk = {.framing = &qmap_framing, .state = &link};
	unsigned each = fitting(form, len);
	struct att_bytes b = {transfer, modem_fill(form, len, each)};
	unsigned long sum = 0;
	struct flow flow;
	struct att_bytes d;

	qmap_link_init(&link, &out, form);
	for (long i = 0; i < n; i++) {
		bulk_input(&bulk, b);
		while (bulk_rx_next(&bulk, &flow, &d))
			sum += d.len;
	}
	return sum != (unsigned long)n * each * len;
}

/* A datagram is what its writer makes of the room: one byte here. */
int data_qmap_encode(const char *layer, uint32_t len, long n)
{
	const struct qmap_params out = {
		.form = form_of(layer, true),
		.max_size = MAX,
		.max_datagrams = data_qmap_datagrams(len),
	};
	const struct flow flow = {0};
	static struct qmap_link link;
	unsigned long sum = 0;
	uint8_t *p;

	qmap_link_init(&link, &out, QMAP_V1);
	for (long i = 0; i < n; i++) {
		qmap_begin(&link, transfer);
		while ((p = qmap_reserve(&link, flow, len)) != NULL) {
			*p = 0x45;
			qmap_commit(&link, flow, len);
			sum++;
		}
		qmap_end(&link);
	}
	return sum != (unsigned long)n * data_qmap_datagrams(len);
}
