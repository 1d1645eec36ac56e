/* Commands of the card: the class with its channel, the instruction and the
 * lengths, then who carries it out. ETSI TS 102 221 10.1 and 10.2. */
#include "tools/simodem/card_inside.h"

/* --- a new card, and power -------------------------------------------------
 */

/* Without a PIN the lock is off, and 0000 would turn it on. */
static void secret_init(struct sim_secret *s, const struct sim_personal *p,
			const char *value)
{
	*s = (struct sim_secret){
		.attempts = p->attempts,
		.puk_attempts = p->puk_attempts,
		.attempts_max = p->attempts,
		.puk_attempts_max = p->puk_attempts,
	};
	for (size_t i = 0; i < SIM_PIN_MAX && value[i] != '\0'; i++)
		s->value[i] = value[i];
	for (size_t i = 0; i < SIM_PIN_MAX && p->puk[i] != '\0'; i++)
		s->puk[i] = p->puk[i];
}

void sim_uicc_init(struct sim_uicc *u, const struct sim_personal *p)
{
	memset(u, 0, sizeof(*u));
	sim_card_make(u, p);
	secret_init(&u->pin1, p, p->pin[0] != '\0' ? p->pin : "0000");
	secret_init(&u->pin2, p, "0000");
	u->pin1.enabled = p->pin[0] != '\0';
	u->channels = p->usim != NULL && p->usim->channels > 0
			      ? p->usim->channels
			      : SIM_CARD_CHANNELS_USUAL;
	sim_uicc_reset(u);
}

bool sim_uicc_has_usim(const struct sim_uicc *u)
{
	return sim_card_has(u, SIM_CARD_ADF);
}

void sim_uicc_reset(struct sim_uicc *u)
{
	u->pin1.verified = u->pin2.verified = false;
	u->waiting_len = 0;
	memset(u->channel, 0, sizeof(u->channel));
	sim_card_open(u, 0);
}

/* TS 102 221 6.3: T=0, then historical bytes: selection by AID, SFI
 * and record number; logical channels that the card assigns. */
size_t sim_uicc_atr(const struct sim_uicc *u, uint8_t atr[SIM_CARD_ATR])
{
	const uint8_t most = u->channels > 8 ? 7 : (uint8_t)(u->channels - 1);
	const uint8_t bytes[] = {0x3b,
				 0x98,
				 0x96,
				 0x40, /* TA1, TD1: T=0 */
				 0x80,
				 0x31,
				 0xe0,
				 0x73,
				 0xfe,
				 0x21,
				 (uint8_t)(u->channels > 1 ? 0x10 | most : 0),
				 0x00};

	memcpy(atr, bytes, sizeof(bytes));
	return sizeof(bytes);
}

/* --- commands that are told here -------------------------------------------
 */

/* It is told what the terminal can, and has no wishes. */
static uint16_t taken(struct sim_uicc *u, struct sim_card_call *c)
{
	(void)u;
	(void)c;
	return SIM_SW_OK;
}

/* FETCH: there is no proactive command. */
static uint16_t nothing(struct sim_uicc *u, struct sim_card_call *c)
{
	(void)u;
	(void)c;
	return SIM_SW_CONDITIONS;
}

/* No secret is known here, so no network is the right one: TS 31.102 7.1. */
static uint16_t authenticate(struct sim_uicc *u, struct sim_card_call *c)
{
	if (c->p1 != 0 || (c->p2 != 0x80 && c->p2 != 0x81))
		return SIM_SW_P1P2;
	if (c->channel->application == SIM_NO_FILE)
		return SIM_SW_CONDITIONS;
	if (u->pin1.enabled && !u->pin1.verified)
		return SIM_SW_SECURITY;
	/* RAND and AUTN, each behind its length */
	if (c->data.len != (c->p2 == 0x81 ? 34u : 17u))
		return SIM_SW_LENGTH;
	return SIM_SW_AUTHENTICATION;
}

/* Numbers that nobody has to trust: they are the same in every run. */
static uint16_t challenge(struct sim_uicc *u, struct sim_card_call *c)
{
	if (c->p1 != 0 || c->p2 != 0)
		return SIM_SW_P1P2;
	for (uint16_t i = 0; i < c->le; i++) {
		u->challenge = u->challenge * 1664525u + 1013904223u;
		c->out[i] = (uint8_t)(u->challenge >> 24);
	}
	c->out_len = c->le;
	return SIM_SW_OK;
}

/* --- the table -------------------------------------------------------------
 */

enum { OF_ISO = 1, OF_UICC = 2 }; /* classes 0X, 4X; 8X, CX */

/* brings: data, or asks for some. */
static const struct {
	uint8_t instruction, classes;
	bool brings;
	sim_card_command *fn;
} instructions[] = {
	{0xa4, OF_ISO, true, sim_card_select},
	{0xf2, OF_UICC, false, sim_card_status},
	{0xb0, OF_ISO, false, sim_card_read_binary},
	{0xd6, OF_ISO, true, sim_card_update_binary},
	{0xb2, OF_ISO, false, sim_card_read_record},
	{0xdc, OF_ISO, true, sim_card_update_record},
	{0xa2, OF_ISO, true, sim_card_search_record},
	{0x20, OF_ISO, true, sim_card_verify},
	{0x24, OF_ISO, true, sim_card_change},
	{0x26, OF_ISO, true, sim_card_disable},
	{0x28, OF_ISO, true, sim_card_enable},
	{0x2c, OF_ISO, true, sim_card_unblock},
	{0x70, OF_ISO, false, sim_card_manage_channel},
	{0xc0, OF_ISO | OF_UICC, false, sim_card_get_response},
	{0x84, OF_ISO, false, challenge},
	{0x88, OF_ISO, true, authenticate},
	{0x10, OF_UICC, true, taken},	 /* TERMINAL PROFILE */
	{0xaa, OF_UICC, true, taken},	 /* TERMINAL CAPABILITY */
	{0x12, OF_UICC, false, nothing}, /* FETCH */
};

/* Channel and kind of a class; *secure: with secure messaging. False: there is
 * no such class. TS 102 221 10.1.1. */
static bool read_class(uint8_t byte, uint8_t *channel, uint8_t *classes,
		       bool *secure)
{
	*classes = byte & 0x80 ? OF_UICC : OF_ISO;
	*channel = byte & 3;
	*secure = (byte & 0x0c) != 0;
	switch (byte >> 4) {
	case 0x4:
	case 0x6:
	case 0xc:
	case 0xe:
		*channel = (uint8_t)(4 + (byte & 0xf));
		*secure = (byte & 0x20) != 0;
		return true;
	case 0x0:
	case 0x8:
		return true;
	default:
		return false;
	}
}

/* Lc and data, with Le or without; or Le alone. */
static bool read_lengths(struct att_bytes command, bool brings,
			 struct sim_card_call *c)
{
	uint8_t p3 = command.len > 4 ? command.p[4] : 0;

	c->le = p3 > 0 ? p3 : 256;
	if (!brings)
		return command.len <= 5;
	if (command.len == 4)
		return true;
	return att_bytes_sub(command, 5, p3, &c->data) &&
	       command.len - 5u - p3 <= 1;
}

static uint16_t carry_out(struct sim_uicc *u, struct att_bytes command,
			  struct sim_card_call *c)
{
	uint8_t classes;
	bool secure;
	size_t i = 0;

	if (command.len < 4)
		return SIM_SW_LENGTH;
	if (!read_class(command.p[0], &c->number, &classes, &secure))
		return SIM_SW_CLASS;
	if (secure)
		return SIM_SW_NO_SECURE;
	while (i < sizeof(instructions) / sizeof(instructions[0]) &&
	       instructions[i].instruction != command.p[1])
		i++;
	if (i == sizeof(instructions) / sizeof(instructions[0]))
		return SIM_SW_INSTRUCTION;
	if ((instructions[i].classes & classes) == 0)
		return SIM_SW_CLASS;
	if (c->number >= u->channels || !u->channel[c->number].open)
		return SIM_SW_NO_CHANNEL;
	if (!read_lengths(command, instructions[i].brings, c))
		return SIM_SW_LENGTH;
	if (command.p[1] != 0xc0)
		u->waiting_len = 0;
	c->channel = &u->channel[c->number];
	c->p1 = command.p[2];
	c->p2 = command.p[3];
	return instructions[i].fn(u, c);
}

size_t sim_uicc_command(struct sim_uicc *u, struct att_bytes command,
			uint8_t answer[SIM_CARD_ANSWER])
{
	struct sim_card_call c = {.out = answer};
	uint16_t status = carry_out(u, command, &c);

	answer[c.out_len] = (uint8_t)(status >> 8);
	answer[c.out_len + 1] = (uint8_t)status;
	return c.out_len + 2u;
}
