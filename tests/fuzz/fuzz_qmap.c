/* Transfers without NTBs, as a modem sends them: QMAP in each version, raw IP
 * and Ethernet frames. Every datagram lies in the transfer, what is not
 * understood is left out once, and what the framing answers fits the buffer.
 * The same bytes say how QMAP is filled. */
#include <stdlib.h>

#include "base/errors.h"
#include "drivers/ethernet.h"
#include "drivers/qmap.h"
#include "drivers/raw_ip.h"
#include "fuzz.h"

enum { SIZE = 2048, AHEAD = 7 };

/* The datagrams of the transfer. */
static size_t walk(const struct framing *f, void *l, struct att_bytes transfer)
{
	struct framing_datagram got[AHEAD];
	size_t all = 0;
	unsigned n;
	int err;

	do {
		n = f->walk(l, all ? NULL : &transfer, got, AHEAD, &err);
		FUZZ_CLAIM(n <= AHEAD && (!err || n < AHEAD));
		for (unsigned i = 0; i < n; i++) {
			struct att_bytes d = got[i].bytes;

			FUZZ_CLAIM(d.len > 0 && d.p >= transfer.p &&
				   (size_t)(d.p - transfer.p) + d.len <=
					   transfer.len);
			FUZZ_CLAIM(!got[i].flow.service);
		}
		all += n;
	} while (n == AHEAD);
	return all;
}

static void own(const struct framing *f, void *l, uint32_t cap)
{
	uint8_t *buf = fuzz_alloc(cap);
	unsigned n = 0;

	while (f->own(l, buf))
		FUZZ_CLAIM(++n <= QMAP_ACKS);
	free(buf);
}

static void walk_qmap(struct att_bytes transfer, enum qmap_form form)
{
	const struct qmap_params p = {.form = QMAP_V1, .max_size = SIZE};
	struct qmap_link l;
	size_t all;

	qmap_link_init(&l, &p, form);
	all = walk(&qmap_framing, &l, transfer);
	FUZZ_CLAIM(4 * (all + l.skipped + l.commands) <= transfer.len);
	own(&qmap_framing, &l, SIZE);
}

static void walk_plain(struct att_bytes transfer)
{
	struct ethernet_link e;
	struct raw_ip_link r;

	ethernet_link_init(&e, ETHERNET_ARP);
	walk(&ethernet_framing, &e, transfer);
	own(&ethernet_framing, &e, ETHERNET_ARP);
	raw_ip_link_init(&r, SIZE);
	FUZZ_CLAIM(walk(&raw_ip_framing, &r, transfer) == (transfer.len > 0));
}

/* Which session, how long, how much room beyond. What went in comes out. */
static void fill(struct att_bytes in)
{
	static const enum qmap_form forms[] = {QMAP_V1, QMAP_V4_UP, QMAP_V5};
	struct qmap_params p = {
		.form = forms[fuzz_u8(&in) % 3],
		.max_size = 64u + fuzz_u16(&in) % 256 * 64u,
	};
	uint8_t *buf = fuzz_alloc(p.max_size), *slot;
	struct qmap_link l;
	uint32_t len = 0;
	size_t n = 0;

	p.max_datagrams = fuzz_u8(&in);
	qmap_link_init(&l, &p, p.form);
	while (in.len) {
		struct flow flow = {.id = fuzz_u8(&in)};

		len = fuzz_u8(&in) * 8u;
		slot = qmap_framing.reserve(&l, buf, flow, len + 8);
		if (!slot)
			continue;
		memset(slot, 1, len + 8);
		qmap_framing.commit(&l, flow, len);
		n += len > 0;
	}
	len = n ? qmap_framing.end(&l) : 0;
	FUZZ_CLAIM(len <= p.max_size && !len == !n);
	FUZZ_CLAIM(walk(&qmap_framing, &l, att_bytes_of(buf, len)) == n);
	FUZZ_CLAIM(!l.skipped && !l.commands);
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct att_bytes transfer = {copy, size};

	for (int form = QMAP_V1; form <= QMAP_V5; form++)
		walk_qmap(transfer, (enum qmap_form)form);
	walk_plain(transfer);
	fill(transfer);
	free(copy);
	return 0;
}
