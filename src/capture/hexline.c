/* The bytes of one line: rows behind an offset, and bytes with anything that
 * parts them. */
#include "capture/hexline.h"

#include <ctype.h>

struct text {
	const char *p;
	size_t len, at;
};

int hexline_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static char at(const struct text *t, size_t i)
{
	return i < t->len ? t->p[i] : '\n';
}

static bool is_blank(char c)
{
	return isspace((unsigned char)c) || !c;
}

static size_t digits(const struct text *t, size_t i)
{
	size_t n = 0;

	while (hexline_digit(at(t, i + n)) >= 0)
		n++;
	return n;
}

static size_t blanks(const struct text *t, size_t i)
{
	size_t n = 0;

	while (i + n < t->len && is_blank(t->p[i + n]))
		n++;
	return n;
}

static bool put_digits(struct hexline *h, const char *p, size_t n)
{
	for (size_t i = 0; i + 1 < n; i += 2)
		if (!octets_put_byte(&h->bytes,
				     (uint8_t)(hexline_digit(p[i]) << 4 |
					       hexline_digit(p[i + 1]))))
			return false;
	return true;
}

/* Groups have one length; the last of a row may be shorter. */
static void note_group(struct hexline *h, size_t n, bool last)
{
	if (!h->group)
		h->group = (unsigned)n;
	else if (h->group != n && !(last && n < h->group))
		h->group = 2;
}

/* --- rows -------------------------------------------------------------- */

static uint64_t number(const char *p, size_t n, unsigned base)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)hexline_digit(p[i]);

		if (d >= base)
			return HEXLINE_NO_OFFSET;
		v = v * base + d;
	}
	return v;
}

/* "00000010", "0x0010:", "  16:" and a blank. False: here is no offset. */
static bool take_offset(struct hexline *h, struct text *t)
{
	size_t i = t->at + blanks(t, t->at), n;
	bool colon;

	if (at(t, i) == '0' && (at(t, i + 1) | 0x20) == 'x')
		i += 2;
	n = digits(t, i);
	colon = at(t, i + n) == ':';
	if (!n || n > 12 || (!colon && n < 4) ||
	    !is_blank(at(t, i + n + colon)))
		return false;
	h->hex = number(t->p + i, n, 16);
	h->octal = number(t->p + i, n, 8);
	h->decimal = number(t->p + i, n, 10);
	h->digits = colon ? 0 : (unsigned)n;
	t->at = i + n + colon;
	return true;
}

/* The gap that parts the bytes of a row from their text is wider than the one
 * between its groups; but hexdump -C has such a one in the middle. */
static void take_row(struct hexline *h, struct text *t)
{
	size_t narrow = 0;

	while (h->bytes.len < HEXLINE_ROW_MAX) {
		size_t gap = blanks(t, t->at), i = t->at + gap;
		size_t n = digits(t, i);
		char after = at(t, i + n);

		if (!gap && h->bytes.len && at(t, i) == '-')
			n = digits(t, ++i), after = at(t, i + n);
		if (!n || n % 2 || !(is_blank(after) || after == '-'))
			return;
		if (h->bytes.len) {
			narrow = narrow ? narrow : gap;
			if (gap > narrow + 1)
				return;
			if (gap > narrow && !h->sure && h->bytes.len != 8)
				h->sure = h->bytes.len;
		}
		if (!h->column)
			h->column = i;
		note_group(h, n, true);
		if (!put_digits(h, t->p + i, n))
			return;
		t->at = i + n;
	}
}

static bool read_row(struct hexline *h, struct text t)
{
	h->bytes.len = h->sure = h->column = 0;
	h->group = 0;
	if (!take_offset(h, &t))
		return false;
	take_row(h, &t);
	/* an offset alone is the end of what was dumped */
	if (!h->bytes.len && t.at + blanks(&t, t.at) < t.len)
		return false;
	h->kind = HEXLINE_ROW;
	return true;
}

/* Programs that log begin each line with their name and the like. */
static bool find_row(struct hexline *h, struct text t)
{
	if (read_row(h, t))
		return true;
	for (t.at = 2; t.at < t.len && t.at < 120; t.at++)
		if (t.p[t.at - 1] == ' ' &&
		    (t.p[t.at - 2] == ':' || t.p[t.at - 2] == ']') &&
		    read_row(h, t) && h->bytes.len)
			return true;
	return false;
}

/* --- bytes ------------------------------------------------------------- */

/* A character that may part bytes, or stand around them. */
static bool parts(char c)
{
	return is_blank(c) || strchr(",;{}()[]\"'", c);
}

/* "0x1", "0x01", "\x01": the length, or 0. */
static size_t escaped(struct hexline *h, const struct text *t, size_t i)
{
	char first = at(t, i);
	size_t n;

	if ((first != '0' && first != '\\') || (at(t, i + 1) | 0x20) != 'x')
		return 0;
	n = digits(t, i + 2);
	if (n == 1 && first == '0') {
		if (!parts(at(t, i + 3)) ||
		    !octets_put_byte(&h->bytes,
				     (uint8_t)hexline_digit(at(t, i + 2))))
			return 0;
		note_group(h, 2, false);
		return 3;
	}
	/* "0x80000003" is a number; so many digits are none */
	if (n % 2 || n < 2 || (n > 2 && n < 24) ||
	    !(parts(at(t, i + 2 + n)) || at(t, i + 2 + n) == '\\') ||
	    !put_digits(h, t->p + i + 2, n))
		return 0;
	note_group(h, 2, false);
	return 2 + n;
}

/* "01:00:00:80", "01-00", "01", "01000080": the length, or 0. */
static size_t plain(struct hexline *h, const struct text *t, size_t i)
{
	size_t n = digits(t, i), all = n, was = h->bytes.len;
	char by = at(t, i + n);

	if (n < 2 || n % 2 || !put_digits(h, t->p + i, n))
		return 0;
	note_group(h, n, false);
	while (n == 2 && (by == ':' || by == '-') && at(t, i + all) == by &&
	       digits(t, i + all + 1) == 2) {
		if (!put_digits(h, t->p + i + all + 1, 2))
			break;
		all += 3;
	}
	/* a line may end behind what parts them */
	if (all > n && at(t, i + all) == by && is_blank(at(t, i + all + 1)))
		all++;
	if (!parts(at(t, i + all)) && at(t, i + all) != '.') {
		h->bytes.len = was;
		return 0;
	}
	return all;
}

/* "// ...", "# ...", and C's other remarks: the length, or 0. */
static size_t remark(struct hexline *h, const struct text *t, size_t i)
{
	size_t end = i + 2;

	if (at(t, i) == '#' || (at(t, i) == '/' && at(t, i + 1) == '/')) {
		h->comment = t->p + i;
		h->comment_len = t->len - i;
		return t->len - i;
	}
	if (at(t, i) != '/' || at(t, i + 1) != '*')
		return 0;
	while (end < t->len && !(at(t, end) == '*' && at(t, end + 1) == '/'))
		end++;
	return end < t->len ? end + 2 - i : 0;
}

static size_t word(const struct text *t, size_t i)
{
	size_t n = 1;

	while (i + n < t->len && !is_blank(t->p[i + n]))
		n++;
	return n;
}

/* Of several runs of bytes in a line the longest counts. */
struct run {
	size_t from, to; /* of h->bytes */
	size_t column;
};

static void end_run(struct run *best, struct run *now, size_t to)
{
	now->to = to;
	if (now->to - now->from > best->to - best->from)
		*best = *now;
	now->from = to;
}

static void keep_run(struct hexline *h, const struct run *r)
{
	h->column = r->column;
	memmove(h->bytes.p, h->bytes.p + r->from, r->to - r->from);
	h->bytes.len = r->to - r->from;
}

static void read_bytes(struct hexline *h, const struct text *t, bool comments)
{
	struct run best = {0}, now = {0};
	size_t words = 0, i = t->at, n, had;

	h->bytes.len = h->column = h->sure = 0;
	h->group = 0;
	while (i < t->len) {
		if (parts(t->p[i])) {
			i++;
			continue;
		}
		n = comments ? remark(h, t, i) : 0;
		if (n) {
			i += n;
			continue;
		}
		had = h->bytes.len;
		n = escaped(h, t, i);
		if (!n)
			n = plain(h, t, i);
		if (n) {
			if (had == now.from)
				now.column = i;
			i += n;
			h->cut = strncmp(t->p + i, "...",
					 t->len - i < 3 ? t->len - i : 3) == 0;
			i += h->cut ? 3 : 0;
			continue;
		}
		end_run(&best, &now, h->bytes.len);
		if (!words++)
			h->wrong = i;
		n = word(t, i);
		if (n > h->longest)
			h->longest = n;
		i += n;
	}
	end_run(&best, &now, h->bytes.len);
	if (best.to > best.from)
		keep_run(h, &best);
	h->kind = h->bytes.len ? words ? HEXLINE_MIXED : HEXLINE_BYTES
		  : words      ? HEXLINE_WORDS
			       : HEXLINE_BLANK;
}

/* --- lines ------------------------------------------------------------- */

/* Behind the quotes of mail. */
static struct text begin(struct hexline *h, const char *line, size_t len)
{
	struct text t = {line, len, 0};

	*h = (struct hexline){.bytes = h->bytes};
	h->bytes.len = 0;
	while (t.at < len && (is_blank(line[t.at]) || line[t.at] == '>'))
		t.at++;
	return t;
}

bool hexline_row(struct hexline *h, const char *line, size_t len)
{
	struct text t = begin(h, line, len);

	if (at(&t, t.at) != '*' || t.at + 1 + blanks(&t, t.at + 1) < len)
		return find_row(h, t);
	h->kind = HEXLINE_SAME;
	return true;
}

void hexline_bytes(struct hexline *h, const char *line, size_t len,
		   bool comments)
{
	struct text t = begin(h, line, len);

	read_bytes(h, &t, comments);
}

void hexline_fini(struct hexline *h)
{
	octets_free(&h->bytes);
}
