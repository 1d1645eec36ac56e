/* Messages and NTBs as text, JSON and YAML. */
#include "decode.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/errors.h"
#include "decode_cut.h"
#include "drivers/ntb.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/message.h"
#include "yaml_text.h"

/* --- what is common ---------------------------------------------------- */

/* cap characters, which hold nothing; NULL: out of memory. */
static char *room(struct decode *d, size_t cap)
{
	if (d->text_cap >= cap)
		return d->text;
	free(d->text);
	d->text = malloc(cap);
	d->text_cap = d->text ? cap : 0;
	return d->text;
}

/* Any bytes as a JSON string: names of files may be anything. */
static void put_string(struct att_text *t, const char *s)
{
	att_text_char(t, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			att_text_char(t, '\\');
		att_text_char(t, *s < ' ' || *s > '~' ? '?' : *s);
	}
	att_text_char(t, '"');
}

/* "a, b" as a member, if there is one. */
static void put_names(struct att_text *t, const char *name, const char *names)
{
	if (!*names)
		return;
	att_text_put(t, ",\"");
	att_text_put(t, name);
	att_text_put(t, "\":");
	put_string(t, names);
}

/* "{" and the members that say where it comes from. */
static void put_members(const struct decode *d, const struct message *m,
			struct att_text *t)
{
	const struct transfer *from = &m->from;
	char source[512];

	snprintf(source, sizeof(source), "%s:%u", d->name, from->record);
	att_text_put(t, "{\"source\":");
	put_string(t, source);
	if (from->device) {
		att_text_put(t, ",\"device\":");
		put_string(t, from->device);
	}
	if (from->date || from->time) {
		att_text_put(t, ",\"time\":");
		put_string(t, from->date ? from->date : from->time);
	}
	if (m->way)
		att_text_put(t, m->way == TRANSFER_TO_HOST
					? ",\"direction\":\"device->host\""
					: ",\"direction\":\"host->device\"");
	if (m->fragments) {
		att_text_put(t, ",\"fragments\":");
		att_text_dec(t, m->fragments);
	}
	if (m->cut_from) {
		att_text_put(t, ",\"cut_from\":");
		att_text_dec(t, m->cut_from);
	}
	if (m->guessed) {
		att_text_put(t, ",\"mbimex\":\"");
		att_text_dec(t, m->guessed >> 8);
		att_text_put(t, ".0\"");
	}
	if (m->spare) {
		att_text_put(t, ",\"spare\":");
		att_text_dec(t, m->spare);
	}
	if (d->in_words) {
		att_text_put(t, ",\"in_words\":true");
		put_names(t, "not_understood", d->words.not_understood);
		put_names(t, "missing", d->words.missing);
	}
	att_text_char(t, ',');
}

/* "12 +0.120431 -> ": what a line of text begins with. */
static void put_origin(struct decode *d, const struct message *m,
		       struct att_text *t)
{
	const struct transfer *from = &m->from;

	if (d->plain)
		return;
	if (from->device && strcmp(from->device, d->device) != 0) {
		snprintf(d->device, sizeof(d->device), "%s", from->device);
		printf("# %s\n", d->device);
	}
	att_text_dec(t, from->record);
	att_text_char(t, ' ');
	if (from->time) {
		att_text_put(t, from->time);
		att_text_char(t, ' ');
	}
	att_text_put(t, m->way == TRANSFER_TO_HOST ? "<- " : "-> ");
}

/* A text of which cap characters are enough, with what stands in front of the
 * item itself. False: out of memory (reported). */
static bool begin_text(struct decode *d, const struct message *m,
		       struct att_text *t, size_t cap)
{
	char *buf = room(d, cap);

	if (!buf) {
		fprintf(stderr, "error: out of memory\n");
		d->failed = true;
		return false;
	}
	att_text_init(t, buf, cap);
	if (d->as == DECODE_TEXT)
		put_origin(d, m, t);
	else
		put_members(d, m, t);
	return true;
}

/* "(3 fragments)", "(48 bytes, cut by the log)" */
static void print_notes(const struct decode *d, const struct message *m)
{
	if (m->fragments)
		printf(" (%u fragments)", m->fragments);
	if (m->guessed)
		printf(" (as MBIMEx %u.0)", m->guessed >> 8);
	if (m->spare)
		printf(" (%zu bytes in no field)", m->spare);
	if (m->cut_from)
		printf(" (%zu bytes, cut by the %s)", m->cut_from, d->source);
	if (!d->in_words)
		return;
	printf(" (fields as the %s says them in words", d->source);
	if (*d->words.missing)
		printf("; missing: %s", d->words.missing);
	if (*d->words.not_understood)
		printf("; not understood: %s", d->words.not_understood);
	putchar(')');
}

/* The notes stand at the end of the first line. */
static void print_text(const struct decode *d, const struct message *m,
		       const struct att_text *t)
{
	const char *end = memchr(t->p, '\n', t->len);
	size_t line = end ? (size_t)(end - t->p) : t->len;

	fwrite(t->p, 1, line, stdout);
	print_notes(d, m);
	fwrite(t->p + line, 1, t->len - line, stdout);
	if (!t->len || t->p[t->len - 1] != '\n')
		putchar('\n');
}

static void end_text(struct decode *d, const struct message *m,
		     struct att_text *t)
{
	switch (d->as) {
	case DECODE_TEXT:
		print_text(d, m, t);
		break;
	case DECODE_JSON:
		fwrite(t->p, 1, t->len, stdout);
		putchar('\n');
		break;
	case DECODE_YAML:
		fputs("---\n", stdout);
		yaml_text(stdout, t->p, t->len);
		break;
	}
	d->failed = d->failed || t->cut;
}

/* --- NTBs -------------------------------------------------------------- */

static const char *kind_of(struct flow stream, struct att_bytes datagram)
{
	if (stream.service)
		return "data";
	switch (datagram.len ? datagram.p[0] >> 4 : 0) {
	case 4:
		return "ipv4";
	case 6:
		return "ipv6";
	default:
		return "not_ip";
	}
}

/* The name of an error in the letters in which messages say it. */
static void put_error(struct att_text *t, bool json, int err)
{
	const char *name = att_errors_name(err);

	att_text_put(t, json ? "\"error\":\"" : "error ");
	for (; *name; name++)
		att_text_char(t, (char)tolower((unsigned char)*name));
	att_text_put(t, json ? "\"" : "");
}

static void put_number(struct att_text *t, bool json, const char *name,
		       uint64_t v)
{
	att_text_put(t, json ? ",\"" : " ");
	att_text_put(t, name);
	att_text_put(t, json ? "\":" : " ");
	att_text_dec(t, v);
}

static void put_datagram(struct att_text *t, bool json, const struct ntb_rx *rx,
			 struct flow stream, struct att_bytes datagram)
{
	att_text_put(t, json ? "{\"stream\":\"" : "  ");
	att_text_put(t, stream.service ? "dss" : "ips");
	att_text_put(t, json ? "\",\"session\":" : " ");
	att_text_dec(t, stream.id);
	put_number(t, json, "ndp", rx->ndps);
	put_number(t, json, "offset", (uint64_t)(datagram.p - rx->ntb.p));
	put_number(t, json, "length", datagram.len);
	att_text_put(t, json ? ",\"kind\":\"" : " ");
	att_text_put(t, kind_of(stream, datagram));
	att_text_put(t, json ? "\"}" : "\n");
}

/* Behind the header: 0, or the error with which the walk ended. */
static int put_datagrams(struct att_text *t, bool json, struct ntb_rx *rx)
{
	struct flow stream;
	struct att_bytes datagram;
	const char *between = "";
	int err;

	att_text_put(t, json ? ",\"datagrams\":[" : "\n");
	while ((err = ntb_rx_next(rx, &stream, &datagram)) > 0) {
		att_text_put(t, json ? between : "");
		put_datagram(t, json, rx, stream, datagram);
		between = ",";
	}
	att_text_put(t, json ? "],\"ndps\":" : "  ndps ");
	att_text_dec(t, rx->ndps);
	put_number(t, json, "skipped", rx->skipped);
	att_text_put(t, json ? "" : "\n");
	if (!err)
		return 0;
	att_text_put(t, json ? "," : "  ");
	put_error(t, json, err);
	att_text_put(t, json ? "" : "\n");
	return err;
}

static void show_ntb(struct decode *d, const struct message *m)
{
	bool json = d->as != DECODE_TEXT;
	struct ntb_rx rx;
	struct att_text t;
	int err = ntb_rx_init(&rx, m->bytes);

	/* an entry of 4 bytes is a line of less than 100 */
	if (!begin_text(d, m, &t, 4096 + 32 * m->bytes.len))
		return;
	att_text_put(&t, json ? "\"type\":\"" : "");
	att_text_put(&t, err ? "ntb" : rx.ntb32 ? "ntb32" : "ntb16");
	att_text_put(&t, json ? "\"" : "");
	if (err) {
		att_text_put(&t, json ? "," : " ");
		put_error(&t, json, err);
	} else {
		put_number(&t, json, "sequence", rx.sequence);
		put_number(&t, json, "length", rx.ntb.len);
		err = put_datagrams(&t, json, &rx);
	}
	att_text_put(&t, json ? "}" : "");
	/* what was cut cannot be whole */
	d->failed = d->failed || (err && !m->cut_from);
	end_text(d, m, &t);
}

/* --- messages ---------------------------------------------------------- */

/* What is left of a message of which even the header was cut. */
static bool is_stump(const struct message *m)
{
	struct att_bytes b = m->bytes;

	return m->cut_from &&
	       (b.len < MBIM_MSG_HEADER || att_get32(b.p + 4) != b.len);
}

static void put_stump(const struct message *m, bool json, struct att_text *t)
{
	struct att_bytes b = m->bytes;
	uint32_t type = b.len >= 4 ? att_get32(b.p) : 0;

	att_text_put(t, json ? "\"type\":\"" : "");
	att_text_put(t, mbim_msg_type_name(type));
	att_text_put(t, json ? "\"" : "");
	if (b.len >= MBIM_MSG_HEADER) {
		att_text_put(t, json ? ",\"transaction\":" : " ");
		att_text_dec(t, att_get32(b.p + 8));
	}
	att_text_put(t, json ? "}" : "\n");
}

/* A JSON object is written behind our members: it begins in place of their
 * comma. */
static struct att_text begin_rest(const struct att_text *t)
{
	struct att_text rest;

	att_text_init(&rest, t->p + t->len - 1, t->cap - (t->len - 1));
	return rest;
}

static void end_rest(struct att_text *t, const struct att_text *rest)
{
	t->p[t->len - 1] = ',';
	t->len += rest->len - 1;
	t->cut = t->cut || rest->cut;
}

static int put_message(const struct decode *d, const struct message *m,
		       bool json, struct att_text *t)
{
	struct att_text rest;
	int err;

	if (!json)
		return mbim_msg_print(m->bytes, m->ex_version, d->show, t);
	rest = begin_rest(t);
	err = mbim_msg_json(m->bytes, m->ex_version, d->show, &rest);
	end_rest(t, &rest);
	return err;
}

/* What is there of a message that was cut, in place of no fields. */
static void put_cut(const struct decode *d, const struct message *m, bool json,
		    struct att_text *t)
{
	static const char none[] = "\"fields\":{}}";
	struct decode_cut cut;
	struct att_text rest;

	if (!decode_cut_find(&cut, m))
		return;
	if (!json) {
		(void)att_layout_print(&cut.layout, cut.body, d->show, 1, t);
		return;
	}
	if (t->len < sizeof(none) || memcmp(t->p + t->len - (sizeof(none) - 1),
					    none, sizeof(none) - 1) != 0)
		return;
	t->len -= 3;
	att_text_init(&rest, t->p + t->len, t->cap - t->len);
	(void)att_layout_json(&cut.layout, cut.body, d->show, &rest);
	t->len += rest.len;
	t->cut = t->cut || rest.cut;
	att_text_char(t, '}');
}

static void show_message(struct decode *d, const struct message *given)
{
	bool json = d->as != DECODE_TEXT;
	struct message filled;
	const struct message *m = &filled;
	struct att_text t;
	int err;

	d->in_words = words_fill(&d->words, given, &filled);
	err = m->error;

	/* the largest: an array of small numbers with long names */
	if (!begin_text(d, m, &t, 65536 + 128 * m->bytes.len))
		return;
	if (is_stump(m))
		put_stump(m, json, &t);
	else
		err = put_message(d, m, json, &t) || err;
	if (!d->in_words)
		put_cut(d, m, json, &t);
	d->failed = d->failed || err;
	end_text(d, m, &t);
	d->in_words = false;
}

/* --- QMI --------------------------------------------------------------- */

static int put_frame(const struct decode *d, const struct message *m, bool json,
		     struct att_text *t)
{
	struct att_text rest;
	int err;

	if (!json)
		return qmi_frame_print(m->bytes, d->show, t);
	rest = begin_rest(t);
	err = qmi_frame_json(m->bytes, d->show, &rest);
	end_rest(t, &rest);
	return err;
}

static void show_frame(struct decode *d, const struct message *m)
{
	struct att_text t;
	int err;

	if (!begin_text(d, m, &t, 65536 + 128 * m->bytes.len))
		return;
	err = put_frame(d, m, d->as != DECODE_TEXT, &t);
	/* what was cut may be less than a header */
	d->failed = d->failed || (err && !m->cut_from);
	end_text(d, m, &t);
}

/* --- all of them ------------------------------------------------------- */

void decode_begin(struct decode *d, const char *name, bool plain,
		  const char *source)
{
	d->name = name;
	d->plain = plain;
	d->source = source;
	d->device[0] = '\0';
}

void decode_put(struct decode *d, const struct message *m)
{
	switch (m->protocol) {
	case MESSAGE_MBIM:
		show_message(d, m);
		break;
	case MESSAGE_QMI:
		show_frame(d, m);
		break;
	case MESSAGE_NTB:
		show_ntb(d, m);
		break;
	case MESSAGE_PLUG:
		break;
	}
}

void decode_end(struct decode *d)
{
	free(d->text);
	words_free(&d->words);
	d->text = NULL;
	d->text_cap = 0;
}
