/* What the network tells the modem: its name and time (NITZ), and the protocol
 * configuration options (PCO) of a session. */
#include "tools/simodem/mbim.h"

uint32_t sim_query_nitz(struct sim_mbim *m, struct sim_call *c)
{
	(void)c;
	return sim_registered(m->state) ? MBIM_STATUS_NONE
					: MBIM_STATUS_NOT_REGISTERED;
}

int sim_put_nitz(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		 size_t cap)
{
	struct sim_clock c = sim_world_clock(m->world, m->pipe.now_ms);
	const struct mbim_ms_voice_extensions_nitz_response r = {
		.year = c.year,
		.month = c.month,
		.day = c.day,
		.hour = c.hour,
		.minute = c.minute,
		.second = c.second,
		.time_zone_offset_minutes = (uint32_t)c.zone_minutes,
		.daylight_saving_time_offset_minutes =
			(uint32_t)c.daylight_minutes,
		.data_class = sim_data_class(m),
	};

	(void)arg;
	return mbim_ms_voice_extensions_nitz_response_encode(&r, out, cap);
}

/* --- PCO -------------------------------------------------------------------
 */

uint32_t sim_query_pco(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_pco_response q;

	if (mbim_ms_basic_connect_extensions_pco_response_decode(c->body, &q) !=
		    0 ||
	    q.pco_value.session_id >= m->config->max_sessions)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = q.pco_value.session_id;
	return sim_world_session_up(m->world, c->arg)
		       ? MBIM_STATUS_NONE
		       : MBIM_STATUS_CONTEXT_NOT_ACTIVATED;
}

/* TS 24.008 10.5.6.3: the element, and the containers of name servers. */
#define ELEMENT	   0x27u
#define PPP	   0x80u
#define DNS_IPV6   0x0003u
#define DNS_IPV4   0x000du
#define PCO_LENGTH 32u

static uint8_t container(uint8_t *at, uint16_t id, const uint8_t *value,
			 uint8_t len)
{
	at[0] = (uint8_t)(id >> 8);
	at[1] = (uint8_t)id;
	at[2] = len;
	memcpy(at + 3, value, len);
	return (uint8_t)(3 + len);
}

static uint32_t options(const struct sim_mbim *m, uint32_t session,
			uint8_t pco[PCO_LENGTH])
{
	struct sim_addresses a;
	uint8_t len = 3;

	if (!sim_world_session_up(m->world, session))
		return 0;
	sim_world_addresses(m->world, session, &a);
	if (a.ipv4)
		len += container(pco + len, DNS_IPV4, a.router4, 4);
	if (a.ipv6)
		len += container(pco + len, DNS_IPV6, a.router6, 16);
	pco[0] = ELEMENT;
	pco[1] = (uint8_t)(len - 2);
	pco[2] = PPP;
	return len;
}

int sim_put_pco(const struct sim_mbim *m, uint32_t session, uint8_t *out,
		size_t cap)
{
	uint8_t pco[PCO_LENGTH];
	uint32_t len = options(m, session, pco);
	const struct mbim_ms_basic_connect_extensions_pco_response r = {
		.pco_value = {.session_id = session,
			      .pco_data_type = MBIM_PCO_TYPE_COMPLETE,
			      .pco_data_size = len,
			      .pco_data_buffer = att_bytes_of(pco, len)}};

	return mbim_ms_basic_connect_extensions_pco_response_encode(&r, out,
								    cap);
}
