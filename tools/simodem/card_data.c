/* Reading, updating and searching files. ETSI TS 102 221 11.1.3 to 11.1.7. */
#include "tools/simodem/card_inside.h"

/* The file that a command is for, which is then the current one: by a short
 * identifier, or the one that is selected. */
static uint16_t take(const struct sim_uicc *u, struct sim_card_call *c,
		     bool is_short, uint8_t sfi, bool update)
{
	struct sim_card_channel *at = c->channel;
	uint8_t file = at->file;

	if (is_short)
		file = sim_card_short(u, at->directory, sfi);
	if (file == SIM_NO_FILE)
		return is_short ? SIM_SW_NO_FILE : SIM_SW_NO_EF;
	if (file != at->file)
		at->record = 0;
	at->file = file;
	return sim_card_may(u, file, update) ? SIM_SW_OK : SIM_SW_SECURITY;
}

/* --- transparent files -----------------------------------------------------
 */

/* P1 has a short identifier, or the offset's high byte. */
static uint16_t take_bytes(struct sim_uicc *u, struct sim_card_call *c,
			   bool update, uint32_t *offset)
{
	bool is_short = c->p1 & 0x80;
	uint16_t status;

	if (is_short && c->p1 & 0x60)
		return SIM_SW_P1P2;
	*offset = is_short ? c->p2 : (uint32_t)(c->p1 << 8 | c->p2);
	status = take(u, c, is_short, c->p1 & 0x1f, update);
	if (status != SIM_SW_OK && status != SIM_SW_SECURITY)
		return status;
	if (sim_card_files[c->channel->file].kind != SIM_FILE_TRANSPARENT)
		return SIM_SW_STRUCTURE;
	return status;
}

uint16_t sim_card_read_binary(struct sim_uicc *u, struct sim_card_call *c)
{
	uint32_t offset;
	uint16_t status = take_bytes(u, c, false, &offset), len;
	const uint8_t *bytes;

	if (status != SIM_SW_OK)
		return status;
	bytes = sim_card_bytes(u, c->channel->file, &len);
	if (offset >= len)
		return SIM_SW_OFFSET;
	if (c->le > len - offset)
		return (uint16_t)(SIM_SW_EXACT | ((len - offset) & 0xff));
	return sim_card_give(c, bytes + offset, c->le);
}

uint16_t sim_card_update_binary(struct sim_uicc *u, struct sim_card_call *c)
{
	uint32_t offset;
	uint16_t status = take_bytes(u, c, true, &offset), len;
	uint8_t *bytes;

	if (status != SIM_SW_OK)
		return status;
	bytes = sim_card_bytes(u, c->channel->file, &len);
	if (offset >= len)
		return SIM_SW_OFFSET;
	if (c->data.len == 0 || c->data.len > len - offset)
		return SIM_SW_LENGTH;
	memcpy(bytes + offset, c->data.p, c->data.len);
	return SIM_SW_OK;
}

/* --- records ---------------------------------------------------------------
 */

enum { NEXT = 2, PREVIOUS = 3, ABSOLUTE = 4, BACKWARD = 5, MODES = 7 };

static uint16_t take_records(struct sim_uicc *u, struct sim_card_call *c,
			     bool update)
{
	uint8_t sfi = c->p2 >> 3;
	uint16_t status = take(u, c, sfi != 0, sfi, update);
	uint8_t kind;

	if (status != SIM_SW_OK && status != SIM_SW_SECURITY)
		return status;
	kind = sim_card_files[c->channel->file].kind;
	return kind == SIM_FILE_TRANSPARENT ? SIM_SW_STRUCTURE : status;
}

/* The record that the mode means, from 1; next and previous move there. */
static uint16_t choose(struct sim_card_call *c, uint8_t *record)
{
	const struct sim_card_file *f = &sim_card_files[c->channel->file];
	bool cyclic = f->kind == SIM_FILE_CYCLIC;
	uint8_t now = c->channel->record, n = f->records;

	switch (c->p2 & MODES) {
	case ABSOLUTE:
		*record = c->p1 != 0 ? c->p1 : now;
		return *record >= 1 && *record <= n ? SIM_SW_OK
						    : SIM_SW_NO_RECORD;
	case NEXT:
		*record = now < n ? (uint8_t)(now + 1) : (uint8_t)cyclic;
		break;
	case PREVIOUS:
		if (now == 0)
			*record = n;
		else
			*record = now > 1 ? (uint8_t)(now - 1)
					  : (uint8_t)(cyclic ? n : 0);
		break;
	default:
		return SIM_SW_P1P2;
	}
	if (c->p1 != 0)
		return SIM_SW_P1P2;
	return *record != 0 ? SIM_SW_OK : SIM_SW_NO_RECORD;
}

static void move(struct sim_card_call *c, uint8_t record)
{
	if ((c->p2 & MODES) != ABSOLUTE)
		c->channel->record = record;
}

uint16_t sim_card_read_record(struct sim_uicc *u, struct sim_card_call *c)
{
	uint16_t status = take_records(u, c, false);
	uint8_t record;

	if (status == SIM_SW_OK)
		status = choose(c, &record);
	if (status != SIM_SW_OK)
		return status;
	status = sim_card_give(c, sim_card_record(u, c->channel->file, record),
			       sim_card_files[c->channel->file].len);
	if (status == SIM_SW_OK)
		move(c, record);
	return status;
}

/* The oldest record of a cyclic file is written over, and is then the first. */
static uint16_t update_oldest(struct sim_uicc *u, struct sim_card_call *c)
{
	uint8_t file = c->channel->file;

	if ((c->p2 & MODES) != PREVIOUS)
		return SIM_SW_STRUCTURE;
	if (c->p1 != 0)
		return SIM_SW_P1P2;
	sim_card_turn(u, file);
	memcpy(sim_card_record(u, file, 1), c->data.p, c->data.len);
	c->channel->record = 1;
	return SIM_SW_OK;
}

uint16_t sim_card_update_record(struct sim_uicc *u, struct sim_card_call *c)
{
	uint16_t status = take_records(u, c, true);
	uint8_t record, file = c->channel->file;

	if (status != SIM_SW_OK)
		return status;
	if (c->data.len != sim_card_files[file].len)
		return SIM_SW_LENGTH;
	if (sim_card_files[file].kind == SIM_FILE_CYCLIC)
		return update_oldest(u, c);
	status = choose(c, &record);
	if (status != SIM_SW_OK)
		return status;
	move(c, record);
	memcpy(sim_card_record(u, file, record), c->data.p, c->data.len);
	return SIM_SW_OK;
}

static bool holds(const uint8_t *record, size_t len, struct att_bytes what)
{
	for (size_t i = 0; i + what.len <= len; i++)
		if (att_bytes_equal(att_bytes_of(record + i, what.len), what))
			return true;
	return false;
}

/* A simple search, from record P1 (0: the current one) on to either end: the
 * numbers of those that hold the bytes. */
uint16_t sim_card_search_record(struct sim_uicc *u, struct sim_card_call *c)
{
	uint16_t status = take_records(u, c, false);
	uint8_t found[255], mode = c->p2 & MODES;
	size_t n = 0;
	const struct sim_card_file *f;
	unsigned i;

	if (status != SIM_SW_OK)
		return status;
	if (mode != ABSOLUTE && mode != BACKWARD)
		return SIM_SW_P1P2;
	f = &sim_card_files[c->channel->file];
	if (c->data.len == 0 || c->data.len > f->len)
		return SIM_SW_LENGTH;
	i = c->p1 != 0 ? c->p1 : c->channel->record;
	if (i == 0 || i > f->records)
		return SIM_SW_NO_RECORD;
	for (; i >= 1 && i <= f->records; i += mode == ABSOLUTE ? 1u : -1u)
		if (holds(sim_card_record(u, c->channel->file, (uint8_t)i),
			  f->len, c->data))
			found[n++] = (uint8_t)i;
	if (n == 0)
		return SIM_SW_NOT_FOUND;
	c->channel->record = found[0];
	return sim_card_keep(u, c, found, n);
}
