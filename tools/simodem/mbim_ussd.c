/* The USSD service: codes to the network, and what it says. */
#include "tools/simodem/mbim.h"
#include "tools/simodem/world_messages.h"

#include <assert.h>

/* What an answer is about: the world's session, or a response without one. */
#define WITHOUT(response) (1u + (uint32_t)(response))

static uint32_t word(enum sim_ussd_result result)
{
	switch (result) {
	case SIM_USSD_DONE:
		break;
	case SIM_USSD_ASKS:
		return MBIM_USSD_RESPONSE_ACTION_REQUIRED;
	case SIM_USSD_TERMINATED:
		return MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK;
	case SIM_USSD_OTHER_CLIENT:
		return MBIM_USSD_RESPONSE_OTHER_LOCAL_CLIENT;
	case SIM_USSD_UNSUPPORTED:
		return MBIM_USSD_RESPONSE_OPERATION_NOT_SUPPORTED;
	case SIM_USSD_TIMEOUT:
		return MBIM_USSD_RESPONSE_NETWORK_TIMEOUT;
	}
	return MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED;
}

/* A session of somebody else is no failure, and so is data that is no text. */
static uint32_t without(struct sim_call *c, enum mbim_ussd_response response)
{
	c->arg = WITHOUT(response);
	return MBIM_STATUS_NONE;
}

static uint32_t say(struct sim_mbim *m, struct sim_call *c,
		    const struct mbim_ussd_ussd_set *s)
{
	bool begins = s->action == MBIM_USSD_ACTION_INITIATE;
	char text[ATT_USSD_TEXT];
	enum sim_result result;

	if (s->payload.len > ATT_USSD_MAX)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (att_ussd_decode((uint8_t)s->data_coding_scheme, s->payload, text,
			    sizeof(text)) < 0)
		return without(c, MBIM_USSD_RESPONSE_OPERATION_NOT_SUPPORTED);
	result = begins ? sim_world_ussd(m->world, text, c->now_ms)
			: sim_world_ussd_answer(m->world, text, c->now_ms);
	if (result == SIM_IN_USE)
		return without(c, MBIM_USSD_RESPONSE_OTHER_LOCAL_CLIENT);
	if (result == SIM_NOT_IN_USE)
		return MBIM_STATUS_OPERATION_NOT_ALLOWED;
	c->wait = SIM_WAIT_USSD;
	return result == SIM_DONE ? SIM_LATER : sim_word_status(result);
}

static uint32_t cancel(struct sim_mbim *m, struct sim_call *c)
{
	if (sim_world_ussd_cancel(m->world) != SIM_DONE)
		return MBIM_STATUS_OPERATION_NOT_ALLOWED;
	return without(c, MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK);
}

uint32_t sim_set_ussd(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ussd_ussd_set s;

	if (mbim_ussd_ussd_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	switch ((enum mbim_ussd_action)s.action) {
	case MBIM_USSD_ACTION_INITIATE:
	case MBIM_USSD_ACTION_CONTINUE:
		return say(m, c, &s);
	case MBIM_USSD_ACTION_CANCEL:
		return cancel(m, c);
	}
	return MBIM_STATUS_INVALID_PARAMETERS;
}

int sim_put_ussd(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		 size_t cap)
{
	const struct sim_ussd *u = &m->world->ussd;
	struct mbim_ussd_ussd_response r = {
		.response = arg != 0 ? arg - 1 : word(u->result),
		.session_state =
			u->goes_on ? MBIM_USSD_SESSION_STATE_EXISTING_SESSION
				   : MBIM_USSD_SESSION_STATE_NEW_SESSION,
	};
	uint8_t data[ATT_USSD_MAX], dcs;
	size_t n = 0;
	int len;

	while (arg == 0 && u->says[n] != '\0')
		n++;
	len = att_ussd_encode(att_bytes_of(u->says, n), &dcs, data);
	assert(len >= 0);
	r.data_coding_scheme = dcs;
	r.payload = att_bytes_of(data, (size_t)len);
	return mbim_ussd_ussd_response_encode(&r, out, cap);
}
