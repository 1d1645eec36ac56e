/* The answers and indications of a scenario: fields by the names of the spec,
 * through its tables and the encoder, or an InformationBuffer in hex. */
#include "tools/simodem/scenario.h"

#include <stdio.h>
#include <string.h>

#include "tools/attache/fields.h"
#include "tools/simodem/mbim.h"
#include "tools/simodem/qmi.h"
#include "wire/qmi/message.h"

#define MAX_FIELDS 256u
#define MAX_NODES  2048u /* an alias may stand for what it is in */
#define MAX_WORD   512u
#define MAX_PATH   400u

/* One answer or indication while it is read. */
struct entry {
	struct sim_subject subject; /* name NULL: none yet */
	bool indication;
	uint32_t ops, status, at_ms;
	bool silent, carry_out;
	struct sim_command after;
	struct sim_period when;
	uint32_t occurrence, times;
	const yaml_node_t *fields, *hex;
	struct sim_body body;
};

/* "FIELD=VALUE", and where it stands. */
struct words {
	struct att_yaml *y;
	unsigned n, nodes;
	bool bad; /* was reported */
	char *word[MAX_FIELDS];
	const yaml_node_t *at[MAX_FIELDS];
	char text[MAX_FIELDS][MAX_WORD];
};

/* --- fields ------------------------------------------------------------------
 */

static void too_much(struct words *w, const yaml_node_t *at, const char *what)
{
	if (!w->bad)
		att_yaml_error(w->y, at, "%s", what);
	w->bad = true;
}

static void add_word(struct words *w, const char *path, const yaml_node_t *at,
		     const yaml_node_t *value)
{
	const char *text = att_yaml_scalar(w->y, path, value);
	int n;

	if (!text) {
		w->bad = true;
		return;
	}
	n = snprintf(w->text[w->n], MAX_WORD, "%s=%s", path, text);
	if (n < 0 || (unsigned)n >= MAX_WORD) {
		too_much(w, at, "too long a value");
		return;
	}
	w->word[w->n] = w->text[w->n];
	w->at[w->n++] = at;
}

/* The TLV of every response of QMI, which the modem itself writes. */
#define RESULT_LEN 7

static void add_result(struct words *w, const yaml_node_t *at)
{
	snprintf(w->text[w->n], MAX_WORD, "result.status=success");
	w->word[w->n] = w->text[w->n];
	w->at[w->n++] = at;
}

/* Of QMI a list that is there and empty is "a=". */
static bool is_no_list(const struct words *w, const yaml_node_t *value)
{
	return value->type == YAML_SEQUENCE_NODE &&
	       value->data.sequence.items.start ==
		       value->data.sequence.items.top &&
	       ((const struct sim_config *)w->y->user)->speaks_qmi;
}

static void add_empty(struct words *w, const char *path, const yaml_node_t *at)
{
	snprintf(w->text[w->n], MAX_WORD, "%.400s=", path);
	w->word[w->n] = w->text[w->n];
	w->at[w->n++] = at;
}

/* {a: [{b: 1}]} is "a[0].b=1"; at is where a mistake is shown. */
static void flatten(struct words *w, const char *path, const yaml_node_t *at,
		    const yaml_node_t *value)
{
	char inner[MAX_WORD];
	unsigned i = 0;

	if (w->bad)
		return;
	if (strlen(path) >= MAX_PATH || w->n == MAX_FIELDS ||
	    ++w->nodes > MAX_NODES) {
		too_much(w, at, "too many fields");
		return;
	}
	if (value->type == YAML_SCALAR_NODE) {
		add_word(w, path, at, value);
		return;
	}
	if (is_no_list(w, value)) {
		add_empty(w, path, at);
		return;
	}
	if (value->type == YAML_SEQUENCE_NODE) {
		for (const yaml_node_item_t *item =
			     value->data.sequence.items.start;
		     item < value->data.sequence.items.top; item++) {
			const yaml_node_t *node = att_yaml_node(w->y, *item);

			snprintf(inner, sizeof(inner), "%.400s[%u]", path, i++);
			flatten(w, inner, node, node);
		}
		return;
	}
	for (const yaml_node_pair_t *p = value->data.mapping.pairs.start;
	     p < value->data.mapping.pairs.top; p++) {
		const yaml_node_t *key = att_yaml_node(w->y, p->key);
		const char *name = att_yaml_scalar(w->y, "a field", key);

		if (!name) {
			w->bad = true;
			return;
		}
		snprintf(inner, sizeof(inner), "%.400s%s%.80s", path,
			 *path ? "." : "", name);
		flatten(w, inner, key, att_yaml_node(w->y, p->value));
	}
}

static bool keep(struct att_yaml *y, const yaml_node_t *at,
		 struct sim_scenario *s, struct sim_body *b, unsigned version,
		 int len)
{
	const struct sim_config *c = y->user;
	unsigned most = c->speaks_qmi ? SIM_QMI_TLVS : SIM_BODY_MAX;

	if (len > (int)most) {
		att_yaml_error(y, at, "an answer has at most %u bytes", most);
		return false;
	}
	if (len < 0) {
		att_yaml_error(y, at, "more than %u bytes of answers",
			       SIM_BODY_BYTES);
		return false;
	}
	b->given[version] = true;
	b->at[version] = (uint16_t)s->n_bytes;
	b->len[version] = (uint16_t)len;
	s->n_bytes += (uint32_t)len;
	return true;
}

static const struct att_layout *layout_of(const struct entry *e,
					  unsigned version)
{
	if (e->subject.message)
		return qmi_message_layout(e->subject.message,
					  e->indication ? QMI_INDICATION
							: QMI_RESPONSE);
	return mbim_cid_layout(e->subject.cid,
			       e->indication ? MBIM_KIND_NOTIFICATION
					     : MBIM_KIND_RESPONSE,
			       (uint16_t)(MBIM_EX_1 + (version << 8)));
}

/* A result stands in front of the other TLVs. */
static int put(const struct entry *e, const struct att_layout *layout,
	       const void *in, uint8_t *buf, size_t cap)
{
	int len;

	if (!e->subject.message)
		return att_layout_encode(layout, in, buf, cap);
	len = qmi_layout_encode(layout, in, buf, cap);
	if (len < RESULT_LEN || e->indication)
		return len;
	memmove(buf, buf + RESULT_LEN, (size_t)(len - RESULT_LEN));
	return len - RESULT_LEN;
}

/* Into the layout of one version. False: it does not fit in, see f. */
static bool encode(struct words *w, const struct entry *e, struct fields *f,
		   struct sim_scenario *s, struct sim_body *b, unsigned version)
{
	const struct att_layout *layout = layout_of(e, version);
	bool fits;

	if (!layout)
		return w->n == 0 && keep(w->y, e->fields, s, b, version, 0);
	fits = fields_parse(f, layout, w->word, (int)w->n);
	if (fits)
		w->bad |= !keep(w->y, e->fields, s, b, version,
				put(e, layout, f->in, s->bytes + s->n_bytes,
				    SIM_BODY_BYTES - s->n_bytes));
	fields_fini(f);
	return fits;
}

/* In all versions that have these fields; a mistake is one in all of them, and
 * told of the first. */
static void read_fields(struct words *w, struct entry *e,
			struct sim_scenario *s)
{
	static struct fields f[SIM_VERSIONS];
	bool fits = false;
	const yaml_node_t *at = e->fields;

	memset(f, 0, sizeof(f));
	for (unsigned v = 0; v < SIM_VERSIONS && !w->bad; v++)
		fits |= encode(w, e, &f[v], s, &e->body, v);
	if (fits || w->bad)
		return;
	if (f[0].n_taken < (int)w->n)
		at = w->at[f[0].n_taken];
	att_yaml_error(w->y, at, "%.400s",
		       f[0].problem[0] ? f[0].problem : "there is no field");
}

/* --- hex ---------------------------------------------------------------------
 */

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | (c > '9' ? 0x20 : 0)) : NULL;

	return at ? (int)(at - digits) : -1;
}

static void read_hex(struct att_yaml *y, struct entry *e,
		     struct sim_scenario *s)
{
	const char *text = att_yaml_scalar(y, "hex", e->hex);
	size_t len = text ? strlen(text) / 2 : 0;
	uint8_t *to = s->bytes + s->n_bytes;

	if (!text)
		return;
	if (strlen(text) % 2 != 0 ||
	    strspn(text, "0123456789abcdefABCDEF") != strlen(text)) {
		att_yaml_error(y, e->hex, "hex must be pairs of hex digits");
		return;
	}
	if (len > SIM_BODY_BYTES - s->n_bytes) {
		keep(y, e->hex, s, &e->body, 0, -1);
		return;
	}
	for (size_t i = 0; i < len; i++)
		to[i] = (uint8_t)(digit(text[2 * i]) << 4 |
				  digit(text[2 * i + 1]));
	keep(y, e->hex, s, &e->body, 0, (int)len);
	for (unsigned v = 1; v < SIM_VERSIONS; v++) {
		e->body.given[v] = true;
		e->body.at[v] = e->body.at[0];
		e->body.len[v] = e->body.len[0];
	}
}

/* --- entries -----------------------------------------------------------------
 */

static void read_cid(struct att_yaml *y, const struct att_yaml_key *key,
		     const yaml_node_t *value, void *target)
{
	struct entry *e = target;

	sim_files_read_subject(y, key, value, &e->subject);
}

static void read_status(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	struct entry *e = target;

	sim_files_status(y, key->name, value, &e->status);
}

/* Fields need the CID, which may stand behind them. */
static void read_later(struct att_yaml *y, const struct att_yaml_key *key,
		       const yaml_node_t *value, void *target)
{
	struct entry *e = target;

	(void)y;
	if (strcmp(key->name, "hex") == 0)
		e->hex = value;
	else
		e->fields = value;
}

static void read_after_cid(struct att_yaml *y, const struct att_yaml_key *key,
			   const yaml_node_t *value, void *target)
{
	struct sim_command *c = target;
	struct sim_subject s = {.number = 0};

	if (!sim_files_read_subject(y, key, value, &s))
		return;
	c->service = s.service;
	c->cid = s.number;
}

static const struct att_yaml_word ops[] = {
	{"query", MBIM_OP_QUERY}, {"set", MBIM_OP_SET}, {0}};
static const struct att_yaml_key answer_keys[] = {
	ATT_YAML_PART("cid", read_cid, NULL),
	ATT_YAML_WORDS("op", att_yaml_read_word, struct entry, ops, ops),
	ATT_YAML_PART("status", read_status, NULL),
	ATT_YAML_KEY("silent", att_yaml_read_bool, struct entry, silent),
	ATT_YAML_KEY("carry_out", att_yaml_read_bool, struct entry, carry_out),
	SIM_SCENARIO_PERIOD(struct entry),
	ATT_YAML_NUMBER("occurrence", struct entry, occurrence, 1, UINT32_MAX),
	ATT_YAML_NUMBER("times", struct entry, times, 1, UINT32_MAX),
	ATT_YAML_PART("fields", read_later, NULL),
	ATT_YAML_PART("hex", read_later, NULL),
	{0}};
static const struct att_yaml_key after_keys[] = {
	ATT_YAML_PART("cid", read_after_cid, NULL),
	ATT_YAML_WORDS("op", att_yaml_read_word, struct sim_command, ops, ops),
	ATT_YAML_NUMBER("occurrence", struct sim_command, occurrence, 1,
			UINT32_MAX),
	{0}};

/* The command that an indication comes after. */
static void read_after(struct att_yaml *y, const struct att_yaml_key *key,
		       const yaml_node_t *value, void *target)
{
	struct sim_command *c = &((struct entry *)target)->after;

	*c = (struct sim_command){.occurrence = 1};
	att_yaml_mapping(y, key->name, after_keys, value, c);
	if (!att_yaml_value(y, value, "cid"))
		att_yaml_error(y, value, "cid is missing");
	if (c->ops == 0)
		c->ops = MBIM_OP_QUERY | MBIM_OP_SET;
}

static const struct att_yaml_key indication_keys[] = {
	ATT_YAML_PART("cid", read_cid, NULL),
	ATT_YAML_PART("after", read_after, NULL),
	ATT_YAML_NUMBER("at_ms", struct entry, at_ms, 0, SIM_SCENARIO_MAX_MS),
	ATT_YAML_PART("fields", read_later, NULL),
	ATT_YAML_PART("hex", read_later, NULL),
	{0}};

/* An empty buffer, in all versions. */
static void give_nothing(struct sim_body *b)
{
	for (unsigned v = 0; v < SIM_VERSIONS; v++)
		b->given[v] = true;
}

/* A message of QMI is asked for in one way. */
static uint8_t ops_of(const struct sim_subject *s)
{
	const unsigned news = 1u << QMI_INDICATION;

	if (s->cid)
		return s->cid->ops;
	return s->message && (s->message->kinds & news) ? MBIM_OP_NOTIFY : 0;
}

static bool check(struct att_yaml *y, const yaml_node_t *item,
		  const struct entry *e)
{
	uint8_t has = ops_of(&e->subject);

	if (!e->subject.name)
		att_yaml_error(y, item, "cid is missing");
	else if (e->fields && e->hex)
		att_yaml_error(y, item, "either fields or hex");
	else if (e->silent &&
		 (e->fields || e->hex || e->status || e->carry_out))
		att_yaml_error(y, item, "silent is all there is");
	else if (e->indication && !(has & MBIM_OP_NOTIFY))
		att_yaml_error(y, item, "%s has no indication",
			       e->subject.name);
	else if (!e->indication && e->ops && !(has & e->ops))
		att_yaml_error(y, item, "%s has no such op", e->subject.name);
	else
		return true;
	return false;
}

/* False: it was reported. */
static bool read_entry(struct att_yaml *y, const yaml_node_t *item,
		       const struct att_yaml_key *keys, struct entry *e,
		       struct sim_scenario *s)
{
	static struct words w;
	unsigned errors = y->errors;

	att_yaml_mapping(y, e->indication ? "an indication" : "an answer", keys,
			 item, e);
	if (y->errors > errors || !check(y, item, e))
		return false;
	if (e->hex) {
		read_hex(y, e, s);
	} else if (e->fields) {
		w.y = y;
		w.n = w.nodes = 0;
		w.bad = false;
		if (e->subject.message && !e->indication)
			add_result(&w, e->fields);
		flatten(&w, "", e->fields, e->fields);
		if (!w.bad)
			read_fields(&w, e, s);
	} else {
		give_nothing(&e->body);
	}
	return y->errors == errors;
}

/* From the beginning, without an end. */
static bool is_for_ever(const struct sim_answer *a)
{
	return a->when.at_ms == 0 && a->when.for_ms == 0 &&
	       a->when.heals == SIM_REMEDY_NONE && a->occurrence < 2 &&
	       a->times == 0;
}

/* It would never be given. */
static bool is_twice(const struct sim_scenario *s, const struct entry *e)
{
	for (uint32_t i = 0; i < s->n_answers; i++)
		if (is_for_ever(&s->answer[i]) &&
		    s->answer[i].service == e->subject.service &&
		    s->answer[i].cid == e->subject.number &&
		    (s->answer[i].ops & e->ops) != 0)
			return true;
	return false;
}

static void read_answer(struct att_yaml *y, const yaml_node_t *item,
			void *target)
{
	struct sim_scenario *s = &((struct sim_config *)target)->scenario;
	struct entry e = {.indication = false};

	if (!read_entry(y, item, answer_keys, &e, s))
		return;
	if (e.ops == 0)
		e.ops = MBIM_OP_QUERY | MBIM_OP_SET;
	if (is_twice(s, &e))
		att_yaml_error(y, item, "%s is answered twice", e.subject.name);
	else if (s->n_answers == SIM_ANSWERS)
		att_yaml_error(y, item, "more than %u answers", SIM_ANSWERS);
	else
		s->answer[s->n_answers++] = (struct sim_answer){
			.service = e.subject.service,
			.ops = (uint8_t)e.ops,
			.cid = e.subject.number,
			.status = e.status,
			.silent = e.silent,
			.carry_out = e.carry_out,
			.when = e.when,
			.occurrence = e.occurrence,
			.times = e.times,
			.body = e.body,
		};
}

static void read_indication(struct att_yaml *y, const yaml_node_t *item,
			    void *target)
{
	struct sim_scenario *s = &((struct sim_config *)target)->scenario;
	struct entry e = {.indication = true};
	uint32_t n = s->n_indications;

	if (!read_entry(y, item, indication_keys, &e, s))
		return;
	if (n > 0 && e.after.ops == 0 && s->indication[n - 1].after.ops == 0 &&
	    s->indication[n - 1].at_ms > e.at_ms)
		att_yaml_error(y, item, "indications must be in order");
	else if (n == SIM_INDICATIONS)
		att_yaml_error(y, item, "more than %u indications",
			       SIM_INDICATIONS);
	else
		s->indication[s->n_indications++] = (struct sim_indication){
			.at_ms = e.at_ms,
			.after = e.after,
			.service = e.subject.service,
			.cid = e.subject.number,
			.body = e.body,
		};
}

void sim_scenario_read_answers(struct att_yaml *y,
			       const struct att_yaml_key *key,
			       const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_answer, target);
}

void sim_scenario_read_indications(struct att_yaml *y,
				   const struct att_yaml_key *key,
				   const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_indication, target);
}
