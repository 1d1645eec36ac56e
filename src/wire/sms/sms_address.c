/* Addresses, time stamps and periods of short messages: two digits an octet,
 * the first one low. 3GPP TS 23.040 9.1.2. */
#include "base/errors.h"
#include "wire/sms/gsm7.h"
#include "wire/sms/sms.h"
#include "wire/utf16.h"

#define DIGITS_MAX    20u
#define FILLER	      0x0fu
#define INTERNATIONAL 0x91u
#define UNKNOWN	      0x81u
#define LETTERS_MAX   11u /* of 20 half octets */

static const char digits[] = "0123456789*#abc";

/* Type of number 5, TS 23.040 9.1.2.5. */
static bool is_text(uint8_t type)
{
	return (type & 0x70) == 0x50;
}

static uint8_t digit(char c)
{
	uint8_t i = 0;

	while (digits[i] != '\0' && digits[i] != c)
		i++;
	return i;
}

/* The number of them, or 0: there are others, too many or none. */
static size_t count(const char *text)
{
	size_t n = 0;

	while (text[n] != '\0' && digit(text[n]) < FILLER)
		n++;
	return text[n] == '\0' && n <= DIGITS_MAX ? n : 0;
}

bool att_sms_address_of(const char *number, struct att_sms_address *a)
{
	bool plus = number[0] == '+';
	size_t n = count(number + plus);

	*a = (struct att_sms_address){
		.type = plus ? INTERNATIONAL : UNKNOWN,
	};
	memcpy(a->text, number + plus, n);
	return n > 0;
}

void att_sms_address_text(const struct att_sms_address *a,
			  char out[ATT_SMS_ADDRESS_MAX])
{
	bool plus = (a->type & 0x70) == 0x10;

	out[0] = '+';
	memcpy(out + plus, a->text, ATT_SMS_ADDRESS_MAX - plus);
	out[ATT_SMS_ADDRESS_MAX - 1] = '\0';
}

static int get_digits(const uint8_t *p, size_t n, char *text)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t d = i % 2 == 0 ? p[i / 2] & 0x0f : p[i / 2] >> 4;

		if (d == FILLER)
			return ATT_E_VALUE;
		text[i] = digits[d];
	}
	return 0;
}

static void get_letters(const uint8_t *p, size_t n, char *text)
{
	uint8_t septet[LETTERS_MAX];
	size_t at = 0, len = 0;

	att_gsm7_unpack(p, n, 0, septet);
	while (at < n)
		len += att_utf8_put(att_gsm7_next(septet, n, &at), text + len);
}

/* Of the centre the filler says whether the number of digits is odd. */
static size_t centre_digits(const uint8_t *p, size_t octets)
{
	size_t n = octets * 2;

	return n > 0 && p[octets - 1] >> 4 == FILLER ? n - 1 : n;
}

int att_sms_address_get(struct att_bytes pdu, size_t *at, bool of_centre,
			struct att_sms_address *a)
{
	struct att_bytes body;
	size_t n, octets;

	*a = (struct att_sms_address){.type = 0};
	if (*at >= pdu.len)
		return ATT_E_SHORT;
	n = pdu.p[(*at)++];
	if (of_centre && n == 0)
		return 0;
	octets = of_centre ? n - 1 : (n + 1) / 2;
	if (octets > DIGITS_MAX / 2)
		return ATT_E_LENGTH;
	if (!att_bytes_sub(pdu, *at, octets + 1, &body))
		return ATT_E_SHORT;
	*at += octets + 1;
	a->type = body.p[0] | 0x80;
	if (of_centre && is_text(a->type))
		return ATT_E_VALUE;
	if (of_centre)
		n = centre_digits(body.p + 1, octets);
	if (!is_text(a->type))
		return get_digits(body.p + 1, n, a->text);
	get_letters(body.p + 1, n * 4 / 7, a->text);
	return 0;
}

/* The half octets, or ATT_E_VALUE. */
static int put_letters(const char *text, uint8_t *out)
{
	uint8_t septet[LETTERS_MAX + 1] = {0}; /* a text may have no letter */
	size_t n = 0, at = 0, len = 0;

	while (text[len] != '\0')
		len++;
	while (at < len) {
		unsigned more = att_gsm7_put(
			att_utf8_next((const uint8_t *)text, len, &at),
			septet + n);

		n += more;
		if (more == 0 || n > LETTERS_MAX)
			return ATT_E_VALUE;
		if (n == LETTERS_MAX && at < len)
			return ATT_E_VALUE;
	}
	att_gsm7_pack(septet, n, 0, out);
	return (int)((n * 7 + 3) / 4);
}

static int put_digits(const char *text, uint8_t *out)
{
	size_t n = count(text);

	for (size_t i = 0; i < n; i++)
		if (i % 2 == 0)
			out[i / 2] = (uint8_t)(FILLER << 4 | digit(text[i]));
		else
			out[i / 2] = (uint8_t)((out[i / 2] & 0x0f) |
					       digit(text[i]) << 4);
	return n > 0 || text[0] == '\0' ? (int)n : ATT_E_VALUE;
}

int att_sms_address_put(const struct att_sms_address *a, bool of_centre,
			uint8_t *out)
{
	int n, octets;

	if (of_centre && a->type == 0) {
		out[0] = 0;
		return 1;
	}
	if (of_centre && is_text(a->type))
		return ATT_E_VALUE;
	n = is_text(a->type) ? put_letters(a->text, out + 2)
			     : put_digits(a->text, out + 2);
	if (n < 0)
		return n;
	octets = (n + 1) / 2;
	out[0] = (uint8_t)(of_centre ? octets + 1 : n);
	out[1] = a->type;
	return 2 + octets;
}

/* --- time stamps -----------------------------------------------------------
 */

static uint8_t swapped(unsigned v)
{
	return (uint8_t)(v % 10 << 4 | v / 10 % 10);
}

static uint8_t back(uint8_t octet)
{
	return (uint8_t)((octet & 0x0f) * 10 + (octet >> 4));
}

/* The sign is bit 3 of the zone, as its digits are swapped too. */
void att_sms_stamp_put(const struct att_sms_time *t,
		       uint8_t stamp[ATT_SMS_STAMP])
{
	bool behind = t->quarters < 0;

	stamp[0] = swapped(t->year % 100u);
	stamp[1] = swapped(t->month);
	stamp[2] = swapped(t->day);
	stamp[3] = swapped(t->hour);
	stamp[4] = swapped(t->minute);
	stamp[5] = swapped(t->second);
	stamp[6] = swapped((unsigned)(behind ? -t->quarters : t->quarters));
	stamp[6] = (uint8_t)(stamp[6] | (behind ? 0x08 : 0));
}

void att_sms_stamp_get(const uint8_t stamp[ATT_SMS_STAMP],
		       struct att_sms_time *t)
{
	int quarters = back(stamp[6] & 0xf7);

	*t = (struct att_sms_time){
		.year = (uint16_t)(2000 + back(stamp[0])),
		.month = back(stamp[1]),
		.day = back(stamp[2]),
		.hour = back(stamp[3]),
		.minute = back(stamp[4]),
		.second = back(stamp[5]),
		.quarters =
			(int8_t)((stamp[6] & 0x08) != 0 ? -quarters : quarters),
	};
}

/* --- periods ---------------------------------------------------------------
 */

#define HALF_HOURS 143u /* behind 12 hours of 5 minutes */
#define DAYS	   167u /* behind 24 hours: from 2 days on */
#define WEEKS	   196u /* behind 30 days: from 5 weeks on */
#define DAY_MIN	   1440u

uint32_t att_sms_validity_get(uint8_t relative)
{
	if (relative <= HALF_HOURS)
		return (relative + 1u) * 5;
	if (relative <= DAYS)
		return DAY_MIN / 2 + (relative - HALF_HOURS) * 30;
	return relative <= WEEKS ? (relative - 166u) * DAY_MIN
				 : (relative - 192u) * 7 * DAY_MIN;
}

uint8_t att_sms_validity_put(uint32_t minutes)
{
	uint8_t relative = 0;

	while (relative < UINT8_MAX && att_sms_validity_get(relative) < minutes)
		relative++;
	return relative;
}
