/* NTB16 and NTB32 as a modem sends them: every datagram lies in the transfer,
 * and the walk ends after as many steps as the transfer can hold. The same
 * bytes say how NTBs are filled. */
#include <stdlib.h>

#include "base/errors.h"
#include "drivers/ntb.h"
#include "fuzz.h"
#include "mutate.h"

static void walk(struct att_bytes transfer)
{
	struct flow stream;
	struct att_bytes datagram;
	struct ntb_rx rx;
	uint32_t steps = 0;
	int got = ntb_rx_init(&rx, transfer);

	FUZZ_CLAIM(got == 0 || got == ATT_E_SHORT || got == ATT_E_NTB);
	if (got)
		return;
	while ((got = ntb_rx_next(&rx, &stream, &datagram)) == 1) {
		FUZZ_CLAIM(datagram.p >= transfer.p && datagram.len > 0 &&
			   datagram.len <= transfer.len);
		FUZZ_CLAIM((size_t)(datagram.p - transfer.p) <=
			   transfer.len - datagram.len);
		/* an entry has 4 bytes, and tables do not overlap */
		FUZZ_CLAIM(++steps <= transfer.len / 4);
	}
	FUZZ_CLAIM(got == 0 || got == ATT_E_NTB || got == ATT_E_LOOP);
	FUZZ_CLAIM(got == ATT_E_LOOP || rx.ndp_bytes <= transfer.len);
}

/* As a framing, in pieces: the same datagrams, left out and end. */
static void walk_as_framing(struct att_bytes transfer)
{
	struct ntb_link link = {.rx_started = false};
	struct framing_datagram got[7];
	struct att_bytes d;
	struct ntb_rx rx;
	struct flow s;
	unsigned n;
	int err, want = ntb_rx_init(&rx, transfer);
	bool first = true;

	do {
		n = ntb_framing.walk(&link, first ? &transfer : NULL, got, 7,
				     &err);
		first = false;
		for (unsigned i = 0; i < n; i++) {
			FUZZ_CLAIM(ntb_rx_next(&rx, &s, &d) == 1);
			FUZZ_CLAIM(got[i].bytes.p == d.p &&
				   got[i].bytes.len == d.len &&
				   flow_same(got[i].flow, s));
		}
	} while (n == 7);
	if (!want)
		want = ntb_rx_next(&rx, &s, &d);
	FUZZ_CLAIM(err == want && link.skipped == rx.skipped);
}

/* An NTB filled as the input says: which stream, how long, how much room is
 * asked for beyond. What went in comes out. */
static void fill(struct att_bytes in)
{
	struct ntb_params p = {
		.max_size = 2048u + fuzz_u8(&in) * 64u,
		.divisor = (uint16_t)(4u << fuzz_u8(&in) % 8),
		.remainder = fuzz_u8(&in),
		.alignment = (uint16_t)(4u << fuzz_u8(&in) % 10),
		.max_datagrams = fuzz_u8(&in),
		.ntb32 = in.len & 1,
	};
	uint8_t *buf = fuzz_alloc(p.max_size), *slot;
	struct ntb_tx tx;
	struct ntb_rx rx;
	struct att_bytes d;
	struct flow s;
	uint32_t n = 0, len;

	p.remainder &= (uint16_t)(p.divisor - 1);
	ntb_tx_begin(&tx, &p, fuzz_u8(&in) & 1, buf);
	while (in.len) {
		s = (struct flow){fuzz_u8(&in) & 7, in.len & 2};
		len = fuzz_u8(&in) * 8u;
		slot = ntb_tx_reserve(&tx, s, len + 8);
		if (!slot)
			continue;
		memset(slot, 1, len + 8);
		ntb_tx_commit(&tx, s, len);
		n += len > 0;
	}
	len = ntb_tx_end(&tx, 0, 512);
	FUZZ_CLAIM(len <= p.max_size && !len == !n);
	FUZZ_CLAIM(!n || !ntb_rx_init(&rx, att_bytes_of(buf, len)));
	for (; n; n--)
		FUZZ_CLAIM(ntb_rx_next(&rx, &s, &d) == 1);
	FUZZ_CLAIM(!len || (!ntb_rx_next(&rx, &s, &d) && !rx.skipped));
	free(buf);
}

static void parameters(struct att_bytes answer)
{
	struct ntb_params in, out;
	uint16_t formats;
	int err = ntb_params_decode(answer, &in, &out, &formats);

	if (err)
		return;
	FUZZ_CLAIM(in.max_size >= 2048 && out.max_size >= 2048);
	FUZZ_CLAIM(out.divisor >= 4 && !(out.divisor & (out.divisor - 1)));
	FUZZ_CLAIM(out.alignment >= 4 &&
		   !(out.alignment & (out.alignment - 1)));
	FUZZ_CLAIM(out.remainder < out.divisor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct att_bytes transfer = {copy, size};

	walk(transfer);
	walk_as_framing(transfer);
	fill(transfer);
	parameters(transfer);
	free(copy);
	return 0;
}

/* Where the numbers of an NTH and an NDP are (NCM 1.0 tables 3-1 to 3-4), and
 * how wide they are. */
struct form {
	unsigned block, first, next, entries, entry, width;
};

static size_t number(const struct form *f, const uint8_t *p)
{
	return f->width == 4 ? att_get32(p) : att_get16(p);
}

/* The place of some number: of the header, or of one NDP of the chain. Beyond
 * size if the chain leads there. */
static size_t place(struct mutate *m, const struct form *f, const uint8_t *data,
		    size_t size)
{
	unsigned what = mutate_below(m, 8);
	size_t ndp = number(f, data + f->first);

	if (what < 2)
		return what ? f->first : f->block;
	for (unsigned hops = mutate_below(m, 4); hops; hops--) {
		if (ndp + f->entries > size)
			return size;
		ndp = number(f, data + ndp + f->next);
	}
	if (what == 2)
		return ndp + f->next;
	if (what == 3)
		return ndp + 4; /* wLength */
	return ndp + f->entries + f->entry / 2 * mutate_below(m, 12);
}

/* Lengths and offsets of the other parts, and numbers beyond all of them. */
static uint32_t edge(struct mutate *m, uint32_t size)
{
	switch (mutate_below(m, 4)) {
	case 0:
		return mutate_below(m, size);
	case 1:
		return mutate_below(m, size) & ~3u;
	case 2:
		return size - mutate_below(m, 20);
	default:
		return UINT32_MAX >> mutate_below(m, 32);
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	static const struct form form16 = {8, 10, 6, 8, 4, 2};
	static const struct form form32 = {8, 12, 8, 16, 8, 4};
	struct mutate m = {seed};
	const struct form *f;

	if (size < 28 || !mutate_below(&m, 3))
		return LLVMFuzzerMutate(data, size, max_size);
	f = data[0] == 'n' ? &form32 : &form16;
	for (unsigned n = 1 + mutate_below(&m, 4); n; n--) {
		uint32_t v = edge(&m, (uint32_t)size);
		size_t at = place(&m, f, data, size);

		if (at > size || size - at < f->width)
			continue;
		att_put16(data + at, (uint16_t)v);
		if (f->width == 4)
			att_put16(data + at + 2, (uint16_t)(v >> 16));
	}
	return size;
}
