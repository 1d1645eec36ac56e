/* PACKET_SERVICE and PACKET_STATISTICS. MBIM 1.0 10.5.10, 10.5.19. */
#include "tools/simodem/mbim.h"

#define UPLINK_BPS   50000000u
#define DOWNLINK_BPS 150000000u

static uint32_t attach(struct sim_mbim *m, struct sim_call *c)
{
	enum sim_result result = sim_world_attach(m->world, c->now_ms);

	c->failure_body = result == SIM_REFUSED; /* the NwError is in there */
	c->wait = SIM_WAIT_ATTACH;
	if (result == SIM_DONE && m->world->now.packet == SIM_ATTACHING)
		return SIM_LATER;
	return sim_word_status(result);
}

uint32_t sim_set_packet(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_packet_service_set s;

	if (mbim_basic_connect_packet_service_set_decode(c->body, &s) != 0 ||
	    s.packet_service_action > MBIM_PACKET_SERVICE_ACTION_DETACH)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (s.packet_service_action == MBIM_PACKET_SERVICE_ACTION_ATTACH)
		return attach(m, c);
	return sim_word_status(sim_world_detach(m->world));
}

static int put_packet_v1(const struct sim_mbim *m, bool in, uint8_t *out,
			 size_t cap)
{
	struct mbim_basic_connect_packet_service_response r = {
		.nw_error = m->state->packet_cause,
		.packet_service_state = sim_word_packet(m->state->packet),
		.highest_available_data_class = in ? sim_data_class(m) : 0,
		.uplink_speed = in ? UPLINK_BPS : 0,
		.downlink_speed = in ? DOWNLINK_BPS : 0,
	};

	return mbim_basic_connect_packet_service_response_encode(&r, out, cap);
}

static uint32_t frequency_range(const struct sim_mbim *m, bool in)
{
	return in && sim_generation_told(m) != SIM_4G
		       ? MBIM_FREQUENCY_RANGE_1
		       : MBIM_FREQUENCY_RANGE_UNKNOWN;
}

/* Up to three digits in BCD. */
static uint16_t bcd(const char *digits, uint32_t n)
{
	uint16_t v = 0;

	for (uint32_t i = 0; i < n; i++)
		v = (uint16_t)(v << 4 | (digits[i] - '0'));
	return v;
}

#define MNC_HAS_TWO_DIGITS 0x8000u /* WWAN_SINGLE_TAI of Windows */

static struct mbim_tai tracking_area(const struct sim_mbim *m)
{
	const char *id = m->config->operator_.id;
	bool three = id[5] != '\0';

	return (struct mbim_tai){
		.plmn_mcc = bcd(id, 3),
		.plmn_mnc = (uint16_t)(bcd(id + 3, three ? 3 : 2) |
				       (three ? 0 : MNC_HAS_TWO_DIGITS)),
		.tac = sim_world_cell(m->world, m->state)->tac,
	};
}

static int put_packet_v2(const struct sim_mbim *m, bool in, uint8_t *out,
			 size_t cap)
{
	struct mbim_basic_connect_packet_service_response_v2 r = {
		.nw_error = m->state->packet_cause,
		.packet_service_state = sim_word_packet(m->state->packet),
		.current_data_class = in ? sim_data_class(m) : 0,
		.uplink_speed = in ? UPLINK_BPS : 0,
		.downlink_speed = in ? DOWNLINK_BPS : 0,
		.frequency_range = frequency_range(m, in),
	};

	return mbim_basic_connect_packet_service_response_v2_encode(&r, out,
								    cap);
}

static int put_packet_v3(const struct sim_mbim *m, bool in, uint8_t *out,
			 size_t cap)
{
	struct mbim_basic_connect_packet_service_response_v3 r = {
		.nw_error = m->state->packet_cause,
		.packet_service_state = sim_word_packet(m->state->packet),
		.highest_available_data_class = in ? sim_data_class(m) : 0,
		.uplink_speed = in ? UPLINK_BPS : 0,
		.downlink_speed = in ? DOWNLINK_BPS : 0,
		.frequency_range = frequency_range(m, in),
		.data_subclass = in ? sim_data_subclass(m) : 0,
	};

	if (in)
		r.tai = tracking_area(m);

	return mbim_basic_connect_packet_service_response_v3_encode(&r, out,
								    cap);
}

int sim_put_packet(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		   size_t cap)
{
	bool in = m->state->packet == SIM_ATTACHED;

	(void)arg;
	if (m->ex >= MBIM_EX_3)
		return put_packet_v3(m, in, out, cap);
	if (m->ex >= MBIM_EX_2)
		return put_packet_v2(m, in, out, cap);
	return put_packet_v1(m, in, out, cap);
}

int sim_put_statistics(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		       size_t cap)
{
	const struct sim_traffic *t = &m->world->traffic;
	struct mbim_basic_connect_packet_statistics_response r = {
		.in_discards = t->in_discards,
		.in_octets = t->in_octets,
		.in_packets = t->in_packets,
		.out_octets = t->out_octets,
		.out_packets = t->out_packets,
		.out_discards = t->out_discards,
	};

	(void)arg;
	return mbim_basic_connect_packet_statistics_response_encode(&r, out,
								    cap);
}
