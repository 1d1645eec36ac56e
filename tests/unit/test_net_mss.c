/* The maximum segment size of a SYN that does not fit the link, and its
 * checksum, which the whole sum judges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/inet.h"
#include "net/mss.h"
#include "unit/linux_flow.h"

enum { MTU = 1420, V4 = 20, V6 = 40, TCP = 20 };

/* A segment with 12 bytes of options: no-operations in front, then the MSS. */
struct segment {
	uint8_t b[128];
	size_t len, tcp, mss; /* where they begin */
};

static void make(struct segment *s, bool v6, uint8_t flags, unsigned nops,
		 uint16_t mss)
{
	struct inet_flow flow = {
		.v6 = v6, .port = 4711, .flags = flags, .options = 12};
	struct att_inet h;
	size_t end;

	s->len = flow_datagram(&flow, s->b, 0);
	s->tcp = v6 ? V6 : V4;
	s->mss = s->tcp + TCP + nops + 2;
	end = s->tcp + TCP + 12;
	memset(s->b + s->tcp + TCP, 1, nops);
	s->b[s->mss - 2] = 2;
	s->b[s->mss - 1] = 4;
	att_put16_be(s->b + s->mss, mss);
	memset(s->b + s->mss + 2, 0, end - s->mss - 2);
	assert_true(att_inet_parse(&h, att_bytes_of(s->b, s->len)));
	memset(s->b + s->tcp + 16, 0, 2);
	att_inet_put_sum(s->b + s->tcp + 16,
			 att_inet_sum(att_inet_pseudo(&h, s->len - s->tcp),
				      s->b + s->tcp, s->len - s->tcp));
}

static bool good(const struct segment *s)
{
	struct att_inet h;

	return att_inet_parse(&h, att_bytes_of(s->b, s->len)) &&
	       att_inet_good(&h);
}

static void too_large_is_lowered_to_what_fits(void **state)
{
	static const uint8_t flags[] = {ATT_INET_SYN,
					ATT_INET_SYN | ATT_INET_ACK};
	struct segment s;

	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++)
		for (unsigned i = 0; i < 2; i++)
			for (unsigned nops = 0; nops < 8; nops++) {
				make(&s, v6, flags[i], nops, 1460);
				assert_true(good(&s));
				assert_true(att_mss_clamp(s.b, s.len, MTU));
				assert_int_equal(att_get16_be(s.b + s.mss),
						 v6 ? 1360 : 1380);
				assert_true(good(&s));
			}
}

static void what_fits_stays(void **state)
{
	struct segment s, before;

	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++) {
		make(&s, v6, ATT_INET_SYN, 0, v6 ? 1360 : 1380);
		before = s;
		assert_false(att_mss_clamp(s.b, s.len, MTU));
		assert_memory_equal(s.b, before.b, s.len);
	}
}

static void checksum_is_right_for_every_size(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		uint16_t mss = (uint16_t)flow_below(&seed, 65536);
		uint32_t mtu = 68 + flow_below(&seed, 9000);
		bool v6 = flow_below(&seed, 2) != 0;
		struct segment s;

		make(&s, v6, ATT_INET_SYN, flow_below(&seed, 8), mss);
		att_mss_clamp(s.b, s.len, mtu);
		assert_true(att_get16_be(s.b + s.mss) <=
			    mtu - (v6 ? V6 : V4) - TCP);
		assert_true(good(&s));
	}
}

/* Changed again, a checksum that was wrong is wrong still: the receiver is to
 * notice. */
static void wrong_checksum_stays_wrong(void **state)
{
	struct segment s;

	(void)state;
	make(&s, false, ATT_INET_SYN, 0, 1460);
	s.b[s.tcp + 16] ^= 0x10;
	assert_true(att_mss_clamp(s.b, s.len, MTU));
	assert_false(good(&s));
}

/* What has no MSS, or one that is not for us to read, stays as it is. */
static void others_stay(void **state)
{
	struct segment s, before;

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		make(&s, false, i == 0 ? ATT_INET_ACK : ATT_INET_SYN, 0, 1460);
		switch (i) {
		case 1: /* a fragment */
			s.b[6] |= 0x20;
			break;
		case 2: /* an option that is too short for itself */
			s.b[s.mss - 1] = 1;
			break;
		case 3: /* one that ends behind the header */
			s.b[s.mss - 2] = 3;
			s.b[s.mss - 1] = 13;
			break;
		case 4: /* the end is in front of it */
			s.b[s.mss - 2] = 0;
			break;
		case 5: /* an MSS of another length */
			s.b[s.mss - 1] = 6;
			break;
		case 6: /* UDP */
			s.b[9] = 17;
			break;
		case 7: /* cut off */
			s.len = s.mss;
			break;
		}
		before = s;
		assert_false(att_mss_clamp(s.b, s.len, MTU));
		assert_memory_equal(s.b, before.b, sizeof(s.b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_large_is_lowered_to_what_fits),
		cmocka_unit_test(what_fits_stays),
		cmocka_unit_test(checksum_is_right_for_every_size),
		cmocka_unit_test(wrong_checksum_stays_wrong),
		cmocka_unit_test(others_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
