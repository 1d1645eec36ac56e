/* Failures and remedies: every failure of a modem, at every remedy that could
 * mend it, in virtual time. The modem is online again, or the manager names
 * what is wrong; the PIN is sent once a SIM insertion. At the end the matrix is
 * printed: a cell is the seconds until something was noticed, and until the
 * session carried data again, or the letter of a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "tests/unit/fault_rows.h"
#include "tests/unit/usb_pair.h"
#include "tools/simodem/modem.h"

#define BEGIN_MS  (120u * 1000)
#define LIFE_MS	  (2u * 3600 * 1000)
#define STEADY_MS 120000u /* so long it has to stay back */
#define STEPS	  400000
#define LOOK_MS	  5000u
#define STALL_MS  30000u
#define COLUMNS	  8u
#define ROWS	  24u
#define SESSIONS  2u

static const uint8_t columns[COLUMNS] = {
	SIM_REMEDY_SESSION,  SIM_REMEDY_RADIO, SIM_REMEDY_REOPEN,
	SIM_REMEDY_FUNCTION, SIM_REMEDY_RESET, SIM_REMEDY_REENUMERATE,
	SIM_REMEDY_POWER,    SIM_REMEDY_NONE,
};

/* What becomes of a failure that a remedy heals. */
enum end {
	BACK,  /* it is mended */
	NAMED, /* the manager names it, and takes no further step */
};

/* A failure, or something that happens once: when the session has been up for a
 * while, or from the start. */
static const struct row {
	const char *name;
	const char *happens; /* NULL: nothing */
	bool fails, also_mute, connect_silent, contexts_left, from_start;
	bool idle;	 /* the host sends nothing, and receives nothing */
	bool link_lost;	 /* the host's side of the session, for 3 s */
	bool one_of_two; /* session 1 fails, session 0 goes on */
	enum sim_failure_kind kind; /* if it fails */
	uint32_t to, status, qmi_status;
	enum sim_remedy from; /* the first that can heal it */
	enum end end;
} rows[ROWS] = {
#define FAILS(what, first, ...) \
	.name = what, .fails = true, .from = SIM_REMEDY_##first, __VA_ARGS__
#define HAPPENS(what, command) \
	.name = what, .happens = command, .from = SIM_REMEDY_NONE
	{FAILS("mute, no data", REOPEN, .kind = SIM_FAILURE_NO_DATA,
	       .also_mute = true)},
	{FAILS("mute, idle", REOPEN, .kind = SIM_FAILURE_MUTE, .idle = true)},
	{FAILS("mute, data flows", REOPEN, .kind = SIM_FAILURE_MUTE,
	       .end = NAMED)},
	{FAILS("mute from the start", FUNCTION, .kind = SIM_FAILURE_MUTE,
	       .from_start = true)},
	{FAILS("deaf, data flows", FUNCTION, .kind = SIM_FAILURE_DEAF,
	       .end = NAMED)},
	{FAILS("deaf from the start", FUNCTION, .kind = SIM_FAILURE_DEAF,
	       .from_start = true)},
	{FAILS("no data to the host", SESSION, .kind = SIM_FAILURE_NO_DATA,
	       .to = SIM_TO_HOST)},
	{FAILS("no data to the modem", SESSION, .kind = SIM_FAILURE_NO_DATA,
	       .to = SIM_TO_MODEM)},
	{FAILS("no data, one of two", SESSION, .kind = SIM_FAILURE_NO_DATA,
	       .one_of_two = true)},
	{FAILS("session refused, no cause", RADIO, .kind = SIM_FAILURE_SESSIONS,
	       .happens = "disconnect 0")},
	{FAILS("session refused, contexts", RADIO, .kind = SIM_FAILURE_SESSIONS,
	       .happens = "disconnect 0",
	       .status = MBIM_STATUS_MAX_ACTIVATED_CONTEXTS,
	       .qmi_status = QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES)},
	{FAILS("attach refused, no cause", RADIO, .kind = SIM_FAILURE_ATTACH,
	       .happens = "detach")},
	{FAILS("SIM hangs from the start", RADIO, .kind = SIM_FAILURE_CARD,
	       .from_start = true)},
	{FAILS("SIM hangs", RADIO, .kind = SIM_FAILURE_CARD)},
	{FAILS("no network", RADIO, .kind = SIM_FAILURE_NETWORK, .end = NAMED)},
	{.name = "CONNECT not answered",
	 .happens = "disconnect 0",
	 .connect_silent = true,
	 .from = SIM_REMEDY_REOPEN},
	{HAPPENS("other addresses, no news", "readdress 0 silently")},
	{HAPPENS("other addresses", "readdress 0")},
	{HAPPENS("detached", "detach")},
	{HAPPENS("disconnected", "disconnect 0")},
	{HAPPENS("restarted", "restart")},
	{.name = "contexts left active",
	 .contexts_left = true,
	 .from_start = true,
	 .from = SIM_REMEDY_NONE},
	{.name = "address taken away",
	 .link_lost = true,
	 .from = SIM_REMEDY_NONE},
	{HAPPENS("channel forgotten", "forget")},
};

static struct {
	uint32_t n;
	char text[24][200];
} sentences;

static char cells[ROWS][COLUMNS][16];
static bool qmi; /* the modem speaks it, or MBIM */

/* --- one life --------------------------------------------------------------
 */

struct life {
	struct usb_pair p; /* first: look() is given it */
	const struct row *row;
	uint64_t begin_ms;
	uint32_t sessions;
	/* of a session: what the host has received and been told */
	struct {
		uint64_t heard_ms, told_ms;
		bool stalls;
	} data[SESSIONS];
	bool link_lost;
	bool other_went_down;	      /* session 0 of two */
	uint8_t address[4];	      /* before it all */
	uint64_t noticed_ms, back_ms; /* UINT64_MAX: not yet */
	char problem[200];	      /* the last one */
};

/* A datagram with the address that the session has; does one come back? */
static bool data_passes(struct life *l, uint32_t session)
{
	const uint8_t id = (uint8_t)session;
	struct att_core_status s;
	uint8_t d[20] = {0x45};
	struct att_bytes datagram = att_bytes_of(d, sizeof(d));

	att_core_status(l->p.core, &s);
	if (!s.ip[session].n_ipv4)
		return false;
	memcpy(d + 12, s.ip[session].ipv4[0].address.b, 4);
	return sim_modem_datagram(l->p.modem, id, datagram, false) &&
	       sim_modem_datagram(l->p.modem, id, datagram, true);
}

static bool all_pass(struct life *l)
{
	for (uint32_t i = 0; i < l->sessions; i++)
		if (!data_passes(l, i))
			return false;
	return true;
}

static void tell(struct life *l, uint32_t session, enum att_observed what)
{
	const struct att_observation o = {.what = what,
					  .session = session,
					  .words = "the address is gone"};

	l->data[session].told_ms = l->p.now_ms;
	usb_pair_observe(&l->p, &o);
}

static bool is_up(const struct life *l, uint32_t session)
{
	struct att_core_status s;

	att_core_status(l->p.core, &s);
	return strcmp(s.connect[session], "up") == 0;
}

/* As a host whose programs always have something to send. */
static void look_at_data(struct life *l, uint32_t i)
{
	uint64_t now_ms = l->p.now_ms;
	bool stalled = l->data[i].stalls;

	l->data[i].stalls = false;
	if (!is_up(l, i)) {
		l->data[i].heard_ms = 0;
	} else if (data_passes(l, i)) {
		if (stalled || !l->data[i].heard_ms)
			tell(l, i, ATT_OBSERVED_TRAFFIC);
		l->data[i].heard_ms = now_ms;
	} else if (!l->data[i].heard_ms) {
		l->data[i].heard_ms = now_ms;
	} else if (now_ms - l->data[i].heard_ms >= STALL_MS) {
		if (!stalled || now_ms - l->data[i].told_ms >= STALL_MS)
			tell(l, i, ATT_OBSERVED_NO_TRAFFIC);
		l->data[i].stalls = true;
	}
}

static void look_at_link(struct life *l)
{
	bool lost = l->row->link_lost && l->p.now_ms >= l->begin_ms &&
		    l->p.now_ms < l->begin_ms + 3000;

	if (lost != l->link_lost)
		tell(l, 0,
		     lost ? ATT_OBSERVED_LINK_PROBLEM : ATT_OBSERVED_LINK_WELL);
	l->link_lost = lost;
}

static void look(struct usb_pair *p)
{
	struct life *l = (struct life *)p;

	p->look_ms = p->now_ms + (l->row->link_lost ? 1000 : LOOK_MS);
	look_at_link(l);
	for (uint32_t i = 0; i < l->sessions && !l->row->idle; i++)
		look_at_data(l, i);
}

static bool has_other_addresses(const struct life *l,
				const struct att_core_status *s)
{
	return s->ip[0].n_ipv4 &&
	       memcmp(s->ip[0].ipv4[0].address.b, l->address, 4) != 0;
}

static void look_at_status(struct life *l)
{
	struct att_core_status s;
	bool wrong;

	att_core_status(l->p.core, &s);
	if (l->p.now_ms < l->begin_ms && s.ip[0].n_ipv4)
		memcpy(l->address, s.ip[0].ipv4[0].address.b, 4);
	if (l->p.now_ms < l->begin_ms)
		return;
	l->other_went_down |= strcmp(s.connect[0], "up") != 0;
	assert_true(s.recoveries || strcmp(s.recovery, "well") == 0);
	wrong = !s.up || s.problem != NULL || strcmp(s.recovery, "well") != 0;
	if (s.problem)
		snprintf(l->problem, sizeof(l->problem), "%s", s.problem);
	if ((wrong || has_other_addresses(l, &s)) &&
	    l->noticed_ms == UINT64_MAX)
		l->noticed_ms = l->p.now_ms;
	if (wrong || !l->p.up || !all_pass(l))
		l->back_ms = UINT64_MAX;
	else if (l->back_ms == UINT64_MAX)
		l->back_ms = l->p.now_ms;
}

static void plan_failure(struct sim_scenario *s, const struct row *row,
			 enum sim_failure_kind kind, enum sim_remedy heals)
{
	s->failure[s->n_failures++] = (struct sim_failure){
		.kind = (uint8_t)kind,
		.when = {.at_ms = row->from_start ? 0 : BEGIN_MS,
			 .heals = (uint8_t)heals},
		.to = (uint8_t)row->to,
		.session = row->one_of_two ? 1 : SIM_ANY_SESSION,
		.status = qmi ? row->qmi_status : row->status,
	};
}

static void plan_silence(struct sim_scenario *s, enum sim_remedy heals)
{
	struct sim_answer *a = &s->answer[s->n_answers++];

	*a = (struct sim_answer){
		.service = MBIM_SERVICE_BASIC_CONNECT,
		.cid = MBIM_CID_BASIC_CONNECT_CONNECT,
		.ops = MBIM_OP_SET,
		.silent = true,
		.when = {.at_ms = BEGIN_MS, .heals = (uint8_t)heals},
	};
	if (!qmi)
		return;
	a->service = QMI_SERVICE_WDS;
	a->cid = QMI_WDS_START_NETWORK;
}

static void plan(struct sim_config *c, const struct row *row,
		 enum sim_remedy heals, const char *pin)
{
	struct sim_scenario *s = &c->scenario;

	fault_modem(c, qmi);
	strcpy(c->pin, pin);
	if (row->fails)
		plan_failure(s, row, row->kind, heals);
	if (row->also_mute)
		plan_failure(s, row, SIM_FAILURE_MUTE, heals);
	if (row->connect_silent)
		plan_silence(s, heals);
	if (row->contexts_left) {
		c->max_contexts = 2;
		c->left_active = 1u << 2 | 1u << 3;
	}
	if (!row->happens)
		return;
	s->event[s->n_events].at_ms = BEGIN_MS;
	snprintf(s->event[s->n_events++].command, sizeof(s->event[0].command),
		 "%s", row->happens);
}

static const struct att_core_config config = {
	.pin = USB_PAIR_PIN,
	.recovery = {.rungs = ATT_RUNG_SESSION | ATT_RUNG_RADIO |
			      ATT_RUNG_REOPEN | ATT_RUNG_RESET |
			      ATT_RUNG_REENUMERATE | ATT_RUNG_POWER,
		     .ask_ms = 25000,
		     .refusals = 5,
		     .sim_ms = 120000,
		     .rest_ms = 300000},
	.session = {{.name = "wwan0", .ip = ATT_IP_V4V6},
		    {.name = "wwan1", .ip = ATT_IP_V4V6}},
};

/* Until it is back for a while, or to the end. */
static void live(struct life *l, const struct row *row, enum sim_remedy heals,
		 const char *pin)
{
	struct att_core_config c = config;
	struct sim_config sim;
	uint64_t end_ms;

	memset(l, 0, sizeof(*l));
	l->row = row;
	c.n_sessions = l->sessions = row->one_of_two ? 2 : 1;
	l->begin_ms = row->from_start ? 0 : BEGIN_MS;
	l->noticed_ms = l->back_ms = UINT64_MAX;
	end_ms = l->begin_ms + LIFE_MS;
	plan(&sim, row, heals, pin);
	assert_true(usb_pair_record(&l->p, &sim, &c, ATT_WANT_CONNECTED, NULL));
	l->p.by_bus = true;
	l->p.look = look;
	l->p.look_ms = 0;
	for (int i = 0; i < STEPS && l->p.now_ms < end_ms; i++) {
		usb_pair_step(&l->p);
		look_at_status(l);
		if (l->noticed_ms != UINT64_MAX && l->back_ms != UINT64_MAX &&
		    l->p.now_ms >= l->back_ms + STEADY_MS)
			return;
	}
}

/* --- one cell --------------------------------------------------------------
 */

static char letter_of(const char *sentence)
{
	uint32_t i = 0;

	while (i < sentences.n && strcmp(sentences.text[i], sentence) != 0)
		i++;
	assert_true(i < 24);
	if (i == sentences.n)
		snprintf(sentences.text[sentences.n++],
			 sizeof(sentences.text[0]), "%s", sentence);
	return (char)('A' + i);
}

static unsigned seconds(uint64_t from_ms, uint64_t to_ms)
{
	return (unsigned)((to_ms - from_ms + 999) / 1000);
}

static void cell(char *text, size_t cap, const struct row *row,
		 enum sim_remedy heals)
{
	const char *remedy = sim_remedy_names[heals];
	bool healed = heals != SIM_REMEDY_NONE || row->from == SIM_REMEDY_NONE;
	struct life l;

	live(&l, row, heals, USB_PAIR_PIN);
	if (l.noticed_ms == UINT64_MAX)
		fail_msg("%s, %s: nobody noticed", row->name, remedy);
	if (l.back_ms != UINT64_MAX)
		snprintf(text, cap, "%u+%u", seconds(l.begin_ms, l.noticed_ms),
			 seconds(l.noticed_ms, l.back_ms));
	else if (!l.problem[0])
		fail_msg("%s, %s: neither online nor a reason", row->name,
			 remedy);
	else if (healed && row->end == BACK)
		fail_msg("%s, %s: not back: %s", row->name, remedy, l.problem);
	else
		snprintf(text, cap, "%u %c", seconds(l.begin_ms, l.noticed_ms),
			 letter_of(l.problem));
	/* What one session needs is not done to the other. */
	if (heals == SIM_REMEDY_SESSION && row->one_of_two)
		assert_false(l.other_went_down);
	assert_int_equal(l.p.modem->world.card[0].pin1.attempts, 3);
	usb_pair_fini(&l.p);
}

/* The configured PIN is wrong: one attempt, whatever is done about the modem.
 */
static void wrong_pin(const struct row *row, enum sim_remedy heals)
{
	struct life l;

	live(&l, row, heals, "9999");
	if (l.p.modem->world.card[0].pin1.attempts < 2)
		fail_msg("%s, %s: %u PIN attempts are left", row->name,
			 sim_remedy_names[heals],
			 l.p.modem->world.card[0].pin1.attempts);
	usb_pair_fini(&l.p);
}

static bool can_heal(const struct row *row, enum sim_remedy remedy)
{
	return remedy == SIM_REMEDY_NONE ||
	       (row->from != SIM_REMEDY_NONE && remedy >= row->from);
}

static void every_remedy(void **state)
{
	const struct row *row = *state;

	for (size_t i = 0; i < COLUMNS; i++) {
		enum sim_remedy remedy = (enum sim_remedy)columns[i];

		if (!can_heal(row, remedy))
			continue;
		cell(cells[row - rows][i], sizeof(cells[0][0]), row, remedy);
		wrong_pin(row, remedy);
	}
}

/* --- the table: tools/test shows lines that begin with "# |" -----------------
 */

static int print_table(void **state)
{
	(void)state;
	print_message("# | %-26s|", qmi ? "QMI, healed by" : "healed by");
	for (size_t i = 0; i < COLUMNS; i++)
		print_message("%12s", sim_remedy_names[columns[i]]);
	print_message(" |\n");
	for (size_t r = 0; r < ROWS; r++) {
		print_message("# | %-26s|", rows[r].name);
		for (size_t i = 0; i < COLUMNS; i++)
			print_message("%12s", cells[r][i]);
		print_message(" |\n");
	}
	for (uint32_t i = 0; i < sentences.n; i++)
		print_message("# | %c: %s\n", (char)('A' + i),
			      sentences.text[i]);
	return 0;
}

/* With an argument the modem speaks QMI. */
int main(int argc, char **argv)
{
	struct CMUnitTest tests[ROWS];
	char names[ROWS][96];

	(void)argv;
	qmi = argc > 1;

	for (size_t i = 0; i < ROWS; i++) {
		snprintf(names[i], sizeof(names[i]),
			 "%s ends online or with a reason", rows[i].name);
		tests[i] = (struct CMUnitTest){
			.name = names[i],
			.test_func = every_remedy,
			.initial_state = (void *)&rows[i],
		};
	}
	return cmocka_run_group_tests_name("recovery", tests, NULL,
					   print_table);
}
