/* What the counters of a network device say. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "linux/traffic.h"

#define STALL_MS 30000u

struct rig {
	struct att_traffic_link link;
	uint64_t now_ms;
	bool asked;
};

/* NOTHING where there is nothing to observe. */
enum { NOTHING = -1 };

static int look(struct rig *r, uint64_t received, uint64_t sent, bool can_ask)
{
	enum att_observed what;
	bool any = att_traffic_judge(&r->link, received, sent, can_ask,
				     STALL_MS, r->now_ms, &what, &r->asked);

	r->now_ms += 5000;
	return any ? (int)what : NOTHING;
}

static void data_that_comes_is_said_once(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	assert_int_equal(look(&r, 7, 7, true), NOTHING); /* of before */
	assert_int_equal(look(&r, 8, 9, true), ATT_OBSERVED_TRAFFIC);
	assert_int_equal(look(&r, 9, 9, true), NOTHING);
	assert_false(r.asked);
}

static void data_that_ends_is_idle(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	look(&r, 0, 0, true);
	look(&r, 5, 5, true);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(look(&r, 5, 5, true), NOTHING);
	assert_int_equal(look(&r, 5, 5, true), ATT_OBSERVED_IDLE);
	assert_false(r.asked);
	assert_int_equal(look(&r, 5, 5, true), NOTHING);
	assert_int_equal(look(&r, 6, 5, true), ATT_OBSERVED_TRAFFIC);
}

static void data_without_an_answer_is_a_stall_if_nobody_answers(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	look(&r, 5, 5, true);
	look(&r, 5, 6, true); /* 5 s */
	look(&r, 5, 6, true);
	assert_false(r.asked);
	look(&r, 5, 6, true); /* 15 s: the name server is asked */
	assert_true(r.asked);
	look(&r, 5, 7, true);
	look(&r, 5, 8, true);
	assert_int_equal(look(&r, 5, 9, true), ATT_OBSERVED_NO_TRAFFIC);
	/* said again as long as it goes on, with pauses */
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(look(&r, 5, 10 + i, true), NOTHING);
	assert_int_equal(look(&r, 5, 20, true), ATT_OBSERVED_NO_TRAFFIC);
	assert_int_equal(look(&r, 6, 20, true), ATT_OBSERVED_TRAFFIC);
}

/* Telemetry is sent, and nothing has to come back. */
static void host_that_only_sends_is_no_stall(void **state)
{
	struct rig r = {.now_ms = 1};
	uint64_t received = 5;

	(void)state;
	look(&r, received, 5, true);
	for (unsigned i = 0; i < 100; i++) {
		assert_int_not_equal(look(&r, received, 100 * i, true),
				     ATT_OBSERVED_NO_TRAFFIC);
		received += r.asked; /* the name server's answer */
	}
}

static void nobody_to_ask_is_no_stall(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		assert_int_equal(look(&r, 5, 100 * i, false), NOTHING);
		assert_false(r.asked);
	}
}

static void one_lost_packet_is_no_stall(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	look(&r, 5, 5, true);
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(look(&r, 5, 7, true), NOTHING);
}

/* --- of a modem ---------------------------------------------------------- */

struct modem {
	struct att_loop loop;
	struct att_config_modem config;
	struct att_traffic traffic;
	struct att_ip_config ip;
	uint64_t now_ms;
	unsigned observed;
};

static uint64_t modem_clock(void *ctx)
{
	return ((struct modem *)ctx)->now_ms;
}

static void on_observe(void *ctx, const struct att_observation *o)
{
	(void)o;
	((struct modem *)ctx)->observed++;
}

/* Up, on a device that does not exist: no probe is answered. */
static struct modem *begin(uint32_t stall_s, const char *probe)
{
	static struct modem one, *m = &one;

	memset(m, 0, sizeof(*m));
	m->now_ms = 1000;
	m->config.stall_s = stall_s;
	strcpy(m->config.session[0].probe, probe);
	assert_int_equal(att_loop_init(&m->loop, modem_clock, m), 0);
	att_traffic_init(&m->traffic, &m->loop, &m->config, on_observe, m);
	att_traffic_link(&m->traffic, 0, "nosuch0", &m->ip);
	return m;
}

static void end(struct modem *m)
{
	att_traffic_fini(&m->traffic);
	att_loop_fini(&m->loop);
}

static void pass(struct modem *m, uint64_t ms)
{
	for (uint64_t end_ms = m->now_ms + ms; m->now_ms < end_ms;) {
		m->now_ms += 1000;
		assert_int_equal(att_loop_turn(&m->loop, 0), 0);
	}
}

static void session_that_is_up_is_looked_at_once_that_is_wanted(void **state)
{
	struct modem *m = begin(0, "");

	(void)state;
	assert_int_equal(att_loop_wait_ms(&m->loop), -1);
	m->config.stall_s = 30;
	att_traffic_configure(&m->traffic);
	assert_int_equal(att_loop_wait_ms(&m->loop), 5000);
	end(m);
}

/* A socket of the other address family could not be used, and would fail. */
static void another_probe_begins_anew(void **state)
{
	struct modem *m = begin(0, "192.0.2.1");

	(void)state;
	pass(m, 120000);
	assert_int_not_equal(m->observed, 0);
	m->traffic.session[0].probe.echo_fd = dup(0);
	strcpy(m->config.session[0].probe, "2001:db8::1");
	att_traffic_configure(&m->traffic);
	m->observed = 0;
	assert_int_equal(m->traffic.session[0].probe.echo_fd, -1);
	pass(m, 60000); /* not three times yet */
	assert_int_equal(m->observed, 0);
	end(m);
}

static void time_asleep_is_no_silence(void **state)
{
	struct modem *m = begin(30, "");
	struct att_traffic_link *l = &m->traffic.session[0].link;
	enum att_observed what;
	bool ask;

	(void)state;
	att_traffic_judge(l, 5, 5, true, STALL_MS, m->now_ms, &what, &ask);
	m->now_ms += 8 * 3600 * 1000;
	att_traffic_resumed(&m->traffic);
	assert_false(att_traffic_judge(l, 5, 15, true, STALL_MS, m->now_ms,
				       &what, &ask));
	m->now_ms += STALL_MS;
	assert_true(att_traffic_judge(l, 5, 25, true, STALL_MS, m->now_ms,
				      &what, &ask));
	assert_int_equal(what, ATT_OBSERVED_NO_TRAFFIC);
	end(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_that_comes_is_said_once),
		cmocka_unit_test(data_that_ends_is_idle),
		cmocka_unit_test(
			data_without_an_answer_is_a_stall_if_nobody_answers),
		cmocka_unit_test(host_that_only_sends_is_no_stall),
		cmocka_unit_test(nobody_to_ask_is_no_stall),
		cmocka_unit_test(one_lost_packet_is_no_stall),
		cmocka_unit_test(
			session_that_is_up_is_looked_at_once_that_is_wanted),
		cmocka_unit_test(another_probe_begins_anew),
		cmocka_unit_test(time_asleep_is_no_silence),
	};

	return cmocka_run_group_tests_name("linux_traffic", tests, NULL, NULL);
}
