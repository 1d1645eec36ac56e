/* Super-packets as a TUN device might hand them out. An input says how much of
 * the packet is at hand, then come a virtio header and the packet: whatever it
 * says, its segments carry each byte of its payload once, in order. */
#include <stdlib.h>

#include "fuzz.h"
#include "net/gso.h"
#include "net/inet.h"

static void segment(struct att_gso *g, struct att_bytes payload,
		    struct att_bytes super)
{
	uint32_t len = att_gso_len(g);
	uint8_t *p = fuzz_alloc(len);
	struct att_inet h;

	memcpy(p + g->headers, payload.p, payload.len);
	att_gso_next(g, p);
	FUZZ_CLAIM(memcmp(p + g->headers, payload.p, payload.len) == 0);
	FUZZ_CLAIM(memcmp(p, super.p, 1) == 0);
	/* of what it can parse, the lengths are right */
	if (att_inet_parse(&h, att_bytes_of(p, len)))
		FUZZ_CLAIM(h.payload == payload.len);
	free(p);
}

/* Only what is at hand can be read. */
static int begin(struct att_gso *g, const struct virtio_net_hdr *h,
		 struct att_bytes super, size_t here)
{
	static uint8_t head[ATT_GSO_HEADERS];
	uint8_t *copy = fuzz_copy(att_bytes_of(super.p, here));
	int err = att_gso_init(g, h, att_bytes_of(copy, here), super.len, head);

	free(copy);
	return err;
}

static void cut(struct att_gso *g, struct att_bytes super)
{
	size_t at = g->headers;
	uint32_t len;

	FUZZ_CLAIM(g->size);
	while ((len = att_gso_len(g)) > 0) {
		uint32_t n = len - g->headers;

		FUZZ_CLAIM(n && n <= g->size && n <= super.len - at);
		segment(g, att_bytes_of(super.p + at, n), super);
		at += n;
	}
	FUZZ_CLAIM(at == super.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size}, head;
	size_t here = fuzz_u16(&in);
	struct virtio_net_hdr h = {0};
	struct att_gso g;
	uint8_t *copy;

	head = fuzz_take(&in, sizeof(h));
	if (head.len == sizeof(h))
		memcpy(&h, head.p, sizeof(h));
	if (!begin(&g, &h, in, here < in.len ? here : in.len))
		cut(&g, in);
	copy = fuzz_copy(in);
	att_gso_finish(&h, copy, in.len);
	free(copy);
	return 0;
}
