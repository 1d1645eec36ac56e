/* MS UICC low level access: commands of the host's own for the card, on logical
 * channels. MS MB low level UICC access. */
#include "tools/simodem/mbim.h"

#define CLASS_UICC    0x80u /* ETSI TS 102 221 10.1.1 */
#define CLASS_SECURE  0x08u
#define CLASS_SECURE4 0x20u /* of channels from 4 */

struct sim_uicc *sim_card_in_use(struct sim_mbim *m)
{
	return &m->world->card[m->world->slot];
}

/* SW1 in the lowest byte. */
static uint32_t words(uint16_t status)
{
	return (uint32_t)(status >> 8 | (status & 0xff) << 8);
}

uint32_t sim_card_status_now(const struct sim_mbim *m)
{
	return sim_word_status(sim_world_card_answers(m->world));
}

void sim_answer_with(struct sim_mbim *m, struct sim_call *c, int len)
{
	c->echo = att_bytes_of(m->uicc.answer, len > 0 ? (size_t)len : 0);
}

uint32_t sim_query_atr(struct sim_mbim *m, struct sim_call *c)
{
	uint8_t atr[SIM_CARD_ATR];
	struct mbim_ms_uicc_low_level_access_atr_response r;
	uint32_t status = sim_card_status_now(m);

	if (status != MBIM_STATUS_NONE)
		return status;
	r.atr = att_bytes_of(atr, sim_uicc_atr(sim_card_in_use(m), atr));
	sim_answer_with(m, c,
			mbim_ms_uicc_low_level_access_atr_response_encode(
				&r, m->uicc.answer, sizeof(m->uicc.answer)));
	return MBIM_STATUS_NONE;
}

/* --- channels --------------------------------------------------------------
 */

/* Is this channel one that the host has opened, and still open? */
static bool is_hosts(struct sim_mbim *m, uint32_t channel)
{
	return channel > 0 && channel < SIM_CARD_CHANNELS &&
	       m->uicc.opened[channel] &&
	       sim_card_in_use(m)->channel[channel].open;
}

uint32_t sim_set_open_channel(struct sim_mbim *m, struct sim_call *c)
{
	static const uint32_t statuses[] = {
		[SIM_OPENED] = MBIM_STATUS_NONE,
		[SIM_NO_CHANNEL] = MBIM_STATUS_MS_NO_LOGICAL_CHANNELS,
		[SIM_NOT_SELECTED] = MBIM_STATUS_MS_SELECT_FAILED,
	};
	struct mbim_ms_uicc_low_level_access_open_channel_set s;
	struct mbim_ms_uicc_low_level_access_open_channel_response r = {0};
	uint8_t answer[SIM_CARD_ANSWER], channel = 0;
	uint32_t status = sim_card_status_now(m);
	enum sim_opened opened;
	size_t len;

	if (mbim_ms_uicc_low_level_access_open_channel_set_decode(c->body,
								  &s) != 0 ||
	    s.select_p2_arg > 0xff)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (status != MBIM_STATUS_NONE)
		return status;
	opened = sim_terminal_open(sim_card_in_use(m), s.app_id,
				   (uint8_t)s.select_p2_arg, &channel, answer,
				   &len);
	r.status = words(sim_terminal_status(answer, len));
	if (opened == SIM_OPENED) {
		m->uicc.opened[channel] = true;
		m->uicc.group[channel] = s.channel_group;
		r.channel = channel;
		r.response = att_bytes_of(answer, len - 2);
	}
	sim_answer_with(
		m, c,
		mbim_ms_uicc_low_level_access_open_channel_response_encode(
			&r, m->uicc.answer, sizeof(m->uicc.answer)));
	return statuses[opened];
}

/* All of a group that are open: the status words of the last one. */
static uint16_t close_group(struct sim_mbim *m, uint32_t group)
{
	uint16_t status = SIM_SW_OK;

	for (uint8_t i = 1; i < SIM_CARD_CHANNELS; i++)
		if (is_hosts(m, i) && m->uicc.group[i] == group) {
			status = sim_terminal_close(sim_card_in_use(m), i);
			m->uicc.opened[i] = false;
		}
	return status;
}

uint32_t sim_set_close_channel(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_uicc_low_level_access_close_channel_set s;
	struct mbim_ms_uicc_low_level_access_close_channel_response r = {0};
	uint32_t status = sim_card_status_now(m);

	if (mbim_ms_uicc_low_level_access_close_channel_set_decode(c->body,
								   &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (status != MBIM_STATUS_NONE)
		return status;
	if (s.channel == 0) {
		r.status = words(close_group(m, s.channel_group));
	} else if (is_hosts(m, s.channel)) {
		r.status = words(sim_terminal_close(sim_card_in_use(m),
						    (uint8_t)s.channel));
		m->uicc.opened[s.channel] = false;
	} else {
		return MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL;
	}
	sim_answer_with(
		m, c,
		mbim_ms_uicc_low_level_access_close_channel_response_encode(
			&r, m->uicc.answer, sizeof(m->uicc.answer)));
	return MBIM_STATUS_NONE;
}

/* The host's own class byte does not count. */
static uint8_t class_of(const struct mbim_ms_uicc_low_level_access_apdu_set *s)
{
	uint8_t class = sim_terminal_class((uint8_t)s->channel);

	if (s->class_byte_type == MBIM_UICC_CLASS_BYTE_TYPE_EXTENDED)
		class |= CLASS_UICC;
	if (s->secure_messaging == MBIM_UICC_SECURE_MESSAGING_NO_HDR_AUTH)
		class |= s->channel < 4 ? CLASS_SECURE : CLASS_SECURE4;
	return class;
}

static uint16_t send(struct sim_mbim *m, struct sim_call *c,
		     const struct mbim_ms_uicc_low_level_access_apdu_set *s,
		     uint8_t answer[SIM_CARD_ANSWER], size_t *len)
{
	enum sim_card_state before = sim_world_card_state(m->world);
	uint8_t command[SIM_CARD_COMMAND];

	memcpy(command, s->command.p, s->command.len);
	command[0] = class_of(s);
	*len = sim_terminal_command(sim_card_in_use(m),
				    att_bytes_of(command, s->command.len),
				    answer);
	sim_world_card_used(m->world, before, c->now_ms);
	return sim_terminal_status(answer, *len);
}

uint32_t sim_set_apdu(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_uicc_low_level_access_apdu_set s;
	struct mbim_ms_uicc_low_level_access_apdu_response r;
	uint8_t answer[SIM_CARD_ANSWER];
	uint32_t status = sim_card_status_now(m);
	size_t len;

	if (mbim_ms_uicc_low_level_access_apdu_set_decode(c->body, &s) != 0 ||
	    s.command.len == 0 || s.command.len > SIM_CARD_COMMAND ||
	    s.class_byte_type > MBIM_UICC_CLASS_BYTE_TYPE_EXTENDED ||
	    s.secure_messaging > MBIM_UICC_SECURE_MESSAGING_NO_HDR_AUTH)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (status != MBIM_STATUS_NONE)
		return status;
	if (!is_hosts(m, s.channel))
		return MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL;
	r.status = words(send(m, c, &s, answer, &len));
	r.response = att_bytes_of(answer, len - 2);
	sim_answer_with(m, c,
			mbim_ms_uicc_low_level_access_apdu_response_encode(
				&r, m->uicc.answer, sizeof(m->uicc.answer)));
	return MBIM_STATUS_NONE;
}

/* --- reset, and what the host can ------------------------------------------
 */

uint32_t sim_set_uicc_reset(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_uicc_low_level_access_reset_set s;

	if (mbim_ms_uicc_low_level_access_reset_set_decode(c->body, &s) != 0 ||
	    s.pass_through_action > MBIM_UICC_PASS_THROUGH_ACTION_ENABLE)
		return MBIM_STATUS_INVALID_PARAMETERS;
	memset(m->uicc.opened, 0, sizeof(m->uicc.opened));
	sim_world_card_reset(m->world,
			     s.pass_through_action ==
				     MBIM_UICC_PASS_THROUGH_ACTION_ENABLE,
			     c->now_ms);
	return MBIM_STATUS_NONE;
}

int sim_put_uicc_reset(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		       size_t cap)
{
	const struct mbim_ms_uicc_low_level_access_reset_response r = {
		.pass_through_status =
			m->world->pass_through
				? MBIM_UICC_PASS_THROUGH_STATUS_ENABLED
				: MBIM_UICC_PASS_THROUGH_STATUS_DISABLED};

	(void)arg;
	return mbim_ms_uicc_low_level_access_reset_response_encode(&r, out,
								   cap);
}

/* They are kept for the next start of the card, which has no use for them. */
uint32_t sim_set_terminal_capability(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_uicc_low_level_access_terminal_capability_response s;
	struct mbim_terminal_capability_info info;
	struct att_cursor at;
	uint32_t n = 0;

	if (mbim_ms_uicc_low_level_access_terminal_capability_response_decode(
		    c->body, &s) != 0 ||
	    s.terminal_capability.count > SIM_CAPABILITIES)
		return MBIM_STATUS_INVALID_PARAMETERS;
	at = att_cursor_of(&s.terminal_capability);
	while (mbim_terminal_capability_info_next(&at, &info)) {
		struct att_bytes b = info.terminal_capability_data;

		if (b.len > SIM_CAPABILITY)
			return MBIM_STATUS_INVALID_PARAMETERS;
		memcpy(m->uicc.capability[n], b.p, b.len);
		m->uicc.capability_len[n++] = (uint8_t)b.len;
	}
	m->uicc.capabilities = n;
	return MBIM_STATUS_NONE;
}

int sim_put_terminal_capability(const struct sim_mbim *m, uint32_t arg,
				uint8_t *out, size_t cap)
{
	struct mbim_terminal_capability_info info[SIM_CAPABILITIES] = {0};
	uint32_t n = m->uicc.capabilities;
	struct mbim_ms_uicc_low_level_access_terminal_capability_response r = {
		.terminal_capability = att_array_of(info, n)};

	(void)arg;
	for (uint32_t i = 0; i < n; i++)
		info[i].terminal_capability_data = att_bytes_of(
			m->uicc.capability[i], m->uicc.capability_len[i]);
	return mbim_ms_uicc_low_level_access_terminal_capability_response_encode(
		&r, out, cap);
}
