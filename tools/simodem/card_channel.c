/* Logical channels, and what waits for GET RESPONSE. ETSI TS 102 221 8.7,
 * 11.1.17; ISO 7816-4 5.3.4. */
#include "tools/simodem/card_inside.h"

uint16_t sim_card_give(struct sim_card_call *c, const uint8_t *bytes,
		       size_t len)
{
	if (c->le != len)
		return (uint16_t)(SIM_SW_EXACT | (len & 0xff));
	memcpy(c->out, bytes, len);
	c->out_len = (uint16_t)len;
	return SIM_SW_OK;
}

uint16_t sim_card_keep(struct sim_uicc *u, const struct sim_card_call *c,
		       const uint8_t *bytes, size_t len)
{
	memcpy(u->waiting, bytes, len);
	u->waiting_len = (uint16_t)len;
	u->waiting_from = 0;
	u->waiting_channel = c->number;
	return (uint16_t)(SIM_SW_MORE | (len & 0xff));
}

/* Less than there is: the rest waits on. */
uint16_t sim_card_get_response(struct sim_uicc *u, struct sim_card_call *c)
{
	if (c->p1 != 0 || c->p2 != 0)
		return SIM_SW_P1P2;
	if (u->waiting_len == 0 || u->waiting_channel != c->number)
		return SIM_SW_CONDITIONS;
	if (c->le > u->waiting_len)
		return (uint16_t)(SIM_SW_EXACT | (u->waiting_len & 0xff));
	memcpy(c->out, u->waiting + u->waiting_from, c->le);
	c->out_len = c->le;
	u->waiting_from = (uint16_t)(u->waiting_from + c->le);
	u->waiting_len = (uint16_t)(u->waiting_len - c->le);
	return u->waiting_len > 0
		       ? (uint16_t)(SIM_SW_MORE | (u->waiting_len & 0xff))
		       : SIM_SW_OK;
}

void sim_card_open(struct sim_uicc *u, uint8_t channel)
{
	u->channel[channel] = (struct sim_card_channel){
		.open = true,
		.directory = SIM_CARD_MF,
		.file = SIM_NO_FILE,
		.application = SIM_NO_FILE,
	};
}

/* The card names the channel: from the basic one it begins at the MF, from
 * another one where that is. */
static uint16_t open(struct sim_uicc *u, struct sim_card_call *c)
{
	uint8_t n = 1;

	if (c->p2 != 0)
		return SIM_SW_P1P2;
	while (n < u->channels && u->channel[n].open)
		n++;
	if (n == u->channels)
		return SIM_SW_FUNCTION;
	if (c->le != 1)
		return SIM_SW_EXACT | 1;
	sim_card_open(u, n);
	if (c->number != 0)
		u->channel[n] = *c->channel;
	return sim_card_give(c, &n, 1);
}

static uint16_t close(struct sim_uicc *u, struct sim_card_call *c)
{
	uint8_t n = c->p2 != 0 ? c->p2 : c->number;

	if (n == 0 || n >= u->channels || !u->channel[n].open)
		return SIM_SW_P1P2;
	u->channel[n].open = false;
	return SIM_SW_OK;
}

uint16_t sim_card_manage_channel(struct sim_uicc *u, struct sim_card_call *c)
{
	if (c->p1 == 0)
		return open(u, c);
	return c->p1 == 0x80 ? close(u, c) : SIM_SW_P1P2;
}
