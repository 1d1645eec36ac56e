/* A datagram of a router at a link: its segment size, and the answer to it.
 * What was right is right afterwards, and an answer stays in its room. */
#include <stdlib.h>

#include "fuzz.h"
#include "net/inet.h"
#include "net/mss.h"
#include "net/ndp.h"

static bool is_good(const uint8_t *p, size_t len)
{
	struct att_inet h;

	return att_inet_parse(&h, att_bytes_of(p, len)) && att_inet_good(&h);
}

static void clamp(struct att_bytes in, uint32_t mtu)
{
	uint8_t *p = fuzz_copy(in);
	bool good = is_good(p, in.len);

	att_mss_clamp(p, in.len, mtu);
	FUZZ_CLAIM(!good || is_good(p, in.len));
	FUZZ_CLAIM(!att_mss_clamp(p, in.len, mtu));
	free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size};
	struct att_ndp_link link = {.n_dns = ATT_NDP_DNS};
	uint32_t mtu = fuzz_u16(&in);
	uint8_t *out = fuzz_alloc(ATT_NDP_ANSWER_MAX), prefix[8];
	uint8_t *p;

	link.prefix_len = fuzz_u8(&in) & 64;
	link.mtu = mtu;
	clamp(in, mtu);
	p = fuzz_copy(in);
	FUZZ_CLAIM(att_ndp_answer(&link, att_bytes_of(p, in.len), out) <=
		   ATT_NDP_ANSWER_MAX);
	att_ndp_prefix_told(att_bytes_of(p, in.len), prefix);
	free(p);
	free(out);
	return 0;
}
