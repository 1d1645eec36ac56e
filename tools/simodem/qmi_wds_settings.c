/* WDS: what a call has: addresses, rates, counters. */
#include "tools/simodem/qmi.h"

#define RATE_LTE 50000000u

static struct att_ipv4 ipv4(const uint8_t *p)
{
	struct att_ipv4 a;

	memcpy(a.b, p, sizeof(a.b));
	return a;
}

static struct att_ipv6 ipv6(const uint8_t *p)
{
	struct att_ipv6 a;

	memcpy(a.b, p, sizeof(a.b));
	return a;
}

static struct att_ipv4 mask_of(uint32_t prefix)
{
	uint32_t bits = prefix == 0 ? 0 : 0xffffffffu << (32 - prefix);
	struct att_ipv4 a = {.b = {(uint8_t)(bits >> 24), (uint8_t)(bits >> 16),
				   (uint8_t)(bits >> 8), (uint8_t)bits}};

	return a;
}

/* Which groups of settings a request asks for; all if it does not say. */
static uint32_t asked_for(const struct qmi_wds_get_current_settings_req *r)
{
	return r->has.requested_settings ? r->requested_settings : UINT32_MAX;
}

static void put_ipv4(struct qmi_wds_get_current_settings_resp *r,
		     const struct sim_addresses *a, uint32_t asked)
{
	r->has.primary_ipv4_dns_address = r->has.secondary_ipv4_dns_address =
		(asked & QMI_WDS_REQUESTED_SETTINGS_DNS_ADDRESS) != 0;
	r->primary_ipv4_dns_address = ipv4(a->router4);
	r->secondary_ipv4_dns_address = ipv4(a->router4);
	r->has.ipv4_address =
		(asked & QMI_WDS_REQUESTED_SETTINGS_IP_ADDRESS) != 0;
	r->ipv4_address = ipv4(a->address4);
	r->has.ipv4_gateway_address = r->has.ipv4_gateway_subnet_mask =
		(asked & QMI_WDS_REQUESTED_SETTINGS_GATEWAY_INFO) != 0;
	r->ipv4_gateway_address = ipv4(a->router4);
	r->ipv4_gateway_subnet_mask = mask_of(a->prefix4);
}

static void put_ipv6(struct qmi_wds_get_current_settings_resp *r,
		     const struct sim_addresses *a, uint32_t asked)
{
	r->has.ipv6_primary_dns_address =
		(asked & QMI_WDS_REQUESTED_SETTINGS_DNS_ADDRESS) != 0;
	r->ipv6_primary_dns_address = ipv6(a->router6);
	r->has.ipv6_address =
		(asked & QMI_WDS_REQUESTED_SETTINGS_IP_ADDRESS) != 0;
	r->ipv6_address.address = ipv6(a->address6);
	r->ipv6_address.prefix_length = (uint8_t)a->prefix6;
	r->has.ipv6_gateway_address =
		(asked & QMI_WDS_REQUESTED_SETTINGS_GATEWAY_INFO) != 0;
	r->ipv6_gateway_address.address = ipv6(a->router6);
	r->ipv6_gateway_address.prefix_length = (uint8_t)a->prefix6;
}

uint16_t sim_wds_settings(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_get_current_settings_req req;
	struct qmi_wds_get_current_settings_resp r = {0};
	struct sim_addresses a;
	uint32_t session, families = sim_qmi_call_of(q, c->client, &session),
			  asked;

	if (!SIM_QMI_READ(c, wds_get_current_settings, &req))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	if (families == 0)
		return QMI_PROTOCOL_ERROR_OUT_OF_CALL;
	asked = asked_for(&req);
	sim_world_addresses(q->world, session, &a);
	if ((families & SIM_IPV4) != 0)
		put_ipv4(&r, &a, asked);
	else
		put_ipv6(&r, &a, asked);
	r.has.mtu = (asked & QMI_WDS_REQUESTED_SETTINGS_MTU) != 0;
	r.mtu = (families & SIM_IPV4) != 0 ? a.mtu4 : a.mtu6;
	r.has.ip_family = (asked & QMI_WDS_REQUESTED_SETTINGS_IP_FAMILY) != 0;
	r.ip_family = (families & SIM_IPV4) != 0 ? QMI_WDS_IP_FAMILY_IPV4
						 : QMI_WDS_IP_FAMILY_IPV6;
	r.has.apn_name = (asked & QMI_WDS_REQUESTED_SETTINGS_APN_NAME) != 0;
	r.apn_name = att_str_utf8(q->world->session[session].apn);
	SIM_QMI_PUT(c, wds_get_current_settings, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_rates(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_get_channel_rates_resp r = {
		.has.channel_rates = true,
		.channel_rates = {.channel_tx_rate_bps = RATE_LTE,
				  .channel_rx_rate_bps = 2 * RATE_LTE,
				  .max_channel_tx_rate_bps = RATE_LTE,
				  .max_channel_rx_rate_bps = 2 * RATE_LTE},
	};
	uint32_t session;

	if (sim_qmi_call_of(q, c->client, &session) == 0)
		return QMI_PROTOCOL_ERROR_OUT_OF_CALL;
	SIM_QMI_PUT(c, wds_get_channel_rates, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Out of a call there are the counters of the last one. */
static uint16_t put_last(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_get_packet_statistics_resp r = {
		.has = {.last_call_tx_bytes_ok = true,
			.last_call_rx_bytes_ok = true},
		.last_call_tx_bytes_ok = q->last.out_octets,
		.last_call_rx_bytes_ok = q->last.in_octets,
	};

	SIM_QMI_PUT(c, wds_get_packet_statistics, &r);
	return QMI_PROTOCOL_ERROR_OUT_OF_CALL;
}

uint16_t sim_wds_statistics(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct sim_traffic *t = &q->world->traffic;
	struct qmi_wds_get_packet_statistics_req req;
	struct qmi_wds_get_packet_statistics_resp r = {
		.tx_packets_ok = (uint32_t)t->out_packets,
		.rx_packets_ok = (uint32_t)t->in_packets,
		.tx_bytes_ok = t->out_octets,
		.rx_bytes_ok = t->in_octets,
		.tx_packets_dropped = t->out_discards,
		.rx_packets_dropped = t->in_discards,
	};
	uint32_t session, mask;

	if (!SIM_QMI_READ(c, wds_get_packet_statistics, &req) || !req.has.mask)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (sim_qmi_call_of(q, c->client, &session) == 0)
		return put_last(q, c);
	mask = req.mask;
	r.has.tx_packets_ok =
		(mask & QMI_WDS_PACKET_STATISTICS_MASK_FLAG_TX_PACKETS_OK) != 0;
	r.has.rx_packets_ok =
		(mask & QMI_WDS_PACKET_STATISTICS_MASK_FLAG_RX_PACKETS_OK) != 0;
	r.has.tx_bytes_ok =
		(mask & QMI_WDS_PACKET_STATISTICS_MASK_FLAG_TX_BYTES_OK) != 0;
	r.has.rx_bytes_ok =
		(mask & QMI_WDS_PACKET_STATISTICS_MASK_FLAG_RX_BYTES_OK) != 0;
	r.has.tx_packets_dropped =
		(mask &
		 QMI_WDS_PACKET_STATISTICS_MASK_FLAG_TX_PACKETS_DROPPED) != 0;
	r.has.rx_packets_dropped =
		(mask &
		 QMI_WDS_PACKET_STATISTICS_MASK_FLAG_RX_PACKETS_DROPPED) != 0;
	SIM_QMI_PUT(c, wds_get_packet_statistics, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_bearer(struct sim_qmi *q, struct sim_qmi_call *c)
{
	uint32_t session;
	struct qmi_wds_get_current_data_bearer_technology_resp r = {
		.has.current = true,
		.current = {.network_type = QMI_WDS_NETWORK_TYPE_3GPP},
	};

	if (sim_qmi_call_of(q, c->client, &session) == 0)
		return QMI_PROTOCOL_ERROR_OUT_OF_CALL;
	r.current.rat_mask = q->config->qmi.umts ? QMI_WDS_RAT3GPP_WCDMA
						 : QMI_WDS_RAT3GPP_LTE;
	if (sim_qmi_radio(q) == QMI_NAS_RADIO_INTERFACE_5GNR)
		r.current.rat_mask = QMI_WDS_RAT3GPP_5GNR;
	SIM_QMI_PUT(c, wds_get_current_data_bearer_technology, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wds_dormancy(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wds_get_dormancy_status_resp r = {
		.has.dormancy_status = true,
		.dormancy_status =
			QMI_WDS_DORMANCY_STATUS_TRAFFIC_CHANNEL_ACTIVE,
	};
	uint32_t session;

	if (sim_qmi_call_of(q, c->client, &session) == 0)
		return QMI_PROTOCOL_ERROR_OUT_OF_CALL;
	SIM_QMI_PUT(c, wds_get_dormancy_status, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}
