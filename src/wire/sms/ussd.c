/* The texts of USSD to octets and back. */
#include "wire/sms/ussd.h"

#include "base/errors.h"
#include "wire/sms/chars.h"
#include "wire/sms/dcs.h"
#include "wire/sms/gsm7.h"
#include "wire/utf16.h"

#define SEPTETS (ATT_USSD_MAX * 8 / 7)
#define CR	0x0du

/* A last septet that would be 0, "@", in the last octet is a CR, which is not
 * part of the text (6.1.2.3.1). */
static size_t septets_of(struct att_bytes data, uint8_t *septet)
{
	size_t n = data.len * 8 / 7;

	att_gsm7_unpack(data.p, n, 0, septet);
	return n > 0 && n % 8 == 0 && septet[n - 1] == CR ? n - 1 : n;
}

int att_ussd_decode(uint8_t dcs, struct att_bytes data, char *out, size_t cap)
{
	uint8_t septet[SEPTETS];

	if (data.len > ATT_USSD_MAX)
		return ATT_E_LENGTH;
	switch (att_dcs_of_ussd(dcs)) {
	case ATT_DCS_GSM7:
		return att_chars_of_gsm7(septet, septets_of(data, septet), out,
					 cap);
	case ATT_DCS_UCS2:
		return att_chars_of_ucs2(data, out, cap);
	case ATT_DCS_DATA:
		break;
	}
	return ATT_E_TEXT;
}

/* The septets, or -1: it is not all of GSM's alphabet, or -2: too many. */
static int to_septets(struct att_bytes text, uint8_t *septet)
{
	size_t at = 0, n = 0;
	uint8_t one[2];

	while (at < text.len) {
		uint32_t c = att_utf8_next(text.p, text.len, &at);
		unsigned more = att_gsm7_put(c, one);

		if (more == 0)
			return -1;
		if (n + more > SEPTETS)
			return -2;
		memcpy(septet + n, one, more);
		n += more;
	}
	return (int)n;
}

static int in_ucs2(struct att_bytes text, uint8_t *out)
{
	int len = att_utf16_encode(text.p, text.len, out, ATT_USSD_MAX);

	for (int i = 0; i + 1 < len; i += 2) {
		uint8_t low = out[i];

		out[i] = out[i + 1];
		out[i + 1] = low;
	}
	return len == ATT_E_ROOM ? ATT_E_LENGTH : len;
}

int att_ussd_encode(struct att_bytes text, uint8_t *dcs,
		    uint8_t out[ATT_USSD_MAX])
{
	uint8_t septet[SEPTETS + 1];
	int n = to_septets(text, septet);

	if (n == -1) {
		*dcs = ATT_DCS_USSD_UCS2;
		return in_ucs2(text, out);
	}
	if (n < 0)
		return ATT_E_LENGTH;
	*dcs = ATT_DCS_USSD_GSM7;
	if (n % 8 == 7)
		septet[n++] = CR;
	att_gsm7_pack(septet, (size_t)n, 0, out);
	return (int)att_gsm7_octets((size_t)n, 0);
}
