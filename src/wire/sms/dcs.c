/* Data coding schemes of short messages and of USSD, by their groups. */
#include "wire/sms/dcs.h"

/* Bits 3 and 2 of the general groups. */
static enum att_dcs_alphabet general(uint8_t dcs)
{
	if ((dcs & 0x20) != 0) /* compressed */
		return ATT_DCS_DATA;
	if ((dcs & 0x0c) == 0x04)
		return ATT_DCS_DATA;
	return (dcs & 0x0c) == 0x08 ? ATT_DCS_UCS2 : ATT_DCS_GSM7;
}

static enum att_dcs_alphabet class_group(uint8_t dcs)
{
	return (dcs & 0x04) != 0 ? ATT_DCS_DATA : ATT_DCS_GSM7;
}

enum att_dcs_alphabet att_dcs_of_sms(uint8_t dcs)
{
	if ((dcs & 0x80) == 0) /* general, and marked for deletion */
		return general(dcs);
	if ((dcs & 0xf0) == 0xe0) /* message waiting, stored, in UCS-2 */
		return ATT_DCS_UCS2;
	return (dcs & 0xf0) == 0xf0 ? class_group(dcs) : ATT_DCS_GSM7;
}

int att_dcs_class(uint8_t dcs)
{
	bool has = (dcs & 0x90) == 0x10 || (dcs & 0xf0) == 0xf0;

	return has ? dcs & 0x03 : -1;
}

enum att_dcs_alphabet att_dcs_of_ussd(uint8_t dcs)
{
	switch (dcs >> 4) {
	case 0x1: /* a language in front */
		return dcs == 0x11 ? ATT_DCS_UCS2 : ATT_DCS_GSM7;
	case 0x4:
	case 0x5:
	case 0x6:
	case 0x7:
	case 0x9: /* with a user data header */
		return general(dcs);
	case 0xf:
		return class_group(dcs);
	default:
		return ATT_DCS_GSM7;
	}
}
