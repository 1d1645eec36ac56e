/* What attache status --watch remembers, and how it is drawn as a line. */
#include <stdio.h>
#include <string.h>

#include "watch.h"

static void put(struct watch_line *l, int64_t value)
{
	if (l->n == WATCH_SAMPLES) {
		memmove(l->value, l->value + 1,
			sizeof(l->value) - sizeof(l->value[0]));
		l->n--;
	}
	l->value[l->n++] = value;
}

static void note_signal(struct watch_history *h,
			const struct mbim_attache_status_response *s,
			uint64_t now_ms)
{
	int64_t dbm = WATCH_UNKNOWN;
	bool is_rsrp = s && s->rsrp_dbm != ATT_RSRP_UNKNOWN;

	if (h->dbm.n && now_ms - h->signal_ms < WATCH_SIGNAL_MS)
		return;
	h->signal_ms = now_ms;
	if (is_rsrp)
		dbm = s->rsrp_dbm;
	else if (s && s->rssi_dbm)
		dbm = s->rssi_dbm;
	/* Values of the other kind would look like a jump. */
	if (dbm != WATCH_UNKNOWN && is_rsrp != h->is_rsrp) {
		h->is_rsrp = is_rsrp;
		h->dbm.n = 0;
	}
	put(&h->dbm, dbm);
}

/* A counter that began anew, or is not there, has no rate. */
static int64_t rate(uint64_t before, uint64_t now, uint64_t ms)
{
	if (before == UINT64_MAX || now == UINT64_MAX || now < before || !ms)
		return WATCH_UNKNOWN;
	return (int64_t)((now - before) * 8000 / ms);
}

static void note_session(struct watch_session *w, uint64_t rx_bytes,
			 uint64_t tx_bytes, uint64_t ms)
{
	w->down_bit_s = ms ? rate(w->rx_bytes, rx_bytes, ms) : WATCH_UNKNOWN;
	w->up_bit_s = ms ? rate(w->tx_bytes, tx_bytes, ms) : WATCH_UNKNOWN;
	w->rx_bytes = rx_bytes;
	w->tx_bytes = tx_bytes;
	put(&w->down, w->down_bit_s);
	put(&w->up, w->up_bit_s);
}

void watch_note(struct watch_history *h,
		const struct mbim_attache_status_response *s, uint64_t now_ms)
{
	uint64_t ms = h->at_ms ? now_ms - h->at_ms : 0;
	struct mbim_attache_session session;
	struct att_cursor c;
	unsigned i = 0;

	note_signal(h, s, now_ms);
	if (s) {
		c = att_cursor_of(&s->sessions);
		while (i < ATT_CORE_SESSIONS &&
		       mbim_attache_session_next(&c, &session))
			note_session(&h->session[i++], session.rx_bytes,
				     session.tx_bytes, ms);
	}
	for (; i < ATT_CORE_SESSIONS; i++)
		note_session(&h->session[i], UINT64_MAX, UINT64_MAX, ms);
	h->at_ms = now_ms;
}

static unsigned first_of(const struct watch_line *line, unsigned width)
{
	return line->n > width ? line->n - width : 0;
}

int64_t watch_most(const struct watch_line *line, unsigned width)
{
	int64_t most = 1;

	for (unsigned i = first_of(line, width); i < line->n; i++)
		if (line->value[i] > most)
			most = line->value[i];
	return most;
}

void watch_spark(const struct watch_line *line, unsigned width, int64_t least,
		 int64_t most, bool utf8, char *to)
{
	static const char *const blocks[] = {"▁", "▂", "▃", "▄",
					     "▅", "▆", "▇", "█"};
	static const char letters[] = "_.,-=+*#";
	size_t at = 0;

	for (unsigned i = first_of(line, width); i < line->n; i++) {
		int64_t v = line->value[i], level;

		if (v == WATCH_UNKNOWN) {
			to[at++] = ' ';
			continue;
		}
		level = (v - least) * 8;
		level /= most > least ? most - least : 1;
		level = v < least ? 0 : level > 7 ? 7 : level;
		if (utf8)
			at += (size_t)sprintf(to + at, "%s", blocks[level]);
		else
			to[at++] = letters[level];
	}
	to[at] = '\0';
}
