/* Strings between the wire's UTF-16LE views and the caller's UTF-8. */
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

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

int att_str_get(const struct att_str *s, char *buf, size_t cap)
{
	size_t at = 0, len = 0;

	while (at < s->len) {
		char one[4];
		unsigned n = 1;

		if (s->utf8) {
			one[0] = (char)s->p[at++];
			if ((uint8_t)one[0] < 0x20 || one[0] == 0x7f)
				one[0] = '?';
		} else {
			uint32_t c = att_utf16_next(s->p, s->len, &at);

			n = att_utf8_put(is_control(c) ? '?' : c, one);
		}
		if (cap - len <= n)
			return ATT_E_ROOM;
		memcpy(buf + len, one, n);
		len += n;
	}
	if (len >= cap)
		return ATT_E_ROOM;
	buf[len] = 0;
	return (int)len;
}
