/* WMS: the store of short messages, and who is told of what comes. The memory
 * of the modem itself has no places: all messages are on the card. */
#include "tools/simodem/qmi.h"
#include "tools/simodem/world_messages.h"

#include <assert.h>

#include "wire/sms/sms.h"

#define SUPPORTED_MAX 16u /* bytes of a bit for each message */

static uint8_t tag_of(uint8_t state)
{
	switch ((enum sim_sms_state)state) {
	case SIM_SMS_OLD:
		return QMI_WMS_MESSAGE_TAG_TYPE_MT_READ;
	case SIM_SMS_DRAFT:
		return QMI_WMS_MESSAGE_TAG_TYPE_MO_NOT_SENT;
	case SIM_SMS_SENT:
		return QMI_WMS_MESSAGE_TAG_TYPE_MO_SENT;
	case SIM_SMS_NEW:
	case SIM_SMS_FREE:
		break;
	}
	return QMI_WMS_MESSAGE_TAG_TYPE_MT_NOT_READ;
}

static const enum sim_sms_state states[] = {
	[QMI_WMS_MESSAGE_TAG_TYPE_MT_READ] = SIM_SMS_OLD,
	[QMI_WMS_MESSAGE_TAG_TYPE_MT_NOT_READ] = SIM_SMS_NEW,
	[QMI_WMS_MESSAGE_TAG_TYPE_MO_SENT] = SIM_SMS_SENT,
	[QMI_WMS_MESSAGE_TAG_TYPE_MO_NOT_SENT] = SIM_SMS_DRAFT,
};
#define TAGS (sizeof(states) / sizeof(states[0]))

/* Places are counted from 0 here. */
static uint32_t place_of(uint8_t storage, uint32_t index)
{
	return storage == QMI_WMS_STORAGE_TYPE_UIM && index < SIM_SMS_PLACES
		       ? index + 1
		       : 0;
}

static uint16_t refusal(const struct sim_qmi *q, uint8_t storage)
{
	if (storage != QMI_WMS_STORAGE_TYPE_UIM &&
	    storage != QMI_WMS_STORAGE_TYPE_NV)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	return sim_qmi_error(sim_world_card_usable(q->world));
}

/* --- the store --------------------------------------------------------------
 */

uint16_t sim_wms_list(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_message_list list[SIM_SMS_PLACES];
	struct qmi_wms_list_messages_req req;
	struct qmi_wms_list_messages_resp r = {.has.message_list = true};
	uint32_t n = 0;
	uint16_t error;

	if (!SIM_QMI_READ(c, wms_list_messages, &req) || !req.has.storage_type)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = refusal(q, req.storage_type);
	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	for (uint32_t i = 0; i < q->world->stored.places; i++) {
		const struct sim_sms *sms =
			sim_world_sms(q->world, place_of(req.storage_type, i));

		if (sms == NULL || (req.has.message_tag &&
				    req.message_tag != tag_of(sms->state)))
			continue;
		list[n].memory_index = i;
		list[n++].message_tag = tag_of(sms->state);
	}
	r.message_list = att_array_of(list, n);
	SIM_QMI_PUT(c, wms_list_messages, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wms_read(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_raw_read_req req;
	struct qmi_wms_raw_read_resp r = {.has.raw_message_data = true};
	const struct sim_sms *sms;
	uint16_t error;

	if (!SIM_QMI_READ(c, wms_raw_read, &req) ||
	    !req.has.message_memory_storage_id)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = refusal(q, req.message_memory_storage_id.storage_type);
	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	sms = sim_world_sms(
		q->world, place_of(req.message_memory_storage_id.storage_type,
				   req.message_memory_storage_id.memory_index));
	if (sms == NULL)
		return QMI_PROTOCOL_ERROR_NO_ENTRY;
	r.raw_message_data = (struct qmi_wms_raw_read_raw_message_data){
		.message_tag = tag_of(sms->state),
		.format = QMI_WMS_MESSAGE_FORMAT_GSM_WCDMA_POINT_TO_POINT,
		.raw_data = att_bytes_of(sms->pdu, sms->len),
	};
	SIM_QMI_PUT(c, wms_raw_read, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wms_write(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_raw_write_req req;
	struct qmi_wms_raw_write_resp r = {.has.memory_index = true};
	struct att_sms s;
	uint32_t place = 0;
	enum sim_result result;

	if (!SIM_QMI_READ(c, wms_raw_write, &req) || !req.has.raw_message_data)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (req.raw_message_data.format !=
	    QMI_WMS_MESSAGE_FORMAT_GSM_WCDMA_POINT_TO_POINT)
		return QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED;
	if (req.raw_message_data.storage_type != QMI_WMS_STORAGE_TYPE_UIM)
		return QMI_PROTOCOL_ERROR_DEVICE_STORAGE_FULL;
	if (att_sms_decode(req.raw_message_data.raw_data, &s) < 0)
		return QMI_PROTOCOL_ERROR_WMS_ENCODING;
	result = sim_world_sms_store(q->world, req.raw_message_data.raw_data,
				     att_sms_kind(&s) == ATT_SMS_SUBMIT
					     ? SIM_SMS_DRAFT
					     : SIM_SMS_NEW,
				     &place);
	if (result != SIM_DONE)
		return sim_qmi_error(result);
	r.memory_index = place - 1;
	SIM_QMI_PUT(c, wms_raw_write, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wms_modify_tag(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_modify_tag_req req;
	uint16_t error;

	if (!SIM_QMI_READ(c, wms_modify_tag, &req) || !req.has.message_tag)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = refusal(q, req.message_tag.storage_type);
	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	if (req.message_tag.message_tag >= TAGS)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	return sim_qmi_error(
		sim_world_sms_mark(q->world,
				   place_of(req.message_tag.storage_type,
					    req.message_tag.memory_index),
				   states[req.message_tag.message_tag]));
}

/* One, those with a tag, or all. */
uint16_t sim_wms_delete(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_delete_req req;
	uint16_t error;

	if (!SIM_QMI_READ(c, wms_delete, &req) || !req.has.memory_storage)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = refusal(q, req.memory_storage);
	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	if (req.has.memory_index)
		return sim_qmi_error(sim_world_sms_delete(
			q->world,
			place_of(req.memory_storage, req.memory_index)));
	for (uint32_t i = 0; i < q->world->stored.places; i++) {
		uint32_t place = place_of(req.memory_storage, i);
		const struct sim_sms *sms = sim_world_sms(q->world, place);

		if (sms != NULL && (!req.has.message_tag ||
				    req.message_tag == tag_of(sms->state)))
			sim_world_sms_delete(q->world, place);
	}
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- news -------------------------------------------------------------------
 */

uint16_t sim_wms_reset(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)q;
	c->client->events = 0;
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wms_set_event_report(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_set_event_report_req r;

	(void)q;
	if (!SIM_QMI_READ(c, wms_set_event_report, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	sim_client_want(c->client, r.has.new_mt_message_indicator,
			r.new_mt_message_indicator.report, SIM_TELL_MESSAGE);
	return QMI_PROTOCOL_ERROR_NONE;
}

static void tell(struct sim_qmi *q, struct qmi_wms_event_report_ind *ind)
{
	uint8_t tlvs[256];
	int len;

	ind->has.message_mode = true;
	ind->message_mode = QMI_WMS_MESSAGE_MODE_GSM_WCDMA;
	len = qmi_wms_event_report_ind_encode(ind, tlvs, sizeof(tlvs));
	assert(len > 0);
	sim_qmi_tell_all(q, QMI_SERVICE_WMS, SIM_TELL_MESSAGE,
			 QMI_WMS_EVENT_REPORT, tlvs, (size_t)len);
}

void sim_wms_came_tell(struct sim_qmi *q, uint32_t place)
{
	struct qmi_wms_event_report_ind ind = {
		.has.mt_message = true,
		.mt_message = {.storage_type = QMI_WMS_STORAGE_TYPE_UIM,
			       .memory_index = place - 1},
	};

	tell(q, &ind);
}

/* What is handed on comes without the service centre, which stands apart. */
void sim_wms_alert_tell(struct sim_qmi *q, uint32_t alert)
{
	const struct sim_sms *sms = &q->world->alert[alert];
	struct att_bytes pdu = att_bytes_of(sms->pdu, sms->len);
	char centre[ATT_SMS_ADDRESS_MAX];
	struct att_sms_address smsc;
	size_t at = 0;
	struct qmi_wms_event_report_ind ind = {
		.has = {.transfer_route_mt_message = true,
			.smsc_address = true},
		.transfer_route_mt_message = {
			.ack_indicator = QMI_WMS_ACK_INDICATOR_DO_NOT_SEND,
			.transaction_id = q->world->n_alerts,
			.format =
				QMI_WMS_MESSAGE_FORMAT_GSM_WCDMA_POINT_TO_POINT,
		}};

	if (att_sms_address_get(pdu, &at, true, &smsc) != 0)
		return;
	att_sms_address_text(&smsc, centre);
	ind.smsc_address = att_str_utf8(centre);
	ind.transfer_route_mt_message.raw_data =
		att_bytes_of(pdu.p + at, pdu.len - at);
	tell(q, &ind);
}

/* --- what is fixed ----------------------------------------------------------
 */

uint16_t sim_wms_protocol(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct qmi_wms_get_message_protocol_resp r = {
		.has.message_protocol = true,
		.message_protocol = QMI_WMS_MESSAGE_PROTOCOL_WCDMA,
	};

	(void)q;
	SIM_QMI_PUT(c, wms_get_message_protocol, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* A bit for each message that the modem has of a service. */
static int supported(const struct sim_qmi *q, uint8_t service,
		     uint8_t list[SUPPORTED_MAX])
{
	int len = 0;

	memset(list, 0, SUPPORTED_MAX);
	for (uint32_t i = 0; i < q->n_rows; i++) {
		uint16_t message = q->rows[i].message;

		if (q->rows[i].service != service ||
		    !sim_qmi_offers(q, service, message))
			continue;
		assert(message / 8 < SUPPORTED_MAX);
		list[message / 8] |= (uint8_t)(1u << message % 8);
		len = message / 8 >= len ? message / 8 + 1 : len;
	}
	return len;
}

uint16_t sim_wms_supported(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_get_supported_messages_resp r = {.has.list = true};
	uint8_t list[SUPPORTED_MAX];

	r.list =
		att_bytes_of(list, (size_t)supported(q, QMI_SERVICE_WMS, list));
	SIM_QMI_PUT(c, wms_get_supported_messages, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_wms_network(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct qmi_wms_get_transport_network_registration_status_resp r = {
		.has.registration_status = true,
		.registration_status =
			sim_registered(&q->world->now)
				? QMI_WMS_NW_REGISTRATION_STATUS_FULL_SERVICE
				: QMI_WMS_NW_REGISTRATION_STATUS_NO_SERVICE,
	};

	SIM_QMI_PUT(c, wms_get_transport_network_registration_status, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Where each class goes: to the card, but class 0, which is handed on. */
static const struct qmi_wms_route_list routes[] = {
	{QMI_WMS_MESSAGE_TYPE_POINT_TO_POINT, QMI_WMS_MESSAGE_CLASS_0,
	 QMI_WMS_STORAGE_TYPE_NONE, QMI_WMS_RECEIPT_ACTION_TRANSFER_AND_ACK},
	{QMI_WMS_MESSAGE_TYPE_POINT_TO_POINT, QMI_WMS_MESSAGE_CLASS_1,
	 QMI_WMS_STORAGE_TYPE_UIM, QMI_WMS_RECEIPT_ACTION_STORE_AND_NOTIFY},
	{QMI_WMS_MESSAGE_TYPE_POINT_TO_POINT, QMI_WMS_MESSAGE_CLASS_2,
	 QMI_WMS_STORAGE_TYPE_UIM, QMI_WMS_RECEIPT_ACTION_STORE_AND_NOTIFY},
	{QMI_WMS_MESSAGE_TYPE_POINT_TO_POINT, QMI_WMS_MESSAGE_CLASS_3,
	 QMI_WMS_STORAGE_TYPE_UIM, QMI_WMS_RECEIPT_ACTION_STORE_AND_NOTIFY},
	{QMI_WMS_MESSAGE_TYPE_POINT_TO_POINT, QMI_WMS_MESSAGE_CLASS_NONE,
	 QMI_WMS_STORAGE_TYPE_UIM, QMI_WMS_RECEIPT_ACTION_STORE_AND_NOTIFY},
};
#define ROUTES (sizeof(routes) / sizeof(routes[0]))

uint16_t sim_wms_get_routes(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct qmi_wms_get_routes_resp r = {
		.has = {.route_list = true, .transfer_status_report = true},
		.route_list = att_array_of(routes, ROUTES),
		.transfer_status_report = QMI_WMS_TRANSFER_INDICATION_CLIENT,
	};

	(void)q;
	SIM_QMI_PUT(c, wms_get_routes, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Of one that is as it is. */
static bool is_route(const struct qmi_wms_route_list *r)
{
	for (size_t i = 0; i < ROUTES; i++)
		if (routes[i].message_class == r->message_class)
			return routes[i].storage == r->storage &&
			       routes[i].receipt_action == r->receipt_action;
	return false;
}

/* They cannot be changed. */
uint16_t sim_wms_set_routes(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_set_routes_req req;
	struct qmi_wms_route_list r;
	struct att_cursor at;

	(void)q;
	if (!SIM_QMI_READ(c, wms_set_routes, &req) || !req.has.route_list)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	at = att_cursor_of(&req.route_list);
	while (qmi_wms_route_list_next(&at, &r))
		if (!is_route(&r))
			return QMI_PROTOCOL_ERROR_NOT_SUPPORTED;
	return QMI_PROTOCOL_ERROR_NONE;
}
