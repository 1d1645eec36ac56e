/* usbmon's lines:
 *	ffff8800 3575914555 S Co:1:005:0 s 21 00 0000 0000 0010 16 = 01000000
 * tag, time, event, address, status or setup packet, length, data. */
#include "capture/usbmon_text.h"

#include "capture/hexline.h"

#define DIGITS_MAX 20u

/* What is left of a line. */
struct words {
	const char *p;
	size_t len;
};

/* The next word; false: there is none. */
static bool take_word(struct words *w, struct words *word)
{
	size_t i = 0, start;

	while (i < w->len && strchr(" \t\r\n", w->p[i]) && w->p[i])
		i++;
	start = i;
	while (i < w->len && (!strchr(" \t\r\n", w->p[i]) || !w->p[i]))
		i++;
	*word = (struct words){w->p + start, i - start};
	w->p += i;
	w->len -= i;
	return word->len > 0;
}

static bool is(const struct words *w, const char *text)
{
	return w->len == strlen(text) && memcmp(w->p, text, w->len) == 0;
}

/* The number that is all of the word, or begins it up to ':'; *w moves behind
 * both. */
static bool take_number(struct words *w, unsigned base, uint64_t *out)
{
	size_t i = 0;

	*out = 0;
	for (; i < w->len && i < DIGITS_MAX; i++) {
		int d = hexline_digit(w->p[i]);

		if (d < 0 || (unsigned)d >= base)
			break;
		*out = *out * base + (unsigned)d;
	}
	if (!i || (i < w->len && w->p[i] != ':'))
		return false;
	i += i < w->len;
	w->p += i;
	w->len -= i;
	return true;
}

static bool next_number(struct words *line, unsigned base, uint64_t *out)
{
	struct words w;

	return take_word(line, &w) && take_number(&w, base, out) && !w.len;
}

/* "Co:1:005:0"; older kernels do not name the bus: "Co:005:00". */
static bool take_address(struct urb *urb, struct words w)
{
	static const char types[] = "ZICB"; /* by number */
	uint64_t n[3] = {0};
	const char *type;
	unsigned count = 0;

	if (w.len < 5 || w.p[2] != ':' || !w.p[0])
		return false;
	type = strchr(types, w.p[0]);
	if (!type || (w.p[1] != 'i' && w.p[1] != 'o'))
		return false;
	urb->transfer = (uint8_t)(type - types);
	urb->endpoint = w.p[1] == 'i' ? URB_IN : 0;
	w.p += 3;
	w.len -= 3;
	while (count < 3 && w.len)
		if (!take_number(&w, 10, &n[count++]))
			return false;
	if (w.len || count < 2 || n[count - 2] > 127 || n[count - 1] > 15)
		return false;
	urb->bus = count == 3 ? (uint16_t)n[0] : 0;
	urb->device = (uint8_t)n[count - 2];
	urb->endpoint |= (uint8_t)n[count - 1];
	return true;
}

/* "21 00 0000 0001 0010" behind "s": request, value, index, length. */
static bool take_setup(struct urb *urb, struct words *line)
{
	uint64_t n[5];

	for (unsigned i = 0; i < 5; i++)
		if (!next_number(line, 16, &n[i]))
			return false;
	urb->has_setup = true;
	urb->request = (uint16_t)(n[0] | n[1] << 8);
	urb->interface = (uint8_t)n[3];
	return true;
}

/* "0", "-115:1"; of isochronous transfers descriptors follow, of which the rest
 * of the line means nothing here. */
static bool take_status(struct urb *urb, struct words *line)
{
	struct words w;
	uint64_t n;

	if (!take_word(line, &w))
		return false;
	if (is(&w, "s"))
		return take_setup(urb, line);
	if (w.len == 1 && (w.p[0] < '0' || w.p[0] > '9'))
		return true; /* the setup packet could not be captured */
	if (w.p[0] == '-') {
		w.p++;
		w.len--;
	}
	return take_number(&w, 10, &n);
}

/* "= 01000080 10" */
static bool take_data(struct octets *data, struct words *line)
{
	struct words w;

	if (!take_word(line, &w) || !is(&w, "="))
		return true; /* "<", ">" and letters: there is none here */
	while (take_word(line, &w)) {
		if (w.len % 2)
			return false;
		for (size_t i = 0; i < w.len; i += 2) {
			int high = hexline_digit(w.p[i]);
			int low = hexline_digit(w.p[i + 1]);

			if (high < 0 || low < 0 ||
			    !octets_put_byte(data, (uint8_t)(high << 4 | low)))
				return false;
		}
	}
	return true;
}

/* False: the line is none of usbmon's. */
static bool read_urb(const char *p, size_t len, struct octets *data,
		     struct urb *urb)
{
	struct words line = {p, len}, event, w;
	uint64_t n;

	*urb = (struct urb){.type = 0};
	data->len = 0;
	if (!next_number(&line, 16, &urb->id) ||
	    !next_number(&line, 10, &urb->us) || !take_word(&line, &event) ||
	    event.len != 1 || !strchr("SCE", event.p[0]) || !event.p[0] ||
	    !take_word(&line, &w) || !take_address(urb, w) ||
	    !take_status(urb, &line))
		return false;
	urb->type = (uint8_t)event.p[0];
	if (!urb->transfer) /* isochronous: no modem has that */
		return true;
	if (!next_number(&line, 10, &n) || !take_data(data, &line))
		return false;
	urb->length = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
	urb->data = octets_all(data);
	if (urb->length < urb->data.len)
		urb->data.len = urb->length;
	return true;
}

void usbmon_text_init(struct usbmon_text *u, struct att_window *in,
		      struct skips *skips)
{
	*u = (struct usbmon_text){.skips = skips};
	lines_init(&u->lines, in);
	urbs_init(&u->urbs);
}

void usbmon_text_fini(struct usbmon_text *u)
{
	octets_free(&u->data);
}

static bool has_words(const struct lines *l)
{
	struct words line = {l->p, l->len}, w;

	return take_word(&line, &w);
}

int usbmon_text_next(struct usbmon_text *u, struct transfer *out)
{
	struct lines *l = &u->lines;
	struct urb urb;
	int got;

	while ((got = lines_next(l)) > 0) {
		const char *why = "no lines of usbmon";

		if (read_urb(l->p, l->len, &u->data, &urb)) {
			urb.record = l->number;
			why = urbs_take(&u->urbs, &urb, out);
		} else if (!has_words(l)) {
			continue;
		}
		if (!why)
			return 1;
		skips_add(u->skips, why);
	}
	return got;
}

bool usbmon_text_is(struct att_bytes head)
{
	struct att_window in = att_window_of(head);
	struct octets data = {.p = NULL};
	struct lines l;
	struct urb urb;
	bool found = false;

	lines_init(&l, &in);
	while (!found && lines_next(&l) > 0)
		found = read_urb(l.p, l.len, &data, &urb);
	octets_free(&data);
	return found;
}
