/* Strings between the wire's UTF-16LE views and the caller's UTF-8. */
#include "base/bytes.h"
#include "base/errors.h"
#include "wire/table.h"
#include "wire/utf16.h"

struct att_str att_str_utf8(const char *s)
{
	const char *end = s;

	while (end && *end)
		end++;
	return (struct att_str){(const uint8_t *)s, (uint32_t)(end - s), true};
}

/* A character at *at, which moves behind it, as UTF-8; its length. */
static unsigned take_utf16(const struct att_str *s, size_t *at, char out[4])
{
	uint32_t c = s->len - *at >= 2 ? att_get16(s->p + *at) : 0;

	if (c >= 0x20 && c < 0x7f) {
		out[0] = (char)c;
		*at += 2;
		return 1;
	}
	c = att_utf16_next(s->p, s->len, at);
	return att_utf8_put(att_utf8_shown(c), out);
}

/* The end of a text of len bytes; err: 0, or ATT_E_ROOM. */
static int end(char *buf, size_t len, int err)
{
	buf[len] = 0;
	return err ? err : (int)len;
}

/* Runs of ASCII at once, what stands between them one by one. */
static int get_utf16(const struct att_str *s, char *buf, size_t cap)
{
	size_t at = 0, len = 0;

	while (at < s->len) {
		size_t room = cap - 1 - len, run = (s->len - at) / 2;

		run = att_utf16_ascii(s->p + at, run < room ? run : room,
				      buf + len);
		at += 2 * run;
		len += run;
		for (unsigned i = 0; i < 4 && at < s->len; i++) {
			char one[4];
			unsigned n = take_utf16(s, &at, one);

			if (cap - len <= n)
				return end(buf, len, ATT_E_ROOM);
			memcpy(buf + len, one, n);
			len += n;
		}
	}
	return end(buf, len, 0);
}

static int get_utf8(const struct att_str *s, char *buf, size_t cap)
{
	size_t len = 0;

	for (size_t at = 0; at < s->len;) {
		uint32_t c = att_utf8_next(s->p, s->len, &at);
		char one[4];
		unsigned n = att_utf8_put(att_utf8_shown(c), one);

		if (cap - len <= n)
			return end(buf, len, ATT_E_ROOM);
		memcpy(buf + len, one, n);
		len += n;
	}
	return end(buf, len, 0);
}

int att_str_get(const struct att_str *s, char *buf, size_t cap)
{
	if (!cap)
		return ATT_E_ROOM;
	return s->utf8 ? get_utf8(s, buf, cap) : get_utf16(s, buf, cap);
}
