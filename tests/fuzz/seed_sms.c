/* Short messages as seeds: a part of two, a status report, and a message with a
 * time until which it is valid. */
#include "seed_sms.h"

#include <string.h>

#include "generated/cids.h"

static const uint8_t pdu[SEED_SMS_N][SEED_SMS] = {
	{0,    0x44, 8,	   0x91, 0x51, 0x55, 0x10, 0, 0,    0, 0x20, 0x80, 0x62,
	 0x91, 0x73, 0x14, 0x80, 8,    5,    0,	   3, 0x2a, 2, 1,    0x82},
	{0,    6,    0x2a, 8,	 0x91, 0x51, 0x55, 0x10, 0,    0x20, 0x80,
	 0x62, 0x91, 0x73, 0x14, 0x80, 0x20, 0x80, 0x62, 0x91, 0x73, 0x14,
	 0x80, 0,    7,	   0,	 8,    4,    4,	   0x1f, 4,    0x40},
	{1, 0x91, 0x19, 0,    8,    0x91, 0x51, 0x55, 0x10, 0,	  0,
	 0, 0x20, 0x80, 0x62, 0x91, 0x73, 0x14, 0x80, 2,    0xc8, 0x34},
};

size_t seed_sms(unsigned i, uint8_t *p)
{
	memcpy(p, pdu[i], SEED_SMS);
	return SEED_SMS;
}

/* An answer of the modem: what happens, that it is a success, its body. */
static size_t answer(uint8_t *p, size_t at, int len)
{
	p[at] = p[at + 1] = 0;
	p[at + 2] = (uint8_t)len;
	return at + 3 + (size_t)len;
}

/* To the list of indications, of messages, to READ and DELETE. */
size_t seed_messages(unsigned i, uint8_t p[SEED_MESSAGES])
{
	const struct mbim_sms_pdu_read_record one = {
		.message_index = 1, .pdu_data = att_bytes_of(pdu[i], SEED_SMS)};
	const struct mbim_sms_read_response r = {.pdu_messages =
							 att_array_of(&one, 1)};
	size_t at = answer(p, 1, 0);

	p[0] = 0; /* MBIM */
	for (unsigned twice = 0; twice < 2; twice++) {
		int len = mbim_sms_read_response_encode(&r, p + at + 3, 200);

		at = answer(p, at, len < 0 ? 0 : len);
	}
	return answer(p, at, 0);
}
