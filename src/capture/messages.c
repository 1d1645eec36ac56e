/* From transfers to messages, for each device and direction. */
#include "capture/messages.h"

#include <stdio.h>
#include <stdlib.h>

#include "capture/messages_qmi.h"
#include "capture/messages_version.h"
#include "wire/mbim/dialect.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/stream.h"

#define MAX_SESSIONS 256u
#define MAX_STREAM   65536u
#define MAX_WHOLE    (1u << 18)
#define NTH16	     0x484d434eu /* NCMH */
#define NTH32	     0x686d636eu /* ncmh */

/* What of a transfer is given next. */
enum step {
	NOTHING,
	PLUG, /* that there is a modem */
	NTB,
	BARE,	/* a message of QMI without header */
	PARTS,	/* messages and fragments of MBIM */
	CUT,	/* the header of one */
	STREAM, /* of MBIM */
	FRAMES, /* of QMI */
	CUT_FRAME,
	FRAME_STREAM
};

/* One direction. Memory comes when it is needed. */
struct way {
	struct mbim_frag_rx rx;
	uint8_t *stream, *whole;
	struct messages_held *first; /* fragment of an incomplete message */
	struct qmi_stream *qmi;	     /* of a stream that holds QMI */
};

struct messages_session {
	struct messages_session *next;
	char device[64];
	uint32_t channel;
	uint16_t ex_version;
	bool qmi; /* it was said that it speaks QMI */
	struct way ways[2];
};

/* A message of which only the beginning came. */
struct messages_held {
	struct messages_held *next;
	struct transfer from;
	char time[40], date[80], device[64];
	uint16_t ex_version;
	size_t len;
	uint8_t bytes[];
};

/* --- what is incomplete ------------------------------------------------ */

/* text as a copy at `to`, or NULL. */
static const char *keep(char *to, size_t cap, const char *text)
{
	if (text)
		snprintf(to, cap, "%s", text);
	return text ? to : NULL;
}

/* A message of several fragments begins here. NULL: out of memory. */
static struct messages_held *hold(const struct messages_session *s,
				  const struct transfer *t,
				  struct att_bytes fragment)
{
	struct messages_held *h = malloc(sizeof(*h) + fragment.len);

	if (!h)
		return NULL;
	h->next = NULL;
	h->from = *t;
	h->from.words.len = 0; /* of what was cut only */
	h->from.time = keep(h->time, sizeof(h->time), t->time);
	h->from.date = keep(h->date, sizeof(h->date), t->date);
	h->from.device = keep(h->device, sizeof(h->device), t->device);
	h->ex_version = s->ex_version;
	h->len = fragment.len;
	memcpy(h->bytes, fragment.p, fragment.len);
	return h;
}

/* A message does not become whole: what came of it first is given out. */
static void lose(struct messages *m, struct way *w)
{
	struct messages_held **at = &m->lost;

	if (!w->first)
		return;
	while (*at)
		at = &(*at)->next;
	*at = w->first;
	w->first = NULL;
}

/* --- sessions ---------------------------------------------------------- */

static void end_session(struct messages *m, struct messages_session *s)
{
	for (unsigned i = 0; i < 2; i++) {
		lose(m, &s->ways[i]);
		free(s->ways[i].stream);
		free(s->ways[i].whole);
		free(s->ways[i].qmi);
	}
	free(s);
	m->n_sessions--;
}

static bool is_of(const struct messages_session *s, const struct transfer *t)
{
	return s->channel == t->channel &&
	       strcmp(s->device, t->device ? t->device : "") == 0;
}

/* Take the session of a transfer out of the list: NULL, there is none. */
static struct messages_session *take(struct messages *m,
				     const struct transfer *t)
{
	struct messages_session **at = &m->sessions, *s;

	while (*at && !is_of(*at, t))
		at = &(*at)->next;
	s = *at;
	if (s)
		*at = s->next;
	return s;
}

static void forget_last(struct messages *m)
{
	struct messages_session **at = &m->sessions;

	while ((*at)->next)
		at = &(*at)->next;
	end_session(m, *at);
	*at = NULL;
}

/* The session of a transfer, which becomes the first of the list; of too many,
 * that which was silent for longest is forgotten. NULL: out of memory. */
static struct messages_session *find(struct messages *m,
				     const struct transfer *t)
{
	struct messages_session *s = take(m, t);

	if (!s) {
		s = calloc(1, sizeof(*s));
		if (!s)
			return NULL;
		if (m->n_sessions == MAX_SESSIONS)
			forget_last(m);
		m->n_sessions++;
		snprintf(s->device, sizeof(s->device), "%s",
			 t->device ? t->device : "");
		s->channel = t->channel;
		s->ex_version = m->ex_version;
	}
	s->next = m->sessions;
	m->sessions = s;
	return s;
}

/* A modem was plugged in. */
static void restart(struct messages *m, struct messages_session *s,
		    const struct transfer *t)
{
	s->ex_version = t->ex_version > MBIM_EX_3 ? MBIM_EX_3 : t->ex_version;
	s->qmi = t->qmi;
	for (unsigned i = 0; i < 2; i++) {
		lose(m, &s->ways[i]);
		mbim_frag_rx_reset(&s->ways[i].rx);
		free(s->ways[i].qmi);
		s->ways[i].qmi = NULL;
	}
}

/* --- messages of MBIM -------------------------------------------------- */

static bool is_to_host(struct att_bytes b)
{
	return b.len >= 4 && b.p[3] & 0x80;
}

static enum transfer_way way_told(enum transfer_way way, struct att_bytes b)
{
	if (way)
		return way;
	return is_to_host(b) ? TRANSFER_TO_HOST : TRANSFER_TO_DEVICE;
}

static struct way *way_of(struct messages_session *s, enum transfer_way way,
			  struct att_bytes bytes)
{
	return &s->ways[way_told(way, bytes) == TRANSFER_TO_HOST];
}

static bool give(struct messages *m, struct message *out,
		 struct att_bytes bytes, uint32_t fragments)
{
	struct messages_session *s = m->session;

	s->ex_version = mbim_dialect.version(bytes, s->ex_version);
	*out = (struct message){
		.bytes = bytes,
		.way = way_told(m->transfer.way, bytes),
		.from = m->transfer,
		.fragments = fragments,
		.ex_version = s->ex_version,
	};
	messages_check(m, out);
	return true;
}

static bool give_lost(struct messages *m, struct message *out)
{
	struct messages_held *h = m->lost;

	m->lost = h->next;
	m->given = h;
	*out = (struct message){
		.bytes = att_bytes_of(h->bytes, h->len),
		.from = h->from,
		.ex_version = h->ex_version,
	};
	out->way = way_told(h->from.way, out->bytes);
	messages_check(m, out);
	return true;
}

/* Of a message that the source has cut, its header. */
static bool give_cut(struct messages *m, struct message *out)
{
	struct att_bytes b = m->transfer.bytes;
	uint8_t *head = m->head;
	size_t n = MBIM_MSG_HEADER + 4;
	bool whole;

	m->step = NOTHING;
	if (b.len >= 4 && mbim_msg_fragmented(att_get32(b.p)))
		n = mbim_msg_header_len(att_get32(b.p));
	whole = b.len >= n;
	if (!whole)
		n = b.len;
	memcpy(head, b.p, n);
	if (whole)
		att_put32(head + 4, (uint32_t)n);
	if (whole && n > MBIM_MSG_FRAGMENT)
		att_put32(head + n - 4, 0); /* without its information */
	*out = (struct message){
		.bytes = att_bytes_of(head, n),
		.from = m->transfer,
		.cut_from = m->transfer.full_len,
		.ex_version = m->session->ex_version,
	};
	out->way = way_told(m->transfer.way, out->bytes);
	return true;
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

/* One fragment of several, into its message: true if that is whole. One that
 * is of none becomes m->part. */
static bool put_fragment(struct messages *m, struct att_bytes fragment,
			 struct message *out)
{
	struct way *w = way_of(m->session, m->transfer.way, fragment);
	uint32_t current = att_get32(fragment.p + 16);
	struct mbim_frag_fault fault;
	struct att_bytes message;
	int got;

	m->part = fragment;
	if (!has_memory(w, false))
		return false;
	mbim_frag_rx_put(&w->rx, fragment);
	while ((got = mbim_frag_rx_get(&w->rx, 0, &message, &fault))) {
		if (got < 0)
			continue;
		m->part.len = 0;
		free(w->first);
		w->first = NULL;
		return give(m, out, message, att_get32(fragment.p + 12));
	}
	if (w->rx.total && w->rx.transaction == att_get32(fragment.p + 8) &&
	    w->rx.next == current + 1) {
		m->part.len = 0;
		if (current)
			return false;
		lose(m, w);
		w->first = hold(m->session, &m->transfer, fragment);
		return false;
	}
	if (!w->rx.total)
		lose(m, w);
	return false;
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

/* The first len bytes of what is left. */
static struct att_bytes take_rest(struct messages *m, size_t len)
{
	struct att_bytes one = {m->rest.p, len};

	m->rest.p += len;
	m->rest.len -= len;
	if (!m->rest.len)
		m->step = NOTHING;
	return one;
}

static bool give_part(struct messages *m, struct message *out)
{
	struct att_bytes one = take_rest(m, message_len(m->rest));
	bool fragment = one.len > MBIM_MSG_FRAGMENT &&
			mbim_msg_fragmented(att_get32(one.p)) &&
			att_get32(one.p + 4) == one.len &&
			att_get32(one.p + 12) > 1 &&
			att_get32(one.p + 16) < att_get32(one.p + 12);

	return fragment ? put_fragment(m, one, out) : give(m, out, one, 0);
}

/* Bytes of a serial line, which may break messages anywhere. */
static bool give_of_stream(struct messages *m, struct message *out)
{
	struct way *w = way_of(m->session, m->transfer.way, m->transfer.bytes);
	struct mbim_frag_fault fault;
	struct att_bytes message;
	int got;

	while ((got = mbim_frag_rx_get(&w->rx, 0, &message, &fault)))
		if (got > 0)
			return give(m, out, message, 0);
	m->step = NOTHING;
	return false;
}

/* --- NTBs and QMI ------------------------------------------------------ */

static bool is_ntb(struct att_bytes b)
{
	uint32_t signature = b.len >= 4 ? att_get32(b.p) : 0;

	return signature == NTH16 || signature == NTH32;
}

static bool give_plug(struct messages *m, struct message *out)
{
	*out = (struct message){
		.protocol = MESSAGE_PLUG,
		.from = m->transfer,
		.ex_version = m->session->ex_version,
	};
	m->step = NOTHING;
	return true;
}

static bool give_ntb(struct messages *m, struct message *out)
{
	const struct transfer *t = &m->transfer;

	*out = (struct message){
		.bytes = t->bytes,
		.protocol = MESSAGE_NTB,
		.way = t->way,
		.from = *t,
		.cut_from = t->full_len > t->bytes.len ? t->full_len : 0,
	};
	m->step = NOTHING;
	return true;
}

static bool give_frame(struct messages *m, struct message *out,
		       struct att_bytes frame, size_t cut_from)
{
	*out = (struct message){
		.bytes = frame,
		.protocol = MESSAGE_QMI,
		.way = m->transfer.way,
		.from = m->transfer,
		.cut_from = cut_from,
	};
	if (!out->way)
		out->way = messages_qmi_way(frame);
	return true;
}

static struct way *frames_of(struct messages *m)
{
	return &m->session->ways[m->transfer.way == TRANSFER_TO_HOST];
}

static bool give_of_frames(struct messages *m, struct message *out)
{
	struct att_bytes frame;

	if (qmi_stream_next(frames_of(m)->qmi, &frame))
		return give_frame(m, out, frame, 0);
	m->step = NOTHING;
	return false;
}

/* In the middle of a message of MBIM: what its next bytes look like says
 * nothing. */
static bool goes_on(const struct messages_session *s, const struct transfer *t)
{
	return t->stream && s->ways[t->way == TRANSFER_TO_HOST].rx.stream_len;
}

/* A transfer that begins a frame, or goes on in the middle of one. */
static bool is_qmi(const struct messages_session *s, const struct transfer *t)
{
	if (!goes_on(s, t) && messages_qmi_is(t->bytes))
		return true;
	return t->stream && (s->ways[0].qmi || s->ways[1].qmi || s->qmi);
}

/* --- transfers --------------------------------------------------------- */

static bool put_qmi(struct messages *m)
{
	struct way *w = frames_of(m);

	if (m->transfer.full_len > m->transfer.bytes.len) {
		m->step = CUT_FRAME;
		return true;
	}
	m->step = FRAMES;
	if (!m->transfer.stream)
		return true;
	if (!w->qmi) {
		w->qmi = malloc(sizeof(*w->qmi));
		if (!w->qmi)
			return false;
		qmi_stream_init(w->qmi);
	}
	m->step = FRAME_STREAM;
	qmi_stream_input(w->qmi, m->transfer.bytes);
	return true;
}

static bool put_mbim(struct messages *m)
{
	struct way *w;

	if (m->transfer.full_len > m->transfer.bytes.len) {
		m->step = CUT;
		return true;
	}
	m->step = PARTS;
	if (!m->transfer.stream)
		return true;
	w = way_of(m->session, m->transfer.way, m->transfer.bytes);
	if (!has_memory(w, true))
		return false;
	m->step = STREAM;
	mbim_frag_rx_put(&w->rx, m->transfer.bytes);
	return true;
}

bool messages_put(struct messages *m, const struct transfer *t)
{
	bool bare = t->bare, ntb = !bare && is_ntb(t->bytes), put = true;

	m->transfer = *t;
	m->rest = t->bytes;
	m->part.len = 0;
	m->session = NULL;
	m->step = bare ? BARE : ntb ? NTB : NOTHING;
	if (m->step)
		return true;
	m->session = find(m, t);
	if (!m->session)
		return false;
	if (t->ex_version) {
		restart(m, m->session, t);
		m->step = PLUG;
		return true;
	}
	put = is_qmi(m->session, t) ? put_qmi(m) : put_mbim(m);
	if (!put)
		m->step = NOTHING;
	return put;
}

void messages_end(struct messages *m)
{
	m->step = NOTHING;
	m->part.len = 0;
	while (m->sessions) {
		struct messages_session *s = m->sessions;

		m->sessions = s->next;
		end_session(m, s);
	}
}

/* The next step of the transfer: true if a message came of it. */
static bool step(struct messages *m, struct message *out)
{
	switch ((enum step)m->step) {
	case NOTHING:
		break;
	case PLUG:
		return give_plug(m, out);
	case NTB:
		return give_ntb(m, out);
	case BARE:
		m->step = NOTHING;
		return give_frame(m, out, messages_qmi_frame(&m->transfer), 0);
	case PARTS:
		return give_part(m, out);
	case CUT:
		return give_cut(m, out);
	case STREAM:
		return give_of_stream(m, out);
	case FRAMES:
		return give_frame(m, out,
				  take_rest(m, messages_qmi_len(m->rest)), 0);
	case CUT_FRAME:
		m->step = NOTHING;
		return give_frame(m, out,
				  messages_qmi_head(&m->transfer, m->head),
				  m->transfer.full_len);
	case FRAME_STREAM:
		return give_of_frames(m, out);
	}
	return false;
}

bool messages_next(struct messages *m, struct message *out)
{
	struct att_bytes part;

	free(m->given);
	m->given = NULL;
	for (;;) {
		if (m->lost)
			return give_lost(m, out);
		part = m->part;
		m->part.len = 0;
		if (part.len)
			return give(m, out, part, 0);
		if (!m->step)
			return false;
		if (step(m, out))
			return true;
	}
}

void messages_fini(struct messages *m)
{
	messages_end(m);
	while (m->lost) {
		struct messages_held *h = m->lost;

		m->lost = h->next;
		free(h);
	}
	free(m->given);
	free(m->fields);
	m->given = NULL;
	m->fields = NULL;
	m->fields_cap = 0;
}
