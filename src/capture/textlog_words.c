/* Words, numbers and times in logs. */
#include "capture/textlog_words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/hexline.h"
#include "capture/textlog.h"

static bool is_blank(char c)
{
	return isspace((unsigned char)c) || !c;
}

/* How long the gap between words is that goes on at `at`, or 0. Syslog writes
 * line ends inside of a message as "#012". */
static size_t gap(const char *line, size_t len, size_t at)
{
	if (at < len && is_blank(line[at]))
		return 1;
	return at + 4 <= len && memcmp(line + at, "#012", 4) == 0 ? 4 : 0;
}

bool textlog_word(const char *line, size_t len, size_t *at,
		  struct att_bytes *word)
{
	size_t start, n;

	while ((n = gap(line, len, *at)))
		*at += n;
	start = *at;
	if (start >= len)
		return false;
	while (*at < len && !gap(line, len, *at))
		++*at;
	*word = att_bytes_of(line + start, *at - start);
	return true;
}

bool textlog_has_words(const char *line, size_t len)
{
	struct att_bytes word;
	size_t at = 0;

	return textlog_word(line, len, &at, &word);
}

bool textlog_is(struct att_bytes word, const char *text)
{
	return att_bytes_equal(word, att_bytes_of(text, strlen(text)));
}

static bool begins(struct att_bytes word, const char *text)
{
	struct att_bytes start;

	return att_bytes_sub(word, 0, strlen(text), &start) &&
	       textlog_is(start, text);
}

enum textlog_key textlog_key(struct att_bytes word)
{
	static const struct {
		const char *text;
		enum textlog_key key;
	} keys[] = {
		{"RAW:", TEXTLOG_RAW},
		{"length", TEXTLOG_LENGTH},
		{"data", TEXTLOG_DATA},
		{"service", TEXTLOG_SERVICE},
		{"cid", TEXTLOG_CID},
		{"type", TEXTLOG_TYPE},
		{"error", TEXTLOG_ERROR},
		{"transfer", TEXTLOG_TRANSFER},
		{"Fields:", TEXTLOG_FIELDS},
		{"sending", TEXTLOG_WAY},
		{"reading", TEXTLOG_WAY},
		{"Send", TEXTLOG_WAY},
		{"Header:", TEXTLOG_HEADER},
		{"QMUX:", TEXTLOG_HEADER},
		{"TLV:", TEXTLOG_TLV},
		{"value", TEXTLOG_VALUE},
		{"transaction", TEXTLOG_TRANSACTION},
		{"client", TEXTLOG_CLIENT},
		{"flags", TEXTLOG_FLAGS},
		{"message", TEXTLOG_QMI_MESSAGE},
		{"Received", TEXTLOG_WAY},
		{"fragment", TEXTLOG_FRAGMENT},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (textlog_is(word, keys[i].text))
			return keys[i].key;
	return begins(word, "message...") ? TEXTLOG_MESSAGE : TEXTLOG_NO_KEY;
}

enum transfer_way textlog_mark(struct att_bytes word)
{
	size_t n = 0;

	if (word.len < 6)
		return TRANSFER_UNKNOWN;
	while (n < word.len && word.p[word.len - 1 - n] == word.p[word.len - 1])
		n++;
	if (n < 6)
		return TRANSFER_UNKNOWN;
	switch (word.p[word.len - 1]) {
	case '<':
		return TRANSFER_TO_DEVICE;
	case '>':
		return TRANSFER_TO_HOST;
	default:
		return TRANSFER_UNKNOWN;
	}
}

int textlog_byte(struct att_bytes word, size_t i)
{
	int high, low;

	if (!att_bytes_has(word, i, 2))
		return -1;
	high = hexline_digit((char)word.p[i]);
	low = hexline_digit((char)word.p[i + 1]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool textlog_number(struct att_bytes word, uint64_t *number)
{
	size_t i = begins(word, "("), start;
	unsigned base = 10;

	if (att_bytes_has(word, i, 2) && word.p[i] == '0' &&
	    word.p[i + 1] == 'x') {
		base = 16;
		i += 2;
	}
	*number = 0;
	for (start = i; i < word.len && i - start < 15; i++) {
		int d = hexline_digit((char)word.p[i]);

		if (d < 0 || (unsigned)d >= base)
			break;
		*number = *number * base + (unsigned)d;
	}
	return i > start;
}

bool textlog_uuid(struct att_bytes word, struct att_uuid *uuid)
{
	size_t at = begins(word, "(");

	for (unsigned i = 0; i < 16; i++) {
		int byte;

		if (at < word.len && word.p[at] == '-')
			at++;
		byte = textlog_byte(word, at);
		if (byte < 0)
			return false;
		uuid->b[i] = (uint8_t)byte;
		at += 2;
	}
	return true;
}

/* --- fields ------------------------------------------------------------ */

bool textlog_is_open(struct att_bytes text)
{
	bool quote = false, value = false;
	unsigned braces = 0;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.p[i];
		bool ends = i + 1 == text.len || is_blank((char)text.p[i + 1]);

		if (quote) {
			quote = !(c == '\'' && ends);
			continue;
		}
		if (c == '=') {
			value = true;
		} else if (c == '{') {
			braces++;
			value = false;
		} else if (c == '}') {
			braces -= braces > 0;
		} else if (c == '\'' && value) {
			/* a brace behind it is no text */
			quote = ends || text.p[i + 1] != '{';
			value = false;
		}
	}
	return quote || value || braces;
}

bool textlog_goes_on(const char *line, size_t len, struct att_bytes *rest)
{
	struct att_bytes word;
	size_t at = 0;

	while (textlog_word(line, len, &at, &word) && !textlog_mark(word))
		;
	*rest = att_bytes_of(line + at, len - at);
	if (!textlog_word(line, len, &at, &word))
		return false;
	return !textlog_key(word) && word.p[word.len - 1] != ':' &&
	       !textlog_is(word, "Fragment");
}

/* --- times ------------------------------------------------------------- */

/* Printable characters only, as much as there is room for. */
static void copy(char *to, size_t cap, const char *from, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < cap; i++) {
		char c = from[i];

		/* "[04  Oct" */
		if (c == ' ' && (!n || to[n - 1] == ' '))
			continue;
		to[n++] = c < ' ' || c > '~' ? '?' : c;
	}
	to[n] = '\0';
}

static bool is_digit(const char *line, size_t len, size_t i)
{
	return i < len && line[i] >= '0' && line[i] <= '9';
}

/* "13:00:03" at i, and not in the middle of more (such as bytes). */
static bool is_clock(const char *line, size_t len, size_t i)
{
	for (size_t k = 0; k < 8; k++)
		if (k % 3 == 2 ? i + k >= len || line[i + k] != ':'
			       : !is_digit(line, len, i + k))
			return false;
	return (!i || line[i - 1] != ':') &&
	       (i + 8 == len || line[i + 8] != ':');
}

/* "1719412474.757999]" at i: how long without the bracket, or 0. */
static size_t epoch_len(const char *line, size_t len, size_t i)
{
	size_t n = 0, dot;

	while (is_digit(line, len, i + n))
		n++;
	if (n < 9 || i + n == len || line[i + n] != '.')
		return 0;
	for (dot = n++; is_digit(line, len, i + n);)
		n++;
	return n > dot + 1 && i + n < len && line[i + n] == ']' ? n : 0;
}

static bool note_epoch(const char *line, size_t len, char *time, size_t cap)
{
	for (size_t i = 1; i < len; i++) {
		size_t n = line[i - 1] == '[' ? epoch_len(line, len, i) : 0;

		if (n) {
			copy(time, cap, line + i, n);
			return true;
		}
	}
	return false;
}

/* From the bracket, or from the start of the line, to the end of the clock. */
static void note_clock(const char *line, size_t len, char *time, size_t cap)
{
	size_t i = 0, from = 0, to;

	while (i < len && !is_clock(line, len, i)) {
		if (line[i] == '[' || line[i] == '>')
			from = i + 1;
		i++;
	}
	if (i == len || i - from > 30)
		return;
	for (to = i + 8; to < len && !is_blank(line[to]) && line[to] != ']';)
		to++;
	copy(time, cap, line + from, to - from);
}

static void note_device(const char *line, size_t len, char *device, size_t cap)
{
	for (size_t i = 0; i + 6 < len; i++) {
		size_t n = 0;

		if (memcmp(line + i, "[/dev/", 6) != 0)
			continue;
		while (i + 1 + n < len && line[i + 1 + n] != ']')
			n++;
		copy(device, cap, line + i + 1, n);
		return;
	}
}

void textlog_note(const char *line, size_t len, char *time, size_t time_cap,
		  char *device, size_t device_cap)
{
	note_device(line, len, device, device_cap);
	if (!note_epoch(line, len, time, time_cap))
		note_clock(line, len, time, time_cap);
}

/* What stands behind a point, in ms. */
static uint64_t fraction_ms(const char *p)
{
	uint64_t ms = 0, unit = 100;

	for (; *p >= '0' && *p <= '9' && unit; p++, unit /= 10)
		ms += unit * (uint64_t)(*p - '0');
	return ms;
}

bool textlog_ms(const char *time, uint64_t *ms)
{
	size_t len = strlen(time), i = 0;
	unsigned h, m, s;

	if (epoch_len(time, len, 0) ||
	    (is_digit(time, len, 0) && strspn(time, "0123456789") > 8)) {
		*ms = strtoull(time, NULL, 10) * 1000;
		i = strcspn(time, ".");
		*ms += time[i] ? fraction_ms(time + i + 1) : 0;
		return true;
	}
	while (i < len && !is_clock(time, len, i))
		i++;
	if (i == len || sscanf(time + i, "%2u:%2u:%2u", &h, &m, &s) != 3)
		return false;
	*ms = ((h * 60u + m) * 60u + s) * UINT64_C(1000);
	if (time[i + 8] == '.' || time[i + 8] == ',')
		*ms += fraction_ms(time + i + 9);
	return true;
}

/* --- what it is -------------------------------------------------------- */

enum textlog_kind textlog_kind(const char *text, size_t len)
{
	enum transfer_way marked = TRANSFER_UNKNOWN;
	struct att_bytes word;
	bool way = false;
	size_t at = 0;

	while (textlog_word(text, len, &at, &word)) {
		if (marked && (textlog_is(word, "RAW:") ||
			       textlog_key(word) == TEXTLOG_HEADER))
			return TEXTLOG_LIBMBIM;
		if (textlog_is(word, "header_transaction:") ||
		    (way && begins(word, "(") && word.p[word.len - 1] == ':'))
			return TEXTLOG_UMBIM;
		if (way && textlog_is(word, "packet:"))
			return TEXTLOG_UQMI;
		way = textlog_key(word) == TEXTLOG_WAY;
		marked = textlog_mark(word);
	}
	return TEXTLOG_NONE;
}
