/* What operators have in modems: AT&T's service (ATDS), Google's carrier lock,
 * and Microsoft's list of networks that are denied. */
#include "tools/simodem/mbim.h"

#define UNKNOWN 99u
#define NO_AREA 0xffffffffu
#define NO_LAC	0xffffu

/* --- ATDS ------------------------------------------------------------------
 */

int sim_put_atds_signal(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			size_t cap)
{
	bool in = sim_registered(m->state);
	/* TS 27.007 8.69: 255 is unknown; RSRP from -141 dBm on. */
	const struct mbim_atds_signal_response r = {
		.rssi = m->state->rssi,
		.error_rate = UNKNOWN,
		.rscp = 255,
		.ecno = 255,
		.rsrq = in ? 20 : 255,
		.rsrp = in ? (uint32_t)(m->state->rsrp_dbm + 141) : 255,
		.rssnr = in ? 30 : 255,
	};

	(void)arg;
	return mbim_atds_signal_response_encode(&r, out, cap);
}

int sim_put_atds_location(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			  size_t cap)
{
	const struct sim_cell *cell = sim_world_cell(m->world, m->state);
	bool in = sim_registered(m->state);
	const struct mbim_atds_location_response r = {
		.lac = NO_LAC,
		.tac = in ? cell->tac : NO_AREA,
		.cell_id = in ? cell->id : NO_AREA,
	};

	(void)arg;
	return mbim_atds_location_response_encode(&r, out, cap);
}

int sim_put_atds_operators(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			   size_t cap)
{
	struct sim_seen seen[SIM_SEEN];
	struct mbim_atds_provider p[SIM_SEEN] = {0};
	uint32_t n = sim_world_scan(m->world, seen);
	const struct mbim_atds_operators_response r = {
		.providers = att_array_of(p, n)};

	(void)arg;
	for (uint32_t i = 0; i < n; i++)
		p[i] = (struct mbim_atds_provider){
			.provider_id = att_str_utf8(seen[i].operator_->id),
			.provider_state =
				MBIM_PROVIDER_STATE_VISIBLE |
				(seen[i].registered
					 ? MBIM_PROVIDER_STATE_REGISTERED
					 : 0),
			.provider_name = att_str_utf8(seen[i].operator_->name),
			.plmn_mode = MBIM_ATDS_PROVIDER_PLMN_MODE_LTE,
			.rssi = seen[i].rssi,
			.error_rate = UNKNOWN,
		};
	return mbim_atds_operators_response_encode(&r, out, cap);
}

uint32_t sim_set_atds_rat(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_atds_rat_set s;

	if (mbim_atds_rat_set_decode(c->body, &s) != 0 ||
	    s.mode > MBIM_ATDS_RAT_MODE_4G_ONLY)
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->rat_mode = s.mode;
	c->no_fields = true;
	return MBIM_STATUS_NONE;
}

int sim_put_atds_rat(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	const struct mbim_atds_rat_response r = {.mode = m->rat_mode};

	(void)arg;
	return mbim_atds_rat_response_encode(&r, out, cap);
}

/* --- carrier lock ----------------------------------------------------------
 */

/* Nothing that a host could send here is signed. */
uint32_t sim_set_carrier_lock(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_google_carrier_lock_set s;

	(void)m;
	return mbim_google_carrier_lock_set_decode(c->body, &s) == 0
		       ? MBIM_STATUS_INVALID_SIGNATURE
		       : MBIM_STATUS_INVALID_PARAMETERS;
}

int sim_put_carrier_lock(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			 size_t cap)
{
	const struct mbim_google_carrier_lock_response r = {
		.carrier_lock_status = MBIM_CARRIER_LOCK_STATUS_NOT_APPLIED,
		.carrier_lock_modem_state =
			sim_registered(m->state)
				? MBIM_CARRIER_LOCK_MODEM_STATE_REGISTERED
				: MBIM_CARRIER_LOCK_MODEM_STATE_DEREGISTERED,
		.carrier_lock_cause = MBIM_CARRIER_LOCK_CAUSE_NOT_APPLICABLE,
	};

	(void)arg;
	return mbim_google_carrier_lock_response_encode(&r, out, cap);
}

/* --- the list of denied networks -------------------------------------------
 */

uint32_t sim_set_denylist(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_network_denylist_response s;
	struct mbim_network_denylist_provider e;
	struct sim_denied list[SIM_DENIALS];
	struct att_cursor at;
	uint32_t n = 0;

	if (mbim_ms_basic_connect_extensions_network_denylist_response_decode(
		    c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (s.providers.count > SIM_DENIALS)
		return MBIM_STATUS_MEMORY_FULL;
	at = att_cursor_of(&s.providers);
	while (mbim_network_denylist_provider_next(&at, &e))
		list[n++] = (struct sim_denied){
			.mcc = e.mcc, .mnc = e.mnc, .kind = e.denylist_type};
	memcpy(m->denied, list, n * sizeof(list[0]));
	m->n_denied = n;
	c->changed = true;
	return MBIM_STATUS_NONE;
}

/* It is kept, and nobody acts on it. */
int sim_put_denylist(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	struct mbim_network_denylist_provider p[SIM_DENIALS] = {{0}};
	const struct mbim_ms_basic_connect_extensions_network_denylist_response
		r = {.denylist_state = MBIM_NETWORK_DENYLIST_STATE_NOT_ACTUATED,
		     .providers = att_array_of(p, m->n_denied)};

	(void)arg;
	for (uint32_t i = 0; i < m->n_denied; i++)
		p[i] = (struct mbim_network_denylist_provider){
			.mcc = m->denied[i].mcc,
			.mnc = m->denied[i].mnc,
			.denylist_type = m->denied[i].kind};
	return mbim_ms_basic_connect_extensions_network_denylist_response_encode(
		&r, out, cap);
}
