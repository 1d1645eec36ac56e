/* attache status --watch from inside: what is remembered from second to second
 * (watch_history.c), the page that is made of it (watch_page.c), and the
 * terminal that it is drawn on (watch_screen.c). */
#ifndef ATTACHE_WATCH_H
#define ATTACHE_WATCH_H

#include "core/core.h"
#include "generated/cids.h"

#define WATCH_SAMPLES	 60
#define WATCH_ROWS	 100   /* of the tallest page */
#define WATCH_ROW	 512   /* bytes of the longest row, UTF-8 */
#define WATCH_SIGNAL_MS	 5000u /* a column of the signal */
#define WATCH_UNKNOWN	 INT64_MIN
#define WATCH_NO_SESSION UINT32_MAX

/* The last values, the newest at the end. */
struct watch_line {
	unsigned n;
	int64_t value[WATCH_SAMPLES]; /* WATCH_UNKNOWN: a gap */
};

struct watch_session {
	uint64_t rx_bytes, tx_bytes;  /* counted last */
	struct watch_line down, up;   /* bit/s, a second each */
	int64_t down_bit_s, up_bit_s; /* WATCH_UNKNOWN: not yet */
};

struct watch_history {
	uint64_t at_ms;	       /* of the last look; 0: none */
	uint64_t signal_ms;    /* of the last column of the signal */
	struct watch_line dbm; /* RSRP, or RSSI where there is none */
	bool is_rsrp;
	struct watch_session session[ATT_CORE_SESSIONS];
};

/* A look at the running attache at this time (ms, of any clock that only goes
 * forward); s NULL: it is not there. */
void watch_note(struct watch_history *h,
		const struct mbim_attache_status_response *s, uint64_t now_ms);
/* The last `width` values as a line of blocks between least and most; those of
 * a terminal without UTF-8 are letters. to: WATCH_ROW bytes. */
void watch_spark(const struct watch_line *line, unsigned width, int64_t least,
		 int64_t most, bool utf8, char *to);
/* The largest of the last `width` values, at least 1. */
int64_t watch_most(const struct watch_line *line, unsigned width);

enum watch_colour { WATCH_PLAIN, WATCH_GOOD, WATCH_BAD, WATCH_FAINT };

struct watch_page {
	unsigned n;
	struct {
		enum watch_colour colour;
		char text[WATCH_ROW]; /* no control characters */
	} row[WATCH_ROWS];
};

struct watch_size {
	unsigned rows, columns;
	bool utf8;
};

/* The page for a terminal of this size, at most one row less than it has. s as
 * in watch_note; control: the path of its socket. */
void watch_page(struct watch_page *page, const struct watch_history *h,
		const struct mbim_attache_status_response *s,
		const char *control, struct watch_size size);

/* Take the terminal: a page of its own, without cursor, echo and signals by
 * keys. False: stdout is none. */
bool watch_screen_open(void);
/* Its size at the moment. */
struct watch_size watch_screen_size(void);
void watch_screen_draw(const struct watch_page *page);
/* Wait for ms. True: it was asked to end, by q, ^C or a signal. */
bool watch_screen_wait(unsigned ms);
/* As it was before. */
void watch_screen_close(void);

#endif
