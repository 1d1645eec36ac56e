/* AT commands inside MBIM, as Fibocom, Compal, Intel and Quectel carry them. */
#include "tools/simodem/at.h"
#include "tools/simodem/mbim.h"

static bool carry_out(struct sim_mbim *m, struct att_bytes command)
{
	const struct sim_at at = {.config = m->config, .state = m->state};

	return sim_at_carry_out(&at, command, m->said);
}

static size_t length(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0')
		n++;
	return n;
}

/* Command and answer are the whole body, in all three. */
uint32_t sim_at_command(struct sim_mbim *m, struct sim_call *c)
{
	carry_out(m, c->body);
	c->echo = att_bytes_of(m->said, length(m->said));
	return MBIM_STATUS_NONE;
}

uint32_t sim_set_qdu_command(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_qdu_command_set s;

	if (mbim_qdu_command_set_decode(c->body, &s) != 0 ||
	    s.command_type != MBIM_QUECTEL_COMMAND_TYPE_AT)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = carry_out(m, s.command_string)
			 ? MBIM_QUECTEL_COMMAND_RESPONSE_STATUS_OK
			 : MBIM_QUECTEL_COMMAND_RESPONSE_STATUS_FAIL;
	return MBIM_STATUS_NONE;
}

int sim_put_qdu_command(const struct sim_mbim *m, uint32_t status, uint8_t *out,
			size_t cap)
{
	const struct mbim_qdu_command_response r = {
		.command_response_status = status,
		.command_response_string =
			att_bytes_of(m->said, length(m->said)),
	};

	return mbim_qdu_command_response_encode(&r, out, cap);
}
