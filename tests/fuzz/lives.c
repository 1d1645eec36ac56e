/* A life: a random modem, with faults and answers of its own, and a host to
 * which anything happens, in virtual time. */
#include "lives.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "support/whole_file.h"
#include "tools/simodem/modem.h"
#include "trace/replay.h"
#include "unit/usb_pair.h"

#define STEPS	   400u	 /* of one span of time */
#define EVENTS	   40u	 /* of a life */
#define PER_SECOND 1000u /* messages */

struct life {
	struct usb_pair pair;
	struct att_core_config config;
	enum att_want want;
	uint32_t pins;	    /* that the SIM may have seen */
	bool was_verified;  /* the PIN, when it was looked at last */
	bool told_twice;    /* a fault gives the modem a message twice */
	uint64_t second;    /* of now_ms */
	uint32_t in_second; /* messages in it */
	bool qmi;
	bool answers;	 /* the modem has some of its own */
	unsigned faults; /* it has as many */
};

/* --- the modem ----------------------------------------------------------- */

static void random_fault(struct att_bytes *in, struct sim_fault *f,
			 struct life *l)
{
	*f = (struct sim_fault){
		.kind = fuzz_u8(in) % SIM_FAULT_KINDS,
		.to_modem = fuzz_u8(in) & 1,
		.message = 1u + fuzz_u8(in) % 64,
		.value = fuzz_u8(in),
	};
	if (f->kind == SIM_FAULT_DELAY || f->kind == SIM_FAULT_UNPLUG)
		f->value *= 300;
	l->told_twice = l->told_twice ||
			(f->to_modem && f->kind == SIM_FAULT_DUPLICATE);
}

/* Only what enters no PIN. */
static void random_message(struct att_bytes *in, struct sim_answer *a)
{
	const uint32_t i = fuzz_u8(in) % sim_qmi_rows_count;
	const uint16_t message = sim_qmi_rows[i].message;

	*a = (struct sim_answer){.service = sim_qmi_rows[i].service,
				 .cid = message};
	if ((a->service == QMI_SERVICE_UIM && message == QMI_UIM_VERIFY_PIN) ||
	    (a->service == QMI_SERVICE_DMS &&
	     message == QMI_DMS_UIM_VERIFY_PIN))
		a->cid = QMI_DMS_GET_IDS;
	a->status = fuzz_u8(in) % 96;
	a->silent = a->status == 95;
	a->times = fuzz_u8(in) % 4;
}

static void random_cid(struct att_bytes *in, struct sim_answer *a)
{
	*a = (struct sim_answer){
		.service = MBIM_SERVICE_BASIC_CONNECT,
		.ops = MBIM_OP_QUERY | MBIM_OP_SET,
		.cid = 1u + fuzz_u8(in) % 16,
		.status = fuzz_u8(in) % 32,
	};
	if (a->cid == MBIM_CID_BASIC_CONNECT_PIN)
		a->ops = MBIM_OP_QUERY;
}

/* What the manager asks for, answered with a status or with bytes. */
static void random_answer(struct att_bytes *in, struct sim_scenario *s,
			  struct sim_answer *a, bool qmi)
{
	struct att_bytes body;

	if (qmi)
		random_message(in, a);
	else
		random_cid(in, a);
	body = fuzz_take(in, fuzz_u8(in) % 64);
	for (unsigned v = 0; v < SIM_VERSIONS; v++) {
		a->body.given[v] = true;
		a->body.at[v] = (uint16_t)s->n_bytes;
		a->body.len[v] = (uint16_t)body.len;
	}
	if (body.len)
		memcpy(s->bytes + s->n_bytes, body.p, body.len);
	s->n_bytes += (uint32_t)body.len;
}

/* What it lacks, and how data goes. */
static void random_qmi(struct att_bytes *in, struct sim_config *c)
{
	const uint8_t lacks = fuzz_u8(in) % 4, format = fuzz_u8(in);
	struct sim_qmi_config *q = &c->qmi;

	c->quirks = (uint32_t)fuzz_u8(in) << 10;
	c->quirks |= (uint32_t)fuzz_u8(in) << 18 & SIM_QUIRK_EMPTY_SYSTEM;
	c->left_active = format >> 6 & 1;
	q->clients = (uint8_t)(2 + format % 16);
	if (format & 0x20)
		q->aggregations = 1;
	for (unsigned i = 0; i < lacks; i++) {
		const uint32_t row = fuzz_u8(in) % sim_qmi_rows_count;

		q->without[q->n_without++] = (struct sim_qmi_missing){
			.service = sim_qmi_rows[row].service,
			.message = fuzz_u8(in) % 4 ? sim_qmi_rows[row].message
						   : SIM_QMI_SERVICE};
	}
}

static void random_modem(struct att_bytes *in, struct sim_config *c,
			 struct life *l)
{
	uint8_t flags = fuzz_u8(in), more = fuzz_u8(in);

	sim_config_default(c);
	if (flags & 1)
		strcpy(c->pin, flags & 2 ? "0000" : "9999");
	c->radio_off = flags & 4;
	c->auto_attach = flags & 8;
	c->deny_registration = (flags & 0x30) == 0x30;
	c->ipv4_only = flags & 0x40;
	c->connect_error = flags & 0x80 ? fuzz_u8(in) : 0;
	c->pin_attempts = 1u + more % 3;
	c->quirks = fuzz_u8(in);
	c->ex_version = (uint16_t)((1 + more % 3) << 8);
	c->speaks_qmi = l->qmi;
	if (l->qmi)
		random_qmi(in, c);
	c->sim_ms = c->register_ms = c->attach_ms = 10u * fuzz_u8(in);
	c->delay_ms = fuzz_u8(in);
	c->scenario.n_faults = fuzz_u8(in) % 8;
	for (unsigned i = 0; i < c->scenario.n_faults; i++)
		random_fault(in, &c->scenario.fault[i], l);
	c->scenario.n_answers = fuzz_u8(in) % 3;
	for (unsigned i = 0; i < c->scenario.n_answers; i++)
		random_answer(in, &c->scenario, &c->scenario.answer[i], l->qmi);
	l->answers = c->scenario.n_answers || c->qmi.n_without;
	l->faults = c->scenario.n_faults;
}

static void configure(struct life *l, uint8_t how)
{
	struct att_core_config *c = &l->config;

	memset(c, 0, sizeof(*c));
	strcpy(c->pin, how & 1 ? "0000" : "1234");
	c->unlock = how & 2;
	c->n_sessions = 1 + (how >> 2) % 2;
	strcpy(c->session[0].name, "wwan0");
	strcpy(c->session[0].apn, "internet");
	c->session[0].ip = how & 8 ? ATT_IP_V4 : ATT_IP_V4V6;
	c->session[0].roaming = how & 16;
	if (c->n_sessions > 1) { /* what is behind them is 0, as in files */
		strcpy(c->session[1].name, "wwan1");
		c->session[1].ip = ATT_IP_V4;
	}
	if (how & 32)
		c->recovery = (struct att_core_recovery){
			.rungs = 0x3f,
			.ask_ms = 25000,
			.refusals = 5,
			.sim_ms = 120000,
			.rest_ms = 300000,
		};
}

/* --- what holds at any time ---------------------------------------------- */

static void claims_of_text(const char *text)
{
	for (; text && *text; text++)
		FUZZ_CLAIM((uint8_t)*text >= ' ' && *text != 0x7f);
}

static void claims_of_status(const struct life *l)
{
	struct att_core_status s;

	att_core_status(l->pair.core, &s);
	FUZZ_CLAIM(s.control && s.control[0] && s.attach && s.attach[0]);
	FUZZ_CLAIM(!s.problem || s.problem[0]);
	if (s.stuck && !s.problem)
		fprintf(stderr, "stuck, no words: %s, %s, %s, %s, want %d\n",
			s.control, s.attach, s.connect[0], s.recovery,
			(int)l->want);
	FUZZ_CLAIM(!s.stuck || s.problem);
	claims_of_text(s.problem);
	claims_of_text(s.provider);
}

static void claims_of_pin(struct life *l)
{
	const struct sim_secret *pin = &l->pair.modem->world.card[0].pin1;
	const struct sim_counters *n = sim_modem_counters(l->pair.modem);

	l->pins += l->was_verified && !pin->verified;
	l->was_verified = pin->verified;
	if (l->told_twice)
		return;
	FUZZ_CLAIM(n->pin_entries <= l->pins);
	FUZZ_CLAIM(!pin->enabled || pin->attempts > 0);
}

/* Those that it has given are those that are used; one that the wire has lost
 * beside each fault. */
static void claims_of_clients(const struct life *l)
{
	const struct sim_qmi *q = &l->pair.modem->qmi;
	unsigned n = 0;

	for (unsigned i = 0; i < SIM_QMI_CLIENTS; i++)
		n += q->client[i].id != 0;
	FUZZ_CLAIM(l->answers || n <= 4 + 2 * ATT_CORE_SESSIONS + l->faults);
}

static void claims_of_request(const struct life *l, struct att_bytes command)
{
	struct qmi_message m;

	FUZZ_CLAIM(!qmi_decode(command, &m) && m.head.kind == QMI_REQUEST);
	FUZZ_CLAIM(m.head.transaction);
	FUZZ_CLAIM((m.head.service == QMI_SERVICE_CTL) == !m.head.client);
	claims_of_clients(l);
}

static void said(void *ctx, struct att_bytes command)
{
	struct life *l = ctx;
	uint64_t second = l->pair.now_ms / 1000;

	if (l->qmi)
		claims_of_request(l, command);
	l->in_second = second == l->second ? l->in_second + 1 : 0;
	l->second = second;
	FUZZ_CLAIM(l->in_second < PER_SECOND);
}

/* --- what happens -------------------------------------------------------- */

static void live(struct life *l, uint64_t until_ms)
{
	struct usb_pair *p = &l->pair;

	for (unsigned i = 0; i < STEPS && p->now_ms < until_ms; i++) {
		bool more = usb_pair_step(p);

		claims_of_pin(l);
		if (!more)
			return;
	}
}

static void observe(struct life *l, uint8_t what, uint8_t session)
{
	const struct att_observation o = {
		.what = (enum att_observed)(what % (ATT_OBSERVED_RESUMED + 1)),
		.session = session % 4,
		.words = what & 0x80 ? "the address was taken away" : NULL,
	};

	usb_pair_observe(&l->pair, &o);
}

static void event(struct life *l, struct att_bytes *in)
{
	struct usb_pair *p = &l->pair;
	uint8_t what = fuzz_u8(in), how = fuzz_u8(in);

	switch (what % 10) {
	case 0:
		l->want = (enum att_want)(how % 4);
		usb_pair_want(p, l->want);
		break;
	case 1:
		p->pull = true;
		break;
	case 2:
		p->push = true;
		break;
	case 3:
		configure(l, how);
		l->pins++;
		usb_pair_reconfigure(p, &l->config);
		break;
	case 4:
		observe(l, how, fuzz_u8(in));
		break;
	case 5:
		l->pins++;
		sim_modem_sim(p->modem, how & 1, p->now_ms);
		break;
	case 6:
		sim_modem_network(p->modem, how & 1, p->now_ms);
		break;
	case 7:
		sim_modem_disconnect(p->modem, how % 2, p->now_ms);
		break;
	case 8:
		sim_modem_detach(p->modem, p->now_ms);
		break;
	case 9: /* nobody looked for so long */
		p->now_ms += 1000u * how;
		break;
	}
}

static void trace_replays(const char *path)
{
	struct att_replay_report report;
	struct att_bytes file = whole_file(path);
	struct att_window window = att_window_of(file);

	FUZZ_CLAIM(file.p);
	if (att_tracefile_replay(&window, NULL, &report)) {
		fprintf(stderr, "packet %u: %s\n  expected: %s\n  came: %s\n",
			report.packet, report.problem, report.expected,
			report.came);
		FUZZ_CLAIM(false);
	}
	free((void *)(uintptr_t)file.p);
}

void fuzz_life(struct att_bytes in, bool qmi)
{
	static struct life l;
	char path[] = "/tmp/fuzz-lives-XXXXXX";
	struct sim_config sim;

	memset(&l, 0, sizeof(l));
	l.qmi = qmi;
	close(mkstemp(path));
	random_modem(&in, &sim, &l);
	configure(&l, fuzz_u8(&in));
	l.pins = 1;
	l.want = ATT_WANT_CONNECTED;
	FUZZ_CLAIM(usb_pair_record_masked(&l.pair, &sim, &l.config,
					  ATT_WANT_CONNECTED, path));
	l.pair.said = said;
	l.pair.ctx = &l;
	for (unsigned i = 0; i < EVENTS && in.len; i++) {
		live(&l, l.pair.now_ms + 40u * fuzz_u8(&in));
		event(&l, &in);
		claims_of_status(&l);
	}
	live(&l, l.pair.now_ms + 600000);
	claims_of_status(&l);
	FUZZ_CLAIM(usb_pair_fini(&l.pair) == 0);
	trace_replays(path);
	unlink(path);
}
