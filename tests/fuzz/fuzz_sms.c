/* PDUs of short messages and texts of USSD that nobody has looked at: what
 * decodes is written again, and is then the same, twice; a text survives the
 * way there and back. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "wire/sms/sms.h"
#include "wire/sms/ussd.h"

#define TEXT 1024u

static size_t encoded(const struct att_sms *s, uint8_t *out)
{
	int len = att_sms_encode(s, out, ATT_SMS_PDU_MAX);

	FUZZ_CLAIM(len > 0);
	return (size_t)len;
}

static void looked_at(const struct att_sms *s)
{
	char text[TEXT], number[ATT_SMS_ADDRESS_MAX];
	struct att_sms_part part;
	struct att_sms_time t;
	int len = att_sms_text(s, text, sizeof(text));

	FUZZ_CLAIM(len == ATT_E_TEXT || (len >= 0 && text[len] == '\0'));
	FUZZ_CLAIM(!att_sms_part(s, &part) || part.number <= part.parts);
	att_sms_address_text(&s->peer, number);
	att_sms_stamp_get(s->sent, &t);
}

static void from_wire(struct att_bytes in)
{
	uint8_t once[ATT_SMS_PDU_MAX], twice[ATT_SMS_PDU_MAX];
	struct att_sms s, again;
	size_t len;
	int used = att_sms_decode(in, &s);

	if (used < 0)
		return;
	FUZZ_CLAIM((size_t)used <= in.len);
	looked_at(&s);
	len = encoded(&s, once);
	FUZZ_CLAIM(len <= (size_t)used);
	FUZZ_CLAIM(att_sms_decode(att_bytes_of(once, len), &again) == (int)len);
	FUZZ_CLAIM(encoded(&again, twice) == len);
	FUZZ_CLAIM(memcmp(once, twice, len) == 0);
}

static void check_part(const struct att_sms_split *x, uint8_t number,
		       struct att_bytes *left)
{
	struct att_sms s = {.first = ATT_SMS_SUBMIT}, back;
	uint8_t pdu[ATT_SMS_PDU_MAX];
	char text[TEXT];
	size_t len;
	int n;

	att_sms_put_part(&s, x, number, 1);
	len = encoded(&s, pdu);
	FUZZ_CLAIM(att_sms_decode(att_bytes_of(pdu, len), &back) == (int)len);
	n = att_sms_text(&back, text, sizeof(text));
	FUZZ_CLAIM(n >= 0 && (size_t)n <= left->len);
	FUZZ_CLAIM(memcmp(text, left->p, (size_t)n) == 0);
	left->p += n;
	left->len -= (size_t)n;
}

static void from_people(struct att_bytes in)
{
	struct att_bytes left = in;
	struct att_sms_split x;

	if (att_sms_split(in, &x) != 0)
		return;
	for (unsigned i = 1; i <= x.parts; i++)
		check_part(&x, (uint8_t)i, &left);
	FUZZ_CLAIM(left.len == 0);
}

/* A text that ends in CR where there is room for one more loses it. */
static void as_ussd(struct att_bytes in)
{
	uint8_t data[ATT_USSD_MAX], again[ATT_USSD_MAX];
	uint8_t dcs = fuzz_u8(&in), ours;
	char text[ATT_USSD_TEXT], back[ATT_USSD_TEXT];
	int len = att_ussd_decode(dcs, in, text, sizeof(text));

	if (len < 0)
		return;
	len = att_ussd_encode(att_bytes_of(text, (size_t)len), &ours, data);
	if (len < 0)
		return; /* longer in UCS-2 */
	len = att_ussd_decode(ours, att_bytes_of(data, (size_t)len), back,
			      sizeof(back));
	FUZZ_CLAIM(len >= 0);
	len = att_ussd_encode(att_bytes_of(back, (size_t)len), &ours, again);
	FUZZ_CLAIM(len >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct att_bytes in = {copy, size};

	from_wire(in);
	from_people(in);
	as_ussd(in);
	free(copy);
	return 0;
}
