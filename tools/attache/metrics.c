/* The metrics of attache: OpenMetrics 1.0, and the older text of Prometheus,
 * which knows neither info, state sets and units nor an end. */
#include "metrics.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "generated/attach_machine.h"
#include "generated/connect_machine.h"
#include "generated/mbim_control_machine.h"
#include "generated/qmi_control_machine.h"
#include "generated/recovery_machine.h"
#include "wire/utf16.h"

#define PREFIX	"attache_"
#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

enum type { GAUGE, COUNTER, INFO, STATESET };

static const struct {
	const char *open, *prometheus, *suffix;
} types[] = {
	[GAUGE] = {"gauge", "gauge", ""},
	[COUNTER] = {"counter", "counter", "_total"},
	[INFO] = {"info", "gauge", "_info"},
	[STATESET] = {"stateset", "gauge", ""},
};

struct family {
	const char *name, *unit, *help; /* unit: the end of the name; or NULL */
	enum type type;
};

struct label {
	const char *name;
	struct att_str value;
};

struct out {
	FILE *to;
	enum metrics_form form;
	const struct family *last;		    /* whose head is written */
	const struct metrics_modem *modems, *modem; /* all; of it, or NULL */
	unsigned n_modems;
	const struct mbim_attache_session *session; /* of it; or NULL */
	char session_id[12];
};

/* --- text ------------------------------------------------------------------
 */

/* Any character may stand there but these; what is none is U+FFFD. */
static void put_text(FILE *to, const struct att_str *s)
{
	char utf8[4];
	uint32_t c;

	for (size_t at = 0; at < s->len;) {
		c = s->utf8 ? att_utf8_next(s->p, s->len, &at)
			    : att_utf16_next(s->p, s->len, &at);
		if (c == '\n')
			fputs("\\n", to);
		else if (c == '"' || c == '\\')
			fprintf(to, "\\%c", (int)c);
		else
			fwrite(utf8, 1,
			       att_utf8_put(c ? c : ATT_UTF16_BAD, utf8), to);
	}
}

static void put_head(struct out *o, const struct family *f)
{
	const bool open = o->form == METRICS_OPEN;
	const char *suffix = open ? "" : types[f->type].suffix;

	if (o->last == f)
		return;
	o->last = f;
	fprintf(o->to, "# TYPE " PREFIX "%s%s %s\n", f->name, suffix,
		open ? types[f->type].open : types[f->type].prometheus);
	if (open && f->unit)
		fprintf(o->to, "# UNIT " PREFIX "%s %s\n", f->name, f->unit);
	fprintf(o->to, "# HELP " PREFIX "%s%s %s\n", f->name, suffix, f->help);
}

static void put_label(struct out *o, unsigned *n, const char *name,
		      const struct att_str *value)
{
	fprintf(o->to, "%c%s=\"", *n ? ',' : '{', name);
	put_text(o->to, value);
	fputc('"', o->to);
	++*n;
}

/* "attache_NAME{LABELS} " with so many labels, and those of the modem and of
 * the session if it is one's. Behind it is the value. */
static FILE *sample(struct out *o, const struct family *f,
		    const struct label *labels, unsigned n_labels)
{
	struct att_str id = att_str_utf8(o->session_id);
	unsigned n = 0;

	put_head(o, f);
	fprintf(o->to, PREFIX "%s%s", f->name, types[f->type].suffix);
	if (o->modem) {
		const struct att_str name = att_str_utf8(o->modem->name);

		put_label(o, &n, "modem", &name);
	}
	if (o->session) {
		put_label(o, &n, "session", &id);
		put_label(o, &n, "device", &o->session->name);
	}
	for (unsigned i = 0; i < n_labels; i++)
		put_label(o, &n, labels[i].name, &labels[i].value);
	fputs(n ? "} " : " ", o->to);
	return o->to;
}

/* --- numbers ---------------------------------------------------------------
 */

enum form { U32, I32, U64, MS };

#define ALWAYS INT64_MIN

/* A number of a struct of the status. */
struct number {
	struct family family;
	size_t at;
	enum form form;
	int64_t unknown; /* ALWAYS: it never is */
};

static void put_number(struct out *o, const struct number *n, const void *from)
{
	const uint8_t *at = (const uint8_t *)from + n->at;
	uint64_t u64;
	uint32_t u32;
	int64_t v;

	memcpy(&u32, at, sizeof(u32));
	v = n->form == I32 ? (int32_t)u32 : (int64_t)u32;
	if (n->form == U64) {
		memcpy(&u64, at, sizeof(u64));
		v = (int64_t)u64;
	}
	if (n->unknown != ALWAYS && v == n->unknown)
		return;
	if (n->form == MS)
		fprintf(sample(o, &n->family, NULL, 0), "%u.%03u\n", u32 / 1000,
			u32 % 1000);
	else if (n->form == U64)
		fprintf(sample(o, &n->family, NULL, 0), "%" PRIu64 "\n", u64);
	else
		fprintf(sample(o, &n->family, NULL, 0), "%" PRId64 "\n", v);
}

#define AT(field) offsetof(struct mbim_attache_status_response, field)

/* Of attache as a whole. */
static const struct number uptime = {{"uptime_seconds", "seconds",
				      "For how long attache has been running.",
				      GAUGE},
				     AT(uptime_s),
				     U32,
				     ALWAYS};

/* Of a modem. */
static const struct number numbers[] = {
	{{"signal_rssi_dbm", "dbm", "Received signal strength.", GAUGE},
	 AT(rssi_dbm),
	 I32,
	 0},
	{{"signal_rsrp_dbm", "dbm", "Reference signal received power.", GAUGE},
	 AT(rsrp_dbm),
	 I32,
	 0},
	{{"signal_rsrq_db", "db", "Reference signal received quality.", GAUGE},
	 AT(rsrq_db),
	 I32,
	 0},
	{{"signal_snr_db", "db", "Signal to noise ratio.", GAUGE},
	 AT(snr_db),
	 I32,
	 INT32_MIN},
	{{"reject_cause", NULL,
	  "Cause with which the network refused last, 3GPP; 0 is none.", GAUGE},
	 AT(nw_error),
	 U32,
	 ALWAYS},
	{{"pin_attempts", NULL, "Attempts that the PIN of the SIM has left.",
	  GAUGE},
	 AT(pin_attempts),
	 U32,
	 UINT32_MAX},
	{{"transitions", NULL, "Events that took a machine along an edge.",
	  COUNTER},
	 AT(transitions),
	 U32,
	 ALWAYS},
	{{"refused_events", NULL, "Events for which a state had no edge.",
	  COUNTER},
	 AT(refused),
	 U32,
	 ALWAYS},
	{{"recoveries", NULL, "How often recovery began.", COUNTER},
	 AT(recoveries),
	 U32,
	 ALWAYS},
	{{"timeouts", NULL, "Requests that the modem did not answer in time.",
	  COUNTER},
	 AT(timeouts),
	 U32,
	 ALWAYS},
	{{"orphans", NULL, "Answers of the modem that nothing waited for.",
	  COUNTER},
	 AT(orphans),
	 U32,
	 ALWAYS},
	{{"queue_datagrams", "datagrams",
	  "Datagrams for which the modem has no room yet.", GAUGE},
	 AT(queue_waiting),
	 U32,
	 ALWAYS},
	{{"queue_delay_seconds", "seconds",
	  "For how long the oldest of them has waited.", GAUGE},
	 AT(queue_delay_ms),
	 MS,
	 ALWAYS},
	{{"queue_dropped_datagrams", "datagrams",
	  "Datagrams that waited too long or were too many.", COUNTER},
	 AT(queue_dropped),
	 U32,
	 ALWAYS},
	{{"queue_marked_datagrams", "datagrams",
	  "Datagrams that were marked in place of that (ECN).", COUNTER},
	 AT(queue_marked),
	 U32,
	 ALWAYS},
};

#define OF(field) offsetof(struct mbim_attache_session, field)

static const struct number session_numbers[] = {
	{{"session_up_seconds", "seconds",
	  "For how long the session has been up.", GAUGE},
	 OF(up_s),
	 U32,
	 UINT32_MAX},
	{{"session_mtu_bytes", "bytes", "Largest datagram of the session.",
	  GAUGE},
	 OF(mtu),
	 U32,
	 0},
	{{"session_received_bytes", "bytes",
	  "What the network device has received.", COUNTER},
	 OF(rx_bytes),
	 U64,
	 -1},
	{{"session_sent_bytes", "bytes", "What the network device has sent.",
	  COUNTER},
	 OF(tx_bytes),
	 U64,
	 -1},
	{{"session_reject_cause", NULL,
	  "Cause with which the network refused or ended the session, 3GPP; 0 "
	  "is none.",
	  GAUGE},
	 OF(nw_error),
	 U32,
	 ALWAYS},
	{{"session_refusal_code", NULL,
	  "Status of MBIM or error of QMI of the last refusal; 0 is none.",
	  GAUGE},
	 OF(code),
	 U32,
	 ALWAYS},
};

/* --- states ----------------------------------------------------------------
 */

static bool is(const struct att_str *s, const char *name)
{
	char text[64];

	return att_str_get(s, text, sizeof(text)) >= 0 &&
	       strcmp(text, name) == 0;
}

/* One state of a set, whose label has the name of the family. */
static void put_state(struct out *o, const struct family *f, const char *name,
		      bool set)
{
	char own[64];
	const struct label state = {own, att_str_utf8(name)};

	snprintf(own, sizeof(own), PREFIX "%s", f->name);
	fprintf(sample(o, f, &state, 1), "%d\n", set);
}

static bool has_state(const struct att_machine_info *m, const char *name)
{
	for (unsigned i = 0; m && i < m->n_states; i++)
		if (strcmp(m->states[i], name) == 0)
			return true;
	return false;
}

/* The states of a machine but those that `without` (or NULL) has as well. */
static void put_states(struct out *o, const struct family *f,
		       const struct att_machine_info *m,
		       const struct att_machine_info *without,
		       const struct att_str *state)
{
	for (unsigned i = 0; i < m->n_states; i++)
		if (!has_state(without, m->states[i]))
			put_state(o, f, m->states[i], is(state, m->states[i]));
}

static void put_enum(struct out *o, const struct family *f,
		     const struct att_enum *e, uint32_t value)
{
	for (unsigned i = 0; i < e->n_values; i++) {
		const uint32_t one = e->values[i].value;

		put_state(o, f, att_enum_value_name(e, &e->values[i]),
			  e->flags && one ? (value & one) == one
					  : value == one);
	}
}

/* --- what there is ---------------------------------------------------------
 */

static const struct family
	up = {"up", NULL, "Whether attache has answered.", GAUGE},
	build = {"build", NULL, "attache itself.", INFO},
	modem = {"modem", NULL, "The modem; empty where there is none.", INFO},
	network = {"network", NULL, "The network that the modem is in.", INFO},
	problem = {"problem", NULL,
		   "Whether something keeps it where it is (attache status).",
		   GAUGE},
	control = {"control_state", NULL, "State of the control channel.",
		   STATESET},
	attach = {"attach_state", NULL, "State of the way into the network.",
		  STATESET},
	recovery = {"recovery_state", NULL, "State of recovery.", STATESET},
	registration = {"register_state", NULL, "Registration, as MBIM has it.",
			STATESET},
	data_class = {"data_class", NULL, "Radio technologies in use.",
		      STATESET},
	session_up = {"session_up", NULL, "Whether the session is up.", GAUGE},
	session_state = {"session_state", NULL, "State of the session.",
			 STATESET};

/* One family of every modem, as families are not mixed. */
typedef void put_fn(struct out *o, const struct mbim_attache_status_response *s,
		    const struct number *n);

static void put_modems(struct out *o, put_fn *put, const struct number *n)
{
	for (unsigned i = 0; i < o->n_modems; i++) {
		o->modem = &o->modems[i];
		put(o, &o->modem->status, n);
	}
	o->modem = NULL;
}

static void put_modem(struct out *o,
		      const struct mbim_attache_status_response *s,
		      const struct number *n)
{
	const struct label labels[] = {{"device", s->modem},
				       {"model", s->model},
				       {"firmware", s->firmware},
				       {"mbimex", s->mbim_extended_version}};

	(void)n;
	fputs("1\n", sample(o, &modem, labels, N_OF(labels)));
}

static void put_network(struct out *o,
			const struct mbim_attache_status_response *s,
			const struct number *n)
{
	const struct label labels[] = {{"provider", s->provider_name},
				       {"provider_id", s->provider_id}};

	(void)n;
	fputs("1\n", sample(o, &network, labels, N_OF(labels)));
}

/* The modem may speak either, and speaks neither before it is there. */
static void put_control(struct out *o,
			const struct mbim_attache_status_response *s,
			const struct number *n)
{
	(void)n;
	put_states(o, &control, &mbim_control_info, NULL, &s->control_state);
	put_states(o, &control, &qmi_control_info, &mbim_control_info,
		   &s->control_state);
}

static void put_attach(struct out *o,
		       const struct mbim_attache_status_response *s,
		       const struct number *n)
{
	(void)n;
	put_states(o, &attach, &att_attach_info, NULL, &s->attach_state);
}

static void put_recovery(struct out *o,
			 const struct mbim_attache_status_response *s,
			 const struct number *n)
{
	(void)n;
	put_states(o, &recovery, &att_recovery_info, NULL, &s->recovery_state);
}

static void put_registration(struct out *o,
			     const struct mbim_attache_status_response *s,
			     const struct number *n)
{
	(void)n;
	put_enum(o, &registration, &mbim_register_state_enum,
		 s->register_state);
}

static void put_data_class(struct out *o,
			   const struct mbim_attache_status_response *s,
			   const struct number *n)
{
	(void)n;
	put_enum(o, &data_class, &mbim_data_class_enum, s->data_class);
}

static void put_problem(struct out *o,
			const struct mbim_attache_status_response *s,
			const struct number *n)
{
	(void)n;
	fprintf(sample(o, &problem, NULL, 0), "%d\n", s->problem.len != 0);
}

static void put_one_number(struct out *o,
			   const struct mbim_attache_status_response *s,
			   const struct number *n)
{
	put_number(o, n, s);
}

/* --- sessions --------------------------------------------------------------
 */

static void put_session_up(struct out *o, const struct number *n)
{
	const char *name = att_connect_info.states[ATT_CONNECT_UP];

	(void)n;
	fprintf(sample(o, &session_up, NULL, 0), "%d\n",
		is(&o->session->state, name));
}

static void put_session_state(struct out *o, const struct number *n)
{
	(void)n;
	put_states(o, &session_state, &att_connect_info, NULL,
		   &o->session->state);
}

static void put_session_number(struct out *o, const struct number *n)
{
	put_number(o, n, o->session);
}

/* One family of every session of every modem. */
static void put_sessions(struct out *o,
			 void (*put)(struct out *o, const struct number *n),
			 const struct number *n)
{
	for (unsigned m = 0; m < o->n_modems; m++) {
		struct att_cursor c =
			att_cursor_of(&o->modems[m].status.sessions);
		struct mbim_attache_session session;

		o->modem = &o->modems[m];
		o->session = &session;
		for (unsigned i = 0; mbim_attache_session_next(&c, &session);
		     i++) {
			snprintf(o->session_id, sizeof(o->session_id), "%u", i);
			if (session.origin != MBIM_SESSION_ORIGIN_NONE)
				put(o, n);
		}
	}
	o->modem = NULL;
	o->session = NULL;
}

static void put_build(struct out *o)
{
	const struct label labels[] = {
		{"version", o->modems[0].status.version}};

	fputs("1\n", sample(o, &build, labels, N_OF(labels)));
	put_number(o, &uptime, &o->modems[0].status);
}

void metrics_write(FILE *to, enum metrics_form form,
		   const struct metrics_modem *modems, unsigned n)
{
	static put_fn *const puts[] = {
		put_modem,    put_network,	put_control,	put_attach,
		put_recovery, put_registration, put_data_class, put_problem};
	struct out o = {
		.to = to, .form = form, .modems = modems, .n_modems = n};

	fprintf(sample(&o, &up, NULL, 0), "%d\n", modems != NULL);
	if (n)
		put_build(&o);
	for (size_t i = 0; i < N_OF(puts); i++)
		put_modems(&o, puts[i], NULL);
	for (size_t i = 0; i < N_OF(numbers); i++)
		put_modems(&o, put_one_number, &numbers[i]);
	put_sessions(&o, put_session_up, NULL);
	put_sessions(&o, put_session_state, NULL);
	for (size_t i = 0; i < N_OF(session_numbers); i++)
		put_sessions(&o, put_session_number, &session_numbers[i]);
	if (form == METRICS_OPEN)
		fputs("# EOF\n", to);
}
