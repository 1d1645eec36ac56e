/* The modems that are known to have an FCC lock, and what opens it. A modem
 * that is not here and tells of its lock is believed (radio.c). */
#include "core/state.h"

static const struct att_lock_row locked_modems[] = {
	/* OpenBSD umb_fccauth_devs; ModemManager fcc-unlock 1199 */
	{0x1199, 0x9079, "EM7455", ATT_FCC_SIERRA, "Sierra EM7455"},
	/* HP lt4111; libmbim-devel 2015-July/000616, ModemManager 1199 */
	{0x03f0, 0x4e1d, "EM7355", ATT_FCC_SIERRA, "Sierra EM7355"},
	/* Dell DW5570 and DW5808; ModemManager 1199 */
	{0x413c, 0x81a3, "MC8805", ATT_FCC_SIERRA, "Sierra MC8805"},
	{0x413c, 0x81a8, "MC7355", ATT_FCC_SIERRA, "Sierra MC7355"},
	/* ModemManager fcc-unlock 105b; libqmi 1.28.6 has the first message for
	 * Dell's DW5821e, which is the T77W968 */
	{0x105b, 0xe0ab, "T99W175", ATT_FCC_FOXCONN, "Foxconn T99W175"},
	{0x105b, 0xe0c3, NULL, ATT_FCC_FOXCONN, "Foxconn T99W175"},
	{0x413c, 0x81d7, "T77W968", ATT_FCC_FOXCONN, "Foxconn T77W968"},
	/* ModemManager fcc-unlock 2c7c and 1eac */
	{0x2c7c, 0x030a, NULL, ATT_FCC_QUECTEL, "Quectel EM05-G"},
	{0x2c7c, 0x0311, NULL, ATT_FCC_QUECTEL, "Quectel EM05-G"},
	{0x2c7c, 0x0313, NULL, ATT_FCC_QUECTEL, "Quectel EM05-G"},
	{0x2c7c, 0x0314, NULL, ATT_FCC_QUECTEL, "Quectel EM05-G"},
	{0x2c7c, 0x0801, NULL, ATT_FCC_QUECTEL, "Quectel RM520N"},
	{0x1eac, 0x1001, NULL, ATT_FCC_QUECTEL, "Quectel EM120"},
	{0x1eac, 0x1002, NULL, ATT_FCC_QUECTEL, "Quectel EM160"},
	{0x1eac, 0x1004, NULL, ATT_FCC_QUECTEL, "Quectel RM520N"},
	{0x1eac, 0x1007, NULL, ATT_FCC_QUECTEL, "Quectel RM520N"},
	/* ModemManager fcc-unlock 14c3 and 8086:7360, lenovo-wwan-unlock: the
	 * answer to a challenge, by AT or RPC */
	{0x14c3, 0x4d75, "FM350", ATT_FCC_SECRET, "Fibocom FM350"},
	{0x8086, 0x7360, "XMM7360", ATT_FCC_SECRET, "Intel XMM7360"},
	{0x8086, 0x7560, "L860", ATT_FCC_SECRET, "Fibocom L860"},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool begins(const char *text, const char *with)
{
	while (*with)
		if (*text++ != *with++)
			return false;
	return true;
}

const struct att_lock_row *att_locks_of_device(uint16_t vendor,
					       uint16_t product)
{
	for (unsigned i = 0; i < COUNT(locked_modems); i++)
		if (locked_modems[i].vendor == vendor &&
		    locked_modems[i].product == product)
			return &locked_modems[i];
	return NULL;
}

const struct att_lock_row *att_locks_of_hardware(const char *hardware)
{
	for (unsigned i = 0; i < COUNT(locked_modems); i++)
		if (locked_modems[i].hardware &&
		    begins(hardware, locked_modems[i].hardware))
			return &locked_modems[i];
	return NULL;
}
