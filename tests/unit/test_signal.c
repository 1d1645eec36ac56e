/* The signal and the serving cell as the manager learns them from a modem that
 * speaks MBIM, in virtual time: what it tells, and how often it is asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/test_simodem_yaml.h"
#include "tests/unit/usb_pair.h"
#include "wire/mbim/msg.h"

#define STEPS 20000
#define ROUND 25000u /* ms from one round of questions to the next */

static const char world[] =
	"network:\n"
	"  operators:\n"
	"    - {id: '00101', name: Home}\n"
	"    - {id: '00102', name: Abroad, roaming: true}\n"
	"  cells:\n"
	"    - {id: 1, tac: 11, generation: 4g, rsrp: -90, snr: 6}\n"
	"    - {id: 2, tac: 12, generation: 5g_nsa, rsrp: -100, snr: -3}\n"
	"    - {id: 3, tac: 13, generation: 5g_sa, rsrp: -80, snr: 21}\n"
	"    - {id: 4, tac: 40, operator: '00102', generation: 4g, rsrp: "
	"-95}\n";

struct rig {
	struct usb_pair p;
	unsigned signal, cells; /* how often they were asked for */
	unsigned addresses;
	unsigned neighbours; /* that were wanted */
	unsigned opens;
};

/* All counts of the query but that of NR have to be 0. */
static void count_neighbours(struct rig *r, const struct mbim_msg *msg)
{
	for (size_t i = 0; i + 4 <= msg->body.len && i < 20; i += 4)
		r->neighbours += att_get32(msg->body.p + i);
}

static void said(void *ctx, struct att_bytes command)
{
	struct rig *r = ctx;
	struct mbim_msg msg;

	if (mbim_msg_decode(command, &msg))
		return;
	r->opens += msg.type == (uint32_t)MBIM_MSG_OPEN;
	if (msg.type != (uint32_t)MBIM_MSG_COMMAND)
		return;
	if (mbim_service_find(&msg.service) ==
	    &mbim_services[MBIM_SERVICE_BASIC_CONNECT]) {
		r->signal += msg.cid == MBIM_CID_BASIC_CONNECT_SIGNAL_STATE;
		r->addresses +=
			msg.cid == MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION;
	} else if (msg.cid ==
		   MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO) {
		r->cells++;
		count_neighbours(r, &msg);
	}
}

/* A 5G modem of this version; yaml: what is other with it. */
static void begin(struct rig *r, uint16_t version, bool lists_cells,
		  const char *yaml)
{
	static const uint32_t cid =
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO;
	struct att_core_config config = {
		.n_sessions = 1,
		.session = {{.name = "wwan0",
			     .ip = ATT_IP_V4V6,
			     .roaming = true}},
	};
	struct sim_config modem;
	char text[4096];

	memset(r, 0, sizeof(*r));
	sim_config_default(&modem);
	modem.nr = true;
	modem.ex_version = version;
	modem.restricted = true;
	memset(modem.offered, 0xff, sizeof(modem.offered));
	if (!lists_cells)
		modem.offered[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS] ^=
			1ull << cid;
	snprintf(text, sizeof(text), "%s%s", world, yaml);
	if (read_yaml_on(sim_scenario_read, &modem, text))
		fail_msg("%s", yaml_told);
	att_recovery_default(&config.recovery);
	assert_true(usb_pair_record(&r->p, &modem, &config, ATT_WANT_CONNECTED,
				    NULL));
	r->p.said = said;
	r->p.ctx = r;
}

/* So long from now. */
static void live(struct rig *r, uint32_t ms)
{
	const uint64_t until_ms = r->p.now_ms + ms;

	for (int i = 0; i < STEPS; i++) {
		if (r->p.now_ms >= until_ms)
			return;
		assert_true(usb_pair_step(&r->p));
	}
	fail_msg("that took more than %d steps", STEPS);
}

static struct att_core_status status(struct rig *r)
{
	struct att_core_status s;

	att_core_status(r->p.core, &s);
	return s;
}

static void go(struct rig *r, const char *command)
{
	assert_true(sim_modem_command(r->p.modem, command, r->p.now_ms));
}

static void is_there(struct rig *r, unsigned cell, unsigned tac, int rsrp_dbm,
		     int rsrq_db)
{
	struct att_core_status s = status(r);

	assert_int_equal(s.cell_id, cell);
	assert_int_equal(s.tac, tac);
	assert_int_equal(s.rsrp_dbm, rsrp_dbm);
	assert_int_equal(s.rsrq_db, rsrq_db);
}

static void is_nowhere(struct rig *r)
{
	struct att_core_status s = status(r);

	assert_true(s.cell_id == ATT_CELL_UNKNOWN);
	assert_int_equal(s.tac, ATT_TAC_UNKNOWN);
	assert_int_equal(s.rsrq_db, ATT_RSRQ_UNKNOWN);
}

/* --- what it tells ------------------------------------------------------- */

/* The world's cell, in the words that each version has for it: a modem of
 * MBIMEx 1 has no RSRP of its own, and no SNR. */
static void values_are_those_of_the_serving_cell(void **state)
{
	static const struct {
		uint16_t version;
		const char *cell;
		unsigned id, tac;
		int rsrp_dbm, rsrq_db, snr_db;
	} rows[] = {
		{MBIM_EX_1, "cell 1", 1, 11, -90, -10, ATT_SNR_UNKNOWN},
		{MBIM_EX_2, "cell 1", 1, 11, -90, -10, 6},
		{MBIM_EX_3, "cell 1", 1, 11, -90, -10, 6},
		/* the LTE cell is the one it is registered with */
		{MBIM_EX_2, "cell 2", 2, 12, -100, -10, -3},
		{MBIM_EX_3, "cell 2", 2, 12, -100, -10, -3},
		/* MBIMEx 2 has no cells of NR, and so no RSRQ of it */
		{MBIM_EX_2, "cell 3", 3, 13, -80, ATT_RSRQ_UNKNOWN, 21},
		{MBIM_EX_3, "cell 3", 3, 13, -80, -10, 21},
		{MBIM_EX_3, "cell 4", 4, 40, -95, -10, 6},
	};
	struct rig r;

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(&r, rows[i].version, true, "");
		go(&r, rows[i].cell);
		live(&r, ROUND);
		print_message("# MBIMEx %x, %s\n", rows[i].version,
			      rows[i].cell);
		assert_true(r.p.up);
		is_there(&r, rows[i].id, rows[i].tac, rows[i].rsrp_dbm,
			 rows[i].rsrq_db);
		assert_int_equal(status(&r).snr_db, rows[i].snr_db);
		usb_pair_fini(&r.p);
	}
}

/* Within one round of the watch; while there is no network there is no cell. */
static void cell_follows_a_handover(void **state)
{
	struct rig r;

	(void)state;
	begin(&r, MBIM_EX_3, true, "");
	live(&r, 1000);
	is_there(&r, 1, 11, -90, -10);
	go(&r, "cell 3");
	live(&r, 1);
	assert_int_equal(status(&r).rsrp_dbm, -80); /* as it is news */
	live(&r, ROUND);
	is_there(&r, 3, 13, -80, -10);
	go(&r, "network off");
	live(&r, ROUND);
	is_nowhere(&r);
	go(&r, "network on");
	go(&r, "cell 2");
	live(&r, 2 * ROUND);
	is_there(&r, 2, 12, -100, -10);
	usb_pair_fini(&r.p);
}

/* --- how often it is asked ----------------------------------------------- */

static void cells_are_asked_for_with_the_signal_and_without_neighbours(
	void **state)
{
	struct rig r;

	(void)state;
	begin(&r, MBIM_EX_3, true, "");
	live(&r, 10 * ROUND);
	assert_true(r.signal >= 10);
	assert_int_equal(r.cells, r.signal);
	assert_int_equal(r.neighbours, 0);
	usb_pair_fini(&r.p);
}

/* They may take a modem long that does one thing after the other. */
static void cells_are_not_asked_for_while_a_machine_waits(void **state)
{
	struct rig r;

	(void)state;
	begin(&r, MBIM_EX_3, true,
	      "delays: {answer_ms: 20, connect_ms: 3000}\n");
	while (!r.p.up) {
		assert_int_equal(r.cells, 0);
		assert_true(usb_pair_step(&r.p));
	}
	assert_int_equal(r.signal, 1);
	live(&r, 1000);
	assert_int_equal(r.cells, 1);
	assert_int_equal(r.signal, 1);
	usb_pair_fini(&r.p);
}

static void modem_that_does_not_list_them_is_not_asked_for_cells(void **state)
{
	struct rig r;

	(void)state;
	begin(&r, MBIM_EX_3, false, "");
	live(&r, 10 * ROUND);
	assert_true(r.signal >= 10);
	assert_int_equal(r.cells, 0);
	assert_int_equal(status(&r).rsrp_dbm, -90);
	is_nowhere(&r);
	usb_pair_fini(&r.p);
}

#define CELLS "cid: ms_basic_connect_extensions.base_stations_info, "

/* The signal is known all the same, nothing is opened anew, and the questions
 * behind this one are asked. */
static void is_well_without_cells(struct rig *r, unsigned most)
{
	live(r, 10 * ROUND);
	assert_true(r->p.up);
	assert_int_equal(r->opens, 1);
	assert_int_equal(r->cells, most);
	assert_true(r->signal >= 10);
	assert_true(r->addresses >= 10);
	assert_int_equal(status(r).rsrp_dbm, -90);
	assert_null(status(r).problem);
	is_nowhere(r);
}

static void modem_that_refuses_is_not_asked_for_cells_again(void **state)
{
	struct rig r;

	(void)state;
	begin(&r, MBIM_EX_3, true,
	      "answers: [{" CELLS "status: no_device_support}]\n");
	is_well_without_cells(&r, 1);
	usb_pair_fini(&r.p);
}

/* "Busy", or "not registered", passes. */
static void modem_that_refuses_for_now_is_asked_again(void **state)
{
	struct rig r;

	(void)state;
	begin(&r, MBIM_EX_3, true,
	      "answers: [{" CELLS "status: not_registered, times: 3}]\n");
	live(&r, ROUND);
	is_nowhere(&r);
	live(&r, 4 * ROUND);
	is_there(&r, 1, 11, -90, -10);
	usb_pair_fini(&r.p);
}

/* It gets as long as for the signal, not as long as for a search. */
static void modem_that_does_not_answer_is_asked_twice_for_cells(void **state)
{
	struct rig r;

	(void)state;
	begin(&r, MBIM_EX_3, true, "answers: [{" CELLS "silent: true}]\n");
	is_well_without_cells(&r, 2);
	usb_pair_fini(&r.p);
}

static void modem_that_answers_too_late_is_not_asked_for_cells_on_and_on(
	void **state)
{
	char yaml[2048] = "faults:\n";
	struct rig r;

	(void)state;
	for (unsigned i = 1; i <= 10u; i++)
		sprintf(yaml + strlen(yaml),
			"  - {fault: delay, ms: 8000, at: {" CELLS
			"type: command_done, occurrence: %u}}\n",
			i);
	begin(&r, MBIM_EX_3, true, yaml);
	live(&r, 20 * ROUND);
	assert_true(r.p.up);
	assert_int_equal(r.opens, 1);
	assert_true(r.cells <= 4);
	assert_true(r.signal <= 30);
	assert_true(r.addresses >= 15);
	usb_pair_fini(&r.p);
}

/* --- what cannot be read ------------------------------------------------- */

#define PAIRS 11u /* of offset and size, in the answer of MBIMEx 3 */
enum { LTE_SERVING = 3, LTE_BESIDE = 7, NR_SERVING = 9 };

static unsigned put32(char *hex, uint32_t v)
{
	return (unsigned)sprintf(hex, "%02x%02x%02x%02x", v & 255, v >> 8 & 255,
				 v >> 16 & 255, v >> 24);
}

/* One of the pairs is so, and behind them is this. */
static void hostile(char *yaml, unsigned pair, uint32_t offset, uint32_t size,
		    const char *data)
{
	unsigned n = (unsigned)sprintf(yaml, "answers: [{" CELLS "hex: \"");

	n += put32(yaml + n, MBIM_DATA_CLASS_V3_5G);
	n += put32(yaml + n, 0);
	for (unsigned i = 0; i < PAIRS; i++) {
		n += put32(yaml + n, i == pair ? offset : 0);
		n += put32(yaml + n, i == pair ? size : 0);
	}
	sprintf(yaml + n, "%s\"}]\n", data);
}

static void sizes_that_lie_leave_the_signal(void **state)
{
	static const struct {
		unsigned pair;
		uint32_t offset, size;
		const char *data;
	} rows[] = {
		{LTE_SERVING, 96, 4, "00000000"},	 /* half a struct */
		{LTE_SERVING, 96, 36, "00000000"},	 /* beyond the end */
		{LTE_SERVING, 0xfffffff0, 0x20, ""},	 /* and around */
		{LTE_BESIDE, 96, 8, "ffffff7f00000000"}, /* too many */
		{NR_SERVING, 96, 2, "0100"},		 /* no count */
		{NR_SERVING, 96, 4, "01000000"},	 /* and no struct */
		{NR_SERVING, 96, 8, "ffffffff00000000"},
	};
	char yaml[1024];
	struct rig r;

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		hostile(yaml, rows[i].pair, rows[i].offset, rows[i].size,
			rows[i].data);
		begin(&r, MBIM_EX_3, true, yaml);
		print_message("# row %u\n", i);
		is_well_without_cells(&r, 2);
		usb_pair_fini(&r.p);
	}
}

/* 3GPP has no such values; the unknown ones of the standard are -1. */
static void values_that_cannot_be_are_unknown(void **state)
{
	struct rig r;

	(void)state;
	begin(&r, MBIM_EX_1, true,
	      "answers: [{" CELLS "fields: {lte_serving_cell: {cell_id: "
	      "0xffffffff, tac: 0xffffffff, rsrp: 90, rsrq: -1}}}]\n");
	live(&r, ROUND);
	is_nowhere(&r);
	assert_int_equal(status(&r).rsrp_dbm, ATT_RSRP_UNKNOWN);
	usb_pair_fini(&r.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_those_of_the_serving_cell),
		cmocka_unit_test(cell_follows_a_handover),
		cmocka_unit_test(
			cells_are_asked_for_with_the_signal_and_without_neighbours),
		cmocka_unit_test(cells_are_not_asked_for_while_a_machine_waits),
		cmocka_unit_test(
			modem_that_does_not_list_them_is_not_asked_for_cells),
		cmocka_unit_test(
			modem_that_refuses_is_not_asked_for_cells_again),
		cmocka_unit_test(modem_that_refuses_for_now_is_asked_again),
		cmocka_unit_test(
			modem_that_does_not_answer_is_asked_twice_for_cells),
		cmocka_unit_test(
			modem_that_answers_too_late_is_not_asked_for_cells_on_and_on),
		cmocka_unit_test(sizes_that_lie_leave_the_signal),
		cmocka_unit_test(values_that_cannot_be_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
