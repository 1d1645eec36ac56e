/* Super-packets as a TUN device might hand them out. An input says how much of
 * the packet is at hand, then come a virtio header and the packet: whatever it
 * says, its segments carry each byte of its payload once, in order. */
#include <stdlib.h>

#include "fuzz.h"
#include "net/gso.h"
#include "net/inet.h"

static void segment(struct mbim_gso *g, struct mbim_bytes payload,
		    struct mbim_bytes super)
{
	uint32_t len = mbim_gso_len(g);
	uint8_t *p = fuzz_alloc(len);
	struct mbim_inet h;

	memcpy(p + g->headers, payload.p, payload.len);
	mbim_gso_next(g, p);
	FUZZ_CLAIM(memcmp(p + g->headers, payload.p, payload.len) == 0);
	FUZZ_CLAIM(memcmp(p, super.p, 1) == 0);
	/* of what it can parse, the lengths are right */
	if (mbim_inet_parse(&h, mbim_bytes_of(p, len)))
		FUZZ_CLAIM(h.payload == payload.len);
	free(p);
}

/* Only what is at hand can be read. */
static int begin(struct mbim_gso *g, const struct virtio_net_hdr *h,
		 struct mbim_bytes super, size_t here)
{
	uint8_t *copy = fuzz_copy(mbim_bytes_of(super.p, here));
	int err = mbim_gso_init(g, h, mbim_bytes_of(copy, here), super.len);

	free(copy);
	return err;
}

static void cut(struct mbim_gso *g, struct mbim_bytes super)
{
	size_t at = g->headers;
	uint32_t len;

	FUZZ_CLAIM(g->size);
	while ((len = mbim_gso_len(g)) > 0) {
		uint32_t n = len - g->headers;

		FUZZ_CLAIM(n && n <= g->size && n <= super.len - at);
		segment(g, mbim_bytes_of(super.p + at, n), super);
		at += n;
	}
	FUZZ_CLAIM(at == super.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mbim_bytes in = {data, size}, head;
	size_t here = fuzz_u16(&in);
	struct virtio_net_hdr h = {0};
	struct mbim_gso g;
	uint8_t *copy;

	head = fuzz_take(&in, sizeof(h));
	if (head.len == sizeof(h))
		memcpy(&h, head.p, sizeof(h));
	if (!begin(&g, &h, in, here < in.len ? here : in.len))
		cut(&g, in);
	copy = fuzz_copy(in);
	mbim_gso_finish(&h, copy, in.len);
	free(copy);
	return 0;
}
