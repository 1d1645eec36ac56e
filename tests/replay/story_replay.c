/* From the lines of a story to a trace file, which is replayed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/mbim/mbim.h"
#include "tests/replay/status.h"
#include "tests/replay/story.h"
#include "trace/replay.h"
#include "trace/text.h"
#include "wire/mbim/dialect.h"
#include "wire/qmi/dialect.h"
#include "wire/qmi/qmi.h"

/* The status that the core must have at some packets. */
struct expected {
	uint32_t *packet;
	struct status *status;
	size_t n, cap;
};

struct maker {
	const struct story_messages *messages;
	struct words *words;
	uint8_t *file;
	size_t len, cap;
	struct att_pcapng_block block;
	uint32_t packets;
	size_t *line_of; /* each packet's line */
	size_t line, cap_lines;
	uint64_t ms;
	uint32_t sent; /* transaction of the last output */
	struct status status;
	struct expected expected;
};

static void flush(struct maker *m)
{
	m->file = story_grow(m->file, m->len + m->block.len, &m->cap, 1);
	memcpy(m->file + m->len, m->block.p, m->block.len);
	m->len += m->block.len;
	m->block.len = 0;
}

static void packet(struct maker *m, char sign, const char *dissector,
		   struct att_bytes bytes)
{
	if (m->block.len)
		flush(m);
	att_pcapng_packet(&m->block, m->ms,
			  sign == '!' || sign == '<' ? ATT_PCAPNG_IN
						     : ATT_PCAPNG_OUT,
			  dissector, bytes);
	m->packets++;
	m->line_of = story_grow(m->line_of, m->packets + 1, &m->cap_lines,
				sizeof(*m->line_of));
	m->line_of[m->packets] = m->line;
}

static uint32_t transaction(struct maker *m, char sign, const char *text)
{
	uint32_t n = (uint32_t)strtoul(text + 1, NULL, 10);

	if (text[0] == '+')
		n = m->sent + n;
	else if (text[0] == '-')
		n = m->sent - n;
	if (sign == '>')
		m->sent = n;
	return n;
}

/* Where the dots are. */
static void put_transaction(uint8_t *bytes, const char *hex, uint32_t n)
{
	const size_t at = strcspn(hex, ".");

	for (size_t i = 0; i < strspn(hex + at, ".") / 2; i++)
		bytes[at / 2 + i] = (uint8_t)(n >> 8 * i);
}

static const char *dissector(struct att_bytes message)
{
	struct qmi_message m;

	return qmi_decode(message, &m) ? mbim_dialect.dissector
				       : qmi_dialect.dissector;
}

/* "name/place transaction" and perhaps " ..." */
static bool message(struct maker *m, char sign, const char *text)
{
	const char *slash = strchr(text, '/'), *hex;
	uint8_t bytes[MBIM_MESSAGE_MAX];
	size_t place, len;
	int end = 0;

	if (!slash || sscanf(slash, "/%zu %n", &place, &end) != 1 || !end ||
	    place >= m->messages->n)
		return false;
	hex = m->messages->hex[place];
	len = strlen(hex) / 2;
	if (len > sizeof(bytes))
		return false;
	for (size_t i = 0; i < len; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &bytes[i]) != 1)
			bytes[i] = 0;
	if (strchr(hex, '.'))
		put_transaction(bytes, hex, transaction(m, sign, slash + end));
	packet(m, sign, dissector(att_bytes_of(bytes, len)),
	       att_bytes_of(bytes, len));
	if (strstr(slash, " ..."))
		att_pcapng_comment(&m->block, ATT_TRACEFILE_GOES_ON);
	return true;
}

static void effect(struct maker *m, const char *text)
{
	char word[64] = "", buf[4096];

	sscanf(text, "%63s", word);
	snprintf(buf, sizeof(buf), "%s%s",
		 words_now(m->words, "platform", "effect", word),
		 text + strlen(word));
	packet(m, '*', ATT_TRACEFILE_TEXTUAL, att_bytes_of(buf, strlen(buf)));
}

static void step(struct maker *m, const char *text)
{
	char buf[512], line[600];

	/* a time of its own stays in front */
	if (text[0] == '+')
		snprintf(line, sizeof(line), "%s", text);
	else if (!words_step(m->words, text, buf, sizeof(buf)))
		return;
	else
		snprintf(line, sizeof(line), "+%" PRIu64 ".%03u %s",
			 m->ms / 1000, (unsigned)(m->ms % 1000), buf);
	att_pcapng_comment(&m->block, line);
}

/* It holds before the packet that comes next, and until it changes. */
static void states_now(struct maker *m, struct status *s)
{
	static const char *const machines[] = {"control", "attach", "connect"};

	for (int i = 0; i < 3; i++) {
		char old[STATUS_VALUE], *save = NULL;
		struct att_text t;

		memcpy(old, s->value[i], sizeof(old));
		att_text_init(&t, s->value[i], STATUS_VALUE);
		for (char *w = strtok_r(old, ",", &save); w;
		     w = strtok_r(NULL, ",", &save)) {
			att_text_put(&t, t.len ? "," : "");
			att_text_put(&t, words_now(m->words, machines[i],
						   "state", w));
		}
	}
}

static bool status(struct maker *m, const char *changes)
{
	struct expected *e = &m->expected;
	size_t cap = e->cap;

	if (!status_get_changes(&m->status, changes))
		return false;
	e->packet = story_grow(e->packet, e->n + 1, &cap, sizeof(*e->packet));
	e->status =
		story_grow(e->status, e->n + 1, &e->cap, sizeof(*e->status));
	e->packet[e->n] = m->packets + 1;
	e->status[e->n] = m->status;
	states_now(m, &e->status[e->n++]);
	return true;
}

static bool comment(struct maker *m, const char *text)
{
	if (strncmp(text, "status ", 7) == 0)
		return status(m, text + 7);
	if (strcmp(text, "busy") == 0)
		att_pcapng_comment(&m->block, ATT_TRACEFILE_BUSY);
	else if (strcmp(text, "later") == 0)
		att_pcapng_comment(&m->block, ATT_TRACEFILE_LATER);
	else
		step(m, text);
	return true;
}

static bool line(struct maker *m, const char *text)
{
	unsigned long long delta;
	int at = 0;
	char sign;

	if (strncmp(text, "  ", 2) == 0)
		return comment(m, text + 2);
	if (sscanf(text, "%llu %c %n", &delta, &sign, &at) != 2 || !at)
		return false;
	m->ms += delta;
	if (sign == '<' || sign == '>')
		return message(m, sign, text + at);
	if (sign == '*')
		effect(m, text + at);
	else
		packet(m, '!', ATT_TRACEFILE_TEXTUAL,
		       att_bytes_of(text + at, strlen(text + at)));
	return true;
}

static bool make(struct maker *m, const struct story *s)
{
	att_pcapng_section(&m->block, "attache");
	flush(m);
	att_pcapng_interface(&m->block, "mbim", 0);
	flush(m);
	for (m->line = 0; m->line < s->n; m->line++)
		if (!line(m, s->line[m->line])) {
			printf("# cannot be understood: %s\n",
			       s->line[m->line]);
			return false;
		}
	flush(m);
	return true;
}

static void fini(struct maker *m)
{
	att_pcapng_fini(&m->block);
	free(m->file);
	free(m->line_of);
	free(m->expected.packet);
	free(m->expected.status);
}

/* --- what came ------------------------------------------------------------ */

struct checker {
	const struct expected *expected;
	struct words *words;
	size_t at; /* of the one that holds */
	struct att_replay_report report;
	uint32_t same;
	uint32_t packet; /* of the first difference, or 0 */
	int key;
	char expected_text[STATUS_VALUE], came[STATUS_VALUE];
};

/* All that differs is the sentence, and that it may. */
static bool reworded(struct checker *c, const struct status *now)
{
	return c->key == STATUS_PROBLEM &&
	       words_sentence(c->words,
			      c->expected->status[c->at].value[c->key],
			      now->value[c->key]);
}

static void check_status(void *ctx, const struct att_core *core)
{
	struct checker *c = ctx;
	const struct expected *e = c->expected;
	struct status now;

	if (c->packet)
		return;
	while (c->at + 1 < e->n && e->packet[c->at + 1] <= c->report.packet)
		c->at++;
	status_take(&now, core);
	c->key = e->n ? status_differs(&e->status[c->at], &now) : 0;
	if (c->key < 0 || (e->n && reworded(c, &now))) {
		c->same++;
		return;
	}
	c->packet = c->report.packet;
	memcpy(c->expected_text, e->n ? e->status[c->at].value[c->key] : "",
	       e->n ? STATUS_VALUE : 1);
	memcpy(c->came, now.value[c->key], STATUS_VALUE);
}

/* The lines around the one that differs. */
static void say_place(const struct story *s, size_t at)
{
	for (size_t i = at > 6 ? at - 6 : 0; i < s->n && i < at + 3; i++)
		printf("# %s %s\n", i == at ? "->" : "  ", s->line[i]);
}

static void say(const struct checker *c, const struct maker *m,
		const struct story *s, bool status)
{
	const struct att_replay_report *r = &c->report;

	if (status) {
		say_place(s, m->line_of[c->packet]);
		printf("# status: expected %s=%s\n# came %s\n",
		       status_keys[c->key], c->expected_text, c->came);
		return;
	}
	say_place(s, m->line_of[r->packet]);
	if (r->problem[0])
		printf("# %s\n", r->problem);
	printf("# expected: %s\n# came:     %s\n", r->expected, r->came);
}

bool story_replay(const struct story *s, const struct story_messages *messages,
		  struct words *words, struct story_counts *counts, bool told)
{
	struct maker m = {.messages = messages,
			  .words = words,
			  .block.grow = att_pcapng_grow};
	struct checker c = {.expected = &m.expected, .words = words};
	const struct att_replay_options options = {.watch = check_status,
						   .ctx = &c};
	struct att_window file;
	bool good = make(&m, s);
	int err;

	if (good) {
		file = att_window_of(att_bytes_of(m.file, m.len));
		err = att_tracefile_replay(&file, &options, &c.report);
		good = !err && !c.packet;
		if (!good && told)
			say(&c, &m, s,
			    c.packet && (!err || c.packet <= c.report.packet));
	}
	counts->inputs += c.report.inputs;
	counts->outputs += c.report.outputs;
	counts->steps += c.report.steps;
	counts->effects += c.report.effects;
	counts->statuses += c.same;
	fini(&m);
	return good;
}
