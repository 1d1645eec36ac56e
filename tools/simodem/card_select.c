/* SELECT and STATUS. ETSI TS 102 221 8.4, 11.1.1 and 11.1.2. */
#include "tools/simodem/card_inside.h"

static bool is_directory(uint8_t file)
{
	return sim_card_files[file].kind == SIM_FILE_DIRECTORY;
}

/* TS 102 221 8.4.1: the MF, the application, a child, the directory itself, its
 * parent, a directory beside it. */
static uint8_t by_id(const struct sim_uicc *u, const struct sim_card_channel *c,
		     uint16_t id)
{
	uint8_t parent = sim_card_files[c->directory].parent, file;

	if (id == sim_card_files[SIM_CARD_MF].id)
		return SIM_CARD_MF;
	if (id == sim_card_files[SIM_CARD_ADF].id)
		return c->application;
	file = sim_card_child(u, c->directory, id);
	if (file != SIM_NO_FILE)
		return file;
	if (id == sim_card_files[c->directory].id)
		return c->directory;
	if (parent == SIM_NO_FILE)
		return SIM_NO_FILE;
	if (id == sim_card_files[parent].id)
		return parent;
	file = sim_card_child(u, parent, id);
	return file != SIM_NO_FILE && is_directory(file) ? file : SIM_NO_FILE;
}

/* Ids of two bytes each; the first may be that of the application. */
static uint8_t by_path(const struct sim_uicc *u,
		       const struct sim_card_channel *c, uint8_t from,
		       struct att_bytes path)
{
	uint8_t file = from;

	for (size_t i = 0; i < path.len; i += 2) {
		uint16_t id = (uint16_t)(path.p[i] << 8 | path.p[i + 1]);

		if (i == 0 && id == sim_card_files[SIM_CARD_ADF].id)
			file = c->application;
		else
			file = sim_card_child(u, file, id);
		if (file == SIM_NO_FILE)
			break;
	}
	return file;
}

/* The whole AID, or its beginning, 5 bytes at least. */
static uint8_t by_name(const struct sim_uicc *u, struct att_bytes aid)
{
	bool same =
		aid.len <= SIM_CARD_USIM_AID_LEN &&
		att_bytes_equal(aid, att_bytes_of(sim_card_usim_aid, aid.len));

	return same && sim_card_has(u, SIM_CARD_ADF) ? SIM_CARD_ADF
						     : SIM_NO_FILE;
}

static uint8_t parent_of(const struct sim_card_channel *c)
{
	return sim_card_files[c->directory].parent;
}

/* What P1 and the data name; *file SIM_NO_FILE: there is no such file. */
static uint16_t find(const struct sim_uicc *u, const struct sim_card_call *c,
		     uint8_t *file)
{
	struct att_bytes d = c->data;
	bool path = d.len >= 2 && d.len % 2 == 0;

	switch (c->p1) {
	case 0x00:
		if (d.len != 2)
			return SIM_SW_LENGTH;
		*file = by_id(u, c->channel, (uint16_t)(d.p[0] << 8 | d.p[1]));
		return SIM_SW_OK;
	case 0x03:
		*file = parent_of(c->channel);
		return d.len == 0 ? SIM_SW_OK : SIM_SW_LENGTH;
	case 0x04:
		if (d.len < 5 || d.len > SIM_CARD_AID)
			return SIM_SW_LENGTH;
		*file = by_name(u, d);
		return SIM_SW_OK;
	case 0x08:
	case 0x09:
		if (!path)
			return SIM_SW_LENGTH;
		*file = by_path(
			u, c->channel,
			c->p1 == 0x08 ? SIM_CARD_MF : c->channel->directory, d);
		return SIM_SW_OK;
	default:
		return SIM_SW_P1P2;
	}
}

static void move(struct sim_card_channel *c, uint8_t file)
{
	c->record = 0;
	c->file = is_directory(file) ? SIM_NO_FILE : file;
	c->directory = is_directory(file) ? file : sim_card_files[file].parent;
	if (file == SIM_CARD_ADF)
		c->application = file;
}

/* P2: what is done to the application's session, what is told, and which of
 * several that fit: there is one. */
enum { TERMINATE = 0x40, SESSION = 0x60, NOTHING = 0x0c, TELL = 0x0c };
enum { NEXT = 0x02, OCCURRENCE = 0x03 };

static uint16_t end_application(struct sim_card_channel *c)
{
	c->application = SIM_NO_FILE;
	move(c, SIM_CARD_MF);
	return SIM_SW_OK;
}

uint16_t sim_card_select(struct sim_uicc *u, struct sim_card_call *c)
{
	uint8_t fcp[SIM_CARD_FCP], file = SIM_NO_FILE;
	uint16_t status = find(u, c, &file);
	bool name = c->p1 == 0x04;

	if (status != SIM_SW_OK)
		return status;
	if (c->p2 & 0x80 || (c->p2 & TELL) == 0x08 ||
	    (!name && c->p2 & (SESSION | OCCURRENCE)) ||
	    ((c->p2 & SESSION) != 0 && (c->p2 & SESSION) != TERMINATE))
		return SIM_SW_P1P2;
	if (file == SIM_NO_FILE || (name && c->p2 & NEXT))
		return SIM_SW_NO_FILE;
	if (c->p2 & TERMINATE)
		return end_application(c->channel);
	move(c->channel, file);
	if ((c->p2 & TELL) == NOTHING)
		return SIM_SW_OK;
	return sim_card_keep(u, c, fcp, sim_card_fcp(u, file, fcp));
}

/* The directory that is selected; P1 is what the terminal has done. */
uint16_t sim_card_status(struct sim_uicc *u, struct sim_card_call *c)
{
	uint8_t fcp[SIM_CARD_FCP];
	size_t len;

	if (c->p1 > 2)
		return SIM_SW_P1P2;
	switch (c->p2) {
	case 0x00:
		len = sim_card_fcp(u, c->channel->directory, fcp);
		return sim_card_give(c, fcp, len);
	case 0x01: /* its name, as in an FCP */
		if (c->channel->application == SIM_NO_FILE)
			return SIM_SW_CONDITIONS;
		fcp[0] = 0x84;
		fcp[1] = SIM_CARD_USIM_AID_LEN;
		memcpy(fcp + 2, sim_card_usim_aid, SIM_CARD_USIM_AID_LEN);
		return sim_card_give(c, fcp, 2 + SIM_CARD_USIM_AID_LEN);
	case 0x0c:
		return SIM_SW_OK;
	default:
		return SIM_SW_P1P2;
	}
}
