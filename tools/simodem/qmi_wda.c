/* WDA: the format of the data path. The modem decides: what it cannot is
 * lowered, or refused. */
#include "tools/simodem/qmi.h"

void sim_qmi_format_init(struct sim_qmi *q)
{
	const struct sim_qmi_config *c = &q->config->qmi;

	q->format = (struct sim_format){
		.link = c->link,
		.up_datagrams = c->up_datagrams,
		.up_size = c->up_size,
		.down_datagrams = c->down_datagrams,
		.down_size = c->down_size,
	};
}

/* The answers to get and set have the same TLVs. */
static void put_format(const struct sim_format *f, struct sim_qmi_call *c)
{
	bool up = f->up != QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED;
	bool down = f->down != QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED;
	struct qmi_wda_get_data_format_resp r = {
		.has = {.qos_format = true,
			.link_layer_protocol = true,
			.uplink_data_aggregation_protocol = true,
			.downlink_data_aggregation_protocol = true,
			.downlink_data_aggregation_max_datagrams = down,
			.downlink_data_aggregation_max_size = down,
			.uplink_data_aggregation_max_datagrams = up,
			.uplink_data_aggregation_max_size = up},
		.link_layer_protocol = f->link,
		.uplink_data_aggregation_protocol = f->up,
		.downlink_data_aggregation_protocol = f->down,
		.downlink_data_aggregation_max_datagrams = f->down_datagrams,
		.downlink_data_aggregation_max_size = f->down_size,
		.uplink_data_aggregation_max_datagrams = f->up_datagrams,
		.uplink_data_aggregation_max_size = f->up_size,
	};

	SIM_QMI_PUT(c, wda_get_data_format, &r);
}

uint16_t sim_wda_get(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wda_get_data_format_req req;

	if ((q->config->quirks & SIM_QUIRK_NEEDS_ENDPOINT) != 0 &&
	    (!SIM_QMI_READ(c, wda_get_data_format, &req) ||
	     !req.has.endpoint_info))
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	put_format(&q->format, c);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* What was asked for if the modem has it, else none. Only IP datagrams are put
 * together. */
static uint32_t aggregation(const struct sim_qmi *q, uint32_t asked)
{
	const struct sim_qmi_config *c = &q->config->qmi;
	bool raw = q->format.link == QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP;

	return raw && asked < 16 && (c->aggregations >> asked & 1) != 0
		       ? asked
		       : QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static void agree(struct sim_qmi *q,
		  const struct qmi_wda_set_data_format_req *r)
{
	const struct sim_qmi_config *c = &q->config->qmi;
	struct sim_format *f = &q->format;

	if (r->has.link_layer_protocol && r->link_layer_protocol < 8 &&
	    (c->links >> r->link_layer_protocol & 1) != 0)
		f->link = r->link_layer_protocol;
	f->up = aggregation(q, r->uplink_data_aggregation_protocol);
	f->down = aggregation(q, r->downlink_data_aggregation_protocol);
	if (r->has.downlink_data_aggregation_max_datagrams)
		f->down_datagrams =
			least(r->downlink_data_aggregation_max_datagrams,
			      c->down_datagrams);
	if (r->has.downlink_data_aggregation_max_size)
		f->down_size = least(r->downlink_data_aggregation_max_size,
				     c->down_size);
	if (r->has.uplink_data_aggregation_max_datagrams)
		f->up_datagrams =
			least(r->uplink_data_aggregation_max_datagrams,
			      c->up_datagrams);
	if (r->has.uplink_data_aggregation_max_size)
		f->up_size =
			least(r->uplink_data_aggregation_max_size, c->up_size);
}

uint16_t sim_wda_set(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wda_set_data_format_req r;

	if (!SIM_QMI_READ(c, wda_set_data_format, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	if ((q->config->quirks & SIM_QUIRK_FORMAT_REFUSED) != 0)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	if ((q->config->quirks & SIM_QUIRK_NEEDS_ENDPOINT) != 0 &&
	    !r.has.endpoint_info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	agree(q, &r);
	put_format(&q->format, c);
	return QMI_PROTOCOL_ERROR_NONE;
}
