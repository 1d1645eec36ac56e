/* Datagrams that are joined into super-packets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "linux_flow.h"

static struct att_gro gro;
static struct flow_sink sink;
static uint8_t mem[1 << 20];
static size_t used;

static int fresh(void **state)
{
	(void)state;
	memset(&sink, 0, sizeof(sink));
	used = 0;
	att_gro_init(&gro, true, true, flow_sink_write, &sink);
	return 0;
}

/* The flow's next datagram, at a place of its own. */
static uint8_t *make(struct inet_flow *f, uint16_t payload, size_t *len)
{
	uint8_t *p = mem + used;

	*len = flow_datagram(f, p, payload);
	used += *len;
	return p;
}

static void give(struct inet_flow *f, uint16_t payload)
{
	size_t len;
	uint8_t *p = make(f, payload, &len);

	att_gro_input(&gro, att_bytes_of(p, len));
}

static void written(unsigned writes, unsigned joined, unsigned datagrams)
{
	assert_int_equal(sink.writes, writes);
	assert_int_equal(sink.joined, joined);
	assert_int_equal(sink.datagrams, datagrams);
	assert_int_equal(sink.list.n, datagrams);
	assert_false(sink.refused);
}

static struct inet_flow tcp(void)
{
	return (struct inet_flow){
		.flags = ATT_INET_ACK, .port = 1, .seq = 1000};
}

static void segments_of_a_flow_are_joined_where_they_lie(void **state)
{
	struct inet_flow f = tcp();

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		fresh(NULL);
		f.v6 = kind & 1;
		f.udp = kind & 2;
		f.options = 12;
		for (int i = 0; i < 10; i++)
			give(&f, 1400);
		written(0, 0, 0);
		att_gro_flush(&gro);
		written(1, 1, 10);
		assert_ptr_equal(sink.payload, mem + used - 1400);
		assert_memory_equal(sink.list.mem, mem, used);
		att_gro_flush(&gro);
		written(1, 1, 10);
	}
}

static void single_datagram_is_written_as_it_is(void **state)
{
	struct inet_flow f = tcp();

	(void)state;
	give(&f, 100);
	att_gro_flush(&gro);
	written(1, 0, 1);
	assert_memory_equal(sink.list.mem, mem, used);
}

static void shorter_one_is_the_last(void **state)
{
	struct inet_flow f = tcp();

	(void)state;
	give(&f, 1400);
	give(&f, 1400);
	give(&f, 100);
	written(1, 1, 3);
	give(&f, 1400); /* longer than the last, and a new beginning */
	att_gro_flush(&gro);
	written(2, 1, 4);
	give(&f, 100);
	give(&f, 101);
	att_gro_flush(&gro);
	written(4, 1, 6);
	assert_memory_equal(sink.list.mem, mem, used);
}

static void push_and_fin_end_a_super_packet(void **state)
{
	struct inet_flow f = tcp();

	(void)state;
	give(&f, 700);
	f.flags = ATT_INET_ACK | ATT_INET_PSH;
	give(&f, 700);
	written(1, 1, 2);
	give(&f, 700); /* begins with one: nothing to wait for */
	written(2, 1, 3);
	f.flags = ATT_INET_ACK;
	give(&f, 700);
	f.flags = ATT_INET_ACK | ATT_INET_FIN;
	give(&f, 700);
	written(3, 2, 5);
	assert_memory_equal(sink.list.mem, mem, used);
}

/* The third has one thing that differs; put right, it is joined. */
static void differs(struct inet_flow f, size_t at, uint8_t mask)
{
	size_t len, l4 = f.v6 ? 40 : 20;
	uint8_t *p;

	fresh(NULL);
	give(&f, 500);
	give(&f, 500);
	p = make(&f, 500, &len);
	p[at] ^= mask;
	if (!f.v6) {
		att_put16_be(p + 10, 0);
		att_inet_put_sum(p + 10, att_inet_sum(0, p, 20));
	}
	if (at != l4 + (f.udp ? 6 : 16)) { /* the checksum itself */
		struct att_inet h;

		assert_true(att_inet_parse(&h, att_bytes_of(p, len)));
		memset(p + l4 + (f.udp ? 6 : 16), 0, 2);
		att_inet_put_sum(p + l4 + (f.udp ? 6 : 16),
				 att_inet_sum(att_inet_pseudo(&h, len - l4),
					      p + l4, len - l4));
	}
	att_gro_input(&gro, att_bytes_of(p, len));
	att_gro_flush(&gro);
	assert_int_equal(sink.writes, 2);
	assert_int_equal(sink.joined, 1);
	assert_int_equal(sink.list.n, 3);
	assert_memory_equal(sink.list.mem, mem, used);
}

static void tcp_with_any_difference_is_not_joined(void **state)
{
	/* ports, sequence, acknowledgement, length of options, flags (ECE,
	 * CWR, URG, RST, SYN), window, checksum, urgent pointer, options */
	static const struct {
		size_t at;
		uint8_t mask;
	} tcp_fields[] = {{0, 1},  {3, 1},  {4, 0x80},	{7, 1},	    {8, 1},
			  {11, 1}, {12, 1}, {13, 0x40}, {13, 0x80}, {13, 0x20},
			  {13, 4}, {13, 2}, {14, 1},	{15, 1},    {16, 1},
			  {18, 1}, {19, 1}, {20, 3},	{31, 3}};
	/* of IPv4: type of service, DF, hops, addresses */
	static const uint8_t v4[] = {1, 6, 8, 12, 15, 16, 19};
	/* of IPv6: class, flow label, hops, addresses */
	static const uint8_t v6[] = {1, 2, 3, 7, 8, 23, 24, 39};
	struct inet_flow f = tcp();

	(void)state;
	f.options = 12;
	for (size_t i = 0; i < sizeof(tcp_fields) / sizeof(tcp_fields[0]); i++)
		for (int k = 0; k < 2; k++) {
			f.v6 = k;
			differs(f, (f.v6 ? 40 : 20) + tcp_fields[i].at,
				tcp_fields[i].mask);
		}
	f.v6 = false;
	for (size_t i = 0; i < sizeof(v4); i++)
		differs(f, v4[i], v4[i] == 6 ? 0x40 : 1);
	f.v6 = true;
	for (size_t i = 0; i < sizeof(v6); i++)
		differs(f, v6[i], 1);
}

static void udp_with_any_difference_is_not_joined(void **state)
{
	struct inet_flow f = {.udp = true, .port = 5};

	(void)state;
	differs(f, 20, 1);
	differs(f, 23, 1);
	differs(f, 26, 1);
	differs(f, 1, 1);
	differs(f, 8, 1);
	f.v6 = true;
	differs(f, 3, 1);
	differs(f, 46, 1);
}

static void udp_without_a_checksum_is_not_joined(void **state)
{
	struct inet_flow f = {.udp = true, .port = 5};
	size_t len;

	(void)state;
	for (int i = 0; i < 3; i++) {
		uint8_t *p = make(&f, 300, &len);

		memset(p + 26, 0, 2);
		att_gro_input(&gro, att_bytes_of(p, len));
	}
	att_gro_flush(&gro);
	written(3, 0, 3);
}

static void identification_without_df_has_to_count_up(void **state)
{
	struct inet_flow f = tcp();

	(void)state;
	f.no_df = true;
	f.id = 0xffff;
	give(&f, 500);
	give(&f, 500);
	f.id++;
	give(&f, 500);
	att_gro_flush(&gro);
	written(2, 1, 3);
	assert_memory_equal(sink.list.mem, mem, used);
}

static void bad_checksum_of_the_first_is_found_too(void **state)
{
	struct inet_flow f = tcp();
	size_t len;
	uint8_t *p = make(&f, 500, &len);

	(void)state;
	p[len - 1] ^= 1;
	att_gro_input(&gro, att_bytes_of(p, len));
	give(&f, 500);
	give(&f, 500);
	att_gro_flush(&gro);
	written(2, 1, 3);
	assert_memory_equal(sink.list.mem, mem, used);
}

static void bad_checksum_of_ipv4_is_not_mended(void **state)
{
	struct inet_flow f = tcp();
	size_t len;
	uint8_t *p;

	(void)state;
	give(&f, 500);
	p = make(&f, 500, &len);
	p[5] ^= 1; /* which means nothing, but it was damaged */
	att_gro_input(&gro, att_bytes_of(p, len));
	att_gro_flush(&gro);
	written(2, 0, 2);
	assert_memory_equal(sink.list.mem, mem, used);
}

static void acknowledgements_keep_their_place(void **state)
{
	struct inet_flow f = tcp();

	(void)state;
	give(&f, 500);
	give(&f, 500);
	give(&f, 0);
	written(2, 1, 3);
	give(&f, 500);
	att_gro_flush(&gro);
	written(3, 1, 4);
	assert_memory_equal(sink.list.mem, mem, used);
}

static void what_is_not_tcp_or_udp_keeps_its_place(void **state)
{
	static const uint8_t arp[] = {0, 1, 8, 0, 6, 4, 0, 1};
	struct inet_flow f = tcp();

	(void)state;
	give(&f, 500);
	give(&f, 500);
	att_gro_input(&gro, att_bytes_of(arp, sizeof(arp)));
	assert_int_equal(sink.writes, 2);
	assert_int_equal(sink.joined, 1);
	assert_memory_equal(sink.list.datagram[2].p, arp, sizeof(arp));
}

static void flows_that_alternate_are_all_joined(void **state)
{
	struct inet_flow f[ATT_GRO_FLOWS];

	(void)state;
	for (unsigned i = 0; i < ATT_GRO_FLOWS; i++) {
		f[i] = tcp();
		f[i].port = (uint16_t)(100 + i);
		f[i].v6 = i & 1;
		f[i].udp = i & 2;
	}
	for (unsigned i = 0; i < 5 * ATT_GRO_FLOWS; i++)
		give(&f[i % ATT_GRO_FLOWS], 1000);
	att_gro_flush(&gro);
	written(ATT_GRO_FLOWS, ATT_GRO_FLOWS, 5 * ATT_GRO_FLOWS);
}

/* Else, with as many flows in turn, each would make room for another one that
 * comes next. */
static void flow_without_room_is_not_held_back(void **state)
{
	struct inet_flow f[ATT_GRO_FLOWS + 1];

	(void)state;
	for (unsigned i = 0; i < 3 * (ATT_GRO_FLOWS + 1); i++) {
		struct inet_flow *this = &f[i % (ATT_GRO_FLOWS + 1)];

		if (i <= ATT_GRO_FLOWS)
			*this = tcp();
		this->port = (uint16_t)(100 + i % (ATT_GRO_FLOWS + 1));
		give(this, 1000);
		assert_int_equal(sink.writes, (i + 1) / (ATT_GRO_FLOWS + 1));
	}
	att_gro_flush(&gro);
	written(3 + ATT_GRO_FLOWS, ATT_GRO_FLOWS, 3 * (ATT_GRO_FLOWS + 1));
}

/* The flow that has waited longest is written first. */
static void flows_are_written_in_the_order_of_their_beginning(void **state)
{
	static const uint16_t ports[] = {7, 3, 9, 3, 7, 1};
	static const uint16_t want[] = {7, 7, 3, 3, 9, 1};
	struct inet_flow f[10];

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		f[i] = tcp();
		f[i].port = (uint16_t)i;
	}
	for (unsigned i = 0; i < 6; i++)
		give(&f[ports[i]], 500);
	att_gro_flush(&gro);
	written(4, 2, 6);
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(att_get16_be(sink.list.datagram[i].p + 20),
				 want[i]);
}

/* Of few bytes each, of as many flows as there are. */
static void more_than_can_be_held_back_is_written_in_between(void **state)
{
	struct inet_flow f[ATT_GRO_FLOWS];
	unsigned n = ATT_GRO_HELD + 10;

	(void)state;
	for (unsigned i = 0; i < n; i++) {
		struct inet_flow *this = &f[i % ATT_GRO_FLOWS];

		if (i < ATT_GRO_FLOWS)
			*this = tcp();
		this->port = (uint16_t)(100 + i % ATT_GRO_FLOWS);
		assert_int_equal(sink.writes,
				 i <= ATT_GRO_HELD ? 0 : ATT_GRO_FLOWS);
		give(this, 20);
	}
	att_gro_flush(&gro);
	written(ATT_GRO_FLOWS + 10, ATT_GRO_FLOWS, n);
}

static void super_packets_stay_below_64k(void **state)
{
	struct inet_flow f = tcp();

	(void)state;
	for (int i = 0; i < 60; i++)
		give(&f, 1448);
	att_gro_flush(&gro);
	written(2, 2, 60);
	assert_memory_equal(sink.list.mem, mem, used);
}

static void super_packets_have_a_bounded_number_of_datagrams(void **state)
{
	struct inet_flow f = {.udp = true, .port = 1};

	(void)state;
	for (unsigned i = 0; i < 2 * ATT_GRO_PAYLOADS; i++)
		give(&f, 10);
	att_gro_flush(&gro);
	written(2, 2, 2 * ATT_GRO_PAYLOADS);
}

static void receiver_without_offloads_gets_every_datagram(void **state)
{
	struct inet_flow t = tcp(), u = {.udp = true, .port = 2};

	(void)state;
	att_gro_init(&gro, true, false, flow_sink_write, &sink);
	for (int i = 0; i < 4; i++) {
		give(&t, 800);
		give(&u, 800);
	}
	att_gro_flush(&gro);
	written(5, 1, 8);
	fresh(NULL);
	att_gro_init(&gro, false, false, flow_sink_write, &sink);
	for (int i = 0; i < 4; i++) {
		give(&t, 800);
		give(&u, 800);
	}
	written(8, 0, 8);
}

static void cleared_it_writes_nothing(void **state)
{
	struct inet_flow f = tcp();

	(void)state;
	give(&f, 500);
	give(&f, 500);
	att_gro_clear(&gro);
	att_gro_flush(&gro);
	written(0, 0, 0);
}

#define TEST(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(segments_of_a_flow_are_joined_where_they_lie),
		TEST(single_datagram_is_written_as_it_is),
		TEST(shorter_one_is_the_last),
		TEST(push_and_fin_end_a_super_packet),
		TEST(tcp_with_any_difference_is_not_joined),
		TEST(udp_with_any_difference_is_not_joined),
		TEST(udp_without_a_checksum_is_not_joined),
		TEST(identification_without_df_has_to_count_up),
		TEST(bad_checksum_of_the_first_is_found_too),
		TEST(bad_checksum_of_ipv4_is_not_mended),
		TEST(acknowledgements_keep_their_place),
		TEST(what_is_not_tcp_or_udp_keeps_its_place),
		TEST(flows_that_alternate_are_all_joined),
		TEST(flow_without_room_is_not_held_back),
		TEST(flows_are_written_in_the_order_of_their_beginning),
		TEST(more_than_can_be_held_back_is_written_in_between),
		TEST(super_packets_stay_below_64k),
		TEST(super_packets_have_a_bounded_number_of_datagrams),
		TEST(receiver_without_offloads_gets_every_datagram),
		TEST(cleared_it_writes_nothing),
	};

	return cmocka_run_group_tests_name("linux_gro", tests, NULL, NULL);
}
