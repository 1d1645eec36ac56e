/* Packet service: attached, detached, and the datagrams counted. */
#include "tools/simodem/modem.h"

#define NW_IMPLICITLY_DETACHED 10u
#define UPLINK_BPS	       50000000u
#define DOWNLINK_BPS	       150000000u
#define TRACKING_AREA	       1u

static void set_state(struct sim_modem *m, uint32_t state, uint32_t error)
{
	m->packet_error = error;
	if (m->packet_state == state)
		return;
	m->packet_state = state;
	sim_indicate(m, MBIM_SERVICE_BASIC_CONNECT,
		     MBIM_CID_BASIC_CONNECT_PACKET_SERVICE, 0);
	sim_indicate(m, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		     MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_INFO, 0);
}

void sim_packet_start(struct sim_modem *m, uint64_t now_ms)
{
	if (m->packet_state != MBIM_PACKET_SERVICE_STATE_DETACHED)
		return;
	set_state(m, MBIM_PACKET_SERVICE_STATE_ATTACHING, 0);
	m->attach_at_ms = now_ms + m->config.attach_ms;
}

void sim_packet_stop(struct sim_modem *m, uint32_t error)
{
	if (m->packet_state == MBIM_PACKET_SERVICE_STATE_DETACHED)
		return;
	sim_sessions_stop(m, error);
	m->attach_at_ms = SIM_NEVER;
	set_state(m, MBIM_PACKET_SERVICE_STATE_DETACHED, error);
	sim_finish(m, SIM_WAIT_ATTACH, MBIM_STATUS_PACKET_SERVICE_DETACHED);
}

void sim_packet_expire(struct sim_modem *m, uint64_t now_ms)
{
	if (m->attach_at_ms > now_ms)
		return;
	m->attach_at_ms = SIM_NEVER;
	if (m->config.attach_error != 0) {
		set_state(m, MBIM_PACKET_SERVICE_STATE_DETACHED,
			  m->config.attach_error);
		sim_finish(m, SIM_WAIT_ATTACH, MBIM_STATUS_FAILURE);
		return;
	}
	set_state(m, MBIM_PACKET_SERVICE_STATE_ATTACHED, 0);
	sim_finish(m, SIM_WAIT_ATTACH, MBIM_STATUS_NONE);
}

void sim_modem_detach(struct sim_modem *m, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_packet_stop(m, NW_IMPLICITLY_DETACHED);
}

uint32_t sim_set_packet(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_packet_service_set s;
	uint32_t status = sim_network_status(m);

	if (mbim_basic_connect_packet_service_set_decode(c->body, &s) != 0 ||
	    s.packet_service_action > MBIM_PACKET_SERVICE_ACTION_DETACH)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (status != MBIM_STATUS_NONE)
		return status;
	if (!sim_registered(m))
		return MBIM_STATUS_NOT_REGISTERED;
	if (s.packet_service_action == MBIM_PACKET_SERVICE_ACTION_DETACH) {
		sim_packet_stop(m, 0);
		return MBIM_STATUS_NONE;
	}
	sim_packet_start(m, c->now_ms);
	sim_packet_expire(m, c->now_ms);
	if (m->packet_state == MBIM_PACKET_SERVICE_STATE_ATTACHING)
		return sim_defer(m, SIM_WAIT_ATTACH, c);
	c->failure_body = true; /* the NwError is in the fields */
	return m->packet_error == 0 ? MBIM_STATUS_NONE : MBIM_STATUS_FAILURE;
}

static int put_packet_v1(const struct sim_modem *m, bool in, uint8_t *out,
			 size_t cap)
{
	struct mbim_basic_connect_packet_service_response r = {
		.nw_error = m->packet_error,
		.packet_service_state = m->packet_state,
		.highest_available_data_class = in ? sim_data_class(m) : 0,
		.uplink_speed = in ? UPLINK_BPS : 0,
		.downlink_speed = in ? DOWNLINK_BPS : 0,
	};

	return mbim_basic_connect_packet_service_response_encode(&r, out, cap);
}

static uint32_t frequency_range(const struct sim_modem *m, bool in)
{
	return in && m->config.nr ? MBIM_FREQUENCY_RANGE_1
				  : MBIM_FREQUENCY_RANGE_UNKNOWN;
}

static int put_packet_v2(const struct sim_modem *m, bool in, uint8_t *out,
			 size_t cap)
{
	struct mbim_basic_connect_packet_service_response_v2 r = {
		.nw_error = m->packet_error,
		.packet_service_state = m->packet_state,
		.current_data_class = in ? sim_data_class(m) : 0,
		.uplink_speed = in ? UPLINK_BPS : 0,
		.downlink_speed = in ? DOWNLINK_BPS : 0,
		.frequency_range = frequency_range(m, in),
	};

	return mbim_basic_connect_packet_service_response_v2_encode(&r, out,
								    cap);
}

static int put_packet_v3(const struct sim_modem *m, bool in, uint8_t *out,
			 size_t cap)
{
	struct mbim_basic_connect_packet_service_response_v3 r = {
		.nw_error = m->packet_error,
		.packet_service_state = m->packet_state,
		.highest_available_data_class = in ? sim_data_class(m) : 0,
		.uplink_speed = in ? UPLINK_BPS : 0,
		.downlink_speed = in ? DOWNLINK_BPS : 0,
		.frequency_range = frequency_range(m, in),
		.data_subclass = in ? sim_data_subclass(m) : 0,
		.tai = {.plmn_mcc = 1, .plmn_mnc = 1, .tac = TRACKING_AREA},
	};

	return mbim_basic_connect_packet_service_response_v3_encode(&r, out,
								    cap);
}

int sim_put_packet(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		   size_t cap)
{
	bool in = m->packet_state == MBIM_PACKET_SERVICE_STATE_ATTACHED;

	(void)arg;
	if (m->ex >= MBIM_EX_3)
		return put_packet_v3(m, in, out, cap);
	if (m->ex >= MBIM_EX_2)
		return put_packet_v2(m, in, out, cap);
	return put_packet_v1(m, in, out, cap);
}

int sim_put_statistics(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		       size_t cap)
{
	struct mbim_basic_connect_packet_statistics_response r = {
		.in_discards = m->in_discards,
		.in_octets = m->in_octets,
		.in_packets = m->in_packets,
		.out_octets = m->out_octets,
		.out_packets = m->out_packets,
		.out_discards = m->out_discards,
	};

	(void)arg;
	return mbim_basic_connect_packet_statistics_response_encode(&r, out,
								    cap);
}
