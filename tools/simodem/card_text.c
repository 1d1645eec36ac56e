/* Files of the card as texts. */
#include "tools/simodem/card_inside.h"

#define EF_ICCID  0x2fe2u
#define EF_IMSI	  0x6f07u
#define EF_AD	  0x6fadu
#define EF_MSISDN 0x6f40u
#define EF_SPN	  0x6f46u

/* Half bytes from the n-th to the last that is a digit. */
static void digits(char *to, const uint8_t *from, size_t n, size_t end)
{
	for (; n < end; n++) {
		uint8_t digit =
			n % 2 == 0 ? from[n / 2] & 0xf : from[n / 2] >> 4;

		if (digit > 9)
			break;
		*to++ = (char)('0' + digit);
	}
	*to = '\0';
}

void sim_uicc_iccid(const struct sim_uicc *u, char text[SIM_CARD_TEXT])
{
	digits(text, sim_card_find(u, SIM_CARD_MF, EF_ICCID), 0, 20);
}

void sim_uicc_imsi(const struct sim_uicc *u, char text[SIM_CARD_TEXT])
{
	const uint8_t *imsi = sim_card_find(u, SIM_CARD_ADF, EF_IMSI);

	text[0] = '\0';
	if (imsi != NULL)
		digits(text, imsi + 1, 1, 16);
}

/* Behind 10 bytes for a name: length, type of number, digits. */
void sim_uicc_number(const struct sim_uicc *u, char text[SIM_CARD_TEXT])
{
	const uint8_t *r = sim_card_find(u, SIM_CARD_ADF, EF_MSISDN);

	text[0] = '\0';
	if (r == NULL || r[10] < 2 || r[10] > 11)
		return;
	if ((r[11] & 0x70) == 0x10)
		*text++ = '+';
	digits(text, r + 12, 0, 2u * (r[10] - 1u));
}

void sim_uicc_spn(const struct sim_uicc *u, char text[SIM_CARD_TEXT])
{
	const uint8_t *spn = sim_card_find(u, SIM_CARD_ADF, EF_SPN);
	size_t n = 0;

	for (; spn != NULL && n < 16 && spn[1 + n] != 0xff; n++)
		text[n] = (char)spn[1 + n];
	text[n] = '\0';
}

void sim_uicc_home(const struct sim_uicc *u, char text[SIM_CARD_TEXT])
{
	const uint8_t *ad = sim_card_find(u, SIM_CARD_ADF, EF_AD);
	size_t n = ad != NULL && (ad[3] & 0xf) == 3 ? 6 : 5;

	sim_uicc_imsi(u, text);
	text[n] = '\0';
}
