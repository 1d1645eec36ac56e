/* The page of attache status --watch: rows of text. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "running.h"
#include "watch.h"
#include "wire/address.h"

#define LABEL	 9  /* columns in front of a value */
#define SPARK	 50 /* columns of a line of blocks */
#define FULL	 7  /* rows of a session that is shown in full */
#define SHORT	 2
#define RSRP_MIN (-125)
#define RSRP_MAX (-75)
#define RSSI_MIN (-113)
#define RSSI_MAX (-51)

/* --- rows ---------------------------------------------------------------- */

/* What the network says may hold anything: no control characters, of C1
 * (U+0080 to U+009F) neither; and no blanks at the end. */
static void clean(char *text)
{
	for (uint8_t *p = (uint8_t *)text; *p; p++)
		if (*p < ' ' || *p == 127 ||
		    (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0))
			*p = '?';
	for (size_t n = strlen(text); n && text[n - 1] == ' ';)
		text[--n] = '\0';
}

/* Cut behind so many characters. */
static void cut(char *text, unsigned columns)
{
	unsigned n = 0;

	for (char *p = text; *p; p++) {
		if (((uint8_t)*p & 0xc0) == 0x80)
			continue;
		if (n++ == columns) {
			*p = '\0';
			return;
		}
	}
}

__attribute__((format(printf, 3, 4))) static void put(struct watch_page *page,
						      enum watch_colour colour,
						      const char *format, ...)
{
	char *text;
	va_list args;

	if (page->n == WATCH_ROWS)
		return;
	page->row[page->n].colour = colour;
	text = page->row[page->n++].text;
	va_start(args, format);
	vsnprintf(text, WATCH_ROW, format, args);
	va_end(args);
	clean(text);
}

/* --- values -------------------------------------------------------------- */

static const char *text_of(const struct att_str *s, char *buf, size_t cap)
{
	buf[0] = '\0';
	if (s->len && att_str_get(s, buf, cap) < 0)
		buf[0] = '\0';
	return buf;
}

#define TEXT(s) text_of(&(s), (char[256]){0}, 256)

/* "3 d 02:03:04" */
static const char *span(uint32_t s, char to[32])
{
	unsigned days = s / 86400;

	if (days)
		snprintf(to, 32, "%u d %02u:%02u:%02u", days, s / 3600 % 24,
			 s / 60 % 60, s % 60);
	else
		snprintf(to, 32, "%02u:%02u:%02u", s / 3600, s / 60 % 60,
			 s % 60);
	return to;
}

/* "1.2 MB", "300 kbit/s" */
static const char *amount(uint64_t v, const char *unit, char to[32])
{
	static const char *const prefix[] = {"", "k", "M", "G", "T", "P"};
	double d = (double)v;
	unsigned i = 0;

	for (; d >= 1000 && i < 5; i++)
		d /= 1000;
	snprintf(to, 32, i && d < 100 ? "%.1f %s%s" : "%.0f %s%s", d, prefix[i],
		 unit);
	return to;
}

static const char *count_text(uint64_t bytes, char to[32])
{
	return bytes == UINT64_MAX ? "-" : amount(bytes, "B", to);
}

static const char *rate_text(int64_t bit_s, char to[32])
{
	return bit_s == WATCH_UNKNOWN ? "-"
				      : amount((uint64_t)bit_s, "bit/s", to);
}

/* "lte 5g_nsa"; "": none. */
static const char *class_text(uint32_t classes, char to[128])
{
	const struct att_enum *e = &mbim_data_class_enum;
	struct att_text t;

	att_text_init(&t, to, 128);
	for (unsigned i = 0; i < e->n_values; i++) {
		if (!(e->values[i].value & classes))
			continue;
		att_text_put(&t, t.len ? " " : "");
		att_text_put(&t, att_enum_value_name(e, &e->values[i]));
	}
	return to;
}

/* --- the modem and its network ------------------------------------------- */

static bool all_up(const struct mbim_attache_status_response *s)
{
	struct att_cursor c = att_cursor_of(&s->sessions);
	struct mbim_attache_session session;
	bool up = s->sessions.count > 0;

	while (mbim_attache_session_next(&c, &session))
		up &= strcmp(TEXT(session.state), "up") == 0;
	return up;
}

static void put_state(struct watch_page *page,
		      const struct mbim_attache_status_response *s)
{
	const char *control = TEXT(s->control_state);
	const char *modem = TEXT(s->modem),
		   *version = TEXT(s->mbim_extended_version);
	bool up = all_up(s);

	put(page, WATCH_PLAIN, "modem    %s%s%s", modem[0] ? modem : "none",
	    version[0] ? ", MBIMEx " : "", version);
	put(page, up ? WATCH_GOOD : WATCH_BAD,
	    "state    %s (control %s, attach %s, connect %s)",
	    up ? "online" : "not online", control, TEXT(s->attach_state),
	    TEXT(s->connect_state));
}

static void put_network(struct watch_page *page,
			const struct mbim_attache_status_response *s)
{
	const char *provider = TEXT(s->provider_name);
	const char *id = TEXT(s->provider_id);
	const char *registered =
		att_enum_name(&mbim_register_state_enum, s->register_state);
	char classes[128];

	class_text(s->data_class, classes);
	put(page, WATCH_PLAIN, "network  %s%s%s%s%s%s%s",
	    provider[0] || id[0] ? provider : "none", provider[0] ? " " : "",
	    id, s->register_state && registered ? ", " : "",
	    s->register_state && registered ? registered : "",
	    classes[0] ? ", " : "", classes);
	if (s->cell_id != ATT_CELL_UNKNOWN || s->tac != ATT_TAC_UNKNOWN) {
		char cell[32] = "-", tac[32] = "-";

		if (s->cell_id != ATT_CELL_UNKNOWN)
			snprintf(cell, sizeof(cell), "%llu",
				 (unsigned long long)s->cell_id);
		if (s->tac != ATT_TAC_UNKNOWN)
			snprintf(tac, sizeof(tac), "%u", s->tac);
		put(page, WATCH_PLAIN, "cell     %s, TAC %s", cell, tac);
	}
}

/* " NAME VALUE UNIT", or "-" where it is not known. */
static void add_value(struct att_text *t, const char *name, int32_t value,
		      bool known, const char *unit)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	att_text_put(t, t->len ? "   " : "");
	att_text_put(t, name);
	att_text_char(t, ' ');
	att_text_put(t, known ? text : "-");
	att_text_put(t, known ? unit : "");
}

static void put_signal(struct watch_page *page, const struct watch_history *h,
		       const struct mbim_attache_status_response *s, bool utf8)
{
	char text[128], line[WATCH_ROW];
	struct att_text t;

	att_text_init(&t, text, sizeof(text));
	add_value(&t, "RSSI", s->rssi_dbm, s->rssi_dbm != 0, " dBm");
	add_value(&t, "RSRP", s->rsrp_dbm, s->rsrp_dbm != ATT_RSRP_UNKNOWN,
		  " dBm");
	add_value(&t, "RSRQ", s->rsrq_db, s->rsrq_db != ATT_RSRQ_UNKNOWN,
		  " dB");
	add_value(&t, "SNR", s->snr_db, s->snr_db != ATT_SNR_UNKNOWN, " dB");
	put(page, WATCH_PLAIN, "signal   %s", text);
	watch_spark(&h->dbm, SPARK, h->is_rsrp ? RSRP_MIN : RSSI_MIN,
		    h->is_rsrp ? RSRP_MAX : RSSI_MAX, utf8, line);
	put(page, WATCH_PLAIN, "         %s", line);
	put(page, WATCH_FAINT, "         %s, the last %u s, %d to %d dBm",
	    h->is_rsrp ? "RSRP" : "RSSI",
	    (unsigned)(SPARK * WATCH_SIGNAL_MS / 1000),
	    h->is_rsrp ? RSRP_MIN : RSSI_MIN, h->is_rsrp ? RSRP_MAX : RSSI_MAX);
}

/* --- sessions ------------------------------------------------------------ */

static void add_ipv4(struct att_text *t, const struct att_ip_config *ip)
{
	for (uint32_t i = 0; i < ip->n_ipv4; i++) {
		att_text_put(t, t->len ? " " : "");
		att_ipv4_text(t, &ip->ipv4[i].address);
		att_text_char(t, '/');
		att_text_dec(t, ip->ipv4[i].prefix);
	}
}

static void add_ipv6(struct att_text *t, const struct att_ip_config *ip)
{
	for (uint32_t i = 0; i < ip->n_ipv6; i++) {
		att_text_put(t, t->len ? " " : "");
		att_ipv6_text(t, &ip->ipv6[i].address);
		att_text_char(t, '/');
		att_text_dec(t, ip->ipv6[i].prefix);
	}
}

static void put_addresses(struct watch_page *page,
			  const struct att_ip_config *ip)
{
	char text[400];
	struct att_text t;

	att_text_init(&t, text, sizeof(text));
	add_ipv4(&t, ip);
	if (t.len)
		put(page, WATCH_PLAIN, "         %s", text);
	att_text_init(&t, text, sizeof(text));
	add_ipv6(&t, ip);
	if (t.len)
		put(page, WATCH_PLAIN, "         %s", text);
	att_text_init(&t, text, sizeof(text));
	for (uint32_t i = 0; i < ip->n_dns4; i++) {
		att_text_char(&t, ' ');
		att_ipv4_text(&t, &ip->dns4[i]);
	}
	for (uint32_t i = 0; i < ip->n_dns6; i++) {
		att_text_char(&t, ' ');
		att_ipv6_text(&t, &ip->dns6[i]);
	}
	if (t.len)
		put(page, WATCH_PLAIN, "         dns%s", text);
}

static void put_rate(struct watch_page *page, const char *name, uint64_t bytes,
		     int64_t bit_s, const struct watch_line *line, bool utf8)
{
	char count[32], rate[32], spark[WATCH_ROW];

	watch_spark(line, SPARK - 10, 0, watch_most(line, SPARK - 10), utf8,
		    spark);
	put(page, WATCH_PLAIN, "%-8s %9s %12s %s", name,
	    count_text(bytes, count), rate_text(bit_s, rate), spark);
}

static void put_session(struct watch_page *page,
			const struct mbim_attache_session *s,
			const struct watch_session *w, bool full, bool utf8)
{
	const bool up = s->up_s != UINT32_MAX;
	char since[32] = "", mtu[32] = "", text[300], a[32], b[32], c[32],
	     d[32];
	struct att_ip_config ip;
	struct att_text t;

	running_ip(s, &ip);
	att_text_init(&t, text, sizeof(text));
	if (!full) {
		add_ipv4(&t, &ip);
		add_ipv6(&t, &ip);
	}
	if (s->mtu)
		snprintf(mtu, sizeof(mtu), ", MTU %u", s->mtu);
	put(page, WATCH_PLAIN, "%-8s %s%s%s%s%s%s", TEXT(s->name),
	    TEXT(s->state), up ? " for " : "", up ? span(s->up_s, since) : "",
	    full ? mtu : "", text[0] ? ", " : "", text);
	if (!full) {
		put(page, WATCH_PLAIN, "         down %s, %s; up %s, %s",
		    count_text(s->rx_bytes, a), rate_text(w->down_bit_s, b),
		    count_text(s->tx_bytes, c), rate_text(w->up_bit_s, d));
		return;
	}
	put_addresses(page, &ip);
	put_rate(page, "  down", s->rx_bytes, w->down_bit_s, &w->down, utf8);
	put_rate(page, "  up", s->tx_bytes, w->up_bit_s, &w->up, utf8);
}

/* One in full, if there is room; else two rows each, as many as there are. */
static void put_sessions(struct watch_page *page, const struct watch_history *h,
			 const struct mbim_attache_status_response *s,
			 unsigned room, bool utf8)
{
	struct att_cursor c = att_cursor_of(&s->sessions);
	const bool full = s->sessions.count * FULL <= room;
	struct mbim_attache_session session;
	unsigned i = 0, left = s->sessions.count;

	while (i < ATT_CORE_SESSIONS &&
	       mbim_attache_session_next(&c, &session)) {
		if (!full && room < SHORT + (left > 1))
			break;
		put_session(page, &session, &h->session[i++], full, utf8);
		room -= full ? FULL : SHORT;
		left--;
	}
	if (left)
		put(page, WATCH_FAINT, "         and %u more", left);
}

/* --- the whole ----------------------------------------------------------- */

/* In as many rows as it takes. */
static void put_problem(struct watch_page *page, const char *problem,
			unsigned columns)
{
	unsigned width = columns > LABEL + 20 ? columns - LABEL : 20;
	const char *label = "problem";

	while (*problem) {
		size_t len = strlen(problem), end = len;

		if (len > width) {
			end = width;
			while (end && problem[end] != ' ')
				end--;
			end = end ? end : width;
		}
		put(page, WATCH_BAD, "%-8s %.*s", label, (int)end, problem);
		problem += end;
		problem += *problem == ' ';
		label = "";
	}
}

static void put_queue(struct watch_page *page,
		      const struct mbim_attache_status_response *s)
{
	if (s->queue_waiting || s->queue_dropped || s->queue_marked)
		put(page, WATCH_PLAIN,
		    "queue    %u waiting, %u ms; %u dropped, %u marked (ECN)",
		    s->queue_waiting, s->queue_delay_ms, s->queue_dropped,
		    s->queue_marked);
}

static void put_all(struct watch_page *page, const struct watch_history *h,
		    const struct mbim_attache_status_response *s,
		    struct watch_size size)
{
	const char *problem = TEXT(s->problem);
	unsigned used;

	put_state(page, s);
	put_network(page, s);
	put(page, WATCH_PLAIN, "%s", "");
	put_signal(page, h, s, size.utf8);
	put(page, WATCH_PLAIN, "%s", "");
	/* the queue, a problem of two rows, what is empty, the foot */
	used = page->n + 7;
	put_sessions(page, h, s, size.rows > used ? size.rows - used : SHORT,
		     size.utf8);
	put_queue(page, s);
	if (problem[0]) {
		put(page, WATCH_PLAIN, "%s", "");
		put_problem(page, problem, size.columns);
	}
}

void watch_page(struct watch_page *page, const struct watch_history *h,
		const struct mbim_attache_status_response *s,
		const char *control, struct watch_size size)
{
	char text[32];

	page->n = 0;
	put(page, WATCH_FAINT, "attache%s%s", s ? ", running for " : "",
	    s ? span(s->uptime_s, text) : "");
	if (s)
		put_all(page, h, s, size);
	else
		put(page, WATCH_BAD,
		    "state    not running (nobody listens at %s); waiting",
		    control);
	if (page->n + 2 > size.rows)
		page->n = size.rows > 2 ? size.rows - 2 : 0;
	put(page, WATCH_PLAIN, "%s", "");
	put(page, WATCH_FAINT, "q: quit");
	for (unsigned i = 0; i < page->n; i++)
		cut(page->row[i].text, size.columns);
}
