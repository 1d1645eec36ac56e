/* A window over text that begins with a byte order mark. */
#include "capture/utf16text.h"

#define REPLACEMENT 0xfffdu

static bool begins(struct att_bytes head, const char *mark, size_t n)
{
	return head.len >= n && memcmp(head.p, mark, n) == 0;
}

bool utf16text_is(struct att_bytes head)
{
	return begins(head, "\xff\xfe", 2) || begins(head, "\xfe\xff", 2) ||
	       begins(head, "\xef\xbb\xbf", 3);
}

static void take_mark(struct utf16text *t)
{
	struct att_bytes head = att_window_look(t->in, 3);

	t->begun = true;
	t->wide = !begins(head, "\xef\xbb\xbf", 3);
	t->big = begins(head, "\xfe\xff", 2);
	att_window_take(t->in, t->wide ? 2 : 3);
}

static uint32_t unit(const struct utf16text *t, const uint8_t *p)
{
	return t->big ? att_get16_be(p) : att_get16(p);
}

/* The next character: 1; 0 at the end; or an error. */
static int take_character(struct utf16text *t, uint32_t *c)
{
	struct att_bytes b = att_window_look(t->in, 2);

	if (b.len < 2) { /* half of one, or the end */
		att_window_take(t->in, b.len);
		*c = REPLACEMENT;
		return t->in->error ? -1 : b.len > 0;
	}
	*c = unit(t, b.p);
	att_window_take(t->in, 2);
	if (*c < 0xd800 || *c > 0xdfff)
		return 1;
	b = att_window_look(t->in, 2);
	if (*c > 0xdbff || b.len < 2 || unit(t, b.p) < 0xdc00 ||
	    unit(t, b.p) > 0xdfff) {
		*c = REPLACEMENT;
		return 1;
	}
	*c = 0x10000 + ((*c - 0xd800) << 10) + (unit(t, b.p) - 0xdc00);
	att_window_take(t->in, 2);
	return 1;
}

static unsigned encode(uint32_t c, uint8_t *to)
{
	if (c < 0x80) {
		to[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (uint8_t)(0xc0 | c >> 6);
		to[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (uint8_t)(0xe0 | c >> 12);
		to[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		to[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (uint8_t)(0xf0 | c >> 18);
	to[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	to[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	to[3] = (uint8_t)(0x80 | (c & 0x3f));
	return 4;
}

static ssize_t read_narrow(struct utf16text *t, uint8_t *to, size_t n)
{
	int got = att_window_need(t->in, 1);
	size_t len = t->in->next.len < n ? t->in->next.len : n;

	if (got <= 0)
		return got < 0 ? -1 : 0;
	memcpy(to, t->in->next.p, len);
	att_window_take(t->in, len);
	return (ssize_t)len;
}

static ssize_t read_utf16text(void *ctx, void *to, size_t n)
{
	struct utf16text *t = ctx;
	uint8_t *p = to;
	size_t len = 0;
	uint32_t c;
	int got;

	if (!t->begun)
		take_mark(t);
	if (!t->wide)
		return read_narrow(t, to, n);
	for (;;) {
		unsigned some =
			t->n_left < n - len ? t->n_left : (unsigned)(n - len);

		memcpy(p + len, t->left, some);
		memmove(t->left, t->left + some, t->n_left - some);
		t->n_left -= some;
		len += some;
		/* do not wait for more than there is */
		if (len == n || (len && t->in->next.len < 4))
			return (ssize_t)len;
		got = take_character(t, &c);
		if (got <= 0)
			return len ? (ssize_t)len : got;
		t->n_left = encode(c, t->left);
	}
}

void utf16text_open(struct utf16text *t, struct att_window *in,
		    struct att_window *out)
{
	*t = (struct utf16text){.in = in};
	att_window_init(out, read_utf16text, t);
}
