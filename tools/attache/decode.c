/* From transfers to messages, for each device and direction. */
#include "decode.h"

#include <stdlib.h>

#include "base/errors.h"
#include "decode_print.h"
#include "decode_qmi.h"
#include "wire/mbim/dialect.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/stream.h"

#define MAX_SESSIONS 256u
#define MAX_STREAM   65536u
#define MAX_WHOLE    (1u << 18)

/* One direction. Memory comes when it is needed. */
struct way {
	struct mbim_frag_rx rx;
	uint8_t *stream, *whole;
	uint8_t *first; /* the first fragment of an incomplete message */
	size_t first_len;
	struct transfer from; /* in which it came */
	char time[40];
	struct qmi_stream *qmi; /* of a stream that holds QMI */
};

struct decode_session {
	struct decode_session *next;
	char device[64];
	uint32_t channel;
	uint16_t ex_version;
	bool qmi; /* it was said that it speaks QMI */
	struct way ways[2];
};

static void free_session(struct decode_session *s)
{
	for (unsigned i = 0; i < 2; i++) {
		free(s->ways[i].stream);
		free(s->ways[i].whole);
		free(s->ways[i].first);
		free(s->ways[i].qmi);
	}
	free(s);
}

static bool is_of(const struct decode_session *s, const struct transfer *t)
{
	return s->channel == t->channel &&
	       strcmp(s->device, t->device ? t->device : "") == 0;
}

/* Take the session of a transfer out of the list: NULL, there is none. */
static struct decode_session *take(struct decode *d, const struct transfer *t)
{
	struct decode_session **at = &d->sessions, *s;

	while (*at && !is_of(*at, t))
		at = &(*at)->next;
	s = *at;
	if (s)
		*at = s->next;
	return s;
}

static void forget_last(struct decode *d)
{
	struct decode_session **at = &d->sessions;

	while ((*at)->next)
		at = &(*at)->next;
	free_session(*at);
	*at = NULL;
	d->n_sessions--;
}

/* The session of a transfer, which becomes the first of the list; of too many,
 * that which was silent for longest is forgotten. NULL: out of memory. */
static struct decode_session *find(struct decode *d, const struct transfer *t)
{
	struct decode_session *s = take(d, t);

	if (!s) {
		s = calloc(1, sizeof(*s));
		if (!s)
			return NULL;
		if (d->n_sessions == MAX_SESSIONS)
			forget_last(d);
		d->n_sessions++;
		snprintf(s->device, sizeof(s->device), "%s",
			 t->device ? t->device : "");
		s->channel = t->channel;
		s->ex_version = d->ex_version;
	}
	s->next = d->sessions;
	d->sessions = s;
	return s;
}

/* --- messages ---------------------------------------------------------- */

static bool is_to_host(struct att_bytes b)
{
	return b.len >= 4 && b.p[3] & 0x80;
}

static void show(struct decode *d, struct decode_session *s,
		 const struct transfer *t, struct att_bytes bytes,
		 uint32_t fragments)
{
	struct decode_item item = {
		.transfer = t,
		.bytes = bytes,
		.way = t->way,
		.fragments = fragments,
	};

	if (!item.way)
		item.way = is_to_host(bytes) ? TRANSFER_TO_HOST
					     : TRANSFER_TO_DEVICE;
	s->ex_version = mbim_dialect.version(bytes, s->ex_version);
	item.ex_version = s->ex_version;
	decode_print_message(d, &item);
}

/* Of a message that the source has cut, its header. */
static void show_cut(struct decode *d, struct decode_session *s,
		     const struct transfer *t)
{
	uint8_t head[MBIM_MSG_COMMAND_BODY];
	struct decode_item item = {
		.transfer = t,
		.way = t->way,
		.ex_version = s->ex_version,
		.cut_from = t->full_len,
	};
	size_t n = MBIM_MSG_HEADER + 4;
	bool whole;

	if (t->bytes.len >= 4 && mbim_msg_fragmented(att_get32(t->bytes.p)))
		n = mbim_msg_header_len(att_get32(t->bytes.p));
	whole = t->bytes.len >= n;
	if (!whole)
		n = t->bytes.len;
	memcpy(head, t->bytes.p, n);
	if (whole)
		att_put32(head + 4, (uint32_t)n);
	if (whole && n > MBIM_MSG_FRAGMENT)
		att_put32(head + n - 4, 0); /* without its information */
	item.bytes = att_bytes_of(head, n);
	if (!item.way)
		item.way = is_to_host(item.bytes) ? TRANSFER_TO_HOST
						  : TRANSFER_TO_DEVICE;
	decode_print_message(d, &item);
}

static struct way *way_of(struct decode_session *s, enum transfer_way way,
			  struct att_bytes bytes)
{
	return &s->ways[way ? way == TRANSFER_TO_HOST : is_to_host(bytes)];
}

/* A message that does not become whole: what came of it first. */
static void show_incomplete(struct decode *d, struct decode_session *s,
			    struct way *w)
{
	if (w->first)
		show(d, s, &w->from, att_bytes_of(w->first, w->first_len), 0);
	free(w->first);
	w->first = NULL;
}

static bool has_memory(struct way *w, bool stream)
{
	if (!w->whole)
		w->whole = malloc(MAX_WHOLE);
	if (stream && !w->stream)
		w->stream = malloc(MAX_STREAM);
	if (!w->whole || (stream && !w->stream))
		return false;
	if (!w->rx.whole_cap || w->rx.framed == stream)
		mbim_frag_rx_init(&w->rx, !stream, w->stream,
				  stream ? MAX_STREAM : 0, w->whole, MAX_WHOLE);
	return true;
}

/* A message of several fragments begins here. */
static void keep_first(struct decode_session *s, struct way *w,
		       const struct transfer *t, struct att_bytes fragment)
{
	w->first = malloc(fragment.len);
	if (!w->first)
		return;
	memcpy(w->first, fragment.p, fragment.len);
	w->first_len = fragment.len;
	snprintf(w->time, sizeof(w->time), "%s", t->time ? t->time : "");
	w->from = (struct transfer){
		.way = t->way,
		.record = t->record,
		.device = s->device[0] ? s->device : NULL,
		.time = w->time[0] ? w->time : NULL,
	};
}

/* One fragment of several: into its message, or shown if it is of none. */
static void put_fragment(struct decode *d, struct decode_session *s,
			 const struct transfer *t, struct att_bytes fragment)
{
	struct way *w = way_of(s, t->way, fragment);
	uint32_t current = att_get32(fragment.p + 16);
	struct mbim_frag_fault fault;
	struct att_bytes message;
	bool whole = false;
	int got;

	if (!has_memory(w, false)) {
		show(d, s, t, fragment, 0);
		return;
	}
	mbim_frag_rx_put(&w->rx, fragment);
	while ((got = mbim_frag_rx_get(&w->rx, 0, &message, &fault))) {
		if (got < 0)
			continue;
		free(w->first);
		w->first = NULL;
		show(d, s, t, message, att_get32(fragment.p + 12));
		whole = true;
	}
	if (whole)
		return;
	if (w->rx.total && w->rx.transaction == att_get32(fragment.p + 8) &&
	    w->rx.next == current + 1) {
		if (current)
			return;
		show_incomplete(d, s, w);
		keep_first(s, w, t, fragment);
		return;
	}
	if (!w->rx.total)
		show_incomplete(d, s, w);
	show(d, s, t, fragment, 0);
}

/* The message at the start of b: its length, if another follows it. */
static size_t message_len(struct att_bytes b)
{
	size_t len = b.len >= MBIM_MSG_HEADER ? att_get32(b.p + 4) : 0;
	struct att_bytes next;

	if (len < MBIM_MSG_HEADER || !mbim_msg_known(att_get32(b.p)) ||
	    !att_bytes_sub(b, len, b.len - len, &next))
		return b.len;
	if (next.len < MBIM_MSG_HEADER || !mbim_msg_known(att_get32(next.p)))
		return b.len;
	return len;
}

static void put_transfer(struct decode *d, struct decode_session *s,
			 const struct transfer *t)
{
	struct att_bytes rest = t->bytes;

	do {
		struct att_bytes one = {rest.p, message_len(rest)};
		bool fragment = one.len > MBIM_MSG_FRAGMENT &&
				mbim_msg_fragmented(att_get32(one.p)) &&
				att_get32(one.p + 4) == one.len &&
				att_get32(one.p + 12) > 1 &&
				att_get32(one.p + 16) < att_get32(one.p + 12);

		if (fragment)
			put_fragment(d, s, t, one);
		else
			show(d, s, t, one, 0);
		rest.p += one.len;
		rest.len -= one.len;
	} while (rest.len);
}

/* Bytes of a serial line, which may break messages anywhere. */
static void put_stream(struct decode *d, struct decode_session *s,
		       const struct transfer *t)
{
	struct way *w = way_of(s, t->way, t->bytes);
	struct mbim_frag_fault fault;
	struct att_bytes message;
	int got;

	if (!has_memory(w, true))
		return;
	mbim_frag_rx_put(&w->rx, t->bytes);
	while ((got = mbim_frag_rx_get(&w->rx, 0, &message, &fault)))
		if (got > 0)
			show(d, s, t, message, 0);
}

/* --- QMI --------------------------------------------------------------- */

/* A transfer that begins a frame, or goes on in the middle of one. */
static bool is_qmi(const struct decode_session *s, const struct transfer *t)
{
	if (t->bytes.len && decode_qmi_is(t->bytes))
		return true;
	return t->stream && (s->ways[0].qmi || s->ways[1].qmi || s->qmi);
}

static void put_qmi(struct decode *d, struct decode_session *s,
		    const struct transfer *t)
{
	struct way *w = &s->ways[t->way == TRANSFER_TO_HOST];

	if (t->full_len > t->bytes.len) {
		decode_qmi_cut(d, t);
		return;
	}
	if (!t->stream) {
		decode_qmi_transfer(d, t);
		return;
	}
	if (!w->qmi) {
		w->qmi = malloc(sizeof(*w->qmi));
		if (!w->qmi)
			return;
		qmi_stream_init(w->qmi);
	}
	decode_qmi_stream(d, w->qmi, t);
}

/* --- files ------------------------------------------------------------- */

void decode_begin(struct decode *d, const char *name, bool plain,
		  const char *source)
{
	d->name = name;
	d->plain = plain;
	d->source = source;
	d->device[0] = '\0';
	d->shown = d->cut = 0;
}

/* A modem was plugged in. */
static void restart(struct decode *d, struct decode_session *s,
		    const struct transfer *t)
{
	s->ex_version = t->ex_version > MBIM_EX_3 ? MBIM_EX_3 : t->ex_version;
	s->qmi = t->qmi;
	for (unsigned i = 0; i < 2; i++) {
		show_incomplete(d, s, &s->ways[i]);
		mbim_frag_rx_reset(&s->ways[i].rx);
		free(s->ways[i].qmi);
		s->ways[i].qmi = NULL;
	}
}

void decode_put(struct decode *d, const struct transfer *t)
{
	struct decode_item ntb = {
		.transfer = t, .bytes = t->bytes, .way = t->way};
	struct decode_session *s;

	if (t->bare) {
		decode_qmi_bare(d, t);
		return;
	}
	if (decode_is_ntb(t->bytes)) {
		ntb.cut_from = t->full_len > t->bytes.len ? t->full_len : 0;
		decode_print_ntb(d, &ntb);
		return;
	}
	s = find(d, t);
	if (!s) {
		fprintf(stderr, "%s: error: out of memory\n", d->name);
		d->failed = true;
	} else if (t->ex_version) {
		restart(d, s, t);
	} else if (is_qmi(s, t)) {
		put_qmi(d, s, t);
	} else if (t->full_len > t->bytes.len) {
		show_cut(d, s, t);
	} else if (t->stream) {
		put_stream(d, s, t);
	} else {
		put_transfer(d, s, t);
	}
}

void decode_end(struct decode *d)
{
	while (d->sessions) {
		struct decode_session *s = d->sessions;

		for (unsigned i = 0; i < 2; i++)
			show_incomplete(d, s, &s->ways[i]);
		d->sessions = s->next;
		free_session(s);
	}
	d->n_sessions = 0;
	free(d->text.p);
	free(d->fields.p);
	d->text = d->fields = (struct decode_room){.p = NULL};
}
