/* Device service streams: DSS_CONNECT for one service, whose sessions say what
 * the host says (usb_data.c). MBIM 1.0 10.5.38. */
#include "tools/simodem/mbim.h"

/* Nobody's: 64737365-6368-6f00-8000-000000000001 */
const struct att_uuid sim_dss_echo = {{0x64, 0x73, 0x73, 0x65, 0x63, 0x68, 0x6f,
				       0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00,
				       0x00, 0x01}};

bool sim_dss_up(const struct sim_mbim *m, uint8_t session)
{
	for (uint32_t i = 0; i < m->n_dss; i++)
		if (m->dss[i] == session)
			return true;
	return false;
}

static uint32_t activate(struct sim_mbim *m, uint8_t session)
{
	if (sim_dss_up(m, session))
		return MBIM_STATUS_NONE;
	if (m->n_dss == m->config->max_dss)
		return MBIM_STATUS_MAX_ACTIVATED_CONTEXTS;
	m->dss[m->n_dss++] = session;
	return MBIM_STATUS_NONE;
}

static uint32_t deactivate(struct sim_mbim *m, uint8_t session)
{
	for (uint32_t i = 0; i < m->n_dss; i++)
		if (m->dss[i] == session) {
			m->dss[i] = m->dss[--m->n_dss];
			return MBIM_STATUS_NONE;
		}
	return MBIM_STATUS_CONTEXT_NOT_ACTIVATED;
}

uint32_t sim_set_dss(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_dss_connect_set s;

	if (mbim_dss_connect_set_decode(c->body, &s) != 0 ||
	    s.dss_session_id > UINT8_MAX ||
	    s.dss_link_state > MBIM_DSS_LINK_STATE_ACTIVATE)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (!att_bytes_equal(att_bytes_of(s.device_service_id.b, 16),
			     att_bytes_of(sim_dss_echo.b, 16)))
		return MBIM_STATUS_NO_DEVICE_SUPPORT;
	return s.dss_link_state == MBIM_DSS_LINK_STATE_ACTIVATE
		       ? activate(m, (uint8_t)s.dss_session_id)
		       : deactivate(m, (uint8_t)s.dss_session_id);
}
