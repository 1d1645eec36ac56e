/* Requests of the control channel, of DMS, UIM and NAS: their TLVs. */
#include "base/errors.h"
#include "protocol/qmi/state.h"

/* --- clients ------------------------------------------------------------- */

QMI_PUT(allocate)
{
	const struct qmi_ctl_allocate_cid_req req = {
		.has.service = true,
		.service = t->kind == ATT_OP_RAW ? s->raw[t->session].service
						 : t->row->of,
	};

	(void)o;
	return qmi_ctl_allocate_cid_req_encode(&req, buf, cap);
}

/* The last one first. */
QMI_PUT(release)
{
	const struct qmi_client *c = &s->client[s->n_clients - 1];
	const struct qmi_ctl_release_cid_req req = {
		.has.release_info = true,
		.release_info.service = c->service,
		.release_info.cid = c->id,
	};

	(void)t;
	(void)o;
	return qmi_ctl_release_cid_req_encode(&req, buf, cap);
}

/* --- data format --------------------------------------------------------- */

#define DOWN_MAX_SIZE	   16384u /* where the port does not tell */
#define DOWN_MAX_DATAGRAMS 32u

static uint32_t link_layer(const struct qmi_state *s)
{
	return s->link.links & 1u << ATT_LINK_RAW_IP
		       ? QMI_WDA_LINK_LAYER_PROTOCOL_RAW_IP
		       : QMI_WDA_LINK_LAYER_PROTOCOL_802_3;
}

static bool can(const struct qmi_state *s, enum att_aggregation how)
{
	return s->link.aggregations & 1u << how;
}

/* The most that the port can carry. */
static uint32_t best(const struct qmi_state *s)
{
	if (can(s, ATT_AGGREGATION_QMAP_V5))
		return QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV5;
	if (can(s, ATT_AGGREGATION_QMAP_V4))
		return QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAPV4;
	return can(s, ATT_AGGREGATION_QMAP)
		       ? QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAP
		       : QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED;
}

uint32_t qmi_endpoint_type(const struct qmi_state *s)
{
	switch ((enum att_endpoint)s->link.endpoint) {
	case ATT_ENDPOINT_USB:
		return QMI_DATA_ENDPOINT_TYPE_HSUSB;
	case ATT_ENDPOINT_PCIE:
		return QMI_DATA_ENDPOINT_TYPE_PCIE;
	case ATT_ENDPOINT_EMBEDDED:
		return QMI_DATA_ENDPOINT_TYPE_EMBEDDED;
	case ATT_ENDPOINT_UNKNOWN:
		break;
	}
	return QMI_DATA_ENDPOINT_TYPE_HSUSB;
}

static int put_format(const struct qmi_state *s, uint32_t aggregation,
		      uint8_t *buf, size_t cap)
{
	const bool many =
		aggregation != QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED;
	const struct qmi_wda_set_data_format_req req = {
		.has.link_layer_protocol = true,
		.has.uplink_data_aggregation_protocol = true,
		.has.downlink_data_aggregation_protocol = true,
		.has.downlink_data_aggregation_max_datagrams = many,
		.has.downlink_data_aggregation_max_size = many,
		.has.endpoint_info = s->names_endpoint,
		.link_layer_protocol = link_layer(s),
		.uplink_data_aggregation_protocol = aggregation,
		.downlink_data_aggregation_protocol = aggregation,
		.downlink_data_aggregation_max_datagrams = DOWN_MAX_DATAGRAMS,
		.downlink_data_aggregation_max_size =
			s->link.down_max_size ? s->link.down_max_size
					      : DOWN_MAX_SIZE,
		.endpoint_info.endpoint_type = qmi_endpoint_type(s),
		.endpoint_info.interface_number = s->link.interface,
	};

	return qmi_wda_set_data_format_req_encode(&req, buf, cap);
}

QMI_PUT(get_format)
{
	const struct qmi_wda_get_data_format_req req = {
		.has.endpoint_info = s->names_endpoint,
		.endpoint_info.endpoint_type = qmi_endpoint_type(s),
		.endpoint_info.interface_number = s->link.interface,
	};

	QMI_UNUSED();
	return qmi_wda_get_data_format_req_encode(&req, buf, cap);
}

QMI_PUT(format)
{
	QMI_UNUSED();
	return put_format(s, best(s), buf, cap);
}

QMI_PUT(format_qmap)
{
	QMI_UNUSED();
	return put_format(s, QMI_WDA_DATA_AGGREGATION_PROTOCOL_QMAP, buf, cap);
}

QMI_PUT(format_none)
{
	QMI_UNUSED();
	return put_format(s, QMI_WDA_DATA_AGGREGATION_PROTOCOL_DISABLED, buf,
			  cap);
}

/* Before there was WDA; no QoS header. */
QMI_PUT(ctl_format)
{
	const struct qmi_ctl_set_data_format_req req = {
		.has.format = true,
		.has.protocol = true,
		.format = QMI_CTL_DATA_FORMAT_QOS_FLOW_HEADER_ABSENT,
		.protocol = s->link.links & 1u << ATT_LINK_RAW_IP
				    ? QMI_CTL_DATA_LINK_PROTOCOL_RAW_IP
				    : QMI_CTL_DATA_LINK_PROTOCOL_802_3,
	};

	QMI_UNUSED();
	return qmi_ctl_set_data_format_req_encode(&req, buf, cap);
}

/* --- radio --------------------------------------------------------------- */

/* A modem that is offline goes on by a reset alone. */
static uint8_t mode_of(const struct qmi_state *s, const struct qmi_turn *t)
{
	if (t->kind == ATT_OP_RADIO_OFF)
		return QMI_DMS_OPERATING_MODE_LOW_POWER;
	if (t->kind == ATT_OP_RESTART)
		return t->step ? QMI_DMS_OPERATING_MODE_RESET
			       : QMI_DMS_OPERATING_MODE_OFFLINE;
	return s->known.has_mode &&
			       s->known.mode == QMI_DMS_OPERATING_MODE_OFFLINE
		       ? QMI_DMS_OPERATING_MODE_RESET
		       : QMI_DMS_OPERATING_MODE_ONLINE;
}

QMI_PUT(mode)
{
	const struct qmi_dms_set_operating_mode_req req = {
		.has.mode = true,
		.mode = mode_of(s, t),
	};

	QMI_UNUSED();
	return qmi_dms_set_operating_mode_req_encode(&req, buf, cap);
}

QMI_PUT(foxconn)
{
	const struct qmi_dms_foxconn_set_fcc_authentication_req req = {
		.has.value = true,
		.value = 0,
	};

	QMI_UNUSED();
	return qmi_dms_foxconn_set_fcc_authentication_req_encode(&req, buf,
								 cap);
}

/* --- SIM ----------------------------------------------------------------- */

QMI_PUT(verify_pin)
{
	const struct qmi_uim_verify_pin_req req = {
		.has.session = true,
		.has.info = true,
		.session.session_type = s->known.card.session_type,
		.info.pin_id = s->known.card.pin_id ? s->known.card.pin_id
						    : QMI_UIM_PIN_ID_PIN1,
		.info.pin_value = att_str_utf8(o->pin),
	};

	QMI_UNUSED();
	return qmi_uim_verify_pin_req_encode(&req, buf, cap);
}

QMI_PUT(dms_verify_pin)
{
	const struct qmi_dms_uim_verify_pin_req req = {
		.has.info = true,
		.info.pin_id = QMI_DMS_UIM_PIN_ID_PIN,
		.info.pin = att_str_utf8(o->pin),
	};

	QMI_UNUSED();
	return qmi_dms_uim_verify_pin_req_encode(&req, buf, cap);
}

/* EF ICCID, 2FE2, in the root 3F00, of which the low byte comes first (3GPP TS
 * 31.102, 31.101). It is readable without a PIN. */
QMI_PUT(read_iccid)
{
	static const uint8_t root[] = {0x00, 0x3f};
	const struct qmi_uim_read_transparent_req req = {
		.has.session = true,
		.has.file = true,
		.has.read_information = true,
		.session.session_type =
			QMI_UIM_SESSION_TYPE_PRIMARY_GW_PROVISIONING,
		.file.file_id = 0x2fe2,
		.file.file_path = att_bytes_of(root, sizeof(root)),
	};

	QMI_UNUSED();
	return qmi_uim_read_transparent_req_encode(&req, buf, cap);
}

QMI_PUT(switch_slot)
{
	const struct qmi_uim_switch_slot_req req = {
		.has.logical_slot = true,
		.has.physical_slot = true,
		.logical_slot = 1,
		.physical_slot = o->slot,
	};

	QMI_UNUSED();
	return qmi_uim_switch_slot_req_encode(&req, buf, cap);
}

/* --- network ------------------------------------------------------------- */

QMI_PUT(access)
{
	QMI_UNUSED();
	/* It is asked for again. */
	s->known.network.rat_modes = 0;
	return qmi_network_put_access(t->access, buf, cap);
}

QMI_PUT(register)
{
	QMI_UNUSED();
	return qmi_network_put_register(o->operator_id, buf, cap);
}

QMI_PUT(attach)
{
	const struct qmi_nas_attach_detach_req req = {
		.has.action = true,
		.action = QMI_NAS_PS_ATTACH_ACTION_ATTACH,
	};

	QMI_UNUSED();
	return qmi_nas_attach_detach_req_encode(&req, buf, cap);
}

/* --- indications --------------------------------------------------------- */

QMI_PUT(nas_events)
{
	const struct qmi_nas_register_indications_req req = {
		.has.serving_system_events = true,
		.has.system_info = true,
		.has.network_reject_information = true,
		.serving_system_events = 1,
		.system_info = 1,
		.network_reject_information.enable_network_reject_indications =
			1,
	};

	QMI_UNUSED();
	return qmi_nas_register_indications_req_encode(&req, buf, cap);
}

QMI_PUT(dms_events)
{
	const struct qmi_dms_set_event_report_req req = {
		.has.operating_mode_reporting = true,
		.operating_mode_reporting = 1,
	};

	QMI_UNUSED();
	return qmi_dms_set_event_report_req_encode(&req, buf, cap);
}

QMI_PUT(uim_events)
{
	const struct qmi_uim_register_events_req req = {
		.has.event_registration_mask = true,
		.event_registration_mask =
			QMI_UIM_EVENT_REGISTRATION_FLAG_CARD_STATUS,
	};

	QMI_UNUSED();
	return qmi_uim_register_events_req_encode(&req, buf, cap);
}
