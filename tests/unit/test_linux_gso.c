/* Checksums, and super-packets that are cut into segments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/errors.h"
#include "linux_flow.h"

static uint8_t super[FLOW_MAX];
static struct flow_list cut;

static int empty(void **state)
{
	(void)state;
	cut.n = 0;
	cut.len = 0;
	return 0;
}

/* RFC 1071, word by word. */
static uint16_t plain_sum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += i & 1 ? p[i] : (uint32_t)p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static void sums_agree_with_rfc_1071_at_each_length_and_place(void **state)
{
	static uint8_t p[1700];
	uint8_t field[2];

	(void)state;
	for (size_t i = 0; i < sizeof(p); i++)
		p[i] = (uint8_t)(flow_byte((uint32_t)i) | (i % 97 ? 0 : 0xff));
	for (size_t at = 0; at < 9; at++) {
		for (size_t len = 0; len < 1600; len += len < 140 ? 1 : 91) {
			uint16_t plain = plain_sum(p + at, len);

			att_inet_put_sum(field, att_inet_sum(0, p + at, len));
			if (plain == 0xffff)
				plain = 0; /* never written as 0 */
			assert_int_equal(att_get16_be(field), (uint16_t)~plain);
		}
	}
	memset(p, 0xff, sizeof(p));
	assert_int_equal(att_inet_fold(att_inet_sum(0, p, sizeof(p))), 0xffff);
}

/* What each segment of a flow's super-packet has to be. */
static void check_segment(const struct inet_flow *f, uint32_t index,
			  uint32_t size, bool last)
{
	struct att_bytes d = cut.datagram[index];
	struct att_inet h;
	const uint8_t *l4;

	assert_true(att_inet_parse(&h, d));
	assert_int_equal(h.headers, flow_headers(f));
	assert_int_equal(h.headers + h.payload, d.len);
	assert_true(last ? h.payload <= size : h.payload == size);
	assert_true(att_inet_good(&h));
	l4 = d.p + h.l4;
	for (uint32_t i = 0; i < h.payload; i++)
		assert_int_equal(d.p[h.headers + i],
				 flow_byte(f->seq + index * size + i));
	if (!f->v6) {
		assert_int_equal(plain_sum(d.p, 20), 0xffff);
		assert_int_equal(att_get16_be(d.p + 4),
				 (uint16_t)(f->id + index));
	}
	if (f->udp)
		return;
	assert_int_equal(att_get32_be(l4 + 4), f->seq + index * size);
	assert_int_equal(l4[13] & (ATT_INET_FIN | ATT_INET_PSH),
			 last ? f->flags & (ATT_INET_FIN | ATT_INET_PSH) : 0);
	assert_int_equal(l4[13] & ATT_INET_CWR,
			 index ? 0 : f->flags & ATT_INET_CWR);
	assert_int_equal(l4[13] & ATT_INET_ECE, f->flags & ATT_INET_ECE);
}

static void cut_and_check(struct inet_flow f, uint32_t payload, uint16_t size)
{
	struct virtio_net_hdr h;
	struct inet_flow before = f;
	size_t len = flow_super(&f, super, &h, payload, size);
	uint32_t n = (payload + size - 1) / size;

	empty(NULL);
	assert_int_equal(flow_cut(&cut, &h, att_bytes_of(super, len)), 0);
	assert_int_equal(cut.n, n);
	for (uint32_t i = 0; i < n; i++)
		check_segment(&before, i, size, i + 1 == n);
}

static void tcp_is_cut_with_numbers_flags_and_checksums(void **state)
{
	struct inet_flow f = {.seq = 0xfffffff0, .id = 0xfffe, .options = 12};

	(void)state;
	f.flags = ATT_INET_ACK | ATT_INET_PSH | ATT_INET_FIN | ATT_INET_ECE |
		  ATT_INET_CWR;
	for (int v6 = 0; v6 < 2; v6++) {
		f.v6 = v6;
		cut_and_check(f, 64000, 1448);
		cut_and_check(f, 1448 * 5, 1448);
		cut_and_check(f, 1449, 1448);
		cut_and_check(f, 3, 1);
		cut_and_check(f, 999, 333);
		cut_and_check(f, 10, 1448); /* one */
	}
}

static void udp_is_cut_with_lengths_and_checksums(void **state)
{
	struct inet_flow f = {.udp = true, .id = 7};

	(void)state;
	for (int v6 = 0; v6 < 2; v6++) {
		f.v6 = v6;
		cut_and_check(f, 64000, 1200);
		cut_and_check(f, 1201, 1200);
		cut_and_check(f, 12, 1);
	}
}

static void datagrams_of_up_to_64k_are_cut(void **state)
{
	struct inet_flow f = {.flags = ATT_INET_ACK};

	(void)state;
	cut_and_check(f, 65535 - 40, 1400);
	f.v6 = true;
	cut_and_check(f, 65535 - 20, 1400);
}

static void unfinished_checksums_are_finished(void **state)
{
	struct inet_flow f = {.flags = ATT_INET_ACK};
	struct virtio_net_hdr h;
	struct att_inet inet;
	size_t len;

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		f.v6 = kind & 1;
		f.udp = kind & 2;
		len = flow_super(&f, super, &h, 101, 1);
		h.gso_type = VIRTIO_NET_HDR_GSO_NONE;
		assert_int_equal(att_gso_finish(&h, super, len), 0);
		assert_true(att_inet_parse(&inet, att_bytes_of(super, len)));
		assert_true(att_inet_good(&inet));
	}
	/* nothing to do */
	super[60] ^= 1;
	h.flags = 0;
	assert_int_equal(att_gso_finish(&h, super, len), 0);
	assert_false(att_inet_good(&inet));
}

static void unfinished_checksums_outside_are_refused(void **state)
{
	struct virtio_net_hdr h = {.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM};

	(void)state;
	memset(super, 0, 64);
	h.csum_start = 20;
	h.csum_offset = 43;
	assert_int_equal(att_gso_finish(&h, super, 64), ATT_E_VALUE);
	h.csum_offset = 42;
	assert_int_equal(att_gso_finish(&h, super, 64), 0);
	h.csum_start = h.csum_offset = 65535;
	assert_int_equal(att_gso_finish(&h, super, 64), ATT_E_VALUE);
	h.csum_start = h.csum_offset = 0;
	assert_int_equal(att_gso_finish(&h, super, 1), ATT_E_VALUE);
}

static int try(struct virtio_net_hdr h, size_t len)
{
	return flow_cut(&cut, &h, att_bytes_of(super, len));
}

/* As TCP over IPv4, 3000 bytes, with one thing wrong. */
static void contradicting_virtio_headers_are_refused(void **state)
{
	struct inet_flow f = {.flags = ATT_INET_ACK};
	struct virtio_net_hdr good, h;
	size_t len = flow_super(&f, super, &good, 3000, 1400);

	(void)state;
	assert_int_equal(try(good, len), 0);
	static const uint8_t types[] = {2, 3, 4, 5, 6, 0x7f};

	for (size_t i = 0; i < sizeof(types); i++) {
		h = good;
		h.gso_type = types[i];
		assert_int_equal(try(h, len), ATT_E_VALUE);
	}
	h = good;
	h.flags = 0;
	assert_int_equal(try(h, len), ATT_E_VALUE);
	h = good;
	h.gso_size = 0;
	assert_int_equal(try(h, len), ATT_E_VALUE);
	h = good;
	h.csum_offset = 6;
	assert_int_equal(try(h, len), ATT_E_VALUE);
	static const uint16_t starts[] = {0, 16, 24, 40, 3020, 3040, 65535};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		h = good;
		h.csum_start = starts[i];
		assert_int_equal(try(h, len), ATT_E_VALUE);
	}
	assert_int_equal(try(good, len - 1), ATT_E_VALUE);
	assert_int_equal(try(good, 40), ATT_E_VALUE);
	assert_int_equal(try(good, 39), ATT_E_VALUE);
}

static void contradicting_ip_headers_are_refused(void **state)
{
	static const struct {
		size_t at;
		uint8_t v;
	} wrong[] = {{0, 0x46}, {0, 0x55},  {0, 0x65}, {2, 1},
		     {9, 17},	{32, 0x40}, {32, 0xf0}};
	struct inet_flow f = {.flags = ATT_INET_ACK};
	struct virtio_net_hdr h;
	size_t len = flow_super(&f, super, &h, 21, 10);

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint8_t was = super[wrong[i].at];

		super[wrong[i].at] = wrong[i].v;
		assert_int_equal(try(h, len), ATT_E_VALUE);
		super[wrong[i].at] = was;
	}
	assert_int_equal(try(h, len), 0);
	f.v6 = true;
	len = flow_super(&f, super, &h, 21, 10);
	assert_int_equal(try(h, len), 0);
	super[6] = 17;
	assert_int_equal(try(h, len), ATT_E_VALUE);
	super[6] = 6;
	super[5]++;
	assert_int_equal(try(h, len), ATT_E_VALUE);
}

static void headers_are_parsed_only_if_all_of_them_are_there(void **state)
{
	struct inet_flow f = {.flags = ATT_INET_ACK, .options = 8};
	struct att_inet h;
	size_t len;

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		f.v6 = kind & 1;
		f.udp = kind & 2;
		len = flow_datagram(&f, super, 5);
		for (size_t n = 0; n < len; n++)
			assert_false(
				att_inet_parse(&h, att_bytes_of(super, n)));
		/* what lies behind it does not belong to it */
		assert_true(att_inet_parse(&h, att_bytes_of(super, len + 3)));
		assert_int_equal(h.payload, 5);
	}
}

static void fragments_and_options_are_not_parsed(void **state)
{
	struct inet_flow f = {.udp = true, .no_df = true};
	size_t len = flow_datagram(&f, super, 100);
	struct att_bytes d = {super, len};
	struct att_inet h;

	(void)state;
	assert_true(att_inet_parse(&h, d));
	super[6] = 0x20; /* more fragments */
	assert_false(att_inet_parse(&h, d));
	super[6] = 0;
	super[7] = 1; /* offset */
	assert_false(att_inet_parse(&h, d));
	super[7] = 0;
	super[0] = 0x46;
	assert_false(att_inet_parse(&h, d));
	super[0] = 0x45;
	super[9] = 1;
	assert_false(att_inet_parse(&h, d));
}

#define TEST(f) cmocka_unit_test_setup(f, empty)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sums_agree_with_rfc_1071_at_each_length_and_place),
		TEST(tcp_is_cut_with_numbers_flags_and_checksums),
		TEST(udp_is_cut_with_lengths_and_checksums),
		TEST(datagrams_of_up_to_64k_are_cut),
		TEST(unfinished_checksums_are_finished),
		TEST(unfinished_checksums_outside_are_refused),
		TEST(contradicting_virtio_headers_are_refused),
		TEST(contradicting_ip_headers_are_refused),
		TEST(headers_are_parsed_only_if_all_of_them_are_there),
		TEST(fragments_and_options_are_not_parsed),
	};

	return cmocka_run_group_tests_name("linux_gso", tests, NULL, NULL);
}
