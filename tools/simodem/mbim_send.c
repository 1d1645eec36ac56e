/* Messages of the MBIM function into the pipe to the host. */
#include "tools/simodem/mbim.h"

#include <assert.h>

void sim_send_simple(struct sim_mbim *m, uint32_t type, uint32_t transaction,
		     uint32_t code)
{
	uint8_t buf[MBIM_MSG_HEADER + 4];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), type, transaction,
					 code);

	assert(len > 0);
	sim_send(&m->pipe, buf, (size_t)len, 0);
}

void sim_send_function_error(struct sim_mbim *m, uint32_t transaction,
			     uint32_t code)
{
	m->pipe.counters.function_errors++;
	sim_send_simple(m, (uint32_t)MBIM_MSG_FUNCTION_ERROR, transaction,
			code);
}

void sim_send_indication(struct sim_mbim *m, uint8_t service, uint32_t cid,
			 size_t body_len)
{
	int len = mbim_msg_encode_indication(m->scratch, sizeof(m->scratch),
					     &mbim_services[service].uuid, cid,
					     body_len);

	assert(len > 0);
	m->pipe.counters.indications++;
	sim_send(&m->pipe, m->scratch, (size_t)len, 0);
}
