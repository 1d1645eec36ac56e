/* File control parameters: what SELECT and STATUS tell of a file. ETSI TS 102
 * 221 11.1.1.3 and 11.1.1.4. */
#include "tools/simodem/card_inside.h"

struct out {
	uint8_t *p;
	size_t len;
};

static void put(struct out *o, uint8_t tag, const uint8_t *value, size_t len)
{
	o->p[o->len++] = tag;
	o->p[o->len++] = (uint8_t)len;
	memcpy(o->p + o->len, value, len);
	o->len += len;
}

static void put_u8(struct out *o, uint8_t tag, uint8_t value)
{
	put(o, tag, &value, 1);
}

static void put_u16(struct out *o, uint8_t tag, unsigned value)
{
	const uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};

	put(o, tag, bytes, 2);
}

/* File descriptor: shareable, and which kind; data coding 21. */
static void put_descriptor(struct out *o, const struct sim_card_file *f)
{
	static const uint8_t kinds[] = {
		[SIM_FILE_DIRECTORY] = 0x78,
		[SIM_FILE_TRANSPARENT] = 0x41,
		[SIM_FILE_LINEAR] = 0x42,
		[SIM_FILE_CYCLIC] = 0x46,
	};
	const uint8_t bytes[] = {kinds[f->kind], 0x21, (uint8_t)(f->len >> 8),
				 (uint8_t)f->len, f->records};
	bool records = f->kind == SIM_FILE_LINEAR || f->kind == SIM_FILE_CYCLIC;

	put(o, 0x82, bytes, records ? 5 : 2);
}

/* Security attributes by reference, which EF ARR of the tree has. */
static void put_rule(struct out *o, const struct sim_card_file *f)
{
	uint16_t arr = f->parent == SIM_CARD_ADF ? 0x6f06 : 0x2f06;
	const uint8_t bytes[] = {(uint8_t)(arr >> 8), (uint8_t)arr, f->rule};

	put(o, 0x8b, bytes, sizeof(bytes));
}

/* PIN status: which of the key references are enabled, TS 102 221 9.5.2. */
static void put_pins(struct out *o, const struct sim_uicc *u)
{
	const uint8_t bytes[] = {
		0x90,
		1,
		(uint8_t)((u->pin1.enabled ? 0x80 : 0) | (u->pin2.enabled ? 0x40 : 0)),
		0x83,
		1,
		SIM_KEY_PIN1,
		0x83,
		1,
		SIM_KEY_PIN2};

	put(o, 0xc6, bytes, sizeof(bytes));
}

static void put_directory(struct out *o, const struct sim_uicc *u, uint8_t file)
{
	static const uint8_t characteristics[] = {0x80, 1, 0x71};

	if (file == SIM_CARD_ADF)
		put(o, 0x84, sim_card_usim_aid, SIM_CARD_USIM_AID_LEN);
	else
		put_u16(o, 0x83, sim_card_files[file].id);
	put(o, 0xa5, characteristics, sizeof(characteristics));
	put_u8(o, 0x8a, 5); /* operational, activated */
	put_rule(o, &sim_card_files[file]);
	put_pins(o, u);
}

static void put_file(struct out *o, const struct sim_card_file *f, size_t len)
{
	const uint8_t sfi = (uint8_t)(f->sfi << 3);

	put_u16(o, 0x83, f->id);
	put_u8(o, 0x8a, 5);
	put_rule(o, f);
	put_u16(o, 0x80, (unsigned)len);
	put(o, 0x88, &sfi, f->sfi != 0); /* empty: it has none */
}

size_t sim_card_fcp(struct sim_uicc *u, uint8_t file, uint8_t fcp[SIM_CARD_FCP])
{
	const struct sim_card_file *f = &sim_card_files[file];
	struct out o = {fcp, 2};
	uint16_t len;

	put_descriptor(&o, f);
	sim_card_bytes(u, file, &len);
	if (f->kind == SIM_FILE_DIRECTORY)
		put_directory(&o, u, file);
	else
		put_file(&o, f, len);
	fcp[0] = 0x62;
	fcp[1] = (uint8_t)(o.len - 2);
	return o.len;
}
