/* The rates of the simulated modem's radio link, in virtual time, and the queue
 * behind them. */
#include "test_simodem_bus.h"
#include "tools/simodem/usb_queue.h"

#define LENGTH	1500u /* of each datagram */
#define PER_NTB 10
#define NTB	(PER_NTB * LENGTH)

static const uint32_t rates[] = {1000000, 5000000, 20000000, 50000000,
				 200000000};

static void start(struct bus *b, uint32_t up, uint32_t down)
{
	struct sim_config c;

	sim_config_default(&c);
	c.rate_up = up;
	c.rate_down = down;
	bus_up(b, &c, true);
	b->echoes = false;
	bus_connect(b, 0, true);
}

/* To the device's deadline, or to `end` if that is sooner. */
static void pass(struct bus *b, uint64_t end)
{
	uint64_t at = b->d->deadline(b->d->ctx);

	assert_true(at > b->now); /* a front would not rest */
	b->now = at < end ? at : end;
	if (b->now >= at)
		b->d->expire(b->d->ctx, b->now);
}

/* As many NTBs as the modem takes now; the bytes of their datagrams. */
static uint64_t send_all(struct bus *b)
{
	uint32_t len = bus_ntb(b, false, 0, PER_NTB, LENGTH, PACKET);
	uint64_t sent = 0;
	int n;

	while ((n = bus_send(b, len, false)) == (int)len)
		sent += NTB;
	assert_int_equal(n, SIM_USB_NAK);
	return sent;
}

/* All NTBs that the modem has now; the bytes of their datagrams. */
static uint64_t receive_all(struct bus *b)
{
	uint64_t got = 0;
	int len;

	while ((len = b->d->in(b->d->ctx, EP_IN, b->ntb, 16384)) > 0) {
		struct ntb_rx rx;
		struct flow flow;
		struct att_bytes d;

		assert_int_equal(
			ntb_rx_init(&rx, att_bytes_of(b->ntb, (size_t)len)), 0);
		while (ntb_rx_next(&rx, &flow, &d) == 1)
			got += d.len;
	}
	assert_int_equal(len, SIM_USB_NAK);
	return got;
}

static void from_far_side(struct bus *b, unsigned n)
{
	uint8_t p[LENGTH];

	bus_ping(p, sizeof(p), 0);
	for (unsigned i = 0; i < n; i++)
		sim_usb_modem_data(b->u, 0, att_bytes_of(p, sizeof(p)));
}

static uint32_t lost(struct bus *b)
{
	return sim_modem_counters(sim_usb_modem_modem(b->u))->lost_datagrams;
}

static uint64_t bytes_in(uint32_t rate, uint64_t ms)
{
	return ms * rate / 8000;
}

static void uplink_sends_at_its_rate(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct bus b;
		uint64_t sent, begin, want = bytes_in(rates[i], 3000);

		start(&b, rates[i], 0);
		begin = b.now;
		sent = send_all(&b);
		while (b.now < begin + 3000) {
			pass(&b, begin + 3000);
			sent += send_all(&b);
		}
		assert_in_range(b.far_bytes, want - NTB, want);
		/* What the host could send before is in the modem. */
		assert_in_range(sent, want, want + bytes_in(rates[i], 5) + NTB);
		assert_int_equal(lost(&b), 0);
		bus_down(&b);
	}
}

/* What is not in the modem has to wait in the host. */
static void uplink_holds_five_ms_and_one_ntb(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct bus b;
		uint64_t few = bytes_in(rates[i], 5);

		start(&b, rates[i], 0);
		assert_in_range(send_all(&b), few, few + NTB);
		assert_int_equal(b.far_bytes, 0);
		bus_down(&b);
	}
}

/* A transfer that was refused is taken in the millisecond in which there is
 * room. */
static void refused_transfer_is_taken_when_there_is_room(void **state)
{
	struct bus b;
	uint64_t begin;

	(void)state;
	start(&b, 1000000, 0); /* an NTB takes 120 ms */
	begin = b.now;
	assert_int_equal(send_all(&b), NTB);
	while (send_all(&b) == 0)
		pass(&b, UINT64_MAX);
	assert_int_equal(b.now - begin, 115);
	bus_down(&b);
}

/* A datagram is at the far side when all of it has been sent. */
static void uplink_delays_what_it_sends(void **state)
{
	struct bus b;
	uint64_t begin;

	(void)state;
	start(&b, 1200000, 0); /* a datagram takes 10 ms */
	begin = b.now;
	bus_send(&b, bus_ntb(&b, false, 0, 3, LENGTH, PACKET), false);
	for (uint32_t i = 1; i <= 3; i++) {
		while (b.far_datagrams < i)
			pass(&b, UINT64_MAX);
		assert_int_equal(b.now - begin, 10 * i);
	}
	bus_down(&b);
}

static void downlink_comes_at_its_rate(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct bus b;
		uint64_t got = 0, want = bytes_in(rates[i], 3000), offered = 0;
		uint64_t left = bytes_in(rates[i], 20) + LENGTH;
		unsigned each = rates[i] / 8000 / LENGTH + 2; /* a ms */

		start(&b, 0, rates[i]);
		for (unsigned ms = 0; ms < 3000; ms++) {
			from_far_side(&b, each);
			offered += (uint64_t)each * LENGTH;
			b.now++;
			got += receive_all(&b);
		}
		assert_in_range(got, want - LENGTH, want);
		/* The rest is in the queue, or was dropped and counted. */
		assert_in_range(offered - got - (uint64_t)lost(&b) * LENGTH, 0,
				left);
		assert_true(lost(&b) > 0);
		bus_down(&b);
	}
}

static void downlink_drops_what_would_wait_longer_than_20_ms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct bus b;
		uint64_t kept, max = bytes_in(rates[i], 20), begin;

		start(&b, 0, rates[i]);
		from_far_side(&b, 600);
		kept = (uint64_t)(600 - lost(&b)) * LENGTH;
		assert_in_range(kept, max, max + LENGTH);
		for (begin = b.now; kept > 0; kept -= receive_all(&b))
			pass(&b, UINT64_MAX);
		assert_in_range(b.now - begin, 20,
				20 + LENGTH * 8000 / rates[i] + 1);
		bus_down(&b);
	}
}

/* The front would not rest if the deadline stayed. */
static void downlink_that_the_host_does_not_read_has_no_deadline(void **state)
{
	struct bus b;

	(void)state;
	start(&b, 0, 1200000);
	from_far_side(&b, 1);
	b.now += 20;
	b.d->expire(b.d->ctx, b.now);
	assert_true(b.d->deadline(b.d->ctx) > b.now);
	assert_int_equal(receive_all(&b), LENGTH);
	bus_down(&b);
}

/* It became due after the host was refused, before the front rests. */
static void downlink_that_became_due_has_a_deadline(void **state)
{
	struct bus b;

	(void)state;
	start(&b, 0, 1200000);
	from_far_side(&b, 1);
	assert_int_equal(receive_all(&b), 0);
	b.now += 10;
	assert_int_equal(b.d->deadline(b.d->ctx), b.now);
	assert_int_equal(receive_all(&b), LENGTH);
	bus_down(&b);
}

static void directions_do_not_share_a_rate(void **state)
{
	struct bus b;
	uint64_t got = 0, begin;

	(void)state;
	start(&b, 5000000, 20000000);
	for (begin = b.now; b.now < begin + 1000; b.now++) {
		b.d->expire(b.d->ctx, b.now);
		send_all(&b);
		from_far_side(&b, 3);
		got += receive_all(&b);
	}
	assert_in_range(b.far_bytes, bytes_in(5000000, 1000) - NTB,
			bytes_in(5000000, 1000));
	assert_in_range(got, bytes_in(20000000, 1000) - NTB,
			bytes_in(20000000, 1000));
	bus_down(&b);
}

/* What was in the modem is lost, and it is idle again. */
static void reset_forgets_what_was_under_way(void **state)
{
	struct bus b;

	(void)state;
	start(&b, 1000000, 1000000);
	send_all(&b);
	from_far_side(&b, 10);
	assert_int_equal(bus_request(&b, 0x01, 0x0b, 0, 1, 0), 0);
	assert_int_equal(bus_request(&b, 0x01, 0x0b, 1, 1, 0), 0);
	b.now += 1000;
	b.d->expire(b.d->ctx, b.now);
	assert_int_equal(b.far_bytes, 0);
	assert_int_equal(receive_all(&b), 0);
	assert_int_equal(send_all(&b), NTB);
	bus_down(&b);
}

/* --- the queue alone --------------------------------------------------------
 */

static uint32_t random_below(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

/* Datagram number n has bytes and a length that follow from n. */
static size_t put_number(struct sim_usb_queue *q, uint32_t n, uint64_t now)
{
	size_t len = 4 + n * 7919u % 16000;
	uint8_t *to = sim_usb_queue_reserve(q, len);

	if (to == NULL)
		return 0;
	memset(to, (int)(n & 0xff), len);
	att_put32(to, n);
	sim_usb_queue_commit(
		q, (struct flow){.id = (uint8_t)n, .service = n % 3 == 0}, len,
		now);
	return len;
}

static void expect_number(struct att_bytes d, struct flow flow, uint32_t n)
{
	assert_int_equal(d.len, 4 + n * 7919u % 16000);
	assert_int_equal(att_get32(d.p), n);
	assert_int_equal(d.p[d.len - 1], d.len > 4 ? n & 0xff : d.p[3]);
	assert_int_equal(flow.id, n & 0xff);
	assert_int_equal(flow.service, n % 3 == 0);
}

/* Random turns of putting and taking, around the end of the ring. */
static void queue_keeps_order_and_bytes(void **state)
{
	static struct sim_usb_queue q;
	uint32_t seed = 11, in = 0, out = 0;
	uint64_t now = 5;

	(void)state;
	q.rate = 800000000; /* 100 bytes a microsecond */
	for (unsigned turn = 0; turn < 4000; turn++) {
		struct flow flow;
		struct att_bytes d;

		for (uint32_t n = random_below(&seed, 40); n > 0; n--)
			if (put_number(&q, in, now) > 0)
				in++;
		now += random_below(&seed, 4);
		for (uint32_t n = random_below(&seed, 60); n > 0; n--) {
			if (!sim_usb_queue_first(&q, now, &flow, &d))
				break;
			expect_number(d, flow, out++);
			sim_usb_queue_take(&q);
		}
		if (sim_usb_queue_due_ms(&q) == UINT64_MAX)
			assert_int_equal(in, out);
	}
	assert_true(out > 10000);
}

static void full_queue_has_no_room(void **state)
{
	static struct sim_usb_queue q;
	uint32_t n = 0;
	size_t held = 0, len;

	(void)state;
	while ((len = put_number(&q, n, 0)) > 0) {
		held += len;
		n++;
	}
	assert_in_range(held, SIM_USB_QUEUE - 32000, SIM_USB_QUEUE);
	sim_usb_queue_clear(&q);
	assert_true(sim_usb_queue_due_ms(&q) == UINT64_MAX);
	assert_true(put_number(&q, 0, 0) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uplink_sends_at_its_rate),
		cmocka_unit_test(uplink_holds_five_ms_and_one_ntb),
		cmocka_unit_test(refused_transfer_is_taken_when_there_is_room),
		cmocka_unit_test(uplink_delays_what_it_sends),
		cmocka_unit_test(downlink_comes_at_its_rate),
		cmocka_unit_test(
			downlink_drops_what_would_wait_longer_than_20_ms),
		cmocka_unit_test(
			downlink_that_the_host_does_not_read_has_no_deadline),
		cmocka_unit_test(downlink_that_became_due_has_a_deadline),
		cmocka_unit_test(directions_do_not_share_a_rate),
		cmocka_unit_test(reset_forgets_what_was_under_way),
		cmocka_unit_test(queue_keeps_order_and_bytes),
		cmocka_unit_test(full_queue_has_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
