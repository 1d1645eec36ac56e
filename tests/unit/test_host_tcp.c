/* TCP of the far side host in virtual time, segment by segment. */
#include "unit/host_segment.h"

static const uint8_t mss_100[4] = {2, 4, 0, 100};
/* MSS 1460, SACK permitted, window scale 7 */
static const uint8_t modern[12] = {2, 4, 0x05, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7};

static void syn_is_answered_with_our_options(void **state)
{
	static const uint8_t want[] = {2, 4, 0x05, 0xb4, 1, 3,
				       3, 3, 1,	   1,	 4, 2};
	struct client *c = *state;
	struct segment s;

	c->port = 7;
	client_send_with(c, SYN, modern, 12, NULL, 0);
	s = client_take(c);
	assert_int_equal(s.options_len, 12);
	assert_memory_equal(s.options, want, 12);
	c->v6 = true;
	client_send(c, SYN, NULL, 0);
	s = client_take(c);
	assert_int_equal(s.options_len, 4); /* neither scale nor SACK */
	assert_int_equal(of16(s.options + 2), 1440);
}

static void closed_port_is_refused(void **state)
{
	struct client *c = *state;
	struct segment s;

	c->port = 80;
	c->seq = 4711;
	client_send(c, SYN, NULL, 0);
	s = client_take(c);
	assert_int_equal(s.flags, RST | ACK);
	assert_int_equal(s.ack, 4712);
	assert_int_equal(s.seq, 0);
	client_send(c, RST, NULL, 0); /* is never answered */
	assert_int_equal(c->w.n, 0);
}

static void segment_without_a_connection_is_refused(void **state)
{
	struct client *c = *state;
	struct segment s;

	c->port = 7;
	c->ack = 12345;
	client_send(c, ACK, "x", 1);
	s = client_take(c);
	assert_int_equal(s.flags, RST);
	assert_int_equal(s.seq, 12345);
}

static void echo_and_both_fins_end_the_connection(void **state)
{
	struct client *c = *state;
	struct segment s;

	client_connect(c, 7, modern, 12);
	client_send(c, ACK | PSH, "hello", 5);
	s = client_take(c);
	assert_int_equal(s.flags, ACK | PSH);
	assert_int_equal(s.seq, c->ack);
	assert_int_equal(s.ack, c->seq);
	assert_int_equal(s.len, 5);
	assert_memory_equal(s.data, "hello", 5);
	c->ack += 5;
	client_send(c, ACK | FIN, "!", 1);
	s = client_take(c);
	assert_int_equal(s.flags, ACK | PSH | FIN);
	assert_int_equal(s.ack, c->seq);
	assert_memory_equal(s.data, "!", 1);
	c->ack += 2;
	client_send(c, ACK, NULL, 0);
	assert_true(sim_host_deadline(c->h) == UINT64_MAX);
	client_send(c, ACK, NULL, 0); /* it is forgotten */
	assert_int_equal(client_take(c).flags, RST);
}

static void lost_syn_ack_is_sent_again_with_back_off_and_an_end(void **state)
{
	struct client *c = *state;
	uint64_t waited = 0;
	int n;

	c->port = 7;
	client_send(c, SYN, NULL, 0);
	assert_int_equal(client_take(c).flags, SYN | ACK);
	client_send(c, 0, NULL, 0); /* no ACK flag: nothing */
	c->seq = 0;
	client_send(c, SYN, NULL, 0); /* its user asks again */
	assert_int_equal(client_take(c).flags, SYN | ACK);
	for (n = 0; n < 100; n++) {
		uint64_t before = c->now;
		struct segment s;

		client_wait(c);
		s = client_take(c);
		if (s.flags & RST)
			break;
		assert_int_equal(s.flags, SYN | ACK);
		assert_true(c->now - before >= waited);
		waited = c->now - before;
	}
	assert_in_range(n, 3, 20);
	assert_true(waited >= 4000);
	assert_true(sim_host_deadline(c->h) == UINT64_MAX);
}

static void unacknowledged_data_is_sent_again(void **state)
{
	struct client *c = *state;
	uint64_t first;
	struct segment s;

	client_connect(c, 7, modern, 12);
	client_send(c, ACK, "abc", 3);
	assert_int_equal(client_take(c).len, 3);
	first = sim_host_deadline(c->h) - c->now;
	client_wait(c);
	s = client_take(c);
	assert_int_equal(s.seq, c->ack);
	assert_memory_equal(s.data, "abc", 3);
	assert_true(sim_host_deadline(c->h) - c->now >= 2 * first);
	client_wait(c);
	assert_int_equal(client_take(c).len, 3);
	assert_int_equal(c->n->retransmits, 2);
	c->ack += 3;
	client_send(c, ACK, NULL, 0);
	assert_true(sim_host_deadline(c->h) == UINT64_MAX);
}

static void round_trip_time_shortens_the_timeout(void **state)
{
	struct client *c = *state;

	client_connect(c, 7, modern, 12);
	for (int i = 0; i < 20; i++) {
		client_send(c, ACK, "abc", 3);
		client_take(c);
		c->ack += 3;
		c->now += 20;
		client_send(c, ACK, NULL, 0);
	}
	client_send(c, ACK, "abc", 3);
	client_take(c);
	assert_in_range(sim_host_deadline(c->h) - c->now, 100, 400);
}

/* Linux takes an ACK whose number is behind what it got for an old one. */
static void ack_after_a_timeout_lies_in_front_of_all_data(void **state)
{
	struct client *c = *state;
	struct segment s;

	client_connect(c, 19, mss_100, 4);
	while (c->w.n)
		client_take(c);
	client_wait(c);
	assert_int_equal(client_take(c).seq, c->ack);
	client_send(c, ACK, "x", 1);
	s = client_take(c);
	assert_int_equal(s.len, 0);
	assert_int_equal(s.ack, c->seq);
	assert_int_equal(s.seq, c->ack + 1000);
}

static void third_duplicate_ack_sends_the_lost_segment(void **state)
{
	struct client *c = *state;
	struct segment s;

	client_connect(c, 19, mss_100, 4);
	assert_int_equal(c->w.n, 10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(client_take(c).seq,
				 c->ack + 100u * (uint32_t)i);
	client_send(c, ACK, NULL, 0);
	client_send(c, ACK, NULL, 0);
	assert_int_equal(c->w.n, 0);
	client_send(c, ACK, NULL, 0);
	s = client_take(c);
	assert_int_equal(s.seq, c->ack);
	assert_int_equal(s.len, 100);
	assert_int_equal(c->n->retransmits, 1);
	/* A partial acknowledgement shows the next hole at once. */
	c->ack += 300;
	client_send(c, ACK, NULL, 0);
	assert_int_equal(client_take(c).seq, c->ack);
	assert_int_equal(c->n->retransmits, 2);
	while (c->w.n)
		assert_true(client_take(c).seq - c->ack >= 700);
}

static void data_out_of_order_is_kept_and_reported(void **state)
{
	struct client *c = *state;
	uint32_t start;
	struct segment s;

	client_connect(c, 7, modern, 12);
	start = c->seq;
	c->seq = start + 4;
	client_send(c, ACK, "EF", 2);
	s = client_take(c);
	assert_int_equal(s.ack, start);
	assert_int_equal(s.options_len, 12);
	assert_int_equal(of32(s.options), 0x0101050a);
	assert_int_equal(of32(s.options + 4), start + 4);
	assert_int_equal(of32(s.options + 8), start + 6);
	c->seq = start + 2;
	client_send(c, ACK, "C", 1);
	s = client_take(c);
	assert_int_equal(of32(s.options + 4), start + 2); /* the newest first */
	assert_int_equal(of32(s.options + 12), start + 4);
	client_send(c, ACK, "DE", 2); /* joins them */
	s = client_take(c);
	assert_int_equal(s.options_len, 12);
	assert_int_equal(of32(s.options + 8), start + 6);
	c->seq = start;
	client_send(c, ACK, "AB", 2);
	s = client_take(c);
	assert_int_equal(s.ack, start + 6);
	assert_int_equal(s.len, 6);
	assert_memory_equal(s.data, "ABCDEF", 6);
	assert_int_equal(c->n->out_of_order, 3);
}

static void too_many_pieces_are_asked_for_again(void **state)
{
	struct client *c = *state;
	uint32_t start;
	uint8_t piece[100];
	struct segment s;

	client_connect(c, 7, modern, 12);
	start = c->seq;
	for (uint32_t i = 1; i < 50; i++) { /* each leaves a hole before it */
		c->seq = start + 2 * i;
		client_send(c, ACK, "x", 1);
		assert_int_equal(client_take(c).ack, start);
	}
	c->seq = start;
	memset(piece, 'y', sizeof(piece));
	client_send(c, ACK, piece, 2);
	s = client_take(c);
	assert_int_equal(s.ack, start + 3);
	assert_memory_equal(s.data, "yyx", 3);
	c->ack += 3;
	c->seq = start + 3;
	client_send(c, ACK, piece, 100);
	s = client_take(c);
	assert_int_equal(s.ack, start + 103);
	assert_int_equal(s.len, 100);
}

static void segment_with_a_bad_header_is_dropped(void **state)
{
	struct client *c = *state;
	struct packet p;

	packet_new(&p, false, 6, 19);
	packet_seal(&p);
	packet_input(c->h, &p, 0);
	packet_new(&p, false, 6, 24)[12] = 0x40; /* 16 bytes */
	packet_seal(&p);
	packet_input(c->h, &p, 0);
	packet_new(&p, false, 6, 24)[12] = 0x70; /* 28 bytes */
	packet_seal(&p);
	packet_input(c->h, &p, 0);
	assert_int_equal(c->n->bad, 3);
}

static void fin_out_of_order_waits_for_the_data(void **state)
{
	struct client *c = *state;
	uint32_t start;
	struct segment s;

	client_connect(c, 7, NULL, 0);
	start = c->seq;
	c->seq = start + 2;
	client_send(c, ACK | FIN, "CD", 2);
	s = client_take(c);
	assert_int_equal(s.flags, ACK);
	assert_int_equal(s.options_len, 0); /* the peer did not ask for SACK */
	c->seq = start;
	client_send(c, ACK, "AB", 2);
	s = client_take(c);
	assert_int_equal(s.flags, ACK | PSH | FIN);
	assert_int_equal(s.ack, start + 5);
	assert_memory_equal(s.data, "ABCD", 4);
}

static void data_that_comes_twice_is_echoed_once(void **state)
{
	struct client *c = *state;
	struct segment s;

	client_connect(c, 7, NULL, 0);
	client_send(c, ACK, "abcd", 4);
	assert_int_equal(client_take(c).len, 4);
	c->ack += 4;
	c->seq -= 4;
	client_send(c, ACK, "abcd", 4);
	client_expect_ack(c);
	c->seq -= 2;
	client_send(c, ACK, "cdef", 4);
	s = client_take(c);
	assert_int_equal(s.len, 2);
	assert_memory_equal(s.data, "ef", 2);
	c->ack += 2;
	c->seq -= 1; /* a keep-alive probe */
	client_send(c, ACK, NULL, 0);
	c->seq += 1;
	client_expect_ack(c);
}

static void segments_are_as_large_as_the_peer_allows(void **state)
{
	static const uint8_t data[250];
	struct client *c = *state;

	c->v6 = true;
	client_connect(c, 7, mss_100, 4);
	client_send(c, ACK, data, 250);
	assert_int_equal(client_take(c).len, 100);
	assert_int_equal(client_take(c).len, 100);
	assert_int_equal(client_take(c).len, 50);
}

static void closed_window_is_probed_and_goes_on_when_it_opens(void **state)
{
	struct client *c = *state;
	struct segment s;

	client_connect(c, 7, NULL, 0);
	c->window = 0;
	client_send(c, ACK, "abcdef", 6);
	client_expect_ack(c);
	for (int i = 0; i < 30; i++) { /* longer than any retry */
		client_wait(c);
		s = client_take(c);
		assert_int_equal(s.seq, c->ack);
		assert_int_equal(s.len, 1);
		client_send(c, ACK, NULL, 0);
		assert_int_equal(c->w.n, 0);
	}
	c->window = 4;
	client_send(c, ACK, NULL, 0);
	s = client_take(c);
	assert_int_equal(s.seq, c->ack);
	assert_memory_equal(s.data, "abcd", 4);
	c->ack += 4;
	client_send(c, ACK, NULL, 0);
	s = client_take(c);
	assert_memory_equal(s.data, "ef", 2);
	c->ack += 2;
	client_send(c, ACK, NULL, 0);
	assert_true(sim_host_deadline(c->h) == UINT64_MAX);
}

static void echo_that_is_not_read_closes_our_window(void **state)
{
	static uint8_t data[1000];
	struct client *c = *state;
	uint32_t taken = 0, window = 65535, start, first = 0;

	client_connect(c, 7, NULL, 0);
	start = c->seq;
	c->window = 0;
	for (int i = 0; i < 1000 && window; i++) {
		struct segment s;

		client_send(c, ACK, data, 1000);
		s = client_take(c);
		taken = s.ack - start;
		window = s.window;
		c->now++;
	}
	assert_int_equal(window, 0);
	assert_in_range(taken, 262144 - 2000, 262144);
	/* A sender that does not care: 256 KiB fit, and not a byte more. */
	c->seq -= 1000;
	for (int i = 0; i < 5; i++) {
		client_send(c, ACK, data, 1000);
		first = client_take(c).ack;
	}
	assert_int_equal(first - start, 262144);
}

static void source_sends_its_pattern_until_closed(void **state)
{
	static const char line0[] = " !\"#$%&'()*+,-./0123456789:;<=>?@"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg"
				    "\r\n!\"";
	struct client *c = *state;
	uint32_t got = 0;
	uint8_t want[1460];
	struct segment s;

	client_connect(c, 19, modern, 12);
	while (got < 200000) { /* the sequence numbers wrap in here */
		s = client_take(c);
		assert_int_equal(s.seq, c->ack);
		sim_tcp_pattern(got, want, s.len);
		assert_memory_equal(s.data, want, s.len);
		if (!got)
			assert_memory_equal(s.data, line0, sizeof(line0) - 1);
		got += (uint32_t)s.len;
		c->ack += (uint32_t)s.len;
		client_send(c, ACK, NULL, 0);
	}
	client_send(c, ACK | FIN, NULL, 0);
	do {
		s = client_take(c);
		c->ack = s.seq + (uint32_t)s.len;
	} while (!(s.flags & FIN));
	assert_int_equal(s.ack, c->seq);
	c->ack++;
	client_send(c, ACK, NULL, 0);
	assert_true(sim_host_deadline(c->h) == UINT64_MAX);
}

static void discard_keeps_nothing(void **state)
{
	static uint8_t data[1400];
	struct client *c = *state;

	client_connect(c, 9, modern, 12);
	for (int i = 0; i < 1000; i++) {
		client_send(c, ACK, data, sizeof(data));
		client_expect_ack(c);
	}
}

static void only_an_exact_reset_ends_a_connection(void **state)
{
	struct client *c = *state;

	client_connect(c, 7, NULL, 0);
	c->seq += 10;
	client_send(c, RST, NULL, 0); /* in the window: asked about */
	c->seq -= 10;
	client_expect_ack(c);
	c->seq -= 1000;
	client_send(c, RST, NULL, 0);
	c->seq += 1000;
	client_send(c, ACK, "a", 1);
	assert_int_equal(client_take(c).len, 1);
	client_send(c, RST, NULL, 0);
	client_send(c, ACK, "a", 1);
	assert_int_equal(client_take(c).flags, RST);
}

static void syn_inside_a_connection_is_asked_about(void **state)
{
	struct client *c = *state;
	uint32_t seq;

	client_connect(c, 7, NULL, 0);
	seq = c->seq;
	client_send(c, SYN, NULL, 0);
	c->seq = seq;
	client_expect_ack(c);
}

static void ack_of_what_was_never_sent_changes_nothing(void **state)
{
	struct client *c = *state;
	struct segment s;

	client_connect(c, 7, NULL, 0);
	c->ack += 1000;
	client_send(c, ACK, NULL, 0);
	c->ack -= 1000;
	client_expect_ack(c);
	client_send(c, ACK, "a", 1);
	s = client_take(c);
	assert_int_equal(s.seq, c->ack);
	assert_int_equal(s.len, 1);
}

/* 64 connections; seq and ack of each. */
static void connect_64(struct client *c, uint32_t seq[64], uint32_t ack[64])
{
	for (uint32_t i = 0; i < 64; i++) {
		c->local_port = 50000 + i;
		client_connect(c, 9, NULL, 0);
		c->now++;
		seq[i] = c->seq;
		ack[i] = c->ack;
	}
}

static void use_connection(struct client *c, uint32_t i, const uint32_t seq[64],
			   const uint32_t ack[64])
{
	c->local_port = 50000 + i;
	c->seq = seq[i];
	c->ack = ack[i];
}

static void silent_connection_makes_room_for_a_new_one(void **state)
{
	struct client *c = *state;
	uint32_t seq[64], ack[64];

	connect_64(c, seq, ack);
	use_connection(c, 0, seq, ack); /* so the second is silent for longer */
	client_send(c, ACK, "x", 1);
	client_expect_ack(c);
	c->local_port = 60000;
	client_send(c, SYN, NULL, 0);
	c->local_port = 50001;
	assert_int_equal(client_take(c).flags, RST | ACK);
	c->local_port = 60000;
	assert_int_equal(client_take(c).flags, SYN | ACK);
	assert_int_equal(c->n->evicted, 1);
	use_connection(c, 1, seq, ack);
	client_send(c, ACK, "x", 1);
	assert_int_equal(client_take(c).flags, RST);
	use_connection(c, 2, seq, ack);
	client_send(c, ACK, "x", 1);
	client_expect_ack(c);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, client_setup, client_teardown)
	const struct CMUnitTest tests[] = {
		T(syn_is_answered_with_our_options),
		T(closed_port_is_refused),
		T(segment_without_a_connection_is_refused),
		T(echo_and_both_fins_end_the_connection),
		T(lost_syn_ack_is_sent_again_with_back_off_and_an_end),
		T(unacknowledged_data_is_sent_again),
		T(round_trip_time_shortens_the_timeout),
		T(ack_after_a_timeout_lies_in_front_of_all_data),
		T(third_duplicate_ack_sends_the_lost_segment),
		T(data_out_of_order_is_kept_and_reported),
		T(too_many_pieces_are_asked_for_again),
		T(segment_with_a_bad_header_is_dropped),
		T(fin_out_of_order_waits_for_the_data),
		T(data_that_comes_twice_is_echoed_once),
		T(segments_are_as_large_as_the_peer_allows),
		T(closed_window_is_probed_and_goes_on_when_it_opens),
		T(echo_that_is_not_read_closes_our_window),
		T(source_sends_its_pattern_until_closed),
		T(discard_keeps_nothing),
		T(only_an_exact_reset_ends_a_connection),
		T(syn_inside_a_connection_is_asked_about),
		T(ack_of_what_was_never_sent_changes_nothing),
		T(silent_connection_makes_room_for_a_new_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
