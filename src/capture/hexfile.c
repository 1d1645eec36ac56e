/* Blocks of bytes from the lines of a text. */
#include "capture/hexfile.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors.h"
#include "capture/begins.h"
#include "capture/input.h"

#define COMMENT_MAX 160u
#define BLOCK_MAX   (1u << 18) /* that rows which are not shown can fill */
#define HEADERS_MAX 128u       /* of a packet, in front of a message */
#define RUN_MIN	    12u	       /* bytes among words that are worth a remark */

void hexfile_init(struct hexfile *h, struct att_window *in, const char *name,
		  bool strict, struct skips *skips)
{
	*h = (struct hexfile){
		.name = name, .strict = strict, .skips = skips, .qrtr = -1};
	lines_init(&h->lines, in);
}

void hexfile_fini(struct hexfile *h)
{
	octets_free(&h->block);
	octets_free(&h->inner);
	hexline_fini(&h->line);
}

static int complain(const struct hexfile *h, uint32_t line, size_t column,
		    const char *what)
{
	if (!h->name) /* somebody only looks */
		return -1;
	fflush(stdout);
	fprintf(stderr, "%s:%u:%zu: error: %s\n", h->name, line, column + 1,
		what);
	return -1;
}

/* What of a comment says how to read the bytes. */
static void take_comment(struct hexfile *h)
{
	char text[COMMENT_MAX];
	size_t len = h->line.comment_len;
	const char *service;

	if (!len)
		return;
	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	memcpy(text, h->line.comment, len);
	text[len] = '\0';
	if (!strstr(text, "transport:"))
		return;
	service = strstr(text, "service ");
	h->qrtr = strstr(text, "QRTR") && service ? atoi(service + 8) : -1;
}

/* --- blocks ------------------------------------------------------------ */

static bool is_open(const struct hexfile *h)
{
	return h->block.len > 0;
}

static bool begins(const struct hexfile *h, struct att_bytes b)
{
	return h->qrtr >= 0 ? b.len > 0 : begins_anything(b) > 0;
}

/* The order in which a machine with the other end first has them. */
static void swap(uint8_t *p, size_t len, size_t n)
{
	for (; len >= n; p += n, len -= n)
		for (size_t i = 0; i < n / 2; i++) {
			uint8_t byte = p[i];

			p[i] = p[n - 1 - i];
			p[n - 1 - i] = byte;
		}
}

/* hexdump and od -x show numbers: a message is one in only one of the two
 * orders. */
static void put_in_order(struct hexfile *h)
{
	size_t n = h->group / 2;

	if (n < 2 || n > 8 || begins(h, octets_all(&h->block)))
		return;
	swap(h->block.p, h->block.len, n);
	if (!begins(h, octets_all(&h->block)))
		swap(h->block.p, h->block.len, n);
}

static void skip_bytes(struct hexfile *h, size_t n)
{
	skips_add(h->skips,
		  n < RUN_MIN ? NULL : "blocks of bytes that begin no message");
}

/* A dump of a whole packet, as tshark -x has them, ends with its message.
 * Wireshark's dissectors repeat parts of the packet in dumps of their own.
 * False: there is none in it, or it was given out before. */
static bool find_inner(struct hexfile *h)
{
	struct att_bytes b = octets_all(&h->block), rest = b;
	size_t at = 0;
	bool again;

	do {
		rest = att_bytes_of(b.p + at, b.len - at);
	} while (begins_message(rest) != rest.len && ++at < HEADERS_MAX &&
		 at < b.len);
	if (at >= HEADERS_MAX || at >= b.len)
		return false;
	again = at != h->inner_at &&
		att_bytes_equal(rest, octets_all(&h->inner));
	if (again) {
		skips_add(h->skips, "dumps that repeat a message");
		h->block.len = 0;
		return false;
	}
	h->inner.len = 0;
	(void)octets_put(&h->inner, rest.p, rest.len);
	h->inner_at = at;
	memmove(h->block.p, rest.p, rest.len);
	h->block.len = rest.len;
	skips_add(h->skips, "headers in front of messages");
	return true;
}

/* The block has ended: true if it is to be given out. */
static bool end(struct hexfile *h, size_t total)
{
	struct att_bytes b;
	size_t len;

	put_in_order(h);
	if (total && total < h->block.len) /* numbers are filled up */
		h->block.len = total;
	if (h->rows && !begins(h, octets_all(&h->block)) && find_inner(h)) {
		h->full_len = h->block.len;
		return true;
	}
	b = octets_all(&h->block);
	len = begins_anything(b);
	h->full_len = h->cut && len > b.len ? len : b.len;
	if (b.len && (h->strict || begins(h, b)))
		return true;
	if (b.len)
		skip_bytes(h, b.len);
	h->block.len = 0;
	return false;
}

static void begin(struct hexfile *h)
{
	h->block.len = 0;
	h->group = h->line.group;
	h->first_line = h->lines.number;
	h->cut = h->rows = h->same = h->ended = false;
	h->base = 0;
	h->column = 0;
	h->width = h->row_at = h->row_sure = 0;
}

static bool put(struct hexfile *h, struct att_bytes b)
{
	if (h->group != h->line.group)
		h->group = 2;
	h->cut = h->line.cut;
	return octets_put(&h->block, b.p, b.len);
}

/* Is it a whole message, as far as its header says? */
static bool is_whole(const struct hexfile *h)
{
	size_t len = begins_anything(octets_all(&h->block));

	return len && h->block.len >= len;
}

/* --- rows -------------------------------------------------------------- */

static uint64_t offset(const struct hexline *l, unsigned base)
{
	return base == 16 ? l->hex : base == 8 ? l->octal : l->decimal;
}

/* The base in which this offset follows the first row: it is as long as it
 * looks, or text behind it looks like bytes. */
static unsigned find_base(const struct hexfile *h)
{
	static const unsigned bases[] = {16, 8, 10};
	static const size_t widths[] = {0, 16, 8, 32};

	for (unsigned w = 0; w < 4; w++)
		for (unsigned i = 0; i < 3; i++) {
			size_t want = w ? widths[w] : h->block.len;

			if (want <= h->block.len &&
			    offset(&h->line, bases[i]) == want)
				return bases[i];
		}
	return 0;
}

/* Fill with the last row what "*" stands for. */
static bool repeat(struct hexfile *h, uint64_t to)
{
	size_t width = h->block.len - h->row_at;

	if (!width || to > BLOCK_MAX || (to - h->block.len) % width)
		return false;
	while (h->block.len < to) {
		/* its memory may move */
		uint8_t row[HEXLINE_ROW_MAX];

		memcpy(row, h->block.p + h->row_at, width);
		if (!octets_put(&h->block, row, width))
			return false;
		h->row_at += width;
	}
	return true;
}

/* Does this row go on where the last has ended? Then what was taken of the
 * last is as much as was meant. */
static bool goes_on(struct hexfile *h)
{
	uint64_t to;

	if (!h->rows || h->ended || !is_open(h))
		return false;
	if (!h->base)
		h->base = find_base(h);
	if (!h->base)
		return false;
	to = offset(&h->line, h->base);
	if (h->same)
		return to >= h->block.len && repeat(h, to);
	if (to > h->block.len || to <= h->row_at)
		return false;
	h->block.len = (size_t)to;
	return true;
}

/* The last row has none behind it that says where it ends: behind the columns
 * of the others, or where a gap is, its text begins. */
static void cut_last_row(struct hexfile *h)
{
	size_t len = h->block.len - h->row_at;

	if (h->width && len > h->width)
		len = h->width;
	else if (!h->width && h->row_sure)
		len = h->row_sure;
	h->block.len = h->row_at + len;
}

static bool put_row(struct hexfile *h)
{
	struct att_bytes b = octets_all(&h->line.bytes);

	h->same = false;
	if (h->block.len && !h->width)
		h->width = h->block.len;
	h->row_at = h->block.len;
	h->row_sure = h->line.sure;
	if (h->width && b.len > h->width)
		b.len = h->width;
	return put(h, b);
}

/* Is the line, which looks like a row, one? 1; 0: its "offset" is bytes. */
static bool is_row(struct hexfile *h)
{
	/* "00000000 00000000": an offset looks like no group of bytes */
	if (h->line.digits && h->line.digits == h->line.group)
		return false;
	if (h->line.kind == HEXLINE_SAME)
		return h->rows && is_open(h);
	return goes_on(h) || (!h->line.hex && h->line.bytes.len);
}

/* --- lines ------------------------------------------------------------- */

static void read_line(struct hexfile *h)
{
	if (hexline_row(&h->line, h->lines.p, h->lines.len) && is_row(h))
		return;
	hexline_bytes(&h->line, h->lines.p, h->lines.len, true);
	take_comment(h);
}

/* What a line does to the block. */
enum step {
	GO_ON,
	END,	   /* the block has ended with it, */
	END_BEFORE /* or before it: the line is still to be used */
};

static enum step row(struct hexfile *h)
{
	if (h->line.kind == HEXLINE_SAME) {
		h->same = true;
		return GO_ON;
	}
	if (!h->line.bytes.len) {
		h->ended = true;
		return END;
	}
	if (!h->line.hex && is_open(h))
		return END_BEFORE;
	if (!is_open(h)) {
		begin(h);
		h->rows = true;
	}
	return put_row(h) ? GO_ON : END;
}

/* Where words are as well, a block begins with a message. */
static bool find_message(struct att_bytes *b)
{
	while (b->len && !begins_anything(*b)) {
		b->p++;
		b->len--;
	}
	return b->len > 0;
}

static enum step bytes(struct hexfile *h)
{
	struct att_bytes b = octets_all(&h->line.bytes);

	if (is_open(h) && (h->rows || (is_whole(h) && begins_anything(b))))
		return END_BEFORE;
	if (!is_open(h))
		begin(h);
	return put(h, b) ? GO_ON : END;
}

static enum step mixed(struct hexfile *h)
{
	struct att_bytes b = octets_all(&h->line.bytes);
	bool same_place = is_open(h) && h->column == h->line.column;

	/* a log that has the same words in front of each line */
	if (same_place && !is_whole(h) && !begins_anything(b))
		return put(h, b) ? GO_ON : END;
	if (!find_message(&b)) {
		skip_bytes(h, h->line.bytes.len);
		return is_open(h) && !h->rows ? END : GO_ON;
	}
	if (is_open(h))
		return END_BEFORE;
	begin(h);
	h->column = h->line.column;
	if (begins_anything(b) < b.len) /* words that look like bytes */
		b.len = begins_anything(b);
	return put(h, b) ? GO_ON : END;
}

/* Remarks below a dump point at its bytes. */
static bool is_pointer(const struct hexfile *h)
{
	size_t i = 0;

	while (i < h->lines.len && strchr(" \t>", h->lines.p[i]))
		i++;
	return i < h->lines.len && h->lines.p[i] == '^';
}

static enum step words(struct hexfile *h)
{
	skips_add(h->skips, NULL);
	return is_open(h) && !h->rows && !is_pointer(h) ? END : GO_ON;
}

static enum step use_line(struct hexfile *h)
{
	switch (h->line.kind) {
	case HEXLINE_BLANK:
		/* a line with a comment is not blank */
		return is_open(h) && !h->rows && !h->line.comment_len ? END
								      : GO_ON;
	case HEXLINE_WORDS:
		return words(h);
	case HEXLINE_BYTES:
		return bytes(h);
	case HEXLINE_MIXED:
		return mixed(h);
	case HEXLINE_ROW:
	case HEXLINE_SAME:
		return row(h);
	}
	return GO_ON;
}

static bool ends(struct hexfile *h)
{
	size_t total = 0;

	if (h->rows && !h->ended)
		cut_last_row(h);
	else if (h->rows)
		total = (size_t)offset(&h->line, h->base);
	return end(h, total);
}

static bool is_wrong(const struct hexfile *h)
{
	return h->strict &&
	       (h->line.kind == HEXLINE_WORDS || h->line.kind == HEXLINE_MIXED);
}

static int complain_of_word(const struct hexfile *h)
{
	size_t at = h->line.wrong;
	bool half = hexline_digit(h->lines.p[at]) >= 0;

	return complain(h, h->lines.number, at + half,
			half ? "a byte has two hex digits"
			     : "this is no hex digit");
}

int hexfile_next(struct hexfile *h, struct att_bytes *block)
{
	int got = 1;

	h->block.len = 0;
	while (h->held || (got = lines_next(&h->lines)) > 0) {
		enum step step;

		if (!h->held)
			read_line(h);
		h->held = false;
		if (is_wrong(h))
			return complain_of_word(h);
		step = use_line(h);
		h->held = step == END_BEFORE;
		if (step != GO_ON && ends(h)) {
			*block = octets_all(&h->block);
			return 1;
		}
	}
	if (got < 0)
		return complain(h, h->lines.number + 1, 0,
				input_why(h->lines.in, got));
	if (!is_open(h) || !ends(h))
		return 0;
	*block = octets_all(&h->block);
	return 1;
}

/* --- what it is -------------------------------------------------------- */

bool hexfile_is_pure(struct att_bytes head)
{
	struct att_window in = att_window_of(head);
	struct skips skips = {.n = 0};
	struct att_bytes block;
	struct hexfile h;
	bool pure;
	int got;

	hexfile_init(&h, &in, NULL, true, &skips);
	while ((got = hexfile_next(&h, &block)) > 0)
		;
	/* a byte that is none is a mistake; the last line may be half of one */
	pure = !got || h.line.longest < 3 || !in.next.len;
	hexfile_fini(&h);
	return pure;
}

bool hexfile_is(struct att_bytes head)
{
	struct att_window in = att_window_of(head);
	struct skips skips = {.n = 0};
	struct att_bytes block;
	struct hexfile h;
	bool found;

	hexfile_init(&h, &in, NULL, false, &skips);
	found = hexfile_next(&h, &block) > 0;
	hexfile_fini(&h);
	return found;
}
