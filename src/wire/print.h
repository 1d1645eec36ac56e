/* Private to src/wire: one visitor writes values as text for people and as
 * JSON. */
#ifndef MBIM_WIRE_PRINT_H
#define MBIM_WIRE_PRINT_H

#include "wire/walk.h"

struct mbim_printer {
	struct mbim_text *t;
	enum mbim_show show;
	bool json;
	bool hide; /* inside a personal field that is not shown */
	unsigned indent;
};

/* Copy n characters. Most are a few: no call, and no loop over each. */
static inline void mbim_print_copy(char *to, const char *s, size_t n)
{
	if (n >= 16) {
		for (size_t i = 0; i + 16 < n; i += 16)
			memcpy(to + i, s + i, 16);
		memcpy(to + n - 16, s + n - 16, 16);
	} else if (n >= 8) {
		memcpy(to, s, 8);
		memcpy(to + n - 8, s + n - 8, 8);
	} else if (n >= 4) {
		memcpy(to, s, 4);
		memcpy(to + n - 4, s + n - 4, 4);
	} else {
		if (n & 2)
			memcpy(to, s, 2);
		if (n & 1)
			to[n - 1] = s[n - 1];
	}
}

static inline void mbim_print_span(struct mbim_text *t, const char *s, size_t n)
{
	if (n >= t->cap - t->len) {
		mbim_text_span(t, s, n); /* cuts it */
		return;
	}
	mbim_print_copy(t->p + t->len, s, n);
	t->len += n;
	t->p[t->len] = 0;
}

#define MBIM_PRINT_LITERAL(t, s) mbim_print_span(t, "" s, sizeof(s) - 1)

/* A name from a table: quoted in JSON. */
void mbim_print_word(const struct mbim_printer *o, const char *s);
/* Bytes in hex; hidden ones as two '*' each. */
void mbim_print_hex(const struct mbim_printer *o, struct mbim_bytes b);
/* Bytes that should be a QMUX frame (qmi.h); if not, in hex. */
void mbim_print_qmux(const struct mbim_printer *o, struct mbim_bytes b);
/* The fields of a struct that decode has accepted: lines, or one JSON object;
 * *used as in mbim_walk_struct. */
void mbim_print_struct(const struct mbim_printer *o,
		       const struct mbim_layout *layout, struct mbim_bytes body,
		       size_t *used);

#endif
