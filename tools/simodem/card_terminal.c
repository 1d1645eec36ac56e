/* What a terminal does in front of a card: whole operations, each of several
 * commands. They are made on the basic channel. */
#include "tools/simodem/card_inside.h"

#define STEP 255u /* bytes that one command reads or writes */

uint16_t sim_terminal_status(const uint8_t *answer, size_t len)
{
	return (uint16_t)(answer[len - 2] << 8 | answer[len - 1]);
}

uint8_t sim_terminal_class(uint8_t channel)
{
	return channel < 4 ? channel : (uint8_t)(0x40 | (channel - 4));
}

/* The rest of an answer, behind the `from` bytes that are there. */
static size_t fetch(struct sim_uicc *u, uint8_t class, uint8_t left,
		    uint8_t answer[SIM_CARD_ANSWER], size_t from)
{
	const uint8_t command[] = {class, 0xc0, 0, 0, left};
	uint8_t part[SIM_CARD_ANSWER];
	size_t len = sim_uicc_command(u, att_bytes_of(command, sizeof(command)),
				      part);

	memcpy(answer + from, part, len);
	return from + len;
}

size_t sim_terminal_command(struct sim_uicc *u, struct att_bytes command,
			    uint8_t answer[SIM_CARD_ANSWER])
{
	size_t len = sim_uicc_command(u, command, answer);
	uint16_t status = sim_terminal_status(answer, len);
	uint8_t again[5];

	if (status >> 8 == SIM_SW_EXACT >> 8 && command.len >= 4) {
		memcpy(again, command.p, 4);
		again[4] = (uint8_t)status;
		len = sim_uicc_command(u, att_bytes_of(again, 5), answer);
		status = sim_terminal_status(answer, len);
	}
	/* All that can wait is 256 bytes. */
	while (status >> 8 == SIM_SW_MORE >> 8) {
		len = fetch(u, command.p[0], (uint8_t)status, answer, len - 2);
		status = sim_terminal_status(answer, len);
	}
	return len;
}

/* A command on a channel: its status words. */
struct command {
	uint8_t channel, instruction, p1, p2;
	struct att_bytes data; /* empty: none is brought */
	uint8_t le;	       /* of one that brings none; 0: 256 */
};

static uint16_t send(struct sim_uicc *u, const struct command *c,
		     uint8_t answer[SIM_CARD_ANSWER], size_t *len)
{
	uint8_t bytes[SIM_CARD_COMMAND] = {sim_terminal_class(c->channel),
					   c->instruction, c->p1, c->p2};
	size_t n = 5;

	bytes[4] = c->le;
	if (c->data.len > 0) {
		bytes[4] = (uint8_t)c->data.len;
		memcpy(bytes + 5, c->data.p, c->data.len);
		n += c->data.len;
	}
	*len = sim_terminal_command(u, att_bytes_of(bytes, n), answer);
	return sim_terminal_status(answer, *len);
}

/* --- channels --------------------------------------------------------------
 */

enum sim_opened sim_terminal_open(struct sim_uicc *u, struct att_bytes aid,
				  uint8_t p2, uint8_t *channel,
				  uint8_t answer[SIM_CARD_ANSWER], size_t *len)
{
	const struct command manage = {.instruction = 0x70, .le = 1};
	struct command select = {
		.instruction = 0xa4, .p1 = 0x04, .p2 = p2, .data = aid};

	if (send(u, &manage, answer, len) != SIM_SW_OK)
		return SIM_NO_CHANNEL;
	*channel = select.channel = answer[0];
	if (aid.len == 0) { /* nothing to select: the channel alone */
		*len = 2;
		memmove(answer, answer + 1, 2);
		return SIM_OPENED;
	}
	if (send(u, &select, answer, len) == SIM_SW_OK)
		return SIM_OPENED;
	sim_terminal_close(u, *channel);
	return SIM_NOT_SELECTED;
}

uint16_t sim_terminal_close(struct sim_uicc *u, uint8_t channel)
{
	const struct command c = {
		.instruction = 0x70, .p1 = 0x80, .p2 = channel};
	uint8_t answer[SIM_CARD_ANSWER];
	size_t len;

	return send(u, &c, answer, &len);
}

/* --- files -----------------------------------------------------------------
 */

enum { MF = 0x3f00, APPLICATION = 0x7fff };

static uint16_t id_at(struct att_bytes path, size_t i)
{
	return (uint16_t)(path.p[i] << 8 | path.p[i + 1]);
}

/* The application's directory, by name. */
static uint16_t select_application(struct sim_uicc *u, struct att_bytes aid,
				   uint8_t *answer, size_t *len)
{
	struct command c = {.instruction = 0xa4, .p1 = 0x04, .p2 = 0x04};

	c.data = aid.len > 0 ? aid : att_bytes_of(sim_card_usim_aid, 7);
	return send(u, &c, answer, len);
}

static uint16_t select_file(struct sim_uicc *u, const struct sim_file_path *f,
			    uint8_t *answer, size_t *len)
{
	const uint8_t mf[] = {MF >> 8, MF & 0xff};
	struct command c = {.instruction = 0xa4, .p1 = 0x08, .p2 = 0x04};
	struct att_bytes path = f->path;
	uint16_t status;

	if (path.len < 2 || path.len % 2 != 0 || path.len > 16)
		return SIM_SW_P1P2;
	if (id_at(path, 0) == MF)
		att_bytes_sub(path, 2, path.len - 2, &path);
	if (path.len >= 2 && id_at(path, 0) == APPLICATION) {
		status = select_application(u, f->aid, answer, len);
		att_bytes_sub(path, 2, path.len - 2, &path);
		if (status != SIM_SW_OK || path.len == 0)
			return status;
		c.p1 = 0x09;
	}
	c.data = path;
	if (path.len == 0) {
		c.p1 = 0x00;
		c.data = att_bytes_of(mf, sizeof(mf));
	}
	return send(u, &c, answer, len);
}

/* The value of a TLV whose length is one byte; empty: it is not there. */
static struct att_bytes find_tlv(struct att_bytes in, uint8_t tag)
{
	struct att_bytes value = {NULL, 0};

	for (size_t i = 0; i + 2 <= in.len; i += 2u + in.p[i + 1])
		if (in.p[i] == tag) {
			att_bytes_sub(in, i + 2, in.p[i + 1], &value);
			break;
		}
	return value;
}

static enum sim_access access_of(uint8_t tag, struct att_bytes value)
{
	struct att_bytes key = find_tlv(value, 0x83);

	if (tag == 0x90)
		return SIM_ACCESS_ALWAYS;
	if (tag != 0xa4 || key.len != 1)
		return SIM_ACCESS_NEVER;
	if (key.p[0] == SIM_KEY_PIN1)
		return SIM_ACCESS_PIN1;
	return key.p[0] == SIM_KEY_PIN2 ? SIM_ACCESS_PIN2 : SIM_ACCESS_ADM;
}

/* A record of EF ARR: bits of operations, then their condition, and so on. */
static void read_rule(struct att_bytes rule, struct sim_file_status *s)
{
	uint8_t modes = 0;
	struct att_bytes value;

	for (size_t i = 0; i + 2 <= rule.len; i += 2u + rule.p[i + 1]) {
		enum sim_access access;

		if (!att_bytes_sub(rule, i + 2, rule.p[i + 1], &value))
			return;
		if (rule.p[i] == 0x80 && value.len == 1) {
			modes = value.p[0];
			continue;
		}
		access = access_of(rule.p[i], value);
		s->read = modes & 0x01 ? access : s->read;
		s->update = modes & 0x02 ? access : s->update;
		s->deactivate = modes & 0x08 ? access : s->deactivate;
		s->activate = modes & 0x10 ? access : s->activate;
	}
}

/* Where the FCP says that the rule is, TS 102 221 9.2.7: in this directory or
 * in the MF. */
static void find_rule(struct sim_uicc *u, struct att_bytes reference,
		      struct sim_file_status *s)
{
	struct command select = {.instruction = 0xa4, .p2 = 0x0c};
	struct command read = {.instruction = 0xb2, .p2 = 0x04};
	uint8_t answer[SIM_CARD_ANSWER];
	size_t len;

	if (reference.len != 3)
		return;
	att_bytes_sub(reference, 0, 2, &select.data);
	if (send(u, &select, answer, &len) != SIM_SW_OK) {
		select.p1 = 0x08;
		send(u, &select, answer, &len);
	}
	read.p1 = reference.p[2];
	if (send(u, &read, answer, &len) == SIM_SW_OK)
		read_rule(att_bytes_of(answer, len - 2), s);
}

static enum sim_file_kind kind_of(uint8_t descriptor)
{
	if ((descriptor & 0x38) == 0x38)
		return SIM_FILE_DIRECTORY;
	switch (descriptor & 7) {
	case 2:
		return SIM_FILE_LINEAR;
	case 6:
		return SIM_FILE_CYCLIC;
	default:
		return SIM_FILE_TRANSPARENT;
	}
}

static void read_fcp(struct att_bytes in, struct sim_file_status *s)
{
	struct att_bytes descriptor = find_tlv(in, 0x82);
	struct att_bytes id = find_tlv(in, 0x83), size = find_tlv(in, 0x80);

	if (descriptor.len >= 2)
		s->kind = kind_of(descriptor.p[0]);
	if (descriptor.len >= 5) {
		s->record_len = id_at(descriptor, 2);
		s->records = descriptor.p[4];
	}
	if (id.len == 2)
		s->id = id_at(id, 0);
	if (size.len == 2)
		s->size = id_at(size, 0);
	s->master = s->kind == SIM_FILE_DIRECTORY && s->id == MF;
}

uint16_t sim_terminal_select(struct sim_uicc *u, const struct sim_file_path *f,
			     struct sim_file_status *s)
{
	uint8_t answer[SIM_CARD_ANSWER];
	size_t len;
	uint16_t status = select_file(u, f, answer, &len);
	struct att_bytes fcp;

	*s = (struct sim_file_status){
		.read = SIM_ACCESS_NEVER,
		.update = SIM_ACCESS_NEVER,
		.activate = SIM_ACCESS_NEVER,
		.deactivate = SIM_ACCESS_NEVER,
	};
	if (status != SIM_SW_OK)
		return status;
	s->fcp_len = len - 2;
	memcpy(s->fcp, answer, s->fcp_len);
	fcp = find_tlv(att_bytes_of(s->fcp, s->fcp_len), 0x62);
	read_fcp(fcp, s);
	find_rule(u, find_tlv(fcp, 0x8b), s);
	return status;
}

/* Bytes from the selected file, one command after the other. */
static uint16_t read_bytes(struct sim_uicc *u, uint32_t offset, size_t wanted,
			   uint8_t *to, size_t *len)
{
	uint8_t answer[SIM_CARD_ANSWER];
	uint16_t status = SIM_SW_OK;

	while (status == SIM_SW_OK && *len < wanted) {
		size_t at = offset + *len, step = wanted - *len, got;
		struct command c = {
			.instruction = 0xb0,
			.p1 = (uint8_t)(at >> 8),
			.p2 = (uint8_t)at,
			.le = (uint8_t)(step < STEP ? step : STEP),
		};

		if (at > 0x7fff)
			return SIM_SW_OFFSET;
		status = send(u, &c, answer, &got);
		if (status != SIM_SW_OK)
			break;
		got -= 2;
		memcpy(to + *len, answer, got < step ? got : step);
		*len += got < step ? got : step;
	}
	return status;
}

uint16_t sim_terminal_read(struct sim_uicc *u, const struct sim_file_path *f,
			   uint32_t offset, uint32_t wanted, uint8_t *to,
			   size_t cap, size_t *len)
{
	uint8_t answer[SIM_CARD_ANSWER];
	struct sim_file_status s = {.size = 0};
	size_t most;
	uint16_t status = select_file(u, f, answer, &most);

	*len = 0;
	if (status != SIM_SW_OK)
		return status;
	read_fcp(find_tlv(att_bytes_of(answer, most - 2), 0x62), &s);
	most = offset < s.size ? s.size - offset : 1; /* the card refuses */
	if (wanted != 0 && wanted < most)
		most = wanted;
	return read_bytes(u, offset, most < cap ? most : cap, to, len);
}

uint16_t sim_terminal_read_record(struct sim_uicc *u,
				  const struct sim_file_path *f,
				  uint32_t record, uint8_t *to, size_t *len)
{
	struct command c = {
		.instruction = 0xb2, .p1 = (uint8_t)record, .p2 = 0x04};
	uint8_t answer[SIM_CARD_ANSWER];
	uint16_t status = select_file(u, f, answer, len);

	if (status == SIM_SW_OK)
		status = record <= 0xff ? send(u, &c, answer, len)
					: SIM_SW_NO_RECORD;
	*len = status == SIM_SW_OK ? *len - 2 : 0;
	memcpy(to, answer, *len);
	return status;
}

uint16_t sim_terminal_write(struct sim_uicc *u, const struct sim_file_path *f,
			    uint32_t offset, struct att_bytes data)
{
	uint8_t answer[SIM_CARD_ANSWER];
	size_t len;
	uint16_t status = select_file(u, f, answer, &len);

	for (size_t i = 0; status == SIM_SW_OK && i < data.len; i += STEP) {
		uint64_t at = (uint64_t)offset + i;
		struct command c = {
			.instruction = 0xd6,
			.p1 = (uint8_t)(at >> 8),
			.p2 = (uint8_t)at,
		};

		if (at > 0x7fff)
			return SIM_SW_OFFSET;
		att_bytes_sub(data, i,
			      data.len - i < STEP ? data.len - i : STEP,
			      &c.data);
		status = send(u, &c, answer, &len);
	}
	return status;
}

/* A cyclic file takes a record in place of its oldest. */
uint16_t sim_terminal_write_record(struct sim_uicc *u,
				   const struct sim_file_path *f,
				   uint32_t record, struct att_bytes data)
{
	struct command c = {.instruction = 0xdc,
			    .p1 = (uint8_t)record,
			    .p2 = 0x04,
			    .data = data};
	struct sim_file_status s = {.size = 0};
	uint8_t answer[SIM_CARD_ANSWER];
	size_t len;
	uint16_t status = select_file(u, f, answer, &len);

	if (status != SIM_SW_OK)
		return status;
	if (record > 0xff)
		return SIM_SW_NO_RECORD;
	if (data.len == 0 || data.len > STEP)
		return SIM_SW_LENGTH;
	read_fcp(find_tlv(att_bytes_of(answer, len - 2), 0x62), &s);
	if (s.kind == SIM_FILE_CYCLIC) {
		c.p1 = 0;
		c.p2 = 0x03;
	}
	return send(u, &c, answer, &len);
}

uint16_t sim_terminal_verify_pin2(struct sim_uicc *u, const char *pin)
{
	struct command c = {.instruction = 0x20, .p2 = SIM_KEY_PIN2};
	uint8_t secret[SIM_PIN_MAX], answer[SIM_CARD_ANSWER];
	size_t len;

	memset(secret, 0xff, sizeof(secret));
	for (size_t i = 0; i < sizeof(secret) && pin[i] != '\0'; i++)
		secret[i] = (uint8_t)pin[i];
	c.data = att_bytes_of(secret, sizeof(secret));
	return send(u, &c, answer, &len);
}

bool sim_terminal_application(struct sim_uicc *u, uint32_t i,
			      struct sim_application *a)
{
	const uint8_t dir[] = {MF >> 8, MF & 0xff, 0x2f, 0x00};
	const struct sim_file_path f = {.path = att_bytes_of(dir, 4)};
	uint8_t record[256];
	struct att_bytes in, aid, label;
	size_t len;

	memset(a, 0, sizeof(*a));
	if (sim_terminal_read_record(u, &f, i + 1, record, &len) != SIM_SW_OK)
		return false;
	in = find_tlv(att_bytes_of(record, len), 0x61);
	aid = find_tlv(in, 0x4f);
	label = find_tlv(in, 0x50);
	if (aid.len == 0 || aid.len > sizeof(a->aid))
		return false;
	memcpy(a->aid, aid.p, aid.len);
	a->aid_len = aid.len;
	if (label.len < sizeof(a->label) && label.len > 0)
		memcpy(a->label, label.p, label.len);
	return true;
}
