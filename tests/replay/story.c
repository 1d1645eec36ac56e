/* From a trace file to the lines of a story. */
#include "tests/replay/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/replay/status.h"
#include "trace/replay.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/message.h"

void *story_grow(void *p, size_t n, size_t *cap, size_t size)
{
	if (n <= *cap)
		return p;
	*cap = 2 * n + 64;
	p = realloc(p, *cap * size);
	if (!p)
		abort();
	return p;
}

void story_add(struct story *s, const char *line)
{
	s->line = story_grow(s->line, s->n + 1, &s->cap, sizeof(*s->line));
	s->line[s->n++] = strdup(line);
}

void story_fini(struct story *s)
{
	while (s->n)
		free(s->line[--s->n]);
	free(s->line);
	memset(s, 0, sizeof(*s));
}

void story_messages_add(struct story_messages *m, const char *name,
			const char *hex)
{
	size_t cap = m->cap;

	m->hex = story_grow(m->hex, m->n + 1, &cap, sizeof(*m->hex));
	m->name = story_grow(m->name, m->n + 1, &m->cap, sizeof(*m->name));
	m->hex[m->n] = strdup(hex);
	m->name[m->n++] = strdup(name);
}

void story_messages_fini(struct story_messages *m)
{
	while (m->n--) {
		free(m->hex[m->n]);
		free(m->name[m->n]);
	}
	free(m->hex);
	free(m->name);
	memset(m, 0, sizeof(*m));
}

/* --- messages ------------------------------------------------------------- */

/* Where it is: its first byte, and its bytes; 0: it has none. */
static size_t transaction_at(struct att_bytes b, size_t *n)
{
	struct qmi_message m;

	if (!qmi_decode(b, &m)) {
		*n = m.head.service == QMI_CTL ? 1 : 2;
		return 7;
	}
	*n = 4;
	return b.len >= MBIM_MSG_HEADER && mbim_msg_known(att_get32(b.p)) ? 8
									  : 0;
}

static bool has_transaction(struct att_bytes b)
{
	size_t n;

	return transaction_at(b, &n) != 0;
}

static uint32_t transaction_of(struct att_bytes b)
{
	size_t n, at = transaction_at(b, &n);
	uint32_t value = 0;

	while (n--)
		value = value << 8 | b.p[at + n];
	return value;
}

static bool name_of_qmi(char *buf, size_t cap, struct att_bytes b)
{
	static const char *const kinds[] = {
		[QMI_REQUEST] = "request",
		[QMI_RESPONSE] = "response",
		[QMI_INDICATION] = "indication",
	};
	struct qmi_message m;
	const char *message;

	if (qmi_decode(b, &m))
		return false;
	message = qmi_message_name(&m.head);
	snprintf(buf, cap, "%s_%s_%s", kinds[m.head.kind],
		 qmi_service_name(m.head.service), message ? message : "");
	return true;
}

static void name_of(char *buf, size_t cap, struct att_bytes b)
{
	const struct mbim_service *s = NULL;
	const struct mbim_cid *cid = NULL;
	struct mbim_msg m;

	if (name_of_qmi(buf, cap, b))
		return;
	if (!has_transaction(b) || mbim_msg_decode(b, &m)) {
		snprintf(buf, cap, "%s", has_transaction(b) ? "part" : "bytes");
		return;
	}
	if (mbim_msg_fragmented(m.type))
		s = mbim_service_find(&m.service);
	if (s)
		cid = mbim_cid_find(s, m.cid);
	snprintf(buf, cap, "%s%s%s%s", mbim_msg_type_name(m.type),
		 m.type != MBIM_MSG_COMMAND ? ""
		 : m.code		    ? "_set"
					    : "_query",
		 cid ? "_" : "", cid ? cid->name : "");
}

static size_t place_of(struct story_messages *m, struct att_bytes b)
{
	char *hex = malloc(2 * b.len + 1), name[128];
	size_t i, n, at = transaction_at(b, &n);

	*att_text_write_bytes(hex, b.p, b.len) = '\0';
	if (at)
		memset(hex + 2 * at, '.', 2 * n);
	for (i = 0; i < m->n; i++)
		if (strcmp(m->hex[i], hex) == 0)
			break;
	if (i == m->n) {
		name_of(name, sizeof(name), b);
		story_messages_add(m, name, hex);
	}
	free(hex);
	return i;
}

/* --- from a trace ----------------------------------------------------------
 */

struct teller {
	struct story *story;
	struct story_messages *messages;
	struct att_tracefile_reader reader;
	struct att_tracefile_record rec; /* the next one */
	uint64_t ms;			 /* of the packet before */
	uint32_t sent;			 /* transaction of the last output */
	struct status status;		 /* as it was told last */
	struct att_replay_report report;
};

/* Relative where that is short, so that stories differ less. */
static void put_transaction(struct teller *t, char sign, struct att_bytes b,
			    char *buf, size_t cap)
{
	uint32_t transaction, sent = t->sent;

	buf[0] = '\0';
	if (!has_transaction(b))
		return;
	transaction = transaction_of(b);
	if (sign == '>')
		t->sent = transaction;
	if (sign == '>' && transaction - sent < 10)
		snprintf(buf, cap, " +%u", transaction - sent);
	else if (transaction && sent - transaction < 100)
		snprintf(buf, cap, " -%u", sent - transaction);
	else
		snprintf(buf, cap, " #%u", transaction);
}

static void tell_bytes(struct teller *t, char sign)
{
	const struct att_tracefile_record *rec = &t->rec;
	size_t at = place_of(t->messages, rec->bytes);
	char line[256], transaction[32];

	put_transaction(t, sign, rec->bytes, transaction, sizeof(transaction));
	snprintf(line, sizeof(line), "%" PRIu64 " %c %s/%zu%s%s",
		 rec->ms - t->ms, sign, t->messages->name[at], at, transaction,
		 rec->goes_on ? " ..." : "");
	story_add(t->story, line);
}

static void tell_text(struct teller *t, char sign)
{
	const struct att_tracefile_record *rec = &t->rec;
	char line[4096];

	snprintf(line, sizeof(line), "%" PRIu64 " %c %.*s", rec->ms - t->ms,
		 sign, (int)rec->bytes.len, (const char *)rec->bytes.p);
	story_add(t->story, line);
}

/* "+0.120 attach ...": the time is that of the packet. */
static void tell_step(struct teller *t)
{
	const char *p = (const char *)t->rec.bytes.p;
	size_t len = t->rec.bytes.len, skip = 0;
	char line[512], time[32];

	snprintf(time, sizeof(time), "+%" PRIu64 ".%03u ", t->rec.ms / 1000,
		 (unsigned)(t->rec.ms % 1000));
	if (len > strlen(time) && memcmp(p, time, strlen(time)) == 0)
		skip = strlen(time);
	snprintf(line, sizeof(line), "  %.*s", (int)(len - skip), p + skip);
	story_add(t->story, line);
}

static void tell(struct teller *t)
{
	switch (t->rec.kind) {
	case ATT_TRACEFILE_START:
	case ATT_TRACEFILE_EVENT:
		tell_text(t, '!');
		break;
	case ATT_TRACEFILE_INPUT:
		tell_bytes(t, '<');
		break;
	case ATT_TRACEFILE_OUTPUT:
		tell_bytes(t, '>');
		break;
	case ATT_TRACEFILE_EFFECT:
		tell_text(t, '*');
		break;
	case ATT_TRACEFILE_STEP:
		tell_step(t);
		return;
	case ATT_TRACEFILE_BUSY_PORT:
		story_add(t->story, "  busy");
		return;
	case ATT_TRACEFILE_LATER_EFFECTS:
		story_add(t->story, "  later");
		return;
	}
	t->ms = t->rec.ms;
}

/* Before the input of this packet. */
static void tell_status(void *ctx, const struct att_core *core)
{
	struct teller *t = ctx;
	struct status now;
	char line[8192] = "  status ";
	struct att_text text;

	while (t->rec.number < t->report.packet) {
		tell(t);
		if (att_tracefile_next(&t->reader, &t->rec) <= 0)
			break;
	}
	status_take(&now, core);
	att_text_init(&text, line + 9, sizeof(line) - 9);
	status_put_changes(&text, &t->status, &now);
	if (text.len)
		story_add(t->story, line);
	t->status = now;
}

int story_from_trace(struct story *s, struct story_messages *m,
		     struct att_bytes file)
{
	struct att_window first = att_window_of(file), second = first;
	struct teller t = {.story = s, .messages = m};
	const struct att_replay_options options = {.watch = tell_status,
						   .ctx = &t};
	int err;

	att_tracefile_reader_init(&t.reader, &first);
	att_tracefile_next(&t.reader, &t.rec);
	status_init(&t.status);
	err = att_tracefile_replay(&second, &options, &t.report);
	if (err)
		printf("# packet %u: %s%s, came: %s\n", t.report.packet,
		       t.report.problem, t.report.expected, t.report.came);
	else
		tell(&t); /* the end */
	return err;
}
