/* Septets and big-endian UTF-16 to UTF-8. */
#include "wire/sms/chars.h"

#include "base/errors.h"
#include "wire/sms/gsm7.h"
#include "wire/utf16.h"

/* One character more: false, there is no room for it and a NUL. */
static bool put(uint32_t c, char *out, size_t cap, size_t *len)
{
	char utf8[4];
	unsigned n = att_utf8_put(c, utf8);

	if (cap - *len <= n)
		return false;
	memcpy(out + *len, utf8, n);
	*len += n;
	out[*len] = '\0';
	return true;
}

int att_chars_of_gsm7(const uint8_t *septet, size_t n, char *out, size_t cap)
{
	size_t at = 0, len = 0;

	if (cap == 0)
		return ATT_E_ROOM;
	out[0] = '\0';
	while (at < n)
		if (!put(att_gsm7_next(septet, n, &at), out, cap, &len))
			return ATT_E_ROOM;
	return (int)len;
}

/* The next unit or pair, in the order that att_utf16_next reads. */
static uint32_t next(struct att_bytes units, size_t n, size_t *at)
{
	uint8_t pair[4] = {0};
	size_t len = n - *at < sizeof(pair) ? 2 : sizeof(pair), used = 0;
	uint32_t c;

	for (size_t i = 0; i < len; i++)
		pair[i ^ 1] = units.p[*at + i];
	c = att_utf16_next(pair, len, &used);
	*at += used;
	return c;
}

int att_chars_of_ucs2(struct att_bytes units, char *out, size_t cap)
{
	size_t n = units.len & ~(size_t)1, at = 0, len = 0;

	if (cap == 0)
		return ATT_E_ROOM;
	out[0] = '\0';
	while (at < n)
		if (!put(next(units, n, &at), out, cap, &len))
			return ATT_E_ROOM;
	return (int)len;
}
