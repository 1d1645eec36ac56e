/* The files of the card: a table, and where their bytes are. 3GPP TS 31.102 4.2
 * and 4.7, ETSI TS 102 221 13; who may read and update them is as there. */
#include "tools/simodem/card_inside.h"

#include <assert.h>

enum {
	MF = SIM_CARD_MF,
	ADF = SIM_CARD_ADF,
	TELECOM,
	GSM,
	ARR,
	IMSI,
	AD,
	SPN,
	FPLMN,
	GID1,
	GID2,
	MSISDN,
	SMS,
	SMSP
};

#define DIRECTORY(id, parent)                                        \
	{                                                            \
		id, parent, SIM_FILE_DIRECTORY, ALWAYS_ADM, 0, 0, 0, \
			SIM_NO_FILE, NULL                            \
	}
#define BYTES(id, parent, rule, sfi, len, fill)                      \
	{                                                            \
		id, parent, SIM_FILE_TRANSPARENT, rule, sfi, len, 1, \
			SIM_NO_FILE, fill                            \
	}
#define RECORDS(id, parent, rule, sfi, len, n, fill)                         \
	{                                                                    \
		id, parent, SIM_FILE_LINEAR, rule, sfi, len, n, SIM_NO_FILE, \
			fill                                                 \
	}
#define CYCLIC(id, parent, rule, sfi, len, n, fill)                          \
	{                                                                    \
		id, parent, SIM_FILE_CYCLIC, rule, sfi, len, n, SIM_NO_FILE, \
			fill                                                 \
	}
/* In another directory, too. */
#define SAME(id, parent, kind, rule, sfi, len, n, same)         \
	{                                                       \
		id, parent, kind, rule, sfi, len, n, same, NULL \
	}

/* clang-format off */
const struct sim_card_file sim_card_files[] = {
	[MF] = DIRECTORY(0x3f00, SIM_NO_FILE),
	[ADF] = DIRECTORY(0x7fff, MF),
	[TELECOM] = DIRECTORY(0x7f10, MF),
	[GSM] = DIRECTORY(0x7f20, MF),
	[ARR] = RECORDS(0x2f06, MF, ALWAYS_ADM, 0x06, 48, 6, sim_fill_arr),
	[IMSI] = BYTES(0x6f07, ADF, PIN1_ADM, 0x07, 9, sim_fill_imsi),
	[AD] = BYTES(0x6fad, ADF, ALWAYS_ADM, 0x03, 4, sim_fill_ad),
	[SPN] = BYTES(0x6f46, ADF, ALWAYS_ADM, 0, 17, sim_fill_spn),
	[FPLMN] = BYTES(0x6f7b, ADF, PIN1_PIN1, 0x0d, 12, sim_fill_fplmn),
	[GID1] = BYTES(0x6f3e, ADF, PIN1_ADM, 0, SIM_CARD_GROUP, sim_fill_gid1),
	[GID2] = BYTES(0x6f3f, ADF, PIN1_ADM, 0, SIM_CARD_GROUP, sim_fill_gid2),
	[MSISDN] = RECORDS(0x6f40, ADF, PIN1_PIN1, 0, 24, 1, sim_fill_msisdn),
	[SMS] = RECORDS(0x6f3c, ADF, PIN1_PIN1, 0, 176, 10, sim_fill_sms),
	[SMSP] = RECORDS(0x6f42, ADF, PIN1_PIN1, 0, 38, 1, NULL),

	BYTES(0x2fe2, MF, ALWAYS_NEVER, 0x02, 10, sim_fill_iccid),
	RECORDS(0x2f00, MF, ALWAYS_ADM, 0x1e, 32, 2, sim_fill_dir),
	BYTES(0x2f05, MF, ALWAYS_PIN1, 0x05, 4, sim_fill_pl),

	SAME(0x6f06, ADF, SIM_FILE_LINEAR, ALWAYS_ADM, 0x17, 48, 6, ARR),
	BYTES(0x6f05, ADF, ALWAYS_PIN1, 0x02, 4, sim_fill_pl),
	BYTES(0x6f08, ADF, PIN1_PIN1, 0x08, 33, sim_fill_keys),
	BYTES(0x6f09, ADF, PIN1_PIN1, 0x09, 33, sim_fill_keys),
	BYTES(0x6f31, ADF, PIN1_ADM, 0x12, 1, sim_fill_hpplmn),
	BYTES(0x6f38, ADF, PIN1_ADM, 0x04, 17, sim_fill_ust),
	CYCLIC(0x6f39, ADF, PIN1_PIN1, 0x1c, 3, 3, sim_fill_zero),
	RECORDS(0x6f3b, ADF, PIN1_PIN2, 0, 24, 3, NULL),
	BYTES(0x6f43, ADF, PIN1_PIN1, 0, 2, NULL),
	BYTES(0x6f56, ADF, PIN1_PIN2, 0x05, 1, sim_fill_zero),
	BYTES(0x6f60, ADF, PIN1_PIN1, 0x0a, 40, sim_fill_empty_plmn),
	BYTES(0x6f61, ADF, PIN1_ADM, 0x11, 40, sim_fill_empty_plmn),
	BYTES(0x6f62, ADF, PIN1_ADM, 0x13, 5, sim_fill_home_plmn),
	BYTES(0x6f73, ADF, PIN1_PIN1, 0x0c, 14, sim_fill_psloci),
	BYTES(0x6f78, ADF, PIN1_ADM, 0x06, 2, sim_fill_acc),
	BYTES(0x6f7e, ADF, PIN1_PIN1, 0x0b, 11, sim_fill_loci),
	RECORDS(0x6fb7, ADF, ALWAYS_ADM, 0x01, 4, 1, sim_fill_ecc),
	RECORDS(0x6fc5, ADF, ALWAYS_ADM, 0x19, 40, 2, sim_fill_pnn),
	RECORDS(0x6fc6, ADF, ALWAYS_ADM, 0x1a, 8, 1, sim_fill_opl),
	BYTES(0x6fcd, ADF, PIN1_ADM, 0, 16, NULL),
	BYTES(0x6fd9, ADF, PIN1_ADM, 0x1d, 12, NULL),
	BYTES(0x6fe3, ADF, PIN1_PIN1, 0x1e, 18, sim_fill_epsloci),
	RECORDS(0x6fe4, ADF, PIN1_PIN1, 0x18, 80, 1, NULL),

	/* For terminals that know GSM alone: 3GPP TS 51.011 10. */
	SAME(0x6f07, GSM, SIM_FILE_TRANSPARENT, PIN1_ADM, 0, 9, 1, IMSI),
	SAME(0x6fad, GSM, SIM_FILE_TRANSPARENT, ALWAYS_ADM, 0, 4, 1, AD),
	SAME(0x6f46, GSM, SIM_FILE_TRANSPARENT, ALWAYS_ADM, 0, 17, 1, SPN),
	SAME(0x6f7b, GSM, SIM_FILE_TRANSPARENT, PIN1_PIN1, 0, 12, 1, FPLMN),
	SAME(0x6f3e, GSM, SIM_FILE_TRANSPARENT, PIN1_ADM, 0, 8, 1, GID1),
	SAME(0x6f3f, GSM, SIM_FILE_TRANSPARENT, PIN1_ADM, 0, 8, 1, GID2),
	SAME(0x6f40, TELECOM, SIM_FILE_LINEAR, PIN1_PIN1, 0, 24, 1, MSISDN),
	SAME(0x6f3c, TELECOM, SIM_FILE_LINEAR, PIN1_PIN1, 0, 176, 10, SMS),
	SAME(0x6f42, TELECOM, SIM_FILE_LINEAR, PIN1_PIN1, 0, 38, 1, SMSP),
};
/* clang-format on */

#define COUNT (sizeof(sim_card_files) / sizeof(sim_card_files[0]))
const uint8_t sim_card_files_count = COUNT;
_Static_assert(COUNT <= SIM_CARD_FILES, "a place for each file");

static uint8_t own(uint8_t file)
{
	uint8_t same = sim_card_files[file].same;

	return same != SIM_NO_FILE ? same : file;
}

/* An EF of the MF: also on a card without a USIM. */
static bool in_mf(const struct sim_card_file *f)
{
	return f->parent == MF && f->kind != SIM_FILE_DIRECTORY;
}

/* Its length on this card; what it has in common lies at one place. */
static size_t make(const struct sim_card_file *f, const struct sim_personal *p,
		   uint8_t *to)
{
	size_t len = (size_t)f->len * f->records;

	memset(to, 0xff, len);
	return f->fill != NULL ? f->fill(f, p, to) : len;
}

void sim_card_make(struct sim_uicc *u, const struct sim_personal *p)
{
	uint16_t at = 0;

	for (uint8_t i = 0; i < COUNT; i++) {
		const struct sim_card_file *f = &sim_card_files[i];

		if (p->usim == NULL && i != MF && !in_mf(f))
			continue;
		if (f->kind == SIM_FILE_DIRECTORY)
			u->len[i] = 1; /* it is there */
		if (f->kind == SIM_FILE_DIRECTORY || f->same != SIM_NO_FILE)
			continue;
		assert(at + (size_t)f->len * f->records <= sizeof(u->memory));
		u->at[i] = at;
		u->len[i] = (uint16_t)make(f, p, u->memory + at);
		at = (uint16_t)(at + u->len[i]);
	}
}

bool sim_card_has(const struct sim_uicc *u, uint8_t file)
{
	return u->len[own(file)] > 0;
}

uint8_t sim_card_child(const struct sim_uicc *u, uint8_t directory, uint16_t id)
{
	for (uint8_t i = 0; i < COUNT; i++)
		if (sim_card_files[i].parent == directory &&
		    sim_card_files[i].id == id && i != ADF)
			return sim_card_has(u, i) ? i : SIM_NO_FILE;
	return SIM_NO_FILE;
}

uint8_t sim_card_short(const struct sim_uicc *u, uint8_t directory, uint8_t sfi)
{
	for (uint8_t i = 0; i < COUNT; i++)
		if (sim_card_files[i].parent == directory &&
		    sim_card_files[i].sfi == sfi && sfi != 0)
			return sim_card_has(u, i) ? i : SIM_NO_FILE;
	return SIM_NO_FILE;
}

uint8_t *sim_card_bytes(struct sim_uicc *u, uint8_t file, uint16_t *len)
{
	*len = u->len[own(file)];
	return u->memory + u->at[own(file)];
}

uint8_t *sim_card_record(struct sim_uicc *u, uint8_t file, uint8_t record)
{
	const struct sim_card_file *f = &sim_card_files[file];
	uint32_t n = (record - 1u + u->newest[own(file)]) % f->records;

	return u->memory + u->at[own(file)] + n * f->len;
}

void sim_card_turn(struct sim_uicc *u, uint8_t file)
{
	uint8_t n = sim_card_files[file].records;
	uint8_t *newest = &u->newest[own(file)];

	*newest = (uint8_t)((*newest + n - 1u) % n);
}

static bool fulfilled(const struct sim_uicc *u, enum sim_access access)
{
	switch (access) {
	case SIM_ACCESS_ALWAYS:
		return true;
	case SIM_ACCESS_PIN1:
		return !u->pin1.enabled || u->pin1.verified;
	case SIM_ACCESS_PIN2:
		return !u->pin2.enabled || u->pin2.verified;
	case SIM_ACCESS_ADM: /* nobody has its key */
	case SIM_ACCESS_NEVER:
		break;
	}
	return false;
}

bool sim_card_may(const struct sim_uicc *u, uint8_t file, bool update)
{
	struct sim_card_rule r = sim_card_rule(sim_card_files[file].rule);

	return fulfilled(u, update ? r.update : r.read);
}

const uint8_t *sim_card_find(const struct sim_uicc *u, uint8_t directory,
			     uint16_t id)
{
	uint8_t file = sim_card_child(u, directory, id);

	return file != SIM_NO_FILE ? u->memory + u->at[own(file)] : NULL;
}
