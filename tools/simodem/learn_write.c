/* What was learned as a profile and a scenario that a person can go on with:
 * each line says where it comes from. */
#include "tools/simodem/learn.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/attache/yaml_text.h"
#include "tools/simodem/mbim.h"

#define MOST_MS 600000u

/* --- lines -----------------------------------------------------------------
 */

static void from(const struct learn *l, uint32_t record, FILE *out)
{
	fprintf(out, "# from %s %u\n", l->place, record);
}

/* "KEY: VALUE # from packet 3", if it was learned. */
__attribute__((format(printf, 4, 5))) static void line(const struct learn *l,
						       FILE *out,
						       enum learn_key key,
						       const char *format, ...)
{
	va_list args;

	if (!l->from[key])
		return;
	va_start(args, format);
	vfprintf(out, format, args);
	va_end(args);
	putc(' ', out);
	from(l, l->from[key], out);
}

/* A text in quotes; what cannot be printed is '?'. */
static const char *quoted(const char *s, char *buf, size_t cap)
{
	size_t n = 0;

	buf[n++] = '"';
	for (; *s && n + 4 < cap; s++) {
		if (*s == '"' || *s == '\\')
			buf[n++] = '\\';
		buf[n++] = (unsigned char)*s < ' ' || *s == 0x7f ? '?' : *s;
	}
	buf[n++] = '"';
	buf[n] = '\0';
	return buf;
}

static void head(const struct learn *l, const char *what, FILE *out)
{
	const char *base = strrchr(l->name, '/');
	char name[512];

	fprintf(out, "# %s, as simodem --learn found it in %s.\n", what,
		quoted(base ? base + 1 : l->name, name, sizeof(name)));
	fputs(l->personal
		      ? "# PERSONAL DATA ARE IN CLEAR HERE: do not post it.\n"
		      : "# Numbers of SIM and device, phone numbers, PINs, "
			"passwords, places and IP\n# addresses are test "
			"numbers; bytes that nobody can read are 2a.\n",
	      out);
	fputs("# What is not written here is as simodem has it. See "
	      "profiles/README.md.\n",
	      out);
}

static const char *version_name(uint16_t v)
{
	return v >= MBIM_EX_3 ? "3.0" : v >= MBIM_EX_2 ? "2.0" : "1.0";
}

static const char *truth(bool is)
{
	return is ? "true" : "false";
}

/* --- the profile -----------------------------------------------------------
 */

static bool offers(const struct learn *l, uint8_t service, uint32_t cid)
{
	return cid < 64 && (l->config.offered[service] >> cid & 1);
}

/* How many CIDs of the service the modem has that simodem can have, and how
 * many those are. */
static unsigned count_offered(const struct learn *l, uint8_t service,
			      unsigned *all)
{
	unsigned n = 0;

	*all = 0;
	for (uint32_t i = 0; i < sim_cids_count; i++) {
		if (sim_cids[i].service != service)
			continue;
		++*all;
		n += offers(l, service, sim_cids[i].number);
	}
	return n;
}

static void put_cids(const struct learn *l, uint8_t service, FILE *out)
{
	const struct mbim_service *s = &mbim_services[service];
	const char *between = "[";

	for (uint32_t i = 0; i < sim_cids_count; i++) {
		if (sim_cids[i].service != service ||
		    !offers(l, service, sim_cids[i].number))
			continue;
		for (unsigned k = 0; k < s->n_cids; k++)
			if (s->cids[k].number == sim_cids[i].number)
				fprintf(out, "%s%s", between, s->cids[k].name);
		between = ", ";
	}
	fputs("]\n", out);
}

static void put_services(const struct learn *l, FILE *out)
{
	bool any = false;
	unsigned all, n;

	if (!l->from[LEARN_SERVICES])
		return;
	fputs("services: ", out);
	from(l, l->from[LEARN_SERVICES], out);
	for (uint8_t i = 0; i < mbim_services_count; i++) {
		n = count_offered(l, i, &all);
		if (!n)
			continue;
		any = true;
		fprintf(out, "  %s: ", mbim_services[i].name);
		if (n == all)
			fputs("all\n", out);
		else
			put_cids(l, i, out);
	}
	if (!any)
		fputs("  {}\n", out);
}

static void put_usb(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;
	const struct sim_usb_layout *u = &c->usb;
	bool any = l->from[LEARN_USB] || l->from[LEARN_MAX_CONTROL] ||
		   l->from[LEARN_EXTENDED];
	const char *between = "[";

	if (!any)
		return;
	line(l, out, LEARN_USB, "speed: %s",
	     c->speed_mbit > 480   ? "super"
	     : c->speed_mbit < 480 ? "full"
				   : "high");
	fputs("usb:\n", out);
	line(l, out, LEARN_USB, "  configuration: %u", c->configuration);
	line(l, out, LEARN_USB,
	     "  control: {interface: %u, altsetting: %u, endpoint: 0x%02x, "
	     "packet: %u, interval: %u}",
	     u->control_interface, u->control_alt, u->ep_notify,
	     u->notify_packet, u->notify_interval);
	line(l, out, LEARN_USB,
	     "  data: {interface: %u, altsetting: %u, in: 0x%02x, out: "
	     "0x%02x, packet: %u}",
	     u->data_interface, u->data_alt, u->ep_in, u->ep_out,
	     u->bulk_packet);
	if (l->from[LEARN_USB] && u->others) {
		fputs("  others: ", out);
		for (unsigned i = 0; i < 32; i++)
			if (u->others >> i & 1) {
				fprintf(out, "%s%u", between, i);
				between = ", ";
			}
		fputs("]\n", out);
	}
	line(l, out, LEARN_USB, "  union: %s", truth(!c->no_union));
	line(l, out, LEARN_USB, "  iad: %s", truth(!u->no_iad));
	line(l, out, LEARN_MAX_CONTROL, "  max_control: %u", c->max_control);
	line(l, out, LEARN_USB,
	     "  filters: %u\n  filter_size: %u\n  max_segment: %u\n"
	     "  capabilities: 0x%02x",
	     u->filters, u->filter_size, u->max_segment, u->capabilities);
	if (u->no_extended)
		line(l, out, LEARN_EXTENDED, "  extended: none");
	else
		line(l, out, LEARN_EXTENDED,
		     "  extended: {version: %s, outstanding: %u, mtu: %u}",
		     version_name(u->ex_version), c->max_outstanding, u->mtu);
}

static void put_quirks(const struct learn *l, FILE *out)
{
	static const struct {
		enum learn_key key;
		const char *name;
	} quirks[] = {
		{LEARN_REOPEN_CLOSES, "reopen_closes"},
		{LEARN_NTB_INPUT, "needs_ntb_input"},
		{LEARN_LATE_ANSWERS, "late_answers"},
		{LEARN_FIRST_LOST, "first_request_lost"},
		{LEARN_FCC_LOCK, "fcc_lock"},
		{LEARN_FOXCONN_LOCK, "foxconn_lock"},
		{LEARN_QUECTEL_LOCK, "quectel_lock"},
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++) {
		if (!l->from[quirks[i].key])
			continue;
		if (!any)
			fputs("quirks:\n", out);
		any = true;
		line(l, out, quirks[i].key, "  - %s", quirks[i].name);
	}
}

void learn_profile(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;
	char buf[160];

	head(l, "A modem", out);
	fputs("speaks: mbim\n", out);
	line(l, out, LEARN_ID, "id: %04x:%04x", c->vendor, c->product);
	line(l, out, LEARN_MODEL, "model: %s",
	     quoted(c->model, buf, sizeof(buf)));
	line(l, out, LEARN_FIRMWARE, "firmware: %s",
	     quoted(c->firmware, buf, sizeof(buf)));
	put_usb(l, out);
	line(l, out, LEARN_MBIMEX, "mbimex: %s", version_name(c->ex_version));
	line(l, out, LEARN_SESSIONS, "sessions: %u", c->max_sessions);
	line(l, out, LEARN_SLOTS, "slots: %u", c->slots);
	line(l, out, LEARN_NR, "nr: %s", truth(c->nr));
	line(l, out, LEARN_IPV6, "ipv6: advertisement");
	line(l, out, LEARN_DSS, "dss: %u", c->max_dss);
	put_services(l, out);
	line(l, out, LEARN_RADIO_OFF, "radio_off: %s", truth(c->radio_off));
	line(l, out, LEARN_AUTO_ATTACH, "auto_attach: %s",
	     truth(c->auto_attach));
	put_quirks(l, out);
}

/* --- SIM and network -------------------------------------------------------
 */

static bool any_of(const struct learn *l, enum learn_key first,
		   enum learn_key last)
{
	for (unsigned i = first; i <= last; i++)
		if (l->from[i])
			return true;
	return false;
}

static void put_sim(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;
	char buf[64];

	if (!any_of(l, LEARN_INSERTED, LEARN_NUMBER))
		return;
	fputs("sim:\n", out);
	line(l, out, LEARN_INSERTED, "  inserted: %s", truth(c->sim_inserted));
	line(l, out, LEARN_PIN, "  pin: \"%s\"", c->pin);
	line(l, out, LEARN_ATTEMPTS, "  attempts: %u", c->pin_attempts);
	line(l, out, LEARN_ICCID, "  iccid: \"%s\"", c->iccid);
	line(l, out, LEARN_IMSI, "  imsi: \"%s\"", c->imsi);
	line(l, out, LEARN_NUMBER, "  msisdn: %s",
	     quoted(c->number, buf, sizeof(buf)));
}

static void put_operator(const struct learn *l, const struct sim_operator *o,
			 uint32_t record, FILE *out)
{
	char buf[64];

	fprintf(out, "    - {id: \"%s\", name: %s", o->id,
		quoted(o->name, buf, sizeof(buf)));
	fputs(o->roaming ? ", roaming: true" : "", out);
	fputs(o->partner ? ", partner: true" : "", out);
	fputs(o->forbidden ? ", forbidden: true" : "", out);
	fputs("} ", out);
	if (record)
		from(l, record, out);
	else
		fputs("# simodem's own\n", out);
}

static void put_network(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;

	if (!any_of(l, LEARN_OPERATOR, LEARN_PREFIX))
		return;
	fputs("network:\n", out);
	if (l->from[LEARN_OPERATOR] || l->from[LEARN_OTHERS]) {
		fputs("  operators:\n", out);
		put_operator(l, &c->operator_, l->from[LEARN_OPERATOR], out);
		for (uint32_t i = 0; i < c->n_others; i++)
			put_operator(l, &c->other[i], l->from[LEARN_OTHERS],
				     out);
	}
	line(l, out, LEARN_DENIED, "  denied: %u", c->deny_cause);
	line(l, out, LEARN_ATTACH_ERROR, "  attach_error: %u", c->attach_error);
	line(l, out, LEARN_CONNECT_ERROR, "  connect_error: %u",
	     c->connect_error);
	line(l, out, LEARN_IPV4_ONLY, "  ipv4_only: true");
	line(l, out, LEARN_SIGNAL, "  signal: [{at_ms: 0, dbm: %d}]",
	     c->strength[0].dbm);
	line(l, out, LEARN_MTU, "  mtu: %u", c->ipv4_mtu);
	line(l, out, LEARN_PREFIX, "  prefix: %u", c->ipv4_prefix);
}

static const char *cid_name(uint8_t service, uint32_t number)
{
	const struct mbim_service *s = &mbim_services[service];

	for (unsigned i = 0; i < s->n_cids; i++)
		if (s->cids[i].number == number)
			return s->cids[i].name;
	return "";
}

static void put_delays(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;
	const struct sim_scenario *s = &c->scenario;

	if (l->talk.timed)
		fprintf(out, "delays:\n  answer_ms: %u # the median\n",
			c->delay_ms);
	line(l, out, LEARN_SIM_MS, "  sim_ms: %u", c->sim_ms);
	line(l, out, LEARN_REGISTER_MS, "  register_ms: %u", c->register_ms);
	line(l, out, LEARN_ATTACH_MS, "  attach_ms: %u", c->attach_ms);
	line(l, out, LEARN_CONNECT_MS, "  connect_ms: %u", c->connect_ms);
	if (s->n_timings)
		fputs("answers_ms: # medians\n", out);
	for (uint32_t i = 0; i < s->n_timings; i++) {
		fprintf(out, "  %s.%s: %u ",
			mbim_services[s->timing[i].service].name,
			cid_name(s->timing[i].service, s->timing[i].cid),
			s->timing[i].ms);
		from(l, l->answers_ms_from[i], out);
	}
}

/* --- answers and indications -----------------------------------------------
 */

/* An entry is written as JSON first. */
static void begin(struct att_text *t, char **buf, const char *words)
{
	size_t cap = strlen(words) + 1024;

	*buf = malloc(cap);
	if (!*buf)
		abort();
	att_text_init(t, *buf, cap);
	att_text_put(t, "[{");
}

static void end(struct att_text *t, char *buf, FILE *out)
{
	att_text_put(t, "}]");
	yaml_text(out, buf, t->len);
	free(buf);
}

static void put_name(struct att_text *t, uint8_t service,
		     const struct mbim_cid *cid)
{
	att_text_put(t, "\"cid\":\"");
	att_text_put(t, mbim_services[service].name);
	att_text_char(t, '.');
	att_text_put(t, cid->name);
	att_text_char(t, '"');
}

static void put_number(struct att_text *t, const char *name, uint64_t v)
{
	att_text_put(t, ",\"");
	att_text_put(t, name);
	att_text_put(t, "\":");
	att_text_dec(t, v);
}

static void put_body(struct att_text *t, const char *words, bool fields)
{
	if (!*words)
		return;
	att_text_put(t, fields ? ",\"fields\":" : ",\"hex\":\"");
	att_text_put(t, words);
	att_text_put(t, fields ? "" : "\"");
}

static const char *status_name(uint32_t status)
{
	const struct att_enum *e = &mbim_status_enum;

	for (unsigned i = 0; i < e->n_values; i++)
		if (e->values[i].value == status)
			return att_enum_value_name(e, &e->values[i]);
	return NULL;
}

bool learn_can_answer(const struct learn_exchange *e)
{
	uint8_t op = e->set ? MBIM_OP_SET : MBIM_OP_QUERY;

	return e->cid && (e->cid->ops & op) &&
	       (!e->answer || status_name(e->status));
}

bool learn_can_indicate(const struct learn_news *n)
{
	return n->cid->ops & MBIM_OP_NOTIFY;
}

/* first: the occurrence from which it holds, 0: from the first one; times: 0:
 * for ever. */
static void put_answer(const struct learn *l, const struct learn_exchange *e,
		       uint32_t first, uint32_t times, FILE *out)
{
	const char *words = e->answer ? e->words : "";
	char *hex = NULL, *buf;
	struct att_text t;

	if (e->answer && e->hex && *words)
		words = hex =
			learn_hex(l, e->answer->bytes, e->answer->ex_version);
	begin(&t, &buf, words);
	put_name(&t, e->service, e->cid);
	att_text_put(&t, e->set ? ",\"op\":\"set\"" : ",\"op\":\"query\"");
	if (first)
		put_number(&t, "occurrence", first);
	if (times)
		put_number(&t, "times", times);
	att_text_put(&t, e->answer ? "" : ",\"silent\":true");
	if (e->answer && e->status) {
		att_text_put(&t, ",\"status\":\"");
		att_text_put(&t, status_name(e->status));
		att_text_char(&t, '"');
	}
	att_text_put(&t,
		     e->answer && e->carry_out ? ",\"carry_out\":true" : "");
	put_body(&t, words, e->fields && !e->hex);
	end(&t, buf, out);
	free(hex);
}

static bool is_alike(const struct learn_exchange *a,
		     const struct learn_exchange *b)
{
	if (!a->answer || !b->answer)
		return !a->answer && !b->answer;
	return a->status == b->status && a->carry_out == b->carry_out &&
	       a->hex == b->hex && strcmp(a->words, b->words) == 0;
}

/* The next command of the same kind, or NULL. */
static const struct learn_exchange *next_of(const struct learn *l,
					    const struct learn_exchange *e)
{
	for (const struct learn_exchange *n = e + 1;
	     n < l->exchange + l->n_exchanges; n++)
		if (n->cid == e->cid && n->set == e->set)
			return n;
	return NULL;
}

/* All answers of this kind from e on, those alike as one entry; how many. */
static uint32_t put_run(const struct learn *l, const struct learn_exchange *e,
			uint32_t room, FILE *out)
{
	uint32_t n = 0;

	while (e) {
		const struct learn_exchange *next = next_of(l, e);
		uint32_t first = e->occurrence, times = 1;

		if (!e->told) {
			e = next;
			continue;
		}
		for (; next && next->told && is_alike(e, next); times++)
			next = next_of(l, next);
		if (++n <= room) {
			from(l, (e->answer ? e->answer : e->asked)->record,
			     out);
			put_answer(l, e, first == 1 && !next ? 0 : first,
				   next ? times : 0, out);
		}
		e = next;
	}
	return n;
}

static void put_answers(struct learn *l, FILE *out)
{
	uint32_t n = 0;
	bool any = false;

	for (size_t i = 0; i < l->n_exchanges; i++)
		any = any || l->exchange[i].told;
	if (any)
		fputs("answers: # that the model does not give by itself\n",
		      out);
	for (size_t i = 0; i < l->n_exchanges; i++)
		if (l->exchange[i].cid && l->exchange[i].occurrence == 1)
			n += put_run(l, &l->exchange[i],
				     n < SIM_ANSWERS ? SIM_ANSWERS - n : 0,
				     out);
	if (n > SIM_ANSWERS)
		l->left_out += n - SIM_ANSWERS;
}

static void put_indication(const struct learn *l, const struct learn_news *n,
			   FILE *out)
{
	const struct learn_exchange *e = n->after;
	const char *words = n->words;
	char *hex = NULL, *buf;
	struct att_text t;
	uint64_t ms;

	if (n->hex && *words)
		words = hex =
			learn_hex(l, n->message->bytes, n->message->ex_version);
	begin(&t, &buf, words);
	put_name(&t, n->service, n->cid);
	if (e) {
		att_text_put(&t, ",\"after\":{");
		put_name(&t, e->service, e->cid);
		att_text_put(&t,
			     e->set ? ",\"op\":\"set\"" : ",\"op\":\"query\"");
		put_number(&t, "occurrence", e->occurrence);
		att_text_char(&t, '}');
	}
	/* it takes as long as an answer */
	ms = n->message->ms - (e ? e->asked->ms : 0);
	ms -= ms < l->config.delay_ms ? ms : l->config.delay_ms;
	put_number(&t, "at_ms", ms > MOST_MS ? MOST_MS : ms);
	put_body(&t, words, n->fields && !n->hex);
	end(&t, buf, out);
	free(hex);
}

static void put_indications(struct learn *l, FILE *out)
{
	uint32_t n = 0;

	for (size_t i = 0; i < l->n_news; i++) {
		if (!l->news[i].told)
			continue;
		if (!n)
			fputs("indications: # that the model does not give\n",
			      out);
		if (++n > SIM_INDICATIONS)
			continue;
		from(l, l->news[i].message->record, out);
		put_indication(l, &l->news[i], out);
	}
	if (n > SIM_INDICATIONS)
		l->left_out += n - SIM_INDICATIONS;
}

void learn_one_answer(const struct learn *l, const struct learn_exchange *e,
		      FILE *out)
{
	fputs("answers:\n", out);
	put_answer(l, e, 0, 0, out);
}

void learn_one_indication(const struct learn *l, const struct learn_news *n,
			  FILE *out)
{
	fputs("indications:\n", out);
	put_indication(l, n, out);
}

void learn_scenario(struct learn *l, FILE *out)
{
	l->left_out = 0;
	head(l, "What happened to a modem", out);
	put_sim(l, out);
	put_network(l, out);
	put_delays(l, out);
	put_answers(l, out);
	put_indications(l, out);
}
