/* Years in virtual time: many sessions and many unplugged modems leave nothing
 * behind, and no PIN is sent that was not asked for. One process: what would be
 * lost in a cycle is seen in its memory and its descriptors. */
#include <dirent.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/fault_rows.h"
#include "tests/unit/usb_pair.h"
#include "tools/simodem/modem.h"

#define STEPS	 3000u
#define HOUR_MS	 3600000u
#define SESSIONS 100000u
#define UNPLUGS	 10000u

static bool qmi; /* the modem speaks it, or MBIM */

#ifdef __SANITIZE_ADDRESS__
size_t __sanitizer_get_current_allocated_bytes(void);
#endif

struct use {
	unsigned files;
	size_t bytes; /* of the heap */
};

static struct use use_now(void)
{
	struct use u = {.files = 0};
	DIR *dir = opendir("/proc/self/fd");

	assert_non_null(dir);
	while (readdir(dir))
		u.files++;
	closedir(dir);
#ifdef __SANITIZE_ADDRESS__
	u.bytes = __sanitizer_get_current_allocated_bytes();
#else
	u.bytes = mallinfo2().uordblks;
#endif
	return u;
}

/* Steps until *flag is `is`. */
static void until(struct usb_pair *p, const bool *flag, bool is)
{
	for (unsigned i = 0; *flag != is; i++) {
		if (i == STEPS || !usb_pair_step(p))
			fail_msg("nothing comes of it at %llu ms",
				 (unsigned long long)p->now_ms);
	}
}

static void begin(struct usb_pair *p, struct sim_config *sim)
{
	fault_modem(sim, qmi);
	usb_pair_init(p, sim, NULL);
	until(p, &p->up, true);
}

/* That the modem has given, and that nobody has given back. */
static unsigned clients(const struct usb_pair *p)
{
	unsigned n = 0;

	for (unsigned i = 0; qmi && i < SIM_QMI_CLIENTS; i++)
		n += p->modem->qmi.client[i].id != 0;
	return n;
}

/* NAS, DMS, UIM, WDA, and one of WDS for each family. */
#define CLIENTS 6u

static void nothing_is_left(const struct usb_pair *p, const struct use *before)
{
	struct use now = use_now();

	assert_int_equal(clients(p), qmi ? CLIENTS : 0);

	assert_int_equal(now.files, before->files);
	/* what the simulated modem queues at this moment */
	assert_in_range(now.bytes, 0, before->bytes + 16384);
}

static uint32_t pins(const struct usb_pair *p)
{
	return sim_modem_counters(p->modem)->pin_entries;
}

static void sessions_come_and_go(void **state)
{
	struct sim_config sim;
	struct usb_pair p;
	struct use before;

	(void)state;
	begin(&p, &sim);
	before = use_now();
	for (unsigned i = 0; i < SESSIONS; i++) {
		usb_pair_want(&p, ATT_WANT_ATTACHED);
		until(&p, &p.up, false);
		usb_pair_want(&p, ATT_WANT_CONNECTED);
		until(&p, &p.up, true);
	}
	nothing_is_left(&p, &before);
	/* down, up and its addresses each time */
	assert_true(sim_modem_counters(p.modem)->commands > 3 * SESSIONS);
	assert_int_equal(pins(&p), 1);
	usb_pair_fini(&p);
}

static void modems_go_and_come(void **state)
{
	struct sim_config sim;
	struct usb_pair p;
	struct use before;

	(void)state;
	begin(&p, &sim);
	before = use_now();
	for (uint32_t i = 0; i < UNPLUGS; i++) {
		uint32_t was = pins(&p);

		p.pull = true;
		until(&p, &p.plugged, false);
		p.now_ms += 500;
		p.push = true;
		until(&p, &p.plugged, true);
		p.up = false;
		until(&p, &p.up, true);
		/* the SIM asks again, and gets it once */
		assert_int_equal(pins(&p) - was, 1);
		assert_int_equal(p.modem->world.card[0].pin1.attempts, 3);
	}
	nothing_is_left(&p, &before);
	usb_pair_fini(&p);
}

/* A modem that is mute for ten minutes in each hour of a day, or until its port
 * is reset. */
static void day_with_a_mute_modem_each_hour(void **state)
{
	static const struct att_core_config config = {
		.pin = USB_PAIR_PIN,
		.recovery = {.rungs = 0x3f,
			     .ask_ms = 25000,
			     .refusals = 5,
			     .sim_ms = 120000,
			     .rest_ms = 300000},
		.n_sessions = 1,
		.session = {{.name = "wwan0", .ip = ATT_IP_V4V6}},
	};
	const struct sim_failure mute = {
		.kind = SIM_FAILURE_MUTE,
		.when = {.at_ms = 600000,
			 .for_ms = 600000,
			 .every_ms = HOUR_MS,
			 .heals = SIM_REMEDY_FUNCTION},
	};
	struct sim_config sim;
	struct usb_pair p;
	struct use before;

	(void)state;
	fault_modem(&sim, qmi);
	sim.scenario.n_failures = 1;
	sim.scenario.failure[0] = mute;
	assert_true(
		usb_pair_record(&p, &sim, &config, ATT_WANT_CONNECTED, NULL));
	until(&p, &p.up, true);
	before = use_now();
	for (unsigned hour = 1; hour <= 24; hour++) {
		uint32_t resets = p.resets;

		while (p.now_ms < hour * HOUR_MS)
			assert_true(usb_pair_step(&p));
		assert_true(p.up);
		assert_true(p.resets > resets); /* it was noticed */
		assert_int_equal(p.modem->world.card[0].pin1.attempts, 3);
	}
	nothing_is_left(&p, &before);
	assert_int_equal(pins(&p), 1);
	usb_pair_fini(&p);
}

/* With an argument the modem speaks QMI. */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions_come_and_go),
		cmocka_unit_test(modems_go_and_come),
		cmocka_unit_test(day_with_a_mute_modem_each_hour),
	};

	(void)argv;
	qmi = argc > 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
