/* The user data of short messages: their text, and texts that take several
 * messages. 3GPP TS 23.040 9.2.3.16, 9.2.3.24. */
#include "base/errors.h"
#include "wire/sms/chars.h"
#include "wire/sms/dcs.h"
#include "wire/sms/gsm7.h"
#include "wire/sms/sms.h"
#include "wire/utf16.h"

#define IE_PARTS_8  0x00u
#define IE_PARTS_16 0x08u
#define HEADER_LEN  6u /* of a part: length, element, its length, 3 octets */
#define PARTS_MAX   255u

size_t att_sms_user_len(const struct att_sms *s)
{
	return att_dcs_of_sms(s->dcs) == ATT_DCS_GSM7
		       ? att_gsm7_octets(s->units, 0)
		       : s->units;
}

/* Octets of the header, its own length counted. */
static size_t header_len(const struct att_sms *s)
{
	bool has = (s->first & ATT_SMS_HEADER) != 0 && s->units > 0;

	return has ? 1u + s->user[0] : 0;
}

/* The septets behind a header begin at the next whole septet. */
static int gsm7_text(const struct att_sms *s, char *out, size_t cap)
{
	size_t skip = (header_len(s) * 8 + 6) / 7;
	size_t n = s->units > skip ? s->units - skip : 0;
	uint8_t septet[ATT_SMS_SEPTETS];

	att_gsm7_unpack(s->user + skip * 7 / 8, n, (unsigned)(skip * 7 % 8),
			septet);
	return att_chars_of_gsm7(septet, n, out, cap);
}

struct att_bytes att_sms_data(const struct att_sms *s)
{
	size_t from = header_len(s), len = att_sms_user_len(s);

	return att_bytes_of(s->user + from, len - from);
}

static int ucs2_text(const struct att_sms *s, char *out, size_t cap)
{
	return att_chars_of_ucs2(att_sms_data(s), out, cap);
}

int att_sms_text(const struct att_sms *s, char *out, size_t cap)
{
	switch (att_dcs_of_sms(s->dcs)) {
	case ATT_DCS_GSM7:
		return gsm7_text(s, out, cap);
	case ATT_DCS_UCS2:
		return ucs2_text(s, out, cap);
	case ATT_DCS_DATA:
		break;
	}
	return ATT_E_TEXT;
}

/* --- parts -----------------------------------------------------------------
 */

static bool part_of(const uint8_t *element, struct att_sms_part *part)
{
	const uint8_t *p = element + 2;

	if (element[0] == IE_PARTS_8 && element[1] == 3)
		*part = (struct att_sms_part){p[0], p[2], p[1]};
	else if (element[0] == IE_PARTS_16 && element[1] == 4)
		*part = (struct att_sms_part){(uint16_t)(p[0] << 8 | p[1]),
					      p[3], p[2]};
	else
		return false;
	return part->number >= 1 && part->number <= part->parts;
}

bool att_sms_part(const struct att_sms *s, struct att_sms_part *part)
{
	size_t end = header_len(s);

	for (size_t at = 1; at < end; at += 2u + s->user[at + 1])
		if (part_of(s->user + at, part))
			return true;
	return false;
}

/* A character in units of the alphabet, septets or octets: their number. */
static unsigned units_of(bool ucs2, uint32_t c, uint8_t out[4])
{
	uint32_t high = 0xd800 + ((c - 0x10000) >> 10);
	uint32_t low = 0xdc00 + ((c - 0x10000) & 0x3ff);

	if (!ucs2)
		return att_gsm7_put(c, out);
	att_put16_be(out, (uint16_t)(c < 0x10000 ? c : high));
	if (c < 0x10000)
		return 2;
	att_put16_be(out + 2, (uint16_t)low);
	return 4;
}

/* As many whole characters from *at on as have room; their units. */
static size_t fill(const struct att_sms_split *x, size_t *at, size_t room,
		   uint8_t *out)
{
	size_t len = 0, next = *at;
	uint8_t one[4];

	while (next < x->text.len) {
		uint32_t c = att_utf8_next(x->text.p, x->text.len, &next);
		unsigned n = units_of(x->ucs2, c, one);

		if (len + n > room)
			break;
		memcpy(out + len, one, n);
		len += n;
		*at = next;
	}
	return len;
}

static size_t room_of(const struct att_sms_split *x, bool whole)
{
	size_t octets = ATT_SMS_USER_MAX - (whole ? 0 : HEADER_LEN);

	return x->ucs2 ? octets : octets * 8 / 7;
}

/* False: it is no UTF-8. */
static bool look(struct att_sms_split *x)
{
	uint8_t one[4];
	size_t at = 0;

	while (at < x->text.len) {
		size_t before = at;
		uint32_t c = att_utf8_next(x->text.p, x->text.len, &at);

		if (c == ATT_UTF16_BAD && at - before == 1)
			return false;
		x->ucs2 |= units_of(false, c, one) == 0;
	}
	return true;
}

int att_sms_split(struct att_bytes text, struct att_sms_split *x)
{
	uint8_t units[ATT_SMS_SEPTETS];
	unsigned parts = 0;
	size_t at = 0;

	*x = (struct att_sms_split){.text = text, .parts = 1};
	if (!look(x))
		return ATT_E_TEXT;
	fill(x, &at, room_of(x, true), units);
	if (at == text.len)
		return 0;
	for (at = 0; at < text.len; parts++)
		if (parts == PARTS_MAX)
			return ATT_E_LENGTH;
		else
			fill(x, &at, room_of(x, false), units);
	x->parts = (uint8_t)parts;
	return 0;
}

void att_sms_put_part(struct att_sms *s, const struct att_sms_split *x,
		      uint8_t number, uint8_t reference)
{
	bool whole = x->parts == 1;
	size_t header = whole ? 0 : HEADER_LEN, at = 0, n;
	size_t skip = (header * 8 + 6) / 7;
	uint8_t units[ATT_SMS_SEPTETS];

	for (uint8_t i = 1; i < number; i++)
		fill(x, &at, room_of(x, whole), units);
	n = fill(x, &at, room_of(x, whole), units);
	s->dcs = x->ucs2 ? ATT_DCS_UCS2_BITS : 0;
	s->units = (uint8_t)(n + (x->ucs2 ? header : skip));
	if (x->ucs2)
		memcpy(s->user + header, units, n);
	else
		att_gsm7_pack(units, n, (unsigned)(skip * 7 % 8),
			      s->user + skip * 7 / 8);
	if (whole)
		return;
	s->first |= ATT_SMS_HEADER;
	memcpy(s->user,
	       (const uint8_t[HEADER_LEN]){HEADER_LEN - 1, IE_PARTS_8, 3,
					   reference, x->parts, number},
	       HEADER_LEN);
}
