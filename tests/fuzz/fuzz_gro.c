/* Datagrams of an NTB on their way to a TUN device. An input is a sequence of
 * datagrams: whose it is, bytes of payload, and what is changed in it; or a raw
 * one. Cut again, what was joined is what came in. */
#include <stdlib.h>

#include "fuzz.h"
#include "unit/linux_flow.h"

#define FLOWS	  100u
#define RAW	  0xff
#define DATAGRAMS 400u

static struct inet_flow flows[FLOWS];
static struct flow_list in;
static struct flow_sink out;

/* What may be written another way: the identification behind DF and the
 * checksum that goes with it; 0 as a checksum of TCP. */
static void normalise(uint8_t *p, size_t len)
{
	struct att_inet h;
	uint8_t *sum;

	if (!att_inet_parse(&h, att_bytes_of(p, len)))
		return;
	if (!h.v6 && p[6] & 0x40)
		memset(p + 4, 0, 2);
	if (!h.v6)
		memset(p + 10, 0, 2);
	sum = p + h.l4 + 16;
	if (h.protocol == ATT_INET_TCP && !sum[0] && !sum[1])
		memset(sum, 0xff, 2);
}

static bool same(struct att_bytes a, struct att_bytes b)
{
	struct att_inet h;
	size_t len = b.len;
	uint8_t *x, *y;
	bool equal;

	/* without what lay behind it */
	if (a.len < len && att_inet_parse(&h, b))
		len = h.headers + h.payload;
	if (a.len != len)
		return false;
	x = fuzz_copy(a);
	y = fuzz_copy(att_bytes_of(b.p, len));
	normalise(x, len);
	normalise(y, len);
	equal = memcmp(x, y, len) == 0;
	free(x);
	free(y);
	return equal;
}

/* Each came in, and none twice; which flow it belongs to does not matter. */
static void compare(void)
{
	static bool used[512];

	memset(used, 0, sizeof(used));
	FUZZ_CLAIM(!out.refused);
	FUZZ_CLAIM(out.list.n == in.n && out.datagrams == in.n);
	for (uint32_t i = 0; i < out.list.n; i++) {
		uint32_t k = 0;

		while (k < in.n &&
		       (used[k] || !same(out.list.datagram[i], in.datagram[k])))
			k++;
		FUZZ_CLAIM(k < in.n);
		used[k] = true;
	}
}

static void take_datagram(struct att_bytes *input)
{
	static uint8_t p[4096];
	uint8_t whose = fuzz_u8(input), n = fuzz_u8(input), change;
	struct inet_flow *f = &flows[whose % FLOWS];
	struct att_bytes raw;
	size_t len, at;

	if (whose == RAW) {
		raw = fuzz_take(input, n);
		if (raw.len)
			flow_list_add(&in, raw);
		return;
	}
	change = fuzz_u8(input);
	f->flags = (uint8_t)(ATT_INET_ACK | (change & 16 ? 8 : 0) |
			     (change & 64 ? 1 : 0));
	len = flow_datagram(f, p, n);
	at = change & 32 ? fuzz_u8(input) % len : 0;
	if (at)
		p[at] ^= fuzz_u8(input);
	if (change & 128)
		f->seq++;
	flow_list_add(&in, att_bytes_of(p, len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes input = {data, size};
	struct att_gro *gro = fuzz_alloc(sizeof(*gro));

	memset(&in, 0, offsetof(struct flow_list, mem));
	memset(&out, 0, offsetof(struct flow_sink, list.mem));
	for (unsigned i = 0; i < FLOWS; i++)
		flows[i] = (struct inet_flow){.v6 = i & 1,
					      .udp = i & 2,
					      .no_df = i & 4,
					      .port = (uint16_t)i,
					      .options = i & 8 ? 12 : 0};
	while (input.len && in.n < DATAGRAMS)
		take_datagram(&input);
	att_gro_init(gro, size & 1 || size > 9, size & 2 || size > 9,
		     flow_sink_write, &out);
	for (uint32_t i = 0; i < in.n; i++) {
		att_gro_input(gro, in.datagram[i]);
		if (i % 64 == 63)
			att_gro_flush(gro);
	}
	att_gro_flush(gro);
	compare();
	free(gro);
	return 0;
}
