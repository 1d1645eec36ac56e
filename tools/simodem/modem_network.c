/* Radio, registration and signal. Registration follows from SIM, radio and
 * network; sim_network_update is the one place that decides. */
#include "tools/simodem/modem.h"

#define RSSI_GOOD    20u /* 3GPP TS 27.007: -73 dBm */
#define RSSI_UNKNOWN 99u

void sim_network_init(struct sim_modem *m)
{
	m->fcc_unlocked = (m->config.quirks & SIM_QUIRK_FCC_LOCK) == 0;
	m->radio = !m->config.radio_off && m->fcc_unlocked;
	m->register_state = MBIM_REGISTER_STATE_DEREGISTERED;
	m->register_mode = MBIM_REGISTER_MODE_AUTOMATIC;
	m->register_error = 0;
	m->register_at_ms = SIM_NEVER;
	m->wanted_classes = MBIM_DATA_CLASS_LTE;
	m->packet_state = MBIM_PACKET_SERVICE_STATE_DETACHED;
	m->packet_error = 0;
	m->attach_at_ms = SIM_NEVER;
	m->rssi = RSSI_UNKNOWN;
}

bool sim_registered(const struct sim_modem *m)
{
	return m->register_state == MBIM_REGISTER_STATE_HOME ||
	       m->register_state == MBIM_REGISTER_STATE_ROAMING;
}

uint32_t sim_network_status(const struct sim_modem *m)
{
	uint32_t status = sim_card_status(m);

	if (status != MBIM_STATUS_NONE)
		return status;
	return m->radio ? MBIM_STATUS_NONE : MBIM_STATUS_RADIO_POWER_OFF;
}

static void indicate(struct sim_modem *m, uint32_t cid)
{
	sim_indicate(m, MBIM_SERVICE_BASIC_CONNECT, cid, 0);
}

static void set_rssi(struct sim_modem *m, uint32_t rssi)
{
	if (m->rssi == rssi)
		return;
	m->rssi = rssi;
	indicate(m, MBIM_CID_BASIC_CONNECT_SIGNAL_STATE);
}

static void set_state(struct sim_modem *m, uint32_t state, uint32_t error)
{
	if (m->register_state == state && m->register_error == error)
		return;
	m->register_state = state;
	m->register_error = error;
	indicate(m, MBIM_CID_BASIC_CONNECT_REGISTER_STATE);
	set_rssi(m, sim_registered(m) ? RSSI_GOOD : RSSI_UNKNOWN);
}

/* Sessions, packet service, registration: in the order that Microsoft's
 * guidelines ask for. */
static void lose(struct sim_modem *m, uint32_t state)
{
	sim_packet_stop(m, 0);
	set_state(m, state, 0);
}

void sim_network_update(struct sim_modem *m, uint64_t now_ms)
{
	uint32_t status = sim_network_status(m);

	if (status != MBIM_STATUS_NONE) {
		m->register_at_ms = SIM_NEVER;
		lose(m, MBIM_REGISTER_STATE_DEREGISTERED);
		sim_finish(m, SIM_WAIT_REGISTER, status);
		return;
	}
	if (!m->network) {
		m->register_at_ms = SIM_NEVER;
		lose(m, MBIM_REGISTER_STATE_SEARCHING);
		sim_finish(m, SIM_WAIT_REGISTER, MBIM_STATUS_NONE);
		return;
	}
	if (sim_registered(m) || m->register_at_ms != SIM_NEVER ||
	    m->register_state == MBIM_REGISTER_STATE_DENIED)
		return;
	set_state(m, MBIM_REGISTER_STATE_SEARCHING, 0);
	m->register_at_ms = now_ms + m->config.register_ms;
}

void sim_network_expire(struct sim_modem *m, uint64_t now_ms)
{
	const struct sim_config *c = &m->config;

	if (m->register_at_ms > now_ms)
		return;
	m->register_at_ms = SIM_NEVER;
	if (c->deny_registration) {
		set_state(m, MBIM_REGISTER_STATE_DENIED, c->deny_cause);
		sim_finish(m, SIM_WAIT_REGISTER, MBIM_STATUS_FAILURE);
		return;
	}
	set_state(m,
		  c->operator_.roaming ? MBIM_REGISTER_STATE_ROAMING
				       : MBIM_REGISTER_STATE_HOME,
		  0);
	sim_finish(m, SIM_WAIT_REGISTER, MBIM_STATUS_NONE);
	if (c->auto_attach)
		sim_packet_start(m, now_ms);
}

void sim_modem_network(struct sim_modem *m, bool available, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	m->network = available;
	sim_network_update(m, now_ms);
}

void sim_modem_signal(struct sim_modem *m, uint32_t rssi, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	if (sim_registered(m))
		set_rssi(m, rssi);
}

/* --- RADIO_STATE ------------------------------------------------------- */

uint32_t sim_set_radio(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_radio_state_set s;

	if (mbim_basic_connect_radio_state_set_decode(c->body, &s) != 0 ||
	    s.radio_state > MBIM_RADIO_SWITCH_STATE_ON)
		return MBIM_STATUS_INVALID_PARAMETERS;
	/* A locked radio: no error, it just stays off. */
	if (!m->fcc_unlocked ||
	    m->radio == (s.radio_state == MBIM_RADIO_SWITCH_STATE_ON))
		return MBIM_STATUS_NONE;
	m->radio = !m->radio;
	sim_network_update(m, c->now_ms);
	indicate(m, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	return MBIM_STATUS_NONE;
}

int sim_put_radio(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		  size_t cap)
{
	struct mbim_basic_connect_radio_state_response r = {
		.hw_radio_state = MBIM_RADIO_SWITCH_STATE_ON,
		.sw_radio_state = m->radio ? MBIM_RADIO_SWITCH_STATE_ON
					   : MBIM_RADIO_SWITCH_STATE_OFF,
	};

	(void)arg;
	return mbim_basic_connect_radio_state_response_encode(&r, out, cap);
}

/* --- REGISTER_STATE ------------------------------------------------------ */

static bool is_operator(const struct sim_modem *m, const struct mbim_str *id)
{
	const char *ours = m->config.operator_.id;
	char text[16];
	int len = mbim_str_get(id, text, sizeof(text));

	for (int i = 0; i <= len; i++)
		if (text[i] != ours[i])
			return false;
	return len > 0;
}

uint32_t sim_set_register(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_register_state_set s;
	uint32_t status = sim_network_status(m);

	if (mbim_basic_connect_register_state_set_decode(c->body, &s) != 0 ||
	    s.register_action > MBIM_REGISTER_ACTION_MANUAL)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (status != MBIM_STATUS_NONE)
		return status;
	if (s.register_action == MBIM_REGISTER_ACTION_MANUAL) {
		if (!is_operator(m, &s.provider_id))
			return MBIM_STATUS_PROVIDER_NOT_VISIBLE;
		m->register_mode = MBIM_REGISTER_MODE_MANUAL;
	} else {
		m->register_mode = MBIM_REGISTER_MODE_AUTOMATIC;
	}
	if (s.data_class != 0)
		m->wanted_classes = s.data_class;
	if (m->register_state == MBIM_REGISTER_STATE_DENIED)
		set_state(m, MBIM_REGISTER_STATE_SEARCHING, 0);
	sim_network_update(m, c->now_ms);
	if (m->register_at_ms == SIM_NEVER)
		return MBIM_STATUS_NONE;
	return sim_defer(m, SIM_WAIT_REGISTER, c);
}

int sim_put_register(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	const struct sim_operator *o = &m->config.operator_;
	bool in = sim_registered(m);
	struct mbim_basic_connect_register_state_response_v2 r = {
		.nw_error = m->register_error,
		.register_state = m->register_state,
		.register_mode = m->register_mode,
		.available_data_classes = in ? sim_data_class(m) : 0,
		.current_cellular_class = MBIM_CELLULAR_CLASS_GSM,
		.provider_id = mbim_str_utf8(in ? o->id : ""),
		.provider_name = mbim_str_utf8(in ? o->name : ""),
		.roaming_text =
			mbim_str_utf8(in && o->roaming ? "roaming" : ""),
		.registration_flag =
			m->config.auto_attach
				? MBIM_REGISTRATION_FLAG_PACKET_SERVICE_AUTOMATIC_ATTACH
				: MBIM_REGISTRATION_FLAG_NONE,
		.preferred_data_classes = m->wanted_classes,
	};
	struct mbim_basic_connect_register_state_response r1 = {
		.nw_error = r.nw_error,
		.register_state = r.register_state,
		.register_mode = r.register_mode,
		.available_data_classes = r.available_data_classes,
		.current_cellular_class = r.current_cellular_class,
		.provider_id = r.provider_id,
		.provider_name = r.provider_name,
		.roaming_text = r.roaming_text,
		.registration_flag = r.registration_flag,
	};

	(void)arg;
	if (m->ex >= MBIM_EX_2)
		return mbim_basic_connect_register_state_response_v2_encode(
			&r, out, cap);
	return mbim_basic_connect_register_state_response_encode(&r1, out, cap);
}

/* --- SIGNAL_STATE -------------------------------------------------------- */

uint32_t sim_set_signal(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_signal_state_set s;

	if (mbim_basic_connect_signal_state_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->signal_interval = s.signal_strength_interval;
	m->rssi_threshold = s.rssi_threshold;
	m->error_threshold = s.error_rate_threshold;
	return MBIM_STATUS_NONE;
}

static int put_signal_v2(const struct sim_modem *m, uint8_t *out, size_t cap)
{
	/* RSRP is coded as -156 dBm + value, SNR as -23.5 dB + value / 2. */
	struct mbim_rsrp_snr_info info = {
		.rsrp = 60,
		.snr = 60,
		.system_type = sim_data_class(m),
	};
	struct mbim_basic_connect_signal_state_response_v2 r = {
		.rssi = m->rssi,
		.error_rate = RSSI_UNKNOWN,
		.signal_strength_interval = m->signal_interval,
		.rssi_threshold = m->rssi_threshold,
		.error_rate_threshold = m->error_threshold,
		.rsrp_snr = mbim_array_of(&info, sim_registered(m) ? 1 : 0),
	};

	return mbim_basic_connect_signal_state_response_v2_encode(&r, out, cap);
}

int sim_put_signal(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		   size_t cap)
{
	struct mbim_basic_connect_signal_state_response r = {
		.rssi = m->rssi,
		.error_rate = RSSI_UNKNOWN,
		.signal_strength_interval = m->signal_interval,
		.rssi_threshold = m->rssi_threshold,
		.error_rate_threshold = m->error_threshold,
	};

	(void)arg;
	if (m->ex >= MBIM_EX_2)
		return put_signal_v2(m, out, cap);
	return mbim_basic_connect_signal_state_response_encode(&r, out, cap);
}
