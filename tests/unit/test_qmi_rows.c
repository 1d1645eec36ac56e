/* What goes wrong with modems that speak QMI and with no others, in virtual
 * time: each row is a modem that lacks something, or to which something
 * happens. It is online, or the manager names what is wrong. A PIN is sent as
 * often as the row says; no request has the transaction 0, and the modem has
 * given no more clients than are used. At the end the rows are printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/state.h"
#include "generated/qmi_messages.h"
#include "tests/unit/fault_rows.h"
#include "tests/unit/usb_pair.h"
#include "tools/simodem/modem.h"
#include "wire/mbim/cid.h"
#include "wire/qmi/qmi.h"

#define HAPPENS_MS 60000u
#define STEADY_MS  120000u /* so long it has to stand at the end */
#define LIFE_MS	   (20u * 60 * 1000)
#define STEPS	   100000
#define CLIENTS	   8u  /* NAS, DMS, UIM, WDA, two of WDS; and a late one each */
#define TOLD	   30u /* to go online: the waits between grow */
#define ANY	   UINT16_MAX

/* One kind of message, and what becomes of it. */
struct about {
	uint8_t service;
	uint16_t message;
};

static const struct row {
	const char *name;
	const char *happens; /* after a minute; NULL: nothing */
	/* the modem */
	uint32_t quirks;
	struct about without[3]; /* message ANY: the service */
	uint8_t links;		 /* 0: as usual */
	uint16_t aggregations;
	uint8_t left; /* bit n: session n is active, and nobody's */
	bool ipv4_only, no_pin, leaked;
	bool sierra; /* it has the ids of a modem with a lock */
	/* A program was killed that had asked something; the kernel fetches an
	 * answer for each announcement, and no more. */
	bool asked, kernels;
	bool unlock;	  /* its lock may be opened */
	uint8_t attempts; /* 0: 3 */
	uint8_t cause;	  /* of the network, for sessions, when it happens */
	/* the way to it */
	bool shared; /* by a proxy: there is no sync */
	uint32_t lost;
	struct sim_fault fault; /* message 0 and type 0: none */
	/* an answer in place of the modem's own */
	struct about answer;
	uint16_t error;
	uint32_t times;
	uint16_t type; /* of the reason why a call failed; 0: no call */
	int16_t reason;
	bool told; /* or an indication of this, behind what happens */
	/* the end */
	const char *words;  /* NULL: online */
	uint32_t within_ms; /* it is online; 0: at any time */
	uint32_t pins;	    /* how often the PIN is entered */
	bool single;	    /* one family is up */
} rows[] = {
#define PIN .pins = 1
#define INDICATION(service_, message_, kind_, ...) \
	.fault = {.kind = (kind_),                 \
		  .type = SIM_TYPE_INDICATION,     \
		  .has_cid = true,                 \
		  .service = (service_),           \
		  .cid = (message_),               \
		  __VA_ARGS__}
#define RESPONSE(service_, message_, kind_, ...) \
	.fault = {.kind = (kind_),               \
		  .type = SIM_TYPE_RESPONSE,     \
		  .has_cid = true,               \
		  .service = (service_),         \
		  .cid = (message_),             \
		  __VA_ARGS__}
	{.name = "nothing", PIN},
	{.name = "first request lost", .quirks = SIM_QUIRK_FIRST_LOST, PIN},
	{.name = "first five requests lost", .lost = 5, PIN},
	{.name = "client ids leaked", .leaked = true, PIN},
	{.name = "client ids leaked, proxy",
	 .leaked = true,
	 .shared = true,
	 .words = "would take those of the other programs, too; asking again"},
	{.name = "client ids exhausted for good",
	 .answer = {QMI_SERVICE_CTL, QMI_CTL_ALLOCATE_CID},
	 .error = QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED,
	 .words = "though it was told to take all back (sync); asking again"},
	{.name = "client ids exhausted twice",
	 .answer = {QMI_SERVICE_CTL, QMI_CTL_ALLOCATE_CID},
	 .error = QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED,
	 .times = 2,
	 PIN},
	{.name = "sync indication",
	 .answer = {QMI_SERVICE_CTL, QMI_CTL_SYNC},
	 .told = true,
	 PIN},
	{.name = "sync by another host, proxy",
	 .answer = {QMI_SERVICE_CTL, QMI_CTL_SYNC},
	 .told = true,
	 .happens = "forget",
	 .shared = true,
	 PIN},
	{.name = "sync not known",
	 .answer = {QMI_SERVICE_CTL, QMI_CTL_SYNC},
	 .error = QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND,
	 PIN},
	{.name = "call up: no_effect",
	 .quirks = SIM_QUIRK_NO_EFFECT,
	 .left = 1,
	 .shared = true,
	 PIN},
	{.name = "call up: policy_mismatch", .left = 1, .shared = true, PIN},
	{.name = "dials by itself", .quirks = SIM_QUIRK_AUTOCONNECT, PIN},
	{.name = "dials by itself, proxy",
	 .quirks = SIM_QUIRK_AUTOCONNECT,
	 .shared = true,
	 PIN},
	{.name = "autoconnect not known",
	 .without = {{QMI_SERVICE_WDS, QMI_WDS_GET_AUTOCONNECT_SETTINGS},
		     {QMI_SERVICE_WDS, QMI_WDS_SET_AUTOCONNECT_SETTINGS}},
	 PIN},
	{.name = "PIN not needed", .no_pin = true},
	{.name = "one attempt left", .attempts = 1, .words = "attempt"},
	{.name = "two attempts left", .attempts = 2, PIN},
	{.name = "mode indication lost",
	 INDICATION(QMI_SERVICE_DMS, QMI_DMS_EVENT_REPORT, SIM_FAULT_DROP),
	 PIN},
	{.name = "mode indication late, 15 s",
	 INDICATION(QMI_SERVICE_DMS, QMI_DMS_EVENT_REPORT, SIM_FAULT_DELAY,
		    .value = 15000),
	 PIN},
	{.name = "mode indications not known",
	 .without = {{QMI_SERVICE_DMS, QMI_DMS_SET_EVENT_REPORT}},
	 PIN},
	{.name = "start answered after 200 s",
	 RESPONSE(QMI_SERVICE_WDS, QMI_WDS_START_NETWORK, SIM_FAULT_DELAY,
		  .value = 200000),
	 PIN},
	{.name = "raw IP unknown",
	 .links = 1u << QMI_WDA_LINK_LAYER_PROTOCOL_802_3,
	 .quirks = SIM_QUIRK_FORMAT_REFUSED,
	 PIN},
	{.name = "802.3 unknown",
	 .links = 1u << QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP,
	 .quirks = SIM_QUIRK_FORMAT_REFUSED,
	 PIN},
	{.name = "QMAP refused",
	 .aggregations = 1u << QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED,
	 .quirks = SIM_QUIRK_FORMAT_REFUSED,
	 PIN},
	{.name = "QMAP ends in none",
	 .aggregations = 1u << QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED,
	 PIN},
	{.name = "data format needs endpoint",
	 .quirks = SIM_QUIRK_NEEDS_ENDPOINT,
	 PIN},
	{.name = "data format not answered",
	 .answer = {QMI_SERVICE_WDA, QMI_WDA_SET_DATA_FORMAT},
	 .error = ANY,
	 PIN},
	{.name = "no WDA", .without = {{QMI_SERVICE_WDA, ANY}}, PIN},
	{.name = "no WDA, no data format",
	 .without = {{QMI_SERVICE_WDA, ANY},
		     {QMI_SERVICE_CTL, QMI_CTL_SET_DATA_FORMAT}},
	 PIN},
	{.name = "IPv6 refused: 50", .ipv4_only = true, .single = true, PIN},
	{.name = "IPv4 disallowed: internal 208",
	 .answer = {QMI_SERVICE_WDS, QMI_WDS_START_NETWORK},
	 .error = QMI_PROTOCOL_ERROR_CALL_FAILED,
	 .times = 1,
	 .type = QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_INTERNAL,
	 .reason =
		 QMI_WDS_VERBOSE_CALL_END_REASON_INTERNAL_PDN_IPV4_CALL_DISALLOWED,
	 .single = true,
	 PIN},
	{.name = "IP family not known",
	 .without = {{QMI_SERVICE_WDS, QMI_WDS_SET_IP_FAMILY}},
	 .single = true,
	 PIN},
	{.name = "mux ids not known",
	 .without = {{QMI_SERVICE_WDS, QMI_WDS_BIND_MUX_DATA_PORT}},
	 PIN},
	{.name = "no UIM", .without = {{QMI_SERVICE_UIM, ANY}}, PIN},
	{.name = "UIM knows no cards",
	 .without = {{QMI_SERVICE_UIM, QMI_UIM_GET_CARD_STATUS},
		     {QMI_SERVICE_UIM, QMI_UIM_VERIFY_PIN}},
	 PIN},
	{.name = "system info alone",
	 .without = {{QMI_SERVICE_NAS, QMI_NAS_GET_SERVING_SYSTEM}},
	 PIN},
	{.name = "serving system alone",
	 .without = {{QMI_SERVICE_NAS, QMI_NAS_GET_SYSTEM_INFO}},
	 PIN},
	{.name = "serving system empty",
	 .quirks = SIM_QUIRK_EMPTY_SERVING,
	 PIN},
	{.name = "system info empty", .quirks = SIM_QUIRK_EMPTY_SYSTEM, PIN},
	{.name = "NAS indications refused",
	 .without = {{QMI_SERVICE_NAS, QMI_NAS_REGISTER_INDICATIONS}},
	 PIN},
	{.name = "NAS indications refused, detached",
	 .without = {{QMI_SERVICE_NAS, QMI_NAS_REGISTER_INDICATIONS}},
	 .happens = "detach",
	 PIN},
	{.name = "call ended: 36", .happens = "disconnect 0", PIN},
	{.name = "call ended, plain reason",
	 .happens = "disconnect 0",
	 .quirks = SIM_QUIRK_PLAIN_REASONS,
	 PIN},
	{.name = "call ended, APN refused: 27",
	 .happens = "disconnect 0",
	 .cause = 27,
	 .words = "27 (",
	 PIN},
	{.name = "call ended, refused: 33, plain",
	 .happens = "disconnect 0",
	 .cause = 33,
	 .quirks = SIM_QUIRK_PLAIN_REASONS,
	 .words = "33 (",
	 PIN},
	{.name = "internal error thrice, then served",
	 .answer = {QMI_SERVICE_UIM, QMI_UIM_GET_CARD_STATUS},
	 .error = QMI_PROTOCOL_ERROR_INTERNAL,
	 .times = 3,
	 PIN},
	{.name = "device not ready, mode",
	 .answer = {QMI_SERVICE_DMS, QMI_DMS_SET_OPERATING_MODE},
	 .error = QMI_PROTOCOL_ERROR_DEVICE_NOT_READY,
	 .times = 3,
	 .within_ms = 12000,
	 PIN},
	{.name = "device not ready, with a lock",
	 .answer = {QMI_SERVICE_DMS, QMI_DMS_SET_OPERATING_MODE},
	 .error = QMI_PROTOCOL_ERROR_DEVICE_NOT_READY,
	 .times = 3,
	 .quirks = SIM_QUIRK_FCC_LOCK,
	 .sierra = true,
	 .unlock = true,
	 .within_ms = 12000,
	 PIN},
	{.name = "lock that takes \"online\"",
	 .quirks = SIM_QUIRK_FCC_LOCK | SIM_QUIRK_SILENT_LOCK,
	 .sierra = true,
	 .unlock = true,
	 .within_ms = 25000,
	 PIN},
	{.name = "lock that takes \"online\", left shut",
	 .quirks = SIM_QUIRK_FCC_LOCK | SIM_QUIRK_SILENT_LOCK,
	 .sierra = true,
	 .words = "locked by the maker of the laptop (Sierra EM7455, FCC)"},
	{.name = "lock that takes \"online\", not known",
	 .quirks = SIM_QUIRK_FCC_LOCK | SIM_QUIRK_SILENT_LOCK,
	 .unlock = true,
	 .words = "the radio stays off"},
	{.name = "answer to a killed program",
	 .quirks = SIM_QUIRK_TOLD_ONCE,
	 .asked = true,
	 .within_ms = 5000,
	 PIN},
	{.name = "answer to a killed program, cdc-wdm",
	 .quirks = SIM_QUIRK_TOLD_ONCE,
	 .asked = true,
	 .kernels = true,
	 .within_ms = 10000,
	 PIN},
	{.name = "other addresses", .happens = "readdress 0", PIN},
	{.name = "restart", .happens = "restart", .pins = 2},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* --- one life --------------------------------------------------------------
 */

struct life {
	struct usb_pair p; /* first */
	const struct row *row;
	uint64_t up_ms, since_ms; /* first online; online since; UINT64_MAX */
	unsigned most;		  /* clients at once */
	unsigned told;		  /* to go online */
	char problem[200];	  /* the last one, and not online */
};

static struct life lives[ROWS];

static void put_failure(struct sim_scenario *s, struct sim_answer *a,
			const struct row *row)
{
	const struct qmi_wds_start_network_resp failed = {
		.has.verbose_call_end_reason = true,
		.verbose_call_end_reason = {.type = row->type,
					    .reason = row->reason},
	};
	int len = qmi_wds_start_network_resp_encode(&failed, s->bytes,
						    sizeof(s->bytes));

	assert_true(len > 0);
	s->n_bytes = (uint32_t)len;
	a->body.given[0] = true;
	a->body.len[0] = (uint16_t)len;
}

static void plan_answer(struct sim_scenario *s, const struct row *row)
{
	struct sim_answer *a = &s->answer[s->n_answers];

	if (row->told) {
		s->indication[s->n_indications++] =
			(struct sim_indication){.at_ms = HAPPENS_MS + 100,
						.service = row->answer.service,
						.cid = row->answer.message};
		return;
	}
	if (!row->error)
		return;
	*a = (struct sim_answer){
		.service = row->answer.service,
		.cid = row->answer.message,
		.ops = MBIM_OP_QUERY | MBIM_OP_SET,
		.silent = row->error == ANY,
		.status = row->error,
		.times = row->times,
	};
	if (row->type)
		put_failure(s, a, row);
	s->n_answers++;
}

static void plan_faults(struct sim_scenario *s, const struct row *row)
{
	if (row->fault.type)
		s->fault[s->n_faults++] = row->fault;
	for (uint32_t i = 1; i <= row->lost; i++)
		s->fault[s->n_faults++] = (struct sim_fault){
			.kind = SIM_FAULT_DROP, .to_modem = true, .message = i};
}

static void plan_event(struct sim_scenario *s, const struct row *row)
{
	if (row->cause)
		s->failure[s->n_failures++] =
			(struct sim_failure){.kind = SIM_FAILURE_SESSIONS,
					     .when.at_ms = HAPPENS_MS,
					     .session = SIM_ANY_SESSION,
					     .cause = row->cause};
	if (!row->happens)
		return;
	s->event[s->n_events].at_ms = HAPPENS_MS;
	snprintf(s->event[s->n_events++].command, sizeof(s->event[0].command),
		 "%s", row->happens);
}

static void plan_modem(struct sim_config *c, const struct row *row)
{
	struct sim_qmi_config *q = &c->qmi;

	fault_modem(c, true);
	c->quirks = row->quirks;
	c->ipv4_only = row->ipv4_only;
	c->left_active = row->left;
	if (row->sierra) {
		c->vendor = 0x1199;
		c->product = 0x9079;
	}
	if (row->no_pin)
		c->pin[0] = '\0';
	if (row->attempts)
		c->pin_attempts = row->attempts;
	if (row->links) {
		q->links = row->links;
		q->link = row->links & 1u << 1 ? 1 : 2;
	}
	if (row->aggregations)
		q->aggregations = row->aggregations;
	for (unsigned i = 0; i < 3 && row->without[i].message; i++)
		q->without[q->n_without++] = (struct sim_qmi_missing){
			.service = row->without[i].service,
			.message = row->without[i].message};
}

/* An earlier host was killed again and again. */
static void leak(struct life *l)
{
	struct sim_qmi *q = &l->p.modem->qmi;

	while (sim_client_new(q, QMI_SERVICE_NAS))
		;
}

static void said(void *ctx, struct att_bytes command)
{
	struct life *l = ctx;
	struct qmi_message m;

	assert_int_equal(qmi_decode(command, &m), 0);
	assert_int_equal(m.head.kind, QMI_REQUEST);
	assert_int_not_equal(m.head.transaction, 0);
	l->told += m.head.service == QMI_SERVICE_DMS &&
		   m.head.message == QMI_DMS_SET_OPERATING_MODE;
}

/* Its answer is announced, and then there is nobody to fetch it. */
static void ask_and_die(struct life *l)
{
	const struct sim_usb_device *device = l->p.device;
	const struct qmi_head h = {.transaction = 77,
				   .message = QMI_CTL_GET_VERSION_INFO};
	uint8_t frame[16], setup[8] = {0x21, 0x00}, told[16];
	size_t len = qmi_head_put(&h, 0, frame);

	setup[4] = l->p.function.control_interface;
	setup[6] = (uint8_t)len;
	assert_int_equal(device->control(device->ctx, setup, frame), len);
	l->p.now_ms += 100;
	assert_true(device->in(device->ctx, l->p.function.ep_notify, told,
			       sizeof(told)) > 0);
	device->listens(device->ctx, l->p.function.ep_notify);
	/* The kernel does not look whether there is something. */
	l->p.wdm.draining = !l->row->kernels;
	l->p.wdm.no_more = l->row->kernels;
	l->p.by_bus = l->row->kernels;
}

static void allow_unlocking(struct life *l)
{
	struct att_core_config config = l->p.core->config;

	config.unlock = true;
	usb_pair_reconfigure(&l->p, &config);
}

static void start(struct life *l, const struct row *row)
{
	struct sim_config sim;

	memset(l, 0, sizeof(*l));
	plan_modem(&sim, row);
	plan_answer(&sim.scenario, row);
	plan_faults(&sim.scenario, row);
	plan_event(&sim.scenario, row);
	usb_pair_init(&l->p, &sim, NULL);
	l->row = row;
	l->up_ms = l->since_ms = UINT64_MAX;
	l->p.said = said;
	l->p.ctx = l;
	if (row->shared)
		usb_pair_share(&l->p);
	if (row->leaked)
		leak(l);
	if (row->asked)
		ask_and_die(l);
	if (row->unlock)
		allow_unlocking(l);
}

static unsigned clients(const struct life *l)
{
	unsigned n = 0;

	for (unsigned i = 0; i < SIM_QMI_CLIENTS; i++)
		n += l->p.modem->qmi.client[i].id != 0;
	return n;
}

/* Each family that the session has got passes a datagram. */
static bool passes(struct life *l, const struct att_core_status *s)
{
	uint8_t d[40] = {0x45};
	struct att_bytes v4 = att_bytes_of(d, 20);

	if (!s->ip[0].n_ipv4)
		return s->ip[0].n_ipv6 > 0;
	memcpy(d + 12, s->ip[0].ipv4[0].address.b, 4);
	return sim_modem_datagram(l->p.modem, 0, v4, false);
}

static void look(struct life *l)
{
	struct att_core_status s;
	unsigned held = clients(l);

	att_core_status(l->p.core, &s);
	if (!l->row->leaked && held > l->most)
		l->most = held;
	if (!s.up || !l->p.up || !passes(l, &s)) {
		l->since_ms = UINT64_MAX;
		if (s.problem)
			snprintf(l->problem, sizeof(l->problem), "%s",
				 s.problem);
		return;
	}
	if (l->up_ms == UINT64_MAX)
		l->up_ms = l->p.now_ms;
	if (l->since_ms == UINT64_MAX)
		l->since_ms = l->p.now_ms;
}

static bool steady(const struct life *l)
{
	return l->since_ms != UINT64_MAX &&
	       l->p.now_ms >= l->since_ms + STEADY_MS &&
	       l->p.now_ms >= HAPPENS_MS + STEADY_MS;
}

static void live(struct life *l)
{
	for (int i = 0; i < STEPS && l->p.now_ms < LIFE_MS && !steady(l); i++) {
		if (!usb_pair_step(&l->p))
			break;
		look(l);
	}
}

static void ends(const struct life *l)
{
	const struct row *row = l->row;
	struct att_core_status s;

	att_core_status(l->p.core, &s);
	if (!row->words) {
		if (l->since_ms == UINT64_MAX)
			fail_msg("not online: %s", l->problem);
		assert_int_equal(!s.ip[0].n_ipv4 || !s.ip[0].n_ipv6,
				 row->single);
		assert_true(!row->within_ms || l->up_ms <= row->within_ms);
		return;
	}
	assert_true(l->since_ms == UINT64_MAX);
	if (!strstr(l->problem, row->words))
		fail_msg("it is said: %s", l->problem);
}

static void row_ends_as_it_should(void **state)
{
	const struct row *row = *state;
	struct life *l = &lives[row - rows];

	start(l, row);
	live(l);
	ends(l);
	assert_int_equal(sim_modem_counters(l->p.modem)->pin_entries,
			 row->pins);
	assert_in_range(l->most, 0, CLIENTS);
	assert_in_range(l->told, 0, TOLD);
	usb_pair_fini(&l->p);
}

/* --- the table: tools/test shows lines that begin with "# |" -----------------
 */

static void print_row(const struct life *l)
{
	const struct row *row = &rows[l - lives];
	char first[16] = "", back[16] = "";

	if (!l->row)
		return;
	if (l->up_ms != UINT64_MAX)
		snprintf(first, sizeof(first), "%.1f", (double)l->up_ms / 1000);
	if (l->since_ms != l->up_ms && l->since_ms != UINT64_MAX)
		snprintf(back, sizeof(back), "%.1f",
			 (double)l->since_ms / 1000);
	print_message("# | %-35s|%8s%9s%5u | %.90s\n", row->name, first, back,
		      row->pins, row->words ? l->problem : "");
}

static int print_table(void **state)
{
	(void)state;
	print_message("# | %-35s|%8s%9s%5s |\n", "QMI alone", "online", "again",
		      "PINs");
	for (size_t i = 0; i < ROWS; i++)
		print_row(&lives[i]);
	return 0;
}

int main(void)
{
	struct CMUnitTest tests[ROWS];
	char names[ROWS][96];

	for (size_t i = 0; i < ROWS; i++) {
		snprintf(names[i], sizeof(names[i]), "%s: %s", rows[i].name,
			 rows[i].words ? "named" : "online");
		tests[i] = (struct CMUnitTest){
			.name = names[i],
			.test_func = row_ends_as_it_should,
			.initial_state = (void *)&rows[i],
		};
	}
	return cmocka_run_group_tests_name("QMI", tests, NULL, print_table);
}
